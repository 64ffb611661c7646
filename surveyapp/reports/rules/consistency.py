"""What must hold between the numbers of an edition before it may be frozen."""

from __future__ import annotations

from typing import Any

from surveyapp.reports.rules.canonical import as_json
from surveyapp.reports.rules.edition import EditionData

TOLERANCE_HOURS = 0.001
"""Sums are compared to this many hours; far below the 0.1 that is shown."""

VERDICTS = ("keep", "change", "drop")
KINDS = ("structure", "process", "result")
DIRECTIONS = ("higher", "lower", "none")
DUTIES = ("duty", "voluntary", "")
OVERLAPS = ("same", "derivable", "related", "unrelated", "cannot_tell")
ACTIONS = ("drop", "reuse", "derive", "ask_together", "keep", "")
RESULT_UNITS = ("share", "number")

MAX_ROWS = 300
"""Rows of one table. Layout grows with the square of a long table; no indicator comes near."""
MAX_CHARACTERS = 5000
"""Characters of one text; longer ones belong in an appendix."""


def problems(edition: EditionData) -> tuple[str, ...]:
    """Return what is wrong with an edition, in English for the log; empty when it may be frozen."""
    return (
        *_vocabulary(edition),
        *_sums(edition),
        *_disclosure(edition),
        *_sizes(as_json(edition), "edition"),
    )


def _vocabulary(edition: EditionData) -> list[str]:
    found = []
    identity = edition.identity
    for name, value, allowed in (
        ("kind", identity.kind, KINDS),
        ("direction", identity.direction, DIRECTIONS),
        ("duty", identity.duty, DUTIES),
        ("proposal", edition.proposal.verdict if edition.proposal else "keep", VERDICTS),
        ("decision", edition.decision.verdict if edition.decision else "keep", VERDICTS),
        ("result unit", edition.result.unit if edition.result else "share", RESULT_UNITS),
        *(("overlap verdict", row.verdict, OVERLAPS) for row in edition.overlap),
        *(("overlap action", row.action, ACTIONS) for row in edition.overlap),
    ):
        if value not in allowed:
            found.append(f"{name} is {value!r}, not one of {', '.join(allowed)}")
    return found


def _differ(first: float, second: float) -> bool:
    return abs(first - second) > TOLERANCE_HOURS


def _sums(edition: EditionData) -> list[str]:
    burden, total = edition.burden, edition.burden.attributed_hours.value
    found = []
    if _differ(burden.screen_hours + burden.outside_hours, total):
        found.append("screen and outside hours do not add up to the attributed hours")
    if burden.avoidable_hours is not None and burden.avoidable_hours > total + TOLERANCE_HOURS:
        found.append("avoidable hours are more than the attributed hours")
    if burden.overhead_hours > total + TOLERANCE_HOURS:
        found.append("section overhead is more than the attributed hours")
    if burden.roles and _differ(sum(role.hours for role in burden.roles), total):
        found.append("the hours of the roles do not add up to the attributed hours")
    for name, rows in (("questions", edition.questions), ("groups", burden.groups)):
        # A row without hours that is not suppressed was measured nowhere, and adds nothing.
        hours = [row.attributed_hours or 0.0 for row in rows]
        if rows and not any(row.suppressed for row in rows) and _differ(sum(hours), total):
            found.append(f"the {name} do not add up to the attributed hours")
    low, high = burden.attributed_hours.low, burden.attributed_hours.high
    if low is not None and high is not None and not low <= total <= high:
        found.append("the interval does not hold its own value")
    return found


def _disclosure(edition: EditionData) -> list[str]:
    found = []
    minimum = edition.method.suppression_minimum
    for question in edition.questions:
        shown: tuple[float | None, ...] = (
            question.median_minutes,
            question.q1_minutes,
            question.q3_minutes,
            question.total_hours,
            question.attributed_hours,
        )
        if question.suppressed and any(value is not None for value in shown):
            found.append(f"question {question.code} is suppressed but carries its numbers")
        if not question.suppressed and any(shown) and question.n_measured < minimum:
            found.append(f"question {question.code} is shown with fewer than {minimum} measured")
    for group in edition.burden.groups:
        shown = (group.mean_minutes, group.attributed_hours, group.imputed_share)
        if group.suppressed and any(value is not None for value in shown):
            found.append(f"group {group.code} is suppressed but carries its numbers")
        if not group.suppressed and any(shown) and group.n_measured < minimum:
            found.append(f"group {group.code} is shown with fewer than {minimum} measured")
    for name, rows in (("question", edition.questions), ("group", edition.burden.groups)):
        hidden = [row for row in rows if row.suppressed]
        # One that only shields a smaller one elsewhere may be worked out; the snapshot saw to that.
        if len(rows) > 1 and len(hidden) == 1 and hidden[0].n_measured < minimum:
            found.append(f"the only suppressed {name} follows from the total")
    return found


def _sizes(value: Any, where: str) -> list[str]:
    if isinstance(value, str):
        return [f"{where} is too long"] if len(value) > MAX_CHARACTERS else []
    if isinstance(value, dict):
        return [found for key, item in value.items() for found in _sizes(item, f"{where}.{key}")]
    if isinstance(value, list):
        if len(value) > MAX_ROWS:
            return [f"{where} has more than {MAX_ROWS} rows"]
        return [found for item in value for found in _sizes(item, where)]
    return []
