"""What a reviewer sees and does."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from surveyapp.core.database import Database
from surveyapp.registry import queries as registry
from surveyapp.review import cli, queries
from surveyapp.rounds.models import Round
from tests.factories.accounts import make_administrator, make_reviewer, sign_in
from tests.factories.results import (
    make_answered_round,
    make_indicator_version,
    make_indicators,
    make_units,
)
from tests.factories.review import make_snapshot
from tests.support.html import CheckingClient

USE = (
    "indicator;year;criterion;value;source;stated_on\n"
    "PLAN;2026;local_use;30;Enkät;2026-03-01\n"
    "PLAN;2026;local_use_asked;120;Enkät;2026-03-01\n"
    "DAYS;2026;local_use;90;Enkät;2026-03-01\n"
    "DAYS;2026;local_use_asked;120;Enkät;2026-03-01\n"
)


@pytest.fixture
def measured(session: Session) -> Round:
    make_indicators(session)
    units = make_units(session, 5)
    round_ = make_answered_round(
        session,
        make_indicator_version(session),
        {u: {"A1": "ja", "A2": "1", "A3": "2", "A4": "3"} for u in units},
    )
    make_snapshot(session, round_, {"A1": 10.0, "A2": 4.0, "A3": 6.0, "A4": 20.0})
    return round_


@pytest.fixture
def token(client: CheckingClient, session: Session) -> str:
    return sign_in(client, make_reviewer(session, "Rut"))


def upload(client: CheckingClient, token: str, content: str) -> object:
    return client.post(
        "/oversyn/anvandning",
        data={"csrf_token": token, "file": (io.BytesIO(content.encode()), "anvandning.csv")},
    )


def order_of(client: CheckingClient, query: str) -> list[str]:
    lines = client.get(f"/oversyn/?format=csv&{query}").text.splitlines()[1:]
    return [line.split(";")[0] for line in lines]


def test_burden_stands_beside_use_and_can_be_sorted(
    client: CheckingClient, measured: Round, token: str
) -> None:
    upload(client, token, USE)
    page = client.get("/oversyn/").text
    assert "25\u00a0% (30 av 120)" in page
    assert "indikatorer tar mer tid än den mittersta" in page
    assert order_of(client, "") == ["PLAN", "DAYS", "STAFF"]
    assert order_of(client, "ordning=borda&riktning=stigande") == ["DAYS", "STAFF", "PLAN"]
    # Nobody has said anything about STAFF: it stands last in both directions.
    assert order_of(client, "ordning=anvandning") == ["DAYS", "PLAN", "STAFF"]
    assert order_of(client, "ordning=anvandning&riktning=stigande") == ["PLAN", "DAYS", "STAFF"]
    assert order_of(client, "ordning=namn") == ["DAYS", "PLAN", "STAFF"]
    assert order_of(client, "beslut=keep") == []
    assert 'aria-sort="descending"' in page


def test_a_decision_is_made_with_a_reason(
    client: CheckingClient, session: Session, measured: Round, token: str
) -> None:
    refused = client.post(
        "/oversyn/PLAN/beslut",
        data={"csrf_token": token, "decision": "drop", "reason": "Nej"},
    )
    assert refused.status_code == 422
    assert "Skriv ett skäl som andra kan förstå." in refused.text
    assert ">Nej</textarea>" in refused.text
    made = client.post(
        "/oversyn/PLAN/beslut",
        data={"csrf_token": token, "decision": "drop", "reason": "Alla svarar ja sedan 2020."},
    )
    assert made.status_code == 302
    page = client.get("/oversyn/PLAN").text
    assert "Alla svarar ja sedan 2020." in page
    assert "Rut" in page
    plan = registry.get_indicator(session, "PLAN")
    decision = queries.decision_in_force(session, plan.id)
    assert decision is not None
    assert decision.snapshot_id is not None
    assert order_of(client, "beslut=drop") == ["PLAN"]


def test_the_register_shows_the_decision_in_force(
    client: CheckingClient, measured: Round, token: str
) -> None:
    client.post(
        "/oversyn/PLAN/beslut",
        data={"csrf_token": token, "decision": "change", "reason": "Mät vart tredje år."},
    )
    assert "Mät vart tredje år." in client.get("/register/indikatorer/PLAN").text
    assert 'href="#beslut">Ändra beslutet' in client.get("/oversyn/PLAN").text


def test_an_administrator_reads_and_does_not_decide(
    client: CheckingClient, session: Session, measured: Round
) -> None:
    token = sign_in(client, make_administrator(session))
    assert "Spara beslutet" not in client.get("/oversyn/PLAN").text
    posted = client.post("/oversyn/PLAN/beslut", data={"csrf_token": token, "decision": "drop"})
    assert posted.status_code == 403


def test_a_profile_as_csv(client: CheckingClient, measured: Round, token: str) -> None:
    upload(client, token, USE)
    lines = client.get("/oversyn/PLAN?format=csv").text.splitlines()
    local = next(line.split(";") for line in lines if line.startswith("11;"))
    assert local[2] == "0,25"
    assert local[6:] == ["Enkät", "2026-03-01"]
    national = next(line.split(";") for line in lines if line.startswith("12;"))
    assert national[2:4] == ["", "Inte känt"]


def test_a_faulty_file_is_refused_with_its_rows(
    client: CheckingClient, session: Session, measured: Round, token: str
) -> None:
    response = client.post(
        "/oversyn/anvandning",
        data={"csrf_token": token, "file": (io.BytesIO((USE + "X;1;a;b;;c\n").encode()), "a.csv")},
    )
    assert response.status_code == 422
    assert "Rad 6:" in response.text
    assert not queries.list_use(session)


def test_the_order_on_the_page_and_in_the_file(
    client: CheckingClient, measured: Round, token: str
) -> None:
    assert "Användningen är inte känd" in client.get("/oversyn/frontier").text
    upload(client, token, USE)
    page = client.get("/oversyn/frontier").text
    assert "Uppgiftsskyldighet i lag" in page
    lines = client.get("/oversyn/frontier?format=csv").text.splitlines()
    # PLAN gives 30 uses for A1 (10 h); DAYS holds A4 up with 90 for 20 h.
    assert [line.split(";")[1] for line in lines[1:]] == ["PLAN", "DAYS"]
    assert client.get("/oversyn/frontier?vikt=equal").status_code == 200


class Installed:
    """What the commands get."""

    def __init__(self, database: Database) -> None:
        self.database = database


def test_the_commands_read_use_and_show_the_order(
    database: Database, session: Session, measured: Round, tmp_path: Path
) -> None:
    session.commit()
    file = tmp_path / "use.csv"
    file.write_text(USE, "utf-8")
    run = CliRunner().invoke
    first = run(cli.review, ["import-use", str(file), "--json"], obj=Installed(database))
    assert '"added": 4' in first.output
    assert first.exit_code == 0
    again = run(cli.review, ["import-use", str(file)], obj=Installed(database))
    assert again.output == "use.csv: 0 added, 0 changed, 4 unchanged\n"
    order = run(cli.review, ["frontier", "--json"], obj=Installed(database))
    assert '"duty": [\n    "STAFF"\n  ]' in order.output
    file.write_text(USE.replace("2026-03-01", "mars"), "utf-8")
    wrong = run(cli.review, ["import-use", str(file)], obj=Installed(database))
    assert wrong.exit_code == 2
    assert (
        "use.csv refused: Row 2: The date mars must be written as 2026-03-01. (3 more)"
        in wrong.output
    )


def test_one_fact_is_typed_on_a_page(
    client: CheckingClient, session: Session, measured: Round, token: str
) -> None:
    page = "/oversyn/PLAN/anvandning"
    fact = {
        "csrf_token": token,
        "criterion": "local_use_asked",
        "year": "2026",
        "value": "120",
        "source": "Enkät till kommunerna",
        "stated_on": "2026-03-01",
    }
    assert "Vad gäller uppgiften?" in client.get(page).text
    assert client.post(page, data=fact).status_code == 302
    assert [u.value for u in queries.list_use(session)] == [120]
    wrong = fact | {"criterion": "local_use", "value": "121"}
    refused = client.post(page, data=wrong)
    assert refused.status_code == 422
    assert "fler kommuner än som har tillfrågats" in refused.text
    assert 'value="121"' in refused.text, "what was typed is still there"
    empty = client.post(page, data={"csrf_token": token})
    for message in ("ska ha fyra siffror", "Källan saknas", "ska skrivas som 2026-03-01"):
        assert message in empty.text
    assert "Rad 1" not in empty.text
    assert len(queries.list_use(session)) == 1
    assert client.post(page, data=wrong | {"value": "30"}).status_code == 302
    assert "30 av 120" in client.get("/oversyn/").text
