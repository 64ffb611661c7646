"""Proving that the seconds follow from the events, and deleting events whose time is out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from surveyapp.core import clock
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.rounds import queries as round_queries
from surveyapp.timing import queries, store
from surveyapp.timing.queries import StoredInterval
from surveyapp.timing.service.derivation import derive, sum_up


@dataclass(frozen=True)
class Replay:
    """What deriving a return again from its stored batches showed."""

    return_id: int
    batches: int
    intervals: int
    questions: int
    active_ms: int
    differences: tuple[str, ...] = ()

    @property
    def is_equal(self) -> bool:
        return not self.differences


def replay_return(session: Session, return_id: int) -> Replay:
    """Derive a return again and compare with what is stored, bit for bit; writes nothing.

    Raises:
        NotFound: there is no such return.
    """
    return_ = round_queries.get_return(session, return_id)
    form = questionnaires.load_form(session, return_.round.version)
    derived = derive(session, return_id, form)
    names = {name for person in derived for name in person.measured}
    stored = queries.list_intervals(session, return_id)
    fresh = [StoredInterval(**row) for person in derived for row in person.rows]
    differences = []
    known = sorted(_key(one) for one in stored if one.page_session_id in names)
    if known != sorted(_key(one) for one in fresh):
        differences.append("intervals")
    kept = [one for one in stored if one.page_session_id not in names]
    sums = sum_up([*kept, *fresh], queries.list_strikes(session, return_id))
    times = queries.list_question_times(session, return_id)
    have = [
        {
            "question_id": one.question_id,
            "active_ms": one.active_ms,
            "offscreen_ms": one.offscreen_ms,
            "idle_ms": one.idle_ms,
            "visits": one.visits,
            "officers": one.officers,
        }
        for one in times
    ]
    derived_sums = {row["question_id"]: row for row in sums}
    stored_sums = {row["question_id"]: row for row in have}
    differences += [
        f"question {form.codes.get(question_id, question_id)}"
        for question_id in sorted(derived_sums.keys() | stored_sums.keys())
        if derived_sums.get(question_id) != stored_sums.get(question_id)
    ]
    return Replay(
        return_id,
        batches=len(queries.known_batches(session, sorted(names))),
        intervals=len(fresh),
        questions=len(sums),
        active_ms=sum(row["active_ms"] for row in sums),
        differences=tuple(differences),
    )


def _key(interval: StoredInterval) -> tuple[object, ...]:
    return (
        interval.user_id,
        interval.start_ms,
        interval.length_ms,
        interval.page_session_id,
        interval.question_id or 0,
        interval.section_code,
        interval.kind,
        interval.entered_ms,
    )


@dataclass(frozen=True)
class Pruned:
    """What was deleted when the events' time was out."""

    rounds: int = 0
    batches: int = 0
    refused: int = 0


def prune(session: Session, *, days: int, now: dt.datetime | None = None) -> Pruned:
    """Delete the events of rounds closed more than `days` ago; intervals and sums stay."""
    moment = (now or clock.now()) - dt.timedelta(days=days)
    pruned = Pruned()
    for round_ in queries.list_rounds_closed_before(session, moment):
        batches = refused = 0
        for return_id in queries.list_traced_returns(session, round_.id):
            store.hold_time(session, return_id)
            pages = [page.id for page in queries.list_page_sessions(session, return_id)]
            batches += store.delete_batches(session, pages) if pages else 0
            refused += store.delete_refused(session, [return_id])
        if batches or refused:
            pruned = replace(
                pruned,
                rounds=pruned.rounds + 1,
                batches=pruned.batches + batches,
                refused=pruned.refused + refused,
            )
    return pruned
