"""Patterns are matched whole, and no pattern takes long."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.questionnaires.rules.expressions import ExpressionError, evaluate, parse
from surveyapp.questionnaires.rules.patterns import Pattern, PatternError
from surveyapp.questionnaires.rules.scope import Budget, BudgetExceeded, Scope


@pytest.mark.parametrize(
    ("pattern", "accepted", "refused"),
    [
        ("[0-9]{3} ?[0-9]{2}", ["123 45", "12345"], ["1234", "123  45", "x12345"]),
        (r"^[^@\s]+@[^@\s]+\.[^@\s]+$", ["a@b.se", "a.b@c.d.se"], ["a@b", "a b@c.se", ""]),
        ("^([AMUamu]{2}[1-9]{1})$", ["AM1", "uu9"], ["A1", "AM0"]),
        ("^([0-9]{1,4}[a-zA-Z]{0,1})$", ["1", "1234b"], ["12345", "1bb", ""]),
        ("a|bc*", ["a", "b", "bccc"], ["ac", "", "abc"]),
        ("(?:ab)+", ["ab", "abab"], ["", "aba"]),
        ("a{2,}", ["aa", "aaaaa"], ["a"]),
        ("[^a-c]", ["d", "é"], ["a", "b", ""]),
        ("[a\\-z]", ["a", "-", "z"], ["b"]),
        ("[]a]", ["]", "a"], ["b"]),
        ("[a-]", ["a", "-"], ["b"]),
        (r"\w+", ["Åsa_1"], ["a b"]),
        (r"\p{Lu}\p{L}*", ["Örebro"], ["örebro", "1"]),
        (r"\bab\b", ["ab"], ["abc"]),
        (r"a\.b", ["a.b"], ["axb"]),
        ("a.b", ["axb"], ["a\nb"]),
        ("", [""], ["a"]),
        ("(a*)*", ["", "aaa"], ["b"]),
        ("a+?", ["a", "aa"], [""]),
        ("x{0}y", ["y"], ["xy"]),
    ],
)
def test_matches(pattern: str, accepted: list[str], refused: list[str]) -> None:
    compiled = Pattern(pattern)
    assert [text for text in accepted if not compiled.matches(text)] == []
    assert [text for text in refused if compiled.matches(text)] == []


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(a", "regex_invalid"),
        ("a)", "regex_invalid"),
        ("[a", "regex_invalid"),
        ("*a", "regex_invalid"),
        ("a**", "regex_invalid"),
        ("a{3,1}", "regex_invalid"),
        ("[z-a]", "regex_invalid"),
        ("a\\", "regex_invalid"),
        ("(?=a)b", "regex_unsupported"),
        ("(?<n>a)", "regex_unsupported"),
        (r"(a)\1", "regex_unsupported"),
        ("[[:alpha:]]", "regex_unsupported"),
        (r"\p{Greek}", "regex_unsupported"),
        ("((a{100}){100}){100}", "regex_too_large"),
        ("(" * 200 + ")" * 200, "regex_too_large"),
        ("a" * 501, "regex_too_large"),
    ],
)
def test_what_cannot_be_matched_is_refused_by_name(pattern: str, reason: str) -> None:
    with pytest.raises(PatternError) as caught:
        Pattern(pattern)
    assert caught.value.reason == reason


CATASTROPHIC = [
    "(a+)+$",
    "([a-zA-Z]+)*",
    "(a|aa)+$",
    "(a|a?)+$",
    "(.*a){12}",
    "^(a?){25}a{25}$",
    "(x+x+)+y",
    "(a*)*b",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "((ab)*)*c|(a+)+(a+)+(a+)+d",
]


@pytest.mark.parametrize("pattern", CATASTROPHIC)
def test_a_pattern_that_ruins_backtracking_takes_steps_in_proportion(pattern: str) -> None:
    compiled = Pattern(pattern)
    taken: list[int] = []
    compiled.matches("a" * 2_000 + "!", taken.append)
    assert sum(taken) <= 2_001 * len(compiled._tests)


def test_a_long_text_meets_the_budget() -> None:
    expression = parse("regex(${a}, '(.*a){12}')")
    with pytest.raises(BudgetExceeded):
        evaluate(expression, Scope({"a": "a" * 60_000}, budget=Budget(50_000)))


SIMPLE = st.recursive(
    st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\d", "1"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda p: f"(?:{p[0]}|{p[1]})"),
        st.tuples(inner, st.sampled_from("*+?")).map(lambda p: f"(?:{p[0]}){p[1]}"),
        inner.map(lambda p: f"(?:{p}){{1,2}}"),
    ),
    max_leaves=6,
)


@given(SIMPLE, st.text("ab1", max_size=6))
def test_agrees_with_another_matcher(pattern: str, text: str) -> None:
    assert Pattern(pattern).matches(text) == (re.fullmatch(pattern, text) is not None)


@given(st.text("()[]{}*+?|^$\\.,-:=!<ab01pL", max_size=40), st.text("ab01", max_size=10))
def test_any_text_is_a_pattern_or_a_named_error(pattern: str, text: str) -> None:
    try:
        reason = ""
        Pattern(pattern).matches(text)
    except PatternError as error:
        reason = error.reason
    assert reason in ("", "regex_invalid", "regex_unsupported", "regex_too_large")


def test_a_pattern_must_be_written_out() -> None:
    with pytest.raises(ExpressionError, match="regex"):
        parse("regex(${a}, ${b})")
