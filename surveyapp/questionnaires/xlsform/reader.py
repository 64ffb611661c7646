"""Reads a workbook's sheets into rows of named text cells, tolerant to how authors spell headers."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from surveyapp.core.workbooks import Limits, UnsafeFileError, cell_text, check_file
from surveyapp.questionnaires.rules.definition import Texts
from surveyapp.questionnaires.xlsform.languages import language_code
from surveyapp.questionnaires.xlsform.report import Findings

Grid = list[list[str]]
"""A sheet as text, from its first row and column; missing cells are "" or cut off at the right."""

_SHEETS = ("survey", "choices", "settings")


def read_grids(data: bytes, limits: Limits, findings: Findings) -> dict[str, Grid]:
    """Return the form's sheets by their plain name; other sheets are left unread.

    Raises: UnsafeFileError when the file is no workbook or must not be parsed.
    """
    check_file(data, limits)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return _read_sheets(workbook, limits, findings)
    except PasswordError as error:
        raise UnsafeFileError("file_encrypted") from error
    except (CalamineError, OSError, ValueError) as error:
        code = "file_encrypted" if "password" in str(error).lower() else "file_damaged"
        raise UnsafeFileError(code) from error
    except BaseException as error:
        # A fault inside the reader's compiled code arrives as a PanicException, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise UnsafeFileError("file_damaged") from error


def _read_sheets(workbook: CalamineWorkbook, limits: Limits, findings: Findings) -> dict[str, Grid]:
    by_name: dict[str, list[str]] = {}
    for name in workbook.sheet_names:
        by_name.setdefault(name.strip().casefold(), []).append(name)
    if "survey" not in by_name:
        sheets = ", ".join(workbook.sheet_names[:20])
        findings.refuse("sheet_missing", sheet="survey", sheets=sheets)
    grids: dict[str, Grid] = {}
    for plain in _SHEETS:
        names = by_name.get(plain)
        if not names:
            continue
        used = plain if plain in names else names[0]
        if len(names) > 1:
            findings.change("sheet_twice", sheet=plain, used=used)
        sheet = workbook.get_sheet_by_name(used)
        rows, columns = (n + 1 for n in sheet.end) if sheet.end else (0, 0)
        if rows > limits.rows or columns > limits.columns:
            findings.refuse(
                "sheet_too_large",
                sheet=plain,
                rows=str(rows),
                columns=str(columns),
                row_limit=str(limits.rows),
                column_limit=str(limits.columns),
            )
            continue
        grids[plain] = [
            [cell_text(c) for c in row] for row in sheet.to_python(skip_empty_area=False)
        ]
    return grids


# Headers


@dataclass(frozen=True)
class Header:
    """A column: what it means here ("" when nothing), its language, and the author's own words."""

    key: str
    language: str
    written: str
    index: int
    language_name: str = ""


_TEXT_COLUMNS = {
    "label",
    "hint",
    "guidance_hint",
    "constraint_message",
    "required_message",
    "definition",
    "form_title",
}
_MEDIA = {"image", "big_image", "audio", "video", "media", "autoplay"}
_ALIASES = {
    "command": "type",
    "tag": "name",
    "value": "name",
    "caption": "label",
    "relevance": "relevant",
    "calculate": "calculation",
    "readonly": "read_only",
    "requiredmsg": "required_message",
    "required_msg": "required_message",
    "jr_requiredmsg": "required_message",
    "constraint_msg": "constraint_message",
    "constraintmsg": "constraint_message",
    "constraining_message": "constraint_message",
    "jr_constraintmsg": "constraint_message",
    "jr_count": "repeat_count",
    "parameter": "parameters",
    "indikator": "indicator",
    "indicators": "indicator",
    "indikatorer": "indicator",
    "enhet": "unit",
    "tillåter": "allows",
    "list": "list_name",
    "listname": "list_name",
    "title": "form_title",
    "set_form_title": "form_title",
    "id_string": "form_id",
    "set_form_id": "form_id",
}
_KNOWN = {
    "survey": {
        *_TEXT_COLUMNS - {"form_title"},
        *("type", "name", "relevant", "constraint", "required", "calculation", "choice_filter"),
        *(
            "read_only",
            "appearance",
            "default",
            "parameters",
            "repeat_count",
            "trigger",
            "disabled",
        ),
        *("indicator", "unit", "allows"),
    },
    "choices": {"list_name", "name", "label"},
    "settings": {"form_title", "form_id", "default_language", "version", "allow_choice_duplicates"},
}
_AUTHORS_NOTES = {"note", "notes", "comment", "comments", "kommentar", "anteckning"}
_WRAPPERS = {"bind", "control", "body"}


def read_header(written: str, index: int, sheet: str) -> Header:
    """Tell what a column header means; unknown headers get the key "" (in choices: a filter)."""
    text = " ".join(written.split()).replace("jr:", "jr_")
    parts = [p.strip() for p in (text.split("::") if "::" in text else text.split(":"))]
    first = _plain(parts[0])
    if first in _WRAPPERS and len(parts) > 1:
        parts = parts[1:]
        first = _plain(parts[0])
    if first in _MEDIA:
        return Header("media", "", written, index)
    key = _ALIASES.get(first, first)
    if sheet == "survey" and first == "count":
        key = "repeat_count"
    if key not in _KNOWN[sheet]:
        return Header("", "", written, index)
    if key in _TEXT_COLUMNS:
        name = parts[1] if len(parts) > 1 else ""
        return Header(key, language_code(name) if name else "", written, index, name)
    return Header(key, "", written, index) if len(parts) == 1 else Header("", "", written, index)


def _plain(text: str) -> str:
    return re.sub(r"[\s\-]+", "_", text.strip().casefold())


@dataclass(frozen=True)
class Row:
    """One row of a sheet. `number` is the row as Excel shows it."""

    number: int
    values: Mapping[str, str]
    texts: Mapping[str, Texts] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)
    """Columns without a meaning here by the author's header; in choices a filter may read them."""

    def get(self, key: str) -> str:
        return self.values.get(key, "")

    def text(self, key: str) -> Texts:
        return dict(self.texts.get(key, {}))


@dataclass(frozen=True)
class Table:
    """A sheet read with its headers. `written` gives the author's header of each key."""

    sheet: str
    rows: tuple[Row, ...] = ()
    written: Mapping[str, str] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)
    """Language code -> the name the author used, in column order."""
    extra: frozenset[str] = frozenset()


def read_table(grid: Grid, sheet: str, default_language: str, findings: Findings) -> Table:
    """Turn a sheet into rows; every fault of its headers is recorded."""
    start = _header_row(grid, sheet)
    if start is None:
        if sheet == "survey":
            findings.refuse("sheet_empty", sheet=sheet)
        return Table(sheet)
    headers = [read_header(cell, i, sheet) for i, cell in enumerate(grid[start]) if cell]
    body = [(n, cells) for n, cells in enumerate(grid[start + 1 :], start + 2) if any(cells)]
    _note_unused(headers, body, sheet, findings)
    reader = _RowReader(headers, sheet, default_language)
    rows = tuple(reader.read(number, cells) for number, cells in body)
    reader.report(findings)
    languages: dict[str, str] = {}
    for header in headers:
        if header.key in ("label", "form_title") and any(
            header.index < len(c) and c[header.index] for _, c in body
        ):
            languages.setdefault(header.language or default_language, header.language_name)
    return Table(
        sheet,
        rows,
        {h.key: h.written for h in reversed(headers) if h.key},
        languages,
        frozenset(h.written for h in headers if not h.key),
    )


def _header_row(grid: Grid, sheet: str) -> int | None:
    """The first row that names a needed column, else the first with anything in it."""
    needed = {"survey": "type", "choices": "list_name", "settings": ""}[sheet]
    filled = [i for i, cells in enumerate(grid[:50]) if any(cells)]
    for i in filled[:20]:
        if needed and any(read_header(c, 0, sheet).key == needed for c in grid[i] if c):
            return i
    return filled[0] if filled else None


def _note_unused(
    headers: Sequence[Header], body: Sequence[tuple[int, list[str]]], sheet: str, findings: Findings
) -> None:
    for header in headers:
        rows = [n for n, cells in body if header.index < len(cells) and cells[header.index]]
        if not rows:
            continue
        place = {"sheet": sheet, "column": header.written}
        if header.key == "media":
            findings.change("media_ignored", row=rows[0], rows=row_list(rows), **place)
        elif not header.key and sheet == "survey" and _plain(header.written) not in _AUTHORS_NOTES:
            findings.change("column_ignored", **place)


class _RowReader:
    """Reads cells under their headers and remembers columns that contradict each other."""

    def __init__(self, headers: Sequence[Header], sheet: str, default_language: str) -> None:
        self._headers = headers
        self._sheet = sheet
        self._default = default_language
        self._clashes: dict[tuple[str, str], list[int]] = {}

    def read(self, number: int, cells: Sequence[str]) -> Row:
        values: dict[str, str] = {}
        texts: dict[str, Texts] = {}
        extra: dict[str, str] = {}
        # Columns that name their language win over the unnamed one.
        for header in sorted(self._headers, key=lambda h: (not h.language, h.index)):
            cell = cells[header.index] if header.index < len(cells) else ""
            if not cell or header.key == "media":
                continue
            if header.key in _TEXT_COLUMNS:
                place = texts.setdefault(header.key, {})
                key = header.language or self._default
            else:
                place, key = (values, header.key) if header.key else (extra, header.written)
                if header.key and header.key not in ("calculation", "relevant", "constraint"):
                    cell = cell.strip()
            if key in place and place[key] != cell:
                kind = (
                    "text_twice"
                    if header.key in _TEXT_COLUMNS or not header.key
                    else "header_twice"
                )
                self._clashes.setdefault((kind, header.written), []).append(number)
            place.setdefault(key, cell)
        return Row(number, values, texts, extra)

    def report(self, findings: Findings) -> None:
        for (kind, written), rows in self._clashes.items():
            tell = findings.change if kind == "text_twice" else findings.refuse
            tell(kind, sheet=self._sheet, column=written, row=rows[0], rows=row_list(rows))


def row_list(rows: Sequence[int]) -> str:
    """Return row numbers as text, the first eight and how many more."""
    shown = ", ".join(str(r) for r in rows[:8])
    return f"{shown} +{len(rows) - 8}" if len(rows) > 8 else shown
