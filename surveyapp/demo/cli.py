"""Command: demo."""

from __future__ import annotations

import sys
from typing import Any

import click
import sqlalchemy as sa
from tqdm import tqdm

from surveyapp.core import jobs
from surveyapp.core.access import SYSTEM
from surveyapp.core.errors import Conflict
from surveyapp.core.units import unit_of_work
from surveyapp.demo import accounts as examples
from surveyapp.demo import seed
from surveyapp.overlap import background as matching


class _Bars:
    """Progress as a bar per step on a terminal, and as one line per step elsewhere."""

    def __init__(self) -> None:
        self.step = ""
        self.bar: Any = None

    def tell(self, step: str, done: int, total: int) -> None:
        if step != self.step:
            self.close()
            self.step = step
            if sys.stderr.isatty():
                self.bar = tqdm(total=total, desc=step, unit="", leave=True)
            else:
                click.echo(f"demo: {step}", err=True)
        if self.bar is not None:
            self.bar.update(done - self.bar.n)

    def close(self) -> None:
        if self.bar is not None:
            self.bar.close()
            self.bar = None


@click.command()
@click.option("--if-empty", is_flag=True, help="Do nothing when there is a questionnaire already.")
@click.option("--accounts", is_flag=True, help="Only print the example accounts, one a line.")
@click.option(
    "--municipalities",
    type=click.IntRange(12, 290),
    help="Only so many municipalities, for a quick try.",
)
@click.option("--seed", "number", default=seed.SEED, show_default=True, help="Which fiction.")
@click.pass_obj
def demo(
    installation: Any, if_empty: bool, accounts: bool, municipalities: int | None, number: int
) -> None:
    """Fill an empty database with a fictional year: two questionnaires, all municipalities."""
    if accounts:
        for account in examples.EXAMPLES:
            click.echo(f"  {account.email}  password: {examples.PASSWORD}  ({account.purpose})")
        return
    if installation.settings.is_production:
        raise Conflict(
            "the demo has accounts with public passwords and is never made in production; "
            "set SURVEYAPP_PRODUCTION=0 to try it"
        )
    database = installation.database
    if not sa.inspect(database.engine).has_table("questionnaire"):
        raise Conflict("the database has no tables yet; run surveyapp db upgrade first")
    with unit_of_work(database, read_only=True) as session:
        if if_empty and not seed.is_empty(session):
            return
        what = seed.what_is_there(session)
    if what and not if_empty:
        raise Conflict(
            f"the database already has {what}; the demo is only made in an empty database "
            "(use another SURVEYAPP_DATABASE, or --if-empty to leave it as it is)"
        )
    bars = _Bars()
    try:
        seed.seed_demo(database, municipalities=municipalities, seed=number, progress=bars.tell)
    finally:
        bars.close()
    with unit_of_work(database) as session:
        # The demo is matched on words alone, for the model reads for minutes; the worker has it read.
        jobs.enqueue(session, matching.KIND, {}, SYSTEM, unique_key=matching.KIND)
    click.echo("demo: ready", err=True)


def register(program: click.Group) -> None:
    """Add the command."""
    program.add_command(demo)
