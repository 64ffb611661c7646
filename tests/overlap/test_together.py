"""Two people, or a person and a matching, in the same pairs at once: nothing is lost or contradicted."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.core import clock
from surveyapp.core.access import SYSTEM, Actor, Role
from surveyapp.core.database import Database
from surveyapp.core.errors import Conflict, NotFound
from surveyapp.core.units import unit_of_work
from surveyapp.overlap import (
    background,
    deciding,
    effect,
    elements,
    learning,
    queries,
    service,
    store,
)
from surveyapp.overlap.models import Candidate, ElementMember, Fit, OverlapDecision
from surveyapp.overlap.queries import elements as concepts
from surveyapp.overlap.queries import review
from surveyapp.overlap.rules.refitting import Parameters
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.registry.models import BankQuestion
from surveyapp.responses import service as responses
from surveyapp.responses.rules import AnswerChange
from tests.factories.accounts import actor_of, make_administrator
from tests.factories.overlap import make_bank_question, make_collection
from tests.factories.questionnaires import form, question, section
from tests.overlap.pairs import make_banks, make_pair, make_questions, question_ids
from tests.responses.conftest import make_scene

ONLY_POSTGRESQL = pytest.mark.parametrize("backend", ["postgresql"])
"""SQLite has one writer: there is no such moment."""


class Other:
    """What somebody else does meanwhile, in a thread and a unit of work of its own."""

    def __init__(self, database: Database, does: Callable[[Session], object]) -> None:
        self.error: BaseException | None = None
        self._database, self._does = database, does
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        try:
            with unit_of_work(self._database) as session:
                self._does(session)
        except BaseException as error:
            self.error = error

    def begin(self) -> None:
        """Start, and return when it is done or waits for somebody; on SQLite it waits at once."""
        self._thread.start()
        if self._database.is_sqlite:
            return
        waiting = sa.text(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        with self._database.engine.connect() as watch:
            for _look in range(500):
                self._thread.join(0.02)
                if not self._thread.is_alive() or watch.scalar(waiting):
                    return
                watch.rollback()
        raise AssertionError("neither done nor waiting after ten seconds")

    def end(self) -> None:
        self._thread.join(30)
        assert not self._thread.is_alive()


def together(
    database: Database, first: Callable[[Session], object], second: Callable[[Session], object]
) -> BaseException | None:
    """Do the second before the first has committed; return the second's error."""
    other = Other(database, second)
    with unit_of_work(database) as session:
        first(session)
        other.begin()
    other.end()
    return other.error


@dataclass(frozen=True)
class People:
    anna: Actor
    bo: Actor


@pytest.fixture
def people(database: Database) -> People:
    with unit_of_work(database) as session:
        anna, bo = (
            actor_of(make_administrator(session, name), (Role.ADMINISTRATOR, None))
            for name in ("Anna", "Bo")
        )
    return People(anna, bo)


@pytest.fixture
def pairs(database: Database) -> list[int]:
    """Two pairs of one question."""
    with unit_of_work(database) as session:
        (question_id,) = question_ids(session, make_questions(session))
        return [make_pair(session, question_id, bank).id for bank in make_banks(session, 2)]


def decide(
    actor: Actor, pair_id: int, verdict: str, action: str = ""
) -> Callable[[Session], OverlapDecision]:
    def do(session: Session) -> OverlapDecision:
        pair = queries.get_candidate(session, pair_id)
        return deciding.decide(
            session, actor, pair, verdict=verdict, action=action, reason="Läste båda."
        )

    return do


def answer(actor: Actor, pair_id: int, *, agrees: bool) -> Callable[[Session], OverlapDecision]:
    """Answer the oldest decision about the pair as its second person."""

    def do(session: Session) -> OverlapDecision:
        pair = queries.get_candidate(session, pair_id)
        decision = queries.list_decisions(session, pair_id)[-1]
        if agrees:
            return deciding.agree(session, actor, pair, decision)
        return deciding.refuse(session, actor, pair, decision, reason="Olika barn.")

    return do


def in_force(database: Database, pair_id: int) -> tuple[str, list[str]]:
    """Return what overlap says of the pair, and what its question has been told."""
    with unit_of_work(database, read_only=True) as session:
        decision = queries.decisions_in_force(session)[pair_id]
        question_id = queries.get_candidate(session, pair_id).question_id
        told = questionnaires.decisions_in_force(session, [question_id])[question_id]
        return decision.action or decision.verdict, [d.action for d in told]


# --- two people about one pair --------------------------------------------------------------------


@pytest.mark.parametrize("agrees", [True, False])
def test_nobody_answers_a_decision_that_is_being_withdrawn(
    database: Database, people: People, pairs: list[int], agrees: bool
) -> None:
    with unit_of_work(database) as session:
        waiting = decide(people.anna, pairs[0], "same", "drop")(session)
    error = together(
        database,
        decide(people.anna, pairs[0], "unrelated"),
        answer(people.bo, pairs[0], agrees=agrees),
    )
    assert isinstance(error, Conflict)
    assert in_force(database, pairs[0]) == ("unrelated", ["unrelated"])
    with unit_of_work(database, read_only=True) as session:
        assert session.get_one(OverlapDecision, waiting.id).state == "waiting"


def test_nobody_agrees_about_a_text_that_is_being_changed(
    database: Database, people: People, pairs: list[int]
) -> None:
    with unit_of_work(database) as session:
        decided_at = decide(people.anna, pairs[0], "same", "drop")(session).decided_at

    def find_again(session: Session) -> None:
        queries.get_candidate(session, pairs[0]).found_at = decided_at + dt.timedelta(seconds=1)
        session.flush()

    error = together(database, find_again, answer(people.bo, pairs[0], agrees=True))
    assert isinstance(error, Conflict)


def test_of_two_decisions_at_once_the_newest_is_what_the_question_is_told(
    database: Database, people: People, pairs: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bo decides between Anna's decision and its effect."""
    other = Other(database, decide(people.bo, pairs[0], "unrelated"))

    def slowly(
        session: Session, actor: Actor, candidate: Candidate, decision: OverlapDecision
    ) -> None:
        if actor == people.anna:
            other.begin()
        effect.take_effect(session, actor, candidate, decision)

    monkeypatch.setattr(deciding, "take_effect", slowly)
    with unit_of_work(database) as session:
        decide(people.anna, pairs[0], "same", "reuse")(session)
    other.end()
    assert other.error is None
    assert in_force(database, pairs[0]) == ("unrelated", ["unrelated"])
    with unit_of_work(database, read_only=True) as session:
        kept = queries.list_decisions(session, pairs[0])
        assert [d.decided_by_name for d in kept] == ["Bo", "Anna"]


@ONLY_POSTGRESQL
def test_a_decision_refused_meanwhile_may_be_taken_again_by_who_had_read_it(
    database: Database, people: People, pairs: list[int]
) -> None:
    with unit_of_work(database) as session:
        decide(people.anna, pairs[0], "same", "drop")(session)
    with unit_of_work(database) as session:
        before = review.newest_of(session, pairs)[pairs[0]]
        with unit_of_work(database) as meanwhile:
            answer(people.bo, pairs[0], agrees=False)(meanwhile)
        assert decide(people.anna, pairs[0], "same", "drop")(session).id > before.id


# --- two people about one question ----------------------------------------------------------------


def test_two_pairs_of_one_question_confirmed_at_once_make_one_concept(
    database: Database, people: People, pairs: list[int]
) -> None:
    error = together(
        database,
        decide(people.anna, pairs[0], "same", "keep"),
        decide(people.bo, pairs[1], "same", "keep"),
    )
    assert error is None
    with unit_of_work(database, read_only=True) as session:
        decided = queries.decisions_in_force(session)
        assert [decided[pair_id].decided_by_name for pair_id in pairs] == ["Anna", "Bo"]
        members = session.scalars(sa.select(ElementMember.element_id)).all()
        assert (len(members), len(set(members))) == (3, 1)


@ONLY_POSTGRESQL
def test_who_names_a_concept_that_is_being_taken_apart_is_told(
    database: Database, people: People, pairs: list[int]
) -> None:
    with unit_of_work(database) as session:
        decide(people.anna, pairs[0], "same", "keep")(session)

    def name(session: Session) -> None:
        (element,) = concepts.list_elements(session)
        elements.rename(session, people.bo, element, name={"sv": "Familjehem"}, definition={})

    error = together(database, decide(people.anna, pairs[0], "unrelated"), name)
    assert isinstance(error, NotFound)


# --- a person and a matching ----------------------------------------------------------------------


def keep_nothing(database: Database) -> Callable[[Session], service.Outcome]:
    """Return the end of a matching that found none of the pairs."""
    with unit_of_work(database, read_only=True) as session:
        material = service.collect(session)
    return lambda session: service.keep(session, SYSTEM, material, service.Found([]))


def test_a_pair_that_somebody_is_deciding_about_is_not_removed(
    database: Database, people: People, pairs: list[int]
) -> None:
    error = together(
        database, decide(people.anna, pairs[0], "same", "keep"), keep_nothing(database)
    )
    assert error is None, "the matching is not lost either"
    assert in_force(database, pairs[0]) == ("keep", ["keep"])
    with unit_of_work(database, read_only=True) as session:
        left = session.scalars(sa.select(Candidate.id)).all()
        assert left == [pairs[0]], "what nobody decides about is gone"


@ONLY_POSTGRESQL
def test_who_decides_about_a_pair_that_is_being_removed_is_told(
    database: Database, people: People, pairs: list[int]
) -> None:
    error = together(
        database, keep_nothing(database), decide(people.anna, pairs[0], "same", "keep")
    )
    assert isinstance(error, Conflict)
    assert "Paret finns inte kvar" in error.message


@ONLY_POSTGRESQL
def test_a_person_decides_while_a_matching_writes(
    database: Database, people: People, pairs: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Writing many pairs takes a while; it is not waited for."""
    other = Other(database, decide(people.anna, pairs[0], "same", "keep"))
    remove = store.remove_undecided

    def removing(session: Session, candidate_ids: list[int]) -> int:
        other.begin()
        other.end()
        return remove(session, candidate_ids)

    monkeypatch.setattr(store, "remove_undecided", removing)
    with unit_of_work(database) as session:
        outcome = keep_nothing(database)(session)
    assert other.error is None
    assert outcome.removed == 1
    assert in_force(database, pairs[0]) == ("keep", ["keep"])


@ONLY_POSTGRESQL
def test_an_answer_waits_neither_for_a_decision_nor_for_a_matching(
    database: Database, people: People
) -> None:
    with unit_of_work(database) as session:
        scene = make_scene(session, form(section("A", question("A1"))))
        (question_id,) = question_ids(session, scene.round.version)
        pair_id = make_pair(session, question_id).id
    nothing = keep_nothing(database)
    with unit_of_work(database) as deciding_, unit_of_work(database) as answering:
        decide(people.anna, pair_id, "same", "keep")(deciding_)
        nothing(deciding_)
        answering.execute(sa.text("SET LOCAL lock_timeout = '2s'"))
        work = responses.open_work(answering, scene.actor, scene.return_id, to_change=True)
        change = AnswerChange("A1", "", "5", 0)
        assert responses.save(answering, scene.actor, work, [change]).saved


def test_a_fit_waits_for_the_matching_that_removes_what_it_would_adjust(database: Database) -> None:
    with unit_of_work(database) as session:
        (question_id,) = question_ids(session, make_questions(session))
        make_pair(session, question_id, probability=0.5, model="m1")
        session.add(
            Fit(
                model="m1",
                parameters=Parameters(shift=1.0).as_json(),
                decisions=0,
                before={},
                after={},
                is_active=True,
                fitted_at=clock.now(),
            )
        )
    error = together(
        database, keep_nothing(database), lambda session: learning.adjust_all(session, "m1")
    )
    assert error is None


@pytest.fixture
def an_overlap(database: Database) -> int:
    """One question of ours that the bank has too; returns the bank's."""
    with unit_of_work(database) as session:
        make_questions(session)
        asked = "Antal barn 0–20 år i familjehem den 1 november 2025"
        return make_bank_question(session, asked, make_collection(session)).id


@pytest.mark.usefixtures("an_overlap")
def test_of_two_matchings_at_once_one_stores_the_pairs(database: Database) -> None:
    with unit_of_work(database, read_only=True) as session:
        material = service.collect(session)
    found = service.find(material)
    outcomes: list[service.Outcome] = []

    def keep(session: Session) -> None:
        outcomes.append(service.keep(session, SYSTEM, material, found))

    assert isinstance(together(database, keep, keep), service.Overtaken)
    assert [o.added for o in outcomes] == [1]


def test_a_matching_that_was_overtaken_reads_everything_anew(
    database: Database, an_overlap: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = service.find

    def slowly(material: service.Material, *more: Any) -> service.Found:
        monkeypatch.setattr(service, "find", find)
        found = find(material, *more)
        assert [pair.assessment.proposal for pair in found.pairs] == ["cannot_tell"]
        with unit_of_work(database) as session:
            question = session.get_one(BankQuestion, an_overlap)
            question.text = {"sv": "Antal barn 0–20 år i familjehem den 1 november 2019"}
        assert background.run_matching(database, SYSTEM).proposals == {"related": 1}
        return found

    monkeypatch.setattr(service, "find", slowly)
    assert background.run_matching(database, SYSTEM).proposals == {"related": 1}
    with unit_of_work(database, read_only=True) as session:
        (kept,) = session.scalars(sa.select(Candidate.proposal))
    assert kept == "related", "what was read first is older"
