"""What a decision keeps, and the second person without whom no question is removed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from surveyapp.core.access import SYSTEM, Actor, Role
from surveyapp.core.audit import AuditEvent
from surveyapp.core.database import Database
from surveyapp.core.errors import Conflict, Forbidden, Invalid
from surveyapp.core.units import unit_of_work
from surveyapp.overlap import deciding, queries, showing
from surveyapp.overlap.models import Candidate, OverlapDecision
from surveyapp.overlap.unseen import Known
from surveyapp.questionnaires import queries as questionnaires
from tests.factories.accounts import actor_of, make_administrator, make_reviewer
from tests.factories.questionnaires import form, make_version, question, section
from tests.overlap.pairs import make_pair, make_questions, question_ids


@pytest.fixture
def pair(session: Session) -> Candidate:
    version = make_questions(session)
    (question_id,) = question_ids(session, version)
    return make_pair(session, question_id, probability=0.8, model="m1", relations={"age": "same"})


def drop(session: Session, actor: Actor, pair: Candidate) -> OverlapDecision:
    return deciding.decide(
        session, actor, pair, verdict="same", action="drop", reason="Samma barn."
    )


def told(session: Session, pair: Candidate) -> list[str]:
    found = questionnaires.decisions_in_force(session, [pair.question_id])
    return [d.action for d in found.get(pair.question_id, [])]


def test_removing_waits_and_takes_no_effect(session: Session, pair: Candidate, anna: Actor) -> None:
    decision = drop(session, anna, pair)
    assert decision.state == "waiting"
    assert told(session, pair) == []
    assert queries.decisions_in_force(session) == {}
    assert queries.newest_decisions(session)[pair.id] is decision
    assert queries.counts_by_question(session)[pair.question_id] == queries.Counts(1, 0)


def test_a_form_sent_twice_keeps_one_decision(
    session: Session, pair: Candidate, anna: Actor, bo: Actor
) -> None:
    first = drop(session, anna, pair)
    assert drop(session, anna, pair) is first
    assert drop(session, bo, pair) is not first
    assert drop(session, anna, pair) is not first
    assert len(queries.list_decisions(session, pair.id)) == 3


def test_a_refused_decision_may_be_taken_again(
    session: Session, pair: Candidate, anna: Actor, bo: Actor
) -> None:
    first = drop(session, anna, pair)
    deciding.refuse(session, bo, pair, first, reason="Olika barn.")
    assert drop(session, anna, pair) is not first


def test_another_person_agrees_and_it_takes_effect(
    session: Session, pair: Candidate, anna: Actor, bo: Actor
) -> None:
    decision = drop(session, anna, pair)
    deciding.agree(session, bo, pair, decision)
    assert (decision.state, decision.second_name) == ("confirmed", "Bo")
    assert decision.second_at is not None
    assert told(session, pair) == ["drop"]
    assert queries.counts_by_question(session)[pair.question_id] == queries.Counts(0, 1)
    events = session.scalars(sa.select(AuditEvent.event).order_by(AuditEvent.id)).all()
    assert events.index("overlap_agreed") > events.index("overlap_decided")


def test_nobody_agrees_with_themselves(session: Session, pair: Candidate, anna: Actor) -> None:
    decision = drop(session, anna, pair)
    with pytest.raises(Forbidden):
        deciding.agree(session, anna, pair, decision)
    with pytest.raises(Forbidden):
        deciding.refuse(session, anna, pair, decision, reason="Jag ångrar mig.")
    assert decision.state == "waiting"
    assert told(session, pair) == []


def test_the_system_does_not_agree_with_itself(session: Session, pair: Candidate) -> None:
    decision = drop(session, SYSTEM, pair)
    with pytest.raises(Forbidden):
        deciding.agree(session, SYSTEM, pair, decision)


def test_a_reviewer_is_no_second_person(session: Session, pair: Candidate, anna: Actor) -> None:
    decision = drop(session, anna, pair)
    reviewer = actor_of(make_reviewer(session), (Role.REVIEWER, None))
    with pytest.raises(Forbidden):
        deciding.agree(session, reviewer, pair, decision)
    assert decision.state == "waiting"


def test_a_refusal_needs_a_reason_and_sends_the_pair_back(
    session: Session, pair: Candidate, anna: Actor, bo: Actor
) -> None:
    decision = drop(session, anna, pair)
    with pytest.raises(Invalid) as refused:
        deciding.refuse(session, bo, pair, decision, reason="  ")
    assert list(refused.value.problems) == ["second_reason"]
    deciding.refuse(session, bo, pair, decision, reason="Olika ålder.")
    assert (decision.state, decision.second_reason) == ("refused", "Olika ålder.")
    assert told(session, pair) == []
    assert queries.counts_by_question(session)[pair.question_id] == queries.Counts(1, 0)


def test_what_was_in_force_stays_while_a_removal_waits_and_when_it_is_refused(
    session: Session, pair: Candidate, anna: Actor, bo: Actor
) -> None:
    first = deciding.decide(session, anna, pair, verdict="same", action="keep", reason="Ja.")
    decision = drop(session, anna, pair)
    assert told(session, pair) == ["keep"]
    deciding.refuse(session, bo, pair, decision, reason="Nej.")
    assert told(session, pair) == ["keep"]
    assert queries.decisions_in_force(session)[pair.id] is first


def test_only_one_answer_counts(session: Session, pair: Candidate, anna: Actor, bo: Actor) -> None:
    decision = drop(session, anna, pair)
    deciding.refuse(session, bo, pair, decision, reason="Nej.")
    eva = actor_of(make_administrator(session, "Eva"), (Role.ADMINISTRATOR, None))
    with pytest.raises(Conflict):
        deciding.agree(session, eva, pair, decision)
    assert decision.state == "refused"
    assert told(session, pair) == []


def test_two_who_answer_at_once_do_not_both_count(database: Database) -> None:
    with unit_of_work(database) as session:
        version = make_questions(session)
        pair_id = make_pair(session, question_ids(session, version)[0]).id
        people = [
            actor_of(make_administrator(session, name), (Role.ADMINISTRATOR, None))
            for name in ("Anna", "Bo", "Eva")
        ]
        decision_id = drop(session, people[0], queries.get_candidate(session, pair_id)).id
    with database.session() as slow:  # read before Bo's answer, answers after it
        pair = queries.get_candidate(slow, pair_id)
        decision = slow.get_one(OverlapDecision, decision_id)
        assert decision.state == "waiting"
        slow.rollback()
        with unit_of_work(database) as session:
            deciding.agree(
                session,
                people[1],
                queries.get_candidate(session, pair_id),
                session.get_one(OverlapDecision, decision_id),
            )
        with pytest.raises(Conflict):
            deciding.refuse(slow, people[2], pair, decision, reason="Nej.")
        slow.rollback()
    with unit_of_work(database, read_only=True) as session:
        found = session.get_one(OverlapDecision, decision_id)
        assert (found.state, found.second_name) == ("confirmed", "Bo")


def test_a_newer_decision_makes_the_one_that_waits_history(
    session: Session, pair: Candidate, anna: Actor, bo: Actor
) -> None:
    decision = drop(session, anna, pair)
    deciding.decide(session, anna, pair, verdict="related", action="", reason="Läste om.")
    with pytest.raises(Conflict):
        deciding.agree(session, bo, pair, decision)
    assert told(session, pair) == ["related"]


def test_a_text_that_changed_must_be_decided_about_again(
    session: Session, pair: Candidate, anna: Actor, bo: Actor
) -> None:
    decision = drop(session, anna, pair)
    pair.found_at = decision.decided_at + dt.timedelta(seconds=1)
    session.flush()
    with pytest.raises(Conflict):
        deciding.agree(session, bo, pair, decision)
    assert decision.state == "waiting"


def test_nobody_agrees_about_a_text_that_no_matching_has_read_yet(
    session: Session, pair: Candidate, anna: Actor, bo: Actor
) -> None:
    decision = drop(session, anna, pair)
    assert pair.bank_question is not None
    pair.bank_question.text = {"sv": "Antal vuxna i familjehem"}
    session.flush()
    with pytest.raises(Conflict):
        deciding.agree(session, bo, pair, decision)
    assert (decision.state, told(session, pair)) == ("waiting", [])
    again = drop(session, anna, pair)
    assert again is not decision
    assert deciding.agree(session, bo, pair, again).state == "confirmed"


def test_a_translation_and_a_question_that_is_gone_change_nothing_that_was_read(
    session: Session, pair: Candidate, anna: Actor, bo: Actor
) -> None:
    decision = drop(session, anna, pair)
    assert pair.bank_question is not None
    pair.bank_question.text = pair.bank_question.text | {"en": "Children in family homes"}
    code = pair.question.questionnaire.code
    make_version(session, form(section("A", question("Q9")), code=code))
    assert deciding.agree(session, bo, pair, decision).state == "confirmed"


def test_a_decision_of_another_pair_is_not_this_ones(
    session: Session, pair: Candidate, anna: Actor, bo: Actor
) -> None:
    decision = drop(session, anna, pair)
    other = make_pair(session, pair.question_id)
    with pytest.raises(Conflict):
        deciding.agree(session, bo, other, decision)


def test_what_the_machine_said_is_kept_with_the_decision(
    session: Session, pair: Candidate, anna: Actor
) -> None:
    decision = deciding.decide(
        session, anna, pair, verdict="related", action="", reason="", reason_code="other_period"
    )
    assert decision.seen["probability"] == 0.8
    assert decision.seen["raw"] == pytest.approx(0.8)
    assert decision.seen["facets"] == {"age": "same"}
    assert decision.seen["model"] == "m1"
    assert decision.seen["low"] is False
    assert len(decision.seen["texts"]) == 2
    assert decision.reason == "Annan tid"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"verdict": "same", "action": "keep", "reason": ""}, "reason"),
        ({"verdict": "same", "action": "keep", "reason_code": "hitte"}, "reason_code"),
        ({"verdict": "derivable", "action": "keep", "direction": "up"}, "direction"),
        ({"verdict": "derivable", "action": "keep"}, "direction"),
        ({"verdict": "derivable", "action": "ask_together"}, "direction"),
        ({"verdict": "derivable", "action": "derive", "direction": "theirs"}, "action"),
        ({"verdict": "derivable", "action": "drop", "direction": "theirs"}, "action"),
        ({"verdict": "derivable", "action": "derive", "how": "x" * 501}, "how"),
    ],
)
def test_what_does_not_hold_together_is_refused(
    session: Session, pair: Candidate, anna: Actor, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        deciding.decide(session, anna, pair, **({"reason": "Ja."} | values))
    assert list(refused.value.problems) == [field]
    assert queries.list_decisions(session, pair.id) == []


@pytest.mark.parametrize("action", ["derive", "drop", "reuse"])
def test_what_is_done_to_our_question_says_which_way(
    session: Session, pair: Candidate, anna: Actor, action: str
) -> None:
    found = deciding.decide(session, anna, pair, verdict="derivable", action=action, reason="Ja.")
    assert found.direction == "ours"


def test_how_it_is_worked_out_is_kept(session: Session, pair: Candidate, anna: Actor) -> None:
    decision = deciding.decide(
        session,
        anna,
        pair,
        verdict="derivable",
        action="ask_together",
        direction="theirs",
        how="Summera kvartalen",
        reason="Ja.",
    )
    assert (decision.direction, decision.how) == ("theirs", "Summera kvartalen")
    (found,) = questionnaires.decisions_in_force(session, [pair.question_id])[pair.question_id]
    assert "går att räkna fram ur svaret här" in found.told["sv"]
    again = deciding.decide(
        session, anna, pair, verdict="same", action="keep", direction="ours", how="x", reason="Ja."
    )
    assert (again.direction, again.how) == ("", "")


# --- the time a decision takes --------------------------------------------------------------------


def test_the_time_from_card_to_decision_is_the_servers() -> None:
    with time_machine.travel(dt.datetime(2026, 3, 1, tzinfo=dt.UTC), tick=False) as now:
        known = Known("ord", 3, "waiting")
        token = showing.mint(["s" * 40], 7, 1, known)
        now.shift(18.2)
        assert showing.read(["s" * 40], token, 7, 1) == showing.Shown(known, 18.2)
        assert showing.read(["old" * 20, "s" * 40], token, 7, 1) == showing.Shown(known, 18.2)
        for wrong in (
            showing.read(["s" * 40], token, 8, 1),
            showing.read(["s" * 40], token, 7, 2),
            showing.read(["t" * 40], token, 7, 1),
            showing.read(["s" * 40], token + "x", 7, 1),
            showing.read(["s" * 40], "", 7, 1),
        ):
            assert wrong == showing.Shown(Known(), None)
        now.shift(3600)
        assert showing.read(["s" * 40], token, 7, 1) == showing.Shown(known, None)
