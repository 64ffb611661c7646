"""Finished reports as files: named by what they were made from, written whole or not at all."""

from __future__ import annotations

import csv
import ctypes
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

from surveyapp.core.data import PACKAGE, data_dir
from surveyapp.core.files import write_whole

ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest date a ZIP can hold: the archive says nothing about when it was packed."""
MANIFEST = "manifest.csv"
_LIBRARIES = (("pango-1.0", "pango_version_string"), ("harfbuzz", "hb_version_string"))


def source_files() -> tuple[Path, ...]:
    """Return every file that decides how an edition looks, in a fixed order."""
    templates = data_dir("templates") / "reports"
    core = PACKAGE / "core"
    return (
        *sorted(path for path in templates.rglob("*") if path.is_file()),
        *sorted((PACKAGE / "reports").rglob("*.py")),
        *sorted(core.glob("charts*.py")),
        *sorted((core / "charts").glob("*.py")),
        core / "i18n.py",
        core / "svenska.py",
        *sorted((PACKAGE / "translations").glob("*/*.po")),
        *sorted((PACKAGE / "static" / "fonts").glob("pdf-*.ttf")),
    )


@cache
def engine_versions() -> tuple[str, ...]:
    """Return the versions of the libraries that lay out and draw; read without loading them all."""
    found = [f"{name} {version(name)}" for name in ("weasyprint", "pydyf", "jinja2", "babel")]
    for library, function in _LIBRARIES:
        try:
            loaded = ctypes.CDLL(f"lib{library}.so.0")
        except OSError:
            found.append(f"{library} missing")
            continue
        ask = getattr(loaded, function)
        ask.restype = ctypes.c_char_p
        found.append(f"{library} {ask().decode('ascii')}")
    return tuple(found)


def sources_digest(files: Iterable[Path], versions: Iterable[str]) -> str:
    """Return one hash of file contents and versions."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for text in versions:
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()


@cache
def _shipped_digest() -> str:
    # Read once: a program that changes under a running process is restarted.
    return sources_digest(source_files(), engine_versions())


def report_key(edition: bytes, language: str, *, sources: str | None = None) -> str:
    """Return the name under which this report is kept: the same key means the same bytes.

    `edition` is the canonical JSON. `sources` defaults to the digest of the running program.
    """
    digest = hashlib.sha256(edition)
    digest.update(f"\0{language}\0{sources or _shipped_digest()}".encode())
    return digest.hexdigest()


def report_path(folder: Path, key: str) -> Path:
    """Return where the report with this key is kept."""
    return folder / key[:2] / f"{key}.pdf"


def stored_or_made(folder: Path, key: str, make: Callable[[], bytes]) -> bytes:
    """Return the kept report, or make and keep it."""
    path = report_path(folder, key)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        data = make()
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
        return data


def write_zip(
    target: BinaryIO, reports: Mapping[str, Path], failures: Mapping[str, str] | None = None
) -> None:
    """Write all reports and a manifest; the same reports give the same archive.

    `reports` maps the name in the archive to the kept file, `failures` the name of a report that
    could not be made to the reason. One report is in memory at a time. PDF streams are compressed
    already, so the archive only stores them.
    """
    rows: list[tuple[str, str, str, str]] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(reports):
            data = reports[name].read_bytes()
            archive.writestr(_entry(name), data)
            rows.append((name, str(len(data)), hashlib.sha256(data).hexdigest(), ""))
        rows += [(name, "", "", reason) for name, reason in sorted((failures or {}).items())]
        table = io.StringIO(newline="")
        writer = csv.writer(table, delimiter=";", lineterminator="\r\n")
        writer.writerow(("file", "bytes", "sha256", "failure"))
        writer.writerows(_inert(row) for row in sorted(rows))
        # The byte order mark lets spreadsheets read the Swedish letters.
        archive.writestr(_entry(MANIFEST), table.getvalue().encode("utf-8-sig"))


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, ZIP_DATE)
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry


def _inert(row: tuple[str, ...]) -> tuple[str, ...]:
    # A spreadsheet runs a cell that begins like a formula.
    return tuple(f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell for cell in row)
