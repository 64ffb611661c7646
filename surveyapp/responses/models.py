"""Answers with their whole history, and the signed snapshot that a submission is."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.core.database import Base
from surveyapp.rounds.models import Return


class Change(enum.StrEnum):
    """How a history entry came about; REFUSED is a stale save, kept beside what stood."""

    SAVED = "saved"
    CLEARED = "cleared"
    REFUSED = "refused"
    CONFIRMED_LAST_YEAR = "confirmed_last_year"
    CONFIRMED_REUSED = "confirmed_reused"


class Answer(Base):
    """The current answer to one question of one return, at one place in its repeats."""

    __tablename__ = "answer"
    __table_args__ = (sa.UniqueConstraint("return_id", "question_id", "path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return.id"))
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id"), index=True)
    path: Mapped[str] = mapped_column(default="")
    """Repeat instances from the outermost, `a1/b2`; "" outside repeats."""
    value: Mapped[Any | None] = mapped_column(sa.JSON(none_as_null=True))
    """Canonical value (`questionnaires.rules.values`); None when cleared."""
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[dt.datetime]
    updated_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    updated_by_name: Mapped[str]


class AnswerHistory(Base):
    """Every save that was asked for, refused ones too; only added to."""

    __tablename__ = "answer_history"
    __table_args__ = (
        sa.Index("ix_answer_history_place", "return_id", "question_id", "path"),
        sa.UniqueConstraint("return_id", "save_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return.id"))
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id"))
    path: Mapped[str] = mapped_column(default="")
    change: Mapped[str]
    value: Mapped[Any | None] = mapped_column(sa.JSON(none_as_null=True))
    version: Mapped[int]
    """The answer's version after the change; for a refused one the version it was based on."""
    save_key: Mapped[str | None]
    """Chosen by the browser per save, so that a retry after a lost reply writes nothing twice."""
    origin: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    """Where a reused value was taken from: `question`, `return` and `at`; None for typed ones."""
    at: Mapped[dt.datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    by_name: Mapped[str]


class RepeatInstance(Base):
    """One added row of a repeat (a unit, a provider). Removing it keeps its answers in the history."""

    __tablename__ = "repeat_instance"
    __table_args__ = (sa.UniqueConstraint("return_id", "repeat_code", "path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return.id"))
    repeat_code: Mapped[str]
    path: Mapped[str]
    """Full path of the instance, its own key last."""
    position: Mapped[int]
    removed_at: Mapped[dt.datetime | None]


class SectionMark(Base):
    """Somebody said that a section is ready; any later change in it takes the mark away."""

    __tablename__ = "section_mark"
    __table_args__ = (sa.UniqueConstraint("return_id", "section_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return.id"))
    section_code: Mapped[str]
    marked_at: Mapped[dt.datetime]
    marked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    marked_by_name: Mapped[str]


class Submission(Base):
    """What was sent in: the answers exactly as they stood, with their hash and a receipt."""

    __tablename__ = "submission"
    __table_args__ = (sa.UniqueConstraint("return_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return.id"), index=True)
    number: Mapped[int]
    """1 for the first; a new submission replaces the old, which is kept."""
    is_current: Mapped[bool] = mapped_column(default=True, index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    """{"answers": [[code, path, value], ...], "asked": [[code, path], ...], "repeats": ...}, canonical."""
    sha256: Mapped[str]
    receipt: Mapped[str] = mapped_column(unique=True)
    at: Mapped[dt.datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    by_name: Mapped[str]

    return_: Mapped[Return] = relationship(lazy="raise")
