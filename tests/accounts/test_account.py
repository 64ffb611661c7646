"""One's own account, other people's, and the language."""

from __future__ import annotations

import dataclasses
import threading

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from surveyapp.accounts import queries, service, views
from surveyapp.accounts.models import User
from surveyapp.core.access import SYSTEM, Role
from surveyapp.core.audit import AuditEvent
from surveyapp.core.database import Database
from surveyapp.core.errors import Conflict, Invalid
from surveyapp.core.units import unit_of_work
from tests.accounts.people import PASSWORD, add, is_signed_in, sign_in_by_form, token_of
from tests.factories.registry import make_unit
from tests.support.html import CheckingClient

NEW = "fyra blå cyklar"


def test_a_new_password_ends_every_other_session(app: Flask, session: Session) -> None:
    add(session)
    here: CheckingClient = app.test_client()  # type: ignore[assignment]
    there: CheckingClient = app.test_client()  # type: ignore[assignment]
    for client in (here, there):
        sign_in_by_form(client)
    response = here.post(
        "/konto",
        data={"csrf_token": token_of(here, "/konto"), "old": PASSWORD, "password": NEW},
    )
    assert response.status_code == 302
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert sign_in_by_form(there).status_code == 422
    assert sign_in_by_form(there, password=NEW).status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("fel", NEW, "Det nuvarande lösenordet stämmer inte."),
        (PASSWORD, "kort", "Lösenordet behöver minst 12 tecken."),
        (PASSWORD, "x" * 129, "Lösenordet får ha högst 128 tecken."),
        (PASSWORD, "lösenordlösenord", "Lösenordet är lätt att gissa."),
        (PASSWORD, "", "Skriv ett nytt lösenord."),
    ],
)
def test_a_password_that_may_not_be_used_says_why(
    client: CheckingClient, session: Session, old: str, new: str, text: str
) -> None:
    add(session)
    sign_in_by_form(client)
    token = token_of(client, "/konto")
    response = client.post("/konto", data={"csrf_token": token, "old": old, "password": new})
    assert response.status_code == 422
    assert text in response.text
    assert NEW not in response.text, "a password is never sent back"
    session.expire_all()
    user = queries.find_user_by_email(session, "anna@kommun.se")
    assert user is not None
    assert user.session_version == 1


def test_a_person_signs_out_everywhere_else(app: Flask, session: Session) -> None:
    add(session)
    here: CheckingClient = app.test_client()  # type: ignore[assignment]
    there: CheckingClient = app.test_client()  # type: ignore[assignment]
    for client in (here, there):
        sign_in_by_form(client)
    here.post("/konto/logga-ut-overallt", data={"csrf_token": token_of(here, "/konto")})
    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_a_switched_off_account_is_out_at_once(app: Flask, session: Session) -> None:
    add(session, "chef@kommun.se", role=Role.ADMINISTRATOR)
    person = add(session)
    theirs: CheckingClient = app.test_client()  # type: ignore[assignment]
    chief: CheckingClient = app.test_client()  # type: ignore[assignment]
    sign_in_by_form(theirs)
    sign_in_by_form(chief, "chef@kommun.se")
    address = f"/konton/{person.id}/aktivt"
    token = token_of(chief, "/konton")
    chief.post(address, data={"csrf_token": token, "is_active": "no"})
    assert not is_signed_in(theirs)
    assert sign_in_by_form(theirs).status_code == 422
    chief.post(address, data={"csrf_token": token, "is_active": "yes"})
    assert sign_in_by_form(theirs).status_code == 302


def test_the_last_administrator_stays(client: CheckingClient, session: Session) -> None:
    chief = add(session, "chef@kommun.se", role=Role.ADMINISTRATOR)
    sign_in_by_form(client, "chef@kommun.se")
    response = client.post(
        f"/konton/{chief.id}/aktivt",
        data={"csrf_token": token_of(client, "/konton"), "is_active": "no"},
    )
    assert response.status_code == 409
    assert "minst en administratör" in response.text
    assert is_signed_in(client)
    other = add(session, "chef2@kommun.se", role=Role.ADMINISTRATOR)
    service.set_active(session, SYSTEM, other, is_active=False)
    with pytest.raises(Conflict):
        service.set_active(session, SYSTEM, chief, is_active=False)


def test_two_administrators_cannot_switch_each_other_off(
    database: Database, session: Session
) -> None:
    ids = [add(session, f"chef{n}@kommun.se", role=Role.ADMINISTRATOR).id for n in (1, 2)]
    session.commit()
    ready = threading.Barrier(2, timeout=20)
    seen: list[str] = []

    def switch_off(user_id: int) -> None:
        try:
            with unit_of_work(database) as own:
                if not database.is_sqlite:  # there the second unit begins when the first has ended
                    ready.wait()
                user = own.get_one(User, user_id)
                service.set_active(own, SYSTEM, user, is_active=False)
                seen.append("off")
        except Conflict:
            seen.append("refused")

    threads = [threading.Thread(target=switch_off, args=(user_id,)) for user_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == ["off", "refused"]
    assert queries.count_administrators(session) == 1


def test_an_address_has_one_account(session: Session) -> None:
    add(session)
    with pytest.raises(Conflict):
        add(session, "ANNA@kommun.se")


@pytest.mark.parametrize("email", ["anna", "anna@", "anna@kommun.se\nBcc: x@y.se", "a b@kommun.se"])
def test_an_account_needs_an_address(session: Session, email: str) -> None:
    with pytest.raises(Invalid):
        add(session, email)


def test_an_officer_has_a_unit_and_nobody_else(session: Session) -> None:
    with pytest.raises(Invalid):
        add(session, role=Role.OFFICER)
    with pytest.raises(Invalid):
        add(session, "b@kommun.se", role=Role.REVIEWER, unit_id=make_unit(session).id)


def test_changes_of_accounts_are_kept_in_the_audit_trail_without_secrets(
    session: Session,
) -> None:
    user = add(session)
    service.change_password(session, SYSTEM, user, old=PASSWORD, new=NEW)
    session.flush()
    events = session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [event.event for event in events] == ["user_added", "password_changed"]
    kept = " ".join(str(event.details) for event in events)
    assert PASSWORD not in kept
    assert NEW not in kept


def test_the_language_follows_the_person(app: Flask, session: Session) -> None:
    add(session)
    first: CheckingClient = app.test_client()  # type: ignore[assignment]
    sign_in_by_form(first)
    token = token_of(first, "/konto")
    response = first.post(
        "/sprak", data={"csrf_token": token, "language": "en", "next": "/konto?x=1"}
    )
    assert response.location == "/konto?x=1"
    page = first.get("/konto").text
    assert '<html lang="en">' in page
    assert "Change password" in page
    second: CheckingClient = app.test_client()  # type: ignore[assignment]
    sign_in_by_form(second)
    assert '<html lang="en">' in second.get("/konto").text


@pytest.mark.parametrize("language", ["de", "", "../../etc", "sv\r\nX: y"])
def test_an_unknown_language_is_swedish(client: CheckingClient, language: str) -> None:
    client.post("/sprak", data={"csrf_token": token_of(client), "language": language})
    assert '<html lang="sv">' in client.get("/logga-in").text


def test_a_visitor_keeps_a_chosen_language_through_signing_in(
    client: CheckingClient, session: Session
) -> None:
    add(session)
    client.post("/sprak", data={"csrf_token": token_of(client), "language": "en"})
    sign_in_by_form(client)
    assert '<html lang="en">' in client.get("/konto").text


def test_measuring_can_be_switched_off_and_on(client: CheckingClient, session: Session) -> None:
    user = add(session, role=Role.OFFICER, unit_id=make_unit(session).id)
    sign_in_by_form(client)
    for answer, is_timed in (("no", False), ("yes", True), ("", False)):
        client.post(
            "/konto/tidmatning",
            data={"csrf_token": token_of(client, "/konto/tidmatning"), "is_timed": answer},
        )
        session.refresh(user)
        assert user.is_timed is is_timed
        assert user.timing_informed_at is not None


def test_the_list_of_accounts_is_searched_and_paged(
    client: CheckingClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PAGE_SIZE", 2)
    add(session, "chef@kommun.se", name="Chefen", role=Role.ADMINISTRATOR)
    for name in ("Asta", "Bo", "Åsa"):
        add(session, f"{len(name)}{name[-2]}@kommun.se", name=name)
    sign_in_by_form(client, "chef@kommun.se")
    first, second = client.get("/konton").text, client.get("/konton?sida=2").text
    assert "Asta" in first
    assert "Åsa" not in first
    assert "Åsa" in second
    assert "4 konton" in second
    found = client.get("/konton?q=ÅSA").text
    assert "Åsa" in found
    assert "Asta" not in found
    assert "1 konto" in found
    assert "Inget konto passar" in client.get("/konton?q=finns-inte").text


def test_the_page_about_timing_says_the_days_that_are_set(
    app: Flask, client: CheckingClient
) -> None:
    app.extensions["settings"] = dataclasses.replace(app.extensions["settings"], event_days=30)
    assert "raderas 30 dagar efter" in client.get("/om-tidmatningen").text
