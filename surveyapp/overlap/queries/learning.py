"""Reads of what has been learnt: fits, the decisions behind them, and how they were met."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveyapp.overlap.models import Candidate, DecisionState, Fit, OverlapDecision

_BLOCK = 1000


def list_fits(session: Session) -> list[Fit]:
    """Return every fit, newest first."""
    return list(session.scalars(select(Fit).order_by(Fit.id.desc())))


def active_fit(session: Session, model: str) -> Fit | None:
    """Return the fit in use for a model's scores, or None."""
    return session.scalars(
        select(Fit).where(Fit.is_active, Fit.model == model).order_by(Fit.id.desc()).limit(1)
    ).first()


def count_new_decisions(session: Session) -> int:
    """Return how many decisions can be learned from since the last fit, used or not."""
    last = session.scalar(select(func.max(Fit.fitted_at)))
    query = select(func.count(OverlapDecision.id)).where(
        OverlapDecision.verdict != "cannot_tell",
        OverlapDecision.state != DecisionState.REFUSED.value,
    )
    if last is not None:
        query = query.where(OverlapDecision.decided_at > last)
    return session.scalar(query) or 0


def list_learnable(session: Session) -> list[OverlapDecision]:
    """Return per pair the newest decision that was not refused and tells something, oldest first."""
    newest = (
        select(func.max(OverlapDecision.id).label("id"))
        .where(OverlapDecision.state != DecisionState.REFUSED.value)
        .group_by(OverlapDecision.candidate_id)
        .subquery()
    )
    return list(
        session.scalars(
            select(OverlapDecision)
            .join(newest, newest.c.id == OverlapDecision.id)
            .where(OverlapDecision.verdict != "cannot_tell")
            .order_by(OverlapDecision.id)
        )
    )


def candidates_read_by(session: Session, model: str) -> Iterator[Candidate]:
    """Yield the pairs that a model has read, by id."""
    last = 0
    while True:
        rows = session.scalars(
            select(Candidate)
            .where(Candidate.model == model, Candidate.id > last)
            .order_by(Candidate.id)
            .limit(_BLOCK)
        ).all()
        if not rows:
            return
        yield from rows
        last = rows[-1].id


def newest_model(session: Session) -> str:
    """Return the checksum of the model that read the pairs found last, "" when none did."""
    found = session.scalars(
        select(Candidate.model)
        .where(Candidate.model != "")
        .order_by(Candidate.found_at.desc(), Candidate.id.desc())
        .limit(1)
    ).first()
    return found or ""
