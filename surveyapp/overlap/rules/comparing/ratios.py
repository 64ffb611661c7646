"""Ratios that are turned upside down: places for each nurse, and nurses for each place."""

from __future__ import annotations

import re

_CLAUSES = re.compile(r"[,;:?(]|\s[–-]\s")
_OVER = re.compile(r"\s*/\s*|\s+per\s+")
_WORD = re.compile(r"[^\W\d_]{4,}")
_SHARED = 5
"""Letters from the start that words of one stem have in common, or all of a shorter word."""


def is_inverse(ours: str, theirs: str) -> bool:
    """True when each text is a ratio and what stands above in the one stands below in the other."""
    one, two = _ratio(ours), _ratio(theirs)
    if one is None or two is None:
        return False
    (above, below), (their_above, their_below) = one, two
    is_turned = _meet(above, their_below) and _meet(below, their_above)
    return is_turned and not (_meet(above, their_above) or _meet(below, their_below))


def _ratio(text: str) -> tuple[frozenset[str], frozenset[str]] | None:
    for clause in _CLAUSES.split(text.casefold()):
        sides = [_starts(side) for side in _OVER.split(clause, maxsplit=1)]
        if len(sides) == 2 and all(sides):
            return sides[0], sides[1]
    return None


def _starts(text: str) -> frozenset[str]:
    return frozenset(word[:_SHARED] for word in _WORD.findall(text) if word != "antal")


def _meet(some: frozenset[str], others: frozenset[str]) -> bool:
    return any(a.startswith(b) or b.startswith(a) for a in some for b in others)
