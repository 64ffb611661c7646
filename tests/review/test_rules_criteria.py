"""Each criterion by numbers worked out by hand, and the statistics beside scipy's."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from surveyapp.review.rules import (
    Why,
    access,
    burden_ratio,
    ceiling,
    completeness,
    correlation,
    differentiation,
    influence,
    kappa,
    kind,
    local_use,
    most_alike,
    national_use,
    overlap,
    small_fit,
    stability,
)


def test_yes_and_no_differ_most_at_half() -> None:
    assert differentiation([1.0] * 10 + [0.0] * 10, is_yes_or_no=True).value == 1
    most = differentiation([1.0] * 19 + [0.0], is_yes_or_no=True)
    assert most.value is not None
    assert math.isclose(most.value, 4 * 0.95 * 0.05)
    assert most.flag == "low"


def test_numbers_differ_by_the_middle_half_over_the_range() -> None:
    found = differentiation([float(v) for v in range(21)], is_yes_or_no=False)
    assert (found.value, found.flag) == (0.5, "")
    same = differentiation([7.0] * 20, is_yes_or_no=False)
    assert (same.value, same.flag) == (0, "low")


def test_nineteen_are_too_few() -> None:
    found = differentiation([1.0] * 19, is_yes_or_no=True)
    assert (found.value, found.why, found.n, found.least) == (None, Why.FEW, 19, 20)


@pytest.mark.parametrize(
    ("now", "before", "flag"),
    [
        (0.96, 0.95, "ceiling"),
        (0.96, 0.94, ""),
        (0.05, 0.04, "floor"),
        (0.05, 0.06, ""),
        (0.5, 0.5, ""),
    ],
)
def test_a_ceiling_takes_two_years(now: float, before: float, flag: str) -> None:
    assert ceiling(now, 100, before, 100, is_yes_or_no=True).flag == flag


def test_a_ceiling_is_not_known_after_one_year_or_for_numbers() -> None:
    assert ceiling(0.99, 100, None, 0, is_yes_or_no=True).why is Why.NO_LAST_YEAR
    assert ceiling(0.99, 10, 0.99, 100, is_yes_or_no=True).why is Why.FEW
    assert ceiling(0.99, 100, 0.99, 100, is_yes_or_no=False).why is Why.NOT_FOR_KIND


def test_kappa_by_hand() -> None:
    # 20 both yes, 15 both no, 5 and 10 apart: agreement 0.7, by chance 0.5.
    first = [1.0] * 25 + [0.0] * 25
    second = [1.0] * 20 + [0.0] * 5 + [1.0] * 10 + [0.0] * 15
    found = kappa(first, second)
    assert found is not None
    assert math.isclose(found, 0.4)
    assert kappa([1.0] * 5, [1.0] * 5) is None


def test_stability_is_over_units_of_both_years() -> None:
    now = {unit: float(unit % 2) for unit in range(30)}
    before = {unit: float(unit % 2) for unit in range(5, 40)}
    found = stability(now, before, is_yes_or_no=True)
    assert (found.value, found.n) == (1, 25)
    assert stability(now, {}, is_yes_or_no=True).why is Why.NO_LAST_YEAR
    few = stability(now, dict.fromkeys(range(10), 1.0), is_yes_or_no=True)
    assert (few.value, few.why, few.n) == (None, Why.FEW, 10)
    still = stability(dict.fromkeys(range(30), 1.0), now, is_yes_or_no=False)
    assert still.why is Why.NO_VARIATION


@given(
    st.lists(
        st.tuples(st.integers(-5, 5), st.floats(-1e6, 1e6, allow_subnormal=False)),
        min_size=3,
        max_size=60,
    )
)
def test_rank_correlation_is_scipys(pairs: list[tuple[int, float]]) -> None:
    first, second = [float(a) for a, _b in pairs], [b for _a, b in pairs]
    found = correlation(first, second)
    if len(set(first)) == 1 or len(set(second)) == 1:
        assert found is None
        return
    expected = stats.spearmanr(first, second).statistic
    assert found is not None
    assert math.isclose(found, expected, abs_tol=1e-9)


def test_for_yes_and_no_rank_correlation_is_phi() -> None:
    first = [1.0] * 25 + [0.0] * 25
    second = [1.0] * 20 + [0.0] * 5 + [1.0] * 10 + [0.0] * 15
    a, b, c, d = 20, 5, 10, 15
    phi = (a * d - b * c) / math.sqrt((a + b) * (c + d) * (a + c) * (b + d))
    found = correlation(first, second)
    assert found is not None
    assert math.isclose(found, phi)
    table = np.array([[a, b], [c, d]])
    assert math.isclose(abs(found), float(stats.contingency.association(table, "cramer")))


def test_the_most_alike_other_is_named_with_its_sign() -> None:
    units = range(40)
    values = {
        "A": {u: float(u) for u in units},
        "B": {u: -float(u) for u in units},
        "C": {u: float(u % 7) for u in units},
        "D": {u: float(u) for u in range(5)},
    }
    found = most_alike(values)
    assert found["A"].details == {"other": "B", "signed": -1.0}
    assert (found["A"].value, found["A"].n, found["A"].flag) == (1.0, 40, "alike")
    assert found["D"].why is Why.FEW
    assert found["C"].value is not None
    assert found["C"].flag == ""


def test_completeness_expects_nothing_of_those_not_asked() -> None:
    found = completeness(60, 10, 5, 25, 90)
    assert (found.value, found.n) == (0.6, 100)
    assert completeness(5, 1, 1, 1, 200).why is Why.FEW


def test_small_municipalities() -> None:
    assert small_fit(3, 5, 20).value == 0.4
    assert small_fit(0, 0, 9).why is Why.FEW
    assert small_fit(0, 0, 10).value == 0


def test_overlap_counts_collections_and_not_pairs() -> None:
    found = overlap(
        3,
        {
            ("Q1", "lss"): "same",
            ("Q2", "lss"): "same",
            ("Q1", "soc"): "derivable",
            ("Q3", "kkik"): "related",
        },
    )
    assert (found.value, found.n, found.details["derivable"]) == (2, 3, 1)
    assert overlap(1, {("Q1", "kkik"): "unrelated"}).value == 0
    assert overlap(3, {}).why is Why.NOT_KNOWN


def test_use_that_nobody_stated_is_not_known_and_zero_is_zero() -> None:
    assert local_use(None, 148).why is Why.NOT_KNOWN
    assert local_use(0, 148).value == 0
    assert local_use(37, 148).value == 0.25
    assert local_use(37, None).why is Why.NOT_KNOWN
    assert local_use(3, 12).why is Why.FEW
    assert national_use(None).why is Why.NOT_KNOWN
    assert national_use(0).flag == "unused"
    assert influence(None).why is Why.NOT_KNOWN
    assert influence(0).value == 0
    assert access(None, [5.0]).why is Why.NOT_KNOWN


def test_access_is_a_rank_within_the_area() -> None:
    found = access(100, [500.0, 100.0, 100.0, 20.0])
    assert (found.value, found.n) == (2, 4)


def test_kind_has_a_stated_weight() -> None:
    assert [kind(code).value for code in ("result", "process", "structure", "")] == [3, 2, 1, None]


def test_uses_per_hundred_hours() -> None:
    assert burden_ratio(30, 60.0).value == 50
    assert burden_ratio(0, 60.0).value == 0
    assert burden_ratio(None, 60.0).why is Why.NOT_KNOWN
    assert burden_ratio(30, None).why is Why.HIDDEN
