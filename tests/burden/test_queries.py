"""Reading snapshots: the newest counts, figures come in order, sets of indicators can be reckoned."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from surveyapp.burden import queries, service
from surveyapp.burden.rules import avoidable_hours
from surveyapp.core.errors import NotFound
from tests.factories.burden import make_measured_round, make_snapshot_of

SIX = {"A1": [60] * 6, "A2": [30] * 6, "B1": [100] * 6}


def test_the_newest_snapshot_of_each_round_counts(session: Session) -> None:
    last = make_measured_round(session, seconds=SIX, year=2024)
    this = make_measured_round(session, seconds=SIX, year=2025)
    assert queries.newest_snapshot(session, this.round.id) is None
    first = make_snapshot_of(session, this)
    second = make_snapshot_of(session, this)
    old = make_snapshot_of(session, last)
    newest = queries.newest_snapshot(session, this.round.id)
    assert newest is not None
    assert newest.id == second
    assert [s.id for s in queries.list_snapshots(session, this.round.id)] == [second, first]
    assert [s.id for s in queries.list_newest_snapshots(session)] == [second, old]
    assert [s.round.year for s in queries.list_newest_snapshots(session)] == [2025, 2024]


def test_lines_come_in_order_of_code(session: Session) -> None:
    made = make_measured_round(session, seconds=SIX)
    snapshot_id = make_snapshot_of(session, made)
    questions = queries.question_burdens(session, snapshot_id)
    assert [row.question.code for row in questions] == ["A1", "A2", "A3", "B1"]
    indicators = queries.indicator_burdens(session, snapshot_id)
    assert [row.indicator.code for row in indicators] == ["K1", "K2", "K3"]
    assert indicators[0].details["shares"] == {"A1": 0.5, "A2": 1.0}


def test_the_burden_of_a_set_can_be_reckoned_from_a_snapshot(session: Session) -> None:
    made = make_measured_round(session, seconds=SIX)
    totals, links = queries.snapshot_totals(session, make_snapshot_of(session, made))
    assert avoidable_hours(totals, links, ("K1",)) == pytest.approx(0.05)
    assert avoidable_hours(totals, links, ("K1", "K2")) == pytest.approx(0.15)


def test_an_indicator_over_the_years_newest_first(session: Session) -> None:
    last = make_measured_round(session, seconds=SIX, code="same", year=2024)
    make_snapshot_of(session, last)
    this = make_measured_round(session, seconds=SIX, year=2025, previous=last.round)
    make_snapshot_of(session, this)
    newest = make_snapshot_of(session, this)
    years = queries.indicator_years(session, this.indicators["K1"].id)
    assert [(s.round.year, line.attributed_hours) for s, line in years] == [
        (2025, 0.1),
        (2024, 0.1),
    ]
    assert years[0][0].id == newest


def test_a_question_costs_what_it_took_in_the_newest_year(session: Session) -> None:
    definition_seconds = {**SIX, "A1": [120] * 6}
    last = make_measured_round(session, seconds=SIX, year=2024)
    make_snapshot_of(session, last)
    this = make_measured_round(session, seconds=definition_seconds, year=2025)
    make_snapshot_of(session, this)
    costs = queries.newest_question_costs(session)
    assert costs[this.question_ids["A1"]].median_minutes == pytest.approx(2.0)
    assert costs[this.question_ids["A1"]].year == 2025
    assert costs[last.question_ids["A1"]].median_minutes == pytest.approx(1.0)


def test_what_is_not_there_is_said(session: Session) -> None:
    with pytest.raises(NotFound):
        queries.get_snapshot(session, 1)
    with pytest.raises(NotFound):
        queries.get_tariff(session, 1)


def test_tariffs_come_newest_year_first(session: Session) -> None:
    service.ensure_example_tariffs(session, 2024)
    service.ensure_example_tariffs(session, 2025)
    found = [(t.year, t.role) for t in queries.list_tariffs(session)]
    assert found[0] == (2025, "controller")
    assert found[-1] == (2024, "unit_manager")
    assert len(queries.list_tariffs(session, 2024)) == 4
