"""Commands: registry import, load."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from surveyapp.core.access import SYSTEM
from surveyapp.core.i18n import force_language
from surveyapp.core.units import unit_of_work
from surveyapp.registry import service
from surveyapp.registry.importing import KINDS, RegisterReport


@click.group()
def registry() -> None:
    """Registers: municipalities, indicators, national collections, the question bank."""


@registry.command("import")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--collection", default="", help="Question bank: code of the collection, where rows name none."
)
@click.option(
    "--year",
    type=click.IntRange(1900, 2200),
    help="Question bank: the year the questions were asked, where rows name none.",
)
@click.option("--dry-run", is_flag=True, help="Report only, write nothing.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.pass_obj
def import_(
    installation: Any,
    kind: str,
    files: tuple[Path, ...],
    collection: str,
    year: int | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Read a CSV or Excel file into a register.

    The question bank (bank) also takes forms (XLSForm), catalogues of RDMO (XML) and key figures of
    Kolada (JSON or CSV), seen by their content. Several files are read together where they belong
    together: pages of Kolada's list, a catalogue with its options.

    Exit 0: every row is in the register. Exit 2: refused, nothing is changed; each fault is named
    with row, column and how to mend it.
    """
    with force_language("en"), unit_of_work(installation.database) as session:
        first, *others = (file.read_bytes() for file in files)
        name = ", ".join(file.name for file in files)
        report = service.import_register(
            session,
            SYSTEM,
            kind,
            first,
            name,
            dry_run=dry_run,
            collection=collection,
            year=year,
            others=others,
        )
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        _show(report)
    if report.faults:
        fault, more = report.faults[0], len(report.faults) - 1
        place = f"row {fault.row}" if fault.row else "file"
        click.echo(
            f"surveyapp: {name} refused: {place}{f' {fault.column}' if fault.column else ''}: "
            f"{fault.what} {fault.mend}" + (f" ({more} more faults above)" if more else ""),
            err=True,
        )
        raise SystemExit(2)


@registry.command("load")
@click.option("--json", "as_json", is_flag=True, help="How many were added, as JSON.")
@click.pass_obj
def load(installation: Any, as_json: bool) -> None:
    """Add the counties, SKR groups, municipalities and collections that come with the product.

    Only what is missing is added; what is there is not changed. Safe to run again.
    """
    with unit_of_work(installation.database) as session:
        added = service.load_shipped_registers(session, SYSTEM)
    if as_json:
        click.echo(json.dumps(added, indent=2))
    else:
        click.echo("added " + ", ".join(f"{count} {kind}" for kind, count in added.items()))


def _show(report: RegisterReport) -> None:
    click.echo(f"{report.filename}: {report.verdict.value}, {report.rows} rows")
    click.echo(
        f"  new {report.taken}, changed {report.changed}, unchanged {report.unchanged}, "
        f"refused {report.refused}"
    )
    if report.absent:
        click.echo(f"  {report.absent} in the register are not in the file and stay")
    for remark in report.remarks:
        click.echo(f"  {remark}")
    for code, names in report.changes:
        click.echo(f"  changed: {code}: {', '.join(names)}")
    for fault in report.faults:
        place = f"row {fault.row}" if fault.row else "file"
        column = f" {fault.column}" if fault.column else ""
        value = f" {fault.value!r}" if fault.value else ""
        click.echo(f"  refused: {place}{column}{value}: {fault.what} {fault.mend}")


def register(program: click.Group) -> None:
    """Add the commands."""
    program.add_command(registry)
