"""The map of overlap: which collections ask for the same data elements, and what asking twice costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """A question that asks for a data element."""

    element: int
    source: str
    """Code of the collection, or of our questionnaire."""
    question: int
    """Number of the question, the same one for the same question."""
    hours: float | None = None
    """What the answer takes in all municipalities together in a year; None when not measured."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Two collections, and what both ask for."""

    elements: tuple[int, ...]
    """Asked for by both."""
    derivable: int
    """Further data elements that can be worked out from the other's."""
    hours: float | None
    """What one of the two answers takes where it is measured; the smaller when both are."""

    @property
    def total(self) -> int:
        return len(self.elements) + self.derivable


@dataclass(frozen=True)
class Overview:
    """The map: sources in order, and a cell for each pair of them that has something in common."""

    sources: tuple[str, ...]
    """Those with the most in common first."""
    cells: Mapping[tuple[str, str], Cell]
    """By two codes in alphabetical order."""
    elements: Mapping[str, int]
    """Code -> data elements that it asks for."""

    def cell(self, some: str, other: str) -> Cell | None:
        """Return what two have in common, in either order."""
        return self.cells.get((some, other) if some < other else (other, some))

    @property
    def most(self) -> tuple[str, str] | None:
        """The two that have most in common; None when nothing is shared."""
        if not self.cells:
            return None
        return max(sorted(self.cells), key=lambda k: self.cells[k].total)


def overview(members: Sequence[Member], links: Sequence[tuple[int, int]]) -> Overview:
    """Return the map of data elements and of the links (element, element) by which one gives the other."""
    asked: dict[int, dict[str, list[Member]]] = {}
    for member in members:
        asked.setdefault(member.element, {}).setdefault(member.source, []).append(member)
    shared: dict[tuple[str, str], list[int]] = {}
    for element, by_source in sorted(asked.items()):
        codes = sorted(by_source)
        for n, some in enumerate(codes):
            for other in codes[n + 1 :]:
                shared.setdefault((some, other), []).append(element)
    derived: dict[tuple[str, str], set[tuple[int, int]]] = {}
    for first, second in links:
        for some in asked.get(first, {}):
            for other in asked.get(second, {}):
                if some != other:
                    key = (some, other) if some < other else (other, some)
                    derived.setdefault(key, set()).add((min(first, second), max(first, second)))
    cells = {}
    for key in sorted(set(shared) | set(derived)):
        elements = tuple(shared.get(key, ()))
        pairs = derived.get(key, set())
        hours = [_twice(asked[e][key[0]], asked[e][key[1]]) for e in elements]
        hours += [
            _twice(
                [m for e in pair for m in asked[e].get(key[0], ())],
                [m for e in pair for m in asked[e].get(key[1], ())],
            )
            for pair in sorted(pairs)
        ]
        known = [h for h in hours if h is not None]
        cells[key] = Cell(elements, len(pairs), sum(known) if known else None)
    weight: dict[str, int] = {}
    for (some, other), cell in cells.items():
        weight[some] = weight.get(some, 0) + cell.total
        weight[other] = weight.get(other, 0) + cell.total
    counts: dict[str, int] = {}
    for by_source in asked.values():
        for code in by_source:
            counts[code] = counts.get(code, 0) + 1
    return Overview(tuple(sorted(weight, key=lambda c: (-weight[c], c))), cells, counts)


def _twice(some: Sequence[Member], others: Sequence[Member]) -> float | None:
    """Return what the one answer takes that need not be given twice."""
    sides = []
    for members in (some, others):
        hours = {m.question: m.hours for m in members if m.hours is not None}
        if hours:
            sides.append(sum(hours.values()))
    return min(sides) if sides else None


@dataclass(frozen=True, slots=True)
class Asked:
    """One data element that a municipality is asked for more than once."""

    element: int
    sources: tuple[str, ...]
    """Who asks for it, in alphabetical order."""
    derivable_from: tuple[str, ...]
    """Others, whose answer it can be worked out from."""

    @property
    def times(self) -> int:
        return len(self.sources) + len(self.derivable_from)


def asked_more_than_once(
    members: Sequence[Member],
    links: Sequence[tuple[int, int]],
    ours: Sequence[int] | None = None,
) -> list[Asked]:
    """Return the data elements asked for by at least two, those asked for most often first.

    `links` are (element, element that it can be worked out from). `ours` narrows to elements with one
    of these questions (numbers) among their members.
    """
    by_element: dict[int, set[str]] = {}
    questions: dict[int, set[int]] = {}
    for member in members:
        by_element.setdefault(member.element, set()).add(member.source)
        questions.setdefault(member.element, set()).add(member.question)
    wanted = None if ours is None else set(ours)
    found = []
    for element, sources in by_element.items():
        if wanted is not None and not questions[element] & wanted:
            continue
        others = {code for a, b in links if a == element for code in by_element.get(b, ())}
        entry = Asked(element, tuple(sorted(sources)), tuple(sorted(others - sources)))
        if entry.times > 1:
            found.append(entry)
    return sorted(found, key=lambda a: (-a.times, a.element))
