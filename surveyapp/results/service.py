"""The values of a round's indicators, worked out from what was sent in and kept in memory.

Nothing is stored: a submission never changes, so the same submissions and formulas give the same
values, and a mark over both tells when to work them out again.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from surveyapp.registry import queries as registry
from surveyapp.registry.models import Indicator, Unit, UnitKind
from surveyapp.responses import queries as responses
from surveyapp.results import queries
from surveyapp.results.rules import (
    Answered,
    Formula,
    FormulaProblem,
    GroupSummary,
    Standing,
    Summary,
    UnitValue,
    fold_districts,
    group_summaries,
    is_share,
    summarise,
)
from surveyapp.rounds import queries as rounds
from surveyapp.rounds.models import Round


@dataclass(frozen=True)
class IndicatorResult:
    """One indicator's values in one round.

    `municipal` holds one value per municipality (districts folded into theirs), `values` also the
    districts'. `problem` says why nothing could be computed: no_formula, or a `FormulaProblem`'s
    reason with what it names.
    """

    code: str
    formula_kind: str
    values: Mapping[int, UnitValue]
    municipal: Mapping[int, UnitValue]
    nation: Summary | None
    groups: Mapping[str, GroupSummary]
    is_share: bool
    problem: str = ""
    problem_name: str = ""

    @property
    def counts(self) -> Mapping[Standing, int]:
        """Municipalities by how they stand."""
        return Counter(value.standing for value in self.municipal.values())


@dataclass(frozen=True)
class RoundResults:
    """All indicators of one round. Shared between requests: never change it."""

    round_id: int
    year: int
    n_asked: int
    n_submitted: int
    indicators: Mapping[str, IndicatorResult]


_CACHE_SIZE = 16
_kept: OrderedDict[tuple[object, ...], RoundResults] = OrderedDict()
_lock = threading.Lock()


def round_results(session: Session, round_: Round) -> RoundResults:
    """Return the values of every indicator that the round's questions feed."""
    indicators = queries.list_linked_indicators(session, round_.version_id)
    units = [return_.unit for return_ in rounds.list_returns(session, round_.id)]
    key = (
        str(session.get_bind().engine.url),
        round_.id,
        queries.submission_mark(session, round_.id),
        tuple((u.id, u.kind, u.parent_id, u.skr_group_code) for u in units),
        tuple((i.code, i.formula_kind, i.numerator, i.denominator) for i in indicators),
    )
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    found = _compute(session, round_, indicators, units)
    with _lock:
        _kept[key] = found
        while len(_kept) > _CACHE_SIZE:
            _kept.popitem(last=False)
    return found


def _compute(
    session: Session, round_: Round, indicators: Iterable[Indicator], units: list[Unit]
) -> RoundResults:
    submitted = {
        return_.unit_id: Answered.of(submission.answers)
        for return_, submission in responses.list_round_submissions(session, round_.id)
    }
    codes = set(queries.list_codes(session, round_.version_id))
    parents = {unit.parent_id for unit in units if unit.parent_id is not None}
    above = {unit.id: unit for unit in registry.list_units_by_id(session, sorted(parents))}
    return RoundResults(
        round_id=round_.id,
        year=round_.year,
        n_asked=len(units),
        n_submitted=len(submitted),
        indicators={
            indicator.code: _indicator_result(indicator, codes, units, above, submitted)
            for indicator in indicators
        },
    )


def _indicator_result(
    indicator: Indicator,
    codes: set[str],
    units: list[Unit],
    above: Mapping[int, Unit],
    submitted: Mapping[int, Answered],
) -> IndicatorResult:
    kind = indicator.formula_kind
    try:
        if not kind:
            raise FormulaProblem("no_formula")
        formula = Formula.read(kind, indicator.numerator, indicator.denominator, codes)
    except FormulaProblem as problem:
        return IndicatorResult(
            indicator.code, kind, {}, {}, None, {}, False, problem.reason, problem.name
        )
    values = {
        unit.id: formula.value(submitted[unit.id])
        if unit.id in submitted
        else UnitValue(Standing.NOT_SUBMITTED)
        for unit in units
    }
    municipal = {unit.id: values[unit.id] for unit in units if unit.kind != UnitKind.DISTRICT.value}
    districts: dict[int, list[UnitValue]] = {}
    for unit in units:
        if unit.parent_id is not None:
            districts.setdefault(unit.parent_id, []).append(values[unit.id])
    for parent, parts in districts.items():
        own = municipal.get(parent)
        if own is None or own.standing is Standing.NOT_SUBMITTED:
            municipal[parent] = fold_districts(kind, parts)
    group_of = {unit.id: unit.skr_group_code for unit in (*units, *above.values())}
    nation = summarise(kind, municipal.values())
    return IndicatorResult(
        code=indicator.code,
        formula_kind=kind,
        values={**municipal, **values, **{p: municipal[p] for p in districts}},
        municipal=municipal,
        nation=nation,
        groups=group_summaries(kind, municipal, {u: group_of[u] for u in municipal}),
        is_share=is_share(kind, nation),
    )


def previous_results(session: Session, round_: Round) -> RoundResults | None:
    """Return the values of the round before, or None when there is none."""
    if round_.previous_round_id is None:
        return None
    return round_results(session, rounds.get_round(session, round_.previous_round_id))


@dataclass(frozen=True)
class LatestResult:
    """An indicator's newest values, and those of the year before when there are any."""

    round: Round
    result: IndicatorResult
    previous: IndicatorResult | None


def newest_rounds(session: Session) -> list[Round]:
    """Return for each questionnaire the newest round that somebody has sent in to."""
    found: dict[int, Round] = {}
    for round_ in queries.list_rounds_with_submissions(session):
        found.setdefault(round_.version.questionnaire_id, round_)
    return list(found.values())


def latest_results(session: Session) -> dict[str, LatestResult]:
    """Return indicator code -> its newest values. An indicator fed by two questionnaires has them
    from the one whose questions its formula can be computed over."""
    found: dict[str, LatestResult] = {}
    for round_ in newest_rounds(session):
        now = round_results(session, round_)
        before = previous_results(session, round_)
        for code, result in now.indicators.items():
            if code in found and (result.problem or not found[code].result.problem):
                continue
            found[code] = LatestResult(
                round_, result, before.indicators.get(code) if before else None
            )
    return found
