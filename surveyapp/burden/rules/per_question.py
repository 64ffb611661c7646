"""From seconds to the burden of a question in each unit (domain rules 0 and 8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def quantile(values: Floats | Sequence[float], share: float) -> float:
    """Return the quantile by linear interpolation of the order statistics.

    Raises: ValueError when there are no values. Source: domain rule 1, R type 7.
    """
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    if ordered.size == 0:
        raise ValueError("no values")
    place = (ordered.size - 1) * share
    below = int(np.floor(place))
    above = min(below + 1, ordered.size - 1)
    return float(ordered[below] + (place - below) * (ordered[above] - ordered[below]))


def spread_preparation(
    declared_seconds: Floats, active_seconds: Floats, measured: Flags, pending: Flags
) -> Floats:
    """Spread what each unit declared for a section over the section's questions.

    Rows are units, columns the section's questions. `measured` marks questions asked and timed,
    `pending` questions asked whose time is unknown: those keep a share of average size back, so
    that it is not moved to the others and then imputed a second time. Where nothing took any time
    on screen the questions share equally.
    Source: domain rule 0, in proportion to measured time.
    """
    times = np.where(measured, active_seconds, 0.0)
    counts = measured.sum(axis=1, keepdims=True)
    average = times.sum(axis=1, keepdims=True) / np.maximum(counts, 1)
    weights = np.where(pending, average, times)
    whole = weights.sum(axis=1, keepdims=True)
    asked = (measured | pending).astype(np.float64)
    weights = np.where(whole > 0, weights, asked)
    whole = np.maximum(weights.sum(axis=1, keepdims=True), np.finfo(float).tiny)
    spread: Floats = np.where(measured, declared_seconds[:, None] * weights / whole, 0.0)
    return spread


def question_burden(
    active_seconds: float, declared_seconds: float | None, offscreen_seconds: float
) -> float:
    """Return t(m,q) in seconds: screen time plus preparation, stated if stated, else measured.

    `declared_seconds` is this question's part of what the unit declared for the section; None
    when nobody declared. Then the off-screen time stands in, as a lower bound. Never both.
    Source: domain rule 0.
    """
    outside = offscreen_seconds if declared_seconds is None else declared_seconds
    return active_seconds + outside


@dataclass(frozen=True, slots=True)
class OutlierRule:
    """The limits of one question, in seconds, and how many values fell outside."""

    lower_seconds: float
    upper_seconds: float
    n_low: int
    n_high: int
    n_beyond_two_deviations: int
    """What mean plus or minus two standard deviations would have flagged, for comparison."""

    def winsorise(self, seconds: Floats) -> Floats:
        """Return the values moved to the nearest limit."""
        limited: Floats = np.clip(seconds, self.lower_seconds, self.upper_seconds)
        return limited


def outlier_rule(
    seconds: Floats, words: int = 0, spread: float = 3.0, words_per_second: float = 8.0
) -> OutlierRule:
    """Find the limits beyond which a time is not believed.

    Source: domain rule 8: above Q3 + 3 x IQR of log(1 + seconds), or faster than anyone reads.
    """
    lower = words / words_per_second
    if seconds.size == 0:
        return OutlierRule(lower, np.inf, 0, 0, 0)
    logs = np.log1p(seconds)
    first, third = quantile(logs, 0.25), quantile(logs, 0.75)
    limit = third + spread * (third - first)
    is_high = logs > limit
    n_high = int(is_high.sum())
    # Going there and back through the logarithm must not move a value that was not flagged.
    kept = float(np.max(seconds[~is_high]))
    upper = max(float(np.expm1(limit)), kept, lower)
    deviation = float(seconds.std(ddof=1)) if seconds.size > 1 else 0.0
    beyond = np.abs(seconds - seconds.mean()) > 2 * deviation
    return OutlierRule(lower, upper, int((seconds < lower).sum()), n_high, int(beyond.sum()))


@dataclass(frozen=True)
class Seconds:
    """Burden per unit (rows) and question (columns), before and after the outlier rule.

    Zero where `known` is False. The three parts sum to `limited`.
    """

    raw: Floats
    limited: Floats
    screen: Floats
    declared: Floats
    offscreen: Floats
    known: Flags
    asked: Flags
    rules: tuple[OutlierRule, ...]


def combine(
    *,
    active: Floats,
    offscreen: Floats,
    has_row: Flags,
    asked: Flags,
    is_measured: Flags,
    declared: Mapping[int, Floats],
    sections: Sequence[Sequence[int]],
    words: Sequence[int],
    spread: float = 3.0,
    words_per_second: float = 8.0,
) -> Seconds:
    """Apply rules 0 and 8 to a whole collection.

    `sections` lists the columns of each section; `declared[s]` holds the seconds each unit
    declared for section s, NaN where it declared nothing.
    """
    asked = asked & has_row
    timed = asked & is_measured
    # Routing is known for every answer: what was hidden is a true zero, timed or not.
    known = has_row & (is_measured | ~asked)
    stated = np.zeros_like(active)
    bound = np.where(timed, offscreen, 0.0)
    for index, columns in enumerate(sections):
        if index not in declared:
            continue
        cols = list(columns)
        did = ~np.isnan(declared[index])
        part = spread_preparation(
            np.nan_to_num(declared[index]),
            active[:, cols],
            timed[:, cols],
            (asked & ~is_measured)[:, cols],
        )
        stated[:, cols] = np.where(did[:, None], part, 0.0)
        bound[:, cols] = np.where(did[:, None], 0.0, bound[:, cols])
    screen = np.where(timed, active, 0.0)
    raw = screen + stated + bound
    limited = raw.copy()
    rules = []
    for column, count in enumerate(words):
        rows = timed[:, column]
        rule = outlier_rule(raw[rows, column], count, spread, words_per_second)
        limited[rows, column] = rule.winsorise(raw[rows, column])
        rules.append(rule)
    factor = np.divide(limited, raw, out=np.ones_like(raw), where=raw > 0)
    # A time of nothing that is raised to the reading time was spent reading, on screen.
    screen = np.where(raw > 0, screen * factor, limited)
    return Seconds(
        raw, limited, screen, stated * factor, bound * factor, known, timed, tuple(rules)
    )
