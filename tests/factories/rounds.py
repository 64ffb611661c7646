"""Rounds that are open today, and their returns."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from surveyapp.core import clock
from surveyapp.core.access import SYSTEM
from surveyapp.questionnaires.models import QuestionnaireVersion
from surveyapp.registry.models import Unit
from surveyapp.rounds import queries, service
from surveyapp.rounds.models import Return, Round
from tests.factories.questionnaires import make_version


def make_round(
    session: Session,
    *units: Unit,
    version: QuestionnaireVersion | None = None,
    is_open: bool = True,
    days_left: int = 30,
    year: int | None = None,
    previous: Round | None = None,
    name: str = "Prövoomgången",
) -> Round:
    """Return a round sent to the units, with all that it needs to be open."""
    today = clock.today()
    round_ = service.create_round(
        session,
        SYSTEM,
        version or make_version(session),
        units,
        name={"sv": name, "en": f"{name} (en)"},
        year=year or today.year,
        opens_on=today - dt.timedelta(days=30),
        closes_on=today + dt.timedelta(days=days_left),
        purpose="Pröva hur det går att svara.",
        legal_basis="Förordning (1982:668)",
        duty="duty",
        consultation_on=today - dt.timedelta(days=90),
        consultation_outcome="Samråd har hållits.",
        previous_round_id=previous.id if previous else None,
    )
    if is_open:
        service.open_round(session, SYSTEM, round_)
    return round_


def return_of(session: Session, round_: Round, unit: Unit) -> Return:
    """Return what the unit is asked for in the round."""
    found = queries.find_return(session, round_.id, unit.id)
    assert found is not None
    return queries.get_return(session, found.id)
