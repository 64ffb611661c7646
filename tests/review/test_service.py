"""Decisions, stated use, profiles and the order, on both databases."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.burden import queries as burden
from surveyapp.core.access import SYSTEM, Role
from surveyapp.core.audit import AuditEvent
from surveyapp.core.errors import Forbidden, Invalid, NotFound
from surveyapp.registry import queries as registry
from surveyapp.review import ordering, profiles, queries, service
from surveyapp.review.models import IndicatorUse
from surveyapp.review.rules import UseRow
from surveyapp.rounds.models import Round
from tests.factories.accounts import actor_of, make_administrator, make_reviewer
from tests.factories.registry import make_indicator
from tests.factories.results import (
    make_answered_round,
    make_indicator_version,
    make_indicators,
    make_units,
)
from tests.factories.review import make_snapshot

HEAD = "indicator;year;criterion;value;source;stated_on\n"
DAY = dt.date(2026, 3, 1)


@pytest.fixture
def measured(session: Session) -> Round:
    """PLAN needs A1 and half of A4, DAYS the other half, STAFF (a duty) A2 and A3."""
    make_indicators(session)
    units = make_units(session, 2)
    round_ = make_answered_round(
        session, make_indicator_version(session), {u: {"A1": "ja", "A4": "3"} for u in units}
    )
    make_snapshot(session, round_, {"A1": 10.0, "A2": 4.0, "A3": 6.0, "A4": 20.0})
    return round_


def state(session: Session, code: str, criterion: str, value: float, year: int = 2026) -> None:
    service.record_use(session, SYSTEM, [UseRow(1, code, year, criterion, value, "Enkät", DAY)])


def test_decisions_are_added_and_the_newest_is_in_force(session: Session) -> None:
    indicator = make_indicator(session)
    user = make_reviewer(session, "Rut")
    actor = actor_of(user, (Role.REVIEWER, None))
    for decision in ("drop", "keep"):
        service.decide(
            session, actor, indicator, decision=decision, reason="Nio av tio använder den."
        )
    in_force = queries.decision_in_force(session, indicator.id)
    assert in_force is not None
    assert (in_force.decision, in_force.decided_by_name) == ("keep", "Rut")
    assert [d.decision for d in queries.list_decisions(session, indicator.id)] == ["keep", "drop"]
    assert queries.decisions_in_force(session)[indicator.id].decision == "keep"
    events = session.scalars(select(AuditEvent.event).order_by(AuditEvent.id)).all()
    assert events.count("indicator_reviewed") == 2


@pytest.mark.parametrize(
    ("decision", "reason", "field"),
    [("perhaps", "Ett gott skäl.", "decision"), ("drop", "   kort   ", "reason")],
)
def test_a_decision_needs_a_reason(
    session: Session, decision: str, reason: str, field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        service.decide(session, SYSTEM, make_indicator(session), decision=decision, reason=reason)
    assert list(caught.value.problems) == [field]


def test_an_administrator_decides_nothing(session: Session) -> None:
    actor = actor_of(make_administrator(session), (Role.ADMINISTRATOR, None))
    with pytest.raises(Forbidden):
        service.decide(
            session, actor, make_indicator(session), decision="drop", reason="Ett gott skäl."
        )
    with pytest.raises(Forbidden):
        service.import_use(session, actor, b"")


def test_the_same_file_twice_changes_nothing(session: Session) -> None:
    make_indicator(session, "A")
    content = (HEAD + "A;2026;local_use;0;Enkät;2026-03-01\n").encode()
    assert service.import_use(session, SYSTEM, content).added == 1
    again = service.import_use(session, SYSTEM, content)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 1)
    changed = service.import_use(session, SYSTEM, content.replace(b";0;", b";5;"))
    assert (changed.added, changed.changed) == (0, 1)
    assert session.scalars(select(IndicatorUse.value)).all() == [5]


def test_a_file_with_one_fault_is_not_half_taken(session: Session) -> None:
    make_indicator(session, "A")
    content = HEAD + "A;2026;access;7;Logg;2026-03-01\nB;2026;access;7;Logg;2026-03-01\n"
    report = service.import_use(session, SYSTEM, content.encode())
    assert report.faults == ("Rad 3: Indikatorn B finns inte i registret.",)
    assert not session.scalars(select(IndicatorUse)).all()


def test_a_fact_about_an_unknown_indicator_is_refused(session: Session) -> None:
    with pytest.raises(NotFound):
        state(session, "NONE", "access", 1)


def test_the_newest_year_counts_and_shares_keep_their_own_year(session: Session) -> None:
    indicator = make_indicator(session, "A")
    state(session, "A", "local_use", 10, 2024)
    state(session, "A", "local_use_asked", 20, 2024)
    state(session, "A", "local_use_asked", 100, 2026)
    newest = profiles.newest_use(queries.list_use(session))[indicator.id]
    assert (newest["local_use"].value, newest["local_use_asked"].value) == (10, 20)
    state(session, "A", "local_use", 50, 2025)
    newest = profiles.newest_use(queries.list_use(session))[indicator.id]
    assert "local_use_asked" not in newest


def test_a_profile_says_what_is_known_and_what_is_not(session: Session, measured: Round) -> None:
    state(session, "PLAN", "local_use", 30)
    state(session, "PLAN", "local_use_asked", 120)
    plan = registry.get_indicator(session, "PLAN")
    lines = {line.code: line for line in service.usefulness_profile(session, plan)}
    assert lines["local_use"].value == 0.25
    assert lines["local_use"].text == {"sv": "25\u00a0% (30 av 120)", "en": "25% (30 of 120)"}
    assert (lines["local_use"].source, lines["local_use"].stated_on) == ("Enkät", DAY)
    assert lines["burden_ratio"].value == 100 * 30 / 20.0  # A1 and half of A4
    assert lines["national_use"].value is None
    assert lines["national_use"].text == {"sv": "Inte känt", "en": "Not known"}
    assert lines["differentiation"].text["sv"] == "För få: 2, minst 20 behövs"
    assert lines["overlap"].value is None
    assert [line.number for line in lines.values()] == sorted(
        line.number for line in lines.values()
    )


def test_the_order_keeps_the_duty_and_leaves_out_what_is_not_known(
    session: Session, measured: Round
) -> None:
    state(session, "PLAN", "local_use", 3)
    order = ordering.order(session, service.gather(session))
    assert [i.code for i in order.duty] == ["STAFF"]
    assert [i.code for i in order.not_known] == ["DAYS"]
    # DAYS stays and needs A4, so PLAN costs A1 alone: 3 uses for 10 hours.
    (step,) = order.steps
    assert [i.code for i in step.indicators] == ["PLAN"]
    assert (step.uses_per_100_hours, step.hours_saved, step.hours_left) == (30, 10, 30)
    assert (order.hours, order.hours_kept) == (40, 30)


def test_another_weight_gives_another_order(session: Session, measured: Round) -> None:
    order = ordering.order(session, service.gather(session), "equal")
    # One use each: PLAN and DAYS share A4, so they go together for 30 hours.
    assert [[i.code for i in step.indicators] for step in order.steps] == [["DAYS", "PLAN"]]
    assert order.steps[0].hours_saved == 30
    with pytest.raises(ValueError, match="guess"):
        ordering.order(session, service.gather(session), "guess")


def test_a_hidden_burden_stands_outside_the_order(session: Session, measured: Round) -> None:
    for code in ("PLAN", "DAYS"):
        state(session, code, "local_use", 3)
    snapshot = burden.list_newest_snapshots(session)[0]
    for line in burden.indicator_burdens(session, snapshot.id):
        if line.indicator.code == "DAYS":
            line.avoidable_hours = None
    session.flush()
    order = ordering.order(session, service.gather(session))
    assert [i.code for i in order.not_measured] == ["DAYS"]
