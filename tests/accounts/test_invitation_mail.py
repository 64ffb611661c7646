"""An invitation by mail: asked for on the page, sent by the worker, opened from the mail."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import time_machine
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy.orm import Session

from surveyapp.accounts.models import User
from surveyapp.core import jobs
from surveyapp.core.database import Database
from surveyapp.core.i18n import force_language
from surveyapp.core.settings import Settings
from tests.accounts.people import PASSWORD, is_signed_in, token_of
from tests.core.test_mail import Received, _free_port
from tests.factories.accounts import make_administrator, make_officer, sign_in
from tests.factories.registry import make_unit
from tests.support.html import CheckingClient

_LINK = re.compile(r"https://enkater\.exempel\.se(/inbjudan/[\w-]+)")


@pytest.fixture
def received() -> Received:
    return Received()


@pytest.fixture
def settings(database_url: str, received: Received) -> Iterator[Settings]:
    controller = Controller(received, hostname="127.0.0.1", port=_free_port())
    controller.start()
    yield Settings.for_tests(
        database_url,
        smtp_host="127.0.0.1",
        smtp_port=controller.port,
        smtp_sender="enkater@exempel.se",
        origin="https://enkater.exempel.se",
    )
    controller.stop()


def invite(client: CheckingClient, session: Session) -> str:
    """Have an officer invite a colleague; returns what the page says."""
    officer = make_officer(session, make_unit(session, "0001", "Östra Småby"), name="Åsa Öberg")
    token = sign_in(client, officer)
    data = {"csrf_token": token, "email": "ny@kommun.se"}
    return client.post("/kollegor", data=data).text


def work(app: Flask, database: Database) -> None:
    with app.app_context():
        while jobs.run_one(database):
            pass


def test_the_mailed_link_opens_the_invitation(
    app: Flask, database: Database, session: Session, received: Received
) -> None:
    page = invite(app.test_client(), session)  # type: ignore[arg-type]
    assert "Ett mejl med länken är på väg" in page
    assert not received.messages, "no page waits for the relay"
    session.commit()
    work(app, database)
    (message,) = received.messages
    assert message["To"] == "ny@kommun.se"
    assert message["Subject"] == "Inbjudan till kommunernas enkäter"
    text = message.get_content()
    assert "Åsa Öberg har bjudit in dig" in text
    found = _LINK.search(text)
    assert found is not None
    assert found[0] in page, "the same link as on the page"
    client: CheckingClient = app.test_client()  # type: ignore[assignment]
    form = {"csrf_token": token_of(client, found[1]), "name": "Ny", "password": PASSWORD}
    assert client.post(found[1], data=form).status_code == 302
    assert is_signed_in(client)


def test_the_waiting_job_does_not_hold_the_link(
    app: Flask, session: Session, received: Received
) -> None:
    page = invite(app.test_client(), session)  # type: ignore[arg-type]
    found = _LINK.search(page)
    assert found is not None
    job = session.scalars(sa.select(jobs.Job)).one()
    assert found[1].rsplit("/", 1)[1] not in str(job.payload)


def test_a_used_invitation_is_not_mailed(
    app: Flask, database: Database, session: Session, received: Received
) -> None:
    page = invite(app.test_client(), session)  # type: ignore[arg-type]
    found = _LINK.search(page)
    assert found is not None
    client: CheckingClient = app.test_client()  # type: ignore[assignment]
    form = {"csrf_token": token_of(client, found[1]), "name": "Ny", "password": PASSWORD}
    client.post(found[1], data=form)
    session.commit()
    work(app, database)
    assert not received.messages


def test_a_relay_that_refuses_leaves_a_failed_job_and_a_link_that_works(
    app: Flask, database: Database, session: Session, received: Received
) -> None:
    received.answer = "554 no thanks"
    page = invite(app.test_client(), session)  # type: ignore[arg-type]
    session.commit()
    work(app, database)
    job = session.scalars(sa.select(jobs.Job)).one()
    assert (job.state, "no thanks" in job.error) == ("failed", True)
    found = _LINK.search(page)
    assert found is not None
    assert app.test_client().get(found[1]).status_code == 200


def test_an_invitation_waits_for_a_relay_that_is_away(
    app: Flask, database: Database, session: Session, received: Received
) -> None:
    received.answer = "451 try again later"
    client: CheckingClient = app.test_client()  # type: ignore[assignment]
    invite(client, session)
    session.commit()
    work(app, database)
    job = session.scalars(sa.select(jobs.Job)).one()
    assert (job.state, job.error.partition(":")[0]) == ("waiting", "MailDelayed")
    due = job.next_try_at
    assert due is not None
    assert jobs.next_try(due) in client.get("/kollegor").text
    job.created_by_id = sign_in_administrator(client, session).id
    session.commit()
    assert f"Det gick inte än. {jobs.next_try(due)}" in client.get(f"/jobb/{job.id}").text
    received.answer = "250 OK"
    with time_machine.travel(due):
        work(app, database)
    assert len(received.messages) == 1
    session.rollback()
    session.refresh(job)
    assert (job.state, job.error) == ("done", "")


@pytest.mark.parametrize(
    ("now", "swedish", "english"),
    [
        ("2026-11-22T08:00:00Z", "Försöker igen kl. 09.30.", "Trying again at 09:30."),
        (
            "2026-11-21T22:30:00Z",
            "Försöker igen 2026-11-22 09.30.",
            "Trying again 2026-11-22 09:30.",
        ),
    ],
)
def test_the_next_try_is_told_with_its_day_when_it_needs_one(
    now: str, swedish: str, english: str
) -> None:
    at = dt.datetime(2026, 11, 22, 8, 30, tzinfo=dt.UTC)
    with time_machine.travel(now):
        assert jobs.next_try(at).replace("\xa0", " ") == swedish
        with force_language("en"):
            assert jobs.next_try(at).replace("\xa0", " ") == english


def sign_in_administrator(client: CheckingClient, session: Session) -> User:
    administrator = make_administrator(session)
    session.commit()
    sign_in(client, administrator)
    return administrator
