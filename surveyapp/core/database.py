"""The database: one engine recipe for SQLite and PostgreSQL, typed columns, named constraints.

On SQLite every writing transaction begins with BEGIN IMMEDIATE: with the driver's own mode
concurrent read-then-write loses updates silently. Reading transactions use a plain BEGIN.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine, make_url
from sqlalchemy.orm import DeclarativeBase, Session

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

BUSY_MILLISECONDS = 10_000
"""How long a writer waits for another before the save is refused with 'try again'."""
MOMENTS_KEPT = 512
"""Points in time per column whose text is remembered."""


class UtcDateTime(sa.types.TypeDecorator[dt.datetime]):
    """An aware point in time, stored in UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    # SQLite keeps moments as text. The answers of a page share one or a few, so that each is read
    # and written once and not once per row.

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        found = super().result_processor(dialect, coltype)
        return lru_cache(MOMENTS_KEPT)(found) if found and dialect.name == "sqlite" else found

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        found = super().bind_processor(dialect)
        return lru_cache(MOMENTS_KEPT)(found) if found and dialect.name == "sqlite" else found

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a point in time must carry its zone")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        moment: dt.datetime = value
        return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


class Base(DeclarativeBase):
    """Root of every table."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map = {
        dt.datetime: UtcDateTime(),
        dict[str, Any]: sa.JSON(),
        list[Any]: sa.JSON(),
        dict[str, str]: sa.JSON(),
        str: sa.Text(),
    }


def table_of(model: type[Base]) -> sa.Table:
    """Return a model's table, for statements that read plain rows and no objects."""
    return cast(sa.Table, model.__table__)


class ReadOnlyViolation(RuntimeError):
    """A page that only shows tried to write."""


class ReadingSession(Session):
    """A session that refuses to write, whatever was put into it."""


class Database:
    """One database and its two ways in: `engine` writes, `reader` only reads."""

    def __init__(self, url: str, *, pool_size: int = 10, echo: bool = False) -> None:
        parsed = make_url(url)
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        self.url = parsed
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        options: dict[str, Any] = {"echo": echo}
        if self.is_sqlite:
            options["json_deserializer"] = read_json
        else:
            options |= {"pool_size": pool_size, "pool_pre_ping": True}
        self.engine: Engine = sa.create_engine(parsed, **options)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        self.reader: Engine = self.engine.execution_options(read_only=True)

    def session(self, *, read_only: bool = False) -> Session:
        """Return a new session; nothing is loaded lazily after commit."""
        if read_only:
            return ReadingSession(self.reader, expire_on_commit=False)
        return Session(self.engine, expire_on_commit=False)

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
        "journal_size_limit=67108864",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    read_only = connection.get_execution_options().get("read_only", False)
    statement = "BEGIN" if read_only else "BEGIN IMMEDIATE"
    driver = cast(sqlite3.Connection, connection.connection.driver_connection)
    try:
        driver.execute(statement)
    except sqlite3.OperationalError as error:  # another writer held the file for too long
        raise sa.exc.OperationalError(statement, None, error) from error


def _refuse_flush(session: Session, _context: object, _instances: object) -> None:
    if session.new or session.dirty or session.deleted:
        raise ReadOnlyViolation("a request that only reads tried to change data")


event.listen(ReadingSession, "before_flush", _refuse_flush)


def read_json(text: str) -> Any:
    """Return what a JSON column of SQLite holds; most answers are a plain text between quotes."""
    if text[:1] == '"' and "\\" not in text:
        return text[1:-1]
    return json.loads(text)
