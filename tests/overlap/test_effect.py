"""A confirmed decision on the lasting question: which question, from where, and what it saves."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from surveyapp.core import clock
from surveyapp.core.access import SYSTEM, Actor, Role
from surveyapp.core.errors import Conflict, Invalid
from surveyapp.overlap import deciding, effect, queries, ways
from surveyapp.overlap.models import Candidate, OverlapDecision
from surveyapp.overlap.queries.elements import list_elements
from surveyapp.questionnaires import drafts
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.questionnaires.models import QuestionDecision, QuestionnaireVersion
from tests.factories.accounts import actor_of, make_administrator, sign_in
from tests.factories.burden import make_measured_round, make_snapshot_of
from tests.factories.overlap import make_bank_question, make_collection
from tests.factories.questionnaires import form, make_version, question, section
from tests.overlap.pairs import open_card
from tests.support.html import CheckingClient

WHY = "Samma personer, samma dag."


def make_own_pair(session: Session) -> Candidate:
    """Return a pair of two questionnaires of ours; A1's questionnaire is the older."""
    first = make_version(session, form(section("A", question("A1")), code="ena"))
    second = make_version(session, form(section("B", question("B1")), code="andra"))
    name(session, first, {"sv": "Första enkäten", "en": "The first survey"})
    name(session, second, {"sv": "Andra enkäten", "en": "The second survey"})
    return stored(session, ids(session, first)["A1"], other=ids(session, second)["B1"])


def name(session: Session, version: QuestionnaireVersion, title: dict[str, str]) -> None:
    questionnaires.get_version(session, version.id).questionnaire.title = title


def ids(session: Session, version: QuestionnaireVersion) -> dict[str, int]:
    rows = questionnaires.list_question_versions(session, version.id)
    return {row.question.code: row.question_id for row in rows}


def stored(
    session: Session, question_id: int, *, other: int | None = None, bank: int | None = None
) -> Candidate:
    candidate = Candidate(
        question_id=question_id,
        other_question_id=other,
        bank_question_id=bank,
        score=0.9,
        proposal="same",
        evidence={"words": [], "facets": [], "proposal": "same"},
        found_at=clock.now(),
        text_hash="0" * 64,
    )
    session.add(candidate)
    session.flush()
    return queries.get_candidate(session, candidate.id)


def in_force(session: Session, question_id: int | None) -> list[QuestionDecision]:
    assert question_id is not None
    return questionnaires.decisions_in_force(session, [question_id]).get(question_id, [])


def decide(session: Session, candidate: Candidate, **values: str) -> None:
    chosen = {"verdict": "same", "action": "reuse", "reason": WHY} | values
    deciding.decide(session, SYSTEM, candidate, **chosen)  # type: ignore[arg-type]


def test_the_candidates_question_reuses_from_the_other(session: Session) -> None:
    candidate = make_own_pair(session)
    decide(session, candidate)
    (decision,) = in_force(session, candidate.question_id)
    assert decision.action == "reuse"
    assert decision.details == {
        "from_question": candidate.other_question_id,
        "source": {"sv": "Andra enkäten", "en": "The second survey"},
        "hours": None,
    }
    assert "Andra enkäten" in decision.told["sv"]
    assert in_force(session, candidate.other_question_id) == []


def test_the_direction_says_which_of_two_own_questions_changes(session: Session) -> None:
    candidate = make_own_pair(session)
    decide(session, candidate, direction="theirs")
    (decision,) = in_force(session, candidate.other_question_id)
    assert decision.details["from_question"] == candidate.question_id
    assert decision.details["source"]["sv"] == "Första enkäten"
    assert "Första enkäten" in decision.told["sv"]
    assert in_force(session, candidate.question_id) == []


def test_turning_a_decision_takes_back_what_it_did_to_the_other(session: Session) -> None:
    candidate = make_own_pair(session)
    decide(session, candidate)
    decide(session, candidate, direction="theirs")
    (idle,) = in_force(session, candidate.question_id)
    assert (idle.action, idle.told, idle.details) == ("same", {}, {})
    decide(session, candidate, verdict="unrelated", action="")
    (first,) = in_force(session, candidate.question_id)
    (other,) = in_force(session, candidate.other_question_id)
    assert (first.told, other.told) == ({}, {})
    assert other.action == "unrelated"


def test_how_the_answer_is_derived_goes_along(session: Session) -> None:
    candidate = make_own_pair(session)
    decide(
        session, candidate, verdict="derivable", action="derive", how="Dra ifrån de under 18 år."
    )
    (decision,) = in_force(session, candidate.question_id)
    assert decision.details["how"] == "Dra ifrån de under 18 år."


def test_theirs_from_ours_only_lets_ours_go_between_own_questions(session: Session) -> None:
    candidate = make_own_pair(session)
    decide(session, candidate, verdict="derivable", action="derive", direction="theirs", how="x")
    (decision,) = in_force(session, candidate.other_question_id)
    assert decision.action == "derive"
    assert decision.told["sv"].startswith("Svaret går att räkna fram ur Första enkäten")
    bank = make_bank_question(session, "Hur många?", make_collection(session, owner="SCB"))
    with_bank = stored(session, candidate.question_id, bank=bank.id)
    with pytest.raises(Invalid):
        decide(session, with_bank, verdict="derivable", action="derive", direction="theirs")


def test_a_question_of_the_bank_is_a_source_without_a_question_of_ours(session: Session) -> None:
    version = make_version(session)
    where = make_collection(session, name={"sv": "Registret"}, owner="SCB")
    bank = make_bank_question(session, "Hur många?", where)
    candidate = stored(session, ids(session, version)["A1"], bank=bank.id)
    decide(session, candidate)
    (decision,) = in_force(session, candidate.question_id)
    assert decision.details == {
        "source": {"sv": "Registret (SCB)", "en": "Registret (SCB)"},
        "hours": None,
    }


def test_dropping_waits_for_a_second_person_and_then_says_the_hours(session: Session) -> None:
    made = make_measured_round(session, seconds={"A1": [360.0] * 6, "A2": [60.0] * 6})
    make_snapshot_of(session, made)
    where = make_collection(session, name={"sv": "Registret"}, owner="SCB")
    bank = make_bank_question(session, "Hur många?", where)
    candidate = stored(session, made.question_ids["A1"], bank=bank.id)
    decide(session, candidate, action="drop")
    assert in_force(session, candidate.question_id) == []
    second = actor_of(make_administrator(session), (Role.ADMINISTRATOR, None))
    deciding.agree(session, second, candidate, queries.list_decisions(session, candidate.id)[0])
    (decision,) = in_force(session, candidate.question_id)
    assert decision.details["hours"] == pytest.approx(0.6)


def test_a_drop_taken_back_is_felt_in_drafts_made_before(session: Session) -> None:
    definition = form(section("A", question("A1"), question("A2")))
    version = make_version(session, definition)
    pairs = [
        stored(session, ids(session, version)["A1"], bank=make_bank_question(session, text).id)
        for text in ("Hur många?", "Antal")
    ]
    second = actor_of(make_administrator(session), (Role.ADMINISTRATOR, None))
    for pair in pairs:
        decide(session, pair, action="drop")
        deciding.agree(session, second, pair, queries.list_decisions(session, pair.id)[0])
    made = drafts.draft_from(session, SYSTEM, version)
    filed = make_version(session, definition, is_published=False)
    assert list(ids(session, made)) == ["A2"], "two collections ask it, and it goes once"
    decide(session, pairs[0], verdict="unrelated", action="")
    assert states(session, made) == ["withdrawn", "done"]
    assert states(session, filed) == ["withdrawn", "waiting"]
    decide(session, pairs[1], verdict="unrelated", action="")
    assert states(session, made) == ["missing", "missing"]
    assert states(session, filed) == ["withdrawn", "withdrawn"]


def states(session: Session, version: QuestionnaireVersion) -> list[str]:
    return [entry["now"] for entry in questionnaires.get_carried(session, version.id)]


def test_the_card_of_two_own_questions_asks_which_one_changes(
    session: Session, client: CheckingClient
) -> None:
    candidate = make_own_pair(session)
    token = sign_in(client, make_administrator(session))
    page = client.get(f"/overlapp/{candidate.id}").get_data(as_text=True)
    assert "Vilken av frågorna gäller åtgärden?" in page
    assert "B1 ändras och tar sitt svar från A1" in page
    chosen = {"verdict": "same", "action": "reuse", "direction": "theirs", "reason": WHY}
    chosen["shown"] = open_card(client, candidate.id)
    client.post(f"/overlapp/{candidate.id}", data={"csrf_token": token} | chosen)
    (decision,) = in_force(session, candidate.other_question_id)
    assert decision.action == "reuse"


def test_references_lead_back_to_the_pair(session: Session) -> None:
    candidate = make_own_pair(session)
    assert effect.candidate_id_of(effect.reference(candidate)) == candidate.id
    assert effect.candidate_id_of("indicator:7") is None


def text_of(page: str, start: str, end: str) -> str:
    """Return what is read between two marks of a page."""
    part = page[page.index(start) :]
    return " ".join(re.sub(r"<[^>]+>", " ", part[: part.index(end)]).split())


def test_the_second_person_is_told_which_of_two_own_questions_goes(
    session: Session, client: CheckingClient
) -> None:
    candidate = make_own_pair(session)
    token = sign_in(client, make_administrator(session, "Anna"))
    page = client.get(f"/overlapp/{candidate.id}").text
    assert 'name="direction" type="radio" value="ours" checked' in page
    chosen = {"verdict": "same", "action": "drop", "direction": "theirs", "reason": WHY}
    chosen["shown"] = open_card(client, candidate.id)
    saved = client.post(f"/overlapp/{candidate.id}", data={"csrf_token": token} | chosen)
    goes = "B1 tas bort och A1 ställs som förut."
    assert f"Beslutet om A1 och B1 är sparat: Samma uppgift. Ta bort frågan nästa år. {goes}" in (
        client.get(saved.location).text
    )
    token = sign_in(client, make_administrator(session, "Bo"))
    page = client.get(f"/overlapp/{candidate.id}").text
    assert goes in text_of(page, 'aria-labelledby="andra-person"', "</section>")
    assert goes[:-1] in text_of(page, '<ol class="decision-list">', "</ol>")
    assert "Deras svar ur vårt" not in page
    assert 'name="direction" type="radio" value="theirs" checked' in page
    assert 'name="verdict" type="radio" value="same" checked' not in page
    (decision,) = queries.list_decisions(session, candidate.id)
    data = {"decision": str(decision.id), "answer": "agree", "csrf_token": token}
    agreed = client.post(f"/overlapp/{candidate.id}/andra", data=data)
    assert goes in client.get(agreed.location).text
    (element,) = list_elements(session)
    for path in ("?format=csv&lage=alla", f"begrepp/{element.id}"):
        assert goes[:-1] in client.get(f"/overlapp/{path}").text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"action": "reuse"}, "A1 ändras och tar sitt svar från B1"),
        ({"action": "drop"}, "A1 tas bort och B1 ställs som förut"),
        ({"action": "keep", "direction": "theirs"}, "Åtgärden gäller B1"),
        ({"verdict": "unrelated", "action": "", "direction": "theirs"}, ""),
    ],
)
def test_what_is_said_of_two_own_questions_names_them(
    session: Session, values: dict[str, str], said: str
) -> None:
    candidate = make_own_pair(session)
    decide(session, candidate, **values)
    (decision,) = queries.list_decisions(session, candidate.id)
    assert ways.said(candidate, decision) == said


def test_two_own_questions_with_one_code_are_told_apart(session: Session) -> None:
    first, second = (
        make_version(session, form(section("A", question("A1")), code=code))
        for code in ("ena", "andra")
    )
    name(session, first, {"sv": "Första enkäten"})
    name(session, second, {"sv": "Andra enkäten"})
    candidate = stored(session, ids(session, first)["A1"], other=ids(session, second)["A1"])
    decide(session, candidate, action="drop")
    (decision,) = queries.list_decisions(session, candidate.id)
    assert ways.said(candidate, decision) == (
        "A1 (Första enkäten) tas bort och A1 (Andra enkäten) ställs som förut"
    )


def test_a_refused_way_is_not_chosen_beforehand_for_another(
    session: Session, client: CheckingClient
) -> None:
    candidate = make_own_pair(session)
    anna, bo, eva = (make_administrator(session, n) for n in ("Anna", "Bo", "Eva"))
    decision = deciding.decide(
        session,
        actor_of(anna, (Role.ADMINISTRATOR, None)),
        candidate,
        verdict="same",
        action="drop",
        direction="theirs",
        reason=WHY,
    )
    second = actor_of(bo, (Role.ADMINISTRATOR, None))
    deciding.refuse(session, second, candidate, decision, reason="Den andra ska bort.")
    for person, way in ((eva, "ours"), (anna, "theirs")):
        sign_in(client, person)
        page = client.get(f"/overlapp/{candidate.id}").text
        assert f'name="direction" type="radio" value="{way}" checked' in page


# --- questions that would be dropped for each other -----------------------------------------------


@pytest.fixture
def people(session: Session) -> tuple[Actor, Actor]:
    anna, bo = (
        actor_of(make_administrator(session, name), (Role.ADMINISTRATOR, None))
        for name in ("Anna", "Bo")
    )
    return anna, bo


def make_ring(session: Session) -> list[Candidate]:
    """Return the pairs Q1 and Q2, Q2 and Q3, Q1 and Q3 of one questionnaire."""
    version = make_version(
        session, form(section("A", *(question(f"Q{n}") for n in (1, 2, 3))), code="ena")
    )
    found = ids(session, version)
    pairs = (("Q1", "Q2"), ("Q2", "Q3"), ("Q1", "Q3"))
    return [stored(session, found[a], other=found[b]) for a, b in pairs]


def drop(
    session: Session, anna: Actor, candidate: Candidate, direction: str = "ours"
) -> OverlapDecision:
    return deciding.decide(
        session,
        anna,
        candidate,
        verdict="same",
        action="drop",
        direction=direction,
        reason=WHY,
    )


def test_no_ring_of_questions_is_dropped(session: Session, people: tuple[Actor, Actor]) -> None:
    anna, bo = people
    first, second, last = make_ring(session)
    for candidate in (first, second):
        deciding.agree(session, bo, candidate, drop(session, anna, candidate))
    with pytest.raises(Invalid) as refused:
        drop(session, anna, last, "theirs")
    (problem,) = refused.value.problems["action"]
    assert "Q3 kan inte tas bort för Q1, som själv ska tas bort enligt beslutet om Q1 och Q2" in (
        problem
    )
    assert [in_force(session, c.question_id)[0].action for c in (first, second)] == ["drop", "drop"]
    decide(session, first, action="keep")  # what stood in the way is changed
    assert drop(session, anna, last, "theirs").state == "waiting"


def test_drops_that_waited_together_do_not_close_a_ring(
    session: Session, people: tuple[Actor, Actor]
) -> None:
    anna, bo = people
    ring = make_ring(session)
    waiting = [
        drop(session, anna, candidate, way)
        for candidate, way in zip(ring, ("ours", "ours", "theirs"), strict=True)
    ]
    for candidate, decision in list(zip(ring, waiting, strict=True))[:2]:
        deciding.agree(session, bo, candidate, decision)
    with pytest.raises(Conflict, match="beslutet om Q1 och Q2"):
        deciding.agree(session, bo, ring[2], waiting[2])
    assert waiting[2].state == "waiting"
    assert in_force(session, ring[2].other_question_id) == []


def test_a_drop_is_turned_without_standing_in_its_own_way(
    session: Session, people: tuple[Actor, Actor]
) -> None:
    anna, bo = people
    candidate = make_own_pair(session)
    deciding.agree(session, bo, candidate, drop(session, anna, candidate))
    deciding.agree(session, bo, candidate, drop(session, anna, candidate, "theirs"))
    (idle,) = in_force(session, candidate.question_id)
    (gone,) = in_force(session, candidate.other_question_id)
    assert (idle.action, gone.action) == ("same", "drop")


def test_a_question_of_the_bank_stays_whatever_ours_does(
    session: Session, people: tuple[Actor, Actor]
) -> None:
    anna, bo = people
    first, second, _last = make_ring(session)
    deciding.agree(session, bo, second, drop(session, anna, second))  # Q2 goes
    bank = make_bank_question(session, "Hur många?", make_collection(session, owner="SCB"))
    with_bank = stored(session, first.question_id, bank=bank.id)
    assert drop(session, anna, with_bank).state == "waiting"
