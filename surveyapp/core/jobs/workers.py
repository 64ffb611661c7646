"""Does jobs until told to stop: by looking at the rows on SQLite, through Procrastinate on PostgreSQL."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import structlog

from surveyapp.core import clock
from surveyapp.core.database import Database
from surveyapp.core.jobs import delivery
from surveyapp.core.jobs.running import run_job, run_one
from surveyapp.core.jobs.table import LEASE, Job, JobState
from surveyapp.core.units import unit_of_work

if TYPE_CHECKING:
    from procrastinate.worker import Worker

log = structlog.get_logger("surveyapp.jobs")

LOOK_AGAIN_SECONDS = 1.0
STALLED_CHECK_SECONDS = 10.0
STALLED_LOCK = 7_205_311
"""Key of the advisory lock by which one worker at a time hands stalled jobs out again."""


DAILY_SECONDS = 24 * 60 * 60.0

_daily: dict[str, Callable[[Database], object]] = {}


def daily(name: str, task: Callable[[Database], object]) -> None:
    """Let every worker run `task` when it starts and once a day; it must be safe to run twice."""
    _daily[name] = task


class _DailyRounds:
    """Knows when the daily tasks are due in this worker."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.next_at = 0.0

    def run_if_due(self) -> None:
        if time.monotonic() < self.next_at:
            return
        self.next_at = time.monotonic() + DAILY_SECONDS
        for name, task in sorted(_daily.items()):
            try:
                task(self.database)
            except Exception:  # what is tidied tomorrow must not stop the jobs of today
                log.exception("daily_task_failed", task=name)


def work(
    database: Database,
    stop: threading.Event,
    *,
    pause_seconds: float = LOOK_AGAIN_SECONDS,
    stalled_check_seconds: float = STALLED_CHECK_SECONDS,
) -> None:
    """Do jobs, one after the other, until `stop` is set.

    A job under way is then put back at its next progress report; one that never reports is
    finished first.
    """
    if database.is_sqlite:
        rounds = _DailyRounds(database)
        while not stop.is_set():
            rounds.run_if_due()
            if not run_one(database, stop):
                stop.wait(pause_seconds)
        return
    asyncio.run(_work_delivered(database, stop, pause_seconds, stalled_check_seconds))


async def _work_delivered(
    database: Database, stop: threading.Event, pause_seconds: float, check_seconds: float
) -> None:
    conninfo = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    app = delivery.working_app(conninfo)

    @app.task(name=delivery.TASK, queue=delivery.QUEUE)
    def deliver(job_id: int) -> None:
        run_job(database, job_id, stop)

    def fetch_no_more(go_on: Callable[[], Any], _context: object, worker: Worker) -> Any:
        # Before the next fetch, or this worker takes up again what it has just put back.
        result = go_on()
        if stop.is_set():
            worker.stop()  # type: ignore[no-untyped-call]  # the library leaves it untyped
        return result

    async with app.open_async():
        worker = asyncio.create_task(
            app.run_worker_async(
                queues=[delivery.QUEUE],
                install_signal_handlers=False,
                fetch_job_polling_interval=pause_seconds,
                delete_jobs="successful",
                task_middleware=[fetch_no_more],
            )
        )
        waited = 0.0
        rounds = _DailyRounds(database)
        hand_out_stalled(database)
        while not stop.is_set() and not worker.done():
            await asyncio.sleep(0.2)
            await asyncio.to_thread(rounds.run_if_due)
            waited += 0.2
            if waited >= check_seconds:
                waited = 0.0
                await asyncio.to_thread(hand_out_stalled, database)
        worker.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await worker


def hand_out_stalled(database: Database) -> int:
    """Deliver again the jobs whose worker died or whose next try was lost; returns how many.

    Guarded by an advisory lock, so that two workers never deliver the same job at once; delivered
    twice it would still run once, for the lease decides.
    """
    with unit_of_work(database) as session:
        locked = session.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(STALLED_LOCK)))
        if not locked:
            return 0
        now = clock.now()
        ids = session.scalars(
            sa.select(Job.id)
            .where(
                sa.or_(
                    sa.and_(Job.state == JobState.RUNNING.value, Job.lease_until < now),
                    # Delivered in time, but to a worker whose clock said that it was not due.
                    sa.and_(Job.state == JobState.WAITING.value, Job.lease_until < now - LEASE),
                )
            )
            .order_by(Job.id)
        ).all()
        for job_id in ids:
            delivery.hand_over(session, job_id)
        if ids:  # the late tries are handed out once per lease, however long the queue
            session.execute(
                sa.update(Job)
                .where(Job.id.in_(ids), Job.state == JobState.WAITING.value)
                .values(lease_until=now)
            )
        if ids:
            log.info("stalled_jobs_delivered_again", job_ids=list(ids))
        return len(ids)
