"""Which page sessions must be laid over each other again when one of them has grown.

Tabs that never overlap cannot take time from each other, so only the overlapping ones are touched,
and the result is the same as laying all of a person's page sessions over each other.
"""

from __future__ import annotations

from collections.abc import Mapping

Span = tuple[int, int]
"""First and last moment, milliseconds since 1970 UTC."""


def overlapping(spans: Mapping[str, Span], grown: str) -> frozenset[str]:
    """Return `grown` and every page session that overlaps it, directly or through others.

    `spans`: page session id -> its span; that of `grown` covers what it was and what it is now.
    """
    found = {grown}
    start, end = spans[grown]
    rest = {name: span for name, span in spans.items() if name != grown}
    while True:
        # Overlapping spans cover one stretch, so it is enough to compare with its two ends.
        touched = [name for name, (first, last) in rest.items() if first < end and last > start]
        if not touched:
            return frozenset(found)
        for name in touched:
            first, last = rest.pop(name)
            start, end = min(start, first), max(end, last)
            found.add(name)
