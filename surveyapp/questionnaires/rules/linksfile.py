"""Links between questions and indicators as a table: read, with every fault found; pure."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from surveyapp.core.decimals import NumberProblem, parse_decimal
from surveyapp.questionnaires.rules.marking import marked as _

COLUMNS = ("fraga", "indikator", "vikt")
_ALIASES = {
    "fråga": "fraga",
    "question": "fraga",
    "indicator": "indikator",
    "weight": "vikt",
}


@dataclass(frozen=True)
class Fault:
    """What is wrong in one row (1 is the heading). `code` is a key of `MESSAGES`."""

    row: int
    code: str
    value: str = ""


MESSAGES = {
    "no_columns": _("Rubrikraden saknar någon av kolumnerna fraga och indikator."),
    "unknown_question": _("Frågan %(value)s finns inte i versionen."),
    "unknown_indicator": _("Indikatorn %(value)s finns inte i registret."),
    "bad_weight": _(
        "Vikten %(value)s ska vara ett tal mellan 0 och 1, till exempel 0,5, eller tom."
    ),
    "twice": _("Kopplingen %(value)s står två gånger."),
    "not_text": _("Filen är inte text i UTF-8. Spara den som CSV UTF-8 i kalkylprogrammet."),
    "wrong_sum": _("Vikterna för %(value)s blir inte 1 tillsammans."),
}


@dataclass(frozen=True)
class LinkRow:
    """One link: question code, indicator code, weight or None for an equal share."""

    row: int
    question: str
    indicator: str
    weight: float | None


def read_links(content: bytes) -> tuple[list[LinkRow], list[Fault]]:
    """Return the links of a CSV file (comma or semicolon) and every fault in its form."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], [Fault(1, "not_text")]
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text), delimiter=";" if ";" in first else ",")
    lines = list(reader)
    names = [c.strip().lower() for c in lines[0]] if lines else []
    names = [_ALIASES.get(n, n) for n in names]
    if not {"fraga", "indikator"} <= set(names):
        return [], [Fault(1, "no_columns")]
    rows: list[LinkRow] = []
    faults: list[Fault] = []
    seen: set[tuple[str, str]] = set()
    for number, line in enumerate(lines[1:], start=2):
        cells = dict(zip(names, (c.strip() for c in line), strict=False))
        question, indicator = cells.get("fraga", ""), cells.get("indikator", "")
        if not question and not indicator:
            continue
        weight: float | None = None
        stated = cells.get("vikt", "")
        if stated:
            try:
                weight = float(parse_decimal(stated))
            except NumberProblem:
                weight = -1.0
            if not 0 <= weight <= 1:
                faults.append(Fault(number, "bad_weight", stated))
                continue
        if (question, indicator) in seen:
            faults.append(Fault(number, "twice", f"{question} – {indicator}"))
            continue
        seen.add((question, indicator))
        rows.append(LinkRow(number, question, indicator, weight))
    return rows, faults
