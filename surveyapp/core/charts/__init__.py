"""Pictures that state their finding, drawn as SVG for pages and documents alike.

Each takes plain data, a `finding` (a whole sentence: the picture's name for those who hear it) and a
`prefix` that is unique on the page. The table beside a picture is its full text alternative.
"""

from __future__ import annotations

from surveyapp.core.charts.plane import (
    Panel,
    ScatterPoint,
    YearPoint,
    scatter,
    small_multiples,
    year_line,
)
from surveyapp.core.charts.rows import Bar, Quantiles, Stack, bars, stacked, strip
from surveyapp.core.charts.steps import StepPoint, steps

__all__ = [
    "Bar",
    "Panel",
    "Quantiles",
    "ScatterPoint",
    "Stack",
    "StepPoint",
    "YearPoint",
    "bars",
    "scatter",
    "small_multiples",
    "stacked",
    "steps",
    "strip",
    "year_line",
]
