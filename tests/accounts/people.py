"""Accounts that can be signed in to with a password, made cheaply."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.accounts import service
from surveyapp.accounts.models import User
from surveyapp.core.access import SYSTEM, Role
from tests.support.html import CheckingClient

PASSWORD = "tre gröna paraplyer"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def add(
    session: Session,
    email: str = "anna@kommun.se",
    *,
    role: Role = Role.REVIEWER,
    unit_id: int | None = None,
    name: str = "Anna Öberg",
) -> User:
    return service.add_user(
        session, SYSTEM, email=email, name=name, password=PASSWORD, roles=[(role, unit_id)]
    )


def token_of(client: CheckingClient, address: str = "/logga-in") -> str:
    """Return the token that a page carries."""
    found = _TOKEN.search(client.get(address).text)
    assert found is not None, address
    return found[1]


def sign_in_by_form(
    client: CheckingClient,
    email: str = "anna@kommun.se",
    password: str = PASSWORD,
    *,
    address: str = "192.0.2.1",
    **form: str,
) -> Any:
    """Fill in the sign-in form as a person does."""
    return client.post(
        "/logga-in",
        data={"csrf_token": token_of(client), "email": email, "password": password, **form},
        environ_overrides={"REMOTE_ADDR": address},
    )


def is_signed_in(client: CheckingClient) -> bool:
    return bool(client.get("/konto").status_code == 200)
