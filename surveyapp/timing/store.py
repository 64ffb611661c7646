"""Statements that write time: batches once, intervals replaced, sums kept equal to them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from surveyapp.core import locks
from surveyapp.timing.models import (
    EventBatch,
    Interval,
    PageSession,
    QuestionTime,
    RefusedBatch,
)

_LOCK_CLASS = 7301
"""Any number of our own: the lock on a return's time is not the lock on its answers."""


def hold_time(session: Session, return_id: int) -> None:
    """Let one at a time change the seconds of a return, until commit.

    The row of the return is left free, so that no batch of events ever makes an answer wait.
    """
    locks.hold(session, _LOCK_CLASS, return_id)


def add_page_sessions(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Write page sessions that are new; known ones are left as they are."""
    if not rows:
        return
    make = insert_sqlite if session.get_bind().dialect.name == "sqlite" else insert_postgresql
    session.execute(make(PageSession).on_conflict_do_nothing(index_elements=["id"]), list(rows))


def add_batches(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Append batches; the caller has left out those that are there."""
    if rows:
        session.execute(insert(EventBatch), list(rows))


def note_page_sessions(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Write what is now known of page sessions: rows with `id` and the columns to change."""
    if rows:
        session.execute(update(PageSession), list(rows))


def replace_intervals(
    session: Session, page_session_ids: Collection[str], rows: Sequence[dict[str, Any]]
) -> None:
    """Put new intervals in the place of all that came from these page sessions."""
    session.execute(delete(Interval).where(Interval.page_session_id.in_(page_session_ids)))
    if rows:
        session.execute(insert(Interval), list(rows))


def replace_question_times(
    session: Session,
    return_id: int,
    question_ids: Collection[int] | None,
    rows: Sequence[dict[str, Any]],
) -> None:
    """Put new sums in the place of those of the questions; `question_ids` None: of all."""
    gone = delete(QuestionTime).where(QuestionTime.return_id == return_id)
    if question_ids is not None:
        gone = gone.where(QuestionTime.question_id.in_(question_ids))
    session.execute(gone)
    if rows:
        session.execute(insert(QuestionTime), list(rows))


def delete_batches(session: Session, page_session_ids: Collection[str]) -> int:
    """Delete the stored events of page sessions; return how many batches went."""
    gone = session.execute(
        delete(EventBatch)
        .where(EventBatch.page_session_id.in_(page_session_ids))
        .returning(EventBatch.id)
    )
    return len(gone.all())


def delete_refused(session: Session, return_ids: Collection[int]) -> int:
    """Delete the traces of refused batches of returns; return how many went."""
    gone = session.execute(
        delete(RefusedBatch)
        .where(RefusedBatch.return_id.in_(return_ids))
        .returning(RefusedBatch.id)
    )
    return len(gone.all())
