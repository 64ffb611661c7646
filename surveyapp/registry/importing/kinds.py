"""The registers that can be read in: their columns, and how a row becomes what is stored.

Adding a register is one entry in `KINDS`; reading, checking, matching and reporting are the same
for all.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import lazy_gettext as _l
from surveyapp.registry.importing.matching import Key, Values
from surveyapp.registry.importing.reading import Rows
from surveyapp.registry.importing.report import Findings
from surveyapp.registry.models import (
    BankQuestion,
    Collection,
    County,
    Direction,
    FormulaKind,
    Indicator,
    IndicatorKind,
    SkrGroup,
    Unit,
    UnitKind,
)

KOLADA = "kolada"
KOLADA_NOTE = "Källa: Kolada"
"""Kolada's terms ask that the source is named so wherever its data are shown."""

Problem = tuple[str, str]
"""What is wrong with a cell, and how to mend it."""
Reader = Callable[[str], tuple[Any, Problem | None]]


def text(cell: str) -> tuple[Any, Problem | None]:
    return cell, None


def code(cell: str) -> tuple[Any, Problem | None]:
    if re.fullmatch(r"[^\W_][\w.\-]{0,59}", cell):
        return cell, None
    return cell, (
        _("Koden innehåller annat än bokstäver, siffror, punkt och bindestreck."),
        _("Använd högst 60 tecken, till exempel OJ-G-01."),
    )


def digits(length: int) -> Reader:
    """Return a reader of codes with a fixed number of digits; a spreadsheet may have cut the zero."""

    def read(cell: str) -> tuple[Any, Problem | None]:
        if re.fullmatch(rf"[0-9]{{{length - 1},{length}}}", cell, re.ASCII):
            return cell.zfill(length), None
        return cell, (
            _("Koden ska ha %(count)s siffror.", count=length),
            _("Skriv koden som text, med inledande nolla."),
        )

    return read


def group_code(cell: str) -> tuple[Any, Problem | None]:
    plain = cell.upper()
    if re.fullmatch(r"[A-Z][0-9]", plain):
        return plain, None
    return cell, (
        _("SKR-gruppen ska vara en bokstav och en siffra."),
        _("Skriv till exempel A1 eller C9."),
    )


def whole(least: int, most: int) -> Reader:
    """Return a reader of whole numbers; an empty cell is None."""

    def read(cell: str) -> tuple[Any, Problem | None]:
        plain = re.sub(r"[ \u00a0\u202f\u2009]", "", cell)
        if not plain:
            return None, None
        if re.fullmatch(r"[0-9]{1,9}", plain, re.ASCII) and least <= int(plain) <= most:
            return int(plain), None
        return cell, (
            _("Värdet är inget heltal mellan %(least)s och %(most)s.", least=least, most=most),
            _("Skriv bara siffror, utan decimaler."),
        )

    return read


def one_of(*choices: str) -> Reader:
    """Return a reader of one of the words; an empty cell is ""."""

    def read(cell: str) -> tuple[Any, Problem | None]:
        plain = cell.casefold()
        if plain in choices:
            return plain, None
        empty = _("(tomt)")
        return cell, (
            _("Värdet finns inte bland dem som går att välja."),
            _("Skriv något av: %(choices)s.", choices=", ".join(c or empty for c in choices)),
        )

    return read


def formula(cell: str) -> tuple[Any, Problem | None]:
    if (
        cell.count("(") == cell.count(")")
        and cell.count("'") % 2 == 0
        and cell.count("${") == len(re.findall(r"\$\{[^\W\d][\w.\-]*\}", cell))
    ):
        return cell, None
    return cell, (
        _(
            "Uttrycket går inte ihop: en parentes, ett citattecken eller en frågekod är inte avslutad."
        ),
        _("Skriv frågor som ${KOD}, till exempel ${G03} = 'ja'."),
    )


@dataclass(frozen=True)
class Column:
    """A column of a file. `needed`: the file must have it and no cell may be empty."""

    name: str
    read: Reader = text
    needed: bool = False
    also: tuple[str, ...] = ()
    """Other headings that mean the same."""


@dataclass(frozen=True)
class Reference:
    """A stored attribute that must name something in another register, in any of `tables`."""

    attribute: str
    column: str
    table: str


@dataclass(frozen=True)
class Kind:
    """One register as it is read in."""

    code: str
    title: Any
    hint: Any
    model: type[Any]
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    """Attributes that tell rows apart; the last is shown as the row's code in reports."""
    build: Callable[[Mapping[str, Any]], Values]
    """Cells by column -> attributes; only for columns that the file has."""
    identity: str = "id"
    references: tuple[Reference, ...] = ()
    may_insert: bool = True

    def names(self) -> dict[str, str]:
        """Return every spelling of a heading, in lower case -> the column's name."""
        return {
            spelling.casefold(): column.name
            for column in self.columns
            for spelling in (column.name, *column.also)
        }

    def needed(self) -> list[str]:
        return [column.name for column in self.columns if column.needed]


@dataclass(frozen=True)
class Record:
    """One row, read: its number, its key and the attributes to store."""

    row: int
    key: Key
    values: Values
    cells: Mapping[str, Any] = field(default_factory=dict)


def read_records(kind: Kind, rows: Rows, findings: Findings) -> list[Record]:
    """Return the rows that can be read; every fault of the others goes to the findings."""
    missing = [name for name in kind.needed() if name not in rows.columns]
    if missing:
        findings.refuse(
            1,
            ", ".join(missing),
            "",
            _("Kolumnen saknas i filen."),
            _("Rubrikraden ska ha: %(names)s.", names=", ".join(kind.needed())),
        )
        return []
    seen: dict[Key, int] = {}
    records = []
    for number, cells in rows.rows:
        values = _read_cells(kind, number, cells, findings)
        if values is None:
            continue
        built = kind.build(values)
        key = tuple(built[name] for name in kind.key)
        if key in seen:
            findings.refuse(
                number,
                _key_column(kind),
                str(key[-1]),
                _("Koden finns redan på rad %(row)s.", row=seen[key]),
                _("Ta bort den ena raden, eller rätta koden."),
            )
            continue
        seen[key] = number
        records.append(Record(number, key, built, values))
    return records


def _key_column(kind: Kind) -> str:
    return next(column.name for column in reversed(kind.columns) if column.name in ("code", "id"))


def _read_cells(
    kind: Kind, number: int, cells: Mapping[str, str], findings: Findings
) -> dict[str, Any] | None:
    values: dict[str, Any] = {}
    is_whole = True
    for column in kind.columns:
        if column.name not in cells:
            continue
        cell = cells[column.name]
        if column.needed and not cell:
            is_whole = False
            findings.refuse(
                number,
                column.name,
                "",
                _("Cellen är tom."),
                _("Fyll i värdet, eller ta bort raden."),
            )
            continue
        if not cell and column.read is not text:
            value, problem = column.read("") if _takes_empty(column) else ("", None)
        else:
            value, problem = column.read(cell)
        if problem is not None:
            is_whole = False
            findings.refuse(number, column.name, cell, *problem)
        values[column.name] = value
    return values if is_whole else None


def _takes_empty(column: Column) -> bool:
    """Codes and formulas that are not needed may be empty; lists and numbers say it themselves."""
    return column.read not in (code, group_code, formula)


def _pick(cells: Mapping[str, Any], **attributes: str) -> Values:
    """Return attribute -> cell for the columns that the file has."""
    return {name: cells[column] for name, column in attributes.items() if column in cells}


def _texts(cells: Mapping[str, Any], stem: str) -> dict[str, str]:
    return {
        language: cells[f"{stem}_{language}"]
        for language in ("sv", "en")
        if f"{stem}_{language}" in cells
    }


def _with_texts(values: Values, cells: Mapping[str, Any], **stems: str) -> Values:
    for name, stem in stems.items():
        found = _texts(cells, stem)
        if found:
            values[name] = found
    return values


def content_hash(values: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what a bank question says."""
    plain = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def _county(cells: Mapping[str, Any]) -> Values:
    return _pick(cells, code="code", name="name", region="region")


def _group(cells: Mapping[str, Any]) -> Values:
    return _with_texts(_pick(cells, code="code"), cells, name="name")


def _municipality(cells: Mapping[str, Any]) -> Values:
    return {
        **_pick(
            cells,
            code="code",
            name="name",
            county_code="county_code",
            skr_group_code="skr_group_code",
            population="population",
        ),
        "kind": UnitKind.MUNICIPALITY.value,
        "parent_id": None,
    }


def _district(cells: Mapping[str, Any]) -> Values:
    return {
        **_pick(cells, code="code", name="name", population="population"),
        "kind": UnitKind.DISTRICT.value,
        "parent_id": cells["municipality_code"],
    }


def _population(cells: Mapping[str, Any]) -> Values:
    return _pick(cells, code="code", population="population")


def _indicator(cells: Mapping[str, Any]) -> Values:
    values = _pick(
        cells,
        code="code",
        area="area",
        kind="type",
        direction="direction",
        owner="owner",
        legal_basis="legal_basis",
        duty="duty",
        first_year="first_year",
        formula_kind="formula_kind",
        numerator="numerator",
        denominator="denominator",
        quality_dimension="quality_dimension",
    )
    return _with_texts(values, cells, name="name", description="description")


_COLLECTION_TEXTS = (
    "owner",
    "collector",
    "legal_basis",
    "obligation",
    "frequency",
    "reference_time",
    "collection_window",
    "population",
    "reporting_unit",
    "data_level",
    "example_variables",
    "source",
    "checked",
)


def _collection(cells: Mapping[str, Any]) -> Values:
    values = _pick(
        cells,
        code="id",
        overlap_note="overlap_with_open_comparisons",
        **{name: name for name in _COLLECTION_TEXTS},
    )
    return _with_texts(values, cells, name="name")


def _bank_question(cells: Mapping[str, Any]) -> Values:
    values = _pick(
        cells,
        collection_id="collection_id",
        code="code",
        area="area",
        unit="unit",
        population="population",
        reference_time="reference_time",
        answer_scale="answer_scale",
        discontinued_after="discontinued_after",
        source_note="source_note",
    )
    return _with_texts(values, cells, text="text", description="description")


def _key_figure(cells: Mapping[str, Any]) -> Values:
    return {
        "collection_id": KOLADA,
        "text": {"sv": cells["title"]},
        "source_note": KOLADA_NOTE,
        **({"description": {"sv": cells["description"]}} if "description" in cells else {}),
        **_pick(
            cells,
            code="id",
            area="operating_area",
            answer_scale="answer_scale",
            discontinued_after="discontinued_after",
        ),
    }


_LANGUAGES_NAME = (
    Column("name_sv", needed=True, also=("namn", "name")),
    Column("name_en"),
)
_COUNTY_CODE = digits(2)
_UNIT_CODE = digits(4)
_INHABITANTS = whole(0, 10_000_000)

KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(
            "municipalities",
            _l("Kommuner"),
            _l(
                "Kod, namn, län och SKR-grupp. Har filen även länets och gruppens namn läggs de till."
            ),
            Unit,
            (
                Column("code", _UNIT_CODE, needed=True, also=("kod", "kommunkod")),
                Column("name", needed=True, also=("namn", "kommun")),
                Column("county_code", _COUNTY_CODE, needed=True, also=("länskod", "lanskod")),
                Column(
                    "skr_group_code", group_code, needed=True, also=("skr-grupp", "kommungrupp")
                ),
                Column("county", also=("län", "lan")),
                Column("region"),
                Column("skr_group"),
                Column("population", _INHABITANTS, also=("folkmängd", "invånare")),
            ),
            ("code",),
            _municipality,
            references=(
                Reference("county_code", "county_code", "county"),
                Reference("skr_group_code", "skr_group_code", "skr_group"),
            ),
        ),
        Kind(
            "counties",
            _l("Län"),
            _l("Länskod, namn och region."),
            County,
            (
                Column("code", _COUNTY_CODE, needed=True, also=("kod", "länskod")),
                Column("name", needed=True, also=("namn", "län")),
                Column("region"),
            ),
            ("code",),
            _county,
            identity="code",
        ),
        Kind(
            "groups",
            _l("SKR-grupper"),
            _l("Gruppens kod och namn, till exempel A1, Storstäder."),
            SkrGroup,
            (Column("code", group_code, needed=True, also=("kod",)), *_LANGUAGES_NAME),
            ("code",),
            _group,
            identity="code",
        ),
        Kind(
            "districts",
            _l("Stadsdelar"),
            _l("Delar av en kommun som svarar var för sig. Län och SKR-grupp tas från kommunen."),
            Unit,
            (
                Column("code", code, needed=True, also=("kod",)),
                Column("name", needed=True, also=("namn",)),
                Column("municipality_code", _UNIT_CODE, needed=True, also=("kommunkod",)),
                Column("population", _INHABITANTS, also=("folkmängd", "invånare")),
            ),
            ("code",),
            _district,
            references=(Reference("parent_id", "municipality_code", "municipality"),),
        ),
        Kind(
            "population",
            _l("Folkmängd"),
            _l("Kommunens kod och antal invånare. Hämtas från SCB eller Kolada."),
            Unit,
            (
                Column("code", code, needed=True, also=("kod", "kommunkod")),
                Column("population", _INHABITANTS, needed=True, also=("folkmängd", "invånare")),
            ),
            ("code",),
            _population,
            may_insert=False,
        ),
        Kind(
            "indicators",
            _l("Indikatorer"),
            _l("Kod, namn, område och hur värdet räknas ur svaren."),
            Indicator,
            (
                Column("code", code, needed=True, also=("kod",)),
                *_LANGUAGES_NAME,
                Column("description_sv", also=("beskrivning",)),
                Column("description_en"),
                Column("area", also=("område",)),
                Column("type", one_of(*IndicatorKind), also=("typ",)),
                Column("direction", one_of(*Direction)),
                Column("owner", also=("ansvarig",)),
                Column("legal_basis", also=("rättslig grund",)),
                Column("duty", one_of("duty", "voluntary", "")),
                Column("first_year", whole(1900, 2200)),
                Column("formula_kind", one_of(*FormulaKind, "")),
                Column("numerator", formula),
                Column("denominator", formula),
                Column("quality_dimension"),
            ),
            ("code",),
            _indicator,
        ),
        Kind(
            "collections",
            _l("Nationella insamlingar"),
            _l("En rad per insamling: vem som frågar, med vilken grund, när och om vad."),
            Collection,
            (
                Column("id", code, needed=True, also=("code", "kod")),
                *_LANGUAGES_NAME,
                *(Column(name) for name in _COLLECTION_TEXTS if name != "checked"),
                Column("overlap_with_open_comparisons"),
                Column("checked", one_of("read", "part", "not read")),
            ),
            ("code",),
            _collection,
        ),
        Kind(
            "bank",
            _l("Frågor till frågebanken"),
            _l("Frågor och variabler i andra nationella insamlingar."),
            BankQuestion,
            (
                Column("collection_id", code, needed=True, also=("collection", "insamling")),
                Column("code", code, needed=True, also=("kod",)),
                Column("text_sv", needed=True, also=("text", "fråga")),
                Column("text_en"),
                Column("description_sv", also=("beskrivning",)),
                Column("description_en"),
                Column("area", also=("område",)),
                Column("unit", also=("enhet",)),
                Column("population"),
                Column("reference_time", also=("referenstid",)),
                Column("answer_scale", also=("svarsskala",)),
                Column("discontinued_after"),
                Column("source_note", also=("källa",)),
            ),
            ("collection_id", "code"),
            _bank_question,
            references=(Reference("collection_id", "collection_id", "collection"),),
        ),
        Kind(
            "kolada",
            _l("Nyckeltal från Kolada"),
            _l("Koladas lista över nyckeltal läggs i frågebanken med källan angiven."),
            BankQuestion,
            (
                Column("id", code, needed=True),
                Column("title", needed=True),
                Column("description"),
                Column("operating_area"),
                Column("answer_scale"),
                Column("discontinued_after"),
            ),
            ("collection_id", "code"),
            _key_figure,
            references=(Reference("collection_id", "id", "collection"),),
        ),
    )
}
"""Every register by its code, in the order they are offered."""
