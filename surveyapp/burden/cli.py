"""Commands: make a snapshot of a round's burden, and show the newest."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from surveyapp.burden import background, queries
from surveyapp.burden.models import BurdenSnapshot
from surveyapp.core import svenska
from surveyapp.core.access import SYSTEM
from surveyapp.core.errors import NotFound
from surveyapp.core.i18n import gettext as _
from surveyapp.core.units import unit_of_work
from surveyapp.rounds import queries as rounds


@click.group()
def burden() -> None:
    """What answering costs."""


@burden.command("snapshot")
@click.argument("round_id", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.pass_obj
def snapshot(installation: Any, round_id: int, as_json: bool) -> None:
    """Measure a round as it stands and keep what was found."""
    _require_round(installation, round_id)
    with click.progressbar(length=background.STEPS, label="snapshot", file=sys.stderr) as bar:

        def progress(done: int, _steps: int) -> None:
            bar.update(done - bar.pos)

        snapshot_id = background.make(installation.database, SYSTEM, round_id, progress)
    with unit_of_work(installation.database, read_only=True) as session:
        _say(queries.get_snapshot(session, snapshot_id), as_json)


@burden.command("show")
@click.argument("round_id", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print the whole result as JSON.")
@click.pass_obj
def show(installation: Any, round_id: int, as_json: bool) -> None:
    """Show a round's newest snapshot."""
    _require_round(installation, round_id)
    with unit_of_work(installation.database, read_only=True) as session:
        newest = queries.newest_snapshot(session, round_id)
        if newest is None:
            raise NotFound(
                _(
                    "Omgången har ingen beräkning. Kör: surveyapp burden snapshot %(id)s",
                    id=round_id,
                )
            )
        _say(queries.get_snapshot(session, newest.id), as_json)


def _require_round(installation: Any, round_id: int) -> None:
    with unit_of_work(installation.database, read_only=True) as session:
        try:
            rounds.get_round(session, round_id)
        except NotFound:
            raise NotFound(_("Det finns ingen omgång med id %(id)s.", id=round_id)) from None


def _say(found: BurdenSnapshot, as_json: bool) -> None:
    if as_json:
        answer = {
            "snapshot_id": found.id,
            "round_id": found.round_id,
            "made_at": found.made_at.isoformat(),
            "made_by": found.made_by_name,
            "fingerprint": found.fingerprint,
            "is_fictional": found.round.is_fictional,
            # What single questions took stays inside: `totals` also holds unpublished ones.
            "result": {key: part for key, part in found.result.items() if key != "totals"},
        }
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2, sort_keys=True))
        return
    total = found.result["total"]
    coverage = found.result["coverage"]
    click.echo(
        f"snapshot {found.id} of round {found.round_id}, {svenska.datetime(found.made_at)}, "
        f"{found.made_by_name}"
    )
    click.echo(f"measured in {coverage['timed']} of {coverage['population']}")
    click.echo(f"{svenska.hours(total['hours'])}, {svenska.kronor(total['kronor'])}")
    if found.round.is_fictional:
        click.echo(_("Påhittade värden."))
    for line in found.result["indicators"]:
        click.echo(
            f"{line['code']}\t{svenska.hours(line['attributed_hours'])}"
            f"\t{svenska.hours(line['avoidable_hours'])}\t{svenska.kronor(line['kronor'])}"
        )
    click.echo(f"fingerprint {found.fingerprint}")


def register(program: click.Group) -> None:
    """Add the commands."""
    program.add_command(burden)
