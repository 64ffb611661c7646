"""The criteria of usefulness, each by itself. There is no single score.

Every criterion gives a value or says why it has none, with the number of observations behind it and
the least that it needs. What nobody has stated is not known, never zero. Numbers and formulas:
domain, section 7.
"""

from __future__ import annotations

import enum
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

CRITERIA: dict[str, int] = {
    "differentiation": 1,
    "ceiling": 2,
    "stability": 3,
    "completeness": 6,
    "redundancy": 7,
    "overlap": 8,
    "influence": 9,
    "kind": 10,
    "local_use": 11,
    "national_use": 12,
    "access": 13,
    "small_fit": 16,
    "burden_ratio": 20,
}
"""Criterion -> its number in the domain's table. The others need data that is not collected yet."""

LEAST_SHARE = 20
"""Municipalities behind a share or a spread (own choice: one municipality moves a share by 5 points at most)."""
LEAST_PAIRS = 20
"""Municipalities with both values behind kappa or a correlation (own choice)."""
LEAST_SMALL = 10
"""Small municipalities behind their criterion (own choice)."""

CEILING_FROM = 0.95
FLOOR_TO = 0.05
LOW_DIFFERENTIATION = 0.2
"""Below this nearly all answer alike: 4p(1-p) is 0.19 at p = 0.95 or 0.05, the ceiling of criterion 2."""
ALIKE_FROM = 0.7
"""Correlation from which two indicators are shown as saying nearly the same (own choice: half the variance)."""
SMALL_GROUPS = ("C8", "C9")
SMALL_DENOMINATOR = 5
KIND_WEIGHTS = {"result": 3, "process": 2, "structure": 1}
"""Result before process before structure: the audit's order, stated so that it can be questioned."""

Floats = NDArray[np.float64]


class Why(enum.StrEnum):
    """Why a criterion has no value."""

    FEW = "few"
    NOT_KNOWN = "not_known"
    NOT_FOR_KIND = "not_for_kind"
    NO_LAST_YEAR = "no_last_year"
    NO_VARIATION = "no_variation"
    NO_RESULT = "no_result"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Finding:
    """What one criterion says about one indicator. `flag` is a word for what deserves attention."""

    criterion: str
    value: float | None
    n: int = 0
    least: int = 0
    flag: str = ""
    why: Why | None = None
    details: Mapping[str, float | str] = field(default_factory=dict)


def _none(criterion: str, why: Why, n: int = 0, least: int = 0) -> Finding:
    return Finding(criterion, None, n, least, why=why)


# --- from answers -------------------------------------------------------------------------------


def differentiation(values: Sequence[float], *, is_yes_or_no: bool) -> Finding:
    """Return 4p(1-p) for yes and no, the middle half over the whole range for numbers; 0 to 1."""
    n = len(values)
    if n < LEAST_SHARE:
        return _none("differentiation", Why.FEW, n, LEAST_SHARE)
    if is_yes_or_no:
        p = float(np.mean(values))
        value = 4 * p * (1 - p)
        details: dict[str, float | str] = {"share": p}
    else:
        low, q1, q3, high = (float(q) for q in np.quantile(values, [0, 0.25, 0.75, 1]))
        value = (q3 - q1) / (high - low) if high > low else 0.0
        details = {"q1": q1, "q3": q3, "low": low, "high": high}
    flag = "low" if value < LOW_DIFFERENTIATION else ""
    return Finding("differentiation", value, n, LEAST_SHARE, flag, details=details)


def ceiling(
    share: float | None,
    n: int,
    share_before: float | None,
    n_before: int,
    *,
    is_yes_or_no: bool,
) -> Finding:
    """Return the share of yes, flagged when nearly all or nearly none answer yes two years running."""
    if not is_yes_or_no:
        return _none("ceiling", Why.NOT_FOR_KIND)
    if share is None or n < LEAST_SHARE:
        return _none("ceiling", Why.FEW, n, LEAST_SHARE)
    if share_before is None or n_before < LEAST_SHARE:
        return _none("ceiling", Why.NO_LAST_YEAR, n, LEAST_SHARE)
    flag = ""
    if min(share, share_before) >= CEILING_FROM:
        flag = "ceiling"
    elif max(share, share_before) <= FLOOR_TO:
        flag = "floor"
    return Finding("ceiling", share, n, LEAST_SHARE, flag, details={"before": share_before})


def stability(
    now: Mapping[int, float], before: Mapping[int, float], *, is_yes_or_no: bool
) -> Finding:
    """Return Cohen's kappa (yes/no) or the rank correlation between two years, over the same units."""
    both = sorted(now.keys() & before.keys())
    if not before:
        return _none("stability", Why.NO_LAST_YEAR)
    if len(both) < LEAST_PAIRS:
        return _none("stability", Why.FEW, len(both), LEAST_PAIRS)
    pairs = [now[unit] for unit in both], [before[unit] for unit in both]
    value = kappa(*pairs) if is_yes_or_no else correlation(*pairs)
    if value is None:
        return _none("stability", Why.NO_VARIATION, len(both), LEAST_PAIRS)
    return Finding("stability", value, len(both), LEAST_PAIRS)


def kappa(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Return Cohen's kappa of two lists of yes (1) and no (0); None when chance alone agrees wholly."""
    a, b = np.asarray(first) >= 0.5, np.asarray(second) >= 0.5
    observed = float(np.mean(a == b))
    p, q = float(np.mean(a)), float(np.mean(b))
    chance = p * q + (1 - p) * (1 - q)
    return None if chance >= 1 else (observed - chance) / (1 - chance)


def correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Return Spearman's rank correlation; for yes/no this is phi. None when one side never varies."""
    return _pearson(_ranks(np.asarray(first, float)), _ranks(np.asarray(second, float)))


def _ranks(values: Floats) -> Floats:
    """Return ranks from 1, equal values sharing the mean of their places."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    shared: Floats = last - (counts - 1) / 2
    return shared[places]


def _pearson(a: Floats, b: Floats) -> float | None:
    a, b = a - a.mean(), b - b.mean()
    spread = float(np.sqrt((a @ a) * (b @ b)))
    return None if spread == 0 else float(np.clip((a @ b) / spread, -1, 1))


def most_alike(values: Mapping[str, Mapping[int, float]]) -> dict[str, Finding]:
    """Return per indicator its highest absolute correlation with another, over units with both.

    Two yes/no indicators are compared by phi, others by rank correlation; a tie goes to the first
    code. `details` names the other and the sign.
    """
    best: dict[str, tuple[float, str, float, int]] = {}
    most_pairs: dict[str, int] = dict.fromkeys(values, 0)
    units = sorted({unit for known in values.values() for unit in known})
    place = {unit: i for i, unit in enumerate(units)}
    table: dict[str, Floats] = {}
    for code, known in values.items():
        row = np.full(len(units), np.nan)
        for unit, value in known.items():
            row[place[unit]] = value
        table[code] = row
    for first, second in itertools.combinations(sorted(values), 2):
        both = ~(np.isnan(table[first]) | np.isnan(table[second]))
        n = int(both.sum())
        for code in (first, second):
            most_pairs[code] = max(most_pairs[code], n)
        if n < LEAST_PAIRS:
            continue
        found = _pearson(_ranks(table[first][both]), _ranks(table[second][both]))
        if found is None:
            continue
        for code, other in ((first, second), (second, first)):
            if code not in best or abs(found) > best[code][0] + 1e-12:
                best[code] = (abs(found), other, found, n)
    result = {}
    for code in values:
        if code in best:
            strength, other, signed, n = best[code]
            flag = "alike" if strength >= ALIKE_FROM else ""
            result[code] = Finding(
                "redundancy",
                strength,
                n,
                LEAST_PAIRS,
                flag,
                details={"other": other, "signed": signed},
            )
        else:
            result[code] = _none("redundancy", Why.FEW, most_pairs[code], LEAST_PAIRS)
    return result


def completeness(
    n_values: int, n_missing: int, n_not_recorded: int, n_not_submitted: int, n_outside: int
) -> Finding:
    """Return valid answers over expected ones; who was not asked or has no cases is not expected."""
    expected = n_values + n_missing + n_not_recorded + n_not_submitted
    details: dict[str, float | str] = {
        "missing": n_missing,
        "not_recorded": n_not_recorded,
        "not_submitted": n_not_submitted,
        "outside": n_outside,
    }
    if expected < LEAST_SHARE:
        return Finding("completeness", None, expected, LEAST_SHARE, why=Why.FEW, details=details)
    return Finding("completeness", n_values / expected, expected, LEAST_SHARE, details=details)


def small_fit(n_outside: int, n_small_denominator: int, n: int) -> Finding:
    """Return the share of small municipalities (C8-C9) that the indicator does not fit.

    It does not fit where it is not applicable, or where the denominator is under five.
    """
    if n < LEAST_SMALL:
        return _none("small_fit", Why.FEW, n, LEAST_SMALL)
    value = (n_outside + n_small_denominator) / n
    return Finding(
        "small_fit",
        value,
        n,
        LEAST_SMALL,
        details={"outside": n_outside, "small": n_small_denominator},
    )


# --- from people --------------------------------------------------------------------------------


def overlap(n_questions: int, verdicts: Mapping[tuple[str, str], str]) -> Finding:
    """Return how many other collections ask the same or hold what the answer can be derived from.

    `verdicts` maps (question code, collection code) to the verdict in force: same, derivable,
    related, ... Without any verdict nobody has looked, and the number is not known.
    """
    if not verdicts:
        return _none("overlap", Why.NOT_KNOWN, 0, 1)
    counted = {c for (_q, c), verdict in verdicts.items() if verdict in ("same", "derivable")}
    derivable = {q for (q, _c), verdict in verdicts.items() if verdict == "derivable"}
    compared = {q for q, _c in verdicts}
    return Finding(
        "overlap",
        float(len(counted)),
        len(compared),
        1,
        "overlap" if counted else "",
        details={
            "questions": n_questions,
            "derivable": len(derivable),
            "collections": ", ".join(sorted(counted)),
        },
    )


def influence(judged: float | None) -> Finding:
    """Return the judgement whether the service itself can change the value: 0 no, 1 partly, 2 yes."""
    if judged is None:
        return _none("influence", Why.NOT_KNOWN, 0, 1)
    return Finding("influence", judged, 1, 1, "none" if judged == 0 else "")


def kind(code: str) -> Finding:
    """Return the stated weight of the indicator's kind."""
    if code not in KIND_WEIGHTS:
        return _none("kind", Why.NOT_KNOWN, 0, 1)
    return Finding("kind", float(KIND_WEIGHTS[code]), 1, 1, details={"kind": code})


def local_use(used: float | None, asked: float | None) -> Finding:
    """Return the share of municipalities asked that state use in plan, budget or quality report."""
    if used is None or not asked:
        return _none("local_use", Why.NOT_KNOWN, 0, LEAST_SHARE)
    if asked < LEAST_SHARE:
        return _none("local_use", Why.FEW, int(asked), LEAST_SHARE)
    return Finding("local_use", used / asked, int(asked), LEAST_SHARE, details={"used": used})


def national_use(reports: float | None) -> Finding:
    """Return the number of named national reports or decisions in three years."""
    if reports is None:
        return _none("national_use", Why.NOT_KNOWN, 0, 1)
    return Finding("national_use", reports, 1, 1, "unused" if reports == 0 else "")


def access(views: float | None, in_area: Sequence[float]) -> Finding:
    """Return the rank within the area by views, downloads and calls in a year; 1 is the most viewed.

    `in_area` holds what is known of the area's indicators, this one included.
    """
    if views is None:
        return _none("access", Why.NOT_KNOWN, 0, 1)
    rank = 1 + sum(other > views for other in in_area)
    return Finding("access", float(rank), len(in_area), 1, details={"views": views})


def burden_ratio(uses: float | None, hours: float | None) -> Finding:
    """Return stated local uses per 100 attributed hours."""
    if uses is None:
        return _none("burden_ratio", Why.NOT_KNOWN, 0, 1)
    if hours is None:
        return _none("burden_ratio", Why.HIDDEN, 0, 1)
    if hours <= 0:
        return _none("burden_ratio", Why.NO_RESULT, 0, 1)
    return Finding("burden_ratio", 100 * uses / hours, 1, 1, details={"uses": uses, "hours": hours})
