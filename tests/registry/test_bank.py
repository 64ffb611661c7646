"""The question bank in the database: every format, twice, year by year, whole or not at all."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.core.access import SYSTEM, Role
from surveyapp.core.audit import AuditEvent
from surveyapp.core.errors import Forbidden, Invalid
from surveyapp.registry import queries, service
from surveyapp.registry.importing import RegisterReport, Verdict
from surveyapp.registry.models import BankEdition, BankQuestion, Collection
from tests.factories.accounts import actor_of, make_reviewer
from tests.registry.files import csv_bytes
from tests.registry.test_formats import BOMB, PAGES
from tests.support.shared import shared_file

HEAD = ["code", "text_sv", "text_en"]


@pytest.fixture
def filled(session: Session) -> Session:
    service.load_shipped_registers(session, SYSTEM)
    return session


def take(
    session: Session,
    *contents: bytes,
    collection: str = "",
    year: int | None = None,
    dry_run: bool = False,
) -> RegisterReport:
    first, *others = contents
    return service.import_register(
        session,
        SYSTEM,
        "bank",
        first,
        "fil",
        dry_run=dry_run,
        collection=collection,
        year=year,
        others=others,
    )


def table(*rows: list[str], head: list[str] = HEAD) -> bytes:
    return csv_bytes([head, *rows])


def counts(report: RegisterReport) -> tuple[int, int, int, int]:
    return report.taken, report.changed, report.unchanged, report.refused


def question(session: Session, code: str, collection: str = "reg-ekb") -> BankQuestion:
    session.expire_all()
    return queries.get_bank_question(session, collection, code)


def years(session: Session, code: str) -> list[int]:
    found = queries.list_editions(session, question(session, code).id)
    return [edition.year for edition in found]


# --- formats ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "code", "rows"),
    [
        (("ble_questions_1.0.xml",), "rdmo-ble", 47),
        (("ehum_h2020_fragebogen.xml",), "rdmo-horizon2020", 51),
        (("questions-dcc.xml", "optionsets.xml"), "rdmo-dcc", 57),
        (("questions-rdmo.xml", "optionsets.xml"), "rdmo-rdmo", 137),
        (("questions-snf.xml", "optionsets.xml"), "rdmo-snf", 82),
    ],
)
def test_a_catalogue_is_taken_and_the_second_time_unchanged(
    session: Session, names: tuple[str, ...], code: str, rows: int
) -> None:
    folder = shared_file("data", "instruments", "rdmo")
    contents = [(folder / name).read_bytes() for name in names]
    tried = take(session, *contents, dry_run=True)
    assert (tried.verdict, counts(tried)) == (Verdict.TRIED, (rows, 0, 0, 0))
    assert session.scalar(sa.select(sa.func.count(Collection.id))) == 0
    first, second = take(session, *contents), take(session, *contents)
    assert (counts(first), counts(second)) == ((rows, 0, 0, 0), (0, 0, rows, 0))
    assert code in first.remarks[-1]
    collection = queries.get_collection(session, code)
    assert collection.checked == "not read", "what the file says of itself is not verified"
    found = queries.list_bank_questions(session, collection.id)
    assert len(found) == rows
    assert all(q.concept and q.text.get("en") and q.text.get("de") for q in found)


def test_a_catalogue_may_be_put_in_a_chosen_collection(filled: Session) -> None:
    content = (shared_file("data", "instruments", "rdmo") / "questions-dcc.xml").read_bytes()
    assert take(filled, content, collection="ehalsa").taken == 57
    assert queries.find_collection_by_code(filled, "rdmo-dcc") is None
    assert queries.count_questions_by_collection(filled) == {
        queries.get_collection(filled, "ehalsa").id: 57
    }


@pytest.mark.parametrize("name", ["all_types_survey.xlsx", "osm_buildings.xls", "delivery.xlsx"])
def test_a_form_is_taken_and_the_second_time_unchanged(session: Session, name: str) -> None:
    content = (shared_file("data", "instruments", "xlsform") / name).read_bytes()
    first, second = take(session, content), take(session, content)
    assert first.verdict is Verdict.STORED, first.faults
    assert counts(second) == (0, 0, first.taken, 0)


def test_kolada_is_recognised_among_bank_files(session: Session) -> None:
    assert counts(take(session, *PAGES)) == (3, 0, 0, 0)
    assert counts(take(session, *PAGES)) == (0, 0, 3, 0)
    csv = shared_file("data", "domain", "kolada_kpi.csv").read_bytes()
    assert (take(session, csv).taken, take(session, csv).unchanged) == (1152, 1152)
    found = question(session, "N04127", "kolada")
    assert (found.source_note, found.register) == ("Källa: Kolada", "SCB: övrigt")


def test_a_table_without_a_collection_needs_one_chosen(filled: Session) -> None:
    content = table(["A1", "Hur många?", ""])
    refused = take(filled, content)
    assert [(f.row, f.column) for f in refused.faults] == [(0, "collection_id")]
    assert take(filled, content, collection="reg-ekb").taken == 1
    unknown = take(filled, content, collection="finns-inte")
    assert [(f.column, f.value) for f in unknown.faults] == [("collection_id", "finns-inte")]


def test_everything_a_row_says_is_stored(filled: Session) -> None:
    row = {
        "code": "A1",
        "text_sv": "Finns rutin?",
        "options_sv": "Ja|Nej",
        "seen_on": "2026-03-01",
        "source_url": "https://www.example.se/",
        "register_variable": "BESL_DAT",
        "concept": "rutin",
    }
    content = csv_bytes([list(row), list(row.values())])
    assert take(filled, content, collection="reg-ekb").taken == 1
    found = question(filled, "A1")
    assert found.options == [{"sv": "Ja"}, {"sv": "Nej"}]
    assert str(found.seen_on) == "2026-03-01"
    assert (found.register_variable, found.concept, found.unit) == ("BESL_DAT", "rutin", "")
    assert take(filled, content, collection="reg-ekb").unchanged == 1


def test_options_in_one_language_leave_the_other_languages(filled: Session) -> None:
    def options(text_sv: str, **columns: str) -> tuple[RegisterReport, list[dict[str, str]]]:
        row = {"code": "A1", "text_sv": text_sv, **columns}
        report = take(filled, csv_bytes([list(row), list(row.values())]), collection="reg-ekb")
        return report, question(filled, "A1").options

    both = [{"sv": "Ja", "en": "Yes"}, {"sv": "Nej", "en": "No"}]
    assert options("Finns plan?", options_sv="Ja|Nej", options_en="Yes|No")[1] == both
    report, found = options("Finns plan?", options_sv="Ja|Nej")
    assert (report.unchanged, found) == (1, both)
    assert options("Finns plan?", options_sv="Nej|Ja")[1] == both[::-1]
    report, found = options("Finns plan?", options_sv="Nej, inte|Ja")
    assert found == [{"sv": "Nej, inte", "en": "No"}, {"sv": "Ja", "en": "Yes"}]
    assert report.remarks == ()
    report, found = options("Finns plan?", options_sv="Ja|Nej|Vet inte")
    assert found == [{"sv": "Ja"}, {"sv": "Nej"}, {"sv": "Vet inte"}]
    assert any("A1 (en)" in remark for remark in report.remarks)
    report, found = options("Finns plan?", options_en="Yes|No|Unknown")
    assert found[2] == {"sv": "Vet inte", "en": "Unknown"}
    assert report.remarks == ()
    assert options("Finns plan?", options_sv="")[1] == [
        {"en": "Yes"},
        {"en": "No"},
        {"en": "Unknown"},
    ]


@pytest.mark.parametrize("content", [BOMB, b"<html/>", b"{", b"PK\x03\x04 none", b"code\n\0"])
def test_a_bad_file_leaves_no_trace(filled: Session, content: bytes) -> None:
    events = filled.scalar(sa.select(sa.func.count(AuditEvent.id)))
    report = take(filled, content, collection="reg-ekb")
    assert report.verdict is Verdict.REFUSED
    assert report.faults[0].mend
    assert not queries.list_bank_questions(filled)
    assert filled.scalar(sa.select(sa.func.count(AuditEvent.id))) == events


def test_a_fault_in_one_row_keeps_out_the_collection_too(session: Session) -> None:
    pages = [PAGES[0], PAGES[1].replace(b"U33999", b"U 33/999")]
    report = take(session, *pages)
    assert [(f.row, f.column) for f in report.faults] == [(3, "id")]
    assert queries.find_collection_by_code(session, "kolada") is None


def test_collection_and_year_are_for_the_bank_alone(session: Session) -> None:
    for options in ({"collection": "x"}, {"year": 2025}, {"others": [b""]}):
        with pytest.raises(Invalid):
            service.import_register(session, SYSTEM, "counties", b"", "x.csv", **options)


# --- years ------------------------------------------------------------------------------------


def test_the_newest_year_is_the_questions_own_whatever_comes_last(filled: Session) -> None:
    for year, text in ((2024, "Under 13 år"), (2026, "Under 15 år"), (2025, "Under 14 år")):
        report = take(filled, table(["A1", text, ""]), collection="reg-ekb", year=year)
        assert counts(report) == (1, 0, 0, 0)
    assert question(filled, "A1").text == {"sv": "Under 15 år"}
    assert years(filled, "A1") == [2026, 2025, 2024]
    assert "äldre år" in report.remarks[0]


def test_a_year_twice_is_no_duplicate(filled: Session) -> None:
    content = table(["A1", "Hur många?", ""], ["A2", "Hur stor?", ""])
    for expected in ((2, 0, 0, 0), (0, 0, 2, 0)):
        assert counts(take(filled, content, collection="reg-ekb", year=2025)) == expected
    assert filled.scalar(sa.select(sa.func.count(BankEdition.id))) == 2
    changed = take(filled, table(["A1", "Hur få?", ""]), collection="reg-ekb", year=2025)
    assert (counts(changed), changed.changes) == ((0, 1, 0, 0), (("A1 (2025)", ("text",)),))
    assert changed.absent == 1


def test_a_column_of_years_is_read_in_one_file(filled: Session) -> None:
    head = ["collection_id", "code", "text_sv", "year"]
    rows = [["reg-ekb", "A1", f"Text {year}", str(year)] for year in (2025, 2023, 2024)]
    assert counts(take(filled, table(*rows, head=head))) == (3, 0, 0, 0)
    assert counts(take(filled, table(*rows, head=head))) == (0, 0, 3, 0)
    assert question(filled, "A1").text == {"sv": "Text 2025"}
    assert years(filled, "A1") == [2025, 2024, 2023]


def test_a_change_to_an_old_year_leaves_the_question_and_its_hash(filled: Session) -> None:
    take(filled, table(["A1", "Ny", ""]), collection="reg-ekb", year=2025)
    before = question(filled, "A1").content_hash
    take(filled, table(["A1", "Gammal", ""]), collection="reg-ekb", year=2020)
    take(filled, table(["A1", "Äldre", ""]), collection="reg-ekb", year=2020)
    assert (question(filled, "A1").text, question(filled, "A1").content_hash) == (
        {"sv": "Ny"},
        before,
    )


# --- facts of a collection --------------------------------------------------------------------


def test_hours_need_a_source(filled: Session) -> None:
    found = queries.get_collection(filled, "kkik")
    with pytest.raises(Invalid) as refused:
        service.set_collection_facts(
            filled,
            SYSTEM,
            found,
            hours_per_year=12.5,
            hours_source="  ",
            window_from=6,
            window_to=None,
        )
    assert set(refused.value.problems) == {"hours_source", "window_to"}
    assert found.hours_per_year is None


@pytest.mark.parametrize("hours", [-1.0, float("nan"), float("inf"), 100_001.0])
def test_impossible_hours_are_refused(filled: Session, hours: float) -> None:
    with pytest.raises(Invalid):
        service.set_collection_facts(
            filled,
            SYSTEM,
            queries.get_collection(filled, "kkik"),
            hours_per_year=hours,
            hours_source="Mätning",
            window_from=None,
            window_to=None,
        )


def test_facts_are_kept_with_who_changed_them(filled: Session) -> None:
    found = queries.get_collection(filled, "kkik")
    for _time in range(2):
        service.set_collection_facts(
            filled,
            SYSTEM,
            found,
            hours_per_year=12.5,
            hours_source="Mätning 2025",
            window_from=11,
            window_to=2,
        )
    events = filled.scalars(
        sa.select(AuditEvent).where(AuditEvent.event == "collection_facts_changed")
    ).all()
    assert len(events) == 1, "the same facts again change nothing"
    assert (found.hours_per_year, found.window_from, found.window_to) == (12.5, 11, 2)


def test_only_those_who_manage_registers_write_facts(filled: Session) -> None:
    reviewer = actor_of(make_reviewer(filled), (Role.REVIEWER, None))
    with pytest.raises(Forbidden):
        service.set_collection_facts(
            filled,
            reviewer,
            queries.get_collection(filled, "kkik"),
            hours_per_year=1,
            hours_source="x",
            window_from=None,
            window_to=None,
        )


def test_what_a_collection_is_may_be_written(filled: Session) -> None:
    found = queries.get_collection(filled, "kkik")
    name, owner = dict(found.name), found.owner
    for _time in range(2):
        service.describe_collection(
            filled,
            SYSTEM,
            found,
            name=name,
            facts={"legal_basis": "  Frivillig \n överenskommelse ", "source": "SKR, 2026-10-01"},
            checked="read",
        )
    assert (found.legal_basis, found.checked) == ("Frivillig överenskommelse", "read")
    assert (found.name, found.owner) == (name, owner), "what is not given stays"
    events = filled.scalars(
        sa.select(AuditEvent).where(AuditEvent.event == "collection_described")
    ).all()
    assert len(events) == 1, "the same again changes nothing"


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"name": {"sv": " ", "en": "Name"}}, "name_sv"),
        ({"facts": {"owner": "x" * 2001}}, "owner"),
        ({"facts": {"source": " "}, "checked": "part"}, "source"),
        ({"checked": "certain"}, "checked"),
    ],
)
def test_a_description_that_does_not_hold_together_is_refused(
    filled: Session, given: dict[str, Any], where: str
) -> None:
    found = queries.get_collection(filled, "kkik")
    before = (found.name, found.owner, found.source, found.checked)
    whole: dict[str, Any] = {"name": {"sv": "KKiK"}, "facts": {}, "checked": "not read"}
    with pytest.raises(Invalid) as refused:
        service.describe_collection(filled, SYSTEM, found, **{**whole, **given})
    assert set(refused.value.problems) == {where}
    assert (found.name, found.owner, found.source, found.checked) == before


def test_only_those_who_manage_registers_describe_a_collection(filled: Session) -> None:
    reviewer = actor_of(make_reviewer(filled), (Role.REVIEWER, None))
    found = queries.get_collection(filled, "kkik")
    with pytest.raises(Forbidden):
        service.describe_collection(
            filled, reviewer, found, name=found.name, facts={}, checked="not read"
        )


def test_a_file_of_collections_gives_hours_only_with_their_source(session: Session) -> None:
    head = ["id", "name_sv", "hours_per_year", "hours_source", "window_from", "window_to"]
    for cells, column in (
        (["a", "A", "12,5", "", "", ""], "hours_source"),
        (["a", "A", "mycket", "x", "", ""], "hours_per_year"),
        (["a", "A", "", "", "3", ""], "window_to"),
        (["a", "A", "", "", "0", "13"], "window_from"),
    ):
        report = service.import_register(
            session, SYSTEM, "collections", csv_bytes([head, cells]), "x.csv"
        )
        assert column in {fault.column for fault in report.faults}
    good = csv_bytes([head, ["a", "A", "12,5", "Mätning", "11", "2"]])
    service.import_register(session, SYSTEM, "collections", good, "x.csv")
    assert queries.get_collection(session, "a").hours_per_year == 12.5


def test_an_installation_from_before_gets_its_months_once(filled: Session) -> None:
    kkik, lss = (queries.get_collection(filled, code) for code in ("kkik", "reg-lss"))
    assert (lss.window_from, lss.window_to) == (10, 10)
    for collection in (kkik, lss):
        collection.window_from = collection.window_to = None
    kkik.collection_window = "hela sommaren, säger kommunen"
    filled.flush()
    service.load_shipped_registers(filled, SYSTEM)
    assert (lss.window_from, lss.window_to) == (10, 10)
    assert kkik.window_from is None, "what somebody has written themselves stands"
