"""What a question is about, part by part, each with the characters it was read from.

A facet is read from the question's own words first, then from what the bank or the form says about
it. Every reading names its source, so that a person can see why two questions were held apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from surveyapp.overlap.rules.amounts import Amount, read_ages, read_limits
from surveyapp.overlap.rules.canonical import ORDINALS, Canonical, canonical
from surveyapp.overlap.rules.periods import Period, PeriodKind, periods_of
from surveyapp.overlap.rules.phrases import Hit, phrasebook
from surveyapp.overlap.rules.stems import stem
from surveyapp.overlap.rules.terms import LSS_MEASURES, Terms

NAMES = (
    "period",
    "age",
    "sex",
    "counted",
    "measure",
    "population",
    "area",
    "provider",
    "law",
    "direction",
    "follow_up",
    "limit",
    "breakdown",
    "options",
    "level",
)
"""The facets, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One facet's value, where it stood, and in which of the question's fields."""

    value: tuple[Any, ...]
    start: int
    end: int
    source: str
    read: str
    """The characters themselves."""
    detail: tuple[str, ...] = ()
    """What is said more closely: the sections of a law."""


@dataclass(frozen=True)
class Described:
    """One question, ours or the bank's, with all that is known of it.

    `context` is what stands around it and is no part of the question: section, area, what "these"
    points back to. `scale` is how it is answered, in words or as a kind of answer.
    """

    key: int
    texts: dict[str, str]
    definitions: dict[str, str] = field(default_factory=dict)
    contexts: dict[str, str] = field(default_factory=dict)
    area: str = ""
    unit: str = ""
    population: str = ""
    reference_time: str = ""
    scale: str = ""
    level: str = ""
    """Who it is answered for where the text does not say: `unit`, `person`, or "" for the municipality."""
    ended: str = ""
    """The last year it was asked, "" while it is still asked."""
    group: str = ""
    """The collection, for a bank question."""

    def language(self) -> str:
        """Return the language it is read in: Swedish before English before any other."""
        return next((c for c in ("sv", "en") if self.texts.get(c)), next(iter(self.texts), "sv"))


@dataclass(frozen=True)
class Facets:
    """All readings of one question in one language; values are the same whatever the language."""

    readings: dict[str, Reading]
    periods: tuple[Period, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    """Of the text: characters that a time, an age or a limit was read from."""
    ages: tuple[tuple[int, int], ...] = ()
    """All spans of age that are named."""
    limits: tuple[tuple[int | str, ...], ...] = ()
    """All thresholds."""
    numbers: tuple[str, ...] = ()
    """Numbers that no facet has read: a class of damage, a year in school."""
    stems: frozenset[str] = frozenset()
    """Of all its words, to see whether what one denies the other affirms."""
    language: str = "sv"


_Keep = Callable[..., None]

_LEAD = re.compile(
    r"(?<!\w)(?<!\bmed )(?<!\bpå )(?<!\bby )(?<!\bby the )(?:hur många|hur stor (?:andel|del)(?: av)?|(?:medel)?antal(?:et)?|ant\.?|andel(?:en)?(?: av)?|how many|(?:total )?number of|no\. of|(?:what )?(?:share|proportion|percentage|percent|per cent) of)\s+"
)
_ASKED = re.compile(
    r"(?:^|[.?:,;(]\s*|\boch )(?:hur många|hur stor|antal\b|andel\b|how many|what share|number of|share of)"
)
_YES_NO = re.compile(
    r"^\W*(?:\w{0,3}\d*[.):]\s*)?(?:om ja,?\s+)?(?:har|finns|finnas|kan|erbjuder|erbjuds|används|använder|genomför\w*|följer|följs|deltog|tar|är|delar|görs|sker|gäller|ingår|ställs|får|gör|går|hade|fanns|kunde|var|ges|mäter|samverkar|betalar|utgår|förekommer|tillämpas|(?!under|efter|över|för|per)\w+(?:[aeä]r|ade|des|te|de|as|es|ck|ss)\s+(?:kommunen|(?:social)?nämnden|socialtjänsten|förvaltningen|ni|enheten|verksamheten|utföraren|personalen)|does|do|has|have|is|are|can|did|was|were)\b"
)
_NUMBER_LEAD = re.compile(r"antal|ant|number|no")
_NUMBER_LAST = re.compile(r"\bantal\b|\bnumber\b")
_PREPOSITIONS = frozenset(["per", "ur", "bland", "among", "på", "i", "för", "av", "till", "med", "inom", "som", "hos", "vid", "från", "dit", "där", "vars", "about", "from", "where", "whose", "which", "of", "in", "for", "with", "who", "to", "at", "by", "on", "that"])  # fmt: skip
_PER = frozenset(("per", "varje", "delad", "relation"))
_EVEN_ASIDE = ("measure", "breakdown", "level")
_MONEY = frozenset(["kr", "kronor", "sek", "kostnad", "kostnader", "kostade", "kostar", "kostnaden", "nettokostnaden", "bruttokostnaden", "betalade", "utgift", "utgifter", "nettokostnad", "bruttokostnad", "belopp", "cost", "costs", "expenditure"])  # fmt: skip
_RATE = re.compile(
    r"(?:antal)?\s*(?:/|\bper\b|\bpå varje\b)\s*(?:10 ?000|1 ?000|100 ?000)?\s*(?:inv\b|(?:kommun)?invånare|inhabitants?|capita)|för varje (?:kommun)?invånare|dela[dt]\w* (?:med|på) antalet (?:kommun)?invånare|i relation till 10 ?000 inv"
)
_ORDER = (
    "per_inhabitant",
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
        ("yes_no", r"ja\W*(?:=\d)?\W+nej|yes\W+no|^bool(?:ean)?$|^acknowledge$"),
        ("duration", r"tidsband|inom \d+ dagar|vecka|veckor$|within"),
        ("frequency", r"frekvens|varje vecka|every week"),
        ("scale", r"\w+gradig|index|^scale$"),
        ("share", r"andel|procent|^share$|^pct$|^percent$"),
        ("amount", r"^kr\b|kronor|belopp|^money$|^sek$"),
        ("date", r"^datum|^date$"),
        ("text", r"^text$"),
        ("code", r"^kod$|^choice$|^single$|^multi$"),
        ("duration", r"^dagar$|^timmar$|^minuter$|^days$"),
        ("count", r"^antal|^int(?:eger)?$|^decimal$"),
    )
)
_CHOSEN = ("rollout", "extent", "yes_no", "scale", "code", "duration", "frequency", "date", "share")
"""Scales that say more about the answer than the way the question begins."""
_CODED = re.compile(
    r"\((?:ja|yes)\s*=?\s*\d?\W+(?:nej|no)|\bja\s*/\s*nej\b|\byes\s*/\s*no\b|\(j/n\)"
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
_ASIDE_WORDS = frozenset(
    [
        "räkna",
        "räknas",
        "inkludera",
        "medräkna",
        "medräknas",
        "redovisa",
        "ingår",
        "ingå",
        "avses",
        "menas",
        "omfattas",
        "vet",
        "aktuellt",
        "relevant",
        "om",
        "men",
        "ej",
        "inte",
        "och",
        "utan",
        "without",
        "exkl",
        "exklusive",
        "excluding",
        "except",
        "förutom",
        "utom",
        "exkluderade",
        "exkluderad",
        "borträknade",
        "borträknat",
        "undantaget",
        "undantag",
        "excluded",
        "included",
        "counted",
        "uppföljd",
        "uppföljt",
        "uppföljda",
        "följts",
        "reviewed",
        "followed",
        "arbetats",
        "reviderad",
        "reviderade",
        "reviderats",
        "revidering",
        "omarbetad",
        "omarbetats",
        "uppdaterad",
        "uppdaterade",
        "uppdaterats",
        "revised",
        "updated",
        "meant",
        "skriftlig",
        "skriftligt",
        "written",
        "do",
        "ange",
        "yes",
        "ja",
        "ska",
    ]
)
_ASIDE = re.compile(
    r"\b(?:räkna|ta|inkludera|redovisa|medräkna|count|include)s?\s+(?:inte|ej|not)\b[^.;)]*"
    r"|\bdo not (?:count|include)[^.;)]*"
    r"|\bvet (?:ej|inte)\b|\b(?:inte|ej) (?:aktuellt|relevant)\b|\bdo not know\b|\bnot applicable\b|\bom (?:inte|ej|inga?)\b(?! verkst)[^.;)]*|\bange 0[^.;)]*"
    r"|\b(?:men|but|och|samt) (?:inte|ej|not) (?!fyll|turned|\d|har|var|är|hade|verkst)[^.;,?)]*|(?<=\()\s*(?:ej|inte|not|ingen|no) (?!verkst|avsl)[^)]*|(?<=, )(?:ej|inte|not) (?!verkst|avsl|till)[^.;,?)]*(?:$|(?=[.;,)]))"
    r"|\b(?:inte|not|ej) (?:enbart|bara|only)\b|\bwhether or not\b|\b(?:(?:med|med och|med resp\.?|med respektive|med eller|antal) utan|(?:with or|with and|number) without)\b|\b(?:ja|yes)\W+(?:nej|no)\b|\beller (?:inte|ej)\b|\bor not\b"
    r"|\b(?:exkl|exklusive|excluding|except|förutom|utom)\b[^.;)]*"
    r"|(?:,|\beller|\boch|\bor|\band)\s+(?:uppföljd|uppföljt|reviewed)\b(?! av\b| by\b)[^.?)]*"
    r"|\b(?:eller|or)\s+(?:(?:har|som|has|have|been)\s+)*(?:uppföljda|följts upp|arbetats om|followed up|reviderad\w*|reviderats|revidering|omarbeta\w*|uppdaterad\w*|uppdaterats|revised|updated)\b[^.?)]*|(?<=\w)/(?:reviderad|uppföljd|uppdaterad|revised|updated)\w*"
)
_SENTENCE = re.compile(r"[^.?;(]+")
_OUTSIDE = re.compile(
    r"\b(?:räknas|ingår|ingå|medräknas|avses|inkluderas|omfattas|inräknad\w*|medräknad\w*)\s+(?:inte|ej)\b|\b(?:inte|ej)\s+(?:räknas|ingå|ingår|medräkna\w*|inräkna\w*|avses|inkluderas|omfattas)\b|\b(?:exkluderade?|borträkna\w*|undantag\w*|excluded|not (?:counted|included))\b"
)
_DEFINES = re.compile(
    r"^\s*(?:med|by) .*\b(?:avses|menas|is meant)\b|\bska(?:ll)? vara (?:skriftlig|beslutad)|\b(?:skriftlig\w*|\w*beslutad\w*|upprätta\w*|framtag\w*|written|decided|drawn up|in force)\b.*\b(?:upp?följ\w*|följ\w* upp|reviewed|followed up)\b|\b(?:upp?följ\w*|reviewed|followed up)\b.*\b(?:framtagen|upprättad|drawn up|in force)\b"
)
"""What only says how words are meant, or who is left out."""


def _asides(prepared: Canonical) -> list[tuple[int, int]]:
    """Return the pieces of a text that say how it is meant, and not what is asked."""
    if _ASIDE_WORDS.isdisjoint(prepared.names):
        return []
    text = prepared.text
    found = [m.span() for m in _ASIDE.finditer(text)]
    for sentence in _SENTENCE.finditer(text):
        said = sentence.group()
        if _OUTSIDE.search(said):
            cut = max(said.rfind(",", 0, _OUTSIDE.search(said).start()) + 1, 0)  # type: ignore[union-attr]
            found.append((sentence.start() + cut, sentence.end()))
        elif (define := _DEFINES.search(said)) is not None:
            found.append((sentence.start() + define.start(), sentence.start() + define.end()))
    return found


_PARAGRAPH = re.compile(
    r"(?:(?P<k>\d+)\s*(?:kap\.?|kapitlet|chapter)\s*)?(?P<p>\d+)\s*§{1,2}(?:\s*(?:p\.?|punkt(?:en)?)?\s*(?P<q>\d+)\b)?|§\s*(?P<r>\d+)(?:[. ](?P<s>\d+))?|\bsection\s+(?P<t>\d+)(?:[.:(](?P<u>\d+))?|\b(?P<c>\d+):(?P<d>\d+)\b"
)
_LSS_SECTIONS = tuple((section, re.compile(said)) for section, said in LSS_MEASURES.items())
NO_CHAPTERS = frozenset(("LSS", "LVU", "LVM", "LPT", "FL"))
"""Laws whose sections are numbered right through."""
_NUMBER = re.compile(r"(?<![\w.,:/§])\d+(?:[.,]\d+)?(?![\w:/§]|\s*(?:kap|§)|[.,]\d)")
_NUMBERING = re.compile(
    r"^\s*(?:(?:fråga|variabel|var\.?|question|q|nr|indikator)?\s*[a-zåäö]{0,3}[ .-]?\d+[.:]?\d*\s?[a-z]?\s?[.):,]|(?:fråga|variabel|question)\s*\d+[a-z]?\b|\d+\s?[a-z]?\s+(?=[a-zåäö]))"
)
_ENDED = re.compile(r"\(\s*-\s*\d{4}\s*\)")


def read_facets(
    question: Described, language: str | None = None, terms: Terms | None = None
) -> Facets:
    """Return the facets of one question, read from its text and from what is known beside it."""
    terms = terms or Terms.default()
    language = language or question.language()
    text = question.texts.get(language, "")
    known = language if language in terms.tables else "sv"
    prepared = canonical(text, known)
    readings: dict[str, Reading] = {}
    spans: list[tuple[int, int]] = []

    def keep(
        name: str,
        value: tuple[Any, ...],
        place: tuple[int, int],
        source: str,
        where: str,
        detail: tuple[str, ...] = (),
    ) -> None:
        if name not in readings:
            start, end = place
            readings[name] = Reading(value, start, end, source, where[start:end].strip(), detail)
            if source == "text" and name in ("period", "age", "limit"):
                spans.append((start, end))

    hits = phrasebook(terms, known).hits(prepared)
    told = _asides(prepared)
    if told:
        hits = [h for h in hits if h.facet in _EVEN_ASIDE or not any(s <= h.start < e for s, e in told)]  # fmt: skip
    own = periods_of(prepared)
    if len(own) > 1 and told:
        places = [(prepared.place(s, e)) for s, e in told]
        own = [p for p in own if not any(s <= p.start < e for s, e in places)] or own
    periods = _periods(question, own)
    if periods:
        main, source = periods[0]
        where = text if source == "text" else question.reference_time
        keep("period", (main.kind.value, *main.value), (main.start, main.end), source, where)
    spans += [(p.start, p.end) for p, source in periods if source == "text" and (p.start, p.end) not in spans]  # fmt: skip
    ages = _read_age(question, prepared, text, language, own, keep)
    limits = _read_limit(prepared, text, own, ages, keep, spans)
    _read_counted(question, prepared, text, hits, terms, keep, known)
    _read_measure(question, prepared, text, hits, keep, readings)
    beside = {
        "population": [("population", question.population)],
        "sex": [("population", question.population)],
        "law": [("population", question.population)],
        "provider": [("population", question.population)],
        "area": [
            ("population", question.population),
            ("context", question.contexts.get(language, "")),
            ("area", question.area),
        ],
    }
    for name in ("population", "sex", "area", "provider", "law"):
        _read_set(name, prepared, text, hits, keep, terms)
        for source, where in beside[name]:
            if name not in readings and where:
                _read_beside(name, source, where, keep, terms)
    if "law" in readings and readings["law"].source == "text":
        found = readings["law"]
        sections = _sections(_numbered(prepared.text))
        if NO_CHAPTERS.issuperset(found.value):  # "LSS 9:8" is section 9, point 8
            sections = tuple(sorted({s.replace(":", ".") for s in sections}))
        if "LSS" in found.value:
            told_too = {n for n, said in _LSS_SECTIONS if said.search(prepared.text)}
            sections = tuple(sorted({*sections, *told_too}))
        readings["law"] = Reading(found.value, found.start, found.end, "text", found.read, sections)
    _read_direction(prepared, text, hits, keep, readings, known)
    _read_follow_up(prepared, text, hits, told, keep)
    _read_level(question, language, prepared, text, hits, keep, readings, terms)
    _read_breakdown(prepared, text, hits, ages, keep, readings)
    options = _scale(question.scale) if question.scale else ""
    if options:
        keep("options", (options,), (0, len(question.scale)), "scale", question.scale)
    elif coded := _CODED.search(prepared.text):
        keep("options", ("yes_no",), prepared.place(*coded.span()), "text", text)
    return Facets(
        readings,
        tuple(p for p, _source in periods),
        tuple(spans),
        tuple((int(a.value[0]), int(a.value[1])) for a in ages),
        tuple(one.value for one in limits),
        _loose_numbers(prepared, spans),
        frozenset(stem(w, known) for w, _s, _e in prepared.words),
        known,
    )


def _periods(question: Described, own: Sequence[Period]) -> list[tuple[Period, str]]:
    told = periods_of(canonical(question.reference_time, "sv")) if question.reference_time else []
    if not own:
        return [(p, "reference_time") for p in told]
    found: list[tuple[Period, str]] = []
    for period in own:
        fuller = next(
            (
                t
                for t in told
                if t.kind is period.kind
                and t.year()
                and not period.year()
                and t.without_year() == period.without_year()
            ),
            None,
        )
        value = fuller.value if fuller else period.value
        found.append((Period(period.kind, value, period.start, period.end), "text"))
    order = [PeriodKind.LOOKBACK, PeriodKind.SPAN, PeriodKind.POINT, PeriodKind.RECURRING]
    found.sort(key=lambda f: order.index(f[0].kind) if f[0].kind in order else 9)
    vague = (PeriodKind.MOMENT, PeriodKind.RELATIVE)
    if told and all(p.kind in vague for p, _source in found):
        return [*((t, "reference_time") for t in told), *found]
    return found


def _read_age(
    question: Described,
    prepared: Canonical,
    text: str,
    language: str,
    own: Sequence[Period],
    keep: _Keep,
) -> list[Amount]:
    busy = _places(prepared, own)
    ages = read_ages(prepared, busy)
    if ages:
        keep("age", ages[0].value, prepared.place(ages[0].start, ages[0].end), "text", text)
        return ages
    definition = question.definitions.get(language, "") if not question.population else ""
    for source, where in (("population", question.population), ("definition", definition)):
        if where:
            beside = canonical(where, language)
            ages = read_ages(beside)
            if ages:
                keep("age", ages[0].value, beside.place(ages[0].start, ages[0].end), source, where)
                return ages
    return []


def _places(prepared: Canonical, periods: Iterable[Period]) -> list[tuple[int, int]]:
    """Return where times stand in the prepared text; they were told in places of the written one."""
    own = [(p.start, p.end) for p in periods]
    if not own:
        return []
    return [
        (s, e)
        for s, e in ((w[1], w[2]) for w in prepared.words)
        if any(a <= prepared.place(s, e)[0] < b for a, b in own)
    ]


def _read_limit(
    prepared: Canonical,
    text: str,
    own: Sequence[Period],
    ages: Sequence[Amount],
    keep: _Keep,
    spans: list[tuple[int, int]],
) -> list[Amount]:
    dated = [p for p in own if p.kind is not PeriodKind.RECURRING]  # "every month" is a limit too
    busy = [*_places(prepared, dated), *((a.start, a.end) for a in ages)]
    limits = read_limits(prepared, busy)
    if limits:
        first = limits[0]
        keep("limit", first.value, prepared.place(first.start, first.end), "text", text)
    spans += [prepared.place(one.start, one.end) for one in limits[1:]]
    return limits


def _read_counted(
    question: Described,
    prepared: Canonical,
    text: str,
    hits: Sequence[Hit],
    terms: Terms,
    keep: _Keep,
    known: str,
) -> None:
    nouns = [h for h in hits if h.facet == "counted" and prepared.text[h.end : h.end + 2] not in _HALVES]  # fmt: skip
    lead = _LEAD.search(prepared.text)
    noun: Hit | None = None
    if not _AS.isdisjoint(prepared.names) and (whole := _AS_FTE.search(prepared.text)):
        keep("counted", ("fte",), prepared.place(*whole.span()), "text", text)
        return
    if lead:
        at = next((n for n, h in enumerate(nouns) if h.start >= lead.end()), None)
        if at is not None:
            between = prepared.text[lead.end() : nouns[at].start]
            said = between.split()
            if len(said) <= 3 and not set(between) & set(":;?(") and _PREPOSITIONS.isdisjoint(said[1:] if said[:1] in (["av"], ["of"]) else said):  # fmt: skip
                noun = nouns[at] if _HAVE.isdisjoint(said) else None
                is_compound = noun is not None and known == "en" and noun.value not in _TIMES
                for after in (
                    nouns[at + 1 :] if is_compound else ()
                ):  # "child investigations" counts the latter
                    if noun is None or prepared.text[noun.end : after.start] != " ":
                        break
                    noun = after
        if noun is None and _NUMBER_LEAD.match(lead.group()):
            noun = _heading(prepared, [h for h in nouns if h.end <= lead.start()])
    else:
        noun = _heading(prepared, nouns)
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
_HALVES = ("- ", "-,", "-/")
"""After the first half of a compound: "boende- och umgängesutredningar"."""
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
            return hit
    return None


def _read_measure(
    question: Described,
    prepared: Canonical,
    text: str,
    hits: Sequence[Hit],
    keep: _Keep,
    readings: dict[str, Reading],
) -> None:
    scale = _scale(question.scale)
    may_be_rate = "/" in prepared.text or not _PER.isdisjoint(prepared.names)
    if may_be_rate and (rate := _RATE.search(prepared.text)):
        is_money = not _MONEY.isdisjoint(prepared.names)
        value = "amount_per_inhabitant" if is_money else "per_inhabitant"
        keep("measure", (value,), prepared.place(*rate.span()), "text", text)
        return
    best: Hit | None = None
    for hit in hits:
        if hit.facet == "measure" and (
            best is None or _ORDER.index(hit.value) < _ORDER.index(best.value)
        ):
            best = hit
    if best and best.value == "frequency" and _HOW_OFTEN.search(prepared.text):
        best = replace(best, value="count")  # "how often, in number of decisions"
    if best is None and "%" in prepared.text and (sign := _PER_CENT.search(prepared.text)):
        best = Hit("measure", "share", *sign.span(), 0)
    begins = None if _ASKED.search(prepared.text) else _YES_NO.search(prepared.text)
    value = best.value if best else ""
    if begins and value in (
        "",
        "amount",
        "count",
        "rollout",
        "date",
        "duration",
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
        keep("measure", (scale,), (0, len(question.scale)), "scale", question.scale)
    elif best:
        keep("measure", (value,), prepared.place(best.start, best.end), "text", text)
    elif begins:
        keep("measure", ("yes_no",), prepared.place(*begins.span()), "text", text)
    elif scale:
        keep("measure", (scale,), (0, len(question.scale)), "scale", question.scale)
    elif coded := _CODED.search(prepared.text):
        keep("measure", ("yes_no",), prepared.place(*coded.span()), "text", text)
    elif "counted" in readings and readings["counted"].source == "text":
        found = readings["counted"]
        keep("measure", ("count",), (found.start, found.end), "text", text)


_PER_CENT = re.compile(r"(?<!\d)(?<!\d )%")
_HOW_OFTEN = re.compile(r"\b(?:antal|number of)\b")


def _scale(text: str) -> str:
    return next((v for v, pattern in _SCALES if text and pattern.search(text)), "")


def _values(hits: Iterable[Hit], name: str) -> list[Hit]:
    return [h for h in hits if h.facet == name]


def _read_set(
    name: str, prepared: Canonical, text: str, hits: Sequence[Hit], keep: _Keep, terms: Terms
) -> None:
    """Keep all values of one facet that the text names."""
    found = _values(hits, name)
    if not found:
        return
    values = {h.value for h in found}
    if name == "area":
        values -= {terms.parents.get(v, "") for v in values}
    first = next((h for h in found if h.value in values), found[0])
    keep(name, tuple(sorted(values)), prepared.place(first.start, first.end), "text", text)


def _read_beside(name: str, source: str, where: str, keep: _Keep, terms: Terms) -> None:
    """Keep the values of one facet from what is told beside the question, which is in Swedish."""
    prepared = canonical(where, "sv")
    found = _values(phrasebook(terms, "sv").hits(prepared), name)
    if found:
        values = {h.value for h in found}
        if name == "area":
            values -= {terms.parents.get(v, "") for v in values}
        keep(name, tuple(sorted(values)), prepared.place(found[0].start, found[0].end), source, where)  # fmt: skip


_SPOKEN = re.compile(r"\b(?P<k>" + "|".join(ORDINALS) + r")\s+(?:kapitlet|kapitel|chapter)(?:[,\s]+(?P<p>" + "|".join(ORDINALS) + r")\s+(?:paragrafen|section))?|\b(?P<q>" + "|".join(ORDINALS) + r")\s+(?:paragrafen|section)")  # fmt: skip


_POINT_OF = re.compile(r"\b(?:punkt(?:en)?\s+(?P<p>\d+)|(?P<o>" + "|".join(ORDINALS) + r")\s+punkten)\s+(?:i|in)\s+(?:(?P<n>\d+)\s*§|(?P<m>" + "|".join(ORDINALS) + r")\s+paragrafen)|\bparagraf\s+(?P<q>\d+)")  # fmt: skip


def _turned(match: re.Match[str]) -> str:
    n = match.groupdict()
    if n["q"]:
        return f"{n['q']} §"
    return f"{n['n'] or ORDINALS[n['m']]} § {n['p'] or ORDINALS[n['o']]}"


def _numbered(text: str) -> str:
    """The text with chapters and sections in words written as numbers; places are not kept."""
    text = _POINT_OF.sub(_turned, text)
    if "paragraf" not in text and "kapitel" not in text and "kapitlet" not in text and "section" not in text:  # fmt: skip
        return text
    text = _SPOKEN.sub(lambda m: f"{ORDINALS[m['k']]} kap. {ORDINALS[m['p']]} §" if m["p"] else f"{ORDINALS[m['k'] or m['q']]} §", text)  # fmt: skip
    return re.sub(r"\b(?:kapitel|kap\.?|chapter)\s+(\d+)[,\s]+(?:paragraf|section|§)\s*(\d+)", r"\1 kap. \2 §", text).replace("paragrafen", "§")  # fmt: skip


def _sections(text: str) -> tuple[str, ...]:
    """Return the sections of a law that are named, as chapter:paragraph."""
    found = set()
    for match in _PARAGRAPH.finditer(text):
        n = match.groupdict()
        if n["p"]:
            found.add(f"{n['k']}:{n['p']}" if n["k"] else n["p"] + (f".{n['q']}" if n["q"] else ""))
        elif n["r"]:
            found.add(n["r"] + (f".{n['s']}" if n["s"] else ""))
        elif n["c"]:
            found.add(f"{n['c']}:{n['d']}")
        elif n["t"]:
            found.add(n["t"] + (f".{n['u']}" if n["u"] else ""))
    return tuple(sorted(found))


def _read_direction(
    prepared: Canonical,
    text: str,
    hits: Sequence[Hit],
    keep: _Keep,
    readings: dict[str, Reading],
    language: str,
) -> None:
    told = [h for h in hits if h.facet == "direction"]
    denied: dict[int, Hit] = {}
    limited = [r for r in (readings.get("age"), readings.get("limit")) if r and r.source == "text"]
    for hit in told:
        if hit.value == "negation" and _denies(hit, prepared):
            start = prepared.place(hit.start, hit.end)[0]
            if not any(r.start <= start < r.end for r in limited):
                denied[hit.first] = hit
    poles: set[str] = set()
    first: Hit | None = None
    met = -1
    words = [w for w, _s, _e in prepared.words]
    for hit in told:
        if hit.value == "negation":
            continue
        is_denied = any(
            n in denied
            and (hit.first - n <= 3 or (hit.value == "realise:1" and words[n] in _FAR_NOT))
            for n in range(max(hit.first - 5, met + 1), hit.first)
        )
        met = hit.first  # one denial denies one state: "not carried out favourable decisions"
        if hit.value == "realise:1" and not is_denied and _awaited(hit, prepared):
            measure = readings.get("measure")
            if measure and measure.value[0] in _LASTING:
                continue  # how long it took says nothing about whether it is over
            is_denied = True
        if not is_denied:
            poles.add(hit.value)
            first = first or hit
        elif hit.value in _OWN_DENIAL:
            poles.add(f"{hit.value}-")  # "not carried out" is against "carried out"
            first = first or hit
        # "not completed" says nothing about which other state it is
    scope: set[str] = set()
    for number, hit in denied.items():
        poles.add("polarity:1")
        first = first or hit
        after = [w for w, _s, _e in prepared.words[number + 1 : number + 6]]
        said = [w for w in after if len(w) > 3 and w not in _LIGHT][:2]
        scope.update(stem(w, language) for w in said)
    if first:
        place = prepared.place(first.start, first.end)
        keep("direction", tuple(sorted(poles)), place, "text", text, tuple(sorted(scope)))


_FAR_NOT = frozenset(("inte", "ej", "not", "never", "aldrig"))
"""Denials whose verb may stand some way off: "have not had their contact arranged"."""
_OWN_DENIAL = ("realise:0", "realise:1", "realise:2", "outcome:0", "outcome:1", "outcome:2")
_LASTING = ("duration", "mean", "median", "frequency")
_AWAITED = ("verkställ", "implement", "execut", "enforc")
_WAITING = frozenset(["vänta", "väntar", "väntade", "väntat", "väntan", "dröjsmål", "dröjt", "waiting", "waited", "awaiting", "delay", "delayed"])  # fmt: skip


def _awaited(hit: Hit, prepared: Canonical) -> bool:
    """True for "waited more than three months to be carried out"."""
    if _WAITING.isdisjoint(prepared.names) or not prepared.words[hit.first][0].startswith(_AWAITED):
        return False
    return not _WAITING.isdisjoint(w for w, _s, _e in prepared.words[max(0, hit.first - 12) : hit.first])  # fmt: skip


_LIGHT = frozenset(
    [
        "har",
        "hade",
        "haft",
        "är",
        "var",
        "varit",
        "blev",
        "blivit",
        "kan",
        "kunde",
        "fått",
        "fick",
        "ännu",
        "något",
        "några",
        "någon",
        "have",
        "has",
        "had",
        "been",
        "were",
        "was",
        "that",
        "the",
        "their",
        "this",
        "yet",
        "any",
        "those",
        "enligt",
        "inom",
        "från",
        "under",
        "efter",
        "före",
        "with",
        "from",
        "within",
        "before",
        "after",
        "egen",
        "eget",
        "egna",
        "sina",
        "sitt",
        "deras",
        "till",
    ]
)


def _denies(hit: Hit, prepared: Canonical) -> bool:
    """False where "no" is short for number, or one of the answers."""
    word = prepared.text[hit.start : hit.end]
    if word != "no":
        return True
    after = prepared.text[hit.end : hit.end + 4]
    before = prepared.text[max(0, hit.start - 5) : hit.start]
    return not (after[:1] in (".", ")", "/", ";", "") or after == " of " or "/" in before or "yes" in before)  # fmt: skip


_PARTED_FOLLOW = re.compile(r"\bfölj(?:s|er|de|des|t|ts)\b[^.?,;:]*\bupp\b")
"""The verb and its particle, however far apart."""


def _read_follow_up(
    prepared: Canonical,
    text: str,
    hits: Sequence[Hit],
    told: Sequence[tuple[int, int]],
    keep: _Keep,
) -> None:
    found = _values(hits, "follow_up")
    hit = next((h for h in found if h.value == "followed"), found[0] if found else None)
    may_part = hit is not None and hit.value == "exists" and "upp" in prepared.names
    parted = _PARTED_FOLLOW.search(prepared.text) if may_part else None
    if parted and not any(s <= parted.start() < e for s, e in told):
        keep("follow_up", ("followed",), prepared.place(*parted.span()), "text", text)
    elif hit:
        keep("follow_up", (hit.value,), prepared.place(hit.start, hit.end), "text", text)


def _read_level(
    question: Described,
    language: str,
    prepared: Canonical,
    text: str,
    hits: Sequence[Hit],
    keep: _Keep,
    readings: dict[str, Reading],
    terms: Terms,
) -> None:
    found = _values(hits, "level")
    hit = next((h for h in found if h.value == "unit"), found[0] if found else None)
    if hit:
        keep("level", (hit.value,), prepared.place(hit.start, hit.end), "text", text)
        return
    definition = question.definitions.get(language, "")
    if definition:
        known = language if language in terms.tables else "sv"
        beside = canonical(definition, known)
        told = _values(phrasebook(terms, known).hits(beside), "level")
        if told:
            keep("level", (told[0].value,), beside.place(told[0].start, told[0].end), "definition", definition)  # fmt: skip
            return
    if any(w.startswith(("kommun", "municipalit")) for w in prepared.names):
        return
    if question.population and _UNITS.search(question.population):
        keep("level", ("unit",), (0, len(question.population)), "population", question.population)
    elif question.level:
        keep("level", (question.level,), (0, 0), "level", "")


_UNITS = re.compile(r"\w*enheter\b|bostäder med|gruppbostäder", re.IGNORECASE)


def _read_breakdown(
    prepared: Canonical,
    text: str,
    hits: Sequence[Hit],
    ages: Sequence[Amount],
    keep: _Keep,
    readings: dict[str, Reading],
) -> None:
    found = _values(hits, "breakdown")
    parts = {h.value for h in found}
    if "any" in parts or ":" in prepared.text or "," in prepared.text:
        # the parts themselves stand there: "kommunala, privata"; a bare list counts too
        if len({a.value for a in ages}) > 1:
            parts.add("age")
        for name in ("sex", "law", "provider"):
            if name in readings and len(readings[name].value) > 1:
                parts.add(name)
        if "direction" in readings:
            axes = [str(v).split(":")[0] for v in readings["direction"].value]
            if any(axes.count(axis) > 1 for axis in _PARTED):
                parts.add("direction")
    if len(parts) > 1:
        parts.discard("any")
    if parts:
        place = prepared.place(found[0].start, found[0].end) if found else (0, 0)
        keep("breakdown", tuple(sorted(parts)), place, "text", text)


_PARTED = ("outcome", "offer", "substance", "move", "satisfied", "received")
"""Axes of which a text that names both poles asks for each by itself."""


def _loose_numbers(prepared: Canonical, spans: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """Return the numbers that no reading took, numbering and what ended left out."""
    text = prepared.text
    numbering = _NUMBERING.search(text)
    first = numbering.end() if numbering else 0
    ended = _ENDED.search(text)
    found = set()
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if start < first or (ended and ended.start() <= start < ended.end()):
            continue
        place = prepared.place(start, end)
        if not any(a < place[1] and place[0] < b for a, b in spans):
            found.add(match.group().replace(",", "."))
    return tuple(sorted(found))
