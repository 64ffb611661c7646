"""The facets have the last word, the numbers must agree, and a doubt goes to a person."""

from __future__ import annotations

from typing import Any

import pytest

from surveyapp.overlap.rules.comparing.facets import compare_facets
from surveyapp.overlap.rules.comparing.ratios import is_inverse
from surveyapp.overlap.rules.comparing.words import WordComparison, compare_words
from surveyapp.overlap.rules.reading.question import read_facets
from surveyapp.overlap.rules.text import Lexicon
from surveyapp.overlap.rules.verdicts import (
    BLOCKING,
    OVERLAP_AT,
    SAME_AT,
    Judgement,
    discounted,
    four_valued,
    judge,
    with_one_year,
)
from tests.overlap.questions import described

SURE = (0.3, 0.69, 0.01, 0.0, 0.0)
DERIVED = (0.0, 0.1, 0.8, 0.1, 0.0)
DOUBT = (0.0, 0.6, 0.1, 0.3, 0.0)
DIFFERENT = (0.0, 0.05, 0.1, 0.75, 0.1)
NOTHING = (0.0, 0.0, 0.01, 0.09, 0.9)


def words(**values: object) -> WordComparison:
    return WordComparison(
        **{  # type: ignore[arg-type]
            "shared": (("barn", 1.0),),
            "only_ours": ("bo",),
            "only_theirs": ("placera",),
            "ours_covered": 0.5,
            "theirs_covered": 0.5,
            "is_identical": False,
            "numbers_differ": False,
            **values,
        }
    )


def judged(
    ours: str, theirs: str, probabilities: tuple[float, ...] | None = SURE, **values: object
) -> Judgement:
    facets = compare_facets(read_facets(described(ours)), read_facets(described(theirs)))
    return judge(facets, words(**values), probabilities)


@pytest.mark.parametrize(
    ("probabilities", "proposal"),
    [
        (SURE, "same"),
        (DERIVED, "derivable"),
        (DOUBT, "cannot_tell"),
        (DIFFERENT, "related"),
        (NOTHING, "unrelated"),
    ],
)
def test_without_facets_the_model_decides(probabilities: tuple[float, ...], proposal: str) -> None:
    assert judged("Plats för barn", "Rum för barn", probabilities).proposal == proposal


@pytest.mark.parametrize(
    ("ours", "theirs", "facet"),
    [
        ("Antal barn under 2025", "Antal barn under 2024", "period"),
        ("Barn 0–12 år, antal", "Barn 13–20 år, antal", "age"),
        ("Antal hushåll i hemlöshet", "Antal bostäder i hemlöshet", "counted"),
        ("Stöd till äldre i hemmet, antal", "Stöd till barn i hemmet, antal", "population"),
        ("Antal beviljade ansökningar", "Antal avslagna ansökningar", "direction"),
        ("Antal beslut enligt SoL", "Antal beslut enligt LSS", "law"),
    ],
)
@pytest.mark.parametrize("probabilities", [SURE, DERIVED, DOUBT])
def test_a_blocking_conflict_makes_it_related_whatever_the_model_says(
    ours: str, theirs: str, facet: str, probabilities: tuple[float, ...]
) -> None:
    assert facet in BLOCKING
    found = judged(ours, theirs, probabilities)
    assert found.proposal == "related"
    assert facet in found.differs


def test_any_other_conflict_only_keeps_it_from_the_same() -> None:
    assert judged("Beslut inom tre månader", "Beslut inom sex månader").proposal == "cannot_tell"
    assert (
        judged("Beslut inom tre månader", "Beslut inom sex månader", DERIVED).proposal
        == "derivable"
    )


@pytest.mark.parametrize(
    ("ours", "theirs", "direction"),
    [
        ("Personer 65–79 år, antal", "Personer 65+, antal", "ours"),
        ("Personer 65+, antal", "Personer 65–79 år, antal", "theirs"),
    ],
)
def test_what_contains_the_other_is_derivable_with_its_direction(
    ours: str, theirs: str, direction: str
) -> None:
    found = judged(ours, theirs)
    assert (found.proposal, found.direction, found.how) == ("derivable", direction, ("age",))
    assert judged(ours, theirs, DIFFERENT).direction == ""


def test_numbers_that_conflict_keep_it_from_the_same() -> None:
    assert judge([], words(), SURE, numbers_conflict=True).proposal == "cannot_tell"
    assert judge([], words(is_identical=True), SURE, numbers_conflict=True).proposal == "same"


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (
            "Platser i särskilt boende/sjuksköterska, vardagar, antal",
            "Sjuksköterskor/plats i särskilt boende, vardagar, antal",
            "derivable",
        ),
        ("Antal brukare per anställd, 2024", "Antal anställda per brukare, 2024", "derivable"),
        ("Antal brukare per anställd, 2024", "Brukare per anställd 2024, antal", "same"),
        ("Kostnad hemtjänst, kr/inv", "Kostnader för hemtjänst, kr/inv", "same"),
        ("Platser/boende i säbo", "Platser per boende i säbo", "same"),
    ],
)
def test_a_ratio_upside_down_is_not_the_same(ours: str, theirs: str, expected: str) -> None:
    assert is_inverse(ours, theirs) is (expected == "derivable")
    found = judge([], words(), SURE, are_inverse=lambda: is_inverse(ours, theirs))
    assert found.proposal == expected


def test_private_providers_are_more_than_privately_owned_companies() -> None:
    both = (
        "Kommunens köp av barn- och ungdomsvård från privata utförare, andel (%)",
        "Kommunens köp av barn- och ungdomsvård från privatägda företag, andel (%)",
    )
    assert judged(*both).proposal == "related"


def test_equal_words_are_the_same_when_both_state_the_time() -> None:
    doubt = (0.5, 0.2, 0.05, 0.2, 0.05)
    dated, undated = "Antal platser den 1 oktober 2024", "Antal platser"
    equal = {"is_identical": True, "only_ours": (), "only_theirs": ()}
    assert judged(dated, dated, doubt, **equal).proposal == "same"
    assert judged(undated, undated, doubt, **equal).proposal == "cannot_tell"
    assert judged(undated, undated, SURE, **equal).proposal == "same"
    facets = compare_facets(read_facets(described(dated)), read_facets(described(dated)))
    assert discounted(0.75, facets, is_identical=True) == 0.97
    assert discounted(0.75, facets) == 0.75
    assert discounted(0.4, facets, is_identical=True) == 0.4


def test_an_age_on_one_side_alone_keeps_it_from_the_same() -> None:
    assert judged("Barn 0–12 år i familjehem, antal", "Barn i familjehem, antal").proposal != "same"


def test_a_conflict_takes_from_the_probability() -> None:
    assert scored(0.9, "Antal barn under 2025", "Antal barn under 2024") == pytest.approx(
        0.309, abs=1e-3
    )
    assert scored(0.9, "Beslut inom tre månader", "Beslut inom sex månader") == pytest.approx(
        0.668, abs=1e-3
    )
    assert scored(0.9, "Plats", "Rum") == 0.9
    assert 0 < scored(0.0, "Antal barn under 2025", "Antal barn under 2024") < 1e-6
    assert scored(1.0, "Antal barn under 2025", "Antal barn under 2024") < 0.5


def scored(probability: float, ours: str, theirs: str) -> float:
    facets = compare_facets(read_facets(described(ours)), read_facets(described(theirs)))
    return discounted(probability, facets)


def test_equal_words_that_the_model_refuses_go_to_a_person() -> None:
    assert judged("Plats", "Plats", DIFFERENT, is_identical=True).proposal == "cannot_tell"


def test_a_count_and_a_share_of_the_same_words_are_derivable_even_when_the_model_doubts() -> None:
    texts = "Antal barn i familjehem", "Andel barn i familjehem"
    near: dict[str, Any] = {
        "ours_covered": 1.0,
        "theirs_covered": 1.0,
        "only_ours": (),
        "only_theirs": (),
    }
    assert judged(*texts, DIFFERENT, **near).proposal == "derivable"
    assert judged(*texts, NOTHING, **near).proposal == "unrelated"
    assert judged(*texts, DIFFERENT).proposal == "related"


def test_an_ended_question_is_at_most_related() -> None:
    assert judge([], words(), SURE, has_ended=True).proposal == "related"


def test_another_year_is_an_edition_only_of_the_same_question() -> None:
    near: dict[str, Any] = {"only_ours": (), "only_theirs": ()}
    texts = "Antal barn under 2025", "Antal barn under 2024"
    assert judged(*texts, None, **near).is_new_edition
    assert not judged(*texts, None).is_new_edition
    facets = compare_facets(read_facets(described(texts[0])), read_facets(described(texts[1])))
    assert judge(facets, words(), None, aligned=SURE).is_new_edition
    assert not judge(facets, words(**near), None, aligned=DIFFERENT).is_new_edition
    other = "Antal barn den 1 mars 2025", "Antal barn under 2024"
    assert not judged(*other, None, **near).is_new_edition


def test_one_year_is_put_in_both_texts_where_each_has_one() -> None:
    assert with_one_year("Under 2025?", "År 2024 alltså") == ("Under 2025?", "År 2025 alltså")
    assert with_one_year("Under 2025?", "År 2025") is None
    assert with_one_year("2024 till 2025", "År 2023") is None


def test_pair_files_have_no_word_for_doubt() -> None:
    doubt = Judgement("cannot_tell")
    assert four_valued(doubt, OVERLAP_AT) == "derivable"
    assert four_valued(doubt, OVERLAP_AT - 0.01) == "related"
    assert four_valued(Judgement("same"), 0.1) == "same"
    assert sum(SURE[:3]) >= SAME_AT


@pytest.mark.parametrize(
    ("ours", "theirs", "joins_more"),
    [
        ("Avgifter för särskilt och annat boende", "Avgifter för annat boende", True),
        ("Antal avlidna", "Antal avlidna eller utflyttade", True),
        ("Number of rooms and beds", "Number of rooms", True),
        ("Antal rum och sängar", "Antal sängar och rum", False),
        ("Antal rum som är lediga", "Antal rum", False),
        ("Antal rum, sängar och bord som någon har lånat ut", "Antal rum", False),
    ],
)
def test_a_text_that_joins_something_is_left_to_a_person(
    ours: str, theirs: str, joins_more: bool
) -> None:
    for a, b in ((ours, theirs), (theirs, ours)):
        compared = compare_words(a, b, "sv", {}, Lexicon([a, b], "sv"))
        assert compared.joins_more is joins_more
    expected = "cannot_tell" if joins_more else "same"
    assert judge([], compared, SURE).proposal == expected
