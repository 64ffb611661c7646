"""The one place that reads the clock, so that tests can set it and nothing depends on the machine's zone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
"""Civil time of all deadlines and of all times shown."""

_acting_at: ContextVar[dt.datetime | None] = ContextVar("acting_at", default=None)


def now() -> dt.datetime:
    """Return the current time, aware, in UTC."""
    return _acting_at.get() or dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """Return the current civil date in Sweden."""
    return now().astimezone(STOCKHOLM).date()


@contextmanager
def acting_at(moment: dt.datetime) -> Iterator[None]:
    """Let the services act as of `moment`: the demo's history is told by the same services."""
    token = _acting_at.set(moment)
    try:
        yield
    finally:
        _acting_at.reset(token)
