"""Commands of the whole installation: serve, worker, db."""

from __future__ import annotations

import os
import signal
import threading
from typing import Any

import click

from surveyapp.core import jobs
from surveyapp.web import schema
from surveyapp.web.app import create_app

MEMORY = "/dev/shm"  # noqa: S108 - gunicorn makes its own file there
"""Where the heartbeat files of gunicorn live: on a disk they can stall a worker."""


@click.group()
def db() -> None:
    """The database's tables."""


@db.command("upgrade")
@click.pass_obj
def db_upgrade(installation: Any) -> None:
    """Bring the tables to the newest revision."""
    schema.upgrade(installation.database)
    click.echo(f"database at revision {schema.current_revision(installation.database)}")


@db.command("check")
@click.pass_obj
def db_check(installation: Any) -> None:
    """Say whether the tables equal what this program expects."""
    found = schema.current_revision(installation.database)
    head = schema.head_revision(installation.database)
    if found != head:
        click.echo(
            f"database at revision {found}, program at {head}: run surveyapp db upgrade", err=True
        )
        raise SystemExit(2)
    schema.check(installation.database)
    click.echo(f"database at revision {found}, equal to the models")


@click.command()
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True)
@click.option("--port", envvar="PORT", default=5000, show_default=True, type=int)
@click.option(
    "--workers", default=1, show_default=True, help="Processes; SQLite does well with one or two."
)
@click.option("--threads", default=8, show_default=True)
@click.pass_obj
def serve(installation: Any, host: str, port: int, workers: int, threads: int) -> None:
    """Serve the pages with gunicorn until stopped; requests under way are finished."""
    from gunicorn.app.base import BaseApplication

    settings = installation.settings

    class Server(BaseApplication):
        def load_config(self) -> None:
            for name, value in {
                "bind": f"{host}:{port}",
                "workers": workers,
                "threads": threads,
                "worker_class": "gthread",
                "max_requests": 20_000,
                "max_requests_jitter": 2_000,
                "graceful_timeout": 30,
                "worker_tmp_dir": MEMORY if os.path.isdir(MEMORY) else None,
                "proc_name": "surveyapp",
                "errorlog": "-",
                "loglevel": "warning",
            }.items():
                self.cfg.set(name, value)

        def load(self) -> object:
            return create_app(settings)

    Server().run()


@click.command()
@click.pass_obj
def worker(installation: Any) -> None:
    """Do background jobs until stopped; a job under way is finished or taken over later."""
    app = create_app(installation.settings, installation.database)
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    with app.app_context():
        jobs.work(installation.database, stop)


def register(program: click.Group) -> None:
    """Add the commands."""
    for command in (db, serve, worker):
        program.add_command(command)
