"""Formulas as sentences."""

from __future__ import annotations

import pytest

from surveyapp.core.i18n import force_language
from surveyapp.demo import content
from surveyapp.registry.rules import in_words


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("${G03} = 'ja' and ${G04} = 'ja'", "G03 är ”ja” och G04 är ”ja”"),
        ("${G03} != ''", "G03 är besvarad"),
        ("${G03} = ''", "G03 är obesvarad"),
        ("(${A} = 'x' or ${A} = 'y') and ${B} >= 2", "(A är ”x” eller A är ”y”) och B är minst 2"),
        ("${B05}", "B05"),
        ("", ""),
    ],
)
def test_a_formula_reads_as_a_sentence(expression: str, sentence: str) -> None:
    assert in_words(expression) == sentence


def test_a_formula_is_also_said_in_english() -> None:
    with force_language("en"):
        assert in_words("${G03} != '' or ${G04} = 'ja'") == "G03 is answered or G04 is ”ja”"


@pytest.mark.parametrize("expression", ["count(${A})", '${A} = "x"', "today()"])
def test_what_is_not_simple_is_left_as_it_is(expression: str) -> None:
    assert in_words(expression) is None


def test_every_formula_of_the_demo_can_be_said() -> None:
    for indicator in content.load_indicators():
        assert in_words(indicator.numerator), indicator.code
        assert in_words(indicator.denominator) is not None, indicator.code
