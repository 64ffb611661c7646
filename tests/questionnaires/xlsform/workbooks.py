"""Small workbooks written for one test each."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter

from surveyapp.questionnaires.rules.definition import FormDefinition, Item
from surveyapp.questionnaires.xlsform import Entry, ImportOutcome, read_form

Rows = Sequence[Sequence[object]]


def workbook(**sheets: Rows) -> bytes:
    """Return an .xlsx with the given sheets; text is written as text, also when it begins with =."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(r, c, cell)
                elif cell is not None:
                    sheet.write(r, c, cell)
    book.close()
    return target.getvalue()


def imported(
    *survey: Sequence[object],
    header: str = "type name label",
    choices: Rows = (),
    settings: Rows = (),
) -> ImportOutcome:
    """Import a survey sheet with `header` (words) and the given rows."""
    sheets: dict[str, Rows] = {"survey": [header.split(), *survey]}
    if choices:
        sheets["choices"] = [["list_name", "name", "label"], *choices]
    if settings:
        sheets["settings"] = settings
    return read_form(workbook(**sheets), "test.xlsx")


def form_of(outcome: ImportOutcome) -> FormDefinition:
    """Return the form of an import that was not refused."""
    assert outcome.form is not None, [e.message["en"] for e in outcome.report.refused]
    return outcome.form


def item_of(outcome: ImportOutcome, code: str) -> Item:
    """Return one item of the imported form."""
    return next(i for i in form_of(outcome).walk() if i.code == code)


def codes(entries: Sequence[Entry]) -> list[str]:
    """Return the entries' codes."""
    return [e.code for e in entries]


def entry(entries: Sequence[Entry], code: str) -> Entry:
    """Return the only entry with this code."""
    (found,) = [e for e in entries if e.code == code]
    return found
