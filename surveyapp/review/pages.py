"""What the review's pages show: rows and pictures made ready, so that templates only print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from surveyapp.core import charts, svenska
from surveyapp.core.i18n import Texts, ngettext
from surveyapp.core.i18n import gettext as _
from surveyapp.registry.models import Indicator
from surveyapp.review import wording
from surveyapp.review.models import ReviewDecision
from surveyapp.review.ordering import Order
from surveyapp.review.profiles import Cost, Evidence, findings
from surveyapp.review.rules import Finding

UNDECIDED = "undecided"


@dataclass(frozen=True)
class Row:
    """One indicator on the overview: burden beside use."""

    indicator: Indicator
    name: Texts
    cost: Cost | None
    findings: dict[str, Finding]
    flags: list[str]
    decision: ReviewDecision | None

    @property
    def hours(self) -> float | None:
        return self.cost.attributed_hours if self.cost else None

    @property
    def use(self) -> float | None:
        """Share of municipalities asked that state use."""
        return self.findings["local_use"].value

    @property
    def state(self) -> str:
        return self.decision.decision if self.decision else UNDECIDED


SORTS = ("borda", "undvikbar", "kostnad", "anvandning", "kvot", "namn")


def rows(evidence: Evidence) -> list[Row]:
    """Return a row per indicator, in order of code."""
    found = []
    for indicator in evidence.indicators:
        said = findings(evidence, indicator)
        found.append(
            Row(
                indicator=indicator,
                name=indicator.name,
                cost=evidence.costs.get(indicator.id),
                findings={finding.criterion: finding for finding in said},
                flags=[text for finding in said if (text := wording.flag_text(finding))],
                decision=evidence.decisions.get(indicator.id),
            )
        )
    return found


def sort_value(row: Row, by: str) -> float | str | None:
    """Return what the overview is sorted by; None always comes last."""
    if by == "namn":
        return row.indicator.code
    if by == "anvandning":
        return row.use
    if by == "kvot":
        return row.findings["burden_ratio"].value
    if row.cost is None:
        return None
    if by == "undvikbar":
        return row.cost.avoidable_hours
    return row.cost.kronor if by == "kostnad" else row.cost.attributed_hours


def in_order(found: Sequence[Row], by: str, *, descending: bool) -> list[Row]:
    """Return the rows sorted; what is not known stands last either way, ties by code."""
    known = [row for row in found if sort_value(row, by) is not None]
    unknown = [row for row in found if sort_value(row, by) is None]
    known.sort(key=lambda row: row.indicator.code)
    known.sort(key=lambda row: sort_value(row, by), reverse=descending)  # type: ignore[arg-type,return-value]
    return known + sorted(unknown, key=lambda row: row.indicator.code)


def scatter(found: Sequence[Row]) -> tuple[str, Markup] | None:
    """Return the finding and the picture of burden beside use; None with fewer than two points."""
    points = [
        (row.indicator.code, row.hours, row.use)
        for row in found
        if row.hours is not None and row.use is not None
    ]
    if len(points) < 2:
        return None
    middle_hours = _middle([hours for _code, hours, _use in points])
    middle_use = _middle([use for _code, _hours, use in points])
    heavy = {code for code, hours, use in points if hours > middle_hours and use < middle_use}
    finding = ngettext(
        "%(num)s av %(all)s indikatorer tar mer tid än den mittersta men används av färre.",
        "%(num)s av %(all)s indikatorer tar mer tid än den mittersta men används av färre.",
        len(heavy),
        all=len(points),
    )
    picture = charts.scatter(
        [
            charts.ScatterPoint(code, hours, 100 * use, is_highlighted=code in heavy)
            for code, hours, use in points
        ],
        finding,
        prefix="borda-nytta",
        x_title=_("Tillräknade timmar"),
        y_title=_("Kommuner som säger att de använder den, procent"),
    )
    return finding, picture


def _middle(values: Sequence[float]) -> float:
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def weight_names() -> dict[str, str]:
    """Return what usefulness may be counted as."""
    return {
        "local_use": _("Antal kommuner som säger att de använder den"),
        "national_use": _("Antal nationella rapporter under tre år"),
        "equal": _("Alla indikatorer lika"),
    }


def staircase(order: Order) -> tuple[str, Markup] | None:
    """Return the finding and the picture of the hours that remain; None when nothing leaves."""
    if not order.steps:
        return None
    half = next((s for s in order.steps if s.hours_left <= order.hours / 2), order.steps[-1])
    uses_left = half.uses_left / order.uses if order.uses else 0.0
    finding = _(
        "När %(count)s indikatorer har lämnat är %(hours)s av timmarna kvar och %(uses)s av användningen.",
        count=svenska.number(sum(len(s.indicators) for s in order.steps[: half.number])),
        hours=svenska.percent(half.hours_left / order.hours if order.hours else 0.0),
        uses=svenska.percent(uses_left),
    )
    points = [charts.StepPoint(0.0, order.hours)] + [
        charts.StepPoint(step.uses_per_100_hours, step.hours_left, _label(step.indicators))
        for step in order.steps
    ]
    return finding, charts.steps(
        points,
        finding,
        prefix="ordning",
        x_title=_("Pris: användning som ges upp för hundra sparade timmar"),
        y_title=_("Timmar som är kvar"),
    )


def _label(indicators: Sequence[Indicator]) -> str:
    first = indicators[0].code
    return first if len(indicators) == 1 else f"{first} +{len(indicators) - 1}"
