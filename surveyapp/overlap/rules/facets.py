"""What a question is about, part by part, each with the characters it was read from.

A facet is read from the question's own words first, then from what the bank or the form says about
it. Every reading names its source, so that a person can see why two questions were held apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from surveyapp.overlap.rules.periods import Period, PeriodKind, read_periods
from surveyapp.overlap.rules.terms import (
    AREAS,
    COUNTED,
    LAWS,
    NUMBER_WORDS,
    OPPOSITES,
    PARENT_AREAS,
    POPULATIONS,
)

NAMES = (
    "period",
    "age",
    "counted",
    "measure",
    "population",
    "area",
    "law",
    "direction",
    "follow_up",
    "limit",
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
    """All readings of one question in one language."""

    readings: dict[str, Reading]
    periods: tuple[Period, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    """Of the text: characters that a time, an age or a limit was read from."""


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _find(pattern: str, text: str) -> re.Match[str] | None:
    return _compiled(rf"(?<!\w)(?:{pattern})").search(text)


_NUM = r"\d+|" + "|".join(
    sorted({w for t in NUMBER_WORDS.values() for w in t}, key=len, reverse=True)
)
_D = r"[-–—]"


def _number(text: str) -> int:
    lower = text.lower()
    if lower.isdigit():
        return int(lower)
    return next(t[lower] for t in NUMBER_WORDS.values() if lower in t)


_AGES: tuple[tuple[str, str], ...] = (
    # (shape, pattern); `a` and `b` are the ages
    ("span", rf"(?:mellan\s+|between\s+|aged\s+|från\s+)?(?P<a>{_NUM})\s*(?:{_D}|till och med|t\.?o\.?m\.?|till|to|och|and)\s*(?P<b>{_NUM})\s*(?:års?\b(?!\s+(?:bakåt|sedan|tillbaka))|years?(?:\s+(?:old|of age))?\b|-?åringar\w*)"),
    ("span", rf"(?:ages?|aged|åldern|åldrarna|ålder)\s+(?P<a>{_NUM})\s*(?:{_D}|till och med|till|to|and|och)\s*(?P<b>{_NUM})"),
    ("from", rf"(?P<a>{_NUM})\s*(?:år|years?|-år)?\s*(?:eller|och|or|and)\s+(?:äldre|över|uppåt|older|over|above)"),
    ("from", rf"(?P<a>{_NUM})\s*\+(?:\s*(?:år|years))?"),
    ("from", rf"(?:från och med|fr\.?o\.?m\.?|från|minst|lägst|fyllda?|fyllt|aged at least|at least)\s+(?P<a>{_NUM})\s*(?:år\b(?!\w|s)|years(?: old| of age)?\b)(?!\s+(?:bakåt|sedan|tillbaka))"),
    ("above", rf"(?:över|äldre än|over|older than|above)\s+(?P<a>{_NUM})(?:\s*(?:år|years)(?: old| of age)?\b|(?=\s*(?:$|[,.?)])))"),
    ("below", rf"(?:under|yngre än|below|younger than)\s+(?:age\s+)?(?P<b>{_NUM})(?:\s*(?:år|years)(?: old| of age)?\b|(?=\s*(?:$|[,.?)])))"),
    ("to", rf"(?:till och med|t\.?o\.?m\.?|högst|upp till|up to|at most|aged up to)\s+(?P<b>{_NUM})\s*(?:år\b|years(?: old| of age)?\b)"),
    ("to", rf"(?P<b>{_NUM})\s*(?:år|years)?\s*(?:eller|och|or|and)\s+(?:yngre|younger|under)"),
    ("to", rf"(?<![\w\d]){_D}(?P<b>\d{{1,2}})\s*(?:år|years)\b"),
    ("bare", rf"(?<![\d(])(?P<a>\d{{1,3}}){_D}(?P<b>\d{{1,3}})(?=\s+[a-zåäö])(?!\s*(?:%|procent|dagar|veckor|månader|timmar|days|weeks|months|hours|alla))"),
)  # fmt: skip


def read_age(text: str) -> tuple[tuple[int, int], int, int] | None:
    """Return ((youngest, oldest), start, end) in whole years, or None. Open ends are 0 and 200."""
    for shape, pattern in _AGES:
        for match in _compiled(
            rf"(?<![\w:]){pattern}" if not pattern.startswith("(?<!") else pattern
        ).finditer(text):
            before = text[max(0, match.start() - 12) : match.start()].lower()
            if "klockan" in before or "senaste" in before or "last " in before:
                continue
            named = match.groupdict()
            low = _number(named["a"]) if named.get("a") else 0
            high = _number(named["b"]) if named.get("b") else 200
            if shape == "above":
                low += 1
            if shape == "below":
                high -= 1
            if shape == "bare" and not (low < high <= 110):
                continue
            if low <= high and (high <= 120 or high == 200):
                return (low, high), match.start(), match.end()
    return None


_LIMITS: tuple[tuple[str, str], ...] = (
    ("within", r"(?:inom|within)"),
    ("least", r"(?:minst|lägst|at least|more than|mer än|fler än|över|over)"),
    ("most", r"(?:högst|som mest|mindre än|färre än|at most|less than|fewer than|under)"),
    ("older", r"(?:äldre än|older than)"),
)
_MEASURED = r"(?:dag\w*|dygn\w*|veck\w*|månad\w*|år\b|timm\w*|minut\w*|gång\w*|besök\w*|days?|weeks?|months?|years?|hours?|minutes?|times?|%|procent|percent)"
_LENGTH = {
    "dag": 1,
    "dyg": 1,
    "day": 1,
    "vec": 7,
    "wee": 7,
    "mån": 30,
    "mon": 30,
    "år": 365,
    "yea": 365,
}


def read_limit(text: str) -> tuple[tuple[Any, ...], int, int] | None:
    """Return a threshold that the answer must pass: ((sort, amount in its smallest unit), start, end)."""
    share = _compiled(rf"(?P<a>\d+)\s*(?:{_D}\s*(?P<b>\d+)\s*)%").search(text)
    if share:
        return ("band", int(share["a"]), int(share["b"])), share.start(), share.end()
    during = _compiled(
        rf"(?<!\w)(?:under|på|during|over|in)\s+(?P<n>{_NUM})\s+(?P<u>dagar|veckor|days|weeks)\b"
    ).search(text)
    if during:
        length = _LENGTH[during["u"][:3].lower()]
        return ("during", _number(during["n"]) * length, ""), during.start(), during.end()
    for sort, lead in _LIMITS:
        match = _compiled(
            rf"(?<!\w){lead}\s+(?:ett?s?\s+)?(?P<n>{_NUM})(?:\s+(?P<u>{_MEASURED}))?"
        ).search(text)
        if match:
            unit = (match["u"] or "").lower()
            length = next((n for key, n in _LENGTH.items() if unit.startswith(key)), 1)
            amount = _number(match["n"]) * length
            sort = "within" if sort in ("older",) else sort
            return (sort, 360 if amount == 365 else amount, unit[:3] if length == 1 and not unit.startswith("da") else ""), match.start(), match.end()  # fmt: skip
    return None


_MEASURES: tuple[tuple[str, str], ...] = (
    ("amount_per_inhabitant", r"kr/(?:inv|brukare|boende|hemtjänst)\w*|(?:kr|kronor) per (?:inv|brukare)\w*"),
    ("per_inhabitant", r"(?:(?:antal)?\s*/\s*(?:10 000|1 000|100 000|1000|10000)\s*inv\w*|per (?:10 000|1 000|100 000|1000)? ?(?:inv\w*|invånare|inhabitants))"),
    ("median", r"median\w*|mediantal"),
    ("mean", r"genomsnitt\w*|medelvärde\w*|medeltal\w*|i snitt|on average|average|mean\b"),
    ("share", r"andel\w*|hur stor del|procent\w*|share of|what share|percent\w*|proportion"),
    ("date", r"vilken dag|vilket datum|^datum\b|^date of|on what day"),
    ("duration", r"hur lång tid|hur länge|väntetid\w*|handläggningstid\w*|utredningstid\w*|svarstid\w*|how long|waiting time|handling time|investigation time|time to"),
    ("frequency", r"hur ofta|how often"),
    ("extent", r"i hur många av|inom hur många|in how many"),
    ("count", r"hur många|antal\b|number of|how many"),
    ("amount", r"belopp\w*|kostnad\w*|hur mycket|utgift\w*|amount|cost\w*"),
    ("rollout", r"breddinför\w*"),
    ("yes_no", r"^(?:\W*)(?:har|finns|finnas|kan|erbjuder|används|genomför\w*|följer|deltog|tar|är|delar|görs|sker|gäller|ingår|does|do|has|have|is|are|can|did|was|were)\b"),
)  # fmt: skip
_SCALES: tuple[tuple[str, str], ...] = (
    ("rollout", r"breddinför\w*|rolled out"),
    ("extent", r"inga\w*\W+några\w*\W+all\w*|inget\W*=?\d?\W+några"),
    ("yes_no", r"ja\W*(?:=\d)?\W+nej|yes\W+no|^boolean$|^acknowledge$"),
    ("duration", r"tidsband|inom \d+ dagar|vecka|veckor$|within"),
    ("frequency", r"frekvens|varje vecka|every week"),
    ("scale", r"\w+gradig|index"),
    ("share", r"andel|procent"),
    ("amount", r"^kr\b|kronor|belopp"),
    ("date", r"^datum|^date$"),
    ("text", r"^text$"),
    ("code", r"^kod$"),
    ("duration", r"^dagar$|^timmar$|^minuter$"),
    ("count", r"^antal|^integer$|^decimal$"),
)

_CHOSEN = ("rollout", "extent", "yes_no", "scale", "code", "duration", "frequency", "date", "share")
"""Scales that say more about the answer than the way the question begins."""

CONVERTIBLE = frozenset(
    frozenset(pair)
    for pair in (
        ("count", "share"),
        ("count", "per_inhabitant"),
        ("share", "per_inhabitant"),
        ("amount", "amount_per_inhabitant"),
        ("mean", "median"),
        ("mean", "duration"),
        ("median", "duration"),
        ("duration", "date"),
        ("mean", "date"),
        ("median", "date"),
        ("count", "yes_no"),
        ("share", "yes_no"),
        ("extent", "yes_no"),
        ("rollout", "yes_no"),
        ("extent", "rollout"),
        ("extent", "count"),
        ("extent", "share"),
    )
)
"""Measures of which one can be had from the other, or both from the same records."""

_FOLLOWED = r"följ(?:er|s|t|ts|a|de)?\s+(?:\w+\s+){0,3}?upp\b|uppfölj\w*|följts upp|utvärder\w*|granska\w*|revider\w*|follow\w*[- ]up|followed up|evaluat\w*|reviewed"
_ROUTINE = r"rutin\w*|plan\b|planer\b|planen\b|överenskommelse\w*|policy|arbetssätt\w*|riktlinje\w*|routine\w*|procedure\w*|plans?\b|agreement\w*|guideline\w*|way of working"
_LEVELS = (
    ("unit", r"enhet(?:en|ens|erna)?\b(?!sunder)|boendet\b|på boendet|vid enheten|utföraren?\b|utförarens|the unit|at the unit|the provider"),
    ("person", r"^om den\b|^om klienten|\bden avlidne\b|klientens upplev\w*|upplevd\w*|den boendes|brukarbedömning\w*|^whether (?:the|life)|perceived"),
)  # fmt: skip


def read_facets(question: Described, language: str | None = None) -> Facets:
    """Return the facets of one question, read from its text and from what is known beside it."""
    language = language or question.language()
    text = question.texts.get(language, "")
    definition = question.definitions.get(language, "")
    known = language if language in AREAS else "sv"
    readings: dict[str, Reading] = {}
    spans: list[tuple[int, int]] = []

    def keep(
        name: str, value: tuple[Any, ...], start: int, end: int, source: str, where: str
    ) -> None:
        readings.setdefault(name, Reading(value, start, end, source, where[start:end].strip()))
        if source == "text" and name in ("period", "age", "limit"):
            spans.append((start, end))

    periods = _periods(question, text)
    if periods:
        main = periods[0][0]
        source, where = periods[0][1], periods[0][2]
        keep("period", (main.kind.value, *main.value), main.start, main.end, source, where)
    spans += [(p.start, p.end) for p, source, _where in periods if source == "text"]

    fields = (
        ("text", text),
        ("population", question.population),
        ("definition", definition if not question.population else ""),
    )
    for source, where in fields:
        if "age" not in readings and (age := read_age(where)):
            keep("age", age[0], age[1], age[2], source, where)
    limit = read_limit(_blank(text, spans))
    if limit and not _inside(limit[1:], spans):
        keep("limit", *limit, "text", text)

    _read_counted(question, text, known, keep)
    _read_measure(question, text, keep)
    plain = _blank(
        text, [(r.start, r.end) for n, r in readings.items() if n == "age" and r.source == "text"]
    )
    _read_sets("population", POPULATIONS[known], (("text", plain, text), ("population", question.population, question.population)), keep)  # fmt: skip
    _read_sets("area", AREAS[known], (("text", text, text), ("population", question.population, question.population), ("context", question.contexts.get(language, ""), question.contexts.get(language, "")), ("area", question.area, question.area)), keep)  # fmt: skip
    _read_sets("law", LAWS, (("text", text, text), ("population", question.population, question.population)), keep)  # fmt: skip
    _read_direction(text, known, keep)
    followed = _find(_FOLLOWED, text)
    routine = _find(rf"\w*?(?:{_ROUTINE})", text)
    if followed:
        keep("follow_up", ("followed",), *followed.span(), "text", text)
    elif routine:
        keep("follow_up", ("exists",), *routine.span(), "text", text)
    for value, pattern in _LEVELS:
        for source, where in (("text", text), ("definition", definition)):
            if "level" not in readings and where and (found := _find(pattern, where)):
                keep("level", (value,), *found.span(), source, where)
    if "level" not in readings and not _find(r"kommun(?:en|ens)?\b|municipalit(?:y|ies)", text):
        if _find(r"\w*enheter\b|bostäder med|gruppbostäder", question.population):
            keep("level", ("unit",), 0, len(question.population), "population", question.population)
        elif question.level:
            keep("level", (question.level,), 0, 0, "level", "")
    return Facets(readings, tuple(p for p, _source, _where in periods), tuple(spans))


Keep = Any
"""`keep(name, value, start, end, source, where)` of `read_facets`."""


def _periods(question: Described, text: str) -> list[tuple[Period, str, str]]:
    own = [(p, "text", text) for p in read_periods(text)]
    told = [
        (p, "reference_time", question.reference_time)
        for p in read_periods(question.reference_time)
    ]
    if not own:
        return told
    found: list[tuple[Period, str, str]] = []
    for period, source, where in own:
        fuller = next(
            (t for t in told if t[0].kind is period.kind is PeriodKind.POINT and t[0].value[:2] == period.value[:2] and not period.value[2]),
            None,
        )  # fmt: skip
        found.append((Period(period.kind, fuller[0].value, period.start, period.end), source, where) if fuller else (period, source, where))  # fmt: skip
    order = [PeriodKind.LOOKBACK, PeriodKind.SPAN, PeriodKind.POINT, PeriodKind.RECURRING]
    return sorted(found, key=lambda f: order.index(f[0].kind) if f[0].kind in order else 9)


def _blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with the spans as spaces, so that places stay the same."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _inside(place: tuple[int, int], spans: Iterable[tuple[int, int]]) -> bool:
    return any(a < place[1] and place[0] < b for a, b in spans)


def _read_counted(question: Described, text: str, language: str, keep: Keep) -> None:
    lead = _compiled(r"(?<!\w)(?:hur många|hur stor andel(?: av)?|antal(?:et)?|andel(?:en)?(?: av)?|how many|number of|what share of|share of)\s+").search(text)  # fmt: skip
    if lead:
        rest = text[lead.end() : lead.end() + 60]
        # the noun that is counted stands within a few words: "av dessa", "olika", "gynnande LSS-"
        best: tuple[int, str, re.Match[str]] | None = None
        for value, pattern in COUNTED[language].items():
            found = _find(pattern, rest)
            if found and len(rest[: found.start()].split()) <= 3 and (best is None or found.start() < best[0]):  # fmt: skip
                best = (found.start(), value, found)
        if best:
            keep("counted", (best[1],), lead.end() + best[2].start(), lead.end() + best[2].end(), "text", text)  # fmt: skip
            return
    if question.unit:
        for value, pattern in COUNTED["sv"].items():
            if _find(pattern, question.unit):
                keep("counted", (value,), 0, len(question.unit), "unit", question.unit)
                return


def _read_measure(question: Described, text: str, keep: Keep) -> None:
    scale = _scale(question.scale)
    for value, pattern in _MEASURES:
        found = _compiled(
            pattern if pattern.startswith("^") else rf"(?<![^\W_])(?:{pattern})"
        ).search(text)
        if found is None:
            continue
        if value in ("yes_no", "count", "extent") and scale in _CHOSEN:
            break  # "how many" answered by none, some or all is no count
        keep("measure", (value,), *found.span(), "text", text)
        return
    if scale:
        keep("measure", (scale,), 0, len(question.scale), "scale", question.scale)


def _scale(text: str) -> str:
    return next((v for v, pattern in _SCALES if text and _compiled(pattern).search(text)), "")


def _read_sets(
    name: str, patterns: dict[str, str], fields: tuple[tuple[str, str, str], ...], keep: Keep
) -> None:
    """Keep all values that the first field with any of them names."""
    for source, where, shown in fields:
        found = {value: m for value, p in patterns.items() if where and (m := _find(p, where))}
        for wide in [PARENT_AREAS.get(v) for v in found]:
            if name == "area" and wide:
                found.pop(wide, None)
        if found:
            first = min(found.values(), key=lambda m: m.start())
            keep(name, tuple(sorted(found)), *first.span(), source, shown)
            return


def _read_direction(text: str, language: str, keep: Keep) -> None:
    poles: list[str] = []
    first: re.Match[str] | None = None
    for axis, sides in OPPOSITES[language].items():
        for number, patterns in enumerate(sides):
            for pattern in patterns:
                found = _find(pattern, text)
                if found:
                    poles.append(f"{axis}:{number}")
                    first = first if first and first.start() <= found.start() else found
                    break
    if first:
        keep("direction", tuple(sorted(poles)), *first.span(), "text", text)
