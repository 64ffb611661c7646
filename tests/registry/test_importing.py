"""Files become rows, or say what is wrong with them; no database."""

from __future__ import annotations

import pytest

from surveyapp.core.i18n import force_language
from surveyapp.core.workbooks import Limits
from surveyapp.registry.importing import KINDS, match, read_rows
from surveyapp.registry.importing.columns import Record, read_records
from surveyapp.registry.importing.report import Findings
from tests.registry.files import Rows, csv_bytes, xlsx_bytes

COUNTIES: Rows = [["code", "name", "region"], ["05", "Östergötlands län", "Region Östergötland"]]


def read(kind: str, content: bytes) -> tuple[list[Record], Findings]:
    findings = Findings()
    rows = read_rows(content, KINDS[kind].names(), findings)
    return (read_records(KINDS[kind], rows, findings) if rows else []), findings


def only_fault(kind: str, content: bytes) -> tuple[int, str, str]:
    with force_language("en"):
        _records, findings = read(kind, content)
    assert len(findings.faults) == 1, findings.faults
    fault = findings.faults[0]
    assert fault.mend
    return fault.row, fault.column, fault.what


@pytest.mark.parametrize(
    "content",
    [
        csv_bytes(COUNTIES),
        csv_bytes(COUNTIES, delimiter=";"),
        csv_bytes(COUNTIES, delimiter="\t"),
        csv_bytes(COUNTIES, encoding="utf-8-sig"),
        csv_bytes(COUNTIES, delimiter=";", encoding="utf-8-sig").replace(b"\r\n", b"\n"),
        xlsx_bytes(COUNTIES),
        csv_bytes([["Kod", "NAMN", " region "], *COUNTIES[1:]]),
    ],
)
def test_a_register_is_read_however_it_was_saved(content: bytes) -> None:
    records, findings = read("counties", content)
    assert not findings.faults
    assert [record.values for record in records] == [
        {"code": "05", "name": "Östergötlands län", "region": "Region Östergötland"}
    ]


def test_a_zero_that_a_spreadsheet_cut_is_put_back() -> None:
    records, findings = read(
        "population", xlsx_bytes([["kod", "folkmängd"], [180, 988943.0], [1480, "607 882"]])
    )
    assert not findings.faults
    assert [r.values for r in records][1]["population"] == 607882
    places, findings = read(
        "municipalities",
        xlsx_bytes(
            [["code", "name", "county_code", "skr_group_code"], [180, "Stockholm", 1, "a1"]]
        ),
    )
    assert not findings.faults
    assert places[0].values["code"] == "0180"
    assert places[0].values["county_code"] == "01"
    assert places[0].values["skr_group_code"] == "A1"


@pytest.mark.parametrize(
    ("content", "row", "what"),
    [
        (b"", 0, "The file is empty."),
        (csv_bytes(COUNTIES, encoding="latin-1"), 2, "Latin-1"),
        (csv_bytes(COUNTIES, encoding="utf-16"), 0, "UTF-16"),
        (b"code,name\n05,\0", 0, "not a text file"),
        (b'code,name\n05,"never closed\n', 2, "quotation marks"),
        (b"PK\x03\x04 no workbook", 0, "damaged"),
        (b"code,name\n" + b"05,x\n" * 2_200_000, 0, "larger than 10 MB"),
        (b"code,name,code\n05,x,06\n", 1, "twice"),
        (b"code,region\n05,x\n", 1, "missing from the file"),
        (b"code,name\n05,Sk\xc3\xa5ne, ett\n", 2, "more cells"),
        (b"code,name\n05,a\x07b\n", 2, "control character"),
        (b"code,name\n05," + b"x" * 20_001 + b"\n", 2, "longer than"),
        (b"code,name\n05,\n", 2, "empty"),
        (b"code,name\nabc,x\n", 2, "2 digits"),
        (b"code,name\n05,x\n06,y\n05,z\n", 4, "already on row 2"),
    ],
)
def test_a_fault_says_where_and_how_to_mend_it(content: bytes, row: int, what: str) -> None:
    found_row, _column, found = only_fault("counties", content)
    assert found_row == row
    assert what in found


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"type": "strukturell"}, "type"),
        ({"direction": "up"}, "direction"),
        ({"first_year": "20x5"}, "first_year"),
        ({"formula_kind": "sum"}, "formula_kind"),
        ({"numerator": "(${A} = 'ja'"}, "numerator"),
        ({"denominator": "${A != ''"}, "denominator"),
        ({"code": "A B"}, "code"),
    ],
)
def test_each_kind_of_cell_is_checked(cells: dict[str, str], column: str) -> None:
    row = {"code": "A1", "name_sv": "Namn", **cells}
    assert only_fault("indicators", csv_bytes([list(row), list(row.values())]))[:2] == (2, column)


def test_every_fault_is_told_and_not_only_the_first() -> None:
    _records, findings = read("counties", b"code,name\nx,a\n05,\ny,b\n")
    assert [(fault.row, fault.column) for fault in findings.faults] == [
        (2, "code"),
        (3, "name"),
        (4, "code"),
    ]


def test_too_many_rows_are_refused() -> None:
    findings = Findings()
    rows = read_rows(
        b"code,name\n" + b"05,x\n" * 4, KINDS["counties"].names(), findings, Limits(rows=3)
    )
    assert rows is None
    assert findings.faults[0].mend


def test_unknown_columns_are_named_and_blank_lines_passed_over() -> None:
    records, findings = read("counties", b"code,name,note\n\n05,x,y\n,,\n")
    assert [record.row for record in records] == [3]
    assert "note" in findings.remarks[0]


def test_matching_tells_new_changed_and_equal_apart() -> None:
    stored = {
        ("a",): {"id": 1, "code": "a", "name": {"sv": "Ett", "en": "One"}, "area": "x"},
        ("b",): {"id": 2, "code": "b", "name": {"sv": "Två", "en": "Two"}, "area": "x"},
    }
    plan = match(
        [
            (("a",), {"code": "a", "name": {"sv": "Ett"}, "area": "x"}),
            (("b",), {"code": "b", "name": {"sv": "Tva", "en": ""}, "area": "x"}),
            (("c",), {"code": "c", "name": {"sv": "Tre", "en": ""}, "area": "y"}),
        ],
        stored,
        identity="id",
    )
    assert plan.unchanged == 1, "a language that the file does not give is kept"
    assert plan.updates == [{"id": 2, "code": "b", "name": {"sv": "Tva"}, "area": "x"}]
    assert plan.changes == [(("b",), ("name",))]
    assert plan.inserts == [{"code": "c", "name": {"sv": "Tre"}, "area": "y"}]


def test_what_is_stored_stands_when_nothing_may_change() -> None:
    plan = match(
        [(("a",), {"name": "ny"})],
        {("a",): {"id": 1, "name": "gammal"}},
        identity="id",
        may_update=False,
    )
    assert (plan.unchanged, plan.updates) == (1, [])
