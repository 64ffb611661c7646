"""Reads of time: page sessions, intervals, strikes, sums and declared minutes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session, joinedload

from surveyapp.core.database import table_of
from surveyapp.core.errors import NotFound
from surveyapp.responses.models import AnswerHistory, Submission
from surveyapp.rounds.models import Return, Round, RoundState
from surveyapp.timing.models import (
    DeclaredMinutes,
    EventBatch,
    Interval,
    PageSession,
    QuestionTime,
    RefusedBatch,
    Strike,
)

SECOND_MS = 1000


class Measurement(NamedTuple):
    """What one question took one municipality, over all its officers, strikes taken out."""

    return_id: int
    unit_id: int
    question_id: int
    active_seconds: float
    offscreen_seconds: float
    officers: int
    """How many people worked on it."""


class Declared(NamedTuple):
    """Minutes outside the form that one officer declared for one section; 0 is an answer."""

    return_id: int
    unit_id: int
    section_code: str
    minutes: int
    role: str
    """Tariff role that did the work."""


class SectionTime(NamedTuple):
    """Active time in a section that belongs to none of its questions: reading, finding one's way."""

    return_id: int
    unit_id: int
    section_code: str
    active_seconds: float


class StoredInterval(NamedTuple):
    """An interval as it is stored; a plain row, since there are many."""

    return_id: int
    user_id: int
    page_session_id: str
    question_id: int | None
    section_code: str
    kind: str
    start_ms: int
    length_ms: int
    entered_ms: int

    @property
    def end_ms(self) -> int:
        return self.start_ms + self.length_ms


_INTERVAL = tuple(getattr(Interval, name) for name in StoredInterval._fields)


def round_measurements(session: Session, round_id: int) -> list[Measurement]:
    """Return the measured time of every question and return of a round, by return and question."""
    rows = session.execute(
        select(
            QuestionTime.return_id,
            Return.unit_id,
            QuestionTime.question_id,
            QuestionTime.active_ms,
            QuestionTime.offscreen_ms,
            QuestionTime.officers,
        )
        .join(Return, Return.id == QuestionTime.return_id)
        .where(
            Return.round_id == round_id,
            # A question that was only open while nothing happened was not measured.
            QuestionTime.active_ms + QuestionTime.offscreen_ms > 0,
        )
        .order_by(QuestionTime.return_id, QuestionTime.question_id)
    )
    return [
        Measurement(return_id, unit_id, question_id, active / SECOND_MS, off / SECOND_MS, officers)
        for return_id, unit_id, question_id, active, off, officers in rows
    ]


def round_declared(session: Session, round_id: int) -> list[Declared]:
    """Return the declared minutes of a round, one row per officer and section."""
    rows = session.execute(
        select(
            DeclaredMinutes.return_id,
            Return.unit_id,
            DeclaredMinutes.section_code,
            DeclaredMinutes.minutes,
            DeclaredMinutes.role,
        )
        .join(Return, Return.id == DeclaredMinutes.return_id)
        .where(Return.round_id == round_id)
        .order_by(DeclaredMinutes.return_id, DeclaredMinutes.section_code, DeclaredMinutes.user_id)
    )
    return [Declared(*row) for row in rows]


def submitted_roles(session: Session, round_id: int) -> list[tuple[str, str]]:
    """Return each (section code, tariff role) that minutes are declared for in what was sent in."""
    rows = session.execute(
        select(DeclaredMinutes.section_code, DeclaredMinutes.role)
        .distinct()
        .join(Return, Return.id == DeclaredMinutes.return_id)
        .join(Submission, Submission.return_id == Return.id)
        .where(Return.round_id == round_id, Submission.is_current)
        .order_by(DeclaredMinutes.section_code, DeclaredMinutes.role)
    )
    return [(section_code, role) for section_code, role in rows]


def round_overhead(session: Session, round_id: int) -> list[SectionTime]:
    """Return the active time outside every question, by return and section.

    A stretch that its officer has struck, wholly or in part, is left out.
    """
    is_struck = exists().where(
        Strike.return_id == Interval.return_id,
        Strike.user_id == Interval.user_id,
        Strike.withdrawn_at.is_(None),
        Strike.question_id.is_(None),
        Strike.from_ms < Interval.start_ms + Interval.length_ms,
        Strike.to_ms > Interval.start_ms,
    )
    rows = session.execute(
        select(
            Interval.return_id,
            Return.unit_id,
            Interval.section_code,
            func.sum(Interval.length_ms),
        )
        .join(Return, Return.id == Interval.return_id)
        .where(
            Return.round_id == round_id,
            Interval.question_id.is_(None),
            Interval.kind == "active",
            ~is_struck,
        )
        .group_by(Interval.return_id, Return.unit_id, Interval.section_code)
        .order_by(Interval.return_id, Interval.section_code)
    )
    return [
        SectionTime(return_id, unit_id, section, float(milliseconds) / SECOND_MS)
        for return_id, unit_id, section, milliseconds in rows
    ]


def list_page_sessions(
    session: Session, return_id: int, user_id: int | None = None
) -> list[PageSession]:
    """Return the page sessions of a return, of one person or of all, by person and opening."""
    query = (
        select(PageSession)
        .where(PageSession.return_id == return_id)
        .order_by(PageSession.user_id, PageSession.opened_at, PageSession.id)
        .execution_options(populate_existing=True)
    )
    if user_id is not None:
        query = query.where(PageSession.user_id == user_id)
    return list(session.scalars(query))


def list_batches(session: Session, page_session_ids: Sequence[str]) -> list[EventBatch]:
    """Return the stored batches of page sessions, in the order they came."""
    return list(
        session.scalars(
            select(EventBatch)
            .where(EventBatch.page_session_id.in_(page_session_ids))
            .order_by(EventBatch.page_session_id, EventBatch.received_at, EventBatch.id)
        )
    )


def known_batches(session: Session, page_session_ids: Sequence[str]) -> set[tuple[str, str]]:
    """Return (page session id, batch id) of what is stored already."""
    rows = session.execute(
        select(EventBatch.page_session_id, EventBatch.batch_id)
        .where(EventBatch.page_session_id.in_(page_session_ids))
        .order_by(EventBatch.id)
    )
    return {(page_session_id, batch_id) for page_session_id, batch_id in rows}


def list_intervals(
    session: Session,
    return_id: int,
    *,
    question_ids: Collection[int] | None = None,
    user_id: int | None = None,
    page_session_ids: Collection[str] | None = None,
) -> list[StoredInterval]:
    """Return intervals of a return by person and time; each given filter narrows them."""
    query = (
        select(*_INTERVAL)
        .where(Interval.return_id == return_id)
        .order_by(Interval.user_id, Interval.start_ms, Interval.id)
    )
    if question_ids is not None:
        query = query.where(Interval.question_id.in_(question_ids))
    if user_id is not None:
        query = query.where(Interval.user_id == user_id)
    if page_session_ids is not None:
        query = query.where(Interval.page_session_id.in_(page_session_ids))
    return [StoredInterval(*row) for row in session.execute(query)]


def questions_of(session: Session, page_session_ids: Collection[str]) -> set[int]:
    """Return the questions that intervals of these page sessions are about."""
    return {
        question_id
        for question_id in session.scalars(
            select(Interval.question_id)
            .where(
                Interval.page_session_id.in_(page_session_ids), Interval.question_id.is_not(None)
            )
            .distinct()
            .order_by(Interval.question_id)
        )
        if question_id is not None
    }


def list_strikes(session: Session, return_id: int, user_id: int | None = None) -> list[Strike]:
    """Return the strikes in force on a return, of one person or of all, oldest first."""
    query = (
        select(Strike)
        .where(Strike.return_id == return_id, Strike.withdrawn_at.is_(None))
        .order_by(Strike.id)
    )
    if user_id is not None:
        query = query.where(Strike.user_id == user_id)
    return list(session.scalars(query))


def get_own_strike(session: Session, strike_id: int, user_id: int) -> Strike:
    """Return a person's own strike.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    found = session.scalars(
        select(Strike).where(Strike.id == strike_id, Strike.user_id == user_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_question_times(session: Session, return_id: int) -> list[QuestionTime]:
    """Return the sums of a return by question."""
    return list(
        session.scalars(
            select(QuestionTime)
            .where(QuestionTime.return_id == return_id)
            .order_by(QuestionTime.question_id)
            .execution_options(populate_existing=True)
        )
    )


def list_own_returns(session: Session, user_id: int) -> list[Return]:
    """Return the returns a person was timed on or declared minutes for, newest round first."""
    timed = select(Interval.return_id).where(Interval.user_id == user_id)
    declared = select(DeclaredMinutes.return_id).where(DeclaredMinutes.user_id == user_id)
    return list(
        session.scalars(
            select(Return)
            .join(Return.round)
            .options(joinedload(Return.unit), joinedload(Return.round))
            .where(Return.id.in_(timed) | Return.id.in_(declared))
            .order_by(Round.year.desc(), Round.closes_on, Round.id, Return.id)
        )
    )


def list_own_intervals(session: Session, user_id: int) -> list[StoredInterval]:
    """Return everything a person was timed for, by time."""
    rows = session.execute(
        select(*_INTERVAL)
        .where(Interval.user_id == user_id)
        .order_by(Interval.start_ms, Interval.id)
    )
    return [StoredInterval(*row) for row in rows]


def list_own_strikes(session: Session, user_id: int) -> list[Strike]:
    """Return a person's strikes in force on all returns, oldest first."""
    return list(
        session.scalars(
            select(Strike)
            .where(Strike.user_id == user_id, Strike.withdrawn_at.is_(None))
            .order_by(Strike.id)
        )
    )


def list_own_saves(session: Session, user_id: int, return_id: int) -> list[tuple[dt.datetime, int]]:
    """Return when a person saved answers on a return, and to which question, by time."""
    rows = session.execute(
        select(AnswerHistory.at, AnswerHistory.question_id)
        .where(AnswerHistory.by_id == user_id, AnswerHistory.return_id == return_id)
        .order_by(AnswerHistory.at, AnswerHistory.id)
    )
    return [(at, question_id) for at, question_id in rows]


def list_own_declared(
    session: Session, user_id: int, return_id: int | None = None
) -> list[DeclaredMinutes]:
    """Return what a person declared, by return and section."""
    query = (
        select(DeclaredMinutes)
        .where(DeclaredMinutes.user_id == user_id)
        .order_by(DeclaredMinutes.return_id, DeclaredMinutes.section_code)
    )
    if return_id is not None:
        query = query.where(DeclaredMinutes.return_id == return_id)
    return list(session.scalars(query))


def find_declared(
    session: Session, return_id: int, section_code: str, user_id: int
) -> DeclaredMinutes | None:
    """Return what one person declared for one section, or None."""
    return session.scalars(
        select(DeclaredMinutes).where(
            DeclaredMinutes.return_id == return_id,
            DeclaredMinutes.section_code == section_code,
            DeclaredMinutes.user_id == user_id,
        )
    ).one_or_none()


@dataclass(frozen=True, slots=True)
class OwnMinutes:
    """Minutes that somebody says a section took outside the form, and in which role."""

    minutes: int
    role: str


_declared = table_of(DeclaredMinutes)
_DECLARED = select(_declared.c.minutes, _declared.c.role).where(
    _declared.c.return_id == bindparam("return_id"),
    _declared.c.section_code == bindparam("section_code"),
    _declared.c.user_id == bindparam("user_id"),
)


def declared_in_section(
    session: Session, return_id: int, section_code: str, user_id: int
) -> OwnMinutes | None:
    """Return the same as `find_declared`, only to be shown: every page of a section asks."""
    place = {"return_id": return_id, "section_code": section_code, "user_id": user_id}
    row = session.connection().execute(_DECLARED, place).one_or_none()
    return OwnMinutes(*row) if row is not None else None


def find_return_unit(session: Session, return_id: int) -> int | None:
    """Return the unit of a return, or None when there is no such return."""
    return session.scalar(select(Return.unit_id).where(Return.id == return_id))


def list_traced_returns(session: Session, round_id: int) -> list[int]:
    """Return the ids of a round's returns that events were taken or refused for."""
    return list(
        session.scalars(
            select(Return.id)
            .where(
                Return.round_id == round_id,
                Return.id.in_(select(PageSession.return_id))
                | Return.id.in_(
                    select(RefusedBatch.return_id).where(RefusedBatch.return_id.is_not(None))
                ),
            )
            .order_by(Return.id)
        )
    )


def list_measured_returns(session: Session, round_id: int | None = None) -> list[int]:
    """Return the ids of returns that have page sessions, of one round or of all."""
    query = (
        select(Return.id).where(Return.id.in_(select(PageSession.return_id))).order_by(Return.id)
    )
    if round_id is not None:
        query = query.where(Return.round_id == round_id)
    return list(session.scalars(query))


def list_rounds_closed_before(session: Session, moment: dt.datetime) -> list[Round]:
    """Return the rounds that are closed since before `moment`, by id."""
    return list(
        session.scalars(
            select(Round)
            .where(Round.state == RoundState.CLOSED.value, Round.closed_at < moment)
            .order_by(Round.id)
        )
    )
