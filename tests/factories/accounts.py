"""People, and signing them in without typing a password."""

from __future__ import annotations

import itertools

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session

from surveyapp.accounts.models import Grant, User
from surveyapp.core import clock
from surveyapp.core.access import Actor, Role
from surveyapp.registry.models import Unit

_numbers = itertools.count(1)
UNUSABLE = "!"
"""No password has this hash, and making a real one costs half a second."""
_CSRF = "c" * 40


def make_user(
    session: Session,
    *roles: tuple[Role, Unit | None],
    name: str = "",
    email: str = "",
    language: str = "sv",
    is_told_of_timing: bool = True,
) -> User:
    """Return a new account with the roles, which cannot be signed in to with a password."""
    number = next(_numbers)
    user = User(
        email=email or f"person{number}@example.se",
        name=name or f"Person {number}",
        password_hash=UNUSABLE,
        language=language,
        created_at=clock.now(),
        timing_informed_at=clock.now() if is_told_of_timing else None,
    )
    session.add(user)
    session.flush()
    for role, unit in roles:
        session.add(Grant(user_id=user.id, role=role.value, unit_id=unit.id if unit else None))
    session.flush()
    return user


def make_officer(session: Session, *units: Unit, name: str = "", **values: object) -> User:
    return make_user(session, *((Role.OFFICER, unit) for unit in units), name=name, **values)  # type: ignore[arg-type]


def make_administrator(session: Session, name: str = "") -> User:
    return make_user(session, (Role.ADMINISTRATOR, None), name=name)


def make_reviewer(session: Session, name: str = "") -> User:
    return make_user(session, (Role.REVIEWER, None), name=name)


def actor_of(user: User, *roles: tuple[Role, Unit | None]) -> Actor:
    """Return the one who acts for calls of services."""
    return Actor(user.id, user.name, frozenset((r, u.id if u else None) for r, u in roles))


def sign_in(client: FlaskClient, user: User) -> str:
    """Make the client's browser signed in as `user`; returns the CSRF token of that session."""
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie["_user_id"] = f"{user.id}:{user.session_version}"
        cookie["_fresh"] = True
        cookie["csrf_token"] = _CSRF
    return csrf_token(client)


def csrf_token(client: FlaskClient) -> str:
    """Return the token that a page of the client's session would carry."""
    secret = client.application.secret_key
    return str(URLSafeTimedSerializer(str(secret), salt="wtf-csrf-token").dumps(_CSRF))
