"""Freezes what a report shows: gathered from every room once, checked, and kept under its fingerprint."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from surveyapp import __version__
from surveyapp.burden import queries as burden
from surveyapp.burden.models import BurdenSnapshot
from surveyapp.core import audit, clock
from surveyapp.core.access import Actor, Permission
from surveyapp.core.errors import Conflict
from surveyapp.core.i18n import gettext as _
from surveyapp.overlap import queries as overlap
from surveyapp.overlap.models import Candidate, OverlapDecision
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.registry import queries as registry
from surveyapp.registry.models import Indicator, UnitKind
from surveyapp.reports import queries
from surveyapp.reports.models import Edition
from surveyapp.reports.rules import (
    Burden,
    Criterion,
    Decision,
    EditionData,
    GroupBurden,
    Identity,
    Interval,
    Method,
    OverlapRow,
    PreviousYear,
    QuestionBurden,
    Result,
    RoleBurden,
    RoundFacts,
    Texts,
    YearBurden,
    as_json,
    fingerprint,
    problems,
)
from surveyapp.responses import queries as responses
from surveyapp.results import service as results
from surveyapp.results.service import RoundResults
from surveyapp.review import queries as review
from surveyapp.review import service as review_service
from surveyapp.review.models import ReviewDecision
from surveyapp.review.service import Evidence
from surveyapp.rounds import queries as rounds
from surveyapp.rounds.models import Round

log = structlog.get_logger("surveyapp.reports")

PER_INHABITANTS = 10_000
TOLD_VERDICTS = ("same", "derivable", "related")
"""What a report lists; that two questions are unlike is no overlap."""
SAVING_ACTIONS = ("drop", "reuse", "derive")
"""Actions after which nobody answers our question."""
Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Material:
    """All that the reports of one snapshot rest on, read once for all its indicators."""

    snapshot: BurdenSnapshot
    round: Round
    indicators: Mapping[str, Entry]
    questions: Mapping[str, Entry]
    texts: Mapping[str, Texts]
    question_ids: Mapping[str, int]
    links: Mapping[str, tuple[str, ...]]
    n_asked: Mapping[str, int]
    groups: Mapping[str, Texts]
    inhabitants: int | None
    now: RoundResults
    before: RoundResults | None
    evidence: Evidence
    overlaps: Sequence[tuple[Candidate, OverlapDecision]]
    decisions: Mapping[int, ReviewDecision]
    submitted_at: dt.datetime | None


def gather(session: Session, snapshot: BurdenSnapshot) -> Material:
    """Read what the reports of a snapshot show."""
    snapshot = burden.get_snapshot(session, snapshot.id)
    round_ = rounds.get_round(session, snapshot.round_id)
    result = snapshot.result
    versions = questionnaires.list_question_versions(session, round_.version_id)
    question_ids = {row.question.code: row.question_id for row in versions}
    users: dict[str, list[str]] = {}
    for question, indicator, _weight in result["links"]:
        users.setdefault(question, []).append(indicator)
    n_asked: Counter[str] = Counter()
    submissions = responses.list_round_submissions(session, round_.id)
    for _return, submission in submissions:
        n_asked.update({code for code, _path in submission.answers["asked"]})
    units = [return_.unit for return_ in rounds.list_returns(session, round_.id)]
    people = [u.population for u in units if u.kind == UnitKind.MUNICIPALITY.value]
    known = [count for count in people if count]
    return Material(
        snapshot=snapshot,
        round=round_,
        indicators={entry["code"]: entry for entry in result["indicators"]},
        questions={entry["code"]: entry for entry in result["questions"]},
        texts={row.question.code: dict(row.text) for row in versions},
        question_ids=question_ids,
        links={code: tuple(sorted(set(codes))) for code, codes in users.items()},
        n_asked=n_asked,
        groups={group.code: dict(group.name) for group in registry.list_skr_groups(session)},
        inhabitants=sum(known) if known and len(known) == len(people) else None,
        now=results.round_results(session, round_),
        before=results.previous_results(session, round_),
        evidence=review_service.gather(session),
        overlaps=overlap.list_question_overlaps(session, sorted(question_ids.values())),
        decisions=review.decisions_in_force(session),
        submitted_at=max((submission.at for _return, submission in submissions), default=None),
    )


def build_edition(
    session: Session,
    snapshot: BurdenSnapshot,
    indicator: Indicator,
    material: Material | None = None,
) -> EditionData:
    """Return all that the report of one indicator shows, as it stands now.

    Give `material` (from `gather`) when several are asked for: it is read once for all.

    Raises:
        Conflict: the indicator is not in the snapshot, or its burden is not measured or not shown.
    """
    found = material or gather(session, snapshot)
    entry = found.indicators.get(indicator.code)
    if entry is None:
        raise Conflict(
            _("Indikatorn %(code)s ingår inte i omgångens beräkning.", code=indicator.code)
        )
    if entry["hidden"] == "unmeasured":
        raise Conflict(
            _(
                "Det finns ingen rapport för %(code)s: ingen tid är mätt på dess frågor.",
                code=indicator.code,
            )
        )
    if entry["hidden"]:
        raise Conflict(
            _(
                "Det finns ingen rapport för %(code)s: för få kommuner ligger bakom siffrorna, så de får inte visas.",
                code=indicator.code,
            )
        )
    overlaps = _overlaps(found, entry)
    decision = found.decisions.get(indicator.id)
    times = [
        found.snapshot.made_at,
        found.submitted_at,
        decision.decided_at if decision else None,
        *(row.decided_at for _candidate, row in overlaps),
    ]
    return EditionData(
        identity=_identity(found.round, indicator),
        round=_round(found.round),
        burden=_burden(found, entry),
        method=_method(found, entry, indicator),
        frozen_at=max(time for time in times if time is not None),
        questions=tuple(_question(found, entry, code) for code in entry["question_codes"]),
        overlap=tuple(_overlap_row(found, *pair) for pair in overlaps),
        criteria=_criteria(session, found, indicator),
        result=_result(found, indicator.code),
        decision=_decision(decision),
    )


def freeze(
    session: Session,
    actor: Actor,
    snapshot: BurdenSnapshot,
    indicator: Indicator,
    material: Material | None = None,
) -> Edition:
    """Keep what the report shows now; the same content gives the edition that is there already.

    Raises:
        Forbidden: the actor may not download reports.
        Conflict: there is nothing to show (as `build_edition`), or its numbers contradict each other.
    """
    actor.require(Permission.REPORT_DOWNLOAD)
    data = build_edition(session, snapshot, indicator, material)
    if found := problems(data):
        log.error("edition_refused", indicator=indicator.code, problems=list(found))
        raise Conflict(
            _(
                "Rapporten för %(code)s kan inte göras: dess siffror går inte ihop. Felet är antecknat i loggen.",
                code=indicator.code,
            )
        )
    mark = fingerprint(data)
    standing = queries.find_edition(session, snapshot.id, indicator.id, mark)
    if standing is not None:
        return standing
    edition = Edition(
        snapshot_id=snapshot.id,
        indicator_id=indicator.id,
        data=as_json(data),
        fingerprint=mark,
        made_at=clock.now(),
        made_by_name=actor.name,
    )
    try:
        with session.begin_nested():
            session.add(edition)
    except IntegrityError:
        # Somebody froze the same content in between.
        standing = queries.find_edition(session, snapshot.id, indicator.id, mark)
        assert standing is not None
        return standing
    audit.record(
        session,
        actor,
        "report_frozen",
        "edition",
        edition.id,
        indicator=indicator.code,
        snapshot_id=snapshot.id,
        fingerprint=mark,
    )
    return edition


def _identity(round_: Round, indicator: Indicator) -> Identity:
    consultation = round_.consultation_outcome
    if round_.consultation_on is not None:
        consultation = f"{round_.consultation_on.isoformat()}: {consultation}"
    return Identity(
        code=indicator.code,
        name=dict(indicator.name) or {"sv": indicator.code},
        description=dict(indicator.description),
        area=indicator.area,
        kind=indicator.kind,
        direction=indicator.direction,
        owner=indicator.owner,
        legal_basis=indicator.legal_basis or round_.legal_basis,
        duty=indicator.duty or round_.duty,
        consultation=consultation,
        first_year=indicator.first_year,
    )


def _round(round_: Round) -> RoundFacts:
    return RoundFacts(
        name=dict(round_.name),
        year=round_.year,
        questionnaire=dict(round_.version.questionnaire.title),
        questionnaire_version=round_.version.number,
        opened=round_.opens_on,
        closed=round_.closes_on,
        fictional=round_.is_fictional,
    )


def _interval(value: float, found: Entry | None) -> Interval:
    return Interval(value) if found is None else Interval(value, found["low"], found["high"])


def _burden(found: Material, entry: Entry) -> Burden:
    hours, parts = entry["attributed_hours"], entry["parts"]
    tariffs = {tariff["role"]: tariff for tariff in found.snapshot.result["tariffs"]}
    previous = _previous(found, entry["code"])
    years: tuple[YearBurden, ...] = (YearBurden(found.round.year, hours),)
    if previous is not None:
        years = (YearBurden(previous.year, previous.attributed_hours), *years)
    return Burden(
        n_measured=entry["n_measured"],
        population=found.snapshot.population,
        attributed_hours=_interval(hours, entry["attributed_interval"]),
        avoidable_hours=entry["avoidable_hours"],
        overhead_hours=entry["overhead_hours"],
        hours_without_imputation=hours * (1 - entry["imputed_share"]),
        imputed_share=entry["imputed_share"],
        screen_hours=parts["screen"],
        outside_hours=parts["declared"] + parts["offscreen"],
        outside_is_lower_bound=parts["offscreen"] > 0,
        cost_kronor=entry["kronor"],
        avoidable_cost_kronor=entry["avoidable_kronor"],
        hours_per_10000_inhabitants=(
            hours * PER_INHABITANTS / found.inhabitants if found.inhabitants else None
        ),
        groups=tuple(_group(found, stratum) for stratum in entry["strata"]),
        roles=tuple(
            RoleBurden(
                name=dict(tariffs[role]["name"]),
                hours=spent["hours"],
                tariff_kronor=tariffs[role]["hourly_kronor"],
                cost_kronor=spent["kronor"],
            )
            for role, spent in sorted(entry["roles"].items())
        ),
        previous=previous,
        years=years,
    )


def _previous(found: Material, code: str) -> PreviousYear | None:
    before = found.snapshot.result["previous"]
    hours = before["indicators"].get(code) if before else None
    return None if hours is None else PreviousYear(before["year"], hours)


def _group(found: Material, stratum: Entry) -> GroupBurden:
    codes = stratum["label"].split("+")
    names = [found.groups.get(code, {}) for code in codes]
    languages = sorted({language for name in names for language in name})
    return GroupBurden(
        code=stratum["label"],
        name={
            language: ", ".join(name[language] for name in names)
            for language in languages
            if all(language in name for name in names)
        },
        n_measured=stratum["n_measured"],
        population=stratum["population"],
        suppressed=bool(stratum["hidden"]),
        mean_minutes=stratum["minutes_per_unit"],
        attributed_hours=stratum["hours"],
    )


def _question(found: Material, entry: Entry, code: str) -> QuestionBurden:
    line, share = found.questions[code], entry["shares"][code]
    minutes = line["minutes"] or {}
    hours = line["hours"]
    return QuestionBurden(
        code=code,
        text=found.texts[code],
        weight=share,
        other_indicators=tuple(c for c in found.links.get(code, ()) if c != entry["code"]),
        # What the burden calls asked is asked and measured.
        n_measured=line["n_asked"],
        n_asked=max(found.n_asked.get(code, 0), line["n_asked"]),
        population=line["population"],
        suppressed=line["hidden"] not in ("", "unmeasured"),
        median_minutes=minutes.get("median"),
        q1_minutes=minutes.get("q1"),
        q3_minutes=minutes.get("q3"),
        total_hours=hours,
        # With its part of the section's overhead, so that the questions add up to the indicator.
        attributed_hours=None if hours is None else share * (hours + line["overhead_hours"]),
    )


def _method(found: Material, entry: Entry, indicator: Indicator) -> Method:
    result = found.snapshot.result
    method = result["method"]
    tariffs = [tariff for tariff in result["tariffs"] if tariff["role"] in entry["roles"]]
    lines = [found.questions[code] for code in entry["question_codes"]]
    return Method(
        outlier_factor=method["outlier_spread"],
        n_winsorised=sum(
            (line["n_outliers_high"] or 0) + (line["n_outliers_low"] or 0) for line in lines
        ),
        idle_limit_seconds=method["idle_limit_seconds"],
        imputation_minimum=method["minimum_units"],
        n_imputed=found.snapshot.population - result["coverage"]["timed"],
        bootstrap_seed=method["seed"],
        bootstrap_count=method["resamples"],
        interval_level=method["level"],
        suppression_minimum=method["minimum_units"],
        tariff_year=max((tariff["year"] for tariff in tariffs), default=found.round.year),
        tariff_source="; ".join(dict.fromkeys(tariff["source"] for tariff in tariffs)),
        tariff_is_example=any(tariff["is_example"] for tariff in tariffs),
        snapshot_at=found.snapshot.made_at,
        snapshot_id=str(found.snapshot.id),
        program_version=__version__,
        contact=indicator.owner or found.snapshot.made_by_name,
    )


def _overlaps(found: Material, entry: Entry) -> list[tuple[Candidate, OverlapDecision]]:
    ids = {found.question_ids[code] for code in entry["question_codes"]}
    return [
        (candidate, decision)
        for candidate, decision in found.overlaps
        if candidate.question_id in ids and decision.verdict in TOLD_VERDICTS
    ]


def _overlap_row(found: Material, candidate: Candidate, decision: OverlapDecision) -> OverlapRow:
    code = candidate.question.code
    minutes = found.questions[code]["minutes"] or {}
    other = candidate.other
    return OverlapRow(
        question_code=code,
        bank_question=dict(other.text),
        collection=dict(other.source_name),
        owner=". ".join(part for part in (other.owner, other.note.strip()) if part),
        verdict=decision.verdict,
        action=decision.action,
        reason=decision.reason,
        minutes_saved=minutes.get("median") if decision.action in SAVING_ACTIONS else None,
    )


def _criteria(session: Session, found: Material, indicator: Indicator) -> tuple[Criterion, ...]:
    return tuple(
        Criterion(
            number=line.number,
            name=dict(line.name),
            value=dict(line.text) if line.value is not None else None,
            source=line.source,
            as_of=line.stated_on,
            absent=dict(line.text) if line.value is None else None,
        )
        for line in review_service.usefulness_profile(session, indicator, found.evidence)
    )


def _result(found: Material, code: str) -> Result | None:
    now = found.now.indicators.get(code)
    if now is None or now.nation is None or now.problem:
        return None
    earlier = found.before.indicators.get(code) if found.before else None
    return Result(
        value=now.nation.value,
        unit="share" if now.is_share else "number",
        n=now.nation.n,
        previous=earlier.nation.value if earlier and earlier.nation else None,
    )


def _decision(row: ReviewDecision | None) -> Decision | None:
    if row is None:
        return None
    return Decision(
        verdict=row.decision, reason=row.reason, by=row.decided_by_name, at=row.decided_at
    )
