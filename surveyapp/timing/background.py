"""What the timing room does once a day, in the worker."""

from __future__ import annotations

from surveyapp.core.database import Database
from surveyapp.core.units import unit_of_work
from surveyapp.timing import service


def prune_events(database: Database, days: int) -> service.Pruned:
    """Delete the raw events of rounds closed more than `days` ago, as the officer was promised."""
    with unit_of_work(database) as session:
        return service.prune(session, days=days)
