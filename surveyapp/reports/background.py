"""Reports made outside a request, for the worker and the command line: one, or all of a snapshot.

A finished report lies under a name made from all that decides its bytes, so work that was cut short
goes on where it stopped: what is there is not made again. Web and worker share the folder.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog

from surveyapp.accounts import queries as accounts
from surveyapp.burden import queries as burden
from surveyapp.core import clock, jobs
from surveyapp.core.access import NOBODY, SYSTEM, Actor, Permission
from surveyapp.core.database import Database
from surveyapp.core.errors import Conflict
from surveyapp.core.i18n import force_language
from surveyapp.core.i18n import gettext as _
from surveyapp.core.units import unit_of_work
from surveyapp.reports import queries, service
from surveyapp.reports.archive import report_key, report_path, stored_or_made, write_zip
from surveyapp.reports.document import build_html, file_name
from surveyapp.reports.errors import RenderFailed
from surveyapp.reports.models import Edition
from surveyapp.reports.rules import EditionData, canonical, from_json
from surveyapp.reports.worker import Worker

log = structlog.get_logger("surveyapp.reports")

KIND_ALL = "reports_all"
KIND_ONE = "report_one"
ARCHIVE_AGE = dt.timedelta(days=30)
"""Archives of all reports are removed when they are older."""
Progress = Callable[[int, int], None]

_configured: list[Path] = []


def configure(instance_dir: Path) -> None:
    """Say where this process keeps finished reports; a job runs in a thread without an application."""
    _configured[:] = [reports_folder(instance_dir)]


def configured_folder() -> Path:
    """Return where finished reports are kept.

    Raises:
        RuntimeError: nobody has said where.
    """
    if not _configured:
        raise RuntimeError("reports.background.configure was not called")
    return _configured[0]


def reports_folder(instance_dir: Path) -> Path:
    """Return where an installation keeps finished reports."""
    return instance_dir / "reports"


def all_key(snapshot_id: int, language: str) -> str:
    """Return the key under which all reports of a snapshot have one job at a time."""
    return f"{KIND_ALL}:{snapshot_id}:{language}"


def one_key(edition_id: int, language: str) -> str:
    """Return the key under which one report has one job at a time."""
    return f"{KIND_ONE}:{edition_id}:{language}"


def zip_path(folder: Path, digest: str) -> Path:
    """Return where an archive is kept."""
    return folder / "archives" / f"{digest}.zip"


def kept_path(folder: Path, edition: EditionData, language: str) -> Path:
    """Return where the report of an edition is kept, made or not."""
    return report_path(folder, report_key(canonical(edition), language))


@dataclass
class Batch:
    """What came of a batch: reports by file name, and by file name why one could not be made."""

    reports: dict[str, Path] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    """Indicators without a report, by code: not measured, or over too few municipalities."""
    n_rendered: int = 0
    """Those that were not there already."""

    @property
    def missing(self) -> dict[str, str]:
        """All that a reader of the archive looks for in vain."""
        return {**self.refused, **self.failures}

    def digest(self) -> str:
        """Return a name for the archive: the same content, the same name."""
        told = hashlib.sha256()
        for name, path in sorted(self.reports.items()):
            told.update(f"{name}\0{path.name}\0".encode())
        for name, reason in sorted(self.missing.items()):
            told.update(f"{name}\0{reason}\0".encode())
        return told.hexdigest()


def make_all(
    database: Database,
    actor: Actor,
    snapshot_ids: Sequence[int],
    language: str,
    folder: Path,
    progress: Progress,
) -> Batch:
    """Freeze every indicator of the snapshots and make the reports that are not there yet.

    A report that fails is listed and the rest goes on.

    Raises:
        Forbidden: the actor may not download reports.
        NotFound: there is no such snapshot.
    """
    actor.require(Permission.REPORT_DOWNLOAD)
    batch = Batch()
    with unit_of_work(database, read_only=True) as session:
        work = [
            (snapshot_id, indicator)
            for snapshot_id in snapshot_ids
            for indicator in queries.list_indicators(session, snapshot_id)
        ]
    progress(0, len(work))
    material: service.Material | None = None
    with Worker() as worker, force_language(language):
        for done, (snapshot_id, indicator) in enumerate(work, 1):
            if material is None or material.snapshot.id != snapshot_id:
                with unit_of_work(database, read_only=True) as session:
                    snapshot = burden.get_snapshot(session, snapshot_id)
                    material = service.gather(session, snapshot)
            try:
                with unit_of_work(database) as session:
                    edition = service.freeze(session, actor, material.snapshot, indicator, material)
                _make(batch, edition, indicator.code, language, folder, worker)
            except Conflict as refusal:
                batch.refused[indicator.code] = refusal.message
            except Exception as problem:  # one report must never stop the others
                log.exception("report_failed", indicator=indicator.code, language=language)
                batch.failures[indicator.code] = _why(problem)
            progress(done, len(work))
    return batch


def _make(
    batch: Batch, edition: Edition, code: str, language: str, folder: Path, worker: Worker
) -> None:
    data = from_json(edition.data)
    path = kept_path(folder, data, language)
    if not path.exists():
        make_one(data, language, folder, worker)
        batch.n_rendered += 1
    batch.reports[_free_name(batch, file_name(data, language))] = path


def _free_name(batch: Batch, name: str) -> str:
    """Return the name, numbered when another indicator's code is spelt the same in plain letters."""
    stem, number = name.removesuffix(".pdf"), 2
    while name.casefold() in {taken.casefold() for taken in batch.reports}:
        name, number = f"{stem}-{number}.pdf", number + 1
    return name


def _why(problem: Exception) -> str:
    if isinstance(problem, RenderFailed):
        return _("Rapporten kunde inte ritas: %(reason)s", reason=problem.message)
    return _("Rapporten kunde inte göras. Felet är antecknat i loggen.")


def make_one(data: EditionData, language: str, folder: Path, worker: Worker) -> bytes:
    """Return the report of an edition, kept or made.

    Raises:
        RenderFailed: it cannot be drawn.
    """

    def render() -> bytes:
        return worker.render(build_html(data, language), created_at=data.frozen_at)

    return stored_or_made(folder, report_key(canonical(data), language), render)


def write_archive(batch: Batch, folder: Path) -> Path:
    """Write the ZIP of a batch, whole or not at all, and return where it lies."""
    target = zip_path(folder, batch.digest())
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        with temporary.open("xb") as out:
            write_zip(out, batch.reports, batch.missing)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return target


def prune_archives(database: Database, folder: Path) -> int:
    """Remove archives that nobody has had made for `ARCHIVE_AGE`; returns how many.

    The newest of each round and language stays, however old. An archive is made again from the
    reports, which are kept.
    """
    with unit_of_work(database, read_only=True) as session:
        round_of = {snapshot.id: snapshot.round_id for snapshot in burden.list_snapshots(session)}
        newest: dict[tuple[int | None, str], str] = {}
        for job in queries.list_done_jobs(session, KIND_ALL):
            kind = round_of.get(int(job.payload["snapshot_id"])), str(job.payload["language"])
            newest.setdefault(kind, str(job.result["archive"]))
    kept = set(newest.values())
    oldest = (clock.now() - ARCHIVE_AGE).timestamp()
    removed = 0
    # Those with a dot are what a crash left half written.
    for pattern in ("*.zip", ".*.zip.*"):
        for path in sorted((folder / "archives").glob(pattern)):
            if path.stem not in kept and path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)
                removed += 1
    if removed:
        log.info("archives_removed", count=removed)
    return removed


def _actor(context: jobs.JobContext) -> Actor:
    if context.created_by_id is None:
        return SYSTEM
    with unit_of_work(context.database, read_only=True) as session:
        found = accounts.find_user_with_grants(session, context.created_by_id)
        return found[1] if found is not None else NOBODY


@jobs.handler(KIND_ALL)
def run_all(context: jobs.JobContext) -> dict[str, Any]:
    """Make all reports of a snapshot and their archive; run twice it makes only what is missing."""
    folder = configured_folder()
    batch = make_all(
        context.database,
        _actor(context),
        [int(context.payload["snapshot_id"])],
        str(context.payload["language"]),
        folder,
        context.progress,
    )
    return {
        "archive": write_archive(batch, folder).stem,
        "n_made": len(batch.reports),
        "n_rendered": batch.n_rendered,
        "missing": batch.missing,
        "url": context.payload["url"],
    }


@jobs.handler(KIND_ONE)
def run_one(context: jobs.JobContext) -> dict[str, Any]:
    """Make one report, unless it is there."""
    _actor(context).require(Permission.REPORT_DOWNLOAD)
    with unit_of_work(context.database, read_only=True) as session:
        edition = queries.get_edition_by_id(session, int(context.payload["edition_id"]))
    context.progress(0, 1)
    with Worker() as worker:
        make_one(
            from_json(edition.data), str(context.payload["language"]), configured_folder(), worker
        )
    context.progress(1, 1)
    return {"url": context.payload["url"]}
