"""One pair with everything that a person needs to decide about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from surveyapp.core.i18n import Texts, pick, pick_with_language
from surveyapp.overlap import queries, unseen, ways
from surveyapp.overlap.models import Candidate, DecisionState, OverlapDecision
from surveyapp.overlap.pages import collected
from surveyapp.overlap.pages.collected import Collected
from surveyapp.overlap.queries import Cost, review
from surveyapp.overlap.rules.comparing.words import Piece, pieces
from surveyapp.overlap.rules.text import Lexicon, points_back
from surveyapp.overlap.unseen import Known, Sides
from surveyapp.questionnaires.models import QuestionVersion

REASONS = 3
"""Shown of what speaks for the proposal; the facet table has the rest."""


@dataclass(frozen=True)
class Card:
    """Everything that is shown of one pair."""

    sides: Sides
    follows: Texts
    """The question that ours points back to, {} when it stands by itself."""
    our_language: str
    our_pieces: Sequence[Piece]
    their_language: str
    their_pieces: Sequence[Piece]
    shared: Sequence[str]
    only_ours: Sequence[str]
    only_theirs: Sequence[str]
    decisions: Sequence[OverlapDecision]
    cost: Cost | None
    other_cost: Cost | None
    collected: tuple[Collected, Collected]
    """How each is collected, ours first."""

    @property
    def candidate(self) -> Candidate:
        return self.sides.candidate

    @property
    def row(self) -> QuestionVersion | None:
        return self.sides.row

    @property
    def other_row(self) -> QuestionVersion | None:
        return self.sides.other_row

    @property
    def known(self) -> Known:
        """What who reads the card knows of the pair."""
        return self.sides.known(self.newest)

    @property
    def proposal(self) -> str:
        return self.candidate.proposal or str(self.candidate.evidence.get("proposal", ""))

    @property
    def newest(self) -> OverlapDecision | None:
        return self.decisions[0] if self.decisions else None

    @property
    def is_changed(self) -> bool:
        return self.newest is not None and self.sides.is_outdated(self.newest)

    @property
    def waits(self) -> OverlapDecision | None:
        """The decision that a second person has to agree to, None when there is none."""
        newest = self.newest
        if newest is None or newest.state != DecisionState.WAITING.value:
            return None
        return newest

    def way(self, decision: OverlapDecision) -> str:
        """Return which way a decision goes, or which of two questions of ours it is about."""
        return ways.said(self.candidate, decision)

    @property
    def reasons(self) -> list[dict[str, object]]:
        """What spoke for the proposal, at most three."""
        return list(self.candidate.evidence.get("reasons", []))[:REASONS]


def load_card(session: Session, candidate: Candidate) -> Card:
    """Return the card of a pair that `queries.get_candidate` gave."""
    sides = unseen.load_sides(session, candidate)
    row, other_row = sides.row, sides.other_row
    # Both texts are shown in the language they were compared in, so that the marks fit.
    language = str(candidate.evidence.get("language", ""))
    other_language = str(candidate.evidence.get("other_language", "") or language)
    our_text, other_text = sides.texts
    ours = _shown(our_text, language)
    theirs = _shown(other_text, other_language)
    lexicon = Lexicon((ours[1], theirs[1]), ours[0])
    our_pieces: Sequence[Piece] = [Piece(ours[1])]
    their_pieces: Sequence[Piece] = [Piece(theirs[1])]
    if ours[0] == theirs[0]:  # the words of two languages differ all, which says nothing
        our_pieces = pieces(ours[1], theirs[1], ours[0], theirs[0], lexicon)
        their_pieces = pieces(theirs[1], ours[1], theirs[0], ours[0], lexicon)
    costs = queries.question_costs(session)
    return Card(
        sides,
        _followed(session, row) if row else {},
        ours[0],
        our_pieces,
        theirs[0],
        their_pieces,
        _marked(our_pieces, "shared"),
        _marked(our_pieces, "differs"),
        _marked(their_pieces, "differs"),
        queries.list_decisions(session, candidate.id),
        costs.get(candidate.question_id),
        costs.get(candidate.other_question_id or 0),
        _collected(session, candidate, row, other_row),
    )


def _collected(
    session: Session,
    candidate: Candidate,
    row: QuestionVersion | None,
    other_row: QuestionVersion | None,
) -> tuple[Collected, Collected]:
    known = collected.load_rounds(session)
    ours = collected.of_ours(candidate.question.questionnaire, row, known)
    if candidate.bank_question is not None:
        return ours, collected.of_bank(candidate.bank_question)
    assert candidate.other_question is not None
    home = candidate.other_question.questionnaire
    return ours, collected.of_ours(home, other_row, known)


def _followed(session: Session, row: QuestionVersion) -> Texts:
    if not points_back(pick(row.text, "sv")):
        return {}
    before = review.rows_before(session, row)
    return next((r.text for r in reversed(before) if not points_back(pick(r.text, "sv"))), {})


def _shown(texts: Mapping[str, str], language: str) -> tuple[str, str]:
    if texts.get(language):
        return language, texts[language]
    return pick_with_language(texts)


def _marked(found: Sequence[Piece], mark: str) -> list[str]:
    return list(dict.fromkeys(p.text.lower() for p in found if p.mark == mark))
