"""What an indicator is used for, and what was decided about it."""

from __future__ import annotations

import datetime as dt
import enum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from surveyapp.core.database import Base


class Decision(enum.StrEnum):
    KEEP = "keep"
    CHANGE = "change"
    DROP = "drop"


class IndicatorUse(Base):
    """One stated fact about use in one year; what is absent is not known, never zero."""

    __tablename__ = "indicator_use"
    __table_args__ = (sa.UniqueConstraint("indicator_id", "year", "criterion"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(sa.ForeignKey("indicator.id"), index=True)
    year: Mapped[int]
    criterion: Mapped[str]
    """local_use, local_use_asked, national_use, access or influence."""
    value: Mapped[float]
    source: Mapped[str]
    stated_on: Mapped[dt.date]
    is_fictional: Mapped[bool] = mapped_column(default=False)


class ReviewDecision(Base):
    """Keep, change or drop, by whom and why; the newest counts, all are kept."""

    __tablename__ = "review_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(sa.ForeignKey("indicator.id"), index=True)
    snapshot_id: Mapped[int | None] = mapped_column(sa.ForeignKey("burden_snapshot.id"), index=True)
    """The burden that was looked at."""
    decision: Mapped[str]
    reason: Mapped[str]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    decided_by_name: Mapped[str]
    decided_at: Mapped[dt.datetime]
