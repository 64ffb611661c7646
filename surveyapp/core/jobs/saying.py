"""What is said on pages of a job that waits to be tried again."""

from __future__ import annotations

import datetime as dt

from surveyapp.core import clock, svenska
from surveyapp.core.i18n import gettext as _


def next_try(at: dt.datetime) -> str:
    """Return when it is tried again; the day too when that is not today."""
    if at.astimezone(clock.STOCKHOLM).date() == clock.today():
        return _("Försöker igen kl. %(time)s.", time=svenska.clock_time(at))
    return _("Försöker igen %(time)s.", time=svenska.datetime(at))
