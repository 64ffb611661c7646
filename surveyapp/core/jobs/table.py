"""The job row, and asking for a job."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from surveyapp.core import clock
from surveyapp.core.access import Actor
from surveyapp.core.database import Base
from surveyapp.core.jobs import delivery

LEASE = dt.timedelta(seconds=30)
"""A job whose worker has not been heard of for this long is taken over."""

MAX_ATTEMPTS = 3
"""A job that takes its worker down this many times is given up and says so."""

RETRY_WAITS = (
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
    dt.timedelta(hours=8),
)
"""How long a job waits after each try that ended in `TryLater`; after the last it has failed."""


class JobState(enum.StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


ACTIVE = (JobState.WAITING.value, JobState.RUNNING.value)


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
    """How many workers have taken it since its last try; one that put it back is not counted."""
    lease_token: Mapped[str | None]
    lease_until: Mapped[dt.datetime | None]
    """While it runs: when another worker may take it over. While it waits: not before this."""
    error: Mapped[str] = mapped_column(default="")
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What came of it; until then {"tries": n} when n tries ended in `TryLater`."""
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"), index=True)
    started_at: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]

    @property
    def next_try_at(self) -> dt.datetime | None:
        """Return when it is tried again; None unless it waits for that."""
        return self.lease_until if self.state == JobState.WAITING.value else None


def find_active(session: Session, unique_key: str) -> Job | None:
    """Return the job with this key that waits or runs; None when there is none."""
    return session.scalars(
        sa.select(Job).where(Job.unique_key == unique_key, Job.state.in_(ACTIVE)).order_by(Job.id)
    ).first()


def newest_by_key(session: Session, unique_keys: Collection[str]) -> dict[str, Job]:
    """Return the newest job asked for under each of the keys; a key never used is left out."""
    found = session.scalars(sa.select(Job).where(Job.unique_key.in_(unique_keys)).order_by(Job.id))
    return {job.unique_key: job for job in found if job.unique_key is not None}


def enqueue(
    session: Session,
    kind: str,
    payload: dict[str, Any],
    actor: Actor,
    *,
    unique_key: str | None = None,
) -> Job:
    """Ask for a job in the session's transaction; returns the one under way that `unique_key` names.

    When the transaction is rolled back nothing was asked for.
    """
    if unique_key is not None:
        existing = find_active(session, unique_key)
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
    delivery.hand_over(session, job.id)
    return job
