"""Merging of groups that are too small to stand alone (domain rule 9)."""

from __future__ import annotations

from collections.abc import Mapping

Strata = tuple[tuple[str, ...], ...]


def merge_strata(measured: Mapping[str, int], minimum: int = 5) -> Strata:
    """Merge neighbouring groups until every one has at least `minimum` measured units.

    Groups stand in the order of their codes, which is the order of SKR's classification (A1 the
    big cities, C9 the most rural), so that neighbours are alike. The smallest group goes first (a
    tie: the first in order). It joins the neighbour of its own main group (the letter; A1 with
    A2), else the neighbour with fewer measured, else the one before it. What is left when all
    units together are too few is one group. Source: domain rule 9.
    """
    strata: list[tuple[str, ...]] = [(code,) for code in sorted(measured)]

    def size(index: int) -> int:
        return sum(measured[code] for code in strata[index])

    while len(strata) > 1:
        smallest = min(range(len(strata)), key=lambda i: (size(i), i))
        if size(smallest) >= minimum:
            break
        letter = strata[smallest][0][:1]
        neighbours = [i for i in (smallest - 1, smallest + 1) if 0 <= i < len(strata)]

        def distance(index: int, letter: str = letter) -> tuple[bool, int, int]:
            is_other = all(code[:1] != letter for code in strata[index])
            return is_other, size(index), index

        nearest = min(neighbours, key=distance)
        first, second = sorted((smallest, nearest))
        strata[first : second + 1] = [strata[first] + strata[second]]
    return tuple(strata)


def stratum_label(codes: tuple[str, ...]) -> str:
    """Return the name a merged group is shown under: A1+A2."""
    return "+".join(codes)
