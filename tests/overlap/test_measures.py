"""The figures of quality: worked by hand, and against scikit-learn on anything."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, f1_score, precision_recall_curve, roc_auc_score

from surveyapp.overlap.rules import measures
from surveyapp.overlap.rules.measures import Judged, measure_all

_ROWS = st.lists(
    st.tuples(st.booleans(), st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 1.0]) | st.floats(0, 1)),
    min_size=4,
    max_size=60,
)


def columns(rows: list[tuple[bool, float]]) -> tuple[measures.Flags, measures.Floats]:
    return np.array([r[0] for r in rows], dtype=bool), np.array([r[1] for r in rows], dtype=float)


@given(_ROWS)
def test_the_figures_are_scikit_learns(rows: list[tuple[bool, float]]) -> None:
    truth, scores = columns(rows)
    if truth.any():
        assert measures.average_precision(truth, scores) == pytest.approx(
            average_precision_score(truth, scores)
        )
        precision, recall, _thresholds = precision_recall_curve(truth, scores)
        best = precision[:-1][recall[:-1] >= 0.9 - 1e-12].max()
        assert measures.precision_at_recall(truth, scores) == pytest.approx(best)
    if truth.any() and not truth.all():
        assert measures.area_under_curve(truth, scores) == pytest.approx(
            roc_auc_score(truth, scores)
        )
    called = scores >= 0.5
    expected = f1_score(truth, called, average="macro", labels=[False, True], zero_division=0)
    assert measures.macro_f1(truth, called) == pytest.approx(expected)


def test_average_precision_by_hand() -> None:
    truth, scores = columns([(True, 0.9), (False, 0.8), (True, 0.7), (False, 0.1)])
    # found at places 1 and 3: (1/1 + 2/3) / 2
    assert measures.average_precision(truth, scores) == pytest.approx((1 + 2 / 3) / 2)
    assert measures.precision_at_recall(truth, scores) == pytest.approx(2 / 3)
    assert measures.area_under_curve(truth, scores) == pytest.approx(3 / 4)


def test_equal_scores_are_taken_together() -> None:
    truth, scores = columns([(True, 0.5), (False, 0.5)])
    assert measures.average_precision(truth, scores) == pytest.approx(0.5)
    assert measures.area_under_curve(truth, scores) == pytest.approx(0.5)


def test_calibration_error_by_hand() -> None:
    # two pairs told 0.95 of which one overlaps, two told 0.05 of which none does
    truth, scores = columns([(True, 0.95), (False, 0.95), (False, 0.05), (False, 0.05)])
    assert measures.calibration_error(truth, scores) == pytest.approx(0.5 * 0.45 + 0.5 * 0.05)
    certain = columns([(True, 1.0), (False, 0.0)])
    assert measures.calibration_error(*certain) == 0


def test_what_cannot_be_measured_is_none() -> None:
    truth, scores = columns([(False, 0.2), (False, 0.4)])
    assert measures.average_precision(truth, scores) is None
    assert measures.area_under_curve(truth, scores) is None
    figure = measures.bootstrap(measures.average_precision, truth, scores, rounds=5)
    assert figure.as_json() == {"value": None, "low": None, "high": None, "n": 2}


def test_the_interval_holds_the_value_and_repeats() -> None:
    generator = np.random.default_rng(1)
    truth = generator.random(120) < 0.5
    scores = np.clip(truth * 0.3 + generator.random(120) * 0.7, 0, 1)
    first = measures.bootstrap(measures.average_precision, truth, scores, rounds=200)
    again = measures.bootstrap(measures.average_precision, truth, scores, rounds=200)
    assert first == again
    assert first.value is not None
    assert first.low is not None
    assert first.high is not None
    assert first.low < first.value < first.high


def test_all_figures_of_a_small_set() -> None:
    judged = Judged(
        labels=[
            "identical",
            "same_reworded",
            "subset_or_derivable",
            "related_different",
            "unrelated",
        ],
        languages=["sv-sv", "sv-en", "sv-sv", "sv-sv", "sv-sv"],
        scores=[0.99, 0.8, 0.7, 0.75, 0.1],
        verdicts=["same", "derivable", "derivable", "same", "unrelated"],
    )
    found = measure_all(judged, rounds=50)
    assert (found["n"], found["overlapping"], found["false_same"]) == (5, 3, 1)
    assert found["confusion"]["same"] == {
        "identical": 1,
        "same_reworded": 0,
        "subset_or_derivable": 0,
        "related_different": 1,
        "unrelated": 0,
    }
    assert found["same_found"]["value"] == 0.5
    assert found["false_alarms"]["value"] == 0.5
    assert found["overlap_found"]["value"] == 1.0
    # hard: the Swedish pairs that are not unrelated: 0.99 and 0.7 overlap, 0.75 does not
    assert found["hard_auc"]["value"] == 0.5
    assert found["hard_auc"]["n"] == 3
    assert found["average_precision_by_language"]["sv-en"]["value"] == 1.0


def test_precision_at_recall_by_hand() -> None:
    truth = np.array([True, False, True, False])
    scores = np.array([0.9, 0.8, 0.7, 0.6])
    assert measures.precision_at_recall(truth, scores) == 2 / 3
    assert measures.precision_at_recall(truth, scores, 0.5) == 1.0
