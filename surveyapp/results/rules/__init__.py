"""From what municipalities sent in to the values of indicators: pure functions.

`formulas` gives one unit's value of one indicator, `summaries` what many values come to.
"""

from __future__ import annotations

from surveyapp.results.rules.formulas import (
    Answered,
    Formula,
    FormulaProblem,
    Standing,
    UnitValue,
    fold_districts,
)
from surveyapp.results.rules.summaries import (
    LEAST_IN_GROUP,
    GroupSummary,
    Position,
    Summary,
    group_summaries,
    is_share,
    position,
    summarise,
)

__all__ = [
    "LEAST_IN_GROUP",
    "Answered",
    "Formula",
    "FormulaProblem",
    "GroupSummary",
    "Position",
    "Standing",
    "Summary",
    "UnitValue",
    "fold_districts",
    "group_summaries",
    "is_share",
    "position",
    "summarise",
]
