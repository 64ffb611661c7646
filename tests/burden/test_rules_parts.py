"""The single formulas, beside scipy where it has them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from surveyapp.burden.rules import (
    Link,
    Links,
    Totals,
    attribute,
    avoidable_hours,
    hourly_cost,
    merge_strata,
    outlier_rule,
    quantile,
    question_burden,
    standard_error,
    suppress,
)
from surveyapp.burden.rules.sampling import (
    estimate_column,
    percentile_interval,
    resample_counts,
    resample_medians,
    resample_totals,
)

seconds = st.lists(st.floats(0, 1e6), min_size=1, max_size=60)


@given(seconds, st.floats(0, 1))
def test_quantiles_are_type_seven(values: list[float], share: float) -> None:
    expected = stats.mstats.mquantiles(values, [share], alphap=1, betap=1)[0]
    assert quantile(values, share) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_no_values_have_no_quantile() -> None:
    with pytest.raises(ValueError, match="no values"):
        quantile([], 0.5)


def test_preparation_is_stated_or_measured_never_both() -> None:
    assert question_burden(60, None, 300) == 360
    assert question_burden(60, 120, 300) == 180
    assert question_burden(60, 0, 300) == 60


# Outliers -----------------------------------------------------------------------------------------


def test_a_page_left_open_is_pulled_in_and_counted() -> None:
    times = np.array([20.0, 25, 30, 35, 40, 45, 50, 28_800])
    rule = outlier_rule(times, words=40)
    logs = np.log1p(times)
    limit = np.percentile(logs, 75) + 3 * stats.iqr(logs)
    assert rule.n_high == 1
    assert rule.upper_seconds == pytest.approx(np.expm1(limit))
    assert np.max(rule.winsorise(times)) == pytest.approx(rule.upper_seconds)
    assert list(rule.winsorise(times)[:-1]) == list(times[:-1])


def test_faster_than_reading_is_lifted_to_the_reading_time() -> None:
    rule = outlier_rule(np.array([1.0, 20, 30]), words=80)
    assert (rule.lower_seconds, rule.n_low) == (10, 1)
    assert list(rule.winsorise(np.array([1.0, 20, 30]))) == [10, 20, 30]


@given(seconds)
def test_values_inside_the_limits_are_left_alone(values: list[float]) -> None:
    times = np.array(values)
    rule = outlier_rule(times)
    moved = rule.winsorise(times) != times
    assert int(moved.sum()) <= rule.n_high
    assert (rule.winsorise(times) <= times).all()


SKR_GROUPS = ["A1", "A2", "B3", "B4", "B5", "C6", "C7", "C8", "C9"]

# Strata -------------------------------------------------------------------------------------------


def test_the_big_cities_join_their_commuters() -> None:
    measured = {"A1": 3, "A2": 40, "B3": 20, "B4": 50}
    assert merge_strata(measured) == (("A1", "A2"), ("B3",), ("B4",))


def test_small_groups_join_their_own_kind_first() -> None:
    assert merge_strata({"A2": 9, "B3": 2, "B4": 30, "C6": 9}) == (("A2",), ("B3", "B4"), ("C6",))
    assert merge_strata({"B5": 9, "C6": 2, "C7": 30}) == (("B5",), ("C6", "C7"))
    assert merge_strata({"A1": 1, "B3": 2, "C9": 1}) == (("A1", "B3", "C9"),)
    assert merge_strata({"A1": 0, "A2": 0}) == (("A1", "A2"),)
    assert merge_strata({}) == ()


@given(st.dictionaries(st.sampled_from(SKR_GROUPS), st.integers(0, 60)))
def test_merging_keeps_every_group_once_and_leaves_none_too_small(measured: dict[str, int]) -> None:
    strata = merge_strata(measured)
    assert [code for stratum in strata for code in stratum] == sorted(measured)
    if sum(measured.values()) >= 5:
        assert all(sum(measured[code] for code in stratum) >= 5 for stratum in strata)


# Errors and intervals -----------------------------------------------------------------------------


def test_standard_error_has_the_finite_population_factor() -> None:
    values = [3.0, 5.0, 8.0, 13.0]
    expected = stats.sem(values) * (1 - 4 / 290) ** 0.5
    assert standard_error(values, 290) == pytest.approx(expected)
    assert standard_error(values, 4) == 0
    assert standard_error([3.0], 290) is None


def test_bootstrap_agrees_with_the_formula_and_repeats_itself() -> None:
    rng = np.random.default_rng(3)
    groups = ["A2"] * 30 + ["B4"] * 40
    values = rng.lognormal(4, 0.6, size=(70, 1))
    known = np.ones_like(values, dtype=bool)
    population = {"A2": 43, "B4": 63}
    estimate = estimate_column(values[:, 0], known[:, 0], groups, population)
    assert estimate is not None
    assert estimate.error is not None
    counts = resample_counts(groups, estimate.strata, 4000, seed=1)
    drawn = resample_totals(counts, values, known, groups, population, [estimate])[:, 0]
    assert drawn.mean() == pytest.approx(estimate.total, rel=0.01)
    assert drawn.std() == pytest.approx(estimate.error, rel=0.05)
    again = resample_counts(groups, estimate.strata, 4000, seed=1)
    assert (counts == again).all()
    assert (counts[:, :30].sum(axis=1) == 30).all()


def test_bootstrap_of_a_large_population_agrees_with_scipy() -> None:
    values = np.random.default_rng(5).lognormal(4, 0.5, size=60)
    counts = resample_counts(["B3"] * 60, (("B3",),), 4000, seed=2)
    ours = percentile_interval(resample_medians(counts, values, 60, 10**9))
    theirs = stats.bootstrap(
        (values,), np.median, method="percentile", n_resamples=4000, rng=np.random.default_rng(9)
    ).confidence_interval
    assert ours.low == pytest.approx(theirs.low, rel=0.03)
    assert ours.high == pytest.approx(theirs.high, rel=0.03)


@given(st.lists(st.floats(0, 1e5), min_size=1, max_size=12), st.integers(0, 99))
def test_resampled_medians_are_medians_of_the_resamples(values: list[float], seed: int) -> None:
    times = np.array(values)
    counts = resample_counts(["B3"] * times.size, (("B3",),), 5, seed)
    expected = [np.median(np.repeat(times, c.astype(int))) for c in counts]
    assert resample_medians(counts, times, 0, 1) == pytest.approx(np.array(expected))


def test_imputation_uses_the_own_group() -> None:
    values = np.array([60.0] * 5 + [600.0] * 5 + [0.0])
    known = np.array([True] * 10 + [False])
    groups = ["A2"] * 5 + ["C9"] * 5 + ["C9"]
    estimate = estimate_column(values, known, groups, {"A2": 5, "C9": 6})
    assert estimate is not None
    assert estimate.total == pytest.approx(5 * 60 + 6 * 600)
    assert estimate.imputed == pytest.approx(600)
    assert estimate.group_totals == {"A2": pytest.approx(300), "C9": pytest.approx(3600)}


# Attribution --------------------------------------------------------------------------------------

SHARED = Links.of([Link("q1", "k1"), Link("q1", "k2"), Link("q2", "k2"), Link("q3", "k3")])
HOURS = Totals(
    {"q1": 10.0, "q2": 4.0, "q3": 3.0, "q4": 1.0},
    {"q1": "s", "q2": "s", "q3": "t", "q4": "u"},
    {"s": 7.0, "t": 1.5},
)


def test_a_shared_question_is_split_and_only_its_own_is_saved() -> None:
    split = attribute(HOURS, SHARED)
    assert split.indicators["k1"].hours == pytest.approx(5 + 2.5)
    assert split.indicators["k2"].hours == pytest.approx(5 + 2.5 + 4 + 2)
    assert split.unlinked.hours == 1.0
    assert avoidable_hours(HOURS, SHARED, ("k1",)) == 0
    assert avoidable_hours(HOURS, SHARED, ("k2",)) == 4
    assert avoidable_hours(HOURS, SHARED, ("k1", "k2")) == 21
    assert avoidable_hours(HOURS, SHARED, ("k3",)) == 4.5
    assert avoidable_hours(HOURS, SHARED, ()) == 0


def test_a_section_with_an_untimed_question_is_not_saved() -> None:
    totals = Totals({"q3": 3.0}, {"q3": "t", "q9": "t"}, {"t": 1.5})
    assert avoidable_hours(totals, SHARED, ("k3",)) == 3.0


def test_weights_are_relative_and_sum_to_one() -> None:
    links = Links.of([Link("q", "a", 2), Link("q", "b"), Link("r", "a"), Link("r", "b")])
    assert links.shares["q"] == {"a": Fraction(2, 3), "b": Fraction(1, 3)}
    assert links.shares["r"] == {"a": Fraction(1, 2), "b": Fraction(1, 2)}
    assert links.questions_of("a") == ("q", "r")


@pytest.mark.parametrize(
    "links",
    [
        [Link("q", "a", -1), Link("q", "b", 2)],
        [Link("q", "a", 0), Link("q", "b", 0)],
        [Link("q", "a"), Link("q", "a")],
    ],
)
def test_weights_without_a_meaning_are_refused(links: list[Link]) -> None:
    with pytest.raises(ValueError, match="q"):
        _ = Links.of(links).shares


def test_an_hour_costs_pay_charges_and_overhead() -> None:
    assert hourly_cost(40_000, 160, 0.4, 0.25) == pytest.approx(437.5)
    for parts in [(40_000, 0, 0.4, 0.2), (-1, 160, 0.4, 0.2), (1, 160, -0.4, 0.2)]:
        with pytest.raises(ValueError, match="tariff"):
            hourly_cost(*parts)


# Disclosure ---------------------------------------------------------------------------------------


def total_of(*cells: str) -> dict[str, dict[str, float]]:
    return {"all": dict.fromkeys(cells, 1.0)}


def test_nothing_is_hidden_where_five_stand_behind_everything() -> None:
    found = suppress({"a": 5, "b": 9}, total_of("a", "b"))
    assert (found.cells, found.sums) == (frozenset(), frozenset())


def test_the_smallest_other_cell_is_hidden_with_a_small_one() -> None:
    found = suppress({"a": 4, "b": 9, "c": 7}, total_of("a", "b", "c"))
    assert found.cells == {"a", "c"}
    assert found.sums == frozenset()


def test_two_small_cells_do_not_shield_each_other() -> None:
    assert suppress({"a": 2, "b": 2, "c": 9}, total_of("a", "b", "c")).cells == {"a", "b", "c"}


def test_a_total_of_small_cells_only_is_hidden_itself() -> None:
    assert suppress({"a": 2, "b": 4}, total_of("a", "b")).sums == {"all"}


def test_a_cell_nobody_is_behind_gives_nothing_away() -> None:
    assert suppress({"a": 0, "b": 9}, total_of("a", "b")).cells == frozenset()


def test_a_difference_of_sums_is_found() -> None:
    counts = {"a": 2, "b": 9, "c": 9}
    others = {"k1": {"a": 0.5, "b": 0.5}, "k2": {"b": 1.0}, "k3": {"c": 1.0}}
    found = suppress(counts, total_of("a", "b", "c"), others)
    # b shields a in the total; k1 has them in the same proportion, k2 would tell b alone.
    assert found.cells == {"a", "b"}
    assert found.sums == {"k2"}


@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=8),
    st.lists(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=8, max_size=8), max_size=6),
)
def test_no_small_cell_can_be_solved_for(counts: list[int], rows: list[list[float]]) -> None:
    cells = {f"c{i}": n for i, n in enumerate(counts)}
    others = {f"r{j}": dict(zip(cells, row, strict=False)) for j, row in enumerate(rows)}
    found = suppress(cells, total_of(*cells), others)
    published = [np.eye(len(cells))[i] for i, c in enumerate(cells) if c not in found.cells]
    sums = {**total_of(*cells), **others}
    published += [
        np.array([row.get(c, 0.0) for c in cells])
        for name, row in sums.items()
        if name not in found.sums
    ]
    for i, cell in enumerate(cells):
        if not 0 < cells[cell] < 5:
            continue
        assert cell in found.cells
        if published:
            known = np.array(published)
            with_cell = np.vstack([known, np.eye(len(cells))[i]])
            assert np.linalg.matrix_rank(with_cell) > np.linalg.matrix_rank(known)
