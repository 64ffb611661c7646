"""What matching reads: what is stored of every pair, and what models have said before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from surveyapp.core.audit import AuditEvent
from surveyapp.overlap.models import Candidate, OverlapDecision, PairScore, TextVector
from surveyapp.questionnaires.models import QuestionnaireVersion, QuestionVersion, VersionState
from surveyapp.registry.models import BankQuestion

_BLOCK = 500
"""Values in one statement; SQLite takes no more than 32 766."""

Key = tuple[int, int, bool]
"""(question id, id of the other, whether the other is one of ours)."""


def key_of(candidate: Candidate) -> Key:
    """Return what makes a candidate the one it is."""
    if candidate.bank_question_id is not None:
        return candidate.question_id, candidate.bank_question_id, False
    assert candidate.other_question_id is not None
    return candidate.question_id, candidate.other_question_id, True


def candidates_by_key(session: Session) -> dict[Key, Candidate]:
    """Return every candidate, with the bank and among our own questions; evidence is read when asked for."""
    found = select(Candidate).options(defer(Candidate.evidence)).order_by(Candidate.id)
    return {key_of(c): c for c in session.scalars(found)}


def newest_event(session: Session, event: str) -> int:
    """Return the id of the newest event of this name in the audit trail, 0 when there is none."""
    newest = select(func.max(AuditEvent.id)).where(AuditEvent.event == event)
    return session.scalar(newest) or 0


def decided_keys(session: Session) -> list[Key]:
    """Return the pairs that anybody has ever decided about, oldest first."""
    decided = select(OverlapDecision.candidate_id)
    rows = session.scalars(
        select(Candidate).where(Candidate.id.in_(decided)).order_by(Candidate.id)
    )
    return [key_of(candidate) for candidate in rows]


def find_scores(session: Session, model: str, hashes: Sequence[str]) -> dict[str, list[float]]:
    """Return per pair hash what the model read, for those that it has read."""
    found: dict[str, list[float]] = {}
    for block in _blocks(hashes):
        rows = session.execute(
            select(PairScore.pair_hash, PairScore.probabilities)
            .where(PairScore.model == model, PairScore.pair_hash.in_(block))
            .order_by(PairScore.id)
        )
        found.update((pair_hash, list(probabilities)) for pair_hash, probabilities in rows)
    return found


def find_vectors(session: Session, model: str, hashes: Sequence[str]) -> dict[str, bytes]:
    """Return per text hash the model's vector, for texts that it has encoded."""
    found: dict[str, bytes] = {}
    for block in _blocks(hashes):
        rows = session.execute(
            select(TextVector.text_hash, TextVector.vector)
            .where(TextVector.model == model, TextVector.text_hash.in_(block))
            .order_by(TextVector.id)
        )
        found.update((text_hash, bytes(vector)) for text_hash, vector in rows)
    return found


def bank_state(session: Session) -> tuple[int, int, str]:
    """Return what changes whenever the bank does: how many questions, the last one, the last change."""
    count, last, changed = session.execute(
        select(
            func.count(), func.max(BankQuestion.id), func.max(BankQuestion.changed_at)
        ).select_from(BankQuestion)
    ).one()
    return int(count), int(last or 0), str(changed)


def own_state(session: Session) -> tuple[int, int, str]:
    """Return what changes whenever a question of ours does: how many versions of them, the last one,
    and a digest of those in drafts, which alone are reworded."""
    count, last = session.execute(
        select(func.count(), func.max(QuestionVersion.id)).select_from(QuestionVersion)
    ).one()
    drafts = session.execute(
        select(
            QuestionVersion.id,
            QuestionVersion.text,
            QuestionVersion.definition,
            QuestionVersion.section_title,
            QuestionVersion.unit,
            QuestionVersion.position,
        )
        .join(QuestionVersion.version)
        .where(QuestionnaireVersion.state == VersionState.DRAFT.value)
        .order_by(QuestionVersion.id)
    )
    told = hashlib.sha256(repr([tuple(row) for row in drafts]).encode()).hexdigest()
    return int(count), int(last or 0), told


def _blocks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(values), _BLOCK):
        yield values[first : first + _BLOCK]
