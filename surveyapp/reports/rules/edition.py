"""The shape of an edition: everything one burden report shows about one indicator in one round.

Numbers are unrounded: hours, minutes and kronor as computed, shares as fractions 0-1. None always
means "not known" or "not shown", never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

Texts = dict[str, str]
"""Language code -> text, as everywhere in the product."""


@dataclass(frozen=True)
class DefinitionChange:
    """A break in the series that the reader must be told about."""

    year: int
    text: Texts


@dataclass(frozen=True)
class Identity:
    """Which indicator this is, who asks for it and on what ground."""

    code: str
    name: Texts
    description: Texts
    area: str
    kind: str
    """structure, process or result."""
    direction: str
    """higher, lower or none: which way is better."""
    owner: str
    legal_basis: str
    duty: str
    """duty, voluntary, or "" when not known."""
    consultation: str
    first_year: int | None = None
    definition_changes: tuple[DefinitionChange, ...] = ()


@dataclass(frozen=True)
class RoundFacts:
    """The collection that the numbers come from."""

    name: Texts
    year: int
    questionnaire: Texts
    questionnaire_version: int
    opened: date
    closed: date
    fictional: bool
    """True when the answers are made up; every page then says so."""


@dataclass(frozen=True)
class Interval:
    """A number with its interval at the level that `Method.interval_level` states."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class QuestionBurden:
    """What one question costs, and how much of it this indicator carries.

    `population` is N, `n_measured` the returns with measured time, `n_asked` the returns where
    routing showed the question. Minutes are per municipality among those asked.
    """

    code: str
    text: Texts
    weight: float
    other_indicators: tuple[str, ...]
    n_measured: int
    n_asked: int
    population: int
    suppressed: bool
    median_minutes: float | None = None
    q1_minutes: float | None = None
    q3_minutes: float | None = None
    total_hours: float | None = None
    attributed_hours: float | None = None


@dataclass(frozen=True)
class GroupBurden:
    """The attributed burden in one group of municipalities (SKR groups, small ones merged)."""

    code: str
    name: Texts
    n_measured: int
    population: int
    suppressed: bool
    mean_minutes: float | None = None
    attributed_hours: float | None = None
    imputed_share: float | None = None


@dataclass(frozen=True)
class RoleBurden:
    """Hours of one role and what they cost; `tariff_kronor` is kronor per hour."""

    name: Texts
    hours: float
    tariff_kronor: float
    cost_kronor: float


@dataclass(frozen=True)
class StepBurden:
    """Hours of one step of the work (find, compile, ask others, check, decide)."""

    name: Texts
    hours: float


@dataclass(frozen=True)
class ChangePart:
    """One signed part of the change since last year (volume, definition, time, estimate)."""

    name: Texts
    hours: float


@dataclass(frozen=True)
class PreviousYear:
    """Last year's attributed burden and what the change is made of."""

    year: int
    attributed_hours: float
    parts: tuple[ChangePart, ...] = ()


@dataclass(frozen=True)
class YearBurden:
    """One point of the series, oldest first."""

    year: int
    attributed_hours: float


@dataclass(frozen=True)
class Burden:
    """The indicator's burden in the whole country, in hours and kronor.

    `attributed_hours` includes `overhead_hours` (section overhead is spread over the questions),
    and is `screen_hours` + `outside_hours`. The avoidable burden is None where it would give away fewer
    municipalities than may be shown.
    """

    n_measured: int
    population: int
    attributed_hours: Interval
    avoidable_hours: float | None
    overhead_hours: float
    hours_without_imputation: float
    imputed_share: float
    screen_hours: float
    outside_hours: float
    outside_is_lower_bound: bool
    cost_kronor: float
    avoidable_cost_kronor: float | None
    hours_per_10000_inhabitants: float | None = None
    groups: tuple[GroupBurden, ...] = ()
    roles: tuple[RoleBurden, ...] = ()
    steps: tuple[StepBurden, ...] = ()
    previous: PreviousYear | None = None
    years: tuple[YearBurden, ...] = ()


@dataclass(frozen=True)
class OverlapRow:
    """A question of this indicator that another collection asks too, and what was decided."""

    question_code: str
    bank_question: Texts
    collection: Texts
    owner: str
    """Who asks it, with the source of the text where that has to be named."""
    verdict: str
    """same, derivable, related, unrelated or cannot_tell."""
    action: str
    """drop, reuse, derive, ask_together, keep; "" when the verdict calls for none."""
    reason: str
    minutes_saved: float | None = None
    """Minutes per municipality if the answer is reused; None when it was not estimated."""


@dataclass(frozen=True)
class Criterion:
    """One criterion of usefulness; `value` None means that nobody knows, which is not zero."""

    number: int
    name: Texts
    value: Texts | None
    source: str = ""
    as_of: date | None = None
    absent: Texts | None = None
    """Why there is no value, where it is not that nobody knows."""


@dataclass(frozen=True)
class Result:
    """The indicator's own value in the country; `unit` is share or number."""

    value: float | None
    unit: str
    n: int
    previous: float | None = None


@dataclass(frozen=True)
class Proposal:
    """What the computed profile points to: keep, change or drop, with the reasons."""

    verdict: str
    reasons: tuple[Texts, ...]


@dataclass(frozen=True)
class Decision:
    """What a named person decided: keep, change or drop."""

    verdict: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Method:
    """How the numbers were made; enough to make them again."""

    outlier_factor: float
    n_winsorised: int
    idle_limit_seconds: int
    imputation_minimum: int
    n_imputed: int
    bootstrap_seed: int
    bootstrap_count: int
    interval_level: float
    suppression_minimum: int
    tariff_year: int
    tariff_source: str
    tariff_is_example: bool
    snapshot_at: datetime
    snapshot_id: str
    program_version: str
    contact: str


@dataclass(frozen=True)
class EditionData:
    """One burden report as data. `frozen_at` is the time of the data, not of the rendering."""

    identity: Identity
    round: RoundFacts
    burden: Burden
    method: Method
    frozen_at: datetime
    questions: tuple[QuestionBurden, ...] = ()
    overlap: tuple[OverlapRow, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    result: Result | None = None
    proposal: Proposal | None = None
    decision: Decision | None = None
    format: int = 1
