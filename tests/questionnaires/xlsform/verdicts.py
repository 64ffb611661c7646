"""The verdict for each real form, written to the table in the documents.

Run `python -m tests.questionnaires.xlsform.verdicts` after a change that is meant to alter one.
"""

from __future__ import annotations

import collections
import json
from pathlib import Path
from typing import Any

from surveyapp.questionnaires.xlsform import ImportReport, read_form
from tests.support.shared import shared_file

ROOT = Path(__file__).parents[3]
TABLE = Path(__file__).parent / "verdicts.json"
DOCUMENT = ROOT / "docs" / "xlsform-verdicts.md"

_UNSUPPORTED = {
    "type_unsupported": "{n} of types that are not asked",
    "type_unknown": "{n} of unknown type",
    "row_without_type": "{n} without a type",
    "list_external": "{n} with choices in another file",
    "list_from_answers": "{n} with choices from other answers",
    "loop_unsupported": "{n} loops",
    "rule_unsupported": "{n} rules with functions that are not offered",
    "rule_depends": "{n} rules on questions that are not asked",
    "text_reference": "{n} texts showing such answers",
    "trigger_unsupported": "{n} values set by a trigger",
}
_CHANGED = {
    "old_type": "old type names",
    "name_twice": "duplicate names renamed",
    "name_reserved": "a group called meta renamed",
    "name_missing": "names added",
    "name_changed": "names respelled",
    "list_yes_no_added": "missing list yes_no offered as Yes and No",
    "list_case": "list name respelled",
    "choice_merged": "duplicate choices merged",
    "choice_renumbered": "duplicate choices renumbered",
    "choice_kept_twice": "duplicate choices told apart by their filter",
    "choice_label_missing": "a choice without text shows its code",
    "rule_quotes": "curly quotation marks in rules",
    "rule_literal": "a bare word read as a value",
    "range_step": "steps of ranges not checked",
    "media_ignored": "pictures in texts not shown",
    "trigger_ignored": "triggers not needed",
    "section_title_missing": "sections without a title",
    "swedish_missing": "no Swedish",
    "language_not_stated": "language not stated",
}


def files() -> list[Path]:
    """Return the real forms, in order of name without case."""
    folder = shared_file("data", "instruments", "xlsform")
    found = [p for p in folder.iterdir() if p.suffix in (".xls", ".xlsx")]
    return sorted(found, key=lambda p: p.name.casefold())


def reason(report: ImportReport) -> str:
    """Say in one line why a form got its verdict and what was changed."""
    if report.refused:
        return " ".join(e.message["en"] for e in report.refused)
    parts = _summed([e.code for e in report.unsupported], _UNSUPPORTED)
    changed = _summed([e.code for e in report.changed], _CHANGED)
    text = f"Left out: {', '.join(parts)}." if parts else "Everything is asked."
    return f"{text} Changed: {', '.join(changed)}." if changed else text


def _summed(codes: list[str], words: dict[str, str]) -> list[str]:
    counted = collections.Counter(codes)
    return [text.format(n=counted[code]) for code, text in words.items() if counted[code]]


def verdicts() -> list[dict[str, Any]]:
    """Return one row per real form."""
    rows = []
    for path in files():
        report = read_form(path).report
        rows.append(
            {
                "file": path.name,
                "verdict": report.verdict.value,
                "questions": report.counts.question_total,
                "sections": report.counts.sections,
                "languages": [x.code for x in report.languages],
                "reason": reason(report),
            }
        )
    return rows


def document(rows: list[dict[str, Any]]) -> str:
    """Return the page of the documents that shows the table."""
    counted = collections.Counter(r["verdict"] for r in rows)
    summary = (
        f"{len(rows)} workbooks that nobody in this project wrote, read by the importer: "
        f"{counted['complete']} complete, {counted['usable']} usable, {counted['refused']} refused."
    )
    lines = [
        "# Real XLSForms and how they are read",
        "",
        summary,
        "",
        "*Complete* means that everything the form asks is asked. *Usable* means that some parts are",
        "not, each named in the report together with every rule that depended on it. *Refused* means",
        "that nothing is stored. The table is made by `python -m tests.questionnaires.xlsform.verdicts`,",
        "and a test compares it with what the importer says.",
        "",
        "| File | Verdict | Questions | Reason |",
        "| --- | --- | ---: | --- |",
    ]
    lines += [f"| {r['file']} | {r['verdict']} | {r['questions']} | {r['reason']} |" for r in rows]
    return "\n".join(lines) + "\n"


def main() -> None:
    rows = verdicts()
    TABLE.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text(document(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
