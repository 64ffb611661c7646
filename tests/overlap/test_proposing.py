"""What may be proposed: never the same where a facet differs, and silence where nothing settles it."""

from __future__ import annotations

import csv
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.demo import content
from surveyapp.overlap.rules.matching import match
from surveyapp.overlap.rules.proposing import CANNOT_TELL, DERIVABLE, RELATED, SAME
from tests.overlap.questions import assessed, described
from tests.support.shared import shared_file


def test_the_same_words_and_facets_are_the_same() -> None:
    found = assessed(
        "Hur många barn 0–20 år bodde i familjehem den 1 november 2025?",
        "Antal barn 0–20 år i familjehem den 1 november 2025",
    )
    assert found.proposal == SAME


@pytest.mark.parametrize(
    ("ours", "theirs", "facet"),
    [
        ("Antal hushåll med bistånd under 2025", "Antal hushåll med bistånd under 2024", "period"),
        ("Barn 0–12 år i familjehem, antal", "Barn 13–20 år i familjehem, antal", "age"),
        ("Antal personer i bostad enligt SoL", "Antal personer i bostad enligt LSS", "law"),
        ("Antal beviljade ansökningar", "Antal avslagna ansökningar", "direction"),
        ("Finns rutin för avvikelser?", "Följs rutin för avvikelser upp?", "follow_up"),
        ("Stöd till äldre i hemmet, antal", "Stöd till barn i hemmet, antal", "population"),
        ("Antal hushåll i hemlöshet", "Antal bostäder i hemlöshet", "counted"),
        ("Bemanning i hemtjänst, antal", "Bemanning i särskilt boende, antal", "area"),
        ("Beslut inom tre månader, antal", "Beslut inom sex månader, antal", "limit"),
        ("Väntetid i dagar, medelvärde", "Väntetid i dagar, andel (%)", "measure"),
    ],
)
def test_a_facet_that_differs_makes_them_related_and_is_named(
    ours: str, theirs: str, facet: str
) -> None:
    found = assessed(ours, theirs)
    assert found.proposal == RELATED
    assert ("differs", {"facet": facet}) in found.reasons


def test_a_month_can_be_had_from_a_monthly_register() -> None:
    found = assessed(
        "Hur många hushåll fick ekonomiskt bistånd i december 2025?",
        described("Antal hushåll som fick ekonomiskt bistånd under månaden"),
    )
    assert found.proposal == DERIVABLE
    assert ("inside", {"facet": "period"}) in found.reasons


def test_a_wider_age_holds_a_narrower_and_the_direction_says_which() -> None:
    narrow, wide = "Personer 65–79 år med hemtjänst, antal", "Personer 65+ med hemtjänst, antal"
    for ours, theirs, direction in ((narrow, wide, "ours"), (wide, narrow, "theirs")):
        found = assessed(ours, theirs)
        assert found.proposal == DERIVABLE
        assert (found.judgement.direction, found.judgement.how) == (direction, ("age",))


def test_a_swapped_word_is_left_to_a_person() -> None:
    found = assessed("Antal personer med matlåda", "Antal personer med trygghetslarm")
    assert found.proposal == CANNOT_TELL


def test_an_ended_question_is_never_the_same() -> None:
    text = "Antal personer med trygghetslarm den 1 mars 2026"
    ended = described(text, ended="2024")
    assert assessed(text, text).proposal == SAME
    assert assessed(text, ended).proposal == RELATED


def test_english_is_read_too() -> None:
    found = assessed(
        "Number of people aged 65 and over with home care on 1 March 2026",
        "Number of people aged 65 and over with home care on 1 March 2025",
        language="en",
    )
    assert ("differs", {"facet": "period"}) in found.reasons


# --- mutations of the demo's own questions --------------------------------------------------------

_TEXTS = [
    row["label::Svenska (sv)"]
    for folder in content.QUESTIONNAIRES
    for row in content.load_questionnaire(folder)["survey"]
    if row["label::Svenska (sv)"] and not row["type"].startswith(("note", "begin", "end"))
]
_YEARS = [t for t in _TEXTS if re.search(r"\b20\d\d\b", t)]
_BACKS = [t for t in _TEXTS if re.search(r"senaste \d+ månaderna", t)]
_AGES = [t for t in _TEXTS if re.search(r"\d+–\d+ år|\d+ år eller äldre", t)]
_PLAIN = [t for t in _TEXTS if not re.search(r"\d", t)]
_OPPOSED = (
    ("beviljade", "avslagna"),
    ("påbörjade", "avslutade"),
    ("ersättning från staten", "ersättning till staten"),
    ("minst fem", "högst fem"),
    ("kvinnor", "män"),
    ("egen regi", "enskild regi"),
)


@given(st.sampled_from(_YEARS), st.integers(1, 9))
def test_another_year_is_never_the_same(text: str, years: int) -> None:
    changed = re.sub(r"\b(20\d\d)\b", lambda m: str(int(m[1]) - years), text)
    assert assessed(text, changed).proposal != SAME


@given(st.sampled_from(_BACKS), st.sampled_from(["3", "sex", "18", "24", "trettiosex"]))
def test_another_look_back_is_never_the_same(text: str, months: str) -> None:
    changed = re.sub(r"senaste \d+ månaderna", f"senaste {months} månaderna", text)
    if changed != text:
        assert assessed(text, changed).proposal != SAME


@given(st.sampled_from(_AGES), st.integers(1, 10))
def test_another_age_is_never_the_same(text: str, years: int) -> None:
    changed = re.sub(
        r"(\d+)( år\b)", lambda m: f"{int(m[1]) + years}{m[2]}", re.sub(r"senaste .*", "", text)
    )
    assert assessed(re.sub(r"senaste .*", "", text), changed).proposal != SAME


@given(st.sampled_from(_PLAIN), st.sampled_from(_OPPOSED), st.booleans())
def test_the_opposite_is_never_the_same(text: str, pair: tuple[str, str], turned: bool) -> None:
    a, b = reversed(pair) if turned else pair
    stem = text.rstrip("?")
    assert assessed(f"{stem}, {a}?", f"{stem}, {b}?").proposal != SAME


@given(st.sampled_from(_TEXTS))
def test_a_question_is_the_same_as_itself(text: str) -> None:
    assert assessed(text, text).proposal == SAME


# --- pairs that others have labelled --------------------------------------------------------------


def test_real_key_figures_that_differ_are_never_the_same() -> None:
    with shared_file("data", "domain", "overlap_examples.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    ours = [described(row["title_a"], n) for n, row in enumerate(rows)]
    theirs = [described(row["title_b"], n) for n, row in enumerate(rows)]
    pairs = match(ours, theirs, also=[(n, n) for n in range(len(rows))])
    found = {p.question: p.assessment.proposal for p in pairs if p.question == p.other}
    by_label: dict[str, list[str]] = {}
    for n, row in enumerate(rows):
        by_label.setdefault(row["label"], []).append(found[n])
    assert len(by_label["different"]) == 15
    for label in ("different", "related", "near", "replaced"):
        assert SAME not in by_label[label]
    assert by_label["convertible"].count(DERIVABLE) >= 6
