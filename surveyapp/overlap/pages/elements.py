"""Data elements as pages show them: members with their words, what joins them, and what stands beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from surveyapp.core.i18n import Texts
from surveyapp.overlap import elements as service
from surveyapp.overlap import queries
from surveyapp.overlap.models import Candidate, DataElement, ElementMember, OverlapDecision
from surveyapp.overlap.queries import Cost, review
from surveyapp.overlap.queries import elements as element_queries
from surveyapp.overlap.rules.elements import Asker, Edge, Node
from surveyapp.overlap.rules.overview import Member


@dataclass(frozen=True)
class Shown:
    """One question that asks for a data element."""

    node: Node
    element_id: int
    code: str
    text: Texts
    source: Asker
    source_name: Texts
    is_ours: bool
    note: str
    cost: Cost | None


@dataclass(frozen=True)
class Joined:
    """A decided pair within an element or between two."""

    first: Shown
    second: Shown
    edge: Edge
    candidate: Candidate
    decision: OverlapDecision
    is_held: bool = False


@dataclass(frozen=True)
class Elements:
    """Every data element with its members, and the decided pairs between them."""

    elements: list[DataElement]
    members: Mapping[int, list[Shown]]
    """By element id, ours first."""
    inner: Mapping[int, list[Joined]]
    links: list[Joined]

    def links_of(self, element_id: int) -> list[Joined]:
        """Return the pairs between this element and others."""
        return [j for j in self.links if element_id in (j.first.element_id, j.second.element_id)]

    def note_of(self, element: DataElement) -> str:
        """Return the source to name with the element's name, "" where the words are not the bank's."""
        members = self.members.get(element.id, [])
        has_ours = any(m.is_ours for m in members)
        return next(
            (m.note for m in members if m.note and (m.text == element.name or not has_ours)), ""
        )

    def notes(self) -> dict[int, str]:
        """Return element id -> the source to name with its name; those without one are left out."""
        found = {element.id: self.note_of(element) for element in self.elements}
        return {element_id: note for element_id, note in found.items() if note}

    def hours(self, element_id: int) -> float | None:
        """Return what our questions about it take together; None when none is measured."""
        known = [m.cost.hours for m in self.members.get(element_id, []) if m.cost]
        return sum(known) if known else None

    def as_members(self) -> list[Member]:
        """Return what the map is drawn from."""
        return [
            Member(
                element_id,
                m.source,
                m.node[1] if m.is_ours else -m.node[1],
                m.cost.hours if m.cost else None,
            )
            for element_id, shown in self.members.items()
            for m in shown
        ]

    def derivations(self) -> list[tuple[int, int]]:
        """Return (element, element that it can be worked out from), and held-back sames both ways."""
        found: list[tuple[int, int]] = []
        for joined in self.links:
            first, second = joined.first.element_id, joined.second.element_id
            if joined.edge.verdict == "derivable":
                found.append(
                    (first, second) if joined.edge.direction != "theirs" else (second, first)
                )
            else:
                found += [(first, second), (second, first)]
        return found

    @property
    def is_fictional(self) -> bool:
        return any(m.cost.is_fictional for shown in self.members.values() for m in shown if m.cost)


def load_elements(session: Session) -> Elements:
    """Return all data elements as they stand."""
    costs = queries.question_costs(session)
    members = element_queries.list_members(session)
    rows = review.newest_rows(session, [m.question_id for m in members if m.question_id])
    shown: dict[Node, Shown] = {}
    by_element: dict[int, list[Shown]] = {}
    for member in members:
        found = _shown(
            member,
            {i: row.text for i, row in rows.items()},
            costs.get(member.question_id or 0),
        )
        shown[found.node] = found
        by_element.setdefault(member.element_id, []).append(found)
    current = service.current(session)
    inner: dict[int, list[Joined]] = {}
    for _place, edge in current.grouping.inner:
        joined = _joined(edge, shown, current.pairs)
        if joined is not None:
            inner.setdefault(joined.first.element_id, []).append(joined)
    links = [
        joined
        for link in current.grouping.links
        if (joined := _joined(link.edge, shown, current.pairs, is_held=link.is_held)) is not None
    ]
    return Elements(element_queries.list_elements(session), by_element, inner, links)


def _joined(
    edge: Edge,
    shown: Mapping[Node, Shown],
    pairs: Mapping[int, tuple[Candidate, OverlapDecision]],
    *,
    is_held: bool = False,
) -> Joined | None:
    if edge.a not in shown or edge.b not in shown:
        return None  # decided a moment ago by somebody else
    candidate, decision = pairs[edge.decision]
    return Joined(shown[edge.a], shown[edge.b], edge, candidate, decision, is_held)


def _shown(member: ElementMember, texts: Mapping[int, Texts], cost: Cost | None) -> Shown:
    question, bank = member.question, member.bank_question
    if question is not None:
        home = question.questionnaire
        return Shown(
            ("question", question.id),
            member.element_id,
            question.code,
            texts.get(question.id) or {"und": question.code},
            ("question", home.code),
            home.title,
            True,
            "",
            cost,
        )
    assert bank is not None
    return Shown(
        ("bank", bank.id),
        member.element_id,
        bank.code,
        bank.text,
        ("bank", bank.collection.code),
        bank.collection.name,
        False,
        bank.source_note,
        None,
    )


def named(elements: Sequence[DataElement]) -> dict[int, Texts]:
    """Return element id -> name."""
    return {element.id: element.name for element in elements}
