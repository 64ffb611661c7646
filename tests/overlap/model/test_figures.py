"""The figures of the training, against scikit-learn's and by hand."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from surveyapp.overlap.model.calibration import Calibration
from surveyapp.overlap.training import figures


def test_average_precision_and_auc_agree_with_scikit_learn_with_ties() -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        truth = rng.random(60) < 0.4
        score = rng.integers(0, 8, 60) / 8
        assert np.isclose(
            figures.average_precision(truth, score), average_precision_score(truth, score)
        )
        assert np.isclose(figures.auc(truth, score), roc_auc_score(truth, score))


def test_precision_at_recall() -> None:
    truth = np.array([True, False, True, False])
    score = np.array([0.9, 0.8, 0.7, 0.6])
    assert figures.precision_at_recall(truth, score) == 2 / 3
    assert figures.precision_at_recall(truth, score, 0.5) == 1.0


def test_calibration_error_is_the_gap_between_stated_and_true() -> None:
    truth = np.array([True, True, False, False])
    assert figures.calibration_error(truth, np.array([0.5, 0.5, 0.5, 0.5])) == 0
    assert np.isclose(figures.calibration_error(truth, np.array([0.9, 0.9, 0.9, 0.9])), 0.4)


def test_calibrated_rows_sum_to_one_and_follow_the_slope() -> None:
    scores = np.array([[-0.5, -2, -3, -2, -4, 1.0], [-5, -4, -3, -0.2, -2, -3.0]], dtype=np.float32)
    plain = Calibration().probabilities(scores)
    steep = Calibration(slope=3).probabilities(scores)
    assert np.allclose(plain.sum(axis=1), 1)
    assert np.allclose(steep.sum(axis=1), 1)
    assert steep[0, :3].sum() > plain[0, :3].sum() > 0.5 > plain[1, :3].sum() > steep[1, :3].sum()
