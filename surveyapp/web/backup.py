"""One file that holds everything, from either database, into either database.

The file is a ZIP: `manifest.json` (program version, revision, rows and SHA-256 per table) and one
JSON line per row in `tables/<table>.jsonl`. It is read in one transaction, so what it holds stood
together at one moment, also while people are saving. Restoring goes into an empty database only,
and either everything is there afterwards or nothing.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from surveyapp import __version__
from surveyapp.core import clock
from surveyapp.core.database import Database
from surveyapp.core.errors import DomainError
from surveyapp.core.jobs import delivery
from surveyapp.core.units import unit_of_work
from surveyapp.web import schema, store
from surveyapp.web.tables import metadata

FORMAT = 1
CHUNK = 1_000
"""Rows read or written at a time."""

Tell = Callable[[str, int], None]
"""Called with a table's name and its number of rows when it is done."""


class BackupRefused(DomainError):
    """The file or the database is not fit for it; the message says why and what to do."""


def _quiet(_table: str, _rows: int) -> None:
    return None


def write_backup(database: Database, target: Path, tell: Tell = _quiet) -> dict[str, Any]:
    """Write everything to `target` and return its manifest; a failed backup leaves no file.

    Raises:
        BackupRefused: the database is empty, or `target` exists.
    """
    revision = schema.current_revision(database)
    if revision is None:
        raise BackupRefused("the database is empty: there is nothing to back up")
    if target.exists():
        raise BackupRefused(f"{target} exists: choose another name, a backup is never overwritten")
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "program": __version__,
        "revision": revision,
        "made_at": clock.now().isoformat(),
        "tables": {},
    }
    unfinished = target.with_name(target.name + ".part")
    try:
        with (
            zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive,
            _reading(database) as connection,
        ):
            for table in metadata.sorted_tables:
                manifest["tables"][table.name] = _write_table(connection, table, archive)
                tell(table.name, manifest["tables"][table.name]["rows"])
            archive.writestr("manifest.json", json.dumps(manifest, indent=2, sort_keys=True))
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.rename(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def _reading(database: Database) -> Any:
    engine = database.reader
    if not database.is_sqlite:
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    return engine.begin()


def _write_table(
    connection: Connection, table: sa.Table, archive: zipfile.ZipFile
) -> dict[str, Any]:
    digest, rows = hashlib.sha256(), 0
    with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as out:
        for row in store.every_row(connection, table, CHUNK):
            line = json.dumps(
                {name: _plain(value) for name, value in row.items()},
                ensure_ascii=False,
            ).encode()
            digest.update(line)
            out.write(line + b"\n")
            rows += 1
    return {"rows": rows, "sha256": digest.hexdigest()}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return {"$at": value.astimezone(dt.UTC).isoformat()}
    if isinstance(value, dt.date):
        return {"$on": value.isoformat()}
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    return value


def _value(value: Any) -> Any:
    if isinstance(value, dict) and len(value) == 1:
        ((kind, content),) = value.items()
        if kind == "$at":
            return dt.datetime.fromisoformat(content)
        if kind == "$on":
            return dt.date.fromisoformat(content)
        if kind == "$bytes":
            return base64.b64decode(content)
    return value


def read_manifest(source: Path) -> dict[str, Any]:
    """Return a backup's manifest.

    Raises:
        BackupRefused: the file is not a backup, or from a newer program.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    except (zipfile.BadZipFile, KeyError, json.JSONDecodeError, OSError) as problem:
        raise BackupRefused(f"{source} is not a whole backup file: {problem}") from problem
    if manifest.get("format") != FORMAT:
        raise BackupRefused(
            f"{source} has format {manifest.get('format')}; this program reads {FORMAT}"
        )
    return manifest


def restore_backup(database: Database, source: Path, tell: Tell = _quiet) -> dict[str, Any]:
    """Put a backup into an empty database and bring it to the newest revision.

    Raises:
        BackupRefused: the database holds something, or the file is damaged; nothing is left behind.
    """
    manifest = read_manifest(source)
    if schema.current_revision(database) is not None and _holds_rows(database):
        raise BackupRefused("the database is not empty: restore into a new one")
    known = {s.revision for s in schema.revisions(database)}
    if manifest["revision"] not in known:
        raise BackupRefused(
            f"{source} is at revision {manifest['revision']}, which this program does not know: "
            "update the program first"
        )
    if schema.current_revision(database) not in (None, manifest["revision"]):
        raise BackupRefused("the empty database is at another revision: restore into a new one")
    schema.upgrade(database, manifest["revision"])
    with zipfile.ZipFile(source) as archive, database.engine.begin() as connection:
        for table in metadata.sorted_tables:
            if table.name in manifest["tables"]:
                _restore_table(connection, table, archive, manifest["tables"][table.name])
                tell(table.name, manifest["tables"][table.name]["rows"])
        if not database.is_sqlite:
            store.move_sequences(connection, metadata.sorted_tables)
    schema.upgrade(database)
    _deliver_waiting_jobs(database)
    return manifest


def _holds_rows(database: Database) -> bool:
    with database.reader.connect() as connection:
        return store.holds_rows(connection, metadata.sorted_tables)


def _restore_table(
    connection: Connection, table: sa.Table, archive: zipfile.ZipFile, expected: dict[str, Any]
) -> None:
    """Insert a table's rows; columns that point at the table itself are filled in afterwards."""
    own = [c for c in table.columns if any(f.column.table is table for f in c.foreign_keys)]
    key = next(iter(table.primary_key.columns))
    late: list[dict[str, Any]] = []
    digest, rows = hashlib.sha256(), 0
    for chunk in _chunks(archive, table.name):
        values = []
        for line in chunk:
            digest.update(line)
            row = {name: _value(value) for name, value in json.loads(line).items()}
            pointing = {c.name: row[c.name] for c in own if row[c.name] is not None}
            if pointing and not _is_constrained(table):
                late.append({"row_key": row[key.name], **pointing})
                row |= dict.fromkeys(pointing)
            values.append(row)
        if _is_constrained(table):
            # A district must name its parent at once, so parents go first.
            values.sort(key=lambda r: [r[c.name] is not None for c in own])
        connection.execute(sa.insert(table), values)
        rows += len(values)
    if rows != expected["rows"] or digest.hexdigest() != expected["sha256"]:
        raise BackupRefused(
            f"the table {table.name} in the backup is damaged: nothing was restored"
        )
    for values_ in late:
        row_key = values_.pop("row_key")
        connection.execute(sa.update(table).where(key == row_key).values(**values_))


def _is_constrained(table: sa.Table) -> bool:
    return table.name == "unit"


def _chunks(archive: zipfile.ZipFile, name: str) -> Iterator[list[bytes]]:
    lines: list[bytes] = []
    with archive.open(f"tables/{name}.jsonl") as source:
        for line in io.BufferedReader(source):  # type: ignore[type-var]
            lines.append(line.rstrip(b"\n"))
            if len(lines) == CHUNK and name != "unit":
                yield lines
                lines = []
    if lines:
        yield lines


def _deliver_waiting_jobs(database: Database) -> None:
    """Hand over again the jobs that were under way: the queue itself is not part of a backup."""
    with unit_of_work(database) as session:
        for job_id in store.list_active_jobs(session):
            delivery.hand_over(session, job_id)
