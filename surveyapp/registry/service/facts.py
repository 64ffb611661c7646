"""What an administrator writes about a collection: what it is, its burden with source, and its months."""

from __future__ import annotations

import math
from collections.abc import Mapping

from sqlalchemy.orm import Session

from surveyapp.core import audit
from surveyapp.core.access import Actor, Permission
from surveyapp.core.errors import Invalid
from surveyapp.core.i18n import gettext as _
from surveyapp.registry.models import CHECKED, COLLECTION_TEXTS, Collection

MOST_HOURS = 100_000.0
"""Hours one municipality could spend in a year: above it a digit too many was typed."""
DESCRIBED = (*COLLECTION_TEXTS, "overlap_note")
MOST_CHARACTERS = 2000


def describe_collection(
    session: Session,
    actor: Actor,
    collection: Collection,
    *,
    name: Mapping[str, str],
    facts: Mapping[str, str],
    checked: str,
) -> Collection:
    """Store what a collection is: its name by language, `DESCRIBED` facts, and how far they were verified.

    Facts that are not given stay as they are.

    Raises:
        Forbidden: the actor may not change registers.
        Invalid: no Swedish name, a text that is too long, or facts called verified without a source.
    """
    actor.require(Permission.REGISTRY_MANAGE)
    unknown = set(facts) - set(DESCRIBED)
    if unknown:
        raise ValueError(f"no facts of a collection: {sorted(unknown)}")
    names = {code: " ".join(text.split()) for code, text in name.items() if text.strip()}
    told = {field: " ".join(text.split()) for field, text in facts.items()}
    problems = {
        field: [_("Skriv högst 2000 tecken.")]
        for field, text in (*told.items(), *((f"name_{code}", t) for code, t in names.items()))
        if len(text) > MOST_CHARACTERS
    }
    if "sv" not in names:
        problems["name_sv"] = [_("Skriv vad insamlingen heter.")]
    if checked not in CHECKED:
        problems["checked"] = [_("Välj hur långt uppgifterna är kontrollerade.")]
    elif checked != "not read" and not told.get("source", collection.source):
        problems["source"] = [_("Skriv vilken källa som är läst.")]
    if problems:
        raise Invalid(_("Uppgifterna kan inte sparas än."), problems)
    after: dict[str, object] = {"name": names, **told, "checked": checked}
    before = {field: getattr(collection, field) for field in after}
    changed = [field for field in after if after[field] != before[field]]
    if not changed:
        return collection
    for field in changed:
        setattr(collection, field, after[field])
    audit.record(
        session,
        actor,
        "collection_described",
        "collection",
        collection.id,
        code=collection.code,
        before={field: before[field] for field in changed},
        after={field: after[field] for field in changed},
    )
    session.flush()
    return collection


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
