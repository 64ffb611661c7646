"""Answers as data: paths of rows, states of sections, what a submission holds."""

from __future__ import annotations

import pytest

from surveyapp.responses import rules
from surveyapp.responses.rules import SectionState


@pytest.mark.parametrize(
    ("path", "depth", "fits"),
    [
        ("", 0, True),
        ("1", 1, True),
        ("r0a1b2c3d/2", 2, True),
        ("1", 0, False),
        ("", 1, False),
        ("1/2", 1, False),
        ("1/", 2, False),
        ("../x", 2, False),
        ("A", 1, False),
        ("a" * 17, 1, False),
    ],
)
def test_a_path_names_one_row_of_each_repeat(path: str, depth: int, fits: bool) -> None:
    assert rules.is_path(path, depth) is fits


@pytest.mark.parametrize(
    ("asked", "answered", "failures", "is_marked", "state"),
    [
        (0, 0, 0, False, SectionState.HIDDEN),
        (3, 0, 3, False, SectionState.NOT_STARTED),
        (3, 1, 2, False, SectionState.STARTED),
        (3, 3, 1, False, SectionState.TO_CHECK),
        (3, 3, 0, False, SectionState.COMPLETE),
        (3, 1, 0, True, SectionState.COMPLETE),
        (3, 1, 1, True, SectionState.TO_CHECK),
    ],
)
def test_how_far_a_section_is(
    asked: int, answered: int, failures: int, is_marked: bool, state: SectionState
) -> None:
    assert rules.section_state(asked, answered, failures, is_marked=is_marked) is state


def test_a_submission_holds_no_answer_to_what_was_not_asked() -> None:
    data = rules.snapshot({("A", ""): "1", ("B", ""): "2"}, [("A", ""), ("C", "")], {})
    assert data["answers"] == [["A", "", "1"]]
    assert data["asked"] == [["A", ""], ["C", ""]]


def test_the_hash_changes_with_a_single_answer_and_not_with_the_order() -> None:
    one = rules.snapshot({("A", ""): "1", ("B", ""): "2"}, [("A", ""), ("B", "")], {})
    same = rules.snapshot({("B", ""): "2", ("A", ""): "1"}, [("B", ""), ("A", "")], {})
    other = rules.snapshot({("A", ""): "1", ("B", ""): "3"}, [("A", ""), ("B", "")], {})
    assert rules.fingerprint(one, 7, 1, 1) == rules.fingerprint(same, 7, 1, 1)
    assert rules.fingerprint(one, 7, 1, 1) != rules.fingerprint(other, 7, 1, 1)
    assert rules.fingerprint(one, 7, 1, 1) != rules.fingerprint(one, 8, 1, 1)


def test_a_receipt_is_easy_to_read_aloud() -> None:
    code = rules.receipt_code("00" * 32)
    assert code == "AAAA-AAAA-AAAA-AAAA"
