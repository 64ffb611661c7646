"""Commands of the whole installation: serve, worker, db."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import threading
from pathlib import Path
from typing import Any

import click

from surveyapp.core import jobs
from surveyapp.web import schema
from surveyapp.web.app import create_app
from surveyapp.web.backup import restore_backup, write_backup
from surveyapp.web.doctor import examine

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
                # Nobody commands a running server through a socket in the home directory, which
                # all servers of one person would share.
                "control_socket_disable": True,
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
    """Do background jobs until stopped; a job under way is put back, and gone on with later."""
    app = create_app(installation.settings, installation.database)
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    with app.app_context():
        jobs.work(installation.database, stop)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The manifest as JSON.")
@click.pass_obj
def backup(installation: Any, file: Path, as_json: bool) -> None:
    """Write everything to one FILE; people may go on saving meanwhile."""
    manifest = write_backup(installation.database, file)
    _say_manifest(manifest, f"backup written to {file}", as_json)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The manifest as JSON.")
@click.pass_obj
def restore(installation: Any, file: Path, as_json: bool) -> None:
    """Put the backup FILE into an empty database, SQLite or PostgreSQL."""
    manifest = restore_backup(installation.database, file)
    _say_manifest(manifest, f"restored from {file}", as_json)


def _say_manifest(manifest: dict[str, Any], done: str, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(manifest, indent=2, sort_keys=True))
        return
    rows = sum(table["rows"] for table in manifest["tables"].values())
    click.echo(
        f"{done}: {len(manifest['tables'])} tables, {rows} rows, revision {manifest['revision']}"
    )


@click.command()
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def doctor(installation: Any, as_json: bool) -> None:
    """Look at the installation and say what is wrong and how to mend it."""
    findings = examine(installation.settings, installation.database)
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(f) for f in findings], indent=2))
    else:
        for finding in findings:
            mark = "ok  " if finding.is_well else "MEND"
            click.echo(f"{mark} {finding.name}: {finding.text}")
    if not all(finding.is_well for finding in findings):
        raise SystemExit(1)


def register(program: click.Group) -> None:
    """Add the commands."""
    for command in (db, serve, worker, backup, restore, doctor):
        program.add_command(command)
