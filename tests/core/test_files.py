"""A file is written whole, or is what it was."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from surveyapp.core.files import write_whole


def test_a_file_replaces_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    for data in (b"old", b"new"):
        write_whole(path, data)
        assert path.read_bytes() == data
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.pdf"]


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "misspelt" / "report.pdf", b"new")
    assert not list(tmp_path.iterdir())


def test_a_crash_in_the_middle_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.pdf"
    write_whole(path, b"old")

    def full(_: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="disk full"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.pdf"]
