"""How the times of two questions relate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from surveyapp.overlap.rules.comparing.groups import parts_of
from surveyapp.overlap.rules.facets import Facets, Relation
from surveyapp.overlap.rules.periods import FULL_YEAR, OPEN, Period, PeriodKind, last_day

NIGHT = 2
"""Days that a night is of, whichever of them is named."""

SUMMER = ("sommar", "summer")
"""What words begin with that tell of a summer where only the year is named."""


def compare(ours: Period, theirs: Period) -> Relation:
    """Return how one time of ours stands to one of theirs."""
    a, b = ours.kind, theirs.kind
    if PeriodKind.MOMENT in (a, b):
        return Relation.SAME if a is b else Relation.UNKNOWN
    if PeriodKind.RELATIVE in (a, b):
        if a is not b:
            other = theirs if a is PeriodKind.RELATIVE else ours
            is_back = other.kind is PeriodKind.LOOKBACK
            return Relation.CONFLICT if is_back else Relation.UNKNOWN
        return Relation.SAME if ours.value == theirs.value else Relation.CONFLICT
    if a is b:
        return _compare_alike(ours, theirs)
    if b is PeriodKind.RECURRING:
        return Relation.INSIDE
    if a is PeriodKind.RECURRING:
        return Relation.OUTSIDE
    if PeriodKind.LOOKBACK in (a, b) and PeriodKind.SPAN in (a, b):
        back, span = (ours, theirs) if a is PeriodKind.LOOKBACK else (theirs, ours)
        length = _length(span)
        if span.value == FULL_YEAR and int(back.value[0]) == 360:
            return Relation.UNKNOWN
        if length is None or length >= int(back.value[0]) * 0.9:
            return Relation.CONFLICT
        return Relation.OUTSIDE if back is ours else Relation.INSIDE
    if PeriodKind.POINT in (a, b) and PeriodKind.SPAN in (a, b):
        day, span = (ours, theirs) if a is PeriodKind.POINT else (theirs, ours)
        return _compare_day(day, span)
    return Relation.CONFLICT


def _compare_day(day: Period, span: Period) -> Relation:
    """Return how a day relates to a span: its own night, or the end of all that was before, is no other time."""
    month, number, year = day.value
    said = f"{year:04d}-{month:02d}-{number:02d}"
    first, last = str(span.value[0]), str(span.value[1])
    if said == last and first.startswith("0001"):
        return Relation.SAME
    length = _length(span)
    is_near = year and length is not None and length <= NIGHT and first <= said <= last
    return Relation.UNKNOWN if is_near else Relation.CONFLICT


def _length(span: Period) -> int | None:
    """Days of a span, None where its weeks have no year or it has no end."""
    first, last = str(span.value[0]), str(span.value[1])
    if "w" in first or last == OPEN:
        return None
    if first.startswith("0000"):
        first, last = f"2023{first[4:]}", f"2023{last[4:]}"
        if first > last:
            last = f"2024{last[4:]}"
    return (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days + 1


def _compare_alike(ours: Period, theirs: Period) -> Relation:
    if ours.value == theirs.value:
        return Relation.SAME
    if ours.kind is PeriodKind.POINT:
        return _compare_days(ours, theirs)
    if ours.kind is PeriodKind.SPAN:
        a1, a2, b1, b2 = (str(v) for v in (*ours.value, *theirs.value))
        if "0000" in (a1[:4], b1[:4]):
            if a1[:4] != b1[:4] and "w" not in a1 + b1:
                # one names the year: what is left says whether they can be the same
                if (a1[4:], a2[4:]) == (b1[4:], b2[4:]):
                    return Relation.UNKNOWN
                if int(a2[:4]) - int(a1[:4]) or int(b2[:4]) - int(b1[:4]):
                    return Relation.UNKNOWN if FULL_YEAR in (ours.value, theirs.value) else Relation.CONFLICT  # fmt: skip
            elif a1[:4] != b1[:4]:
                return Relation.UNKNOWN
            a1, a2, b1, b2 = a1[4:], a2[4:], b1[4:], b2[4:]
            if ("w" in a1) != ("w" in b1):
                return Relation.UNKNOWN
        if (a1[-5:], a2[-5:]) != (b1[-5:], b2[-5:]) and (
            {(a1[-5:], a2[-5:]), (b1[-5:], b2[-5:])} in _SEASON_OR_TERM
        ):
            return Relation.UNKNOWN if a1[:-5] == b1[:-5] else Relation.CONFLICT
        if _is_school_year(a1, a2) != _is_school_year(b1, b2) and (a1[:4], a2[:4]) == (b1[:4], b2[:4]):  # fmt: skip
            return Relation.UNKNOWN  # "2023/2024" says either
        if b1 <= a1 and a2 <= b2:
            return Relation.INSIDE
        if a1 <= b1 and b2 <= a2:
            return Relation.OUTSIDE
    return Relation.CONFLICT


def _is_school_year(first: str, last: str) -> bool:
    return (first[4:], last[4:]) == ("-08-01", "-06-30")


_SEASON_OR_TERM = (
    {("01-01", "06-30"), ("03-01", "05-31")},
    {("08-01", "12-31"), ("09-01", "11-30")},
)
"""Spring as a term and as a season; writers use one word for both."""


def _compare_days(ours: Period, theirs: Period) -> Relation:
    years = {int(ours.value[2]), int(theirs.value[2])}
    if ours.value[:2] == theirs.value[:2]:
        return Relation.SAME if 0 in years else Relation.CONFLICT
    if _turns(ours, theirs) or _turns(theirs, ours):
        return Relation.SAME
    return Relation.CONFLICT


def _turns(old: Period, new: Period) -> bool:
    """True where one is the last day of a month and the other the first of the next: one turn of it."""
    month, day, year = (int(v) for v in old.value)
    if new.value[1] != 1 or new.value[0] != month % 12 + 1 or day != last_day(year, month):
        return False
    return 0 in (year, new.value[2]) or new.value[2] == year + (month == 12)


def _is_summer_of(part: Period, whole: Period) -> bool:
    year = str(whole.year())
    return part.value == (f"{year}-06-01", f"{year}-08-31") and whole.value == (
        f"{year}-01-01",
        f"{year}-12-31",
    )


_WEIGHT = {
    Relation.CONFLICT: 0,
    Relation.UNKNOWN: 2,
    Relation.OUTSIDE: 1,
    Relation.INSIDE: 1,
    Relation.SAME: 3,
}


def compare_all(
    ours: Sequence[Period], theirs: Sequence[Period]
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


_ORDER = (
    PeriodKind.LOOKBACK,
    PeriodKind.SPAN,
    PeriodKind.POINT,
    PeriodKind.RECURRING,
    PeriodKind.RELATIVE,
    PeriodKind.MOMENT,
)


def _main(periods: Sequence[Period]) -> Period:
    """The time that says most: a look-back before a span, a span before a day."""
    return min(periods, key=lambda p: _ORDER.index(p.kind))


def compare_periods(ours: Facets, theirs: Facets) -> tuple[Relation, str, str]:
    """Return how the times relate, how one is had from the other, and whether only the year differs."""
    relation, a, b = compare_all(ours.periods, theirs.periods)
    if relation in (Relation.INSIDE, Relation.OUTSIDE) and a is not None and b is not None:
        part, whole, other = (a, b, theirs) if relation is Relation.INSIDE else (b, a, ours)
        if _is_summer_of(part, whole) and any(s.startswith(SUMMER) for s in other.stems):
            relation = Relation.UNKNOWN
    detail = ""
    is_conflict = relation is Relation.CONFLICT and a is not None and b is not None
    if is_conflict and a and b and a.kind is b.kind and a.year() and b.year():
        detail = "year" if a.without_year() == b.without_year() else ""
    how = ""
    if relation is Relation.INSIDE and b is not None:
        if "period" in parts_of(theirs) or b.kind is PeriodKind.RECURRING:
            how = "part_of_breakdown"
    elif relation is Relation.OUTSIDE and a is not None:
        # a longer time is the sum of its parts, if theirs are told part by part
        if "period" in parts_of(theirs):
            relation, how = Relation.INSIDE, "sum"
        elif "period" in parts_of(ours) or a.kind is PeriodKind.RECURRING:
            how = "part_of_breakdown"
    return relation, how, detail
