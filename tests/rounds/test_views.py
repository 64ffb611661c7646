"""The administrator plans, opens and follows a round in the browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import time_machine
from sqlalchemy.orm import Session

from surveyapp.rounds import queries
from tests.factories.accounts import make_administrator, sign_in
from tests.factories.questionnaires import make_version
from tests.factories.registry import make_unit
from tests.factories.rounds import make_round

if TYPE_CHECKING:
    from tests.support.html import CheckingClient


def test_plan_fill_in_and_open(client: CheckingClient, session: Session) -> None:
    user, unit = make_administrator(session), make_unit(session)
    version = make_version(session)
    session.commit()
    token = sign_in(client, user)
    assert client.get(f"/omgangar/ny?version_id={version.id}").status_code == 200
    data = {
        "csrf_token": token,
        "version_id": version.id,
        "name_sv": "Kommunenkät 2027",
        "year": "2027",
        "opens_on": "2027-01-25",
        "closes_on": "2027-02-24",
        "previous_round": "",
        "who": "list",
        "codes": unit.code,
        "duty": "voluntary",
    }
    wrong = client.post("/omgangar/ny", data={**data, "codes": "Atlantis"})
    assert wrong.status_code == 422
    assert "Atlantis är inte en kommun" in wrong.text
    assert "Kommunenkät 2027" in wrong.text
    planned = client.post("/omgangar/ny", data=data)
    assert planned.status_code == 302
    address = planned.location
    assert client.get(address).status_code == 200
    refused = client.post(f"{address}/oppna", data={"csrf_token": token})
    assert refused.location.endswith("/grund")
    assert "kan inte öppnas" in client.get(refused.location).text
    basis = {
        "csrf_token": token,
        "purpose": "Nationell uppföljning",
        "legal_basis": "Förordning (1982:668)",
        "duty": "voluntary",
        "consultation_on": "2026-10-15",
        "consultation_outcome": "SKR tillstyrker.",
    }
    assert client.post(f"{address}/grund", data=basis).status_code == 302
    assert client.post(f"{address}/oppna", data={"csrf_token": token}).location == address
    assert "Stäng omgången" in client.get(address).text
    csv = client.get(f"{address}?format=csv")
    assert unit.name in csv.text


def test_the_list_of_rounds_counts_returns(client: CheckingClient, session: Session) -> None:
    user = make_administrator(session)
    make_round(session, make_unit(session), make_unit(session))
    session.commit()
    sign_in(client, user)
    page = client.get("/omgangar/")
    assert "Prövoomgången" in page.text
    assert "0 av 2" in page.text


def test_a_later_day_for_one_municipality(client: CheckingClient, session: Session) -> None:
    user, unit = make_administrator(session), make_unit(session)
    round_ = make_round(session, unit)
    session.commit()
    token = sign_in(client, user)
    address = f"/omgangar/{round_.id}/kommuner/{unit.code}"
    assert client.get(address).status_code == 200
    done = client.post(address, data={"csrf_token": token, "due_on": "2030-01-01"})
    assert done.status_code == 302
    session.rollback()
    assert str(queries.list_returns(session, round_.id)[0].due_on) == "2030-01-01"
    assert client.get(f"/omgangar/{round_.id}/kommuner/0000").status_code == 404


def test_a_new_round_is_for_next_year(client: CheckingClient, session: Session) -> None:
    user, version = make_administrator(session), make_version(session)
    session.commit()
    with time_machine.travel("2026-12-31T22:30:00Z"):  # half past eleven in Sweden
        sign_in(client, user)
        assert year_of(client, version.id) == "2027"
    with time_machine.travel("2026-12-31T23:30:00Z"):
        assert year_of(client, version.id) == "2028"


def test_a_new_round_follows_the_newest_of_its_questionnaire(
    client: CheckingClient, session: Session
) -> None:
    user, version = make_administrator(session), make_version(session)
    make_round(session, make_unit(session), version=version, year=2031)
    make_round(session, make_unit(session), version=version, year=2029)
    make_round(session, make_unit(session), year=2040)
    session.commit()
    sign_in(client, user)
    assert year_of(client, version.id) == "2032"


def test_a_year_that_was_emptied_is_not_filled_in_again(
    client: CheckingClient, session: Session
) -> None:
    user, version = make_administrator(session), make_version(session)
    session.commit()
    token = sign_in(client, user)
    answer = client.post(
        "/omgangar/ny", data={"csrf_token": token, "version_id": version.id, "year": ""}
    )
    assert "Skriv året." in answer.text
    assert year_in(answer.text) == ""


def year_of(client: CheckingClient, version_id: int) -> str:
    return year_in(client.get(f"/omgangar/ny?version_id={version_id}").text)


def year_in(page: str) -> str:
    control = re.search(r'<input[^>]*name="year"[^>]*>', page)
    assert control is not None
    value = re.search(r'value="([^"]*)"', control[0])
    return value[1] if value else ""
