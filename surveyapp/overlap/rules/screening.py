"""Which of a million pairs a facet holds apart, without holding each of them against each other.

Questions share few values of a facet, so every pair of values is compared once and the answer is
looked up for all pairs that have them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveyapp.overlap.rules.comparing import compare_facets
from surveyapp.overlap.rules.facets import Facets
from surveyapp.overlap.rules.periods import Relation
from surveyapp.overlap.rules.verdicts import BLOCKING


@dataclass(frozen=True)
class Coded:
    """The facets of one side as numbers: for each blocking facet its values, and whose is which."""

    values: tuple[list[Facets], ...]
    codes: tuple[NDArray[np.int64], ...]

    @classmethod
    def of(cls, questions: Iterable[Facets]) -> Coded:
        """Code the facets of questions; nothing else of them is kept."""
        known: list[dict[Hashable, int]] = [{} for _name in BLOCKING]
        values: tuple[list[Facets], ...] = tuple([] for _name in BLOCKING)
        codes: tuple[list[int], ...] = tuple([] for _name in BLOCKING)
        for facets in questions:
            for number, name in enumerate(BLOCKING):
                key = _key(name, facets)
                place = known[number].setdefault(key, len(known[number]))
                if place == len(values[number]):
                    values[number].append(_alone(name, facets))
                codes[number].append(place)
        return cls(values, tuple(np.array(column, np.int64) for column in codes))


def is_held_apart(
    ours: Coded, theirs: Coded, rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return for each pair (place in ours, place in theirs) whether a facet holds it apart."""
    found = np.zeros(len(rows), bool)
    for number in range(len(BLOCKING)):
        our_values, their_values = ours.values[number], theirs.values[number]
        codes = ours.codes[number][rows] * len(their_values) + theirs.codes[number][columns]
        distinct, places = np.unique(codes, return_inverse=True)
        conflicts = [
            _conflicts(our_values[code // len(their_values)], their_values[code % len(their_values)])
            for code in distinct.tolist()
        ]  # fmt: skip
        if conflicts:
            found |= np.array(conflicts)[places]
    return found


def _key(name: str, facets: Facets) -> Hashable:
    reading = facets.readings.get(name)
    periods = facets.periods if name == "period" else ()
    told = tuple((p.kind, p.value) for p in periods)
    return reading and (reading.value, reading.source, reading.detail), told, _ages(name, facets)


def _alone(name: str, facets: Facets) -> Facets:
    reading = facets.readings.get(name)
    return Facets(
        {name: reading} if reading is not None else {},
        facets.periods if name == "period" else (),
        ages=_ages(name, facets),
    )


def _ages(name: str, facets: Facets) -> tuple[tuple[int, int], ...]:
    return facets.ages if name == "age" else ()


def _conflicts(ours: Facets, theirs: Facets) -> bool:
    return any(f.relation is Relation.CONFLICT for f in compare_facets(ours, theirs))
