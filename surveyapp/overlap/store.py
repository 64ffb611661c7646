"""Removing what nobody has decided about, and keeping what models have said; decisions are never touched.

Who writes together holds, in this order so that nobody waits in a circle: the matching, pairs
(`queries.get_candidate`), the concepts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from surveyapp.core import locks
from surveyapp.core.database import Base
from surveyapp.overlap.models import Candidate, OverlapDecision, PairScore, TextVector

_BLOCK = 500
"""Ids in one statement; SQLite takes no more than 32 766 values."""

_MATCHING_LOCK, _CONCEPTS_LOCK = 7302, 7303
"""Any numbers that no other lock has."""


def hold_matching(session: Session) -> None:
    """Let one matching or fit at a time write all pairs, until commit; people's decisions do not wait."""
    locks.hold(session, _MATCHING_LOCK)


def hold_concepts(session: Session) -> None:
    """Let one at a time bring the concepts in step, until commit.

    Everybody who decides waits here, so it is taken last and little is done after it.
    """
    locks.hold(session, _CONCEPTS_LOCK)


def remove_undecided(session: Session, candidate_ids: Sequence[int]) -> int:
    """Delete those of the candidates that have no decision at this moment; returns how many.

    One that somebody is deciding about is left to the next matching.
    """
    removed = 0
    decided = select(OverlapDecision.candidate_id)
    for first in range(0, len(candidate_ids), _BLOCK):
        free = session.scalars(
            select(Candidate.id)
            .where(Candidate.id.in_(candidate_ids[first : first + _BLOCK]))
            .order_by(Candidate.id)
            .with_for_update(skip_locked=True)
        ).all()
        # Nobody can decide about these any more, so what is read of decisions now is the last word.
        result = session.execute(
            delete(Candidate)
            .where(Candidate.id.in_(free), Candidate.id.not_in(decided))
            .execution_options(synchronize_session=False)
        )
        removed += result.rowcount  # type: ignore[attr-defined]
    return removed


def keep_scores(session: Session, model: str, scores: Mapping[str, Sequence[float]]) -> None:
    """Store what the model read; what another process has stored meanwhile is left as it is."""
    _keep(
        session,
        PairScore,
        ["pair_hash", "model"],
        [
            {"pair_hash": pair_hash, "model": model, "probabilities": list(probabilities)}
            for pair_hash, probabilities in scores.items()
        ],
    )


def keep_vectors(session: Session, model: str, vectors: Mapping[str, bytes]) -> None:
    """Store texts as the model's vectors; what another process has stored is left as it is."""
    _keep(
        session,
        TextVector,
        ["text_hash", "model"],
        [
            {"text_hash": text_hash, "model": model, "vector": vector}
            for text_hash, vector in vectors.items()
        ],
    )


def _keep(
    session: Session, table: type[Base], unique: list[str], rows: Sequence[Mapping[str, Any]]
) -> None:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).on_conflict_do_nothing(index_elements=unique)
    for first in range(0, len(rows), _BLOCK):
        session.execute(statement, list(rows[first : first + _BLOCK]))
