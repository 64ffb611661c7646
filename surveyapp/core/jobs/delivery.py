"""Hands a job's number to Procrastinate on PostgreSQL; on SQLite workers look at the rows themselves."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from procrastinate import App, PsycopgConnector, SyncPsycopgConnector
from procrastinate.schema import SchemaManager
from sqlalchemy.orm import Session

TASK = "surveyapp.job"
QUEUE = "surveyapp"

_asking = App(connector=SyncPsycopgConnector())
"""Never opened: it only writes on connections that it is given."""


def hand_over(session: Session, job_id: int, *, not_before: dt.datetime | None = None) -> None:
    """Defer the job in the session's own transaction, so that both stand or neither does."""
    if session.get_bind().dialect.name == "sqlite":
        return
    raw = session.connection().connection.driver_connection
    _asking.configure_task(TASK, queue=QUEUE, connection=raw, schedule_at=not_before).defer(
        job_id=job_id
    )


def working_app(conninfo: str) -> App:
    """Return the app of a worker process, to be opened there."""
    return App(connector=PsycopgConnector(conninfo=conninfo))


def install(connection: sa.Connection) -> None:
    """Make Procrastinate's tables and functions; they belong to the library, not to our models."""
    cursor = connection.connection.cursor()
    cursor.execute(SchemaManager.get_schema())
    cursor.close()


def remove(connection: sa.Connection) -> None:
    """Take away all that `install` made."""
    cursor = connection.connection.cursor()
    cursor.execute(_REMOVE)
    cursor.close()


_REMOVE = """
DO $$
DECLARE found record;
BEGIN
    FOR found IN SELECT tablename FROM pg_tables
        WHERE schemaname = current_schema() AND tablename LIKE 'procrastinate\\_%' LOOP
        EXECUTE format('DROP TABLE IF EXISTS %I CASCADE', found.tablename);
    END LOOP;
    FOR found IN SELECT p.oid::regprocedure AS name FROM pg_proc p
        WHERE p.pronamespace = current_schema()::regnamespace AND p.proname LIKE 'procrastinate\\_%' LOOP
        EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', found.name);
    END LOOP;
    FOR found IN SELECT t.typname FROM pg_type t
        WHERE t.typnamespace = current_schema()::regnamespace
        AND t.typname LIKE 'procrastinate\\_%' AND t.typtype IN ('e', 'c') LOOP
        EXECUTE format('DROP TYPE IF EXISTS %I CASCADE', found.typname);
    END LOOP;
END $$;
"""
