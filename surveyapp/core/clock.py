"""The one place that reads the clock, so that tests can set it and nothing depends on the machine's zone."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
"""Civil time of all deadlines and of all times shown."""


def now() -> dt.datetime:
    """Return the current time, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """Return the current civil date in Sweden."""
    return now().astimezone(STOCKHOLM).date()
