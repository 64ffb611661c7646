"""What was found of a question or a pair once is not looked for again in the same process."""

from __future__ import annotations

import numpy as np
import pytest

from surveyapp.demo import content
from surveyapp.overlap.rules import matching, remembering, screening
from surveyapp.overlap.rules.comparing import facets as comparing
from surveyapp.overlap.rules.facets import Facets
from surveyapp.overlap.rules.remembering import Answers, Numbers, facets_of
from surveyapp.overlap.rules.terms import Terms
from tests.overlap.questions import described


def columns(*numbers: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(numbers, np.int64)


def test_each_pair_is_asked_about_once() -> None:
    asked: list[int] = []

    def ask(place: int) -> int:
        asked.append(place)
        return place + 10

    answers = Answers("<i8")
    assert answers.of(columns(1, 2, 1), columns(7, 7, 7), ask).tolist() == [10, 11, 10]
    assert answers.of(columns(7, 2, 3), columns(1, 7, 7), ask).tolist() == [10, 11, 12]
    assert sorted(asked) == [0, 0, 1, 2]  # (7, 1) is another pair than (1, 7)
    assert answers.of(columns(), columns(), ask).tolist() == []


def test_no_more_is_remembered_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "MOST_PAIRS", 3)
    asked: list[int] = []

    def ask(place: int) -> int:
        asked.append(place)
        return 1

    answers = Answers("<i8")
    for first in (0, 2, 0):
        answers.of(columns(first, first + 1), columns(5, 5), ask)
    assert len(asked) == 6


def test_a_value_keeps_its_number_and_no_number_is_given_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(remembering, "MOST_NUMBERED", 2)
    numbers = Numbers()
    given = [numbers.of(value) for value in ("a", "b", "a", "c", "a")]
    assert given == [0, 1, 0, 2, 3]


def test_facets_have_a_number_of_their_own_and_another_when_the_question_changes() -> None:
    first = facets_of(described("Antal barn i familjehem 2024"), "sv")
    assert facets_of(described("Antal barn i familjehem 2024", key=9), "sv") is first
    changed = facets_of(described("Antal barn i familjehem 2025"), "sv")
    own = facets_of(
        described("Antal barn i familjehem 2024"),
        "sv",
        Terms.default().with_rows([("synonym", "sv", "familjehem", "fosterhem")]),
    )
    assert len({first.number, changed.number, own.number, 0}) == 4


def test_a_matching_again_compares_no_facets_and_finds_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours = [described(f"{row.text['sv']} 2023", key=n) for n, row in enumerate(bank()[:30])]
    theirs = [described(row.text["sv"], key=n) for n, row in enumerate(bank(), start=100)]
    first = matching.match(ours, theirs)
    compared: list[object] = []

    def counted(
        ours: Facets, theirs: Facets, terms: Terms | None = None
    ) -> list[comparing.FacetComparison]:
        compared.append((ours, theirs))
        return comparing.compare_facets(ours, theirs, terms)

    monkeypatch.setattr(screening, "compare_facets", counted)
    again = matching.match(ours, theirs)
    assert not compared
    assert [(p.question, p.other, p.assessment) for p in again] == [
        (p.question, p.other, p.assessment) for p in first
    ]
    changed = [*theirs[:-1], described("Antal barn i familjehem 2019", key=99)]
    matching.match(ours, changed)
    assert compared


def test_a_pair_that_is_held_apart_stands_where_its_assessment_puts_it() -> None:
    ours = [described(f"{row.text['sv']} 2023", key=n) for n, row in enumerate(bank()[:40])]
    theirs = [described(f"{row.text['sv']} 2024", key=n) for n, row in enumerate(bank(), start=100)]
    runs = matching.candidate_runs(ours, theirs)
    apart = [
        (run, place) for run in runs for place in range(len(run.places)) if run.is_vetoed[place]
    ]
    assert len(apart) > 100
    for run, place in apart:
        standing = matching._standing(run, place, is_read=True)
        assert standing.score == standing.assess().score


def bank() -> tuple[content.BankQuestionContent, ...]:
    return content.load_bank_questions()[:120]
