"""Candidate pairs between our questions and the question bank, and what people decided."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.core.database import Base
from surveyapp.overlap.rules.decisions import Verdict as Verdict
from surveyapp.questionnaires.models import Question
from surveyapp.registry.models import BankQuestion


class Candidate(Base):
    """A pair worth looking at, with what makes it so."""

    __tablename__ = "overlap_candidate"
    __table_args__ = (sa.UniqueConstraint("question_id", "bank_question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id"), index=True)
    bank_question_id: Mapped[int] = mapped_column(sa.ForeignKey("bank_question.id"), index=True)
    score: Mapped[float]
    evidence: Mapped[dict[str, Any]]
    """`rules.proposing.Assessment.as_json()`: proposal, words, facets and reasons."""
    found_at: Mapped[dt.datetime]
    text_hash: Mapped[str]
    """Of both texts; a changed text is matched again."""

    question: Mapped[Question] = relationship(lazy="raise")
    bank_question: Mapped[BankQuestion] = relationship(lazy="raise")


class OverlapDecision(Base):
    """What a person decided about a candidate, with the reason; the newest counts, all are kept."""

    __tablename__ = "overlap_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(sa.ForeignKey("overlap_candidate.id"), index=True)
    verdict: Mapped[str]
    action: Mapped[str] = mapped_column(default="")
    """drop, reuse, derive, ask_together, keep; "" when the verdict calls for none."""
    reason: Mapped[str]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    decided_by_name: Mapped[str]
    decided_at: Mapped[dt.datetime]
