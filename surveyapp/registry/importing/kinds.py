"""The registers that can be read in: their columns, and how a row becomes what is stored.

Adding a register is one entry in `KINDS`; reading, checking, matching and reporting are the same
for all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import lazy_gettext as _l
from surveyapp.registry.importing.bank import BANK_KINDS
from surveyapp.registry.importing.columns import (
    Column,
    Kind,
    Problem,
    Reference,
    code,
    decimal,
    digits,
    formula,
    group_code,
    one_of,
    picked,
    whole,
    with_texts,
)
from surveyapp.registry.importing.matching import Values
from surveyapp.registry.models import (
    CHECKED,
    COLLECTION_TEXTS,
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


def _county(cells: Mapping[str, Any]) -> Values:
    return picked(cells, code="code", name="name", region="region")


def _group(cells: Mapping[str, Any]) -> Values:
    return with_texts(picked(cells, code="code"), cells, name="name")


def _municipality(cells: Mapping[str, Any]) -> Values:
    return {
        **picked(
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
        **picked(cells, code="code", name="name", population="population"),
        "kind": UnitKind.DISTRICT.value,
        "parent_id": cells["municipality_code"],
    }


def _population(cells: Mapping[str, Any]) -> Values:
    return picked(cells, code="code", population="population")


def _indicator(cells: Mapping[str, Any]) -> Values:
    values = picked(
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
    return with_texts(values, cells, name="name", description="description")


def _collection(cells: Mapping[str, Any]) -> Values:
    values = picked(
        cells,
        code="id",
        overlap_note="overlap_with_open_comparisons",
        window_from="window_from",
        window_to="window_to",
        hours_per_year="hours_per_year",
        hours_source="hours_source",
        **{name: name for name in (*COLLECTION_TEXTS, "checked")},
    )
    return with_texts(values, cells, name="name")


def _whole_facts(cells: Mapping[str, Any]) -> tuple[str, Problem] | None:
    """A burden without its source, or half a window, is refused."""
    if cells.get("hours_per_year") is not None and not cells.get("hours_source"):
        return "hours_source", (
            _("Det saknas en källa till timmarna."),
            _("Skriv vem som har mätt och när, eller ta bort timmarna."),
        )
    if (cells.get("window_from") is None) != (cells.get("window_to") is None):
        return "window_to", (
            _("Insamlingstiden har bara den ena månaden."),
            _("Fyll i både första och sista månaden, eller ingen."),
        )
    return None


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
                *(Column(name) for name in COLLECTION_TEXTS),
                Column("overlap_with_open_comparisons"),
                Column("checked", one_of(*CHECKED)),
                Column("window_from", whole(1, 12)),
                Column("window_to", whole(1, 12)),
                Column("hours_per_year", decimal, also=("timmar per år",)),
                Column("hours_source", also=("källa till timmarna",)),
            ),
            ("code",),
            _collection,
            check=_whole_facts,
        ),
        *BANK_KINDS,
    )
}
"""Every register by its code, in the order they are offered."""
