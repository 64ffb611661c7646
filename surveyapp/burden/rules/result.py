"""What an estimation of burden says: per question, section, indicator and group, and in all.

Nothing is rounded here (domain rule 11): pages, CSV and PDF round the same numbers the same way.
Hours are for all units of the population in one year unless the name says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from surveyapp.burden.rules.attribution import Totals
from surveyapp.burden.rules.inputs import Method
from surveyapp.burden.rules.sampling import Interval


@dataclass(frozen=True, slots=True)
class Spread:
    """Minutes in a typical unit: the median and the middle half of the units."""

    median: float
    q1: float
    q3: float


@dataclass(frozen=True, slots=True)
class Parts:
    """Hours by where and by whom the work is done; the first three sum to the total."""

    screen_hours: float
    declared_hours: float
    """Work outside the form, as officers stated it."""
    offscreen_hours: float
    """Work outside the form where nobody stated any: a lower bound."""
    role_hours: Mapping[str, float]
    """All hours by role."""
    step_hours: Mapping[str, float]
    """The declared hours by step; "" where no step was named."""

    @property
    def outside_hours(self) -> float:
        return self.declared_hours + self.offscreen_hours


@dataclass(frozen=True, slots=True)
class QuestionBurden:
    """One question. `total_hours` is None when no unit was measured."""

    code: str
    section_code: str
    indicator_codes: tuple[str, ...]
    n_measured: int
    """Units whose burden is known, those included from which routing hid the question."""
    n_asked: int
    """Measured units that were asked; `minutes` is among them."""
    n_municipalities: int
    """Municipalities behind `n_asked`: a city's districts are one."""
    population: int
    minutes: Spread | None
    median_interval: Interval | None
    total_hours: float | None
    measured_hours: float
    """Without imputation."""
    interval: Interval | None
    standard_error_hours: float | None
    imputed_share: float
    """The part of `total_hours` that stands for units nobody measured."""
    overhead_hours: float
    """The part of its section's overhead that goes with it; beside `total_hours`, not in it."""
    parts: Parts
    n_outliers_high: int
    n_outliers_low: int
    n_beyond_two_deviations: int
    strata: tuple[str, ...]
    is_hidden: bool

    @property
    def asked_share(self) -> float | None:
        return self.n_asked / self.n_measured if self.n_measured else None

    @property
    def n_outliers(self) -> int:
        return self.n_outliers_high + self.n_outliers_low


@dataclass(frozen=True, slots=True)
class SectionBurden:
    """One section; `hours` includes its overhead."""

    code: str
    question_codes: tuple[str, ...]
    n_measured: int
    hours: float
    overhead_hours: float
    interval: Interval | None
    parts: Parts
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class IndicatorStratum:
    """What one indicator costs in one group of municipalities."""

    label: str
    population: int
    n_measured: int
    n_municipalities: int
    hours: float
    is_hidden: bool

    @property
    def minutes_per_unit(self) -> float:
        return self.hours * 60 / self.population if self.population else 0.0


@dataclass(frozen=True, slots=True)
class IndicatorBurden:
    """One indicator: its share of the whole, and what would be saved without it."""

    code: str
    question_codes: tuple[str, ...]
    shared_question_codes: tuple[str, ...]
    """Those that other indicators use too."""
    unmeasured_question_codes: tuple[str, ...]
    n_measured: int
    """Units asked at least one of its questions, and with every one of them known."""
    minutes: Spread | None
    """Attributed minutes per unit, overhead left out, among those; None for fewer than five."""
    attributed_hours: float
    avoidable_hours: float
    overhead_hours: float
    """The part of `attributed_hours` that is section overhead."""
    attributed_interval: Interval | None
    avoidable_interval: Interval | None
    imputed_share: float
    parts: Parts
    cost_kronor: float
    cost_by_role_kronor: Mapping[str, float]
    avoidable_cost_kronor: float
    strata: tuple[IndicatorStratum, ...]
    is_hidden: bool
    is_avoidable_hidden: bool


@dataclass(frozen=True, slots=True)
class UnlinkedBurden:
    """The questions that feed no indicator: the line that makes the table sum to the whole."""

    question_codes: tuple[str, ...]
    hours: float
    overhead_hours: float
    cost_kronor: float
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class StratumBurden:
    """One group of municipalities (SKR groups, merged where too few were measured)."""

    label: str
    codes: tuple[str, ...]
    population: int
    n_measured: int
    hours: float
    minutes: Spread | None
    """Per unit, overhead included, missing questions filled with the group's mean."""
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class TotalBurden:
    """The whole collection."""

    hours: float
    hours_without_imputation: float
    interval: Interval | None
    overhead_hours: float
    imputed_share: float
    parts: Parts
    cost_kronor: float
    cost_by_role_kronor: Mapping[str, float]
    n_measured: int
    population: int
    is_hidden: bool


@dataclass(frozen=True)
class BurdenResult:
    """Everything one estimation found, in order of code."""

    questions: tuple[QuestionBurden, ...]
    sections: tuple[SectionBurden, ...]
    indicators: tuple[IndicatorBurden, ...]
    unlinked: UnlinkedBurden
    strata: tuple[StratumBurden, ...]
    total: TotalBurden
    totals: Totals
    """For V(K) of any set: `avoidable_hours(result.totals, links, chosen)`."""
    stranded_overhead_hours: float
    method: Method
