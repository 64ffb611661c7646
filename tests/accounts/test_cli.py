"""`surveyapp user`: what an operator does before anybody can sign in."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveyapp import cli
from surveyapp.accounts.cli import register
from surveyapp.accounts.models import User
from surveyapp.core.settings import Settings
from tests.accounts.people import PASSWORD, is_signed_in, sign_in_by_form
from tests.factories.registry import make_unit
from tests.support.html import CheckingClient


@pytest.fixture
def installation(settings: Settings) -> cli.Installation:
    return cli.Installation(settings)


def run(
    installation: cli.Installation, session: Session, *arguments: str, typed: str | None = None
) -> Result:
    program = cli.Program("surveyapp")
    register(program)
    session.commit()
    result = CliRunner().invoke(program, ["user", *arguments], obj=installation, input=typed)
    installation.database.dispose()
    session.expire_all()
    return result


OFFICER = ("--email", "Anna@Kommun.se", "--name", "Anna", "--role", "officer")


def test_an_account_is_added_and_can_be_used(
    installation: cli.Installation, session: Session, client: CheckingClient
) -> None:
    make_unit(session, "0180", "Stockholm")
    result = run(
        installation,
        session,
        *("add", *OFFICER, "--unit", "0180", "--password-stdin"),
        typed=f"{PASSWORD}\n",
    )
    assert (result.exit_code, result.output) == (0, "anna@kommun.se added as officer of 0180\n")
    assert sign_in_by_form(client).status_code == 302
    assert is_signed_in(client)


def test_the_password_is_asked_for_twice_and_not_shown(
    installation: cli.Installation, session: Session
) -> None:
    arguments = ("add", "--email", "b@kommun.se", "--name", "B", "--role", "administrator")
    result = run(installation, session, *arguments, typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0
    assert PASSWORD not in result.output


@pytest.mark.parametrize(
    ("arguments", "password", "message"),
    [
        (OFFICER, PASSWORD, "an officer needs --unit CODE"),
        ((*OFFICER, "--unit", "9999"), PASSWORD, "no municipality or district with the code 9999"),
        ((*OFFICER, "--unit", "0180"), "kort", "The password needs at least 12 characters."),
        (("--email", "x", "--name", "X", "--role", "reviewer"), PASSWORD, "Enter an email address"),
        (
            ("--email", "x@y.se", "--name", "X", "--role", "reviewer", "--unit", "0180"),
            PASSWORD,
            "--unit is only for the role officer",
        ),
    ],
)
def test_what_cannot_be_added_ends_with_two_and_one_line(
    installation: cli.Installation,
    session: Session,
    arguments: tuple[str, ...],
    password: str,
    message: str,
) -> None:
    make_unit(session, "0180", "Stockholm")
    result = run(
        installation, session, "add", *arguments, "--password-stdin", typed=f"{password}\n"
    )
    assert result.exit_code == 2
    assert message in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert session.scalar(select(func.count(User.id))) == 0


def test_an_address_is_added_once(installation: cli.Installation, session: Session) -> None:
    arguments = ("add", "--email", "b@kommun.se", "--name", "B", "--role", "reviewer")
    for code in (0, 2):
        result = run(installation, session, *arguments, "--password-stdin", typed=f"{PASSWORD}\n")
        assert result.exit_code == code


def test_accounts_are_listed(installation: cli.Installation, session: Session) -> None:
    make_unit(session, "0180", "Stockholm")
    run(
        installation,
        session,
        *("add", *OFFICER, "--unit", "0180", "--password-stdin"),
        typed=f"{PASSWORD}\n",
    )
    assert run(installation, session, "list").output == "anna@kommun.se\tAnna\tofficer 0180\n"
    (person,) = json.loads(run(installation, session, "list", "--json").output)
    assert person["roles"] == [{"role": "officer", "unit": "0180"}]
    assert "password" not in str(person)


def test_an_invitation_gives_a_link(
    installation: cli.Installation, session: Session, client: CheckingClient
) -> None:
    arguments = ("invite", "--email", "chef@kommun.se", "--role", "administrator")
    link = run(installation, session, *arguments).output.strip()
    assert link.startswith("http://127.0.0.1:5000/inbjudan/")
    assert client.get(link.removeprefix("http://127.0.0.1:5000")).status_code == 200
