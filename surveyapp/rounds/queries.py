"""Reads of rounds and returns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection as Some
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from surveyapp.accounts.models import Grant, User
from surveyapp.core.access import Role
from surveyapp.core.audit import AuditEvent
from surveyapp.core.database import table_of
from surveyapp.core.errors import NotFound
from surveyapp.questionnaires.models import QuestionnaireVersion
from surveyapp.questionnaires.queries import VersionHead
from surveyapp.registry.models import Unit
from surveyapp.rounds.models import Return, ReturnState, Round

_WITH_VERSION = joinedload(Round.version).joinedload(QuestionnaireVersion.questionnaire)


def list_rounds(session: Session) -> list[Round]:
    """Return every round with version and questionnaire, newest first."""
    return list(
        session.scalars(
            select(Round)
            .options(_WITH_VERSION)
            .order_by(Round.year.desc(), Round.opens_on, Round.id)
        )
    )


def get_round(session: Session, round_id: int) -> Round:
    """Return a round with its version and questionnaire.

    Raises:
        NotFound: there is none with this id.
    """
    found = session.scalars(
        select(Round).options(_WITH_VERSION).where(Round.id == round_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_returns(session: Session, round_id: int) -> list[Return]:
    """Return a round's returns with units, counties and groups, by unit code."""
    return list(
        session.scalars(
            select(Return)
            .join(Return.unit)
            .options(
                joinedload(Return.unit).joinedload(Unit.county),
                joinedload(Return.unit).joinedload(Unit.skr_group),
            )
            .where(Return.round_id == round_id)
            .order_by(Unit.code)
        )
    )


def list_returns_of_units(session: Session, unit_ids: Some[int]) -> list[Return]:
    """Return everything some units are asked for, with round, version and unit, newest round first."""
    return list(
        session.scalars(
            select(Return)
            .join(Return.round)
            .options(joinedload(Return.unit), joinedload(Return.round).options(_WITH_VERSION))
            .where(Return.unit_id.in_(unit_ids))
            .order_by(Round.year.desc(), Round.closes_on, Round.id, Return.unit_id)
        )
    )


def get_return(session: Session, return_id: int) -> Return:
    """Return a return with its round, version and unit.

    Raises:
        NotFound: there is none with this id.
    """
    found = session.scalars(
        select(Return)
        .options(joinedload(Return.unit), joinedload(Return.round).options(_WITH_VERSION))
        .where(Return.id == return_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class RoundHead:
    """A round as those who answer it see it."""

    id: int
    version_id: int
    name: dict[str, str]
    year: int
    state: str
    opens_on: dt.date
    closes_on: dt.date
    purpose: str
    legal_basis: str
    duty: str
    consultation_on: dt.date | None
    consultation_outcome: str
    previous_round_id: int | None
    is_fictional: bool
    version: VersionHead


@dataclass(frozen=True, slots=True)
class UnitHead:
    """Who answers."""

    id: int
    code: str
    name: str


@dataclass(slots=True)
class ReturnHead:
    """A return with what answering it needs, as plain data: read for every page and every save."""

    id: int
    round_id: int
    unit_id: int
    state: str
    due_on: dt.date | None
    submitted_at: dt.datetime | None
    round: RoundHead
    unit: UnitHead


AnyReturn = Return | ReturnHead


_return, _round = table_of(Return), table_of(Round)
_unit, _version = table_of(Unit), table_of(QuestionnaireVersion)
_RETURN_PARTS = ("id", "round_id", "unit_id", "state", "due_on", "submitted_at")
_ROUND_PARTS = (
    "id",
    "version_id",
    "name",
    "year",
    "state",
    "opens_on",
    "closes_on",
    "purpose",
    "legal_basis",
    "duty",
    "consultation_on",
    "consultation_outcome",
    "previous_round_id",
    "is_fictional",
)
_VERSION_PARTS = ("id", "questionnaire_id", "state", "created_at", "source_sha256")
_UNIT_PARTS = ("id", "code", "name")
_PARTS = (_RETURN_PARTS, _ROUND_PARTS, _VERSION_PARTS, _UNIT_PARTS)
_HEAD = (
    select(
        *(
            table.c[name]
            for table, part in zip((_return, _round, _version, _unit), _PARTS, strict=True)
            for name in part
        )
    )
    .select_from(
        _return.join(_round, _round.c.id == _return.c.round_id)
        .join(_version, _version.c.id == _round.c.version_id)
        .join(_unit, _unit.c.id == _return.c.unit_id)
    )
    .where(_return.c.id == bindparam("return_id"))
)
# Saves to one return queue up behind each other, so that what is read here stays true until commit.
# Rows that only refer to the return (events of time) are not made to wait.
_HELD_HEAD = _HEAD.with_for_update(of=_return, key_share=True)


def find_return_head(session: Session, return_id: int, *, hold: bool = False) -> ReturnHead | None:
    """Return what answering a return needs; with `hold` it is kept from other savers until commit."""
    session.flush()
    statement = _HELD_HEAD if hold else _HEAD
    row = session.connection().execute(statement, {"return_id": return_id}).one_or_none()
    if row is None:
        return None
    values = iter(row)
    own, round_, version, unit = (dict(zip(part, values, strict=False)) for part in _PARTS)
    return ReturnHead(
        **own, round=RoundHead(**round_, version=VersionHead(**version)), unit=UnitHead(**unit)
    )


def find_return(session: Session, round_id: int, unit_id: int) -> Return | None:
    return session.scalars(
        select(Return).where(Return.round_id == round_id, Return.unit_id == unit_id)
    ).one_or_none()


def count_by_state(session: Session, round_id: int) -> dict[str, int]:
    """Return how many of a round's returns are in each state."""
    return dict(
        session.execute(
            select(Return.state, func.count(Return.id))
            .where(Return.round_id == round_id)
            .group_by(Return.state)
            .order_by(Return.state)
        ).all()
    )


REMINDED, NOT_REACHED = "reminder_mailed", "reminder_failed"
"""Events of the audit trail about one person; a mail that failed takes the one before it back."""
ROUND_REMINDED = "round_reminded"


def list_unsubmitted(session: Session, round_id: int) -> list[Return]:
    """Return what has not been sent in, or was taken up again, with round and unit, by unit code."""
    return list(
        session.scalars(
            select(Return)
            .join(Return.unit)
            .options(contains_eager(Return.unit), joinedload(Return.round))
            .where(Return.round_id == round_id, Return.state != ReturnState.SUBMITTED.value)
            .order_by(Unit.code)
        )
    )


class Officer(NamedTuple):
    """One who answers for a unit."""

    unit_id: int
    user_id: int
    email: str
    language: str


def list_officers(session: Session, unit_ids: Some[int]) -> list[Officer]:
    """Return the active officers of some units, by person and unit."""
    rows = session.execute(
        select(Grant.unit_id, User.id, User.email, User.language)
        .join(User, User.id == Grant.user_id)
        .where(
            Grant.role == Role.OFFICER.value,
            Grant.unit_id.in_(unit_ids),
            User.is_active,
        )
        .order_by(User.id, Grant.unit_id)
    )
    return [
        Officer(unit_id, user_id, email, language)
        for unit_id, user_id, email, language in rows
        if unit_id is not None
    ]


def list_reminded(session: Session, since: dt.datetime) -> set[int]:
    """Return who has been mailed a reminder since then, of any round."""
    newest: dict[int, str] = {}
    for user_id, event in session.execute(
        select(AuditEvent.object_id, AuditEvent.event)
        .where(AuditEvent.event.in_((REMINDED, NOT_REACHED)), AuditEvent.at >= since)
        .order_by(AuditEvent.id)
    ):
        newest[int(user_id)] = event
    return {user_id for user_id, event in newest.items() if event == REMINDED}


def count_reached(session: Session, job_id: int, since: dt.datetime) -> int:
    """Return how many people one job has mailed since then, over all its tries."""
    events = session.execute(
        select(AuditEvent.event, AuditEvent.details)
        .where(AuditEvent.event.in_((REMINDED, NOT_REACHED)), AuditEvent.at >= since)
        .order_by(AuditEvent.id)
    )
    return sum(
        1 if event == REMINDED else -1 for event, details in events if details["job_id"] == job_id
    )


def lock_person(session: Session, user_id: int) -> None:
    """Let nobody else decide about mail to this person until the transaction ends."""
    session.execute(select(User.id).where(User.id == user_id).with_for_update())


def find_last_reminder(session: Session, round_id: int) -> AuditEvent | None:
    """Return when a round's officers were last reminded, and how many; None if never."""
    return session.scalars(
        select(AuditEvent)
        .where(AuditEvent.event == ROUND_REMINDED, AuditEvent.object_id == str(round_id))
        .order_by(AuditEvent.id.desc())
        .limit(1)
    ).first()
