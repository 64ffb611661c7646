"""What the pages show: the queue in its order, and everything about one pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from surveyapp.core.i18n import Texts, pick, pick_with_language
from surveyapp.overlap import queries
from surveyapp.overlap.models import Candidate, OverlapDecision
from surveyapp.overlap.queries import Cost
from surveyapp.overlap.rules.comparing import Piece, pieces
from surveyapp.overlap.rules.queueing import expected_hours, is_likely
from surveyapp.overlap.rules.text import Lexicon, points_back
from surveyapp.questionnaires.models import QuestionVersion

UNDECIDED, WEAK, DECIDED, ALL = "att-besluta", "svaga", "beslutade", "alla"
PAGE = 25


@dataclass(frozen=True)
class Filters:
    """What of the queue is asked for; "" is everything."""

    state: str = UNDECIDED
    collection: str = ""
    section: str = ""
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
            state if state in (UNDECIDED, WEAK, DECIDED, ALL) else UNDECIDED,
            values.get("insamling", ""),
            values.get("avsnitt", ""),
            values.get("forslag", ""),
            values.get("fraga", ""),
        )


@dataclass(frozen=True)
class Entry:
    """One pair of the queue."""

    candidate: Candidate
    text: Texts
    section: str
    section_title: Texts
    is_asked: bool
    """False when the newest version no longer has the question."""
    decision: OverlapDecision | None
    cost: Cost | None

    @property
    def proposal(self) -> str:
        return str(self.candidate.evidence.get("proposal", ""))

    @property
    def is_changed(self) -> bool:
        """True when a text changed after the decision, so that it must be looked at again."""
        return self.decision is not None and self.decision.decided_at < self.candidate.found_at

    @property
    def is_undecided(self) -> bool:
        return self.decision is None or self.is_changed

    @property
    def is_likely(self) -> bool:
        """True for what waits in the first place: likely pairs, and decided ones that changed."""
        return self.is_changed or is_likely(self.proposal, self.candidate.score)

    @property
    def hours(self) -> float:
        return expected_hours(
            self.proposal, self.candidate.score, self.cost.hours if self.cost else None
        )


@dataclass(frozen=True)
class Queue:
    """The pairs that the filters let through, in the order in which they should be looked at."""

    entries: list[Entry]
    everything: list[Entry]
    collections: list[tuple[str, str]]
    sections: list[tuple[str, str]]
    question_code: str
    """Of the one question that the filters ask for, else ""."""

    @property
    def waiting(self) -> int:
        return sum(e.is_undecided and e.is_likely for e in self.everything)

    @property
    def weak(self) -> int:
        return sum(e.is_undecided and not e.is_likely for e in self.everything)

    @property
    def decided(self) -> int:
        return sum(not e.is_undecided for e in self.everything)

    @property
    def has_costs(self) -> bool:
        return any(e.cost for e in self.everything)

    @property
    def is_fictional(self) -> bool:
        return any(e.cost and e.cost.is_fictional for e in self.everything)


def load_queue(session: Session, filters: Filters) -> Queue:
    """Return the queue: hours that could be saved first, then score, then the oldest."""
    asked = {row.question_id: row for row in queries.list_newest_question_versions(session)}
    decisions = queries.newest_decisions(session)
    costs = queries.question_costs(session)
    entries = [
        _entry(candidate, asked, decisions.get(candidate.id), costs.get(candidate.question_id))
        for candidate in queries.list_candidates(session)
    ]
    entries.sort(key=lambda e: (-e.hours, -e.candidate.score, e.candidate.id))
    collections = {e.candidate.other.source: pick(e.candidate.other.source_name) for e in entries}
    sections = {e.section: pick(e.section_title) for e in entries if e.section}
    return Queue(
        [e for e in entries if _passes(e, filters)],
        entries,
        sorted(collections.items(), key=lambda c: c[1].lower()),
        sorted(sections.items(), key=lambda s: s[1].lower()),
        next(
            (
                e.candidate.question.code
                for e in entries
                if str(e.candidate.question_id) == filters.question
            ),
            "",
        ),
    )


def _entry(
    candidate: Candidate,
    asked: Mapping[int, QuestionVersion],
    decision: OverlapDecision | None,
    cost: Cost | None,
) -> Entry:
    row = asked.get(candidate.question_id)
    return Entry(
        candidate,
        row.text if row else {"und": candidate.question.code},
        f"{row.version.questionnaire.code}:{row.section_code}" if row else "",
        row.section_title if row else {},
        row is not None,
        decision,
        cost,
    )


def _passes(entry: Entry, filters: Filters) -> bool:
    if filters.state == UNDECIDED and not (entry.is_undecided and entry.is_likely):
        return False
    if filters.state == WEAK and (not entry.is_undecided or entry.is_likely):
        return False
    if filters.state == DECIDED and entry.decision is None:
        return False
    code = entry.candidate.other.source
    return (
        filters.collection in ("", code)
        and filters.section in ("", entry.section)
        and filters.proposal in ("", entry.proposal)
        and filters.question in ("", str(entry.candidate.question_id))
    )


def next_undecided(queue: Queue, after: int) -> int | None:
    """Return the id of the pair to look at after this one: the next in order, else the first."""
    order = [e.candidate.id for e in queue.everything]
    passing = {e.candidate.id for e in queue.entries if e.is_undecided} - {after}
    place = order.index(after) if after in order else -1
    return next((i for i in [*order[place + 1 :], *order[: place + 1]] if i in passing), None)


@dataclass(frozen=True)
class Card:
    """Everything that is shown of one pair."""

    candidate: Candidate
    row: QuestionVersion | None
    follows: Texts
    """The question that ours points back to, {} when it stands by itself."""
    our_language: str
    our_pieces: Sequence[Piece]
    their_language: str
    their_pieces: Sequence[Piece]
    shared: Sequence[str]
    only_ours: Sequence[str]
    only_theirs: Sequence[str]
    decisions: Sequence[OverlapDecision]
    cost: Cost | None

    @property
    def is_changed(self) -> bool:
        return bool(self.decisions) and self.decisions[0].decided_at < self.candidate.found_at


def load_card(session: Session, candidate: Candidate) -> Card:
    """Return the card of a pair that `queries.get_candidate` gave."""
    rows = queries.list_newest_question_versions(session)
    row = next((r for r in rows if r.question_id == candidate.question_id), None)
    # Both texts are shown in the language they were compared in, so that the marks fit.
    language = str(candidate.evidence.get("language", ""))
    ours = _shown(row.text if row else {}, language)
    theirs = _shown(candidate.other.text, language)
    lexicon = Lexicon((ours[1], theirs[1]), ours[0])
    our_pieces = pieces(ours[1], theirs[1], ours[0], theirs[0], lexicon)
    their_pieces = pieces(theirs[1], ours[1], theirs[0], ours[0], lexicon)
    return Card(
        candidate,
        row,
        _followed(rows, row) if row else {},
        ours[0],
        our_pieces,
        theirs[0],
        their_pieces,
        _marked(our_pieces, "shared"),
        _marked(our_pieces, "differs"),
        _marked(their_pieces, "differs"),
        queries.list_decisions(session, candidate.id),
        queries.question_costs(session).get(candidate.question_id),
    )


def _followed(rows: Sequence[QuestionVersion], row: QuestionVersion) -> Texts:
    if not points_back(pick(row.text, "sv")):
        return {}
    before = [r for r in rows if r.version_id == row.version_id and r.position < row.position]
    return next((r.text for r in reversed(before) if not points_back(pick(r.text, "sv"))), {})


def _shown(texts: Mapping[str, str], language: str) -> tuple[str, str]:
    if texts.get(language):
        return language, texts[language]
    return pick_with_language(texts)


def _marked(found: Sequence[Piece], mark: str) -> list[str]:
    return list(dict.fromkeys(p.text.lower() for p in found if p.mark == mark))
