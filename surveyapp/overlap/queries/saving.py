"""Reads of what questions took and of which decisions save some of it."""

from __future__ import annotations

from collections.abc import Collection as Group

from sqlalchemy.orm import Session

from surveyapp.burden import queries as burden
from surveyapp.overlap.queries import review
from surveyapp.overlap.rules.saving import Measured


def measured(session: Session, question_ids: Group[int]) -> dict[int, Measured]:
    """Return per question id its line in the newest snapshot that has it; {} for no questions."""
    found: dict[int, Measured] = {}
    if not question_ids:
        return found
    rows = review.newest_rows(session, sorted(question_ids))
    for snapshot in burden.list_newest_snapshots(session):
        hours, kronor = snapshot.total_hours, snapshot.total_kronor
        rate = kronor / hours if hours and kronor is not None else None
        for line in burden.question_burdens(session, snapshot.id):
            if line.question_id not in question_ids or line.question_id in found:
                continue
            share = line.n_asked / line.n_measured if line.n_measured else 0.0
            row = rows.get(line.question_id)
            found[line.question_id] = Measured(
                snapshot.round.year,
                line.total_hours,
                str(line.details.get("hidden", "")),
                share * int(line.details.get("population") or snapshot.population),
                row.word_count if row else 0,
                rate,
                snapshot.round.is_fictional,
            )
    return found
