"""Statements over whole tables, whatever they hold: for backup, restoring and looking after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from surveyapp.core import clock
from surveyapp.core.jobs import Job, JobState
from surveyapp.core.jobs.table import ACTIVE


def every_row(connection: Connection, table: sa.Table, chunk: int) -> Iterator[dict[str, Any]]:
    """Yield a table's rows by key, reading `chunk` at a time."""
    result = connection.execution_options(yield_per=chunk).execute(
        sa.select(table).order_by(*table.primary_key.columns)
    )
    for row in result.mappings():
        yield dict(row)


def holds_rows(connection: Connection, tables: list[sa.Table]) -> bool:
    """True when any of the tables exists and has a row."""
    inspector = sa.inspect(connection)
    return any(
        inspector.has_table(table.name)
        and connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first()
        for table in tables
    )


def move_sequences(connection: Connection, tables: list[sa.Table]) -> None:
    """Let PostgreSQL's counters go on after the highest number that a table holds."""
    for table in tables:
        for column in table.primary_key.columns:
            if not isinstance(column.type, sa.Integer) or not column.autoincrement:
                continue
            newest = connection.scalar(sa.select(sa.func.max(column)))
            sequence = connection.scalar(
                sa.select(sa.func.pg_get_serial_sequence(f'"{table.name}"', column.name))
            )
            if newest is not None and sequence is not None:
                connection.execute(sa.select(sa.func.setval(sequence, newest)))


def list_active_jobs(session: Session) -> list[int]:
    """Return the numbers of the jobs that wait or run, oldest first."""
    return list(session.scalars(sa.select(Job.id).where(Job.state.in_(ACTIVE)).order_by(Job.id)))


def waiting_since(connection: Connection) -> dt.datetime | None:
    """Return since when the oldest job that is due has waited; None when none does."""
    since = sa.func.coalesce(Job.lease_until, Job.created_at)
    return connection.scalar(
        sa.select(sa.func.min(since)).where(
            Job.state == JobState.WAITING.value, since <= clock.now()
        )
    )
