"""A result as it is kept: published figures only, one spelling, so that its fingerprint can be trusted.

What would give a municipality away becomes None here, once, before anything is stored or shown; only
`totals` keeps every question, because the burden of a set of indicators cannot be found without it.
Floats are rounded to six decimals (3.6 milliseconds in an hour), so that the last bits of a sum do
not make two results of one. The shape:

    {"format": 1,
     "total": {hours, kronor, interval, overhead_hours, hours_without_imputation, parts, roles,
               shares: {measured, stated, imputed}, n_measured, population, hidden},
     "sections": [{code, question_codes, n_measured, hours, overhead_hours, interval, parts, hidden}],
     "questions": [{code, section_code, indicator_codes, n_measured, n_asked, population, minutes,
                    median_interval, hours, hours_without_imputation, interval, imputed_share,
                    overhead_hours, parts, n_outliers_high, n_outliers_low, strata, hidden}],
     "indicators": [{code, question_codes, shared_question_codes, unmeasured_question_codes,
                     shares: {question code: share}, n_measured, minutes, attributed_hours,
                     avoidable_hours, overhead_hours, attributed_interval, avoidable_interval,
                     imputed_share, parts, roles, kronor, avoidable_kronor,
                     strata: [{label, population, n_measured, hours, minutes_per_unit, hidden}],
                     hidden, avoidable_hidden}],
     "unlinked": {question_codes, hours, overhead_hours, kronor, hidden},
     "strata": [{label, codes, population, n_measured, hours, minutes, hidden}],
     "stranded_overhead_hours": hours,
     "totals": {"questions": {code: hours}, "sections": {code: section}, "overhead": {section: hours}},
     "links": [[question code, indicator code, weight or None]],
     "method": {...}}

`minutes` is {median, q1, q3}, an interval {low, high}, `parts` {screen, declared, offscreen} in hours,
`roles` {role: {hours, kronor}}. `hidden` says why a figure is None: "few" (fewer than five
municipalities), "shield" (it would give such a figure away), "unmeasured" (nobody was timed) or "".
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from surveyapp.burden.rules.attribution import Totals
from surveyapp.burden.rules.inputs import Link, Links
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
from surveyapp.burden.rules.sampling import Interval

FORMAT = 1
DECIMALS = 6

FEW = "few"
SHIELD = "shield"
UNMEASURED = "unmeasured"


def published(result: BurdenResult, links: Links) -> dict[str, Any]:
    """Return the result in the shape that the module draws."""
    minimum = result.method.minimum_units
    return {
        "format": FORMAT,
        "total": _total(result.total),
        "sections": [_section(section) for section in result.sections],
        "questions": [_question(question, minimum) for question in result.questions],
        "indicators": [_indicator(indicator, links, minimum) for indicator in result.indicators],
        "unlinked": _unlinked(result.unlinked),
        "strata": [
            _stratum(stratum, is_whole_hidden=result.total.is_hidden) for stratum in result.strata
        ],
        "stranded_overhead_hours": result.stranded_overhead_hours,
        "totals": dataclasses.asdict(result.totals),
        "links": [[link.question_code, link.indicator_code, link.weight] for link in links.links],
        "method": dataclasses.asdict(result.method),
    }


def totals_of(data: Mapping[str, Any]) -> tuple[Totals, Links]:
    """Return what `avoidable_hours` needs to find the burden of any set of indicators."""
    totals = data["totals"]
    links = Links.of(Link(question, indicator, w) for question, indicator, w in data["links"])
    return Totals(totals["questions"], totals["sections"], totals["overhead"]), links


def rounded(value: Any) -> Any:
    """Return JSON data with every float rounded to six decimals, and no negative zero."""
    if isinstance(value, float):
        return round(value, DECIMALS) + 0.0
    if isinstance(value, Mapping):
        return {key: rounded(value[key]) for key in value}
    if isinstance(value, list | tuple):
        return [rounded(item) for item in value]
    return value


def fingerprint(data: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the canonical JSON, as 64 hexadecimal digits.

    Raises:
        ValueError: a number is not finite.
    """
    text = json.dumps(
        data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _total(total: TotalBurden) -> dict[str, Any]:
    hidden = SHIELD if total.is_hidden else ""
    return {
        "hours": _shown(total.hours, hidden),
        "kronor": _shown(total.cost_kronor, hidden),
        "interval": _shown(_interval(total.interval), hidden),
        "overhead_hours": _shown(total.overhead_hours, hidden),
        "hours_without_imputation": _shown(total.hours_without_imputation, hidden),
        "parts": _shown(_parts(total.parts), hidden),
        "roles": _shown(_roles(total.parts, total.cost_by_role_kronor), hidden),
        "shares": _shares(total),
        "n_measured": total.n_measured,
        "population": total.population,
        "hidden": hidden,
    }


def _shares(total: TotalBurden) -> dict[str, float] | None:
    """Return how much of the hours is measured, stated by officers, and imputed; they sum to 1."""
    parts = total.parts
    whole = parts.screen_hours + parts.outside_hours
    if not whole:
        return None
    known = 1 - total.imputed_share
    return {
        "measured": known * (parts.screen_hours + parts.offscreen_hours) / whole,
        "stated": known * parts.declared_hours / whole,
        "imputed": total.imputed_share,
    }


def _section(section: SectionBurden) -> dict[str, Any]:
    hidden = SHIELD if section.is_hidden else ""
    return {
        "code": section.code,
        "question_codes": list(section.question_codes),
        "n_measured": section.n_measured,
        "hours": _shown(section.hours, hidden),
        "overhead_hours": _shown(section.overhead_hours, hidden),
        "interval": _shown(_interval(section.interval), hidden),
        "parts": _shown(_parts(section.parts), hidden),
        "hidden": hidden,
    }


def _question(question: QuestionBurden, minimum: int) -> dict[str, Any]:
    hidden = ""
    if question.is_hidden:
        hidden = FEW if question.n_municipalities < minimum else SHIELD
    elif question.total_hours is None:
        hidden = UNMEASURED
    return {
        "code": question.code,
        "section_code": question.section_code,
        "indicator_codes": list(question.indicator_codes),
        "n_measured": question.n_measured,
        "n_asked": question.n_asked,
        "population": question.population,
        "minutes": _shown(_spread(question.minutes), hidden),
        "median_interval": _shown(_interval(question.median_interval), hidden),
        "hours": _shown(question.total_hours, hidden),
        "hours_without_imputation": _shown(question.measured_hours, hidden),
        "interval": _shown(_interval(question.interval), hidden),
        "imputed_share": _shown(question.imputed_share, hidden),
        "overhead_hours": _shown(question.overhead_hours, hidden),
        "parts": _shown(_parts(question.parts), hidden),
        "n_outliers_high": _shown(question.n_outliers_high, hidden),
        "n_outliers_low": _shown(question.n_outliers_low, hidden),
        "strata": list(question.strata),
        "hidden": hidden,
    }


def _indicator(indicator: IndicatorBurden, links: Links, minimum: int) -> dict[str, Any]:
    hidden = ""
    if indicator.is_hidden:
        hidden = SHIELD
    elif indicator.unmeasured_question_codes == indicator.question_codes:
        # Nothing measured is not a burden of nothing.
        hidden = UNMEASURED
    avoidable = hidden or (SHIELD if indicator.is_avoidable_hidden else "")
    return {
        "code": indicator.code,
        "question_codes": list(indicator.question_codes),
        "shared_question_codes": list(indicator.shared_question_codes),
        "unmeasured_question_codes": list(indicator.unmeasured_question_codes),
        "shares": {q: float(links.shares[q][indicator.code]) for q in indicator.question_codes},
        "n_measured": indicator.n_measured,
        "minutes": _shown(_spread(indicator.minutes), hidden),
        "attributed_hours": _shown(indicator.attributed_hours, hidden),
        "avoidable_hours": _shown(indicator.avoidable_hours, avoidable),
        "overhead_hours": _shown(indicator.overhead_hours, hidden),
        "attributed_interval": _shown(_interval(indicator.attributed_interval), hidden),
        "avoidable_interval": _shown(_interval(indicator.avoidable_interval), avoidable),
        "imputed_share": _shown(indicator.imputed_share, hidden),
        "parts": _shown(_parts(indicator.parts), hidden),
        "roles": _shown(_roles(indicator.parts, indicator.cost_by_role_kronor), hidden),
        "kronor": _shown(indicator.cost_kronor, hidden),
        "avoidable_kronor": _shown(indicator.avoidable_cost_kronor, avoidable),
        "strata": [_indicator_stratum(stratum, hidden, minimum) for stratum in indicator.strata],
        "hidden": hidden,
        "avoidable_hidden": avoidable,
    }


def _indicator_stratum(stratum: IndicatorStratum, whole: str, minimum: int) -> dict[str, Any]:
    hidden = whole
    if not hidden and stratum.is_hidden:
        hidden = FEW if stratum.n_municipalities < minimum else SHIELD
    return {
        "label": stratum.label,
        "population": stratum.population,
        "n_measured": stratum.n_measured,
        "hours": _shown(stratum.hours, hidden),
        "minutes_per_unit": _shown(stratum.minutes_per_unit, hidden),
        "hidden": hidden,
    }


def _unlinked(unlinked: UnlinkedBurden) -> dict[str, Any]:
    hidden = SHIELD if unlinked.is_hidden else ""
    return {
        "question_codes": list(unlinked.question_codes),
        "hours": _shown(unlinked.hours, hidden),
        "overhead_hours": _shown(unlinked.overhead_hours, hidden),
        "kronor": _shown(unlinked.cost_kronor, hidden),
        "hidden": hidden,
    }


def _stratum(stratum: StratumBurden, *, is_whole_hidden: bool) -> dict[str, Any]:
    hidden = FEW if stratum.is_hidden else SHIELD if is_whole_hidden else ""
    return {
        "label": stratum.label,
        "codes": list(stratum.codes),
        "population": stratum.population,
        "n_measured": stratum.n_measured,
        "hours": _shown(stratum.hours, hidden),
        "minutes": _shown(_spread(stratum.minutes), hidden),
        "hidden": hidden,
    }


def _shown(value: Any, hidden: str) -> Any:
    return None if hidden else value


def _interval(interval: Interval | None) -> dict[str, float] | None:
    return None if interval is None else {"low": interval.low, "high": interval.high}


def _spread(spread: Spread | None) -> dict[str, float] | None:
    return None if spread is None else {"median": spread.median, "q1": spread.q1, "q3": spread.q3}


def _parts(parts: Parts) -> dict[str, float]:
    return {
        "screen": parts.screen_hours,
        "declared": parts.declared_hours,
        "offscreen": parts.offscreen_hours,
    }


def _roles(parts: Parts, kronor: Mapping[str, float]) -> dict[str, dict[str, float]]:
    return {
        role: {"hours": hours, "kronor": kronor[role]} for role, hours in parts.role_hours.items()
    }
