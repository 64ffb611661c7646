"""The queue of pairs, and the search that fills it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from surveyapp.accounts import session as signed
from surveyapp.core import jobs, units
from surveyapp.core.access import Permission, allow
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import ngettext, pick
from surveyapp.core.svenska import date
from surveyapp.core.tables import csv_response
from surveyapp.overlap import background, pages, queries, ways, wording
from surveyapp.overlap.pages import Entry
from surveyapp.overlap.views.base import blueprint


@blueprint.get("/")
@allow(Permission.OVERLAP_READ)
def queue() -> str | Response:
    session = units.session()
    filters = pages.Filters.from_query(request.args)
    found = pages.load_queue(session, filters)
    if request.args.get("format") == "csv":
        entries = pages.load_entries(session, found, found.rows)
        return csv_response("overlapp", CSV_COLUMNS, _csv_rows(entries))
    last = max(1, -(-len(found.rows) // pages.PAGE))
    page = min(max(1, request.args.get("sida", 1, type=int)), last)
    shown = found.rows[(page - 1) * pages.PAGE : page * pages.PAGE]
    entries = pages.load_entries(session, found, shown)
    return render_template(
        "overlap/queue.html",
        queue=found,
        filters=filters,
        entries=entries,
        asked_code=pages.question_code(entries, filters),
        page=page,
        pages=last,
        job=queries.find_matching_job(session, background.KIND),
        matched=queries.find_last_matching(session, background.KIND),
        wording=wording,
    )


CSV_COLUMNS = [
    "fraga",
    "var_text",
    "insamling",
    "deras_kod",
    "deras_text",
    "kalla",
    "forslag",
    "sannolikhet",
    "poang",
    "timmar_for_fragan",
    "timmar_som_kan_sparas",
    "ny_utgava",
    "stickprov",
    "beslut",
    "riktning",
    "hur",
    "atgard",
    "skal",
    "motivering",
    "lage",
    "beslutat_av",
    "beslutat",
    "andra_person",
]


def _csv_rows(entries: list[Entry]) -> Iterator[list[object]]:
    for e in entries:
        d, other = e.decision, e.candidate.other
        yield [
            e.candidate.question.code,
            pick(e.text),
            pick(other.source_name),
            other.code,
            pick(e.other_text),
            other.note,
            wording.PROPOSALS.get(e.proposal, e.proposal),
            e.candidate.probability,
            e.candidate.score,
            round(e.cost.hours, 1) if e.cost else None,
            round(e.waiting.saved_hours, 1) if e.cost else None,
            e.waiting.is_new_edition,
            # Told only afterwards, so that nobody reads a random pair otherwise than the rest.
            e.waiting.is_sample if d else None,
            *(
                [
                    wording.VERDICTS[d.verdict],
                    ways.said(e.candidate, d),
                    d.how,
                    wording.ACTIONS[d.action],
                    wording.REASON_CODES.get(d.reason_code, ""),
                    d.reason,
                    wording.STATES[d.state],
                    d.decided_by_name,
                    date(d.decided_at),
                    d.second_name,
                ]
                if d
                else [""] * 10
            ),
        ]


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


def address(endpoint: str, filters: pages.Filters, **values: Any) -> str:
    """Return a page's address that keeps what was asked of the queue."""
    return url_for(endpoint, **values, **filters.as_query())  # type: ignore[arg-type]


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
