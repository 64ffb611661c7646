"""How a matching searched for near vectors, and what the quick way missed.

The quick way is an approximate index. It finds nearly all of what a full search finds; how much is
measured on some of the questions each time, since it depends on the bank.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from surveyapp.overlap.rules.facets import Described
from surveyapp.overlap.rules.similarity import Bank, Encode

EXACT, APPROXIMATE = "exact", "approximate"

SAMPLED = 100
"""Questions at most whose nearest are searched for exactly too."""


@dataclass(frozen=True, slots=True)
class Search:
    """How near vectors were searched for; without vectors words are compared, and that exactly."""

    kind: str = EXACT
    """`EXACT`, or `APPROXIMATE` when any bank was searched so."""
    recall: float | None = None
    """Share of the exactly nearest that were found, 0-1; None when all were searched for exactly."""
    sampled: int = 0
    """Questions that `recall` is measured on."""
    lacks_library: bool = False
    """A bank is large enough for an approximate index, and faiss is not installed."""


def told(held: Iterable[tuple[Sequence[Described], str, Bank]], encode: Encode | None) -> Search:
    """Return how questions in a language were searched for, each lot in its bank.

    The questions sampled lie evenly in each lot, so that the same matching samples the same.
    """
    lots = [
        (ours, language, bank.vectors) for ours, language, bank in held if bank.vectors is not None
    ]
    lacks = any(index.lacks_library for _ours, _language, index in lots)
    walked = [lot for lot in lots if not lot[2].is_exact]
    if encode is None or not walked:
        return Search(lacks_library=lacks)
    each = max(1, SAMPLED // len(walked))
    found, sampled = 0.0, 0
    for ours, language, index in walked:
        some = ours[:: max(1, -(-len(ours) // each))]
        found += len(some) * index.recall(encode([q.texts[language] for q in some]))
        sampled += len(some)
    return Search(APPROXIMATE, round(found / sampled, 4) if sampled else None, sampled, lacks)
