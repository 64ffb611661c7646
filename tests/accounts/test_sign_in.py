"""Signing in and out, and what an attacker meets who tries to."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa
import time_machine
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from flask import Flask
from sqlalchemy.orm import Session

from surveyapp.accounts import rules, service
from surveyapp.accounts import session as signed
from surveyapp.accounts.models import SignInAttempt
from surveyapp.core.access import SYSTEM, Role
from surveyapp.core.errors import Invalid
from tests.accounts.people import PASSWORD, add, is_signed_in, sign_in_by_form, token_of
from tests.factories.registry import make_unit
from tests.support.html import CheckingClient

REAL_NOBODYS_HASH = service._NOBODYS_HASH
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


def test_a_person_signs_in_and_out(client: CheckingClient, session: Session) -> None:
    add(session)
    assert sign_in_by_form(client).status_code == 302
    assert is_signed_in(client)
    response = client.post("/logga-ut", data={"csrf_token": token_of(client, "/konto")})
    assert response.location == "/logga-in"
    assert not is_signed_in(client)


def test_an_address_is_found_however_it_is_typed(client: CheckingClient, session: Session) -> None:
    add(session)
    assert sign_in_by_form(client, " ANNA@Kommun.se ").status_code == 302


def test_nobody_is_told_whether_an_account_exists(client: CheckingClient, session: Session) -> None:
    add(session)
    switched_off = add(session, "borta@kommun.se")
    add(session, "chef@kommun.se", role=Role.ADMINISTRATOR)
    service.set_active(session, SYSTEM, switched_off, is_active=False)
    answers = {
        (response.status_code, _main_text(response.text, email))
        for email, password in (
            ("anna@kommun.se", "fel lösenord här"),
            ("ingen@kommun.se", "fel lösenord här"),
            ("borta@kommun.se", PASSWORD),
        )
        for response in [sign_in_by_form(client, email, password)]
    }
    assert len(answers) == 1
    assert next(iter(answers))[0] == 422


def _main_text(page: str, email: str) -> str:
    start, end = page.index("<main"), page.index("</main>")
    return re.sub(r'value="[^"]*"', "", page[start:end].replace(email, ""))


def test_an_unknown_account_costs_as_much_work_as_a_known_one(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(session)
    checked: list[str] = []
    real = service._matches

    def noting(stored: str, typed: str) -> bool:
        checked.append(stored)
        return real(stored, typed)

    monkeypatch.setattr(service, "_matches", noting)
    for email in ("anna@kommun.se", "ingen@kommun.se"):
        with pytest.raises(Invalid):
            service.sign_in(session, email, "fel", network="192.0.2.1", secret="s" * 40)
    assert len(checked) == 2
    assert all(stored.startswith("$argon2id$") for stored in checked)


def test_the_hash_of_nobody_is_as_dear_as_a_real_one() -> None:
    hasher = PasswordHasher()
    with pytest.raises(VerifyMismatchError):
        hasher.verify(REAL_NOBODYS_HASH, "anything")
    assert not hasher.check_needs_rehash(REAL_NOBODYS_HASH)


def test_the_eleventh_try_on_an_account_is_refused_for_a_while(
    client: CheckingClient, session: Session
) -> None:
    add(session)
    with time_machine.travel(NOW, tick=False) as clock:
        for number in range(rules.FAILURES_PER_ACCOUNT):
            reply = sign_in_by_form(client, password="fel", address=f"192.0.2.{number}")
            assert reply.status_code == 422
        refused = sign_in_by_form(client, address="198.51.100.7")
        assert refused.status_code == 429, "even the right password waits"
        assert "Vänta en kvart" in refused.text
        clock.shift(rules.THROTTLE_WINDOW - dt.timedelta(seconds=1))
        assert sign_in_by_form(client).status_code == 429
        clock.shift(dt.timedelta(seconds=2))
        assert sign_in_by_form(client).status_code == 302


def test_an_account_that_does_not_exist_is_throttled_the_same(
    client: CheckingClient, session: Session
) -> None:
    with time_machine.travel(NOW, tick=False):
        for _number in range(rules.FAILURES_PER_ACCOUNT):
            sign_in_by_form(client, "ingen@kommun.se", "fel")
        assert sign_in_by_form(client, "ingen@kommun.se", "fel").status_code == 429


def test_a_success_gives_the_tries_back(client: CheckingClient, session: Session) -> None:
    add(session)
    with time_machine.travel(NOW, tick=False) as clock:
        for _number in range(rules.FAILURES_PER_ACCOUNT - 1):
            sign_in_by_form(client, password="fel")
        clock.shift(1)
        assert sign_in_by_form(client).status_code == 302
        client.post("/logga-ut", data={"csrf_token": token_of(client, "/konto")})
        clock.shift(1)
        assert sign_in_by_form(client, password="fel").status_code == 422


def test_a_network_that_tries_many_accounts_is_refused(
    client: CheckingClient, session: Session
) -> None:
    add(session)
    with time_machine.travel(NOW, tick=False):
        for number in range(rules.FAILURES_PER_NETWORK):
            sign_in_by_form(client, f"person{number}@kommun.se", "fel", address="203.0.113.9")
        assert sign_in_by_form(client, address="203.0.113.9").status_code == 429
        assert sign_in_by_form(client, address="203.0.113.10").status_code == 302


def test_tries_are_forgotten_after_an_hour(client: CheckingClient, session: Session) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in_by_form(client, password="fel")
        clock.shift(4 * rules.THROTTLE_WINDOW + dt.timedelta(seconds=1))
        sign_in_by_form(client, password="fel")
    assert session.scalar(sa.select(sa.func.count(SignInAttempt.id))) == 1


def test_what_an_attacker_planted_in_the_cookie_is_gone_after_signing_in(
    client: CheckingClient, session: Session
) -> None:
    add(session)
    token = token_of(client)
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
        before = cookie["csrf_token"]
    client.post(
        "/logga-in", data={"csrf_token": token, "email": "anna@kommun.se", "password": PASSWORD}
    )
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie.get("csrf_token") != before


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    client: CheckingClient, session: Session
) -> None:
    add(session)
    header = sign_in_by_form(client).headers["Set-Cookie"]
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/%09/evil.example"[:1] + "\t/evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "evil.example",
        "/ok\r\nLocation: https://evil.example",
        " //evil.example",
        "///evil.example",
        "https:/evil.example",
        "",
    ],
)
def test_signing_in_never_leads_to_another_site(target: str) -> None:
    assert signed.safe_next(target) is None


@pytest.mark.parametrize("target", ["/", "/konto", "/uppgifter/3?avsnitt=A#fraga"])
def test_a_path_here_is_kept(target: str) -> None:
    assert signed.safe_next(target) == target


def test_a_person_comes_back_to_the_page_that_asked(
    client: CheckingClient, session: Session
) -> None:
    add(session)
    asked = client.get("/konto")
    assert asked.location == "/logga-in?next=/konto"
    assert sign_in_by_form(client, next="/konto").location == "/konto"
    client.post("/logga-ut", data={"csrf_token": token_of(client, "/konto")})
    assert sign_in_by_form(client, next="//evil.example").location == "/"


def test_an_officer_is_told_of_the_timing_first(client: CheckingClient, session: Session) -> None:
    unit = make_unit(session)
    add(session, role=Role.OFFICER, unit_id=unit.id)
    assert sign_in_by_form(client).location == "/konto/tidmatning"


def test_one_statement_tells_who_is_signed_in(
    app: Flask, client: CheckingClient, session: Session
) -> None:
    add(session, role=Role.OFFICER, unit_id=make_unit(session, name="Östra Småby").id)
    sign_in_by_form(client)
    engine = app.extensions["database"].engine
    statements: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            statements.append(statement)

    sa.event.listen(engine, "before_cursor_execute", count)
    page = client.get("/tillganglighet").text
    of_the_frame = len(statements)
    account = client.get("/konto").text
    sa.event.remove(engine, "before_cursor_execute", count)
    assert of_the_frame == 1, statements
    assert "Logga ut" in page
    # One's own page reads the account itself as well.
    assert len(statements) == 3, statements
    assert "Östra Småby" in account
    assert "Uppgiftslämnare" in account
