"""Reads of stated use, decisions, and what other rooms know about an indicator's questions."""

from __future__ import annotations

from collections.abc import Collection as Some

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveyapp.overlap.models import Candidate, OverlapDecision
from surveyapp.questionnaires.models import Question
from surveyapp.registry.models import BankQuestion, Collection, Indicator
from surveyapp.review.models import IndicatorUse, ReviewDecision


def list_use(session: Session, indicator_id: int | None = None) -> list[IndicatorUse]:
    """Return what is stated about use, newest year first within indicator and criterion."""
    query = select(IndicatorUse).order_by(
        IndicatorUse.indicator_id,
        IndicatorUse.criterion,
        IndicatorUse.year.desc(),
        IndicatorUse.id,
    )
    if indicator_id is not None:
        query = query.where(IndicatorUse.indicator_id == indicator_id)
    return list(session.scalars(query))


def list_decisions(session: Session, indicator_id: int) -> list[ReviewDecision]:
    """Return every decision about the indicator, newest first."""
    return list(
        session.scalars(
            select(ReviewDecision)
            .where(ReviewDecision.indicator_id == indicator_id)
            .order_by(ReviewDecision.id.desc())
        )
    )


def decision_in_force(session: Session, indicator_id: int) -> ReviewDecision | None:
    """Return the newest decision about the indicator, None when nothing is decided."""
    return session.scalars(
        select(ReviewDecision)
        .where(ReviewDecision.indicator_id == indicator_id)
        .order_by(ReviewDecision.id.desc())
        .limit(1)
    ).first()


def decisions_in_force(session: Session) -> dict[int, ReviewDecision]:
    """Return indicator id -> its newest decision."""
    newest = (
        select(func.max(ReviewDecision.id).label("id"))
        .group_by(ReviewDecision.indicator_id)
        .subquery()
    )
    return {
        decision.indicator_id: decision
        for decision in session.scalars(
            select(ReviewDecision)
            .join(newest, newest.c.id == ReviewDecision.id)
            .order_by(ReviewDecision.indicator_id)
        )
    }


def overlap_verdicts(
    session: Session, question_ids: Some[int]
) -> dict[tuple[int, str], tuple[str, OverlapDecision, BankQuestion, Collection]]:
    """Return (question id, collection code) -> the weightiest verdict in force, with what it is about.

    The newest decision about a pair counts; of several pairs with one collection the first of
    same, derivable, related, ... is kept.
    """
    if not question_ids:
        return {}
    rows = session.execute(
        select(Candidate.question_id, Candidate.id, OverlapDecision, BankQuestion, Collection)
        .join(OverlapDecision, OverlapDecision.candidate_id == Candidate.id)
        .join(BankQuestion, BankQuestion.id == Candidate.bank_question_id)
        .join(Collection, Collection.id == BankQuestion.collection_id)
        .where(Candidate.question_id.in_(question_ids))
        .order_by(Candidate.id, OverlapDecision.id)
    )
    in_force = {
        candidate_id: (question_id, decision, bank_question, collection)
        for question_id, candidate_id, decision, bank_question, collection in rows
    }
    order = ("same", "derivable", "related", "unrelated", "cannot_tell")
    found: dict[tuple[int, str], tuple[str, OverlapDecision, BankQuestion, Collection]] = {}
    for question_id, decision, bank_question, collection in sorted(
        in_force.values(), key=lambda entry: order.index(entry[1].verdict)
    ):
        key = (question_id, collection.code)
        found.setdefault(key, (decision.verdict, decision, bank_question, collection))
    return found


def list_question_codes(session: Session, question_ids: Some[int]) -> dict[int, str]:
    """Return question id -> code."""
    if not question_ids:
        return {}
    return dict(
        session.execute(
            select(Question.id, Question.code)
            .where(Question.id.in_(question_ids))
            .order_by(Question.id)
        )
        .tuples()
        .all()
    )


def find_indicator(session: Session, indicator_id: int) -> Indicator | None:
    return session.get(Indicator, indicator_id)
