"""The order in which indicators leave: exact beside brute force, nested, and by hand."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.review.rules import Frontier, frontier

Game = tuple[dict[str, int], dict[str, list[str]], dict[str, int], list[str]]


def test_two_indicators_that_share_nothing_leave_cheapest_use_first() -> None:
    found = frontier({"q": 100, "r": 100}, {"A": ["q"], "B": ["r"]}, {"A": 10, "B": 40})
    assert [(s.leaves, s.price) for s in found.steps] == [
        (("A",), Fraction(1, 10)),
        (("B",), Fraction(2, 5)),
    ]
    assert [(s.worth_left, s.cost_left) for s in found.steps] == [(40, 100), (0, 0)]
    assert (found.worth, found.cost, found.stays) == (50, 200, ())


def test_what_shares_a_question_leaves_together_when_neither_pays_alone() -> None:
    found = frontier({"q": 90}, {"A": ["q"], "B": ["q"]}, {"A": 1, "B": 8})
    assert [(s.leaves, s.price) for s in found.steps] == [(("A", "B"), Fraction(1, 10))]


def test_a_shared_question_holds_an_indicator_up() -> None:
    costs = {"shared": 100, "own": 10}
    found = frontier(costs, {"A": ["shared", "own"], "B": ["shared"]}, {"A": 2, "B": 100})
    assert [s.leaves for s in found.steps] == [("A",), ("B",)]
    assert found.steps[0].price == Fraction(2, 10)


def test_a_legal_duty_is_never_dropped_and_its_questions_cost_the_others_nothing() -> None:
    costs = {"q": 100, "r": 50}
    needs = {"DUTY": ["q"], "A": ["q"], "B": ["q", "r"]}
    found = frontier(costs, needs, {"A": 1, "B": 5}, pinned=["DUTY"])
    assert [(s.leaves, s.cost_left) for s in found.steps] == [(("B",), 100)]
    assert (found.stays, found.pinned, found.pinned_cost) == (("A",), ("DUTY",), 100)


def test_an_indicator_nobody_uses_leaves_at_price_zero() -> None:
    found = frontier({"q": 5, "r": 5}, {"A": ["q"], "B": ["r"]}, {"A": 0, "B": 1})
    assert (found.steps[0].leaves, found.steps[0].price) == (("A",), Fraction(0))


def test_negative_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="zero or more"):
        frontier({"q": -1}, {"A": ["q"]}, {"A": 1})


@st.composite
def games(draw: st.DrawFn) -> Game:
    items = [f"q{i}" for i in range(draw(st.integers(1, 6)))]
    codes = [f"K{i}" for i in range(draw(st.integers(1, 10)))]
    costs = {item: draw(st.integers(0, 12)) for item in items}
    needs = {
        code: draw(st.lists(st.sampled_from(items), max_size=4, unique=True)) for code in codes
    }
    pinned = [code for code in codes if draw(st.integers(0, 5)) == 0]
    worth = {code: draw(st.integers(0, 9)) for code in codes}
    return costs, needs, worth, pinned


def best_by_trying_all(game: Game, price: Fraction) -> set[str]:
    """Return the largest of the best sets of indicators that may leave."""
    costs, needs, worth, pinned = game
    sunk = {item for code in pinned for item in needs[code]}
    free = [code for code in needs if code not in pinned]
    best: tuple[Fraction, int, set[str]] | None = None
    for size in range(len(free) + 1):
        for chosen in itertools.combinations(free, size):
            items = {item for code in chosen for item in needs[code]} - sunk
            net = sum(worth[c] for c in chosen) - price * sum(costs[i] for i in items)
            if best is None or (net, size) > best[:2]:
                best = (Fraction(net), size, set(chosen))
    assert best is not None
    return best[2]


def kept_at(found: Frontier, price: Fraction) -> set[str]:
    """Return what remains just before everything with exactly this price leaves."""
    kept = set(found.stays)
    for step in found.steps:
        if step.price >= price:
            kept |= set(step.leaves)
    return kept


@given(games())
def test_the_order_is_exact_at_every_price(game: Game) -> None:
    found = frontier(*game)
    prices = [step.price for step in found.steps]
    assert prices == sorted(set(prices)), "prices rise, and each is named once"
    between = [(a + b) / 2 for a, b in itertools.pairwise(prices)]
    last = prices[-1] + 1 if prices else Fraction(1)
    for price in {*prices, *between, last} - {Fraction(0)}:
        assert kept_at(found, price) == best_by_trying_all(game, price)


@given(games())
def test_everybody_is_in_one_place_and_the_sums_agree(game: Game) -> None:
    costs, needs, worth, pinned = game
    found = frontier(*game)
    placed = [*found.stays, *found.pinned, *(c for step in found.steps for c in step.leaves)]
    assert sorted(placed) == sorted(needs)
    assert found.worth == sum(worth[c] for c in needs if c not in pinned)
    assert found.cost == sum(costs[i] for i in {i for items in needs.values() for i in items})
    cost, use = found.cost, found.worth
    for step in found.steps:
        cost, use = cost - step.cost_saved, use - step.worth_lost
        assert (step.cost_left, step.worth_left) == (cost, use)
        assert step.cost_saved > 0
        assert step.price == Fraction(step.worth_lost, step.cost_saved)
    assert cost == found.pinned_cost
