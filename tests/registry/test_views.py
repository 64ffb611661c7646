"""Pages of the registers, as an administrator and a reviewer meet them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from sqlalchemy.orm import Session

from surveyapp.core.access import SYSTEM
from surveyapp.registry import queries, service
from surveyapp.registry.importing import KINDS
from tests.factories.accounts import make_administrator, make_reviewer, sign_in
from tests.factories.registry import make_indicator, make_unit
from tests.support.html import CheckingClient
from tests.support.shared import shared_file


@pytest.fixture
def filled(session: Session) -> Session:
    service.load_shipped_registers(session, SYSTEM)
    return session


def post_file(client: CheckingClient, token: str, kind: str, content: bytes, **form: str) -> Any:
    return client.post(
        "/register/las-in",
        data={"csrf_token": token, "kind": kind, "file": (io.BytesIO(content), "fil.csv"), **form},
    )


def test_the_overview_counts(client: CheckingClient, filled: Session) -> None:
    sign_in(client, make_reviewer(filled))
    page = client.get("/register/").text
    assert "290" in page
    assert "i 21 län och 9 SKR-grupper" in page
    assert "Läs in en fil" not in page, "a reviewer only reads"


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("/register/kommuner", 290),
        ("/register/kommuner?lan=09", 1),
        ("/register/kommuner?grupp=A1", 3),
    ],
)
def test_municipalities_are_narrowed_by_county_and_group(
    client: CheckingClient, filled: Session, address: str, count: int
) -> None:
    sign_in(client, make_reviewer(filled))
    page = client.get(address).text
    assert page.count('<th scope="row">') == count
    sign = "&" if "?" in address else "?"
    file = client.get(f"{address}{sign}format=csv")
    assert file.mimetype == "text/csv"
    assert len(file.get_data(as_text=True).strip().splitlines()) == count + 1


def test_a_place_without_population_says_so(client: CheckingClient, session: Session) -> None:
    make_unit(session, "0001", "Småby")
    sign_in(client, make_reviewer(session))
    assert "Ej inläst" in client.get("/register/kommuner").text


def test_an_indicators_formula_is_said_in_words(client: CheckingClient, session: Session) -> None:
    make_indicator(
        session,
        "OJ-1",
        formula_kind="yes_share",
        numerator="${G03} = 'ja'",
        denominator="${G03} != ''",
    )
    sign_in(client, make_reviewer(session))
    page = client.get("/register/indikatorer/OJ-1").text
    assert "Andelen kommuner där G03 är ”ja”." in page
    assert "Bara kommuner där G03 är besvarad räknas med." in page
    assert client.get("/register/indikatorer/finns-inte").status_code == 404


def test_other_rooms_add_to_an_indicators_page(client: CheckingClient, session: Session) -> None:
    indicator = make_indicator(session, "OJ-1")
    client.application.extensions["slots"].provide(
        "indicator", lambda indicator_id: f"TILLÄGGET {indicator_id}"
    )
    sign_in(client, make_reviewer(session))
    page = client.get("/register/indikatorer/OJ-1").text
    assert f"TILLÄGGET {indicator.id}" in page


def test_facts_that_were_not_checked_say_so(client: CheckingClient, filled: Session) -> None:
    sign_in(client, make_reviewer(filled))
    for collection in queries.list_collections(filled):
        page = client.get(f"/register/insamlingar/{collection.code}").text
        assert ("Ej kontrollerat mot källan" in page) is (collection.checked == "not read")
        assert ("Delvis kontrollerat mot källan" in page) is (collection.checked == "part")
    listed = client.get("/register/insamlingar").text
    assert listed.count("<span>Ej kontrollerat mot källan</span>") == sum(
        c.checked == "not read" for c in queries.list_collections(filled)
    )


def test_the_bank_has_pages_a_search_and_a_file(client: CheckingClient, filled: Session) -> None:
    content = shared_file("data", "domain", "kolada_kpi.csv").read_bytes()
    service.import_register(filled, SYSTEM, "kolada", content, "kolada_kpi.csv")
    sign_in(client, make_reviewer(filled))
    first = client.get("/register/fragebank").text
    assert "1\u00a0152 frågor" in first or "1152 frågor" in first
    assert first.count("Källa: Kolada") == 50
    assert "sida=24" in first
    last = client.get("/register/fragebank?sida=24").text
    assert last.count("Källa: Kolada") == 2
    narrowed = client.get("/register/fragebank?ord=fast+OMSORGSKONTAKT&insamling=kolada").text
    assert "N20509" in narrowed
    assert "Inget hittades" in client.get("/register/fragebank?ord=xyzxyz").text
    file = client.get("/register/fragebank?format=csv").get_data(as_text=True)
    assert file.count("Källa: Kolada") == 1152
    assert client.get("/register/fragebank?insamling=finns-inte").status_code == 404


def test_a_file_is_tried_and_then_read_in(client: CheckingClient, session: Session) -> None:
    token = sign_in(client, make_administrator(session))
    content = shared_file("data", "domain", "counties.csv").read_bytes()
    tried = post_file(client, token, "counties", content, dry_run="y")
    assert tried.status_code == 200
    assert "Det här var en prövning" in tried.text
    assert not queries.list_counties(session)
    stored = post_file(client, token, "counties", content)
    assert stored.status_code == 302
    report = client.get(stored.location).text
    assert "Filen är inläst" in report
    assert len(queries.list_counties(session)) == 21


def test_a_refused_file_shows_every_fault(client: CheckingClient, session: Session) -> None:
    token = sign_in(client, make_administrator(session))
    response = post_file(client, token, "counties", b"code,name\nabc,<b>X</b>\n05,\n")
    assert response.status_code == 422
    for text in ("Inget är sparat", "Koden ska ha 2 siffror.", "Cellen är tom."):
        assert text in response.text
    latin = post_file(client, token, "counties", "code,name\n05,Östergötland".encode("latin-1"))
    assert "troligen Latin-1" in latin.text


def test_a_form_without_a_file_keeps_the_choice(client: CheckingClient, session: Session) -> None:
    token = sign_in(client, make_administrator(session))
    response = client.post("/register/las-in", data={"csrf_token": token, "kind": "kolada"})
    assert response.status_code == 422
    assert "Välj en fil." in response.text
    assert '<option value="kolada" selected>' in response.text


@pytest.mark.parametrize("kind", list(KINDS))
def test_an_empty_template_can_be_filled_in(
    client: CheckingClient, session: Session, kind: str
) -> None:
    sign_in(client, make_administrator(session))
    file = client.get(f"/register/las-in/mall/{kind}.csv").get_data(as_text=True)
    assert file.removeprefix("\ufeff").strip().split(";") == KINDS[kind].template()


def test_the_pages_are_said_in_english_too(client: CheckingClient, filled: Session) -> None:
    token = sign_in(client, make_administrator(filled))
    client.post("/sprak", data={"csrf_token": token, "language": "en"})
    assert "290" in client.get("/register/").text
    assert "Municipalities" in client.get("/register/kommuner").text
    assert "Large cities" in client.get("/register/kommuner?grupp=A1").text


def test_collections_are_narrowed_by_words_owner_and_state(
    client: CheckingClient, filled: Session
) -> None:
    sign_in(client, make_reviewer(filled))
    for query, count in (
        ("ord=skuldrådgivning", 1),
        ("agare=Boverket", 1),
        ("kontroll=not+read", 4),
        ("ord=xyzxyz", 0),
    ):
        page = client.get(f"/register/insamlingar?{query}").text
        assert page.count('<th scope="row">') == count, query
        file = client.get(f"/register/insamlingar?{query}&format=csv").get_data(as_text=True)
        assert len(file.strip().splitlines()) == count + 1
    assert "Ingen insamling passar sökningen." in page


def test_a_collection_shows_its_questions_and_what_others_add(
    client: CheckingClient, filled: Session
) -> None:
    rows = "\n".join(f"reg-ekb,Q{number:03},Fråga {number}" for number in range(60))
    content = f"collection_id,code,text_sv\n{rows}\n".encode()
    service.import_register(filled, SYSTEM, "bank", content, "x.csv")
    client.application.extensions["slots"].provide(
        "bank-collection", lambda collection: f"TILLÄGG {collection.code}"
    )
    sign_in(client, make_reviewer(filled))
    page = client.get("/register/insamlingar/reg-ekb").text
    assert "TILLÄGG reg-ekb" in page
    assert page.count('<th scope="row">') == 50
    assert client.get("/register/insamlingar/reg-ekb?sida=2").text.count('<th scope="row">') == 10
    file = client.get("/register/insamlingar/reg-ekb?format=csv").get_data(as_text=True)
    assert len(file.strip().splitlines()) == 61


def test_a_question_shows_its_facts_its_years_and_what_others_add(
    client: CheckingClient, filled: Session
) -> None:
    for year, text in ((2024, "Barn under 13 år"), (2025, "Barn under 15 år")):
        content = (
            "code,text_sv,text_en,register_variable,options_sv,source_note,source_url\n"
            f"A1,{text},Children,BESL_DAT,Ja|Nej,Källa: Provet,https://www.example.se/\n"
        ).encode()
        service.import_register(
            filled, SYSTEM, "bank", content, "x.csv", collection="reg-ekb", year=year
        )
    client.application.extensions["slots"].provide(
        "bank-question", lambda question: f"TILLÄGG {question.code}"
    )
    sign_in(client, make_reviewer(filled))
    page = client.get("/register/fragebank/reg-ekb/A1").text
    for shown in (
        "TILLÄGG A1",
        "BESL_DAT",
        "<li>Nej</li>",
        "<strong>Källa: Provet</strong>",
        'href="https://www.example.se/"',
        "Children",
        "Första året i banken.",
        "varje månad (gäller hela insamlingen)",
    ):
        assert shown in page, shown
    assert "</span>13</del>" in page
    assert "</span>15</ins>" in page
    assert client.get("/register/fragebank/reg-ekb/finns-inte").status_code == 404
    assert client.get("/register/fragebank/finns-inte/A1").status_code == 404


def test_an_undated_question_says_that_it_has_no_year(
    client: CheckingClient, filled: Session
) -> None:
    content = b"collection_id,code,text_sv\nreg-ekb,A1,Hur?\n"
    service.import_register(filled, SYSTEM, "bank", content, "x.csv")
    sign_in(client, make_reviewer(filled))
    assert "Inget år är angivet" in client.get("/register/fragebank/reg-ekb/A1").text


def test_the_calendar_shows_every_collection_once(client: CheckingClient, filled: Session) -> None:
    sign_in(client, make_reviewer(filled))
    page = client.get("/register/kalender").text
    assert page.count('<th scope="row">') == 36
    assert "Flest insamlingar frågar i mars: 10 av de 17 vars tid är känd." in page
    assert "19 insamlingar utan kända månader" in page
    file = client.get("/register/kalender?format=csv").get_data(as_text=True)
    assert len(file.strip().splitlines()) == 18
    one = client.get("/register/kalender?agare=Boverket").text
    assert one.count('<th scope="row">') == 1
    assert ">november<" in one


def test_a_calendar_without_months_says_so(client: CheckingClient, session: Session) -> None:
    sign_in(client, make_reviewer(session))
    assert "Ingen tid är känd" in client.get("/register/kalender").text


def test_the_burden_of_a_collection_is_written_with_its_source(
    client: CheckingClient, filled: Session
) -> None:
    token = sign_in(client, make_administrator(filled))
    address = "/register/insamlingar/kkik/andra"
    assert "selected>juni" in client.get(address).text
    typed = {"csrf_token": token, "hours_per_year": "12,5", "window_from": "11", "window_to": "2"}
    refused = client.post(address, data=typed)
    assert refused.status_code == 422
    assert "Skriv varifrån timmarna kommer" in refused.text
    assert 'value="12,5"' in refused.text
    stored = client.post(address, data={**typed, "hours_source": "Mätning 2025"})
    assert stored.status_code == 302
    page = client.get(stored.location).text
    assert "12,5 timmar per kommun och år" in page
    assert "Källa: Mätning 2025" in page
    assert "november–februari" in page
    assert "12,5" in client.get("/register/insamlingar").text


def test_facts_that_were_checked_are_marked_so(client: CheckingClient, filled: Session) -> None:
    token = sign_in(client, make_administrator(filled))
    address = "/register/insamlingar/ivo-lexsarah/uppgifter"
    shown = client.get("/register/insamlingar/ivo-lexsarah").text
    assert address in shown
    assert "Ej kontrollerat mot källan" in shown
    found = queries.get_collection(filled, "ivo-lexsarah")
    facts = {name: getattr(found, name) for name in service.DESCRIBED}
    for text in facts.values():
        assert text[:40].split('"')[0] in client.get(address).text.replace("&#39;", "'")
    typed = {"csrf_token": token, "name_sv": "Lex Sarah", **facts, "checked": "read", "source": ""}
    refused = client.post(address, data=typed)
    assert refused.status_code == 422
    assert "Skriv vilken källa som är läst" in refused.text
    stored = client.post(address, data={**typed, "source": "SKR 2026", "owner": "SKR"})
    page = client.get(stored.location).text
    assert "Ej kontrollerat mot källan" not in page
    assert "SKR 2026" in page


@pytest.mark.parametrize("hours", ["-1", "många", "100001"])
def test_impossible_hours_stay_in_the_form(
    client: CheckingClient, filled: Session, hours: str
) -> None:
    token = sign_in(client, make_administrator(filled))
    data = {"csrf_token": token, "hours_per_year": hours, "hours_source": "x"}
    response = client.post("/register/insamlingar/kkik/andra", data=data)
    assert response.status_code == 422
    assert queries.get_collection(filled, "kkik").hours_per_year is None


def test_a_catalogue_and_its_options_are_read_in_together(
    client: CheckingClient, session: Session
) -> None:
    folder = shared_file("data", "instruments", "rdmo")
    token = sign_in(client, make_administrator(session))
    files = [
        (io.BytesIO((folder / name).read_bytes()), name)
        for name in ("questions-dcc.xml", "optionsets.xml")
    ]
    data = {"csrf_token": token, "kind": "bank", "file": files, "year": "2024"}
    stored = client.post("/register/las-in", data=data)
    assert stored.status_code == 302
    page = client.get(stored.location).text
    assert "questions-dcc.xml, optionsets.xml" in page
    assert "rdmo-dcc" in page
    listed = client.get("/register/fragebank?insamling=rdmo-dcc").text
    assert "57 frågor" in listed


def test_a_year_or_a_second_file_where_none_belongs_is_refused(
    client: CheckingClient, session: Session
) -> None:
    token = sign_in(client, make_administrator(session))
    wrong = post_file(client, token, "counties", b"code,name\n01,A\n", year="2025")
    assert wrong.status_code == 422
    assert "Insamling och år väljs bara för frågebanken." in wrong.text
    assert post_file(client, token, "bank", b"x", year="25").status_code == 422
