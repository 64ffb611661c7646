"""What came of a register file: counts, and every fault with its place and how to mend it."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Any


class Verdict(enum.StrEnum):
    STORED = "stored"
    TRIED = "tried"
    """A dry run that would have been stored."""
    REFUSED = "refused"


@dataclass(frozen=True)
class Fault:
    """One thing that must be mended, in words of the page's language. Row 0 is the file itself."""

    row: int
    column: str
    value: str
    what: str
    mend: str

    def as_json(self) -> dict[str, Any]:
        return {
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "what": self.what,
            "mend": self.mend,
        }


@dataclass
class Findings:
    """Collects faults and remarks while a file is read."""

    faults: list[Fault] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def refuse(self, row: int, column: str, value: str, what: str, mend: str) -> None:
        self.faults.append(Fault(row, column, value[:80], what, mend))


@dataclass(frozen=True)
class RegisterReport:
    """The report of one import. A file with any fault is refused whole."""

    kind: str
    filename: str
    verdict: Verdict
    rows: int
    taken: int = 0
    """Rows that are new."""
    changed: int = 0
    unchanged: int = 0
    absent: int = 0
    """What the register has and the file does not name; it is kept."""
    faults: tuple[Fault, ...] = ()
    changes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(code, names of what changed), in the order of the file."""
    remarks: tuple[str, ...] = ()
    event_id: int | None = None
    """The audit event that keeps this report, when something was stored."""

    @property
    def refused(self) -> int:
        """Return how many rows have a fault."""
        return len({fault.row for fault in self.faults})

    def as_json(self) -> dict[str, Any]:
        """Return plain data, the same for the page, the audit trail and `--json`."""
        return {
            "kind": self.kind,
            "filename": self.filename,
            "verdict": self.verdict.value,
            "rows": self.rows,
            "taken": self.taken,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "absent": self.absent,
            "faults": [fault.as_json() for fault in self.faults],
            "changes": [{"code": code, "columns": list(names)} for code, names in self.changes],
            "remarks": list(self.remarks),
        }
