"""What a model reaches on labelled pairs. Pure numbers in, numbers out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveyapp.overlap.rules.measures import (
    area_under_curve,
    average_precision,
    calibration_error,
    precision_at_recall,
)
from surveyapp.overlap.training.pairs import REWORDED, UNRELATED, Pair

REDRAWS = 1000


def _number(value: float | None) -> float:
    """Return the figure as the card stores it: not a number where the pairs do not allow it."""
    return float("nan") if value is None else value


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
        "average_precision": _number(average_precision(truth, overlap)),
        "precision_at_recall_90": _number(precision_at_recall(truth, overlap)),
        "hard_auc": _number(area_under_curve(truth[hard], overlap[hard])),
        "auc": _number(area_under_curve(truth, overlap)),
        "calibration_error": _number(calibration_error(truth, overlap)),
        "accuracy_of_five": float((shares.argmax(axis=1) == labels).mean()),
        "false_overlap": float(((overlap >= 0.5) & ~truth).sum()),
        "not_overlap": float((~truth).sum()),
    }
    if mixed.any():
        out["average_precision_sv_en"] = _number(average_precision(truth[mixed], overlap[mixed]))
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
        drawn["average_precision"].append(_number(average_precision(truth[at], overlap[at])))
        drawn["precision_at_recall_90"].append(_number(precision_at_recall(truth[at], overlap[at])))
    return {
        name: (float(np.percentile(values, 2.5)), float(np.percentile(values, 97.5)))
        for name, values in drawn.items()
    }
