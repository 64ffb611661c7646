"""When a question is about: a day, a span, a look-back, or something that comes again."""

from __future__ import annotations

import calendar
import datetime as dt
import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from surveyapp.overlap.rules.terms import MONTHS, NUMBER_WORDS


class Relation(enum.StrEnum):
    """How two values of one facet relate, ours first."""

    SAME = "same"
    INSIDE = "inside"
    """Ours can be found in theirs."""
    OUTSIDE = "outside"
    """Theirs is a part of ours."""
    CONFLICT = "conflict"
    UNKNOWN = "unknown"


class PeriodKind(enum.StrEnum):
    POINT = "point"
    SPAN = "span"
    LOOKBACK = "lookback"
    RECURRING = "recurring"
    MOMENT = "moment"
    """When the question is answered: says nothing about which day."""
    RELATIVE = "relative"
    """This year or last year: an edition, not a date."""


@dataclass(frozen=True, slots=True)
class Period:
    """One time named in a text, and the characters it was read from.

    `value` is comparable: (month, day, year or 0), (first day, last day) as ISO text, days of a
    look-back, or the name of what recurs.
    """

    kind: PeriodKind
    value: tuple[int | str, ...]
    start: int
    end: int


_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_D = r"[-–—]"
_YEAR = r"(?:19|20)\d\d(?!\s*:\s*\d)(?!\d)"
_NUM = r"\d+|" + "|".join(
    sorted({w for t in NUMBER_WORDS.values() for w in t}, key=len, reverse=True)
)
_UNITS = {
    "dag": 1, "dagar": 1, "dagarna": 1, "dygn": 1, "dygnen": 1, "day": 1, "days": 1,
    "vecka": 7, "veckor": 7, "veckorna": 7, "week": 7, "weeks": 7,
    "månad": 30, "månader": 30, "månaderna": 30, "month": 30, "months": 30,
    "kvartal": 91, "kvartalen": 91, "kvartalet": 91, "quarter": 91, "quarters": 91,
    "halvår": 182, "halvåret": 182, "half-year": 182,
    "år": 365, "åren": 365, "året": 365, "year": 365, "years": 365,
}  # fmt: skip
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_SEASONS = {
    "våren": (3, 5), "vår": (3, 5), "sommaren": (6, 8), "hösten": (9, 11), "höst": (9, 11), "höstterminen": (8, 12),
    "vårterminen": (1, 6), "spring": (3, 5), "summer": (6, 8), "autumn": (9, 11),
}  # fmt: skip
_SEASON = "|".join(sorted(_SEASONS, key=len, reverse=True))
_ORDINALS = {
    "första": 1,
    "andra": 2,
    "tredje": 3,
    "femtonde": 15,
    "sista": 31,
    "first": 1,
    "last": 31,
}
_RECURRING = {
    "month": r"kalendermånad\w*|(?:under|per|varje|i) (?:kalender)?månaden?\b|sista dagen i månaden|den sista i månaden|månadsvis|calendar month|(?:during|in|per|each) (?:the )?month\b|last day of the month",
    "quarter": r"per kvartal|varje kvartal|kvartalsvis|^\s*kvartal\s*$|per quarter|each quarter",
    "ongoing": r"löpande|fortlöpande|continuous\w*|ongoing",
}  # fmt: skip


@cache
def _rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    def rule(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE)

    day = (
        r"(?:den\s+)?(?P<d{0}>\d{{1,2}})(?::?[ae]|:?e|st|nd|rd|th)?\s+(?P<m{0}>"
        + _MONTH
        + r")\b\.?(?:\s+(?P<y{0}>"
        + _YEAR
        + r"))?"
    )
    to = rf"\s*(?:{_D}|till och med|t\.?o\.?m\.?|till|to|until|och|and)\s*"
    return (
        ("iso", rule(r"\b(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)\b")),
        ("span_days", rule(r"\b" + day.format(1) + to + day.format(2))),
        ("span_days_short", rule(rf"\b(?P<d1>\d{{1,2}}){_D}(?P<d2>\d{{1,2}})\s+(?P<m2>{_MONTH})\b(?:\s+(?P<y2>{_YEAR}))?")),
        ("month_day", rule(rf"\b(?P<m>{_MONTH})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|\s+)(?P<y>{_YEAR})")),
        ("day", rule(r"\b" + day.format(""))),
        ("ordinal", rule(rf"\b(?P<o>{'|'.join(_ORDINALS)})(?:\s+(?:dagen i|of))?\s+(?P<m>{_MONTH})\b(?:\s+(?P<y>{_YEAR}))?")),
        ("slash", rule(rf"\b(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})(?:[ -](?P<y>{_YEAR}))?\b")),
        ("span_months", rule(rf"\b(?P<m1>{_MONTH}){to}(?P<m2>{_MONTH})\b(?:\s+(?P<y>{_YEAR}))?")),
        ("month", rule(rf"\b(?:i|in|under|during)?\s*(?P<m>{_MONTH})\b\s+(?P<y>{_YEAR})")),
        ("month_alone", rule(rf"\b(?:i|in|under|during)\s+(?P<m>{_MONTH})\b")),
        ("season", rule(rf"\b(?P<s>{_SEASON})\s+(?P<y>{_YEAR})")),
        ("lookback", rule(rf"\b(?:(?:de|det|den|the)\s+)?(?:senaste|sista|föregående|närmast föregående|last|past|previous|preceding)\s+(?:(?P<n>{_NUM})\s+)?(?P<u>{_UNIT})\b")),
        ("lookback", rule(rf"\b(?P<n>{_NUM})\s+(?P<u>{_UNIT})\s+(?:bakåt|tillbaka|back|före mätdagen)\b")),
        ("span_years", rule(rf"\b(?P<y1>{_YEAR})\s*(?:{_D}|till|to)\s*(?P<y2>{_YEAR})")),
        ("year", rule(rf"\b(?P<y>{_YEAR})")),
        ("relative", rule(r"\b(?:årets|i år|förra året|föregående år|året före|this year(?:'s)?|last year)\b")),
        ("moment", rule(r"\b(?:vid svarstillfället|när (?:ni|kommunen) svarar|läget vid svar\w*|at the time of answering)\b")),
        *((f"recurring:{name}", rule(p)) for name, p in _RECURRING.items()),
    )  # fmt: skip


def _number(text: str | None) -> int:
    if not text:
        return 1
    lower = text.lower()
    if lower.isdigit():
        return int(lower)
    return next((t[lower] for t in NUMBER_WORDS.values() if lower in t), 1)


def _point(match: re.Match[str], day: int) -> tuple[int | str, ...] | None:
    named = match.groupdict()
    month = int(named["m"]) if named["m"].isdigit() else MONTHS[named["m"].lower()]
    if not 1 <= month <= 12:
        return None
    year = int(named.get("y") or 0)
    day = min(day, calendar.monthrange(year or 2025, month)[1])
    return (month, day, year) if day >= 1 else None


def _span(first: tuple[int, int], last: tuple[int, int], y1: int, y2: int) -> tuple[int | str, ...]:
    """(month, day) of both ends; a year of 0 is not stated."""
    days = calendar.monthrange(y2 or 2025, last[0])[1]
    return (
        f"{y1 or y2:04d}-{first[0]:02d}-{first[1]:02d}",
        f"{y2:04d}-{last[0]:02d}-{min(last[1], days):02d}",
    )


def _read(name: str, match: re.Match[str]) -> tuple[PeriodKind, tuple[int | str, ...]] | None:
    named = match.groupdict()

    def month(key: str) -> int:
        return MONTHS[named[key].lower()]

    def whole(key: str) -> int:
        return int(named.get(key) or 0)

    if name.startswith("recurring:"):
        return PeriodKind.RECURRING, (name.partition(":")[2],)
    if name in ("iso", "slash", "day", "month_day"):
        value = _point(match, whole("d"))
        return (PeriodKind.POINT, value) if value else None
    if name == "ordinal":
        value = _point(match, _ORDINALS[named["o"].lower()])
        return (PeriodKind.POINT, value) if value else None
    if name == "span_days":
        ends = (month("m1"), whole("d1")), (month("m2"), whole("d2"))
        return PeriodKind.SPAN, _span(*ends, whole("y1"), whole("y2"))
    if name == "span_days_short":
        ends = (month("m2"), whole("d1")), (month("m2"), whole("d2"))
        return PeriodKind.SPAN, _span(*ends, 0, whole("y2"))
    if name == "span_months":
        return PeriodKind.SPAN, _span((month("m1"), 1), (month("m2"), 31), 0, whole("y"))
    if name in ("month", "month_alone"):
        return PeriodKind.SPAN, _span((month("m"), 1), (month("m"), 31), 0, whole("y"))
    if name == "season":
        first, last = _SEASONS[named["s"].lower()]
        return PeriodKind.SPAN, _span((first, 1), (last, 31), 0, whole("y"))
    if name == "lookback":
        return PeriodKind.LOOKBACK, (_number(named["n"]) * _UNITS[named["u"].lower()],)
    if name == "span_years":
        return PeriodKind.SPAN, _span((1, 1), (12, 31), whole("y1"), whole("y2"))
    if name == "year":
        return PeriodKind.SPAN, _span((1, 1), (12, 31), whole("y"), whole("y"))
    if name == "relative":
        return PeriodKind.RELATIVE, ("edition",)
    return PeriodKind.MOMENT, ("answering",)


def read_periods(text: str) -> list[Period]:
    """Return the times named in a text in order; what one reading has taken no other reads again."""
    taken: list[tuple[int, int]] = []
    found: list[Period] = []
    for name, pattern in _rules():
        for match in pattern.finditer(text):
            start, end = match.span()
            if (
                start == end
                or any(start < b and a < end for a, b in taken)
                or _is_ended(text, start)
            ):
                continue
            read = _read(name, match)
            if read is None:
                continue
            while text[start].isspace():
                start += 1
            taken.append((start, end))
            found.append(Period(read[0], _whole_lookback(read), start, end))
    return sorted(found, key=lambda p: p.start)


def _whole_lookback(read: tuple[PeriodKind, tuple[int | str, ...]]) -> tuple[int | str, ...]:
    """Six months are a half-year and twelve a year, however they are written."""
    if read[0] is not PeriodKind.LOOKBACK:
        return read[1]
    days = int(read[1][0])
    if days % 365 == 0:
        return (days // 365 * 360,)
    return ({182: 180, 91: 90}.get(days, days),)


def _is_ended(text: str, start: int) -> bool:
    """True inside "(-2024)", which says when a key figure ended and not what it is about."""
    return re.search(r"\(\s*[-–]\s*$", text[:start]) is not None


def _dates(period: Period) -> Iterator[dt.date]:
    for text in period.value:
        yield dt.date.fromisoformat(str(text))


def compare(ours: Period, theirs: Period) -> Relation:
    """Return how one time of ours stands to one of theirs."""
    a, b = ours.kind, theirs.kind
    if PeriodKind.MOMENT in (a, b) or PeriodKind.RELATIVE in (a, b):
        return Relation.SAME if a is b else Relation.UNKNOWN
    if a is b:
        return _compare_alike(ours, theirs)
    if b is PeriodKind.RECURRING:
        return Relation.INSIDE
    if a is PeriodKind.RECURRING:
        return Relation.OUTSIDE
    if PeriodKind.LOOKBACK in (a, b) and PeriodKind.SPAN in (a, b):
        back, span = (ours, theirs) if a is PeriodKind.LOOKBACK else (theirs, ours)
        if "0000" in str(span.value[0]) or "0000" in str(span.value[1]):
            return Relation.CONFLICT
        first, last = _dates(span)
        shorter = (last - first).days + 1 < int(back.value[0]) * 0.9
        if not shorter:
            return Relation.CONFLICT
        return Relation.OUTSIDE if back is ours else Relation.INSIDE
    return Relation.CONFLICT


def _compare_alike(ours: Period, theirs: Period) -> Relation:
    if ours.kind is PeriodKind.POINT:
        same_day = ours.value[:2] == theirs.value[:2]
        years = {ours.value[2], theirs.value[2]} - {0}
        if not same_day or len(years) > 1:
            return Relation.CONFLICT
        return Relation.SAME
    if ours.value == theirs.value:
        return Relation.SAME
    if ours.kind is PeriodKind.SPAN:
        a1, a2, b1, b2 = (str(v) for v in (*ours.value, *theirs.value))
        if {a1[:4], a2[:4], b1[:4], b2[:4]} & {"0000"}:
            return Relation.UNKNOWN if (a1[4:], a2[4:]) == (b1[4:], b2[4:]) else Relation.CONFLICT
        if b1 <= a1 and a2 <= b2:
            return Relation.INSIDE
        if a1 <= b1 and b2 <= a2:
            return Relation.OUTSIDE
    return Relation.CONFLICT


_WEIGHT = {
    Relation.CONFLICT: 0,
    Relation.UNKNOWN: 2,
    Relation.OUTSIDE: 1,
    Relation.INSIDE: 1,
    Relation.SAME: 3,
}


def compare_all(
    ours: list[Period], theirs: list[Period]
) -> tuple[Relation, Period | None, Period | None]:
    """Return how the times of two questions relate, and the two that decide it.

    Times of the same kind are held against each other; the worst of them decides. Where no kind is
    shared, the first of each decides.
    """
    if not ours or not theirs:
        return Relation.UNKNOWN, next(iter(ours), None), next(iter(theirs), None)
    pairs: list[tuple[Relation, Period, Period]] = []
    for kind in PeriodKind:
        mine = [p for p in ours if p.kind is kind]
        other = [p for p in theirs if p.kind is kind]
        if mine and other:
            for p in mine:
                best = max(((compare(p, q), p, q) for q in other), key=lambda t: _WEIGHT[t[0]])
                pairs.append(best)
            for q in other:
                best = max(((compare(p, q), p, q) for p in mine), key=lambda t: _WEIGHT[t[0]])
                pairs.append(best)
    if not pairs:
        first = _main(ours), _main(theirs)
        pairs.append((compare(*first), *first))
    return min(pairs, key=lambda t: _WEIGHT[t[0]])


def _main(periods: list[Period]) -> Period:
    """The time that says most: a look-back before a span, a span before a day."""
    order = [
        PeriodKind.LOOKBACK,
        PeriodKind.SPAN,
        PeriodKind.POINT,
        PeriodKind.RECURRING,
        PeriodKind.RELATIVE,
        PeriodKind.MOMENT,
    ]
    return min(periods, key=lambda p: order.index(p.kind))
