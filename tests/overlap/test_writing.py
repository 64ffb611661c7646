"""What is asked elsewhere, beside a question that is being written and beside the bank."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from surveyapp.core import jobs
from surveyapp.core.access import SYSTEM
from surveyapp.overlap import background, deciding, loading, queries
from surveyapp.overlap.pages import writing as pages
from surveyapp.overlap.queries import writing
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.questionnaires.models import QuestionnaireVersion
from tests.factories.accounts import make_administrator, make_reviewer, sign_in
from tests.factories.overlap import make_bank_question, make_candidates, make_collection
from tests.factories.questionnaires import form, make_version, question, section
from tests.overlap.stub_model import StubModels

OURS = "Hur många barn 0–20 år bodde i familjehem den 1 november 2025?"
THEIRS = "Antal barn 0–20 år i familjehem den 1 november 2025"
OTHER = "Hur många hushåll fick ekonomiskt bistånd i december 2025?"


@pytest.fixture
def draft(session: Session) -> QuestionnaireVersion:
    """Make a draft of two questions; the register of children asks the first one too."""
    made = make_version(
        session,
        form(
            section("B", question("B1", text={"sv": OURS}), question("B2", text={"sv": OTHER})),
            code="prov",
        ),
        is_published=False,
    )
    where = make_collection(session, "barn", name={"sv": "Registret över barn"})
    make_bank_question(session, THEIRS, where, code="R1")
    make_candidates(session)
    return made


def question_id(session: Session, draft: QuestionnaireVersion, code: str = "B1") -> int:
    rows = questionnaires.list_question_versions(session, draft.id)
    return next(row.question_id for row in rows if row.question.code == code)


@pytest.fixture
def token(session: Session, client: FlaskClient, draft: QuestionnaireVersion) -> str:
    session.flush()
    return sign_in(client, make_administrator(session))


def search(client: FlaskClient, token: str, **values: Any) -> Any:
    named = {name.replace("_sv", "-sv").replace("_en", "-en"): v for name, v in values.items()}
    return client.post("/overlapp/forslag", data={"csrf_token": token} | named)


# --- at load --------------------------------------------------------------------------------------


def test_the_closest_questions_stand_beside_the_one_that_is_changed(
    client: FlaskClient, token: str, draft: QuestionnaireVersion
) -> None:
    page = client.get(f"/formular/versioner/{draft.id}/fragor/B1/text").text
    assert "Frågas redan på andra håll" in page
    assert "En liknande fråga" in page
    assert THEIRS in page
    assert "Registret över barn" in page
    assert "Visa paret" in page
    other = client.get(f"/formular/versioner/{draft.id}/fragor/B2/text").text
    assert "Ingen liknande fråga hittades." in other


def test_the_source_is_named_beside_what_it_asks(
    session: Session, client: FlaskClient, token: str, draft: QuestionnaireVersion
) -> None:
    (candidate,) = writing.pairs_of(session, question_id(session, draft))
    assert candidate.bank_question is not None
    candidate.bank_question.source_note = "Källa: Kolada"
    session.flush()
    page = client.get(f"/formular/versioner/{draft.id}/fragor/B1/text").text
    assert "Registret över barn, R1. Källa: Kolada" in page
    assert "Registret över barn, R1. Källa: Kolada" in piece(client, token, text_sv=THEIRS)
    assert "Källa: Kolada" in search(client, token, text_sv=THEIRS).text


def test_what_was_decided_is_said(
    session: Session, client: FlaskClient, token: str, draft: QuestionnaireVersion
) -> None:
    (candidate,) = writing.pairs_of(session, question_id(session, draft))
    deciding.decide(
        session,
        SYSTEM,
        queries.get_candidate(session, candidate.id),
        verdict="related",
        action="",
        reason="Annat register.",
    )
    page = client.get(f"/formular/versioner/{draft.id}/fragor/B1/text").text
    assert "Besläktade men olika" in page
    assert "Visa beslutet" in page


def test_a_pair_of_two_own_questions_is_seen_from_both_sides(session: Session) -> None:
    items = [question(code, text={"sv": OURS}) for code in ("B1", "B2")]
    made = make_version(session, form(section("B", *items)))
    make_candidates(session)
    for code, other in (("B1", "B2"), ("B2", "B1")):
        (close,) = pages.stored_close(session, question_id(session, made, code))
        assert (close.code, close.is_ours, close.proposal) == (other, True, "same")
        assert close.text == {"sv": OURS}


# --- while typing ---------------------------------------------------------------------------------


def piece(client: FlaskClient, token: str, **values: Any) -> str:
    """Return what the script puts on the page."""
    found: str = search(client, token, language="sv", fragment="1", **values).json["html"]
    return found


def test_the_script_gets_a_piece_of_the_page(client: FlaskClient, token: str) -> None:
    found = piece(client, token, text_sv=THEIRS, question_id="0")
    assert "<html" not in found
    assert THEIRS in found
    assert OURS in found
    assert "Samma uppgift" in found


def test_without_a_model_it_is_said_what_is_missed(
    client: FlaskClient, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "Sökningen gjordes utan språkmodell."
    assert said in piece(client, token, text_sv=THEIRS)
    assert said in search(client, token, text_sv=THEIRS).text
    assert said not in piece(client, token, text_sv="Antal")
    monkeypatch.setattr(loading, "models", StubModels)
    assert said not in piece(client, token, text_sv=THEIRS)
    assert said not in search(client, token, text_sv=THEIRS).text


def test_beside_the_question_stands_how_the_last_search_was_made(
    session: Session, client: FlaskClient, token: str, draft: QuestionnaireVersion
) -> None:
    said, address = "utan språkmodell", f"/formular/versioner/{draft.id}/fragor/B1/text"
    assert said not in client.get(address).text
    job = jobs.enqueue(session, background.KIND, {}, SYSTEM)
    job.state, job.result = "done", {"missed": "no_model"}
    session.flush()
    assert said in client.get(address).text


def test_the_question_itself_is_not_its_own_overlap(
    session: Session, client: FlaskClient, token: str, draft: QuestionnaireVersion
) -> None:
    number = question_id(session, draft)
    found = piece(client, token, text_sv=OURS, question_id=number)
    assert OURS not in found
    assert THEIRS in found


def test_what_differs_is_told(client: FlaskClient, token: str) -> None:
    changed = THEIRS.replace("2025", "2019").replace("0–20", "30–40")
    found = piece(client, token, text_sv=changed)
    assert "Skiljer i " in found
    assert "ålder" in found


def test_without_script_it_is_a_page_of_its_own(client: FlaskClient, token: str) -> None:
    reply = search(client, token, text_sv=THEIRS)
    assert "<h1" in reply.text
    assert "Registret över barn" in reply.text
    assert "Det du skrev är inte sparat." in reply.text


@pytest.mark.parametrize("text", ["", "   ", "Hur många"])
def test_a_text_too_short_to_be_a_question_is_not_searched(
    client: FlaskClient, token: str, text: str
) -> None:
    assert "Skriv lite mer av frågan." in piece(client, token, text_sv=text)


def test_a_text_that_is_far_too_long_is_cut(client: FlaskClient, token: str) -> None:
    assert search(client, token, text_sv="barn i familjehem " * 5000).status_code == 200


def test_markup_in_the_text_is_only_text(client: FlaskClient, token: str) -> None:
    reply = search(client, token, text_sv="<script>alert(1)</script> barn i familjehem")
    assert "<script>alert" not in reply.text


def test_reviewers_do_not_write(client: FlaskClient, session: Session, draft: Any) -> None:
    token = sign_in(client, make_reviewer(session))
    assert search(client, token, text_sv=THEIRS).status_code == 403


# --- beside the bank ------------------------------------------------------------------------------


def test_the_bank_says_which_questions_of_ours_are_linked(
    session: Session, client: FlaskClient, token: str, draft: QuestionnaireVersion
) -> None:
    for place in ("/register/fragebank/barn/R1", "/register/insamlingar/barn"):
        page = client.get(place).text
        assert "Våra frågor om samma sak" in page
        assert "Ett troligt par väntar på beslut" in page
    (candidate,) = writing.pairs_of(session, question_id(session, draft))
    deciding.decide(
        session,
        SYSTEM,
        queries.get_candidate(session, candidate.id),
        verdict="same",
        action="reuse",
        reason="Samma barn.",
    )
    for place in ("/register/fragebank/barn/R1", "/register/insamlingar/barn"):
        page = client.get(place).text
        assert f"B1 {OURS}" in " ".join(page.split())
        assert "Samma svar används på båda ställena" in page
        assert "väntar på beslut" not in page


def test_a_question_that_nobody_has_paired_says_nothing(
    session: Session, client: FlaskClient, token: str
) -> None:
    make_bank_question(session, "Vilken färg har huset?", make_collection(session, "hus"), code="H")
    assert "Våra frågor om samma sak" not in client.get("/register/fragebank/hus/H").text
