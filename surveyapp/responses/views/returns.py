"""Pages that only show: the calendar, a return, the blank form, the history."""

from __future__ import annotations

from flask import Response, render_template, request

from surveyapp.accounts import session as signed
from surveyapp.core import units
from surveyapp.core.access import Permission, allow
from surveyapp.core.tables import csv_response
from surveyapp.responses import service
from surveyapp.responses.pages import calendar
from surveyapp.responses.pages import overview as pages
from surveyapp.responses.pages.frame import frame
from surveyapp.responses.views.base import blueprint


@blueprint.get("/uppgifter")
@allow(Permission.RETURN_READ)
def returns() -> str | Response:
    page = calendar.build(units.session(), signed.actor())
    columns, rows = calendar.past_columns(), calendar.past_rows(page)
    if request.args.get("format") == "csv":
        return csv_response("uppgifter", columns, rows)
    return render_template("responses/returns.html", page=page, columns=columns)


@blueprint.get("/uppgifter/<int:return_id>")
@allow(Permission.RETURN_READ)
def overview(return_id: int) -> str:
    session = units.session()
    work = service.open_work(session, signed.actor(), return_id)
    page = pages.build_overview(session, work)
    return render_template("responses/overview.html", page=page)


@blueprint.get("/uppgifter/<int:return_id>/blankett")
@allow(Permission.RETURN_READ)
def blank(return_id: int) -> str:
    work = service.open_work(units.session(), signed.actor(), return_id)
    return render_template(
        "responses/blank.html", frame=frame(work.return_), sections=pages.build_blank(work)
    )


@blueprint.get("/uppgifter/<int:return_id>/historik")
@allow(Permission.RETURN_READ)
def history(return_id: int) -> str | Response:
    session = units.session()
    work = service.open_work(session, signed.actor(), return_id)
    columns = pages.history_columns()
    rows = pages.history_rows(pages.build_history(session, work))
    if request.args.get("format") == "csv":
        return csv_response(f"historik-{return_id}", columns, rows)
    return render_template(
        "responses/history.html", frame=frame(work.return_), columns=columns, rows=rows
    )
