"""When a return may be answered, and what a round needs before it opens; pure."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable


class Answerable(enum.StrEnum):
    """Whether a return takes answers now, and if not, why."""

    YES = "yes"
    NOT_OPEN = "not_open"
    SUBMITTED = "submitted"
    CLOSED = "closed"
    TOO_LATE = "too_late"


def answerable(
    *,
    round_state: str,
    return_state: str,
    due_on: dt.date,
    today: dt.date,
) -> Answerable:
    """Return whether answers are taken. The last day counts in full, Swedish civil time."""
    if round_state == "planned":
        return Answerable.NOT_OPEN
    if round_state == "closed":
        return Answerable.CLOSED
    if return_state == "submitted":
        return Answerable.SUBMITTED
    if today > due_on:
        return Answerable.TOO_LATE
    return Answerable.YES


def missing_basis(
    *,
    purpose: str,
    legal_basis: str,
    consultation_on: dt.date | None,
    consultation_outcome: str,
) -> list[str]:
    """Return the field names that must be filled in before opening.

    Source: ordinance 1982:668, 2-4 §§ (purpose, consultation, legal basis).
    """
    values = {
        "purpose": purpose.strip(),
        "legal_basis": legal_basis.strip(),
        "consultation_on": consultation_on,
        "consultation_outcome": consultation_outcome.strip(),
    }
    return [name for name, value in values.items() if not value]


def next_year(years: Iterable[int], today: dt.date) -> int:
    """Return the year a new round is most likely for: after the newest of `years`, else next year."""
    return max(years, default=today.year) + 1
