"""How the groups, areas, laws, levels and breakdowns of two questions relate."""

from __future__ import annotations

from surveyapp.overlap.rules.comparing.closeness import SWAPPED
from surveyapp.overlap.rules.facets import Facets, Reading, Relation
from surveyapp.overlap.rules.terms import Terms


def compare_sets(name: str, a: Reading, b: Reading, near: float) -> tuple[Relation, str]:
    """Return how two sets of values of one facet relate, and how one is had from the other."""
    ours, theirs = set(a.value), set(b.value)
    if not ours & theirs:
        may_be_one = any(_is_one(x, y, near) for x in ours for y in theirs)
        if name == "population" and may_be_one:
            return Relation.UNKNOWN, ""
        return Relation.CONFLICT, ""
    if name == "population":
        return Relation.UNKNOWN, ""
    if ours < theirs:
        return Relation.INSIDE, "part_of_breakdown"
    if theirs < ours:
        return Relation.OUTSIDE, "part_of_breakdown"
    return Relation.UNKNOWN, ""


def agrees_beside(
    name: str,
    ours: Reading | None,
    theirs: Reading | None,
    ours_beside: Reading | None,
    theirs_beside: Reading | None,
) -> bool:
    """True when what one question states is what is told beside the other.

    Of breakdowns it is enough that they are among those that the source lists.
    """
    stated, told = (ours, theirs_beside) if ours is not None else (theirs, ours_beside)
    if stated is None or told is None:
        return False
    if name == "breakdown":
        return set(stated.value) <= set(told.value)
    return stated.value == told.value


_ONE = (frozenset(("children", "unaccompanied")), frozenset(("parents", "foster_parents")))
_MAY_BE_ONE = tuple(
    frozenset(pair)
    for pair in (
        ("children", "victims"),
        ("children", "parents"),
        ("children", "foster_parents"),
        ("adults", "victims"),
        ("adults", "perpetrators"),
        ("adults", "parents"),
        ("adults", "relatives"),
        ("adults", "homeless"),
        ("adults", "disability"),
        ("adults", "older"),
        ("parents", "relatives"),
        ("older", "residents"),
        ("adults", "residents"),
        ("disability", "residents"),
        ("older", "personnel"),
        ("children", "personnel"),
        ("children", "residents"),
        ("personnel", "residents"),
    )
)
"""Groups that one writer may name for the other, where the rest is worded in another way too."""


def _is_one(a: str, b: str, near: float) -> bool:
    pair = {a, b}
    return pair in _ONE or (near < SWAPPED and pair in _MAY_BE_ONE)


def one_sex(ours: Facets, theirs: Facets) -> tuple[Relation, str]:
    """One sex, told by one text alone: of the other a part, and told there only if it is broken down."""
    a, b = ours.readings.get("sex"), theirs.readings.get("sex")
    told, other = (a, theirs) if a is not None else (b, ours)
    if told is None or len(told.value) > 1 or told.source != "text":
        return Relation.UNKNOWN, ""
    if {"sex", "any"} & set(parts_of(other)):
        return (Relation.INSIDE if a is not None else Relation.OUTSIDE), "part_of_breakdown"
    return Relation.CONFLICT, ""


def is_sex_against(ours: Facets, theirs: Facets) -> bool:
    """True where one is about women or men and the other about some other group."""
    a, b = ours.readings, theirs.readings
    if ("population" in a) == ("population" in b):
        return False
    one, other = (a, b) if "population" in a else (b, a)
    if "sex" not in other or len(other["sex"].value) > 1:
        return False  # both, each by itself, are all of them
    return "sex" not in one and "residents" not in one["population"].value


def compare_areas(a: Reading, b: Reading, terms: Terms) -> Relation:
    """Return how the areas relate; one that is told beside the text settles little."""
    if set(a.value) & set(b.value):
        return Relation.UNKNOWN
    wide_a = {terms.parents.get(str(v), v) for v in a.value}
    wide_b = {terms.parents.get(str(v), v) for v in b.value}
    if (set(a.value) & wide_b) or (set(b.value) & wide_a):
        # A wider area that only stands as a heading is no statement about the question.
        wider = a if set(a.value) & wide_b else b
        if wider.source != "text":
            return Relation.SAME
        return Relation.OUTSIDE if wider is a else Relation.INSIDE
    weak = {"area", "context"}
    if a.source in weak or b.source in weak:
        return Relation.UNKNOWN
    return Relation.CONFLICT


def compare_laws(a: Reading, b: Reading) -> tuple[Relation, str]:
    """Return how the laws relate, sections of one law told apart."""
    ours, theirs = set(a.value), set(b.value)
    if not ours & theirs:
        return Relation.CONFLICT, ""
    if ours < theirs:
        return Relation.INSIDE, "part_of_breakdown"
    if theirs < ours:
        return Relation.OUTSIDE, "part_of_breakdown"
    if a.detail and b.detail and not any(_is_section(x, y) for x in a.detail for y in b.detail):
        return Relation.CONFLICT, ""
    return (Relation.SAME if ours == theirs else Relation.UNKNOWN), ""


def _is_section(a: str, b: str) -> bool:
    """True when one names the other, or a part of it; a chapter may be left out."""
    if (":" in a) != (":" in b):
        a, b = a.rpartition(":")[2], b.rpartition(":")[2]
    return a == b or a.startswith(f"{b}.") or b.startswith(f"{a}.")


def compare_levels(a: Reading | None, b: Reading | None) -> Relation:
    """Return how the levels relate; who names none is answered for the municipality."""
    ours = str(a.value[0]) if a else "municipality"
    theirs = str(b.value[0]) if b else "municipality"
    if ours == theirs:
        return Relation.SAME
    if "person" in (ours, theirs):
        # "you" in one text alone is a way of asking; what the form says is not
        told = (a if a is not None and ours == "person" else b) if a is None or b is None else None
        return Relation.UNKNOWN if told is not None and told.source == "text" else Relation.CONFLICT
    return Relation.INSIDE if theirs == "unit" else Relation.UNKNOWN


def parts_of(facets: Facets) -> tuple[str, ...]:
    """Return what a question is broken down by."""
    reading = facets.readings.get("breakdown")
    return tuple(map(str, reading.value)) if reading else ()


def compare_breakdowns(a: Reading | None, b: Reading | None) -> tuple[Relation, str]:
    """Whoever is broken down in more ways holds the other's total."""
    ours, theirs = set(a.value) if a else set(), set(b.value) if b else set()
    if ours == theirs:
        return Relation.SAME, ""
    if ours < theirs:
        return Relation.INSIDE, "sum"
    if theirs < ours:
        return Relation.OUTSIDE, "sum"
    return Relation.UNKNOWN, ""
