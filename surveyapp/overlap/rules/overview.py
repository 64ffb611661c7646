"""The map of overlap: which collections ask for the same data elements, and what asking twice costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveyapp.overlap.rules.elements import Asker


@dataclass(frozen=True, slots=True)
class Member:
    """A question that asks for a data element."""

    element: int
    source: Asker
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
    """What one of the two answers takes where it is measured, each question once; the smaller when both are."""

    @property
    def total(self) -> int:
        return len(self.elements) + self.derivable


@dataclass(frozen=True)
class Overview:
    """The map: sources in order, and a cell for each pair of them that has something in common."""

    sources: tuple[Asker, ...]
    """Those with the most in common first."""
    cells: Mapping[tuple[Asker, Asker], Cell]
    """By two sources in order."""
    elements: Mapping[Asker, int]
    """Source -> data elements that it asks for."""

    def cell(self, some: Asker, other: Asker) -> Cell | None:
        """Return what two have in common, in either order."""
        return self.cells.get((some, other) if some < other else (other, some))

    @property
    def most(self) -> tuple[Asker, Asker] | None:
        """The two that have most in common; None when nothing is shared."""
        if not self.cells:
            return None
        return max(sorted(self.cells), key=lambda k: self.cells[k].total)


def overview(members: Sequence[Member], links: Sequence[tuple[int, int]]) -> Overview:
    """Return the map of data elements and of the links (element, element) by which one gives the other."""
    asked: dict[int, dict[Asker, list[Member]]] = {}
    for member in members:
        asked.setdefault(member.element, {}).setdefault(member.source, []).append(member)
    shared: dict[tuple[Asker, Asker], list[int]] = {}
    derived: dict[tuple[Asker, Asker], set[tuple[int, int]]] = {}
    meeting: dict[tuple[Asker, Asker], list[Meeting]] = {}
    for element, by_source in sorted(asked.items()):
        sources = sorted(by_source)
        for n, some in enumerate(sources):
            for other in sources[n + 1 :]:
                shared.setdefault((some, other), []).append(element)
                meeting.setdefault((some, other), []).append((by_source[some], by_source[other]))
    for first, second in links:
        for some, mine in asked.get(first, {}).items():
            for other, theirs in asked.get(second, {}).items():
                if some != other:
                    key, met = (some, other), (mine, theirs)
                    if other < some:
                        key, met = (other, some), (theirs, mine)
                    derived.setdefault(key, set()).add((min(first, second), max(first, second)))
                    meeting.setdefault(key, []).append(met)
    cells = {
        key: Cell(tuple(shared.get(key, ())), len(derived.get(key, ())), _twice(meeting[key]))
        for key in sorted(meeting)
    }
    weight: dict[Asker, int] = {}
    for (some, other), cell in cells.items():
        weight[some] = weight.get(some, 0) + cell.total
        weight[other] = weight.get(other, 0) + cell.total
    counts: dict[Asker, int] = {}
    for by_source in asked.values():
        for source in by_source:
            counts[source] = counts.get(source, 0) + 1
    return Overview(tuple(sorted(weight, key=lambda c: (-weight[c], c))), cells, counts)


Meeting = tuple[Sequence[Member], Sequence[Member]]
"""Questions of two sources that ask for the same, or for what the one gives of the other."""


def _twice(meeting: Sequence[Meeting]) -> float | None:
    """Return what the answers take that need not be given twice, each question counted once.

    Questions that hang together are weighed together: either those of the one source or those of the
    other need not be answered.
    """
    hours: dict[tuple[int, int], float] = {}
    groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for met in meeting:
        whole: list[tuple[int, int]] | None = None
        for side, members in enumerate(met):
            for member in members:
                question = (side, member.question)
                if member.hours is not None:
                    hours[question] = member.hours
                own = groups.setdefault(question, [question])
                if whole is None:
                    whole = own
                elif own is not whole:
                    whole.extend(own)
                    groups.update(dict.fromkeys(own, whole))
    found = []
    for group in {id(g): g for g in groups.values()}.values():
        sides = [[hours[q] for q in group if q[0] == side and q in hours] for side in (0, 1)]
        known = [sum(side) for side in sides if side]
        if known:
            found.append(min(known))
    return sum(found) if found else None


@dataclass(frozen=True, slots=True)
class Asked:
    """One data element that a municipality is asked for more than once."""

    element: int
    sources: tuple[Asker, ...]
    """Who asks for it, in order."""
    derivable_from: tuple[Asker, ...]
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
    by_element: dict[int, set[Asker]] = {}
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
