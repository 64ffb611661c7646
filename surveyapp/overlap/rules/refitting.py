"""Fitting the score anew from what people have decided, and whether the new fit may be used.

The fit is a logistic regression on the log odds of overlap that the score gives and on which facets
agree or differ. It replaces the one in use only when it is no worse on pairs that it has not seen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from surveyapp.overlap.rules.facets import SHOWN_ONLY
from surveyapp.overlap.rules.measures import average_precision, calibration_error

FEATURES = ("agreeing", "differing", "contained", "unknown")
"""How many facets stand so, at most three of each: more says little."""

MOST = 3
DUE = 30
"""New decisions after which the score is fitted again."""

LEAST_OF_EACH = 5
"""Overlapping pairs, and others, without which nothing can be fitted."""

STRENGTH = 0.5
"""Of the regularisation (scikit-learn's C): thirty decisions may shift the score, not turn it over."""

SLACK = 1e-9
"""Rounding, not a worse figure."""


@dataclass(frozen=True, slots=True)
class Example:
    """A pair that somebody has decided about or labelled."""

    probability: float
    """Of overlap, before any fit."""
    relations: Mapping[str, str]
    """Facet -> same, inside, outside, conflict or unknown."""
    overlaps: bool
    weight: float = 1.0
    """A random low pair stands for all that were not drawn."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """One fit; the default changes nothing."""

    slope: float = 1.0
    shift: float = 0.0
    facets: tuple[float, ...] = (0.0,) * len(FEATURES)

    def as_json(self) -> dict[str, Any]:
        return {"slope": self.slope, "shift": self.shift, "facets": list(self.facets)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Parameters:
        return cls(
            float(values.get("slope", 1.0)),
            float(values.get("shift", 0.0)),
            tuple(float(v) for v in values.get("facets", (0.0,) * len(FEATURES))),
        )

    def apply(self, probability: float, relations: Mapping[str, str]) -> float:
        """Return the probability of overlap after the fit, 0-1."""
        odds = self.slope * log_odds(probability) + self.shift
        odds += sum(w * n for w, n in zip(self.facets, counts(relations), strict=True))
        return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, odds))))


@dataclass(frozen=True, slots=True)
class Figures:
    """How good a fit is on pairs that it has not seen."""

    n: int
    average_precision: float
    log_loss: float
    calibration_error: float

    def as_json(self) -> dict[str, Any]:
        return {
            "n": self.n,
            "average_precision": round(self.average_precision, 4),
            "log_loss": round(self.log_loss, 4),
            "calibration_error": round(self.calibration_error, 4),
        }


def log_odds(probability: float) -> float:
    """Return the log odds, kept within ±7: no score is certain."""
    p = min(0.999, max(0.001, probability))
    return math.log(p / (1 - p))


def counts(relations: Mapping[str, str]) -> tuple[float, ...]:
    """Return how many facets agree, differ, contain one another and are unknown, each at most three."""
    said = [relation for name, relation in relations.items() if name not in SHOWN_ONLY]
    return tuple(
        float(min(MOST, sum(r in of for r in said)))
        for of in (("same",), ("conflict",), ("inside", "outside"), ("unknown",))
    )


def is_enough(examples: Sequence[Example]) -> bool:
    """True when there are enough pairs of either sort to fit anything."""
    overlapping = sum(e.overlaps for e in examples)
    return min(overlapping, len(examples) - overlapping) >= LEAST_OF_EACH


def fit(examples: Sequence[Example]) -> Parameters | None:
    """Return the fit of the examples, None when there are too few of either sort."""
    if not is_enough(examples):
        return None
    from sklearn.linear_model import (
        LogisticRegression,
    )  # takes seconds to load; pages never need it

    rows = np.array([[log_odds(e.probability), *counts(e.relations)] for e in examples])
    truth = np.array([e.overlaps for e in examples])
    model = LogisticRegression(C=STRENGTH, max_iter=1000)
    model.fit(rows, truth, sample_weight=np.array([e.weight for e in examples]))
    slope, *facets = (round(float(w), 6) for w in model.coef_[0])
    if slope <= 0:
        return None  # a score that means the opposite of what people say is no score
    return Parameters(slope, round(float(model.intercept_[0]), 6), tuple(facets))


def measure(parameters: Parameters, frozen: Sequence[Example]) -> Figures:
    """Return the figures of a fit on the frozen pairs; all worst when there are none."""
    if not frozen:
        return Figures(0, 0.0, math.inf, 1.0)
    truth = np.array([e.overlaps for e in frozen], dtype=bool)
    scores = np.array([parameters.apply(e.probability, e.relations) for e in frozen])
    kept = np.clip(scores, 1e-6, 1 - 1e-6)
    loss = -np.mean(np.where(truth, np.log(kept), np.log(1 - kept)))
    return Figures(
        len(frozen),
        float(average_precision(truth, scores) or 0.0),
        float(loss),
        float(calibration_error(truth, scores) or 0.0),
    )


def is_acceptable(before: Figures, after: Figures) -> bool:
    """True when the new fit is no worse: ranks as well, and is no further from the truth.

    Without frozen pairs nothing is known of the new fit, and it is not used.
    """
    return (
        after.n > 0
        and after.n == before.n
        and math.isfinite(after.log_loss)
        and after.average_precision >= before.average_precision - SLACK
        and after.log_loss <= before.log_loss + SLACK
    )
