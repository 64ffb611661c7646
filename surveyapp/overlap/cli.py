"""Commands: overlap match. The question bank is filled with `surveyapp registry import bank FILE`."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from surveyapp.core.access import SYSTEM
from surveyapp.overlap import background, loading

NO_MODEL = (
    "no model was there to read the pairs: words and facets alone find few reworded questions "
    "and none across languages"
)


@click.group()
def overlap() -> None:
    """Questions that other national surveys ask too."""


@overlap.command("match")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.pass_obj
def match(installation: Any, as_json: bool) -> None:
    """Match the newest questionnaires against the whole question bank."""

    def progress(done: int, total: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{done} of {total} pairs", nl=done == total, err=True)

    models = loading.models()
    found = background.run_matching(installation.database, SYSTEM, progress, models=models)
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
        return
    click.echo(f"{found.questions} questions against {found.bank_questions} of the bank")
    click.echo(
        f"  pairs: {found.added} new, {found.changed} changed, {found.unchanged} unchanged, "
        f"{found.removed} removed"
    )
    for proposal, number in sorted(found.proposals.items()):
        click.echo(f"  proposed {proposal}: {number}")
    if found.model:
        click.echo(f"  read by the model: {found.read} pairs now, {found.read_before} before")
    else:
        click.echo(f"  {NO_MODEL}")


def register(program: click.Group) -> None:
    """Add the commands."""
    program.add_command(overlap)
