"""Every format of the question bank becomes the same rows, or says what is wrong with it."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from surveyapp.core.i18n import force_language
from surveyapp.registry.importing.columns import Record, read_records
from surveyapp.registry.importing.formats import BankFile, read_bank
from surveyapp.registry.importing.report import Findings
from tests.registry.files import csv_bytes, xlsx_bytes
from tests.support.shared import shared_file

PAGES = [
    (Path(__file__).parent / "data" / f"kolada_page_{number}.json").read_bytes()
    for number in (1, 2)
]
BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE rdmo [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>
<rdmo><question><text lang="en">&d;</text></question></rdmo>"""


def read(*contents: bytes) -> tuple[BankFile | None, Findings]:
    findings = Findings()
    return read_bank(contents, findings), findings


def records(*contents: bytes, collection: str = "x") -> tuple[list[Record], Findings]:
    file, findings = read(*contents)
    assert file is not None, findings.faults
    rows = tuple((n, {"collection_id": collection, **cells}) for n, cells in file.rows.rows)
    columns = ("collection_id", *file.rows.columns)
    made = read_records(file.kind, type(file.rows)(columns, rows), findings)
    return made, findings


def refusal(*contents: bytes) -> str:
    with force_language("en"):
        file, findings = read(*contents)
    assert file is None
    assert len(findings.faults) == 1
    assert findings.faults[0].mend
    return findings.faults[0].what


def form(sheets: dict[str, list[list[object]]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    book.close()
    return out.getvalue()


def rdmo(*questions: str, head: str = "") -> bytes:
    return (
        '<rdmo xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<catalog dc:uri="https://x.se/q/prov"><title lang="sv">Prov</title></catalog>'
        f"{head}{''.join(questions)}</rdmo>"
    ).encode()


# --- tables -----------------------------------------------------------------------------------


def test_a_table_carries_all_metadata_and_options_in_two_languages() -> None:
    row = {
        "kod": "A1",
        "fråga": "Finns rutin?",
        "text_en": "Is there a routine?",
        "formulär": "Del 2",
        "nummer": "14 b",
        "svarande": "kommun",
        "svarstyp": "single",
        "options_sv": "Ja | Nej",
        "options_en": "Yes|No",
        "rättslig grund": "SoL 11 kap.",
        "register": "Registret",
        "registervariabel": "BESL_DAT",
        "eftersläpning": "6 månader",
        "kontakt": "Enkätenheten",
        "länk": "https://www.example.se/enkat",
        "läst": "2026-03-01",
        "licens": "CC0",
        "begrepp": "https://x.se/begrepp/rutin",
        "år": "2025",
    }
    for content in (
        csv_bytes([list(row), list(row.values())]),
        xlsx_bytes([list(row), list(row.values())]),
    ):
        found, findings = records(content)
        assert not findings.faults
        values = found[0].values
        assert values["options"] == [{"sv": "Ja", "en": "Yes"}, {"sv": "Nej", "en": "No"}]
        assert (values["number"], values["register_variable"]) == ("14 b", "BESL_DAT")
        assert str(values["seen_on"]) == "2026-03-01"
        assert found[0].cells["year"] == 2025


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("source_url", "javascript:alert(1)"),
        ("source_url", "www.example.se"),
        ("seen_on", "i våras"),
        ("year", "25"),
        ("code", "A/1"),
        ("text_sv", ""),
    ],
)
def test_a_cell_that_cannot_be_used_is_refused(column: str, cell: str) -> None:
    row = {"code": "A1", "text_sv": "Fråga", column: cell}
    found, findings = records(csv_bytes([list(row), list(row.values())]))
    assert not found
    assert [(f.row, f.column) for f in findings.faults] == [(2, column)]


def test_one_code_may_stand_once_per_year() -> None:
    head = ["code", "text_sv", "year"]
    found, findings = records(csv_bytes([head, ["A", "X", "2024"], ["A", "Y", "2025"]]))
    assert (len(found), findings.faults) == (2, [])
    _found, findings = records(csv_bytes([head, ["A", "X", "2024"], ["A", "Y", "2024"]]))
    assert [fault.row for fault in findings.faults] == [3]


# --- Kolada -----------------------------------------------------------------------------------


def test_pages_of_kolada_are_read_together() -> None:
    file, findings = read(*PAGES)
    assert file is not None
    assert (file.kind.code, len(file.rows.rows), findings.remarks) == ("kolada", 3, [])
    found, _findings = records(*PAGES)
    values = {record.values["code"]: record.values for record in found}
    assert values["N00945"]["breakdowns"] == "kön"
    assert values["N00945"]["register"] == "SCB"
    assert values["N00945"]["respondent"] == "kommun"
    assert values["N00945"]["register_lag"] == "uppgifter för 2025 publiceras 2026-02-21"
    assert values["N21999"]["discontinued_after"] == "2024"
    assert values["N21999"]["breakdowns"] == "enhet"
    assert {v["source_note"] for v in values.values()} == {"Källa: Kolada"}


def test_a_page_without_the_rest_says_so() -> None:
    _file, findings = read(PAGES[0])
    assert len(findings.remarks) == 1
    assert "fler" in findings.remarks[0]


def test_the_list_in_csv_is_recognised_and_keeps_its_data_source() -> None:
    content = shared_file("data", "domain", "kolada_kpi.csv").read_bytes()
    found, findings = records(content)
    assert (len(found), findings.faults) == (1152, [])
    assert found[0].values["register"] == "SCB: räkenskapssammandraget"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"{", "damaged"),
        (b'{"values": 3}', "not a page"),
        (b'{"other": []}', "not a page"),
        (b'[{"values": [3]}]', "not a key figure"),
        (b'{"values": [{"id": "N1"}]}', "not a key figure"),
        (b"[" * 100_000, "damaged"),
        (
            b'{"values": ['
            + b'{"id": "N1", "title": "T"},' * 20_001
            + b'{"id": "N", "title": ""}]}',
            "more than 20000",
        ),
    ],
)
def test_a_wrong_json_file_is_refused(content: bytes, what: str) -> None:
    assert what in refusal(content)


# --- RDMO -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "questions", "languages"),
    [
        ("ble_questions_1.0.xml", 47, {"de", "en"}),
        ("ehum_h2020_fragebogen.xml", 51, {"de", "en"}),
        ("questions-dcc.xml", 57, {"de", "en"}),
        ("questions-rdmo.xml", 137, {"de", "en", "es", "fr", "it"}),
        ("questions-snf.xml", 82, {"de", "en"}),
    ],
)
def test_a_real_catalogue_is_read_with_texts_concepts_and_sections(
    name: str, questions: int, languages: set[str]
) -> None:
    folder = shared_file("data", "instruments", "rdmo")
    found, findings = records((folder / name).read_bytes())
    assert (len(found), findings.faults) == (questions, [])
    assert {code for r in found for code, said in r.values["text"].items() if said} == languages
    assert all(record.values["concept"].startswith("https://") for record in found)
    assert all(record.values["area"] for record in found)
    assert len({record.values["code"] for record in found}) == questions
    assert not any("<" in said for r in found for said in r.values["text"].values())


def test_options_come_from_the_file_beside_the_catalogue() -> None:
    folder = shared_file("data", "instruments", "rdmo")
    catalogue = (folder / "questions-rdmo.xml").read_bytes()
    without, _findings = records(catalogue)
    assert not any(record.values.get("options") for record in without)
    found, findings = records(catalogue, (folder / "optionsets.xml").read_bytes())
    assert not findings.faults
    chosen = [record.values["options"] for record in found if record.values.get("options")]
    assert len(chosen) > 25
    assert {"en", "de"} <= set(chosen[0][0])


def test_option_texts_are_not_parted_at_their_own_signs() -> None:
    question = (
        '<question dc:uri="https://x.se/q/prov/a"><text lang="sv">Hur?</text>'
        '<optionsets><optionset dc:uri="o"/></optionsets></question>'
        '<optionset dc:uri="o"><options><option dc:uri="o1"/></options></optionset>'
        '<option dc:uri="o1"><text lang="sv">Ja | delvis</text></option>'
    )
    found, _findings = records(rdmo(question))
    assert found[0].values["options"] == [{"sv": "Ja | delvis"}]


def test_a_long_address_gives_a_short_code_that_stays() -> None:
    uri = "https://x.se/q/prov/" + "mycket-langt-avsnitt/" * 8 + "fraga"
    content = rdmo(f'<question dc:uri="{uri}"><text lang="sv">Hur?</text></question>')
    codes = {records(content)[0][0].values["code"] for _time in range(2)}
    assert len(codes) == 1
    assert len(codes.pop()) <= 60


@pytest.mark.parametrize(
    ("contents", "what"),
    [
        ([BOMB], "DOCTYPE"),
        ([BOMB.decode().encode("utf-16")], "UTF-16"),
        ([b'<?xml version="1.0"?><!DOCTYPE rdmo SYSTEM "file:///etc/passwd"><rdmo/>'], "DOCTYPE"),
        ([b"<rdmo>" + b"<a>" * 200 + b"</a>" * 200 + b"</rdmo>"], "large or deep"),
        ([b"<rdmo>" + b"<a/>" * 300_001 + b"</rdmo>"], "large or deep"),
        ([b"<rdmo><question>"], "damaged"),
        ([b"<html></html>"], "not an export"),
        ([b"<rdmo/>"], "no questions"),
        ([b"<rdmo>" + b" " * 10_000_001 + b"</rdmo>"], "larger than"),
    ],
)
def test_a_dangerous_or_wrong_xml_file_is_refused(contents: list[bytes], what: str) -> None:
    assert what in refusal(*contents)


def test_two_catalogues_at_once_are_refused() -> None:
    folder = shared_file("data", "instruments", "rdmo")
    names = ("questions-dcc.xml", "questions-snf.xml")
    assert "more than one" in refusal(*((folder / name).read_bytes() for name in names))


def test_files_that_do_not_belong_together_are_refused() -> None:
    table = csv_bytes([["code", "text"], ["A", "B"]])
    assert "do not belong together" in refusal(table, table)
    assert "do not belong together" in refusal(PAGES[0], rdmo())


# --- XLSForm ----------------------------------------------------------------------------------


def test_a_form_is_read_with_languages_options_and_groups() -> None:
    content = form(
        {
            "survey": [
                [
                    "type",
                    "name",
                    "label::Svenska (sv)",
                    "label::English (en)",
                    "hint::Svenska (sv)",
                ],
                ["begin group", "g", "Rutiner", "Routines", ""],
                [
                    "select_one janej or_other",
                    "F1",
                    "Finns <b>rutin</b>?",
                    "Is there a routine?",
                    "Skriftlig",
                ],
                ["integer", "F2", "Hur många?", "How many?", ""],
                ["note", "n", "Bara text", "Text only", ""],
                ["end group", "", "", "", ""],
                ["calculate", "c", "", "", ""],
            ],
            "choices": [
                ["list_name", "name", "label::Svenska (sv)", "label::English (en)"],
                ["janej", "1", "Ja", "Yes"],
                ["janej", "0", "Nej", "No"],
            ],
            "settings": [["form_id", "form_title"], ["Prov 1", "Provenkäten"]],
        }
    )
    file, _findings = read(content)
    assert file is not None
    assert file.collection is not None
    assert file.collection["code"] == "prov-1"
    found, findings = records(content)
    assert not findings.faults
    values = [record.values for record in found]
    assert [(v["code"], v["answer_type"], v["area"]) for v in values] == [
        ("F1", "single", "Rutiner"),
        ("F2", "integer", "Rutiner"),
    ]
    assert values[0]["text"] == {"sv": "Finns rutin ?", "en": "Is there a routine?"}
    assert values[0]["description"]["sv"] == "Skriftlig"
    assert values[0]["options"] == [{"sv": "Ja", "en": "Yes"}, {"sv": "Nej", "en": "No"}]
    assert values[0]["questionnaire"] == "Provenkäten"
    assert [record.row for record in found] == [3, 4]


def test_a_name_in_two_groups_is_two_questions() -> None:
    rows: list[list[object]] = [["type", "name", "label"]]
    for group in ("a", "b"):
        rows += [
            ["begin_group", group, ""],
            ["text", "namn", "Vad heter den?"],
            ["end_group", "", ""],
        ]
    found, findings = records(form({"survey": rows}))
    assert not findings.faults
    assert [record.values["code"] for record in found] == ["a.namn", "b.namn"]
    assert found[0].values["text"] == {"und": "Vad heter den?"}


def test_real_forms_are_read() -> None:
    folder = shared_file("data", "instruments", "xlsform")
    names = sorted(path.name for path in folder.iterdir() if path.suffix in (".xls", ".xlsx"))
    assert len(names) > 20
    for name in names:
        file, findings = read((folder / name).read_bytes())
        assert file is not None, (name, findings.faults)
        assert file.kind.code == "bank"
        assert file.rows.rows, name


def test_a_form_without_questions_is_refused() -> None:
    assert "no questions" in refusal(
        form({"survey": [["type", "name", "label"], ["note", "n", "x"]]})
    )


def test_a_workbook_that_unpacks_without_end_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 120_000_000)
    assert "unreasonably large" in refusal(out.getvalue())


def test_only_text_is_taken_from_json() -> None:
    page: dict[str, Any] = {"values": [{"id": "N1", "title": "T", "description": {"a": 1}}]}
    found, findings = records(json.dumps(page).encode())
    assert not findings.faults
    assert found[0].values["description"] == {"sv": ""}
