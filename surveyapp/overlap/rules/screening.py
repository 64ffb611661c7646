"""Which of a million pairs a facet holds apart, without holding each of them against each other.

Questions share few values of a facet, so every pair of values is compared once and the answer is
looked up for all pairs that have them.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from surveyapp.overlap.rules.comparing import compare_facets
from surveyapp.overlap.rules.facets import NAMES, Facets
from surveyapp.overlap.rules.periods import Relation
from surveyapp.overlap.rules.verdicts import BLOCKING


class Screen:
    """The facets of both sides by value, ready to tell which pairs conflict."""

    def __init__(self, ours: Sequence[Facets], theirs: Sequence[Facets]) -> None:
        self._ours = [_column(ours, name) for name in BLOCKING]
        self._theirs = [_column(theirs, name) for name in BLOCKING]

    def is_vetoed(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return for each pair (place in ours, place in theirs) whether a facet holds it apart."""
        found = np.zeros(len(rows), bool)
        for (our_values, our_codes), (their_values, their_codes) in zip(
            self._ours, self._theirs, strict=True
        ):
            codes = our_codes[rows] * len(their_values) + their_codes[columns]
            distinct, places = np.unique(codes, return_inverse=True)
            conflicts = [
                _conflicts(our_values[code // len(their_values)], their_values[code % len(their_values)])
                for code in distinct.tolist()
            ]  # fmt: skip
            if conflicts:
                found |= np.array(conflicts)[places]
        return found


def _column(questions: Sequence[Facets], name: str) -> tuple[list[Facets], NDArray[np.int64]]:
    """Return the distinct values of one facet, and each question's place among them."""
    known: dict[Hashable, int] = {}
    values: list[Facets] = []
    codes = np.zeros(len(questions), np.int64)
    for number, facets in enumerate(questions):
        reading = facets.readings.get(name)
        periods = facets.periods if name == "period" else ()
        key = (
            reading and (reading.value, reading.source),
            tuple((p.kind, p.value) for p in periods),
        )
        place = known.setdefault(key, len(known))
        if place == len(values):
            readings = {name: reading} if reading is not None else {}
            values.append(Facets(readings, periods))
        codes[number] = place
    return values, codes


def _conflicts(ours: Facets, theirs: Facets) -> bool:
    return any(f.relation is Relation.CONFLICT for f in compare_facets(ours, theirs))


assert set(BLOCKING) <= set(NAMES)
