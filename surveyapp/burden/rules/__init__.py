"""The arithmetic of burden: pure functions from measured seconds to hours and kronor.

`estimate_burden` does everything; the parts stand alone where other rooms need one of them.
"""

from __future__ import annotations

from surveyapp.burden.rules.attribution import (
    Attributed,
    Attribution,
    Totals,
    attribute,
    avoidable_hours,
)
from surveyapp.burden.rules.disclosure import MINIMUM_UNITS, Suppression, suppress
from surveyapp.burden.rules.estimate import estimate_burden
from surveyapp.burden.rules.inputs import (
    OFFICER,
    BurdenInput,
    DeclaredSection,
    Link,
    Links,
    Method,
    QuestionMeasurement,
    SectionOverhead,
    Tariff,
    Tariffs,
    hourly_cost,
)
from surveyapp.burden.rules.per_question import (
    OutlierRule,
    outlier_rule,
    quantile,
    question_burden,
)
from surveyapp.burden.rules.result import (
    BurdenResult,
    IndicatorBurden,
    IndicatorStratum,
    Parts,
    QuestionBurden,
    SectionBurden,
    Spread,
    StratumBurden,
    TotalBurden,
    UnlinkedBurden,
)
from surveyapp.burden.rules.sampling import Interval, standard_error
from surveyapp.burden.rules.stored import fingerprint, published, rounded, totals_of
from surveyapp.burden.rules.strata import merge_strata, stratum_label

__all__ = [
    "MINIMUM_UNITS",
    "OFFICER",
    "Attributed",
    "Attribution",
    "BurdenInput",
    "BurdenResult",
    "DeclaredSection",
    "IndicatorBurden",
    "IndicatorStratum",
    "Interval",
    "Link",
    "Links",
    "Method",
    "OutlierRule",
    "Parts",
    "QuestionBurden",
    "QuestionMeasurement",
    "SectionBurden",
    "SectionOverhead",
    "Spread",
    "StratumBurden",
    "Suppression",
    "Tariff",
    "Tariffs",
    "TotalBurden",
    "Totals",
    "UnlinkedBurden",
    "attribute",
    "avoidable_hours",
    "estimate_burden",
    "fingerprint",
    "hourly_cost",
    "merge_strata",
    "outlier_rule",
    "published",
    "quantile",
    "question_burden",
    "rounded",
    "standard_error",
    "stratum_label",
    "suppress",
    "totals_of",
]
