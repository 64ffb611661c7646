"""Choice lists with faults that a kind reader understands, and languages."""

from __future__ import annotations

import pytest

from surveyapp.questionnaires.xlsform import Verdict, read_form
from surveyapp.questionnaires.xlsform.languages import language_code
from tests.questionnaires.xlsform.workbooks import (
    codes,
    entry,
    form_of,
    imported,
    item_of,
    workbook,
)


def test_a_missing_yes_no_list_is_offered_and_told() -> None:
    outcome = imported(("select_one yes_no", "a", "A"))
    assert [(c.code, c.text["sv"]) for c in item_of(outcome, "a").choices] == [
        ("yes", "Ja"),
        ("no", "Nej"),
    ]
    assert "list_yes_no_added" in codes(outcome.report.changed)


def test_any_other_missing_list_is_refused_with_a_hint() -> None:
    outcome = imported(("select_one farger", "a", "A"), choices=[("farg", "r", "Röd")])
    found = entry(outcome.report.refused, "list_missing")
    assert (found.sheet, found.row, found.column) == ("survey", 2, "type")
    assert "Menade du farg?" in found.mend["sv"]


def test_the_same_answer_twice_is_merged() -> None:
    choices = [("l", "p", "Polis"), ("l", "p", "polis "), ("l", "p", "Polis (lokal)")]
    outcome = imported(("select_one l", "a", "A"), choices=choices)
    assert [c.code for c in item_of(outcome, "a").choices] == ["p"]
    assert codes(outcome.report.changed).count("choice_merged") == 2


def test_two_answers_with_one_code_are_told_apart() -> None:
    choices = [("l", 1, "Ja"), ("l", 1, "Nej")]
    outcome = imported(("select_one l", "a", "A"), choices=choices)
    assert [(c.code, c.text["und"]) for c in item_of(outcome, "a").choices] == [
        ("1", "Ja"),
        ("1_2", "Nej"),
    ]
    found = entry(outcome.report.changed, "choice_renumbered")
    assert (found.sheet, found.row) == ("choices", 3)


def test_a_rule_on_a_code_with_two_meanings_is_refused() -> None:
    outcome = imported(
        ("select_one l", "a", "A", ""),
        ("text", "b", "B", "${a} = '1'"),
        header="type name label relevant",
        choices=[("l", 1, "Ja"), ("l", 1, "Nej")],
    )
    assert codes(outcome.report.refused) == ["choice_duplicate_in_rule"]


def test_a_filter_tells_duplicates_apart() -> None:
    data = workbook(
        survey=[
            ["type", "name", "label", "choice_filter"],
            ["text", "lan", "Län", ""],
            ["select_one l", "a", "A", "lan = ${lan}"],
        ],
        choices=[
            ["list_name", "name", "label", "lan", "order"],
            ["l", "x", "X", "01", "1"],
            ["l", "x", "X", "03", "2"],
        ],
    )
    outcome = read_form(data, "x.xlsx")
    assert [dict(c.filters) for c in item_of(outcome, "a").choices] == [
        {"lan": "01"},
        {"lan": "03"},
    ]


def test_spaces_in_codes_of_multiple_answers_are_mended_in_rules_too() -> None:
    outcome = imported(
        ("select_multiple l", "a", "A", ""),
        ("text", "b", "B", "selected(${a}, 'en gång')"),
        header="type name label relevant",
        choices=[("l", "en gång", "En gång"), ("l", "ofta", "Ofta")],
    )
    assert item_of(outcome, "a").choices[0].code == "en_gång"
    assert item_of(outcome, "b").relevant == "selected(${a}, 'en_gång')"


def test_or_other_adds_the_choice_and_its_text() -> None:
    outcome = imported(
        ("select_one l or_other", "a", "A", ""),
        ("text", "b", "B", "${a_other} != ''"),
        header="type name label relevant",
        choices=[("l", "x", "X")],
    )
    item = item_of(outcome, "a")
    assert (item.other_choice, item.choices[-1].code) == ("other", "other")
    assert item_of(outcome, "b").relevant == "${a_other} != ''"


def test_external_lists_are_named() -> None:
    outcome = imported(("select_one_from_file orter.csv", "a", "A"), ("text", "q", "Q"))
    found = entry(outcome.report.unsupported, "list_external")
    assert "orter.csv" in found.message["en"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Svenska (sv)", "sv"),
        ("Svenska", "sv"),
        ("swedish", "sv"),
        ("English(en)", "en"),
        ("Francais", "fr"),
        ("Français (fr)", "fr"),
        ("Norsk", "nb"),
        ("Amharic", "am"),
        ("hi", "hi"),
        ("Finnish", "fi"),
        ("Klingon höglandet", "x-klingon-hoglande"),
        ("", "und"),
    ],
)
def test_language_names_become_codes(name: str, code: str) -> None:
    assert language_code(name) == code


def test_a_form_without_swedish_is_kept_and_told() -> None:
    data = workbook(
        survey=[["type", "name", "label::French (fr)", "hint"], ["text", "q", "Nom?", "x"]]
    )
    outcome = read_form(data, "x.xlsx")
    assert form_of(outcome).languages == ("fr",)
    assert form_of(outcome).default_language == "fr"
    assert outcome.report.verdict is Verdict.COMPLETE
    assert "French (fr)" in entry(outcome.report.changed, "swedish_missing").message["sv"]


def test_texts_without_a_language_take_the_stated_default() -> None:
    outcome = imported(("text", "q", "Fråga"), settings=[["default_language"], ["Svenska (sv)"]])
    assert item_of(outcome, "q").text == {"sv": "Fråga"}
    assert outcome.report.changed == ()
    unstated = imported(("text", "q", "Fråga"))
    assert codes(unstated.report.changed) == ["language_not_stated"]


def test_single_texts_without_swedish_are_counted() -> None:
    data = workbook(
        survey=[
            ["type", "name", "label::Svenska (sv)", "label::English (en)"],
            ["text", "a", "A", "A"],
            ["text", "b", "", "B"],
        ]
    )
    found = entry(read_form(data, "x.xlsx").report.changed, "swedish_partly_missing")
    assert (found.row, "1 texter" in found.message["sv"]) == (3, True)


def test_a_column_twice_is_refused_only_when_it_contradicts_itself() -> None:
    header = ["type", "name", "label", "relevant", "relevance"]
    same = workbook(survey=[header, ["text", "q", "Q", "1 = 1", "1 = 1"]])
    assert read_form(same, "x.xlsx").form is not None
    other = workbook(survey=[header, ["text", "q", "Q", "1 = 1", "1 = 2"]])
    assert codes(read_form(other, "x.xlsx").report.refused) == ["header_twice"]
