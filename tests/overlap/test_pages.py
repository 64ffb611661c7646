"""The review's pages: order and filters, the second person, words that decisions teach, and concepts."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from surveyapp.core import clock, jobs
from surveyapp.core.access import SYSTEM
from surveyapp.overlap import deciding, learning, pages, queries
from surveyapp.overlap.models import Candidate
from surveyapp.overlap.queries.elements import list_elements
from surveyapp.overlap.queries.terms import active_rows, list_terms
from surveyapp.overlap.rules.refitting import DUE
from surveyapp.overlap.rules.sampling import is_drawn
from tests.factories.accounts import make_administrator, make_reviewer, sign_in
from tests.factories.overlap import make_bank_question, make_collection
from tests.factories.questionnaires import form, make_version, question, section
from tests.factories.registry import make_unit
from tests.factories.rounds import make_round
from tests.overlap.pairs import (
    make_banks,
    make_costs,
    make_pair,
    make_questions,
    open_card,
    question_ids,
)


@pytest.fixture
def token(client: FlaskClient, session: Session) -> str:
    return sign_in(client, make_administrator(session, "Anna"))


@pytest.fixture
def pairs(session: Session) -> list[Candidate]:
    """Three likely pairs of one questionnaire, likeliest first."""
    version = make_questions(session, 3, code="enkat")
    (bank,) = make_banks(session, 1)
    return [
        make_pair(session, question_id, bank, probability=0.9 - n / 10, model="m1")
        for n, question_id in enumerate(question_ids(session, version))
    ]


def decide(client: FlaskClient, token: str, pair: Candidate, query: str = "", **values: str) -> Any:
    data = {"verdict": "same", "action": "keep", "reason_code": "other_words", "csrf_token": token}
    data["shown"] = values.get("shown") or open_card(client, pair.id)
    return client.post(f"/overlapp/{pair.id}{query}", data=data | values)


def ids(page: str) -> list[int]:
    found = re.findall(r'href="/overlapp/(\d+)[?"]', page)
    return list(dict.fromkeys(map(int, found)))


def rows(client: FlaskClient, path: str) -> list[dict[str, str]]:
    text = client.get(path).get_data().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def draw(session: Session, question_id: int, probability: float) -> Candidate:
    """Return a low pair that is drawn at random by its ids."""
    while True:
        bank = make_bank_question(session, "Något helt annat")
        if is_drawn(question_id, "bank", bank.id):
            return make_pair(
                session, question_id, bank, proposal="related", probability=probability, model="m1"
            )


def test_saving_says_how_many_are_left_and_the_way_back(
    session: Session, client: FlaskClient, pairs: list[Candidate], token: str
) -> None:
    code = queries.get_candidate(session, pairs[0].id).question.code
    response = decide(client, token, pairs[0], "?avsnitt=enkat")
    assert response.location == f"/overlapp/{pairs[1].id}?avsnitt=enkat"
    page = client.get(response.location).text
    said = f"Beslutet om {code} är sparat: Samma uppgift. Behåll frågan som den är. 2 par kvar."
    assert said in page
    assert f'href="/overlapp/{pairs[0].id}?avsnitt=enkat" data-key="u"' in page
    assert "Lägg orden i ordlistan" in page


def test_going_back_shows_what_was_decided(
    session: Session, client: FlaskClient, pairs: list[Candidate], token: str
) -> None:
    decide(client, token, pairs[0], reason="Min tanke.")
    page = client.get(f"/overlapp/{pairs[0].id}").text
    assert 'value="other_words" checked' in page
    assert "Min tanke." in page
    assert "Beslutat: Samma uppgift" in page
    decide(client, token, pairs[0], verdict="unrelated", action="", reason_code="other_unit")
    assert [d.verdict for d in queries.list_decisions(session, pairs[0].id)] == [
        "unrelated",
        "same",
    ]


def test_a_reason_by_code_is_told_once_in_the_readers_language(
    client: FlaskClient, pairs: list[Candidate], token: str
) -> None:
    decide(client, token, pairs[0])
    client.post("/sprak", data={"csrf_token": token, "language": "en", "next": "/overlapp/"})
    page = client.get(f"/overlapp/{pairs[0].id}").text
    assert "Decided: The same information" in page
    assert "Andra ord för samma sak" not in page


def test_somebody_elses_decision_is_not_filled_in_for_one(
    session: Session, client: FlaskClient, pairs: list[Candidate], token: str
) -> None:
    deciding.decide(session, SYSTEM, pairs[0], verdict="same", action="keep", reason="Samma.")
    page = client.get(f"/overlapp/{pairs[0].id}").text
    assert 'value="same" checked' not in page


def test_the_time_is_measured_from_the_card(
    session: Session, client: FlaskClient, pairs: list[Candidate], token: str
) -> None:
    shown = open_card(client, pairs[0].id)
    decide(client, token, pairs[0], shown=shown)
    (decision,) = queries.list_decisions(session, pairs[0].id)
    assert decision.seconds is not None


def test_the_card_of_another_pair_decides_nothing(
    session: Session, client: FlaskClient, pairs: list[Candidate], token: str
) -> None:
    other = open_card(client, pairs[1].id)
    for shown in (other, f"{other}x"):
        response = decide(client, token, pairs[0], shown=shown, reason="Min tanke.")
        assert response.status_code == 409
        assert "Sidan var för gammal. Läs igen och spara sedan." in response.text
        assert "Min tanke." in response.text
    assert queries.list_decisions(session, pairs[0].id) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [0, 1, 2]),
        ("?avsnitt=enkat", [0, 1, 2]),
        ("?avsnitt=enkat:A", [0, 1, 2]),
        ("?avsnitt=annan", []),
        ("?insamling=nagon", []),
        ("?forslag=same", [0, 1, 2]),
        ("?lage=vantar", []),
        ("?lage=utgavor", []),
    ],
)
def test_filters(
    client: FlaskClient, pairs: list[Candidate], token: str, query: str, expected: list[int]
) -> None:
    assert ids(client.get(f"/overlapp/{query}").text) == [pairs[n].id for n in expected]


def test_new_editions_are_listed_apart(
    session: Session, client: FlaskClient, pairs: list[Candidate], token: str
) -> None:
    pairs[0].is_new_edition = True
    session.flush()
    assert ids(client.get("/overlapp/").text) == [pairs[1].id, pairs[2].id]
    page = client.get("/overlapp/?lage=utgavor").text
    assert ids(page) == [pairs[0].id]
    assert "behöver inget beslut" in page


def test_random_low_pairs_stand_unmarked_in_the_queue_until_decided(
    session: Session, client: FlaskClient, pairs: list[Candidate], token: str
) -> None:
    low = draw(session, pairs[0].question_id, 0.01)
    page = client.get("/overlapp/").text
    assert set(ids(page)) == {low.id, *(p.id for p in pairs)}
    assert "Ett av tjugo par" in page
    assert low.id not in ids(client.get("/overlapp/?lage=stickprov").text)
    assert {r["stickprov"] for r in rows(client, "/overlapp/?format=csv")} == {""}
    decide(client, token, low, verdict="same", action="keep")
    assert ids(client.get("/overlapp/?lage=stickprov").text) == [low.id]
    page = client.get("/overlapp/").text
    assert "finns uppskattningsvis 20 överlapp till" in page
    assert "varav 1 överlappade" in page


def test_removing_waits_for_another_person(
    session: Session, client: FlaskClient, pairs: list[Candidate], token: str
) -> None:
    response = decide(client, token, pairs[0], action="drop")
    assert "Beslutet väntar på en andra person." in client.get(response.location).text
    assert ids(client.get("/overlapp/?lage=vantar").text)[0] == pairs[0].id
    own = client.get(f"/overlapp/{pairs[0].id}").text
    assert "Det är ditt eget beslut." in own
    assert "Håller med" not in own
    (decision,) = queries.list_decisions(session, pairs[0].id)
    data = {"decision": str(decision.id), "answer": "agree", "csrf_token": token}
    assert client.post(f"/overlapp/{pairs[0].id}/andra", data=data).status_code == 403
    data["csrf_token"] = sign_in(client, make_administrator(session, "Bo"))
    page = client.get(f"/overlapp/{pairs[0].id}").text
    assert "Håller med" in page
    refused = client.post(
        f"/overlapp/{pairs[0].id}/andra", data=data | {"answer": "refuse", "second_reason": " "}
    )
    assert refused.status_code == 422
    assert "Skriv varför, så att den som beslutade kan tänka om." in refused.text
    agreed = client.post(f"/overlapp/{pairs[0].id}/andra", data=data)
    assert agreed.status_code == 302
    assert decision.state == "confirmed"
    assert client.post(f"/overlapp/{pairs[0].id}/andra", data=data).status_code == 409
    assert "Andra person: Bo" in client.get(f"/overlapp/{pairs[0].id}").text


def test_a_reviewer_sees_what_waits_and_cannot_answer(
    session: Session, client: FlaskClient, pairs: list[Candidate]
) -> None:
    decision = deciding.decide(
        session, SYSTEM, pairs[0], verdict="same", action="drop", reason="Samma."
    )
    token = sign_in(client, make_reviewer(session))
    page = client.get(f"/overlapp/{pairs[0].id}").text
    assert "Väntar på en andra person" in page
    assert "Håller med" not in page
    data = {"decision": str(decision.id), "answer": "agree", "csrf_token": token}
    assert client.post(f"/overlapp/{pairs[0].id}/andra", data=data).status_code == 403


def test_a_refused_removal_is_in_the_queue_again(
    session: Session, client: FlaskClient, pairs: list[Candidate], token: str
) -> None:
    decision = deciding.decide(
        session, SYSTEM, pairs[0], verdict="same", action="drop", reason="Samma."
    )
    data = {"decision": str(decision.id), "answer": "refuse", "csrf_token": token}
    data["second_reason"] = "Olika ålder."
    client.post(f"/overlapp/{pairs[0].id}/andra", data=data)
    page = client.get("/overlapp/").text
    assert pairs[0].id in ids(page)
    assert "Nekat, besluta igen" in page


def test_two_of_our_own_questions_are_compared(
    session: Session, client: FlaskClient, token: str
) -> None:
    version = make_questions(session, 2, code="enkat")
    first, second = question_ids(session, version)
    pair = make_pair(session, first, other_question_id=second, probability=0.9, model="m1")
    page = client.get(f"/overlapp/{pair.id}").text
    assert "Vår andra fråga" in page
    assert "Q2" in page
    assert ids(client.get("/overlapp/?insamling=enkat").text) == [pair.id]
    decide(client, token, pair)
    assert len(list_elements(session)) == 1


def test_a_pair_of_our_own_is_found_from_either_question(
    session: Session, client: FlaskClient, token: str
) -> None:
    version = make_version(
        session,
        form(section("A", question("A1")), section("B", question("B1")), code="enkat"),
    )
    first, second = question_ids(session, version)
    pair = make_pair(session, first, other_question_id=second)
    once = queries.Counts(1, 0)
    assert queries.counts_by_question(session) == {first: once, second: once}
    editor = client.get(f"/formular/versioner/{version.id}").text
    for question_id, code in ((first, "A1"), (second, "B1")):
        assert f"fraga={question_id}" in editor
        page = client.get(f"/overlapp/?fraga={question_id}&lage=alla").text
        assert ids(page) == [pair.id]
        assert f'<option value="{question_id}" selected>{code}</option>' in page
        assert ids(client.get(f"/overlapp/?avsnitt=enkat:{code[0]}").text) == [pair.id]
    assert ids(client.get("/overlapp/?fraga=0&lage=alla").text) == []
    pair = queries.get_candidate(session, pair.id)
    deciding.decide(session, SYSTEM, pair, verdict="same", action="keep", reason="Samma.")
    decided = queries.Counts(0, 1)
    assert queries.counts_by_question(session) == {first: decided, second: decided}


def card_rows(client: FlaskClient, pair: Candidate) -> dict[str, tuple[str, str]]:
    """Return name -> (our side, the other side) of where and when the questions are asked."""
    page = client.get(f"/overlapp/{pair.id}").text
    table = page[page.index('id="var-och-nar"') :]
    found = {}
    for row in re.findall(r"<tr>(.*?)</tr>", table[: table.index("</table>")], re.S):
        cells = [
            " ".join(re.sub(r"<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row, re.S)
        ]
        found[cells[0]] = (cells[1], cells[2])
    return found


def test_the_card_says_when_each_is_asked_and_what_it_takes(
    session: Session, client: FlaskClient, token: str
) -> None:
    version = make_questions(session, 1, code="enkat")
    (question_id,) = question_ids(session, version)
    where = make_collection(
        session,
        name={"sv": "Registret över barn"},
        collection_window="ej läst",
        window_from=3,
        window_to=4,
        obligation="obligatorisk",
        frequency="varje år",
        hours_per_year=12.5,
        hours_source="Utredningen 2024",
    )
    pair = make_pair(session, question_id, make_bank_question(session, "Antal barn", where))
    before = card_rows(client, pair)
    assert before["Timmar per kommun och år"] == ("–", "12,5 Källa: Utredningen 2024")
    assert before["Lämnas"] == ("–", "mars–april")
    year, unit = clock.today().year, make_unit(session)
    make_round(session, unit, version=version, year=year - 1)
    make_costs(session, version, {question_id: 580.0})
    newest = make_round(session, unit, version=version, year=year + 1, is_open=False, days_left=400)
    found = card_rows(client, pair)
    assert found["Lämnas"][0] == f"{newest.opens_on} – {newest.closes_on}"
    assert found["Skyldighet"] == ("Uppgiftsskyldighet", "obligatorisk")
    assert found["Rättslig grund"][0] == "Förordning (1982:668)"
    assert found["Hur ofta"] == (f"3 omgångar: {year - 1}, {year}, {year + 1}", "varje år")
    assert found["Timmar per kommun och år"][0] == f"2,0 Källa: mätt i omgången {year}"


def test_a_round_that_is_made_up_says_so_on_the_card(
    session: Session, client: FlaskClient, token: str, pairs: list[Candidate]
) -> None:
    assert "Påhittade värden" not in client.get(f"/overlapp/{pairs[0].id}").text
    version = queries.list_newest_question_versions(session)[0].version
    make_round(session, make_unit(session), version=version).is_fictional = True
    session.flush()
    assert "Påhittade värden" in client.get(f"/overlapp/{pairs[0].id}").text


def test_of_two_own_questions_both_sides_are_filled(
    session: Session, client: FlaskClient, token: str
) -> None:
    ours, others = (make_questions(session, 1, code=code) for code in ("enkat", "annan"))
    (first,), (second,) = question_ids(session, ours), question_ids(session, others)
    pair = make_pair(session, first, other_question_id=second)
    make_costs(session, ours, {first: 290.0})
    round_ = make_round(session, make_unit(session), version=others, is_open=False, year=2027)
    found = card_rows(client, pair)
    assert found["Del"] == ("Vår fråga", "Vår andra fråga")
    assert found["Lämnas"][1] == f"{round_.opens_on} – {round_.closes_on}"
    assert found["Hur ofta"][1] == "En omgång: 2027"
    assert found["Timmar per kommun och år"][0].startswith("1,0 ")
    assert found["Timmar per kommun och år"][1] == "–"


def test_the_source_is_named_wherever_the_banks_words_are(
    session: Session, client: FlaskClient, pairs: list[Candidate], token: str
) -> None:
    bank = make_bank_question(session, "Barn i familjehem, andel", source_note="Källa: Kolada")
    pair = make_pair(session, pairs[0].question_id, bank, relations={"age": "inside"})
    values = {"action": "keep", "how": "Summera", "direction": "theirs"}
    decide(client, token, pair, verdict="derivable", **values)
    (decision,) = queries.list_decisions(session, pair.id)
    assert "Källa: Kolada" in client.get(f"/overlapp/beslut/{decision.id}/ord").text
    # The bank's question is a concept of its own, which begins with its words for a name.
    named, bare = sorted(list_elements(session), key=lambda e: "andel" not in e.name["sv"])
    assert "Källa: Kolada" in client.get("/overlapp/begrepp").text
    assert "Källa: Kolada" in client.get(f"/overlapp/begrepp/{bare.id}").text
    assert "Källa: Kolada" in client.get(f"/overlapp/begrepp/{named.id}").text
    assert "Källa: Kolada" in client.get("/overlapp/karta").text
    lines = rows(client, "/overlapp/karta?format=begrepp")
    assert {r["begrepp"]: r["kalla"] for r in lines}["Barn i familjehem, andel"] == "Källa: Kolada"


def test_our_own_words_are_not_given_anothers_source(
    session: Session, client: FlaskClient, pairs: list[Candidate], token: str
) -> None:
    bank = make_bank_question(session, "Barn i familjehem", source_note="Källa: Kolada")
    decide(client, token, make_pair(session, pairs[0].question_id, bank))
    assert "Källa: Kolada" not in client.get("/overlapp/begrepp").text


def test_a_decision_teaches_the_lists(
    session: Session, client: FlaskClient, pairs: list[Candidate], token: str
) -> None:
    decide(client, token, pairs[0])
    (decision,) = queries.list_decisions(session, pairs[0].id)
    address = f"/overlapp/beslut/{decision.id}/ord?sedan={pairs[1].id}"
    page = client.get(address).text
    assert "andra ord för samma sak" in page
    data = {"kind": "synonym", "language": "sv", "left": "", "right": "x", "csrf_token": token}
    assert client.post(address, data=data).status_code == 422
    saved = client.post(address, data=data | {"left": "bodde"})
    assert saved.location == f"/overlapp/{pairs[1].id}"
    (term,) = list_terms(session)
    assert (term.decision_id, term.created_by_name) == (decision.id, "Anna")
    shown = client.get("/overlapp/ord").text
    assert "ur ett beslut" in shown
    client.post(f"/overlapp/ord/{term.id}/lage", data={"anvands": "nej", "csrf_token": token})
    assert active_rows(session) == []
    assert [(r["ord"], r["anvands"]) for r in rows(client, "/overlapp/ord?format=csv")] == [
        ("bodde", "0")
    ]


def test_a_word_is_put_into_an_area_by_hand(
    session: Session, client: FlaskClient, token: str
) -> None:
    data = {"kind": "area", "language": "sv", "left": "trygghetslarm", "csrf_token": token}
    refused = client.post("/overlapp/ord", data=data)
    assert refused.status_code == 422
    assert 'href="#area"' in refused.text
    client.post("/overlapp/ord", data=data | {"area": "home_care"})
    assert active_rows(session) == [("area", "sv", "trygghetslarm", "home_care")]
    assert "Hemtjänst" in client.get("/overlapp/ord").text


def test_a_concept_shows_its_members_its_neighbours_and_takes_a_name(
    session: Session, client: FlaskClient, pairs: list[Candidate], token: str
) -> None:
    decide(client, token, pairs[0])
    other = make_pair(session, pairs[0].question_id, relations={"age": "inside"})
    decide(client, token, other, verdict="derivable", action="derive", how="Summera")
    first, second = list_elements(session)
    page = client.get(f"/overlapp/begrepp/{first.id}").text
    assert "Insamling A" in page
    assert "Skiljer i ålder." in page
    assert "Summera" in page
    assert f"/overlapp/begrepp/{second.id}" in page
    data = {"name_sv": "", "csrf_token": token}
    assert client.post(f"/overlapp/begrepp/{first.id}", data=data).status_code == 422
    data = {"name_sv": "Barn i familjehem", "definition_sv": "Den 1 november", "csrf_token": token}
    client.post(f"/overlapp/begrepp/{first.id}", data=data)
    assert "Barn i familjehem" in client.get("/overlapp/begrepp").text
    assert len(rows(client, "/overlapp/begrepp?format=csv")) == 3
    assert [r["skiljer"] for r in rows(client, f"/overlapp/begrepp/{first.id}?format=csv")] == [
        "",
        "ålder",
    ]
    assert client.get("/overlapp/begrepp/99999").status_code == 404


def test_how_the_proposals_were_met_is_shown(
    client: FlaskClient, pairs: list[Candidate], token: str
) -> None:
    decide(client, token, pairs[0])
    decide(client, token, pairs[1], verdict="unrelated", action="")
    page = client.get("/overlapp/traffsakerhet").text
    assert "Räknat på 2 par" in page
    assert "50\N{NO-BREAK SPACE}%" in page
    assert "<svg" in page
    assert len(rows(client, "/overlapp/traffsakerhet?format=csv")) == 3
    asked = client.post("/overlapp/traffsakerhet", data={"csrf_token": token})
    assert "/jobb/" in asked.location or "/job" in asked.location


def test_the_thirtieth_decision_asks_for_a_fit(
    session: Session, client: FlaskClient, token: str
) -> None:
    version = make_questions(session, 10)
    (bank,) = make_banks(session, 1)
    pairs = [
        make_pair(session, question_id, bank, probability=0.5, model="m1")
        for question_id in question_ids(session, version)
    ]
    for number in range(DUE - 2):
        same = number % 2 == 0
        deciding.decide(
            session,
            SYSTEM,
            pairs[number % 10],
            verdict="same" if same else "unrelated",
            action="keep" if same else "",
            reason=f"Läst {number}.",
        )
    decide(client, token, pairs[8])
    assert session.query(jobs.Job).count() == 0
    decide(client, token, pairs[9], verdict="unrelated", action="")
    assert [job.kind for job in session.query(jobs.Job)] == [learning.KIND]


def test_the_editor_counts_what_waits_for_a_second_person_as_open(
    session: Session, pairs: list[Candidate]
) -> None:
    deciding.decide(session, SYSTEM, pairs[0], verdict="same", action="drop", reason="Samma.")
    assert queries.counts_by_question(session)[pairs[0].question_id] == queries.Counts(1, 0)


def test_english_pages_of_the_review(
    client: FlaskClient, pairs: list[Candidate], token: str
) -> None:
    with client.session_transaction() as cookie:
        cookie["language"] = "en"
    decide(client, token, pairs[0])
    for path, text in (
        ("/overlapp/", "pairs wait for a decision"),
        (f"/overlapp/{pairs[1].id}", "Where and when the questions are asked"),
        ("/overlapp/karta", "Map of overlap"),
        ("/overlapp/begrepp", "Concepts"),
        ("/overlapp/ord", "Word list"),
        ("/overlapp/traffsakerhet", "How good are the proposals?"),
    ):
        assert text in client.get(path).text


def test_the_queue_does_not_read_texts_it_does_not_show(
    session: Session, pairs: list[Candidate]
) -> None:
    session.expunge_all()
    queue = pages.load_queue(session, pages.Filters())
    assert [r.id for r in queue.rows] == [p.id for p in pairs]
    assert not [o for o in session.identity_map.values() if isinstance(o, Candidate)]
