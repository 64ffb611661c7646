"""How good a way of scoring pairs is, on pairs that people have labelled; numbers only.

Overlap is the first three labels. Every figure has a bootstrap interval: pairs are drawn again with
replacement, 1 000 times, from a fixed seed, so that the same pairs give the same interval.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

LABELS = (
    "identical",
    "same_reworded",
    "subset_or_derivable",
    "related_different",
    "unrelated",
)
"""What a pair can be labelled, in order of overlap; also the classes that the model reads."""

OVERLAP = frozenset(LABELS[:3])
SAME_LABELS = frozenset(LABELS[:2])
VERDICTS = ("same", "derivable", "related", "unrelated")

ROUNDS = 1000
SEED = 20261122
SHARE = 0.95
"""Of the drawn values that lie within the interval."""

RECALL = 0.9
BINS = 10

Floats = np.ndarray[Any, np.dtype[np.floating[Any]]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its interval; None where the pairs do not allow it."""

    value: float | None
    low: float | None
    high: float | None
    n: int

    def as_json(self) -> dict[str, Any]:
        return {
            "value": _rounded(self.value),
            "low": _rounded(self.low),
            "high": _rounded(self.high),
            "n": self.n,
        }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def average_precision(truth: Flags, scores: Floats) -> float | None:
    """Return the area under precision over recall, equal scores taken together; None without overlap.

    Source: Manning, Raghavan and Schütze, Introduction to Information Retrieval, 8.4.
    """
    found = _steps(truth, scores)
    if found is None:
        return None
    precision, recall = found
    return float(np.sum(np.diff(np.r_[0.0, recall]) * precision))


def precision_at_recall(truth: Flags, scores: Floats, recall: float = RECALL) -> float | None:
    """Return the best precision at any threshold that finds at least this share of the overlap."""
    found = _steps(truth, scores)
    if found is None:
        return None
    return float(np.max(found[0][found[1] >= recall - 1e-12]))


def _steps(truth: Flags, scores: Floats) -> tuple[Floats, Floats] | None:
    """Precision and recall at every distinct score, from the highest."""
    positives = int(truth.sum())
    if positives == 0:
        return None
    order = np.argsort(-scores, kind="stable")
    ordered = scores[order]
    last = np.r_[np.flatnonzero(np.diff(ordered)), len(ordered) - 1]
    hits = np.cumsum(truth[order])[last]
    return hits / (last + 1), hits / positives


def area_under_curve(truth: Flags, scores: Floats) -> float | None:
    """Return how often an overlapping pair scores above another; None without both sorts."""
    positives, negatives = int(truth.sum()), int((~truth).sum())
    if not positives or not negatives:
        return None
    _values, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks = (ends - (counts - 1) / 2)[places]
    return float((ranks[truth].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def calibration_error(truth: Flags, scores: Floats) -> float | None:
    """Return the mean distance of score from share of overlap, over ten equal steps of the score.

    Source: Naeini, Cooper and Hauskrecht 2015, expected calibration error.
    """
    if len(truth) == 0:
        return None
    bins = np.clip((scores * BINS).astype(int), 0, BINS - 1)
    weight = np.bincount(bins, minlength=BINS)
    truths = np.bincount(bins, weights=truth.astype(float), minlength=BINS)
    told = np.bincount(bins, weights=scores, minlength=BINS)
    return float(np.sum(np.abs(truths - told))) / float(np.sum(weight))


def macro_f1(truth: Flags, called: Flags) -> float | None:
    """Return the mean of F1 for overlap and for the rest; None without pairs."""
    if len(truth) == 0:
        return None
    return float(np.mean([_f1(truth, called), _f1(~truth, ~called)]))


def _f1(truth: Flags, called: Flags) -> float:
    both = int((truth & called).sum())
    total = int(truth.sum()) + int(called.sum())
    return 2 * both / total if total else 0.0


def share(among: Flags, called: Flags) -> float | None:
    """Return the share of `among` that is also called; None when there are none."""
    return int(np.sum(among & called)) / int(np.sum(among)) if among.any() else None


def confusion(labels: Sequence[str], verdicts: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return verdict -> label -> number of pairs."""
    table = {v: dict.fromkeys(LABELS, 0) for v in VERDICTS}
    for label, verdict in zip(labels, verdicts, strict=True):
        table[verdict][label] += 1
    return table


def bootstrap(
    measure: Callable[..., float | None],
    *columns: np.ndarray[Any, Any],
    rounds: int = ROUNDS,
    seed: int = SEED,
) -> Figure:
    """Return the measure of the columns with its interval; draws that cannot be measured are left out."""
    n = len(columns[0])
    value = measure(*columns) if n else None
    if value is None:
        return Figure(None, None, None, n)
    generator = np.random.default_rng(seed)
    drawn = []
    for _round in range(rounds):
        rows = generator.integers(0, n, n)
        found = measure(*(column[rows] for column in columns))
        if found is not None:
            drawn.append(found)
    tail = (1 - SHARE) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail]) if drawn else (value, value)
    return Figure(value, float(low), float(high), n)


@dataclass(frozen=True)
class Judged:
    """What one way of scoring said of labelled pairs; lists of one length."""

    labels: Sequence[str]
    languages: Sequence[str]
    """ "sv-sv", "sv-en" and so on, in alphabetical order from Swedish; "" where not given."""
    scores: Sequence[float]
    verdicts: Sequence[str] | None
    """None for a way that only ranks; its scores are then no probabilities either."""


def measure_all(judged: Judged, *, rounds: int = ROUNDS) -> dict[str, Any]:
    """Return every figure of one way, ready for JSON; the keys are those of `docs/overlap-quality.md`."""
    truth = np.array([label in OVERLAP for label in judged.labels], dtype=bool)
    scores = np.array(judged.scores, dtype=float)
    languages = np.array(judged.languages, dtype=object)
    labels = np.array(judged.labels, dtype=object)
    hard = (labels != "unrelated") & np.isin(languages, ["", "sv-sv"])
    found: dict[str, Any] = {"n": len(labels), "overlapping": int(truth.sum())}
    figures: dict[str, Figure] = {
        "average_precision": bootstrap(average_precision, truth, scores, rounds=rounds),
        "precision_at_recall_90": bootstrap(precision_at_recall, truth, scores, rounds=rounds),
        "hard_auc": bootstrap(area_under_curve, truth[hard], scores[hard], rounds=rounds),
    }
    if judged.verdicts is not None:
        verdicts = np.array(judged.verdicts, dtype=object)
        called_same = verdicts == "same"
        is_same = np.isin(labels, list(SAME_LABELS))
        is_claimed = np.isin(verdicts, ["same", "derivable"])
        figures |= {
            "calibration_error": bootstrap(calibration_error, truth, scores, rounds=rounds),
            "macro_f1": bootstrap(macro_f1, truth, is_claimed, rounds=rounds),
            "same_found": bootstrap(share, is_same, called_same, rounds=rounds),
            "false_same_share": bootstrap(share, ~truth, called_same, rounds=rounds),
            "false_alarms": bootstrap(share, ~truth, is_claimed, rounds=rounds),
            "overlap_found": bootstrap(share, truth, is_claimed, rounds=rounds),
        }
        found["confusion"] = confusion(judged.labels, judged.verdicts)
        found["false_same"] = int((called_same & ~truth).sum())
    found |= {name: figure.as_json() for name, figure in figures.items()}
    found["average_precision_by_language"] = {
        str(code): bootstrap(
            average_precision, truth[languages == code], scores[languages == code], rounds=rounds
        ).as_json()
        for code in sorted(set(judged.languages) - {""})
    }
    return found
