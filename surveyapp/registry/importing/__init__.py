"""Register files: bytes in, checked rows and a report of every fault out. Knows no database."""

from surveyapp.registry.importing.columns import Kind
from surveyapp.registry.importing.kinds import KINDS
from surveyapp.registry.importing.matching import Plan, match
from surveyapp.registry.importing.reading import read_rows
from surveyapp.registry.importing.report import Fault, RegisterReport, Verdict

__all__ = [
    "KINDS",
    "Fault",
    "Kind",
    "Plan",
    "RegisterReport",
    "Verdict",
    "match",
    "read_rows",
]
