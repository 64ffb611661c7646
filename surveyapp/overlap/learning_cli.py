"""The command that fits the score on what people have decided: overlap refit."""

from __future__ import annotations

import json
from typing import Any

import click

from surveyapp.core.access import SYSTEM
from surveyapp.overlap import refit_job


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


def register(group: click.Group) -> None:
    """Add the command to the room's group."""
    group.add_command(refit)
