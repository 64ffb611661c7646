"""Pages of reports: all indicators by burden, one report to download, and all of them as a ZIP."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    flash,
    get_template_attribute,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from surveyapp.accounts import session as signed
from surveyapp.burden import pages as burden_pages
from surveyapp.burden import queries as burden
from surveyapp.burden.models import BurdenSnapshot
from surveyapp.core import jobs, units
from surveyapp.core.access import Permission, allow
from surveyapp.core.errors import Conflict, NotFound
from surveyapp.core.i18n import LANGUAGES, current_language
from surveyapp.core.i18n import gettext as _
from surveyapp.core.jobs import Job, JobState
from surveyapp.core.settings import Settings
from surveyapp.core.slots import Slots
from surveyapp.core.tables import csv_response
from surveyapp.registry import queries as registry
from surveyapp.reports import background, pages, queries, service
from surveyapp.reports.document import file_name
from surveyapp.reports.models import Edition
from surveyapp.reports.rules import from_json
from surveyapp.review import queries as review
from surveyapp.review import service as review_service

blueprint = Blueprint("reports", __name__, url_prefix="/rapporter")


def register(app: Flask) -> None:
    """Say where finished reports are kept, and offer them on the review's page of an indicator."""
    settings: Settings = app.extensions["settings"]
    background.configure(settings.instance_dir)
    folder = background.reports_folder(settings.instance_dir)
    jobs.daily("report_archives", lambda database: background.prune_archives(database, folder))
    slots: Slots = app.extensions["slots"]
    slots.provide("indicator_actions", _indicator_actions)


def _chosen_snapshot(snapshots: list[BurdenSnapshot]) -> BurdenSnapshot | None:
    """Return the newest snapshot of the round asked for, else of the newest year."""
    asked = request.args.get("omgang", type=int)
    if asked is None:
        return snapshots[0] if snapshots else None
    found = next((s for s in snapshots if s.round_id == asked), None)
    if found is None:
        raise NotFound(_("Omgången har ingen beräkning än."))
    return found


def _language(values: Any) -> str:
    asked = str(values.get("sprak", ""))
    return asked if asked in LANGUAGES else current_language()


@blueprint.get("")
@allow(Permission.REPORT_DOWNLOAD)
def overview() -> str | Response:
    """Every indicator of a round by burden, each with its report."""
    session = units.session()
    snapshots = burden.list_newest_snapshots(session)
    snapshot = _chosen_snapshot(snapshots)
    if snapshot is None:
        return render_template("reports/overview.html", snapshot=None)
    snapshot = burden.get_snapshot(session, snapshot.id)
    round_ = snapshot.round
    actions = get_template_attribute("reports/_actions.html", "report_buttons")
    table = pages.overview(
        pages.lines(burden.indicator_burdens(session, snapshot.id), review_service.gather(session)),
        link=lambda code: url_for("review.indicator", indicator_code=code),
        actions=lambda line: (
            actions(line.burden.indicator, snapshot.id, in_table=True)
            if not line.hidden
            else burden_pages.hidden_words(line.hidden)
        ),
        sort=request.args.get("sortera", "timmar"),
        order=request.args.get("ordning", burden_pages.DESCENDING),
        address=lambda column, order: url_for(
            "reports.overview", omgang=round_.id, sortera=column, ordning=order
        ),
    )
    is_example = burden_pages.is_cost_example(snapshot.result)
    if request.args.get("format") == "csv":
        table = burden_pages.marked(table, is_fictional=round_.is_fictional, is_example=is_example)
        return csv_response(f"rapporter-{round_.year}", table.file_columns, table.file_rows)
    batches = {
        language: burden.find_job(session, background.all_key(snapshot.id, language))
        for language in LANGUAGES
    }
    states = {language: _state(job) for language, job in batches.items()}
    return render_template(
        "reports/overview.html",
        snapshot=snapshot,
        snapshots=snapshots,
        round=round_,
        table_data=table,
        is_example=is_example,
        batches=batches,
        states=states,
        is_working=any(state in ("queued", "running") for state in states.values()),
        ready=_ready(snapshot),
    )


def _state(job: Job | None) -> str:
    """Return the state as the progress component names it; "" when there is no job."""
    if job is None:
        return ""
    return "queued" if job.state == JobState.WAITING.value else job.state


def _ready(snapshot: BurdenSnapshot) -> dict[str, str] | None:
    """Return the report that a job has just made, when the address names one."""
    asked, language = request.args.get("klar", type=int), _language(request.args)
    if asked is None:
        return None
    edition = queries.get_edition_by_id(units.session(), asked)
    if edition.snapshot_id != snapshot.id:
        raise NotFound
    data = from_json(edition.data)
    if not background.kept_path(background.configured_folder(), data, language).exists():
        return None
    return {
        "url": _download_url(edition, data.identity.code, language),
        "code": data.identity.code,
        "name": file_name(data, language),
    }


def _download_url(edition: Edition, code: str, language: str) -> str:
    return url_for(
        "reports.download",
        snapshot_id=edition.snapshot_id,
        code=code,
        language=language,
        utgava=edition.id,
    )


@blueprint.post("/indikator/<path:code>")
@allow(Permission.REPORT_DOWNLOAD)
def make(code: str) -> BaseResponse:
    """Freeze an indicator's report and fetch it, or have it made first."""
    session = units.session()
    indicator = registry.get_indicator(session, code)
    asked = request.form.get("berakning", type=int)
    if asked is None:
        years = burden.indicator_years(session, indicator.id)
        if not years:
            raise NotFound(_("Indikatorn har ingen beräknad börda än."))
        asked = years[0][0].id
    snapshot = burden.get_snapshot(session, asked)
    language = _language(request.form)
    page = url_for("reports.overview", omgang=snapshot.round_id)
    try:
        edition = service.freeze(session, signed.actor(), snapshot, indicator)
    except Conflict as refusal:
        flash(refusal.message, "warning")
        return redirect(page, 303)
    data = from_json(edition.data)
    if background.kept_path(background.configured_folder(), data, language).exists():
        return redirect(_download_url(edition, code, language), 303)
    done = url_for("reports.overview", omgang=snapshot.round_id, klar=edition.id, sprak=language)
    return _asked_for(
        jobs.enqueue(
            session,
            background.KIND_ONE,
            {"edition_id": edition.id, "language": language, "url": done},
            signed.actor(),
            unique_key=background.one_key(edition.id, language),
        ),
        page,
    )


@blueprint.post("/alla/<int:snapshot_id>")
@allow(Permission.REPORT_DOWNLOAD)
def make_all(snapshot_id: int) -> BaseResponse:
    """Have every report of a snapshot made."""
    session = units.session()
    snapshot = burden.get_snapshot(session, snapshot_id)
    language = _language(request.form)
    page = url_for("reports.overview", omgang=snapshot.round_id)
    return _asked_for(
        jobs.enqueue(
            session,
            background.KIND_ALL,
            {"snapshot_id": snapshot.id, "language": language, "url": page},
            signed.actor(),
            unique_key=background.all_key(snapshot.id, language),
        ),
        page,
    )


def _asked_for(job: Job, page: str) -> BaseResponse:
    if job.created_by_id == signed.actor().user_id:
        return redirect(url_for("web.job", job_id=job.id), 303)
    flash(_("En kollega har redan bett om detta. Det finns här när det är klart."), "info")
    return redirect(page, 303)


@blueprint.get("/<int:snapshot_id>/<path:code>/<any(sv, en):language>.pdf")
@allow(Permission.REPORT_DOWNLOAD)
def download(snapshot_id: int, code: str, language: str) -> BaseResponse:
    """Give a finished report."""
    edition = queries.get_edition(
        units.session(), snapshot_id, code, request.args.get("utgava", type=int)
    )
    data = from_json(edition.data)
    path = background.kept_path(background.configured_folder(), data, language)
    if not path.exists():
        raise NotFound(_("Rapporten är inte gjord än."))
    return send_file(
        path.absolute(),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=file_name(data, language),
        etag=edition.fingerprint,
    )


@blueprint.get("/alla/<int:job_id>.zip")
@allow(Permission.REPORT_DOWNLOAD)
def archive(job_id: int) -> BaseResponse:
    """Give all reports that a job has made."""
    job = units.session().get(Job, job_id)
    if job is None or job.kind != background.KIND_ALL or job.state != JobState.DONE.value:
        raise NotFound
    snapshot = burden.get_snapshot(units.session(), int(job.payload["snapshot_id"]))
    path = background.zip_path(background.configured_folder(), str(job.result["archive"]))
    if not path.exists():
        raise NotFound(_("Filen finns inte kvar. Gör om rapporterna."))
    return send_file(
        path.absolute(),
        mimetype="application/zip",
        as_attachment=True,
        download_name=(
            f"belastningsrapporter-{snapshot.round.year}-{snapshot.id}-{job.payload['language']}.zip"
        ),
    )


def _indicator_actions(indicator_id: int, **_context: object) -> Markup | None:
    """Offer the report on the review's page of an indicator."""
    if not signed.actor().may(Permission.REPORT_DOWNLOAD):
        return None
    session = units.session()
    found = review.find_indicator(session, indicator_id)
    years = burden.indicator_years(session, indicator_id)
    if found is None or not years or years[0][1].details["hidden"]:
        return None
    buttons = get_template_attribute("reports/_actions.html", "report_buttons")
    return Markup('<div class="report-actions">{}</div>').format(buttons(found, years[0][0].id))
