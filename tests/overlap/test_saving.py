"""What decisions save: the rules by hand, and the page on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from surveyapp.core.access import SYSTEM, Role
from surveyapp.overlap import deciding, queries
from surveyapp.overlap.models import Candidate
from surveyapp.overlap.pages.saved import load_saved
from surveyapp.overlap.rules.decisions import Action
from surveyapp.overlap.rules.saving import (
    Decided,
    Measured,
    by_action,
    by_source,
    least_hours,
    lines,
    saved_hours,
    total,
)
from surveyapp.questionnaires import drafts
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.questionnaires import service as questionnaire_service
from tests.factories.accounts import actor_of, make_administrator, make_reviewer, sign_in
from tests.factories.burden import MeasuredRound, make_measured_round, make_snapshot_of
from tests.factories.overlap import make_bank_question, make_collection
from tests.overlap.test_effect import stored
from tests.support.html import CheckingClient


def measured(hours: float | None = 10.0, *, hidden: str = "", words: int = 288) -> Measured:
    """Return a question of 100 municipalities; 288 words take each 36 seconds, so one hour in all."""
    return Measured(2025, hours, hidden, 100.0, words, 500.0, True)


def decided(question: int, action: Action, source: str = "scb", number: int = 1) -> Decided:
    return Decided(question, action, ("bank", source), number, number)


# --- the rules ------------------------------------------------------------------------------------


def test_the_least_time_is_that_of_reading() -> None:
    assert least_hours(measured()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("action", "hours"),
    [
        (Action.DROP, 10.0),
        (Action.REUSE, 9.0),
        (Action.DERIVE, 9.0),
        (Action.ASK_TOGETHER, None),
        (Action.KEEP, None),
        (Action.NONE, None),
    ],
)
def test_each_action_saves_its_part(action: Action, hours: float | None) -> None:
    assert saved_hours(action, measured()) == (None if hours is None else pytest.approx(hours))


def test_nothing_less_than_nothing_is_saved() -> None:
    assert saved_hours(Action.REUSE, measured(0.5)) == 0.0
    assert saved_hours(Action.DROP, measured(None, hidden="few")) is None


def test_a_question_with_several_decisions_is_counted_once() -> None:
    found = lines(
        [
            decided(1, Action.REUSE, "scb", 1),
            decided(1, Action.DROP, "ivo", 2),
            decided(1, Action.REUSE, "fk", 3),
        ],
        {1: measured()},
    )
    (line,) = found
    assert (line.action, line.source, line.also) == (
        Action.DROP,
        ("bank", "ivo"),
        (("bank", "scb"), ("bank", "fk")),
    )
    assert line.hours == 10.0
    assert not line.is_at_most
    assert line.kronor == 5000.0


def test_a_decision_that_is_kept_aside_gives_way_to_one_that_still_saves() -> None:
    kept = replace(decided(1, Action.DROP, "ivo", 1), is_kept=True)
    (line,) = lines([kept, decided(1, Action.REUSE, "scb", 2)], {1: measured()})
    assert (line.action, line.source, line.hours) == (Action.REUSE, ("bank", "scb"), 9.0)
    assert (line.hidden, line.also) == ("", (("bank", "ivo"),))
    (alone,) = lines([kept], {1: measured()})
    assert (alone.action, alone.hours, alone.kronor, alone.hidden) == (
        Action.DROP,
        None,
        None,
        "kept",
    )


def test_hidden_figures_are_in_no_sum_and_the_sums_add_up() -> None:
    found = lines(
        [
            decided(1, Action.DROP, "scb"),
            decided(2, Action.REUSE, "scb"),
            decided(3, Action.DROP, "ivo"),
            decided(4, Action.DERIVE, "ivo"),
            decided(5, Action.KEEP, "ivo"),
        ],
        {1: measured(), 2: measured(4.0), 3: measured(None, hidden="few")},
    )
    assert [line.question_id for line in found] == [1, 2, 3, 4]
    assert [line.hidden for line in found] == ["", "", "few", "unmeasured"]
    whole = total(found)
    assert (whole.questions, whole.counted) == (4, 2)
    assert whole.hours == pytest.approx(13.0)
    for parts in (by_action(found), by_source(found)):
        assert sum(part.hours for part in parts.values()) == pytest.approx(whole.hours)
    assert list(by_action(found)) == [Action.DROP, Action.REUSE, Action.DERIVE]
    assert by_source(found)["bank", "ivo"].hours == 0.0


def test_a_cost_that_is_not_known_makes_the_sum_unknown() -> None:
    costless = Measured(2025, 4.0, "", 100.0, 0, None, False)
    found = lines([decided(1, Action.DROP), decided(2, Action.DROP)], {1: measured(), 2: costless})
    assert total(found).kronor is None
    assert total(found[:1]).kronor == 5000.0


# --- the page -------------------------------------------------------------------------------------


def decide(
    session: Session, candidate: Candidate, action: str, verdict: str = "same", how: str = ""
) -> None:
    decision = deciding.decide(
        session, SYSTEM, candidate, verdict=verdict, action=action, reason="Samma.", how=how
    )
    if decision.state == "waiting":
        second = actor_of(make_administrator(session), (Role.ADMINISTRATOR, None))
        deciding.agree(session, second, candidate, decision)


@pytest.fixture
def made(session: Session) -> MeasuredRound:
    """Ask A1 (6 minutes each) and A2 (1 minute) of six municipalities; A1 is to go."""
    made = make_measured_round(session, seconds={"A1": [360.0] * 6, "A2": [60.0] * 6})
    make_snapshot_of(session, made)
    where = make_collection(session, "scb-x", name={"sv": "Registret"})
    for code, action in (("A1", "drop"), ("A2", "reuse")):
        bank = make_bank_question(session, "Hur många?", where)
        candidate = stored(session, made.question_ids[code], bank=bank.id)
        decide(session, candidate, action)
    return made


def test_what_decisions_save_follows_from_the_snapshot(
    session: Session, made: MeasuredRound
) -> None:
    found = load_saved(session)
    assert [(e.code, e.line.action.value) for e in found.lines] == [("A1", "drop"), ("A2", "reuse")]
    words = {r.question.code: r.word_count for r in questionnaires.list_question_versions(session, made.version.id)}  # fmt: skip
    reused = 0.1 - 6 * words["A2"] / 8 / 3600
    assert found.lines[1].line.hours == pytest.approx(reused)
    assert found.total.hours == pytest.approx(0.6 + reused)
    assert found.total.kronor is not None
    assert found.by_source[0][0] == {"sv": "Registret"}
    assert found.years == (2025,)


def test_an_action_that_waits_for_a_second_person_saves_nothing_yet(
    session: Session, made: MeasuredRound
) -> None:
    bank = make_bank_question(session, "Hur många?")
    candidate = stored(session, made.question_ids["B1"], bank=bank.id)
    deciding.decide(session, SYSTEM, candidate, verdict="same", action="drop", reason="Samma.")
    assert len(load_saved(session).lines) == 2


def test_a_decision_that_is_taken_back_saves_nothing(session: Session, made: MeasuredRound) -> None:
    line = load_saved(session).lines[1].line
    decide(session, queries.get_candidate(session, line.candidate_id), "", "unrelated")
    assert [e.code for e in load_saved(session).lines] == ["A1"]


def test_the_way_into_the_next_version_is_told(session: Session, made: MeasuredRound) -> None:
    def carried() -> dict[str, tuple[bool, str, int] | None]:
        return {
            e.code: (c.is_published, c.state, c.number) if (c := e.carried) else None
            for e in load_saved(session).lines
        }

    bank = make_bank_question(session, "Hur många?")
    decide(session, stored(session, made.question_ids["B1"], bank=bank.id), "drop")
    assert carried() == {"A1": None, "A2": None, "B1": None}
    version = questionnaires.get_version(session, made.version.id)
    draft = drafts.draft_from(session, SYSTEM, version)
    # A rule of A3 reads A1, so it cannot go by itself.
    assert carried() == {
        "A1": (False, "waiting", 2),
        "A2": (False, "noted", 2),
        "B1": (False, "done", 2),
    }
    drafts.keep_anyway(session, SYSTEM, draft, "A1", "A3 behöver svaret.")
    questionnaire_service.publish(session, SYSTEM, draft)
    assert carried() == {"A1": (True, "kept", 2), "A2": (True, "noted", 2), "B1": (True, "done", 2)}


def test_a_question_that_is_kept_anyway_saves_nothing(
    session: Session, made: MeasuredRound
) -> None:
    form = questionnaire_service.current_definition(
        session, questionnaires.get_version(session, made.version.id)
    )
    draft = questionnaire_service.create_draft(session, SYSTEM, form)
    drafts.keep_anyway(session, SYSTEM, draft, "A1", "Behövs ett år till.")
    kept = next(e for e in load_saved(session).lines if e.code == "A1")
    assert (kept.line.hours, kept.line.hidden) == (None, "kept")


def test_a_reuse_in_force_counts_beside_a_drop_that_is_kept_anyway(
    session: Session, made: MeasuredRound
) -> None:
    where = make_collection(session, name={"sv": "Statistiken"})
    bank = make_bank_question(session, "Hur många?", where)
    decide(session, stored(session, made.question_ids["A1"], bank=bank.id), "reuse")
    form = questionnaire_service.current_definition(
        session, questionnaires.get_version(session, made.version.id)
    )
    draft = questionnaire_service.create_draft(session, SYSTEM, form)
    drafts.keep_anyway(session, SYSTEM, draft, "A1", "Behövs ett år till.")
    found = load_saved(session)
    line = next(e for e in found.lines if e.code == "A1")
    assert (line.line.action, line.source) == (Action.REUSE, {"sv": "Statistiken"})
    assert line.line.hours == pytest.approx(0.6, abs=0.05)
    assert found.total.counted == 2


def test_a_collection_and_a_questionnaire_with_the_same_code_save_apart(session: Session) -> None:
    made = make_measured_round(session, seconds={"A1": [360.0] * 6, "A2": [60.0] * 6}, code="lsr")
    make_snapshot_of(session, made)
    ids = made.question_ids
    where = make_collection(session, "lsr", name={"sv": "Registret"})
    bank = make_bank_question(session, "Hur många?", where)
    decide(session, stored(session, ids["A1"], bank=bank.id), "reuse")
    decide(session, stored(session, ids["A2"], other=ids["B1"]), "reuse")
    found = load_saved(session)
    assert [(name, s.questions) for name, s in found.by_source] == [
        ({"sv": "Registret"}, 1),
        (found.lines[0].questionnaire, 1),
    ]


def test_of_two_own_questions_the_one_that_changes_is_counted(session: Session) -> None:
    made = make_measured_round(session, seconds={"A1": [360.0] * 6, "A2": [60.0] * 6})
    make_snapshot_of(session, made)
    ids = made.question_ids
    candidate = stored(session, ids["A1"], other=ids["A2"])
    deciding.decide(
        session,
        SYSTEM,
        candidate,
        verdict="same",
        action="reuse",
        direction="theirs",
        reason="Samma.",
    )
    assert [e.code for e in load_saved(session).lines] == ["A2"]


def test_the_page_and_its_file_say_the_same(
    client: CheckingClient, session: Session, made: MeasuredRound
) -> None:
    sign_in(client, make_reviewer(session))
    page = client.get("/overlapp/sparat").get_data(as_text=True)
    assert "Vad besluten sparar" in page
    assert "Inte i någon ny version än" in page
    assert "Registret" in page
    file = client.get("/overlapp/sparat?format=csv").get_data(as_text=True)
    assert "A1;" in file
    assert "0,6" in file or "0.6" in file


def test_without_decisions_the_page_says_what_to_do(
    client: CheckingClient, session: Session
) -> None:
    sign_in(client, make_reviewer(session))
    page = client.get("/overlapp/sparat").get_data(as_text=True)
    assert "Inga beslut sparar tid än" in page
