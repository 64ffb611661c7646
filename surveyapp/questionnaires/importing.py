"""Takes a questionnaire file in: reads it, reports, and stores a draft when it may be used.

The page and the command line share this, so that both say the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.core.access import Actor, Permission
from surveyapp.questionnaires import service
from surveyapp.questionnaires.models import QuestionnaireVersion
from surveyapp.questionnaires.rules.compiling import FormProblems
from surveyapp.questionnaires.rules.definition import FormDefinition
from surveyapp.questionnaires.xlsform import Entry, ImportReport, read_form


@dataclass(frozen=True)
class Import:
    """What came of a file: the report, and the draft when one was stored."""

    report: ImportReport
    form: FormDefinition | None
    version: QuestionnaireVersion | None

    def as_json(self) -> dict[str, Any]:
        data = self.report.as_json()
        data["version"] = self.version.id if self.version else None
        return data


def import_questionnaire(
    session: Session,
    actor: Actor,
    content: bytes,
    filename: str,
    *,
    dry_run: bool = False,
) -> Import:
    """Read a questionnaire and store it as a draft; a dry run or a refused file writes nothing.

    Raises:
        Forbidden: the actor may not change questionnaires.
    """
    actor.require(Permission.QUESTIONNAIRE_MANAGE)
    outcome = read_form(content, filename)
    report, form = outcome.report, outcome.form
    if form is None or report.refused:
        return Import(report, None, None)
    unknown = service.unknown_indicators(session, form)
    if unknown:
        report = replace(report, changed=(*report.changed, *_unknown_links(form, unknown)))
    if dry_run:
        return Import(report, form, None)
    try:
        version = service.create_draft(
            session,
            actor,
            form,
            report=report.as_json(),
            source_name=filename,
            source_sha256=hashlib.sha256(content).hexdigest(),
        )
    except FormProblems as problems:
        return Import(replace(report, refused=tuple(_refusals(problems))), None, None)
    return Import(report, form, version)


def _unknown_links(form: FormDefinition, unknown: list[str]) -> list[Entry]:
    wanted = set(unknown)
    return [
        Entry(
            code="unknown_indicator",
            sheet="survey",
            row=item.row,
            column="indicator",
            name=item.code,
            message={
                "sv": f"Indikatorn {code} finns inte i registret, så kopplingen togs inte med.",
                "en": f"The indicator {code} is not in the register, so the link was left out.",
            },
            mend={
                "sv": "Läs in indikatorn i registret och koppla frågan på sidan för kopplingar, eller rätta koden.",
                "en": "Import the indicator into the register and link the question on the links page, or correct the code.",
            },
        )
        for item in form.questions()
        for code, _weight in item.indicators
        if code in wanted
    ]


def _refusals(problems: FormProblems) -> list[Entry]:
    return [
        Entry(
            code="rule_not_understood",
            sheet="survey",
            row=problem.row,
            column=problem.column,
            name=problem.code,
            message={"sv": problem.message, "en": problem.message},
            mend={
                "sv": "Rätta uttrycket i kalkylbladet och läs in filen igen.",
                "en": "Correct the expression in the workbook and import the file again.",
            },
        )
        for problem in problems.problems
    ]
