"""What an officer and a reviewer see of results."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from surveyapp.registry.models import Unit
from surveyapp.rounds.models import Round
from tests.factories.accounts import make_officer, make_reviewer, sign_in
from tests.factories.results import (
    make_answered_round,
    make_indicator_version,
    make_indicators,
    make_units,
)
from tests.factories.rounds import make_round
from tests.support.html import CheckingClient


@pytest.fixture
def units(session: Session) -> list[Unit]:
    return list(make_units(session, 6))


@pytest.fixture
def round_(session: Session, units: list[Unit]) -> Round:
    make_indicators(session)
    version = make_indicator_version(session)
    before = make_answered_round(
        session, version, {u: {"A2": "1", "A3": "10"} for u in units}, year=2025
    )
    answers = {u: {"A1": "ja", "A2": str(i), "A3": "10", "A4": "4"} for i, u in enumerate(units)}
    round_ = make_answered_round(session, version, answers, year=2026, previous=before)
    round_.is_fictional = True
    return round_


def test_an_officer_sees_the_municipality_beside_its_group(
    client: CheckingClient, session: Session, units: list[Unit], round_: Round
) -> None:
    sign_in(client, make_officer(session, units[5]))
    page = client.get("/resultat/").text
    assert units[5].name in page
    assert "Påhittade värden" in page
    assert "Preliminära jämförelser" in page
    assert "Bättre än gruppen" in page  # 50 % beside 25 %
    assert "Bättre än i fjol" in page
    assert "Som 100\u00a0% i gruppen" in page
    assert units[4].name not in page


def test_the_same_rows_as_csv(
    client: CheckingClient, session: Session, units: list[Unit], round_: Round
) -> None:
    sign_in(client, make_officer(session, units[5]))
    lines = client.get("/resultat/?format=csv").text.splitlines()
    staff = next(line.split(";") for line in lines if ";STAFF;" in line)
    assert staff[5:12] == ["0,5", "50\u00a0%", "0,25", "6", "0,25", "6", "0,1"]


def test_an_officer_sees_no_other_municipality(
    client: CheckingClient, session: Session, units: list[Unit], round_: Round
) -> None:
    sign_in(client, make_officer(session, units[0]))
    assert client.get(f"/resultat/?kommun={units[1].code}").status_code == 404
    assert client.get(f"/resultat/{round_.id}").status_code == 403


def test_nothing_is_shown_before_the_own_answers_are_sent_in(
    client: CheckingClient, session: Session, units: list[Unit], round_: Round
) -> None:
    late = make_units(session, 1)[0]
    make_round(session, late, version=round_.version)
    sign_in(client, make_officer(session, late))
    page = client.get("/resultat/").text
    assert "Inget inskickat än" in page
    assert "Utbildade" not in page


def test_fewer_than_five_show_no_group(client: CheckingClient, session: Session) -> None:
    make_indicators(session)
    few = make_units(session, 4)
    make_answered_round(
        session,
        make_indicator_version(session),
        {u: {"A2": "1", "A3": "10", "A4": "37"} for u in few},
    )
    sign_in(client, make_officer(session, few[0]))
    rows = [line.split(";") for line in client.get("/resultat/?format=csv").text.splitlines()]
    days = next(row for row in rows if row[1] == "DAYS")
    assert (days[5], days[7], days[9]) == ("37", "", "")
    assert "Färre än fem" in client.get("/resultat/").text


def test_a_reviewer_sees_the_nation_and_every_municipality(
    client: CheckingClient, session: Session, units: list[Unit], round_: Round
) -> None:
    sign_in(client, make_reviewer(session))
    page = client.get(f"/resultat/{round_.id}").text
    assert "25\u00a0%" in page
    lines = client.get(f"/resultat/{round_.id}?format=csv").text.splitlines()
    assert next(x for x in lines if x.startswith("STAFF")).split(";")[4] == "0,25"
    page = client.get(f"/resultat/{round_.id}/STAFF").text
    assert all(unit.name in page for unit in units)
    assert "Mittersta hälften av 6 kommuner" in page
    filtered = client.get(f"/resultat/{round_.id}/STAFF?grupp=B3").text
    assert units[0].name not in filtered
    rows = client.get(f"/resultat/{round_.id}/STAFF?format=csv").text.splitlines()
    assert len(rows) == 7
    assert client.get(f"/resultat/{round_.id}/NOTHERE").status_code == 404


def test_the_round_page_leads_to_the_results(
    client: CheckingClient, session: Session, round_: Round
) -> None:
    sign_in(client, make_reviewer(session))
    assert f"/resultat/{round_.id}" in client.get(f"/omgangar/{round_.id}").text
