"""The audit trail: every change that matters, who made it and when, kept for ever and only added to."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from surveyapp.core import clock
from surveyapp.core.access import Actor
from surveyapp.core.database import Base


class AuditEvent(Base):
    """One thing that happened, named in the past tense (`round_opened`)."""

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"), index=True)
    actor_name: Mapped[str]
    event: Mapped[str] = mapped_column(index=True)
    object_type: Mapped[str]
    object_id: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)


def record(
    session: Session,
    actor: Actor,
    event: str,
    object_type: str,
    object_id: object,
    *,
    unit_id: int | None = None,
    **details: Any,
) -> AuditEvent:
    """Add one event to the trail, in the transaction of the change itself, and return it."""
    added = AuditEvent(
        at=clock.now(),
        actor_id=actor.user_id,
        actor_name=actor.name,
        event=event,
        object_type=object_type,
        object_id=str(object_id),
        unit_id=unit_id,
        details=details,
    )
    session.add(added)
    return added
