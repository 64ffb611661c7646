"""Which of a million pairs a facet holds apart, without holding each of them against each other.

Questions share few values of a facet, so every pair of values is compared once and the answer is
looked up for all pairs that have them; of the pairs that are left, what holding them against each other
says is remembered for the next matching.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveyapp.overlap.rules.comparing.amounts import BEYOND
from surveyapp.overlap.rules.comparing.facets import compare_facets
from surveyapp.overlap.rules.facets import Facets, Reading, Relation
from surveyapp.overlap.rules.proposing import points_of
from surveyapp.overlap.rules.remembering import MOST, Answers, Numbers
from surveyapp.overlap.rules.terms import Terms
from surveyapp.overlap.rules.verdicts import BLOCKING, conflicts, is_vetoed

_value_numbers = Numbers()
_value_answers = Answers("?")

AT_ONCE = 100_000
"""Pairs that are looked up at a time: a dozen columns of them take 10 MB."""

COMPARED = np.dtype([("is_vetoed", "?"), ("is_of_period", "?"), ("points", "<f8")])
"""Of a pair: a facet holds it apart; nothing but the period is in conflict; what its facets add to the
similarity of its words."""

_pair_answers = Answers(COMPARED)


@dataclass(frozen=True)
class Coded:
    """The facets of one side as numbers: for each blocking facet whose value is which."""

    numbers: tuple[NDArray[np.int64], ...]
    """Of the values, as this process knows them."""
    values: tuple[dict[int, Facets], ...]
    """Of the numbers."""

    @classmethod
    def of(cls, questions: Iterable[Facets]) -> Coded:
        """Code the facets of questions; nothing else of them is kept."""
        numbers: tuple[list[int], ...] = tuple([] for _name in BLOCKING)
        values: tuple[dict[int, Facets], ...] = tuple({} for _name in BLOCKING)
        for facets in questions:
            for name, column, known, number in zip(
                BLOCKING, numbers, values, _numbered(facets), strict=True
            ):
                column.append(number)
                if number not in known:
                    known[number] = _alone(name, facets)
        return cls(tuple(np.array(column, np.int64) for column in numbers), values)


_coded: dict[int, tuple[int, ...]] = {}


def _numbered(facets: Facets) -> tuple[int, ...]:
    """Return the number of the value of each blocking facet, remembered for facets that have a number."""
    found = _coded.get(facets.number)
    if found is None:
        found = tuple(_value_numbers.of((name, _key(name, facets))) for name in BLOCKING)
        if facets.number:
            if len(_coded) >= MOST:
                _coded.clear()
            _coded[facets.number] = found
    return found


def is_held_apart(
    ours: Coded, theirs: Coded, rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return for each pair (place in ours, place in theirs) whether a facet holds it apart."""
    if len(rows) > AT_ONCE:
        parts = [slice(at, at + AT_ONCE) for at in range(0, len(rows), AT_ONCE)]
        return np.concatenate([is_held_apart(ours, theirs, rows[p], columns[p]) for p in parts])
    found = np.zeros(len(rows), bool)
    for number, name in enumerate(BLOCKING):
        our_numbers, their_numbers = ours.numbers[number][rows], theirs.numbers[number][columns]

        def ask(place: int, number: int = number, name: str = name) -> bool:
            one = ours.values[number][int(ours.numbers[number][rows[place]])]
            other = theirs.values[number][int(theirs.numbers[number][columns[place]])]
            return _conflicts(name, one, other)

        found |= _value_answers.of(our_numbers, their_numbers, ask)
    return found


def compared(pairs: Sequence[tuple[Facets, Facets]], terms: Terms) -> NDArray[Any]:
    """Return one row of `COMPARED` a pair, all that is known of both considered."""

    def ask(place: int) -> tuple[bool, bool, float]:
        found = compare_facets(*pairs[place], terms)
        return is_vetoed(found), conflicts(found) == ("period",), points_of(found)

    ours = np.array([a.number for a, _b in pairs], np.int64)
    theirs = np.array([b.number for _a, b in pairs], np.int64)
    if not (ours.all() and theirs.all()):
        return np.array([ask(place) for place in range(len(pairs))], COMPARED)
    return _pair_answers.of(ours, theirs, ask)


def _key(name: str, facets: Facets) -> Hashable:
    reading = facets.readings.get(name)
    periods = facets.periods if name == "period" else ()
    told = tuple((p.kind, p.value) for p in periods)
    beside = _beside(name, facets)
    own = reading and (reading.value, reading.source, reading.detail)
    aside = facets.beside.get(name)
    return (
        own,
        aside and aside.value,
        told,
        _ages(name, facets),
        tuple((n, r.value) for n, r in beside.items()),
    )


def _beside(name: str, facets: Facets) -> dict[str, Reading]:
    """Return what the comparison of a facet looks at besides the facet itself, as short as it can be."""
    if name == "age" and (group := facets.readings.get("population")):
        return {"population": group}
    if name == "direction" and name in facets.readings:
        measure = facets.readings.get("measure")
        return {"measure": measure} if measure and measure.value == ("share",) else {}
    if name == "counted" and (found := facets.readings.get("direction")):
        outcomes = tuple(v for v in found.value if str(v).startswith("outcome:"))
        if outcomes and facets.readings.get(name):
            return {"direction": replace(found, value=outcomes, detail=())}
    if name == "age" and not facets.ages and (group := facets.readings.get("population")):
        return {"population": group} if BEYOND.keys() >= set(group.value) else {}
    if name == "sex" and (parted := facets.readings.get("breakdown")):
        told = tuple(v for v in parted.value if v in ("sex", "any"))
        return {"breakdown": replace(parted, value=told)} if told else {}
    return {}


def _alone(name: str, facets: Facets) -> Facets:
    reading = facets.readings.get(name)
    return Facets(
        {**({} if reading is None else {name: reading}), **_beside(name, facets)},
        facets.periods if name == "period" else (),
        ages=_ages(name, facets),
        beside={name: facets.beside[name]} if name in facets.beside else {},
    )


def _ages(name: str, facets: Facets) -> tuple[tuple[int, int], ...]:
    return facets.ages if name == "age" else ()


def _conflicts(name: str, ours: Facets, theirs: Facets) -> bool:
    found = compare_facets(ours, theirs)
    return any(f.name == name and f.relation is Relation.CONFLICT for f in found)
