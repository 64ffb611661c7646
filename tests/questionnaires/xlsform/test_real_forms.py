"""Real workbooks: none crashes, none is half imported, and pyxform sees the same questions."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from pyxform.errors import PyXFormError
from pyxform.xls2json import parse_file_to_json

from surveyapp.questionnaires.rules.compiling import Compiler
from surveyapp.questionnaires.rules.definition import FormDefinition, Kind
from surveyapp.questionnaires.xlsform import ImportOutcome, read_form
from tests.questionnaires.xlsform import verdicts
from tests.support.shared import shared_file

EXPLAINED: dict[str, dict[str, str]] = {
    "MCH_v1.xls": {
        "source": "pyxform does not know 'Select one from' with a capital and refuses it later"
    },
    "all-question-types-v2024091201-3.xlsx": {
        "map": "its choices lie in a file outside the workbook",
    },
    "osm_education.xls": {"existing": "its choices lie in a file outside the workbook"},
}
"""File -> question -> why our list of questions differs from pyxform's there."""

REFUSED_BY_PYXFORM = {
    "delivery.xlsx": "'meta' is invalid",
    "duplicate_choice_form.xlsx": "Choice names must be unique",
    "group_names_must_be_unique.xlsx": "'data' is invalid",
    "Nairobi_2021.xls": "'HandWashHabits1' is invalid",
    "osm_buildings.xls": "List name not in choices sheet: yes_no",
    "unhcr_demo.xlsx": "Choice names must be unique",
}
"""What a kind reader understands and pyxform does not."""

_KINDS: dict[str, set[Kind]] = {
    "text": {Kind.TEXT, Kind.LONG_TEXT},
    "string": {Kind.TEXT, Kind.LONG_TEXT},
    "integer": {Kind.INTEGER},
    "int": {Kind.INTEGER},
    "decimal": {Kind.DECIMAL},
    "range": {Kind.INTEGER, Kind.DECIMAL},
    "date": {Kind.DATE, Kind.MONTH, Kind.YEAR},
    "time": {Kind.TIME},
    "datetime": {Kind.DATETIME},
    "select one": {Kind.SINGLE},
    "select all that apply": {Kind.MULTIPLE},
    "rank": {Kind.RANK},
    "acknowledge": {Kind.ACKNOWLEDGE},
    "trigger": {Kind.ACKNOWLEDGE},
}
"""pyxform's types that a person answers here -> the kinds they become."""


def real_files() -> list[str]:
    return [row["file"] for row in json.loads(verdicts.TABLE.read_text(encoding="utf-8"))]


def imported(name: str) -> ImportOutcome:
    return read_form(shared_file("data", "instruments", "xlsform", name))


def test_the_table_of_verdicts_is_current() -> None:
    rows = verdicts.verdicts()
    assert rows == json.loads(verdicts.TABLE.read_text(encoding="utf-8"))
    assert verdicts.DOCUMENT.read_text(encoding="utf-8") == verdicts.document(rows)
    assert len(rows) == 27
    assert sum(row["verdict"] != "refused" for row in rows) >= 24


@pytest.mark.parametrize("name", real_files())
def test_a_real_form_is_whole_or_refused(name: str) -> None:
    outcome = imported(name)
    report = outcome.report
    assert (outcome.form is None) == bool(report.refused)
    for entry in (*report.changed, *report.unsupported, *report.refused):
        assert set(entry.message) == {"sv", "en"}
        assert entry in report.changed or entry.mend
    if outcome.form is None:
        return
    assert Compiler(outcome.form).problems == []
    assert FormDefinition.from_json(json.loads(json.dumps(outcome.form.as_json()))) == outcome.form
    sections = [s.code for s in outcome.form.sections]
    assert len(sections) == len(set(sections))


def asked_by_pyxform(element: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for child in element.get("children", []):
        kind = str(child.get("type", "")).lower()
        if kind in _KINDS and "query" not in child:
            yield child["name"], kind
        if kind in ("group", "repeat", "survey"):
            yield from asked_by_pyxform(child)


def pyxform_reading(name: str) -> dict[str, Any]:
    path = shared_file("data", "instruments", "xlsform", name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reading: dict[str, Any] = parse_file_to_json(str(path), warnings=[])
    return reading


@pytest.mark.parametrize(("name", "message"), sorted(REFUSED_BY_PYXFORM.items()))
def test_what_pyxform_refuses_still_ends_in_a_report(name: str, message: str) -> None:
    with pytest.raises(PyXFormError, match=re.escape(message)):
        pyxform_reading(name)
    report = imported(name).report
    assert report.changed
    assert report.refused == () or name == "group_names_must_be_unique.xlsx"


@pytest.mark.parametrize("name", [n for n in real_files() if n not in REFUSED_BY_PYXFORM])
def test_pyxform_reads_the_same_questions(name: str) -> None:
    reading = pyxform_reading(name)
    outcome = imported(name)
    assert outcome.form is not None
    # Rows renamed here (the same name in two groups) are compared under the author's name.
    written = {e.row: e.name for e in outcome.report.changed if e.code.startswith("name_")}
    ours = [(written.get(i.row, i.code), i.kind) for i in outcome.form.questions()]
    explained = EXPLAINED.get(name, {})
    listed = {n for n, _ in ours} | {n for n, _ in asked_by_pyxform(reading)}
    assert explained.keys() <= listed
    ours = [(n, kind) for n, kind in ours if n not in explained]
    others = {f"{i.code}_other" for i in outcome.form.questions() if i.other_choice}
    theirs = [
        (n, kind)
        for n, kind in asked_by_pyxform(reading)
        # The text field of "other" is a question of its own there, a part of the question here.
        if n not in others | explained.keys()
    ]
    assert [n for n, _ in ours] == [n for n, _ in theirs]
    assert all(kind in _KINDS[word] for (_, kind), (_, word) in zip(ours, theirs, strict=True))
