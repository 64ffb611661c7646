"""Commands: review import-use, frontier."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from surveyapp.core.access import SYSTEM
from surveyapp.core.i18n import force_language, pick
from surveyapp.core.units import unit_of_work
from surveyapp.review import ordering, service
from surveyapp.review.ordering import Order


@click.group()
def review() -> None:
    """The review: stated use, and the order in which indicators leave."""


@review.command("import-use")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.pass_obj
def import_use(installation: Any, file: Path, as_json: bool) -> None:
    """Read stated use from a CSV file: indicator;year;criterion;value;source;stated_on.

    A file with any fault changes nothing and ends with exit code 2. The same file twice changes
    nothing the second time.
    """
    with force_language("en"), unit_of_work(installation.database) as session:
        report = service.import_use(session, SYSTEM, file.read_bytes())
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    elif not report.faults:
        click.echo(
            f"{file.name}: {report.added} added, {report.changed} changed, {report.unchanged} unchanged"
        )
    if report.faults:
        if not as_json:
            for fault in report.faults[1:]:
                click.echo(f"  {fault}")
        more = len(report.faults) - 1
        click.echo(
            f"surveyapp: {file.name} refused: {report.faults[0]}"
            + (f" ({more} more)" if more else ""),
            err=True,
        )
        raise SystemExit(2)


@review.command()
@click.option(
    "--weight",
    type=click.Choice(ordering.WEIGHTS),
    default="local_use",
    show_default=True,
    help="What usefulness is counted as.",
)
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def frontier(installation: Any, weight: str, as_json: bool) -> None:
    """Show in which order indicators leave as an hour is worth more."""
    with unit_of_work(installation.database, read_only=True) as session:
        order = ordering.order(session, service.gather(session), weight)
    if as_json:
        click.echo(json.dumps(_as_json(order), ensure_ascii=False, indent=2))
        return
    for step in order.steps:
        names = ", ".join(f"{i.code} {pick(i.name, 'en')}" for i in step.indicators)
        click.echo(
            f"{step.number}. {step.uses_per_100_hours:.2f} uses per 100 hours: {names}; "
            f"saves {step.hours_saved:.1f} h, {step.hours_left:.1f} h left"
        )
    click.echo(f"outside: {', '.join(i.code for i in (*order.duty, *order.not_known)) or 'none'}")


def _as_json(order: Order) -> dict[str, object]:
    return {
        "weight": order.weight,
        "uses": order.uses,
        "hours": order.hours,
        "hours_kept": order.hours_kept,
        "steps": [
            {
                "step": step.number,
                "indicators": [i.code for i in step.indicators],
                "uses_per_100_hours": step.uses_per_100_hours,
                "uses_lost": step.uses_lost,
                "hours_saved": step.hours_saved,
                "uses_left": step.uses_left,
                "hours_left": step.hours_left,
            }
            for step in order.steps
        ],
        "stays": [i.code for i in order.stays],
        "duty": [i.code for i in order.duty],
        "use_not_known": [i.code for i in order.not_known],
        "burden_not_known": [i.code for i in order.not_measured],
    }


def register(program: click.Group) -> None:
    """Add the commands."""
    program.add_command(review)
