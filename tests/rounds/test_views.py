"""The administrator plans, opens and follows a round in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
