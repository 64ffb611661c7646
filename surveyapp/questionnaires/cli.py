"""Commands: questionnaire import, lint, publish, export."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from surveyapp.core.access import SYSTEM
from surveyapp.core.errors import NotFound
from surveyapp.core.i18n import force_language, pick
from surveyapp.core.units import unit_of_work
from surveyapp.questionnaires import importing, queries, service
from surveyapp.questionnaires.xlsform import ImportReport


@click.group()
def questionnaire() -> None:
    """Questionnaires: import, lint, publish, export."""


def _run(installation: Any, file: Path, *, dry_run: bool, as_json: bool) -> None:
    with unit_of_work(installation.database) as session:
        result = importing.import_questionnaire(
            session, SYSTEM, file.read_bytes(), file.name, dry_run=dry_run
        )
        data = result.as_json()
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        with force_language("en"):
            _show(result.report, data["version"])
    if result.report.refused:
        first = result.report.refused[0]
        more = len(result.report.refused) - 1
        where = f"{first.sheet or 'file'}" + (f" row {first.row}" if first.row else "")
        click.echo(
            f"surveyapp: {file.name} refused: {where}: {pick(first.message, 'en')} {pick(first.mend, 'en')}"
            + (f" ({more} more faults above)" if more else ""),
            err=True,
        )
        raise SystemExit(2)


def _show(report: ImportReport, version_id: int | None) -> None:
    click.echo(f"{report.filename}: {report.verdict.value}")
    counts = report.counts.as_json()
    questions = counts["questions"]
    click.echo(
        f"  questions {questions['total']} "
        + ", ".join(f"{kind} {n}" for kind, n in questions["by_type"].items())
    )
    if counts["other_texts"]:
        whole = questions["total"] + counts["other_texts"]
        click.echo(f"  texts for other {counts['other_texts']}: {whole} questions in the version")
    click.echo(
        f"  sections {counts['sections']}, groups {counts['groups']}, repeats {counts['repeats']}"
    )
    click.echo("  languages " + ", ".join(x.code for x in report.languages))
    click.echo("  rules " + ", ".join(f"{name} {n}" for name, n in counts["rules"].items()))
    for title, entries in (
        ("changed", report.changed),
        ("not supported", report.unsupported),
        ("refused", report.refused),
    ):
        for entry in entries:
            place = f"{entry.sheet or 'file'}" + (f" row {entry.row}" if entry.row else "")
            click.echo(
                f"  {title}: {place} {entry.name}: {pick(entry.message, 'en')} {pick(entry.mend, 'en')}"
            )
    if version_id is not None:
        click.echo(f"  stored as draft version {version_id}")


@questionnaire.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Report only, write nothing.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.pass_obj
def import_(installation: Any, file: Path, dry_run: bool, as_json: bool) -> None:
    """Read an XLSForm (.xlsx, .xls) and store it as a draft.

    Exit 0: everything the form asks is asked, or (with "complete": false) usable with the
    unsupported parts named. Exit 2: refused, nothing left behind.
    """
    _run(installation, file, dry_run=dry_run, as_json=as_json)


@questionnaire.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.pass_obj
def lint(installation: Any, file: Path, as_json: bool) -> None:
    """Say what an import would do; writes nothing."""
    _run(installation, file, dry_run=True, as_json=as_json)


@questionnaire.command()
@click.argument("version_id", type=int)
@click.pass_obj
def publish(installation: Any, version_id: int) -> None:
    """Freeze a draft version."""
    with unit_of_work(installation.database) as session:
        try:
            version = queries.get_version(session, version_id)
        except NotFound:
            raise NotFound(f"there is no version {version_id}") from None
        service.publish(session, SYSTEM, version)
        click.echo(f"version {version_id} published")


@questionnaire.command()
@click.argument("version_id", type=int)
@click.pass_obj
def export(installation: Any, version_id: int) -> None:
    """Write a version's form as JSON, lossless."""
    with unit_of_work(installation.database, read_only=True) as session:
        version = queries.get_version(session, version_id)
        form = queries.load_form(session, version)
        click.echo(json.dumps(form.definition.as_json(), ensure_ascii=False, indent=2))


def register(program: click.Group) -> None:
    """Add the commands."""
    program.add_command(questionnaire)
