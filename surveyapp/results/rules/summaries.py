"""What many municipalities' values come to: the nation, groups of similar municipalities, comparisons."""

from __future__ import annotations

import enum
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from surveyapp.burden.rules.strata import merge_strata, stratum_label
from surveyapp.results.rules.formulas import RATIO, YES_SHARE, Standing, UnitValue

LEAST_IN_GROUP = 5
"""Municipalities behind a published group figure. Source: architecture, decision 5."""

SAME_WITHIN_SHARE = 0.005
"""Shares closer than half a percentage point are shown as equal: they are written without decimals."""
SAME_WITHIN_RELATIVE = 0.01
"""Other numbers within one per cent of each other count as equal (own choice)."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Many values as one. `value` is the share of yes, the sum over the sum, or the mean."""

    n: int
    value: float
    median: float
    q1: float
    q3: float


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """One SKR group, or several that were too small alone; None when still too few."""

    label: str
    codes: tuple[str, ...]
    n: int
    summary: Summary | None


def summarise(kind: str, values: Iterable[UnitValue]) -> Summary | None:
    """Return what the units' values come to; None when there is no value.

    Quartiles by linear interpolation (R type 7). For a ratio `value` weighs municipalities by their
    denominators, the median does not.
    """
    known = [v for v in values if v.standing is Standing.VALUE and v.value is not None]
    if not known:
        return None
    numbers = [v.value for v in known if v.value is not None]
    if kind == RATIO:
        over = math.fsum(v.numerator or 0.0 for v in known)
        value = over / math.fsum(v.denominator or 0.0 for v in known)
    else:
        value = math.fsum(numbers) / len(numbers)
    q1, median, q3 = (float(q) for q in np.quantile(numbers, [0.25, 0.5, 0.75]))
    return Summary(len(known), value, median, q1, q3)


def group_summaries(
    kind: str,
    values: Mapping[int, UnitValue],
    group_of: Mapping[int, str],
    least: int = LEAST_IN_GROUP,
) -> dict[str, GroupSummary]:
    """Return group code -> its summary; groups too small are merged with the nearest (A1 with A2).

    Merging leaves no hidden cell that a total could give away, unless all units together are too
    few; then nothing is shown. Groups where nobody has a value are in the result too.
    """
    members: dict[str, list[UnitValue]] = {code: [] for code in sorted(set(group_of.values()))}
    for unit, value in values.items():
        if value.standing is Standing.VALUE:
            members[group_of[unit]].append(value)
    found: dict[str, GroupSummary] = {}
    for codes in merge_strata({code: len(known) for code, known in members.items()}, least):
        known = [value for code in codes for value in members[code]]
        summary = summarise(kind, known) if len(known) >= least else None
        group = GroupSummary(stratum_label(codes), codes, len(known), summary)
        found |= dict.fromkeys(codes, group)
    return found


def is_share(kind: str, nation: Summary | None) -> bool:
    """Tell whether values are parts of a whole and shown as per cent.

    A ratio is a share when neither the nation nor the middle municipality is above 1; households per
    case officer are not.
    """
    if kind == YES_SHARE:
        return True
    return kind == RATIO and nation is not None and max(nation.value, nation.median) <= 1


class Position(enum.StrEnum):
    """How one value stands beside another, given which way is better."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    HIGHER = "higher"
    LOWER = "lower"
    UNKNOWN = "unknown"


def position(
    own: float | None, other: float | None, direction: str, *, share: bool = False
) -> Position:
    """Compare `own` with `other`; better or worse only where the indicator has a direction."""
    if own is None or other is None:
        return Position.UNKNOWN
    within = SAME_WITHIN_SHARE if share else SAME_WITHIN_RELATIVE * max(abs(own), abs(other))
    if abs(own - other) <= within:
        return Position.SAME
    if direction not in ("higher", "lower"):
        return Position.HIGHER if own > other else Position.LOWER
    return Position.BETTER if (own > other) == (direction == "higher") else Position.WORSE
