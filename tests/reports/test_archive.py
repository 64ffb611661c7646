"""Kept reports: named by their sources, written whole, packed the same every time."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from pathlib import Path

from surveyapp.reports import archive
from surveyapp.reports.archive import (
    report_key,
    report_path,
    source_files,
    sources_digest,
    stored_or_made,
    write_zip,
)
from surveyapp.reports.rules import canonical
from tests.reports.sample import sample_edition, without_use

EDITION = canonical(sample_edition())


def test_the_key_follows_the_edition_the_language_and_the_sources() -> None:
    keys = {
        report_key(EDITION, "sv"),
        report_key(EDITION, "en"),
        report_key(canonical(without_use()), "sv"),
        report_key(EDITION, "sv", sources="other"),
    }
    assert len(keys) == 4
    assert report_key(EDITION, "sv") == report_key(canonical(sample_edition()), "sv")
    assert all(len(key) == 64 for key in keys)


def test_every_kind_of_source_is_in_the_key() -> None:
    names = {path.name for path in source_files()}
    assert {
        "burden_report.html",
        "report.css",
        "reports.po",
        "pdf-regular.ttf",
        "pdf.py",
        "document.py",
        "edition.py",
        "svenska.py",
        "drawing.py",
    } <= names


def test_a_changed_source_or_library_changes_the_key(tmp_path: Path) -> None:
    file = tmp_path / "report.css"
    file.write_text("a")
    before = sources_digest([file], ["weasyprint 70.0"])
    assert sources_digest([file], ["weasyprint 70.0"]) == before
    assert sources_digest([file], ["weasyprint 70.1"]) != before
    file.write_text("b")
    assert sources_digest([file], ["weasyprint 70.0"]) != before


def test_the_libraries_that_draw_are_named() -> None:
    found = dict(text.split(" ", 1) for text in archive.engine_versions())
    assert {"weasyprint", "pango-1.0", "harfbuzz"} <= set(found)
    assert "missing" not in found.values()


def test_a_kept_report_is_not_made_again(tmp_path: Path) -> None:
    made = []

    def make() -> bytes:
        made.append(1)
        return b"%PDF"

    key = report_key(EDITION, "sv")
    assert stored_or_made(tmp_path, key, make) == b"%PDF"
    assert stored_or_made(tmp_path, key, make) == b"%PDF"
    assert len(made) == 1
    assert report_path(tmp_path, key).read_bytes() == b"%PDF"


def test_the_archive_is_the_same_every_time_and_lists_what_it_holds(tmp_path: Path) -> None:
    reports = {}
    for name in ("b.pdf", "a.pdf"):
        path = tmp_path / name
        path.write_bytes(name.encode() * 100)
        reports[name] = path
    packed = []
    for order in (reports, dict(reversed(reports.items()))):
        target = io.BytesIO()
        write_zip(target, order, {"c.pdf": "=tog för lång tid"})
        packed.append(target.getvalue())
    assert packed[0] == packed[1]
    with zipfile.ZipFile(io.BytesIO(packed[0])) as file:
        assert file.testzip() is None
        assert file.namelist() == ["a.pdf", "b.pdf", "manifest.csv"]
        assert {info.compress_type for info in file.infolist()} == {zipfile.ZIP_STORED}
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        text = file.read("manifest.csv").decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
        assert rows[0]["sha256"] == hashlib.sha256(file.read("a.pdf")).hexdigest()
    assert [row["file"] for row in rows] == ["a.pdf", "b.pdf", "c.pdf"]
    assert rows[2]["failure"] == "'=tog för lång tid"
