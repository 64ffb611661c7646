"""A card that was open while something came to the pair: nothing is decided about what nobody saw."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from surveyapp.core.access import SYSTEM, Actor
from surveyapp.overlap import deciding, pages, queries, service
from surveyapp.overlap.models import Candidate
from tests.factories.accounts import make_administrator, sign_in
from tests.factories.overlap import make_bank_question
from tests.factories.questionnaires import form, make_version, question, section
from tests.overlap.pairs import (
    OTHER,
    TEXT,
    make_pair,
    make_questions,
    open_card,
    question_ids,
    shown_in,
)

KEPT = "Det du har valt och skrivit finns kvar."
CHANGED = "Någon av frågorna har ändrats sedan du öppnade paret."
NEW_TEXT = "Antal barn 0–20 år i familjehem den 1 november 2025 med placering enligt LVU"


@pytest.fixture
def pair(session: Session) -> Candidate:
    """A pair that a matching has found, so that the next one reads it again."""
    make_version(session, form(section("A", question("Q1", text={"sv": TEXT})), code="prov"))
    make_bank_question(session, OTHER)
    service.match(session, SYSTEM)
    (found,) = queries.list_candidates(session)
    return queries.get_candidate(session, found.id)


@pytest.fixture
def token(client: FlaskClient, session: Session) -> str:
    """Eva is signed in."""
    return sign_in(client, make_administrator(session, "Eva"))


def import_again(session: Session, pair: Candidate, **values: dict[str, str]) -> None:
    """Say something else of the bank's question, as an import does."""
    bank = queries.get_candidate(session, pair.id).bank_question
    assert bank is not None
    for name, value in values.items():
        setattr(bank, name, value)
    session.flush()


def say(session: Session, actor: Actor, pair: Candidate, verdict: str, action: str = "") -> None:
    """Decide without a card."""
    found = queries.get_candidate(session, pair.id)
    deciding.decide(session, actor, found, verdict=verdict, action=action, reason="Vuxna.")


def save(
    client: FlaskClient, token: str, pair: Candidate, shown: str, **values: str
) -> TestResponse:
    data = {"verdict": "same", "action": "reuse", "reason": "Samma barn.", "reason_code": ""}
    data |= {"csrf_token": token, "shown": shown} | values
    return client.post(f"/overlapp/{pair.id}", data=data)


def shown_again(response: TestResponse) -> str:
    """Return the token of a card that came back instead of being saved, with all that was chosen."""
    assert response.status_code == 409
    page = response.text
    assert KEPT in page
    for chosen in ('value="same" checked', 'value="reuse" checked', "Samma barn.</textarea>"):
        assert chosen in page
    return shown_in(page)


@pytest.mark.parametrize("is_matched", [True, False])
def test_a_text_that_changed_under_the_card_is_read_before_it_is_decided_about(
    session: Session, client: FlaskClient, pair: Candidate, token: str, is_matched: bool
) -> None:
    shown = open_card(client, pair.id)
    import_again(session, pair, text={"sv": NEW_TEXT})
    if is_matched:
        service.match(session, SYSTEM)
    response = save(client, token, pair, shown)
    assert CHANGED in response.text
    assert "LVU" in response.text
    assert queries.list_decisions(session, pair.id) == []
    assert save(client, token, pair, shown_again(response)).status_code == 302
    (decision,) = queries.list_decisions(session, pair.id)
    assert decision.seen["texts"][1] == NEW_TEXT


def test_a_definition_that_changed_under_the_card_is_read_too(
    session: Session, client: FlaskClient, pair: Candidate, token: str
) -> None:
    shown = open_card(client, pair.id)
    import_again(session, pair, description={"sv": "Med barn menas här vuxna."})
    response = save(client, token, pair, shown)
    assert CHANGED in response.text
    shown_again(response)


def test_our_own_text_that_changed_under_the_card_is_read_too(
    session: Session, client: FlaskClient, pair: Candidate, token: str
) -> None:
    shown = open_card(client, pair.id)
    text = {"sv": "Hur många vuxna bodde i familjehem?"}
    make_version(session, form(section("A", question("Q1", text=text)), code="prov"))
    response = save(client, token, pair, shown)
    assert CHANGED in response.text
    shown_again(response)


def test_a_colleagues_decision_is_told_before_it_is_replaced(
    session: Session, client: FlaskClient, pair: Candidate, token: str, bo: Actor
) -> None:
    shown = open_card(client, pair.id)
    say(session, bo, pair, "related", "keep")
    response = save(client, token, pair, shown)
    told = "Bo har beslutat om paret sedan du öppnade det: Besläktade men olika."
    assert f"{told} Behåll frågan som den är." in response.text
    assert CHANGED not in response.text
    assert [d.verdict for d in queries.list_decisions(session, pair.id)] == ["related"]
    assert save(client, token, pair, shown_again(response)).status_code == 302
    assert [d.verdict for d in queries.list_decisions(session, pair.id)] == ["same", "related"]


def test_in_english_too(
    session: Session, client: FlaskClient, pair: Candidate, token: str, bo: Actor
) -> None:
    with client.session_transaction() as cookie:
        cookie["language"] = "en"
    shown = open_card(client, pair.id)
    say(session, bo, pair, "unrelated")
    response = save(client, token, pair, shown)
    assert "Bo has decided about the pair since you opened it: Not related." in response.text


@pytest.mark.parametrize(
    ("answer", "told"), [("agree", "Bo har hållit med om"), ("refuse", "Bo har sagt nej till")]
)
def test_a_second_persons_answer_is_told_before_the_decision_is_replaced(
    session: Session,
    client: FlaskClient,
    pair: Candidate,
    token: str,
    anna: Actor,
    bo: Actor,
    answer: str,
    told: str,
) -> None:
    waits = deciding.decide(session, anna, pair, verdict="same", action="drop", reason="Ja.")
    shown = open_card(client, pair.id)
    if answer == "agree":
        deciding.agree(session, bo, queries.get_candidate(session, pair.id), waits)
    else:
        deciding.refuse(
            session, bo, queries.get_candidate(session, pair.id), waits, reason="Olika barn."
        )
    response = save(client, token, pair, shown)
    assert f"{told} beslutet som väntade" in response.text
    shown_again(response)
    assert len(queries.list_decisions(session, pair.id)) == 1


def test_ones_own_decision_since_is_no_news(
    session: Session, client: FlaskClient, pair: Candidate, token: str
) -> None:
    shown = open_card(client, pair.id)
    assert save(client, token, pair, shown).status_code == 302
    assert save(client, token, pair, shown).status_code == 302  # a form that is sent twice
    assert len(queries.list_decisions(session, pair.id)) == 1
    changed = save(client, token, pair, shown, reason="Samma barn, läst igen.")  # gone back
    assert changed.status_code == 302
    assert len(queries.list_decisions(session, pair.id)) == 2


def test_a_refused_answer_of_the_second_person_leaves_a_card_that_can_be_decided(
    session: Session, client: FlaskClient, pair: Candidate, token: str, anna: Actor
) -> None:
    waits = deciding.decide(session, anna, pair, verdict="same", action="drop", reason="Ja.")
    data = {"decision": str(waits.id), "answer": "refuse", "second_reason": ""}
    response = client.post(f"/overlapp/{pair.id}/andra", data=data | {"csrf_token": token})
    assert response.status_code == 422
    assert save(client, token, pair, shown_in(response.text)).status_code == 302


@pytest.mark.parametrize(
    ("answer", "came", "told"),
    [
        ("agree", "words", "Någon av texterna har ändrats efter beslutet."),
        ("agree", "answer", "Beslutet väntar inte längre."),
        ("refuse", "answer", "Beslutet väntar inte längre."),
    ],
)
def test_a_second_person_who_comes_too_late_reads_why_on_the_card(
    session: Session,
    client: FlaskClient,
    token: str,
    anna: Actor,
    bo: Actor,
    answer: str,
    came: str,
    told: str,
) -> None:
    version = make_questions(session, 1)
    pair = make_pair(session, question_ids(session, version)[0])
    waits = deciding.decide(session, anna, pair, verdict="same", action="drop", reason="Ja.")
    if came == "words":
        import_again(session, pair, text={"sv": "Antal hästar"})
    else:
        deciding.refuse(session, bo, pair, waits, reason="Olika barn.")
    typed = {"decision": str(waits.id), "answer": answer, "second_reason": "Läst med Eva."}
    response = client.post(f"/overlapp/{pair.id}/andra", data=typed | {"csrf_token": token})
    assert response.status_code == 409
    assert "Svaret är inte sparat." in response.text
    assert told in response.text
    assert "Det du skrev: Läst med Eva." in response.text
    assert save(client, token, pair, shown_in(response.text)).status_code == 302


def test_a_waiting_decision_about_words_that_changed_is_not_offered_to_the_second_person(
    session: Session, client: FlaskClient, token: str, anna: Actor
) -> None:
    version = make_questions(session, 1)
    pair = make_pair(session, question_ids(session, version)[0])
    deciding.decide(session, anna, pair, verdict="same", action="drop", reason="Ja.")
    assert "Håller med" in client.get(f"/overlapp/{pair.id}").text
    import_again(session, pair, text={"sv": "Antal hästar"})
    page = client.get(f"/overlapp/{pair.id}").text
    assert "Håller med" not in page
    assert "Någon av texterna har ändrats efter det senaste beslutet." in page
    assert pages.load_card(session, queries.get_candidate(session, pair.id)).is_changed
