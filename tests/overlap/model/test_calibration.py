"""Calibration of what the network says."""

from __future__ import annotations

import numpy as np

from surveyapp.overlap.model.calibration import Calibration


def test_calibrated_rows_sum_to_one_and_follow_the_slope() -> None:
    scores = np.array([[-0.5, -2, -3, -2, -4, 1.0], [-5, -4, -3, -0.2, -2, -3.0]], dtype=np.float32)
    plain = Calibration().probabilities(scores)
    steep = Calibration(slope=3).probabilities(scores)
    assert np.allclose(plain.sum(axis=1), 1)
    assert np.allclose(steep.sum(axis=1), 1)
    assert steep[0, :3].sum() > plain[0, :3].sum() > 0.5 > plain[1, :3].sum() > steep[1, :3].sum()
