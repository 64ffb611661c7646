"""Matching outside a request: for the worker and the command line.

Reading, comparing and writing each have their own unit, so that nobody who saves an answer waits
while texts are compared.
"""

from __future__ import annotations

from typing import Any

from surveyapp.accounts import queries as accounts
from surveyapp.core import jobs
from surveyapp.core.access import NOBODY, SYSTEM, Actor, Permission
from surveyapp.core.database import Database
from surveyapp.core.units import unit_of_work
from surveyapp.overlap import service
from surveyapp.overlap.rules.similarity import Progress

KIND = "overlap_match"


def run_matching(
    database: Database, actor: Actor, progress: Progress | None = None
) -> service.Outcome:
    """Match everything and store what was found; safe to run again.

    Raises:
        Forbidden: the actor may not decide about overlap.
    """
    actor.require(Permission.OVERLAP_DECIDE)
    with unit_of_work(database, read_only=True) as session:
        material = service.collect(session)
    pairs = service.find(material, progress)
    with unit_of_work(database) as session:
        return service.keep(session, actor, material, pairs)


@jobs.handler(KIND)
def run(context: jobs.JobContext) -> dict[str, Any]:
    """Do the job in the name of whoever asked for it."""
    actor = SYSTEM
    if context.created_by_id is not None:
        with unit_of_work(context.database, read_only=True) as session:
            found = accounts.find_user_with_grants(session, context.created_by_id)
        actor = found[1] if found is not None else NOBODY
    outcome = run_matching(context.database, actor, context.progress)
    return {"url": "/overlapp/", **outcome.as_json()}
