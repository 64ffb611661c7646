"""Pages of the registers: places, indicators, national collections, the question bank, imports."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from surveyapp.core import access, units
from surveyapp.core.access import Permission, allow
from surveyapp.core.errors import NotFound
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import pick
from surveyapp.core.tables import csv_response
from surveyapp.registry import queries, rules, service
from surveyapp.registry.forms import ImportForm
from surveyapp.registry.importing import KINDS

blueprint = Blueprint("registry", __name__, url_prefix="/register")

PAGE_SIZE = 50
"""Bank questions on one page."""


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


@blueprint.get("/insamlingar")
@allow(Permission.REGISTRY_READ)
def collections() -> str | Response:
    session = units.session()
    found = queries.list_collections(session)
    counts = queries.count_questions_by_collection(session)
    if request.args.get("format") == "csv":
        return csv_response(
            "insamlingar",
            [
                "kod",
                "namn",
                "agare",
                "insamlare",
                "rattslig_grund",
                "skyldighet",
                "frekvens",
                "referenstid",
                "insamlingstid",
                "population",
                "uppgiftsniva",
                "kalla",
                "kontroll",
            ],
            (
                [
                    c.code,
                    pick(c.name),
                    c.owner,
                    c.collector,
                    c.legal_basis,
                    c.obligation,
                    c.frequency,
                    c.reference_time,
                    c.collection_window,
                    c.population,
                    c.data_level,
                    c.source,
                    c.checked,
                ]
                for c in found
            ),
        )
    return render_template("registry/collections.html", collections=found, counts=counts)


@blueprint.get("/insamlingar/<code>")
@allow(Permission.REGISTRY_READ)
def collection(code: str) -> str:
    session = units.session()
    found = queries.get_collection(session, code)
    _questions, count = queries.search_bank(session, (), found.id, limit=1)
    return render_template("registry/collection.html", collection=found, count=count)


@blueprint.get("/fragebank")
@allow(Permission.REGISTRY_READ)
def bank() -> str | Response:
    session = units.session()
    words, code = request.args.get("ord", "").strip(), request.args.get("insamling", "")
    chosen = queries.find_collection_by_code(session, code) if code else None
    if code and chosen is None:
        raise NotFound
    is_file = request.args.get("format") == "csv"
    page = max(request.args.get("sida", 1, type=int), 1)
    questions, total = queries.search_bank(
        session,
        words.split(),
        chosen.id if chosen else None,
        limit=None if is_file else PAGE_SIZE,
        offset=0 if is_file else (page - 1) * PAGE_SIZE,
    )
    if is_file:
        return csv_response(
            "fragebank",
            [
                "insamling",
                "kod",
                "fraga",
                "beskrivning",
                "omrade",
                "enhet",
                "population",
                "referenstid",
                "svarsskala",
                "upphort_efter",
                "kalla",
            ],
            (
                [
                    q.collection.code,
                    q.code,
                    pick(q.text),
                    pick(q.description),
                    q.area,
                    q.unit,
                    q.population,
                    q.reference_time,
                    q.answer_scale,
                    q.discontinued_after,
                    q.source_note,
                ]
                for q in questions
            ),
        )
    return render_template(
        "registry/bank.html",
        questions=questions,
        total=total,
        words=words,
        code=code,
        page=page,
        pages=-(-total // PAGE_SIZE),
        collections=queries.list_collections(session),
    )


@blueprint.route("/las-in", methods=["GET", "POST"])
@allow(Permission.REGISTRY_MANAGE)
def import_file() -> str | tuple[str, int] | BaseResponse:
    form = ImportForm()
    form.kind.choices = [SelectChoice(kind.code, str(kind.title)) for kind in KINDS.values()]
    if not form.validate_on_submit():
        if request.method == "GET" and request.args.get("register") in KINDS:
            form.kind.data = request.args["register"]
        return render_template(
            "registry/import.html", form=form, kinds=KINDS.values()
        ), 422 if form.errors else 200
    upload = form.file.data
    report = service.import_register(
        units.session(),
        access.current_actor(),
        form.kind.data or "",
        upload.read(),
        upload.filename or "",
        dry_run=bool(form.dry_run.data),
    )
    if report.event_id is not None:
        flash(_("Filen är inläst."), "success")
        return redirect(url_for("registry.report", event_id=report.event_id))
    return _report_page(report.as_json()), 422 if report.faults else 200


@blueprint.get("/las-in/<int:event_id>")
@allow(Permission.REGISTRY_MANAGE)
def report(event_id: int) -> str:
    return _report_page(queries.get_import_report(units.session(), event_id).details["report"])


def _report_page(data: dict[str, object]) -> str:
    return render_template(
        "registry/report.html",
        report=data,
        kind=KINDS[str(data["kind"])],
        kept=service.KEPT_CHANGES,
    )


@blueprint.get("/las-in/mall/<kind>.csv")
@allow(Permission.REGISTRY_MANAGE)
def template_file(kind: str) -> Response:
    if kind not in KINDS:
        raise NotFound
    return csv_response(kind, [column.name for column in KINDS[kind].columns], ())
