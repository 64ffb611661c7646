"""Reads for results: which indicators a version feeds, and whether anything was sent in since last."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from surveyapp.questionnaires.models import (
    IndicatorLink,
    Question,
    QuestionnaireVersion,
    QuestionVersion,
)
from surveyapp.registry.models import Indicator
from surveyapp.responses.models import Submission
from surveyapp.rounds.models import Return, Round


def list_linked_indicators(session: Session, version_id: int) -> list[Indicator]:
    """Return the indicators that a version's questions feed, by code."""
    linked = (
        select(IndicatorLink.indicator_id)
        .join(QuestionVersion, QuestionVersion.id == IndicatorLink.question_version_id)
        .where(QuestionVersion.version_id == version_id)
    )
    return list(
        session.scalars(select(Indicator).where(Indicator.id.in_(linked)).order_by(Indicator.code))
    )


def list_codes(session: Session, version_id: int) -> list[str]:
    """Return the codes of a version's questions, in form order."""
    return list(
        session.scalars(
            select(Question.code)
            .join(QuestionVersion, QuestionVersion.question_id == Question.id)
            .where(QuestionVersion.version_id == version_id)
            .order_by(QuestionVersion.position)
        )
    )


def submission_mark(session: Session, round_id: int) -> tuple[object, ...]:
    """Return what changes when anything is sent in to the round: how many, the newest, its receipts."""
    return tuple(
        session.execute(
            select(
                func.count(Submission.id),
                func.max(Submission.id),
                func.max(Submission.at),
                func.min(Submission.receipt),
                func.max(Submission.receipt),
            )
            .join(Return, Return.id == Submission.return_id)
            .where(Return.round_id == round_id, Submission.is_current)
        ).one()
    )


def list_rounds_with_submissions(session: Session) -> list[Round]:
    """Return the rounds to which somebody has sent in, with version and questionnaire, newest first."""
    has_any = (
        select(Submission.id)
        .join(Return, Return.id == Submission.return_id)
        .where(Return.round_id == Round.id, Submission.is_current)
        .exists()
    )
    return list(
        session.scalars(
            select(Round)
            .options(joinedload(Round.version).joinedload(QuestionnaireVersion.questionnaire))
            .where(has_any)
            .order_by(Round.year.desc(), Round.opens_on.desc(), Round.id.desc())
        )
    )


def list_own_submitted(session: Session, unit_id: int) -> list[Round]:
    """Return the rounds to which the unit has sent in, with version and questionnaire, newest first."""
    return list(
        session.scalars(
            select(Round)
            .join(Return, Return.round_id == Round.id)
            .join(Submission, Submission.return_id == Return.id)
            .options(joinedload(Round.version).joinedload(QuestionnaireVersion.questionnaire))
            .where(Return.unit_id == unit_id, Submission.is_current)
            .order_by(Round.year.desc(), Round.opens_on.desc(), Round.id.desc())
        )
    )
