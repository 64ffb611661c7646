"""Burden beside use for every indicator: gathers what the other rooms know, and judges nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from surveyapp.burden import queries as burden
from surveyapp.burden.models import BurdenSnapshot, IndicatorBurden
from surveyapp.core.i18n import LANGUAGES, Texts, force_language
from surveyapp.overlap import queries as overlap
from surveyapp.overlap.models import Candidate, OverlapDecision
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.questionnaires.models import IndicatorLink
from surveyapp.registry import queries as registry
from surveyapp.registry.models import Indicator
from surveyapp.results import service as results
from surveyapp.results.rules import Standing
from surveyapp.results.service import LatestResult
from surveyapp.review import queries, rules, wording
from surveyapp.review.models import IndicatorUse, ReviewDecision
from surveyapp.review.rules import Finding


@dataclass(frozen=True)
class Cost:
    """An indicator's burden in the newest year measured; None is hidden or not measured, never zero."""

    year: int
    is_fictional: bool
    snapshot_ids: tuple[int, ...]
    attributed_hours: float | None
    avoidable_hours: float | None
    overhead_hours: float | None
    kronor: float | None
    avoidable_kronor: float | None


@dataclass(frozen=True)
class Criterion:
    """One line of a usefulness profile, in both languages. `text` says why when there is no value."""

    code: str
    number: int
    name: Texts
    meaning: Texts
    value: float | None
    text: Texts
    flag: str
    flag_text: Texts
    n: int
    least: int
    source: str = ""
    stated_on: dt.date | None = None


@dataclass
class Evidence:
    """All that the review's pages rest on, read once for all indicators."""

    indicators: list[Indicator]
    latest: Mapping[str, LatestResult]
    costs: Mapping[int, Cost]
    use: Mapping[int, Mapping[str, IndicatorUse]]
    links: Mapping[int, list[IndicatorLink]]
    decisions: Mapping[int, ReviewDecision]
    overlaps: list[tuple[Candidate, OverlapDecision]]
    small_units: frozenset[int]
    alike: Mapping[str, Finding] = field(default_factory=dict)

    @property
    def is_fictional(self) -> bool:
        return (
            any(found.round.is_fictional for found in self.latest.values())
            or any(cost.is_fictional for cost in self.costs.values())
            or any(row.is_fictional for stated in self.use.values() for row in stated.values())
        )


def gather(session: Session) -> Evidence:
    """Read everything that the review compares."""
    indicators = registry.list_indicators(session)
    latest = results.latest_results(session)
    links = _links(session)
    question_ids = {link.question_version.question_id for found in links.values() for link in found}
    return Evidence(
        indicators=indicators,
        latest=latest,
        costs=costs(session),
        use=newest_use(queries.list_use(session)),
        links=links,
        decisions=queries.decisions_in_force(session),
        overlaps=overlap.list_question_overlaps(session, sorted(question_ids)),
        small_units=frozenset(
            unit.id
            for unit in registry.list_units(session)
            if unit.skr_group_code in rules.SMALL_GROUPS
        ),
        alike=rules.most_alike({code: _known(found) for code, found in latest.items()}),
    )


def _known(found: LatestResult | None, *, before: bool = False) -> dict[int, float]:
    result = (found.previous if before else found.result) if found else None
    if result is None:
        return {}
    return {unit: v.value for unit, v in result.municipal.items() if v.value is not None}


def _links(session: Session) -> dict[int, list[IndicatorLink]]:
    """Return indicator id -> the links of the newest rounds' versions."""
    versions = dict.fromkeys(r.version_id for r in results.newest_rounds(session))
    versions |= dict.fromkeys(s.round.version_id for s in _newest_snapshots(session))
    found: dict[int, list[IndicatorLink]] = {}
    seen: set[tuple[int, int]] = set()
    for version_id in versions:
        for link in questionnaires.list_links(session, version_id):
            key = (link.indicator_id, link.question_version.question_id)
            if key not in seen:
                seen.add(key)
                found.setdefault(link.indicator_id, []).append(link)
    return found


def _newest_snapshots(session: Session) -> list[BurdenSnapshot]:
    """Return the snapshots of the newest year measured, one per questionnaire version."""
    snapshots = burden.list_newest_snapshots(session)
    found: dict[int, BurdenSnapshot] = {}
    for snapshot in snapshots:
        if snapshot.round.year == snapshots[0].round.year:
            found.setdefault(snapshot.round.version_id, snapshot)
    return list(found.values())


def costs(session: Session) -> dict[int, Cost]:
    """Return indicator id -> its burden, added over the questionnaires that feed it."""
    found: dict[int, list[tuple[BurdenSnapshot, IndicatorBurden]]] = {}
    for snapshot in _newest_snapshots(session):
        for line in burden.indicator_burdens(session, snapshot.id):
            found.setdefault(line.indicator_id, []).append((snapshot, line))
    return {indicator_id: _cost(parts) for indicator_id, parts in found.items()}


def _cost(parts: list[tuple[BurdenSnapshot, IndicatorBurden]]) -> Cost:
    def total(name: str) -> float | None:
        values = [getattr(line, name) for _snapshot, line in parts]
        return None if None in values else sum(values)

    return Cost(
        year=parts[0][0].round.year,
        is_fictional=any(snapshot.round.is_fictional for snapshot, _line in parts),
        snapshot_ids=tuple(snapshot.id for snapshot, _line in parts),
        attributed_hours=total("attributed_hours"),
        avoidable_hours=total("avoidable_hours"),
        overhead_hours=total("overhead_hours"),
        kronor=total("cost_kronor"),
        avoidable_kronor=total("avoidable_kronor"),
    )


def newest_use(rows: list[IndicatorUse]) -> dict[int, dict[str, IndicatorUse]]:
    """Return indicator id -> criterion -> the fact of the newest year.

    How many were asked is taken from the year of how many use it, since one without the other
    gives no share.
    """
    found: dict[int, dict[str, IndicatorUse]] = {}
    for row in sorted(rows, key=lambda r: -r.year):
        found.setdefault(row.indicator_id, {}).setdefault(row.criterion, row)
    for row in rows:
        stated = found[row.indicator_id]
        used = stated.get("local_use")
        if row.criterion == "local_use_asked" and used is not None and row.year == used.year:
            stated["local_use_asked"] = row
    for stated in found.values():
        used, asked = stated.get("local_use"), stated.get("local_use_asked")
        if used is not None and asked is not None and used.year != asked.year:
            del stated["local_use_asked"]
    return found


def findings(evidence: Evidence, indicator: Indicator) -> list[Finding]:
    """Return what every criterion says about one indicator, in the domain's order."""
    found = evidence.latest.get(indicator.code)
    stated = {c: row.value for c, row in evidence.use.get(indicator.id, {}).items()}
    cost = evidence.costs.get(indicator.id)
    links = evidence.links.get(indicator.id, [])
    ids = {link.question_version.question_id for link in links}
    views = [
        facts["access"].value
        for other in evidence.indicators
        if other.area == indicator.area and "access" in (facts := evidence.use.get(other.id, {}))
    ]
    return [
        *_from_answers(evidence, indicator, found),
        rules.overlap(len(ids), _verdicts(evidence, ids)),
        rules.influence(stated.get("influence")),
        rules.kind(indicator.kind),
        rules.local_use(stated.get("local_use"), stated.get("local_use_asked")),
        rules.national_use(stated.get("national_use")),
        rules.access(stated.get("access"), views),
        _small_fit(evidence, found),
        rules.burden_ratio(stated.get("local_use"), cost.attributed_hours if cost else None),
    ]


VERDICT_ORDER = ("same", "derivable", "related", "unrelated", "cannot_tell")
"""Of several pairs with one collection the first of these stands for it."""


def _verdicts(evidence: Evidence, question_ids: set[int]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    decided = [pair for pair in evidence.overlaps if pair[0].question_id in question_ids]
    for candidate, decision in sorted(decided, key=lambda p: VERDICT_ORDER.index(p[1].verdict)):
        key = (str(candidate.question_id), candidate.other.source)
        found.setdefault(key, decision.verdict)
    return found


def _from_answers(
    evidence: Evidence, indicator: Indicator, found: LatestResult | None
) -> list[Finding]:
    is_yes_or_no = indicator.formula_kind == "yes_share"
    now, before = _known(found), _known(found, before=True)
    nation = found.result.nation if found else None
    earlier = found.previous.nation if found and found.previous else None
    counts = found.result.counts if found else {}

    def count(*standings: Standing) -> int:
        return sum(counts.get(standing, 0) for standing in standings)

    return [
        rules.differentiation(list(now.values()), is_yes_or_no=is_yes_or_no),
        rules.ceiling(
            nation.value if nation else None,
            nation.n if nation else 0,
            earlier.value if earlier else None,
            earlier.n if earlier else 0,
            is_yes_or_no=is_yes_or_no,
        ),
        rules.stability(now, before, is_yes_or_no=is_yes_or_no),
        rules.completeness(
            count(Standing.VALUE),
            count(Standing.MISSING, Standing.FAULT),
            count(Standing.NOT_RECORDED),
            count(Standing.NOT_SUBMITTED),
            count(Standing.NOT_APPLICABLE, Standing.NOT_ASKED, Standing.NO_CASES),
        ),
        evidence.alike.get(indicator.code)
        or Finding("redundancy", None, 0, rules.LEAST_PAIRS, why=rules.Why.FEW),
    ]


def _small_fit(evidence: Evidence, found: LatestResult | None) -> Finding:
    values = (
        [v for unit, v in found.result.municipal.items() if unit in evidence.small_units]
        if found
        else []
    )
    sent = [v for v in values if v.standing is not Standing.NOT_SUBMITTED]
    outside = (Standing.NOT_APPLICABLE, Standing.NOT_ASKED, Standing.NO_CASES)
    is_ratio = found is not None and found.result.formula_kind == "ratio"
    return rules.small_fit(
        sum(v.standing in outside for v in sent),
        sum(
            is_ratio
            and v.standing is Standing.VALUE
            and v.denominator is not None
            and v.denominator < rules.SMALL_DENOMINATOR
            for v in sent
        ),
        len(sent),
    )


STATED = {"influence", "local_use", "national_use", "access"}
"""Criteria that people state; they carry a source and a date."""


def profile(evidence: Evidence, indicator: Indicator) -> list[Criterion]:
    """Return the indicator's usefulness, criterion by criterion. There is no sum of them."""
    is_yes_or_no = indicator.formula_kind == "yes_share"
    lines = []
    for finding in findings(evidence, indicator):
        code = finding.criterion
        texts: dict[str, Texts] = {"name": {}, "meaning": {}, "text": {}, "flag": {}}
        for language in LANGUAGES:
            with force_language(language):
                texts["name"][language] = wording.criterion_name(code)
                texts["meaning"][language] = wording.criterion_meaning(code)
                texts["text"][language] = wording.value_text(finding, is_yes_or_no=is_yes_or_no)
                if flag := wording.flag_text(finding):
                    texts["flag"][language] = flag
        row = evidence.use.get(indicator.id, {}).get(
            "local_use" if code == "burden_ratio" else code
        )
        lines.append(
            Criterion(
                code=code,
                number=rules.CRITERIA[code],
                name=texts["name"],
                meaning=texts["meaning"],
                value=finding.value,
                text=texts["text"],
                flag=finding.flag,
                flag_text=texts["flag"],
                n=finding.n,
                least=finding.least,
                source=row.source if row else "",
                stated_on=row.stated_on if row else None,
            )
        )
    return lines
