"""What the decisions save: hours and kronor by action and by who else asks."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, render_template, request

from surveyapp.core import units
from surveyapp.core.access import Permission, allow
from surveyapp.core.i18n import pick
from surveyapp.core.tables import csv_response
from surveyapp.overlap import wording
from surveyapp.overlap.pages import saved as pages
from surveyapp.overlap.pages.saved import Saved
from surveyapp.overlap.views.base import blueprint

COLUMNS = [
    "fraga",
    "text",
    "formular",
    "atgard",
    "insamling",
    "fragas_aven_i",
    "timmar_hogst",
    "kronor_hogst",
    "utan_tal",
    "ar",
    "pahittat",
    "genomfort",
]


@blueprint.get("/sparat")
@allow(Permission.OVERLAP_READ)
def saved() -> str | Response:
    found = pages.load_saved(units.session())
    if request.args.get("format") == "csv":
        return csv_response("vad-besluten-sparar", COLUMNS, _csv_rows(found))
    return render_template("overlap/saved.html", found=found, wording=wording)


def _csv_rows(found: Saved) -> Iterator[list[object]]:
    for entry in found.lines:
        line = entry.line
        yield [
            entry.code,
            pick(entry.text),
            pick(entry.questionnaire),
            wording.ACTIONS[line.action.value],
            pick(entry.source),
            ", ".join(pick(name) for name in entry.also),
            round(line.hours, 2) if line.hours is not None else None,
            round(line.kronor) if line.kronor is not None else None,
            wording.no_hours(line.hidden),
            line.year,
            line.is_fictional,
            wording.carried(*entry.stage),
        ]
