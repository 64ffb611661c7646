"""From confirmed pairs to data elements: what is one concept, and what only stands beside it.

Two questions are one concept where people said "the same" and no facet differs. Nothing is merged
by transitivity across a difference: when A is the same as B and B as C, but A and C are known to
differ, C stays apart, and its pair with B is shown as an edge that was held back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Node = tuple[str, int]
"""("question", id) of ours, or ("bank", id)."""

Asker = tuple[str, str]
"""("question", code of our questionnaire), or ("bank", code of the collection): the codes may be alike."""

SAME, DERIVABLE = "same", "derivable"

DIFFERING = frozenset({"conflict", "inside", "outside"})
"""Relations of a facet that mean that the two do not say the same."""

TELLING = frozenset(
    {
        "period", "age", "sex", "counted", "measure", "population", "law", "direction", "follow_up",
        "limit", "level", "provider",
    }
)  # fmt: skip
"""Facets that make two questions ask for different things when both state them and they differ."""

WEAK_SOURCES = frozenset(
    {
        "area", "context", "scale", "",
        "collection_time", "collection_population", "legal_basis", "breakdowns",
    }
)  # fmt: skip
"""Places a facet may have been read in that say little of the question itself."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A decided pair."""

    a: Node
    b: Node
    verdict: str
    decision: int
    """Id; older decisions are heeded first."""
    direction: str = ""
    differs: tuple[str, ...] = ()
    """Facets that do not agree."""

    @property
    def is_union(self) -> bool:
        return self.verdict == SAME and not self.differs


@dataclass(frozen=True, slots=True)
class Link:
    """An edge between two elements, by their places in `Grouping.groups`."""

    first: int
    second: int
    edge: Edge
    is_held: bool = False
    """Said to be the same, but merging would have put together what is known to differ."""


@dataclass
class Grouping:
    """The elements, each with its members in order, the edges within them and between them."""

    groups: list[tuple[Node, ...]] = field(default_factory=list)
    inner: list[tuple[int, Edge]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def place(self) -> dict[Node, int]:
        """Return node -> its group."""
        return {node: n for n, group in enumerate(self.groups) for node in group}


def group(
    edges: Sequence[Edge], stated: Mapping[Node, Mapping[str, Any]] | None = None
) -> Grouping:
    """Return the elements that the decided pairs make up.

    `stated` is node -> facet -> what it was read to say; two members never state different things.
    Only pairs that are the same or derivable make elements; the others keep questions apart.
    """
    stated = stated or {}
    making = [e for e in edges if e.verdict in (SAME, DERIVABLE)]
    apart = {frozenset((e.a, e.b)) for e in edges if not e.is_union}
    members: dict[Node, list[Node]] = {}
    for edge in making:
        for node in (edge.a, edge.b):
            members.setdefault(node, [node])
    held: set[int] = set()
    for edge in sorted((e for e in making if e.is_union), key=lambda e: e.decision):
        mine, other = members[edge.a], members[edge.b]
        if mine is other:
            continue
        if _differ(mine, other, edge, apart, stated):
            held.add(edge.decision)
            continue
        mine.extend(other)
        for node in other:
            members[node] = mine
    groups = sorted({id(g): tuple(sorted(g, key=_ours_first)) for g in members.values()}.values(), key=lambda g: _ours_first(g[0]))  # fmt: skip
    found = Grouping(groups)
    place = found.place()
    for edge in sorted(making, key=lambda e: e.decision):
        first, second = place[edge.a], place[edge.b]
        if first == second:
            found.inner.append((first, edge))
        else:
            found.links.append(Link(first, second, edge, edge.decision in held))
    return found


def _ours_first(node: Node) -> tuple[bool, int]:
    return (node[0] != "question", node[1])


def _differ(
    some: Sequence[Node],
    others: Sequence[Node],
    edge: Edge,
    apart: set[frozenset[Node]],
    stated: Mapping[Node, Mapping[str, Any]],
) -> bool:
    for a in some:
        for b in others:
            if frozenset((a, b)) in apart:
                return True
            # A person has read the pair itself; only what follows from it is checked by facets.
            if {a, b} != {edge.a, edge.b} and disagreeing(stated.get(a, {}), stated.get(b, {})):
                return True
    return False


def disagreeing(some: Mapping[str, Any], others: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the telling facets that both state and state differently, in alphabetical order."""
    return tuple(
        sorted(
            name
            for name in TELLING & set(some) & set(others)
            if some[name] is not None and others[name] is not None and some[name] != others[name]
        )
    )


def stated_facets(evidence: Mapping[str, Any], side: str) -> dict[str, Any]:
    """Return facet -> value as one side ("ours", "theirs") states it in its own words or metadata."""
    found: dict[str, Any] = {}
    for facet in evidence.get("facets", ()):
        reading = facet.get(side)
        if reading and str(reading.get("source", "")) not in WEAK_SOURCES:
            found[str(facet["name"])] = reading.get("value")
    return found


def differing_facets(evidence: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the facets of a pair that do not agree, in the order of the facet table."""
    return tuple(
        str(facet["name"])
        for facet in evidence.get("facets", ())
        if facet.get("agrees") in DIFFERING
    )


def adopt(
    groups: Sequence[Sequence[Node]], known: Mapping[Node, int], sizes: Mapping[int, int]
) -> list[int | None]:
    """Return for each group the existing element whose name and id it keeps, None for a new one.

    `known` is node -> element id now, `sizes` element id -> members now. Each element is taken once,
    by the group that holds most of its members; equal ones by the older group.
    """
    claims: list[tuple[int, int, int]] = []
    for n, members in enumerate(groups):
        shared: dict[int, int] = {}
        for node in members:
            if node in known:
                shared[known[node]] = shared.get(known[node], 0) + 1
        claims += [(-count, n, element) for element, count in shared.items()]
    found: list[int | None] = [None] * len(groups)
    taken: set[int] = set()
    for _count, n, element in sorted(claims, key=lambda c: (c[0], -sizes.get(c[2], 0), c[1], c[2])):
        if found[n] is None and element not in taken:
            found[n] = element
            taken.add(element)
    return found
