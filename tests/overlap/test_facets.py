"""Facets are read from both languages, each with where it stood."""

from __future__ import annotations

import pytest

from surveyapp.overlap.rules.reading.question import read_facets
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
        ("Number of children under seven living at home", "en", (0, 6)),
        ("schoolchildren over 12 with supervision", "en", (13, 200)),
        ("people over the age of 65 in care", "en", (66, 200)),
        ("Så många som är äldre än 65 får stöd", "sv", (66, 200)),
        ("äldre (65–w år)", "sv", (65, 200)),
        ("personer som är 65 eller mer i boendet", "sv", (65, 200)),
        ("persons aged 65 or more living at home", "en", (65, 200)),
        ("personer över eller lika med 18 år", "sv", (18, 200)),
        ("en person som fyllt 65 i snitt", "sv", (65, 200)),
        ("unga som lämnade vården innan de fyllt 18", "sv", (0, 17)),
        ("alla invånare som fyller 80 år", "sv", (80, 80)),
        ("everyone who turns 80 and lives alone", "en", (80, 80)),
        ("unga mellan 18 och 24 fick bistånd", "sv", (18, 24)),
        ("16- och 17-åringar i stödboende", "sv", (16, 17)),
        ("15, 16 and 17-year-olds", "en", (15, 17)),
        ("75-åringar och äldre", "sv", (75, 200)),
        ("kommunens ett- till femåringar", "sv", (1, 5)),
        ("one- to five-year-olds in preschool", "en", (1, 5)),
        ("Housing for 16–20-year-olds", "en", (16, 20)),
        ("Kan den under 18 år som slår få stöd?", "sv", (0, 17)),
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
        "Personer med ≥120 hemtjänsttimmar",
        "Trycksår (kategori 2–4) hos boende",
        "Personer i hemlöshet (situationer 1–4) 2023",
        "Barn som väntat äldre än 3 månader",
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
        ("Antal beslut som inte har verkställts", "direction", ("polarity:1", "realise:1-")),
        ("Beslut som väntat i tre månader på verkställighet", "direction", ("realise:1-",)),
        ("Ej verkställda gynnande beslut", "direction", ("outcome:0", "polarity:1", "realise:1-")),
        ("Tackade under 2023 nej till ett boende", "direction", ("offer:1",)),
        ("Antal dagar mellan inskrivning och avslut", "direction", ("course:0", "course:1")),
        ("Antal personer som står i kö till en plats", "direction", ("queue:0",)),
        ("Hur ofta, i antal rapporter, slås larm?", "measure", ("count",)),
        ("Kostnad delad med antalet brukare, kr", "measure", ("amount",)),
        ("Nöjda med maten (%)", "measure", ("share",)),
        ("Inom hur många dagar ges svar?", "measure", ("duration",)),
        ("Beslutar nämnden i frågan?", "measure", ("yes_no",)),
        ("Hur många boende- och umgängesutredningar?", "counted", ("investigation",)),
        ("Samarbetssamtal, berörda barn (antal)", "counted", ("child",)),
        ("Antal handläggare omräknat till heltider", "counted", ("fte",)),
        ("Följs rutinen för att snabbt möta oro upp?", "follow_up", ("followed",)),
        ("Finns en rutin, beslutad eller reviderad i år?", "follow_up", ("exists",)),
        ("Elever i fristående skolor", "provider", ("private",)),
        ("Dusch ≥1 gång/vecka", "limit", ("every", 7, "day")),
        ("Besök minst två gånger per år", "limit", ("every", 180, "day")),
        ("Besök fyra gånger årligen eller oftare", "limit", ("every", 90, "day")),
        ("Test minst en gång i månaden", "limit", ("every", 30, "day")),
        ("Chefer med >30 underställda", "limit", ("from", 31, "")),
        ("Besked inom ett halvår", "limit", ("within", 180, "day")),
        ("Besked inom tio vardagar", "limit", ("within", 10, "workday")),
        ("Besök högst en halvtimme från avtalad tid", "limit", ("to", "0.5", "hour")),
        ("Klara sex månader efter avslut", "limit", ("within", 180, "day")),
        ("Bidrag större än 100 tkr", "limit", ("over", "100000", "kr")),
        ("Bredband om minst 1 Gbit/s", "limit", ("from", "1000", "mbit")),
        ("120 timmar eller mer", "limit", ("from", "120", "hour")),
        ("Personer med tio läkemedel eller fler", "limit", ("from", 10, "")),
        ("Möter under en tvåveckorsperiod", "limit", ("during", 14, "day")),
        ("Antal anmälningar enligt lex Maria", "direction", ("lex:1",)),
    ],
)
def test_a_facet_is_read_from_the_text(text: str, facet: str, value: tuple[object, ...]) -> None:
    reading = read_facets(described(text)).readings[facet]
    assert reading.value == value
    assert reading.source == "text"
    assert reading.read == text[reading.start : reading.end].strip()


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        ("Bostad enligt LSS 9:8", ("9.8",)),
        ("Bostad enligt 9 § 8 LSS", ("9.8",)),
        ("Housing under LSS section 9(8)", ("9.8",)),
        ("Korttidsvistelse enligt LSS", ("9.6",)),
        ("Beslut enligt SoL 4:1", ("4:1",)),
    ],
)
def test_sections_of_a_law_are_written_in_one_way(text: str, sections: tuple[str, ...]) -> None:
    assert read_facets(described(text)).readings["law"].detail == sections


def test_a_guardian_is_no_man() -> None:
    assert "sex" not in read_facets(described("Hur många gode män fanns i kommunen?")).readings


@pytest.mark.parametrize(
    ("text", "facet", "value"),
    [
        ("Number of non-executed decisions", "direction", ("polarity:1", "realise:1-")),
        ("Number of decisions yet to be implemented", "direction", ("realise:1-",)),
        ("Number of applications submitted", "direction", ()),
        ("Number of child welfare investigations", "counted", ("investigation",)),
        ("Average number of days patients waited", "counted", ("day",)),
        ("Number of comments from users", "counted", ("complaint",)),
        ("Falls per 100,000 of that age, three-year average", "measure", ("per_inhabitant",)),
        ("Procedure for monitoring the time limit", "follow_up", ()),
        ("Children placed in out-of-home care", "area", ()),
        ("Number of guardians and administrators", "population", ()),
        ("Have you laid down a procedure?", "level", ()),
    ],
)
def test_a_facet_is_read_from_english(text: str, facet: str, value: tuple[object, ...]) -> None:
    reading = read_facets(described(text, language="en")).readings.get(facet)
    assert (reading.value if reading else ()) == value


@pytest.mark.parametrize(
    ("text", "facet"),
    [
        ("Hur många har trygghetslarm?", "counted"),
        ("Studerande med medel från staten", "measure"),
        ("Finns en rutin för att kontrollera tiden?", "follow_up"),
        ("Frågas det om den äldre är utsatt för våld?", "level"),
    ],
)
def test_a_word_in_another_part_is_no_facet(text: str, facet: str) -> None:
    assert facet not in read_facets(described(text)).readings


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


@pytest.mark.parametrize(
    "text",
    [
        "F12: Antal barn i familjehem den 31 december 2023",
        "3 b) Antal barn i familjehem den 31 dec. 2023?",
        "Fråga 4. ANTAL BARN i familjehem den 31 dec 2023",
        "12.3 Antal barn i familjehem den 31 december 2023.",
    ],
)
def test_numbering_and_short_forms_never_matter(text: str) -> None:
    assert normalise(text) == "antal barn i familjehem den 31 december 2023"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2.5 procent av barnen", "3.5 procent av barnen"),
        ("2023. Hur många barn?", "2024. Hur många barn?"),
        ("3 barn får stöd", "4 barn får stöd"),
        ("Fråga 4 gäller barn", "Fråga 5 gäller barn"),
    ],
)
def test_a_number_that_says_something_is_no_numbering(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


def test_normalising_takes_away_what_never_matters() -> None:
    assert normalise("12. Antal barn, enl. LVU (-2024)?") == normalise("antal barn enligt LVU")


def test_numbers_in_words_are_numbers() -> None:
    assert set(numbers("inom fyra månader, 1 250 kronor", "sv")) == {"4", "1250"}


def test_a_question_that_points_back_is_known() -> None:
    assert points_back("Hur många av dessa hade en plan?")
    assert not points_back("Hur många personer hade hemtjänst?")
