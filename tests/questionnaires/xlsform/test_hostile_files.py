"""Files that were damaged, or made to harm whoever opens them."""

from __future__ import annotations

import io
import json
import re
import string
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveyapp.questionnaires.rules.definition import FormDefinition
from surveyapp.questionnaires.xlsform import ImportOutcome, Limits, read_form
from surveyapp.questionnaires.xlsform.build import build_form
from surveyapp.questionnaires.xlsform.messages import EFFECTS, MESSAGES
from surveyapp.questionnaires.xlsform.report import Findings
from tests.questionnaires.xlsform.workbooks import codes, form_of, imported, item_of, workbook

GOOD = workbook(survey=[["type", "name", "label"], ["text", "q", "Fråga"]])


def refusal(data: bytes, name: str = "form.xlsx", limits: Limits | None = None) -> str:
    outcome = read_form(data, name, limits or Limits())
    assert outcome.form is None
    (found,) = outcome.report.refused
    assert found.message["sv"]
    assert found.mend["en"]
    return found.code


def repacked(replace: dict[str, bytes]) -> bytes:
    """The good workbook with parts replaced or added."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(GOOD)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for name in source.namelist():
            out.writestr(name, replace.pop(name, source.read(name)))
        for name, content in replace.items():
            out.writestr(name, content)
    return target.getvalue()


def test_files_that_are_no_workbook() -> None:
    assert refusal(b"") == "file_empty"
    assert refusal(b"type,name,label\ntext,q,Q\n") == "file_not_workbook"
    assert refusal(b"PK\x03\x04 not really a zip") == "file_damaged"
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refusal(other.getvalue()) == "file_not_workbook"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_truncated_files(share: float) -> None:
    assert refusal(GOOD[: int(len(GOOD) * share)]) == "file_damaged"


def test_a_truncated_old_workbook() -> None:
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls") == "file_damaged"


def test_an_encrypted_workbook() -> None:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    assert refusal(head + "EncryptedPackage".encode("utf-16-le")) == "file_encrypted"


def test_size_limits() -> None:
    assert refusal(GOOD, limits=Limits(file_bytes=100)) == "file_too_large"
    assert refusal(GOOD, limits=Limits(rows=1)) == "sheet_too_large"
    assert refusal(GOOD, limits=Limits(columns=2)) == "sheet_too_large"
    assert refusal(GOOD, limits=Limits(parts=3)) == "file_unpacks_too_large"


def test_a_zip_bomb_is_not_unpacked() -> None:
    assert refusal(repacked({"xl/media/a.bin": b"\0" * 30_000_000})) == "file_unpacks_too_large"


def test_a_zip_that_lies_about_its_sizes() -> None:
    data = bytearray(repacked({"xl/media/a.bin": b"\0" * 30_000_000}))
    # Both headers of the part claim ten bytes.
    for found in re.finditer(rb"xl/media/a\.bin", bytes(data)):
        for back in (30, 46):
            start = found.start() - back
            if bytes(data[start : start + 4]) == (b"PK\x03\x04" if back == 30 else b"PK\x01\x02"):
                struct.pack_into("<L", data, start + (22 if back == 30 else 24), 10)
    assert refusal(bytes(data)) == "file_unpacks_too_large"


def test_one_cell_far_away_does_not_fill_the_memory() -> None:
    sheet = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>type</t></is></c></row>'
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    assert refusal(repacked({"xl/worksheets/sheet1.xml": sheet})) == "file_unpacks_too_large"
    unplaced = sheet.replace(b' r="XFD1048576"', b"").replace(b"A1", b"XFD1")
    assert refusal(repacked({"xl/worksheets/sheet1.xml": unplaced})) == "file_unpacks_too_large"


@pytest.mark.parametrize(
    "cell",
    [
        b'<c a=">" r="XFD1048576"><v>1</v></c>',
        b"<x:c r = 'XFD1048576' ><v>1</v></x:c>",
        b'<c a="' + b"x" * 40_000 + b'" r="XFD1048576"><v>1</v></c>',
    ],
)
@pytest.mark.parametrize("before", [0, 999_800])
def test_a_cell_far_away_cannot_hide(cell: bytes, before: int) -> None:
    # The second filling makes the tag lie across two pieces of what is unpacked.
    sheet = b"<worksheet><sheetData>" + b" " * before + b'<row r="1048576">' + cell + b"</row>"
    assert refusal(repacked({"xl/worksheets/sheet1.xml": sheet})) == "file_unpacks_too_large"


def test_looking_for_cells_takes_time_in_step_with_the_size() -> None:
    # Each of these made a naive pattern read the rest of the file once per tag.
    for text in (b"<c " * 300_000, b'<c r="A1" ' * 100_000, b"<c " + b'r="A1" ' * 10_000):
        read_form(repacked({"xl/worksheets/sheet1.xml": text}), "a.xlsx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_entities_are_refused(encoding: str) -> None:
    text = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst>&a;</sst>'
    )
    part = {"xl/sharedStrings.xml": text.encode(encoding)}
    assert refusal(repacked(part)) == "file_unsafe_xml"


def test_sheets_that_are_missing_or_empty() -> None:
    assert refusal(workbook(frågor=[["type"], ["text"]])) == "sheet_missing"
    assert "sheet_empty" in codes(read_form(workbook(survey=[]), "a.xlsx").report.refused)
    assert "column_missing" in codes(
        read_form(workbook(survey=[["name"], ["q"]]), "a.xlsx").report.refused
    )


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    outcome = read_form(tmp_path / "saknas.xlsx")
    assert codes(outcome.report.refused) == ["file_missing"]


def test_text_that_looks_like_markup_or_a_formula_stays_text() -> None:
    script = "<script>alert(1)</script>"
    outcome = imported(
        ("text", "a", script),
        ("text", "b", "=HYPERLINK(1)"),
        ("text", "c", "{name} %(x)s \x07bell"),
        ("frob{0}", "d{row}", "{}"),
        settings=[["form_title"], [script]],
    )
    assert item_of(outcome, "a").text == {"und": script}
    assert item_of(outcome, "b").text == {"und": "=HYPERLINK(1)"}
    assert item_of(outcome, "c").text["und"].startswith("{name} %(x)s")
    assert "frob{0}" in outcome.report.unsupported[0].message["sv"]


def test_formula_cells_give_their_shown_value() -> None:
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("survey")
    for column, header in enumerate(("type", "name", "label")):
        sheet.write(0, column, header)
    sheet.write_formula(1, 0, '="te"&"xt"', None, "text")
    sheet.write(1, 1, "q")
    sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
    book.close()
    outcome = read_form(target.getvalue(), "a.xlsx")
    assert [i.code for i in form_of(outcome).questions()] == ["q"]
    assert "label_missing" in codes(outcome.report.changed)


def test_every_message_says_the_same_in_both_languages() -> None:
    fields = string.Formatter()
    for message in MESSAGES.values():
        for sv, en in ((message.sv, message.en), (message.mend_sv, message.mend_en)):
            names = [
                {f.replace("_sv", "").replace("_en", "") for _, f, _, _ in fields.parse(t) if f}
                for t in (sv, en)
            ]
            assert names[0] == names[1], message
            assert bool(sv) == bool(en)
    assert set(EFFECTS) == {
        "relevant",
        "constraint",
        "required",
        "calculation",
        "choice_filter",
        "repeat_count",
        "default",
        "read_only",
    }


WORDS = st.sampled_from(
    [
        *("", " ", "text", "integer", "select_one l", "select_multiple l or_other", "rank l", "range"),
        *("begin_group", "end_group", "begin repeat", "end repeat", "calculate", "note", "geopoint"),
        *("begin loop over l", "end loop", "select_one_from_file a.csv", "yes_no", "today", "hidden"),
        *("a", "b", "meta", "a b", "l", "1", "yes", "true()", "${a}", "${b} > 1", "../a = 1", "((", "a"),
        *("instance('x')/root", "U1:0.5; U2", "not_recorded", "start=1 end=x", "count(${a})", "once(1)"),
        *("‘x’", "${last-saved#a}", "position(..)", "selected(., 'l')", "sv", "und", "{row}"),
    ]
)  # fmt: skip
CELL = st.one_of(WORDS, st.text(max_size=12))
HEADERS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *("type", "name", "label", "label::Svenska (sv)", "label::xx yy", "hint", "relevant"),
                *("constraint", "required", "calculation", "choice_filter", "repeat_count", "default"),
                *("read_only", "appearance", "parameters", "trigger", "disabled", "indicator", "allows"),
                *("media::image", "bind:relevant", "list_name", "unit", "definition", "form_id"),
            ]
        ),
        st.text(max_size=8),
    ),
    max_size=12,
)  # fmt: skip


@st.composite
def grids(draw: st.DrawFn) -> list[list[str]]:
    header = draw(HEADERS)
    body = draw(
        st.lists(
            st.lists(CELL, min_size=len(header), max_size=len(header) + 1), max_size=12
        )
    )  # fmt: skip
    return [["type", "name", "label", *header], *([*row] for row in body)]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(survey=grids(), choices=grids(), form_settings=grids())
def test_no_table_of_rows_makes_the_importer_fail(
    survey: list[list[str]], choices: list[list[str]], form_settings: list[list[str]]
) -> None:
    choices[0][:3] = ["list_name", "name", "label"]
    sheets = {"survey": survey, "choices": choices, "settings": form_settings}
    outcome: ImportOutcome = build_form(sheets, "x.xlsx", Findings())
    json.dumps(outcome.report.as_json())
    assert (outcome.form is None) == bool(outcome.report.refused)
    if outcome.form is not None:
        assert FormDefinition.from_json(outcome.form.as_json()) == outcome.form
        names = [i.code for i in outcome.form.walk()]
        assert len(names) == len(set(names))
