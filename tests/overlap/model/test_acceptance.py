"""A retrained model is taken only when it is no worse."""

from __future__ import annotations

import pytest

from surveyapp.overlap.training.acceptance import objections

OLD = {
    "frozen": {"average_precision": 0.93, "false_same": 1.0, "same_found": 0.8},
    "register": {"false_overlap": 3.0},
}


def test_the_same_figures_are_accepted() -> None:
    assert objections(OLD, OLD) == []


def test_better_figures_are_accepted() -> None:
    new = {
        "frozen": {"average_precision": 0.95, "false_same": 0.0, "same_found": 0.9},
        "register": {"false_overlap": 0.0},
    }
    assert objections(OLD, new) == []


def test_one_worse_figure_is_enough_to_refuse() -> None:
    new = OLD | {"frozen": {"average_precision": 0.99, "false_same": 1.0, "same_found": 0.79}}
    assert objections(OLD, new) == ["frozen: same_found 0.79, was 0.8"]


def test_a_tolerance_never_covers_a_false_same() -> None:
    new = OLD | {"frozen": {"average_precision": 0.92, "false_same": 2.0, "same_found": 0.8}}
    assert objections(OLD, new, tolerance=0.02) == ["frozen: false_same 2, was 1"]


def test_what_is_not_measured_is_refused() -> None:
    assert objections(OLD, {"frozen": OLD["frozen"]}) == ["register: not measured"]
    assert objections(OLD, OLD | {"register": {}}) == ["register: false_overlap not measured"]
    broken = OLD | {"register": {"false_overlap": float("nan")}}
    assert objections(OLD, broken) == ["register: false_overlap nan, was 3"]


@pytest.mark.parametrize(
    ("now", "tolerance", "is_worse"),
    [
        (0.04, 0.0, False),
        (0.06, 0.0, False),
        (0.0601, 0.0, True),
        (0.0601, 0.005, True),
        (0.07, 0.02, False),
        (0.071, 0.02, True),
    ],
)
def test_a_worse_calibration_is_refused_beyond_what_is_chance(
    now: float, tolerance: float, is_worse: bool
) -> None:
    old = {"frozen": {"calibration_error": 0.05}}
    new = {"frozen": {"calibration_error": now}}
    said = [f"frozen: calibration_error {now:.4g}, was 0.05"] if is_worse else []
    assert objections(old, new, tolerance=tolerance) == said


def test_a_tolerance_covers_a_share_just_as_large() -> None:
    old, new = {"frozen": {"same_found": 0.8}}, {"frozen": {"same_found": 0.79}}
    assert objections(old, new, tolerance=0.01) == []
    assert objections(old, new, tolerance=0.009) == ["frozen: same_found 0.79, was 0.8"]


def test_a_calibration_that_is_not_measured_is_refused() -> None:
    old: dict[str, dict[str, float]] = {"frozen": {"calibration_error": 0.05}}
    assert objections(old, {"frozen": {}}) == ["frozen: calibration_error not measured"]
