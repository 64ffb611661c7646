"""A snapshot made outside a request: for the worker and the command line.

Reading, reckoning and writing each have their own unit, so that nobody who saves an answer waits
for the numbers to be worked out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from surveyapp.accounts import queries as accounts
from surveyapp.burden import queries, service
from surveyapp.core import jobs
from surveyapp.core.access import NOBODY, SYSTEM, Actor, Permission
from surveyapp.core.database import Database
from surveyapp.core.units import unit_of_work
from surveyapp.rounds import queries as rounds

KIND = "burden_snapshot"
STEPS = 3


def job_key(round_id: int) -> str:
    """Return the key under which one round has one job at a time."""
    return f"{KIND}:{round_id}"


def make(
    database: Database, actor: Actor, round_id: int, progress: Callable[[int, int], None]
) -> int:
    """Make a snapshot of a round and return its id; `progress` is told (steps done, steps).

    Raises:
        NotFound: there is no such round.
        Conflict: nobody has sent in anything, or no time was measured.
        Invalid: a role has no tariff for the round's year.
    """
    actor.require(Permission.BURDEN_MANAGE)
    progress(0, STEPS)
    with unit_of_work(database, read_only=True) as session:
        material = service.collect(session, rounds.get_round(session, round_id))
    progress(1, STEPS)
    result = service.estimated(material)
    progress(2, STEPS)
    with unit_of_work(database) as session:
        snapshot_id = service.keep(session, actor, material, result).id
    progress(STEPS, STEPS)
    return snapshot_id


@jobs.handler(KIND)
def run(context: jobs.JobContext) -> dict[str, Any]:
    """Do the job; one that a dead worker had finished is not done again."""
    round_id = int(context.payload["round_id"])
    with unit_of_work(context.database, read_only=True) as session:
        newest = queries.newest_snapshot(session, round_id)
        actor = SYSTEM
        if context.created_by_id is not None:
            found = accounts.find_user_with_grants(session, context.created_by_id)
            actor = found[1] if found is not None else NOBODY
    if newest is not None and newest.id > int(context.payload["after"]):
        snapshot_id = newest.id
    else:
        snapshot_id = make(context.database, actor, round_id, context.progress)
    return {"snapshot_id": snapshot_id, "url": context.payload["url"]}
