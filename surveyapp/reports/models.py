"""Frozen editions and the files made from them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from surveyapp.core.database import Base


class Edition(Base):
    """All that one indicator's report shows, frozen; the same edition gives the same bytes."""

    __tablename__ = "edition"
    __table_args__ = (sa.UniqueConstraint("snapshot_id", "indicator_id", "fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(sa.ForeignKey("burden_snapshot.id"), index=True)
    indicator_id: Mapped[int] = mapped_column(sa.ForeignKey("indicator.id"), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    fingerprint: Mapped[str]
    made_at: Mapped[dt.datetime]
    made_by_name: Mapped[str]
