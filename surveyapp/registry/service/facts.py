"""What an administrator writes about a collection: its burden with source, and its months."""

from __future__ import annotations

import math

from sqlalchemy.orm import Session

from surveyapp.core import audit
from surveyapp.core.access import Actor, Permission
from surveyapp.core.errors import Invalid
from surveyapp.core.i18n import gettext as _
from surveyapp.registry.models import Collection

MOST_HOURS = 100_000.0
"""Hours one municipality could spend in a year: above it a digit too many was typed."""


def set_collection_facts(
    session: Session,
    actor: Actor,
    collection: Collection,
    *,
    hours_per_year: float | None,
    hours_source: str,
    window_from: int | None,
    window_to: int | None,
) -> Collection:
    """Store what one municipality spends on the collection, hours a year, and when it is asked.

    Raises:
        Forbidden: the actor may not change registers.
        Invalid: hours without a source or outside what is possible, or a window with one end.
    """
    actor.require(Permission.REGISTRY_MANAGE)
    source = " ".join(hours_source.split())
    problems: dict[str, list[str]] = {}
    if hours_per_year is not None:
        if not math.isfinite(hours_per_year) or not 0 <= hours_per_year <= MOST_HOURS:
            problems["hours_per_year"] = [_("Skriv timmarna som ett tal mellan 0 och 100 000.")]
        if not source:
            problems["hours_source"] = [
                _("Skriv varifrån timmarna kommer: vem som har mätt, hur och när.")
            ]
    elif source:
        problems["hours_per_year"] = [_("Skriv timmarna, eller ta bort källan.")]
    months = (window_from, window_to)
    if (window_from is None) != (window_to is None):
        problems["window_to"] = [_("Välj både första och sista månaden, eller ingen.")]
    if any(month is not None and not 1 <= month <= 12 for month in months):
        problems["window_from"] = [_("Välj en månad.")]
    if problems:
        raise Invalid(_("Uppgifterna kan inte sparas än."), problems)
    before = (
        collection.hours_per_year,
        collection.hours_source,
        collection.window_from,
        collection.window_to,
    )
    after = (hours_per_year, source if hours_per_year is not None else "", *months)
    if before == after:
        return collection
    (
        collection.hours_per_year,
        collection.hours_source,
        collection.window_from,
        collection.window_to,
    ) = after
    audit.record(
        session,
        actor,
        "collection_facts_changed",
        "collection",
        collection.id,
        code=collection.code,
        before=list(before),
        after=list(after),
    )
    session.flush()
    return collection
