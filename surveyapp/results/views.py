"""Pages of results: a municipality beside its group, the nation, one indicator everywhere."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, render_template, request, url_for
from markupsafe import Markup

from surveyapp.accounts import session as signed
from surveyapp.core import units
from surveyapp.core.access import Permission, allow
from surveyapp.core.errors import NotFound
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import pick
from surveyapp.core.slots import Slots
from surveyapp.core.tables import csv_response
from surveyapp.registry import queries as registry
from surveyapp.registry.models import Unit
from surveyapp.results import pages, queries, service, wording
from surveyapp.rounds import queries as rounds

blueprint = Blueprint("results", __name__, url_prefix="/resultat")


@blueprint.get("/")
@allow(Permission.RESULT_OWN)
def own() -> str | Response:
    """The municipality's values beside its SKR group, the nation and last year."""
    session = units.session()
    mine = registry.list_units_by_id(session, sorted(signed.actor().unit_ids))
    if not mine:
        return render_template("results/own.html", unit=None, mine=[], blocks=[])
    unit = _chosen_unit(mine)
    shown = []
    seen: set[int] = set()
    for round_ in queries.list_own_submitted(session, unit.id):
        # The newest round of each questionnaire; the year before stands beside it.
        if round_.version.questionnaire_id in seen:
            continue
        seen.add(round_.version.questionnaire_id)
        now = service.round_results(session, round_)
        rows = pages.own_rows(
            unit,
            queries.list_linked_indicators(session, round_.version_id),
            now,
            service.previous_results(session, round_),
        )
        shown.append((round_, now, rows))
    if request.args.get("format") == "csv":
        return csv_response(
            f"resultat-{unit.code}",
            [
                "ar",
                "indikator",
                "namn",
                "omrade",
                "riktning",
                "varde",
                "visas_som",
                "gruppens_varde",
                "kommuner_i_gruppen",
                "riket",
                "kommuner_i_riket",
                "i_fjol",
            ],
            (
                [
                    round_.year,
                    row.code,
                    pick(row.name),
                    row.area,
                    row.direction,
                    row.own,
                    row.own_text,
                    row.group,
                    row.group_n,
                    row.nation,
                    row.nation_n,
                    row.last_year,
                ]
                for round_, _now, rows in shown
                for row in rows
            ),
        )
    group = next(
        (g for g in registry.list_skr_groups(session) if g.code == unit.skr_group_code), None
    )
    return render_template(
        "results/own.html",
        unit=unit,
        mine=mine,
        group=group,
        blocks=[
            {
                "round": round_,
                "now": now,
                "areas": pages.by_area(rows, f"omrade-{round_.id}"),
                "merged": _merged_groups(now, unit),
            }
            for round_, now, rows in shown
        ],
    )


def _chosen_unit(mine: list[Unit]) -> Unit:
    """Return the unit asked for, else the first; a foreign one does not exist."""
    code = request.args.get("kommun")
    if not code:
        return mine[0]
    for unit in mine:
        if unit.code == code:
            return unit
    raise NotFound(_("Sidan finns inte, eller så hör den till en annan kommun."))


def _merged_groups(now: service.RoundResults, unit: Unit) -> bool:
    """Tell whether the unit's group was joined with another for any indicator."""
    return any(
        len(result.groups[unit.skr_group_code].codes) > 1
        for result in now.indicators.values()
        if unit.skr_group_code in result.groups
    )


@blueprint.get("/<int:round_id>")
@allow(Permission.RESULT_READ)
def overview(round_id: int) -> str | Response:
    """The nation's value of every indicator of a round."""
    session = units.session()
    round_ = rounds.get_round(session, round_id)
    now = service.round_results(session, round_)
    rows = pages.nation_rows(
        queries.list_linked_indicators(session, round_.version_id),
        now,
        service.previous_results(session, round_),
    )
    area = request.args.get("omrade", "")
    areas = sorted({row.area for row in rows if row.area})
    rows = [row for row in rows if not area or row.area == area]
    if request.args.get("format") == "csv":
        return csv_response(
            f"resultat-riket-{round_id}",
            [
                "indikator",
                "namn",
                "omrade",
                "riktning",
                "riket",
                "median",
                "undre_kvartil",
                "ovre_kvartil",
                "kommuner_med_varde",
                "saknas",
                "inte_aktuellt",
                "inte_inskickade",
                "i_fjol",
            ],
            (
                [
                    row.code,
                    pick(row.name),
                    row.area,
                    row.direction,
                    row.value,
                    row.median,
                    row.q1,
                    row.q3,
                    row.n,
                    row.n_missing,
                    row.n_not_applicable,
                    row.n_not_submitted,
                    row.last_year,
                ]
                for row in rows
            ),
        )
    return render_template(
        "results/overview.html", round=round_, now=now, rows=rows, areas=areas, area=area
    )


@blueprint.get("/<int:round_id>/<indicator_code>")
@allow(Permission.RESULT_READ)
def indicator(round_id: int, indicator_code: str) -> str | Response:
    """One indicator's value in every municipality."""
    session = units.session()
    round_ = rounds.get_round(session, round_id)
    found = registry.get_indicator(session, indicator_code)
    now = service.round_results(session, round_)
    result = now.indicators.get(found.code)
    if result is None:
        raise NotFound
    before = service.previous_results(session, round_)
    earlier = before.indicators.get(found.code) if before else None
    county = request.args.get("lan", "")
    group = request.args.get("grupp", "")
    chosen = [
        unit
        for unit in registry.list_units(session)
        if unit.id in result.values
        and (not county or unit.county_code == county)
        and (not group or unit.skr_group_code == group)
    ]
    counties = {c.code: c.name for c in registry.list_counties(session)}
    groups = {g.code: pick(g.name) for g in registry.list_skr_groups(session)}
    if request.args.get("format") == "csv":
        names = wording.standing_names()
        return csv_response(
            f"resultat-{round_id}-{found.id}",
            [
                "kod",
                "kommun",
                "lan",
                "skr_grupp",
                "lage",
                "varde",
                "taljare",
                "namnare",
                "i_fjol",
            ],
            (
                [
                    unit.code,
                    unit.name,
                    counties[unit.county_code],
                    unit.skr_group_code,
                    names[(value := result.values[unit.id]).standing],
                    value.value,
                    value.numerator,
                    value.denominator,
                    earlier.values[unit.id].value
                    if earlier and unit.id in earlier.values
                    else None,
                ]
                for unit in chosen
            ),
        )
    return render_template(
        "results/indicator.html",
        round=round_,
        indicator=found,
        result=result,
        problem=wording.problem(result.problem, result.problem_name),
        units=chosen,
        counties=counties,
        groups=groups,
        county=county,
        group=group,
        texts_of={
            unit.id: wording.own_value(
                result.values[unit.id], formula_kind=result.formula_kind, share=result.is_share
            )
            for unit in chosen
        },
        count=wording.count,
        last_year={
            unit.id: wording.own_value(
                earlier.values[unit.id], formula_kind=result.formula_kind, share=result.is_share
            )
            for unit in chosen
            if earlier and unit.id in earlier.values
        },
        nation_text=wording.figure(
            result.nation.value if result.nation else None, share=result.is_share
        ),
        median_text=wording.figure(
            result.nation.median if result.nation else None, share=result.is_share
        ),
        direction=wording.direction(found.direction),
        counts=[
            (name, result.counts.get(standing, 0))
            for standing, name in wording.standing_names().items()
            if result.counts.get(standing, 0)
        ],
        picture=pages.distribution(result, groups, "fordelning"),
    )


def _round_link(round_id: int) -> Markup | str | None:
    if not signed.actor().may(Permission.RESULT_READ):
        return None
    return Markup('<p class="govuk-body"><a class="govuk-link" href="{}">{}</a></p>').format(
        url_for("results.overview", round_id=round_id), _("Se resultatet för varje indikator")
    )


def register(app: Flask) -> None:
    """Put the way to the results on the page of a round."""
    slots: Slots = app.extensions["slots"]
    slots.provide("round", _round_link)
