"""Commands: one report, or the reports of every indicator."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import click

from surveyapp.burden import queries as burden
from surveyapp.core.access import SYSTEM
from surveyapp.core.errors import NotFound
from surveyapp.core.files import write_whole
from surveyapp.core.i18n import LANGUAGES
from surveyapp.core.i18n import gettext as _
from surveyapp.core.units import unit_of_work
from surveyapp.registry import queries as registry
from surveyapp.reports import background, service
from surveyapp.reports.document import file_name
from surveyapp.reports.rules import from_json
from surveyapp.reports.worker import Worker

_language = click.option(
    "--language", type=click.Choice(sorted(LANGUAGES)), default="sv", show_default=True
)
_round = click.option("--round", "round_id", type=int, help="The round; the newest when left out.")
_json = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")


@click.group()
def report() -> None:
    """Burden reports as PDF."""


@report.command("one")
@click.argument("code")
@_language
@_round
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="The file to write."
)
@_json
@click.pass_obj
def one(
    installation: Any,
    code: str,
    language: str,
    round_id: int | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Write the report of the indicator CODE."""
    with unit_of_work(installation.database) as session:
        indicator = registry.get_indicator(session, code)
        snapshot = next(
            (
                snapshot
                for snapshot, _line in burden.indicator_years(session, indicator.id)
                if round_id in (None, snapshot.round_id)
            ),
            None,
        )
        if snapshot is None:
            raise NotFound(_("Det finns ingen beräknad börda för %(code)s.", code=code))
        edition = service.freeze(session, SYSTEM, snapshot, indicator)
        mark, data = edition.fingerprint, from_json(edition.data)
    folder = background.reports_folder(installation.settings.instance_dir)
    with Worker() as worker:
        content = background.make_one(data, language, folder, worker)
    target = output or Path(file_name(data, language))
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, content)
    if as_json:
        answer = {
            "file": str(target),
            "bytes": len(content),
            "edition": mark,
            "indicator": code,
            "language": language,
            "is_fictional": data.round.fictional,
        }
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2, sort_keys=True))
    else:
        click.echo(f"{target}: {len(content)} bytes, edition {mark}")


@report.command("all")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="A folder, or a file that ends with .zip.",
)
@_language
@_round
@_json
@click.pass_obj
def all_(
    installation: Any, output: Path, language: str, round_id: int | None, as_json: bool
) -> None:
    """Write the reports of every indicator: of one round, or of all in the newest year measured.

    Ends with 1 when a report could not be made; the others are written all the same.
    """
    with unit_of_work(installation.database, read_only=True) as session:
        newest = burden.list_newest_snapshots(session)
        chosen = [
            snapshot.id
            for snapshot in newest
            if (
                snapshot.round.year == newest[0].round.year
                if round_id is None
                else snapshot.round_id == round_id
            )
        ]
    if not chosen:
        raise NotFound(_("Det finns ingen beräknad börda. Kör: surveyapp burden snapshot OMGÅNG"))
    folder = background.reports_folder(installation.settings.instance_dir)
    with click.progressbar(length=1, label="reports", file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        batch = background.make_all(
            installation.database, SYSTEM, chosen, language, folder, progress
        )
    if output.suffix.lower() == ".zip":
        output.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(background.write_archive(batch, folder), output)
    else:
        output.mkdir(parents=True, exist_ok=True)
        for name, path in batch.reports.items():
            write_whole(output / name, path.read_bytes())
    if as_json:
        answer = {
            "output": str(output),
            "reports": sorted(batch.reports),
            "rendered": batch.n_rendered,
            "refused": batch.refused,
            "failures": batch.failures,
        }
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2, sort_keys=True))
    else:
        click.echo(f"{output}: {len(batch.reports)} reports, {batch.n_rendered} of them new")
        for code, reason in batch.missing.items():
            click.echo(f"{code}: {reason}", err=True)
    if batch.failures:
        raise SystemExit(1)


def register(program: click.Group) -> None:
    """Add the commands."""
    program.add_command(report)
