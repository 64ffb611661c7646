"""What a form asks, computes and objects to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from surveyapp.questionnaires.rules.definition import (
    Choice,
    FormDefinition,
    Item,
    Kind,
    NonAnswer,
    SectionDefinition,
)
from surveyapp.questionnaires.rules.evaluation import (
    AnswerKey,
    AnswerValue,
    Budget,
    BudgetExceeded,
    CompiledForm,
    FailureKind,
    FormProblems,
    FormState,
    diff,
)

TODAY = date(2026, 3, 1)


def form(*items: Item, **sections: Sequence[Item] | SectionDefinition) -> FormDefinition:
    """Return a form with one section "s", or the named sections."""
    made = [SectionDefinition("s", {}, items)] if items else []
    for code, content in sections.items():
        made.append(
            content
            if isinstance(content, SectionDefinition)
            else SectionDefinition(code, {}, tuple(content))
        )
    return FormDefinition("f", {"sv": "Formulär"}, ("sv",), "sv", tuple(made))


def state(
    *items: Item,
    answers: Any = None,
    repeats: Mapping[tuple[str, str], Sequence[str]] | None = None,
) -> FormState:
    compiled = CompiledForm.compile(form(*items))
    return compiled.evaluate(keyed(answers), repeats, today=TODAY)


def keyed(answers: Any) -> dict[AnswerKey, AnswerValue]:
    return {(k, "") if isinstance(k, str) else k: v for k, v in (answers or {}).items()}


def q(code: str, kind: Kind = Kind.INTEGER, **more: Any) -> Item:
    return Item(code, kind, **more)


def calc(code: str, text: str, **more: Any) -> Item:
    return Item(code, Kind.CALCULATE, calculation=text, **more)


def choices(*codes: str, **filters: str) -> tuple[Choice, ...]:
    return tuple(Choice(code, {"sv": f"Svar {code}"}, filters) for code in codes)


def kinds(found: FormState, code: str, place: str = "") -> list[FailureKind]:
    return [failure.kind for failure in found.failures.get((code, place), ())]


# --- visibility ---------------------------------------------------------------------------------


def test_a_question_is_asked_when_its_condition_holds() -> None:
    items = (q("a"), q("b", relevant="${a} > 3"))
    assert state(*items, answers={"a": "4"}).asked == {("a", ""), ("b", "")}
    assert state(*items, answers={"a": "3"}).asked == {("a", "")}
    assert state(*items).asked == {("a", "")}


def test_what_is_in_a_hidden_group_is_hidden() -> None:
    group = Item("g", Kind.GROUP, relevant="${a} = 1", items=(q("b"), Item("n", Kind.NOTE)))
    hidden = state(q("a"), group, answers={"a": "0", "b": "7"})
    shown = state(q("a"), group, answers={"a": "1", "b": "7"})
    assert hidden.asked == {("a", "")}
    assert not hidden.shown
    assert shown.asked == {("a", ""), ("b", "")}
    assert shown.shown == {("g", ""), ("n", "")}


def test_a_hidden_answer_is_blank_to_rules_and_comes_back_with_its_question() -> None:
    items = (
        q("a"),
        q("b", relevant="${a} = 1"),
        calc("c", "coalesce(${b}, 0) + 1"),
        q("d", relevant="${b} = 5"),
    )
    hidden = state(*items, answers={"a": "0", "b": "5"})
    assert hidden.values["c", ""] == "1"
    assert ("d", "") not in hidden.asked
    shown = state(*items, answers={"a": "1", "b": "5"})
    assert shown.values["c", ""] == "6"
    assert ("d", "") in shown.asked


def test_a_hidden_section_hides_its_questions() -> None:
    definition = form(
        one=[q("a")], two=SectionDefinition("two", {}, (q("b", required="yes"),), "${a} = 1")
    )
    compiled = CompiledForm.compile(definition)
    hidden = compiled.evaluate({}, today=TODAY)
    assert hidden.sections == ("one",)
    assert hidden.asked == {("a", "")}
    assert not hidden.failures
    shown = compiled.evaluate({("a", ""): "1"}, today=TODAY)
    assert shown.sections == ("one", "two")
    assert kinds(shown, "b") == [FailureKind.REQUIRED]


def test_rules_may_look_ahead_in_the_form() -> None:
    found = state(
        q("a", relevant="${total} > 1"), q("b"), calc("total", "${b} * 2"), answers={"b": "1"}
    )
    assert ("a", "") in found.asked


def test_a_group_may_read_an_answer_inside_itself_as_given() -> None:
    group = Item(
        "inputs",
        Kind.GROUP,
        relevant="./source = 'user'",
        items=(Item("source", Kind.HIDDEN, default="user"), q("b")),
    )
    assert ("b", "") in state(group).asked
    assert ("b", "") not in state(group, answers={"source": "other"}).asked


# --- computed values ----------------------------------------------------------------------------


def test_values_are_computed_in_the_order_they_need() -> None:
    found = state(calc("c", "${b} + 1"), calc("b", "${a} * 2"), q("a"), answers={"a": "4"})
    assert found.values == {("b", ""): "8", ("c", ""): "9"}


def test_a_sum_with_a_blank_is_unknown_and_not_smaller() -> None:
    found = state(q("a"), q("b"), calc("c", "${a} + ${b}"), answers={"a": "4"})
    assert ("c", "") not in found.values


def test_shares_typed_with_decimals_make_a_hundred() -> None:
    parts = [q(code, Kind.DECIMAL) for code in "abc"]
    found = state(
        *parts,
        calc("whole", "if(${a} + ${b} + ${c} = 100, 'yes', 'no')"),
        calc("thirds", "(${a} div 3) * 3 = ${a}"),
        calc("cents", "0.1 + 0.2 = 0.3"),
        answers={"a": "33.3", "b": "33.3", "c": "33.4"},
    )
    assert found.values["whole", ""] == "yes"
    assert found.values["thirds", ""] == "true"
    assert found.values["cents", ""] == "true"


def test_a_computed_no_is_not_a_yes() -> None:
    found = state(
        calc("c", "1 = 2"),
        q("a", relevant="${c}"),
        q("b", relevant="${c} = 'false'"),
    )
    assert found.values["c", ""] == "false"
    assert found.asked == {("b", "")}


def test_a_computed_date_is_stored_as_a_date() -> None:
    found = state(q("d", Kind.DATE, calculation="today() + 7"))
    assert found.values["d", ""] == "2026-03-08"


def test_once_keeps_what_was_there() -> None:
    items = (calc("first", "once(today())"),)
    assert state(*items).values["first", ""] == "2026-03-01"
    assert state(*items, answers={"first": "2025-12-24"}).values["first", ""] == "2025-12-24"


# --- checks -------------------------------------------------------------------------------------


def test_required_has_plain_words_and_expressions() -> None:
    items = (
        q("a", required="yes", required_message={"sv": "Behövs"}),
        q("b", required="no"),
        q("c", required="${a} = 1"),
        q("d", required="TRUE"),
        q("e", required="False"),
    )
    empty = state(*items)
    assert sorted(code for code, _ in empty.failures) == ["a", "d"]
    assert empty.failures["a", ""][0].message == {"sv": "Behövs"}
    assert kinds(state(*items, answers={"a": "1"}), "c") == [FailureKind.REQUIRED]


def test_a_non_answer_counts_as_answered_and_is_blank_to_rules() -> None:
    item = q("a", required="yes", constraint=". > 5", allows=(NonAnswer.NOT_RECORDED,))
    given = {"a": {"non_answer": "not_recorded"}}
    found = state(item, q("b", relevant="${a} = ''"), calc("c", "${a} + 1"), answers=given)
    assert not found.failures
    assert ("b", "") in found.asked
    assert ("c", "") not in found.values


def test_a_non_answer_that_is_not_offered_is_refused() -> None:
    assert kinds(state(q("a"), answers={"a": {"non_answer": "not_recorded"}}), "a") == [
        FailureKind.TYPE
    ]


def test_a_constraint_sees_the_answer_and_others() -> None:
    items = (q("a"), q("b", constraint=". <= ${a}", constraint_message={"sv": "För mycket"}))
    bad = state(*items, answers={"a": "3", "b": "4"})
    assert kinds(bad, "b") == [FailureKind.CONSTRAINT]
    assert bad.failures["b", ""][0].message == {"sv": "För mycket"}
    assert not state(*items, answers={"a": "3", "b": "3"}).failures
    assert not state(*items, answers={"a": "3"}).failures  # blank is not checked


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.INTEGER, "3.5"),
        (Kind.INTEGER, "tre"),
        (Kind.DECIMAL, "1,5"),
        (Kind.DATE, "2026-02-30"),
        (Kind.MONTH, "2026-13"),
        (Kind.YEAR, "26"),
        (Kind.TIME, "25:00"),
        (Kind.DATETIME, "2026-03-01"),
        (Kind.TEXT, ["a"]),
        (Kind.MULTIPLE, "a"),
    ],
)
def test_a_stored_answer_of_the_wrong_form_is_told(kind: Kind, value: AnswerValue) -> None:
    item = q("a", kind, choices=choices("a"), constraint=". != 'x'")
    assert kinds(state(item, answers={"a": value}), "a") == [FailureKind.TYPE]


def test_a_filter_leaves_choices_and_refuses_others() -> None:
    county = q("county", Kind.SINGLE, choices=choices("01", "03"))
    town = q(
        "town",
        Kind.SINGLE,
        choices=(
            *choices("0180", "0181", county="01"),
            *choices("0380", county="03"),
        ),
        choice_filter="county = ${county}",
    )
    found = state(county, town, answers={"county": "01", "town": "0380"})
    assert [c.code for c in found.choices["town", ""]] == ["0180", "0181"]
    assert kinds(found, "town") == [FailureKind.CHOICE]
    assert not state(county, town, answers={"county": "03", "town": "0380"}).failures
    assert state(county, town).choices["town", ""] == ()


def test_a_filter_reads_the_code_and_text_of_a_choice() -> None:
    item = q("a", Kind.MULTIPLE, choices=choices("1", "99"), choice_filter="name != 99")
    assert [c.code for c in state(item).choices["a", ""]] == ["1"]
    item = q("a", Kind.MULTIPLE, choices=choices("1", "99"), choice_filter="label = 'Svar 99'")
    assert [c.code for c in state(item).choices["a", ""]] == ["99"]


def test_an_unknown_choice_is_told() -> None:
    item = q("a", Kind.MULTIPLE, choices=choices("x", "y"))
    assert kinds(state(item, answers={"a": ["x", "z"]}), "a") == [FailureKind.CHOICE]


def test_other_opens_a_text_of_its_own() -> None:
    item = q("a", Kind.SINGLE, choices=choices("x", "other"), other_choice="other")
    assert ("a_other", "") not in state(item, answers={"a": "x"}).asked
    found = state(item, calc("c", "${a_other}"), answers={"a": "other", "a_other": "Egen"})
    assert ("a_other", "") in found.asked
    assert found.values["c", ""] == "Egen"


def test_the_text_of_a_choice_can_be_computed_with() -> None:
    item = q("a", Kind.SINGLE, choices=choices("x"))
    found = state(item, calc("c", "jr:choice-name(${a}, '${a}')"), answers={"a": "x"})
    assert found.values["c", ""] == "Svar x"


# --- repeats ------------------------------------------------------------------------------------


def units(*more: Item, **rules: Any) -> Item:
    return Item("unit", Kind.REPEAT, items=(q("staff"), *more), **rules)


def test_a_repeat_has_one_instance_until_more_are_stated() -> None:
    assert state(units()).instances == {("unit", ""): ("1",)}
    found = state(units(), repeats={("unit", ""): ["a1", "b2"]})
    assert found.asked == {("staff", "a1"), ("staff", "b2")}
    assert found.shown == {("unit", "")}


def test_a_repeat_may_be_counted() -> None:
    items = (q("n"), units(repeat_count="${n}"))
    assert state(*items).instances["unit", ""] == ()
    assert state(*items, answers={"n": "3"}).instances["unit", ""] == ("1", "2", "3")
    assert len(state(*items, answers={"n": "99999"}).instances["unit", ""]) == 500


def test_inside_a_repeat_a_name_means_the_same_instance_and_outside_all() -> None:
    found = state(
        units(calc("double", "${staff} * 2"), q("why", Kind.TEXT, relevant="${staff} > 5")),
        calc("total", "sum(${staff})"),
        calc("units", "count(${unit})"),
        calc("most", "max(${double})"),
        calc("listed", "join(', ', ${staff})"),
        calc("second", "indexed-repeat(${staff}, ${unit}, 2)"),
        calc("tenth", "indexed-repeat(${staff}, ${unit}, 10)"),
        answers={("staff", "a"): "3", ("staff", "b"): "8"},
        repeats={("unit", ""): ["a", "b"]},
    )
    assert found.values["double", "a"] == "6"
    assert found.values["double", "b"] == "16"
    assert found.values["total", ""] == "11"
    assert found.values["units", ""] == "2"
    assert found.values["most", ""] == "16"
    assert found.values["listed", ""] == "3, 8"
    assert found.values["second", ""] == "8"
    assert ("tenth", "") not in found.values
    assert ("why", "b") in found.asked
    assert ("why", "a") not in found.asked


def test_a_position_is_that_of_the_instance() -> None:
    inner = Item(
        "inner",
        Kind.REPEAT,
        items=(
            calc("mine", "position(..)"),
            calc("outer_place", "position(../..)"),
            calc("sisters", "count(${inner})"),
        ),
    )
    group = Item("g", Kind.GROUP, items=(calc("in_group", "position(../..)"),))
    found = state(
        Item("outer", Kind.REPEAT, items=(inner, group)),
        repeats={("outer", ""): ["x", "y"], ("inner", "x"): ["1"], ("inner", "y"): ["p", "q"]},
    )
    assert found.values["mine", "y/q"] == "2"
    assert found.values["outer_place", "y/q"] == "2"
    assert found.values["sisters", "y/q"] == "2"
    assert found.values["sisters", "x/1"] == "1"
    assert found.values["in_group", "y"] == "2"


def test_a_hidden_repeat_has_no_instances() -> None:
    found = state(
        q("a"),
        units(relevant="${a} = 1"),
        calc("n", "count(${staff})"),
        answers={("staff", "k"): "4"},
        repeats={("unit", ""): ["k"]},
    )
    assert not found.instances
    assert found.values["n", ""] == "0"


# --- what is wrong with a form ------------------------------------------------------------------


def problems(*items: Item) -> list[tuple[str, int, str, str, str]]:
    with pytest.raises(FormProblems) as caught:
        CompiledForm.compile(form(*items))
    return [(p.code, p.row, p.column, p.reason, p.name) for p in caught.value.problems]


def test_every_bad_rule_is_named_with_its_row_and_column() -> None:
    assert problems(
        q("a", relevant="${b} >", row=2),
        q("b", constraint="foo(.)", row=3),
        q("c", required="${nowhere} = 1", row=4),
        q("d", Kind.SINGLE, choices=choices("x"), choice_filter="land = ${a}", row=5),
        calc("e", "pulldata('x', 'y')", row=6),
        calc("f", "../nothing/a", row=7),
        calc("g", "Ethopia", row=8),
    ) == [
        ("a", 2, "relevant", "unexpected_end", ""),
        ("b", 3, "constraint", "unknown_function", "foo"),
        ("c", 4, "required", "unknown_reference", "nowhere"),
        ("d", 5, "choice_filter", "unknown_column", "land"),
        ("e", 6, "calculation", "unsupported", "pulldata"),
        ("f", 7, "calculation", "unknown_path", "../nothing/a"),
        ("g", 8, "calculation", "unknown_path", "Ethopia"),
    ]


def test_circles_are_named() -> None:
    assert problems(calc("a", "${b}"), calc("b", "${c}"), calc("c", "${a}")) == [
        ("a", 0, "calculation", "cycle", "a → b → c → a")
    ]
    assert problems(q("a", relevant="${b} = 1"), q("b", relevant="${a} = 1")) == [
        ("a", 0, "relevant", "cycle", "a → b → a")
    ]
    assert [p[3] for p in problems(q("a", relevant="${a} = 1"))] == ["cycle"]


def test_two_circles_are_both_named() -> None:
    found = problems(calc("a", "${b}"), calc("b", "${a}"), calc("c", "${d}"), calc("d", "${c}"))
    assert [p[4] for p in found] == ["a → b → a", "c → d → c"]


def test_the_same_code_twice_is_a_problem() -> None:
    assert [p[3] for p in problems(q("a"), q("a"))] == ["duplicate_code"]


def test_paths_lead_to_items_by_the_names_around_them() -> None:
    group = Item("g", Kind.GROUP, items=(q("a"),))
    found = state(
        group,
        calc("up", "../g/a + 1"),
        calc("absolute", "/data/g/a + 2"),
        calc("current", "current()/../g/a + 3"),
        answers={"a": "1"},
    )
    assert [found.values[c, ""] for c in ("up", "absolute", "current")] == ["2", "3", "4"]


# --- dependents, differences, defaults, budget ----------------------------------------------------


def test_dependents_follow_rules_through_groups_and_sections() -> None:
    compiled = CompiledForm.compile(
        form(
            one=[
                q("a"),
                calc("b", "${a} + 1"),
                Item("g", Kind.GROUP, relevant="${b} > 1", items=(q("c"),)),
            ],
            two=SectionDefinition("two", {}, (q("d"),), "${c} = 1"),
            three=[q("e", constraint=". > ${a}"), q("f")],
        )
    )
    assert compiled.dependents("a") == {"b", "g", "c", "two", "d", "e"}
    assert compiled.dependents("f") == frozenset()


def test_a_save_is_answered_with_what_it_changed() -> None:
    compiled = CompiledForm.compile(
        form(
            q("a", constraint=". < 10"),
            q("b", relevant="${a} = 1"),
            q("old", relevant="${a} = 2"),
            calc("c", "${a} + 1"),
        )
    )
    before = compiled.evaluate({("a", ""): "2"}, today=TODAY)
    after = compiled.evaluate({("a", ""): "1"}, today=TODAY)
    change = diff(before, after)
    assert change.shown == (("b", ""),)
    assert change.hidden == (("old", ""),)
    assert change.computed == {("c", ""): "2"}
    assert not change.failures
    bad = compiled.evaluate({("a", ""): "12"}, today=TODAY)
    assert [f.kind for f in diff(after, bad).failures["a", ""]] == [FailureKind.CONSTRAINT]
    assert diff(bad, after).failures == {("a", ""): ()}


def test_defaults_are_literals_or_expressions() -> None:
    compiled = CompiledForm.compile(
        form(
            q("a", default="5"),
            q("d", Kind.DATE, default="today()"),
            q("t", Kind.TEXT, default="Keine Anmerkungen - if any"),
            q("s", Kind.SINGLE, choices=choices("x"), default="y"),
            q("m", Kind.MULTIPLE, choices=choices("x", "y"), default="x y"),
            q("n", default="${a} + 1"),
            q("bad", default="fem"),
            units(),
            q("given", default="1"),
        )
    )
    assert compiled.initial_values(TODAY, {("given", ""): "2"}) == {
        ("a", ""): "5",
        ("d", ""): "2026-03-01",
        ("t", ""): "Keine Anmerkungen - if any",
        ("m", ""): ["x", "y"],
        ("n", ""): "6",
    }


def test_a_default_is_given_to_every_instance() -> None:
    repeat = Item("unit", Kind.REPEAT, items=(q("staff", default="1"),))
    compiled = CompiledForm.compile(form(repeat))
    assert compiled.initial_values(TODAY, repeats={("unit", ""): ["a", "b"]}) == {
        ("staff", "a"): "1",
        ("staff", "b"): "1",
    }


def test_the_budget_ends_a_form_that_costs_too_much() -> None:
    compiled = CompiledForm.compile(
        form(units(calc("all", "sum(${other})")), Item("o", Kind.REPEAT, items=(q("other"),)))
    )
    many = [str(n) for n in range(300)]
    repeats = {("unit", ""): many, ("o", ""): many}
    with pytest.raises(BudgetExceeded):
        compiled.evaluate({}, repeats, today=TODAY, budget=Budget(10_000))
    assert compiled.evaluate({}, repeats, today=TODAY).instances["o", ""] == tuple(many)


def test_a_text_that_doubles_itself_ends() -> None:
    doubling = [calc("c0", "'0123456789'")]
    doubling += [calc(f"c{n}", f"concat(${{c{n - 1}}}, ${{c{n - 1}}})") for n in range(1, 60)]
    with pytest.raises(BudgetExceeded):
        state(*doubling)


def test_a_long_chain_of_rules_needs_no_deep_calls() -> None:
    chain = [calc("c0", "1"), *(calc(f"c{n}", f"${{c{n - 1}}} + 1") for n in range(1, 3_000))]
    assert state(*reversed(chain)).values["c2999", ""] == "3000"


def test_the_same_answers_give_the_same_state_when_frozen_as_json() -> None:
    definition = form(q("a"), units(calc("x", "${staff} + ${a}")), calc("t", "sum(${x})"))
    again = FormDefinition.from_json(definition.as_json())
    answers = keyed({"a": "1", ("staff", "1"): "4"})
    assert CompiledForm.compile(definition).evaluate(answers, today=TODAY) == CompiledForm.compile(
        again
    ).evaluate(answers, today=TODAY)
