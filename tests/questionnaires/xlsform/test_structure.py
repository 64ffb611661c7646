"""Types, names, groups and sections."""

from __future__ import annotations

import pytest

from surveyapp.questionnaires.rules.definition import Kind, NonAnswer
from surveyapp.questionnaires.xlsform import Verdict, read_form, write_template
from surveyapp.questionnaires.xlsform.kinds import read_type
from tests.questionnaires.xlsform.workbooks import (
    codes,
    entry,
    form_of,
    imported,
    item_of,
    workbook,
)

YES_NO = (("yn", "ja", "Ja"), ("yn", "nej", "Nej"))


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("integer", Kind.INTEGER),
        ("int", Kind.INTEGER),
        ("q string", Kind.TEXT),
        ("add text prompt", Kind.TEXT),
        ("dateTime", Kind.DATETIME),
        ("select_one yn", Kind.SINGLE),
        ("select one from yn", Kind.SINGLE),
        ("Select one from YN", Kind.SINGLE),
        ("select all that apply from yn", Kind.MULTIPLE),
        ("add select multiple prompt using yn", Kind.MULTIPLE),
        ("rank yn", Kind.RANK),
        ("trigger", Kind.ACKNOWLEDGE),
        ("range", Kind.INTEGER),
        ("yes_no", Kind.SINGLE),
        ("  Decimal ", Kind.DECIMAL),
    ],
)
def test_every_spelling_of_a_type_is_understood(written: str, kind: Kind) -> None:
    outcome = imported((written, "q", "Fråga"), choices=YES_NO)
    assert item_of(outcome, "q").kind is kind
    assert outcome.report.verdict is Verdict.COMPLETE


@pytest.mark.parametrize(
    ("kind", "appearance", "expected"),
    [
        ("date", "month-year", Kind.MONTH),
        ("date", "year", Kind.YEAR),
        ("text", "multiline", Kind.LONG_TEXT),
    ],
)
def test_appearance_narrows_the_kind(kind: str, appearance: str, expected: Kind) -> None:
    outcome = imported((kind, "q", "Fråga", appearance), header="type name label appearance")
    assert item_of(outcome, "q").kind is expected


@pytest.mark.parametrize(
    "written", ["geopoint", "gps", "photo", "image", "audio", "barcode", "file"]
)
def test_what_cannot_be_asked_is_named(written: str) -> None:
    outcome = imported((written, "where", "Var?"), ("text", "q", "Fråga"))
    assert outcome.report.verdict is Verdict.USABLE
    found = entry(outcome.report.unsupported, "type_unsupported")
    assert (found.sheet, found.row, found.name, found.column) == ("survey", 2, "where", "type")
    assert "where" in found.message["sv"]
    assert found.mend["sv"]
    assert [i.code for i in form_of(outcome).walk()] == ["q"]


def test_a_type_nobody_knows_is_not_asked_and_named() -> None:
    outcome = imported(("intger", "n", "Antal"), ("text", "q", "Fråga"))
    assert codes(outcome.report.unsupported) == ["type_unknown"]


def test_metadata_is_counted_and_left_out() -> None:
    outcome = imported(("start", "start", ""), ("deviceid", "dev", ""), ("text", "q", "Fråga"))
    assert outcome.report.counts.metadata == 2
    assert outcome.report.verdict is Verdict.COMPLETE


def test_today_becomes_a_computed_date_when_a_rule_needs_it() -> None:
    outcome = imported(
        ("today", "today", "", ""),
        ("date", "d", "När?", ". <= ${today}"),
        header="type name label constraint",
    )
    assert item_of(outcome, "today").calculation == "today()"
    assert item_of(outcome, "d").constraint == ". <= ${today}"
    assert "metadata_today" in codes(outcome.report.changed)


@pytest.mark.parametrize(
    ("rows", "code", "row"),
    [
        ([("begin group", "g", "G"), ("text", "q", "F")], "begin_without_end", 2),
        ([("text", "q", "F"), ("end group", "", "")], "end_without_begin", 3),
        (
            [("begin group", "g", "G"), ("begin repeat", "r", "R"), ("text", "q", "F"),
             ("end group", "", ""), ("end repeat", "", "")],
            "end_mismatch",
            5,
        ),
    ],
)  # fmt: skip
def test_unbalanced_groups_are_refused_with_their_row(
    rows: list[tuple[str, str, str]], code: str, row: int
) -> None:
    outcome = imported(*rows)
    assert outcome.form is None
    assert (code, row) in [(e.code, e.row) for e in outcome.report.refused]


def test_old_spellings_of_groups_and_repeats() -> None:
    outcome = imported(
        ("begin_group", "g", "G"),
        ("begin lgroup", "r", "R"),
        ("text", "q", "F"),
        ("end lgroup", "", ""),
        ("end  group", "", ""),
    )
    (section,) = form_of(outcome).sections
    assert (section.code, section.items[0].kind) == ("g", Kind.REPEAT)


def test_rows_outside_groups_gather_into_sections_in_order() -> None:
    outcome = imported(
        ("text", "a", "A"),
        ("begin_group", "g", "G"),
        ("text", "b", "B"),
        ("end_group", "", ""),
        ("text", "c", "C"),
        ("begin_repeat", "r", "R"),
        ("text", "d", "D"),
        ("end_repeat", "", ""),
        settings=[["form_title"], ["Enkät"]],
    )
    sections = form_of(outcome).sections
    assert [[i.code for i in s.items] for s in sections] == [["a"], ["b"], ["c"], ["r"]]
    assert sections[0].title == {"und": "Enkät (1)"}
    assert len({s.code for s in sections}) == 4


def test_unseen_rows_make_no_page_of_their_own() -> None:
    outcome = imported(
        ("calculate", "x", "", "1 + 1", ""),
        ("begin_group", "g", "G", "", ""),
        ("text", "q", "F", "", ""),
        ("end_group", "", "", "", ""),
        ("calculate", "y", "", "2 + 2", ""),
        header="type name label calculation relevant",
    )
    assert [s.code for s in form_of(outcome).sections] == ["g"]


def test_unseen_rows_never_move_under_a_rule() -> None:
    outcome = imported(
        ("begin_group", "g", "G", "", "${z} = 1"),
        ("text", "q", "F", "", ""),
        ("end_group", "", "", "", ""),
        ("calculate", "z", "", "1", ""),
        header="type name label calculation relevant",
    )
    assert [[i.code for i in s.items] for s in form_of(outcome).sections] == [["q"], ["z"]]


def test_duplicate_names_are_renamed_and_told() -> None:
    outcome = imported(("text", "q", "En"), ("text", "q", "Två"))
    assert [i.code for i in form_of(outcome).walk()] == ["q", "q_2"]
    found = entry(outcome.report.changed, "name_twice")
    assert (found.row, found.name) == (3, "q")


def test_a_group_called_meta_is_renamed() -> None:
    outcome = imported(("begin_group", "meta", "M"), ("text", "q", "F"), ("end_group", "", ""))
    assert form_of(outcome).sections[0].code == "meta_group"
    assert "name_reserved" in codes(outcome.report.changed)


def test_names_that_cannot_be_used_are_changed_also_in_rules() -> None:
    long = "n" * 300
    outcome = imported(
        ("integer", "antal barn", "A", ""),
        ("integer", long, "B", ""),
        ("text", "q", "C", f"${{antal barn}} > 1 and ${{{long}}} > 2"),
        header="type name label relevant",
    )
    # A space inside ${} cannot be read as a name: the rule is refused with its place.
    assert [(e.code, e.row) for e in outcome.report.refused] == [("rule_unreadable", 4)]
    outcome = imported(
        ("integer", long, "B", ""),
        ("text", "q", "C", f"${{{long}}} > 2"),
        header="type name label relevant",
    )
    code = form_of(outcome).sections[0].items[0].code
    assert len(code) <= 100
    assert item_of(outcome, "q").relevant == f"${{{code}}} > 2"


def test_a_row_without_name_gets_one() -> None:
    outcome = imported(("text", "", "Fråga"))
    assert [i.code for i in form_of(outcome).walk()] == ["text_2"]
    assert "name_missing" in codes(outcome.report.changed)


def test_a_form_with_nothing_to_ask_is_refused() -> None:
    outcome = imported(("geopoint", "where", "Var?"))
    assert codes(outcome.report.refused) == ["nothing_asked"]
    assert codes(outcome.report.unsupported) == ["type_unsupported"]


def test_range_becomes_a_number_with_limits() -> None:
    header = "type name label parameters constraint"
    outcome = imported(
        ("range", "a", "A", "start=0 end=10 step=2", ". != 5"),
        ("range", "b", "B", "start=0,5; end=1.5; step=0.5", ""),
        header=header,
    )
    assert item_of(outcome, "a").constraint == "(. != 5) and . >= 0 and . <= 10"
    assert item_of(outcome, "a").kind is Kind.INTEGER
    assert item_of(outcome, "b").kind is Kind.DECIMAL
    assert codes(outcome.report.changed).count("range_step") == 2
    refused = imported(("range", "a", "A", "start=x", ""), header=header)
    assert codes(refused.report.refused) == ["range_parameters"]


def test_indicators_allows_unit_and_definition() -> None:
    outcome = imported(
        ("integer", "a", "A", "U1", "uppgift saknas, ej aktuellt", "kronor", "Begreppet"),
        ("integer", "b", "B", "U1:0,25; U2:0.75", "not_recorded", "", ""),
        header="type name label indicator allows unit definition",
    )
    a, b = item_of(outcome, "a"), item_of(outcome, "b")
    assert a.indicators == (("U1", None),)
    assert a.allows == (NonAnswer.NOT_RECORDED, NonAnswer.NOT_APPLICABLE)
    assert (a.unit, a.definition) == ("kronor", {"und": "Begreppet"})
    assert b.indicators == (("U1", 0.25), ("U2", 0.75))
    assert outcome.report.counts.indicator_links == 3


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("U1:x", "indicator_weight"),
        ("U1:-1", "indicator_weight"),
        ("U1:0", "indicator_weight"),
        ("U1:", "indicator_weight"),
        ("U1:1e9", "indicator_weight"),
        (":0.5", "indicator_unreadable"),
        ("<b>", "indicator_unreadable"),
        ("U1; U1", "indicator_twice"),
        ("U1:2; U2", "indicator_sum"),
    ],
)
def test_bad_indicator_cells_are_refused(cell: str, code: str) -> None:
    outcome = imported(("integer", "a", "A", cell), header="type name label indicator")
    found = entry(outcome.report.refused, code)
    assert (found.row, found.column) == (2, "indicator")


def test_weights_that_are_no_shares_are_scaled_and_told() -> None:
    outcome = imported(("integer", "a", "A", "U1:3; U2:1"), header="type name label indicator")
    assert item_of(outcome, "a").indicators == (("U1", 0.75), ("U2", 0.25))
    assert "indicator_scaled" in codes(outcome.report.changed)


def test_an_indicator_on_a_row_nobody_answers_is_refused() -> None:
    outcome = imported(
        ("note", "n", "N", "U1"), ("text", "q", "Q", ""), header="type name label indicator"
    )
    assert codes(outcome.report.refused) == ["indicator_not_question"]


def test_bad_allows_is_refused() -> None:
    outcome = imported(("integer", "a", "A", "vet ej"), header="type name label allows")
    assert codes(outcome.report.refused) == ["allows_unreadable"]


def test_all_faults_are_told_at_once() -> None:
    outcome = imported(
        ("select_one saknas", "a", "A", "", ""),
        ("integer", "b", "B", "${finns_inte} > 1", "U1:x"),
        ("integer", "c", "C", "((", ""),
        ("begin_group", "g", "G", "", ""),
        header="type name label relevant indicator",
    )
    assert {(e.code, e.row) for e in outcome.report.refused} == {
        ("list_missing", 2),
        ("rule_unknown_question", 3),
        ("indicator_weight", 3),
        ("rule_unreadable", 4),
        ("begin_without_end", 5),
    }


def test_the_template_is_complete_and_changes_nothing() -> None:
    outcome = read_form(write_template(), "mall.xlsx")
    report = outcome.report
    assert report.verdict is Verdict.COMPLETE
    assert report.changed == ()
    assert [x.code for x in report.languages] == ["sv", "en"]
    assert report.counts.indicator_links == 4
    assert all(set(i.text) == {"sv", "en"} for i in form_of(outcome).questions())
    assert write_template() == write_template()


def test_sheet_and_header_names_are_read_tolerantly() -> None:
    data = workbook(
        **{
            " Survey": [["Type", " NAME ", "Label : Svenska", "Constraint Msg", "bind:relevant"],
                        ["text", "q", "Fråga", "Fel", ""]],
            "Settings": [["form_title\t", "ID_string"], ["Titel", "kod"]],
        }
    )  # fmt: skip
    outcome = read_form(data, "x.xlsx")
    form = form_of(outcome)
    assert (form.code, form.languages) == ("kod", ("sv",))
    assert item_of(outcome, "q").constraint_message == {"und": "Fel"}


def test_a_selects_list_is_taken_from_after_the_type() -> None:
    assert read_type("select_one building:condition or_other").list_name == "building:condition"
    assert read_type("select_one building:condition or_other").has_other
