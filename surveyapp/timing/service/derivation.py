"""From stored batches to intervals and sums, by the pure rules.

What is stored is always what the rules give for the stored batches, whether these came one by one or
all at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.questionnaires import queries as questionnaires
from surveyapp.questionnaires.queries import LoadedForm
from surveyapp.rounds import queries as round_queries
from surveyapp.timing import queries, rules, store
from surveyapp.timing.models import PageSession as StoredPage
from surveyapp.timing.models import Strike
from surveyapp.timing.queries import StoredInterval
from surveyapp.timing.service.packing import unpack
from surveyapp.timing.tokens import milliseconds


def derive_return(session: Session, return_id: int) -> None:
    """Derive all seconds of a return anew from its stored batches.

    Page sessions whose batches have been deleted keep their intervals.

    Raises:
        NotFound: there is no such return.
    """
    store.hold_time(session, return_id)
    return_ = round_queries.get_return(session, return_id)
    form = questionnaires.load_form(session, return_.round.version)
    derived = derive(session, return_id, form)
    for person in derived:
        _write(session, return_id, person)
    recount(session, return_id)


@dataclass(frozen=True)
class Derived:
    """What the batches of one person's page sessions give."""

    user_id: int
    measured: Mapping[str, rules.MeasuredSession]
    rows: Sequence[dict[str, Any]]
    """Rows of `Interval`."""


def derive(session: Session, return_id: int, form: LoadedForm) -> list[Derived]:
    """Return what the stored batches of a return give, person by person; writes nothing."""
    pages = queries.list_page_sessions(session, return_id)
    by_person: dict[int, list[StoredPage]] = {}
    for page in pages:
        by_person.setdefault(page.user_id, []).append(page)
    places = _Places(form)
    return [
        _derive(return_id, user_id, theirs, places, _stored(session, theirs))
        for user_id, theirs in by_person.items()
    ]


def rederive(
    session: Session,
    return_id: int,
    form: LoadedForm,
    grown: Mapping[str, Sequence[rules.Batch] | None],
) -> None:
    """Bring the intervals of page sessions that have grown, and of those they overlap, up to date.

    `grown`: page session id -> all its batches where they are at hand, else None.
    """
    pages = {page.id: page for page in queries.list_page_sessions(session, return_id)}
    batches = _stored(session, [pages[name] for name, known in grown.items() if known is None])
    batches |= {name: known for name, known in grown.items() if known is not None}
    people: dict[int, dict[str, rules.MeasuredSession]] = {}
    for name in grown:
        people.setdefault(pages[name].user_id, {})[name] = _measure(pages[name], batches[name])
    questions: set[int] = set()
    places = _Places(form)
    for user_id, measured in people.items():
        spans: dict[str, rules.Span] = {
            page.id: (page.started_ms, page.ended_ms)
            for page in pages.values()
            if page.user_id == user_id and page.started_ms is not None and page.ended_ms is not None
        }
        for name, one in measured.items():
            now = _span(one)
            was = spans.get(name, now)
            if now is not None and was is not None:
                spans[name] = (min(now[0], was[0]), max(now[1], was[1]))
        together = {
            other
            for name in measured
            for other in (rules.overlapping(spans, name) if name in spans else {name})
        }
        theirs = [pages[name] for name in pages if name in together]
        rest = _stored(session, [page for page in theirs if page.id not in batches])
        derived = _derive(return_id, user_id, theirs, places, {**batches, **rest}, measured)
        questions |= queries.questions_of(session, list(derived.measured))
        questions |= {row["question_id"] for row in derived.rows if row["question_id"] is not None}
        _write(session, return_id, derived)
    recount(session, return_id, questions)


def _stored(session: Session, pages: Sequence[StoredPage]) -> dict[str, Sequence[rules.Batch]]:
    found: dict[str, list[rules.Batch]] = {page.id: [] for page in pages}
    if found:
        for stored in queries.list_batches(session, list(found)):
            found[stored.page_session_id].append(unpack(stored))
    return dict(found)


def _measure(page: StoredPage, batches: Sequence[rules.Batch]) -> rules.MeasuredSession:
    return rules.measure_page_session(
        page.id, batches, opened_at_ms=milliseconds(page.opened_at), until_ms=page.until_ms
    )


def _span(measured: rules.MeasuredSession) -> rules.Span | None:
    if not measured.segments:
        return None
    return (
        min(segment.start_ms for segment in measured.segments),
        max(segment.end_ms for segment in measured.segments),
    )


class _Places:
    """Where a reported question stands: its identity and its section in the form."""

    def __init__(self, form: LoadedForm) -> None:
        self.question_ids = form.question_ids
        self.section_of = {
            item.code: section.code
            for section in form.definition.sections
            for item in section.walk()
        }
        self.sections = {section.code for section in form.definition.sections}

    def of(self, interval: rules.Interval, page: StoredPage) -> tuple[int | None, str]:
        """Return (question id, section code); the form says more than the page did."""
        code = interval.question_code
        if code is not None and code in self.section_of:
            return self.question_ids.get(code), self.section_of[code]
        return None, interval.section if interval.section in self.sections else page.section_code


def _derive(
    return_id: int,
    user_id: int,
    pages: Sequence[StoredPage],
    places: _Places,
    batches: Mapping[str, Sequence[rules.Batch]],
    known: Mapping[str, rules.MeasuredSession] | None = None,
) -> Derived:
    """Measure one person's page sessions and lay them over each other.

    A page session without batches (they are deleted 90 days after the round) is left as it is.
    `known`: page sessions that have been measured already, from the same batches.
    """
    kept = {page.id: page for page in pages if batches.get(page.id)}
    done = known or {}
    measured = {
        name: done[name] if name in done else _measure(page, batches[name])
        for name, page in kept.items()
    }
    rows = []
    for interval in rules.merge_measured(user_id, measured.values()):
        question_id, section = places.of(interval, kept[interval.page_session_id])
        rows.append(
            {
                "return_id": return_id,
                "user_id": user_id,
                "page_session_id": interval.page_session_id,
                "question_id": question_id,
                "section_code": section,
                "kind": interval.kind.value,
                "start_ms": interval.start_ms,
                "length_ms": interval.duration_ms,
                "entered_ms": interval.entered_ms,
            }
        )
    return Derived(user_id, measured, rows)


def _write(session: Session, return_id: int, derived: Derived) -> None:
    if not derived.measured:
        return
    store.replace_intervals(session, list(derived.measured), derived.rows)
    notes = []
    for name, measured in derived.measured.items():
        span = _span(measured)
        notes.append(
            {
                "id": name,
                "started_ms": span[0] if span else None,
                "ended_ms": span[1] if span else None,
                "has_gaps": measured.quality.has_gaps,
                "is_skewed": measured.quality.is_skewed,
            }
        )
    store.note_page_sessions(session, notes)


def recount(session: Session, return_id: int, question_ids: Collection[int] | None = None) -> None:
    """Make the sums of a return's questions equal to its intervals; None: of all questions."""
    if question_ids is not None and not question_ids:
        return
    sums = sum_up(
        queries.list_intervals(session, return_id, question_ids=question_ids),
        queries.list_strikes(session, return_id),
    )
    store.replace_question_times(
        session,
        return_id,
        question_ids,
        [{"return_id": return_id, **row} for row in sums],
    )


def sum_up(intervals: Iterable[StoredInterval], strikes: Iterable[Strike]) -> list[dict[str, int]]:
    """Return rows of `QuestionTime` without the return, by question: strikes taken out."""
    rolled = rules.roll_up(
        (as_rule(interval) for interval in intervals if interval.question_id is not None),
        (strike_as_rule(strike) for strike in strikes),
    )
    return [
        {
            "question_id": int(question),
            "active_ms": seconds.active_ms,
            "offscreen_ms": seconds.offscreen_ms,
            "idle_ms": seconds.idle_ms,
            "visits": seconds.visits,
            "officers": seconds.people,
        }
        for question, seconds in sorted(rolled.questions.items(), key=lambda pair: int(pair[0]))
    ]


def as_rule(interval: StoredInterval) -> rules.Interval:
    """Return a stored interval as the rules see it; the question's id is its code."""
    return rules.Interval(
        person_id=interval.user_id,
        page_session_id=interval.page_session_id,
        question_code=None if interval.question_id is None else str(interval.question_id),
        section=interval.section_code,
        start_ms=interval.start_ms,
        duration_ms=interval.length_ms,
        kind=rules.SegmentKind(interval.kind),
        entered_ms=interval.entered_ms,
    )


def strike_as_rule(strike: Strike) -> rules.Strike:
    """Return a stored strike as the rules see it."""
    return rules.Strike(
        person_id=strike.user_id,
        start_ms=strike.from_ms,
        end_ms=strike.to_ms,
        question_code=None if strike.question_id is None else str(strike.question_id),
    )
