"""How one question's burden is shared between the indicators it feeds."""

from __future__ import annotations

import math
from collections.abc import Mapping


class WeightProblem(ValueError):
    """The stated weights cannot be the shares of one whole; `total` is their sum."""

    def __init__(self, total: float) -> None:
        super().__init__(f"the weights sum to {total:g}")
        self.total = total


def shares(weights: Mapping[int, float | None]) -> dict[int, float]:
    """Return each indicator's share of one question; the shares sum to 1, {} for no links.

    Weights that are None share equally what the stated ones leave (equal split is the Shapley value
    of this cost game). Source: domain, section 6, formula 2.

    Raises:
        WeightProblem: a weight is negative, or the stated ones do not sum to 1 (below 1 when some are open).
    """
    if not weights:
        return {}
    stated = {key: w for key, w in weights.items() if w is not None}
    open_keys = [key for key in weights if weights[key] is None]
    total = math.fsum(stated.values())
    if any(w < 0 or not math.isfinite(w) for w in stated.values()):
        raise WeightProblem(total)
    if open_keys:
        if total > 1 + 1e-9:
            raise WeightProblem(total)
        return stated | dict.fromkeys(open_keys, max(0.0, 1 - total) / len(open_keys))
    if not math.isclose(total, 1.0, abs_tol=1e-6):
        raise WeightProblem(total)
    return {key: w / total for key, w in stated.items()}
