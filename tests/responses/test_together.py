"""Two officers in one return at once: nothing is lost, and nothing is overwritten unseen."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from surveyapp.core import units
from surveyapp.core.access import Actor
from surveyapp.core.database import Database
from surveyapp.responses import queries, service
from surveyapp.responses.rules import AnswerChange
from surveyapp.responses.service import SaveOutcome
from tests.factories.questionnaires import form, question, section
from tests.responses.conftest import Scene, make_scene

TRIALS = 1_000


@pytest.fixture
def together(database: Database) -> Scene:
    with units.unit_of_work(database) as session:
        return make_scene(
            session, form(section("A", question("A1"), question("A2"), question("A3")))
        )


def save(database: Database, actor: Actor, return_id: int, change: AnswerChange) -> SaveOutcome:
    """Save as one request does: a session of its own, committed at the end."""
    with units.unit_of_work(database) as session:
        work = service.open_work(session, actor, return_id, to_change=True)
        return service.save(session, actor, work, [change])


def side_by_side(*calls: Callable[[int], None], turns: int) -> None:
    """Run each call `turns` times in a thread of its own, each turn started together."""
    gate = threading.Barrier(len(calls))
    failed: list[BaseException] = []

    def run(call: Callable[[int], None]) -> None:
        try:
            for turn in range(turns):
                gate.wait(timeout=60)
                call(turn)
        except BaseException as error:
            failed.append(error)
            gate.abort()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def test_different_answers_at_once_lose_nothing(database: Database, together: Scene) -> None:
    """Each officer saves an own question in every trial; all saves stand, in both histories."""
    acknowledged: dict[str, list[int]] = {"A1": [], "A2": []}

    def officer(code: str, actor: Actor) -> Callable[[int], None]:
        def trial(turn: int) -> None:
            outcome = save(
                database, actor, together.return_id, AnswerChange(code, "", str(turn), turn)
            )
            assert not outcome.collisions
            acknowledged[code].append(outcome.saved[0].version)

        return trial

    side_by_side(officer("A1", together.actor), officer("A2", together.second), turns=TRIALS)
    assert acknowledged == {code: list(range(1, TRIALS + 1)) for code in ("A1", "A2")}
    with database.session(read_only=True) as session:
        stored = {a.version: a.value for a in queries.list_answers(session, together.return_id)}
        history = queries.list_history(session, together.return_id)
    assert stored == {TRIALS: str(TRIALS - 1)}
    assert len(history) == 2 * TRIALS, "one entry for every acknowledged save"


def test_the_same_answer_at_once_has_one_winner_and_the_other_is_told(
    database: Database, together: Scene
) -> None:
    turns = 100
    outcomes: list[dict[str, SaveOutcome]] = [{} for _turn in range(turns)]

    def officer(name: str, actor: Actor) -> Callable[[int], None]:
        def trial(turn: int) -> None:
            change = AnswerChange("A3", "", f"{turn}{name}", turn)
            outcomes[turn][name] = save(database, actor, together.return_id, change)

        return trial

    side_by_side(officer("1", together.actor), officer("2", together.second), turns=turns)
    for turn, outcome in enumerate(outcomes):
        told = [name for name, o in outcome.items() if o.collisions]
        assert len(told) == 1, f"turn {turn}"
        (collision,) = outcome[told[0]].collisions
        (won,) = set(outcome) - set(told)
        assert (collision.theirs, collision.mine) == (f"{turn}{won}", f"{turn}{told[0]}")
    with database.session(read_only=True) as session:
        history = queries.list_history(session, together.return_id)
    assert len(history) == 2 * turns, "the refused ones are kept too"


def test_without_holding_the_return_saves_are_lost(
    database: Database, together: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard bites: read before the other has committed, and the version check is fooled."""
    with units.unit_of_work(database) as session:
        early = service.open_work(session, together.second, together.return_id)
    save(database, together.actor, together.return_id, AnswerChange("A1", "", "5", 0))
    with units.unit_of_work(database) as session:
        outcome = service.save(session, together.second, early, [AnswerChange("A1", "", "6", 0)])
    assert not outcome.collisions, "what was read too early knows of no other save"
