"""Reminders: who gets one, one a day to each, through a real relay, and nothing without one."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
import sqlalchemy as sa
import time_machine
from aiosmtpd.controller import Controller
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy.orm import Session

from surveyapp import cli as program_cli
from surveyapp.core import clock, jobs
from surveyapp.core.access import SYSTEM
from surveyapp.core.audit import AuditEvent
from surveyapp.core.database import Database
from surveyapp.core.settings import Settings
from surveyapp.rounds import cli, queries, reminding, service
from surveyapp.rounds.models import ReturnState, Round
from tests.core.test_mail import Received, _free_port
from tests.factories.accounts import make_administrator, make_officer, sign_in
from tests.factories.registry import make_unit
from tests.factories.rounds import make_round, return_of

if TYPE_CHECKING:
    from tests.support.html import CheckingClient

EVENTS = (queries.REMINDED, queries.NOT_REACHED, queries.ROUND_REMINDED)


@pytest.fixture
def received() -> Received:
    return Received()


@pytest.fixture
def has_relay() -> bool:
    return True


@pytest.fixture
def settings(database_url: str, received: Received, has_relay: bool) -> Iterator[Settings]:
    if not has_relay:
        yield Settings.for_tests(database_url)
        return
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


@pytest.fixture
def round_(session: Session) -> Round:
    """Three units: Ett and Två with officers, Tre sent in, Fyra without an account."""
    units = [make_unit(session, name=name) for name in ("Ett", "Två", "Tre", "Fyra")]
    made = make_round(session, *units)
    make_officer(session, *units[:2], name="Båda", email="bada@kommun.se")
    make_officer(session, units[1], email="two@kommun.se", language="en")
    make_officer(session, units[2], email="tre@kommun.se")
    gone = make_officer(session, units[0], email="borta@kommun.se")
    gone.is_active = False
    return_of(session, made, units[2]).state = ReturnState.SUBMITTED.value
    session.commit()
    return made


def press(client: CheckingClient, session: Session, round_: Round) -> str:
    """Sign in as an administrator, ask for reminders, and return where that leads."""
    administrator = make_administrator(session)
    session.commit()
    token = sign_in(client, administrator)
    answer = client.post(f"/omgangar/{round_.id}/paminn", data={"csrf_token": token})
    assert answer.status_code == 303
    return answer.location


def work(app: Flask, database: Database) -> None:
    with app.app_context():
        while jobs.run_one(database):
            pass


def receivers(received: Received) -> list[str]:
    return [message["To"] for message in received.messages]


def test_the_page_says_who_would_be_mailed(
    client: CheckingClient, session: Session, round_: Round
) -> None:
    sign_in(client, make_administrator(session))
    session.commit()
    assert f"/omgangar/{round_.id}/paminn" in client.get(f"/omgangar/{round_.id}").text
    page = client.get(f"/omgangar/{round_.id}/paminn").text
    assert "Ingen har konto för: Fyra." in page
    plan = reminding.plan(session, round_)
    assert [r.email for r in plan.recipients] == ["bada@kommun.se", "two@kommun.se"]
    assert (plan.units, plan.already) == (2, 0)


def test_each_is_mailed_once_in_their_language(
    app: Flask,
    client: CheckingClient,
    session: Session,
    database: Database,
    round_: Round,
    received: Received,
) -> None:
    first = press(client, session, round_)
    assert first.startswith("/jobb/")
    assert not received.messages, "no page waits for the relay"
    work(app, database)
    assert receivers(received) == ["bada@kommun.se", "two@kommun.se"]
    swedish, english = (message.get_content() for message in received.messages)
    assert "Ett, sista dag" in swedish
    assert "Två, sista dag" in swedish
    assert "https://enkater.exempel.se/" in swedish
    assert "have not been sent in yet" in english
    assert received.messages[1]["Subject"] == "Reminder: Prövoomgången (en)"
    session.rollback()
    events = session.scalars(
        sa.select(AuditEvent).where(AuditEvent.event.in_(EVENTS)).order_by(AuditEvent.id)
    ).all()
    assert [e.event for e in events] == [queries.REMINDED] * 2 + [queries.ROUND_REMINDED]
    assert events[-1].details == {"people": 2}
    assert events[-1].actor_id is not None
    assert "till 2 personer" in client.get(f"/omgangar/{round_.id}/paminn").text


def test_nobody_is_mailed_twice_a_day_not_even_by_another_round(
    app: Flask,
    client: CheckingClient,
    session: Session,
    database: Database,
    round_: Round,
    received: Received,
) -> None:
    with time_machine.travel(clock.now().replace(hour=10), tick=False):
        press(client, session, round_)
        work(app, database)
        assert press(client, session, round_).endswith("/paminn"), "there is nobody left to mail"
        assert "Det finns ingen att påminna nu." in client.get(f"/omgangar/{round_.id}/paminn").text
        units = [r.unit for r in queries.list_returns(session, round_.id)]
        other = make_round(session, *units)
        session.commit()
        press(client, session, other)
        work(app, database)
        assert receivers(received) == ["bada@kommun.se", "two@kommun.se", "tre@kommun.se"]
    with time_machine.travel(clock.now().replace(hour=10) + dt.timedelta(days=1), tick=False):
        press(client, session, round_)
        work(app, database)
        assert receivers(received)[3:] == ["bada@kommun.se", "two@kommun.se"]


def test_pressing_twice_is_one_job(client: CheckingClient, session: Session, round_: Round) -> None:
    assert press(client, session, round_).startswith("/jobb/")
    assert press(client, session, round_).endswith("/paminn"), "a colleague asked already"
    assert session.scalar(sa.select(sa.func.count(jobs.Job.id))) == 1


def test_a_relay_that_is_away_delays_and_repeats_nobody(
    app: Flask,
    client: CheckingClient,
    session: Session,
    database: Database,
    round_: Round,
    received: Received,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken: list[str] = []

    async def one_only(
        _server: object, _session: object, envelope: object, address: str, _options: object
    ) -> str:
        if taken:
            return "451 too many"
        taken.append(address)
        envelope.rcpt_tos.append(address)  # type: ignore[attr-defined]
        return "250 OK"

    monkeypatch.setattr(received, "handle_RCPT", one_only, raising=False)
    with time_machine.travel(
        clock.now().replace(hour=22, minute=58), tick=False
    ):  # two minutes to midnight
        press(client, session, round_)
        work(app, database)
        assert receivers(received) == ["bada@kommun.se"]
        job = session.scalars(sa.select(jobs.Job)).one()
        due = job.next_try_at
        assert due is not None
        session.rollback()
    monkeypatch.undo()
    with time_machine.travel(due + dt.timedelta(minutes=5), tick=False):
        work(app, database)
    assert receivers(received) == ["bada@kommun.se", "two@kommun.se"]
    session.rollback()
    session.refresh(job)
    assert job.result["sent"] == 2


class StopAtReport:
    """A stop that is asked for between two of a job's progress reports."""

    def __init__(self, number: int) -> None:
        self.left = number

    def is_set(self) -> bool:
        self.left -= 1
        return self.left <= 0


def test_a_pause_at_any_report_loses_and_repeats_nothing(
    app: Flask,
    client: CheckingClient,
    session: Session,
    database: Database,
    round_: Round,
    received: Received,
) -> None:
    press(client, session, round_)
    mailed = []
    with app.app_context():
        for report in (1, 2, 1, 2, 1):  # before each of the two, and when both are mailed
            stop = cast("threading.Event", StopAtReport(report))
            assert jobs.run_one(database, stop)
            mailed.append(len(received.messages))
    assert mailed == [0, 1, 1, 2, 2]
    work(app, database)
    assert receivers(received) == ["bada@kommun.se", "two@kommun.se"]
    events = session.scalars(
        sa.select(AuditEvent.event).where(AuditEvent.event.in_(EVENTS)).order_by(AuditEvent.id)
    ).all()
    assert events == [queries.REMINDED] * 2 + [queries.ROUND_REMINDED]
    assert session.scalars(sa.select(jobs.Job)).one().result["sent"] == 2


def test_a_refused_address_stops_nobody_else(
    app: Flask,
    client: CheckingClient,
    session: Session,
    database: Database,
    round_: Round,
    received: Received,
) -> None:
    async def not_both(
        _server: object, _session: object, envelope: object, address: str, _options: object
    ) -> str:
        if address.startswith("bada"):
            return "550 no such person"
        envelope.rcpt_tos.append(address)  # type: ignore[attr-defined]
        return "250 OK"

    vars(received)["handle_RCPT"] = not_both
    press(client, session, round_)
    work(app, database)
    assert receivers(received) == ["two@kommun.se"]
    result = session.scalars(sa.select(jobs.Job)).one().result
    assert (result["sent"], result["refused"]) == (1, 1)


def test_a_return_that_takes_nothing_more_is_not_reminded_of(
    session: Session, round_: Round
) -> None:
    for return_ in queries.list_unsubmitted(session, round_.id):
        return_.due_on = clock.today() - dt.timedelta(days=1)
    session.flush()
    assert reminding.plan(session, round_).recipients == ()


@pytest.mark.parametrize("has_relay", [False])
def test_without_a_relay_it_is_said_and_nothing_is_asked_for(
    client: CheckingClient, session: Session, round_: Round
) -> None:
    where = press(client, session, round_)
    assert where.endswith("/paminn")
    page = client.get(where).text
    assert "Tjänsten kan inte skicka mejl" in page
    assert "Skicka påminnelsen" not in page
    assert session.scalar(sa.select(sa.func.count(jobs.Job.id))) == 0


def test_a_closed_round_has_nobody_to_remind(
    client: CheckingClient, session: Session, round_: Round
) -> None:
    administrator = make_administrator(session)
    service.close_round(session, SYSTEM, queries.get_round(session, round_.id))
    session.commit()
    sign_in(client, administrator)
    assert "Bara en öppen omgång" in client.get(f"/omgangar/{round_.id}/paminn").text


def run(database: Database, settings: Settings, *arguments: str) -> Result:
    program = program_cli.Program("surveyapp")
    cli.register(program)
    given = SimpleNamespace(database=database, settings=settings)
    return CliRunner().invoke(program, ["round", "remind", *arguments], obj=given)


def test_the_command_counts_asks_and_refuses(
    app: Flask, database: Database, settings: Settings, round_: Round, received: Received
) -> None:
    counted = run(database, settings, str(round_.id), "--dry-run", "--json")
    assert counted.exit_code == 0, counted.output
    answer = json.loads(counted.stdout)
    assert (answer["people"], answer["units"], answer["job"]) == (2, 2, None)
    asked = run(database, settings, str(round_.id))
    assert "2 people in 2 units will be mailed by job" in asked.output
    work(app, database)
    assert len(received.messages) == 2
    again = run(database, settings, str(round_.id))
    assert (again.exit_code, "ingen att påminna" in again.output) == (2, True)
    assert run(database, settings, "99").exit_code == 2
    without = run(database, Settings.for_tests("sqlite://"), str(round_.id))
    assert (without.exit_code, "SURVEYAPP_SMTP_HOST" in without.output) == (2, True)
