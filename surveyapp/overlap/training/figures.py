"""What a model reaches on labelled pairs. Pure numbers in, numbers out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveyapp.overlap.training.pairs import REWORDED, UNRELATED, Pair

BINS = 10
REDRAWS = 1000


def average_precision(truth: NDArray[np.bool_], score: NDArray[Any]) -> float:
    """Mean precision over the true ones, ties counted as one step."""
    if not truth.any():
        return float("nan")
    order = np.argsort(-score, kind="stable")
    hits = truth[order].cumsum()
    last = np.r_[np.diff(score[order]) != 0, True]
    recall = hits[last] / truth.sum()
    precision = hits[last] / (np.flatnonzero(last) + 1)
    return float(np.sum(np.diff(np.r_[0, recall]) * precision))


def auc(truth: NDArray[np.bool_], score: NDArray[Any]) -> float:
    """How often a true one lies above one that is not."""
    if truth.all() or not truth.any():
        return float("nan")
    order = np.sort(score[~truth])
    above = score[truth]
    wins = np.searchsorted(order, above, "left") + np.searchsorted(order, above, "right")
    return float(wins.sum() / 2 / len(order) / len(above))


def precision_at_recall(
    truth: NDArray[np.bool_], score: NDArray[Any], recall: float = 0.9
) -> float:
    """The best precision at any threshold that finds at least this share."""
    if not truth.any():
        return float("nan")
    order = np.argsort(-score, kind="stable")
    hits = truth[order].cumsum()
    found = hits / max(int(truth.sum()), 1)
    return float(np.max((hits / np.arange(1, len(order) + 1))[found >= recall]))


def calibration_error(truth: NDArray[np.bool_], probability: NDArray[Any]) -> float:
    """Expected difference between stated and true share, over ten equal bins."""
    bins = np.minimum((probability * BINS).astype(int), BINS - 1)
    error = 0.0
    for number in range(BINS):
        inside = bins == number
        if inside.any():
            gap = abs(float(truth[inside].mean()) - float(probability[inside].mean()))
            error += inside.mean() * gap
    return error


def figures(
    pairs: Sequence[Pair], shares: NDArray[Any], *, same_from: float | None = None
) -> dict[str, float]:
    """The table's row for one set; `same_from`: the strict threshold for calling a pair the same."""
    truth = np.array([pair.overlaps for pair in pairs])
    labels = np.array([pair.label for pair in pairs])
    overlap = shares[:, :3].sum(axis=1)
    hard = np.array([pair.label != UNRELATED and pair.languages == ("sv", "sv") for pair in pairs])
    mixed = np.array([set(pair.languages) == {"sv", "en"} for pair in pairs])
    out = {
        "n": float(len(pairs)),
        "average_precision": average_precision(truth, overlap),
        "precision_at_recall_90": precision_at_recall(truth, overlap),
        "hard_auc": auc(truth[hard], overlap[hard]),
        "auc": auc(truth, overlap),
        "calibration_error": calibration_error(truth, overlap),
        "accuracy_of_five": float((shares.argmax(axis=1) == labels).mean()),
        "false_overlap": float(((overlap >= 0.5) & ~truth).sum()),
        "not_overlap": float((~truth).sum()),
    }
    if mixed.any():
        out["average_precision_sv_en"] = average_precision(truth[mixed], overlap[mixed])
    if same_from is not None:
        said = shares[:, :2].sum(axis=1) >= same_from
        same = labels <= REWORDED
        out["false_same"] = float((said & ~truth).sum())
        out["same_found"] = float(int((said & same).sum()) / max(int(same.sum()), 1))
    return out


def interval(
    pairs: Sequence[Pair], shares: NDArray[Any], *, redraws: int = REDRAWS
) -> dict[str, tuple[float, float]]:
    """95 % bootstrap intervals of the main figures."""
    rng = np.random.default_rng(7)
    truth = np.array([pair.overlaps for pair in pairs])
    overlap = shares[:, :3].sum(axis=1)
    drawn: dict[str, list[float]] = {"average_precision": [], "precision_at_recall_90": []}
    for _ in range(redraws):
        at = rng.integers(0, len(truth), len(truth))
        if not truth[at].any():
            continue
        drawn["average_precision"].append(average_precision(truth[at], overlap[at]))
        drawn["precision_at_recall_90"].append(precision_at_recall(truth[at], overlap[at]))
    return {
        name: (float(np.percentile(values, 2.5)), float(np.percentile(values, 97.5)))
        for name, values in drawn.items()
    }
