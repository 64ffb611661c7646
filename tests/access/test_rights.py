"""The rights themselves, and the document that tells of them."""

from __future__ import annotations

import pytest

from surveyapp.core.access import (
    NOBODY,
    RIGHTS,
    SYSTEM,
    UNIT_SCOPED,
    Actor,
    Permission,
    Role,
)
from surveyapp.core.errors import Forbidden, NotFound, SignInNeeded
from tests.access import rights

OFFICER = Actor(1, "Anna", frozenset({(Role.OFFICER, 7)}))
REVIEWER = Actor(2, "Bo", frozenset({(Role.REVIEWER, None)}))


def test_the_document_says_what_the_program_does() -> None:
    assert rights.DOCUMENT.read_text("utf-8") == rights.render(), (
        "docs/rights.md is out of date: run python -m tests.access.rights"
    )


def test_every_right_is_explained_and_held_by_somebody() -> None:
    assert set(rights.MEANING) == set(Permission)
    assert set().union(*RIGHTS.values()) == set(Permission)


@pytest.mark.parametrize("permission", sorted(UNIT_SCOPED))
def test_a_right_over_a_unit_stops_at_its_border(permission: Permission) -> None:
    OFFICER.require(permission, 7)
    with pytest.raises(NotFound):
        OFFICER.require(permission, 8)
    with pytest.raises(SignInNeeded):
        NOBODY.require(permission, 7)
    SYSTEM.require(permission, 8)


def test_a_role_without_the_right_is_told_so() -> None:
    with pytest.raises(Forbidden):
        REVIEWER.require(Permission.RETURN_ANSWER, 7)
    with pytest.raises(Forbidden):
        OFFICER.require(Permission.ACCOUNT_MANAGE)


def test_two_roles_hold_the_rights_of_both() -> None:
    both = Actor(3, "Cia", frozenset({(Role.OFFICER, 7), (Role.REVIEWER, None)}))
    assert both.may(Permission.RETURN_ANSWER, 7)
    assert not both.may(Permission.RETURN_ANSWER, 8)
    assert both.may(Permission.REVIEW_DECIDE)


def test_only_the_officer_reaches_time() -> None:
    assert [role for role in Role if Permission.TIMING_OWN in RIGHTS[role]] == [Role.OFFICER]


def test_nobody_who_manages_answers_for_a_municipality() -> None:
    for role in (Role.ADMINISTRATOR, Role.REVIEWER):
        assert not RIGHTS[role] & {Permission.RETURN_ANSWER, Permission.RETURN_READ}
