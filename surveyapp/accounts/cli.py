"""Commands: user add, list, invite."""

from __future__ import annotations

import json
import sys
from typing import Any

import click
from sqlalchemy.orm import Session

from surveyapp.accounts import queries, rules, service
from surveyapp.core.access import SYSTEM, Role
from surveyapp.core.errors import Invalid
from surveyapp.core.i18n import LANGUAGES, force_language
from surveyapp.core.units import unit_of_work
from surveyapp.registry import queries as registry

ROLES = click.Choice([role.value for role in Role])


@click.group()
def user() -> None:
    """People: add, list, invite."""


def _unit_id(session: Session, role: str, code: str | None) -> int | None:
    """Return the unit that an officer answers for, None for other roles.

    Raises:
        Invalid: an officer without a unit, another role with one, or no such unit.
    """
    if role != Role.OFFICER.value:
        if code:
            raise Invalid(f"--unit is only for the role officer, not {role}")
        return None
    if not code:
        raise Invalid("an officer needs --unit CODE, for example --unit 0180")
    unit = registry.find_unit_by_code(session, code)
    if unit is None:
        raise Invalid(
            f"there is no municipality or district with the code {code}; "
            "read them in with: surveyapp registry import municipalities FILE"
        )
    return unit.id


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


@user.command("add")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--role", required=True, type=ROLES)
@click.option("--unit", help="Code of the officer's municipality or district.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="sv", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line.")
@click.option("--json", "as_json", is_flag=True, help="The account as JSON.")
@click.pass_obj
def add(
    installation: Any,
    email: str,
    name: str,
    role: str,
    unit: str | None,
    language: str,
    password_stdin: bool,
    as_json: bool,
) -> None:
    """Make an account; the password is asked for, or read with --password-stdin.

    Exit 2: the address has an account already, the password is too short or easy to guess, or the
    unit does not exist.
    """
    with force_language("en"):
        service.check_email(email)
        with unit_of_work(installation.database, read_only=True) as session:
            _unit_id(session, role, unit)
        password = _password(password_stdin)
        with unit_of_work(installation.database) as session:
            added = service.add_user(
                session,
                SYSTEM,
                email=email,
                name=name,
                password=password,
                roles=[(Role(role), _unit_id(session, role, unit))],
                language=language,
            )
            data = {"id": added.id, "email": added.email, "name": added.name, "role": role}
    if as_json:
        click.echo(json.dumps({**data, "unit": unit}, ensure_ascii=False, indent=2))
    else:
        click.echo(f"{data['email']} added as {role}{f' of {unit}' if unit else ''}")


@user.command("list")
@click.option("--json", "as_json", is_flag=True, help="The accounts as JSON.")
@click.pass_obj
def list_(installation: Any, as_json: bool) -> None:
    """Show every account with its roles."""
    with unit_of_work(installation.database, read_only=True) as session:
        people: list[dict[str, Any]] = [
            {
                "id": person.user.id,
                "email": person.user.email,
                "name": person.user.name,
                "is_active": person.user.is_active,
                "roles": [
                    {"role": grant.role, "unit": grant.unit.code if grant.unit else None}
                    for grant in person.grants
                ],
            }
            for person in queries.list_people(session)
        ]
    if as_json:
        click.echo(json.dumps(people, ensure_ascii=False, indent=2))
        return
    for person in people:
        roles = ", ".join(
            role["role"] + (f" {role['unit']}" if role["unit"] else "") for role in person["roles"]
        )
        off = "" if person["is_active"] else " (switched off)"
        click.echo(f"{person['email']}\t{person['name']}\t{roles}{off}")


@user.command("invite")
@click.option("--email", required=True)
@click.option("--role", required=True, type=ROLES)
@click.option("--unit", help="Code of the officer's municipality or district.")
@click.option("--json", "as_json", is_flag=True, help="The link as JSON.")
@click.pass_obj
def invite(installation: Any, email: str, role: str, unit: str | None, as_json: bool) -> None:
    """Make a link by which a person makes an account; it is shown once and valid for 14 days."""
    token = rules.new_token()
    with force_language("en"), unit_of_work(installation.database) as session:
        invitation = service.invite(
            session,
            SYSTEM,
            email=email,
            role=Role(role),
            unit_id=_unit_id(session, role, unit),
            token=token,
        )
        expires = invitation.expires_at.isoformat(timespec="seconds")
        data = {"email": invitation.email, "role": role, "unit": unit, "expires_at": expires}
    link = f"{installation.settings.origin}/inbjudan/{token}"
    if as_json:
        click.echo(json.dumps({**data, "link": link}, ensure_ascii=False, indent=2))
    else:
        click.echo(link)


def register(program: click.Group) -> None:
    """Add the commands."""
    program.add_command(user)
