"""Reading what is told of a question without being said of it: by its collection, for all that it asks,
and by its source, of why it may be asked and what its answers are broken down by."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from surveyapp.overlap.rules.amounts import read_ages
from surveyapp.overlap.rules.canonical import canonical
from surveyapp.overlap.rules.facets import Described, Reading
from surveyapp.overlap.rules.lists.quantities import PARTED_BY
from surveyapp.overlap.rules.periods import FULL_YEAR, Period, PeriodKind
from surveyapp.overlap.rules.reading.groups import read_beside
from surveyapp.overlap.rules.reading.periods import periods_of
from surveyapp.overlap.rules.terms import Terms

_GROUPS = ("population", "sex", "area", "provider", "law")
"""Facets that may be read from what the collection says of whom it is about."""

_MORE = re.compile(r"[;,/]|\b(?:och|samt|eller|resp|respektive|and|or)\b", re.IGNORECASE)
"""What parts a time from something else that is said beside it."""

_PARTED_BY = tuple((value, re.compile(said, re.IGNORECASE)) for value, said in PARTED_BY.items())


@dataclass(frozen=True)
class Beside:
    """What was read there; the same for every question of which the same is told."""

    readings: dict[str, Reading] = field(default_factory=dict)
    period: Period | None = None
    age: tuple[int, int] | None = None


def read_told_beside(question: Described, terms: Terms) -> Beside:
    """Return what is told beside the question, whatever it states itself."""
    return _read(
        question.collection_time,
        question.collection_population,
        question.legal_basis,
        question.breakdowns,
        terms,
    )


@lru_cache(maxsize=4096)
def _read(time: str, population: str, legal_basis: str, breakdowns: str, terms: Terms) -> Beside:
    found: dict[str, Reading] = {}

    def keep(name: str, *read: Any) -> None:
        if name not in found:
            found[name] = Reading.cut(*read)

    period = _period(time)
    if period is not None:
        value = (period.kind.value, *period.value)
        keep("period", value, (period.start, period.end), "collection_time", time)
    said = canonical(population, "sv")
    ages = read_ages(said) if population else []
    age = ages[0] if len(ages) == 1 else None
    if age is not None:
        place = said.place(age.start, age.end)
        keep("age", age.value, place, "collection_population", population)
    for name in _GROUPS if population else ():
        read_beside(name, "collection_population", population, keep, terms)
    if legal_basis:
        read_beside("law", "legal_basis", legal_basis, keep, terms)
    parts = {value: match for value, by in _PARTED_BY if (match := by.search(breakdowns))}
    if parts:
        place = min(m.start() for m in parts.values()), max(m.end() for m in parts.values())
        keep("breakdown", tuple(sorted(parts)), place, "breakdowns", breakdowns)
    return Beside(found, period, (int(age.value[0]), int(age.value[1])) if age else None)


def _period(text: str) -> Period | None:
    """Return the time that a collection states for all its questions, None where it states none.

    Only a day or a span counts, and only where nothing else is said: "the calendar year and
    1 November" leaves open which of them a question is about, and "the year" says no time.
    """
    told = [p for p in periods_of(canonical(text, "sv")) if p.kind is not PeriodKind.RECURRING]
    if len(told) != 1 or told[0].kind not in (PeriodKind.POINT, PeriodKind.SPAN):
        return None
    period = told[0]
    if period.value == FULL_YEAR or _MORE.search(text[: period.start] + text[period.end :]):
        return None
    return period
