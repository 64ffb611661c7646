"""Finding the times that a text names, and settling what several of them say together."""

from __future__ import annotations

import re
from dataclasses import replace

from surveyapp.overlap.rules.canonical import Canonical, canonical
from surveyapp.overlap.rules.periods import FULL_YEAR, Period, PeriodKind
from surveyapp.overlap.rules.reading.calendars import MONTH_NUMBERS, week_span
from surveyapp.overlap.rules.reading.dates import DIGIT, MONTHLY, date_rules

_THIS_YEAR = ("this",)

_MONTH_NAMES = frozenset(MONTH_NUMBERS)
_AGED_AT = re.compile(
    r"(?<!that )(?<!same )(?<!samma )\b(?:ålder|age)\s+(?:(?:räknat|räknad|beräknad|uppnådd|efter|vid|på|per|den|as|at|of|on|by|the|calculated|reached)\s+)*$"
)
"""Before a day that says when an age is reckoned, and not what is asked about."""
_BORN = re.compile(r"\b(?:född[ae]?|f\.|born)\s+(?:(?:år|under|åren|in|i|between|mellan)\s+)*$")
"""Before a year that says how old they are, where another says when it is asked about."""
_ENDED = re.compile(r"\(\s*-\s*$")
_DIGITS = re.compile(r"\d")


def read_periods(text: str, language: str = "sv") -> list[Period]:
    """Return the times named in a text in order; what one reading has taken no other reads again."""
    return periods_of(canonical(text, language)) if text else []


def periods_of(text: Canonical) -> list[Period]:
    """Return the times named in a prepared text, with places in the text as it was written."""
    has_digit = _DIGITS.search(text.text) is not None
    has_month = not _MONTH_NAMES.isdisjoint(text.names)
    taken: list[tuple[int, int]] = []
    found: list[Period] = []
    born: list[Period] = []
    for gate, (pattern, read, kind) in date_rules():
        if kind == DIGIT:
            if not has_digit:
                continue
        elif kind == MONTHLY:
            if not has_month:
                continue
        elif gate.isdisjoint(text.names):
            continue
        for match in pattern.finditer(text.text):
            start, end = match.span()
            if start == end or any(start < b and a < end for a, b in taken):
                continue
            if _ENDED.search(text.text[:start]):
                continue  # "(-2024)" says when a key figure ended, not what it is about
            value = read(match.groupdict())
            if value is None:
                continue
            if value[0] is PeriodKind.POINT and _AGED_AT.search(text.text[max(0, start - 48) : start]):  # fmt: skip
                taken.append((start, end))
                continue
            while text.text[start].isspace():
                start += 1
            while text.text[end - 1].isspace():
                end -= 1
            taken.append((start, end))
            one = Period(value[0], value[1], *text.place(start, end))
            (born if _BORN.search(text.text[max(0, start - 32) : start]) else found).append(one)
    return _settle(sorted(found or born, key=lambda p: p.start))


def _settle(found: list[Period]) -> list[Period]:
    """Give a day the year that stands elsewhere in the text, and let "the year" yield to a named one."""
    if len(found) < 2:
        return found
    whole = [p for p in found if _is_whole_year(p)]
    years = {p.year() for p in found if p.kind is PeriodKind.SPAN and p.year()}
    if len(years) == 1 and any(_is_weeks(p) for p in found):
        # "week 41, October 2015": of the month only the year is needed
        (year,) = years
        told = [p for p in found if p.kind is not PeriodKind.SPAN or _is_weeks(p)]
        return [_with_year(p, year) for p in told]
    if len({p.year() for p in whole}) == 1:
        year = whole[0].year()
        dated = [_with_year(p, year) for p in found]
        if any(a is not b for a, b in zip(dated, found, strict=True)):
            found = [p for p in dated if not _is_whole_year(p)]
    back = next((p for p in found if p.value == (360,)), None)
    end = next((p for p in found if p.kind is PeriodKind.POINT and p.value[:2] == (12, 31) and p.value[2]), None)  # fmt: skip
    if back and end and len(found) == 2:
        year = end.year()  # the twelve months up to the end of a year are that year
        return [Period(PeriodKind.SPAN, (f"{year}-01-01", f"{year}-12-31"), back.start, back.end)]
    if any(p.year() for p in found):
        found = [p for p in found if p.value != _THIS_YEAR]
    # "the last two years (2021-2022)" is said twice
    lengths = [_whole_years(p) * 360 for p in found]
    found = [p for p in found if p.kind is not PeriodKind.LOOKBACK or p.value[0] not in lengths]
    named = [p for p in found if p.kind in (PeriodKind.SPAN, PeriodKind.POINT, PeriodKind.LOOKBACK)]
    if any(p.value != FULL_YEAR for p in named):
        found = [p for p in found if p.value != FULL_YEAR]
    return found


def _is_weeks(period: Period) -> bool:
    """True for weeks of no year."""
    return period.kind is PeriodKind.SPAN and "w" in str(period.value[0])


def _is_whole_year(period: Period) -> bool:
    return _whole_years(period) == 1


def _whole_years(period: Period) -> int:
    """Return how many whole years a span is, 0 where it is none or names none."""
    if period.kind is not PeriodKind.SPAN or period.year() == 0:
        return 0
    first, last = str(period.value[0]), str(period.value[1])
    if first[4:] != "-01-01" or last[4:] != "-12-31":
        return 0
    return int(last[:4]) - int(first[:4]) + 1


def _with_year(period: Period, year: int) -> Period:
    if period.kind is PeriodKind.POINT and not period.value[2]:
        return replace(period, value=(*period.value[:2], year))
    first = str(period.value[0])
    if period.kind is PeriodKind.SPAN and first.startswith("0000") and period.value != FULL_YEAR:
        if "w" in first:
            named = {"w1": first[6:], "w2": str(period.value[1])[6:], "y": str(year)}
            weeks = week_span(dict(named))
            return replace(period, value=weeks[1]) if weeks else period
        last = str(period.value[1])
        start = year if first[5:] <= last[5:] else year - 1
        return replace(period, value=(f"{start:04d}{first[4:]}", f"{year:04d}{last[4:]}"))
    return period
