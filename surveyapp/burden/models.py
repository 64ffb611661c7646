"""What an hour costs, and frozen burden: a snapshot never changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from surveyapp.core.database import Base


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
    total_hours: Mapped[float]
    total_kronor: Mapped[float]
    result: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    """`BurdenResult` as JSON: totals, sections, strata, method and tariffs in force."""
    fingerprint: Mapped[str]
    """SHA-256 of the canonical result."""


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


class IndicatorBurden(Base):
    """One indicator's line in a snapshot."""

    __tablename__ = "indicator_burden"
    __table_args__ = (sa.UniqueConstraint("snapshot_id", "indicator_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(sa.ForeignKey("burden_snapshot.id"), index=True)
    indicator_id: Mapped[int] = mapped_column(sa.ForeignKey("indicator.id"), index=True)
    attributed_hours: Mapped[float]
    avoidable_hours: Mapped[float]
    overhead_hours: Mapped[float]
    cost_kronor: Mapped[float]
    avoidable_kronor: Mapped[float]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
