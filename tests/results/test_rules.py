"""Values of indicators, worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.results.rules import (
    Answered,
    Formula,
    FormulaProblem,
    Position,
    Standing,
    UnitValue,
    fold_districts,
    group_summaries,
    is_share,
    position,
    summarise,
)

CODES = {"A", "B", "C"}
NOT_RECORDED = {"non_answer": "not_recorded"}
NOT_APPLICABLE = {"non_answer": "not_applicable"}


def sent(asked: str = "ABC", **answers: Any) -> Answered:
    """What a unit sent in: answers by code, `asked` the codes that routing showed."""
    return Answered.of(
        {
            "answers": [[code, "", value] for code, value in answers.items()],
            "asked": [[code, ""] for code in asked],
            "computed": [],
        }
    )


def yes_share(numerator: str, denominator: str = "") -> Formula:
    return Formula.read("yes_share", numerator, denominator, CODES)


def value(number: float, over: float | None = None, under: float | None = None) -> UnitValue:
    return UnitValue(Standing.VALUE, number, number if over is None else over, under)


PLAN = "${A} = 'ja' and ${B} = 'ja'"


@pytest.mark.parametrize(
    ("answers", "asked", "standing", "number"),
    [
        ({"A": "ja", "B": "ja"}, "AB", "value", 1),
        ({"A": "ja", "B": "nej"}, "AB", "value", 0),
        ({"A": "nej"}, "A", "value", 0),
        ({"A": "ja"}, "AB", "missing", None),
        ({"A": "ja", "B": NOT_RECORDED}, "AB", "not_recorded", None),
        ({"A": "ja", "B": NOT_APPLICABLE}, "AB", "not_applicable", None),
        ({"A": "nej", "B": NOT_RECORDED}, "AB", "value", 0),
        ({}, "A", "missing", None),
        ({"A": NOT_RECORDED}, "A", "not_recorded", None),
        ({"A": NOT_APPLICABLE}, "A", "not_applicable", None),
        ({}, "", "not_asked", None),
    ],
)
def test_a_share_of_yes_tells_no_from_not_known(
    answers: dict[str, Any], asked: str, standing: str, number: float | None
) -> None:
    found = yes_share(PLAN, "${A} != ''").value(sent(asked, **answers))
    assert (found.standing, found.value) == (standing, number)


def test_without_a_denominator_those_who_were_asked_count() -> None:
    formula = yes_share(PLAN)
    assert formula.value(sent("AB", A="ja", B="ja")).value == 1
    assert formula.value(sent("")).standing is Standing.NOT_ASKED
    assert formula.value(sent("AB", A="ja")).standing is Standing.MISSING


def test_one_true_alternative_is_enough_whatever_the_other_says() -> None:
    formula = yes_share("${A} = 'ja' or ${B} = 'ja'", "")
    assert formula.value(sent("AB", A="ja")).value == 1
    assert formula.value(sent("AB", A="nej")).standing is Standing.MISSING


def test_not_of_something_unknown_is_unknown() -> None:
    formula = yes_share("not(${A} = 'ja')")
    assert formula.value(sent("A")).standing is Standing.MISSING
    assert formula.value(sent("A", A="nej")).value == 1


def test_those_whom_the_condition_leaves_out_do_not_count() -> None:
    formula = yes_share("${B} = 'ja'", "${A} = 'ja'")
    assert formula.value(sent("AB", A="nej", B="ja")).standing is Standing.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("answers", "asked", "standing", "number"),
    [
        ({"A": "3", "B": "4"}, "AB", "value", 0.75),
        ({"A": "0", "B": "4"}, "AB", "value", 0.0),
        ({"A": "0", "B": "0"}, "AB", "no_cases", None),
        ({"B": "0"}, "B", "no_cases", None),
        ({"B": "4"}, "AB", "missing", None),
        ({"A": NOT_RECORDED, "B": "4"}, "AB", "not_recorded", None),
        ({"A": "3"}, "A", "not_asked", None),
        ({"A": "tre", "B": "4"}, "AB", "fault", None),
    ],
)
def test_a_ratio_tells_zero_from_nothing_to_divide(
    answers: dict[str, Any], asked: str, standing: str, number: float | None
) -> None:
    found = Formula.read("ratio", "${A}", "${B}", CODES).value(sent(asked, **answers))
    assert (found.standing, found.value) == (standing, number)


def test_rows_of_a_repeat_are_summed_and_a_blank_one_makes_the_sum_unknown() -> None:
    formula = Formula.read("ratio", "sum(${A})", "${B}", CODES)
    rows: dict[str, Any] = {
        "answers": [["A", "1", "2"], ["A", "2", "3"], ["B", "", "10"]],
        "asked": [["A", "1"], ["A", "2"], ["B", ""]],
    }
    assert formula.value(Answered.of(rows)).value == 0.5
    rows["answers"] = rows["answers"][1:]
    assert formula.value(Answered.of(rows)).standing is Standing.MISSING
    rows["asked"], rows["answers"] = [["B", ""]], [["B", "", "10"]]
    assert formula.value(Answered.of(rows)).standing is Standing.NOT_ASKED


@pytest.mark.parametrize(
    ("kind", "numerator", "denominator", "reason", "name"),
    [
        ("", "${A}", "", "kind", ""),
        ("ratio", "${A}", "", "kind", "ratio"),
        ("mean", "${A", "", "expression", None),
        ("mean", "${X}", "", "question", "X"),
        ("mean", "../A", "", "unsupported", "../A"),
        ("mean", "random()", "", "unsupported", "random"),
    ],
)
def test_a_formula_that_cannot_be_used_says_why(
    kind: str, numerator: str, denominator: str, reason: str, name: str | None
) -> None:
    with pytest.raises(FormulaProblem) as caught:
        Formula.read(kind, numerator, denominator, CODES)
    assert caught.value.reason == reason
    assert name is None or caught.value.name == name


def test_national_values() -> None:
    ratios = [value(0.5, 1, 2), value(0.1, 10, 100), UnitValue(Standing.MISSING)]
    nation = summarise("ratio", ratios)
    assert nation is not None
    assert nation.n == 2
    assert math.isclose(nation.value, 11 / 102)
    assert math.isclose(nation.median, 0.3)
    answers = summarise("yes_share", [value(1), value(0), value(0), value(1), value(1)])
    assert answers is not None
    assert answers.value == 0.6
    days = summarise("mean", [value(v) for v in (1, 2, 3, 4, 10)])
    assert days is not None
    assert (days.value, days.median, days.q1, days.q3) == (4, 3, 2, 4)
    assert summarise("mean", [UnitValue(Standing.NO_CASES)]) is None


def test_a_group_under_five_joins_its_neighbour() -> None:
    values = {unit: value(float(unit)) for unit in range(1, 10)}
    values[10] = UnitValue(Standing.MISSING)
    group_of = {unit: "A1" if unit <= 3 else "A2" if unit <= 9 else "B3" for unit in values}
    groups = group_summaries("mean", values, group_of)
    assert groups["A1"] is groups["A2"]
    assert groups["A1"].codes[:2] == ("A1", "A2")
    assert groups["A1"].summary is not None
    assert groups["A1"].summary.value == 5


def test_four_municipalities_in_all_show_no_group() -> None:
    values = {unit: value(1.0) for unit in range(4)}
    groups = group_summaries("mean", values, {0: "A1", 1: "A2", 2: "B3", 3: "C9"})
    assert {group.summary for group in groups.values()} == {None}


@given(
    st.lists(st.tuples(st.sampled_from(["A1", "A2", "B3", "C8", "C9"]), st.booleans()), max_size=40)
)
def test_no_published_group_has_fewer_than_five(units: list[tuple[str, bool]]) -> None:
    values = {
        i: value(1.0) if has_value else UnitValue(Standing.MISSING)
        for i, (_group, has_value) in enumerate(units)
    }
    groups = group_summaries("mean", values, dict(enumerate(group for group, _ in units)))
    for group in groups.values():
        assert group.summary is None or group.summary.n >= 5
        assert group.n == (group.summary.n if group.summary else group.n)


def test_districts_are_one_municipality() -> None:
    assert fold_districts("ratio", [value(0.5, 1, 2), value(0.0, 0, 8)]).value == 0.1
    share = fold_districts("yes_share", [value(1, 1, 1), value(0, 0, 1), value(1, 1, 1)])
    assert share.value is not None
    assert math.isclose(share.value, 2 / 3)
    assert fold_districts("mean", [value(2), value(4)]).value == 3
    reasons = [UnitValue(Standing.NO_CASES), UnitValue(Standing.MISSING), UnitValue("missing")]  # type: ignore[arg-type]
    assert fold_districts("mean", reasons).standing is Standing.MISSING


def test_only_parts_of_a_whole_are_per_cent() -> None:
    assert is_share("yes_share", None)
    assert is_share("ratio", summarise("ratio", [value(0.4, 4, 10), value(1.2, 6, 5)]))
    assert not is_share("ratio", summarise("ratio", [value(40, 400, 10)]))
    assert not is_share("mean", summarise("mean", [value(0.4)]))


@pytest.mark.parametrize(
    ("own", "other", "direction", "expected"),
    [
        (0.5, 0.4, "higher", Position.BETTER),
        (0.5, 0.4, "lower", Position.WORSE),
        (0.5, 0.4, "none", Position.HIGHER),
        (0.3, 0.4, "none", Position.LOWER),
        (0.402, 0.4, "higher", Position.SAME),
        (None, 0.4, "higher", Position.UNKNOWN),
        (0.0, 0.4, "lower", Position.BETTER),
    ],
)
def test_better_and_worse_follow_the_direction(
    own: float | None, other: float | None, direction: str, expected: Position
) -> None:
    assert position(own, other, direction, share=True) is expected
