"""The two people whom a decision takes."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from surveyapp.core.access import Actor, Role
from tests.factories.accounts import actor_of, make_administrator


@pytest.fixture
def anna(session: Session) -> Actor:
    return actor_of(make_administrator(session, "Anna"), (Role.ADMINISTRATOR, None))


@pytest.fixture
def bo(session: Session) -> Actor:
    return actor_of(make_administrator(session, "Bo"), (Role.ADMINISTRATOR, None))
