"""The expression language: what is read, what comes out, and what cannot be made to happen."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from surveyapp.questionnaires.rules.coercion import Value, to_string
from surveyapp.questionnaires.rules.expressions import ExpressionError, evaluate, parse
from surveyapp.questionnaires.rules.functions import FUNCTIONS
from surveyapp.questionnaires.rules.scope import Budget, BudgetExceeded, Scope
from tests.support.shared import shared_file

TODAY = date(2026, 3, 1)
NODES: Value = ["2", "3", "10"]
VALUES: dict[str, Value] = {
    "blank": "",
    "five": Decimal(5),
    "text": "Åre kommun",
    "many": "a b c",
    "day": "2026-02-27",
    "month": "2026-02",
    "clock": "06:00",
    "nodes": NODES,
    "holed": ["2", "", "3"],
    "none": [],
    "yes": True,
}


def scope(**more: Any) -> Scope:
    return Scope(VALUES, today=TODAY, **more)


def value(text: str, **more: Any) -> Value:
    return evaluate(parse(text), scope(**more))


def shown(text: str, **more: Any) -> str:
    return to_string(value(text, **more))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # numbers; the results are worked by hand after XPath 1.0, sections 3.4, 3.5 and 4
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("7 - 2 - 1", "4"),
        ("- 2 + 5", "3"),
        ("--2", "2"),
        ("6 div 4", "1.5"),
        ("1 div 3", "0.333333333333333"),
        ("5 mod 2", "1"),
        ("5 mod -2", "1"),
        ("-5 mod 2", "-1"),
        ("1.5 mod 0.5", "0"),
        ("1 div 0", "Infinity"),
        ("-1 div 0", "-Infinity"),
        ("0 div 0", "NaN"),
        ("0.1 + 0.2", "0.3"),
        (".5 + 1.", "1.5"),
        ("-0", "0"),
        ("1000000 * 1000000", "1000000000000"),
        ("'3' + '4'", "7"),
        ("${blank} + 1", "NaN"),
        ("'a' * 2", "NaN"),
        ("number('1e3')", "NaN"),
        ("number(' 12 ')", "12"),
        ("number('+1')", "NaN"),
        ("number(true())", "1"),
        ("int(3.9)", "3"),
        ("int(-3.9)", "-3"),
        ("floor(-1.1)", "-2"),
        ("ceiling(1.1)", "2"),
        ("ceiling(-1.1)", "-1"),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-2"),
        ("round(2.345, 2)", "2.35"),
        ("round(1250, -2)", "1300"),
        ("pow(2, 10)", "1024"),
        ("sqrt(16)", "4"),
        ("sqrt(-1)", "NaN"),
        ("abs(-3)", "3"),
        ("exp(0)", "1"),
        ("log(1)", "0"),
        ("log10(1000)", "3"),
        # comparisons
        ("1 = 1.0", "true"),
        ("'1' = '1.0'", "false"),
        ("'1' = 1", "true"),
        ("1 = 2 = 0", "true"),
        ("1 < 2 and 2 < 3", "true"),
        ("1 < 2 < 1", "false"),
        ("'b' > 'a'", "false"),
        ("'10' > '9'", "true"),
        ("${blank} = ''", "true"),
        ("${blank} != ''", "false"),
        ("${blank} > 0", "false"),
        ("${blank} <= 0", "false"),
        ("${blank} = 0", "false"),
        ("${blank} != 0", "true"),
        ("0 div 0 = 0 div 0", "false"),
        ("true() = 'x'", "true"),
        ("true() = 1", "true"),
        ("false() = ''", "true"),
        ("(1 div 3) * 3 = 1", "true"),
        # truth
        ("true() and false()", "false"),
        ("false() or 'x'", "true"),
        ("1 or foo", "true"),
        ("not('')", "true"),
        ("boolean('false')", "true"),
        ("boolean(0 div 0)", "false"),
        ("boolean-from-string('TRUE')", "true"),
        ("if(${five} > 3, 'big', 'small')", "big"),
        ("if(${blank}, 1, 2)", "2"),
        ("coalesce(${blank}, '', 'x')", "x"),
        ("coalesce(${blank}, '')", ""),
        # text
        ("concat('a', 1, true())", "a1true"),
        ("concat(${nodes})", "2310"),
        ("join('-', ${nodes})", "2-3-10"),
        ("string-length(${text})", "10"),
        ("substr('hello', 1, 3)", "el"),
        ("substr('hello', -2)", "lo"),
        ("substring('12345', 2, 3)", "234"),
        ("substring('12345', 1.5, 2.6)", "234"),
        ("substring('12345', 0, 3)", "12"),
        ("substring('12345', 0 div 0, 3)", ""),
        ("substring-before('1999/04', '/')", "1999"),
        ("substring-after('1999/04', '/')", "04"),
        ("contains(${text}, 'kom')", "true"),
        ("starts-with(${text}, 'Å')", "true"),
        ("ends-with(${text}, 'un')", "true"),
        ("normalize-space('  a   b ')", "a b"),
        ("translate('bar', 'abc', 'AB')", "BAr"),
        ("regex('12345', '[0-9]{5}')", "true"),
        ("regex('123456', '[0-9]{5}')", "false"),
        ("string(5.50)", "5.5"),
        # choices
        ("selected(${many}, 'b')", "true"),
        ("selected(${many}, 'a b')", "false"),
        ("selected('10 1', '0')", "false"),
        ("selected(${blank}, '')", "false"),
        ("selected-at(${many}, 1)", "b"),
        ("selected-at(${many}, 9)", ""),
        ("count-selected(${many})", "3"),
        ("count-selected(${blank})", "0"),
        # node sets
        ("count(${nodes})", "3"),
        ("count(${none})", "0"),
        ("sum(${nodes})", "15"),
        ("sum(${none})", "0"),
        ("sum(${holed})", "NaN"),
        ("min(${nodes})", "2"),
        ("max(${nodes}, 11)", "11"),
        ("min(${none})", "NaN"),
        ("count-non-empty(${holed})", "2"),
        ("${nodes} = 3", "true"),
        ("${nodes} = 4", "false"),
        ("${nodes} != 3", "true"),
        ("${none} = ''", "false"),
        ("${nodes} + 1", "3"),
        ("count(${nodes} | ${holed})", "6"),
        ("indexed-repeat(${nodes}, ${rep}, 2)", "3"),
        ("checklist(1, 2, ${yes}, ${blank}, 'x')", "true"),
        ("checklist(-1, 1, ${yes}, 'x')", "false"),
        ("weighted-checklist(3, -1, ${yes}, 2, 'x', 2)", "true"),
        # dates: 2026-03-01 is day 20513 after 1970-01-01
        ("today()", "2026-03-01"),
        ("today() + 0", "20513"),
        ("date(today() - 1)", "2026-02-28"),
        ("date('2026-13-01')", ""),
        ("${day} < today()", "true"),
        ("today() - ${day}", "2"),
        ("${month} < '2026-03'", "true"),
        ("${clock} < '06:30'", "true"),
        ("decimal-date-time('2026-03-01T12:00:00')", "20513.5"),
        ("decimal-time('06:00')", "0.25"),
        ("date-time(20513.5)", "2026-03-01T12:00:00"),
        ("${day} <= now()", "true"),
        ("'2026-03-01T08:00' <= now()", "true"),
        ("'2026-03-02T00:00' <= now()", "false"),
        ("format-date(${day}, '%d/%m-%y %b %a %%')", "27/02-26 feb fre %"),
        ("format-date-time('2026-03-01T09:05:07', '%H.%M.%S %e %n %Y')", "09.05.07 1 3 2026"),
        ("format-date(${blank}, '%Y')", ""),
        ("difference-in-months('2025-01-31', '2026-01-30')", "11"),
        # leniency towards what authors and word processors write
        ("True", "true"),
        ("${text} = ‘Åre kommun’", "true"),
        ("concat(“a”, 'b’)", "ab"),
        ("'don’t'", "don’t"),
        ("selected (${many} , 'a')", "true"),
        ("\n${five}\n=\t5 ", "true"),
    ],
)
def test_value(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_the_dot_is_the_answer_itself() -> None:
    assert value(". > 3 and . < 10", current=Decimal(5)) is True
    assert value("string-length() = 3 and normalize-space() = 'abc'", current="abc") is True
    assert value("once(7)", current="4") == "4"
    assert shown("once(7)") == "7"


def test_now_can_be_stated() -> None:
    morning = datetime(2026, 3, 1, 8, 0)  # noqa: DTZ001 - time on the wall
    assert value("'2026-03-01T09:00' <= now()", now=morning) is False


def test_months_are_written_in_the_language_of_the_form() -> None:
    assert shown("format-date(${day}, '%b %a')", language="en") == "Feb Fri"


def test_what_an_expression_names_is_known_without_evaluating_it() -> None:
    found = parse("if(${a} > 1, ../g/b, jr:choice-name(${c}, '${d}')) + position(..)")
    assert found.references == {"a", "c", "d"}
    assert found.paths == {("..", "g", "b")}
    assert found.functions == {"if", "jr:choice-name", "position"}
    assert not found.uses_unsupported


def test_curly_quotes_are_noticed() -> None:
    assert parse("${a} = ’x’").has_curly_quotes
    assert not parse("${a} = 'x’s'").has_curly_quotes


@pytest.mark.parametrize(
    ("text", "name", "reason"),
    [
        ("random()", "random", "not_repeatable"),
        ("once(uuid())", "uuid", "not_repeatable"),
        ("pulldata('f', 'a', 'b', ${c})", "pulldata", "outside_data"),
        ("instance('f')/root/item[id = ${c}]/name", "instance", "outside_data"),
        ("${last-saved#a}", "last-saved#", "outside_data"),
        ("${rep}[position() = 1]/a", "[ ]", "not_offered"),
        ("/data/*", "[ ]", "not_offered"),
        ("//a", "[ ]", "not_offered"),
    ],
)
def test_what_is_known_but_not_done_is_named(text: str, name: str, reason: str) -> None:
    if "position()" in text:
        text = text.replace("position()", "position(.)")
    found = parse(text)
    assert found.uses_unsupported == {name: reason}
    with pytest.raises(ExpressionError) as caught:
        evaluate(found, scope())
    assert (caught.value.reason, caught.value.name) == ("unsupported", name)


@pytest.mark.parametrize(
    ("text", "reason", "position"),
    [
        ("", "empty", 0),
        ("   ", "empty", 0),
        ("1 +", "unexpected_end", 3),
        ("9**9**9", "unexpected", 2),
        ("(1", "unexpected_end", 2),
        ("1)", "unexpected", 1),
        ("1 2", "unexpected", 2),
        ("foo(1)", "unknown_function", 0),
        ("1 + foo(1)", "unknown_function", 4),
        ("if(1, 2)", "argument_count", 0),
        ("selected(${a})", "argument_count", 0),
        ("today(1)", "argument_count", 0),
        ("indexed-repeat(1, 2, 3)", "argument_kind", 0),
        ("position(1)", "argument_kind", 0),
        ("'abc", "unclosed_text", 0),
        ("${}", "bad_reference", 0),
        ("${a b}", "bad_reference", 0),
        ("$a", "bad_reference", 0),
        ("${a", "bad_reference", 0),
        ("a == b", "unexpected", 3),
        ("a && b", "bad_character", 2),
        ("1; 2", "bad_character", 1),
        ("{{7*7}}", "bad_character", 0),
        ("().__class__", "unexpected", 1),
        ("''.__class__.__mro__", "unexpected", 2),
        ("__import__('os').system('id')", "unknown_function", 0),
        ("eval('1')", "unknown_function", 0),
        ("lambda: 1", "bad_character", 6),
        ("${a.__class__}()", "unexpected", 14),
        ("regex(., '(')", "regex_invalid", 0),
        ("(" * 10_000 + ")" * 10_000, "too_deep", 100),
        ("-" * 10_000 + "1", "too_deep", 100),
        ("not(" * 3_000 + "1" + ")" * 3_000, "too_deep", 400),
        ("1+" * 9_000 + "1", "too_long", 10_001),
        ("1" * 20_001, "too_long", 20_000),
    ],
    ids=lambda case: case[:30] if isinstance(case, str) else None,
)
def test_what_cannot_be_read_is_refused_with_its_place(
    text: str, reason: str, position: int
) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert (caught.value.reason, caught.value.position) == (reason, position)
    assert str(caught.value)


def test_a_python_attribute_is_only_a_name() -> None:
    assert parse("${__class__}").references == {"__class__"}
    assert value("${__class__}") == ""
    assert parse("__class__").paths == {("__class__",)}


def test_a_long_list_of_conditions_is_no_nesting() -> None:
    text = " or ".join(f"${{five}} = {n}" for n in range(6, 500)) + " or ${five} = 5"
    assert value(text) is True


def test_ninety_nested_ifs_are_read_and_evaluated() -> None:
    text = "'end'"
    for n in range(90):
        text = f"if(${{five}} = {n + 10}, {n}, {text})"
    assert value(text) == "end"


@pytest.mark.parametrize(
    "text",
    [
        "${a} = ${a}",
        "concat(${b}, ${b}, ${b})",
        "regex(${b}, '(a|aa)+')",
        "translate(${b}, ${b}, ${b})",
        "sum(${a} | ${a} | ${a})",
    ],
)
def test_the_budget_bites(text: str) -> None:
    many: Value = ["0"] * 701
    big: dict[str, Value] = {"a": many, "b": "a" * 50_000}
    with pytest.raises(BudgetExceeded):
        evaluate(parse(text), Scope(big, budget=Budget(2_000)))


def test_huge_powers_end_at_once() -> None:
    assert shown("pow(9, pow(9, pow(9, 9)))") == "Infinity"
    assert shown("exp(pow(10, 300))") == "Infinity"
    assert shown("pow(10, -400)") == "0"


# --- properties ---------------------------------------------------------------------------------

LEAVES = st.one_of(
    st.integers(0, 10**6).map(str),
    st.decimals(0, 1000, places=2).map(lambda d: f"{d:f}"),
    st.text("abc Å'", max_size=5).map(lambda t: f'"{t}"'),
    st.sampled_from([f"${{{code}}}" for code in VALUES]),
    st.sampled_from([".", "../x", "/data/g/x", "current()/../x", "today()", "now()", "true()"]),
)
_PLAIN = sorted(
    (name, f.least) for name, f in FUNCTIONS.items() if name not in ("regex",) and f.least > 0
)


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    calls = st.sampled_from(_PLAIN).flatmap(
        lambda f: st.lists(inner, min_size=f[1], max_size=f[1]).map(
            lambda args: f"{f[0]}({', '.join(args)})"
        )
    )
    signs = st.sampled_from(
        ["+", "-", "*", "div", "mod", "=", "!=", "<", "<=", ">", ">=", "and", "or", "|"]
    )
    return st.one_of(
        calls,
        st.tuples(inner, signs, inner).map(lambda p: f"{p[0]} {p[1]} {p[2]}"),
        inner.map(lambda t: f"({t})"),
        inner.map(lambda t: f"-{t}"),
        st.tuples(inner, inner, inner).map(lambda p: f"if({', '.join(p)})"),
    )


EXPRESSIONS = st.recursive(LEAVES, grown, max_leaves=12)


@given(EXPRESSIONS)
def test_every_well_formed_expression_has_a_value(text: str) -> None:
    try:
        found = evaluate(parse(text), scope())
    except BudgetExceeded:
        return
    assert isinstance(found, str | Decimal | bool | list)
    to_string(found)


@given(EXPRESSIONS)
def test_writing_and_reading_again_gives_the_same_expression(text: str) -> None:
    once = parse(text)
    again = parse(str(once))
    assert again.tree == once.tree
    assert str(again) == str(once)


PIECES = st.sampled_from(
    [
        "${a}",
        "${",
        "}",
        "(",
        ")",
        "[",
        "]",
        "'",
        '"',
        "’",
        "if(",
        "regex(.,'",
        "instance('x')",
        "..",
        "/",
        "//",
        "*",
        "-",
        "+",
        "=",
        "<",
        "and",
        "or",
        "div",
        "mod",
        "1",
        ".5",
        ",",
        "|",
        "current()",
        "position(",
        "count(",
        "__class__",
        "{{7*7}}",
        "jr:",
        "a:b:c",
        "\x01",
        "�",
    ]
)


def outcome(text: str) -> ExpressionError | BudgetExceeded | Value:
    try:
        found = parse(text)
        assert parse(str(found)).tree == found.tree
        return evaluate(found, scope())
    except (ExpressionError, BudgetExceeded) as error:
        return error


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=30).map(" ".join)))
def test_any_text_has_a_value_or_a_named_error(text: str) -> None:
    found = outcome(text)
    if isinstance(found, ExpressionError):
        assert 0 <= found.position <= len(text)
        assert str(found)
    else:
        assert isinstance(found, BudgetExceeded | str | Decimal | bool | list)


# --- real forms ---------------------------------------------------------------------------------

COLUMNS = {
    "relevant",
    "relevance",
    "constraint",
    "calculation",
    "calculate",
    "choice_filter",
    "required",
    "repeat_count",
}


def real_expressions() -> list[tuple[str, int, str]]:
    """Return (file, row, expression) for every rule of the real forms."""
    folder = shared_file("data", "instruments", "xlsform")
    found: list[tuple[str, int, str]] = []
    for path in sorted(folder.glob("*.xls*")):
        workbook = CalamineWorkbook.from_path(path)
        for name in workbook.sheet_names:
            if name.strip().lower() != "survey":
                continue
            head, *rows = workbook.get_sheet_by_name(name).to_python()
            for number, row in enumerate(rows, 2):
                found += [
                    (path.name, number, cell)
                    for column, cell in zip(head, row, strict=False)
                    if str(column).strip().lower() in COLUMNS
                    and isinstance(cell, str)
                    and cell.strip()
                    and cell.strip().lower() not in ("yes", "no", "true", "false")
                ]
    return found


def test_every_rule_of_the_real_forms_is_read_and_written_again() -> None:
    rules = real_expressions()
    unread: list[tuple[str, int, str, str]] = []
    for file, row, text in rules:
        try:
            found = parse(text)
        except ExpressionError as error:
            unread.append((file, row, text, error.reason))
        else:
            assert parse(str(found)).tree == found.tree
    assert len(rules) > 1_000
    assert unread == []
