"""Reads of people, their roles and invitations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from surveyapp.accounts.models import Grant, Invitation, SignInAttempt, User
from surveyapp.core.access import Actor, Role
from surveyapp.core.database import table_of
from surveyapp.core.errors import NotFound
from surveyapp.registry.models import Unit


def find_user_with_grants(session: Session, user_id: int) -> tuple[User, Actor] | None:
    """Return the person and what they may do."""
    user = session.get(User, user_id)
    found = find_identity(session, user_id)
    return (user, found.actor) if user is not None and found is not None else None


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as every page needs them: what they may do, and the units they answer for."""

    id: int
    name: str
    email: str
    is_active: bool
    session_version: int
    language: str
    timing_informed_at: dt.datetime | None
    is_timed: bool
    actor: Actor
    unit_names: tuple[str, ...]


_user, _grant, _unit = table_of(User), table_of(Grant), table_of(Unit)
# Built once: every page of a signed-in person asks it.
_IDENTITY = (
    select(
        _user.c.id,
        _user.c.name,
        _user.c.email,
        _user.c.is_active,
        _user.c.session_version,
        _user.c.language,
        _user.c.timing_informed_at,
        _user.c.is_timed,
        _grant.c.role,
        _grant.c.unit_id,
        _unit.c.name,
    )
    .select_from(
        _user.outerjoin(_grant, _grant.c.user_id == _user.c.id).outerjoin(
            _unit, _unit.c.id == _grant.c.unit_id
        )
    )
    .where(_user.c.id == bindparam("user_id"))
    .order_by(_grant.c.id)
)


def find_identity(session: Session, user_id: int) -> Identity | None:
    """Return who a person is, in one statement."""
    rows = session.connection().execute(_IDENTITY, {"user_id": user_id}).all()
    if not rows:
        return None
    person = rows[0][:8]
    grants = frozenset((Role(role), unit_id) for *_person, role, unit_id, _name in rows if role)
    names = tuple(row[-1] for row in rows if row[-1])
    return Identity(*person, Actor(person[0], person[1], grants), names)


def find_user_by_email(session: Session, email: str) -> User | None:
    return session.scalars(select(User).where(User.email == email)).one_or_none()


def get_user(session: Session, user_id: int) -> User:
    """Return the person.

    Raises:
        NotFound: there is none with this id.
    """
    user = session.get(User, user_id)
    if user is None:
        raise NotFound
    return user


@dataclass(frozen=True)
class Person:
    """A person with roles, for lists."""

    user: User
    grants: tuple[Grant, ...]


def list_people(session: Session, unit_id: int | None = None) -> list[Person]:
    """Return everybody, or those who answer for one unit, by name."""
    query = (
        select(Grant)
        .join(Grant.user)
        .options(joinedload(Grant.user), joinedload(Grant.unit))
        .order_by(User.name, User.id, Grant.id)
    )
    if unit_id is not None:
        query = query.where(Grant.unit_id == unit_id)
    people: dict[int, list[Grant]] = {}
    for grant in session.scalars(query):
        people.setdefault(grant.user_id, []).append(grant)
    return [Person(grants[0].user, tuple(grants)) for grants in people.values()]


def search_people(session: Session, words: Sequence[str]) -> list[Person]:
    """Return those whose name, address or municipality holds every word, by name.

    Looked for here and not in the database: SQLite knows no case for å, ä and ö.
    """
    wanted = [word.casefold() for word in words]
    return [
        person for person in list_people(session) if all(w in _searched(person) for w in wanted)
    ]


def _searched(person: Person) -> str:
    units = (grant.unit.name for grant in person.grants if grant.unit)
    return " ".join((person.user.name, person.user.email, *units)).casefold()


def count_people(session: Session) -> int:
    return session.scalar(select(func.count(User.id))) or 0


def lock_administrators(session: Session) -> None:
    """Hold every active administrator's account until commit, so that two cannot go at once."""
    session.execute(
        select(User.id)
        .join(Grant, Grant.user_id == User.id)
        .where(Grant.role == Role.ADMINISTRATOR.value, User.is_active)
        .order_by(User.id)
        .with_for_update(of=User)
    ).all()


def count_administrators(session: Session, *, other_than: int | None = None) -> int:
    """Return how many active administrators there are, not counting `other_than`."""
    query = (
        select(func.count(func.distinct(User.id)))
        .join(Grant, Grant.user_id == User.id)
        .where(Grant.role == Role.ADMINISTRATOR.value, User.is_active)
    )
    if other_than is not None:
        query = query.where(User.id != other_than)
    return session.scalar(query) or 0


def find_open_invitation(session: Session, token_hash: str, now: dt.datetime) -> Invitation | None:
    """Return the invitation when it is neither used nor too old."""
    return session.scalars(
        select(Invitation).where(
            Invitation.token_hash == token_hash,
            Invitation.accepted_at.is_(None),
            Invitation.expires_at > now,
        )
    ).one_or_none()


def list_open_invitations(
    session: Session, now: dt.datetime, unit_id: int | None = None
) -> list[Invitation]:
    query = (
        select(Invitation)
        .where(Invitation.accepted_at.is_(None), Invitation.expires_at > now)
        .order_by(Invitation.created_at.desc(), Invitation.id.desc())
    )
    if unit_id is not None:
        query = query.where(Invitation.unit_id == unit_id)
    return list(session.scalars(query))


def count_failures(
    session: Session, account_key: str, network_key: str, since: dt.datetime
) -> tuple[int, int]:
    """Return (failures on the account since its last success, failures from the network)."""
    last_success = session.scalar(
        select(func.max(SignInAttempt.at)).where(
            SignInAttempt.account_key == account_key, SignInAttempt.succeeded
        )
    )
    start = max(since, last_success) if last_success else since
    account = session.scalar(
        select(func.count(SignInAttempt.id)).where(
            SignInAttempt.account_key == account_key,
            SignInAttempt.at > start,
            ~SignInAttempt.succeeded,
        )
    )
    network = session.scalar(
        select(func.count(SignInAttempt.id)).where(
            SignInAttempt.network_key == network_key,
            SignInAttempt.at > since,
            ~SignInAttempt.succeeded,
        )
    )
    return account or 0, network or 0
