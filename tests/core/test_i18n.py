"""Texts in several languages."""

from __future__ import annotations

import pytest

from surveyapp.core.i18n import Texts, name_with_year


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (
            {"sv": "Enkäten 2026", "en": "The survey"},
            {"sv": "Enkäten 2026", "en": "The survey 2026"},
        ),
        ({"sv": "Enkäten 2025"}, {"sv": "Enkäten 2025 2026"}),
        ({"sv": "Dnr 20261"}, {"sv": "Dnr 20261 2026"}),
        ({"sv": "", "en": "2026 survey"}, {"sv": "", "en": "2026 survey"}),
    ],
)
def test_the_year_stands_once(name: Texts, shown: Texts) -> None:
    assert name_with_year(name, 2026) == shown
