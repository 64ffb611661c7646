"""Checking, sending in, the receipt, and taking a return up again."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from surveyapp.accounts import session as signed
from surveyapp.core import units
from surveyapp.core.access import Permission, allow
from surveyapp.core.errors import Conflict, Invalid
from surveyapp.core.i18n import gettext as _
from surveyapp.responses import queries, service
from surveyapp.responses.pages import overview as pages
from surveyapp.responses.pages.frame import frame
from surveyapp.responses.views.base import blueprint


@blueprint.get("/uppgifter/<int:return_id>/granska")
@allow(Permission.RETURN_READ)
def check(return_id: int) -> str:
    session = units.session()
    work = service.open_work(session, signed.actor(), return_id)
    return render_template(
        "responses/check.html", page=pages.build_check(session, work), refused=""
    )


@blueprint.post("/uppgifter/<int:return_id>/granska")
@allow(Permission.RETURN_ANSWER)
def submit(return_id: int) -> Response | tuple[str, int]:
    session = units.session()
    try:
        service.submit(session, signed.actor(), return_id)
    except (Invalid, Conflict) as error:
        work = service.open_work(session, signed.actor(), return_id)
        page = pages.build_check(session, work)
        return render_template(
            "responses/check.html", page=page, refused=error.message
        ), error.status
    return redirect(url_for("responses.receipt", return_id=return_id), 303)


@blueprint.get("/uppgifter/<int:return_id>/kvittens")
@allow(Permission.RETURN_READ)
def receipt(return_id: int) -> str | Response:
    session = units.session()
    work = service.open_work(session, signed.actor(), return_id)
    submission = queries.current_submission(session, return_id)
    if submission is None:
        return redirect(url_for("responses.overview", return_id=return_id))
    return render_template(
        "responses/receipt.html",
        frame=frame(work.return_),
        submission=submission,
        answers=len(submission.answers["answers"]),
        asked=len(submission.answers["asked"]),
    )


@blueprint.post("/uppgifter/<int:return_id>/oppna")
@allow(Permission.RETURN_ANSWER)
def reopen(return_id: int) -> Response:
    try:
        service.reopen(units.session(), signed.actor(), return_id)
    except Conflict as error:
        units.session().rollback()
        flash(error.message, "warning")
    else:
        flash(
            _("Uppgifterna är öppna igen. Det du skickade in gäller tills du skickar in på nytt."),
            "success",
        )
    return redirect(url_for("responses.overview", return_id=return_id), 303)
