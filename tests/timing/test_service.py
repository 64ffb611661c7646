"""Batches become seconds, the same however they come; what is not one's own changes nothing."""

from __future__ import annotations

import datetime as dt
import itertools
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.accounts.models import User
from surveyapp.core import clock
from surveyapp.core.access import SYSTEM, Actor, Role
from surveyapp.core.database import Database
from surveyapp.core.errors import Conflict, Forbidden, Invalid, NotFound
from surveyapp.core.units import unit_of_work
from surveyapp.registry.models import Unit
from surveyapp.responses import queries as answers
from surveyapp.responses import service as responses
from surveyapp.rounds import service as rounds
from surveyapp.rounds.models import Return, Round
from surveyapp.timing import queries, rules, service, store, tokens
from surveyapp.timing.models import (
    DeclaredMinutes,
    EventBatch,
    Interval,
    PageSession,
    QuestionTime,
    RefusedBatch,
    Strike,
)
from surveyapp.timing.service import derivation
from surveyapp.timing.tokens import OpenedPage
from tests.factories.accounts import actor_of, make_officer, make_reviewer
from tests.factories.questionnaires import form, make_version, question, section
from tests.factories.registry import make_unit
from tests.factories.responses import make_submission
from tests.factories.rounds import make_round, return_of
from tests.factories.timing import as_sent, batch, idling, opened_page, sent_at, split, working

SECRETS = ["s" * 32]
DAY = dt.timedelta(days=1)


@dataclass
class Place:
    """One municipality's return, with two officers and one from elsewhere."""

    unit: Unit
    other: Unit
    round_: Round
    return_: Return
    anna: User
    bo: User
    stranger: User

    def actor(self, user: User) -> Actor:
        unit = self.other if user is self.stranger else self.unit
        return actor_of(user, (Role.OFFICER, unit))


@pytest.fixture
def place(session: Session) -> Place:
    unit, other = make_unit(session), make_unit(session)
    version = make_version(
        session,
        form(
            section("A", question("Q1"), question("Q2"), question("Q3")),
            section("B", question("Q4")),
        ),
    )
    round_ = make_round(session, unit, other, version=version)
    return Place(
        unit,
        other,
        round_,
        return_of(session, round_, unit),
        make_officer(session, unit, name="Anna"),
        make_officer(session, unit, name="Bo"),
        make_officer(session, other, name="Cia"),
    )


def take(session: Session, page: OpenedPage, *bodies: dict[str, Any]) -> list[str | None]:
    return [
        service.record(session, page=page, body=body, received_at=sent_at(page, body))
        for body in bodies
    ]


def seconds(session: Session, return_: Return) -> dict[str, float]:
    """Question code -> active seconds that count."""
    codes = {
        row.question_id: row.question.code
        for row in queries_of_version(session, return_.round.version_id)
    }
    return {
        codes[one.question_id]: one.active_ms / 1000
        for one in queries.list_question_times(session, return_.id)
    }


def queries_of_version(session: Session, version_id: int) -> list[Any]:
    from surveyapp.questionnaires import queries as questionnaires

    return list(questionnaires.list_question_versions(session, version_id))


def stored(session: Session, return_: Return) -> tuple[Any, ...]:
    """Everything that was derived, as plain values."""
    intervals = [tuple(one) for one in queries.list_intervals(session, return_.id)]
    times = [
        (one.question_id, one.active_ms, one.offscreen_ms, one.idle_ms, one.visits, one.officers)
        for one in queries.list_question_times(session, return_.id)
    ]
    pages = [
        (page.id, page.started_ms, page.ended_ms, page.has_gaps, page.until_ms)
        for page in queries.list_page_sessions(session, return_.id)
    ]
    return intervals, times, pages


def wipe(session: Session) -> None:
    for table in (QuestionTime, Interval, EventBatch, PageSession, RefusedBatch):
        session.execute(sa.delete(table))
    session.expire_all()


def count(session: Session, table: type[Any]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


# --- The same seconds, however the events come ----------------------------------------------------


def test_work_becomes_seconds_per_question(session: Session, place: Place) -> None:
    page = opened_page(place.anna, place.return_)
    assert take(session, page, batch(page, working(("Q1", 40), ("Q2", 25.5)))) == [None]
    assert seconds(session, place.return_) == {"Q1": 40, "Q2": 25.5}
    times = queries.list_question_times(session, place.return_.id)
    assert [(one.visits, one.officers) for one in times] == [(1, 1), (1, 1)]


def test_the_same_batch_ten_times_counts_once(session: Session, place: Place) -> None:
    page = opened_page(place.anna, place.return_)
    body = batch(page, working(("Q1", 40)))
    take(session, page, body)
    once = stored(session, place.return_)
    assert take(session, page, *[body] * 9) == [None] * 9
    assert stored(session, place.return_) == once
    assert count(session, EventBatch) == 1


def test_the_same_events_in_new_batches_count_once(session: Session, place: Place) -> None:
    page = opened_page(place.anna, place.return_)
    events = working(("Q1", 40), ("Q2", 30))
    take(session, page, batch(page, events))
    once = stored(session, place.return_)
    take(session, page, batch(page, events[:4]), batch(page, events[2:]))
    assert stored(session, place.return_) == once


def test_any_order_gives_the_same_seconds(session: Session, place: Place) -> None:
    page = opened_page(place.anna, place.return_)
    bodies = [batch(page, part) for part in split(working(("Q1", 30), ("Q2", 30)), 2)]
    results = []
    for order in itertools.islice(itertools.permutations(bodies), 0, None, 5):
        take(session, page, *order)
        results.append(stored(session, place.return_))
        wipe(session)
    assert len(results) > 4
    assert all(result == results[0] for result in results)
    assert results[0][1]


@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_any_split_gives_the_same_seconds(session: Session, place: Place, size: int) -> None:
    page = opened_page(place.anna, place.return_)
    events = working(("Q1", 33), ("Q2", 47), ("Q1", 12))
    take(session, page, *[batch(page, part) for part in split(events, size)])
    assert seconds(session, place.return_) == {"Q1": 45, "Q2": 47}


def test_two_tabs_at_once_count_once(session: Session, place: Place) -> None:
    first = opened_page(place.anna, place.return_)
    later = first.opened_at + dt.timedelta(minutes=1)
    second = tokens.open_page(place.anna.id, place.return_.id, "A", later)
    take(session, first, batch(first, working(("Q1", 90))))
    take(session, second, batch(second, working(("Q2", 60))))
    found = seconds(session, place.return_)
    assert sum(found.values()) == 120
    assert found["Q1"] == 90


def test_a_tab_far_away_is_left_alone(
    session: Session, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened_page(place.anna, place.return_, minutes_ago=600)
    second = opened_page(place.anna, place.return_, minutes_ago=60)
    take(session, first, batch(first, working(("Q1", 90))))
    measured = []
    real = derivation._measure

    def noted(page: Any, batches: Any) -> Any:
        measured.append(page.id)
        return real(page, batches)

    monkeypatch.setattr(derivation, "_measure", noted)
    take(session, second, batch(second, working(("Q1", 30))))
    assert set(measured) == {second.page_session_id}
    assert seconds(session, place.return_) == {"Q1": 120}


def test_two_officers_add_up(session: Session, place: Place) -> None:
    for user in (place.anna, place.bo):
        page = opened_page(user, place.return_)
        take(session, page, batch(page, working(("Q1", 40))))
    assert seconds(session, place.return_) == {"Q1": 80}
    [time] = queries.list_question_times(session, place.return_.id)
    assert time.officers == 2


def many(place: Place, seed: int = 1) -> list[tuple[OpenedPage, dict[str, Any], dt.datetime]]:
    """Several officers, tabs and batches, some of them overlapping, shuffled."""
    choose = random.Random(seed)
    arrivals = []
    for number in range(8):
        user = choose.choice([place.anna, place.bo])
        page = opened_page(user, place.return_, minutes_ago=300 - 2 * choose.randrange(60))
        steps = [(choose.choice(["Q1", "Q2", "Q3"]), choose.randrange(5, 200)) for _ in range(4)]
        for part in split(working(*steps, is_closed=number % 2 == 0), choose.randrange(2, 9)):
            body = batch(page, part)
            arrivals.append((page, body, sent_at(page, body, choose.randrange(1, 9))))
    choose.shuffle(arrivals)
    return arrivals


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_by_one_all_at_once_and_derived_again_are_the_same(
    session: Session, place: Place, seed: int
) -> None:
    arrivals = many(place, seed)
    for page, body, at in arrivals:
        assert service.record(session, page=page, body=body, received_at=at) is None
    one_by_one = stored(session, place.return_)
    service.derive_return(session, place.return_.id)
    assert stored(session, place.return_) == one_by_one
    wipe(session)
    verdicts = service.record_many(
        session, place.return_.id, [service.Arrival(*one) for one in arrivals]
    )
    assert verdicts == [None] * len(arrivals)
    assert stored(session, place.return_) == one_by_one
    half = len(arrivals) // 2
    wipe(session)
    service.record_many(session, place.return_.id, arrivals[:half])
    service.record_many(session, place.return_.id, arrivals[half - 3 :])
    assert stored(session, place.return_) == one_by_one


# --- What does not count --------------------------------------------------------------------------


def test_a_forged_batch_changes_nothing_and_leaves_a_trace(session: Session, place: Place) -> None:
    page = opened_page(place.anna, place.return_)
    good = tokens.sign(page, SECRETS)
    take(session, page, batch(page, working(("Q1", 20))))
    before = stored(session, place.return_)
    later = opened_page(place.anna, place.return_, minutes_ago=5)
    mine = tokens.sign(later, SECRETS)
    elsewhere = tokens.sign(
        OpenedPage(later.page_session_id, place.stranger.id, place.return_.id, "A", 0), SECRETS
    )
    events = working(("Q1", 60))
    tries: list[tuple[bytes, str]] = [
        (as_sent(batch(later, events, token=tokens.sign(later, ["t" * 32]))), service.FORGED),
        (as_sent(batch(later, events, token=good[:-2] + "xx")), service.FORGED),
        (as_sent(batch(later, events, token="nothing")), service.FORGED),
        (as_sent(batch(later, events, token=elsewhere)), service.OTHER_PERSON),
        (as_sent(batch(later, events, token=good)), "other_page_session"),
        (as_sent(batch(later, events, token=mine, return_id="999999")), "other_return"),
        (as_sent(batch(later, working(("X9", 60)), token=mine)), "foreign_question"),
        (as_sent(batch(later, working(("Q1", 900)), token=mine)), "faster_than_the_clock"),
        (b"{}", "envelope_keys"),
        (b"x" * 60_001, "too_large"),
    ]
    for body, reason in tries:
        verdict = service.receive(
            session, place.anna.id, body, secrets=SECRETS, received_at=clock.now()
        )
        assert verdict == reason
    assert stored(session, place.return_) == before
    traces = session.scalars(sa.select(RefusedBatch.reason).order_by(RefusedBatch.id)).all()
    assert list(traces) == [reason for _body, reason in tries]


def test_a_genuine_batch_is_taken_also_when_the_key_has_changed(
    session: Session, place: Place
) -> None:
    page = opened_page(place.anna, place.return_)
    body = as_sent(batch(page, working(("Q1", 20)), token=tokens.sign(page, SECRETS)))
    verdict = service.receive(
        session,
        place.anna.id,
        body,
        secrets=[*SECRETS, "n" * 32],
        received_at=clock.now(),
    )
    assert (verdict, seconds(session, place.return_)) == (None, {"Q1": 20})


def test_a_page_of_a_return_that_is_gone_is_refused(session: Session, place: Place) -> None:
    page = OpenedPage(
        opened_page(place.anna, place.return_).page_session_id, place.anna.id, 0, "A", 0
    )
    body = batch(page, working(("Q1", 20)))
    assert service.record(session, page=page, body=body, received_at=clock.now()) == "no_return"
    [trace] = session.scalars(sa.select(RefusedBatch))
    assert trace.return_id is None


def test_who_has_switched_off_is_not_measured(session: Session, place: Place) -> None:
    page = opened_page(place.anna, place.return_)
    place.anna.is_timed = False
    session.flush()
    assert take(session, page, batch(page, working(("Q1", 20)))) == ["switched_off"]
    place.anna.is_timed, place.anna.timing_informed_at = True, None
    session.flush()
    assert take(session, page, batch(page, working(("Q1", 20)))) == ["switched_off"]
    assert stored(session, place.return_) == ([], [], [])


def submit(session: Session, place: Place) -> dt.datetime:
    make_submission(
        session,
        place.return_.id,
        {"Q1": "1", "Q2": "2", "Q3": "3", "Q4": "4"},
        place.actor(place.anna),
    )
    session.refresh(place.return_)
    assert place.return_.submitted_at is not None
    return place.return_.submitted_at


def test_a_late_batch_counts_for_seven_days(session: Session, place: Place) -> None:
    page = opened_page(place.anna, place.return_)
    first, second = split(working(("Q1", 30), ("Q2", 30), is_closed=False), 4)
    submitted = submit(session, place)
    late = {"body": batch(page, first), "received_at": submitted + 7 * DAY}
    assert service.record(session, page=page, **late) is None  # type: ignore[arg-type]
    too_late = {"body": batch(page, second), "received_at": submitted + 7 * DAY + DAY / 24}
    assert service.record(session, page=page, **too_late) == "arrived_too_late"  # type: ignore[arg-type]
    assert seconds(session, place.return_) == {"Q1": 30}


def test_nothing_counts_after_the_submission(session: Session, place: Place) -> None:
    submitted = submit(session, place)
    page = tokens.open_page(
        place.anna.id, place.return_.id, "A", submitted - dt.timedelta(seconds=50)
    )
    assert take(session, page, batch(page, working(("Q1", 40), ("Q2", 40)))) == [None]
    assert sum(seconds(session, place.return_).values()) == 50
    after = tokens.open_page(place.anna.id, place.return_.id, "A", submitted + DAY / 24)
    assert take(session, after, batch(after, working(("Q1", 40)))) == ["opened_after_submission"]
    tail = batch(page, working(("Q3", 40), start_s=90))
    assert take(session, page, tail) == ["events_after_submission"]
    assert sum(seconds(session, place.return_).values()) == 50
    assert service.replay_return(session, place.return_.id).is_equal


def test_work_after_reopening_counts(session: Session, place: Place) -> None:
    submit(session, place)
    responses.reopen(session, place.actor(place.anna), place.return_.id)
    page = tokens.open_page(place.anna.id, place.return_.id, "A", clock.now())
    assert take(session, page, batch(page, working(("Q1", 40)))) == [None]
    assert seconds(session, place.return_) == {"Q1": 40}


def test_a_fault_in_the_middle_leaves_nothing_half(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit_of_work(database) as session:
        unit = make_unit(session)
        return_ = return_of(session, make_round(session, unit), unit)
        user = make_officer(session, unit)
        page = opened_page(user, return_)
        first, second = split(working(("A1", 30), ("A2", 30)), 4)
        service.record(session, page=page, body=batch(page, first), received_at=clock.now())
        before = stored(session, return_)

    def fail(*_arguments: object) -> None:
        raise RuntimeError("the lights went out")

    with monkeypatch.context() as patched:
        patched.setattr(store, "replace_question_times", fail)
        with pytest.raises(RuntimeError), unit_of_work(database) as session:
            service.record(session, page=page, body=batch(page, second), received_at=clock.now())
    with unit_of_work(database) as session:
        assert stored(session, return_) == before
        assert count(session, EventBatch) == 1
        assert service.replay_return(session, return_.id).is_equal


def test_batches_that_come_at_once_lose_nothing(database: Database) -> None:
    with unit_of_work(database) as session:
        unit = make_unit(session)
        return_ = return_of(session, make_round(session, unit), unit)
        pages = [opened_page(make_officer(session, unit), return_) for _ in range(4)]
    parts = list(split(working(("A1", 30), ("A2", 30)), 3))
    start = threading.Barrier(len(pages))
    faults: list[BaseException] = []

    def send(page: OpenedPage) -> None:
        try:
            start.wait()
            for part in parts:
                with unit_of_work(database) as session:
                    body = batch(page, part)
                    service.record(session, page=page, body=body, received_at=clock.now())
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=send, args=(page,)) for page in pages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    with unit_of_work(database) as session:
        times = queries.list_question_times(session, return_.id)
        assert [(one.active_ms, one.officers) for one in times] == [(120_000, 4), (120_000, 4)]


@pytest.mark.parametrize("backend", ["postgresql"])
def test_taking_events_in_leaves_the_return_free_for_answers(database: Database) -> None:
    with unit_of_work(database) as session:
        unit = make_unit(session)
        return_ = return_of(session, make_round(session, unit), unit)
        page = opened_page(make_officer(session, unit), return_)
    with unit_of_work(database) as timing, unit_of_work(database) as answering:
        body = batch(page, working(("A1", 30)))
        service.record(timing, page=page, body=body, received_at=clock.now())
        answering.execute(sa.text("SET LOCAL lock_timeout = '2s'"))
        assert answers.lock_return(answering, return_.id) is not None


# --- What the officer says of it ------------------------------------------------------------------


def worked(session: Session, place: Place) -> OpenedPage:
    """Anna 40 s on Q1 and 30 s on Q2; Bo 20 s on Q1."""
    page = opened_page(place.anna, place.return_)
    take(session, page, batch(page, working(("Q1", 40), ("Q2", 30))))
    other = opened_page(place.bo, place.return_)
    take(session, other, batch(other, working(("Q1", 20))))
    return page


def test_a_struck_stretch_leaves_the_sums_and_comes_back(session: Session, place: Place) -> None:
    page = worked(session, place)
    anna = place.actor(place.anna)
    before = stored(session, place.return_)
    start = page.opened_at_ms
    strike = service.strike_stretch(session, anna, place.return_.id, start, start + 10_000)
    assert strike is not None
    assert seconds(session, place.return_) == {"Q1": 50, "Q2": 30}
    assert service.strike_stretch(session, anna, place.return_.id, start, start + 5_000) is None
    assert service.replay_return(session, place.return_.id).is_equal
    service.withdraw(session, anna, strike.id)
    assert stored(session, place.return_) == before


def test_striking_a_question_takes_only_ones_own_time(session: Session, place: Place) -> None:
    worked(session, place)
    codes = {
        row.question.code: row.question_id
        for row in queries_of_version(session, place.round_.version_id)
    }
    service.strike_question(session, place.actor(place.anna), place.return_.id, codes["Q1"])
    assert seconds(session, place.return_) == {"Q1": 20, "Q2": 30}
    [q1, _q2] = queries.list_question_times(session, place.return_.id)
    assert q1.officers == 1
    service.strike_question(session, place.actor(place.anna), place.return_.id, codes["Q2"])
    assert seconds(session, place.return_) == {"Q1": 20}


def test_what_comes_late_into_a_struck_stretch_stays_struck(session: Session, place: Place) -> None:
    page = opened_page(place.anna, place.return_)
    first, second = split(working(("Q1", 40), ("Q2", 30)), 4)
    take(session, page, batch(page, first))
    end = page.opened_at_ms + 60_000
    service.strike_stretch(
        session, place.actor(place.anna), place.return_.id, page.opened_at_ms, end
    )
    take(session, page, batch(page, second))
    assert seconds(session, place.return_) == {"Q2": 10}


def test_a_day_is_struck_and_restored_on_every_return(session: Session, place: Place) -> None:
    page = worked(session, place)
    anna = place.actor(place.anna)
    bounds = (page.opened_at_ms - 1000, page.opened_at_ms + 3_600_000)
    before = stored(session, place.return_)
    service.strike_day(session, anna, *bounds)
    assert seconds(session, place.return_) == {"Q1": 20}
    service.restore_day(session, anna, *bounds)
    assert stored(session, place.return_) == before


def test_nobody_touches_the_time_of_another(session: Session, place: Place) -> None:
    page = worked(session, place)
    anna = place.actor(place.anna)
    strike = service.strike_stretch(
        session, anna, place.return_.id, page.opened_at_ms, page.opened_at_ms + 9
    )
    assert strike is not None
    before = stored(session, place.return_)
    stranger = place.actor(place.stranger)
    span = (page.opened_at_ms, page.opened_at_ms + 90_000)
    reviewer = actor_of(make_reviewer(session), (Role.REVIEWER, None))
    colleague = make_officer(session, place.unit)
    tries: list[tuple[Callable[[], object], type[Exception]]] = [
        (lambda: service.strike_stretch(session, stranger, place.return_.id, *span), NotFound),
        (lambda: service.withdraw(session, stranger, strike.id), NotFound),
        (lambda: service.withdraw(session, place.actor(place.bo), strike.id), NotFound),
        (lambda: service.strike_day(session, stranger, *span), NotFound),
        (lambda: service.strike_day(session, reviewer, *span), Forbidden),
        (lambda: service.require_own(session, reviewer, place.return_.id), Forbidden),
        (lambda: service.require_own(session, stranger, place.return_.id), NotFound),
        (
            lambda: service.strike_stretch(
                session, place.actor(colleague), place.return_.id, *span
            ),
            NotFound,
        ),
    ]
    for attempt, error in tries:
        with pytest.raises(error):
            attempt()
    assert stored(session, place.return_) == before
    assert count(session, Strike) == 1


def test_striking_leaves_no_trace_for_others_to_read(session: Session, place: Place) -> None:
    from surveyapp.core.audit import AuditEvent

    page = worked(session, place)
    before = count(session, AuditEvent)
    span = (page.opened_at_ms, page.opened_at_ms + 90_000)
    service.strike_stretch(session, place.actor(place.anna), place.return_.id, *span)
    service.declare_minutes(session, place.actor(place.anna), place.return_.id, "A", 30)
    assert count(session, AuditEvent) == before


def test_minutes_are_ones_own_and_the_newest_counts(session: Session, place: Place) -> None:
    anna, bo = place.actor(place.anna), place.actor(place.bo)
    service.declare_minutes(session, anna, place.return_.id, "A", 45)
    service.declare_minutes(session, anna, place.return_.id, "A", 0, "controller")
    service.declare_minutes(session, bo, place.return_.id, "A", 20, "head")
    found = [
        (one.section_code, one.minutes, one.role)
        for one in queries.round_declared(session, place.round_.id)
    ]
    assert found == [("A", 0, "controller"), ("A", 20, "head")]
    service.declare_minutes(session, anna, place.return_.id, "A", None)
    assert [one.minutes for one in queries.round_declared(session, place.round_.id)] == [20]


@pytest.mark.parametrize(
    ("minutes", "role", "section_code", "error"),
    [
        (-1, "officer", "A", Invalid),
        (60_001, "officer", "A", Invalid),
        (5, "king", "A", Invalid),
        (5, "officer", "X", NotFound),
    ],
)
def test_minutes_that_mean_nothing_are_refused(
    session: Session,
    place: Place,
    minutes: int,
    role: str,
    section_code: str,
    error: type[Exception],
) -> None:
    with pytest.raises(error):
        service.declare_minutes(
            session, place.actor(place.anna), place.return_.id, section_code, minutes, role
        )
    assert count(session, DeclaredMinutes) == 0


def test_minutes_are_taken_only_while_answers_are(session: Session, place: Place) -> None:
    submit(session, place)
    with pytest.raises(Conflict):
        service.declare_minutes(session, place.actor(place.anna), place.return_.id, "A", 5)
    with pytest.raises(NotFound):
        service.declare_minutes(session, place.actor(place.stranger), place.return_.id, "A", 5)


# --- What the burden reads ------------------------------------------------------------------------


def test_the_round_is_read_with_units_and_without_what_was_only_idle(
    session: Session, place: Place
) -> None:
    page = worked(session, place)
    idle = opened_page(place.anna, place.return_, minutes_ago=30)
    take(session, idle, batch(idle, [*working(("Q3", 60), is_closed=False), *idling("Q3", 6)]))
    strike = (idle.opened_at_ms, idle.opened_at_ms + 120_000)
    service.strike_stretch(session, place.actor(place.anna), place.return_.id, *strike)
    kept = queries.list_question_times(session, place.return_.id)
    assert [(one.active_ms, one.idle_ms) for one in kept][2] == (0, 60_000)
    assert page.return_id == place.return_.id
    found = queries.round_measurements(session, place.round_.id)
    assert [(one.return_id, one.unit_id, one.active_seconds, one.officers) for one in found] == [
        (place.return_.id, place.unit.id, 60, 2),
        (place.return_.id, place.unit.id, 30, 1),
    ]


def test_a_section_named_by_the_browser_is_not_believed(session: Session, place: Place) -> None:
    page = opened_page(place.anna, place.return_)
    take(session, page, batch(page, working(("Q4", 30), section="Hittad")))
    sections = {one.section_code for one in queries.list_intervals(session, place.return_.id)}
    assert sections == {"B"}


def test_rounds_in_the_registry_of_rules_still_hold(session: Session, place: Place) -> None:
    """Touching tabs do not overlap; a chain of overlaps is one cluster."""
    spans = {"a": (0, 10), "b": (10, 20), "c": (15, 30), "d": (29, 40), "e": (50, 60)}
    assert rules.overlapping(spans, "a") == {"a"}
    assert rules.overlapping(spans, "d") == {"b", "c", "d"}
    assert rules.overlapping(spans, "e") == {"e"}


def test_closing_the_round_does_not_take_time_away(session: Session, place: Place) -> None:
    worked(session, place)
    before = stored(session, place.return_)
    rounds.close_round(session, SYSTEM, place.round_)
    service.derive_return(session, place.return_.id)
    assert stored(session, place.return_) == before
