"""A retrained model is taken only when it is no worse."""

from __future__ import annotations

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
