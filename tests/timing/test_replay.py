"""Anybody can derive the seconds again; events go when their time is out, and the sums stay."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from surveyapp.cli import Installation, _gather, program
from surveyapp.core import clock
from surveyapp.core.access import SYSTEM
from surveyapp.core.database import Database
from surveyapp.core.settings import Settings, SettingsError
from surveyapp.core.units import unit_of_work
from surveyapp.rounds import queries as round_queries
from surveyapp.rounds import service as rounds
from surveyapp.timing import queries, service
from surveyapp.timing.models import EventBatch, Interval, QuestionTime, RefusedBatch
from tests.factories.accounts import make_officer
from tests.factories.registry import make_unit
from tests.factories.rounds import make_round, return_of
from tests.factories.timing import batch, opened_page, sent_at, split, working

Run = Callable[..., Result]


@pytest.fixture
def run(database_url: str) -> Run:
    _gather()
    installation = Installation(Settings.for_tests(database_url))

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(program, list(arguments), obj=installation)

    return invoke


@pytest.fixture
def measured(database: Database) -> dict[str, int]:
    """A round with two officers' work in overlapping tabs and a refused batch."""
    with unit_of_work(database) as session:
        unit = make_unit(session)
        round_ = make_round(session, unit)
        return_ = return_of(session, round_, unit)
        for user in (make_officer(session, unit), make_officer(session, unit)):
            for minutes_ago in (60.0, 59.5):
                page = opened_page(user, return_, minutes_ago=minutes_ago)
                for part in split(working(("A1", 45), ("A2", 30)), 3):
                    body = batch(page, part)
                    at = sent_at(page, body)
                    assert service.record(session, page=page, body=body, received_at=at) is None
            bad = batch(page, working(("X", 5)))
            assert service.record(session, page=page, body=bad, received_at=clock.now())
        return {"round": round_.id, "return": return_.id}


def sums(database: Database) -> list[Any]:
    with database.engine.connect() as connection:
        times = connection.execute(
            sa.select(
                QuestionTime.question_id, QuestionTime.active_ms, QuestionTime.officers
            ).order_by(QuestionTime.question_id)
        ).all()
        kept = connection.execute(sa.select(sa.func.count(), sa.func.sum(Interval.length_ms))).all()
    return [*times, *kept]


def test_replaying_gives_the_stored_seconds(run: Run, measured: dict[str, int]) -> None:
    result = run("timing", "replay", "--json")
    report = json.loads(result.stdout)
    assert (result.exit_code, report["equal"], report["returns"]) == (0, True, 1)
    assert report["batches"] > 4
    assert report["active_seconds"] > 0
    one = run("timing", "replay", str(measured["round"]))
    assert one.exit_code == 0
    assert "the same seconds, bit for bit" in one.stdout
    assert run("timing", "replay", "999").exit_code == 2


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (sa.update(QuestionTime).values(active_ms=QuestionTime.active_ms + 1), "question A1"),
        (sa.update(QuestionTime).values(officers=9), "question A1"),
        (sa.delete(QuestionTime), "question A1"),
        (sa.update(Interval).values(length_ms=Interval.length_ms + 1), "intervals"),
        (sa.delete(Interval), "intervals"),
    ],
)
def test_a_millisecond_that_differs_is_found(
    run: Run, measured: dict[str, int], database: Database, change: sa.Update, told: str
) -> None:
    with database.engine.begin() as connection:
        connection.execute(change)
    result = run("timing", "replay", str(measured["round"]))
    assert result.exit_code == 1
    assert told in result.stdout
    with unit_of_work(database) as session:
        service.derive_return(session, measured["return"])
    assert run("timing", "replay").exit_code == 0


def close(database: Database, round_id: int, days_ago: int) -> None:
    with unit_of_work(database) as session:
        round_ = round_queries.get_round(session, round_id)
        rounds.close_round(session, SYSTEM, round_)
        round_.closed_at = clock.now() - dt.timedelta(days=days_ago)


@pytest.mark.parametrize(("days_ago", "is_deleted"), [(89, False), (91, True)])
def test_events_go_ninety_days_after_the_round_and_sums_stay(
    run: Run, measured: dict[str, int], database: Database, days_ago: int, is_deleted: bool
) -> None:
    close(database, measured["round"], days_ago)
    before = sums(database)
    result = run("timing", "prune", "--json")
    assert result.exit_code == 0
    assert bool(json.loads(result.stdout)["batches"]) is is_deleted
    with unit_of_work(database, read_only=True) as session:
        left = session.scalar(sa.select(sa.func.count()).select_from(EventBatch))
        traces = session.scalar(sa.select(sa.func.count()).select_from(RefusedBatch))
    assert ((left == 0), (traces == 0)) == (is_deleted, is_deleted)
    assert sums(database) == before
    assert run("timing", "replay").exit_code == 0
    with unit_of_work(database) as session:
        service.derive_return(session, measured["return"])
        service.recount(session, measured["return"])
    assert sums(database) == before


def test_open_rounds_keep_their_events(
    run: Run, measured: dict[str, int], database: Database
) -> None:
    assert "deleted 0 batches" in run("timing", "prune").stdout
    with unit_of_work(database, read_only=True) as session:
        pages = queries.list_page_sessions(session, measured["return"])
        assert queries.list_batches(session, [page.id for page in pages])


@pytest.mark.parametrize("backend", ["sqlite"])
def test_how_long_events_are_kept_is_a_setting(backend: str) -> None:
    given = {"SURVEYAPP_SECRET": "x" * 32, "SURVEYAPP_EVENT_DAYS": "30"}
    assert Settings.from_environment(given).event_days == 30
    with pytest.raises(SettingsError, match="SURVEYAPP_EVENT_DAYS"):
        Settings.from_environment({**given, "SURVEYAPP_EVENT_DAYS": "en månad"})
