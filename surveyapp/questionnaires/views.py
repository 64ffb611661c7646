"""Pages of questionnaires: all of them, a file read in, one version, its links."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from surveyapp.accounts import session as signed
from surveyapp.core import units
from surveyapp.core.access import Permission, allow
from surveyapp.core.errors import Invalid, NotFound
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import pick
from surveyapp.core.svenska import number
from surveyapp.core.tables import csv_response
from surveyapp.questionnaires import drafts, importing, queries, service, wording
from surveyapp.questionnaires.forms import ImportForm, KeepForm, LinksFileForm
from surveyapp.questionnaires.models import QuestionVersion, VersionState
from surveyapp.questionnaires.xlsform import write_template
from surveyapp.registry import queries as registry

blueprint = Blueprint("questionnaires", __name__, url_prefix="/formular")


@blueprint.get("/")
@allow(Permission.QUESTIONNAIRE_READ)
def overview() -> str:
    return render_template(
        "questionnaires/overview.html", versions=queries.list_versions(units.session())
    )


@blueprint.route("/las-in", methods=["GET", "POST"])
@allow(Permission.QUESTIONNAIRE_MANAGE)
def import_file() -> str | tuple[str, int] | BaseResponse:
    form = ImportForm()
    if not form.validate_on_submit():
        return render_template("questionnaires/import.html", form=form), 422 if form.errors else 200
    upload = form.file.data
    result = importing.import_questionnaire(
        units.session(),
        signed.actor(),
        upload.read(),
        upload.filename or "",
        dry_run=bool(form.dry_run.data),
    )
    if result.version is not None:
        flash(_("Formuläret är inläst som utkast."), "success")
        return redirect(url_for("questionnaires.report", version_id=result.version.id))
    status = 422 if result.form is None else 200
    return render_template(
        "questionnaires/report.html",
        report=result.as_json(),
        version=None,
        is_dry=status == 200,
        wording=wording,
    ), status


@blueprint.get("/mall.xlsx")
@allow(Permission.QUESTIONNAIRE_MANAGE)
def template_file() -> Response:
    response = Response(
        write_template(),
        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response.headers["Content-Disposition"] = 'attachment; filename="formular-mall.xlsx"'
    return response


@blueprint.get("/versioner/<int:version_id>/rapport")
@allow(Permission.QUESTIONNAIRE_READ)
def report(version_id: int) -> str:
    session = units.session()
    version = queries.get_version(session, version_id)
    found = queries.get_import_report(session, version_id)
    if not found:
        raise NotFound
    return render_template(
        "questionnaires/report.html",
        report=found,
        version=version,
        is_dry=False,
        wording=wording,
    )


@blueprint.get("/versioner/<int:version_id>")
@allow(Permission.QUESTIONNAIRE_READ)
def version(version_id: int) -> str | Response:
    session = units.session()
    version_ = queries.get_version(session, version_id)
    rows = queries.list_question_versions(session, version_id)
    weights = service.link_weights(session, version_id)
    if request.args.get("format") == "csv":
        return _questions_csv(rows, weights)
    sections: list[dict[str, object]] = []
    for row in rows:
        if not sections or sections[-1]["code"] != row.section_code:
            sections.append({"code": row.section_code, "title": row.section_title, "rows": []})
        sections[-1]["rows"].append(row)  # type: ignore[attr-defined]
    return render_template(
        "questionnaires/version.html",
        version=version_,
        sections=sections,
        weights=weights,
        decisions=queries.decisions_in_force(session, [r.question_id for r in rows]),
        carried=_carried_lines(queries.get_carried(session, version_id)),
        wording=wording,
        questions=len(rows),
        linked=len(weights),
        is_draft=version_.state == VersionState.DRAFT.value,
    )


def _carried_lines(carried: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the entries as the page shows them; what can be done is offered once per question."""
    last = {(entry["code"], entry["now"]): n for n, entry in enumerate(carried)}
    return [
        {
            **entry,
            "decided_at": dt.datetime.fromisoformat(entry["decided_at"]),
            "is_last": last[(entry["code"], entry["now"])] == n,
        }
        for n, entry in enumerate(carried)
    ]


def _questions_csv(rows: list[QuestionVersion], weights: object) -> Response:
    found = weights if isinstance(weights, dict) else {}
    return csv_response(
        "fragor",
        ["kod", "avsnitt", "fraga", "typ", "indikatorer"],
        (
            [
                row.question.code,
                pick(row.section_title),
                pick(row.text),
                row.kind,
                "; ".join(
                    f"{indicator.code}:{number(share, 4)}"
                    for indicator, share in found.get(row.question_id, {}).values()
                ),
            ]
            for row in rows
        ),
    )


@blueprint.post("/versioner/<int:version_id>/publicera")
@allow(Permission.QUESTIONNAIRE_MANAGE)
def publish(version_id: int) -> BaseResponse:
    session = units.session()
    service.publish(session, signed.actor(), queries.get_version(session, version_id))
    flash(_("Versionen är publicerad och kan skickas ut i en omgång."), "success")
    return redirect(url_for("questionnaires.version", version_id=version_id))


@blueprint.post("/versioner/<int:version_id>/nytt-utkast")
@allow(Permission.QUESTIONNAIRE_MANAGE)
def new_draft(version_id: int) -> BaseResponse:
    session = units.session()
    draft = drafts.draft_from(session, signed.actor(), queries.get_version(session, version_id))
    flash(_("Utkastet är gjort. Beslut om frågorna är med i det."), "success")
    return redirect(url_for("questionnaires.version", version_id=draft.id))


@blueprint.post("/versioner/<int:version_id>/fragor/<code>/ta-bort")
@allow(Permission.QUESTIONNAIRE_MANAGE)
def drop_question(version_id: int, code: str) -> BaseResponse:
    session = units.session()
    drafts.carry_out(session, signed.actor(), queries.get_version(session, version_id), code)
    flash(_("%(code)s är borttagen ur utkastet.", code=code), "success")
    return redirect(url_for("questionnaires.version", version_id=version_id, _anchor="beslut"))


@blueprint.post("/versioner/<int:version_id>/fragor/<code>/lagg-tillbaka")
@allow(Permission.QUESTIONNAIRE_MANAGE)
def put_back_question(version_id: int, code: str) -> BaseResponse:
    session = units.session()
    drafts.put_back(session, signed.actor(), queries.get_version(session, version_id), code)
    flash(_("%(code)s ställs i utkastet igen.", code=code), "success")
    return redirect(url_for("questionnaires.version", version_id=version_id, _anchor=f"q-{code}"))


@blueprint.route("/versioner/<int:version_id>/fragor/<code>/behall", methods=["GET", "POST"])
@allow(Permission.QUESTIONNAIRE_MANAGE)
def keep_question(version_id: int, code: str) -> str | tuple[str, int] | BaseResponse:
    session = units.session()
    version_ = queries.get_version(session, version_id)
    entries = drafts.waiting(queries.get_carried(session, version_id), code)
    form = KeepForm()
    if form.validate_on_submit():
        drafts.keep_anyway(session, signed.actor(), version_, code, form.reason.data or "")
        flash(_("%(code)s ställs ändå, med skälet sparat.", code=code), "success")
        return redirect(url_for("questionnaires.version", version_id=version_id, _anchor="beslut"))
    return render_template(
        "questionnaires/keep.html", form=form, version=version_, code=code, entries=entries
    ), 422 if form.errors else 200


@blueprint.route("/versioner/<int:version_id>/fragor/<code>/text", methods=["GET", "POST"])
@allow(Permission.QUESTIONNAIRE_MANAGE)
def reword(version_id: int, code: str) -> str | tuple[str, int] | BaseResponse:
    session = units.session()
    version_ = queries.get_version(session, version_id)
    row = _row(version_id, code)
    definition = service.current_definition(session, version_)
    item = next((i for i in definition.questions() if i.code == code), None)
    if item is None:  # the free text of "other" has no text of its own
        raise NotFound
    said = {"text": item.text, "hint": item.hint, "definition": item.definition}
    languages = list(
        dict.fromkeys([definition.default_language, *definition.languages, "sv", "en"])
    )
    problems: dict[str, list[str]] = {}
    if request.method == "POST":
        said = {name: {x: request.form.get(f"{name}-{x}", "") for x in languages} for name in said}
        try:
            drafts.reword(session, signed.actor(), version_, row, **said)
        except Invalid as error:
            problems = error.problems
        else:
            flash(_("%(code)s är ändrad i utkastet.", code=code), "success")
            return redirect(
                url_for("questionnaires.version", version_id=version_id, _anchor=f"q-{code}")
            )
    return render_template(
        "questionnaires/reword.html",
        version=version_,
        row=row,
        said=said,
        languages=languages,
        language_names=wording.language_words(),
        problems=problems,
        is_draft=version_.state == VersionState.DRAFT.value,
    ), 422 if problems else 200


def _row(version_id: int, code: str) -> QuestionVersion:
    for row in queries.list_question_versions(units.session(), version_id):
        if row.question.code == code:
            return row
    raise NotFound


@blueprint.route("/versioner/<int:version_id>/kopplingar", methods=["GET", "POST"])
@allow(Permission.QUESTIONNAIRE_MANAGE)
def links_file(version_id: int) -> str | tuple[str, int] | BaseResponse:
    session = units.session()
    version_ = queries.get_version(session, version_id)
    if request.args.get("format") == "csv":
        return csv_response(
            "kopplingar",
            ["fraga", "indikator", "vikt"],
            (
                [link.question_version.question.code, link.indicator.code, link.weight]
                for link in queries.list_links(session, version_id)
            ),
        )
    form = LinksFileForm()
    faults: list[str] = []
    if form.validate_on_submit():
        try:
            count = service.import_links(session, signed.actor(), version_, form.file.data.read())
        except Invalid as error:
            faults = error.problems.get("file", [error.message])
        else:
            flash(_("%(count)s kopplingar är inlästa.", count=count), "success")
            return redirect(url_for("questionnaires.version", version_id=version_id))
    status = 422 if faults or form.errors else 200
    return render_template(
        "questionnaires/links_file.html", form=form, version=version_, faults=faults
    ), status


@blueprint.route("/versioner/<int:version_id>/fragor/<code>/kopplingar", methods=["GET", "POST"])
@allow(Permission.QUESTIONNAIRE_MANAGE)
def links(version_id: int, code: str) -> str | tuple[str, int] | BaseResponse:
    session = units.session()
    version_ = queries.get_version(session, version_id)
    row = _row(version_id, code)
    indicators = registry.list_indicators(session)
    stated: dict[int, str] = {
        link.indicator_id: "" if link.weight is None else number(link.weight, None)
        for link in queries.list_links(session, version_id)
        if link.question_version_id == row.id
    }
    problem = ""
    if request.method == "POST":
        chosen = set(request.form.getlist("indicator", type=int))
        stated = {
            i.id: request.form.get(f"weight-{i.id}", "").strip()
            for i in indicators
            if i.id in chosen
        }
        try:
            service.set_links_as_typed(session, signed.actor(), row, stated)
        except Invalid as error:
            problem = error.message
        else:
            flash(_("Kopplingarna för %(code)s är sparade.", code=code), "success")
            return redirect(
                url_for("questionnaires.version", version_id=version_id, _anchor=f"q-{code}")
            )
    return render_template(
        "questionnaires/links.html",
        version=version_,
        row=row,
        indicators=indicators,
        stated=stated,
        problem=problem,
        is_draft=version_.state == VersionState.DRAFT.value,
    ), 422 if problem else 200
