"""Leases a job, runs its handler, and writes down what came of it."""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import structlog

from surveyapp.core import clock
from surveyapp.core.database import Database
from surveyapp.core.errors import DomainError, TryLater
from surveyapp.core.jobs import delivery
from surveyapp.core.jobs.table import LEASE, MAX_ATTEMPTS, RETRY_WAITS, Job, JobState
from surveyapp.core.units import unit_of_work

log = structlog.get_logger("surveyapp.jobs")


class LeaseLost(Exception):
    """Another worker has taken the job over; this one stops without a trace."""


class Paused(Exception):
    """This worker was told to stop; the job is put back and the next worker goes on with it."""


@dataclass
class JobContext:
    """What a handler is given: the database, the payload, and a way to tell how far it is."""

    database: Database
    job_id: int
    kind: str
    payload: dict[str, Any]
    created_by_id: int | None
    token: str
    tries: int = 0
    """How many earlier tries ended in `TryLater`."""
    stop: threading.Event | None = None
    """Set when the worker is told to stop."""

    def progress(self, done: int, total: int) -> None:
        """Store progress and renew the lease.

        Raises:
            LeaseLost: somebody else runs this job now.
            Paused: the worker was told to stop.
        """
        self._renew(done=done, total=total)
        if self.stop is not None and self.stop.is_set():
            raise Paused

    def _renew(self, **values: int) -> None:
        with unit_of_work(self.database) as session:
            changed = session.execute(
                sa.update(Job)
                .where(Job.id == self.job_id, Job.lease_token == self.token)
                .values(lease_until=clock.now() + LEASE, **values)
            )
            if changed.rowcount != 1:  # type: ignore[attr-defined]
                raise LeaseLost


Handler = Callable[[JobContext], dict[str, Any]]
_handlers: dict[str, Handler] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of `kind`; what it returns is the job's result."""

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        return function

    return register


def take(
    database: Database, job_id: int | None = None, stop: threading.Event | None = None
) -> JobContext | None:
    """Lease a job that is due or whose worker died, the oldest or the one named; None for none."""
    token = secrets.token_hex(16)
    with unit_of_work(database) as session:
        now = clock.now()
        query = (
            sa.select(Job)
            .where(
                sa.or_(
                    sa.and_(
                        Job.state == JobState.WAITING.value,
                        sa.or_(Job.lease_until.is_(None), Job.lease_until <= now),
                    ),
                    sa.and_(Job.state == JobState.RUNNING.value, Job.lease_until < now),
                )
            )
            .order_by(Job.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if job_id is not None:
            query = query.where(Job.id == job_id)
        job = session.scalars(query).first()
        if job is None:
            return None
        if job.attempts >= MAX_ATTEMPTS:
            job.state, job.finished_at, job.lease_token = JobState.FAILED.value, now, None
            job.error = f"the worker stopped in the middle {MAX_ATTEMPTS} times"
            return None
        job.state, job.started_at = JobState.RUNNING.value, job.started_at or now
        job.attempts += 1
        job.lease_token, job.lease_until = token, now + LEASE
        return JobContext(
            database,
            job.id,
            job.kind,
            dict(job.payload),
            job.created_by_id,
            token,
            int(job.result.get("tries", 0)),
            stop,
        )


def run_one(database: Database, stop: threading.Event | None = None) -> bool:
    """Take and do the oldest job, until `stop` is set; False when there was none to take."""
    context = take(database, stop=stop)
    if context is None:
        return False
    _run(context)
    return True


def run_job(database: Database, job_id: int, stop: threading.Event | None = None) -> None:
    """Do one named job until `stop` is set, unless it is done or somebody else's already."""
    context = take(database, job_id, stop)
    if context is not None:
        _run(context)


def _run(context: JobContext) -> None:
    values: dict[str, Any]
    try:
        with _kept_alive(context):
            result = _handlers[context.kind](context)
        values = {"state": JobState.DONE.value, "result": result, "error": ""}
    except LeaseLost:
        return
    except Paused:
        log.info("job_paused", job_id=context.job_id, kind=context.kind)
        _put_back(context, attempts=Job.attempts - 1, error="")
        return
    except TryLater as problem:
        reason = f"{type(problem).__name__}: {problem}"
        if context.tries < len(RETRY_WAITS):
            log.warning("job_put_off", job_id=context.job_id, kind=context.kind, reason=reason)
            # The workers it has had so far did not die of it.
            _put_back(
                context,
                due=clock.now() + RETRY_WAITS[context.tries],
                attempts=0,
                error=reason,
                result={"tries": context.tries + 1},
            )
            return
        log.error("job_given_up", job_id=context.job_id, kind=context.kind, reason=reason)
        values = {"state": JobState.FAILED.value, "error": reason}
    except Exception as problem:  # a job that fails must never stop the worker
        if isinstance(problem, DomainError):  # expected, and told to the one who asked
            log.warning("job_refused", job_id=context.job_id, kind=context.kind)
        else:
            log.exception("job_failed", job_id=context.job_id, kind=context.kind)
        values = {"state": JobState.FAILED.value, "error": f"{type(problem).__name__}: {problem}"}
    with unit_of_work(context.database) as session:
        session.execute(
            sa.update(Job)
            .where(Job.id == context.job_id, Job.lease_token == context.token)
            .values(finished_at=clock.now(), lease_token=None, **values)
        )


def _put_back(context: JobContext, *, due: dt.datetime | None = None, **values: Any) -> None:
    """Let the job wait for the next worker, not before `due`; what it told of its progress stays."""
    with unit_of_work(context.database) as session:
        changed = session.execute(
            sa.update(Job)
            .where(Job.id == context.job_id, Job.lease_token == context.token)
            .values(state=JobState.WAITING.value, lease_token=None, lease_until=due, **values)
        )
        if changed.rowcount == 1:  # type: ignore[attr-defined]
            delivery.hand_over(session, context.job_id, not_before=due)


@contextmanager
def _kept_alive(context: JobContext) -> Iterator[None]:
    """Renew the lease from a thread while a handler is busy between its progress reports."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(LEASE.total_seconds() / 3):
            try:
                context._renew()
            except LeaseLost:
                return
            except sa.exc.OperationalError:
                log.warning("lease_not_renewed", job_id=context.job_id)

    thread = threading.Thread(target=beat, daemon=True, name=f"job-{context.job_id}")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
