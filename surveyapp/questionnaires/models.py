"""Questionnaires: the lasting question, the frozen version, and the links to indicators."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.core.database import Base
from surveyapp.registry.models import Indicator


class VersionState(enum.StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"


class Questionnaire(Base):
    """A yearly survey over its versions."""

    __tablename__ = "questionnaire"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[dict[str, str]]
    created_at: Mapped[dt.datetime]


class Question(Base):
    """The lasting identity of what is asked; series, prefill and decisions follow it."""

    __tablename__ = "question"
    __table_args__ = (sa.UniqueConstraint("questionnaire_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(sa.ForeignKey("questionnaire.id"), index=True)
    code: Mapped[str]

    questionnaire: Mapped[Questionnaire] = relationship(lazy="raise")


class QuestionDecision(Base):
    """A named decision about a question (overlap, review): added, never changed or removed."""

    __tablename__ = "question_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id"), index=True)
    source: Mapped[str]
    """The room that decided: `overlap` or `review`."""
    reference: Mapped[str]
    """What it is about in that room; a later decision with the same reference replaces this."""
    action: Mapped[str]
    reason: Mapped[str]
    told: Mapped[dict[str, str]]
    """What the officer is told beside the question; {} for nothing."""
    details: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict, server_default="{}")
    """What carrying the action out needs: `from_question` (id) where the answer is taken from another
    question of ours, `how` for a derivation, `source` (texts by language) and `hours` saved."""
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"), index=True)
    decided_by_name: Mapped[str]
    decided_at: Mapped[dt.datetime]

    def as_carried(self) -> dict[str, Any]:
        """Return what an entry of `QuestionnaireVersion.carried` says of the decision."""
        return {
            "action": self.action,
            "decision": self.id,
            "reason": self.reason,
            "decided_by": self.decided_by_name,
            "decided_at": self.decided_at.isoformat(),
        }


class QuestionnaireVersion(Base):
    """One edition of a questionnaire; frozen once published."""

    __tablename__ = "questionnaire_version"
    __table_args__ = (sa.UniqueConstraint("questionnaire_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(sa.ForeignKey("questionnaire.id"), index=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(default=VersionState.DRAFT.value)
    title: Mapped[dict[str, str]]
    definition: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    """`FormDefinition.as_json()`."""
    import_report: Mapped[dict[str, Any]] = mapped_column(default=dict, deferred=True)
    carried: Mapped[list[dict[str, Any]]] = mapped_column(
        sa.JSON, default=list, server_default="[]", deferred=True
    )
    """Actions that decisions about questions brought into this draft, and what became of each:
    `code`, `state` and what `QuestionDecision.as_carried` says; `kept_because`; `done_by` and `done_at`.
    In a draft `removed` holds what puts the question back: `form`, `outline`, `rows`."""
    source_name: Mapped[str] = mapped_column(default="")
    source_sha256: Mapped[str] = mapped_column(default="")
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    published_at: Mapped[dt.datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))

    questionnaire: Mapped[Questionnaire] = relationship(lazy="raise")


class QuestionVersion(Base):
    """A question as one version asks it."""

    __tablename__ = "question_version"
    __table_args__ = (
        sa.UniqueConstraint("version_id", "question_id"),
        sa.UniqueConstraint("version_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(
        sa.ForeignKey("questionnaire_version.id", ondelete="CASCADE"), index=True
    )
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id"), index=True)
    position: Mapped[int]
    section_code: Mapped[str]
    section_title: Mapped[dict[str, str]]
    kind: Mapped[str]
    text: Mapped[dict[str, str]]
    definition: Mapped[dict[str, str]] = mapped_column(default=dict)
    unit: Mapped[str] = mapped_column(default="")
    word_count: Mapped[int] = mapped_column(default=0)
    """Words of text, hint, definition and options in the default language; sets the least reading time."""
    repeat_code: Mapped[str] = mapped_column(default="")

    question: Mapped[Question] = relationship(lazy="raise")
    version: Mapped[QuestionnaireVersion] = relationship(lazy="raise")


class IndicatorLink(Base):
    """A question version feeds an indicator with a weight; a question's weights sum to 1."""

    __tablename__ = "indicator_link"
    __table_args__ = (
        sa.UniqueConstraint("question_version_id", "indicator_id"),
        sa.CheckConstraint("weight >= 0", name="weight_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_version_id: Mapped[int] = mapped_column(
        sa.ForeignKey("question_version.id", ondelete="CASCADE"), index=True
    )
    indicator_id: Mapped[int] = mapped_column(sa.ForeignKey("indicator.id"), index=True)
    weight: Mapped[float | None]
    """None: an equal share of what the stated weights leave."""

    indicator: Mapped[Indicator] = relationship(lazy="raise")
    question_version: Mapped[QuestionVersion] = relationship(lazy="raise")
