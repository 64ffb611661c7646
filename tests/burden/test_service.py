"""Snapshots: the numbers of a round reckoned by hand, what is hidden, and what never changes."""

from __future__ import annotations

import math

import pytest
from sqlalchemy.orm import Session

from surveyapp.burden import queries, service
from surveyapp.burden.models import BurdenSnapshot, QuestionBurden
from surveyapp.burden.rules import fingerprint
from surveyapp.core import clock
from surveyapp.core.access import SYSTEM, Role
from surveyapp.core.errors import Conflict, Forbidden, Invalid
from surveyapp.registry.models import UnitKind
from surveyapp.timing.models import Interval, PageSession, Strike
from tests.factories.accounts import actor_of, make_officer, make_reviewer
from tests.factories.burden import MeasuredRound, add_time, declare, make_measured_round
from tests.factories.registry import make_unit
from tests.factories.responses import make_submission
from tests.factories.rounds import return_of

SIX = {
    "A1": [60, 120, 180, 240, 300, 360],
    "A2": [30, 30, 30, 30, 30, 30],
    "B1": [100, 100, 100, 100, 100, 100],
}
"""Seconds in six municipalities, all of them measured."""


def snapshot(session: Session, made: MeasuredRound) -> BurdenSnapshot:
    return service.make_snapshot(session, SYSTEM, made.round)


def by_code(session: Session, snapshot_id: int) -> dict[str, QuestionBurden]:
    return {row.question.code: row for row in queries.question_burdens(session, snapshot_id)}


def test_six_municipalities_reckoned_by_hand(session: Session) -> None:
    made = make_measured_round(session, seconds=SIX)
    found = snapshot(session, made)
    questions = by_code(session, found.id)
    # A1: 60 + 120 + ... + 360 = 1260 s = 0.35 h; the quartiles of 1..6 minutes are 2.25, 3.5, 4.75.
    a1 = questions["A1"]
    assert a1.total_hours == pytest.approx(0.35)
    assert (a1.q1_minutes, a1.median_minutes, a1.q3_minutes) == pytest.approx((2.25, 3.5, 4.75))
    assert (a1.n_measured, a1.n_asked) == (6, 6)
    assert questions["A2"].total_hours == pytest.approx(0.05)
    assert questions["B1"].total_hours == pytest.approx(1 / 6, abs=1e-6)
    indicators = {row.indicator.code: row for row in queries.indicator_burdens(session, found.id)}
    # K1 has half of A1 and all of A2, K2 the other half of A1.
    assert indicators["K1"].attributed_hours == pytest.approx(0.175 + 0.05)
    assert indicators["K1"].avoidable_hours == pytest.approx(0.05)
    assert indicators["K2"].attributed_hours == pytest.approx(0.175)
    assert indicators["K2"].avoidable_hours == pytest.approx(0.0)
    # 39 000 kr / 165 h x 1.40 x 1.25 = 413.64 kr an hour.
    hourly = 39_000 / 165 * 1.4 * 1.25
    assert indicators["K1"].cost_kronor == pytest.approx(0.225 * hourly)
    assert found.total_kronor == pytest.approx((0.35 + 0.05 + 1 / 6) * hourly, rel=1e-5)
    assert (found.population, found.n_measured) == (6, 6)


def test_what_is_split_sums_to_the_whole(session: Session) -> None:
    made = make_measured_round(session, seconds=SIX, n_returns=9)
    overhead_in_sections(session, made)
    found = snapshot(session, made)
    split = sum(row.attributed_hours or 0 for row in queries.indicator_burdens(session, found.id))
    result = found.result
    whole = split + result["unlinked"]["hours"] + result["stranded_overhead_hours"]
    assert found.total_hours is not None
    assert whole == pytest.approx(found.total_hours, abs=1e-5)
    assert result["total"]["overhead_hours"] > 0
    assert math.fsum(result["total"]["shares"].values()) == pytest.approx(1)


def overhead_in_sections(session: Session, made: MeasuredRound) -> None:
    """Give every unit half a minute in section A that belongs to no question."""
    for index, unit in enumerate(made.units[:6]):
        return_ = return_of(session, made.round, unit)
        officer = make_officer(session, unit)
        session.add(
            PageSession(
                id=f"{made.round.id}-{index}",
                return_id=return_.id,
                user_id=officer.id,
                section_code="A",
                opened_at=clock.now(),
                last_received_at=clock.now(),
            )
        )
        session.flush()
        session.add(
            Interval(
                return_id=return_.id,
                user_id=officer.id,
                page_session_id=f"{made.round.id}-{index}",
                question_id=None,
                section_code="A",
                kind="active",
                start_ms=0,
                length_ms=30_000,
                entered_ms=0,
            )
        )
    session.flush()


def test_time_outside_every_question_is_overhead_of_its_section(session: Session) -> None:
    made = make_measured_round(session, seconds=SIX)
    overhead_in_sections(session, made)
    found = snapshot(session, made)
    sections = {entry["code"]: entry for entry in found.result["sections"]}
    assert sections["A"]["overhead_hours"] == pytest.approx(6 * 30 / 3600)
    assert sections["B"]["overhead_hours"] == 0
    k1 = next(r for r in queries.indicator_burdens(session, found.id) if r.indicator.code == "K1")
    assert k1.overhead_hours == pytest.approx(0.05 * 0.225 / 0.4, abs=1e-6)


def test_struck_time_is_no_overhead(session: Session) -> None:
    made = make_measured_round(session, seconds=SIX)
    overhead_in_sections(session, made)
    taken_back = {made.units[0].id: None, made.units[1].id: clock.now()}
    for return_ in (return_of(session, made.round, unit) for unit in made.units[:2]):
        stretch = next(i for i in session.query(Interval).all() if i.return_id == return_.id)
        session.add(
            Strike(
                return_id=return_.id,
                user_id=stretch.user_id,
                question_id=None,
                from_ms=10_000,
                to_ms=20_000,
                at=clock.now(),
                withdrawn_at=taken_back[return_.unit_id],
            )
        )
    session.flush()
    sections = {entry["code"]: entry for entry in snapshot(session, made).result["sections"]}
    assert sections["A"]["overhead_hours"] == pytest.approx(5 * 30 / 3600, abs=1e-6)


def test_missing_municipalities_are_imputed_and_counted(session: Session) -> None:
    made = make_measured_round(session, seconds=SIX, n_returns=12)
    found = snapshot(session, made)
    a1 = by_code(session, found.id)["A1"]
    assert a1.total_hours == pytest.approx(0.70)
    assert a1.details["hours_without_imputation"] == pytest.approx(0.35)
    assert found.result["total"]["shares"]["imputed"] == pytest.approx(0.5)
    assert found.result["coverage"] == {
        "population": 12,
        "submitted": 6,
        "timed": 6,
        "declared": 0,
    }


def test_a_hidden_question_is_a_true_zero(session: Session) -> None:
    made = make_measured_round(session, seconds=SIX)
    a3 = by_code(session, snapshot(session, made).id)["A3"]
    assert (a3.n_asked, a3.n_measured, a3.total_hours) == (0, 6, 0.0)
    assert a3.median_minutes is None


def test_time_on_a_question_that_was_not_asked_in_the_end_does_not_count(session: Session) -> None:
    made = make_measured_round(session, seconds=SIX)
    return_ = return_of(session, made.round, made.units[0])
    add_time(session, return_.id, made.question_ids["A3"], 500)
    assert by_code(session, snapshot(session, made).id)["A3"].total_hours == 0.0


def test_timing_switched_off_is_not_a_time_of_zero(session: Session) -> None:
    off = {**SIX, "A2": [30, 30, 30, 30, 30, 0]}
    made = make_measured_round(session, seconds=off)
    a2 = by_code(session, snapshot(session, made).id)["A2"]
    assert (a2.n_asked, a2.n_measured) == (5, 5)
    assert a2.total_hours == pytest.approx(0.05), "the sixth gets the mean of its group"


def test_declared_minutes_count_at_the_cost_of_their_role(session: Session) -> None:
    made = make_measured_round(session, seconds=SIX)
    for unit in made.units:
        return_ = return_of(session, made.round, unit)
        declare(session, return_.id, "B", 20, make_officer(session, unit).id, "head")
    result = snapshot(session, made).result
    roles = result["total"]["roles"]
    assert roles["head"]["hours"] == pytest.approx(2.0)
    assert roles["head"]["kronor"] == pytest.approx(2 * 74_000 / 165 * 1.75, rel=1e-5)
    section = next(s for s in result["sections"] if s["code"] == "B")
    assert section["parts"]["declared"] == pytest.approx(2.0)
    assert section["parts"]["screen"] == pytest.approx(1 / 6, abs=1e-6)


def test_under_five_municipalities_nothing_is_stored_to_show(session: Session) -> None:
    four = {code: times[:4] for code, times in SIX.items()}
    made = make_measured_round(session, seconds=four)
    found = snapshot(session, made)
    assert (found.total_hours, found.total_kronor) == (None, None)
    for row in queries.question_burdens(session, found.id):
        if row.n_asked:
            assert (row.total_hours, row.median_minutes, row.q1_minutes) == (None, None, None)
            assert row.details["hidden"] == "few"
    for line in queries.indicator_burdens(session, found.id):
        if line.indicator.code != "K3":
            assert (line.attributed_hours, line.cost_kronor) == (None, None)
    assert all(entry["hours"] is None for entry in found.result["sections"])


def test_a_cell_that_a_total_would_give_away_takes_another_with_it(session: Session) -> None:
    few = {**SIX, "A2": [30, 30, 30, 0, 0, 0]}
    made = make_measured_round(session, seconds=few)
    questions = by_code(session, snapshot(session, made).id)
    assert questions["A2"].details["hidden"] == "few"
    assert questions["A1"].details["hidden"] == "shield"
    assert (questions["A1"].total_hours, questions["A2"].total_hours) == (None, None)


def test_the_same_data_has_the_same_fingerprint(session: Session) -> None:
    made = make_measured_round(session, seconds=SIX)
    first, second = snapshot(session, made), snapshot(session, made)
    assert first.id != second.id
    assert first.fingerprint == second.fingerprint == fingerprint(first.result)


def test_a_snapshot_stands_when_time_answers_and_tariffs_change(session: Session) -> None:
    made = make_measured_round(session, seconds=SIX, n_returns=7)
    first = snapshot(session, made)
    before = (first.fingerprint, first.total_hours, first.total_kronor)
    seventh = return_of(session, made.round, made.units[6])
    make_submission(session, seventh.id, {"A1": "200", "A2": "1", "A3": "1", "B1": "1"})
    add_time(session, seventh.id, made.question_ids["A1"], 5000)
    tariff = queries.find_tariff(session, 2025, "officer")
    assert tariff is not None
    tariff.monthly_pay_kronor = 78_000
    session.flush()
    second = snapshot(session, made)
    assert second.fingerprint != first.fingerprint
    session.expire_all()
    stored = queries.get_snapshot(session, first.id)
    assert (stored.fingerprint, stored.total_hours, stored.total_kronor) == before
    assert fingerprint(stored.result) == stored.fingerprint, "the stored result is what was hashed"
    newest = queries.newest_snapshot(session, made.round.id)
    assert newest is not None
    assert newest.id == second.id


def test_the_round_before_is_kept_beside(session: Session) -> None:
    last = make_measured_round(session, seconds=SIX, code="same", year=2024)
    first = snapshot(session, last)
    this = make_measured_round(session, seconds=SIX, year=2025, previous=last.round)
    previous = snapshot(session, this).result["previous"]
    assert previous["year"] == 2024
    assert previous["hours"] == first.total_hours
    assert previous["fingerprint"] == first.fingerprint
    assert previous["indicators"]["K1"] == pytest.approx(0.225)


def test_without_submissions_there_is_nothing_to_measure(session: Session) -> None:
    made = make_measured_round(session, seconds={"A1": []})
    with pytest.raises(Conflict, match="lämnat in"):
        snapshot(session, made)


def test_without_any_time_there_is_nothing_to_measure(session: Session) -> None:
    made = make_measured_round(session, seconds={"A1": [0, 0, 0, 0, 0, 0]})
    with pytest.raises(Conflict, match="Ingen tid"):
        snapshot(session, made)


def test_work_without_a_tariff_is_refused_and_not_free(session: Session) -> None:
    made = make_measured_round(session, seconds=SIX)
    head = queries.find_tariff(session, 2025, "head")
    session.delete(head)
    return_ = return_of(session, made.round, made.units[0])
    declare(session, return_.id, "B", 20, make_officer(session, made.units[0]).id, "head")
    with pytest.raises(Invalid, match="socialchef"):
        snapshot(session, made)


def test_only_an_administrator_makes_a_snapshot(session: Session) -> None:
    made = make_measured_round(session, seconds=SIX)
    reviewer = actor_of(make_reviewer(session), (Role.REVIEWER, None))
    with pytest.raises(Forbidden):
        service.make_snapshot(session, reviewer, made.round)


def test_example_tariffs_are_marked_and_never_replace_real_ones(session: Session) -> None:
    real = service.set_tariff(
        session,
        SYSTEM,
        None,
        year=2025,
        role="officer",
        monthly_pay_kronor=41_000,
        monthly_hours=165,
        social_charges=0.42,
        overhead=0.2,
        source="Löneavtalet 2025",
        is_example=False,
    )
    tariffs = {t.role: t for t in service.ensure_example_tariffs(session, 2025)}
    assert set(tariffs) == {"officer", "unit_manager", "head", "controller"}
    assert tariffs["officer"] is real
    assert not real.is_example
    assert tariffs["head"].is_example
    assert tariffs["head"].source == "Exempelvärde, inte en officiell uppgift"
    assert len(service.ensure_example_tariffs(session, 2025)) == 4


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("monthly_pay_kronor", 0),
        ("monthly_hours", 0),
        ("social_charges", -0.1),
        ("overhead", 4),
        ("source", " "),
        ("role", "unknown"),
    ],
)
def test_a_tariff_with_a_part_out_of_range_is_refused(
    session: Session, name: str, value: object
) -> None:
    parts = {
        "year": 2025,
        "role": "head",
        "monthly_pay_kronor": 60_000.0,
        "monthly_hours": 165.0,
        "social_charges": 0.4,
        "overhead": 0.2,
        "source": "Eget",
        "is_example": False,
    }
    with pytest.raises(Invalid) as refused:
        service.set_tariff(session, SYSTEM, None, **{**parts, name: value})  # type: ignore[arg-type]
    assert set(refused.value.problems) == {name}


def test_a_role_has_one_tariff_a_year(session: Session) -> None:
    service.ensure_example_tariffs(session, 2025)
    head = queries.find_tariff(session, 2025, "head")
    with pytest.raises(Invalid):
        service.set_tariff(
            session,
            SYSTEM,
            None,
            year=2025,
            role="head",
            monthly_pay_kronor=60_000,
            monthly_hours=165,
            social_charges=0.4,
            overhead=0.2,
            source="Eget",
            is_example=False,
        )
    changed = service.set_tariff(
        session,
        SYSTEM,
        head,
        year=2025,
        role="head",
        monthly_pay_kronor=60_000,
        monthly_hours=160,
        social_charges=0.4,
        overhead=0.25,
        source="Eget",
        is_example=False,
    )
    assert changed is head
    assert service.hourly_kronor(changed) == pytest.approx(656.25)


def test_a_citys_districts_are_not_five_municipalities(session: Session) -> None:
    made = make_measured_round(session, seconds=SIX)
    city = make_unit(session, group="B3")
    for unit in made.units[:2]:
        unit.kind, unit.parent_id = UnitKind.DISTRICT.value, city.id
    session.flush()
    result = snapshot(session, made).result
    assert [q["hidden"] for q in result["questions"] if q["code"] == "A1"] == [""]
    assert result["total"]["hidden"] == ""
    third = made.units[2]
    third.kind, third.parent_id = UnitKind.DISTRICT.value, city.id
    session.flush()
    result = snapshot(session, made).result
    assert {q["hidden"] for q in result["questions"] if q["n_asked"]} == {"few"}
    assert result["total"]["hidden"] != ""
    assert result["total"]["hours"] is None
