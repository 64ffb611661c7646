"""The order of the queue, the random low scores in it, and what they say of misses."""

from __future__ import annotations

import pytest

from surveyapp.overlap.rules import queueing
from surveyapp.overlap.rules.queueing import Waiting, expected_hours, is_likely, ordered
from surveyapp.overlap.rules.sampling import SHARE, estimate_misses, is_drawn, wilson


def waiting(number: int, **values: object) -> Waiting:
    return Waiting(
        **{  # type: ignore[arg-type]
            "id": number,
            "question_id": number,
            "other": ("bank", number),
            "source": "reg",
            "proposal": "same",
            "score": 0.9,
            "probability": None,
            "hours": None,
            **values,
        }
    )


def test_hours_that_could_be_saved_come_first() -> None:
    pairs = [
        waiting(1, probability=0.99, hours=10.0),
        waiting(2, probability=0.5, hours=100.0),
        waiting(3, probability=1.0),
    ]
    assert [p.id for p in ordered(pairs)] == [2, 1, 3]


def test_what_a_model_calls_related_puts_little_at_stake() -> None:
    assert expected_hours("related", 0.9, 100, 0.9) < expected_hours("same", 0.9, 100, 0.1)
    assert expected_hours("same", 0.9, None, 0.9) == 0


def test_without_hours_the_likelier_comes_first_and_then_the_older() -> None:
    pairs = [waiting(3, probability=0.6), waiting(2, probability=0.8), waiting(1, probability=0.6)]
    assert [p.id for p in ordered(pairs)] == [2, 1, 3]


@pytest.mark.parametrize(
    ("values", "is_queued"),
    [
        ({}, True),
        ({"probability": 0.1}, False),
        ({"proposal": "related"}, False),
        ({"proposal": "unrelated", "probability": 0.9}, False),
        ({"probability": 0.1, "is_drawn": True}, True),
        ({"state": "confirmed"}, False),
        ({"state": "waiting"}, False),
        ({"state": "refused"}, True),
        ({"state": "confirmed", "is_changed": True}, True),
        ({"is_new_edition": True}, False),
        ({"is_new_edition": True, "is_drawn": True, "proposal": "related"}, False),
        ({"probability": 0.1, "is_drawn": True, "state": "confirmed"}, False),
    ],
)
def test_what_waits_for_a_person(values: dict[str, object], is_queued: bool) -> None:
    # 3 is not drawn by its ids.
    assert not is_drawn(3, "bank", 3)
    assert waiting(3, **values).is_queued is is_queued


def test_the_probability_counts_before_the_score() -> None:
    assert is_likely("same", 0.1, 0.9)
    assert not is_likely("same", 0.9, 0.1)
    assert is_likely("cannot_tell", 0.4)


def test_random_pairs_stand_at_even_distances() -> None:
    likely = [waiting(n, probability=0.9 - n / 1000) for n in range(1, 21)]
    low = [waiting(100 + n, probability=0.01, is_drawn=True) for n in range(3)]
    order = [p.id for p in ordered([*low, *likely])]
    places = [n for n, i in enumerate(order) if i >= 100]
    assert places == [5, 11, 17]
    assert [i for i in order if i < 100] == list(range(1, 21))


def test_random_pairs_never_crowd_out_what_is_worth_reading() -> None:
    likely = [waiting(n, probability=0.9 - n / 1000) for n in range(1, 7)]
    low = [waiting(100 + n, probability=0.01, is_drawn=True) for n in range(9)]
    order = [p.id < 100 for p in ordered([*low, *likely])]
    assert order[:8] == [True, True, False, True, True, False, True, True]
    assert order[8:] == [False] * 7


def test_random_pairs_alone_are_all_there() -> None:
    low = [waiting(100 + n, probability=0.01, is_drawn=True) for n in range(3)]
    assert sorted(p.id for p in ordered(low)) == [100, 101, 102]


def test_the_same_pairs_are_drawn_every_time_and_about_one_in_twenty() -> None:
    drawn = [n for n in range(20_000) if is_drawn(n, "bank", n + 7)]
    assert drawn == [n for n in range(20_000) if is_drawn(n, "bank", n + 7)]
    assert 0.045 < len(drawn) / 20_000 < 0.055
    assert SHARE == 0.05
    other_side = [n for n in range(20_000) if is_drawn(n, "question", n + 7)]
    assert other_side != drawn


def test_misses_are_estimated_with_an_interval() -> None:
    found = estimate_misses(decided=40, found=2, low_pairs=800)
    assert found.expected == pytest.approx(40)
    assert found.low is not None
    assert found.high is not None
    assert 0 < found.low < 40 < found.high < 800
    # Newcombe 1998, table I, method 3.
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)


def test_nothing_is_estimated_from_nothing() -> None:
    found = estimate_misses(0, 0, 800)
    assert (found.expected, found.low, found.high) == (None, None, None)


@pytest.mark.parametrize(
    ("waits", "current", "number", "following", "previous"),
    [
        ([1, 2, 3], 1, 1, 2, 3),
        ([1, 2, 3], 2, 2, 3, 1),
        ([1, 2, 3], 3, 3, 1, 2),
        ([1, 3], 2, 0, 3, 1),
        ([2], 2, 1, None, None),
        ([], 2, 0, None, None),
        ([1, 3], 99, 0, 1, 3),
    ],
)
def test_next_and_previous_follow_the_queue(
    waits: list[int], current: int, number: int, following: int | None, previous: int | None
) -> None:
    found = queueing.place([1, 2, 3], waits, current)
    assert (found.number, found.following, found.previous) == (number, following, previous)
    assert found.total == len(waits)
