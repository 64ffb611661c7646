"""The pages: the queue in its order, one pair with its evidence, the decision, and who may what."""

from __future__ import annotations

import csv
import io

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from surveyapp.burden.models import BurdenSnapshot, QuestionBurden
from surveyapp.cli import Installation
from surveyapp.core import clock, jobs
from surveyapp.core.access import SYSTEM
from surveyapp.core.settings import Settings
from surveyapp.overlap import cli, pages, queries, service
from surveyapp.overlap.models import Candidate
from surveyapp.questionnaires import queries as questionnaires
from tests.factories.accounts import make_administrator, make_reviewer, sign_in
from tests.factories.overlap import make_bank_question, make_candidates, make_collection
from tests.factories.questionnaires import form, make_version, question, section
from tests.factories.registry import make_unit
from tests.factories.rounds import make_round
from tests.overlap.pairs import open_card

CHILDREN = "Hur många barn 0–20 år bodde i familjehem den 1 november 2025?"
HOUSEHOLDS = "Hur många hushåll fick ekonomiskt bistånd i december 2025?"


@pytest.fixture
def pairs(session: Session) -> dict[str, Candidate]:
    """Two questions with a pair each, by question code."""
    make_version(
        session,
        form(
            section("B", question("B1", text={"sv": CHILDREN, "en": "How many children?"})),
            section("E", question("E1", text={"sv": HOUSEHOLDS, "en": "How many households?"})),
            code="prov",
        ),
    )
    kolada = make_collection(session, "kolada", name={"sv": "Kolada"}, owner="RKA")
    register = make_collection(
        session, "reg", name={"sv": "Registret"}, checked="read", legal_basis="HSLF-FS"
    )
    make_bank_question(
        session,
        "Antal barn 0–20 år i familjehem den 1 november 2025",
        kolada,
        code="N1",
        source_note="Källa: Kolada",
    )
    make_bank_question(
        session, "Antal hushåll som fick ekonomiskt bistånd under månaden", register, code="R1"
    )
    found: dict[str, Candidate] = {}
    for candidate in make_candidates(session):
        found.setdefault(candidate.question.code, candidate)
    return found


@pytest.fixture
def as_administrator(client: FlaskClient, session: Session) -> str:
    return sign_in(client, make_administrator(session, "Anna"))


def decide(client: FlaskClient, token: str, candidate: Candidate, **values: str) -> object:
    data = {"verdict": "same", "action": "reuse", "reason": "Samma.", "csrf_token": token}
    data["shown"] = open_card(client, candidate.id)
    return client.post(f"/overlapp/{candidate.id}", data=data | values)


def test_the_queue_shows_pairs_with_source_and_proposal(
    client: FlaskClient, pairs: dict[str, Candidate], as_administrator: str
) -> None:
    page = client.get("/overlapp/").text
    assert CHILDREN in page
    assert "Källa: Kolada" in page
    assert "Samma uppgift" in page
    assert "Går att räkna fram" in page


def test_an_empty_queue_says_what_to_do(client: FlaskClient, as_administrator: str) -> None:
    assert "Läs in frågebanken" in client.get("/overlapp/").text


def test_hours_at_stake_come_first(
    session: Session, client: FlaskClient, pairs: dict[str, Candidate], as_administrator: str
) -> None:
    assert next(iter(pairs)) == "B1"
    (version,) = questionnaires.list_versions(session)
    round_ = make_round(session, make_unit(session), version=version)
    snapshot = BurdenSnapshot(
        round_id=round_.id,
        made_at=clock.now(),
        made_by_name="system",
        population=290,
        n_measured=200,
        total_hours=100.0,
        total_kronor=None,
        result={},
        fingerprint="0" * 64,
    )
    session.add(snapshot)
    session.flush()
    for code, hours in (("B1", 1.0), ("E1", 99.5)):
        session.add(
            QuestionBurden(
                snapshot_id=snapshot.id,
                question_id=pairs[code].question_id,
                n_measured=200,
                n_asked=290,
                median_minutes=12.5,
                total_hours=hours,
                details={"hidden": ""},
            )
        )
    session.flush()
    queue = pages.load_queue(session, pages.Filters())
    assert queue.rows[0].id == pairs["E1"].id
    page = client.get("/overlapp/").text
    assert page.index(HOUSEHOLDS) < page.index(CHILDREN)
    assert "99,5" in page
    assert "12,5 minuter" in client.get(f"/overlapp/{pairs['E1'].id}").text


@pytest.mark.parametrize(
    ("query", "children", "households"),
    [
        ("", True, True),
        ("?insamling=kolada", True, False),
        ("?avsnitt=prov:E", False, True),
        ("?forslag=derivable", False, True),
        ("?lage=beslutade", False, False),
        ("?lage=alla", True, True),
        ("?lage=okant&sida=99", True, True),
    ],
)
def test_filters_narrow_the_queue(
    client: FlaskClient,
    pairs: dict[str, Candidate],
    as_administrator: str,
    query: str,
    children: bool,
    households: bool,
) -> None:
    page = client.get(f"/overlapp/{query}").text
    assert (CHILDREN in page, HOUSEHOLDS in page) == (children, households)


def test_the_queue_as_a_file_has_the_same_rows(
    client: FlaskClient, pairs: dict[str, Candidate], as_administrator: str
) -> None:
    text = client.get("/overlapp/?format=csv&insamling=kolada").get_data().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [(r["fraga"], r["deras_kod"], r["kalla"]) for r in rows] == [
        ("B1", "N1", "Källa: Kolada")
    ]
    assert rows[0]["forslag"] == "Samma uppgift"


def test_the_card_marks_words_and_shows_the_collection(
    client: FlaskClient, pairs: dict[str, Candidate], as_administrator: str
) -> None:
    page = client.get(f"/overlapp/{pairs['E1'].id}").text
    assert '<mark class="word word--shared">hushåll</mark>' in page
    assert "HSLF-FS" in page
    assert "Ej kontrollerat" not in page
    assert "Deras uppgift omfattar vår tid." in page
    kolada = client.get(f"/overlapp/{pairs['B1'].id}").text
    assert "Ej kontrollerat" in kolada
    assert "Källa: Kolada" in kolada


def test_a_decision_is_saved_and_the_next_pair_shown(
    session: Session, client: FlaskClient, pairs: dict[str, Candidate], as_administrator: str
) -> None:
    response = decide(client, as_administrator, pairs["B1"])
    assert response.status_code == 302  # type: ignore[attr-defined]
    assert response.location == f"/overlapp/{pairs['E1'].id}"  # type: ignore[attr-defined]
    assert [d.decided_by_name for d in queries.list_decisions(session, pairs["B1"].id)] == ["Anna"]
    page = client.get(f"/overlapp/{pairs['B1'].id}").text
    assert "Ändra beslutet" in page
    decide(client, as_administrator, pairs["B1"], verdict="unrelated", action="", reason="Fel.")
    assert "Ersatt" in client.get(f"/overlapp/{pairs['B1'].id}").text
    last = decide(client, as_administrator, pairs["E1"], verdict="derivable", action="derive")
    assert last.location == "/overlapp/"  # type: ignore[attr-defined]


def test_a_refused_decision_keeps_what_was_typed(
    session: Session, client: FlaskClient, pairs: dict[str, Candidate], as_administrator: str
) -> None:
    response = decide(client, as_administrator, pairs["B1"], verdict="", reason="Min tanke.")
    assert response.status_code == 422  # type: ignore[attr-defined]
    page = response.text  # type: ignore[attr-defined]
    assert "Välj vad du kom fram till." in page
    assert "Min tanke." in page
    assert 'href="#verdict-0"' in page
    assert queries.list_decisions(session, pairs["B1"].id) == []


def test_a_reviewer_reads_and_cannot_decide(
    session: Session, client: FlaskClient, pairs: dict[str, Candidate]
) -> None:
    token = sign_in(client, make_reviewer(session))
    page = client.get(f"/overlapp/{pairs['B1'].id}").text
    assert "Spara och visa nästa" not in page
    assert "Nästa par" in page
    assert "Sök överlapp" not in client.get("/overlapp/").text
    assert decide(client, token, pairs["B1"]).status_code == 403  # type: ignore[attr-defined]


def test_searching_asks_for_one_job(
    session: Session, client: FlaskClient, pairs: dict[str, Candidate], as_administrator: str
) -> None:
    first = client.post("/overlapp/sok", data={"csrf_token": as_administrator})
    second = client.post("/overlapp/sok", data={"csrf_token": as_administrator})
    assert first.location == second.location
    assert session.query(jobs.Job).count() == 1
    assert "En sökning pågår" in client.get("/overlapp/").text


def test_a_colleagues_search_is_told(
    session: Session, client: FlaskClient, pairs: dict[str, Candidate], as_administrator: str
) -> None:
    client.post("/overlapp/sok", data={"csrf_token": as_administrator})
    token = sign_in(client, make_administrator(session))
    response = client.post("/overlapp/sok", data={"csrf_token": token}, follow_redirects=True)
    assert "En kollega har redan startat sökningen" in response.text
    assert "Följ sökningen" not in response.text


def test_the_editor_shows_overlap_beside_the_question(
    session: Session, client: FlaskClient, pairs: dict[str, Candidate], as_administrator: str
) -> None:
    (version,) = questionnaires.list_versions(session)
    candidate = queries.get_candidate(session, pairs["B1"].id)
    before = client.get(f"/formular/versioner/{version.id}").text
    assert "1 möjligt överlapp" in before
    service.decide(session, SYSTEM, candidate, verdict="same", action="reuse", reason="Samma.")
    page = client.get(f"/formular/versioner/{version.id}").text
    assert "1 beslutat" in page
    assert f"fraga={candidate.question_id}" in page
    shown = client.get(f"/overlapp/?fraga={candidate.question_id}&lage=alla").text
    assert CHILDREN in shown
    assert HOUSEHOLDS not in shown


def test_english_pages_say_the_same(
    session: Session, client: FlaskClient, pairs: dict[str, Candidate], as_administrator: str
) -> None:
    with client.session_transaction() as cookie:
        cookie["language"] = "en"
    assert "Can be worked out" in client.get("/overlapp/").text
    page = client.get(f"/overlapp/{pairs['E1'].id}").text
    assert "Is the same thing asked in two places?" in page
    assert '<span lang="sv">' in page


def test_the_command_matches(app: Flask, settings: Settings, session: Session) -> None:
    make_version(session, form(section("B", question("B1", text={"sv": CHILDREN})), code="prov"))
    make_bank_question(session, "Antal barn 0–20 år i familjehem den 1 november 2025")
    session.commit()
    runner = CliRunner()
    first = runner.invoke(cli.overlap, ["match", "--json"], obj=Installation(settings))
    assert first.exit_code == 0, first.output
    assert '"added": 1' in first.stdout
    again = runner.invoke(cli.overlap, ["match"], obj=Installation(settings))
    assert "0 new, 0 changed, 1 unchanged, 0 removed" in again.stdout
