"""Totals, errors and intervals for a sample from a known number of units (rules 1, 6, 7, 9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from surveyapp.burden.rules.per_question import Flags, Floats
from surveyapp.burden.rules.strata import Strata, merge_strata


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which values the true one lies, at the level that the method states."""

    low: float
    high: float


def standard_error(values: Floats | Sequence[float], population: int) -> float | None:
    """Return the standard error of a mean; zero when every unit is measured.

    None when it cannot be known: fewer than two values of a larger population.
    Source: domain rule 6, s / sqrt(n) x sqrt(1 - n/N).
    """
    sample = np.asarray(values, dtype=np.float64)
    if sample.size >= population:
        return 0.0
    if sample.size < 2:
        return None
    fraction = 1 - sample.size / population
    return float(sample.std(ddof=1) / np.sqrt(sample.size) * np.sqrt(fraction))


@dataclass(frozen=True)
class ColumnEstimate:
    """The national total of one column (a question, or a section's overhead), in seconds."""

    strata: Strata
    total: float
    measured: float
    """Sum over measured units, without imputation."""
    imputed: float
    error: float | None
    """Standard error of the total."""
    group_means: Mapping[str, float]
    group_totals: Mapping[str, float]


def estimate_column(
    values: Floats,
    known: Flags,
    groups: Sequence[str],
    population: Mapping[str, int],
    minimum: int = 5,
    municipalities: Sequence[str] | None = None,
) -> ColumnEstimate | None:
    """Estimate a total over all units from those measured; None when nobody was.

    `municipalities` names the one that each unit belongs to, for `minimum`; None when every unit
    is one. A missing unit gets the mean of its group, which is the same as N(h) x mean(h).
    Source: domain rules 1, 6 and 9.
    """
    if not known.any():
        return None
    codes = np.asarray(groups)
    rows = {code: known & (codes == code) for code in population}
    counts = {code: int(mask.sum()) for code, mask in rows.items()}
    members = np.asarray(municipalities) if municipalities is not None else None
    strata = merge_strata(
        {
            code: distinct(members, mask) if members is not None else counts[code]
            for code, mask in rows.items()
        },
        minimum,
    )
    total = measured = imputed = variance = 0.0
    is_error_known = True
    means: dict[str, float] = {}
    totals: dict[str, float] = {}
    for stratum in strata:
        mask = np.stack([rows[code] for code in stratum]).any(axis=0)
        sample = values[mask]
        size = sum(population[code] for code in stratum)
        mean = float(sample.mean())
        error = standard_error(sample, size)
        is_error_known = is_error_known and error is not None
        variance += (size * (error or 0.0)) ** 2
        total += size * mean
        measured += float(sample.sum())
        imputed += (size - sample.size) * mean
        for code in stratum:
            means[code] = mean
            own = float(values[rows[code]].sum())
            totals[code] = own + (population[code] - counts[code]) * mean
    root = float(np.sqrt(variance)) if is_error_known else None
    return ColumnEstimate(strata, total, measured, imputed, root, means, totals)


def distinct(municipalities: npt.NDArray[np.str_], rows: Flags) -> int:
    """Return how many municipalities are behind the marked units: a city's districts are one."""
    return int(np.unique(municipalities[rows]).size)


def resample_counts(groups: Sequence[str], strata: Strata, resamples: int, seed: int) -> Floats:
    """Draw how often each unit (column) stands in each resample (row), stratum by stratum."""
    generator = np.random.default_rng(seed)
    codes = np.asarray(groups)
    counts = np.zeros((resamples, codes.size))
    for stratum in strata:
        (members,) = np.nonzero(np.isin(codes, stratum))
        if members.size:
            equal = np.full(members.size, 1 / members.size)
            counts[:, members] = generator.multinomial(members.size, equal, size=resamples)
    return counts


def resample_totals(
    counts: Floats,
    values: Floats,
    known: Flags,
    groups: Sequence[str],
    population: Mapping[str, int],
    estimates: Sequence[ColumnEstimate | None],
) -> Floats:
    """Return the total of every column (in seconds) in every resample.

    The distance of a resampled mean from the mean is shrunk by sqrt(1 - n/N), so that a complete
    count has no interval, and stretched by sqrt(n/(n-1)), because a resample of n varies less.
    Source: domain rule 7, with the factor of rule 6.
    """
    codes = np.asarray(groups)
    sums: dict[str, Floats] = {}
    sizes: dict[str, Floats] = {}
    for code in population:
        rows = codes == code
        sums[code] = counts[:, rows] @ np.where(known[rows], values[rows], 0.0)
        sizes[code] = counts[:, rows] @ known[rows].astype(np.float64)
    totals = np.zeros((counts.shape[0], values.shape[1]))
    for column, estimate in enumerate(estimates):
        if estimate is None:
            continue
        for stratum in estimate.strata:
            size = sum(population[code] for code in stratum)
            n = int((known[:, column] & np.isin(codes, stratum)).sum())
            mean = estimate.group_means[stratum[0]]
            drawn = sum(sizes[code][:, column] for code in stratum)
            summed = sum(sums[code][:, column] for code in stratum)
            means = np.divide(summed, drawn, out=np.full(counts.shape[0], mean), where=drawn > 0)
            factor = np.sqrt(max(0.0, 1 - n / size) * n / (n - 1)) if n > 1 else 0.0
            totals[:, column] += size * (mean + factor * (means - mean))
    return totals


def resample_medians(counts: Floats, values: Floats, n: int, population: int) -> Floats:
    """Return the median of one column in every resample; `counts` has its rows only.

    Counts are summed along the ordered values instead of sorting every resample.
    Source: domain rules 1 (type 7) and 7.
    """
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    reached = np.cumsum(counts[:, order], axis=1)
    drawn = reached[:, -1]
    place = np.maximum(drawn - 1, 0) / 2
    last = ordered.size - 1
    below = np.minimum((reached <= np.floor(place)[:, None]).sum(axis=1), last)
    above = np.minimum((reached <= np.ceil(place)[:, None]).sum(axis=1), last)
    middle = float(np.median(ordered))
    medians = np.where(drawn > 0, (ordered[below] + ordered[above]) / 2, middle)
    shrunk: Floats = middle + np.sqrt(max(0.0, 1 - n / population)) * (medians - middle)
    return shrunk


def percentile_interval(resampled: Floats, level: float = 0.95) -> Interval:
    """Return the middle `level` of the resampled values. Source: domain rule 7."""
    tail = (1 - level) / 2
    low, high = np.quantile(resampled, [tail, 1 - tail])
    return Interval(float(low), float(high))
