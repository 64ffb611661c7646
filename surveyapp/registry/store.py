"""Statements that write many rows of a register at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session


def insert_rows(session: Session, model: type[Any], rows: Sequence[dict[str, Any]]) -> None:
    """Add rows; every row has the same columns."""
    if rows:
        session.execute(insert(model), list(rows))


def update_rows(session: Session, model: type[Any], rows: Sequence[dict[str, Any]]) -> None:
    """Change rows by their primary key; what the session has read of them is read again."""
    if rows:
        session.execute(update(model), list(rows))
    for instance in session.identity_map.values():
        if isinstance(instance, model):
            session.expire(instance)
