"""A random few of the low scores, and what they say of the overlap that the score misses.

Without them recall is never known: what is not shown is not decided. Which pairs are drawn follows
from their ids alone, so that the same ones stand in the queue every time.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from functools import lru_cache

SHARE = 0.05
"""Of the pairs with a low score that are shown all the same."""

Z = 1.959964
"""Of the normal distribution, for intervals of 95 %."""


@lru_cache(maxsize=200_000)
def is_drawn(question_id: int, side: str, other_id: int, share: float = SHARE) -> bool:
    """True for the share of pairs that are drawn; the same pair always gives the same answer."""
    digest = hashlib.sha256(f"{question_id}:{side}:{other_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") < share * 2**64


@dataclass(frozen=True, slots=True)
class Misses:
    """How many overlaps are thought to hide among the pairs with a low score."""

    decided: int
    """Random pairs that somebody has decided about."""
    found: int
    """Of these, such that did overlap."""
    low_pairs: int
    """All pairs with a low score."""
    share: float | None
    expected: float | None
    low: float | None
    high: float | None
    """The expected number with its interval; None before any random pair is decided."""


def estimate_misses(decided: int, found: int, low_pairs: int) -> Misses:
    """Return the number of overlaps missed, with a 95 % interval.

    Source: Wilson 1927, score interval for a proportion, times the number of pairs.
    """
    if decided <= 0:
        return Misses(0, 0, low_pairs, None, None, None, None)
    share = found / decided
    low, high = wilson(found, decided)
    return Misses(
        decided, found, low_pairs, share, share * low_pairs, low * low_pairs, high * low_pairs
    )


def wilson(found: int, n: int) -> tuple[float, float]:
    """Return the interval of a share, within 0 and 1."""
    share = found / n
    middle = share + Z * Z / (2 * n)
    half = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    scale = 1 + Z * Z / n
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)
