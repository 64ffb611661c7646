"""What an hour costs, and frozen burden: a snapshot never changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.core.database import Base
from surveyapp.questionnaires.models import Question
from surveyapp.registry.models import Indicator
from surveyapp.rounds.models import Round


class Tariff(Base):
    """The parts of an hour's cost for one role in one year."""

    __tablename__ = "tariff"
    __table_args__ = (sa.UniqueConstraint("year", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    role: Mapped[str]
    name: Mapped[dict[str, str]]
    monthly_pay_kronor: Mapped[float]
    monthly_hours: Mapped[float]
    social_charges: Mapped[float]
    """Share on top of pay, 0-1."""
    overhead: Mapped[float]
    """Share on top of pay and charges, 0-1."""
    source: Mapped[str]
    is_example: Mapped[bool] = mapped_column(default=False)


class BurdenSnapshot(Base):
    """The burden of one round as it stood, with the method that gave it."""

    __tablename__ = "burden_snapshot"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("round.id"), index=True)
    made_at: Mapped[dt.datetime]
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    made_by_name: Mapped[str]
    population: Mapped[int]
    """N: units that were asked."""
    n_measured: Mapped[int]
    """Units whose time is known for at least one question."""
    total_hours: Mapped[float | None]
    """None where fewer than five municipalities would be given away; so too below."""
    total_kronor: Mapped[float | None]
    result: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    """Everything the estimation found, in the shape that `rules.stored` draws."""
    fingerprint: Mapped[str]
    """SHA-256 of the canonical result."""

    round: Mapped[Round] = relationship(lazy="raise")


class QuestionBurden(Base):
    """One question's line in a snapshot; figures over fewer than five municipalities are None."""

    __tablename__ = "question_burden"
    __table_args__ = (sa.UniqueConstraint("snapshot_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(sa.ForeignKey("burden_snapshot.id"), index=True)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id"), index=True)
    n_measured: Mapped[int]
    n_asked: Mapped[int]
    median_minutes: Mapped[float | None]
    q1_minutes: Mapped[float | None]
    q3_minutes: Mapped[float | None]
    total_hours: Mapped[float | None]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The question's entry in the result: section, interval, parts, outliers, why it is hidden."""

    question: Mapped[Question] = relationship(lazy="raise")


class IndicatorBurden(Base):
    """One indicator's line in a snapshot; what would give a municipality away is None."""

    __tablename__ = "indicator_burden"
    __table_args__ = (sa.UniqueConstraint("snapshot_id", "indicator_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(sa.ForeignKey("burden_snapshot.id"), index=True)
    indicator_id: Mapped[int] = mapped_column(sa.ForeignKey("indicator.id"), index=True)
    attributed_hours: Mapped[float | None]
    avoidable_hours: Mapped[float | None]
    overhead_hours: Mapped[float | None]
    """The part of `attributed_hours` that belongs to sections and to no single question."""
    cost_kronor: Mapped[float | None]
    avoidable_kronor: Mapped[float | None]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The indicator's entry in the result: questions, intervals, parts, groups, roles."""

    indicator: Mapped[Indicator] = relationship(lazy="raise")
