"""The frontier of the real indicators: which leave first when an hour is worth more.

Costs are whole seconds, so that the cuts are exact. Section overhead is a cost of its own, saved
only when nothing in the section is asked any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy.orm import Session

from surveyapp.burden import queries as burden
from surveyapp.burden.rules import totals_of
from surveyapp.registry.models import Indicator
from surveyapp.review.profiles import Evidence
from surveyapp.review.rules import Frontier, frontier

SECONDS_PER_HOUR = 3600

WEIGHTS = ("local_use", "national_use", "equal")
"""What the usefulness of an indicator may be counted as; "equal" gives every one the same."""


@dataclass(frozen=True)
class OrderStep:
    """Indicators that leave together. `uses_per_100_hours` is the price at which they do."""

    number: int
    indicators: tuple[Indicator, ...]
    uses_per_100_hours: float
    uses_lost: int
    hours_saved: float
    uses_left: int
    hours_left: float


@dataclass(frozen=True)
class Order:
    """The order for one stated weight, and who stands outside it and why."""

    weight: str
    steps: tuple[OrderStep, ...]
    stays: tuple[Indicator, ...]
    duty: tuple[Indicator, ...]
    not_known: tuple[Indicator, ...]
    """Their use is not known: they are kept and not ordered."""
    not_measured: tuple[Indicator, ...]
    """Their burden is not measured or must not be shown: kept and not ordered."""
    uses: int
    hours: float
    hours_kept: float
    """Of `hours`, what those that cannot leave need."""


def order(session: Session, evidence: Evidence, weight: str = "local_use") -> Order:
    """Return the order in which indicators leave, with usefulness counted as `weight`.

    Raises:
        ValueError: there is no such weight.
    """
    if weight not in WEIGHTS:
        raise ValueError(weight)
    seconds, needs = _needs(session, evidence)
    by_code = {i.code: i for i in evidence.indicators if needs.get(i.code)}
    duty, not_known, not_measured, worth = [], [], [], {}
    for code, indicator in by_code.items():
        use = _use(evidence, indicator, weight)
        cost = evidence.costs.get(indicator.id)
        if indicator.duty == "duty":
            duty.append(indicator)
        elif cost is None or cost.attributed_hours is None or cost.avoidable_hours is None:
            not_measured.append(indicator)
        elif use is None:
            not_known.append(indicator)
        else:
            worth[code] = use
    pinned = [i.code for i in (*duty, *not_known, *not_measured)]
    found = frontier(seconds, {code: needs[code] for code in by_code}, worth, pinned)
    return Order(
        weight=weight,
        steps=_steps(found, by_code),
        stays=tuple(by_code[code] for code in found.stays),
        duty=tuple(duty),
        not_known=tuple(not_known),
        not_measured=tuple(not_measured),
        uses=found.worth,
        hours=found.cost / SECONDS_PER_HOUR,
        hours_kept=found.pinned_cost / SECONDS_PER_HOUR,
    )


def _steps(found: Frontier, by_code: Mapping[str, Indicator]) -> tuple[OrderStep, ...]:
    return tuple(
        OrderStep(
            number=number,
            indicators=tuple(by_code[code] for code in step.leaves),
            uses_per_100_hours=float(step.price * SECONDS_PER_HOUR * 100),
            uses_lost=step.worth_lost,
            hours_saved=float(Fraction(step.cost_saved, SECONDS_PER_HOUR)),
            uses_left=step.worth_left,
            hours_left=float(Fraction(step.cost_left, SECONDS_PER_HOUR)),
        )
        for number, step in enumerate(found.steps, start=1)
    )


def _use(evidence: Evidence, indicator: Indicator, weight: str) -> int | None:
    if weight == "equal":
        return 1
    stated = evidence.use.get(indicator.id, {}).get(weight)
    return None if stated is None else int(stated.value)


def _needs(session: Session, evidence: Evidence) -> tuple[dict[str, int], dict[str, set[str]]]:
    """Return the seconds of every question and section, and what each indicator needs of them."""
    seconds: dict[str, int] = {}
    needs: dict[str, set[str]] = {}
    snapshot_ids = sorted({s for cost in evidence.costs.values() for s in cost.snapshot_ids})
    for snapshot_id in snapshot_ids:
        result = burden.get_snapshot(session, snapshot_id).result
        if "totals" not in result:
            continue
        totals, links = totals_of(result)
        for section, hours in totals.overhead.items():
            seconds[f"{snapshot_id}/section/{section}"] = round(hours * SECONDS_PER_HOUR)
        for question, shares in links.shares.items():
            item = f"{snapshot_id}/{question}"
            seconds[item] = round(totals.questions.get(question, 0.0) * SECONDS_PER_HOUR)
            section_item = f"{snapshot_id}/section/{totals.sections.get(question, '')}"
            for code in shares:
                needs.setdefault(code, set()).add(item)
                if section_item in seconds:
                    needs[code].add(section_item)
    return seconds, needs
