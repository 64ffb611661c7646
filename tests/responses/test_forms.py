"""What the page posts, read into values."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from surveyapp.core.errors import Invalid
from surveyapp.questionnaires.rules.definition import Choice, Kind, NonAnswer
from surveyapp.questionnaires.rules.values import ValueProblem
from surveyapp.responses import forms
from surveyapp.responses.forms import Entry
from tests.factories.questionnaires import question

NUMBER = question("A", Kind.INTEGER, allows=(NonAnswer.NOT_RECORDED,))
RANK = question("R", Kind.RANK, choices=tuple(Choice(c, {"sv": c}) for c in "abc"))


def entry(*raw: str, **values: Any) -> Entry:
    return Entry("A", "", raw, **values)


def test_every_question_that_was_on_the_page_is_an_entry_also_when_blank() -> None:
    posted = MultiDict([("v-A@", "3"), ("v-B@1/2", "0"), ("a-B@1/2", "x"), ("a-C@", "not shown")])
    found = forms.entries_of_form(posted)
    assert found == [Entry("A", "", (), based_on=3), Entry("B", "1/2", ("x",))]


def test_clearing_confirming_and_choosing_a_side() -> None:
    posted = MultiDict(
        [
            ("v-A@", "1"),
            ("a-A@", "5"),
            ("clear", "A@"),
            ("v-B@", "1"),
            ("same", "B@"),
            ("v-C@", "2"),
            ("u-C@", "1"),
            ("v-D@", "2"),
            ("u-D@", "1"),
            ("c-D@", "mine"),
        ]
    )
    a, b, c, d = forms.entries_of_form(posted)
    assert a.raw == ()
    assert b.is_confirmed
    assert (c.choice, d.choice) == ("undecided", "mine")


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {"answers": {}},
        {"answers": [1]},
        {"answers": [{"path": ""}]},
        {"answers": [{"code": "A", "raw": "5"}]},
        {"answers": [{"code": "A", "raw": [5]}]},
        {"answers": [{"code": "A", "key": ""}]},
        {"answers": [{"code": "A", "key": "k" * 65}]},
        {"answers": [{"code": "A"}] * (forms.MAX_ANSWERS + 1)},
    ],
)
def test_a_body_of_another_shape_is_refused(body: object) -> None:
    with pytest.raises(Invalid):
        forms.entries_of_json(body)


@pytest.mark.parametrize("given", [None, "x", -1, 1e9, "９", True])
def test_a_version_that_is_no_number_counts_as_never_seen(given: object) -> None:
    (found,) = forms.entries_of_json({"answers": [{"code": "A", "based_on": given}]})
    assert found.based_on == 0


@pytest.mark.parametrize(
    ("given", "current", "value"),
    [
        (entry("1 234"), None, "1234"),
        (entry(""), "5", None),
        (entry(non_answer="not_recorded"), None, {"non_answer": "not_recorded"}),
        (entry("5", non_answer="not_recorded"), "5", {"non_answer": "not_recorded"}),
        (entry("5", non_answer="not_recorded"), {"non_answer": "not_recorded"}, "5"),
    ],
)
def test_what_was_not_there_before_is_what_the_person_means(
    given: Entry, current: Any, value: Any
) -> None:
    assert forms.read_value(NUMBER, given, current) == value


def test_a_non_answer_that_the_question_does_not_offer_is_refused() -> None:
    with pytest.raises(ValueProblem):
        forms.read_value(NUMBER, entry(non_answer="not_applicable"), None)


def test_a_ranking_is_read_by_place_and_two_in_one_place_are_told() -> None:
    assert forms.read_value(RANK, entry("2:a", "", "1:c"), None) == ["c", "a"]
    with pytest.raises(ValueProblem) as caught:
        forms.read_value(RANK, entry("1:a", "1:b"), None)
    assert "samma plats" in forms.problem_text(caught.value, RANK)


@pytest.mark.parametrize(
    ("item", "value", "raw"),
    [
        (NUMBER, "1234", ["1\u00a0234"]),
        (RANK, ["c", "a"], ["1:c", "2:a"]),
        (question("M", Kind.MULTIPLE), ["ja"], ["ja"]),
        (question("D", Kind.DATE), "2026-03-01", ["2026-03-01"]),
        (question("T", Kind.DATETIME), "2026-03-01T14:05", ["2026-03-01 14:05"]),
    ],
)
def test_what_is_shown_in_the_controls_reads_back_as_the_same_value(
    item: Any, value: Any, raw: list[str]
) -> None:
    shown, non_answer = forms.raw_of(item, value, "sv")
    assert (shown, non_answer) == (raw, "")
    assert forms.read_value(item, entry(*shown), None) == value
