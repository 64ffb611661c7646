"""Whether two questions point in opposite directions, or count two steps of one matter."""

from __future__ import annotations

from surveyapp.overlap.rules.comparing.closeness import DENIED_CLOSE, SWAPPED, TOLD, closeness
from surveyapp.overlap.rules.facets import Facets, Reading, Relation
from surveyapp.overlap.rules.lists.opposites import SELDOM_LEFT, STEPS, TOLD_ALONE


def compare_directions(a: Facets, b: Facets) -> tuple[Relation, str]:
    """Return how the directions relate, and the axis they conflict on."""
    one, other = a.readings.get("direction"), b.readings.get("direction")
    ours, theirs = poles_of(one), poles_of(other)
    for axis in sorted(set(ours) & set(theirs)):
        if not ours[axis] & theirs[axis]:
            return Relation.CONFLICT, axis
    if ("polarity" in ours) != ("polarity" in theirs):
        denying, told = (one, b) if "polarity" in ours else (other, a)
        # what one denies the other must speak of: "lacks a home" and "homeless" do not conflict
        if denying and set(denying.detail) & told.stems and closeness(a, b) >= DENIED_CLOSE:
            return Relation.CONFLICT, "polarity"
        return Relation.UNKNOWN, ""
    return (Relation.SAME if ours == theirs else Relation.UNKNOWN), ""


def told_alone(name: str, a: Reading | None, b: Reading | None, near: float) -> str:
    """Return what one text alone says, of what is never left unsaid; "" for nothing."""
    telling = TOLD_ALONE[name] if near >= TOLD else TOLD_ALONE[name] & SELDOM_LEFT
    if name == "direction":
        ours, theirs = poles_of(a), poles_of(b)
        alone = [(axis, {**ours, **theirs}[axis]) for axis in sorted(set(ours) ^ set(theirs))]
        return next((axis for axis, poles in alone if any(f"{axis}:{p}" in telling for p in poles)), "")  # fmt: skip
    stated = a or b
    if (a is None) == (b is None) or stated is None or stated.source != "text":
        return ""
    if {"own", "private"} <= set(stated.value) or {"adults", "children"} <= set(stated.value):
        return ""  # all of them
    return name if any(value in telling for value in stated.value) else ""


def other_step(
    a: Reading | None, b: Reading | None, near: float, relation: Relation
) -> tuple[Relation, str]:
    """One step of a matter in the place of another, where the rest is worded nearly alike."""
    if near < SWAPPED or a is None or b is None:
        return relation, ""
    ours, theirs = poles_of(a), poles_of(b)
    for value in map(str, a.value):
        for other in map(str, b.value):
            axis, against = value.partition(":")[0], other.partition(":")[0]
            if frozenset((value, other)) in STEPS and axis not in theirs and against not in ours:
                return Relation.CONFLICT, against
    return relation, ""


_HALVED = frozenset(("polarity", "permanent", "occupied", "presence"))
"""Axes with two poles, of which whatever is not at the one is at the other."""


def is_rest(ours: Facets, theirs: Facets, axis: str) -> bool:
    """True for the share with against the share without: a hundred less the one is the other."""
    measures = [f.readings.get("measure") for f in (ours, theirs)]
    if not all(m is not None and m.value == ("share",) for m in measures):
        return False
    one, other = (poles_of(f.readings.get("direction")).get(axis, set()) for f in (ours, theirs))
    return axis in _HALVED or any({pole, f"{pole}-"} == one | other for pole in one | other)


def poles_of(reading: Reading | None) -> dict[str, set[str]]:
    """Axis -> the poles that the text names."""
    found: dict[str, set[str]] = {}
    for value in reading.value if reading else ():
        axis, _colon, pole = str(value).partition(":")
        found.setdefault(axis, set()).add(pole)
    return found
