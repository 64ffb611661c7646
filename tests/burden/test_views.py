"""Pages of burden: what they show, what they hide, sorting, files, and the making of a snapshot."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from surveyapp.burden import background, pages, queries
from surveyapp.core import jobs
from surveyapp.core.access import SYSTEM
from surveyapp.core.database import Database
from surveyapp.core.slots import Slots
from tests.factories.accounts import make_administrator, make_officer, make_reviewer, sign_in
from tests.factories.burden import (
    MeasuredRound,
    declare,
    make_measured_round,
    make_snapshot_of,
)
from tests.factories.rounds import return_of
from tests.support.html import CheckingClient

SIX = {
    "A1": [60, 120, 180, 240, 300, 360],
    "A2": [30, 30, 30, 30, 30, 30],
    "B1": [100, 100, 100, 100, 100, 100],
}
FOUR = {code: [3661.0, 3661.0, 3661.0, 3661.0] for code in SIX}


def page(client: CheckingClient, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.get_data(as_text=True).replace("\xa0", " ")


def table(client: CheckingClient, address: str) -> list[dict[str, str]]:
    """Return a file's rows by heading."""
    response = client.get(address)
    assert response.mimetype == "text/csv"
    text = response.get_data(as_text=True)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:]), delimiter=";"))


@pytest.fixture
def made(session: Session, client: CheckingClient) -> MeasuredRound:
    """A round of six, measured, with a snapshot; a reviewer is signed in."""
    found = make_measured_round(session, seconds=SIX)
    make_snapshot_of(session, found)
    sign_in(client, make_reviewer(session))
    return found


def test_the_overview_shows_the_whole_and_every_indicator(
    client: CheckingClient, made: MeasuredRound
) -> None:
    shown = page(client, "/borda")
    # 0.35 + 0.05 + 0.1667 hours.
    assert "0,6 <span" in shown
    assert "200 kr" in shown
    assert "Exempelvärde" in shown
    assert "Tiden är mätt i 6 av 6 kommuner." in shown
    for code in ("K1", "K2", "K3"):
        assert f"/borda/indikator/{code}?omgang={made.round.id}" in shown
    assert "Frågor som inte hör till någon indikator" in shown
    assert "Påhittade värden" not in shown
    assert "Gör ny beräkning" not in shown, "a reviewer makes none"


def test_the_indicators_sort_as_asked(client: CheckingClient, made: MeasuredRound) -> None:
    def order(query: str) -> list[str]:
        shown = page(client, f"/borda?{query}")
        return sorted(("K1", "K2", "K3"), key=lambda code: shown.index(f"/indikator/{code}?"))

    assert order("sortera=timmar&ordning=fallande") == ["K1", "K2", "K3"]
    assert order("sortera=timmar&ordning=stigande") == ["K3", "K2", "K1"]
    assert order("sortera=kod&ordning=stigande") == ["K1", "K2", "K3"]
    assert order("sortera=okand") == ["K1", "K2", "K3"], "an unknown column sorts nothing"


def test_the_file_says_what_the_page_says_and_sums(
    client: CheckingClient, made: MeasuredRound
) -> None:
    rows = table(client, f"/borda?omgang={made.round.id}&format=csv&sortera=kod&ordning=stigande")
    assert [row["Kod"] for row in rows] == ["K1", "K2", "K3", "", ""]
    hours = [row["Tillräknad tid, timmar"] for row in rows]
    assert hours == ["0,2", "0,2", "0", "0,2", "0,6"]
    assert rows[-1]["Indikator"] == "Hela insamlingen"
    assert all(row["Exempelvärde på timkostnaden"] == "Ja" for row in rows)
    sections = table(client, "/borda?format=csv&tabell=avsnitt")
    assert [row["Avsnitt"] for row in sections] == ["Avsnitt A", "Avsnitt B"]


def test_the_questions_page_filters_and_sorts(client: CheckingClient, made: MeasuredRound) -> None:
    address = f"/borda/omgang/{made.round.id}/fragor"
    shown = page(client, address)
    assert "4 av 4 frågor" in shown
    assert "3 min 30 s" in shown
    assert "2 min 15 s–4 min 45 s" in shown
    rows = table(client, f"{address}?format=csv&sortera=median&ordning=fallande")
    assert [row["Kod"] for row in rows] == ["A1", "B1", "A2", "A3"], "what has no value stands last"
    assert rows[0]["Median per kommun"] == "3,5"
    assert rows[0]["Kommuner"] == "6"
    assert rows[3]["Timmar, alla tillfrågade"] == "0", "a question nobody was asked took no time"
    one = page(client, f"{address}?avsnitt=B")
    assert "1 av 4 frågor" in one
    assert "Fråga A1" not in one


def test_the_indicator_page_shows_its_questions_and_method(
    client: CheckingClient, made: MeasuredRound
) -> None:
    shown = page(client, "/borda/indikator/K1")
    assert "Fråga A1" in shown
    assert "Fråga B1" not in shown
    for said in ("frö 2026", "1 min utan att något hänt", "kvartilavstånd", "95 %"):
        assert said in shown
    rows = table(client, "/borda/indikator/K1?format=csv")
    assert [(row["Kod"], row["Indikatorns andel"]) for row in rows] == [("A1", "0,5"), ("A2", "1")]
    assert rows[0]["Används också av"] == "K2"
    groups = table(client, "/borda/indikator/K1?format=csv&tabell=grupper")
    assert [(row["Grupp"], row["Mätta"]) for row in groups] == [("B3", "6")]
    roles = table(client, "/borda/indikator/K1?format=csv&tabell=roller")
    assert [row["Roll"] for row in roles] == ["Uppgiftslämnare"]
    page(client, "/borda/indikator/K1?format=csv&tabell=okand", 404)
    page(client, "/borda/indikator/K1?omgang=999", 404)
    page(client, "/borda/indikator/FINNS-INTE", 404)


def test_an_indicator_without_burden_says_so(client: CheckingClient, session: Session) -> None:
    make_measured_round(session, seconds=SIX)
    sign_in(client, make_reviewer(session))
    assert "ingen beräknad börda än" in page(client, "/borda/indikator/K1")


def test_under_five_municipalities_no_page_or_file_gives_a_time_away(
    client: CheckingClient, session: Session
) -> None:
    few = make_measured_round(session, seconds=FOUR)
    make_snapshot_of(session, few)
    sign_in(client, make_reviewer(session))
    questions = f"/borda/omgang/{few.round.id}/fragor"
    for address in ("/borda", questions, "/borda/indikator/K1"):
        shown = page(client, address)
        # 3 661 s is 1 h 1 min; four of them 4.1 h, a question 1.0 h each.
        for secret in ("1 h 1 min", "61,0", "4,1", "12,2", "3,1", "2,0"):
            assert secret not in shown, f"{address} shows {secret}"
    assert "färre än fem kommuner" in page(client, questions)
    rows = table(client, f"{questions}?format=csv")
    a1 = next(row for row in rows if row["Kod"] == "A1")
    assert (a1["Median per kommun"], a1["Timmar, alla tillfrågade"]) == ("", "")
    assert a1["Visas inte för att"] == "färre än fem kommuner"


def test_fictional_values_are_marked_on_every_page_and_in_every_file(
    client: CheckingClient, session: Session, made: MeasuredRound
) -> None:
    made.round.is_fictional = True
    session.flush()
    questions = f"/borda/omgang/{made.round.id}/fragor"
    for address in ("/borda", questions, "/borda/indikator/K1"):
        assert "Påhittade värden" in page(client, address)
    for address in (
        "/borda?format=csv",
        f"{questions}?format=csv",
        "/borda/indikator/K1?format=csv",
    ):
        assert all(row["Påhittade värden"] == "Ja" for row in table(client, address))


def test_pages_without_anything_to_show(client: CheckingClient, session: Session) -> None:
    sign_in(client, make_administrator(session))
    assert "Det finns ingen omgång än" in page(client, "/borda")
    found = make_measured_round(session, seconds=SIX)
    assert "Omgången har ingen beräkning än" in page(client, "/borda")
    page(client, f"/borda/omgang/{found.round.id}/fragor", 404)
    page(client, "/borda?omgang=999", 404)


def test_english_pages(client: CheckingClient, session: Session, made: MeasuredRound) -> None:
    with client.session_transaction() as cookie:
        cookie["language"] = "en"
    shown = page(client, "/borda")
    assert "Reporting burden" in shown
    assert "Time was measured in 6 of 6 municipalities." in shown


def test_an_administrator_asks_for_a_snapshot_once(
    client: CheckingClient, session: Session, database: Database
) -> None:
    found = make_measured_round(session, seconds=SIX)
    token = sign_in(client, make_administrator(session))
    address = f"/borda/omgang/{found.round.id}/berakna"
    first = client.post(address, data={"csrf_token": token})
    second = client.post(address, data={"csrf_token": token})
    assert first.status_code == 303
    assert first.location == second.location, "the same job, asked for twice"
    assert "Bördan räknas fram" in page(client, "/borda")
    session.rollback()
    assert jobs.run_one(database)
    assert not jobs.run_one(database)
    snapshots = queries.list_snapshots(session, found.round.id)
    assert len(snapshots) == 1
    assert snapshots[0].made_by_id is not None
    shown = page(client, "/borda")
    assert "Bördan räknas fram" not in shown
    assert "Tiden är mätt i 6 av 6" in shown


def test_another_administrator_is_told_of_the_job_under_way(
    client: CheckingClient, session: Session
) -> None:
    found = make_measured_round(session, seconds=SIX)
    address = f"/borda/omgang/{found.round.id}/berakna"
    client.post(address, data={"csrf_token": sign_in(client, make_administrator(session))})
    token = sign_in(client, make_administrator(session))
    response = client.post(address, data={"csrf_token": token})
    assert response.location == f"/borda?omgang={found.round.id}"
    assert "En kollega har redan" in page(client, response.location)


def test_a_job_that_was_done_before_its_worker_died_is_not_done_again(
    session: Session, database: Database
) -> None:
    found = make_measured_round(session, seconds=SIX)
    session.commit()
    context = jobs.JobContext(
        database=database,
        job_id=0,
        kind=background.KIND,
        payload={"round_id": found.round.id, "after": 0, "url": "/borda"},
        created_by_id=None,
        token="t",
    )
    made = background.make(database, SYSTEM, found.round.id, lambda _done, _steps: None)
    assert background.run(context) == {"snapshot_id": made, "url": "/borda"}
    assert len(queries.list_snapshots(session)) == 1


def test_a_snapshot_that_cannot_be_made_says_why(
    client: CheckingClient, session: Session, database: Database
) -> None:
    found = make_measured_round(session, seconds={"A1": [0, 0]})
    token = sign_in(client, make_administrator(session))
    client.post(f"/borda/omgang/{found.round.id}/berakna", data={"csrf_token": token})
    session.rollback()
    assert jobs.run_one(database)
    assert "Ingen tid är mätt i omgången än" in page(client, "/borda")


def test_a_missing_tariff_is_told_before_anything_is_reckoned(
    client: CheckingClient, session: Session, database: Database
) -> None:
    found = make_measured_round(session, seconds=SIX)
    token = sign_in(client, make_administrator(session))
    round_page, overview = f"/omgangar/{found.round.id}", f"/borda?omgang={found.round.id}"
    assert "timkostnad" not in page(client, round_page)
    assert "Gör ny beräkning" in page(client, overview)
    head = queries.find_tariff(session, 2025, "head")
    return_ = return_of(session, found.round, found.units[0])
    officer = make_officer(session, found.units[0])
    declare(session, return_.id, "B", 20, officer.id, "head")
    session.delete(head)
    session.commit()
    told = "det finns ingen timkostnad 2025 för socialchef."
    for address in (round_page, overview):
        shown = page(client, address)
        assert told in shown
        assert 'href="/borda/tariffer"' in shown
    assert "Gör ny beräkning" not in page(client, overview)
    asked = client.post(f"/borda/omgang/{found.round.id}/berakna", data={"csrf_token": token})
    assert asked.location == overview
    assert "Beräkningen startade inte" in page(client, asked.location)
    session.rollback()
    assert jobs.take(database) is None, "nothing was asked for"
    reviewer = make_reviewer(session)
    session.commit()
    sign_in(client, reviewer)
    assert "det finns ingen timkostnad" not in page(client, round_page)
    assert "det finns ingen timkostnad" not in page(client, overview)


def test_a_role_that_nobody_has_sent_in_needs_no_tariff(
    client: CheckingClient, session: Session
) -> None:
    found = make_measured_round(session, seconds={"A1": [60, 60]}, n_returns=3)
    session.delete(queries.find_tariff(session, 2025, "head"))
    unsent = return_of(session, found.round, found.units[2])
    declare(session, unsent.id, "B", 20, make_officer(session, found.units[2]).id, "head")
    sign_in(client, make_administrator(session))
    assert "det finns ingen timkostnad" not in page(client, f"/borda?omgang={found.round.id}")


TARIFF = {
    "year": "2025",
    "role": "head",
    "monthly_pay_kronor": "60 000,50",
    "monthly_hours": "160",
    "social_charges": "31,42",
    "overhead": "25",
    "source": "Löneavtalet 2025",
}


def test_a_tariff_is_added_changed_and_shown_with_every_part(
    client: CheckingClient, session: Session
) -> None:
    token = sign_in(client, make_administrator(session))
    added = client.post("/borda/tariffer/ny", data={**TARIFF, "csrf_token": token})
    assert added.status_code == 303
    tariff = queries.find_tariff(session, 2025, "head")
    assert tariff is not None
    assert (tariff.monthly_pay_kronor, tariff.social_charges) == (60_000.5, 0.3142)
    assert not tariff.is_example
    shown = page(client, "/borda/tariffer")
    for part in ("Socialchef", "2025", "160", "31,42 %", "25 %", "616,04", "Löneavtalet 2025"):
        assert part in shown, part
    form = page(client, f"/borda/tariffer/{tariff.id}")
    for typed in ("60 000,5", "160", "31,42", "25", "Löneavtalet 2025"):
        assert f'value="{typed}"' in form, typed
    changed = {**TARIFF, "overhead": "20", "is_example": "y", "csrf_token": token}
    assert client.post(f"/borda/tariffer/{tariff.id}", data=changed).status_code == 303
    rows = table(client, "/borda/tariffer?format=csv")
    assert [(row["Påslag"], row["Exempelvärde"]) for row in rows] == [("0,2", "1")]


def test_a_faulty_tariff_keeps_what_was_typed(client: CheckingClient, session: Session) -> None:
    token = sign_in(client, make_administrator(session))
    faulty = {**TARIFF, "monthly_pay_kronor": "mycket", "source": "", "csrf_token": token}
    response = client.post("/borda/tariffer/ny", data=faulty)
    shown = response.get_data(as_text=True)
    assert response.status_code == 422
    assert 'value="mycket"' in shown
    assert "Skriv var uppgifterna kommer ifrån." in shown
    assert queries.list_tariffs(session) == []


def test_a_second_tariff_for_a_role_and_year_is_refused(
    client: CheckingClient, session: Session
) -> None:
    token = sign_in(client, make_administrator(session))
    client.post("/borda/tariffer/ny", data={**TARIFF, "csrf_token": token})
    response = client.post("/borda/tariffer/ny", data={**TARIFF, "csrf_token": token})
    assert response.status_code == 422
    assert "redan en tariff" in response.get_data(as_text=True)


def asked_for(app: Flask, client: CheckingClient, question_id: int) -> str:
    """Return what the slot says to the person signed in."""
    slots: Slots = app.extensions["slots"]
    with client:
        client.get("/")
        return str(slots.fill("question_cost", question_id=question_id)).replace("\xa0", " ")


def test_the_question_editor_is_told_what_a_question_took(
    app: Flask, client: CheckingClient, made: MeasuredRound
) -> None:
    told = asked_for(app, client, made.question_ids["A1"])
    assert told == "Tog i median 3 min 30 s 2025 (6 kommuner)."


def test_an_officer_is_not_told_what_a_question_took(
    app: Flask, client: CheckingClient, session: Session, made: MeasuredRound
) -> None:
    sign_in(client, make_officer(session, made.units[0]))
    assert asked_for(app, client, made.question_ids["A1"]) == ""


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        (queries.QuestionCost(2025, True, 3.0, 212, ""), "3 min 2025 (212 kommuner). Påhittade"),
        (queries.QuestionCost(2025, False, None, 3, "few"), "färre än fem kommuner"),
    ],
)
def test_the_line_beside_a_question_in_the_editor(cost: queries.QuestionCost, said: str) -> None:
    assert said in pages.cost_sentence(cost).replace("\xa0", " ")


def test_a_question_that_nobody_was_asked_has_no_line() -> None:
    assert pages.cost_sentence(queries.QuestionCost(2025, False, None, 0, "")) == ""
