"""One recipe for both databases: nothing is lost, nobody waits for ever, pages that read cannot write."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from surveyapp.core.database import Database, ReadOnlyViolation, UtcDateTime
from tests.support.sources import ROOT

PROCESSES, INCREMENTS = 4, 150

INCREMENT = """
import sys
import sqlalchemy as sa
from surveyapp.core.database import Database

url, recipe, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
engine = Database(url).engine if recipe == "ours" else sa.create_engine(url)
print("ready", flush=True)
sys.stdin.readline()
done = 0
for _ in range(times):
    try:
        with engine.begin() as connection:
            lock = " FOR UPDATE" if engine.dialect.name == "postgresql" else ""
            found = connection.execute(sa.text(f"SELECT value FROM counter{lock}")).scalar_one()
            connection.execute(sa.text("UPDATE counter SET value = :value"), {"value": found + 1})
    except sa.exc.OperationalError:
        continue
    done += 1
print(done, flush=True)
"""


class Root(DeclarativeBase):
    """Tables of these tests only."""


class Parent(Root):
    __tablename__ = "scratch_parent"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())


class Child(Root):
    __tablename__ = "scratch_child"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int] = mapped_column(sa.ForeignKey("scratch_parent.id"))


@pytest.fixture
def tables(bare_database: Database) -> Database:
    Root.metadata.create_all(bare_database.engine)
    with bare_database.engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE counter (value INTEGER)"))
        connection.execute(sa.text("INSERT INTO counter VALUES (0)"))
    return bare_database


def counted(database: Database) -> int:
    with database.reader.connect() as connection:
        value: int = connection.execute(sa.text("SELECT value FROM counter")).scalar_one()
        return value


def increment_from_several_processes(database: Database, recipe: str) -> int:
    """Return how many increments the processes were told had been committed."""
    url = database.url.render_as_string(hide_password=False)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", INCREMENT, url, recipe, str(INCREMENTS)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    return sum(int(process.communicate()[0]) for process in processes)


def test_read_then_write_from_several_processes_loses_nothing(tables: Database) -> None:
    assert increment_from_several_processes(tables, "ours") == PROCESSES * INCREMENTS
    assert counted(tables) == PROCESSES * INCREMENTS


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_test_of_lost_writes_bites_on_the_drivers_own_mode(tables: Database) -> None:
    told = increment_from_several_processes(tables, "default")
    assert told < PROCESSES * INCREMENTS or counted(tables) < told, (
        "the control lost nothing either"
    )


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 10_000)],
)
def test_every_connection_has_the_pragmas(tables: Database, pragma: str, value: object) -> None:
    for engine in (tables.engine, tables.reader):
        with engine.connect() as first, engine.connect() as second:
            for connection in (first, second) if engine is tables.reader else (first,):
                assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_rolled_back_table_is_gone(tables: Database) -> None:
    with tables.engine.connect() as connection:
        connection.execute(sa.text("CREATE TABLE undone (id INTEGER)"))
        connection.rollback()
    assert "undone" not in sa.inspect(tables.engine).get_table_names()


@pytest.mark.parametrize("backend", ["sqlite"])
def test_reading_does_not_wait_for_a_writer(tables: Database) -> None:
    with tables.engine.begin() as writer:
        writer.execute(sa.text("UPDATE counter SET value = 7"))
        assert counted(tables) == 0
    assert counted(tables) == 7


def test_a_row_without_its_parent_is_refused(tables: Database) -> None:
    with tables.session() as session:
        session.add(Child(parent_id=4711))
        with pytest.raises(IntegrityError):
            session.commit()


def test_a_session_that_reads_cannot_write(tables: Database) -> None:
    with tables.session(read_only=True) as session:
        session.add(Parent())
        with pytest.raises(ReadOnlyViolation):
            session.flush()


def test_a_time_comes_back_as_the_same_moment_in_utc(tables: Database) -> None:
    summer = dt.datetime(2026, 7, 1, 14, 0, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    with tables.session() as session:
        session.add(Parent(at=summer))
        session.commit()
    with tables.session(read_only=True) as session:
        found = session.scalars(sa.select(Parent.at)).one()
    assert found == summer
    assert found is not None
    assert found.utcoffset() == dt.timedelta(0)


def test_a_time_without_a_zone_is_refused(tables: Database) -> None:
    with tables.session() as session:
        session.add(Parent(at=dt.datetime(2026, 7, 1)))  # noqa: DTZ001 - the fault under test
        with pytest.raises(StatementError, match="must carry its zone"):
            session.flush()


def test_plain_postgresql_addresses_get_the_driver() -> None:
    database = Database("postgresql://anna@127.0.0.1/surveyapp")
    assert database.url.drivername == "postgresql+psycopg"
    database.dispose()
