"""What an import did, in a shape that the page, the command line and `--json` share."""

import enum
from dataclasses import dataclass, field
from typing import Any

from surveyapp.questionnaires.rules.definition import FormDefinition, Texts
from surveyapp.questionnaires.xlsform.messages import MESSAGES


class Verdict(enum.StrEnum):
    """How an import ended: all is asked, some is not, or the form has no single meaning."""

    COMPLETE = "complete"
    USABLE = "usable"
    REFUSED = "refused"


@dataclass(frozen=True)
class Entry:
    """One thing the author should know, with its place in the workbook.

    `row` is the row as Excel numbers it, 0 when the entry is about the whole sheet or file;
    `column` is the header as the author wrote it; `rule` is the author's rule, as written.
    """

    code: str
    sheet: str
    row: int
    column: str
    name: str
    message: Texts
    mend: Texts
    rule: str = ""

    def as_json(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "code": self.code,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "name": self.name,
            "message": self.message,
            "mend": self.mend,
        }
        if self.rule:
            data["rule"] = self.rule
        return data


@dataclass(frozen=True)
class Language:
    """A language of the form; `name` as the author wrote it, "" when the file does not say."""

    code: str
    name: str


@dataclass(frozen=True)
class Counts:
    """What was taken. `questions` maps the kind of answer to a number; `rules` the column."""

    questions: dict[str, int] = field(default_factory=dict)
    other_texts: int = 0
    """Texts that `or_other` adds; no row of the file, but questions of the version."""
    notes: int = 0
    calculations: int = 0
    hidden: int = 0
    metadata: int = 0
    groups: int = 0
    repeats: int = 0
    sections: int = 0
    choices: int = 0
    indicator_links: int = 0
    rules: dict[str, int] = field(default_factory=dict)

    @property
    def question_total(self) -> int:
        return sum(self.questions.values())

    def as_json(self) -> dict[str, Any]:
        return {
            "questions": {"total": self.question_total, "by_type": dict(self.questions)},
            "other_texts": self.other_texts,
            "notes": self.notes,
            "calculations": self.calculations,
            "hidden": self.hidden,
            "metadata": self.metadata,
            "groups": self.groups,
            "repeats": self.repeats,
            "sections": self.sections,
            "choices": self.choices,
            "indicator_links": self.indicator_links,
            "rules": dict(self.rules),
        }


@dataclass(frozen=True)
class ImportReport:
    """The report of one import; the lists hold every fault found, in workbook order."""

    filename: str
    code: str = ""
    title: Texts = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)
    languages: tuple[Language, ...] = ()
    changed: tuple[Entry, ...] = ()
    unsupported: tuple[Entry, ...] = ()
    refused: tuple[Entry, ...] = ()

    @property
    def verdict(self) -> Verdict:
        if self.refused:
            return Verdict.REFUSED
        return Verdict.USABLE if self.unsupported else Verdict.COMPLETE

    @property
    def is_complete(self) -> bool:
        """True when everything the form asks is asked."""
        return self.verdict is Verdict.COMPLETE

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON data with stable keys, the same as the command line's `--json`."""
        return {
            "filename": self.filename,
            "verdict": self.verdict.value,
            "complete": self.is_complete,
            "code": self.code,
            "title": self.title,
            "counts": self.counts.as_json(),
            "languages": [{"code": x.code, "name": x.name} for x in self.languages],
            "changed": [x.as_json() for x in self.changed],
            "unsupported": [x.as_json() for x in self.unsupported],
            "refused": [x.as_json() for x in self.refused],
        }


@dataclass(frozen=True)
class ImportOutcome:
    """A form, or None when it was refused, with the report that says why."""

    form: FormDefinition | None
    report: ImportReport


_SHEET_ORDER = {"": 0, "survey": 1, "choices": 2, "settings": 3}


@dataclass
class Findings:
    """Collects entries while a workbook is read, so that no fault hides the next."""

    changed: list[Entry] = field(default_factory=list)
    unsupported: list[Entry] = field(default_factory=list)
    refused: list[Entry] = field(default_factory=list)

    def change(self, code: str, /, **place: Any) -> None:
        """Record something that was understood and changed."""
        self.changed.append(_entry(code, **place))

    def omit(self, code: str, /, **place: Any) -> None:
        """Record something that is not asked or not done."""
        self.unsupported.append(_entry(code, **place))

    def refuse(self, code: str, /, **place: Any) -> None:
        """Record something that has no single meaning."""
        self.refused.append(_entry(code, **place))

    def sorted(self, entries: list[Entry]) -> tuple[Entry, ...]:
        """Return the entries in workbook order, each once."""
        unique = {(e.code, e.sheet, e.row, e.column, e.message["sv"], e.rule): e for e in entries}
        return tuple(
            sorted(unique.values(), key=lambda e: (_SHEET_ORDER.get(e.sheet.casefold(), 4), e.row))
        )


def _entry(
    code: str,
    /,
    *,
    sheet: str = "",
    row: int = 0,
    column: str = "",
    name: str = "",
    rule: str = "",
    **params: str,
) -> Entry:
    values = {"name": name, "column": column, "sheet": sheet, "row": str(row)} | params
    message, mend = MESSAGES[code].fill(values)
    return Entry(code, sheet, row, column, name, message, mend, rule)
