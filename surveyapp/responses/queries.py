"""Reads of answers, their history, and submissions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session, joinedload, undefer

from surveyapp.core.database import table_of
from surveyapp.questionnaires.models import Question, QuestionnaireVersion
from surveyapp.registry.models import Unit
from surveyapp.responses.models import (
    Answer,
    AnswerHistory,
    RepeatInstance,
    SectionMark,
    Submission,
)
from surveyapp.responses.rules import StoredAnswer
from surveyapp.rounds.models import Return, Round
from surveyapp.rounds.queries import AnyReturn

_WITH_QUESTIONNAIRE = (
    joinedload(Return.round, innerjoin=True)
    .joinedload(Round.version, innerjoin=True)
    .joinedload(QuestionnaireVersion.questionnaire, innerjoin=True)
)


def lock_return(session: Session, return_id: int) -> Return | None:
    """Return the return with round, version and unit, held until commit against other savers.

    Saves to one return queue up behind each other, so that what is read here stays true. Rows that
    only refer to the return (events of time) are not made to wait.
    """
    return session.scalars(
        select(Return)
        .options(
            joinedload(Return.unit, innerjoin=True),
            joinedload(Return.round, innerjoin=True)
            .joinedload(Round.version, innerjoin=True)
            .joinedload(QuestionnaireVersion.questionnaire, innerjoin=True),
        )
        .where(Return.id == return_id)
        .with_for_update(of=Return, key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()


_answer, _instance, _mark = table_of(Answer), table_of(RepeatInstance), table_of(SectionMark)
# Built once, and read as plain rows: every page and every save asks these.
_ANSWERS = (
    select(
        _answer.c.question_id,
        _answer.c.path,
        _answer.c.value,
        _answer.c.version,
        _answer.c.updated_at,
        _answer.c.updated_by_id,
        _answer.c.updated_by_name,
    )
    .where(_answer.c.return_id == bindparam("return_id"))
    .order_by(_answer.c.question_id, _answer.c.path)
)
_INSTANCES = (
    select(RepeatInstance)
    .where(RepeatInstance.return_id == bindparam("return_id"))
    .order_by(RepeatInstance.repeat_code, RepeatInstance.position, RepeatInstance.id)
)
_MARKS = (
    select(_mark.c.section_code)
    .where(_mark.c.return_id == bindparam("return_id"))
    .order_by(_mark.c.section_code)
)


def list_answers(session: Session, return_id: int) -> list[StoredAnswer]:
    """Return the current answers of a return, cleared ones too, by question and path."""
    rows = session.connection().execute(_ANSWERS, {"return_id": return_id}).all()
    return [StoredAnswer(*row) for row in rows]


def list_repeat_instances(session: Session, return_id: int) -> list[RepeatInstance]:
    """Return every row ever added to the return's repeats, removed ones too, in order."""
    return list(session.scalars(_INSTANCES, {"return_id": return_id}))


def find_saves(session: Session, return_id: int, keys: Sequence[str]) -> dict[str, AnswerHistory]:
    """Return the saves already made under these keys."""
    if not keys:
        return {}
    return {
        entry.save_key: entry
        for entry in session.scalars(
            select(AnswerHistory)
            .where(AnswerHistory.return_id == return_id, AnswerHistory.save_key.in_(keys))
            .order_by(AnswerHistory.id)
        )
        if entry.save_key is not None
    }


def value_at(
    session: Session, return_id: int, question_id: int, path: str, version: int
) -> Any | None:
    """Return what an answer was in one of its versions; None when it was blank."""
    return session.scalars(
        select(AnswerHistory.value)
        .where(
            AnswerHistory.return_id == return_id,
            AnswerHistory.question_id == question_id,
            AnswerHistory.path == path,
            AnswerHistory.version == version,
            AnswerHistory.change != "refused",
        )
        .order_by(AnswerHistory.id)
    ).first()


def list_history(
    session: Session, return_id: int, question_id: int | None = None
) -> list[AnswerHistory]:
    """Return every save asked for, oldest first."""
    query = (
        select(AnswerHistory).where(AnswerHistory.return_id == return_id).order_by(AnswerHistory.id)
    )
    if question_id is not None:
        query = query.where(AnswerHistory.question_id == question_id)
    return list(session.scalars(query))


@dataclass(frozen=True)
class Contribution:
    """What one person has done in one return: how many answers that stand are theirs."""

    return_id: int
    name: str
    answers: int
    latest_at: dt.datetime


def list_contributions(session: Session, return_ids: Sequence[int]) -> list[Contribution]:
    """Return who has answered in the returns, the latest first."""
    if not return_ids:
        return []
    latest = func.max(Answer.updated_at, type_=Answer.updated_at.type)
    return [
        Contribution(*row)
        for row in session.execute(
            select(Answer.return_id, Answer.updated_by_name, func.count(Answer.value), latest)
            .where(Answer.return_id.in_(return_ids))
            .group_by(Answer.return_id, Answer.updated_by_name)
            .order_by(Answer.return_id, latest.desc(), Answer.updated_by_name)
        )
    ]


def marked_sections(session: Session, return_id: int) -> list[str]:
    """Return the codes of the sections that somebody said are ready."""
    rows = session.connection().execute(_MARKS, {"return_id": return_id})
    return list(rows.scalars())


def current_submission(session: Session, return_id: int) -> Submission | None:
    """Return what counts as sent in, with its answers; None when nothing was."""
    return session.scalars(
        select(Submission)
        .options(undefer(Submission.answers))
        .where(Submission.return_id == return_id, Submission.is_current)
    ).one_or_none()


def list_submissions(session: Session, return_id: int) -> list[Submission]:
    """Return all that was sent in, newest first."""
    return list(
        session.scalars(
            select(Submission)
            .where(Submission.return_id == return_id)
            .order_by(Submission.number.desc())
        )
    )


def list_round_submissions(session: Session, round_id: int) -> list[tuple[Return, Submission]]:
    """Return what counts as sent in from every unit of a round, with unit, by unit code."""
    rows = session.execute(
        select(Return, Submission)
        .join(Submission, Submission.return_id == Return.id)
        .join(Return.unit)
        .options(joinedload(Return.unit, innerjoin=True), undefer(Submission.answers))
        .where(Return.round_id == round_id, Submission.is_current)
        .order_by(Unit.code)
    ).all()
    return [(return_, submission) for return_, submission in rows]


def last_year_answers(session: Session, return_: AnyReturn) -> dict[tuple[str, str], Any]:
    """Return what the same unit sent in for the round before: {(code, path): value}, {} for nothing."""
    previous = return_.round.previous_round_id
    if previous is None:
        return {}
    answers = session.scalars(
        select(Submission.answers)
        .join(Return, Return.id == Submission.return_id)
        .where(
            Return.round_id == previous,
            Return.unit_id == return_.unit_id,
            Submission.is_current,
        )
    ).one_or_none()
    return {(code, path): value for code, path, value in (answers or {}).get("answers", ())}


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What one unit has answered to a question in another return; not read from a submission yet."""

    question_id: int
    value: Any
    updated_at: dt.datetime
    submission_id: int | None
    """What counts as sent in there; None when nothing does."""
    sent_at: dt.datetime | None
    return_: Return


def answers_elsewhere(
    session: Session, return_: AnyReturn, question_ids: Sequence[int]
) -> list[Elsewhere]:
    """Return the answers outside repeats that the same unit has given in its other returns.

    Each return comes with its round, version and questionnaire; by question and return.
    """
    rows = session.execute(
        select(
            Answer.question_id,
            Answer.value,
            Answer.updated_at,
            Submission.id,
            Submission.at,
            Return,
        )
        .join(Return, Return.id == Answer.return_id)
        .outerjoin(Submission, and_(Submission.return_id == Return.id, Submission.is_current))
        .options(_WITH_QUESTIONNAIRE)
        .where(
            Return.unit_id == return_.unit_id,
            Return.id != return_.id,
            Answer.question_id.in_(question_ids),
            Answer.path == "",
        )
        .order_by(Answer.question_id, Return.id)
    ).all()
    return [Elsewhere(*row) for row in rows]


def submitted_answers(session: Session, submission_id: int) -> list[tuple[str, str, Any]]:
    """Return what a submission holds: (code, path, value), in order."""
    found = session.scalars(
        select(Submission.answers).where(Submission.id == submission_id)
    ).one_or_none()
    return [(code, path, value) for code, path, value in (found or {}).get("answers", ())]


def list_origins(
    session: Session, return_ids: Collection[int], question_ids: Collection[int]
) -> tuple[dict[int, Return], dict[int, str]]:
    """Return what a history names as sources: returns with round and questionnaire, question codes."""
    returns = session.scalars(
        select(Return)
        .options(_WITH_QUESTIONNAIRE)
        .where(Return.id.in_(return_ids))
        .order_by(Return.id)
    )
    codes = session.execute(
        select(Question.id, Question.code)
        .where(Question.id.in_(question_ids))
        .order_by(Question.id)
    )
    return {found.id: found for found in returns}, dict(codes.all())
