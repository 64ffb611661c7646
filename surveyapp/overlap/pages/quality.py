"""How good the proposals are, by what people decided: agreement, misses against work, and the fits."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from sqlalchemy.orm import Session

from surveyapp.overlap.models import Fit, OverlapDecision
from surveyapp.overlap.queries import learning as queries
from surveyapp.overlap.rules.decisions import OVERLAPS
from surveyapp.overlap.rules.sampling import SHARE
from surveyapp.overlap.rules.working import Met, Read, Step, curve, met

ACCEPTED_MISSES = (0.0, 0.05, 0.1, 0.2)
"""Shares of overlap that an administrator may accept to miss."""


@dataclass(frozen=True)
class Quality:
    """Everything that the page shows."""

    decided: int
    met: list[Met]
    steps: list[Step]
    typical_seconds: int | None
    """The median, to a whole second."""
    timed: int
    fits: list[Fit]
    new_decisions: int


def load_quality(session: Session) -> Quality:
    """Return how the proposals were met, over every pair with a decision."""
    decisions = queries.list_learnable(session)
    seconds = [d.seconds for d in decisions if d.seconds is not None]
    return Quality(
        len(decisions),
        met([(str(d.seen.get("proposal", "")), d.verdict) for d in decisions if d.seen]),
        curve([_read(d) for d in decisions if d.seen]),
        round(statistics.median(seconds)) if seconds else None,
        len(seconds),
        queries.list_fits(session),
        queries.count_new_decisions(session),
    )


def _read(decision: OverlapDecision) -> Read:
    seen = decision.seen
    said = seen.get("probability")
    return Read(
        float(said if said is not None else seen.get("score", 0.0)),
        decision.verdict in OVERLAPS,
        1 / SHARE if seen.get("sample") else 1.0,
    )
