"""What the facets forbid: a pair that differs in one of these is never called the same.

Similarity, whoever judged it, cannot overrule a year, an age or a law that both texts state.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from surveyapp.overlap.rules.comparing.facets import FacetComparison
from surveyapp.overlap.rules.facets import Relation


@dataclass(frozen=True, slots=True)
class Veto:
    """One facet that forbids a verdict: `same` always, `derivable` too where `is_hard`."""

    facet: str
    kind: str
    """`conflict`, `contained` (one is wider), or `one_sided` (only one of them states it)."""
    detail: str = ""
    is_hard: bool = False


NEVER_SAME = (
    "period",
    "age",
    "sex",
    "counted",
    "population",
    "area",
    "provider",
    "law",
    "direction",
    "limit",
    "follow_up",
    "measure",
)
"""Facets whose conflict forbids "the same"."""

NEVER_DERIVABLE = ("period", "age", "sex", "population", "law", "provider")
"""Facets whose conflict forbids "can be derived" as well: what the other holds is about something else."""

CONTAINED = ("period", "age", "sex", "law", "provider", "breakdown", "measure", "direction")
"""Facets of which a wider or narrower value is not the same."""

ONE_SIDED = ("age",)
"""Facets that, told by one text alone, leave it open whether the other means the same."""


NARROWED = ("period", "sex", "provider", "law", "limit")
"""Facets that, in a pair that is word for word the same but for them, only one text adds."""


def vetoes(comparisons: Iterable[FacetComparison]) -> tuple[Veto, ...]:
    """Return what forbids calling a pair the same, in the order of the facets; empty when nothing does."""
    found = []
    for facet in comparisons:
        is_one_sided = (facet.ours is None) != (facet.theirs is None)
        is_narrower = facet.detail == "narrowed" and facet.name in NARROWED
        is_open = facet.name in ONE_SIDED and facet.relation is Relation.UNKNOWN and is_one_sided
        if facet.relation is Relation.CONFLICT and facet.name in NEVER_SAME:
            is_hard = facet.name in NEVER_DERIVABLE
            found.append(Veto(facet.name, "conflict", facet.detail, is_hard))
        elif facet.relation in (Relation.INSIDE, Relation.OUTSIDE) and facet.name in CONTAINED:
            found.append(Veto(facet.name, "contained", facet.how))
        elif is_narrower or is_open or (facet.name == "counted" and _is_of_staff(facet)):
            found.append(Veto(facet.name, "one_sided"))
    return tuple(found)


def _is_of_staff(counted: FacetComparison) -> bool:
    """True when one text counts those who work there and the other persons, who may be their clients."""
    if counted.relation is not Relation.UNKNOWN or counted.ours is None or counted.theirs is None:
        return False
    return {counted.ours.value, counted.theirs.value} == {("staff",), ("person",)}


def new_edition(comparisons: Sequence[FacetComparison]) -> bool:
    """True when nothing but the reference year sets two questions apart.

    Such a pair is one question of two years: related, and linked without asking anybody. Whether
    the rest is worded alike is for the score to say.
    """
    found = vetoes(comparisons)
    return bool(found) and all(
        v.facet == "period" and v.kind == "conflict" and v.detail == "year" for v in found
    )
