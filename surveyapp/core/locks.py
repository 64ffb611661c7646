"""Locks that last until commit, for what only one at a time may change and no single row stands for."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def hold(session: Session, kind: int, number: int = 0) -> None:
    """Wait until nobody else holds this, and hold it until commit; what is read after it stays true.

    `kind` is a number that no other lock has. SQLite's writing transactions are alone anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(kind, number)))
