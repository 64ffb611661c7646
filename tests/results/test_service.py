"""Values of a round's indicators from what was really sent in."""

from __future__ import annotations

import math
from typing import Any

import pytest
from sqlalchemy.orm import Session

from surveyapp.registry.models import Unit, UnitKind
from surveyapp.results import service
from surveyapp.results.rules import Standing
from surveyapp.rounds import queries as rounds
from tests.factories.questionnaires import form, make_version, question, section
from tests.factories.registry import make_indicator, make_unit
from tests.factories.responses import give_answers, make_submission
from tests.factories.results import (
    make_answered_round,
    make_indicator_version,
    make_indicators,
    make_units,
)
from tests.factories.rounds import make_round, return_of

NOT_APPLICABLE = {"non_answer": "not_applicable"}


def test_the_nation_the_groups_and_each_municipality(session: Session) -> None:
    make_indicators(session)
    version = make_indicator_version(session)
    near = make_units(session, 5, "A2")
    far = make_units(session, 2, "C9")
    answers: dict[Unit, dict[str, Any] | None] = {
        unit: {"A1": "ja" if i < 3 else "nej", "A2": str(i), "A3": "10", "A4": str(i + 1)}
        for i, unit in enumerate(near)
    }
    answers[far[0]] = {"A1": NOT_APPLICABLE, "A2": "0", "A3": "0"}
    round_ = make_answered_round(session, version, {**answers, far[1]: None})
    found = service.round_results(session, rounds.get_round(session, round_.id))
    assert (found.n_asked, found.n_submitted) == (7, 6)

    plan = found.indicators["PLAN"]
    assert plan.nation is not None
    assert (plan.nation.value, plan.nation.n) == (0.6, 5)
    assert plan.values[far[0].id].standing is Standing.NOT_APPLICABLE
    assert plan.values[far[1].id].standing is Standing.NOT_SUBMITTED
    assert plan.counts[Standing.NOT_APPLICABLE] == 1

    staff = found.indicators["STAFF"]
    assert staff.nation is not None
    assert math.isclose(staff.nation.value, (0 + 1 + 2 + 3 + 4) / 50)
    assert staff.values[near[0].id].value == 0
    assert staff.values[far[0].id].standing is Standing.NO_CASES
    assert staff.is_share

    days = found.indicators["DAYS"]
    assert days.nation is not None
    assert (days.nation.value, days.nation.median) == (3, 3)
    assert not days.is_share
    assert days.values[far[0].id].standing is Standing.MISSING
    assert days.groups["A2"].summary is not None
    assert days.groups["A2"].codes == ("A2", "C9")


def test_an_answer_that_is_not_sent_in_counts_for_nothing(session: Session) -> None:
    make_indicators(session)
    (unit,) = make_units(session, 1)
    round_ = make_round(session, unit, version=make_indicator_version(session))
    give_answers(session, return_of(session, round_, unit).id, {"A4": "7"})
    found = service.round_results(session, rounds.get_round(session, round_.id))
    assert found.indicators["DAYS"].nation is None
    make_submission(session, return_of(session, round_, unit).id, {"A4": "8"})
    found = service.round_results(session, rounds.get_round(session, round_.id))
    assert found.indicators["DAYS"].values[unit.id].value == 8


def test_the_same_submissions_are_worked_out_once(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_indicators(session)
    (unit,) = make_units(session, 1)
    round_ = make_answered_round(session, make_indicator_version(session), {unit: {"A4": "8"}})
    first = service.round_results(session, round_)
    monkeypatch.setattr(service, "_compute", None)
    assert service.round_results(session, round_) is first


def test_districts_make_up_their_municipality(session: Session) -> None:
    make_indicators(session)
    city = make_unit(session, "0180", "Storstad")
    parts = [make_unit(session, kind=UnitKind.DISTRICT, parent=city) for _ in range(2)]
    answers = {parts[0]: {"A2": "1", "A3": "2"}, parts[1]: {"A2": "0", "A3": "8"}}
    round_ = make_answered_round(session, make_indicator_version(session), answers)
    staff = service.round_results(session, round_).indicators["STAFF"]
    assert set(staff.municipal) == {city.id}
    assert staff.values[city.id].value == 0.1
    assert staff.values[parts[0].id].value == 0.5


def test_a_formula_over_a_question_that_is_not_there_says_so(session: Session) -> None:
    make_indicator(session, "ODD", formula_kind="mean", numerator="${B9}")
    make_indicator(session, "BARE")
    links = (("ODD", None), ("BARE", None))
    version = make_version(session, form(section("A", question("A1", indicators=links))))
    (unit,) = make_units(session, 1)
    found = service.round_results(
        session, make_answered_round(session, version, {unit: {"A1": "1"}})
    )
    assert (found.indicators["ODD"].problem, found.indicators["ODD"].problem_name) == (
        "question",
        "B9",
    )
    assert found.indicators["BARE"].problem == "no_formula"


def test_the_latest_results_stand_beside_the_year_before(session: Session) -> None:
    make_indicators(session)
    version = make_indicator_version(session)
    (unit,) = make_units(session, 1)
    first = make_answered_round(session, version, {unit: {"A4": "3"}}, year=2025)
    second = make_answered_round(session, version, {unit: {"A4": "5"}}, year=2026, previous=first)
    latest = service.latest_results(session)["DAYS"]
    assert latest.round.id == second.id
    assert latest.result.values[unit.id].value == 5
    assert latest.previous is not None
    assert latest.previous.values[unit.id].value == 3
