"""Statements that write where a return stands."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from surveyapp.rounds.models import Return, ReturnState


def start_return(session: Session, return_id: int) -> None:
    """Note that a return has been begun; nothing happens when it had been."""
    session.execute(
        update(Return)
        .where(Return.id == return_id, Return.state == ReturnState.NOT_STARTED.value)
        .values(state=ReturnState.STARTED.value)
    )
