"""Migrations give the models' tables, go both ways, and never lose a row."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from surveyapp.core.database import Database
from surveyapp.web import schema
from tests.support.sources import ROOT

REBUILD = '''"""Rebuild a parent table."""
import sqlalchemy as sa
from alembic import op

revision = "9002"
down_revision = "9001"


def upgrade():
    with op.batch_alter_table("scratch_parent", recreate="always") as batch:
        batch.add_column(sa.Column("name", sa.Text()))
    {after}


def downgrade():
    pass
'''

PARENT_AND_CHILD = '''"""A parent with a child that follows it."""
import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = None


def upgrade():
    op.create_table("scratch_parent", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table(
        "scratch_child",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("parent_id", sa.Integer(), sa.ForeignKey("scratch_parent.id", ondelete="CASCADE")),
    )
    op.execute("INSERT INTO scratch_parent (id) VALUES (1)")
    op.execute("INSERT INTO scratch_child (id, parent_id) VALUES (1, 1)")


def downgrade():
    pass
'''


def revisions() -> list[str]:
    """Return every revision, oldest first."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    found = ScriptDirectory.from_config(config).walk_revisions()
    return [script.revision for script in found][::-1]


def test_the_migrations_give_what_the_models_say(bare_database: Database) -> None:
    schema.upgrade(bare_database)
    schema.check(bare_database)
    assert schema.current_revision(bare_database) == schema.head_revision(bare_database)


def test_down_and_up_again(bare_database: Database) -> None:
    schema.upgrade(bare_database)
    schema.downgrade(bare_database, "base")
    left = set(sa.inspect(bare_database.engine).get_table_names()) - {"alembic_version"}
    assert not left, f"the downgrade leaves {left}"
    schema.upgrade(bare_database)
    schema.check(bare_database)


def test_every_step_goes_back_alone(bare_database: Database) -> None:
    for older, newer in zip(["base", *revisions()], revisions(), strict=False):
        schema.upgrade(bare_database, newer)
        schema.downgrade(bare_database, older)
        schema.upgrade(bare_database, newer)
    schema.check(bare_database)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_no_migration_loses_a_row(bare_database: Database) -> None:
    steps = revisions()
    schema.upgrade(bare_database, steps[0])
    fill_every_table(bare_database)
    before = rows(bare_database)
    assert before, "nothing was filled"
    for revision in steps[1:]:
        schema.upgrade(bare_database, revision)
        after = rows(bare_database)
        assert {name: after.get(name, count) for name, count in before.items()} == before, revision
        fill_every_table(bare_database)
        before = rows(bare_database)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_rebuilding_a_parent_keeps_its_children(bare_database: Database, tmp_path: Path) -> None:
    upgrade_with(bare_database, tmp_path, after="pass")
    assert rows(bare_database) == {"scratch_parent": 1, "scratch_child": 1}
    with bare_database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_migration_that_orphans_a_row_changes_nothing(
    bare_database: Database, tmp_path: Path
) -> None:
    with pytest.raises(RuntimeError, match="without a parent"):
        upgrade_with(bare_database, tmp_path, after="op.execute('DELETE FROM scratch_parent')")
    assert rows(bare_database) == {"scratch_parent": 1, "scratch_child": 1}
    assert schema.current_revision(bare_database) == "9001"


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_rebuild_without_care_would_empty_the_child(bare_database: Database) -> None:
    """The reason for the care: with foreign keys on, dropping the old table deletes what follows it."""
    with bare_database.engine.begin() as connection:
        for statement in (
            "CREATE TABLE scratch_parent (id INTEGER PRIMARY KEY)",
            "CREATE TABLE scratch_child (parent_id INTEGER REFERENCES scratch_parent ON DELETE CASCADE)",
            "INSERT INTO scratch_parent VALUES (1)",
            "INSERT INTO scratch_child VALUES (1)",
            "DROP TABLE scratch_parent",
        ):
            connection.execute(sa.text(statement))
        left = connection.execute(sa.text("SELECT count(*) FROM scratch_child")).scalar_one()
    assert left == 0


def upgrade_with(database: Database, folder: Path, *, after: str) -> None:
    """Run two planted migrations through the real env.py."""
    (folder / "versions").mkdir()
    (folder / "env.py").write_text((ROOT / "migrations" / "env.py").read_text("utf-8"), "utf-8")
    (folder / "versions" / "9001_make.py").write_text(PARENT_AND_CHILD, "utf-8")
    (folder / "versions" / "9002_rebuild.py").write_text(REBUILD.format(after=after), "utf-8")
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.attributes["database"] = database
    command.upgrade(config, "9001")
    command.upgrade(config, "9002")


def rows(database: Database) -> dict[str, int]:
    """Return the number of rows of every table that has any."""
    metadata = sa.MetaData()
    metadata.reflect(database.engine)
    with database.reader.connect() as connection:
        counts = {
            name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
            if name != "alembic_version"
        }
    return {name: count for name, count in counts.items() if count}


def fill_every_table(database: Database) -> None:
    """Put one row in each empty table. Values follow from the type, so every reference has its row."""
    metadata = sa.MetaData()
    metadata.reflect(database.engine)
    filled = rows(database)
    with database.engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute("PRAGMA ignore_check_constraints=ON")
        for name, table in metadata.tables.items():
            if name != "alembic_version" and name not in filled:
                values = {column.name: value_for(column.type) for column in table.columns}
                connection.execute(table.insert().values(values))
        assert not connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        connection.commit()
        driver.execute("PRAGMA ignore_check_constraints=OFF")
        driver.execute("PRAGMA foreign_keys=ON")


def value_for(kind: sa.types.TypeEngine[Any]) -> object:
    match kind:
        case sa.Boolean():
            return True
        case sa.DateTime():
            return dt.datetime(2026, 1, 1)  # noqa: DTZ001 - as SQLite stores it
        case sa.Date():
            return dt.date(2026, 1, 1)
        case sa.Integer() | sa.Numeric():
            return 1
        case sa.LargeBinary():
            return b"1"
        case sa.JSON():
            return {}
        case _:
            return "1"


def test_rows_of_the_first_schema_come_along(bare_database: Database) -> None:
    """On both databases: what stands in the tables that 0002 changes is there after it, and after it again."""
    schema.upgrade(bare_database, "0001")
    day = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    tables = sa.MetaData()
    tables.reflect(bare_database.engine)
    added: list[tuple[str, dict[str, object]]] = [
        ("questionnaire", {"code": "enkat", "title": {"sv": "Enkät"}, "created_at": day}),
        ("question", {"questionnaire_id": 1, "code": "A1"}),
        ("collection", {"code": "andra", "name": {"sv": "Andra"}}),
        ("bank_question", {"collection_id": 1, "code": "B1", "text": {"sv": "Antal"}, "changed_at": day}),
        (
            "overlap_candidate",
            {
                "question_id": 1,
                "bank_question_id": 1,
                "score": 0.7,
                "evidence": {"proposal": "derivable"},
                "found_at": day,
            },
        ),
        ("overlap_decision", {"candidate_id": 1, "verdict": "same", "decided_at": day}),
    ]  # fmt: skip
    with bare_database.engine.connect() as connection:
        for name, values in added:
            columns = tables.tables[name].columns
            filling = {
                c.name: {} if isinstance(c.type, sa.JSON) else ""
                for c in columns
                if not c.nullable and not c.primary_key and c.name not in values
            }
            connection.execute(tables.tables[name].insert().values(filling | values))
        connection.commit()
    schema.upgrade(bare_database)
    after = sa.MetaData()
    after.reflect(bare_database.engine)
    with bare_database.reader.connect() as connection:
        candidate = connection.execute(sa.select(after.tables["overlap_candidate"])).one()
        decision = connection.execute(sa.select(after.tables["overlap_decision"])).one()
        bank = connection.execute(sa.select(after.tables["bank_question"])).one()
    assert (candidate.proposal, candidate.bank_question_id) == ("derivable", 1)
    assert (candidate.is_new_edition, candidate.probability) == (False, None)
    assert (decision.state, decision.seen) == ("confirmed", {})
    assert (bank.text, bank.options, bank.concept) == ({"sv": "Antal"}, [], "")
    schema.downgrade(bare_database, "0001")
    schema.upgrade(bare_database)
    with bare_database.reader.connect() as connection:
        again = connection.execute(sa.select(after.tables["overlap_candidate"])).one()
    assert again == candidate
