"""The queue in its order, narrowed by what was asked for, and its pairs a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from surveyapp.core.i18n import Texts, pick
from surveyapp.core.i18n import gettext as _
from surveyapp.overlap import queries
from surveyapp.overlap.models import Candidate, DecisionState, OverlapDecision
from surveyapp.overlap.queries import Cost, review
from surveyapp.overlap.queries.review import Where
from surveyapp.overlap.rules import queueing
from surveyapp.overlap.rules.queueing import Place, Waiting
from surveyapp.overlap.rules.sampling import SHARE, Misses, estimate_misses

UNDECIDED, SECOND, WEAK, DECIDED, SAMPLES, EDITIONS, ALL = (
    "att-besluta",
    "vantar",
    "svaga",
    "beslutade",
    "stickprov",
    "utgavor",
    "alla",
)
STATES = (UNDECIDED, SECOND, DECIDED, SAMPLES, WEAK, EDITIONS, ALL)
PAGE = 25
BLOCK = 500
"""Pairs read at a time for a file."""


@dataclass(frozen=True)
class Filters:
    """What of the queue is asked for; "" is everything."""

    state: str = UNDECIDED
    collection: str = ""
    section: str = ""
    """A questionnaire's code, or "questionnaire:section"."""
    proposal: str = ""
    question: str = ""

    def as_query(self) -> dict[str, str]:
        """Return the part of an address that gives these filters back."""
        values = {
            "lage": "" if self.state == UNDECIDED else self.state,
            "insamling": self.collection,
            "avsnitt": self.section,
            "forslag": self.proposal,
            "fraga": self.question,
        }
        return {name: value for name, value in values.items() if value}

    @classmethod
    def from_query(cls, values: Mapping[str, str]) -> Filters:
        """Return the filters that an address names; what is unknown is left out."""
        state = values.get("lage", UNDECIDED)
        return cls(
            state if state in STATES else UNDECIDED,
            values.get("insamling", ""),
            values.get("avsnitt", ""),
            values.get("forslag", ""),
            values.get("fraga", ""),
        )


@dataclass(frozen=True)
class Entry:
    """One pair of the queue with what is shown of it."""

    candidate: Candidate
    waiting: Waiting
    text: Texts
    other_text: Texts
    is_asked: bool
    """False when the newest version no longer has the question."""
    decision: OverlapDecision | None
    cost: Cost | None

    @property
    def proposal(self) -> str:
        return self.waiting.proposal

    @property
    def is_waiting(self) -> bool:
        """True when a second person has to agree."""
        return self.decision is not None and self.decision.state == DecisionState.WAITING.value


@dataclass(frozen=True)
class Queue:
    """The pairs that the filters let through, in the order in which they should be looked at."""

    rows: list[Waiting]
    everything: list[Waiting]
    collections: list[tuple[str, str]]
    sections: list[tuple[str, str]]
    costs: Mapping[int, Cost]
    misses: Misses

    @property
    def waiting(self) -> int:
        return sum(r.is_queued for r in self.everything)

    @property
    def second(self) -> int:
        return sum(_is_second(r) for r in self.everything)

    @property
    def weak(self) -> int:
        return sum(_is_weak(r) for r in self.everything)

    @property
    def decided(self) -> int:
        return sum(_is_decided(r) for r in self.everything)

    @property
    def editions(self) -> int:
        return sum(r.is_new_edition for r in self.everything)

    @property
    def has_costs(self) -> bool:
        return bool(self.costs)

    @property
    def is_fictional(self) -> bool:
        return any(cost.is_fictional for cost in self.costs.values())

    def place(self, candidate_id: int) -> Place:
        """Return where a pair stands among those of the filters that wait."""
        order = [r.id for r in self.everything]
        # Whoever looks through decided pairs goes from one to the next of them.
        waiting = [r.id for r in self.rows if r.is_queued or r.is_undecided]
        return queueing.place(order, waiting or [r.id for r in self.rows], candidate_id)


def load_queue(session: Session, filters: Filters) -> Queue:
    """Return the queue: hours that could be saved first, random low scores spread among them."""
    asked = review.where_asked(session)
    costs = {i: c for i, c in queries.question_costs(session).items() if i in asked}
    rows = queueing.ordered(review.list_waiting(session, dict(costs)))
    sources = review.list_sources(session)
    names: dict[str, str] = {}
    for source in sources.values():
        names.setdefault(source.code, pick(source.name) or source.code)
    met = {r.source for r in rows}
    sample = [r for r in rows if r.is_sample]
    decided, found = review.count_sample_decisions(session)
    low = max(sum(r.is_low for r in rows), round(len(sample) / SHARE))
    return Queue(
        [r for r in rows if _passes(r, filters, asked)],
        rows,
        sorted(
            ((code, names[code]) for code in met if code in names),
            key=lambda c: c[1].lower(),
        ),
        _sections({i for r in rows for i in r.ours}, asked),
        costs,
        estimate_misses(decided, found, low),
    )


def load_entries(session: Session, queue: Queue, rows: Sequence[Waiting]) -> list[Entry]:
    """Return what is shown of these rows, in their order."""
    found: list[Entry] = []
    for first in range(0, len(rows), BLOCK):
        found.extend(_entries(session, queue, rows[first : first + BLOCK]))
    return found


def _entries(session: Session, queue: Queue, rows: Sequence[Waiting]) -> list[Entry]:
    by_id = {r.id: r for r in rows}
    pairs = review.list_pairs(session, [r.id for r in rows])
    ids = {c.question_id for c in pairs} | {
        c.other_question_id for c in pairs if c.other_question_id is not None
    }
    asked = review.newest_rows(session, sorted(ids))
    decisions = review.newest_of(session, list(by_id))
    found = []
    for pair in pairs:
        row = asked.get(pair.question_id)
        other = asked.get(pair.other_question_id or 0)
        found.append(
            Entry(
                pair,
                by_id[pair.id],
                row.text if row else {"und": pair.question.code},
                pair.other.text or (other.text if other else {"und": pair.other.code}),
                row is not None,
                decisions.get(pair.id),
                queue.costs.get(pair.question_id),
            )
        )
    return found


def question_code(entries: Sequence[Entry], filters: Filters) -> str:
    """Return the code of the question that is asked for, its id where no pair of it is shown."""
    for entry in entries:
        for question in (entry.candidate.question, entry.candidate.other_question):
            if question is not None and str(question.id) == filters.question:
                return question.code
    return filters.question


def _sections(question_ids: set[int], asked: Mapping[int, Where]) -> list[tuple[str, str]]:
    """Return the questionnaires with pairs, each followed by its sections, in the order of the form."""
    found: dict[str, str] = {}
    for question_id, where in asked.items():
        if question_id in question_ids:
            title = pick(where.questionnaire_title)
            found.setdefault(where.questionnaire, _("%(title)s, hela", title=title))
            found.setdefault(where.section, f"{title}: {pick(where.section_title)}")
    return list(found.items())


def _is_second(row: Waiting) -> bool:
    return row.state == DecisionState.WAITING.value and not row.is_changed


def _is_decided(row: Waiting) -> bool:
    return row.state == DecisionState.CONFIRMED.value and not row.is_changed


def _is_weak(row: Waiting) -> bool:
    return row.is_low and row.is_undecided and not row.is_queued and not row.is_new_edition


def _passes(row: Waiting, filters: Filters, asked: Mapping[int, Where]) -> bool:
    state = {
        UNDECIDED: row.is_queued,
        SECOND: _is_second(row),
        WEAK: _is_weak(row),
        DECIDED: bool(row.state),
        # Random pairs are told apart only once they are decided, so that nobody reads them otherwise.
        SAMPLES: row.is_sample and bool(row.state),
        EDITIONS: row.is_new_edition,
        ALL: True,
    }[filters.state]
    places = {
        place
        for where in (asked.get(question_id) for question_id in row.ours)
        if where is not None
        for place in (where.section, where.questionnaire)
    }
    return (
        state
        and filters.collection in ("", row.source)
        and (not filters.section or filters.section in places)
        and filters.proposal in ("", row.proposal)
        and filters.question in ("", *map(str, row.ours))
    )
