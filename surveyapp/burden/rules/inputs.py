"""What the estimation of burden starts from: seconds, declared minutes, links and tariffs.

Plain data, so that a frozen snapshot can be estimated again without a database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

OFFICER = "officer"
"""The role whose hourly cost applies to time on screen unless the method says otherwise."""


@dataclass(frozen=True, slots=True)
class QuestionMeasurement:
    """One question in one answering unit, all its officers together.

    `was_asked` is False where routing hid the question; `is_measured` is False where the unit
    answered but its time is not known (timing switched off or struck).
    """

    unit_code: str
    stratum: str
    question_code: str
    section_code: str
    active_seconds: float
    offscreen_seconds: float
    was_asked: bool
    is_measured: bool


@dataclass(frozen=True, slots=True)
class DeclaredSection:
    """Minutes of work outside the form that a unit stated for a section, by role and step."""

    unit_code: str
    section_code: str
    minutes: float
    role: str
    step: str = ""


@dataclass(frozen=True, slots=True)
class SectionOverhead:
    """Seconds in a section that belong to no question: signing in, reading, coordinating."""

    unit_code: str
    section_code: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Link:
    """A question feeding an indicator; without a weight the question is split equally."""

    question_code: str
    indicator_code: str
    weight: float | None = None


@dataclass(frozen=True)
class Links:
    """Which questions feed which indicators, and with what share."""

    links: tuple[Link, ...] = ()

    @classmethod
    def of(cls, links: Iterable[Link]) -> Links:
        return cls(tuple(links))

    @cached_property
    def shares(self) -> Mapping[str, Mapping[str, Fraction]]:
        """Question -> indicator -> share; the shares of a question sum to one exactly.

        Stated weights are relative (2 and 1 mean two thirds and one third); a weight left out
        counts as 1. Raises: ValueError for a negative or repeated link, or weights that sum to 0.
        Source: domain rule 2.
        """
        stated: dict[str, dict[str, Fraction]] = {}
        for link in sorted(self.links, key=lambda item: (item.question_code, item.indicator_code)):
            weights = stated.setdefault(link.question_code, {})
            if link.indicator_code in weights:
                raise ValueError(f"{link.question_code} is linked twice to {link.indicator_code}")
            weight = Fraction(1 if link.weight is None else link.weight)
            if weight < 0:
                raise ValueError(f"{link.question_code} has a negative weight")
            weights[link.indicator_code] = weight
        shares: dict[str, dict[str, Fraction]] = {}
        for question, weights in stated.items():
            whole = sum(weights.values())
            if whole == 0:
                raise ValueError(f"the weights of {question} sum to zero")
            shares[question] = {code: weight / whole for code, weight in weights.items()}
        return shares

    @cached_property
    def indicators(self) -> tuple[str, ...]:
        """Every linked indicator, in order of code."""
        return tuple(sorted({link.indicator_code for link in self.links}))

    def questions_of(self, indicator_code: str) -> tuple[str, ...]:
        """Return the questions an indicator uses, in order of code."""
        return tuple(q for q, shares in self.shares.items() if indicator_code in shares)


@dataclass(frozen=True, slots=True)
class Tariff:
    """What an hour of a role's work costs, with every part visible."""

    role: str
    monthly_pay_kronor: float
    monthly_hours: float
    social_charges: float
    overhead: float
    year: int
    source: str

    @property
    def hourly_kronor(self) -> float:
        return hourly_cost(
            self.monthly_pay_kronor, self.monthly_hours, self.social_charges, self.overhead
        )


Tariffs = Mapping[str, Tariff]


def hourly_cost(pay: float, hours: float, charges: float, overhead: float) -> float:
    """Return the cost of an hour in kronor from monthly pay and hours and two shares.

    Raises: ValueError unless hours are positive and the other parts are not negative.
    Source: domain rule 5, c(r) = pay / hours x (1 + social charges) x (1 + overhead).
    """
    if hours <= 0 or min(pay, charges, overhead) < 0:
        raise ValueError("a tariff needs positive hours and no negative part")
    return pay / hours * (1 + charges) * (1 + overhead)


@dataclass(frozen=True, slots=True)
class Method:
    """The choices behind a result, shown with it."""

    seed: int = 2026
    resamples: int = 1000
    level: float = 0.95
    minimum_units: int = 5
    """Fewer measured municipalities than this are merged (rule 9) and never published alone."""
    outlier_spread: float = 3.0
    """Times the interquartile range of log(1 + seconds) above the third quartile (rule 8)."""
    words_per_second: float = 8.0
    """Faster than anyone reads; below it the question was not read (rule 8)."""
    screen_role: str = OFFICER


@dataclass(frozen=True)
class BurdenInput:
    """Everything one estimation needs.

    `population` is the number of units that exist per stratum, answering or not; `words` the
    number of words a person reads in a question. `municipality_of` has the district units only:
    five districts of one city are one municipality where five are needed.
    """

    measurements: tuple[QuestionMeasurement, ...]
    population: Mapping[str, int]
    declared: tuple[DeclaredSection, ...] = ()
    overhead: tuple[SectionOverhead, ...] = ()
    links: Links = field(default_factory=Links)
    tariffs: Tariffs = field(default_factory=dict)
    words: Mapping[str, int] = field(default_factory=dict)
    method: Method = field(default_factory=Method)
    municipality_of: Mapping[str, str] = field(default_factory=dict)
    """District's unit code -> its municipality's."""
