"""The map of overlap, and what one municipality is asked for more than once."""

from __future__ import annotations

from flask import Response, g, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from surveyapp.accounts import session as signed
from surveyapp.core import units
from surveyapp.core.access import Permission, allow
from surveyapp.core.errors import NotFound
from surveyapp.core.i18n import ngettext, pick
from surveyapp.core.tables import csv_response
from surveyapp.overlap.drawing import heatmap, map_finding
from surveyapp.overlap.pages.overview import Map, count_asked, load_asked, load_map
from surveyapp.overlap.views.base import blueprint
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.registry import queries as registry
from surveyapp.registry.models import Unit
from surveyapp.rounds.models import Return


@blueprint.get("/karta")
@allow(Permission.OVERLAP_READ)
def overview() -> str | Response | BaseResponse:
    if request.args.get("kommun"):
        return redirect(url_for("overlap.municipality", code=request.args["kommun"]))
    found = load_map(units.session())
    if request.args.get("format") == "csv":
        return _pairs_csv(found)
    if request.args.get("format") == "begrepp":
        return _lines_csv("fragas-flera-ganger", found)
    return render_template(
        "overlap/map.html",
        found=found,
        picture=heatmap(found.overview, found.sources) if found.overview.cells else None,
        finding=map_finding(found.overview, found.sources),
        municipalities=registry.list_municipalities(units.session()),
    )


@blueprint.get("/karta/<code>")
@allow(Permission.OVERLAP_READ)
def municipality(code: str) -> str | Response:
    unit = registry.find_unit_by_code(units.session(), code)
    if unit is None:
        raise NotFound
    return _unit_page(unit, [])


@blueprint.get("/var-kommun")
@allow(Permission.RESULT_OWN)
def own() -> str | Response:
    mine = registry.list_units_by_id(units.session(), sorted(signed.actor().unit_ids))
    if not mine:
        raise NotFound
    wanted = request.args.get("kommun")
    unit = next((u for u in mine if u.code == wanted), None if wanted else mine[0])
    if unit is None:
        raise NotFound
    return _unit_page(unit, mine)


def _unit_page(unit: Unit, mine: list[Unit]) -> str | Response:
    found = load_asked(units.session(), unit.id)
    if request.args.get("format") == "csv":
        return _lines_csv(f"fragas-flera-ganger-{unit.code}", found)
    return render_template("overlap/unit.html", found=found, unit=unit, mine=mine)


def return_overlap(return_: Return) -> Markup | None:
    """Return the line on a return's page about what others ask for too, None when there is nothing."""
    if not signed.actor().may(Permission.RESULT_OWN, return_.unit_id):
        return None
    key = f"overlap_asked_{return_.id}"
    if key not in g:
        session = units.session()
        rows = questionnaires.list_question_versions(session, return_.round.version_id)
        setattr(g, key, count_asked(session, [row.question_id for row in rows]))
    count = g.get(key)
    if not count:
        return None
    unit = return_.unit
    return Markup('<p class="govuk-body"><a class="govuk-link" href="{}">{}</a></p>').format(
        url_for("overlap.own", kommun=unit.code),
        ngettext(
            "En uppgift här lämnar ni även på annat håll",
            "%(num)s uppgifter här lämnar ni även på annat håll",
            count,
        ),
    )


def _pairs_csv(found: Map) -> Response:
    return csv_response(
        "overlappskarta",
        ["insamling", "annan_insamling", "gemensamma_begrepp", "gar_att_rakna_fram", "timmar"],
        [
            [
                pick(found.sources[some].name),
                pick(found.sources[other].name),
                len(cell.elements),
                cell.derivable,
                round(cell.hours, 1) if cell.hours is not None else None,
            ]
            for (some, other), cell in found.overview.cells.items()
        ],
    )


def _lines_csv(name: str, found: Map) -> Response:
    return csv_response(
        name,
        [
            "begrepp",
            "kalla",
            "ganger",
            "fragas_i",
            "gar_att_rakna_fram_ur",
            "vara_fragor",
            "minuter",
            "timmar",
        ],
        [
            [
                pick(line.name),
                line.note,
                line.asked.times,
                ", ".join(pick(s.name) for s in line.sources),
                ", ".join(pick(s.name) for s in line.derivable_from),
                ", ".join(m.code for m in line.ours),
                round(line.minutes, 1) if line.minutes is not None else None,
                round(line.hours, 1) if line.hours is not None else None,
            ]
            for line in found.lines
        ],
    )
