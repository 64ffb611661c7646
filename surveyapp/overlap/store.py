"""Removing what nobody has decided about, without ever touching a decision."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from surveyapp.overlap.models import Candidate, OverlapDecision

_BLOCK = 500
"""Ids in one statement; SQLite takes no more than 32 766 values."""


def remove_undecided(session: Session, candidate_ids: Sequence[int]) -> int:
    """Delete those of the candidates that have no decision at this moment; returns how many."""
    removed = 0
    for first in range(0, len(candidate_ids), _BLOCK):
        decided = select(OverlapDecision.candidate_id)
        result = session.execute(
            delete(Candidate)
            .where(
                Candidate.id.in_(candidate_ids[first : first + _BLOCK]),
                Candidate.id.not_in(decided),
            )
            .execution_options(synchronize_session=False)
        )
        removed += result.rowcount  # type: ignore[attr-defined]
    return removed
