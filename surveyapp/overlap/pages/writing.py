"""What is asked elsewhere, beside a question that is being written or one of the bank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.core.i18n import Texts
from surveyapp.overlap.models import Candidate, OverlapDecision
from surveyapp.overlap.queries import review
from surveyapp.overlap.queries import writing as queries
from surveyapp.overlap.rules.proposing import UNRELATED
from surveyapp.overlap.rules.queueing import is_likely
from surveyapp.overlap.suggesting import Suggestion
from surveyapp.questionnaires.models import QuestionVersion

SHOWN = 5
REASONS = 2


@dataclass(frozen=True, slots=True)
class Close:
    """A question that is asked elsewhere, and how it stands to the one at hand."""

    text: Texts
    code: str
    where: Texts
    note: str
    """Shown with the text, e.g. "Källa: Kolada"."""
    is_ours: bool
    proposal: str
    differs: tuple[str, ...]
    """Facets in conflict."""
    reasons: tuple[Mapping[str, Any], ...]
    """What else to look at, where no facet is in conflict."""
    candidate_id: int | None
    """The pair's card; None for what was found while typing."""
    decision: OverlapDecision | None


def stored_close(session: Session, question_id: int, limit: int = SHOWN) -> list[Close]:
    """Return the closest questions that the last matching found, decided ones first."""
    pairs = [c for c in queries.pairs_of(session, question_id) if not c.is_new_edition]
    decisions = review.newest_of(session, [c.id for c in pairs])
    kept = [c for c in pairs if c.id in decisions or _is_worth_showing(c)]
    kept.sort(key=lambda c: (c.id not in decisions, -c.score, c.id))
    kept = kept[:limit]
    rows = _other_rows(session, question_id, kept)
    return [_stored(c, question_id, rows, decisions.get(c.id)) for c in kept]


def _is_worth_showing(candidate: Candidate) -> bool:
    proposal = candidate.proposal or str(candidate.evidence.get("proposal", ""))
    return is_likely(proposal, candidate.score, candidate.probability)


def _other_rows(
    session: Session, question_id: int, pairs: Sequence[Candidate]
) -> dict[int, QuestionVersion]:
    ids = {i for c in pairs for i in (c.question_id, c.other_question_id) if i is not None}
    return review.newest_rows(session, sorted(ids - {question_id}))


def _stored(
    candidate: Candidate,
    question_id: int,
    rows: Mapping[int, QuestionVersion],
    decision: OverlapDecision | None,
) -> Close:
    other = candidate.other
    code, where = other.code, other.source_name
    text = other.text
    if other.is_ours:
        question = candidate.other_question
        if candidate.question_id != question_id:  # the pair as seen from its other side
            question = candidate.question
        assert question is not None
        code, where = question.code, question.questionnaire.title
        text = rows[question.id].text if question.id in rows else {}
    return Close(
        text,
        code,
        where,
        other.note,
        other.is_ours,
        candidate.proposal or str(candidate.evidence.get("proposal", "")),
        *_evidence(candidate.evidence),
        candidate.id,
        decision,
    )


def found_close(session: Session, suggestions: Sequence[Suggestion]) -> list[Close]:
    """Return what was found while typing, in its order; what only sounds alike is left out."""
    kept = [s for s in suggestions if s.assessment.proposal != UNRELATED]
    bank = queries.find_bank_questions(session, [s.key for s in kept if not s.is_ours])
    ours = queries.find_questions(session, [s.key for s in kept if s.is_ours])
    found = []
    for suggestion in kept:
        evidence = suggestion.assessment.as_json()
        note = ""
        if suggestion.is_ours and suggestion.key in ours:
            code = ours[suggestion.key].code
            where = ours[suggestion.key].questionnaire.title
        elif not suggestion.is_ours and suggestion.key in bank:
            code = bank[suggestion.key].code
            where = bank[suggestion.key].collection.name
            note = bank[suggestion.key].source_note
        else:
            continue  # gone since it was found
        found.append(
            Close(
                dict(suggestion.texts),
                code,
                where,
                note,
                suggestion.is_ours,
                suggestion.assessment.proposal,
                *_evidence(evidence),
                None,
                None,
            )
        )
    return found


def _evidence(
    evidence: Mapping[str, Any],
) -> tuple[tuple[str, ...], tuple[Mapping[str, Any], ...]]:
    differs = tuple(f["name"] for f in evidence.get("facets", ()) if f["agrees"] == "conflict")
    rest = [r for r in evidence.get("reasons", ()) if r["key"] != "differs"]
    return differs, () if differs else tuple(rest[:REASONS])


@dataclass(frozen=True, slots=True)
class Linked:
    """A question of ours that is paired with one of the bank."""

    candidate: Candidate
    row: QuestionVersion | None
    """As the newest version asks it; None when it no longer does."""
    decision: OverlapDecision | None


@dataclass(frozen=True)
class Links:
    """Our questions beside a question or a collection of the bank."""

    decided: list[Linked]
    waiting: int
    """Likely pairs that nobody has decided about."""


def bank_links(session: Session, pairs: Sequence[Candidate]) -> Links:
    """Return the pairs that people have decided about, best first, and how many are left."""
    decisions = review.newest_of(session, [c.id for c in pairs])
    decided = [c for c in pairs if c.id in decisions]
    rows = review.newest_rows(session, sorted({c.question_id for c in decided}))
    left = [c for c in pairs if c.id not in decisions and not c.is_new_edition]
    return Links(
        [Linked(c, rows.get(c.question_id), decisions[c.id]) for c in decided],
        sum(_is_worth_showing(c) for c in left),
    )
