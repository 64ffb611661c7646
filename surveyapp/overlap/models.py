"""Candidate pairs, what people decided about them, the concepts they make up, and what was learnt."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.core.database import Base
from surveyapp.overlap.rules.decisions import Verdict as Verdict
from surveyapp.overlap.rules.elements import Asker
from surveyapp.questionnaires.models import Question
from surveyapp.registry.models import BankQuestion


class DecisionState(enum.StrEnum):
    """A decision that removes a question waits for a second person."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class OtherSide:
    """The question that ours is held against, wherever it comes from."""

    code: str
    text: dict[str, str]
    source: str
    """Code of the collection, or of our questionnaire."""
    source_name: dict[str, str]
    owner: str
    note: str
    is_ours: bool

    @property
    def asker(self) -> Asker:
        return ("question" if self.is_ours else "bank", self.source)


class Candidate(Base):
    """A pair worth looking at: our question and one of the bank, or two of ours."""

    __tablename__ = "overlap_candidate"
    __table_args__ = (
        sa.UniqueConstraint("question_id", "bank_question_id"),
        sa.UniqueConstraint("question_id", "other_question_id"),
        sa.CheckConstraint(
            "(bank_question_id IS NULL) <> (other_question_id IS NULL)", name="one_other_side"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id"), index=True)
    bank_question_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("bank_question.id"), index=True
    )
    other_question_id: Mapped[int | None] = mapped_column(sa.ForeignKey("question.id"), index=True)
    """The other question when both are ours; its id is the higher of the two."""
    score: Mapped[float]
    proposal: Mapped[str] = mapped_column(default="", server_default="", index=True)
    """A `Verdict`, what the machine proposes."""
    probability: Mapped[float | None]
    """Calibrated probability that the pair overlaps; None when no model read it."""
    model: Mapped[str] = mapped_column(default="", server_default="")
    """Checksum of the model that read the pair; "" for words and facets alone."""
    is_new_edition: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """The same question of another year: linked, not queued."""
    is_sample: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """Drawn at random among the low scores, so that misses are known."""
    evidence: Mapped[dict[str, Any]]
    """`rules.proposing.Assessment.as_json()`: proposal, words, facets and reasons."""
    found_at: Mapped[dt.datetime]
    text_hash: Mapped[str]
    """Of both texts; a changed text is matched again."""

    question: Mapped[Question] = relationship(lazy="raise", foreign_keys=question_id)
    bank_question: Mapped[BankQuestion | None] = relationship(lazy="raise")
    other_question: Mapped[Question | None] = relationship(
        lazy="raise", foreign_keys=other_question_id
    )

    @property
    def other(self) -> OtherSide:
        """Return the other side; needs it loaded, with its collection or questionnaire.

        A question of ours has its text in its versions, so `text` is {} there.
        """
        if self.bank_question is not None:
            bank, where = self.bank_question, self.bank_question.collection
            return OtherSide(
                bank.code, bank.text, where.code, where.name, where.owner, bank.source_note, False
            )
        assert self.other_question is not None
        ours = self.other_question.questionnaire
        return OtherSide(self.other_question.code, {}, ours.code, ours.title, "", "", True)


class OverlapDecision(Base):
    """What a person decided about a candidate, with the reason; the newest counts, all are kept."""

    __tablename__ = "overlap_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(sa.ForeignKey("overlap_candidate.id"), index=True)
    verdict: Mapped[str]
    action: Mapped[str] = mapped_column(default="")
    """drop, reuse, derive, ask_together, keep; "" when the verdict calls for none."""
    direction: Mapped[str] = mapped_column(default="", server_default="")
    """Which side can be worked out from the other: `ours`, `theirs`, "" when not derivable."""
    how: Mapped[str] = mapped_column(default="", server_default="")
    """How the one is worked out from the other, in the reviewer's words."""
    reason_code: Mapped[str] = mapped_column(default="", server_default="")
    """`rules.decisions.ReasonCode`, or "" for free text alone."""
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(
        default=DecisionState.CONFIRMED.value, server_default=DecisionState.CONFIRMED.value
    )
    second_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    second_name: Mapped[str] = mapped_column(default="", server_default="")
    second_at: Mapped[dt.datetime | None]
    second_reason: Mapped[str] = mapped_column(default="", server_default="")
    seen: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict, server_default="{}")
    """What the machine said when the decision was taken: proposal, probability, facets, model, texts
    (a code where there was none) and their languages ("" where there was none)."""
    seconds: Mapped[float | None]
    """From the card shown to the decision; None when not measured."""
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    decided_by_name: Mapped[str]
    decided_at: Mapped[dt.datetime]


class DataElement(Base):
    """A concept that several questions ask for; its members are joined by confirmed pairs."""

    __tablename__ = "data_element"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[dict[str, str]]
    definition: Mapped[dict[str, str]] = mapped_column(default=dict)
    created_at: Mapped[dt.datetime]


class ElementMember(Base):
    """A question, ours or the bank's, that belongs to a data element."""

    __tablename__ = "data_element_member"
    __table_args__ = (
        sa.UniqueConstraint("question_id"),
        sa.UniqueConstraint("bank_question_id"),
        sa.CheckConstraint("(bank_question_id IS NULL) <> (question_id IS NULL)", name="one_side"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    element_id: Mapped[int] = mapped_column(
        sa.ForeignKey("data_element.id", ondelete="CASCADE"), index=True
    )
    question_id: Mapped[int | None] = mapped_column(sa.ForeignKey("question.id"))
    bank_question_id: Mapped[int | None] = mapped_column(sa.ForeignKey("bank_question.id"))

    element: Mapped[DataElement] = relationship(lazy="raise")
    question: Mapped[Question | None] = relationship(lazy="raise")
    bank_question: Mapped[BankQuestion | None] = relationship(lazy="raise")


class Term(Base):
    """A line of the term lists that an administrator owns, beside the ones that are built in."""

    __tablename__ = "overlap_term"
    __table_args__ = (sa.UniqueConstraint("kind", "language", "left", "right"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """`synonym`, `opposite` or `area`."""
    language: Mapped[str]
    left: Mapped[str]
    right: Mapped[str]
    """The other term; for `area` the code of the area that `left` belongs to."""
    is_active: Mapped[bool] = mapped_column(default=True)
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("overlap_decision.id"))
    """The decision that taught it; None when typed in."""
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    created_by_name: Mapped[str]
    created_at: Mapped[dt.datetime]


class PairScore(Base):
    """What a model read of a pair of texts, kept so that nothing is read twice."""

    __tablename__ = "overlap_score"
    __table_args__ = (sa.UniqueConstraint("pair_hash", "model"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_hash: Mapped[str]
    model: Mapped[str]
    probabilities: Mapped[list[float]] = mapped_column(sa.JSON)
    """Of the five labels, in the model's order."""


class TextVector(Base):
    """A text as a model's vector; vectors of two models are never mixed."""

    __tablename__ = "overlap_vector"
    __table_args__ = (sa.UniqueConstraint("text_hash", "model"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    text_hash: Mapped[str]
    model: Mapped[str]
    vector: Mapped[bytes]
    """float32, little-endian, unit length."""


class Fit(Base):
    """A refit of the score from reviewed decisions; used only when no worse on the frozen pairs."""

    __tablename__ = "overlap_fit"

    id: Mapped[int] = mapped_column(primary_key=True)
    model: Mapped[str]
    parameters: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    decisions: Mapped[int]
    """How many decisions it was fitted on."""
    before: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    """Figures of the score in use, on the frozen pairs."""
    after: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    is_active: Mapped[bool]
    fitted_at: Mapped[dt.datetime]
