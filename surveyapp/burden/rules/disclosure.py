"""What may be published: no cell under five municipalities, and none given away by a total.

Source: the smallest published cell is a question over at least five municipalities; where a total
would reveal a hidden cell, a second one is hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

MINIMUM_UNITS = 5

Row = Mapping[str, float]
"""A published sum: cell -> weight."""


@dataclass(frozen=True)
class Suppression:
    """The cells and sums that must not be shown."""

    cells: frozenset[str]
    sums: frozenset[str]


def suppress(
    counts: Mapping[str, int],
    totals: Mapping[str, Row],
    others: Mapping[str, Row] | None = None,
    minimum: int = MINIMUM_UNITS,
) -> Suppression:
    """Decide what to hide among cells, their totals and other weighted sums of them.

    `counts` is the number of municipalities behind each cell; a cell that nobody is behind gives
    nothing away. A total keeps its place: the smallest other cell in it is hidden until the total
    reveals nothing. A total with no such cell, and any other sum that would reveal a hidden cell,
    is itself hidden. Order decides ties, so the result is the same every time.
    """
    sensitive = [cell for cell, count in counts.items() if 0 < count < minimum]
    shields: list[str] = []
    shown: list[Row] = []
    hidden_sums: set[str] = set()
    for name, row in totals.items():
        while _reveals([*shown, row], sensitive, shields):
            left = [c for c in row if row[c] and c not in shields and counts[c] >= minimum]
            if not left or not any(row.get(cell) for cell in sensitive):
                hidden_sums.add(name)
                break
            shields.append(min(left, key=lambda cell: (counts[cell], cell)))
        if name not in hidden_sums:
            shown.append(row)
    for name, row in (others or {}).items():
        if _reveals([*shown, row], sensitive, shields):
            hidden_sums.add(name)
        else:
            shown.append(row)
    return Suppression(frozenset(sensitive) | frozenset(shields), frozenset(hidden_sums))


def _reveals(rows: list[Row], sensitive: list[str], shields: list[str]) -> bool:
    """True when the sums, less all shown cells, can be combined into sensitive cells alone.

    That is when the rows have more independent combinations over all hidden cells than over the
    shields: some combination then cancels every shield and still holds a sensitive cell.
    """
    rows = (
        [row for row in rows if any(row.get(cell) for cell in sensitive)] if not shields else rows
    )
    if not sensitive or not rows:
        return False
    if not shields:
        return True

    def rank(cells: list[str]) -> int:
        matrix = [[row.get(cell, 0.0) for cell in cells] for row in rows]
        return int(np.linalg.matrix_rank(np.array(matrix))) if cells else 0

    return rank(sensitive + shields) > rank(shields)
