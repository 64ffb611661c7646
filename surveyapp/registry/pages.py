"""What the pages of the question bank show, made from what is stored."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from babel.dates import get_month_names
from markupsafe import Markup

from surveyapp.core import svenska
from surveyapp.core.i18n import current_language, ngettext, pick
from surveyapp.core.i18n import gettext as _
from surveyapp.registry.drawing import year_picture
from surveyapp.registry.models import BankEdition, BankQuestion, Collection
from surveyapp.registry.rules import (
    CalendarRow,
    Difference,
    differences,
    is_approximate,
    months_of,
    months_with_most,
)
from surveyapp.registry.wording import answer_type_words


def month_names(width: Literal["wide", "abbreviated"] = "wide") -> list[str]:
    """Return the twelve months in the page's language."""
    names = get_month_names(width, locale=current_language())
    return [names[month].rstrip(".") for month in range(1, 13)]


def window_in_words(collection: Collection) -> str:
    """Return the months of a collection's window, "" when they are not known."""
    first, last = collection.window_from, collection.window_to
    if first is None or last is None:
        return ""
    names = month_names()
    if (last - first) % 12 == 11:
        return _("hela året")
    return names[first - 1] if first == last else f"{names[first - 1]}–{names[last - 1]}"


def hours_in_words(collection: Collection) -> str:
    """Return what a municipality spends in a year as a number, "" when nobody has measured it."""
    hours = collection.hours_per_year
    if hours is None:
        return ""
    return svenska.number(hours, 0 if hours.is_integer() else None)


@dataclass(frozen=True)
class CollectionFilter:
    """What a reader has narrowed the list of collections to; "" is no choice."""

    words: str = ""
    owner: str = ""
    checked: str = ""

    @property
    def is_set(self) -> bool:
        return bool(self.words or self.owner or self.checked)

    def passes(self, collection: Collection) -> bool:
        """Tell whether the collection has every word somewhere, the owner and the state."""
        said = " ".join(
            (
                collection.code,
                *collection.name.values(),
                collection.owner,
                collection.collector,
                collection.legal_basis,
                collection.example_variables,
                collection.population,
            )
        ).casefold()
        return (
            all(word in said for word in self.words.casefold().split())
            and self.owner in ("", collection.owner)
            and self.checked in ("", collection.checked)
        )


def checked_words() -> dict[str, str]:
    """Return how far facts are verified, by code, in words."""
    return {
        "read": _("Kontrollerat mot källan"),
        "part": _("Delvis kontrollerat mot källan"),
        "not read": _("Ej kontrollerat mot källan"),
    }


@dataclass(frozen=True)
class Calendar:
    """The year of municipalities: collections whose months are known, and the rest."""

    rows: list[tuple[Collection, CalendarRow]]
    unknown: list[Collection]
    months: list[str]
    short: list[str]
    finding: str
    picture: Markup | None
    narrow_picture: Markup | None


def make_calendar(collections: Sequence[Collection]) -> Calendar:
    """Return the calendar of the collections, those that ask first in the year first."""
    rows, unknown = [], []
    for collection in collections:
        months = months_of(collection.window_from, collection.window_to)
        if not months:
            unknown.append(collection)
            continue
        rows.append(
            (
                collection,
                CalendarRow(
                    collection.code,
                    pick(collection.name),
                    collection.owner,
                    months,
                    is_approximate(collection.collection_window),
                ),
            )
        )
    rows.sort(key=lambda pair: (len(pair[1].months) == 12, pair[0].window_from or 0, pair[0].code))
    drawn = [row for _collection, row in rows]
    finding = _finding(drawn)
    wide, narrow = (
        year_picture(drawn, month_names("abbreviated"), finding, prefix=prefix, is_narrow=is_narrow)
        if drawn
        else None
        for prefix, is_narrow in (("aret", False), ("aret-smalt", True))
    )
    return Calendar(rows, unknown, month_names(), month_names("abbreviated"), finding, wide, narrow)


def _finding(rows: Sequence[CalendarRow]) -> str:
    busiest, most = months_with_most(rows)
    if not most:
        return _("Ingen insamlings tid är känd än.")
    names = month_names()
    if len(busiest) == 12:
        months = _("alla månader")
    else:
        *others, last = [names[month - 1] for month in busiest]
        months = _("%(first)s och %(last)s", first=", ".join(others), last=last) if others else last
    return ngettext(
        "Flest insamlingar frågar i %(months)s: %(most)s av den %(num)s vars tid är känd.",
        "Flest insamlingar frågar i %(months)s: %(most)s av de %(num)s vars tid är känd.",
        len(rows),
        months=months,
        most=most,
    )


def field_names() -> dict[str, str]:
    """Return what a bank question's fields are called on pages, by attribute, in order."""
    return {
        "text": _("Fråga"),
        "description": _("Beskrivning"),
        "options": _("Svarsalternativ"),
        "questionnaire": _("Formulär"),
        "number": _("Nummer i formuläret"),
        "area": _("Område"),
        "respondent": _("Vem som svarar"),
        "legal_basis": _("Rättslig grund"),
        "frequency": _("Hur ofta"),
        "reference_time": _("Referenstid"),
        "population": _("Population"),
        "unit": _("Enhet"),
        "answer_type": _("Svarstyp"),
        "answer_scale": _("Svarsskala"),
        "breakdowns": _("Redovisas efter"),
        "register": _("Register som redan har uppgiften"),
        "register_variable": _("Variabel i registret"),
        "register_lag": _("Eftersläpning"),
        "concept": _("Begrepp enligt ägaren"),
        "discontinued_after": _("Upphörde efter"),
        "contact": _("Kontakt"),
        "source_note": _("Källa"),
        "source_url": _("Länk till källan"),
        "seen_on": _("Läst i källan"),
        "licence": _("Licens för texten"),
    }


def question_facts(question: BankQuestion) -> list[tuple[str, str, str]]:
    """Return (attribute, name, value) of every plain fact that is known; the collection's own
    legal basis, frequency and who answers stand in where the question says nothing."""
    collection = question.collection
    stands_in = {
        "legal_basis": collection.legal_basis,
        "frequency": collection.frequency,
        "respondent": collection.reporting_unit,
        "reference_time": collection.reference_time,
        "population": collection.population,
    }
    facts = []
    for attribute, name in field_names().items():
        if attribute in ("text", "description", "options"):
            continue
        value = getattr(question, attribute)
        if attribute == "answer_type":
            value = answer_type_words().get(value, value)
        elif attribute == "seen_on":
            value = svenska.date(value) if value else ""
        if not value and stands_in.get(attribute):
            value = _("%(value)s (gäller hela insamlingen)", value=stands_in[attribute])
        if value:
            facts.append((attribute, name, value))
    return facts


@dataclass(frozen=True)
class EditionRow:
    """One year of a question, and how it differs from the year before it in the bank."""

    year: int
    content: Mapping[str, Any]
    before: int | None
    changes: list[Difference]


def edition_rows(editions: Sequence[BankEdition]) -> list[EditionRow]:
    """Return the years, newest first; `editions` come newest first."""
    rows = []
    for edition, older in itertools.zip_longest(editions, editions[1:]):
        rows.append(
            EditionRow(
                edition.year,
                edition.content,
                older.year if older is not None else None,
                differences(older.content, edition.content) if older is not None else [],
            )
        )
    return rows
