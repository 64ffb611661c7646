"""Reading how a question is answered: the measure, the scale and the answer options."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from surveyapp.overlap.rules.canonical import Canonical
from surveyapp.overlap.rules.facets import Described, Keep, Reading
from surveyapp.overlap.rules.phrases import Hit
from surveyapp.overlap.rules.text import normalise

_ASKED = re.compile(
    r"(?:^|[.?:,;(]\s*|\boch )(?:hur många|hur stor|antal\b|andel\b|how many|what share|number of|share of)"
)
_YES_NO = re.compile(
    r"^\W*(?:\w{0,3}\d*[.):]\s*)?(?:om ja,?\s+)?(?:har|finns|finnas|kan|erbjuder|erbjuds|används|använder|genomför|genomförs|genomförde|genomfördes|följer|följs|deltog|tar|är|delar|görs|sker|gäller|ingår|ställs|får|gör|går|hade|fanns|kunde|var|ges|mäter|samverkar|betalar|utgår|förekommer|tillämpas|vet|(?!under|efter|över|för|per|när)\w+(?:[aeä]r|ade|des|te|de|as|es|ck|ss)\s+(?:kommunen|(?:social)?nämnden|socialtjänsten|förvaltningen|ni|enheten|verksamheten|utföraren|personalen)|(?:kommunen|(?:social)?nämnden|socialtjänsten|förvaltningen|vi|ni|enheten|verksamheten|det) (?:har|finns|är|kan|ska|får|gör|erbjuder)|does|do|has|have|is|are|can|did|was|were)\b"
)

_MAY_BE_RATE = (
    "per ",
    "/",
    "000",
    "thousand",
    "invån",
    "folkmängd",
    "befolkning",
    "population",
    "inhab",
)
_THOUSAND = r"(?:(?:1|10|100)[ .,]?000|100 1000|(?:a |ten )?(?:hundred )?thousand)(?![\d.,]*\d)"
_INHABITANT = r"(?:(?:kommun)?in(?:ne)?vånar\w*|inv\b|inhabitants?|capita|folkmängd\w*|befolkning\w*|population)"
_RATE = re.compile(
    rf"(?:antal)?\s*(?:/|\bper\b|\b(?:på|för|for|of|in) (?:varje|every)\b|\bav\b|\bpå\b|\bout of\b|\bi (?:relation|förhållande) till\b|\bmultiplicera\w* med\b|\bmultiplied by\b|[×*]|\bx\b)\s*{_THOUSAND}(?! ?(?:kr|tkr|mnkr|sek|timm|tim|hour))(?: ?{_INHABITANT})?"
    rf"|(?:antal)?\s*(?:/|\bper\b|\b(?:på|för|for) (?:varje|every)\b)\s*{_INHABITANT}"
    rf"|\b(?:del|dividera|fördela|slag|slå|utslag)\w* (?:ut )?(?:med|på|genom|över) (?:\w+ ){{0,3}}?{_INHABITANT}|\b(?:med|genom) (?:antalet? (?:kommun)?invånare|folkmängd\w*|befolkningen)"
    rf"|\bdivided by (?:the )?(?:\w+ ){{0,2}}?{_INHABITANT}|\bper resident aged\b|\bper \d+(?:-\d+)?-åring\b|\bper (?:person )?(?:boende|bosatt) i kommunen"
)
_MONEY = re.compile(r"\b(?:kr|tkr|mnkr|kronor|sek|belopp|kostade|kostar|betalade|costs?|expenditure|spending)\b|kostnad|utgift")  # fmt: skip
_ORDER = (
    "median",
    "mean",
    "share",
    "date",
    "duration",
    "frequency",
    "extent",
    "count",
    "amount",
    "rollout",
)
_SCALES = tuple(
    (value, re.compile(pattern, re.IGNORECASE))
    for value, pattern in (
        ("rollout", r"breddinför\w*|rolled out"),
        ("extent", r"inga\w*\W+några\w*\W+all\w*|inget\W*=?\d?\W+några"),
        ("yes_no", r"ja\W*(?:=\d)?\W+nej|yes\W+no|^bool(?:ean)?$|^yes_no$|^acknowledge$"),
        ("duration", r"tidsband|inom \d+ dagar|vecka|veckor$|within"),
        ("frequency", r"frekvens|varje vecka|every week"),
        ("scale", r"\w+gradig|index|^scale$"),
        ("share", r"andel|procent|^share$|^pct$|^percent$"),
        ("amount", r"^kr\b|kronor|belopp|^money$|^sek$"),
        ("date", r"^datum|^date$"),
        ("text", r"^text$"),
        ("code", r"^kod$|^choice$|^single$|^multi(?:ple)?$"),
        ("duration", r"^dagar$|^timmar$|^minuter$|^days$"),
        ("count", r"^antal|^int(?:eger)?$|^decimal$"),
    )
)
_CHOSEN = ("rollout", "extent", "yes_no", "scale", "code", "duration", "frequency", "date", "share")
"""Scales that say more about the answer than the way the question begins."""
_CODED = re.compile(
    r"\((?:ja|yes)\s*=?\s*\d?\W+(?:nej|no)|\bja\s*(?:/|eller|el\.)\s*nej\b|\byes\s*(?:/|or)\s*no\b|\(j/n\)"
)
_LASTS = frozenset(
    [
        "från",
        "dröjer",
        "dröjde",
        "tar",
        "tog",
        "väntar",
        "väntetid",
        "väntat",
        "gick",
        "vänta",
        "from",
        "until",
        "takes",
        "take",
        "wait",
        "before",
    ]
)


def read_measure(
    question: Described,
    prepared: Canonical,
    text: str,
    hits: Sequence[Hit],
    keep: Keep,
    readings: dict[str, Reading],
) -> None:
    """Keep how it is measured, from the text or the scale, whichever says more."""
    answered = question.answered()
    scale = scale_of(answered)
    of_hundred = _OF_HUNDRED.search(prepared.text) if "%" in prepared.text or not _HUNDRED.isdisjoint(prepared.names) else None  # fmt: skip
    is_of_hundred = of_hundred is not None and of_hundred.group()[-1] in "0d"
    may_be_rate = not is_of_hundred and any(said in prepared.text for said in _MAY_BE_RATE)
    if may_be_rate and (rate := _RATE.search(prepared.text)):
        value = "amount_per_inhabitant" if _MONEY.search(prepared.text) else "per_inhabitant"
        keep("measure", (value,), prepared.place(*rate.span()), "text", text)
        return
    best: Hit | None = None
    for hit in hits:
        if hit.facet != "measure" or (hit.value == "share" and _is_level(hit, prepared.text)):
            continue
        if best is None or _ORDER.index(hit.value) < _ORDER.index(best.value):
            best = hit
    if best and best.value == "frequency" and _HOW_OFTEN.search(prepared.text):
        best = replace(best, value="count")  # "how often, in number of decisions"
    if of_hundred and (best is None or _ORDER.index(best.value) > _ORDER.index("share")):
        best = Hit("measure", "share", *of_hundred.span(), 0)
    asked = _ASKED.search(prepared.text)
    begins = None if asked else _YES_NO.search(prepared.text) or _CODED.search(prepared.text)
    value = best.value if best else ""
    if begins and value in (
        "",
        "amount",
        "count",
        "rollout",
        "date",
        "duration",
        "frequency",
        "share",
        "mean",
        "median",
    ):
        best, value = None, "yes_no"
    if value == "count" and "counted" in readings and readings["counted"].value[0] in ("day", "week", "month", "hour") and not _LASTS.isdisjoint(prepared.names):  # fmt: skip
        value = "duration"
    if value == "count" and "counted" in readings and readings["counted"].value == ("krona",):
        value = "amount"
    if value in ("yes_no", "count", "extent", "") and scale in _CHOSEN:
        keep("measure", (scale,), (0, len(answered)), "scale", answered)
    elif best:
        keep("measure", (value,), prepared.place(best.start, best.end), "text", text)
    elif begins:
        keep("measure", ("yes_no",), prepared.place(*begins.span()), "text", text)
    elif scale:
        keep("measure", (scale,), (0, len(answered)), "scale", answered)
    elif "counted" in readings and readings["counted"].source == "text":
        found = readings["counted"]
        keep("measure", ("count",), (found.start, found.end), "text", text)


_HUNDRED = frozenset(("100", "pct", "hundred"))
_OF_HUNDRED = re.compile(
    r"(?<!\d)(?<!\d )(?:%|\bpct\b)|(?:[×*]|\bx|\bmultiplicera\w* med|\bgånger|\bmultiplied by) ?100\b(?![ .,]?\d)"
    r"|\b(?:av|out of|of every|in every) (?:varje |every |a )?(?:100\b(?![ .,]?\d)(?! ?(?:%|procent|kr|tim))|hundred(?! thousand))"
)


def _is_level(hit: Hit, text: str) -> bool:
    """True for "75 per cent attendance", which is no answer."""
    said = text[hit.start : hit.end]
    return said.startswith(("procent", "per")) and text[: hit.start].rstrip()[-1:].isdigit()


_HOW_OFTEN = re.compile(r"\b(?:antal|number of)\b")


def scale_of(text: str) -> str:
    """Return the kind of answer that a scale is, "" where it is none that is known."""
    return next((v for v, pattern in _SCALES if text and pattern.search(text)), "")


SHOWN = 8
"""Options of a list that are shown as read; a choice of municipality has 290."""

_ONE_OPTION = {
    "yes": "ja",
    "no": "nej",
    "vet inte": "vet ej",
    "do not know": "vet ej",
    "don t know": "vet ej",
}
"""Normalised option -> the one that says the same."""


def _option(text: str) -> str:
    said = normalise(text)
    return _ONE_OPTION.get(said, said)


def read_options(question: Described, prepared: Canonical, text: str, keep: Keep) -> None:
    """Keep the answer options that the scale gives, or that stand in the text."""
    answered = question.answered()
    listed = tuple(dict.fromkeys(said for one in question.options if (said := _option(one))))
    if kind := scale_of(answered):
        keep("options", (kind,), (0, len(answered)), "scale", answered, listed)
    elif listed:
        shown = " / ".join(question.options[:SHOWN])
        keep("options", ("list",), (0, len(shown)), "scale", shown, listed)
    elif coded := _CODED.search(prepared.text):
        keep("options", ("yes_no",), prepared.place(*coded.span()), "text", text)
