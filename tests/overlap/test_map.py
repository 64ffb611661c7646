"""The map: what collections share, what it costs, and what one municipality is asked for twice."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from surveyapp.core.access import SYSTEM
from surveyapp.core.i18n import pick
from surveyapp.overlap import deciding
from surveyapp.overlap.drawing import curve_finding, heatmap, misses_curve
from surveyapp.overlap.pages.overview import load_asked, load_map
from surveyapp.overlap.queries.review import Source
from surveyapp.overlap.rules.overview import Member, asked_more_than_once, overview
from surveyapp.overlap.rules.working import Read, curve
from surveyapp.questionnaires.models import QuestionnaireVersion
from tests.factories.accounts import make_administrator, make_officer, sign_in
from tests.factories.overlap import make_bank_question, make_collection
from tests.factories.registry import make_unit
from tests.factories.rounds import make_round, return_of
from tests.overlap.pairs import make_banks, make_costs, make_pair, make_questions, question_ids

A, B, C = (("bank", code) for code in "abc")


def test_shared_elements_are_counted_once_per_pair_of_collections() -> None:
    members = [
        Member(1, A, 1, 10.0),
        Member(1, B, -1),
        Member(1, C, -2),
        Member(2, A, 2, 5.0),
        Member(2, B, -3),
        Member(3, C, -4),
    ]
    found = overview(members, [])
    assert {k: (len(c.elements), c.hours) for k, c in found.cells.items()} == {
        (A, B): (2, 15.0),
        (A, C): (1, 10.0),
        (B, C): (1, None),
    }
    assert found.sources == (A, B, C)
    assert found.most == (A, B)
    assert found.cell(B, A) is found.cells[A, B]
    assert dict(found.elements) == {A: 2, B: 2, C: 2}


def test_what_can_be_worked_out_counts_apart() -> None:
    members = [Member(1, A, 1, 10.0), Member(2, B, -1)]
    cell = overview(members, [(1, 2)]).cells[A, B]
    assert (cell.elements, cell.derivable, cell.total, cell.hours) == ((), 1, 1, 10.0)


def test_of_two_measured_answers_the_smaller_is_the_one_to_save() -> None:
    members = [Member(1, A, 1, 10.0), Member(1, B, 2, 4.0)]
    assert overview(members, []).cells[A, B].hours == 4.0


def test_a_question_worked_out_from_two_figures_saves_its_time_once() -> None:
    members = [Member(1, A, 1, 100.0), Member(2, B, -1), Member(3, B, -2)]
    assert overview(members, [(1, 2), (1, 3)]).cells[A, B].hours == 100.0


def test_a_question_both_shared_and_worked_out_saves_its_time_once() -> None:
    members = [Member(1, A, 1, 10.0), Member(1, B, -1), Member(2, B, -2), Member(3, A, 3, 5.0)]
    assert overview(members, [(1, 2), (3, 2)]).cells[A, B].hours == 15.0


def test_of_questions_that_hang_together_the_side_that_takes_less_is_saved() -> None:
    members = [Member(1, A, 1, 5.0), Member(2, B, 2, 3.0), Member(3, B, 3, 4.0)]
    apart = [Member(4, A, 4, 1.0), Member(4, B, 5, 2.0)]
    assert overview([*members, *apart], [(1, 2), (1, 3)]).cells[A, B].hours == 6.0


def test_twice_in_one_collection_is_no_overlap_between_collections() -> None:
    found = overview([Member(1, A, 1), Member(1, A, 2)], [])
    assert found.cells == {}
    assert found.most is None


def test_asked_most_often_first_and_narrowed_to_ones_own() -> None:
    members = [
        Member(1, A, 1),
        Member(1, B, -1),
        Member(2, A, 2),
        Member(2, B, -2),
        Member(2, C, -3),
        Member(3, A, 3),
        Member(4, C, -4),
    ]
    found = asked_more_than_once(members, [(3, 4)])
    assert [(a.element, a.times) for a in found] == [(2, 3), (1, 2), (3, 2)]
    assert found[2].derivable_from == (C,)
    assert [a.element for a in asked_more_than_once(members, [(3, 4)], [1, 3])] == [1, 3]


def test_the_picture_states_its_finding_and_every_number() -> None:
    sources = {c: Source(c[1], {"sv": f"Insamling {c[1]}"}, False) for c in (A, B, C)}
    members = [Member(e, c, e, 1.0) for e in range(7) for c in (A, B)] + [Member(0, C, -1)]
    drawn = str(heatmap(overview(members, []), sources))
    assert "<title" in drawn
    assert "Insamling a och Insamling b har mest gemensamt: 7 begrepp." in drawn
    assert drawn.count(">7<") == 2


def test_the_curve_states_its_finding() -> None:
    steps = curve([Read(0.9, True)] * 9 + [Read(0.2, True)] + [Read(0.1, False)] * 10)
    assert "nio av tio" in curve_finding(steps)
    assert "<title" in str(misses_curve(steps))


# --- pages ----------------------------------------------------------------------------------------


@pytest.fixture
def version(session: Session) -> QuestionnaireVersion:
    """Two questions: Q1 is asked by two collections besides, Q2 can be worked out from a third."""
    version = make_questions(session, 2, code="enkat")
    first, second = question_ids(session, version)
    banks = make_banks(session, 3)
    for bank in banks[:2]:
        deciding.decide(
            session,
            SYSTEM,
            make_pair(session, first, bank),
            verdict="same",
            action="reuse",
            reason="Samma.",
        )
    deciding.decide(
        session,
        SYSTEM,
        make_pair(session, second, banks[2]),
        verdict="derivable",
        action="derive",
        how="Summera",
        reason="Summan.",
    )
    make_costs(session, version, {first: 40.0, second: 8.0})
    return version


def rows(client: FlaskClient, path: str) -> list[dict[str, str]]:
    text = client.get(path).get_data().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_map_has_our_own_questionnaires_and_the_hours(
    session: Session, client: FlaskClient, version: QuestionnaireVersion
) -> None:
    sign_in(client, make_administrator(session))
    found = load_map(session)
    ours = ("question", "enkat")
    others = [source for source in found.overview.sources if source != ours]
    assert all(found.overview.cell(ours, other) for other in others)
    page = client.get("/overlapp/karta").text
    assert "<svg" in page
    assert "3 gånger" in page
    cells = rows(client, "/overlapp/karta?format=csv")
    assert len(cells) == 4
    assert {r["timmar"] for r in cells} == {"40", "8", ""}
    assert [r["ganger"] for r in rows(client, "/overlapp/karta?format=begrepp")] == ["3", "2"]


def test_a_municipality_is_told_what_it_is_asked_three_times(
    session: Session, client: FlaskClient, version: QuestionnaireVersion
) -> None:
    asked, not_asked = make_unit(session, "0181", "Söderby"), make_unit(session, "0182", "Norrby")
    round_ = make_round(session, asked, version=version)
    assert [line.asked.times for line in load_asked(session, asked.id).lines] == [3, 2]
    assert load_asked(session, not_asked.id).lines == []
    sign_in(client, make_officer(session, asked))
    page = client.get("/overlapp/var-kommun").text
    assert "3 gånger" in page
    assert "Insamling A" in page
    assert "går att räkna fram" in page
    assert len(rows(client, "/overlapp/var-kommun?format=csv")) == 2
    assert client.get("/overlapp/var-kommun?kommun=0182").status_code == 404
    overview_page = client.get(f"/uppgifter/{return_of(session, round_, asked).id}")
    assert "2 uppgifter här lämnar ni även på annat håll" in overview_page.text


def test_an_administrator_looks_at_one_municipality(
    session: Session, client: FlaskClient, version: QuestionnaireVersion
) -> None:
    unit = make_unit(session, "0181", "Söderby")
    make_round(session, unit, version=version)
    sign_in(client, make_administrator(session))
    page = client.get("/overlapp/karta?kommun=0181", follow_redirects=True).text
    assert "Söderby: det som frågas flera gånger" in page
    assert len(rows(client, "/overlapp/karta/0181?format=csv")) == 2
    assert client.get("/overlapp/karta/9999").status_code == 404


def test_a_question_worked_out_from_two_figures_of_one_collection_is_timed_once(
    session: Session, client: FlaskClient
) -> None:
    version = make_questions(session, 1)
    (question_id,) = question_ids(session, version)
    collection = make_collection(session)
    for text in ("Antal flickor", "Antal pojkar"):
        deciding.decide(
            session,
            SYSTEM,
            make_pair(session, question_id, make_bank_question(session, text, collection)),
            verdict="derivable",
            action="derive",
            direction="ours",
            how="Summera",
            reason="Summan.",
        )
    make_costs(session, version, {question_id: 100.0})
    sign_in(client, make_administrator(session))
    assert [r["timmar"] for r in rows(client, "/overlapp/karta?format=csv")] == ["100"]


def test_a_collection_and_a_questionnaire_with_the_same_code_are_two(
    session: Session, client: FlaskClient
) -> None:
    version = make_questions(session, 1, code="lsr")
    (question_id,) = question_ids(session, version)
    collection = make_collection(session, "lsr", name={"sv": "Registret"})
    deciding.decide(
        session,
        SYSTEM,
        make_pair(session, question_id, make_bank_question(session, "Antal barn", collection)),
        verdict="same",
        action="reuse",
        reason="Samma.",
    )
    unit = make_unit(session, "0181", "Söderby")
    make_round(session, unit, version=version)
    sign_in(client, make_administrator(session))
    (pair,) = rows(client, "/overlapp/karta?format=csv")
    title = pick(load_map(session).sources["question", "lsr"].name)
    assert {pair["insamling"], pair["annan_insamling"]} == {"Registret", title}
    (line,) = rows(client, "/overlapp/karta/0181?format=csv")
    assert (line["ganger"], set(line["fragas_i"].split(", "))) == ("2", {"Registret", title})
    assert "<svg" in client.get("/overlapp/karta").text


def test_an_empty_map_says_what_fills_it(session: Session, client: FlaskClient) -> None:
    sign_in(client, make_administrator(session))
    assert "Kartan är tom än" in client.get("/overlapp/karta").text
    assert "Inga begrepp än" in client.get("/overlapp/begrepp").text
    assert "Inga beslut än" in client.get("/overlapp/traffsakerhet").text
