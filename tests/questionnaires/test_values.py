"""Typed answers become stored ones, or a named problem."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.questionnaires.rules.definition import Choice, Item, Kind, NonAnswer
from surveyapp.questionnaires.rules.values import (
    MESSAGES,
    AnswerValue,
    ValueProblem,
    is_stored_form,
    parse_value,
    show_value,
)

CHOICES = tuple(Choice(code, {"sv": f"Svar {code}", "en": f"Answer {code}"}) for code in "abc")


def item(kind: Kind, **more: Any) -> Item:
    return Item("q", kind, choices=CHOICES if kind.has_choices else (), **more)


@pytest.mark.parametrize(
    ("kind", "raw", "stored"),
    [
        (Kind.INTEGER, ["1 234"], "1234"),
        (Kind.INTEGER, ["1\u00a0234"], "1234"),
        (Kind.INTEGER, ["12,0"], "12"),
        (Kind.INTEGER, ["\u22125"], "-5"),
        (Kind.INTEGER, ["-0"], "0"),
        (Kind.INTEGER, ["007"], "7"),
        (Kind.DECIMAL, [" 1 234,50 "], "1234.5"),
        (Kind.DECIMAL, ["0,10"], "0.1"),
        (Kind.DECIMAL, ["-0,0"], "0"),
        (Kind.DATE, ["2026-03-01"], "2026-03-01"),
        (Kind.DATE, ["20260301"], "2026-03-01"),
        (Kind.MONTH, ["2026-03"], "2026-03"),
        (Kind.YEAR, [" 2026 "], "2026"),
        (Kind.TIME, ["9.05"], "09:05"),
        (Kind.TIME, ["14:05:30"], "14:05:30"),
        (Kind.DATETIME, ["2026-03-01 9:05"], "2026-03-01T09:05"),
        (Kind.DATETIME, ["2026-03-01T09:05"], "2026-03-01T09:05"),
        (Kind.SINGLE, ["b"], "b"),
        (Kind.SINGLE, ["", "b"], "b"),
        (Kind.MULTIPLE, ["c", "a", "c"], ["a", "c"]),
        (Kind.RANK, ["c", "a", "c"], ["c", "a"]),
        (Kind.ACKNOWLEDGE, ["on"], "OK"),
        (Kind.TEXT, [" A\u030ange\x00 r\r\nom\u200f "], "Ånge r om\u200f"),
        (Kind.LONG_TEXT, ["rad 1\r\nrad 2\x07\n"], "rad 1\nrad 2"),
        (Kind.TEXT, ["{{7*7}}"], "{{7*7}}"),
    ],
)
def test_what_is_typed_is_stored_in_one_form(
    kind: Kind, raw: list[str], stored: AnswerValue
) -> None:
    value = parse_value(item(kind), raw)
    assert value == stored
    assert is_stored_form(item(kind), value)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind.is_answered])
def test_blank_is_no_value(kind: Kind) -> None:
    assert parse_value(item(kind), []) is None
    assert parse_value(item(kind), ["", "  "]) is None


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        (Kind.INTEGER, ["tre"], "not_a_number"),
        (Kind.INTEGER, ["1e3"], "not_a_number"),
        (Kind.INTEGER, ["3,5"], "not_an_integer"),
        (Kind.INTEGER, ["1.234,5"], "ambiguous"),
        (Kind.INTEGER, ["1" * 16], "too_long"),
        (Kind.DECIMAL, ["1" * 40], "too_long"),
        (Kind.INTEGER, ["1", "2"], "several_values"),
        (Kind.DATE, ["2026-02-30"], "not_a_date"),
        (Kind.DATE, ["1/3 2026"], "not_a_date"),
        (Kind.DATE, ["２０２６0301"], "not_a_date"),
        (Kind.MONTH, ["2026-13"], "not_a_month"),
        (Kind.MONTH, ["2026-1"], "not_a_month"),
        (Kind.YEAR, ["26"], "not_a_year"),
        (Kind.YEAR, ["0026"], "not_a_year"),
        (Kind.TIME, ["25:00"], "not_a_time"),
        (Kind.DATETIME, ["2026-03-01"], "not_a_datetime"),
        (Kind.DATETIME, ["2026-03-01 99:00"], "not_a_datetime"),
        (Kind.SINGLE, ["z"], "unknown_choice"),
        (Kind.SINGLE, ["a", "b"], "several_values"),
        (Kind.MULTIPLE, ["a", "z"], "unknown_choice"),
        (Kind.TEXT, ["å" * 40_000], "too_long"),
        (Kind.CALCULATE, ["1"], "not_answerable"),
    ],
)
def test_what_is_no_answer_is_named(kind: Kind, raw: list[str], code: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        parse_value(item(kind), raw)
    assert caught.value.code == code
    assert code in MESSAGES


def test_only_choices_that_are_offered_now_are_taken() -> None:
    with pytest.raises(ValueProblem) as caught:
        parse_value(item(Kind.SINGLE), ["a"], choices=CHOICES[1:])
    assert caught.value.params == {"value": "a"}


@pytest.mark.parametrize(
    ("kind", "value", "lang", "text"),
    [
        (Kind.DECIMAL, "1234.5", "sv", "1\u00a0234,5"),
        (Kind.DECIMAL, "1234.5", "en", "1\u00a0234.5"),
        (Kind.INTEGER, "-7", "sv", "\u22127"),
        (Kind.INTEGER, "not a number", "sv", "not a number"),
        (Kind.SINGLE, "a", "en", "Answer a"),
        (Kind.SINGLE, "gone", "sv", "gone"),
        (Kind.MULTIPLE, ["a", "b"], "sv", "Svar a, Svar b"),
        (Kind.DATE, "2026-03-01", "sv", "2026-03-01"),
        (Kind.DATETIME, "2026-03-01T09:05", "sv", "2026-03-01 09:05"),
        (Kind.INTEGER, {"non_answer": "not_recorded"}, "sv", "Uppgift saknas"),
        (Kind.INTEGER, {"non_answer": "not_applicable"}, "en", "Not applicable"),
        (Kind.TEXT, None, "sv", ""),
    ],
)
def test_a_stored_value_is_shown_plainly(
    kind: Kind, value: AnswerValue | None, lang: str, text: str
) -> None:
    assert show_value(item(kind), value, lang) == text


def test_only_offered_non_answers_have_a_stored_form() -> None:
    offered = item(Kind.INTEGER, allows=(NonAnswer.NOT_RECORDED,))
    assert is_stored_form(offered, {"non_answer": "not_recorded"})
    assert not is_stored_form(offered, {"non_answer": "not_applicable"})
    assert not is_stored_form(offered, {"non_answer": "not_recorded", "x": "y"})


@given(st.sampled_from([k for k in Kind if k.is_answered]), st.lists(st.text(), max_size=3))
def test_any_input_gives_a_stored_form_or_a_named_problem(kind: Kind, raw: list[str]) -> None:
    try:
        value = parse_value(item(kind), raw)
    except ValueProblem:
        return
    assert value is None or is_stored_form(item(kind), value)


@given(
    st.one_of(
        st.tuples(st.just(Kind.INTEGER), st.integers(-(10**14), 10**14).map(str)),
        st.tuples(st.just(Kind.DATE), st.dates().map(str)),
        st.tuples(st.just(Kind.TEXT), st.text(st.characters(categories=["L", "N"]), min_size=1)),
        st.tuples(st.just(Kind.DECIMAL), st.decimals(-999, 999, places=3).map(str)),
    )
)
def test_what_is_stored_reads_as_itself(typed: tuple[Kind, str]) -> None:
    kind, text = typed
    stored = parse_value(item(kind), [text])
    assert isinstance(stored, str)
    assert parse_value(item(kind), [stored]) == stored
    if kind in (Kind.INTEGER, Kind.DECIMAL):
        assert parse_value(item(kind), [show_value(item(kind), stored, "sv")]) == stored
