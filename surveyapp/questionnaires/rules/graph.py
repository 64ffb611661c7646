"""The order in which the rules of a form are worked out, and the circles that have no order."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

N = TypeVar("N")


class Cycle(Exception, Generic[N]):
    """Nodes that each need the next, and the last the first."""

    def __init__(self, nodes: list[N]) -> None:
        super().__init__(nodes)
        self.nodes = nodes


def ordered(nodes: Sequence[N], needs: Mapping[N, set[N]]) -> list[N]:
    """Return `nodes` so that each comes after what it needs, else as given.

    Raises: Cycle, with one circle.
    """
    place = {node: at for at, node in enumerate(nodes)}
    waiting = {node: len(needs.get(node, ())) for node in nodes}
    wanted_by: dict[N, list[N]] = {node: [] for node in nodes}
    for node in nodes:
        for need in needs.get(node, ()):
            wanted_by[need].append(node)
    ready = [place[node] for node in nodes if not waiting[node]]
    heapq.heapify(ready)
    found: list[N] = []
    while ready:
        node = nodes[heapq.heappop(ready)]
        found.append(node)
        for follower in wanted_by[node]:
            waiting[follower] -= 1
            if not waiting[follower]:
                heapq.heappush(ready, place[follower])
    if len(found) < len(nodes):
        raise Cycle(_circle([n for n in nodes if waiting[n]], needs, place))
    return found


def _circle(stuck: list[N], needs: Mapping[N, set[N]], place: Mapping[N, int]) -> list[N]:
    """Walk from need to need among nodes that never became ready until one comes again."""
    left = set(stuck)
    walk: list[N] = [stuck[0]]
    seen = {stuck[0]: 0}
    while True:
        following = min((n for n in needs[walk[-1]] if n in left), key=place.__getitem__)
        if following in seen:
            return walk[seen[following] :]
        seen[following] = len(walk)
        walk.append(following)
