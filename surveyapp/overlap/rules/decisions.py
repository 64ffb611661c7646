"""What may be decided about a pair, and which decisions the officer is told of."""

from __future__ import annotations

import enum
from types import MappingProxyType


class Verdict(enum.StrEnum):
    """What a person found when reading both questions."""

    SAME = "same"
    DERIVABLE = "derivable"
    RELATED = "related"
    UNRELATED = "unrelated"
    CANNOT_TELL = "cannot_tell"


class Action(enum.StrEnum):
    """What is done with our question because of it."""

    DROP = "drop"
    REUSE = "reuse"
    DERIVE = "derive"
    ASK_TOGETHER = "ask_together"
    KEEP = "keep"
    NONE = ""


ALLOWED = MappingProxyType(
    {
        Verdict.SAME: (Action.DROP, Action.REUSE, Action.ASK_TOGETHER, Action.KEEP),
        Verdict.DERIVABLE: (
            Action.DERIVE,
            Action.DROP,
            Action.REUSE,
            Action.ASK_TOGETHER,
            Action.KEEP,
        ),
        Verdict.RELATED: (Action.NONE, Action.ASK_TOGETHER, Action.KEEP),
        Verdict.UNRELATED: (Action.NONE,),
        Verdict.CANNOT_TELL: (Action.NONE,),
    }
)
"""Verdict -> the actions that can follow from it."""

TOLD = frozenset({Verdict.SAME, Verdict.DERIVABLE})
"""Verdicts that are told to the officer; any other takes back what was told before."""

WEIGHTS = MappingProxyType({"same": 1.0, "derivable": 0.9, "cannot_tell": 0.5, "related": 0.1})
"""How much of a question's time a proposal is thought to put at stake; orders the queue, no more."""


LIKELY = 0.4
"""Score under which a pair is shown only to those who ask for weak ones too. With the demo's bank and
Kolada's, some 180 of 1 000 pairs are likely, and 17 of the 22 that are known to overlap are among them."""


def is_likely(proposal: str, score: float) -> bool:
    """True for a pair that a person should look at: it may save something and is not far-fetched."""
    return proposal != Verdict.RELATED.value and score >= LIKELY


def expected_hours(proposal: str, score: float, hours: float | None) -> float:
    """Return the hours a decision could save, for the order of the queue; 0 where none are measured."""
    return WEIGHTS.get(proposal, 0.1) * score * (hours or 0.0)
