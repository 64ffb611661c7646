"""How good the proposals are, and fitting them anew from what was decided."""

from __future__ import annotations

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from surveyapp.accounts import session as signed
from surveyapp.core import jobs, units
from surveyapp.core.access import Permission, allow
from surveyapp.core.tables import csv_response
from surveyapp.overlap import learning, pages, refit_job, wording
from surveyapp.overlap.drawing import curve_finding, misses_curve
from surveyapp.overlap.pages.quality import ACCEPTED_MISSES, load_quality
from surveyapp.overlap.queries import pairs
from surveyapp.overlap.rules.refitting import DUE, LEAST_OF_EACH
from surveyapp.overlap.rules.working import work_for
from surveyapp.overlap.views.base import blueprint

JOB = refit_job.run
"""Named here so that the worker knows the job."""


@blueprint.get("/traffsakerhet")
@allow(Permission.OVERLAP_READ)
def quality() -> str | Response:
    session = units.session()
    found = load_quality(session)
    if request.args.get("format") == "csv":
        return csv_response(
            "traffsakerhet",
            ["sannolikhet_fran", "andel_lasta", "andel_missade"],
            [[s.probability, round(s.read, 4), round(s.missed, 4)] for s in found.steps],
        )
    return render_template(
        "overlap/quality.html",
        quality=found,
        misses=pages.load_queue(session, pages.Filters()).misses,
        accepted=[(share, work_for(found.steps, share)) for share in ACCEPTED_MISSES],
        picture=misses_curve(found.steps) if found.steps else None,
        finding=curve_finding(found.steps),
        job=pairs.find_matching_job(session, learning.KIND),
        due=DUE,
        least=LEAST_OF_EACH,
        wording=wording,
    )


@blueprint.post("/traffsakerhet")
@allow(Permission.OVERLAP_DECIDE)
def refit() -> BaseResponse:
    job = jobs.enqueue(units.session(), learning.KIND, {}, signed.actor(), unique_key=learning.KIND)
    if job.created_by_id != signed.actor().user_id:
        return redirect(url_for("overlap.quality"))
    return redirect(url_for("web.job", job_id=job.id))
