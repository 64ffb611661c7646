"""Reading what a question counts: the noun after the word of number, or the first of a heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from surveyapp.overlap.rules.canonical import Canonical, canonical
from surveyapp.overlap.rules.facets import Described, Keep
from surveyapp.overlap.rules.phrases import Hit, phrasebook
from surveyapp.overlap.rules.terms import Terms

_LEAD = re.compile(
    r"(?<!\w)(?<!\bmed )(?<!\bpå )(?<!\bby )(?<!\bby the )(?:hur många|hur stor (?:andel|del)(?: av)?|(?:medel)?antal(?:et)?|ant\.?|andel(?:en)?(?: av)?|how many|(?:total )?number of|no\. of|(?:what )?(?:share|proportion|percentage|percent|per cent) of)\s+"
)

_NUMBER_LEAD = re.compile(r"antal|ant|number|no")
_NUMBER_LAST = re.compile(r"\bantal\b|\bnumber\b")
_PREPOSITIONS = frozenset(["per", "ur", "bland", "among", "på", "i", "för", "av", "till", "med", "inom", "som", "hos", "vid", "från", "dit", "där", "vars", "about", "from", "where", "whose", "which", "of", "in", "for", "with", "who", "to", "at", "by", "on", "that"])  # fmt: skip


def read_counted(
    question: Described,
    prepared: Canonical,
    text: str,
    hits: Sequence[Hit],
    terms: Terms,
    keep: Keep,
    known: str,
) -> None:
    """Keep what is counted, from the text or else from the unit."""
    if _BOTH.search(prepared.text):
        return
    nouns = [h for h in hits if h.facet == "counted" and not _is_no_head(prepared.text, h)]
    lead = _LEAD.search(prepared.text)
    noun: Hit | None = None
    if (
        not _AS.isdisjoint(prepared.names)
        and (whole := _AS_FTE.search(prepared.text))
        and not _DIVIDED.search(prepared.text[: whole.start()])
    ):
        keep("counted", ("fte",), prepared.place(*whole.span()), "text", text)
        return
    if lead:
        at = next((n for n, h in enumerate(nouns) if h.start >= lead.end()), None)
        if at is not None:
            between = prepared.text[lead.end() : nouns[at].start]
            said = between.split()
            if len(said) <= 3 and not set(between) & set(":;?(") and _PREPOSITIONS.isdisjoint(said[1:] if said[:1] in (["av"], ["of"]) else said):  # fmt: skip
                noun = nouns[at] if _HAVE.isdisjoint(said) else None
        if noun is None and _NUMBER_LEAD.match(lead.group()):
            noun = _heading(prepared, [h for h in nouns if h.end <= lead.start()])
    else:
        noun = _heading(prepared, nouns)
    if noun is not None:
        noun = _last_of(prepared.text, noun, nouns, known)
        noun = next((h for h in nouns if _is_told(prepared.text, h)), noun)
    if noun is not None and noun.value == "occasion":
        # "how many times has the board decided" counts decisions
        told = next((h for h in nouns if 0 < h.first - noun.first <= 7 and h.value in _DONE), None)
        sought = not _SOUGHT.isdisjoint(w for w, _s, _e in prepared.words[noun.first : noun.first + 7])  # fmt: skip
        noun = told or (replace(noun, value="application") if sought else noun)
    if noun:
        keep("counted", (noun.value,), prepared.place(noun.start, noun.end), "text", text)
        return
    if question.unit:
        for hit in phrasebook(terms, "sv").hits(canonical(question.unit, "sv")):
            if hit.facet == "counted":
                keep("counted", (hit.value,), (0, len(question.unit)), "unit", question.unit)
                return


_AS = frozenset(("omräknat", "omräknade", "omräknad", "räknat", "converted", "expressed"))
_AS_FTE = re.compile(r"\b(?:omräkna\w* (?:till|i)|räknat i|converted (?:in)?to|expressed in) (?:heltid|årsarb|hela tjänster|full-time|fte)[\w-]*")  # fmt: skip
_DIVIDED = re.compile(r"\b(?:per|på en|delat|delad|divided|varje|each)\b|(?<!och)/(?=\s*[a-zåäö])")
"""Before what is only divided by: "pupils per teacher, converted to full-time"."""
_BOTH = re.compile(
    r"[(,;] ?(?:en|ett|1|one) [^\s().,]+ (?:per|för varje|for each|each\b)(?! (?:år|month|vecka|månad|dag|dygn|day|week|year))"
)
"""What tells that two nouns are counted: "one application per person"."""
_TOLD = re.compile(r"[.?!:;)] ?(?:räkna|ange(?: antal(?:et)?)?|count|state the number of) $")
_BOUND = re.compile(r"-[ ,/a-zåäö]|'?s?' [a-z]|'s ")
"""After the first half of a compound, or after whose it is: "boende- och umgängesutredningar"."""
_ADJECTIVES = frozenset(
    ["enskilda", "våldsutsatta", "hemlösa", "sökande", "äldre", "unga", "vuxna"]
)
"""Groups whose name may only tell more of the noun that follows: "enskilda utförare"."""


def _last_of(text: str, noun: Hit, nouns: Sequence[Hit], known: str) -> Hit:
    """Return the last of the nouns that stand together: "child investigations" counts the latter."""
    for after in nouns[nouns.index(noun) + 1 :]:
        is_first = (
            noun.value not in (*_TIMES, "occasion", "fte")
            if known == "en"
            else text[noun.start : noun.end] in _ADJECTIVES
        )
        if not is_first or text[noun.end : after.start] != " ":
            break
        noun = after
    return noun


def _is_told(text: str, noun: Hit) -> bool:
    """True of a noun that is said to be what is counted: "(households)", "Count cases."."""
    after = text[noun.end : noun.end + 1]
    if text[: noun.start].endswith("("):
        return noun.value in ("household", "case") and after in (")", ",")
    return (
        noun.value != "fte"
        and after in ("", ".", ")")
        and _TOLD.search(text[: noun.start]) is not None
    )


def _is_no_head(text: str, noun: Hit) -> bool:
    """True of half a word, of whose the counted is, and of what is only divided by."""
    before = text[: noun.start]
    is_divisor = before.endswith(" per ") or (noun.value == "staff" and before.endswith("/"))
    return is_divisor or _BOUND.match(text, noun.end) is not None


_TIMES = ("hour", "day", "week", "month", "krona")
_HAVE = frozenset(["har", "hade", "fick", "får", "have", "had"])
"""Verbs whose subject is left out: "how many have an alarm" counts no alarms."""
_DONE = ("decision", "application", "report", "investigation", "placement")
_SOUGHT = frozenset(
    ["sökt", "ansökt", "sökte", "ansökte", "begärt", "begärde", "applied", "requested"]
)
_IN_UNITS = re.compile(r"\b(?:tid i|räknat i|omräknad till|omräknat till|in)\s+(?:timmar|dygn|dagar|heltider|årsarb\w*|hours|days|full-time)")  # fmt: skip


_TOLD_LAST = re.compile(r"\s*\((?:antal|number)\b")
_FULL_STOP = re.compile(r"(?:\w{5}|\d\d|[?!)])[.?!] ")
"""The end of a sentence, and not of a word cut short."""


def _heading(prepared: Canonical, nouns: Sequence[Hit]) -> Hit | None:
    """Return the noun that a heading counts: the first of its sentence, or the unit it names."""
    text = prepared.text
    if said := _IN_UNITS.search(text):
        return next((h for h in nouns if said.start() <= h.start < said.end()), None)
    if "(" in text and (told := _TOLD_LAST.search(text)):
        named = next((h for h in nouns if h.end == told.start()), None)
        if named and len(re.split(r"[,:;.]", text[: named.start])[-1].split()) <= 1:
            return named
    for hit in nouns:
        begins = text.rfind(": ", 0, hit.start) + 1
        for dot in _FULL_STOP.finditer(text, begins, hit.start):
            begins = dot.end()
        if hit.value in _TIMES and hit.start > 1 and text[hit.start - 2 : hit.start - 1].isdigit():
            continue  # "two weeks" is how long
        if hit.start > begins + 1 and text[hit.start : hit.end] == "äldre":
            continue  # whose homes they are: "SÄBO äldre"
        is_first = len(text[begins : hit.start].split()) <= 1
        after = text[hit.end : hit.end + 1]
        if is_first and (after == "," or _NUMBER_LAST.search(text) or hit.value == "fte"):
            if hit.value != "device":
                return hit
            return next((h for h in nouns if h.value == "person" and text[: h.start].endswith(", ")), hit)  # fmt: skip
    return None
