"""Stated use as a table: read, with every fault found; pure."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from surveyapp.core.decimals import NumberProblem, parse_decimal

COLUMNS = ("indicator", "year", "criterion", "value", "source", "stated_on")
_ALIASES = {
    "indikator": "indicator",
    "år": "year",
    "ar": "year",
    "kriterium": "criterion",
    "värde": "value",
    "varde": "value",
    "källa": "source",
    "kalla": "source",
    "uppgiven": "stated_on",
}

USE_CRITERIA: dict[str, float | None] = {
    "local_use": None,
    "local_use_asked": None,
    "national_use": None,
    "access": None,
    "influence": 2.0,
}
"""What may be stated -> its highest value; None: no highest. All are whole numbers, zero or more."""

FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True)
class Fault:
    """What is wrong in one row (1 is the heading). `code` is a key of `review.wording`'s messages."""

    row: int
    code: str
    value: str = ""


@dataclass(frozen=True)
class UseRow:
    """One stated fact."""

    row: int
    indicator: str
    year: int
    criterion: str
    value: float
    source: str
    stated_on: dt.date


def read_use(content: bytes, indicators: Collection[str]) -> tuple[list[UseRow], list[Fault]]:
    """Return the rows of a CSV file (semicolon or comma) and every fault in it."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], [Fault(1, "not_text")]
    first = text.split("\n", 1)[0]
    try:
        lines = list(csv.reader(io.StringIO(text), delimiter=";" if ";" in first else ","))
    except csv.Error:
        return [], [Fault(1, "not_text")]
    names = [c.strip().lower() for c in lines[0]] if lines else []
    names = [_ALIASES.get(n, n) for n in names]
    missing = [c for c in COLUMNS if c not in names]
    if missing:
        return [], [Fault(1, "no_columns", ", ".join(missing))]
    rows: list[UseRow] = []
    faults: list[Fault] = []
    seen: dict[tuple[str, int, str], int] = {}
    for number, line in enumerate(lines[1:], start=2):
        cells = dict.fromkeys(names, "") | dict(zip(names, (c.strip() for c in line), strict=False))
        if not any(cells.values()):
            continue
        row, found = read_row(number, cells, indicators)
        faults += found
        if row is None:
            continue
        key = (row.indicator, row.year, row.criterion)
        if key in seen:
            faults.append(Fault(number, "twice", str(seen[key])))
            continue
        seen[key] = number
        rows.append(row)
    return rows, faults + _more_use_than_asked(rows)


def read_row(
    number: int, cells: Mapping[str, str], indicators: Collection[str]
) -> tuple[UseRow | None, list[Fault]]:
    """Return one stated fact from its texts by column, or None and every fault in it."""
    faults: list[Fault] = []
    if cells["indicator"] not in indicators:
        faults.append(Fault(number, "unknown_indicator", cells["indicator"]))
    year = int(cells["year"]) if cells["year"].isascii() and cells["year"].isdigit() else 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        faults.append(Fault(number, "bad_year", cells["year"]))
    if cells["criterion"] not in USE_CRITERIA:
        faults.append(Fault(number, "unknown_criterion", cells["criterion"]))
    value = _value(cells["value"], USE_CRITERIA.get(cells["criterion"]))
    if value is None:
        faults.append(Fault(number, "bad_value", cells["value"]))
    if not cells["source"]:
        faults.append(Fault(number, "no_source"))
    stated_on = _day(cells["stated_on"])
    if stated_on is None:
        faults.append(Fault(number, "bad_date", cells["stated_on"]))
    if faults or value is None or stated_on is None:
        return None, faults
    return UseRow(
        number,
        cells["indicator"],
        year,
        cells["criterion"],
        value,
        cells["source"],
        stated_on,
    ), []


def _value(text: str, highest: float | None) -> float | None:
    try:
        value = float(parse_decimal(text))
    except NumberProblem:
        return None
    if value < 0 or value % 1 or (highest is not None and value > highest):
        return None
    return value


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _more_use_than_asked(rows: list[UseRow]) -> list[Fault]:
    """Find rows that say more municipalities use an indicator than were asked."""
    asked = {(r.indicator, r.year): r.value for r in rows if r.criterion == "local_use_asked"}
    return [
        Fault(r.row, "more_than_asked", r.indicator)
        for r in rows
        if r.criterion == "local_use" and r.value > asked.get((r.indicator, r.year), r.value)
    ]
