"""How a register's file is described: columns, the readers of their cells, and a row read."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from surveyapp.core.i18n import gettext as _
from surveyapp.registry.importing.matching import Key, Values
from surveyapp.registry.importing.reading import Rows
from surveyapp.registry.importing.report import Findings

Problem = tuple[str, str]
"""What is wrong with a cell, and how to mend it."""
Reader = Callable[[str], tuple[Any, Problem | None]]


def text(cell: str) -> tuple[Any, Problem | None]:
    return cell, None


def code(cell: str) -> tuple[Any, Problem | None]:
    if re.fullmatch(r"[^\W_][\w.\-]{0,59}", cell):
        return cell, None
    return cell, (
        _("Koden innehåller annat än bokstäver, siffror, punkt och bindestreck."),
        _("Använd högst 60 tecken, till exempel OJ-G-01."),
    )


def digits(length: int) -> Reader:
    """Return a reader of codes with a fixed number of digits; a spreadsheet may have cut the zero."""

    def read(cell: str) -> tuple[Any, Problem | None]:
        if re.fullmatch(rf"[0-9]{{{length - 1},{length}}}", cell, re.ASCII):
            return cell.zfill(length), None
        return cell, (
            _("Koden ska ha %(count)s siffror.", count=length),
            _("Skriv koden som text, med inledande nolla."),
        )

    return read


def group_code(cell: str) -> tuple[Any, Problem | None]:
    plain = cell.upper()
    if re.fullmatch(r"[A-Z][0-9]", plain):
        return plain, None
    return cell, (
        _("SKR-gruppen ska vara en bokstav och en siffra."),
        _("Skriv till exempel A1 eller C9."),
    )


def whole(least: int, most: int) -> Reader:
    """Return a reader of whole numbers; an empty cell is None."""

    def read(cell: str) -> tuple[Any, Problem | None]:
        plain = re.sub(r"[ \u00a0\u202f\u2009]", "", cell)
        if not plain:
            return None, None
        if re.fullmatch(r"[0-9]{1,9}", plain, re.ASCII) and least <= int(plain) <= most:
            return int(plain), None
        return cell, (
            _("Värdet är inget heltal mellan %(least)s och %(most)s.", least=least, most=most),
            _("Skriv bara siffror, utan decimaler."),
        )

    return read


def one_of(*choices: str) -> Reader:
    """Return a reader of one of the words; an empty cell is ""."""

    def read(cell: str) -> tuple[Any, Problem | None]:
        plain = cell.casefold()
        if plain in choices:
            return plain, None
        empty = _("(tomt)")
        return cell, (
            _("Värdet finns inte bland dem som går att välja."),
            _("Skriv något av: %(choices)s.", choices=", ".join(c or empty for c in choices)),
        )

    return read


def formula(cell: str) -> tuple[Any, Problem | None]:
    if (
        cell.count("(") == cell.count(")")
        and cell.count("'") % 2 == 0
        and cell.count("${") == len(re.findall(r"\$\{[^\W\d][\w.\-]*\}", cell))
    ):
        return cell, None
    return cell, (
        _(
            "Uttrycket går inte ihop: en parentes, ett citattecken eller en frågekod är inte avslutad."
        ),
        _("Skriv frågor som ${KOD}, till exempel ${G03} = 'ja'."),
    )


def decimal(cell: str) -> tuple[Any, Problem | None]:
    """Read a number that is not negative, with comma or point; an empty cell is None."""
    plain = re.sub(r"[ \u00a0\u202f\u2009]", "", cell).replace(",", ".")
    if not plain:
        return None, None
    if re.fullmatch(r"[0-9]{1,7}(\.[0-9]{1,6})?", plain, re.ASCII) and math.isfinite(float(plain)):
        return float(plain), None
    return cell, (_("Värdet är inget tal."), _("Skriv till exempel 12 eller 12,5."))


def day(cell: str) -> tuple[Any, Problem | None]:
    """Read a date; an empty cell is None."""
    if not cell:
        return None, None
    try:
        return dt.date.fromisoformat(cell), None
    except ValueError:
        return cell, (
            _("Värdet är inget datum."),
            _("Skriv datumet som år-månad-dag, till exempel 2026-03-01."),
        )


def web_address(cell: str) -> tuple[Any, Problem | None]:
    """Read an address that a page may link to; an empty cell is ""."""
    try:
        parts = urlsplit(cell)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_usable = False
    if not cell or (is_usable and not re.search(r"\s", cell)):
        return cell, None
    return cell, (
        _("Värdet är ingen webbadress."),
        _("Skriv hela adressen, till exempel https://www.example.se/enkat."),
    )


@dataclass(frozen=True)
class Column:
    """A column of a file. `needed`: the file must have it and no cell may be empty."""

    name: str
    read: Reader = text
    needed: bool = False
    also: tuple[str, ...] = ()
    """Other headings that mean the same."""
    is_offered: bool = True
    """Stands in the empty template."""


@dataclass(frozen=True)
class Reference:
    """A stored attribute that must name something in another register, in any of `tables`."""

    attribute: str
    column: str
    table: str


@dataclass(frozen=True)
class Kind:
    """One register as it is read in."""

    code: str
    title: Any
    hint: Any
    model: type[Any]
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    """Attributes that tell rows apart; the last is shown as the row's code in reports."""
    build: Callable[[Mapping[str, Any]], Values]
    """Cells by column -> attributes; only for columns that the file has."""
    identity: str = "id"
    references: tuple[Reference, ...] = ()
    may_insert: bool = True
    one_of: tuple[str, ...] = ()
    """Columns of which the file must have one, and every row one filled."""
    told_apart_by: str = ""
    """A column beside the key that may tell rows of one file apart: its year."""
    check: Callable[[Mapping[str, Any]], tuple[str, Problem] | None] | None = None
    """What is wrong between the cells of one row: the column and the problem."""

    def names(self) -> dict[str, str]:
        """Return every spelling of a heading, in lower case -> the column's name."""
        return {
            spelling.casefold(): column.name
            for column in self.columns
            for spelling in (column.name, *column.also)
        }

    def needed(self) -> list[str]:
        return [column.name for column in self.columns if column.needed]

    def template(self) -> list[str]:
        """Return the headings of an empty file."""
        return [column.name for column in self.columns if column.is_offered]


@dataclass(frozen=True)
class Record:
    """One row, read: its number, its key and the attributes to store."""

    row: int
    key: Key
    values: Values
    cells: Mapping[str, Any] = field(default_factory=dict)


def read_records(kind: Kind, rows: Rows, findings: Findings) -> list[Record]:
    """Return the rows that can be read; every fault of the others goes to the findings."""
    missing = [name for name in kind.needed() if name not in rows.columns]
    if kind.one_of and not set(kind.one_of) & set(rows.columns):
        missing.append(kind.one_of[0])
    if missing:
        findings.refuse(
            1,
            ", ".join(missing),
            "",
            _("Kolumnen saknas i filen."),
            _(
                "Rubrikraden ska ha: %(names)s.",
                names=", ".join((*kind.needed(), *kind.one_of[:1])),
            ),
        )
        return []
    seen: dict[tuple[Key, Any], int] = {}
    records = []
    for number, cells in rows.rows:
        values = _read_cells(kind, number, cells, findings)
        if values is None:
            continue
        built = kind.build(values)
        key = tuple(built[name] for name in kind.key)
        mark = key, values.get(kind.told_apart_by)
        if mark in seen:
            findings.refuse(
                number,
                _key_column(kind),
                str(key[-1]),
                _("Koden finns redan på rad %(row)s.", row=seen[mark]),
                _("Ta bort den ena raden, eller rätta koden."),
            )
            continue
        seen[mark] = number
        records.append(Record(number, key, built, values))
    return records


def _key_column(kind: Kind) -> str:
    return next(column.name for column in reversed(kind.columns) if column.name in ("code", "id"))


def _read_cells(
    kind: Kind, number: int, cells: Mapping[str, str], findings: Findings
) -> dict[str, Any] | None:
    values: dict[str, Any] = {}
    is_whole = True
    for column in kind.columns:
        if column.name not in cells:
            continue
        cell = cells[column.name]
        if column.needed and not cell:
            is_whole = False
            findings.refuse(
                number,
                column.name,
                "",
                _("Cellen är tom."),
                _("Fyll i värdet, eller ta bort raden."),
            )
            continue
        if not cell and column.read is not text:
            value, problem = column.read("") if _takes_empty(column) else ("", None)
        else:
            value, problem = column.read(cell)
        if problem is not None:
            is_whole = False
            findings.refuse(number, column.name, cell, *problem)
        values[column.name] = value
    if kind.one_of and not any(cells.get(name) for name in kind.one_of):
        is_whole = False
        findings.refuse(
            number,
            kind.one_of[0],
            "",
            _("Cellen är tom."),
            _("Fyll i värdet, eller ta bort raden."),
        )
    if is_whole and kind.check is not None and (fault := kind.check(values)) is not None:
        is_whole = False
        findings.refuse(number, fault[0], cells.get(fault[0], ""), *fault[1])
    return values if is_whole else None


def _takes_empty(column: Column) -> bool:
    """Codes and formulas that are not needed may be empty; lists and numbers say it themselves."""
    return column.read not in (code, group_code, formula)


def picked(cells: Mapping[str, Any], **attributes: str) -> Values:
    """Return attribute -> cell for the columns that the file has."""
    return {name: cells[column] for name, column in attributes.items() if column in cells}


def texts(
    cells: Mapping[str, Any], stem: str, languages: tuple[str, ...] = ("sv", "en")
) -> dict[str, str]:
    """Return language -> cell for the columns `<stem>_<language>` that the file has."""
    return {
        language: cells[f"{stem}_{language}"]
        for language in languages
        if f"{stem}_{language}" in cells
    }


def with_texts(values: Values, cells: Mapping[str, Any], **stems: str) -> Values:
    """Add the texts by language of each stem to `values` and return them."""
    for name, stem in stems.items():
        found = texts(cells, stem)
        if found:
            values[name] = found
    return values
