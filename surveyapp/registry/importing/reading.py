"""From a file's bytes to rows of named cells, whatever program saved it.

CSV with comma, semicolon or tab, in UTF-8 with or without a mark first, or the first sheet of an
Excel workbook. What cannot be read with certainty is refused with the reason, never guessed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from surveyapp.core.i18n import gettext as _
from surveyapp.core.workbooks import (
    DEFAULT_LIMITS,
    MEGABYTE,
    Limits,
    UnsafeFileError,
    cell_text,
    check_file,
)
from surveyapp.registry.importing.report import Findings

LIMITS = replace(DEFAULT_LIMITS, file_bytes=10 * MEGABYTE)
CELL_LENGTH = 20_000
"""Characters in one cell; the longest description of a real key figure has 1,567."""
_DELIMITERS = ",;\t"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Rows:
    """The cells of a file by column name. `number` of a row is the one a spreadsheet shows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


class Unreadable(Exception):
    """The file as a whole cannot be read: what is wrong, and how to mend it."""

    def __init__(self, what: str, mend: str, row: int = 0) -> None:
        super().__init__(what)
        self.what, self.mend, self.row = what, mend, row


def read_rows(
    content: bytes, names: dict[str, str], findings: Findings, limits: Limits = LIMITS
) -> Rows | None:
    """Return the file's rows, None when the file as a whole cannot be read (the findings say why).

    `names` maps every spelling of a column's heading, in lower case, to the column's name.
    """
    try:
        grid = _grid(content, names, limits)
    except Unreadable as problem:
        findings.refuse(problem.row, "", "", problem.what, problem.mend)
        return None
    header = next(grid, None)
    if header is None:
        findings.refuse(
            0, "", "", _("Filen är tom."), _("Lägg till en rubrikrad och minst en rad.")
        )
        return None
    try:
        return _named(header, grid, names, findings, limits)
    except Unreadable as problem:
        findings.refuse(problem.row, "", "", problem.what, problem.mend)
        return None


def _grid(content: bytes, names: dict[str, str], limits: Limits) -> Iterator[list[str]]:
    check_size(content, limits)
    if is_workbook(content):
        return iter(next(iter(sheets(content, None, limits).values()), []))
    return _csv(decoded(content), names)


def check_size(content: bytes, limits: Limits = LIMITS) -> None:
    """Let a file within the limit pass.

    Raises:
        Unreadable: it is larger.
    """
    if len(content) > limits.file_bytes:
        raise Unreadable(
            _("Filen är större än %(size)s MB.", size=limits.file_bytes // MEGABYTE),
            _("Dela upp den i flera filer."),
        )


def is_workbook(content: bytes) -> bool:
    """Tell whether the file is packed as a workbook is."""
    return content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def decoded(content: bytes) -> str:
    """Return the text of a file in UTF-8.

    Raises:
        Unreadable: it is in another encoding, or no text.
    """
    if content.startswith(_UTF16):
        raise Unreadable(
            _("Filen är sparad som UTF-16."), _("Spara den som CSV UTF-8 och läs in den igen.")
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            _(
                "Filen är inte sparad som UTF-8; på rad %(row)s finns tecken i en annan kodning, troligen Latin-1.",
                row=line,
            ),
            _("Öppna den i kalkylprogrammet, spara som CSV UTF-8 och läs in den igen."),
            line,
        ) from None
    if "\0" in text:
        raise Unreadable(
            _("Filen är inte en textfil."), _("Välj en CSV-fil eller en Excelfil (.xlsx).")
        )
    return text


def _csv(text: str, names: dict[str, str]) -> Iterator[list[str]]:
    first = text.partition("\n")[0]
    delimiter = max(
        _DELIMITERS,
        key=lambda d: sum(
            cell.strip().casefold() in names for cell in next(csv.reader([first], delimiter=d), [])
        ),
    )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Unreadable(
                _("Citattecknen går inte ihop efter rad %(row)s.", row=reader.line_num),
                _("Spara om filen från ett kalkylprogram, som sätter dem rätt."),
                reader.line_num,
            ) from None


def sheets(
    content: bytes, wanted: Collection[str] | None = None, limits: Limits = LIMITS
) -> dict[str, list[list[str]]]:
    """Return sheets by name, in lower case, with cells as their author sees them.

    Those of the `wanted` names; without names the first sheet alone.

    Raises:
        Unreadable: the workbook is damaged, locked or too large.
    """
    found: dict[str, list[list[str]]] = {}
    with _opened(content, limits) as book:
        names = book.sheet_names[:1] if wanted is None else book.sheet_names
        for name in names:
            short = name.strip().casefold()
            if wanted is not None and (short not in wanted or short in found):
                continue
            sheet = book.get_sheet_by_name(name)
            height, width = (n + 1 for n in sheet.end) if sheet.end else (0, 0)
            if height > limits.rows or width > limits.columns:
                raise _too_long(limits)
            cells = sheet.to_python(skip_empty_area=False)
            found[short] = [[cell_text(c) for c in row] for row in cells]
    return found


@contextmanager
def _opened(content: bytes, limits: Limits) -> Iterator[CalamineWorkbook]:
    damaged = Unreadable(
        _("Excelfilen är skadad, låst med lösenord eller orimligt stor."),
        _("Öppna den i kalkylprogrammet, spara om den som .xlsx utan lösenord och försök igen."),
    )
    try:
        check_file(content, limits)
        yield CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (UnsafeFileError, PasswordError, CalamineError, OSError, ValueError, IndexError):
        raise damaged from None
    except BaseException as error:
        # A fault inside the reader's compiled code arrives as a PanicException, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged from None


def _too_long(limits: Limits) -> Unreadable:
    return Unreadable(
        _(
            "Filen har fler än %(rows)s rader eller %(columns)s kolumner.",
            rows=limits.rows,
            columns=limits.columns,
        ),
        _("Dela upp den i flera filer."),
    )


def _named(
    header: Sequence[str],
    grid: Iterator[list[str]],
    names: dict[str, str],
    findings: Findings,
    limits: Limits,
) -> Rows | None:
    written = [" ".join(cell.split()) for cell in header]
    while written and not written[-1]:
        written.pop()
    columns = [names.get(cell.casefold(), "") for cell in written]
    twice = {c for c in columns if c and columns.count(c) > 1}
    if twice:
        findings.refuse(
            1, ", ".join(sorted(twice)), "", _("Kolumnen finns två gånger."), _("Ta bort den ena.")
        )
        return None
    unknown = [cell for cell, column in zip(written, columns, strict=True) if cell and not column]
    if unknown:
        findings.remarks.append(
            _("De här kolumnerna lästes inte in: %(names)s.", names=", ".join(unknown[:30]))
        )
    rows = []
    for number, cells in enumerate(grid, start=2):
        if number > limits.rows:
            raise _too_long(limits)
        texts = [cell.replace("\r\n", "\n").strip() for cell in cells]
        if not any(texts):
            continue
        if any(texts[len(columns) :]):
            findings.refuse(
                number,
                "",
                texts[len(columns)],
                _("Raden har fler celler än rubrikraden."),
                _("Sätt citattecken runt text som innehåller skiljetecknet."),
            )
            continue
        texts += [""] * (len(columns) - len(texts))
        cells_by_name = {c: t for c, t in zip(columns, texts, strict=False) if c}
        if is_clean(number, cells_by_name, findings):
            rows.append((number, cells_by_name))
    return Rows(tuple(c for c in columns if c), tuple(rows))


def is_clean(number: int, cells: Mapping[str, str], findings: Findings) -> bool:
    """Tell whether every cell is text of a sensible length; the findings say which is not."""
    before = len(findings.faults)
    for column, text in cells.items():
        if _CONTROL.search(text):
            findings.refuse(
                number,
                column,
                _CONTROL.sub("?", text),
                _("Cellen innehåller ett styrtecken som inte syns."),
                _("Skriv om texten i cellen."),
            )
        elif len(text) > CELL_LENGTH:
            findings.refuse(
                number,
                column,
                text,
                _("Texten är längre än %(count)s tecken.", count=CELL_LENGTH),
                _("Korta texten."),
            )
    return len(findings.faults) == before
