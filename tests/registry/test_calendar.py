"""Months of the year: windows, seasons, and the picture."""

from __future__ import annotations

import csv
import re
from importlib import resources

import pytest

from surveyapp.registry.drawing import runs, year_picture
from surveyapp.registry.rules import CalendarRow, is_approximate, months_of, months_with_most

SHORT = ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (3, 5, {3, 4, 5}),
        (10, 10, {10}),
        (11, 2, {11, 12, 1, 2}),
        (1, 12, set(range(1, 13))),
        (None, None, set()),
        (3, None, set()),
    ],
)
def test_a_window_covers_its_months(first: int | None, last: int | None, months: set[int]) -> None:
    assert months_of(first, last) == months


@pytest.mark.parametrize(
    ("window", "rough"),
    [
        ("våren", True),
        ("slutet av året till början av nästa (2022/23)", True),
        ("mitten av mars till 26 maj (2023)", False),
        ("1 september–31 oktober; rapport senast 2 november (2019)", False),
        ("senast den 15", False),
        ("löpande", False),
    ],
)
def test_a_season_is_told_from_months(window: str, rough: bool) -> None:
    assert is_approximate(window) is rough


def test_the_shipped_windows_are_only_given_where_the_text_says_so() -> None:
    file = resources.files("surveyapp.registry").joinpath("data/national_collections.csv")
    rows = list(csv.DictReader(file.read_text("utf-8").splitlines()))
    assert len(rows) == 36
    silent = {"ej läst", "varierar", "–", ""}
    for row in rows:
        assert bool(row["window_from"]) == bool(row["window_to"]), row["id"]
        if row["collection_window"] in silent:
            assert not row["window_from"], row["id"]
    assert sum(bool(row["window_from"]) for row in rows) == 17


def test_the_busiest_months_are_found() -> None:
    rows = [
        CalendarRow("a", "A", "", frozenset({1, 2})),
        CalendarRow("b", "B", "", frozenset({2, 3})),
        CalendarRow("c", "C", "", frozenset()),
    ]
    assert months_with_most(rows) == ([2], 2)
    assert months_with_most([]) == ([], 0)


def test_a_window_over_the_turn_of_the_year_is_two_bars() -> None:
    assert runs(frozenset({11, 12, 1, 2})) == [(0, 2), (10, 2)]


@pytest.mark.parametrize("is_narrow", [False, True])
def test_the_picture_names_every_row_and_outlines_the_rough_ones(is_narrow: bool) -> None:
    rows = [
        CalendarRow("a", "Enkät <ett>", "", frozenset({3, 4}), is_approximate=True),
        CalendarRow("b", "Register", "", frozenset(range(1, 13))),
    ]
    svg = str(year_picture(rows, SHORT, "Flest i mars", prefix="aret", is_narrow=is_narrow))
    assert "<title" in svg
    assert "Flest i mars" in svg
    assert "&lt;ett&gt;" in svg
    assert "Register" in svg
    assert len(re.findall(r'class="chart-rough"', svg)) == 1
    assert "årstid" in svg
