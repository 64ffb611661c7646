"""The question bank's rows: its own columns, and Kolada's.

Whatever file a question comes from, it becomes cells under these columns first, so that every format
is checked, matched and reported in the same way.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Mapping
from typing import Any

from surveyapp.core.i18n import lazy_gettext as _l
from surveyapp.registry.importing.columns import (
    Column,
    Kind,
    Reference,
    code,
    day,
    picked,
    text,
    texts,
    web_address,
    whole,
)
from surveyapp.registry.importing.matching import Values
from surveyapp.registry.importing.options import GivenOptions
from surveyapp.registry.models import BankQuestion

BANK = "bank"
KOLADA = "kolada"
KOLADA_NOTE = "Källa: Kolada"
"""Kolada's terms ask that the source is named so wherever its data are shown."""

LANGUAGES = (
    *("sv", "en", "de", "fr", "it", "es", "fi", "da", "nb", "nn", "no", "is", "se", "nl", "pl"),
    *("pt", "ru", "uk", "tr", "ar", "so", "fa", "prs", "ku", "ti", "am", "om", "bs", "hr", "sr"),
    *("sq", "ro", "bg", "el", "hu", "cs", "sk", "et", "lv", "lt", "sw", "id", "zh", "ja", "und"),
)
"""Languages a text may be in; "und" is one that the file does not state."""

OFFERED = ("sv", "en")
OPTION_SIGN = "|"
CODE_LENGTH = 60

PLAIN = (
    *("code", "area", "unit", "population", "reference_time", "answer_scale"),
    *("discontinued_after", "source_note", "questionnaire", "number", "respondent"),
    *("answer_type", "breakdowns", "frequency", "legal_basis", "register"),
    *("register_variable", "register_lag", "contact", "source_url", "seen_on", "licence"),
    "concept",
)
"""Attributes of a bank question that a column of the same name fills."""

ATTRIBUTES = (*PLAIN, "text", "description", "options")
"""Everything about a bank question that a file can say."""

_HEADINGS: dict[str, tuple[str, ...]] = {
    "code": ("kod",),
    "area": ("område",),
    "unit": ("enhet",),
    "reference_time": ("referenstid",),
    "answer_scale": ("svarsskala",),
    "source_note": ("källa",),
    "questionnaire": ("formulär",),
    "number": ("nummer",),
    "respondent": ("svarande",),
    "answer_type": ("svarstyp",),
    "breakdowns": ("redovisning",),
    "frequency": ("frekvens", "hur ofta"),
    "legal_basis": ("rättslig grund",),
    "register_variable": ("registervariabel",),
    "register_lag": ("eftersläpning",),
    "contact": ("kontakt",),
    "source_url": ("länk",),
    "seen_on": ("läst",),
    "licence": ("licens",),
    "concept": ("begrepp",),
}
_READERS = {"code": code, "seen_on": day, "source_url": web_address}
_TEXT_HEADINGS = {"text_sv": ("text", "fråga"), "description_sv": ("beskrivning",)}
YEAR = whole(1900, 2200)


def options(cells: Mapping[str, Any]) -> GivenOptions | None:
    """Return the answer options in order, each by language; None when the file has no such column.

    A cell holds one option per line, or parted by |. Languages are paired by their place.
    """
    given = texts(cells, "options", LANGUAGES)
    if not given:
        return None
    parted = [
        [(language, part.strip()) for part in _parts(cell)] for language, cell in given.items()
    ]
    rows = itertools.zip_longest(*parted, fillvalue=("", ""))
    found = [{language: said for language, said in row if said} for row in rows]
    return GivenOptions([option for option in found if option], given)


def _parts(cell: str) -> list[str]:
    return cell.split("\n") if "\n" in cell else cell.split(OPTION_SIGN)


def short_code(text: str, identity: str) -> str:
    """Return a code that rows may have, the same every time; altered or cut it ends with a mark.

    `identity` is what the thing is called in full, from which the mark is made.
    """
    plain = re.sub(r"[^\w\-.]+", ".", text).strip("._-")
    if plain == text and len(plain) <= CODE_LENGTH:
        return plain
    mark = hashlib.sha256(identity.encode()).hexdigest()[:6]
    return "-".join(filter(None, (plain[-(CODE_LENGTH - 7) :].lstrip("._-"), mark)))


def content_hash(values: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what a bank question says."""
    plain = json.dumps(
        values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )
    return hashlib.sha256(plain.encode()).hexdigest()


def _question(cells: Mapping[str, Any]) -> Values:
    values = picked(cells, collection_id="collection_id", **{name: name for name in PLAIN})
    for stem in ("text", "description"):
        if found := texts(cells, stem, LANGUAGES):
            values[stem] = found
    if (found_options := options(cells)) is not None:
        values["options"] = found_options
    return values


_RESPONDENTS = {
    "k": "kommun",
    "l": "region",
    "a": "kommun och region",
    "alla": "kommun och region",
}
_TRUE = frozenset({"true", "1", "ja"})


def _key_figure(cells: Mapping[str, Any]) -> Values:
    values: Values = {
        "collection_id": cells.get("collection_id") or KOLADA,
        "text": {"sv": cells["title"]},
        "source_note": KOLADA_NOTE,
        **({"description": {"sv": cells["description"]}} if "description" in cells else {}),
        **picked(
            cells,
            code="id",
            area="operating_area",
            answer_scale="answer_scale",
            discontinued_after="discontinued_after",
            questionnaire="perspective",
            register="collection",
        ),
    }
    if "municipality_type" in cells:
        kind = cells["municipality_type"]
        values["respondent"] = _RESPONDENTS.get(kind.casefold(), kind)
    parts = {"is_divided_by_gender": "kön", "has_ou_data": "enhet"}
    if set(parts) & set(cells):
        values["breakdowns"] = ", ".join(
            name for column, name in parts.items() if cells.get(column, "").casefold() in _TRUE
        )
    if "publ_period" in cells and "publication_date" in cells:
        period, published = cells["publ_period"], cells["publication_date"]
        values["register_lag"] = (
            f"uppgifter för {period} publiceras {published}" if period and published else ""
        )
    return values


SOURCE = re.compile(r"Källa:\s*([^.]{2,120}?)\.?\s*$")
"""The source sentence that ends a key figure's description."""
LAST_YEAR = re.compile(r"\([-–](\d{4})\)")
"""How a key figure's title says that it is no longer published: "(-2024)"."""

_COLLECTION = Column("collection_id", code, needed=True, also=("collection", "insamling"))

BANK_KINDS = (
    Kind(
        BANK,
        _l("Frågor till frågebanken"),
        _l(
            "Frågor och variabler i andra nationella insamlingar: en tabell, ett XLSForm-formulär, en RDMO-katalog eller Koladas nyckeltal."
        ),
        BankQuestion,
        (
            _COLLECTION,
            *(
                Column(name, _READERS.get(name, text), name == "code", _HEADINGS.get(name, ()))
                for name in PLAIN
            ),
            Column("year", YEAR, also=("år",)),
            *(
                Column(
                    f"{stem}_{language}",
                    also=_TEXT_HEADINGS.get(f"{stem}_{language}", ()),
                    is_offered=language in OFFERED,
                )
                for stem in ("text", "description", "options")
                for language in LANGUAGES
            ),
        ),
        ("collection_id", "code"),
        _question,
        references=(Reference("collection_id", "collection_id", "collection"),),
        one_of=tuple(f"text_{language}" for language in LANGUAGES),
        told_apart_by="year",
    ),
    Kind(
        KOLADA,
        _l("Nyckeltal från Kolada"),
        _l(
            "Koladas lista över nyckeltal (CSV, eller JSON från API version 3) läggs i frågebanken med källan angiven."
        ),
        BankQuestion,
        (
            Column("id", code, needed=True),
            Column("title", needed=True),
            Column("description"),
            Column("operating_area"),
            Column("perspective"),
            Column("municipality_type"),
            Column("is_divided_by_gender"),
            Column("has_ou_data"),
            Column("publication_date"),
            Column("publ_period"),
            Column("collection"),
            Column("answer_scale"),
            Column("discontinued_after"),
            Column("year", YEAR, is_offered=False),
            Column("collection_id", code, is_offered=False),
        ),
        ("collection_id", "code"),
        _key_figure,
        references=(Reference("collection_id", "id", "collection"),),
        told_apart_by="year",
    ),
)
"""The question bank as it is read in: from its own columns, or from Kolada's."""
