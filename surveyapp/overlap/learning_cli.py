"""The commands that learn from what people have decided: overlap refit, overlap export-decisions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from surveyapp.core.access import SYSTEM
from surveyapp.core.units import unit_of_work
from surveyapp.overlap import exporting, refit_job


@click.command("refit")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.pass_obj
def refit(installation: Any, as_json: bool) -> None:
    """Fit the score on the decisions, and use the fit when it is no worse on the frozen pairs."""
    fit = refit_job.run_refit(installation.database, SYSTEM)
    if as_json:
        answer = {
            "decisions": fit.decisions,
            "is_used": fit.is_active,
            "before": fit.before,
            "after": fit.after,
            "parameters": fit.parameters,
        }
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    click.echo(f"fitted on {fit.decisions} decisions; {'in use' if fit.is_active else 'not used'}")
    for name in ("average_precision", "log_loss", "calibration_error"):
        click.echo(
            f"  {name}: {fit.before.get(name, '-')} before, {fit.after.get(name, '-')} after"
        )


LEFT_OUT = {
    exporting.Left.WAITING: "wait for a second person",
    exporting.Left.REFUSED: "refused by the second person",
    exporting.Left.CANNOT_TELL: "could not be told",
    exporting.Left.NO_TEXTS: "decided without both texts",
}


@click.command("export-decisions")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def export_decisions(installation: Any, file: Path) -> None:
    """Write the decided pairs to FILE (CSV), with the texts that were seen, for training.

    `python -m surveyapp.overlap.training retrain --decisions FILE` reads it. FILE is replaced whole.
    """
    with unit_of_work(installation.database, read_only=True) as session:
        found = exporting.collect(session, SYSTEM)
    exporting.write(file, found.rows)
    click.echo(f"{len(found.rows)} decided pairs written to {file}")
    click.echo(f"  left out: {sum(found.left_out.values())}")
    for reason, text in LEFT_OUT.items():
        if found.left_out[reason]:
            click.echo(f"    {text}: {found.left_out[reason]}")


def register(group: click.Group) -> None:
    """Add the commands to the room's group."""
    group.add_command(refit)
    group.add_command(export_decisions)
