"""Which pairs are held together at all: in the first language that both sides have."""

from __future__ import annotations

from surveyapp.overlap.rules.facets import Described
from surveyapp.overlap.rules.matching import match

SV, EN = "Har hushållet tillgång till internet?", "Does the household have access to internet?"
NOISE = [
    Described(key=100, texts={"sv": "Antal brandövningar", "en": "Number of fire drills held"}),
    Described(key=101, texts={"sv": "Kostnad för väghållning", "en": "Cost of road maintenance"}),
]


def pairs(ours: dict[str, str], theirs: dict[str, str]) -> list[tuple[str, str]]:
    found = match([Described(key=1, texts=ours)], [Described(key=2, texts=theirs), *NOISE])
    return [(p.assessment.proposal, p.assessment.language) for p in found if p.other == 2]


def test_a_question_without_swedish_meets_a_bank_that_has_both_languages() -> None:
    assert pairs({"en": EN}, {"sv": SV, "en": EN}) == [("same", "en")]
    assert pairs({"en": EN, "fr": "Autre chose"}, {"sv": SV, "en": EN}) == [("same", "en")]


def test_swedish_goes_first_where_both_sides_have_it() -> None:
    assert pairs({"sv": SV, "en": EN}, {"sv": SV, "en": EN}) == [("same", "sv")]
    assert pairs({"sv": SV, "en": EN}, {"en": EN}) == [("same", "en")]


def test_texts_without_a_common_language_are_not_held_together() -> None:
    assert pairs({"en": EN}, {"sv": SV}) == []
