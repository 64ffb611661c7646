"""Start page, language, health, static files and the gallery of components."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from sqlalchemy import text as sql_text
from werkzeug.wrappers import Response as BaseResponse

from surveyapp.accounts import session as sign_in
from surveyapp.core import i18n, jobs, units
from surveyapp.core.access import PUBLIC, Permission, allow
from surveyapp.core.data import PACKAGE
from surveyapp.core.errors import DomainError
from surveyapp.core.i18n import gettext as _
from surveyapp.core.jobs import Job, JobState
from surveyapp.web import errors

blueprint = Blueprint("web", __name__)

HOME = (
    (Permission.RETURN_ANSWER, "responses.returns"),
    (Permission.ROUND_MANAGE, "web.administrator_home"),
    (Permission.REVIEW_READ, "review.overview"),
)


@blueprint.get("/")
@allow(PUBLIC)
def start() -> str | BaseResponse:
    actor = sign_in.actor()
    for need, endpoint in HOME:
        if actor.may(need):
            return redirect(url_for(endpoint))
    return render_template("web/start.html")


@blueprint.get("/administration")
@allow(Permission.ROUND_MANAGE)
def administrator_home() -> str:
    steps = [
        (
            "questionnaires.overview",
            _("1. Frågeformulär"),
            _("Läs in ett formulär från Excel, koppla frågor till indikatorer och publicera."),
        ),
        (
            "overlap.queue",
            _("2. Överlapp"),
            _(
                "Se vad andra nationella undersökningar redan frågar, och besluta vad som ska göras."
            ),
        ),
        (
            "rounds.overview",
            _("3. Omgångar"),
            _("Skicka formuläret till kommunerna och följ vilka som har svarat."),
        ),
        (
            "burden.overview",
            _("4. Börda"),
            _("Se vad varje fråga och indikator kostar kommunerna i tid och pengar."),
        ),
        (
            "registry.overview",
            _("Register"),
            _("Kommuner, indikatorer, nationella insamlingar och frågebanken."),
        ),
        ("accounts.overview", _("Konton"), _("Bjud in kollegor, granskare och uppgiftslämnare.")),
    ]
    return render_template(
        "web/administration.html",
        steps=[
            {"url": url_for(endpoint), "title": title, "text": text}
            for endpoint, title, text in steps
            if endpoint in current_app.view_functions
        ],
    )


@blueprint.post("/sprak")
@allow(PUBLIC)
def language() -> BaseResponse:
    chosen = request.form.get("language", "")
    sign_in.remember_language(chosen if chosen in i18n.LANGUAGES else i18n.DEFAULT_LANGUAGE)
    return redirect(sign_in.safe_next(request.form.get("next")) or url_for("web.start"))


@blueprint.get("/live")
@allow(PUBLIC)
def live() -> Response:
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/ready")
@allow(PUBLIC)
def ready() -> Response:
    units.session().execute(sql_text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/static/<version>/<path:name>")
@allow(PUBLIC)
def static_file(version: str, name: str) -> Response:
    response = send_from_directory(PACKAGE / "static", name)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@blueprint.get("/om-tidmatningen")
@allow(PUBLIC)
def about_timing() -> str:
    return render_template("web/about_timing.html", event_days=sign_in.settings().event_days)


@blueprint.get("/tillganglighet")
@allow(PUBLIC)
def about_accessibility() -> str:
    return render_template("web/about_accessibility.html")


@blueprint.get("/personuppgifter")
@allow(PUBLIC)
def about_privacy() -> str:
    return render_template("web/about_privacy.html")


@blueprint.get("/galleri")
@allow(PUBLIC)
def gallery() -> str:
    if not current_app.config["TESTING"] and not current_app.debug:
        abort(404)
    return render_template("web/gallery.html")


@blueprint.get("/jobb/<int:job_id>")
@allow(Permission.JOB_READ)
def job(job_id: int) -> str | BaseResponse:
    found = units.session().get(Job, job_id)
    if found is None or found.created_by_id != sign_in.user().id:
        abort(404)
    shown = job_state(found)
    if errors.wants_json():
        return jsonify(shown)
    if found.state == JobState.DONE.value and (target := found.result.get("url")):
        return redirect(target)
    return render_template("web/job.html", job=found, shown=shown)


_SAYS_WHY = {refusal.__name__ for refusal in DomainError.__subclasses__()}
"""Refusals whose words are meant for the person who asked; other errors are for the log."""


def job_state(found: Job) -> dict[str, object]:
    """Return what the progress component and its script read: state, done, total, text."""
    text = {
        JobState.WAITING.value: _("Väntar på att börja."),
        JobState.RUNNING.value: _("Arbetar. Du kan lämna sidan och komma tillbaka."),
        JobState.DONE.value: _("Klart."),
        JobState.FAILED.value: _(
            "Det gick inte. Inget är ändrat. Försök igen, eller kontakta supporten."
        ),
    }[found.state]
    if found.next_try_at is not None:
        text = _("Det gick inte än.") + " " + jobs.next_try(found.next_try_at)
    kind, _colon, reason = found.error.partition(": ")
    if found.state == JobState.FAILED.value and kind in _SAYS_WHY:
        text = reason
    state = "queued" if found.state == JobState.WAITING.value else found.state
    return {"state": state, "done": found.done, "total": found.total, "text": text}
