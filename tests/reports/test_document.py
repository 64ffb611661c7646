"""The report as a page: both languages, nothing run, nothing hidden shown."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from surveyapp.reports.assets import printable, shipped_assets
from surveyapp.reports.document import build_html, file_name, title
from surveyapp.reports.rules import EditionData, fingerprint
from tests.reports.sample import (
    EDGES,
    sample_edition,
    with_suppressed_cells,
    with_texts,
    without_use,
)

CHARACTERS = shipped_assets().characters


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("make", EDGES.values(), ids=EDGES)
def test_every_edition_becomes_a_page(make: Callable[[], EditionData], language: str) -> None:
    edition = make()
    html = build_html(edition, language)
    assert f'<html lang="{language}">' in html
    assert html.count("<h1>") == 1
    assert fingerprint(edition) in html
    assert build_html(edition, language) == html


def test_each_language_speaks_its_own() -> None:
    swedish, english = (build_html(sample_edition(), language) for language in ("sv", "en"))
    assert "Vad den kostar" in swedish
    assert "What it costs" in english
    assert "Trained case officers" in english
    assert "Vad den kostar" not in english
    assert "212,4 h" in swedish.replace("\u00a0", " ")
    assert "212.4 h" in english.replace("\u00a0", " ")


def test_a_text_in_another_language_says_so() -> None:
    html = build_html(sample_edition(), "en")
    assert '<span lang="sv">Finns en skriftlig rutin' in html


def test_markup_in_texts_is_shown_and_never_run() -> None:
    html = build_html(with_texts("<script>alert(1)</script>{{ 7*7 }}</style>"), "sv")
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "{{ 7*7 }}" in html
    assert html.count("</style>") == 2


def test_fictional_numbers_say_so_and_real_ones_do_not() -> None:
    assert build_html(sample_edition(), "sv").count("FIKTIVA UPPGIFTER") == 2
    assert build_html(sample_edition(), "en").count("FICTIONAL DATA") == 2
    assert "FIKTIVA" not in build_html(without_use(), "sv")


def test_what_nobody_knows_is_not_zero() -> None:
    html = build_html(without_use(), "sv")
    assert "Inte känt" in html
    assert "Inget förslag" in html
    assert "Beslut är inte fattat" in html


def test_hidden_cells_show_no_number() -> None:
    html = build_html(with_suppressed_cells(), "sv")
    rows = [row for row in re.findall(r"<tr>.*?</tr>", html, re.S) if "döljs" in row]
    assert len(rows) == 4
    for row in rows:
        shown = re.sub(r"<th.*?</th>", "", row, flags=re.S).replace("färre än 5", "")
        # The weight of a question is its link and not a measurement.
        assert re.findall(r"[\d,]+", shown) in ([], ["50"], ["33"])


def test_the_title_and_the_file_name_are_fit_for_lists() -> None:
    assert title(sample_edition(), "en").startswith("Burden report VN03 2026: Trained")
    assert file_name(sample_edition(), "sv") == "belastningsrapport-VN03-2026-sv.pdf"
    odd = with_texts("x")
    assert "/" not in file_name(odd, "sv")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Åäö – 1\u00a0234,5 −3 ≤ ✓", "Åäö – 1\u00a0234,5 −3 ≤ ✓"),
        ("A\u030aker", "Åker"),
        ("före\u202eretfe\u202c", "föreretfe"),
        ("noll\u200bbredd\x00", "nollbredd"),
        ("ﬁnans Ａ", "finans A"),
        ("tunt\u2009mellanslag", "tunt mellanslag"),
        ("bra \U0001f600\U0001f3fd\u200d\U0001f4bb ja", "bra [?] ja"),
        ("עברית", "[?]"),
        ("\ud800", "[?]"),
    ],
)
def test_only_characters_that_the_fonts_hold_are_left(text: str, shown: str) -> None:
    assert printable(text, CHARACTERS) == shown
