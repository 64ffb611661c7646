"""Pages of places and indicators."""

from __future__ import annotations

from flask import Response, render_template, request

from surveyapp.core import units
from surveyapp.core.access import Permission, allow
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import pick
from surveyapp.core.tables import csv_response
from surveyapp.registry import queries, rules
from surveyapp.registry.views.base import blueprint


@blueprint.get("/")
@allow(Permission.REGISTRY_READ)
def overview() -> str:
    return render_template(
        "registry/overview.html", counts=queries.count_registers(units.session())
    )


@blueprint.get("/kommuner")
@allow(Permission.REGISTRY_READ)
def municipalities() -> str | Response:
    session = units.session()
    county, group = request.args.get("lan", ""), request.args.get("grupp", "")
    found = queries.list_municipalities(session, county, group)
    if request.args.get("format") == "csv":
        return csv_response(
            "kommuner",
            [
                "kod",
                "namn",
                "slag",
                "lanskod",
                "lan",
                "region",
                "skr_grupp",
                "skr_gruppnamn",
                "folkmangd",
            ],
            (
                [
                    unit.code,
                    unit.name,
                    unit.kind,
                    unit.county_code,
                    unit.county.name,
                    unit.county.region,
                    unit.skr_group_code,
                    pick(unit.skr_group.name),
                    unit.population,
                ]
                for unit in found
            ),
        )
    return render_template(
        "registry/municipalities.html",
        units=found,
        counties=queries.list_counties(session),
        groups=queries.list_skr_groups(session),
        county=county,
        group=group,
    )


@blueprint.get("/indikatorer")
@allow(Permission.REGISTRY_READ)
def indicators() -> str | Response:
    found = queries.list_indicators(units.session())
    if request.args.get("format") == "csv":
        return csv_response(
            "indikatorer",
            [
                "kod",
                "namn",
                "omrade",
                "typ",
                "riktning",
                "ansvarig",
                "rattslig_grund",
                "plikt",
                "forsta_ar",
                "formel",
                "taljare",
                "namnare",
            ],
            (
                [
                    i.code,
                    pick(i.name),
                    i.area,
                    i.kind,
                    i.direction,
                    i.owner,
                    i.legal_basis,
                    i.duty,
                    i.first_year,
                    i.formula_kind,
                    i.numerator,
                    i.denominator,
                ]
                for i in found
            ),
        )
    return render_template("registry/indicators.html", indicators=found, kinds=_indicator_kinds())


@blueprint.get("/indikatorer/<code>")
@allow(Permission.REGISTRY_READ)
def indicator(code: str) -> str:
    found = queries.get_indicator(units.session(), code)
    return render_template(
        "registry/indicator.html",
        indicator=found,
        kinds=_indicator_kinds(),
        directions={
            "higher": _("Högre är bättre"),
            "lower": _("Lägre är bättre"),
            "none": _("Varken högre eller lägre är bättre"),
        },
        duties={"duty": _("Kommunen är skyldig att lämna uppgiften"), "voluntary": _("Frivillig")},
        dimensions={
            "knowledge_based": _("Kunskapsbaserad"),
            "safe": _("Säker"),
            "individually_adapted": _("Individanpassad"),
            "efficient": _("Effektiv"),
            "equal": _("Jämlik"),
            "accessible": _("Tillgänglig"),
        },
        numerator=rules.in_words(found.numerator) or found.numerator,
        denominator=rules.in_words(found.denominator) or found.denominator,
    )


def _indicator_kinds() -> dict[str, str]:
    return {"structure": _("Struktur"), "process": _("Process"), "result": _("Resultat")}
