"""Every report of the demo year is a PDF that assistive technology can read, made-up values marked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from surveyapp.burden import queries as burden
from surveyapp.core.access import SYSTEM
from surveyapp.core.database import Database
from surveyapp.core.units import unit_of_work
from surveyapp.demo.seed import seed_demo
from surveyapp.reports import background
from tests.reports.tags import failures, text_of
from tests.support.databases import SqliteTemplate

TODAY = dt.date(2026, 3, 4)
SOME = 40
N_INDICATORS = 40


@pytest.fixture(scope="module")
def demo(
    sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A small demo on SQLite, which only this module's tests read."""
    database = Database(sqlite_template.copy_to(tmp_path_factory.mktemp("reports-demo")))
    seed_demo(database, today=TODAY, municipalities=SOME)
    yield database
    database.dispose()


def test_every_report_of_the_demo_passes_pdf_ua(
    demo: Database, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("reports")
    with unit_of_work(demo, read_only=True) as session:
        newest = burden.list_newest_snapshots(session)
        chosen = [s.id for s in newest if s.round.year == newest[0].round.year]
    # One questionnaire in each language; layout and tags do not depend on which.
    made: dict[str, bytes] = {}
    for snapshot_id, language in zip(chosen, ("en", "sv"), strict=True):
        batch = background.make_all(
            demo, SYSTEM, [snapshot_id], language, folder, lambda _done, _of: None
        )
        assert not batch.missing
        made |= {name: path.read_bytes() for name, path in batch.reports.items()}
    assert len(made) == N_INDICATORS
    broken = {name: found for name, content in made.items() if (found := failures(content))}
    assert not broken
    for name, content in sorted(made.items())[::8]:
        mark = "FICTIONAL DATA" if name.endswith("-en.pdf") else "FIKTIVA UPPGIFTER"
        assert mark in text_of(content), name
