"""Commands: round list, open, close."""

from __future__ import annotations

import json
from typing import Any

import click

from surveyapp.core.access import SYSTEM
from surveyapp.core.errors import NotFound
from surveyapp.core.i18n import pick
from surveyapp.core.units import unit_of_work
from surveyapp.rounds import queries, service


@click.group("round")
def round_() -> None:
    """Rounds: list, open, close."""


@round_.command("list")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def list_(installation: Any, as_json: bool) -> None:
    """Show every round and how many have answered."""
    with unit_of_work(installation.database, read_only=True) as session:
        rows = [
            {
                "id": r.id,
                "name": pick(r.name, "en"),
                "year": r.year,
                "state": r.state,
                "opens_on": r.opens_on.isoformat(),
                "closes_on": r.closes_on.isoformat(),
                "returns": queries.count_by_state(session, r.id),
            }
            for r in queries.list_rounds(session)
        ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        states = ", ".join(f"{n} {state}" for state, n in row["returns"].items())  # type: ignore[attr-defined]
        click.echo(f"{row['id']}: {row['name']} {row['year']} {row['state']}: {states}")


def _change(installation: Any, round_id: int, change: Any) -> None:
    with unit_of_work(installation.database) as session:
        try:
            found = queries.get_round(session, round_id)
        except NotFound:
            raise NotFound(f"there is no round {round_id}; see: surveyapp round list") from None
        change(session, SYSTEM, found)
        click.echo(f"round {round_id} is {found.state}")


@round_.command("open")
@click.argument("round_id", type=int)
@click.pass_obj
def open_(installation: Any, round_id: int) -> None:
    """Open a planned round for answers."""
    _change(installation, round_id, service.open_round)


@round_.command("close")
@click.argument("round_id", type=int)
@click.pass_obj
def close(installation: Any, round_id: int) -> None:
    """Close an open round."""
    _change(installation, round_id, service.close_round)


def register(program: click.Group) -> None:
    """Add the commands."""
    program.add_command(round_)
