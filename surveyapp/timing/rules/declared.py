"""Minutes of work outside the form, as an officer declares them."""

from __future__ import annotations

import enum

MINUTES_MAX = 60_000
"""Most minutes one person may declare for one section: a thousand hours, half a year's work. Source:
own limit, against slips of the hand."""


class TariffRole(enum.StrEnum):
    """Who did the work; each has its own cost per hour."""

    OFFICER = "officer"
    UNIT_MANAGER = "unit_manager"
    HEAD = "head"
    CONTROLLER = "controller"
