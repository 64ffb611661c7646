"""Registers are read in whole or not at all, and twice without a trace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.core.access import SYSTEM, Role
from surveyapp.core.audit import AuditEvent
from surveyapp.core.errors import Forbidden, Invalid
from surveyapp.registry import queries, service
from surveyapp.registry.importing import RegisterReport, Verdict
from surveyapp.registry.models import BankQuestion, Collection, Indicator, Unit
from tests.factories.accounts import actor_of, make_reviewer
from tests.registry.files import csv_bytes
from tests.support.shared import shared_file

DEMO = Path(__file__).parents[2] / "surveyapp" / "demo" / "data"


def take(
    session: Session, kind: str, content: bytes, *, dry_run: bool = False, name: str = "fil.csv"
) -> RegisterReport:
    return service.import_register(session, SYSTEM, kind, content, name, dry_run=dry_run)


def counts(report: RegisterReport) -> tuple[int, int, int, int]:
    return report.taken, report.changed, report.unchanged, report.refused


def test_the_shipped_registers_fill_an_empty_database(session: Session) -> None:
    added = service.load_shipped_registers(session, SYSTEM)
    assert added == {"counties": 21, "groups": 9, "municipalities": 290, "collections": 36}
    stockholm = queries.find_unit_by_code(session, "0180")
    assert stockholm is not None
    assert (stockholm.name, stockholm.county_code, stockholm.skr_group_code) == (
        "Stockholm",
        "01",
        "A1",
    )


def test_loading_the_shipped_registers_again_changes_nothing(session: Session) -> None:
    service.load_shipped_registers(session, SYSTEM)
    take(session, "counties", "code,name\n01,Stockholm län (ändrat)\n".encode())
    events = session.scalar(sa.select(sa.func.count(AuditEvent.id)))
    assert set(service.load_shipped_registers(session, SYSTEM).values()) == {0}
    assert queries.list_counties(session)[0].name == "Stockholm län (ändrat)"
    assert session.scalar(sa.select(sa.func.count(AuditEvent.id))) == events


@pytest.mark.parametrize(
    ("kind", "parts", "rows"),
    [
        ("municipalities", ("data", "domain", "municipalities.csv"), 290),
        ("counties", ("data", "domain", "counties.csv"), 21),
        ("collections", ("data", "domain", "national_collections.csv"), 36),
        ("kolada", ("data", "domain", "kolada_kpi.csv"), 1152),
    ],
)
def test_a_real_file_is_taken_whole_and_the_second_time_unchanged(
    session: Session, kind: str, parts: tuple[str, ...], rows: int
) -> None:
    content = shared_file(*parts).read_bytes()
    tried = take(session, kind, content, dry_run=True)
    first = take(session, kind, content)
    second = take(session, kind, content)
    assert (tried.verdict, counts(tried)) == (Verdict.TRIED, (rows, 0, 0, 0))
    assert (first.verdict, counts(first)) == (Verdict.STORED, (rows, 0, 0, 0))
    assert counts(second) == (0, 0, rows, 0)


@pytest.mark.parametrize(("kind", "name", "rows"), [("indicators", "indicators.csv", 40)])
def test_the_demos_indicators_are_taken(session: Session, kind: str, name: str, rows: int) -> None:
    content = (DEMO / name).read_bytes()
    assert counts(take(session, kind, content)) == (rows, 0, 0, 0)
    indicator = queries.get_indicator(session, "OJ-G-01")
    assert indicator.name["en"] == "Plan for preventive work that is followed up"
    assert (indicator.kind, indicator.formula_kind, indicator.first_year) == (
        "structure",
        "yes_share",
        2025,
    )


def test_richer_places_bring_their_counties_and_groups(session: Session) -> None:
    report = take(
        session, "municipalities", shared_file("data", "domain", "municipalities.csv").read_bytes()
    )
    found = queries.count_registers(session)
    assert (found["municipality"], found["county"], found["skr_group"]) == (290, 21, 9)
    assert len(report.remarks) == 2


def test_key_figures_carry_their_source(session: Session) -> None:
    take(session, "kolada", shared_file("data", "domain", "kolada_kpi.csv").read_bytes())
    collection = queries.get_collection(session, "kolada")
    questions = queries.list_bank_questions(session, collection.id)
    assert {q.source_note for q in questions} == {"Källa: Kolada"}
    found = next(q for q in questions if q.code == "N04127")
    assert (found.area, found.answer_scale, found.discontinued_after) == (
        "Äldre och funktionshinder",
        "andel",
        "2024",
    )
    assert found.text["sv"].startswith("Kommunens köp av insatser")
    assert "SCB" in found.description["sv"]


def test_bank_questions_know_their_collection(session: Session) -> None:
    service.load_shipped_registers(session, SYSTEM)
    content = (DEMO / "bank_questions.csv").read_bytes()
    assert take(session, "bank", content).taken > 80
    assert counts(take(session, "bank", content))[:2] == (0, 0)
    question = session.scalars(sa.select(BankQuestion).where(BankQuestion.code == "EKB-01")).one()
    assert question.text["en"].startswith("Number of households")


def test_a_changed_question_gets_a_new_hash_and_an_equal_one_is_not_written(
    session: Session,
) -> None:
    service.load_shipped_registers(session, SYSTEM)
    header = ["collection_id", "code", "text_sv", "area"]
    rows = [["reg-ekb", "X1", "Hur många?", "A"], ["reg-ekb", "X2", "Hur stor?", "A"]]
    take(session, "bank", csv_bytes([header, *rows]))
    before = {q.code: (q.content_hash, q.changed_at) for q in queries.list_bank_questions(session)}
    rows[0][2] = "Hur många hushåll?"
    report = take(session, "bank", csv_bytes([header, *rows]))
    after = {q.code: (q.content_hash, q.changed_at) for q in queries.list_bank_questions(session)}
    assert report.changes == (("X1", ("text",)),)
    assert after["X1"][0] != before["X1"][0]
    assert after["X2"] == before["X2"]


def test_one_faulty_row_refuses_the_whole_file(session: Session) -> None:
    service.load_shipped_registers(session, SYSTEM)
    content = csv_bytes(
        [
            ["collection_id", "code", "text_sv"],
            ["reg-ekb", "N1", "Hur många?"],
            ["finns-inte", "N2", "Hur många?"],
            ["reg-ekb", "N3", ""],
        ]
    )
    report = take(session, "bank", content)
    assert report.verdict is Verdict.REFUSED
    assert [(fault.row, fault.column) for fault in report.faults] == [
        (3, "collection_id"),
        (4, "text_sv"),
    ]
    assert all(fault.what and fault.mend for fault in report.faults)
    assert report.event_id is None
    assert not queries.list_bank_questions(session)


@pytest.mark.parametrize("kind", ["municipalities", "kolada"])
def test_a_dry_run_writes_nothing(session: Session, kind: str) -> None:
    name = {"municipalities": "municipalities.csv", "kolada": "kolada_kpi.csv"}[kind]
    take(session, kind, shared_file("data", "domain", name).read_bytes(), dry_run=True)
    session.flush()
    for model in (Unit, BankQuestion, Collection, AuditEvent):
        assert session.scalar(sa.select(sa.func.count()).select_from(model)) == 0


def test_districts_take_county_and_group_from_their_municipality(session: Session) -> None:
    service.load_shipped_registers(session, SYSTEM)
    content = "kod;namn;kommunkod\n0180-01;Rinkeby-Kista;0180\n0180-03;Spånga-Tensta;180\n".encode()
    assert counts(take(session, "districts", content)) == (2, 0, 0, 0)
    district = queries.find_unit_by_code(session, "0180-03")
    stockholm = queries.find_unit_by_code(session, "0180")
    assert district is not None
    assert stockholm is not None
    assert (district.kind, district.parent_id, district.county_code, district.skr_group_code) == (
        "district",
        stockholm.id,
        "01",
        "A1",
    )
    assert counts(take(session, "districts", content)) == (0, 0, 2, 0)


def test_a_municipality_is_never_turned_into_a_district(session: Session) -> None:
    service.load_shipped_registers(session, SYSTEM)
    report = take(session, "districts", b"code,name,municipality_code\n0114,X,0180\n")
    assert [(f.row, f.value) for f in report.faults] == [(2, "0114")]


def test_a_reference_to_nothing_is_refused(session: Session) -> None:
    service.load_shipped_registers(session, SYSTEM)
    report = take(
        session,
        "municipalities",
        b"code,name,county_code,skr_group_code\n9001,Nyby,99,A1\n9002,Gamby,01,D9\n",
    )
    assert [(f.row, f.column) for f in report.faults] == [
        (2, "county_code"),
        (3, "skr_group_code"),
    ]
    assert queries.find_unit_by_code(session, "9001") is None


def test_population_is_only_set_where_there_is_a_municipality(session: Session) -> None:
    service.load_shipped_registers(session, SYSTEM)
    report = take(session, "population", b"code;population\n0180;988943\n")
    stockholm = queries.find_unit_by_code(session, "0180")
    assert stockholm is not None
    assert (report.changed, stockholm.population) == (1, 988943)
    refused = take(session, "population", b"code;population\n0180;1\n9999;5\n")
    assert [(f.row, f.value) for f in refused.faults] == [(3, "9999")]
    session.refresh(stockholm)
    assert stockholm.population == 988943


def test_what_the_file_does_not_name_is_kept_and_counted(session: Session) -> None:
    service.load_shipped_registers(session, SYSTEM)
    report = take(session, "counties", "code,name\n01,Stockholms län\n".encode())
    assert (report.unchanged, report.absent) == (1, 20)
    assert len(queries.list_counties(session)) == 21


def test_only_those_who_may_manage_registers_read_them_in(session: Session) -> None:
    reviewer = actor_of(make_reviewer(session), (Role.REVIEWER, None))
    with pytest.raises(Forbidden):
        service.import_register(session, reviewer, "counties", b"code,name\n01,X\n", "x.csv")
    with pytest.raises(Invalid):
        service.import_register(session, SYSTEM, "nonsense", b"", "x.csv")


def test_a_stored_import_leaves_its_report_in_the_audit_trail(session: Session) -> None:
    report = take(session, "counties", "code,name\n01,Stockholms län\n".encode(), name="lan.csv")
    assert report.event_id is not None
    kept: dict[str, Any] = queries.get_import_report(session, report.event_id).details["report"]
    assert (kept["filename"], kept["taken"], kept["verdict"]) == ("lan.csv", 1, "stored")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("äldreomsorg", True),
        ("ÄLDREOMSORG", True),
        ("N20509", True),
        ("äldreomsorg kontakt", True),
        ("%", True),
        ("obefintligtord", False),
        ("' OR 1=1 --", False),
    ],
)
def test_the_bank_is_searched_by_words(session: Session, words: str, found: bool) -> None:
    take(session, "kolada", shared_file("data", "domain", "kolada_kpi.csv").read_bytes())
    questions, total = queries.search_bank(session, words.split(), limit=50)
    assert bool(questions) is found
    assert len(questions) == min(total, 50)


def test_pages_of_the_bank_follow_on_each_other(session: Session) -> None:
    take(session, "kolada", shared_file("data", "domain", "kolada_kpi.csv").read_bytes())
    everything, total = queries.search_bank(session)
    paged = [
        question.id
        for page in range(0, total, 500)
        for question in queries.search_bank(session, limit=500, offset=page)[0]
    ]
    assert total == 1152
    assert paged == [question.id for question in everything]


def test_an_indicators_english_survives_a_file_without_it(session: Session) -> None:
    take(session, "indicators", b"code,name_sv,name_en,type,direction\nA,Ett,One,structure,none\n")
    take(session, "indicators", b"code,name_sv,type,direction\nA,Ettan,structure,none\n")
    indicator = session.scalars(sa.select(Indicator)).one()
    assert indicator.name == {"sv": "Ettan", "en": "One"}
