"""Work that takes more than a second: a row that is the truth, a handler that may run twice.

The row is written in the transaction of the request that asks for it. A worker leases it; a worker
that dies stops renewing the lease, and another takes the job over. Handlers are safe to run twice.
"""

from __future__ import annotations

import datetime as dt
import enum
import secrets
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from surveyapp.core import clock
from surveyapp.core.access import Actor
from surveyapp.core.database import Base, Database
from surveyapp.core.units import unit_of_work

LEASE = dt.timedelta(seconds=30)
"""A job whose worker has not been heard of for this long is taken over."""

MAX_ATTEMPTS = 3


class JobState(enum.StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Base):
    """One piece of background work, its progress and its outcome."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    unique_key: Mapped[str | None] = mapped_column(index=True)
    """While a job with this key waits or runs, asking again gives that one back."""
    state: Mapped[str] = mapped_column(default=JobState.WAITING.value, index=True)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_token: Mapped[str | None]
    lease_until: Mapped[dt.datetime | None]
    error: Mapped[str] = mapped_column(default="")
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"), index=True)
    started_at: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]


class LeaseLost(Exception):
    """Another worker has taken the job over; this one stops without a trace."""


@dataclass
class JobContext:
    """What a handler is given: the database, the payload, and a way to tell how far it is."""

    database: Database
    job_id: int
    payload: dict[str, Any]
    created_by_id: int | None
    token: str

    def progress(self, done: int, total: int) -> None:
        """Store progress and renew the lease.

        Raises:
            LeaseLost: somebody else runs this job now.
        """
        with unit_of_work(self.database) as session:
            changed = session.execute(
                sa.update(Job)
                .where(Job.id == self.job_id, Job.lease_token == self.token)
                .values(done=done, total=total, lease_until=clock.now() + LEASE)
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


def enqueue(
    session: Session,
    kind: str,
    payload: dict[str, Any],
    actor: Actor,
    *,
    unique_key: str | None = None,
) -> Job:
    """Ask for a job; returns the one already under way when `unique_key` names it."""
    if unique_key is not None:
        existing = session.scalars(
            sa.select(Job)
            .where(
                Job.unique_key == unique_key,
                Job.state.in_([JobState.WAITING.value, JobState.RUNNING.value]),
            )
            .order_by(Job.id)
        ).first()
        if existing is not None:
            return existing
    job = Job(
        kind=kind,
        payload=payload,
        unique_key=unique_key,
        created_at=clock.now(),
        created_by_id=actor.user_id,
    )
    session.add(job)
    session.flush()
    return job


def take(database: Database) -> JobContext | None:
    """Lease the oldest job that waits or whose worker died; None when there is none."""
    token = secrets.token_hex(16)
    with unit_of_work(database) as session:
        now = clock.now()
        query = (
            sa.select(Job)
            .where(
                sa.or_(
                    Job.state == JobState.WAITING.value,
                    sa.and_(Job.state == JobState.RUNNING.value, Job.lease_until < now),
                )
            )
            .order_by(Job.id)
            .limit(1)
        )
        if not database.is_sqlite:
            query = query.with_for_update(skip_locked=True)
        job = session.scalars(query).first()
        if job is None:
            return None
        if job.attempts >= MAX_ATTEMPTS:
            job.state, job.finished_at, job.lease_token = JobState.FAILED.value, now, None
            job.error = job.error or "the worker stopped in the middle, three times"
            return None
        job.state, job.started_at = JobState.RUNNING.value, job.started_at or now
        job.attempts += 1
        job.lease_token, job.lease_until = token, now + LEASE
        return JobContext(database, job.id, dict(job.payload), job.created_by_id, token)


def run_one(database: Database) -> bool:
    """Take and do one job; False when there was none to take."""
    context = take(database)
    if context is None:
        return False
    values: dict[str, Any]
    try:
        with _heartbeat(context):
            result = _handlers[context.payload.get("_kind") or _kind_of(context)](context)
        values = {"state": JobState.DONE.value, "result": result, "error": ""}
    except LeaseLost:
        return True
    except Exception as problem:  # a job that fails must never stop the worker
        values = {"state": JobState.FAILED.value, "error": f"{type(problem).__name__}: {problem}"}
        traceback.print_exc()
    with unit_of_work(database) as session:
        session.execute(
            sa.update(Job)
            .where(Job.id == context.job_id, Job.lease_token == context.token)
            .values(finished_at=clock.now(), lease_token=None, **values)
        )
    return True


def _kind_of(context: JobContext) -> str:
    with unit_of_work(context.database, read_only=True) as session:
        return session.scalars(sa.select(Job.kind).where(Job.id == context.job_id)).one()


class _heartbeat:  # noqa: N801  # used as a context manager, reads as a verb
    """Renews a lease from a thread while a handler is busy between its progress reports."""

    def __init__(self, context: JobContext) -> None:
        self.context = context
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_error: object) -> None:
        self.stop.set()
        self.thread.join()

    def _beat(self) -> None:
        while not self.stop.wait(LEASE.total_seconds() / 3):
            with unit_of_work(self.context.database) as session:
                session.execute(
                    sa.update(Job)
                    .where(Job.id == self.context.job_id, Job.lease_token == self.context.token)
                    .values(lease_until=clock.now() + LEASE)
                )


def work(database: Database, stop: threading.Event, pause_seconds: float = 1.0) -> None:
    """Do jobs until `stop` is set: the one after the other, looking again when there is none."""
    while not stop.is_set():
        if not run_one(database):
            stop.wait(pause_seconds)
