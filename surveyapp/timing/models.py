"""What was worked on when: packed events, the intervals that follow from them, and the sums."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from surveyapp.core.database import Base


class PageSession(Base):
    """One page, opened by one person on one return; made when its first batch arrives."""

    __tablename__ = "page_session"

    id: Mapped[str] = mapped_column(primary_key=True)
    """UUID minted and signed by the server when it served the page."""
    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    section_code: Mapped[str]
    opened_at: Mapped[dt.datetime]
    """When the server served the page, from the signed token."""
    last_received_at: Mapped[dt.datetime]
    has_gaps: Mapped[bool] = mapped_column(default=False)
    is_skewed: Mapped[bool] = mapped_column(default=False)
    """The browser's clock differed by more than two minutes."""
    started_ms: Mapped[int | None] = mapped_column(sa.BigInteger)
    """First moment that was measured, before tabs are laid over each other; None: nothing yet."""
    ended_ms: Mapped[int | None] = mapped_column(sa.BigInteger)
    until_ms: Mapped[int | None] = mapped_column(sa.BigInteger)
    """The submission in force when the last batch came: nothing counts after it."""

    __table_args__ = (sa.Index("ix_page_session_person", "return_id", "user_id"),)


class EventBatch(Base):
    """A batch of events as it came, packed; deleted 90 days after the round (a setting)."""

    __tablename__ = "event_batch"
    __table_args__ = (sa.UniqueConstraint("page_session_id", "batch_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    page_session_id: Mapped[str] = mapped_column(sa.ForeignKey("page_session.id"), index=True)
    batch_id: Mapped[str]
    received_at: Mapped[dt.datetime]
    packed: Mapped[bytes]
    """zlib-compressed JSON of the batch."""


class RefusedBatch(Base):
    """The trace of a batch that did not count: when, why, by whom; never what it held."""

    __tablename__ = "refused_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    reason: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"), index=True)
    return_id: Mapped[int | None] = mapped_column(sa.ForeignKey("return.id"), index=True)


class Interval(Base):
    """A stretch of one person's work on one question, tabs merged; the lasting record."""

    __tablename__ = "interval"
    __table_args__ = (sa.Index("ix_interval_person", "return_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    page_session_id: Mapped[str] = mapped_column(sa.ForeignKey("page_session.id"), index=True)
    question_id: Mapped[int | None] = mapped_column(sa.ForeignKey("question.id"), index=True)
    section_code: Mapped[str]
    kind: Mapped[str]
    """active, idle, offscreen_attributed, offscreen_unattributed or left."""
    start_ms: Mapped[int] = mapped_column(sa.BigInteger)
    """Milliseconds since 1970, on the server's clock."""
    length_ms: Mapped[int] = mapped_column(sa.BigInteger)
    entered_ms: Mapped[int] = mapped_column(sa.BigInteger)
    """When the visit that the stretch belongs to began; names the visit."""


class Strike(Base):
    """An officer's word that a stretch of their own time does not belong here; the raw record stays."""

    __tablename__ = "strike"
    __table_args__ = (sa.Index("ix_strike_person", "return_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    question_id: Mapped[int | None] = mapped_column(sa.ForeignKey("question.id"))
    """None: everything in the stretch."""
    from_ms: Mapped[int] = mapped_column(sa.BigInteger)
    to_ms: Mapped[int] = mapped_column(sa.BigInteger)
    at: Mapped[dt.datetime]
    withdrawn_at: Mapped[dt.datetime | None]


class QuestionTime(Base):
    """Seconds per question and return over all its officers, kept equal to the intervals."""

    __tablename__ = "question_time"
    __table_args__ = (sa.UniqueConstraint("return_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return.id"))
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id"), index=True)
    active_ms: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    offscreen_ms: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    idle_ms: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    visits: Mapped[int] = mapped_column(default=0)
    officers: Mapped[int] = mapped_column(default=0)


class DeclaredMinutes(Base):
    """Minutes of work outside the form that one officer declared for one section; the newest counts."""

    __tablename__ = "declared_minutes"
    __table_args__ = (sa.UniqueConstraint("return_id", "section_code", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return.id"))
    section_code: Mapped[str]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    minutes: Mapped[int]
    role: Mapped[str] = mapped_column(default="officer")
    """Tariff role that did the work."""
    at: Mapped[dt.datetime]
