"""Facets are read from both languages, each with where it stood."""

from __future__ import annotations

import numpy as np
import pytest

from surveyapp.overlap.rules import proposing
from surveyapp.overlap.rules.comparing.facets import FacetComparison, compare_facets
from surveyapp.overlap.rules.facets import Described, Relation
from surveyapp.overlap.rules.reading.measures import scale_of
from surveyapp.overlap.rules.reading.question import read_facets
from surveyapp.overlap.rules.refitting import counts
from surveyapp.overlap.rules.screening import Coded, is_held_apart
from surveyapp.overlap.rules.text import (
    Lexicon,
    normalise,
    numbers,
    numbers_conflict,
    points_back,
    words,
)
from surveyapp.overlap.rules.verdicts import is_vetoed
from surveyapp.overlap.rules.vetoes import vetoes
from tests.overlap.questions import assessed, described


def line(ours: Described, theirs: Described, name: str) -> FacetComparison:
    """Return what is said of one facet of a pair."""
    found = compare_facets(read_facets(ours), read_facets(theirs))
    return next(f for f in found if f.name == name)


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
        ("Av befolkningen mellan 20 och 64: antal", "sv", (20, 64)),
        ("Hur många under 30 hade stöd i maj?", "sv", (0, 29)),
        ("Hur många äldre över 85 bodde hemma?", "sv", (86, 200)),
        ("Får den som är över 65 och bor själv hjälp?", "sv", (66, 200)),
        ("Suspects under 18 interviewed by police", "en", (0, 17)),
        ("Share of under-18 suspects met", "en", (0, 17)),
        ("Participants over 65 left in the activity", "en", (66, 200)),
        ("Med egen plan, LSS < 65 år, andel brukare", "sv", (0, 64)),
        ("En plan för personer under 18 år gjordes", "sv", (0, 17)),
        ("Antal personer 75 år– med larm i maj", "sv", (75, 200)),
        ("Larm i hemmet 65–, antal personer", "sv", (65, 200)),
        ("Andelen 80-plussare med insatser", "sv", (80, 200)),
        ("Fick 75-plussarna besök?", "sv", (75, 200)),
        ("Besök hos dem som under året fyllde 80", "sv", (80, 80)),
        ("Young people who turned 18 in the year", "en", (18, 18)),
        ("Lön vid 16 års ålder för feriejobb", "sv", (16, 16)),
        ("Daily activities end at age 67 for all", "en", (67, 67)),
        ("Samtycke av den som uppnått 15 års ålder", "sv", (15, 200)),
        ("Arvode för en tolvåring i familjehem", "sv", (12, 12)),
        ("The fee for a child aged 12, in kronor", "en", (12, 12)),
        ("Bor någon kvar efter sin 18-årsdag?", "sv", (18, 200)),
        ("Unga som ännu inte är 20 med insats", "sv", (0, 19)),
        ("Hörs den som inte är myndig i enrum?", "sv", (0, 17)),
        ("Utreds ännu inte straffmyndiga barn?", "sv", (0, 14)),
        ("Hörs barnet om barnet är över sju år?", "sv", (8, 200)),
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
        "Antal ärenden äldre än fem år i januari",
        "Trygghetsindex för placerade barn, 0–100",
        "Medelvärde (1–5) bland personalen",
        "Nyanlända med skolgång 0–9 år",
        "Vatten dygn 1–3, liter per person",
        "Klienternas tid: upp till 25, 50 eller 75 procent",
        "Stöd i förskolan till förskolebarn",
        "Team för barn, läget sedan 2021–",
    ],
)
def test_other_numbers_are_no_age(text: str) -> None:
    assert "age" not in read_facets(described(text)).readings


@pytest.mark.parametrize(
    ("text", "facet", "value"),
    [
        ("Hur många hushåll fick ekonomiskt bistånd?", "counted", ("household",)),
        ("Dödsboanmälningar per tusen avlidna", "measure", ("per_inhabitant",)),
        ("Hur många av tiotusen vuxna har ledsagning?", "measure", ("per_inhabitant",)),
        ("Antal lån delat med folkmängden", "measure", ("per_inhabitant",)),
        ("Kronor delat med antal invånare", "measure", ("amount_per_inhabitant",)),
        ("Kostnad för bad, utslagen på invånarna", "measure", ("amount_per_inhabitant",)),
        ("Kostnad för bad utslagen på antalet besök, kr", "measure", ("amount",)),
        ("Bidrag som utgår av 10 000 kr, antal", "measure", ("count",)),
        ("Hur många av hundra boende är nöjda?", "measure", ("share",)),
        ("Antal nöjda genom antal svarande × 100", "measure", ("share",)),
        ("Personal, pct, med utbildning", "measure", ("share",)),
        ("Elever med 50 procents frånvaro, antal", "measure", ("count",)),
        ("Smärtlindrande medel, andel som fått dem", "measure", ("share",)),
        ("Medelväntetid från datum för beslut", "measure", ("mean",)),
        ("Genomförda samtal, antal", "measure", ("count",)),
        ("Varnas det innan utredningstiden är slut? Ja eller nej", "measure", ("yes_no",)),
        ("Vet ni hur många som väntar?", "measure", ("yes_no",)),
        ("Stöd nattetid", "direction", ("hours:1",)),
        ("Stöd kl. 22-07", "direction", ("hours:1",)),
        ("Stöd under kvällen", "direction", ("hours:2",)),
        ("Beslut som verkställdes inte", "direction", ("polarity:1", "realise:1-")),
        ("Redogörelser som skolan skickade in", "direction", ("received:0",)),
        ("Hur mycket krävde ni tillbaka?", "direction", ("repay:1",)),
        ("Personer utan hyreskontrakt beviljade bistånd", "direction", ("outcome:0", "polarity:1")),
        ("Ses rutinen över varje år?", "follow_up", ("followed",)),
        ("Antal kvinnor respektive män", "breakdown", ("sex",)),
        ("Antal beviljade, avslagna", "breakdown", ("direction",)),
        ("Svar: antal som fick bifall, antal som fick avslag", "breakdown", ("direction",)),
        ("Larm hos hemmaboende äldre", "area", ("home_care",)),
        ("Larm: 65–74 år, 75–84 år", "breakdown", ("age",)),
        ("Insatser uppdelat på kön", "breakdown", ("sex",)),
        ("Personer över 80 år utanför särskilt boende", "area", ("home_care",)),
        ("Kommunal hälso- och sjukvård i hemmet", "area", ("home_nursing",)),
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
        ("Antal enskilda utförare med avtal", "counted", ("unit",)),
        ("Antal enskilda som fick råd", "counted", ("person",)),
        ("Hur många personer är anställda på kontoret?", "counted", ("staff",)),
        ("Antal brukare som var anställda ett år senare", "counted", ("person",)),
        ("Hur många våldsutsatta familjer fick hjälp?", "counted", ("household",)),
        ("Antal elever per lärare omräknat till heltid", "counted", ("person",)),
        ("Antal lärare omräknat till heltid", "counted", ("fte",)),
        ("Anställda på enheten 1/9, omräknat till heltid", "counted", ("fte",)),
        ("Antal ssk-besök under natten", "counted", ("visit",)),
        ("Antal vårdare/anhöriga som fick stöd", "counted", ("staff",)),
        ("Antal personer anställda som assistenter", "counted", ("staff",)),
        ("Mottagare av bistånd (hushåll), antal", "counted", ("household",)),
        ("Hur många föräldrar ångrade sig? Räkna ärenden.", "counted", ("case",)),
        ("Trygghetslarm hemma, personer 65+, antal", "counted", ("person",)),
        ("Trygghetslarm, installerade hemma, antal", "counted", ("device",)),
        ("Kvinnoandel bland de placerade", "sex", ("women",)),
        ("Pappors andel av dagarna", "sex", ("men",)),
        ("Antal handläggare omräknat till heltider", "counted", ("fte",)),
        ("Följs rutinen för att snabbt möta oro upp?", "follow_up", ("followed",)),
        ("Finns en rutin, beslutad eller reviderad i år?", "follow_up", ("exists",)),
        ("En plan, skriven eller setts över i år, beviljade", "direction", ("outcome:0",)),
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
        ("Do you share a centre?", "measure", ("yes_no",)),
        ("Cost of culture divided by the population", "measure", ("amount_per_inhabitant",)),
        ("How many in every hundred clients?", "measure", ("share",)),
        ("How many people are employed at the office?", "counted", ("staff",)),
        ("Number of persons who were employed in 2024", "counted", ("staff",)),
        ("How many people with home help are employed?", "counted", ("person",)),
        ("Is there a map required by Act 2023:196?", "breakdown", ()),
        ("Decisions by sex", "breakdown", ("sex",)),
        ("Is the plan signed by the unit manager?", "level", ()),
        ("Does the unit have a plan?", "level", ("unit",)),
        ("Private residential care homes for girls", "area", ()),
        ("Residential care for older people", "area", ("special_housing",)),
        ("Routine for a follow-up conversation", "follow_up", ("exists",)),
        ("Decisions on a contact person, whether or not carried out", "direction", ()),
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
        ("Andel av enheterna med en plan", "level"),
        ("Flyttade från det skyddade boendet", "level"),
        ("Kostnad per boende, kr", "breakdown"),
        ("Lägenheter med kök för sig, antal", "breakdown"),
        ("Fast omsorgskontakt, behov därav finns", "breakdown"),
        ("Stödboende (SoL) efter LVM, antal", "breakdown"),
        ("Kvinnors lön som andel av mäns, kommunen", "breakdown"),
        ("Kvinnor och män sammanlagt, antal", "breakdown"),
        ("Vård, alkohol eller narkotika", "breakdown"),
        ("Samtal med barn, efter ålder och mognad", "breakdown"),
        ("Ärenden, ej fördelade, antal", "breakdown"),
        ("Hushåll med hemmaboende barn", "area"),
        ("Beslut om insats, verkställt eller ej", "direction"),
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
    ("said", "kind"),
    [("yes_no", "yes_no"), ("multiple", "code"), ("single", "code"), ("integer", "count")],
)
def test_a_kind_of_answer_is_a_scale(said: str, kind: str) -> None:
    assert scale_of(said) == kind
    readings = read_facets(described("Rutin för avvikelser", answer=said)).readings
    assert readings["measure"].value == readings["options"].value == (kind,)
    assert readings["options"].source == "scale"


def test_a_scale_goes_before_options_and_options_before_a_kind() -> None:
    options = ("Ja", "Nej")
    readings = read_facets(described("Rutin", options=options, answer="multiple")).readings
    assert readings["measure"].value == ("yes_no",)
    assert readings["measure"].read == "Ja / Nej"
    readings = read_facets(described("Rutin", scale="datum", options=options)).readings
    assert readings["measure"].value == ("date",)


@pytest.mark.parametrize(
    ("ours", "theirs", "relation"),
    [
        (("Alla", "Vissa", "Ingen"), ("ingen.", "1. Alla", "vissa"), Relation.SAME),
        (("Alla", "Vissa", "Ingen"), ("Alla", "Ingen"), Relation.UNKNOWN),
        (("Ja", "Nej"), ("Yes", "No"), Relation.SAME),
        (("Ja", "Nej"), ("Ja", "Nej", "Vet ej"), Relation.UNKNOWN),
        (("Ja", "Nej"), (), Relation.UNKNOWN),
    ],
)
def test_lists_of_options_are_compared_as_sets(
    ours: tuple[str, ...], theirs: tuple[str, ...], relation: Relation
) -> None:
    a, b = (described("Stöd till anhöriga", options=listed) for listed in (ours, theirs))
    found = compare_facets(read_facets(a), read_facets(b))
    assert next(f for f in found if f.name == "options").relation is relation
    assert vetoes(found) == ()


def test_of_a_long_list_the_beginning_is_shown() -> None:
    towns = tuple(f"Kommun {chr(65 + n)}" for n in range(26))
    reading = read_facets(described("Var bor personen?", options=towns)).readings["options"]
    assert (reading.value, reading.read) == (("list",), " / ".join(towns[:8]))
    assert len(reading.detail) == 26


# --- what is told beside a question ---------------------------------------------------------------

REGISTER = "Antal personer med beslut om insats"


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("kalenderåret 2025", ("span", "2025-01-01", "2025-12-31")),
        ("1 november varje år", ("point", 11, 1, 0)),
        ("31 december 2025", ("point", 12, 31, 2025)),
        ("1 januari–30 juni 2026", ("span", "2026-01-01", "2026-06-30")),
        ("varje år", ()),
        ("kalenderåret", ()),
        ("året", ()),
        ("kalendermånad", ()),
        ("senaste 12 månaderna", ()),
        ("kalenderåret och 1 november", ()),
        ("1 november; därefter löpande", ()),
        ("ej läst", ()),
    ],
)
def test_a_collection_tells_a_time_only_where_it_states_one(
    said: str, value: tuple[object, ...]
) -> None:
    facets = read_facets(described(REGISTER, collection_time=said))
    assert "period" not in facets.readings
    told = facets.beside.get("period")
    assert (told.value if told else ()) == value
    assert told is None or told.source == "collection_time"
    assert len(facets.periods) == bool(value)
    asked = described(f"{REGISTER} den 1 juni 2025")
    relation = line(asked, described(REGISTER, collection_time=said), "period").relation
    assert value or relation is Relation.UNKNOWN


def test_the_time_of_a_collection_can_agree_or_differ_but_narrows_nothing() -> None:
    theirs = described(REGISTER, collection_time="1 november 2025")
    on_the_day = described(f"{REGISTER} den 1 november 2025")
    assert line(on_the_day, theirs, "period").relation is Relation.SAME
    in_the_year = described(f"{REGISTER} den 31 december 2025")
    assert line(in_the_year, theirs, "period").relation is Relation.CONFLICT
    found = compare_facets(read_facets(described(REGISTER)), read_facets(theirs))
    assert vetoes(found) == ()
    shown = assessed(described(REGISTER), theirs)
    assert shown.proposal == "same"
    (period,) = (f for f in shown.as_json()["facets"] if f["name"] == "period")
    assert period["theirs"]["source"] == "collection_time"
    assert period["theirs"]["read"] == "1 november 2025"
    assert period["agrees"] == "unknown"


def test_a_pair_is_held_apart_by_what_its_collection_says_before_it_is_compared() -> None:
    theirs = read_facets(
        described(REGISTER, collection_time="1 november 2025", collection_population="kvinnor")
    )
    texts = (
        f"{REGISTER} den 1 november 2025",
        f"{REGISTER} den 31 december 2025",
        "Antal kvinnor med beslut om insats",
        "Antal män med beslut om insats",
        REGISTER,
    )
    ours = [read_facets(described(text)) for text in texts]
    rows = np.arange(len(ours))
    apart = is_held_apart(Coded.of(ours), Coded.of([theirs]), rows, np.zeros_like(rows))
    assert apart.tolist() == [is_vetoed(compare_facets(one, theirs)) for one in ours]
    assert apart.tolist() == [False, True, False, True, False]


def test_a_question_that_states_a_time_heeds_no_other() -> None:
    facets = read_facets(described(f"{REGISTER} 2024", collection_time="kalenderåret 2025"))
    assert [p.year() for p in facets.periods] == [2024]
    assert facets.beside == {}


def test_the_population_of_a_collection_tells_an_age_and_forbids_nothing_else() -> None:
    theirs = described(REGISTER, collection_population="kvinnor från 65 år med insats enligt LSS")
    facets = read_facets(theirs)
    assert facets.ages == ((65, 200),)
    assert {r.source for r in facets.beside.values()} == {"collection_population"}
    assert {"age", "sex", "law"} <= set(facets.beside)
    assert not {"age", "sex", "law"} & set(facets.readings)
    children = described("Antal personer 0–17 år med beslut om insats")
    assert line(children, theirs, "age").relation is Relation.CONFLICT
    assert vetoes(compare_facets(read_facets(described(REGISTER)), facets)) == ()
    other_law = compare_facets(read_facets(described(f"{REGISTER} enligt SoL")), facets)
    law = next(f for f in other_law if f.name == "law")
    assert law.relation is Relation.UNKNOWN
    assert [v.kind for v in vetoes(other_law)] == ["one_sided"], "as if nothing was told"
    assert line(described(f"{REGISTER} enligt LSS"), theirs, "law").relation is Relation.SAME


def test_ages_of_several_groups_are_nobody_in_particular() -> None:
    several = "barn 0–17 år och vuxna 18–64 år"
    assert read_facets(described(REGISTER, collection_population=several)).ages == ()


def test_the_legal_basis_can_agree_but_not_differ() -> None:
    theirs = described(REGISTER, legal_basis="Socialtjänstlagen 17 kap. 1 §")
    found = line(described(f"{REGISTER} enligt SoL"), theirs, "law")
    assert found.relation is Relation.SAME
    assert found.theirs_beside is not None
    assert found.theirs_beside.source == "legal_basis"
    assert line(described(f"{REGISTER} enligt LSS"), theirs, "law").relation is Relation.UNKNOWN
    assert vetoes(compare_facets(read_facets(described(REGISTER)), read_facets(theirs))) == ()


def test_breakdowns_that_the_source_lists_narrow_nothing() -> None:
    theirs = described(REGISTER, breakdowns="Kön, åldersgrupp")
    (told,) = read_facets(theirs).beside.values()
    assert (told.value, told.source) == (("age", "sex"), "breakdowns")
    assert told.read == "Kön, åldersgrupp"
    assert vetoes(compare_facets(read_facets(described(REGISTER)), read_facets(theirs))) == ()
    by_sex = described(f"{REGISTER} uppdelat på kön")
    assert line(by_sex, described(REGISTER), "breakdown").relation is Relation.OUTSIDE
    assert line(by_sex, theirs, "breakdown").relation is Relation.SAME


# --- who does it ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "value", "read"),
    [
        ("Har kommunen en rutin?", "sv", "municipality", "kommunen"),
        ("Beslutar socialnämnden om planen?", "sv", "board", "socialnämnden"),
        ("Samverkar regionen om planen?", "sv", "region", "regionen"),
        ("Antal beslut av förvaltningsrätten", "sv", "court", "förvaltningsrätten"),
        ("Antal anmälningar från polisen", "sv", "police", "polisen"),
        ("Antal anmälningar från skolan", "sv", "school", "skolan"),
        ("Ersättning från Försäkringskassan", "sv", "social_insurance", "Försäkringskassan"),
        ("Anvisar Arbetsförmedlingen?", "sv", "employment_service", "Arbetsförmedlingen"),
        ("Does the municipality have a plan?", "en", "municipality", "the municipality"),
        ("Has the social welfare board decided?", "en", "board", "social welfare board"),
        ("Number of reports from the police", "en", "police", "police"),
        ("Number of reports from schools", "en", "school", "from schools"),
        ("Decisions by the administrative court", "en", "court", "administrative court"),
        (
            "Does the National Board of Health and Welfare ask?",
            "en",
            "health_board",
            "Board of Health and Welfare",
        ),
    ],
)
def test_who_does_it_is_read(text: str, language: str, value: str, read: str) -> None:
    reading = read_facets(described(text, language=language)).readings["actor"]
    assert (reading.value, reading.read, reading.source) == ((value,), read, "text")
    assert text[reading.start : reading.end] == read


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Antal barn som bor i kommunen", "sv"),
        ("Antal anmälningar till polisen", "sv"),
        ("Stöd i skolan", "sv"),
        ("Ersättning till Försäkringskassan", "sv"),
        ("Children who live in the municipality", "en"),
        ("Number of reports to the police", "en"),
        ("Decisions under the Social Services Act", "en"),
        ("Applications to the Swedish Social Insurance Agency", "en"),
        ("Frånvaro från skolan", "sv"),
    ],
)
def test_where_and_to_whom_is_nobody_who_does_it(text: str, language: str) -> None:
    assert "actor" not in read_facets(described(text, language=language)).readings


def test_who_does_it_is_shown_and_settles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = "Har kommunen en rutin för avvikelser?", "Har nämnden en rutin för avvikelser?"
    assert line(described(ours), described(ours), "actor").relation is Relation.SAME
    differs = compare_facets(read_facets(described(ours)), read_facets(described(theirs)))
    assert next(f for f in differs if f.name == "actor").relation is Relation.UNKNOWN
    assert vetoes(differs) == ()
    relations = {f.name: f.relation.value for f in differs}
    without = {name: said for name, said in relations.items() if name != "actor"}
    assert counts(relations) == counts(without)
    reworded = "Finns en rutin för avvikelser som kommunen följer?"
    score = assessed(ours, reworded).score
    monkeypatch.setattr(proposing, "SHOWN_ONLY", frozenset())
    assert assessed(ours, reworded).score > score, "a facet that counts would have raised it"


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


@pytest.mark.parametrize(
    ("ours", "theirs", "language"),
    [
        ("bilar per 10 000 hushåll", "cars per 10,000 households", "en"),
        ("per tusen elever", "per 1.000 elever", "sv"),
        ("under en fjortondagarsperiod", "over 14 days", "en"),
        ("treårsmedelvärde", "three-year average", "en"),
        ("bemannat kl. 22–07", "staffed 10 p.m. to 7 a.m.", "en"),
        ("öppet 08.00–17.00", "open 8 am–5 pm", "en"),
        ("efter klockan sex på kvällen", "efter kl. 18:00", "sv"),
        ("kl. 18–21", "between 6 and 9 in the evening", "en"),
        ("enligt § 9.4 LSS", "under section 9(4) LSS", "en"),
        ("enligt 3 kap. 2 §", "Chapter 3, section 2", "en"),
    ],
)
def test_a_number_is_the_same_however_it_is_written(ours: str, theirs: str, language: str) -> None:
    a, b = (set(numbers(text, language)) for text, language in ((ours, "sv"), (theirs, language)))
    assert a
    assert a == b


@pytest.mark.parametrize(
    ("ours", "theirs", "is_conflict"),
    [
        ("per 10 000 hushåll", "per 1 000 hushåll", True),
        ("öppet kl. 8", "öppet kl. 8 på kvällen", True),
        ("enligt 3 kap. 2 §", "enligt 3 kap. 4 §", True),
        ("enligt lag (2006:100)", "enligt lag (2003:200)", True),
        ("boende i 2,5 rum", "boende i 25 rum", True),
        ("enligt 3 kap. 2 §, två gånger", "två gånger", False),
        ("enligt 3 kap. 2 §", "de tre stegen", False),
        ("en plan", "2 planer", False),
    ],
)
def test_numbers_conflict_where_each_has_one_more(
    ours: str, theirs: str, is_conflict: bool
) -> None:
    a, b = set(numbers(ours, "sv")), set(numbers(theirs, "sv"))
    assert numbers_conflict(a, b) is is_conflict


def test_a_question_that_points_back_is_known() -> None:
    assert points_back("Hur många av dessa hade en plan?")
    assert not points_back("Hur många personer hade hemtjänst?")


@pytest.mark.parametrize(
    ("text", "language", "facet"),
    [
        ("Is tuition given in the mother tongue?", "en", "sex"),
        ("Grants to a women's refuge", "en", "sex"),
        ("Barn vars far är okänd", "sv", "sex"),
        ("Hur många sökte bostad? (en ansökan per person)", "sv", "counted"),
        ("Skyddat boende, egen drift: platsantal", "sv", "counted"),
        ("Ärenden/handläggare i snitt", "sv", "counted"),
        ("Nöjda med särskilt boende i sin helhet", "sv", "population"),
        ("Får man läsa sina gamla akter?", "sv", "population"),
        ("Våld mellan närstående", "sv", "population"),
        ("Antal som blev myndiga i år", "sv", "population"),
    ],
)
def test_what_is_only_named_is_not_whom_it_is_about(text: str, language: str, facet: str) -> None:
    assert facet not in read_facets(described(text, language=language)).readings
