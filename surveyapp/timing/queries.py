"""Reads of time: page sessions, intervals, strikes, sums and declared minutes."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.rounds.models import Return
from surveyapp.timing.models import DeclaredMinutes, QuestionTime

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
        .where(Return.round_id == round_id)
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
