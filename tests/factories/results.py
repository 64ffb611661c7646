"""A round over several municipalities with an indicator of each kind, answered in a known way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.questionnaires.models import QuestionnaireVersion
from surveyapp.questionnaires.rules.definition import Kind, NonAnswer
from surveyapp.registry.models import Unit
from surveyapp.rounds.models import Round
from tests.factories.questionnaires import form, make_version, question, section
from tests.factories.registry import make_indicator, make_unit
from tests.factories.responses import make_submission
from tests.factories.rounds import make_round, return_of

BOTH = (NonAnswer.NOT_RECORDED, NonAnswer.NOT_APPLICABLE)


def make_indicators(session: Session) -> None:
    """Make PLAN (share of yes), STAFF (ratio, a legal duty) and DAYS (mean)."""
    make_indicator(
        session,
        "PLAN",
        name={"sv": "Plan", "en": "Plan"},
        direction="higher",
        kind="structure",
        formula_kind="yes_share",
        numerator="${A1} = 'ja'",
        denominator="${A1} != ''",
    )
    make_indicator(
        session,
        "STAFF",
        name={"sv": "Utbildade", "en": "Trained"},
        direction="higher",
        kind="process",
        duty="duty",
        formula_kind="ratio",
        numerator="${A2}",
        denominator="${A3}",
    )
    make_indicator(
        session,
        "DAYS",
        name={"sv": "Dagar", "en": "Days"},
        direction="lower",
        kind="result",
        formula_kind="mean",
        numerator="${A4}",
    )


def make_indicator_version(session: Session) -> QuestionnaireVersion:
    """Return a published version whose questions feed the indicators."""
    return make_version(
        session,
        form(
            section(
                "A",
                question("A1", Kind.SINGLE, allows=BOTH, indicators=(("PLAN", None),)),
                question("A2", allows=BOTH, indicators=(("STAFF", None),)),
                question("A3", allows=BOTH, indicators=(("STAFF", None),)),
                question("A4", allows=BOTH, indicators=(("DAYS", None), ("PLAN", None))),
            )
        ),
    )


def make_answered_round(
    session: Session,
    version: QuestionnaireVersion,
    answers: Mapping[Unit, Mapping[str, Any] | None],
    *,
    year: int = 2026,
    previous: Round | None = None,
) -> Round:
    """Return a round sent to the units; None means that the unit has sent in nothing."""
    round_ = make_round(session, *answers, version=version, year=year, previous=previous)
    for unit, values in answers.items():
        if values is not None:
            make_submission(session, return_of(session, round_, unit).id, values)
    return round_


def make_units(session: Session, count: int, group: str = "A2") -> Sequence[Unit]:
    return [make_unit(session, group=group) for _ in range(count)]
