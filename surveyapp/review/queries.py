"""Reads of what is stated about use, and of decisions."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveyapp.registry.models import Indicator
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


def find_indicator(session: Session, indicator_id: int) -> Indicator | None:
    return session.get(Indicator, indicator_id)
