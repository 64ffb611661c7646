"""The edition: one spelling, nothing lost, and faults found before it is frozen."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from surveyapp.reports.rules import (
    EditionData,
    Interval,
    as_json,
    canonical,
    fingerprint,
    from_json,
    problems,
)
from tests.reports.sample import EDGES, sample_edition, with_suppressed_cells


def changed(edition: EditionData, path: str, value: object) -> EditionData:
    """Return the edition with one value replaced; `path` like `burden.groups.0.suppressed`."""

    def put(item: Any, parts: list[str]) -> Any:
        if not parts:
            return value
        head, *rest = parts
        if isinstance(item, tuple):
            index = int(head)
            return (*item[:index], put(item[index], rest), *item[index + 1 :])
        return dataclasses.replace(item, **{head: put(getattr(item, head), rest)})

    result = put(edition, path.split("."))
    assert isinstance(result, EditionData)
    return result


@pytest.mark.parametrize("make", EDGES.values(), ids=EDGES)
def test_an_edition_survives_being_stored(make: Callable[[], EditionData]) -> None:
    edition = make()
    stored = from_json(json.loads(canonical(edition)))
    assert canonical(stored) == canonical(edition)
    assert from_json(as_json(stored)) == stored


@pytest.mark.parametrize("make", EDGES.values(), ids=EDGES)
def test_the_examples_may_be_frozen(make: Callable[[], EditionData]) -> None:
    assert problems(make()) == ()


def test_the_last_bits_of_a_sum_do_not_make_another_edition() -> None:
    edition = changed(sample_edition(), "burden.overhead_hours", 0.3)
    same = changed(edition, "burden.overhead_hours", 0.1 + 0.2)
    other = changed(edition, "burden.overhead_hours", 0.300001)
    assert fingerprint(same) == fingerprint(edition)
    assert fingerprint(other) != fingerprint(edition)


def test_a_whole_number_of_hours_has_one_spelling() -> None:
    edition = sample_edition()
    assert canonical(changed(edition, "burden.overhead_hours", 12)) == canonical(
        changed(edition, "burden.overhead_hours", 12.0)
    )
    assert canonical(changed(edition, "burden.overhead_hours", -0.0)) == canonical(
        changed(edition, "burden.overhead_hours", 0.0)
    )


def test_the_same_instant_in_another_zone_is_the_same_edition() -> None:
    edition = sample_edition()
    there = edition.frozen_at.astimezone(timezone(timedelta(hours=2)))
    assert fingerprint(changed(edition, "frozen_at", there)) == fingerprint(edition)


def test_the_order_of_languages_does_not_matter() -> None:
    edition = sample_edition()
    turned = dict(reversed(edition.identity.name.items()))
    assert fingerprint(changed(edition, "identity.name", turned)) == fingerprint(edition)


def test_keys_are_sorted_and_letters_are_kept() -> None:
    text = canonical(sample_edition()).decode("utf-8")
    assert text.startswith('{"burden":{"attributed_hours":{"high":')
    assert "Våld i nära relationer" in text
    assert json.loads(text)["frozen_at"] == "2026-04-02T12:05:09Z"


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_number_that_is_none_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        canonical(changed(sample_edition(), "burden.overhead_hours", value))


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        canonical(changed(sample_edition(), "frozen_at", datetime(2026, 4, 2)))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("format", 2, "format 2"),
        ("round", None, "keys"),
        ("questions", {}, "list"),
        ("frozen_at", 17, "wrong type"),
        ("surplus", 1, "keys"),
    ],
)
def test_a_stored_edition_with_a_fault_is_refused(key: str, value: object, message: str) -> None:
    data = as_json(sample_edition())
    data[key] = value
    with pytest.raises(ValueError, match=message):
        from_json(data)


def test_a_stored_edition_with_a_missing_key_is_refused() -> None:
    data = as_json(sample_edition())
    del data["method"]["idle_limit_seconds"]
    with pytest.raises(ValueError, match="method"):
        from_json(data)


def test_true_is_not_a_number() -> None:
    data = as_json(sample_edition())
    data["burden"]["n_measured"] = True
    with pytest.raises(ValueError, match="n_measured"):
        from_json(data)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("identity.kind", "outcome", "kind"),
        ("identity.direction", "up", "direction"),
        ("identity.duty", "mandatory", "duty"),
        ("decision.verdict", "retire", "decision"),
        ("proposal.verdict", "retire", "proposal"),
        ("result.unit", "percent", "unit"),
        ("overlap.0.verdict", "maybe", "overlap verdict"),
        ("overlap.0.action", "wait", "overlap action"),
        ("burden.screen_hours", 1.0, "screen and outside"),
        ("burden.avoidable_hours", 1e6, "avoidable"),
        ("burden.overhead_hours", 1e6, "overhead"),
        ("burden.roles.0.hours", 1.0, "roles"),
        ("burden.groups.0.attributed_hours", 1.0, "groups"),
        ("questions.0.attributed_hours", 1.0, "questions"),
        ("burden.attributed_hours", Interval(10.0, 11.0, 12.0), "interval"),
        ("questions.0.suppressed", True, "V1 is suppressed but carries"),
        ("questions.0.n_measured", 4, "fewer than 5"),
        ("burden.groups.0.suppressed", True, "A is suppressed but carries"),
        ("burden.groups.0.n_measured", 4, "fewer than 5"),
        ("identity.owner", "x" * 5001, "too long"),
        ("criteria", sample_edition().criteria * 51, "300 rows"),
    ],
)
def test_an_edition_with_a_fault_is_not_frozen(path: str, value: object, message: str) -> None:
    assert any(message in found for found in problems(changed(sample_edition(), path, value)))


def test_a_single_hidden_cell_follows_from_the_total() -> None:
    hidden = with_suppressed_cells()
    alone = changed(hidden, "questions.4", sample_edition().questions[4])
    assert any("follows from the total" in found for found in problems(alone))


def test_times_are_kept_to_the_second() -> None:
    edition = changed(sample_edition(), "frozen_at", datetime(2026, 4, 2, 1, 2, 3, 999, UTC))
    assert as_json(edition)["frozen_at"] == "2026-04-02T01:02:03Z"


def test_a_single_cell_that_only_shields_another_may_follow_from_the_total() -> None:
    hidden = with_suppressed_cells()
    alone = changed(hidden, "questions.4", sample_edition().questions[4])
    shield = next(i for i, row in enumerate(alone.questions) if row.suppressed)
    assert problems(changed(alone, f"questions.{shield}.n_measured", 5)) == ()
