"""Commands: round list, open, close, remind."""

from __future__ import annotations

import json
from typing import Any

import click
from sqlalchemy.orm import Session

from surveyapp.core.access import SYSTEM
from surveyapp.core.errors import NotFound
from surveyapp.core.i18n import pick
from surveyapp.core.units import unit_of_work
from surveyapp.rounds import queries, reminding, service
from surveyapp.rounds.models import Round


@click.group("round")
def round_() -> None:
    """Rounds: list, open, close, remind."""


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
        found = _find(session, round_id)
        change(session, SYSTEM, found)
        click.echo(f"round {round_id} is {found.state}")


def _find(session: Session, round_id: int) -> Round:
    try:
        return queries.get_round(session, round_id)
    except NotFound:
        raise NotFound(f"there is no round {round_id}; see: surveyapp round list") from None


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


@round_.command("remind")
@click.argument("round_id", type=int)
@click.option("--dry-run", is_flag=True, help="Only say how many would be mailed.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def remind(installation: Any, round_id: int, dry_run: bool, as_json: bool) -> None:
    """Mail the officers who have not sent in; the worker sends it, once a day to each."""
    with unit_of_work(installation.database, read_only=dry_run) as session:
        found = _find(session, round_id)
        reminding.require_possible(found, installation.settings)
        plan = reminding.plan(session, found)
        answer: dict[str, Any] = {
            "round": round_id,
            "people": len(plan.recipients),
            "units": plan.units,
            "already_reminded_today": plan.already,
            "units_without_officer": [r.unit.code for r in plan.unreachable],
            "job": None,
        }
        if not dry_run:
            url = f"/omgangar/{round_id}/paminn"
            answer["job"] = reminding.ask(session, SYSTEM, found, installation.settings, url).id
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    what = "would be mailed" if dry_run else f"will be mailed by job {answer['job']}"
    click.echo(f"{answer['people']} people in {answer['units']} units {what}")


def register(program: click.Group) -> None:
    """Add the commands."""
    program.add_command(round_)
