"""Files of stated use: every fault is found, and nothing is guessed."""

from __future__ import annotations

import datetime as dt

import pytest

from surveyapp.review.rules import UseRow, read_use

HEAD = "indicator;year;criterion;value;source;stated_on\n"


def read(*lines: str) -> tuple[list[UseRow], list[tuple[int, str]]]:
    rows, faults = read_use((HEAD + "\n".join(lines)).encode("utf-8-sig"), {"A", "B"})
    return rows, [(fault.row, fault.code) for fault in faults]


def test_a_good_file() -> None:
    rows, faults = read(
        "A;2026;local_use;61;Enkät;2026-03-01", "", "B;2026;influence;2;Två;2026-03-01"
    )
    assert not faults
    assert rows[0] == UseRow(2, "A", 2026, "local_use", 61, "Enkät", dt.date(2026, 3, 1))
    assert [row.row for row in rows] == [2, 4]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("X;2026;access;1;Källa;2026-03-01", "unknown_indicator"),
        ("A;26;access;1;Källa;2026-03-01", "bad_year"),
        ("A;2026;views;1;Källa;2026-03-01", "unknown_criterion"),
        ("A;2026;access;;Källa;2026-03-01", "bad_value"),
        ("A;2026;access;-1;Källa;2026-03-01", "bad_value"),
        ("A;2026;access;1,5;Källa;2026-03-01", "bad_value"),
        ("A;2026;influence;3;Källa;2026-03-01", "bad_value"),
        ("A;2026;access;1;;2026-03-01", "no_source"),
        ("A;2026;access;1;Källa;1/3 2026", "bad_date"),
        ("A;2026;access;1", "no_source"),
    ],
)
def test_a_fault_names_its_row(line: str, code: str) -> None:
    rows, faults = read("A;2025;access;1;Källa;2026-03-01", line)
    assert (3, code) in faults
    assert len(rows) == 1


def test_all_faults_are_told_and_not_the_first() -> None:
    _rows, faults = read("X;26;views;;;")
    assert len(faults) == 6


def test_the_same_fact_twice_and_more_use_than_asked() -> None:
    _rows, faults = read(
        "A;2026;local_use;61;Källa;2026-03-01",
        "A;2026;local_use;62;Källa;2026-03-01",
        "A;2026;local_use_asked;60;Källa;2026-03-01",
    )
    assert faults == [(3, "twice"), (2, "more_than_asked")]


def test_a_file_without_its_columns_or_not_text() -> None:
    assert [f.code for f in read_use(b"indicator;year\nA;2026", {"A"})[1]] == ["no_columns"]
    assert [f.code for f in read_use(b"\xff\xfe\x00", {"A"})[1]] == ["not_text"]
    assert [f.code for f in read_use(b"", {"A"})[1]] == ["no_columns"]
