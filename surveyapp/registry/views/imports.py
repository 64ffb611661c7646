"""Files go in, reports come out."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from surveyapp.core import access, units
from surveyapp.core.access import Permission, allow
from surveyapp.core.errors import Invalid, NotFound
from surveyapp.core.formbase import show_refusal
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import pick
from surveyapp.core.tables import csv_response
from surveyapp.registry import queries, service
from surveyapp.registry.forms import ImportForm
from surveyapp.registry.importing import KINDS
from surveyapp.registry.views.base import blueprint


@blueprint.route("/las-in", methods=["GET", "POST"])
@allow(Permission.REGISTRY_MANAGE)
def import_file() -> str | tuple[str, int] | BaseResponse:
    session = units.session()
    form = ImportForm()
    form.kind.choices = [SelectChoice(kind.code, str(kind.title)) for kind in KINDS.values()]
    form.collection.choices = [
        SelectChoice("", _("Filen säger det själv")),
        *(SelectChoice(c.code, pick(c.name)) for c in queries.list_collections(session)),
    ]
    if not form.validate_on_submit():
        if request.method == "GET" and request.args.get("register") in KINDS:
            form.kind.data = request.args["register"]
        return _import_page(form)
    uploads = form.file.data or []
    try:
        first, *others = (upload.read() for upload in uploads)
        report = service.import_register(
            session,
            access.current_actor(),
            form.kind.data or "",
            first,
            ", ".join(upload.filename or "" for upload in uploads)[:200],
            dry_run=bool(form.dry_run.data),
            collection=form.collection.data or "",
            year=int(form.year.data) if form.year.data is not None else None,
            others=others,
        )
    except Invalid as error:
        show_refusal(form, error)
        return _import_page(form)
    if report.event_id is not None:
        flash(_("Filen är inläst."), "success")
        return redirect(url_for("registry.report", event_id=report.event_id))
    return _report_page(report.as_json()), 422 if report.faults else 200


def _import_page(form: ImportForm) -> tuple[str, int]:
    page = render_template("registry/import.html", form=form, kinds=KINDS.values())
    return page, 422 if form.errors else 200


@blueprint.get("/las-in/<int:event_id>")
@allow(Permission.REGISTRY_MANAGE)
def report(event_id: int) -> str:
    return _report_page(queries.get_import_report(units.session(), event_id).details["report"])


def _report_page(data: dict[str, object]) -> str:
    return render_template(
        "registry/report.html",
        report=data,
        kind=KINDS[str(data["kind"])],
        most_changes=service.KEPT_CHANGES,
    )


@blueprint.get("/las-in/mall/<kind>.csv")
@allow(Permission.REGISTRY_MANAGE)
def template_file(kind: str) -> Response:
    if kind not in KINDS:
        raise NotFound
    return csv_response(kind, KINDS[kind].template(), ())
