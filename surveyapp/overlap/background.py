"""Matching outside a request: for the worker and the command line.

Reading the database, each chunk of the model's work, and writing have their own units, so that
nobody who saves an answer waits while texts are compared, and a stopped matching goes on where it
was.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from surveyapp.accounts import queries as accounts
from surveyapp.core import jobs
from surveyapp.core.access import NOBODY, SYSTEM, Actor, Permission
from surveyapp.core.database import Database
from surveyapp.core.i18n import DEFAULT_LANGUAGE
from surveyapp.core.units import unit_of_work
from surveyapp.overlap import loading, service
from surveyapp.overlap.rules.similarity import Progress
from surveyapp.overlap.scoring import Cached, ModelPair

KIND = "overlap_match"

COLLECTED_AFTER = 100_000
"""New objects between two looks for garbage while matching; it makes millions that stay, and Python's 700
take a fifth of its time. `bench_overlap matching` shows it."""


def run_matching(
    database: Database,
    actor: Actor,
    progress: Progress | None = None,
    *,
    models: ModelPair | None = None,
) -> service.Outcome:
    """Match everything and store what was found; safe to run again and to stop.

    Without `models` it works on words and facets alone, and the outcome says so. When another
    matching has stored its pairs meanwhile, everything is read anew: what this one knew may be older.

    Raises:
        Forbidden: the actor may not decide about overlap.
    """
    actor.require(Permission.OVERLAP_DECIDE)
    with _seldom_collecting():
        while True:
            with unit_of_work(database, read_only=True) as session:
                material = service.collect(session)
            cached = Cached(models, partial(unit_of_work, database), progress) if models else None
            found = service.find(material, cached, progress)
            with suppress(service.Overtaken), unit_of_work(database) as session:
                return service.keep(session, actor, material, found)


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(COLLECTED_AFTER, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def asked_by(context: jobs.JobContext) -> tuple[Actor, str]:
    """Return in whose name a job is done, and the language of that person."""
    if context.created_by_id is None:
        return SYSTEM, DEFAULT_LANGUAGE
    with unit_of_work(context.database, read_only=True) as session:
        found = accounts.find_user_with_grants(session, context.created_by_id)
        return (found[1], found[0].language) if found else (NOBODY, DEFAULT_LANGUAGE)


@jobs.handler(KIND)
def run(context: jobs.JobContext) -> dict[str, Any]:
    """Do the job in the name of whoever asked for it, with this installation's model.

    Raises:
        Conflict: the model cannot be used.
    """
    actor, language = asked_by(context)
    with loading.explained(language):
        models = loading.models()
        outcome = run_matching(context.database, actor, context.progress, models=models)
    return {"url": "/overlapp/", **outcome.as_json()}
