"""Commands for operators: prove the seconds, delete events whose time is out."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from surveyapp.core.units import unit_of_work
from surveyapp.rounds import queries as rounds
from surveyapp.timing import queries, service


@click.group()
def timing() -> None:
    """Measured time."""


@timing.command()
@click.argument("round_id", metavar="[ROUND]", type=int, required=False)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_obj
def replay(installation: Any, round_id: int | None, as_json: bool) -> None:
    """Derive all seconds again from the stored events and compare with what is stored.

    Ends with 1 when anything differs. ROUND is the round's number; without it all are compared.
    """
    with unit_of_work(installation.database, read_only=True) as session:
        if round_id is not None:
            rounds.get_round(session, round_id)
        ids = queries.list_measured_returns(session, round_id)
        with click.progressbar(ids, label="returns", file=sys.stderr) as each:
            found = [service.replay_return(session, return_id) for return_id in each]
    differing = [one for one in found if not one.is_equal]
    if as_json:
        click.echo(
            json.dumps(
                {
                    "equal": not differing,
                    "returns": len(found),
                    "batches": sum(one.batches for one in found),
                    "intervals": sum(one.intervals for one in found),
                    "active_seconds": sum(one.active_ms for one in found) / 1000,
                    "differing": [
                        {"return": one.return_id, "differences": list(one.differences)}
                        for one in differing
                    ],
                },
                indent=2,
            )
        )
    else:
        for one in differing:
            click.echo(f"return {one.return_id} differs: {', '.join(one.differences)}")
        click.echo(
            f"{len(found)} returns from {sum(one.batches for one in found)} batches: "
            + (f"{len(differing)} differ" if differing else "the same seconds, bit for bit")
        )
    if differing:
        raise SystemExit(1)


@timing.command()
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_obj
def prune(installation: Any, as_json: bool) -> None:
    """Delete events of rounds closed longer ago than SURVEYAPP_EVENT_DAYS (90); sums stay."""
    with unit_of_work(installation.database) as session:
        pruned = service.prune(session, days=installation.settings.event_days)
    if as_json:
        click.echo(
            json.dumps(
                {"rounds": pruned.rounds, "batches": pruned.batches, "refused": pruned.refused}
            )
        )
    else:
        click.echo(
            f"deleted {pruned.batches} batches and {pruned.refused} traces "
            f"of {pruned.rounds} rounds; intervals and sums are kept"
        )


def register(program: click.Group) -> None:
    """Add the commands of this room."""
    program.add_command(timing)
