"""A backup holds everything that stood together; restoring gives it back on either database, or nothing."""

from __future__ import annotations

import json
import threading
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.core import jobs
from surveyapp.core.access import SYSTEM
from surveyapp.core.database import Database
from surveyapp.core.units import unit_of_work
from surveyapp.registry.models import Unit
from surveyapp.web import schema
from surveyapp.web.backup import BackupRefused, restore_backup, write_backup
from surveyapp.web.tables import metadata
from tests.factories.accounts import make_officer
from tests.factories.registry import make_unit
from tests.factories.responses import make_submission
from tests.factories.rounds import make_round, return_of
from tests.support.databases import PostgresqlWorker, SqliteTemplate


def _fill(session: Session) -> None:
    unit = make_unit(session)
    district = Unit(
        code="018001",
        name="Stadsdel",
        kind="district",
        county_code=unit.county_code,
        skr_group_code=unit.skr_group_code,
        parent_id=unit.id,
    )
    session.add(district)
    make_officer(session, unit)
    before = make_round(session, unit)
    round_ = make_round(session, unit, previous=before)
    make_submission(session, return_of(session, round_, unit).id, {"A1": "1"})
    jobs.enqueue(session, "slow", {"naïve": "å"}, SYSTEM)
    session.commit()


def _everything(database: Database) -> dict[str, list[str]]:
    with database.reader.connect() as connection:
        return {
            table.name: [
                repr(tuple(row))
                for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns))
            ]
            for table in metadata.sorted_tables
        }


def test_what_was_backed_up_comes_back(
    session: Session, database: Database, bare_database: Database, tmp_path: Path
) -> None:
    _fill(session)
    file = tmp_path / "backup.zip"
    manifest = write_backup(database, file)
    assert manifest["tables"]["unit"]["rows"] == 2
    restore_backup(bare_database, file)
    assert _everything(bare_database) == _everything(database)
    schema.check(bare_database)
    with unit_of_work(bare_database) as restored:
        make_unit(restored, code="9998")  # counters go on after the highest number
    assert jobs.take(bare_database) is not None


@pytest.mark.postgresql
def test_from_sqlite_to_postgresql_and_back(
    tmp_path: Path, postgresql_worker: PostgresqlWorker, sqlite_template: SqliteTemplate
) -> None:
    small = Database(sqlite_template.copy_to(tmp_path))
    with unit_of_work(small) as session:
        _fill(session)
    write_backup(small, tmp_path / "one.zip")
    with postgresql_worker.another() as url:
        large = Database(url)
        restore_backup(large, tmp_path / "one.zip")
        write_backup(large, tmp_path / "two.zip")
        assert _everything(large) == _everything(small)
        large.dispose()
    again = Database(f"sqlite:///{tmp_path / 'again.db'}")
    restore_backup(again, tmp_path / "two.zip")
    assert _everything(again) == _everything(small)


def test_nothing_is_overwritten(session: Session, database: Database, tmp_path: Path) -> None:
    _fill(session)
    file = tmp_path / "backup.zip"
    write_backup(database, file)
    with pytest.raises(BackupRefused, match="never overwritten"):
        write_backup(database, file)
    with pytest.raises(BackupRefused, match="not empty"):
        restore_backup(database, file)


def test_a_damaged_file_leaves_nothing_behind(
    session: Session, database: Database, bare_database: Database, tmp_path: Path
) -> None:
    _fill(session)
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    write_backup(database, good)
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "tables/account.jsonl":
                row = json.loads(content.splitlines()[0])
                content = json.dumps({**row, "name": "Någon annan"}).encode() + b"\n"
            target.writestr(name, content)
    with pytest.raises(BackupRefused, match="account in the backup is damaged"):
        restore_backup(bare_database, bad)
    assert not any(_everything(bare_database).values())
    restore_backup(bare_database, good)


def test_a_file_that_is_no_backup_is_told(bare_database: Database, tmp_path: Path) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(b"hello")
    with pytest.raises(BackupRefused, match="not a whole backup"):
        restore_backup(bare_database, file)


def test_people_go_on_saving_during_a_backup(
    session: Session, database: Database, bare_database: Database, tmp_path: Path
) -> None:
    _fill(session)
    session.close()
    stop = threading.Event()
    added: list[str] = []

    def save() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with unit_of_work(database) as other:
                jobs.enqueue(other, "slow", {"number": number}, SYSTEM)
            added.append(str(number))

    thread = threading.Thread(target=save)
    thread.start()
    try:
        while len(added) < 3:
            stop.wait(0.01)
        before = len(added)
        write_backup(database, tmp_path / "b.zip")
    finally:
        stop.set()
        thread.join()
    restore_backup(bare_database, tmp_path / "b.zip")
    assert len(_everything(bare_database)["job"]) >= before + 1
