"""What reading fewer pairs would miss: a curve from the decisions themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Read:
    """A decided pair: how likely it was thought to overlap, whether it did, and what it stands for."""

    probability: float
    overlaps: bool
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Step:
    """Reading every pair from `probability` up: the share of the work, and of the overlap missed."""

    probability: float
    read: float
    missed: float


def curve(pairs: Sequence[Read]) -> list[Step]:
    """Return the steps from reading nothing to reading all, likeliest first; [] without overlap.

    Pairs drawn at random among the low ones count for all those that were not drawn.
    """
    overlapping = sum(p.weight for p in pairs if p.overlaps)
    total = sum(p.weight for p in pairs)
    if not overlapping:
        return []
    found = [Step(1.0, 0.0, 1.0)]
    read = hit = 0.0
    ordered = sorted(pairs, key=lambda p: -p.probability)
    for n, pair in enumerate(ordered):
        read += pair.weight
        hit += pair.weight if pair.overlaps else 0.0
        is_last_alike = n + 1 == len(ordered) or ordered[n + 1].probability < pair.probability
        if is_last_alike:
            found.append(Step(pair.probability, read / total, max(0.0, 1 - hit / overlapping)))
    return found


def work_for(steps: Sequence[Step], most_missed: float) -> Step | None:
    """Return the least work at which no more than this share is missed, None without decisions."""
    return next((s for s in steps if s.missed <= most_missed + 1e-9), None)


@dataclass(frozen=True, slots=True)
class Met:
    """How one kind of proposal was met."""

    proposal: str
    decided: int
    agreed: int
    overlapping: int
    """Of the decided, those that were the same or could be worked out."""


def met(decisions: Sequence[tuple[str, str]]) -> list[Met]:
    """Return per proposal how many (proposal, verdict) were decided as proposed, most decided first."""
    found: dict[str, list[str]] = {}
    for proposal, verdict in decisions:
        found.setdefault(proposal, []).append(verdict)
    return sorted(
        (
            Met(
                proposal,
                len(verdicts),
                sum(v == proposal for v in verdicts),
                sum(v in ("same", "derivable") for v in verdicts),
            )
            for proposal, verdicts in found.items()
        ),
        key=lambda m: (-m.decided, m.proposal),
    )
