"""A throw-away PostgreSQL server for one test run, made from Debian's binaries.

The server refuses to run as root, so root starts it through `runuser -u postgres`; anybody else
starts it directly. One cluster serves all xdist workers: the first to need it starts it under a
file lock, the controller stops it, and a small watcher stops it if the controller is killed.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

CLUSTER_VARIABLE = "SURVEYAPP_TEST_CLUSTER"
"""Names the run's folder; set by the controller, inherited by the workers."""

OWNER_VARIABLE = "SURVEYAPP_TEST_CLUSTER_OWNER"
"""The controller's process number."""

MISSING = (
    "PostgreSQL's server programs were not found under /usr/lib/postgresql: install the package "
    "`postgresql` (apt-get install postgresql), or leave these tests out with --without-postgresql"
)

SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "shared_buffers=64MB",
    "max_connections=200",
    "autovacuum=off",
    "timezone=UTC",
)


class PostgresqlMissing(RuntimeError):
    """The server's programs are not installed, or the server did not start."""


def programs(root: Path = Path("/usr/lib/postgresql")) -> Path:
    """Return the folder with the newest installed server's programs.

    Raises:
        PostgresqlMissing: no version is installed.
    """
    found = [
        folder
        for folder in root.glob("*/bin")
        if (folder / "initdb").exists() and re.fullmatch(r"[\d.]+", folder.parent.name)
    ]
    if not found:
        raise PostgresqlMissing(MISSING)
    return max(found, key=lambda folder: tuple(map(int, folder.parent.name.split("."))))


class Cluster:
    """A server that lives in one folder and is gone when the folder is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self._port_file = folder / "port"

    def ensure_started(self) -> None:
        """Start the server unless another worker already has."""
        with self.alone():
            if not self._port_file.exists():
                self._start()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep the other workers out of the block."""
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def stop(self) -> None:
        """Stop the server at once and remove its folder."""
        if (self.data / "postmaster.pid").exists():
            stop = [str(programs() / "pg_ctl"), "stop", "-D", str(self.data), "-m", "immediate"]
            subprocess.run(_as_server_user(stop), check=False, capture_output=True, cwd="/")
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self._port}/{name}"

    def create(self, name: str, *, template: str = "template0") -> str:
        """Make a database and return its URL."""
        with psycopg.connect(self._dsn("postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        with psycopg.connect(self._dsn("postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def rename(self, name: str, new_name: str) -> None:
        with psycopg.connect(self._dsn("postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(name), sql.Identifier(new_name)
                )
            )

    def exists(self, name: str) -> bool:
        with psycopg.connect(self._dsn("postgres")) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
            return found.fetchone() is not None

    def empty(self, name: str) -> None:
        """Delete every row and start the counters again.

        Far cheaper than TRUNCATE, which makes new files for every table: only tables that hold
        rows are touched, and the replica role switches off foreign keys and triggers.
        """
        with psycopg.connect(self._dsn(name), autocommit=True) as connection:
            connection.execute(EMPTY_EVERYTHING)

    @property
    def _port(self) -> int:
        return int(self._port_file.read_text())

    def _dsn(self, name: str) -> str:
        return f"host=127.0.0.1 port={self._port} user=postgres dbname={name}"

    def _start(self) -> None:
        binaries = programs()
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        _run(
            [
                str(binaries / "initdb"),
                *("-D", str(self.data), "-U", "postgres", "-A", "trust"),
                *("-E", "UTF8", "--no-locale", "--no-sync"),
            ]
        )
        port = _free_port()
        options = " ".join(f"-c {setting}" for setting in SETTINGS)
        _run(
            [
                str(binaries / "pg_ctl"),
                *("start", "-w", "-t", "60", "-D", str(self.data)),
                *("-l", str(self.folder / "log")),
                *("-o", f"-h 127.0.0.1 -p {port} -k {self.folder} {options}"),
            ]
        )
        self._watch(binaries)
        self._port_file.write_text(str(port))

    def _watch(self, binaries: Path) -> None:
        controller = os.environ[OWNER_VARIABLE]
        script = (
            f"while kill -0 {controller} 2>/dev/null && [ -d {self.data} ]; do sleep 1; done; "
            f"[ -d {self.data} ] && {binaries}/pg_ctl stop -D {self.data} -m immediate; "
            f"rm -rf {self.folder}"
        )
        subprocess.Popen(
            # Not as the server's user: it may not signal, and so not see, the controller.
            [
                "sh",
                "-c",
                script
                if os.geteuid()
                else script.replace(
                    f"{binaries}/pg_ctl", f"runuser -u postgres -- {binaries}/pg_ctl"
                ),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
        )


EMPTY_EVERYTHING = """
DO $$
DECLARE
  found record;
  filled boolean;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR found IN SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
               WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
                 AND tablename <> 'alembic_version' LOOP
    EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || found.name || ')' INTO filled;
    IF filled THEN
      EXECUTE 'DELETE FROM ' || found.name;
    END IF;
  END LOOP;
  FOR found IN SELECT format('%I.%I', schemaname, sequencename) AS name FROM pg_sequences
               WHERE last_value IS NOT NULL LOOP
    EXECUTE 'ALTER SEQUENCE ' || found.name || ' RESTART';
  END LOOP;
END $$
"""


def prepare_run() -> None:
    """Name the run's folder; called by the controller before any worker starts."""
    os.environ[CLUSTER_VARIABLE] = tempfile.mkdtemp(prefix="surveyapp-pg-")
    os.environ[OWNER_VARIABLE] = str(os.getpid())


def finish_run() -> None:
    """Stop what was started; called by the controller at the end.

    A run started by a test inherits the names of the run around it, and must leave that one alone.
    """
    if os.environ.get(OWNER_VARIABLE) == str(os.getpid()):
        Cluster(Path(os.environ.pop(CLUSTER_VARIABLE))).stop()


def of_this_run() -> Cluster:
    """Return the run's server, started.

    Raises:
        PostgresqlMissing: the server's programs are not installed.
    """
    cluster = Cluster(Path(os.environ[CLUSTER_VARIABLE]))
    cluster.ensure_started()
    return cluster


def _as_server_user(command: Sequence[str]) -> list[str]:
    if os.geteuid() != 0:
        return list(command)
    return ["runuser", "-u", "postgres", "--", *command]


def _run(command: Sequence[str]) -> None:
    # Output goes to a file: the server inherits it, and a pipe would stay open as long as it runs.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            _as_server_user(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
            cwd="/",
        )
        if done.returncode:
            output.seek(0)
            raise PostgresqlMissing(f"PostgreSQL did not start: {output.read().strip()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
