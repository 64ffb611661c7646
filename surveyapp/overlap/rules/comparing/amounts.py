"""How the ages, the thresholds and the measures of two questions relate."""

from __future__ import annotations

from collections.abc import Collection

from surveyapp.overlap.rules.comparing.groups import parts_of
from surveyapp.overlap.rules.facets import Facets, Relation


def compare_ages(ours: Facets, theirs: Facets) -> tuple[Relation, str]:
    """Return how the ages relate, and how one is had from the other."""
    a, b = set(ours.ages), set(theirs.ages)
    if not a and not b:
        return Relation.UNKNOWN, ""
    if not a or not b:
        stated, other = (a, theirs) if a else (b, ours)
        if _is_beyond(_whole(stated), other):
            return Relation.CONFLICT, ""
        return (Relation.SAME if _is_implied(_whole(stated), other) else Relation.UNKNOWN), ""
    if a == b:
        return Relation.SAME, ""
    if len(a) > 1 or len(b) > 1:
        if a < b:
            return Relation.INSIDE, "part_of_breakdown"
        if b < a:
            return Relation.OUTSIDE, "part_of_breakdown"
        if _whole(a) == _whole(b):
            return (Relation.INSIDE, "sum") if len(b) > len(a) else (Relation.OUTSIDE, "sum")
        if a & b:
            return Relation.UNKNOWN, ""
    (low, high), (other_low, other_high) = _whole(a), _whole(b)
    if other_low <= low and high <= other_high:
        return Relation.INSIDE, "part_of_breakdown" if "age" in parts_of(theirs) else ""
    if low <= other_low and other_high <= high:
        return Relation.OUTSIDE, "part_of_breakdown" if "age" in parts_of(ours) else ""
    return Relation.CONFLICT, ""


_IMPLIED: dict[str, tuple[tuple[int, int], ...]] = {
    "children": ((0, 17), (0, 18), (0, 19), (0, 20)),
    "unaccompanied": ((0, 17),),
    "adults": ((18, 200), (19, 200), (20, 200), (21, 200)),
    "older": ((65, 200), (66, 200)),
    "young_adults": ((18, 20), (18, 24), (18, 25)),
}
"""Group -> the ages that the word alone says in this field."""


BEYOND: dict[str, tuple[int, int]] = {
    "children": (0, 20),
    "unaccompanied": (0, 20),
    "adults": (18, 200),
    "older": (65, 200),
    "young_adults": (16, 29),
}
"""Group -> the lowest and the highest age that the word alone can mean in this field."""


def _is_beyond(age: tuple[int, int], other: Facets) -> bool:
    """True when nobody of the age belongs to any group that the other names."""
    reading = other.readings.get("population")
    if reading is None:
        return False
    return all(
        str(v) in BEYOND and (age[1] < BEYOND[str(v)][0] or age[0] > BEYOND[str(v)][1])
        for v in reading.value
    )


def _is_implied(age: tuple[int, int], other: Facets) -> bool:
    reading = other.readings.get("population")
    if reading is None:
        return False
    return any(age in _IMPLIED.get(str(value), ()) for value in reading.value)


def _whole(ages: Collection[tuple[int, int]]) -> tuple[int, int]:
    return min(low for low, _high in ages), max(high for _low, high in ages)


_AT_LEAST = frozenset(("from", "longer", "over"))


Limit = tuple[int | str, ...]


def compare_limits(ours: Collection[Limit], theirs: Collection[Limit]) -> Relation:
    """What both state is put aside; of the rest, another amount of the same unit conflicts."""
    if not ours or not theirs:
        return Relation.UNKNOWN
    alone, other = set(ours) - set(theirs), set(theirs) - set(ours)
    if not alone and not other:
        return Relation.SAME
    found = [_is_other_limit(a, b) for a in alone for b in other]
    return Relation.CONFLICT if found and all(found) else Relation.UNKNOWN


def _is_other_limit(a: Limit, b: Limit) -> bool:
    """True where the two conflict; the same time from the other side may be the other's denial."""
    if a[0] == "band" or b[0] == "band":
        return a[0] == b[0]
    if a[2] != b[2]:
        return False
    if a[1] != b[1]:
        return True
    if a[2] in ("day", "workday", "hour"):
        return False
    return (a[0] in _AT_LEAST) != (b[0] in _AT_LEAST) or {a[0], b[0]} == {"from", "over"}


HAD_FROM: dict[tuple[str, str], str] = {
    ("share", "count"): "share_of_counts",
    ("mean", "count"): "",
    ("per_inhabitant", "count"): "per_inhabitant",
    ("count", "per_inhabitant"): "per_inhabitant",
    ("share", "per_inhabitant"): "per_inhabitant",
    ("per_inhabitant", "share"): "per_inhabitant",
    ("amount_per_inhabitant", "amount"): "per_inhabitant",
    ("amount", "amount_per_inhabitant"): "per_inhabitant",
    ("duration", "date"): "date_to_duration",
    ("mean", "date"): "date_to_duration",
    ("median", "date"): "date_to_duration",
    ("mean", "median"): "same_records",
    ("median", "mean"): "same_records",
    ("yes_no", "count"): "yes_no",
    ("yes_no", "share"): "yes_no",
    ("yes_no", "extent"): "yes_no",
    ("yes_no", "rollout"): "yes_no",
    ("yes_no", "date"): "yes_no",
    ("yes_no", "mean"): "yes_no",
    ("yes_no", "median"): "yes_no",
    ("yes_no", "per_inhabitant"): "yes_no",
    ("yes_no", "frequency"): "yes_no",
    ("yes_no", "duration"): "yes_no",
    ("yes_no", "code"): "yes_no",
    ("extent", "rollout"): "extent",
    ("rollout", "extent"): "extent",
    ("extent", "count"): "extent",
    ("extent", "share"): "extent",
}
"""(ours, theirs) -> how ours is had from theirs."""

_UNSURE = frozenset(
    frozenset(pair)
    for pair in (
        ("mean", "duration"),
        ("median", "duration"),
        ("count", "duration"),
        ("count", "mean"),
        ("amount", "mean"),
        ("amount", "yes_no"),
        ("amount", "share"),
        ("count", "extent"),
        ("duration", "frequency"),
        ("amount", "amount_per_inhabitant"),
        ("amount", "per_inhabitant"),
        ("per_inhabitant", "amount_per_inhabitant"),
        ("scale", "share"),
        ("scale", "yes_no"),
        ("scale", "count"),
        ("scale", "mean"),
    )
)
"""Measures that two wordings of one question may name, so that they settle nothing."""


def compare_measures(ours: str, theirs: str) -> tuple[Relation, str]:
    """Return how the measures relate, and how one is had from the other."""
    how = HAD_FROM.get((ours, theirs), "")
    if how:
        return Relation.INSIDE, how
    if "code" in (ours, theirs) or "text" in (ours, theirs):
        return Relation.UNKNOWN, ""
    turned = HAD_FROM.get((theirs, ours), "")
    if turned:
        return Relation.OUTSIDE, turned
    if frozenset((ours, theirs)) in _UNSURE:
        return Relation.UNKNOWN, ""
    return Relation.CONFLICT, ""


def asks_alike(ours: Facets, theirs: Facets) -> bool:
    """True where neither is broken down nor had from the other's measure."""
    if parts_of(ours) or parts_of(theirs):
        return False
    a, b = ours.readings.get("measure"), theirs.readings.get("measure")
    if a is None or b is None or a.value == b.value:
        return True
    return compare_measures(str(a.value[0]), str(b.value[0]))[0] not in (
        Relation.INSIDE,
        Relation.OUTSIDE,
    )
