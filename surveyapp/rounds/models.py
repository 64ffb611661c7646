"""A round sends one published version to units; each gets a return (uppgiftslämning)."""

from __future__ import annotations

import datetime as dt
import enum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.core.database import Base
from surveyapp.questionnaires.models import QuestionnaireVersion
from surveyapp.registry.models import Unit


class RoundState(enum.StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class ReturnState(enum.StrEnum):
    NOT_STARTED = "not_started"
    STARTED = "started"
    SUBMITTED = "submitted"
    REOPENED = "reopened"


class Round(Base):
    """One collection in one year. Opens only with purpose, legal basis and consultation."""

    __tablename__ = "round"
    __table_args__ = (
        sa.CheckConstraint("closes_on >= opens_on", name="closes_after_opening"),
        sa.CheckConstraint(
            "state = 'planned' OR (purpose <> '' AND legal_basis <> '' AND consultation_outcome <> '')",
            name="opens_with_basis",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("questionnaire_version.id"), index=True)
    name: Mapped[dict[str, str]]
    year: Mapped[int]
    state: Mapped[str] = mapped_column(default=RoundState.PLANNED.value)
    opens_on: Mapped[dt.date]
    closes_on: Mapped[dt.date]
    """Last day to answer, Swedish civil time."""
    purpose: Mapped[str] = mapped_column(default="")
    legal_basis: Mapped[str] = mapped_column(default="")
    duty: Mapped[str] = mapped_column(default="voluntary")
    """`duty` or `voluntary`."""
    consultation_on: Mapped[dt.date | None]
    consultation_outcome: Mapped[str] = mapped_column(default="")
    previous_round_id: Mapped[int | None] = mapped_column(sa.ForeignKey("round.id"), index=True)
    is_fictional: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]

    version: Mapped[QuestionnaireVersion] = relationship(lazy="raise")


class Return(Base):
    """What one unit is asked to send in for one round."""

    __tablename__ = "return"
    __table_args__ = (sa.UniqueConstraint("round_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("round.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    state: Mapped[str] = mapped_column(default=ReturnState.NOT_STARTED.value)
    due_on: Mapped[dt.date | None]
    """A later last day given to this unit alone; None: the round's."""
    submitted_at: Mapped[dt.datetime | None]

    round: Mapped[Round] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")
