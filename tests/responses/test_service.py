"""Saving, rows, sending in: through the service, on both databases."""

from __future__ import annotations

import pytest

from surveyapp.core.errors import Conflict, Invalid, NotFound
from surveyapp.questionnaires.rules.definition import Choice, Kind
from surveyapp.responses import queries, service
from surveyapp.responses.models import Change
from surveyapp.responses.rules import AnswerChange
from surveyapp.rounds.models import ReturnState
from tests.factories.questionnaires import form, question, section
from tests.factories.responses import give_answers, make_submission
from tests.factories.rounds import make_round, return_of
from tests.responses.conftest import Scene, make_scene


def opened(scene: Scene) -> service.Work:
    return service.open_work(scene.session, scene.actor, scene.return_id, to_change=True)


def save(scene: Scene, *changes: AnswerChange, second: bool = False) -> service.SaveOutcome:
    actor = scene.second if second else scene.actor
    work = service.open_work(scene.session, actor, scene.return_id, to_change=True)
    return service.save(scene.session, actor, work, changes)


def test_a_save_raises_the_version_and_says_who(scene: Scene) -> None:
    outcome = save(scene, AnswerChange("A1", "", "5", 0))
    assert [(s.version, s.changed) for s in outcome.saved] == [(1, True)]
    (stored,) = queries.list_answers(scene.session, scene.return_id)
    assert (stored.value, stored.version, stored.updated_by_name) == ("5", 1, "Anna Berg")
    assert opened(scene).return_.state == ReturnState.STARTED.value


def test_a_stale_save_is_refused_and_kept_in_the_history(scene: Scene) -> None:
    save(scene, AnswerChange("A1", "", "5", 0))
    outcome = save(
        scene, AnswerChange("A1", "", "6", 0), AnswerChange("A9", "", "1.5", 0), second=True
    )
    (collision,) = outcome.collisions
    assert (collision.theirs, collision.mine, collision.by_name) == ("5", "6", "Anna Berg")
    assert [s.code for s in outcome.saved] == ["A9"], "the rest of the post stands"
    history = queries.list_history(scene.session, scene.return_id)
    assert [(e.change, e.value, e.by_name) for e in history if e.value == "6"] == [
        (Change.REFUSED.value, "6", "Bo Ek")
    ]
    assert opened(scene).answers["A1", ""].value == "5"


def test_an_untouched_stale_field_leaves_the_newer_answer_alone(scene: Scene) -> None:
    save(scene, AnswerChange("A1", "", "5", 0))
    save(scene, AnswerChange("A1", "", "6", 1), second=True)
    outcome = save(scene, AnswerChange("A1", "", "5", 1))
    assert not outcome.collisions
    assert opened(scene).answers["A1", ""].value == "6"


def test_the_same_key_again_writes_nothing_and_says_what_stands(scene: Scene) -> None:
    change = AnswerChange("A1", "", "5", 0, save_key="k1")
    save(scene, change)
    save(scene, AnswerChange("A1", "", "6", 1), second=True)
    outcome = save(scene, change)
    assert [(s.value, s.version, s.changed) for s in outcome.saved] == [("6", 2, False)]
    assert len(queries.list_history(scene.session, scene.return_id)) == 2


def test_a_retried_refusal_is_refused_again(scene: Scene) -> None:
    save(scene, AnswerChange("A1", "", "5", 0))
    stale = AnswerChange("A1", "", "6", 0, save_key="k2")
    assert save(scene, stale, second=True).collisions
    assert save(scene, stale, second=True).collisions
    assert len(queries.list_history(scene.session, scene.return_id)) == 2


@pytest.mark.parametrize(("code", "path"), [("NO", ""), ("A1", "1"), ("B1", ""), ("B2", "1")])
def test_an_answer_to_nothing_is_refused(scene: Scene, code: str, path: str) -> None:
    with pytest.raises(NotFound):
        save(scene, AnswerChange(code, path, "5", 0))


def test_the_free_text_of_other_is_stored_and_sent(scene: Scene) -> None:
    save(scene, AnswerChange("A4", "", ["other"], 0), AnswerChange("A4_other", "", "lila", 0))
    give_answers(scene.session, scene.return_id, {"A1": "1"})
    sent = service.submit(scene.session, scene.actor, scene.return_id)
    assert ["A4_other", "", "lila"] in sent.answers["answers"]


def test_rows_are_added_removed_and_stay_away(scene: Scene) -> None:
    work = opened(scene)
    assert list(work.state.instances["REP", ""]) == ["1"], "an untouched repeat shows one row"
    row = service.add_repeat_row(scene.session, scene.actor, work, "REP")
    assert list(work.state.instances["REP", ""]) == ["1", row.path]
    inner = service.add_repeat_row(scene.session, scene.actor, work, "IN", row.path)
    save(scene, AnswerChange("B1", "1", "first", 0), AnswerChange("B2", inner.path, "7", 0))
    work = opened(scene)
    service.remove_repeat_row(scene.session, scene.actor, work, "REP", "1")
    service.remove_repeat_row(scene.session, scene.actor, work, "REP", row.path)
    assert opened(scene).state.instances["REP", ""] == ()
    assert ("B1", "1") in opened(scene).answers, "removed rows keep their answers"
    with pytest.raises(NotFound):
        service.remove_repeat_row(scene.session, scene.actor, opened(scene), "REP", "1")


def test_the_row_that_nobody_added_can_be_removed(scene: Scene) -> None:
    service.remove_repeat_row(scene.session, scene.actor, opened(scene), "REP", "1")
    assert opened(scene).state.instances["REP", ""] == ()


def test_defaults_are_stored_with_the_first_answer(session: object) -> None:
    scene = make_scene(
        session,  # type: ignore[arg-type]
        form(
            section("A", question("A1", default="7"), question("A2"), question("A3", default="3"))
        ),
    )
    outcome = save(scene, AnswerChange("A2", "", "5", 0), AnswerChange("A3", "", "4", 0))
    assert {(s.code, s.value, s.version) for s in outcome.saved} == {
        ("A1", "7", 1),
        ("A2", "5", 1),
        ("A3", "4", 1),
    }


def test_any_change_takes_the_ready_mark_away(scene: Scene) -> None:
    service.mark_section(scene.session, scene.actor, opened(scene), "A")
    service.mark_section(scene.session, scene.actor, opened(scene), "B")
    save(scene, AnswerChange("A1", "", "5", 0))
    assert queries.marked_sections(scene.session, scene.return_id) == ["B"]


def test_sending_in_needs_what_is_required_and_right(scene: Scene) -> None:
    with pytest.raises(Invalid) as caught:
        service.submit(scene.session, scene.actor, scene.return_id)
    assert list(caught.value.problems) == ["A1"]
    give_answers(scene.session, scene.return_id, {"A1": "100"})
    with pytest.raises(Invalid):
        service.submit(scene.session, scene.actor, scene.return_id)


def test_sending_in_twice_gives_the_same_receipt_and_reopening_a_new_one(scene: Scene) -> None:
    first = make_submission(scene.session, scene.return_id, {"A1": "5"}, scene.actor)
    again = service.submit(scene.session, scene.actor, scene.return_id)
    assert again.receipt == first.receipt
    with pytest.raises(Conflict):
        save(scene, AnswerChange("A1", "", "6", 1))
    service.reopen(scene.session, scene.actor, scene.return_id)
    second = make_submission(scene.session, scene.return_id, {"A1": "6"}, scene.actor)
    assert second.number == 2
    assert second.receipt != first.receipt
    current = queries.current_submission(scene.session, scene.return_id)
    assert current is not None
    assert current.id == second.id
    assert len(queries.list_submissions(scene.session, scene.return_id)) == 2


def test_a_hidden_answer_is_kept_but_not_sent(scene: Scene) -> None:
    give_answers(scene.session, scene.return_id, {"A1": "1", "A2": "ja", "A3": "text", "C1": "4"})
    give_answers(scene.session, scene.return_id, {"A2": "nej"})
    sent = service.submit(scene.session, scene.actor, scene.return_id)
    assert {code for code, _path, _value in sent.answers["answers"]} == {"A1", "A2"}
    assert opened_for_reading(scene).answers["A3", ""].value == "text"


def opened_for_reading(scene: Scene) -> service.Work:
    return service.open_work(scene.session, scene.actor, scene.return_id)


def test_last_year_is_what_the_same_unit_sent_in(session: object) -> None:
    definition = form(
        section("A", question("A1"), question("A2", Kind.SINGLE, choices=(Choice("x", {}),)))
    )
    before = make_scene(session, definition, year=2025)  # type: ignore[arg-type]
    make_submission(before.session, before.return_id, {"A1": "5"}, before.actor)
    now = make_round(
        before.session, before.unit, version=before.round.version, previous=before.round
    )
    return_ = return_of(before.session, now, before.unit)
    assert queries.last_year_answers(before.session, return_) == {("A1", ""): "5"}
