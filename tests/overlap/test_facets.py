"""Facets are read from both languages, each with where it stood."""

from __future__ import annotations

import pytest

from surveyapp.overlap.rules.facets import read_facets
from surveyapp.overlap.rules.text import Lexicon, normalise, numbers, points_back, words
from tests.overlap.questions import described


@pytest.mark.parametrize(
    ("text", "language", "span"),
    [
        ("barn och unga 0–20 år", "sv", (0, 20)),
        ("barn i åldern 13 till 17 år", "sv", (13, 17)),
        ("personer 65 år och äldre", "sv", (65, 200)),
        ("personer som är 65 år eller äldre", "sv", (65, 200)),
        ("Invånare 65+ med hemtjänst", "sv", (65, 200)),
        ("personer från sextiofem år", "sv", (65, 200)),
        ("barn under 13 år", "sv", (0, 12)),
        ("barn t.o.m. 12 år", "sv", (0, 12)),
        ("Anställda -34 år inom omsorgen", "sv", (0, 34)),
        ("Anställda 55-64 inom omsorg", "sv", (55, 64)),
        ("people aged 65 and over", "en", (65, 200)),
        ("children under 18 years", "en", (0, 17)),
    ],
)
def test_an_age_is_read(text: str, language: str, span: tuple[int, int]) -> None:
    reading = read_facets(described(text, language=language)).readings["age"]
    assert reading.value == span
    assert reading.read == text[reading.start : reading.end].strip()


@pytest.mark.parametrize(
    "text",
    [
        "klockan 7–22 alla dagar",
        "Deltidsarbetande (75-99 %) månadsavlönade",
        "Samma mätning de senaste 5 åren",
        "minst ett års erfarenhet",
    ],
)
def test_other_numbers_are_no_age(text: str) -> None:
    assert "age" not in read_facets(described(text)).readings


@pytest.mark.parametrize(
    ("text", "facet", "value"),
    [
        ("Hur många hushåll fick ekonomiskt bistånd?", "counted", ("household",)),
        ("Antal bostäder som kommunen hyr ut", "counted", ("dwelling",)),
        ("Hur många av dem som bodde där var äldre?", "measure", ("count",)),
        ("Väntetid till boende, median", "measure", ("median",)),
        ("Personer med assistans, antal/10 000 inv", "measure", ("per_inhabitant",)),
        ("Kostnad hemtjänst, kr/inv", "measure", ("amount_per_inhabitant",)),
        ("Har kommunen en plan?", "measure", ("yes_no",)),
        ("Hur många beslut enligt LSS?", "law", ("LSS",)),
        ("Insatser enligt socialtjänstlagen", "law", ("SoL",)),
        ("Ersättning från Försäkringskassan", "direction", ("flow:0",)),
        ("Ersättning till Försäkringskassan", "direction", ("flow:1",)),
        ("Antal avslagna ansökningar", "direction", ("outcome:1",)),
        ("Har kommunen en rutin?", "follow_up", ("exists",)),
        ("Följer kommunen upp sin rutin?", "follow_up", ("followed",)),
        ("Har enheten en rutin?", "level", ("unit",)),
        ("Personer i särskilt boende för äldre", "area", ("special_housing",)),
        ("Bostad med särskild service enligt LSS", "area", ("lss_housing",)),
        ("Deltidsarbetande (75-99 %)", "limit", ("band", 75, 99)),
    ],
)
def test_a_facet_is_read_from_the_text(text: str, facet: str, value: tuple[object, ...]) -> None:
    reading = read_facets(described(text)).readings[facet]
    assert reading.value == value
    assert reading.source == "text"
    assert reading.read == text[reading.start : reading.end].strip()


def test_what_the_text_does_not_say_is_read_beside_it() -> None:
    question = described(
        "Antal barn och unga i familjehem den 1 november",
        population="Barn och unga 0–20 år",
        reference_time="1 november 2025",
        unit="personer",
    )
    readings = read_facets(question).readings
    assert readings["age"].value == (0, 20)
    assert readings["age"].source == "population"
    assert readings["period"].value == ("point", 11, 1, 2025)
    assert readings["period"].source == "text"


def test_answers_of_none_some_or_all_are_no_count() -> None:
    question = described("Hur många av boendena har wifi?", scale="inga/några/alla")
    assert read_facets(question).readings["measure"].value == ("extent",)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("äldreboende", "särskilt boende"),
        ("wi-fi", "trådlöst nätverk"),
        ("har erbjudits", "fick erbjudande"),
        ("försörjningsstöd", "ekonomiskt bistånd"),
    ],
)
def test_words_of_the_trade_are_folded_to_one(one: str, other: str) -> None:
    def said(text: str) -> set[str]:
        return {w.stem for w in words(text, "sv") if not w.is_generic}

    assert said(one) == said(other)


def test_compounds_are_split_into_known_words() -> None:
    lexicon = Lexicon(["hemtjänst", "plan för kontinuitet", "tagare"], "sv")
    assert lexicon.parts("kontinuitetsplan") == ("kontinuitet", "plan")
    assert lexicon.parts("LSS-beslut".lower()) == ("lss", "beslut")
    assert lexicon.parts("badrum") == ()


def test_normalising_takes_away_what_never_matters() -> None:
    assert normalise("12. Antal barn, enl. LVU (-2024)?") == normalise("antal barn enligt LVU")


def test_numbers_in_words_are_numbers() -> None:
    assert set(numbers("inom fyra månader, 1 250 kronor", "sv")) == {"4", "1250"}


def test_a_question_that_points_back_is_known() -> None:
    assert points_back("Hur många av dessa hade en plan?")
    assert not points_back("Hur många personer hade hemtjänst?")
