"""Statements that write answers: one statement for a page of them, on either database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from surveyapp.core.database import table_of
from surveyapp.responses.models import Answer, AnswerHistory, SectionMark, Submission


def _put(make: Any) -> Any:
    statement = make(Answer.__table__)
    return statement.on_conflict_do_update(
        index_elements=["return_id", "question_id", "path"],
        set_={
            name: statement.excluded[name]
            for name in ("value", "version", "updated_at", "updated_by_id", "updated_by_name")
        },
    )


# Built once: the save of a page is the statement that everybody waits for.
_PUT = {"sqlite": _put(insert_sqlite), "postgresql": _put(insert_postgresql)}
_ADD_HISTORY = insert(table_of(AnswerHistory))
_mark = table_of(SectionMark)
_UNMARK = delete(_mark).where(
    _mark.c.return_id == bindparam("return_id"), _mark.c.section_code == bindparam("section_code")
)


def put_answers(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Write current answers, new or changed; the caller holds the return and has checked versions."""
    if rows:
        connection = session.connection()
        connection.execute(_PUT[connection.dialect.name], list(rows))


def add_history(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Append to the history."""
    if rows:
        session.connection().execute(_ADD_HISTORY, list(rows))


def unmark_sections(session: Session, return_id: int, codes: Sequence[str]) -> None:
    """Take away the ready marks of sections that were changed."""
    if codes:
        session.connection().execute(
            _UNMARK, [{"return_id": return_id, "section_code": code} for code in codes]
        )


def retire_submissions(session: Session, return_id: int) -> None:
    """Make way for a newer submission; the old ones are kept."""
    session.execute(
        update(Submission)
        .where(Submission.return_id == return_id, Submission.is_current)
        .values(is_current=False)
    )
