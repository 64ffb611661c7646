"""Archives that grow old are removed; the newest of each round and language stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from surveyapp.core import clock, jobs
from surveyapp.core.access import SYSTEM
from surveyapp.core.database import Database
from surveyapp.core.jobs import workers
from surveyapp.reports import background
from tests.factories.burden import MeasuredRound, make_measured_round, make_snapshot_of

SIX = {"A1": [60] * 6, "A2": [30] * 6, "B1": [100] * 6}


def aged(folder: Path, name: str, days: float) -> Path:
    path = folder / "archives" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"zip")
    at = clock.now().timestamp() - days * 86_400
    os.utime(path, (at, at))
    return path


def done(
    session: Session, snapshot_id: int, language: str, archive: str, state: str = "done"
) -> None:
    payload = {"snapshot_id": snapshot_id, "language": language, "url": "/rapporter"}
    job = jobs.enqueue(session, background.KIND_ALL, payload, SYSTEM)
    job.state, job.result = state, {"archive": archive} if state == "done" else {}


@pytest.fixture
def made(session: Session) -> MeasuredRound:
    return make_measured_round(session, seconds=SIX)


def left(folder: Path) -> set[str]:
    return {path.name for path in (folder / "archives").iterdir()}


def test_only_old_archives_that_are_not_the_newest_go(
    session: Session, database: Database, made: MeasuredRound, tmp_path: Path
) -> None:
    first, second = make_snapshot_of(session, made), make_snapshot_of(session, made)
    done(session, first, "sv", "first")
    done(session, second, "sv", "second")
    done(session, first, "en", "english")
    done(session, second, "sv", "", state="failed")
    session.commit()
    for name in ("first.zip", "second.zip", "english.zip", "nobodys.zip", ".half.zip.12ab"):
        aged(tmp_path, name, 31)
    aged(tmp_path, "young.zip", 29)
    assert background.prune_archives(database, tmp_path) == 3
    assert left(tmp_path) == {"second.zip", "english.zip", "young.zip"}
    assert background.prune_archives(database, tmp_path) == 0


def test_another_rounds_newest_stays(
    session: Session, database: Database, made: MeasuredRound, tmp_path: Path
) -> None:
    before = make_measured_round(session, seconds=SIX, year=2024)
    done(session, make_snapshot_of(session, before), "sv", "before")
    done(session, make_snapshot_of(session, made), "sv", "after")
    session.commit()
    aged(tmp_path, "before.zip", 400)
    aged(tmp_path, "after.zip", 31)
    assert background.prune_archives(database, tmp_path) == 0


def test_reports_themselves_and_an_empty_folder_are_left_alone(
    database: Database, tmp_path: Path
) -> None:
    assert background.prune_archives(database, tmp_path) == 0
    report = tmp_path / "ab" / "abcd.pdf"
    report.parent.mkdir()
    report.write_bytes(b"pdf")
    os.utime(report, (0, 0))
    assert background.prune_archives(database, tmp_path) == 0
    assert report.exists()


def test_the_worker_does_it_daily(app: Flask) -> None:
    assert "report_archives" in workers._daily
