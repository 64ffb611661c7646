"""Which indicators are worth their questions, at every price of an hour at once.

Choosing the set K that maximises U(K) - price x T(questions that K needs) is a maximum closure
problem: an indicator brings its use only with all its questions. One minimum cut solves it exactly
for one price, and the sets are nested as the price rises, so the prices at which indicators leave
are a result of the numbers and not an opinion. Source: architecture, decision 8; closure by minimum
cut: Picard (1976), nested cuts: Gallo, Grigoriadis and Tarjan (1989).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Step:
    """Indicators that leave together, because none of them is worth the questions without the others.

    `price` is use given up per unit of cost saved; `worth_left` and `cost_left` are what remains after.
    """

    price: Fraction
    leaves: tuple[str, ...]
    worth_lost: int
    cost_saved: int
    worth_left: int
    cost_left: int


@dataclass(frozen=True)
class Frontier:
    """The order in which indicators leave. `stays` never leave: what they need is there anyway."""

    steps: tuple[Step, ...]
    stays: tuple[str, ...]
    pinned: tuple[str, ...]
    worth: int
    cost: int
    pinned_cost: int
    """Of `cost`, what the pinned ones need; it is never saved."""


def frontier(
    costs: Mapping[str, int],
    needs: Mapping[str, Collection[str]],
    worth: Mapping[str, int],
    pinned: Collection[str] = (),
) -> Frontier:
    """Return the order in which indicators leave as an hour is priced higher.

    Args:
        costs: what each question (or section overhead) costs, in whole units such as seconds.
        needs: the questions of each indicator; every one must have a cost.
        worth: the use of each indicator that is not pinned, zero or more.
        pinned: indicators that stay whatever they cost (a legal duty).

    Raises:
        ValueError: a cost or a worth is negative.
    """
    if any(cost < 0 for cost in costs.values()) or any(use < 0 for use in worth.values()):
        raise ValueError("costs and worth are zero or more")
    sunk = {item for code in pinned for item in needs[code]}
    free = sorted(code for code in needs if code not in set(pinned))
    # What is needed by the same indicators is bought together: one node instead of many.
    bundles: dict[frozenset[str], int] = {}
    users: dict[str, set[str]] = {}
    for code in free:
        for item in needs[code]:
            if item not in sunk:
                users.setdefault(item, set()).add(code)
    for item, codes in users.items():
        if costs[item]:
            key = frozenset(codes)
            bundles[key] = bundles.get(key, 0) + costs[item]
    game = _Game(bundles, {code: worth[code] for code in free})
    chain = game.chain()
    pinned_cost = sum(costs[item] for item in sunk)
    steps = []
    for before, after, price in chain:
        cost_left, worth_left = game.cost(after), game.worth(after)
        steps.append(
            Step(
                price=price,
                leaves=tuple(sorted(before - after)),
                worth_lost=game.worth(before) - worth_left,
                cost_saved=game.cost(before) - cost_left,
                worth_left=worth_left,
                cost_left=cost_left + pinned_cost,
            )
        )
    everyone = frozenset(free)
    last = chain[-1][1] if chain else everyone
    return Frontier(
        steps=tuple(steps),
        stays=tuple(sorted(last)),
        pinned=tuple(sorted(pinned)),
        worth=game.worth(everyone),
        cost=game.cost(everyone) + pinned_cost,
        pinned_cost=pinned_cost,
    )


Chosen = frozenset[str]


class _Game:
    """The indicators that may leave and the bundles of questions they need."""

    def __init__(self, bundles: Mapping[frozenset[str], int], uses: Mapping[str, int]) -> None:
        self.bundles = bundles
        self.uses = uses

    def worth(self, chosen: Chosen) -> int:
        return sum(self.uses[code] for code in chosen)

    def cost(self, chosen: Chosen) -> int:
        return sum(cost for users, cost in self.bundles.items() if users & chosen)

    def chain(self) -> list[tuple[Chosen, Chosen, Fraction]]:
        """Return (kept before, kept after, price) for each price at which something leaves, rising."""
        everyone = frozenset(self.uses)
        useful = frozenset(code for code, use in self.uses.items() if use > 0)
        # At a price just above nothing, what has no use and needs something of its own is gone.
        alone = {code for users in self.bundles if not users & useful for code in users}
        first = everyone - alone
        costly = {code for users in self.bundles for code in users}
        last = everyone - costly
        found = [(everyone, first, Fraction(0))] if first != everyone else []
        self._between(first, last, found)
        return found

    def _between(
        self, high: Chosen, low: Chosen, found: list[tuple[Chosen, Chosen, Fraction]]
    ) -> None:
        """Find what is chosen between two ends, by the price at which they are worth the same."""
        saved = self.cost(high) - self.cost(low)
        if saved == 0:
            return
        price = Fraction(self.worth(high) - self.worth(low), saved)
        best = self._best_at(price)
        if self._net(best, price) == self._net(high, price):
            found.append((high, low, price))
            return
        self._between(high, best, found)
        self._between(best, low, found)

    def _net(self, chosen: Chosen, price: Fraction) -> Fraction:
        return self.worth(chosen) - price * self.cost(chosen)

    def _best_at(self, price: Fraction) -> Chosen:
        """Return the largest of the best sets at a price, by one minimum cut in whole numbers."""
        # Loaded when an order is worked out: it takes long, and pages start with this module.
        import networkx as nx
        from networkx.algorithms.flow import boykov_kolmogorov

        graph: nx.DiGraph[object] = nx.DiGraph()
        for code, use in self.uses.items():
            graph.add_edge("source", ("use", code), capacity=use * price.denominator)
        for users, cost in self.bundles.items():
            bundle = ("cost", users)
            graph.add_edge(bundle, "sink", capacity=cost * price.numerator)
            for code in users:
                graph.add_edge(("use", code), bundle)  # no capacity: never cut
        # The same cut whichever way the flow is found; this way takes half the time here.
        _value, (kept, _gone) = nx.minimum_cut(graph, "source", "sink", flow_func=boykov_kolmogorov)
        return frozenset(code for code in self.uses if ("use", code) in kept)
