"""Years of a question: which text is the question's own, and what changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.registry.importing.editions import BankPlan, plan_bank
from surveyapp.registry.importing.options import GivenOptions
from surveyapp.registry.rules import differences, word_difference

KEY = ("reg", "A")


def plan(
    rows: list[tuple[int | None, dict[str, Any]]],
    stored: dict[str, Any] | None = None,
    years: dict[int, dict[str, Any]] | None = None,
) -> BankPlan:
    return plan_bank(
        [(KEY, year, given) for year, given in rows],
        {KEY: stored} if stored is not None else {},
        {KEY: years} if years else {},
    )


def counts(made: BankPlan) -> tuple[int, int, int]:
    return made.taken, made.changed, made.unchanged


def test_the_newest_year_of_a_file_is_the_questions_own_text() -> None:
    made = plan([(2025, {"text": {"sv": "Ny"}}), (2023, {"text": {"sv": "Gammal"}})])
    assert made.questions[KEY]["text"] == {"sv": "Ny"}
    assert {year: content["text"]["sv"] for (_key, year), content in made.editions.items()} == {
        2023: "Gammal",
        2025: "Ny",
    }
    assert counts(made) == (2, 0, 0)


def test_an_older_year_is_kept_and_changes_nothing_else() -> None:
    stored = {"text": {"sv": "Ny"}}
    made = plan([(2020, {"text": {"sv": "Gammal"}})], stored, {2025: dict(stored)})
    assert not made.questions
    assert list(made.editions) == [(KEY, 2020)]
    assert (counts(made), made.older) == ((1, 0, 0), 1)


def test_the_same_year_twice_is_unchanged() -> None:
    content = {"text": {"sv": "Fråga"}, "seen_on": "2026-01-02"}
    made = plan(
        [(2025, {"text": {"sv": "Fråga"}, "seen_on": dt.date(2026, 1, 2)})],
        {"text": {"sv": "Fråga"}, "seen_on": dt.date(2026, 1, 2)},
        {2025: content},
    )
    assert (counts(made), made.editions, made.questions) == ((0, 0, 1), {}, {})


def test_a_row_without_a_year_mends_the_newest_year() -> None:
    stored = {"text": {"sv": "Frga"}}
    made = plan([(None, {"text": {"sv": "Fråga"}})], stored, {2024: {}, 2025: dict(stored)})
    assert list(made.editions) == [(KEY, 2025)]
    assert made.questions[KEY]["text"] == {"sv": "Fråga"}
    assert made.changes == [("A (2025)", ("text",))]


def test_a_translation_does_not_outlive_the_text_it_translates() -> None:
    stored = {"text": {"sv": "Under 13 år", "en": "Under 13"}}
    changed = plan([(2026, {"text": {"sv": "Under 15 år"}})], stored, {2025: dict(stored)})
    assert changed.questions[KEY]["text"] == {"sv": "Under 15 år"}
    kept = plan([(2026, {"text": {"sv": "Under 13 år"}})], stored, {2025: dict(stored)})
    assert KEY not in kept.questions, "the same words in a newer year keep their translation"


def test_options_of_a_newer_year_keep_translations_only_of_the_same_words() -> None:
    both = [{"sv": "Ja", "en": "Yes"}, {"sv": "Nej", "en": "No"}]
    stored = {"options": both}
    same = GivenOptions([{"sv": "Ja"}, {"sv": "Nej"}], ["sv"])
    kept = plan([(2026, {"options": same})], stored, {2025: dict(stored)})
    assert KEY not in kept.questions
    other = GivenOptions([{"sv": "Ja"}, {"sv": "Delvis"}], ["sv"])
    changed = plan([(2026, {"options": other})], stored, {2025: dict(stored)})
    assert changed.questions[KEY]["options"] == [{"sv": "Ja"}, {"sv": "Delvis"}]
    mended = plan([(None, {"options": other})], stored, {2025: dict(stored)})
    whole = [{"sv": "Ja", "en": "Yes"}, {"sv": "Delvis", "en": "No"}]
    assert mended.questions[KEY]["options"] == whole
    assert mended.editions[KEY, 2025]["options"] == whole


def test_a_change_is_shown_word_by_word() -> None:
    pieces = word_difference("Barn under 13 år med beslut", "Barn under 15 år med ett beslut")
    assert [(p.text, p.mark) for p in pieces if p.mark] == [
        ("13", "removed"),
        ("15", "added"),
        ("ett ", "added"),
    ]


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_can_be_read_out_of_the_difference(before: str, after: str) -> None:
    pieces = word_difference(before, after)
    assert "".join(p.text for p in pieces if p.mark != "added") == before
    assert "".join(p.text for p in pieces if p.mark != "removed") == after


def test_what_a_year_was_imported_without_is_not_called_a_change() -> None:
    found = differences(
        {"text": {"sv": "A"}, "unit": "hushåll", "options": [{"sv": "Ja"}]},
        {"text": {"sv": "B", "en": "B"}, "options": [{"sv": "Ja"}, {"sv": "Nej"}]},
    )
    assert [(d.field, d.language) for d in found] == [("text", "sv"), ("options", "sv")]


@pytest.mark.parametrize("order", [(2023, 2024, 2025), (2025, 2023, 2024), (2024, 2025, 2023)])
def test_the_order_of_imports_does_not_matter(order: tuple[int, ...]) -> None:
    stored: dict[str, Any] | None = None
    years: dict[int, dict[str, Any]] = {}
    for year in order:
        made = plan([(year, {"text": {"sv": f"Text {year}"}})], stored, years)
        stored = made.questions.get(KEY, stored)
        years |= {found: content for (_key, found), content in made.editions.items()}
    assert stored == {"text": {"sv": "Text 2025"}}
    assert sorted(years) == [2023, 2024, 2025]
