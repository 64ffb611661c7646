"""When in the year municipalities are asked, by month; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MONTHS = range(1, 13)
_SEASON = re.compile(
    r"vår|sommar|höst|vinter|början av|slutet av|halvår|spring|autumn|winter", re.I
)
_MONTH = re.compile(
    r"januari|februari|\bmars\b|april|\bmaj\b|juni|juli|augusti|september|oktober|november|december",
    re.I,
)


@dataclass(frozen=True)
class CalendarRow:
    """One collection in the calendar. `months` is empty when its time is not known."""

    code: str
    name: str
    owner: str
    months: frozenset[int]
    is_approximate: bool = False


def months_of(first: int | None, last: int | None) -> frozenset[int]:
    """Return the months of a window; one that ends before it begins runs over the turn of the year."""
    if first is None or last is None:
        return frozenset()
    if first <= last:
        return frozenset(range(first, last + 1))
    return frozenset(month for month in MONTHS if month >= first or month <= last)


def is_approximate(window: str) -> bool:
    """Tell whether the window is said as a part of the year ("våren") and not as months or dates."""
    return bool(_SEASON.search(window)) and not _MONTH.search(window)


def months_with_most(rows: Sequence[CalendarRow]) -> tuple[list[int], int]:
    """Return the months in which most collections ask, and how many that is; ([], 0) for none."""
    counts = {month: sum(month in row.months for row in rows) for month in MONTHS}
    most = max(counts.values())
    return ([month for month in MONTHS if counts[month] == most], most) if most else ([], 0)
