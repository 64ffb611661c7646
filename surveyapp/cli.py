"""The command line: each room adds its own commands; this module only gathers them.

A wrong file ends with exit code 2 and a line that says where and how to mend it.
"""

from __future__ import annotations

import sys
from importlib import import_module

import click

from surveyapp import __version__
from surveyapp.core.database import Database
from surveyapp.core.errors import DomainError
from surveyapp.core.settings import Settings, SettingsError

ROOMS = (
    "web",
    "registry",
    "accounts",
    "questionnaires",
    "rounds",
    "responses",
    "timing",
    "burden",
    "overlap",
    "results",
    "review",
    "reports",
    "demo",
)


class Installation:
    """What every command gets: settings, and the database, each when it asks for it.

    A command that only reads a file it is given works where nothing is set up.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings

    @property
    def settings(self) -> Settings:
        if self._settings is None:
            self._settings = Settings.from_environment()
        return self._settings

    @property
    def database(self) -> Database:
        if not hasattr(self, "_database"):
            self._database = Database(self.settings.database_url)
        return self._database


class Program(click.Group):
    """Turns errors that a person can mend into one line and exit code 2."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (DomainError, SettingsError) as error:
            click.echo(f"surveyapp: {error}", err=True)
            ctx.exit(2)


@click.group(cls=Program)
@click.version_option(__version__)
@click.pass_context
def program(context: click.Context) -> None:
    """Yearly municipal questionnaires: collect, measure the burden, find overlap, review."""
    if context.obj is None:
        context.obj = Installation()


def _gather() -> None:
    from surveyapp.web import tables

    assert tables.metadata.tables
    for room in ROOMS:
        try:
            module = import_module(f"surveyapp.{room}.cli")
        except ModuleNotFoundError as missing:
            if missing.name != f"surveyapp.{room}.cli":
                raise
            continue
        module.register(program)


def main() -> None:
    """Run the program."""
    _gather()
    program(prog_name="surveyapp", args=sys.argv[1:])
