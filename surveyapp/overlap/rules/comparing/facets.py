"""Two questions held against each other, facet by facet."""

from __future__ import annotations

from dataclasses import dataclass

from surveyapp.overlap.rules.comparing.amounts import (
    asks_alike,
    compare_ages,
    compare_limits,
    compare_measures,
)
from surveyapp.overlap.rules.comparing.closeness import (
    CLOSE,
    FAR,
    SELDOM,
    SWAPPED,
    UNSURE_FAR,
    closeness,
)
from surveyapp.overlap.rules.comparing.directions import (
    compare_directions,
    is_rest,
    other_step,
    poles_of,
    told_alone,
)
from surveyapp.overlap.rules.comparing.groups import (
    agrees_beside,
    compare_areas,
    compare_breakdowns,
    compare_laws,
    compare_levels,
    compare_sets,
    is_sex_against,
    one_sex,
)
from surveyapp.overlap.rules.comparing.periods import compare_periods
from surveyapp.overlap.rules.facets import NAMES, SHOWN_ONLY, Facets, Reading, Relation
from surveyapp.overlap.rules.lists.opposites import TOLD_ALONE
from surveyapp.overlap.rules.lists.quantities import ALIKE_COUNTED
from surveyapp.overlap.rules.terms import Terms

MAY_CONFLICT = ("period", "age")
"""Facets of which also what is told beside a question is held against the other's."""


@dataclass(frozen=True, slots=True)
class FacetComparison:
    """One line of the facet table."""

    name: str
    ours: Reading | None
    theirs: Reading | None
    relation: Relation
    how: str = ""
    """For containment, the way one is had from the other: `sum`, `part_of_breakdown`,
    `share_of_counts`, `per_inhabitant`, `complement` (the share of the rest), `date_to_duration`, `yes_no`, `same_records`, `add_units`; "" where none is known."""
    detail: str = ""
    """For a conflict, what is in conflict more closely: an axis of direction, or `year`."""
    ours_beside: Reading | None = None
    """What is told beside our question, where it does not state the facet itself."""
    theirs_beside: Reading | None = None


def compare_facets(
    ours: Facets, theirs: Facets, terms: Terms | None = None
) -> list[FacetComparison]:
    """Return one line per facet that is known of either question, in the order of `NAMES`."""
    terms = terms or Terms.default()
    near = closeness(ours, theirs)
    is_close = near >= CLOSE
    is_told = near >= SELDOM and asks_alike(ours, theirs)
    is_far = near < FAR and ours.language == theirs.language and bool(ours.stems and theirs.stems)
    found = []
    for name in NAMES:
        a, b = ours.readings.get(name), theirs.readings.get(name)
        beside = ours.beside.get(name), theirs.beside.get(name)
        is_stated = a is not None or b is not None
        if not is_stated and beside == (None, None):
            continue
        if not is_stated and name not in MAY_CONFLICT:
            found.append(FacetComparison(name, None, None, Relation.UNKNOWN, "", "", *beside))
            continue
        relation, how, detail = Relation.UNKNOWN, "", ""
        if name == "period":
            relation, how, detail = compare_periods(ours, theirs)
        elif name == "age":
            relation, how = compare_ages(ours, theirs)
        elif name == "direction":
            relation, detail = compare_directions(ours, theirs)
        elif name == "level":
            relation = compare_levels(a, b)
            how = "add_units" if relation is Relation.INSIDE else ""
        elif name == "breakdown":
            relation, how = compare_breakdowns(a, b)
        elif name == "limit":
            relation = compare_limits(ours.limits, theirs.limits)
        elif a is not None and b is not None:
            relation, how = _compare(name, a, b, terms, near)
            if name == "counted" and _is_the_staff(ours, theirs):
                relation = Relation.SAME
            elif (
                name == "counted"
                and relation is Relation.CONFLICT
                and _is_one_outcome(ours, theirs)
            ):
                relation = Relation.UNKNOWN
        elif name == "population" and is_sex_against(ours, theirs):
            relation = Relation.CONFLICT
        elif name == "sex":
            relation, how = one_sex(ours, theirs)
        if is_far and name in UNSURE_FAR:
            relation, how = (Relation.SAME if relation is Relation.SAME else Relation.UNKNOWN), ""
        if name == "direction" and relation is Relation.CONFLICT and is_rest(ours, theirs, detail):
            relation, how, detail = Relation.INSIDE, "complement", ""
        elif name == "direction" and relation is not Relation.CONFLICT:
            relation, detail = other_step(a, b, near, relation)
        is_open = is_told and relation is Relation.UNKNOWN and name in TOLD_ALONE
        if is_open and (told := told_alone(name, a, b, near)):
            relation, detail = Relation.CONFLICT, told
        if relation is Relation.UNKNOWN and (a is None) != (b is None) and is_close:
            detail = "narrowed"
        if name not in MAY_CONFLICT and agrees_beside(name, a, b, *beside):
            relation, how, detail = Relation.SAME, "", ""
        found.append(FacetComparison(name, a, b, relation, how, detail, *beside))
    return found


def _compare(name: str, a: Reading, b: Reading, terms: Terms, near: float) -> tuple[Relation, str]:
    if name == "law":
        return compare_laws(a, b)
    if name == "options" and a.detail and b.detail:
        return (Relation.SAME if set(a.detail) == set(b.detail) else Relation.UNKNOWN), ""
    if a.value == b.value:
        return Relation.SAME, ""
    if name == "measure":
        return compare_measures(str(a.value[0]), str(b.value[0]))
    if name == "counted":
        pair = {str(a.value[0]), str(b.value[0])}
        is_alike = "occasion" in pair or any(pair <= g for g in ALIKE_COUNTED)
        is_alike = is_alike and (near < SWAPPED or pair == {"person", "child"})
        return (Relation.UNKNOWN if is_alike else Relation.CONFLICT), ""
    if name == "area":
        return compare_areas(a, b, terms), ""
    if name in ("population", "sex", "provider"):
        return compare_sets(name, a, b, near)
    if name in ("options", *SHOWN_ONLY):
        return Relation.UNKNOWN, ""
    return Relation.CONFLICT, ""


def _is_the_staff(ours: Facets, theirs: Facets) -> bool:
    """True for "managers" against "persons who are managers"."""
    counted = {str(f.readings["counted"].value[0]) for f in (ours, theirs)}
    groups = [f.readings.get("population") for f in (ours, theirs)]
    return (
        counted == {"person", "staff"} and all(groups) and len({g.value for g in groups if g}) == 1
    )


_HANDLED = frozenset(("application", "decision", "case"))


def _is_one_outcome(ours: Facets, theirs: Facets) -> bool:
    """True for "refusals" against "applications that were refused"."""
    if not {str(f.readings["counted"].value[0]) for f in (ours, theirs)} <= _HANDLED:
        return False
    one, other = (
        poles_of(f.readings.get("direction")).get("outcome", set()) for f in (ours, theirs)
    )
    return bool(one & other)
