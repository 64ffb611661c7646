"""When things happen in the demo: two rounds, the newer one open around today.

All days hang on the Monday of the current week, so that the same week always gives the same demo and
work falls on working days.
"""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass

from surveyapp.core.clock import STOCKHOLM

YEAR = 2026
"""The year that the written questions speak of; last year's round is the one before."""

_OPENED_DAYS_AGO = 35
_CLOSES_IN_DAYS = 18
_YEAR_IN_DAYS = 364
"""52 weeks, so that weekdays stay weekdays."""

MINUTE_MS = 60_000
DAY_MS = 24 * 60 * MINUTE_MS
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class RoundDays:
    """The days of one round."""

    year: int
    opens_on: dt.date
    closes_on: dt.date
    last_work_on: dt.date
    """Nothing in the demo happens later in this round."""

    @property
    def is_over(self) -> bool:
        return self.year < YEAR

    @functools.cached_property
    def workdays(self) -> tuple[dt.date, ...]:
        """The days on which somebody can work on the round."""
        days = (self.last_work_on - self.opens_on).days + 1
        all_days = (self.opens_on + dt.timedelta(days=n) for n in range(days))
        return tuple(day for day in all_days if day.weekday() < 5)


def rounds_around(today: dt.date) -> tuple[RoundDays, RoundDays]:
    """Return last year's round and this year's, which is open on `today`."""
    monday = today - dt.timedelta(days=today.weekday())
    opens_on = monday - dt.timedelta(days=_OPENED_DAYS_AGO)
    closes_on = monday + dt.timedelta(days=_CLOSES_IN_DAYS)
    back = dt.timedelta(days=_YEAR_IN_DAYS)
    return (
        RoundDays(YEAR - 1, opens_on - back, closes_on - back, closes_on - back),
        RoundDays(YEAR, opens_on, closes_on, monday - dt.timedelta(days=3)),
    )


@functools.cache
def _midnight_ms(day: dt.date) -> int:
    midnight = dt.datetime.combine(day, dt.time(), tzinfo=STOCKHOLM)
    return (midnight.astimezone(dt.UTC) - _EPOCH) // dt.timedelta(milliseconds=1)


def at_ms(day: dt.date, minutes: float) -> int:
    """Return Swedish civil time, `minutes` after midnight, as milliseconds since 1970 UTC."""
    return _midnight_ms(day) + round(minutes * MINUTE_MS)


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """Return Swedish civil time as a point in time."""
    return moment(at_ms(day, hour * 60 + minute))


def moment(ms: int) -> dt.datetime:
    """Return the point in time of milliseconds since 1970 UTC."""
    return _EPOCH + dt.timedelta(milliseconds=ms)
