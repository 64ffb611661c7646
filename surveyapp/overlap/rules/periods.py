"""When a question is about: a day, a span, a look-back, or something that comes again."""

from __future__ import annotations

import calendar
import enum
from dataclasses import dataclass


class PeriodKind(enum.StrEnum):
    POINT = "point"
    SPAN = "span"
    LOOKBACK = "lookback"
    RECURRING = "recurring"
    MOMENT = "moment"
    """When the question is answered, or a measuring day that is not named: says nothing about which."""
    RELATIVE = "relative"
    """This year or last year: an edition, not a date."""


@dataclass(frozen=True, slots=True)
class Period:
    """One time named in a text, and the characters it was read from.

    `value` is comparable: (month, day, year or 0), (first day, last day) as ISO text with the year
    0000 where none is stated, days of a look-back, or the name of what recurs.
    """

    kind: PeriodKind
    value: tuple[int | str, ...]
    start: int
    end: int

    def year(self) -> int:
        """Return the year it is about, the last one of a span, 0 where it names none."""
        if self.kind is PeriodKind.POINT:
            return int(self.value[2])
        return int(str(self.value[1])[:4]) if self.kind is PeriodKind.SPAN else 0

    def without_year(self) -> tuple[int | str, ...]:
        """Return what is left when editions are not told apart."""
        if self.kind is PeriodKind.POINT:
            return self.value[:2]
        if self.kind is PeriodKind.SPAN:
            first, last = str(self.value[0]), str(self.value[1])
            return (first[4:], last[4:], int(last[:4]) - int(first[:4]))
        return self.value


FULL_YEAR = ("0000-01-01", "0000-12-31")

OPEN = "9999-12-31"
"""The last day of a span without an end."""


def last_day(year: int, month: int) -> int:
    """Return the last day of a month, of a common year where none is known."""
    return calendar.monthrange(year or 2025, month)[1]
