"""Rules that name questions, and rules that depend on what is not asked."""

from __future__ import annotations

from surveyapp.questionnaires.xlsform import Verdict
from tests.questionnaires.xlsform.workbooks import codes, entry, form_of, imported, item_of

RULES = "type name label relevant constraint calculation"


def test_a_rule_on_a_missing_question_is_refused_with_a_hint() -> None:
    outcome = imported(
        ("integer", "antal", "A", "", "", ""),
        ("text", "q", "Q", "${antall} > 1", "", ""),
        header=RULES,
    )
    found = entry(outcome.report.refused, "rule_unknown_question")
    assert (found.row, found.column, found.rule) == (3, "relevant", "${antall} > 1")
    assert "Menade du antal?" in found.mend["sv"]
    assert "Did you mean antal?" in found.mend["en"]


def test_no_rule_that_depends_on_an_unasked_question_stays_unnoticed() -> None:
    outcome = imported(
        ("geopoint", "plats", "Var?", "", "", ""),
        ("calculate", "har_plats", "", "", "", "${plats} != ''"),
        ("calculate", "igen", "", "", "", "${har_plats}"),
        ("text", "q", "Q", "${igen}", "string-length(${plats}) > 0", ""),
        ("text", "fri", "Du är på ${plats}", "", "", ""),
        header=RULES,
    )
    report = outcome.report
    assert report.verdict is Verdict.USABLE
    depends = [(e.row, e.column, e.rule) for e in report.unsupported if e.code == "rule_depends"]
    assert {(r, c) for r, c, _ in depends} == {
        (3, "calculation"),
        (4, "calculation"),
        (5, "constraint"),
        (5, "relevant"),
    }
    assert [i.code for i in form_of(outcome).walk()] == ["q", "fri"]
    assert (item_of(outcome, "q").relevant, item_of(outcome, "q").constraint) == ("", "")
    assert item_of(outcome, "fri").text == {"und": "Du är på …"}
    assert "text_reference" in codes(report.unsupported)


def test_functions_that_are_not_offered_are_named() -> None:
    outcome = imported(
        ("calculate", "x", "", "", "", "pulldata('fil', 'a', 'b', 'c')"),
        ("text", "q", "Q", "${x} = 1", "", ""),
        ("text", "r", "R", "frobnicate(1)", "", ""),
        header=RULES,
    )
    found = [(e.code, e.row) for e in outcome.report.unsupported]
    assert found == [("rule_unsupported", 2), ("rule_depends", 3), ("rule_unsupported", 4)]


def test_last_saved_is_unsupported() -> None:
    outcome = imported(("text", "q", "Q", "${last-saved#q}"), header="type name label default")
    assert codes(outcome.report.unsupported) == ["rule_unsupported"]
    assert item_of(outcome, "q").default == ""


def test_defaults_stay_plain_and_are_never_mistaken_for_rules() -> None:
    outcome = imported(
        ("text", "a", "A", "hej"),
        ("text", "b", "B", "Ring oss (se if (a))"),
        ("date", "c", "C", "today()"),
        ("text", "d", "D", "${a}"),
        header="type name label default",
    )
    defaults = [i.default for i in form_of(outcome).walk()]
    assert defaults == ["hej", "'Ring oss (se if (a))'", "today()", "${a}"]


def test_paths_become_references_to_the_row_they_lead_to() -> None:
    outcome = imported(
        ("begin_group", "g", "G", "./inside = '1'", "", ""),
        ("text", "inside", "I", "", "", ""),
        ("text", "q", "Q", "../inside = '2'", "", ""),
        ("end_group", "", "", "", "", ""),
        ("text", "r", "R", "/data/g/inside = '3'", "", ""),
        header=RULES,
    )
    assert form_of(outcome).sections[0].relevant == "${inside} = '1'"
    assert item_of(outcome, "q").relevant == "${inside} = '2'"
    assert item_of(outcome, "r").relevant == "${inside} = '3'"


def test_a_name_on_several_rows_means_the_nearest_or_nothing() -> None:
    rows = (
        ("begin_group", "g1", "G1", "", "", ""),
        ("text", "x", "X", "", "", ""),
        ("text", "near", "N", "${x} = 1", "", ""),
        ("end_group", "", "", "", "", ""),
        ("begin_group", "g2", "G2", "", "", ""),
        ("text", "x", "X", "", "", ""),
        ("end_group", "", "", "", "", ""),
    )
    outcome = imported(*rows, header=RULES)
    assert item_of(outcome, "near").relevant == "${x} = 1"
    assert "rule_nearest" in codes(outcome.report.changed)
    outside = imported(*rows, ("text", "far", "F", "${x} = 1", "", ""), header=RULES)
    assert codes(outside.report.refused) == ["rule_ambiguous"]


def test_a_circle_is_refused() -> None:
    outcome = imported(
        ("text", "a", "A", "${b} = 1", "", ""),
        ("text", "b", "B", "${a} = 1", "", ""),
        header=RULES,
    )
    assert codes(outcome.report.refused) == ["rule_circular"]


def test_required_is_read_in_all_its_spellings() -> None:
    outcome = imported(
        ("text", "a", "A", True),
        ("text", "b", "B", "true()"),
        ("text", "c", "C", "No"),
        ("text", "d", "D", "${a} = 'x'"),
        header="type name label required",
    )
    assert [i.required for i in form_of(outcome).walk()] == ["yes", "yes", "", "${a} = 'x'"]


def test_a_calculation_that_waits_for_a_trigger_is_told() -> None:
    outcome = imported(
        ("text", "a", "A", "", ""),
        ("calculate", "b", "", "now()", "${a}"),
        ("text", "c", "C", "${a}", "${a}"),
        header="type name label calculation trigger",
    )
    assert "trigger_ignored" in codes(outcome.report.changed)
    assert codes(outcome.report.unsupported) == ["trigger_unsupported"]
    assert item_of(outcome, "c").calculation == ""


def test_a_misspelt_choice_column_is_refused() -> None:
    outcome = imported(
        ("text", "a", "A", ""),
        ("select_one l", "b", "B", "lan = ${a}"),
        header="type name label choice_filter",
        choices=[("l", "x", "X")],
    )
    assert codes(outcome.report.refused) == ["rule_unknown_column"]


def test_curly_quotes_are_straightened() -> None:
    outcome = imported(
        ("text", "a", "A", "", "", ""), ("text", "b", "B", "${a} = ‘x’", "", ""), header=RULES
    )
    assert item_of(outcome, "b").relevant == "${a} = 'x'"
    assert "rule_quotes" in codes(outcome.report.changed)
