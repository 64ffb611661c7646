"""From the network's raw answer to probabilities that mean what they say."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

OVERLAPS = 3
"""The first three labels are overlap."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Two numbers for overlap or not, and a temperature for the labels within each.

    The log odds of overlap are the mean of the two heads' (the five labels, and the yes or no),
    times `slope` plus `shift`.
    """

    slope: float = 1.0
    shift: float = 0.0
    temperature: float = 1.0

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Calibration:
        """From a model's card."""
        return cls(**{name: float(value) for name, value in values.items()})

    def as_json(self) -> dict[str, float]:
        """For a model's card."""
        return asdict(self)

    def probabilities(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """Rows of five shares that sum to 1.

        `scores` has six columns: five log shares of the labels, and the log odds of overlap.
        """
        labels = scores[:, :5].astype(np.float64)
        odds = overlap_odds(scores) * self.slope + self.shift
        overlap = 1.0 / (1.0 + np.exp(-np.clip(odds, -40, 40)))
        out = np.empty((len(labels), 5), dtype=np.float64)
        for columns, share in (
            (slice(0, OVERLAPS), overlap),
            (slice(OVERLAPS, 5), 1.0 - overlap),
        ):
            part = labels[:, columns] / self.temperature
            raised = np.exp(part - part.max(axis=1, keepdims=True))
            out[:, columns] = raised / raised.sum(axis=1, keepdims=True) * share[:, None]
        return out.astype(np.float32)


def _log_sum(values: NDArray[np.float64]) -> NDArray[np.float64]:
    highest = np.max(values, axis=1, keepdims=True)
    total: NDArray[np.float64] = np.log(np.sum(np.exp(values - highest), axis=1)) + highest[:, 0]
    return total


def overlap_odds(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    """Log odds of overlap before calibration: the mean of the two heads'."""
    labels = scores[:, :5].astype(np.float64)
    of_labels = _log_sum(labels[:, :OVERLAPS]) - _log_sum(labels[:, OVERLAPS:])
    odds: NDArray[np.float64] = (of_labels + scores[:, 5]) / 2
    return odds
