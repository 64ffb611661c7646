"""The door to the importer: a file goes in, a form and a report come out, and nothing is raised."""

from pathlib import Path

from surveyapp.core.workbooks import DEFAULT_LIMITS, Limits, UnsafeFileError
from surveyapp.questionnaires.xlsform.build import build_form
from surveyapp.questionnaires.xlsform.reader import read_grids
from surveyapp.questionnaires.xlsform.report import Findings, ImportOutcome, ImportReport


def read_form(
    source: bytes | Path, filename: str = "", limits: Limits = DEFAULT_LIMITS
) -> ImportOutcome:
    """Read an XLSForm; a file that cannot be a form is refused in the report, never by an error."""
    findings = Findings()
    name = filename or (source.name if isinstance(source, Path) else "form.xlsx")
    try:
        data = source if isinstance(source, bytes) else _read_file(source, limits)
        grids = read_grids(data, limits, findings)
    except UnsafeFileError as error:
        findings.refuse(error.code, name=name, **error.params)
        return _refused(name, findings)
    if "survey" not in grids:
        return _refused(name, findings)
    return build_form(grids, name, findings)


def _read_file(path: Path, limits: Limits) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(limits.file_bytes + 1)
    except OSError as error:
        raise UnsafeFileError("file_missing") from error


def _refused(name: str, findings: Findings) -> ImportOutcome:
    report = ImportReport(
        filename=name,
        changed=findings.sorted(findings.changed),
        refused=findings.sorted(findings.refused),
    )
    return ImportOutcome(None, report)
