"""XLSForm in: an Excel workbook becomes a form, with a report of what was taken and what was not."""

from surveyapp.core.workbooks import DEFAULT_LIMITS, Limits
from surveyapp.questionnaires.xlsform.importer import read_form
from surveyapp.questionnaires.xlsform.report import (
    Counts,
    Entry,
    ImportOutcome,
    ImportReport,
    Language,
    Verdict,
)
from surveyapp.questionnaires.xlsform.template import write_template

__all__ = [
    "DEFAULT_LIMITS",
    "Counts",
    "Entry",
    "ImportOutcome",
    "ImportReport",
    "Language",
    "Limits",
    "Verdict",
    "read_form",
    "write_template",
]
