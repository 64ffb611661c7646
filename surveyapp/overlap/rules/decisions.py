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


class Direction(enum.StrEnum):
    """Which of the two answers can be worked out from the other."""

    OURS = "ours"
    THEIRS = "theirs"


class ReasonCode(enum.StrEnum):
    """Why two questions are not the same, or are in spite of their words."""

    OTHER_PERIOD = "other_period"
    OTHER_POPULATION = "other_population"
    OTHER_UNIT = "other_unit"
    OTHER_DEFINITION = "other_definition"
    OTHER_AREA = "other_area"
    OTHER_DIRECTION = "other_direction"
    OTHER_LAW = "other_law"
    OTHER_WORDS = "other_words"
    MISREAD = "wording_misread"


TEACHES = MappingProxyType(
    {
        ReasonCode.OTHER_WORDS: "synonym",
        ReasonCode.OTHER_DIRECTION: "opposite",
        ReasonCode.OTHER_POPULATION: "opposite",
        ReasonCode.OTHER_UNIT: "opposite",
        ReasonCode.OTHER_DEFINITION: "opposite",
        ReasonCode.OTHER_AREA: "area",
        ReasonCode.MISREAD: "synonym",
    }
)
"""Reason -> the term list that the words differing in the pair are offered to first."""

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

FROM_OURS = (Action.ASK_TOGETHER, Action.KEEP)
"""What can follow when theirs is worked out from ours: ours is the one that must stay."""

NEEDS_SECOND = frozenset({Action.DROP})
"""Actions that remove a question; they wait until another person has agreed."""

TOLD = frozenset({Verdict.SAME, Verdict.DERIVABLE})
"""Verdicts that are told to the officer; any other takes back what was told before."""

OVERLAPS = frozenset({Verdict.SAME, Verdict.DERIVABLE})
"""Verdicts that mean that the same thing is asked twice."""


def allowed_actions(verdict: Verdict, direction: str = "") -> tuple[Action, ...]:
    """Return the actions that can follow from a verdict, in the order they are shown."""
    if verdict is Verdict.DERIVABLE and direction == Direction.THEIRS.value:
        return FROM_OURS
    return ALLOWED[verdict]
