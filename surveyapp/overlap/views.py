"""Pages of overlap: the queue of pairs, one pair with its evidence, and what is decided."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, flash, g, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from surveyapp.accounts import session as signed
from surveyapp.core import jobs, units
from surveyapp.core.access import Permission, allow
from surveyapp.core.errors import Invalid
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import ngettext, pick
from surveyapp.core.svenska import date
from surveyapp.core.tables import csv_response
from surveyapp.overlap import background, pages, queries, service, wording
from surveyapp.overlap.forms import DecisionForm

blueprint = Blueprint("overlap", __name__, url_prefix="/overlapp")


def register(app: Flask) -> None:
    """Tell the question editor of overlap beside each question."""
    app.extensions["slots"].provide("question_overlap", question_overlap)


@blueprint.get("/")
@allow(Permission.OVERLAP_READ)
def queue() -> str | Response:
    session = units.session()
    filters = pages.Filters.from_query(request.args)
    found = pages.load_queue(session, filters)
    if request.args.get("format") == "csv":
        return _queue_csv(found)
    count = len(found.entries)
    last = max(1, -(-count // pages.PAGE))
    page = min(max(1, request.args.get("sida", 1, type=int)), last)
    return render_template(
        "overlap/queue.html",
        queue=found,
        filters=filters,
        entries=found.entries[(page - 1) * pages.PAGE : page * pages.PAGE],
        page=page,
        pages=last,
        job=queries.find_matching_job(session, background.KIND),
        wording=wording,
    )


def _queue_csv(found: pages.Queue) -> Response:
    return csv_response(
        "overlapp",
        [
            "fraga",
            "var_text",
            "insamling",
            "deras_kod",
            "deras_text",
            "kalla",
            "forslag",
            "poang",
            "timmar_for_fragan",
            "beslut",
            "atgard",
            "skal",
            "beslutat_av",
            "beslutat",
        ],
        (
            [
                e.candidate.question.code,
                pick(e.text),
                pick(e.candidate.other.source_name),
                e.candidate.other.code,
                pick(e.candidate.other.text),
                e.candidate.other.note,
                wording.PROPOSALS.get(e.proposal, e.proposal),
                e.candidate.score,
                round(e.cost.hours, 1) if e.cost else None,
                wording.VERDICTS[e.decision.verdict] if e.decision else "",
                wording.ACTIONS[e.decision.action] if e.decision else "",
                e.decision.reason if e.decision else "",
                e.decision.decided_by_name if e.decision else "",
                date(e.decision.decided_at) if e.decision else "",
            ]
            for e in found.entries
        ),
    )


@blueprint.post("/sok")
@allow(Permission.OVERLAP_DECIDE)
def match() -> BaseResponse:
    job = jobs.enqueue(
        units.session(), background.KIND, {}, signed.actor(), unique_key=background.KIND
    )
    if job.created_by_id != signed.actor().user_id:
        flash(_("En kollega har redan startat sökningen. Listan fylls på när den är klar."), "info")
        return redirect(url_for("overlap.queue"))
    return redirect(url_for("web.job", job_id=job.id))


@blueprint.get("/<int:candidate_id>")
@allow(Permission.OVERLAP_READ)
def card(candidate_id: int) -> str:
    return _card_page(candidate_id, DecisionForm())


@blueprint.post("/<int:candidate_id>")
@allow(Permission.OVERLAP_DECIDE)
def decide(candidate_id: int) -> tuple[str, int] | BaseResponse:
    session = units.session()
    form = DecisionForm()
    candidate = queries.get_candidate(session, candidate_id)
    try:
        service.decide(
            session,
            signed.actor(),
            candidate,
            verdict=form.verdict.data or "",
            action=form.action.data or "",
            reason=form.reason.data or "",
        )
    except Invalid as error:
        for name, messages in error.problems.items():
            form[name].errors = messages
        return _card_page(candidate_id, form), 422
    filters = pages.Filters.from_query(request.args)
    following = pages.next_undecided(pages.load_queue(session, filters), candidate_id)
    if following is None:
        flash(_("Beslutet är sparat. Det finns inget mer att besluta här."), "success")
        return redirect(_address("overlap.queue", filters))
    flash(_("Beslutet är sparat. Här är nästa par."), "success")
    return redirect(_address("overlap.card", filters, candidate_id=following))


def _address(endpoint: str, filters: pages.Filters, **values: Any) -> str:
    return url_for(endpoint, **values, **filters.as_query())  # type: ignore[arg-type]


def _card_page(candidate_id: int, form: DecisionForm) -> str:
    session = units.session()
    candidate = queries.get_candidate(session, candidate_id)
    filters = pages.Filters.from_query(request.args)
    return render_template(
        "overlap/card.html",
        card=pages.load_card(session, candidate),
        form=form,
        filters=filters,
        following=pages.next_undecided(pages.load_queue(session, filters), candidate_id),
        wording=wording,
    )


def question_overlap(question_id: int) -> Markup | None:
    """Return the line about overlap beside a question in the editor, None when there is none."""
    if not signed.actor().may(Permission.OVERLAP_READ):
        return None
    if "overlap_counts" not in g:
        session = units.session()
        g.overlap_counts = queries.counts_by_question(session)
        g.overlap_codes = {
            row.question_id: row.question.code
            for row in queries.list_newest_question_versions(session)
        }
    counts = g.overlap_counts.get(question_id)
    code = g.overlap_codes.get(question_id)
    if counts is None or code is None:
        return None
    parts = []
    if counts.waiting:
        parts.append(
            ngettext("%(num)s möjligt överlapp", "%(num)s möjliga överlapp", counts.waiting)
        )
    if counts.decided:
        parts.append(ngettext("%(num)s beslutat", "%(num)s beslutade", counts.decided))
    return Markup(
        '<p class="govuk-body-s"><a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden"> {}</span></a></p>'
    ).format(url_for("overlap.queue", fraga=question_id, lage=pages.ALL), ", ".join(parts), code)
