"""A table as a file: what a spreadsheet in Swedish opens at once, and cannot be made to run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from flask import Response

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return the table as CSV with semicolons and decimal commas, BOM first.

    Text that a spreadsheet would take for a formula gets an apostrophe before it; numbers stay
    numbers, negative ones too.
    """
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_cell(c) for c in columns])
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float | Decimal):
        return (
            format(value, "f").rstrip("0").rstrip(".").replace(".", ",")
            if value % 1
            else f"{value:.0f}"
        )
    text = str(value)
    return "'" + text if text.lstrip(" ").startswith(_FORMULA_STARTS) else text


def csv_response(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Return the table as a download; `name` is the file name without ending, ASCII."""
    response = Response(csv_text(columns, rows), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
