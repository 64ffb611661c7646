"""Reads of what stands beside a question elsewhere: its pairs from either side, and what is found."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload

from surveyapp.overlap.models import Candidate
from surveyapp.questionnaires.models import Question
from surveyapp.registry.models import BankQuestion


def pairs_of(session: Session, question_id: int) -> list[Candidate]:
    """Return the pairs of a question of ours, whichever side it is on, best score first."""
    return _pairs(
        session,
        or_(Candidate.question_id == question_id, Candidate.other_question_id == question_id),
    )


def pairs_of_bank(session: Session, bank_question_id: int) -> list[Candidate]:
    """Return the pairs of a question of the bank, best score first."""
    return _pairs(session, Candidate.bank_question_id == bank_question_id)


def pairs_of_collection(session: Session, collection_id: int) -> list[Candidate]:
    """Return the pairs with any question of a collection, best score first."""
    return _pairs(
        session,
        Candidate.bank_question_id.in_(
            select(BankQuestion.id).where(BankQuestion.collection_id == collection_id)
        ),
    )


def _pairs(session: Session, chosen: ColumnElement[bool]) -> list[Candidate]:
    return list(
        session.scalars(
            select(Candidate)
            .options(
                joinedload(Candidate.question).joinedload(Question.questionnaire),
                joinedload(Candidate.bank_question).joinedload(BankQuestion.collection),
                joinedload(Candidate.other_question).joinedload(Question.questionnaire),
            )
            .where(chosen)
            .order_by(Candidate.score.desc(), Candidate.id)
        )
    )


def find_bank_questions(session: Session, ids: Sequence[int]) -> dict[int, BankQuestion]:
    """Return questions of the bank with their collections, by id."""
    rows = session.scalars(
        select(BankQuestion)
        .options(joinedload(BankQuestion.collection))
        .where(BankQuestion.id.in_(ids))
        .order_by(BankQuestion.id)
    )
    return {row.id: row for row in rows}


def find_questions(session: Session, ids: Sequence[int]) -> dict[int, Question]:
    """Return questions of ours with their questionnaires, by id."""
    rows = session.scalars(
        select(Question)
        .options(joinedload(Question.questionnaire))
        .where(Question.id.in_(ids))
        .order_by(Question.id)
    )
    return {row.id: row for row in rows}
