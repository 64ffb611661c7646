"""A round's life: planned, opened on a stated ground, answered until its last day, closed."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from surveyapp.core.access import SYSTEM
from surveyapp.core.errors import Conflict, Invalid
from surveyapp.rounds import choosing, queries, service
from surveyapp.rounds.models import Round
from surveyapp.rounds.rules import Answerable, answerable
from tests.factories.questionnaires import make_version
from tests.factories.registry import make_unit
from tests.factories.rounds import make_round, return_of

DAY = dt.date(2027, 2, 24)


def test_every_chosen_unit_gets_one_return(session: Session) -> None:
    units = [make_unit(session) for _ in range(3)]
    round_ = make_round(session, *units)
    assert [r.unit_id for r in queries.list_returns(session, round_.id)] == sorted(
        u.id for u in units
    )
    assert queries.count_by_state(session, round_.id) == {"not_started": 3}


def test_a_draft_is_not_sent_out(session: Session) -> None:
    draft = make_version(session, is_published=False)
    with pytest.raises(Conflict, match="Publicera"):
        make_round(session, make_unit(session), version=draft)


@pytest.mark.parametrize("lacking", ["purpose", "legal_basis", "consultation_outcome"])
def test_nothing_opens_without_its_ground(session: Session, lacking: str) -> None:
    round_ = make_round(session, make_unit(session), is_open=False)
    setattr(round_, lacking, " ")
    with pytest.raises(Invalid) as caught:
        service.open_round(session, SYSTEM, round_)
    assert set(caught.value.problems) == {lacking}
    assert round_.state == "planned"


def test_the_database_itself_refuses_an_open_round_without_ground(session: Session) -> None:
    round_ = make_round(session, make_unit(session), is_open=False)
    round_.purpose, round_.state = "", "open"
    with pytest.raises(IntegrityError, match="opens_with_basis"):
        session.flush()
    session.rollback()
    assert session.query(Round).count() == 0


def test_an_open_round_keeps_its_ground(session: Session) -> None:
    round_ = make_round(session, make_unit(session))
    with pytest.raises(Invalid):
        service.set_basis(
            session,
            SYSTEM,
            round_,
            purpose="",
            legal_basis="x",
            duty="duty",
            consultation_on=DAY,
            consultation_outcome="x",
        )
    assert round_.purpose


def test_a_closed_round_is_closed_once(session: Session) -> None:
    round_ = make_round(session, make_unit(session))
    service.close_round(session, SYSTEM, round_)
    with pytest.raises(Conflict):
        service.close_round(session, SYSTEM, round_)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2027-02-24T22:59:59+00:00", Answerable.YES),
        ("2027-02-24T23:00:00+00:00", Answerable.TOO_LATE),
        ("2027-02-24T00:00:00+00:00", Answerable.YES),
    ],
)
def test_the_last_day_counts_in_full_in_swedish_time(at: str, expected: Answerable) -> None:
    from surveyapp.core import clock

    with time_machine.travel(dt.datetime.fromisoformat(at), tick=False):
        found = answerable(
            round_state="open", return_state="started", due_on=DAY, today=clock.today()
        )
    assert found is expected


def test_one_unit_can_get_a_later_day(session: Session) -> None:
    unit = make_unit(session)
    round_ = make_round(session, unit, days_left=-1)
    return_ = return_of(session, round_, unit)
    with pytest.raises(Conflict, match="Sista svarsdag har passerat"):
        service.require_answerable(return_)
    service.extend_due(session, SYSTEM, return_, dt.date.today() + dt.timedelta(days=5))  # noqa: DTZ011
    service.require_answerable(return_)


def test_choosing_by_county_and_by_list(session: Session) -> None:
    first, second = make_unit(session), make_unit(session)
    units = [first, second]
    assert choosing.choose_units(units, "all") == units
    assert (
        choosing.choose_units(units, "list", typed=f"{first.code}\n{second.name.upper()}\n")
        == units
    )
    with pytest.raises(Invalid) as caught:
        choosing.choose_units(units, "list", typed=f"{first.code}\nAtlantis")
    assert caught.value.problems["codes"] == ["Rad 2: Atlantis är inte en kommun i registret."]
    with pytest.raises(Invalid):
        choosing.choose_units(units, "counties", counties=["99"])
