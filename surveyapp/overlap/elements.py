"""Data elements: the concepts that confirmed pairs make up, kept in step with the decisions."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from surveyapp.core import audit, clock
from surveyapp.core.access import Actor, Permission
from surveyapp.core.errors import Invalid
from surveyapp.core.i18n import Texts
from surveyapp.core.i18n import gettext as _
from surveyapp.overlap import store
from surveyapp.overlap.models import Candidate, DataElement, ElementMember, OverlapDecision
from surveyapp.overlap.queries import elements as queries
from surveyapp.overlap.queries import review
from surveyapp.overlap.rules import elements as rules
from surveyapp.overlap.rules.elements import Edge, Grouping, Node

NAME_LENGTH = 200
DEFINITION_LENGTH = 2000


@dataclass(frozen=True)
class Current:
    """The grouping that the decisions in force give, and the pairs behind it."""

    grouping: Grouping
    pairs: dict[int, tuple[Candidate, OverlapDecision]]
    """Decision id -> its pair."""


def node_of(candidate: Candidate) -> tuple[Node, Node]:
    """Return both sides of a pair as nodes, ours first."""
    other: Node = (
        ("bank", candidate.bank_question_id)
        if candidate.bank_question_id is not None
        else ("question", candidate.other_question_id or 0)
    )
    return ("question", candidate.question_id), other


def current(session: Session) -> Current:
    """Return what the decisions in force make up."""
    decided = review.list_decided(session)
    edges: list[Edge] = []
    stated: dict[Node, dict[str, object]] = {}
    for candidate, decision in decided:
        ours, theirs = node_of(candidate)
        edges.append(
            Edge(
                ours,
                theirs,
                decision.verdict,
                decision.id,
                decision.direction,
                rules.differing_facets(candidate.evidence),
            )
        )
        stated.setdefault(ours, {}).update(rules.stated_facets(candidate.evidence, "ours"))
        stated.setdefault(theirs, {}).update(rules.stated_facets(candidate.evidence, "theirs"))
    return Current(
        rules.group(edges, stated), {decision.id: (pair, decision) for pair, decision in decided}
    )


def regroup(session: Session) -> int:
    """Bring elements and members in step with the decisions; returns how many elements there are.

    An element keeps its id, name and definition as long as some of its members stay together.
    """
    store.hold_concepts(session)
    grouping = current(session).grouping
    existing = {element.id: element for element in queries.list_elements(session)}
    known: dict[Node, ElementMember] = {
        node: member
        for member in queries.list_members(session)
        if (node := _node(member)) is not None
    }
    sizes: dict[int, int] = {}
    for member in known.values():
        sizes[member.element_id] = sizes.get(member.element_id, 0) + 1
    kept = rules.adopt(
        grouping.groups, {node: member.element_id for node, member in known.items()}, sizes
    )
    names = _names(session, grouping)
    for members, element_id in zip(grouping.groups, kept, strict=True):
        if element_id is None:
            element = DataElement(name=names[members[0]], definition={}, created_at=clock.now())
            session.add(element)
            session.flush()
            element_id = element.id
        for node in members:
            found = known.pop(node, None)
            if found is None:
                kind, number = node
                found = ElementMember(
                    element_id=element_id,
                    question_id=number if kind == "question" else None,
                    bank_question_id=number if kind == "bank" else None,
                )
                session.add(found)
            elif found.element_id != element_id:
                found.element_id = element_id
    for gone in known.values():
        session.delete(gone)
    session.flush()
    for element_id in set(existing) - {i for i in kept if i is not None}:
        session.delete(existing[element_id])
    session.flush()
    return len(grouping.groups)


def rename(
    session: Session, actor: Actor, element: DataElement, *, name: Texts, definition: Texts
) -> DataElement:
    """Give a data element the name and definition that people use for it.

    Raises:
        Forbidden: the role may not decide.
        Invalid: there is no Swedish name, or a text is too long.
        NotFound: a decision has just taken the element apart.
    """
    actor.require(Permission.OVERLAP_DECIDE)
    names = {code: text.strip() for code, text in name.items() if text.strip()}
    texts = {code: text.strip() for code, text in definition.items() if text.strip()}
    problems: dict[str, list[str]] = {}
    if "sv" not in names:
        problems["name_sv"] = [_("Skriv ett namn på svenska.")]
    for code, text in names.items():
        if len(text) > NAME_LENGTH:
            problems[f"name_{code}"] = [_("Skriv högst %(number)s tecken.", number=NAME_LENGTH)]
    for code, text in texts.items():
        if len(text) > DEFINITION_LENGTH:
            problems[f"definition_{code}"] = [
                _("Skriv högst %(number)s tecken.", number=DEFINITION_LENGTH)
            ]
    if problems:
        raise Invalid(_("Namnet är inte sparat."), problems)
    store.hold_concepts(session)
    element = queries.get_element(session, element.id)
    element.name, element.definition = names, texts
    session.flush()
    audit.record(session, actor, "data_element_renamed", "data_element", element.id, name=names)
    return element


def _node(member: ElementMember) -> Node | None:
    if member.question_id is not None:
        return ("question", member.question_id)
    return ("bank", member.bank_question_id) if member.bank_question_id is not None else None


def _names(session: Session, grouping: Grouping) -> dict[Node, Texts]:
    """Return for each group's first member a name to start with: its own text."""
    ids = [g[0][1] for g in grouping.groups if g[0][0] == "question"]
    rows = review.newest_rows(session, ids)
    found: dict[Node, Texts] = {("question", i): dict(row.text) for i, row in rows.items()}
    bank = review.list_bank_texts(session, [g[0][1] for g in grouping.groups if g[0][0] == "bank"])
    found.update({("bank", i): dict(text) for i, text in bank.items()})
    for members in grouping.groups:
        found.setdefault(members[0], {"sv": "–"})
    return found
