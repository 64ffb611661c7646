"""Invitations: a link that is used once, by the one who opens it, and only while it is valid."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from surveyapp.accounts import queries, rules, service
from surveyapp.core import clock
from surveyapp.core.access import SYSTEM, Role
from surveyapp.core.errors import Forbidden, NotFound
from surveyapp.registry.models import Unit
from tests.accounts.people import PASSWORD, add, is_signed_in, token_of
from tests.factories.accounts import (
    actor_of,
    make_administrator,
    make_officer,
    make_reviewer,
    sign_in,
)
from tests.factories.registry import make_unit
from tests.support.html import CheckingClient

_LINK = re.compile(r"http://127\.0\.0\.1:5000(/inbjudan/[\w-]+)")


@pytest.fixture
def unit(session: Session) -> Unit:
    return make_unit(session, "0001", "Östra Småby")


def invited(session: Session, unit: Unit | None, email: str = "ny@kommun.se") -> str:
    """Return the address of a new invitation."""
    token = rules.new_token()
    role = Role.OFFICER if unit else Role.REVIEWER
    service.invite(
        session, SYSTEM, email=email, role=role, unit_id=unit.id if unit else None, token=token
    )
    return f"/inbjudan/{token}"


def accept(client: CheckingClient, address: str, **form: str) -> Any:
    data = {"csrf_token": token_of(client, address), "name": "Ny Person", "password": PASSWORD}
    return client.post(address, data={**data, **form})


def test_a_colleague_is_invited_and_signs_in(app: Flask, session: Session, unit: Unit) -> None:
    officer = make_officer(session, unit)
    theirs: CheckingClient = app.test_client()  # type: ignore[assignment]
    new: CheckingClient = app.test_client()  # type: ignore[assignment]
    token = sign_in(theirs, officer)
    page = theirs.post("/kollegor", data={"csrf_token": token, "email": "Ny@Kommun.se"}).text
    found = _LINK.search(page)
    assert found is not None
    assert "ny@kommun.se" in page, "listed as invited"
    assert accept(new, found[1]).location == "/konto/tidmatning"
    assert is_signed_in(new)
    assert "Ny Person" in theirs.get("/kollegor").text


def test_looking_at_a_link_does_not_use_it_up(
    client: CheckingClient, session: Session, unit: Unit
) -> None:
    address = invited(session, unit)
    for _look in range(3):
        assert client.head(address).status_code == 200
        assert "Östra Småby" in client.get(address).text
    assert accept(client, address).status_code == 302


def test_a_link_is_used_once(app: Flask, session: Session, unit: Unit) -> None:
    address = invited(session, unit)
    first: CheckingClient = app.test_client()  # type: ignore[assignment]
    second: CheckingClient = app.test_client()  # type: ignore[assignment]
    token = token_of(second, address)
    assert accept(first, address).status_code == 302
    again = second.post(address, data={"csrf_token": token, "name": "Annan", "password": PASSWORD})
    assert again.status_code == 404
    assert "Inbjudan har redan använts eller gått ut" in again.text
    assert second.get(address).status_code == 404


def test_a_link_runs_out(client: CheckingClient, session: Session, unit: Unit) -> None:
    address = invited(session, unit)
    with time_machine.travel(clock.now() + rules.INVITATION_LIFE, tick=False):
        assert client.get(address).status_code == 404
    with time_machine.travel(
        clock.now() + rules.INVITATION_LIFE - dt.timedelta(minutes=1), tick=False
    ):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("token", ["x", "0" * 43, "..", "%00"])
def test_a_made_up_link_opens_nothing(client: CheckingClient, session: Session, token: str) -> None:
    assert client.get(f"/inbjudan/{token}").status_code == 404


def test_a_faulty_form_keeps_the_link(client: CheckingClient, session: Session, unit: Unit) -> None:
    address = invited(session, unit)
    response = accept(client, address, password="kort", name="Åsa")
    assert response.status_code == 422
    assert "minst 12 tecken" in response.text
    assert 'value="Åsa"' in response.text
    assert "kort" not in re.sub(r"<[^>]*>", "", response.text)
    assert accept(client, address).status_code == 302


def test_only_the_hash_of_the_link_is_kept(session: Session, unit: Unit) -> None:
    address = invited(session, unit)
    (invitation,) = queries.list_open_invitations(session, clock.now())
    assert invitation.token_hash == rules.token_hash(address.rsplit("/", 1)[1])
    assert address.rsplit("/", 1)[1] not in str(vars(invitation))


def test_a_link_gone_astray_does_not_open_an_existing_account(
    client: CheckingClient, session: Session, unit: Unit
) -> None:
    add(session, "ny@kommun.se")
    address = invited(session, unit)
    assert accept(client, address, password="något helt annat").status_code == 422
    assert not is_signed_in(client)
    assert accept(client, address).status_code == 302
    person = queries.find_user_by_email(session, "ny@kommun.se")
    assert person is not None
    found = queries.find_user_with_grants(session, person.id)
    assert found is not None
    assert found[1].grants == {(Role.REVIEWER, None), (Role.OFFICER, unit.id)}


def test_colleagues_are_invited_to_the_own_municipality_only(
    client: CheckingClient, session: Session, unit: Unit
) -> None:
    other = make_unit(session)
    officer = make_officer(session, unit)
    actor = actor_of(officer, (Role.OFFICER, unit))
    for role, unit_id, error in (
        (Role.OFFICER, other.id, NotFound),
        (Role.ADMINISTRATOR, None, Forbidden),
        (Role.REVIEWER, None, Forbidden),
        (Role.ADMINISTRATOR, unit.id, Forbidden),
    ):
        with pytest.raises(error):
            service.invite(
                session, actor, email="x@kommun.se", role=role, unit_id=unit_id, token="t"
            )
    token = sign_in(client, officer)
    response = client.post(
        "/kollegor", data={"csrf_token": token, "email": "x@kommun.se", "unit": str(other.id)}
    )
    assert response.status_code == 404
    assert not queries.list_open_invitations(session, clock.now())


def test_a_reviewer_invites_nobody(session: Session, unit: Unit) -> None:
    reviewer = make_reviewer(session)
    with pytest.raises(Forbidden):
        service.invite(
            session,
            actor_of(reviewer, (Role.REVIEWER, None)),
            email="x@kommun.se",
            role=Role.OFFICER,
            unit_id=unit.id,
            token="t",
        )


@pytest.mark.parametrize(("role", "has_unit"), [("officer", False), ("reviewer", True)])
def test_an_administrator_is_told_which_roles_have_a_unit(
    client: CheckingClient, session: Session, unit: Unit, role: str, has_unit: bool
) -> None:
    token = sign_in(client, make_administrator(session))
    response = client.post(
        "/konton",
        data={
            "csrf_token": token,
            "email": "x@kommun.se",
            "role": role,
            "unit": str(unit.id) if has_unit else "",
        },
    )
    assert response.status_code == 422
    assert "Välj kommun för en uppgiftslämnare" in response.text


def test_without_mail_the_link_is_only_shown(app: Flask, session: Session, unit: Unit) -> None:
    client: CheckingClient = app.test_client()  # type: ignore[assignment]
    token = sign_in(client, make_administrator(session))
    data = {"csrf_token": token, "email": "x@kommun.se", "role": "officer", "unit": str(unit.id)}
    page = client.post("/konton", data=data).text
    assert _LINK.search(page)
    assert "Ett mejl med länken" not in page
