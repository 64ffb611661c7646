"""What the facets forbid, what they leave open, and what an administrator's lists add."""

from __future__ import annotations

import pytest

from surveyapp.overlap.rules.comparing.facets import FacetComparison, compare_facets
from surveyapp.overlap.rules.facets import Relation
from surveyapp.overlap.rules.reading.question import read_facets
from surveyapp.overlap.rules.terms import Terms
from surveyapp.overlap.rules.text import words
from surveyapp.overlap.rules.vetoes import new_edition, vetoes
from tests.overlap.questions import described


def compared(
    ours: str, theirs: str, languages: str = "sv sv", terms: Terms | None = None
) -> list[FacetComparison]:
    one, other = languages.split()
    a = read_facets(described(ours, language=one), one, terms)
    b = read_facets(described(theirs, language=other), other, terms)
    return compare_facets(a, b, terms)


@pytest.mark.parametrize(
    ("ours", "theirs", "facet"),
    [
        ("Antal ärenden under 2023", "Antal ärenden under tjugohundratjugotvå", "period"),
        ("Antal ärenden under 2023", "Antal ärenden de senaste tolv månaderna", "period"),
        ("Antal ärenden, kvartal III/2023", "Antal ärenden, okt.–dec. 2023", "period"),
        ("Antal ärenden på nyårsafton 2023", "Antal ärenden, året före 2024", "period"),
        ("Antal barn under 13 år i familjehem", "Antal barn 13–17 år i familjehem", "age"),
        ("Antal personer som fyllt 65", "Antal personer 18 till 64 år", "age"),
        ("Antal kvinnor med hemtjänst", "Antal män med hemtjänst", "sex"),
        ("Antal hushåll med bistånd", "Antal beslut om bistånd", "counted"),
        ("Antal utförda timmar", "Antal planerade timmar", "direction"),
        ("Antal ej verkställda beslut", "Antal verkställda beslut", "direction"),
        ("Antal klagomål från föräldrar", "Antal klagomål från chefer", "population"),
        ("Antal platser i egen regi", "Antal platser hos privata utförare", "provider"),
        ("Antal beslut enligt 4 kap. 1 § SoL", "Antal beslut enligt SoL 4:2", "law"),
        ("Beslut inom tre månader, antal", "Beslut inom 14 dagar, antal", "limit"),
        ("Test minst en gång i månaden", "Test minst en gång i veckan", "limit"),
        ("Besök fler än fyra gånger per år", "Besök minst fyra gånger per år", "limit"),
        ("Gård om minst 0.5 hektar", "Gård om minst 1.5 hektar", "limit"),
        ("Minst 70 kronor per dag", "Mer än 70 kronor per dag", "limit"),
        ("Personer med hemtjänst, antal", "Kvinnor med hemtjänst, antal", "sex"),
        ("Antal barn med stöd", "Antal personer 65 år och äldre med stöd", "age"),
        ("Korttidsvistelse enligt LSS, antal", "Korttidstillsyn enligt LSS, antal", "law"),
        ("Antal rapporter enligt lex Sarah", "Antal anmälningar enligt lex Maria", "direction"),
        ("Antal beviljade timmar i hemtjänst", "Antal utförda timmar i hemtjänst", "direction"),
        ("Antal hembesök hos äldre", "Antal erbjudna hembesök hos äldre", "direction"),
        ("Antal personer med stöd", "Antal anhöriga med stöd", "population"),
        ("Kostnad för platser på boende", "Kostnad för privata platser på boende", "provider"),
        ("Klarar boendet 24 timmar utan el?", "Klarar boendet minst en vecka utan el?", None),
    ],
)
def test_a_conflict_forbids_the_same(ours: str, theirs: str, facet: str | None) -> None:
    found = {v.facet: v.kind for v in vetoes(compared(ours, theirs))}
    assert found.get(facet or "", "") == ("conflict" if facet else "")


def test_those_who_work_there_are_not_surely_those_who_have_it() -> None:
    theirs = "Hur många personer har hemtjänst?"
    found = vetoes(compared("Anställda personer, hemtjänsten, antal", theirs))
    assert [(v.facet, v.kind, v.is_hard) for v in found] == [("counted", "one_sided", False)]
    assert not vetoes(compared("Antal anställda i hemtjänsten", "Hemtjänsten: anställda, antal"))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Antal boende den 31 december 2022", "Antal boende vid årsskiftet 2022/23"),
        ("Antal ärenden, första halvåret 2023", "Antal ärenden 1 januari–30 juni 2023"),
        ("Antal ärenden, helår -23", "Antal ärenden mellan nyårsdagen och nyårsafton 2023"),
        ("Antal personer 65+", "Antal personer som fyllt sextiofem år"),
        ("Antal barn och unga 0–20 år", "Antal barn och unga under 21 år"),
        ("Antal vuxna i öppenvård", "Antal personer 18 år och äldre i öppenvård"),
        ("Antal beslut enligt LVU", "Antal beslut enligt lagen (1990:52) med särskilda bestämmelser om vård av unga"),
        ("Personer med minst tio läkemedel", "Personer med fler än nio läkemedel"),
        ("Beslut inom två veckor, antal", "Beslut inom 14 dagar, antal"),
        ("Antal platser as at 1/10/2021", "Antal platser 2021-10-01"),
        ("Antal larm den sista dagen 2022", "Antal larm vid 2022 års utgång"),
        ("Antal barn enligt LSS 9:8", "Antal barn enligt 9 § 8 LSS"),
        ("Sommarjobb hos kommunen 2021", "Sommarjobb hos kommunen sommaren 2021"),
        ("Gård om minst ett halvt hektar", "Gård om minst 0.5 hektar"),
        ("Gård om minst 0,5 hektar", "Gård om minst 0.5 hektar"),
        ("Bredband om minst 1 Gbit/s", "Bredband om minst 1 000 Mbit/s"),
        ("Hembesök, alla som fyller 80 år", "Hembesök, samtliga 80-åringar"),
        ("Hur många personer är hemlösa?", "Antal personer som saknar bostad"),
        ("Antal klagomål. Räkna inte med synpunkter.", "Antal klagomål"),
        ("Antal ansökningar om boende som avslogs", "Antal avslag på ansökningar om boende"),
        ("Andel som slutade och gick till arbete", "Andel som vid avslut börjat arbeta"),
        ("Får den enskilde bestämma hemma?", "Tycker du att du får bestämma hemma?"),
        ("Antal händelser som rapporterats då någon ramlat", "Fallavvikelser på boendet, antal"),
    ],
)  # fmt: skip
def test_a_rewording_is_not_held_apart(ours: str, theirs: str) -> None:
    assert vetoes(compared(ours, theirs)) == ()


def test_facets_are_held_against_each_other_across_languages() -> None:
    ours = "Antal kvinnor 65 år och äldre med hemtjänst den 31 december 2022"
    same = "Number of women aged sixty-five and over with home care at the end of 2022"
    other = "Number of women aged over 80 with home care at the end of 2022"
    assert vetoes(compared(ours, same, "sv en")) == ()
    assert [v.facet for v in vetoes(compared(ours, other, "sv en"))] == ["age"]


@pytest.mark.parametrize(
    ("ours", "theirs", "relation", "how"),
    [
        ("Andel kvinnor med SIP", "Antal kvinnor med SIP", Relation.INSIDE, "share_of_counts"),
        ("Antal kvinnor med SIP", "Andel kvinnor med SIP", Relation.OUTSIDE, "share_of_counts"),
        ("Har någon fått SIP?", "Hur många har fått SIP?", Relation.INSIDE, "yes_no"),
        ("Väntetid i dagar till beslut", "Datum för beslut", Relation.INSIDE, "date_to_duration"),
        ("Är tiden till beslut kort?", "Genomsnittlig tid till beslut", Relation.INSIDE, "yes_no"),
    ],
)
def test_containment_says_which_way_and_how(
    ours: str, theirs: str, relation: Relation, how: str
) -> None:
    measure = next(f for f in compared(ours, theirs) if f.name == "measure")
    assert (measure.relation, measure.how) == (relation, how)
    assert [(v.facet, v.kind) for v in vetoes(compared(ours, theirs))] == [("measure", "contained")]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Andel personal med utbildning i vård", "Andel personal utan utbildning i vård"),
        ("Andel barn med genomförd kontroll", "Andel barn utan genomförd kontroll"),
        ("Andel fast anställda i vården", "Andel visstidsanställda i vården"),
    ],
)
def test_the_share_of_the_rest_is_had_from_the_share(ours: str, theirs: str) -> None:
    direction = next(f for f in compared(ours, theirs) if f.name == "direction")
    assert (direction.relation, direction.how) == (Relation.INSIDE, "complement")


def test_a_total_is_the_sum_of_a_breakdown() -> None:
    ours, theirs = "Antal barn med LVU", "Antal barn med LVU, uppdelat på kön"
    breakdown = next(f for f in compared(ours, theirs) if f.name == "breakdown")
    assert (breakdown.relation, breakdown.how) == (Relation.INSIDE, "sum")


def test_another_year_alone_is_a_new_edition() -> None:
    assert new_edition(compared("Antal barn i HVB 2023", "Antal barn i HVB 2024"))
    assert new_edition(compared("Antal barn 1 mars 2023", "Antal barn 2024-03-01"))
    assert not new_edition(compared("Antal barn i HVB 2023", "Antal vuxna i HVB 2024"))
    assert not new_edition(compared("Antal barn 1 mars 2023", "Antal barn 1 november 2023"))
    assert not new_edition(compared("Antal barn i HVB", "Antal barn i HVB"))


def test_a_hard_conflict_is_told_from_one_that_allows_deriving() -> None:
    hard = vetoes(compared("Antal barn i HVB 2023", "Antal barn i HVB 2024"))
    soft = vetoes(compared("Antal barn i HVB", "Antal beslut om HVB"))
    assert [v.is_hard for v in hard] == [True]
    assert not any(v.is_hard for v in soft)


def test_a_year_told_beside_the_question_counts() -> None:
    ours = read_facets(described("Antal barn i HVB under året", reference_time="2023"))
    theirs = read_facets(described("Antal barn i HVB 2023"))
    other = read_facets(described("Antal barn i HVB 2022"))
    assert vetoes(compare_facets(ours, theirs)) == ()
    assert [v.facet for v in vetoes(compare_facets(ours, other))] == ["period"]


# --- an administrator's lists ---------------------------------------------------------------------


def test_an_opposite_of_the_lists_is_a_conflict() -> None:
    ours, theirs = "Antal digitala möten", "Antal fysiska möten"
    terms = Terms.default().with_rows([("opposite", "sv", "digital", "fysisk")])
    assert vetoes(compared(ours, theirs)) == ()
    assert [v.facet for v in vetoes(compared(ours, theirs, terms=terms))] == ["direction"]


def test_a_synonym_of_the_lists_is_read_alike() -> None:
    terms = Terms.default().with_rows([("synonym", "sv", "vårdbo", "särskilt boende")])
    found = read_facets(described("Antal platser i vårdbo"), "sv", terms).readings
    assert found["area"].value == ("special_housing",)
    said = [w.stem for w in words("vårdbo", "sv", terms)]
    assert said == [w.stem for w in words("särskilt boende", "sv", terms)]


def test_an_area_word_of_the_lists_is_read() -> None:
    terms = Terms.default().with_rows([("area", "sv", "nattpatrull", "home_care")])
    found = read_facets(described("Antal besök av nattpatrullen"), "sv", terms).readings
    assert found["area"].value == ("home_care",)
    assert "area" not in read_facets(described("Antal besök av nattpatrullen")).readings


def test_rows_that_say_nothing_are_left_out() -> None:
    rows = [("synonym", "sv", "lika", "lika"), ("other", "sv", "a", "b"), ("area", "de", "a", "b")]
    terms = Terms.default().with_rows(rows)
    assert terms.rows == ()
    assert terms.version() == Terms.default().version()
    assert terms.with_rows([("area", "sv", "x", "home_care")]).version() != terms.version()
