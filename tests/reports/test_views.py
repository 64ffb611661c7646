"""The page, its file and the PDF say the same; a report is made by a job and fetched when it is there."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy.orm import Session

from surveyapp.burden import queries as burden
from surveyapp.core import jobs, svenska
from surveyapp.core.database import Database
from surveyapp.core.i18n import force_language
from surveyapp.core.slots import Slots
from tests.factories.accounts import make_administrator, make_officer, make_reviewer, sign_in
from tests.factories.burden import MeasuredRound, make_measured_round, make_snapshot_of
from tests.reports.test_service import FOUR
from tests.support.html import CheckingClient

LONG = {
    "A1": [6000, 12000, 18000, 24000, 30000, 36000],
    "A2": [3300, 3000, 3000, 3000, 3000, 3000],
    "B1": [100, 100, 100, 100, 100, 100],
}


def page(client: CheckingClient, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.get_data(as_text=True).replace("\xa0", " ")


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    text = "\n".join(one.extract_text() for one in pages)
    return re.sub(r"\s+", " ", text.replace("\xa0", " ").replace("\xad", ""))


@pytest.fixture
def made(session: Session, client: CheckingClient) -> MeasuredRound:
    found = make_measured_round(session, seconds=LONG)
    make_snapshot_of(session, found)
    return found


@pytest.mark.parametrize("language", ["sv", "en"])
def test_page_file_and_pdf_show_the_same_numbers(
    client: CheckingClient,
    session: Session,
    database: Database,
    made: MeasuredRound,
    language: str,
) -> None:
    token = sign_in(client, make_reviewer(session))
    snapshot = burden.list_newest_snapshots(session)[0]
    lines = {r.indicator.code: r for r in burden.indicator_burdens(session, snapshot.id)}
    session.commit()
    client.post("/sprak", data={"language": language, "csrf_token": token})
    shown = page(client, "/rapporter")
    file = client.get("/rapporter?format=csv").get_data(as_text=True)
    rows = {row[1]: row for row in csv.reader(io.StringIO(file), delimiter=";")}
    answer = client.post("/rapporter/indikator/K1", data={"sprak": language, "csrf_token": token})
    assert answer.status_code == 303
    assert answer.location.startswith("/jobb/")
    assert jobs.run_one(database)
    done = client.get(answer.location)
    assert done.status_code == 302
    ready = page(client, done.location)
    address = re.search(r'href="(/rapporter/\d+/K1/[^"]+)"', ready)
    assert address is not None
    response = client.get(address[1].replace("&amp;", "&"))
    assert response.mimetype == "application/pdf"
    name = f"belastningsrapport-K1-{made.round.year}-{language}.pdf"
    assert response.headers["Content-Disposition"] == f"attachment; filename={name}"
    said = text_of(response.data)
    line = lines["K1"]
    with force_language(language):
        for value, column in ((line.attributed_hours, 2), (line.avoidable_hours, 3)):
            assert value is not None
            number = svenska.number(value, 1)
            assert f">{number}<" in shown
            assert float(rows["K1"][column].replace(",", ".")) == float(number.replace(",", "."))
            assert svenska.hours(value).replace("\xa0", " ") in said
        kronor = svenska.kronor(line.cost_kronor).replace("\xa0", " ")
    assert kronor in shown
    assert rows["K1"][4] == re.sub(r"\D", "", kronor)
    assert kronor in said
    again = client.post("/rapporter/indikator/K1", data={"sprak": language, "csrf_token": token})
    assert again.location == address[1].replace("&amp;", "&"), "it is there and is not made again"
    assert client.get(again.location).data == response.data


def test_all_reports_come_as_one_file(
    client: CheckingClient, session: Session, database: Database, made: MeasuredRound
) -> None:
    token = sign_in(client, make_reviewer(session))
    snapshot_id = burden.list_newest_snapshots(session)[0].id
    session.commit()
    asked = client.post(f"/rapporter/alla/{snapshot_id}", data={"sprak": "sv", "csrf_token": token})
    assert "framsteg-sv" in page(client, "/rapporter")
    job_id = int(asked.location.rsplit("/", 1)[1])
    page(client, f"/rapporter/alla/{job_id}.zip", 404)
    assert jobs.run_one(database)
    shown = page(client, client.get(asked.location).location)
    assert "3 rapporter" in shown
    response = client.get(f"/rapporter/alla/{job_id}.zip")
    assert response.mimetype == "application/zip"
    assert response.data[:2] == b"PK"
    assert f"belastningsrapporter-{made.round.year}" in response.headers["Content-Disposition"]


def test_a_colleague_is_told_of_the_batch_under_way(
    client: CheckingClient, session: Session, made: MeasuredRound
) -> None:
    address = f"/rapporter/alla/{burden.list_newest_snapshots(session)[0].id}"
    client.post(address, data={"csrf_token": sign_in(client, make_reviewer(session))})
    token = sign_in(client, make_reviewer(session))
    answer = client.post(address, data={"csrf_token": token})
    assert answer.location == f"/rapporter?omgang={made.round.id}"
    assert "En kollega har redan" in page(client, answer.location)


def test_a_report_that_is_not_made_is_not_found(
    client: CheckingClient, session: Session, made: MeasuredRound
) -> None:
    sign_in(client, make_reviewer(session))
    snapshot_id = burden.list_newest_snapshots(session)[0].id
    page(client, f"/rapporter/{snapshot_id}/K1/sv.pdf", 404)
    page(client, f"/rapporter/{snapshot_id}/K1/xx.pdf", 404)
    page(client, f"/rapporter/{snapshot_id}/../../etc/passwd/sv.pdf", 404)


def test_what_must_not_be_shown_has_no_report(client: CheckingClient, session: Session) -> None:
    make_snapshot_of(session, make_measured_round(session, seconds=FOUR))
    token = sign_in(client, make_reviewer(session))
    answer = client.post("/rapporter/indikator/K1", data={"csrf_token": token})
    assert answer.status_code == 303
    assert "för få kommuner" in page(client, answer.location)
    assert "/rapporter/indikator/K1" not in page(client, "/rapporter")


def test_the_page_sorts_and_chooses_a_round(
    client: CheckingClient, session: Session, made: MeasuredRound
) -> None:
    sign_in(client, make_reviewer(session))

    def order(query: str) -> list[str]:
        shown = page(client, f"/rapporter?{query}")
        return sorted(("K1", "K2", "K3"), key=lambda c: shown.index(f"/rapporter/indikator/{c}"))

    assert order("sortera=timmar&ordning=fallande") == ["K1", "K2", "K3"]
    assert order(f"omgang={made.round.id}&sortera=timmar&ordning=stigande") == ["K3", "K2", "K1"]
    page(client, "/rapporter?omgang=99999", 404)


def test_without_a_snapshot_the_page_says_so(client: CheckingClient, session: Session) -> None:
    sign_in(client, make_reviewer(session))
    assert "Det finns inga rapporter än" in page(client, "/rapporter")


def test_the_burden_leads_on_to_the_decision(
    client: CheckingClient, session: Session, made: MeasuredRound
) -> None:
    sign_in(client, make_administrator(session))
    assert "Se nyttan och besluta" not in page(client, "/borda/indikator/K1")
    token = sign_in(client, make_reviewer(session))
    shown = page(client, "/borda/indikator/K1")
    assert 'href="/oversyn/K1">Se nyttan och besluta' in shown
    decision = {"csrf_token": token, "decision": "change", "reason": "Mät vart tredje år."}
    client.post("/oversyn/K1/beslut", data=decision)
    assert "Mät vart tredje år." in page(client, "/borda/indikator/K1")


def test_the_review_offers_the_report_to_those_who_may(
    app: Flask, client: CheckingClient, session: Session, made: MeasuredRound
) -> None:
    slots: Slots = app.extensions["slots"]
    officer = make_officer(session, made.units[0])
    sign_in(client, make_reviewer(session))
    assert "/rapporter/indikator/K1" in page(client, "/oversyn/K1")
    sign_in(client, officer)
    with client:
        client.get("/")
        found = slots.fill("indicator_actions", indicator_id=made.indicators["K1"].id)
    assert found == ""
