"""Every change of the room: what an hour costs, and snapshots that never change.

A snapshot is made in three steps, so that nothing is locked while the numbers are worked out:
`collect` reads, `estimated` counts, `keep` writes. `make_snapshot` does all three.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.burden import queries
from surveyapp.burden.models import BurdenSnapshot, IndicatorBurden, QuestionBurden, Tariff
from surveyapp.burden.rules import (
    BurdenInput,
    DeclaredSection,
    Link,
    Links,
    Method,
    QuestionMeasurement,
    SectionOverhead,
    estimate_burden,
    fingerprint,
    hourly_cost,
    published,
    roles,
    rounded,
)
from surveyapp.burden.rules import Tariff as TariffParts
from surveyapp.core import audit, clock
from surveyapp.core.access import Actor, Permission
from surveyapp.core.errors import Conflict, Invalid
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import pick
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.questionnaires import service as questionnaire_service
from surveyapp.registry import queries as registry
from surveyapp.registry.models import Unit
from surveyapp.responses import queries as responses
from surveyapp.rounds import queries as rounds
from surveyapp.rounds.models import Round
from surveyapp.timing import queries as timing
from surveyapp.timing.rules import read_settings


@dataclass(frozen=True)
class Material:
    """All that a snapshot of one round is made from."""

    round_id: int
    year: int
    data: BurdenInput
    tariffs: tuple[dict[str, Any], ...]
    coverage: dict[str, int]
    previous: dict[str, Any] | None
    question_ids: Mapping[str, int] = field(default_factory=dict)
    indicator_ids: Mapping[str, int] = field(default_factory=dict)


def make_snapshot(session: Session, actor: Actor, round_: Round) -> BurdenSnapshot:
    """Measure the round as it stands and keep what was found.

    Raises:
        Conflict: nobody has sent in anything, or no time was measured.
        Invalid: a role has no tariff for the round's year.
    """
    actor.require(Permission.BURDEN_MANAGE)
    material = collect(session, round_)
    return keep(session, actor, material, estimated(material))


def collect(session: Session, round_: Round) -> Material:
    """Read what the round's units sent in, how long it took, and what an hour costs.

    A question without any measured time in a unit that was asked it counts as not known (timing
    switched off, or struck), and a question that routing hid as a true zero.

    Raises:
        Conflict: nobody has sent in anything, or no time was measured.
        Invalid: a role has no tariff for the round's year.
    """
    submissions = responses.list_round_submissions(session, round_.id)
    if not submissions:
        raise Conflict(_("Ingen kommun har lämnat in än, så det finns ingen tid att räkna på."))
    questions = questionnaires.list_question_versions(session, round_.version_id)
    times = {
        (m.return_id, m.question_id): (m.active_seconds, m.offscreen_seconds)
        for m in timing.round_measurements(session, round_.id)
        if m.active_seconds > 0 or m.offscreen_seconds > 0
    }
    unit_codes = {return_.id: return_.unit.code for return_, _submission in submissions}
    measurements = []
    timed_sections: set[tuple[int, str]] = set()
    for return_, submission in submissions:
        asked = {code for code, _path in submission.answers["asked"]}
        for row in questions:
            code = row.question.code
            seconds = times.get((return_.id, row.question_id))
            is_asked = code in asked
            if is_asked and seconds:
                timed_sections.add((return_.id, row.section_code))
            measurements.append(
                QuestionMeasurement(
                    unit_code=return_.unit.code,
                    stratum=return_.unit.skr_group_code,
                    question_code=code,
                    section_code=row.section_code,
                    active_seconds=seconds[0] if seconds and is_asked else 0.0,
                    offscreen_seconds=seconds[1] if seconds and is_asked else 0.0,
                    was_asked=is_asked,
                    is_measured=seconds is not None,
                )
            )
    if not timed_sections:
        raise Conflict(_("Ingen tid är mätt i omgången än, så det finns inget att räkna på."))
    weights = questionnaire_service.link_weights(session, round_.version_id)
    codes = {row.question_id: row.question.code for row in questions}
    indicators = {
        indicator.code: indicator.id
        for shares in weights.values()
        for indicator, _share in shares.values()
    }
    sections = {row.section_code for row in questions}
    declared = _declared(session, round_, unit_codes, sections)
    population = Counter(
        return_.unit.skr_group_code for return_ in rounds.list_returns(session, round_.id)
    )
    tariffs = _tariffs(session, round_.year, {Method().screen_role, *(d.role for d in declared)})
    return Material(
        round_id=round_.id,
        year=round_.year,
        data=BurdenInput(
            measurements=tuple(measurements),
            population=dict(sorted(population.items())),
            declared=declared,
            overhead=_overhead(session, round_, unit_codes, timed_sections),
            links=Links.of(
                Link(codes[question_id], indicator.code, share)
                for question_id, shares in sorted(weights.items())
                for indicator, share in shares.values()
            ),
            tariffs={tariff.role: _parts(tariff) for tariff in tariffs},
            words={row.question.code: row.word_count for row in questions},
            municipality_of=_municipalities(session, [r.unit for r, _submission in submissions]),
        ),
        tariffs=tuple(tariff_parts(tariff) for tariff in tariffs),
        coverage={
            "population": population.total(),
            "submitted": len(submissions),
            "timed": len({return_id for return_id, _section in timed_sections}),
            "declared": len({d.unit_code for d in declared}),
        },
        previous=_previous(session, round_),
        question_ids={row.question.code: row.question_id for row in questions},
        indicator_ids=indicators,
    )


def _municipalities(session: Session, units: Sequence[Unit]) -> dict[str, str]:
    """Return what municipality each district among the units belongs to, by code."""
    codes = {unit.id: unit.code for unit in registry.list_units(session)}
    return {unit.code: codes[unit.parent_id] for unit in units if unit.parent_id is not None}


def _declared(
    session: Session, round_: Round, unit_codes: Mapping[int, str], sections: set[str]
) -> tuple[DeclaredSection, ...]:
    minutes: dict[tuple[str, str, str], float] = {}
    for row in timing.round_declared(session, round_.id):
        if row.return_id in unit_codes and row.section_code in sections:
            key = (unit_codes[row.return_id], row.section_code, row.role)
            minutes[key] = minutes.get(key, 0.0) + row.minutes
    return tuple(
        DeclaredSection(unit, section, total, role)
        for (unit, section, role), total in sorted(minutes.items())
    )


def _overhead(
    session: Session,
    round_: Round,
    unit_codes: Mapping[int, str],
    timed_sections: set[tuple[int, str]],
) -> tuple[SectionOverhead, ...]:
    """Return the time outside every question; zero where a timed section had none."""
    seconds = {
        (row.return_id, row.section_code): row.active_seconds
        for row in timing.round_overhead(session, round_.id)
    }
    return tuple(
        SectionOverhead(unit_codes[key[0]], key[1], seconds.get(key, 0.0))
        for key in sorted(timed_sections)
    )


def missing_tariffs(session: Session, round_: Round) -> list[str]:
    """Return the roles whose work the round measures but whose hour has no cost in its year."""
    sections = {
        row.section_code
        for row in questionnaires.list_question_versions(session, round_.version_id)
    }
    declared = timing.submitted_roles(session, round_.id)
    needed = {Method().screen_role, *(role for section, role in declared if section in sections)}
    return _lacking(queries.list_tariffs(session, round_.year), needed)


def require_tariffs(session: Session, round_: Round) -> None:
    """Return when every role that the round measures has a cost; asked before a job is.

    Raises:
        Invalid: a role has no tariff for the round's year.
    """
    _refuse_lacking(round_.year, missing_tariffs(session, round_))


def _tariffs(session: Session, year: int, needed: set[str]) -> list[Tariff]:
    tariffs = queries.list_tariffs(session, year)
    _refuse_lacking(year, _lacking(tariffs, needed))
    return tariffs


def _lacking(tariffs: Sequence[Tariff], needed: set[str]) -> list[str]:
    return sorted(needed - {tariff.role for tariff in tariffs})


def _refuse_lacking(year: int, missing: Sequence[str]) -> None:
    if missing:
        raise Invalid(
            _(
                "Det finns ingen timkostnad %(year)s för %(roles)s. Lägg in den under Tariffer och gör om beräkningen.",
                year=year,
                roles=role_names(missing),
            )
        )


def role_names(codes: Sequence[str]) -> str:
    """Return what tariff roles are called, as in the middle of a sentence."""
    return ", ".join(pick(roles.ROLES.get(code, {"sv": code})).lower() for code in codes)


def _parts(tariff: Tariff) -> TariffParts:
    return TariffParts(
        role=tariff.role,
        monthly_pay_kronor=tariff.monthly_pay_kronor,
        monthly_hours=tariff.monthly_hours,
        social_charges=tariff.social_charges,
        overhead=tariff.overhead,
        year=tariff.year,
        source=tariff.source,
    )


def hourly_kronor(tariff: Tariff) -> float:
    """Return what an hour of the role costs, in kronor."""
    return _parts(tariff).hourly_kronor


def tariff_parts(tariff: Tariff) -> dict[str, Any]:
    """Return every part of a tariff, and the cost of an hour, as a snapshot keeps them."""
    return {
        "role": tariff.role,
        "name": dict(tariff.name),
        "year": tariff.year,
        "monthly_pay_kronor": tariff.monthly_pay_kronor,
        "monthly_hours": tariff.monthly_hours,
        "social_charges": tariff.social_charges,
        "overhead": tariff.overhead,
        "hourly_kronor": hourly_kronor(tariff),
        "source": tariff.source,
        "is_example": tariff.is_example,
    }


def _previous(session: Session, round_: Round) -> dict[str, Any] | None:
    if round_.previous_round_id is None:
        return None
    before = rounds.get_round(session, round_.previous_round_id)
    snapshot = queries.newest_snapshot(session, before.id, with_result=True)
    if snapshot is None:
        return None
    result = snapshot.result
    return {
        "year": before.year,
        "round": dict(before.name),
        "fingerprint": snapshot.fingerprint,
        "hours": snapshot.total_hours,
        "kronor": snapshot.total_kronor,
        "population": snapshot.population,
        "indicators": {i["code"]: i["attributed_hours"] for i in result["indicators"]},
        "questions": {q["code"]: q["hours"] for q in result["questions"]},
    }


def estimated(material: Material) -> dict[str, Any]:
    """Return the result of a snapshot, rounded to what is stored.

    The shape of `burden.rules.stored`, and beside it "round": {year}, "tariffs": [{role, name, year,
    monthly_pay_kronor, monthly_hours, social_charges, overhead, hourly_kronor, source, is_example}],
    "coverage": {population, submitted, timed, declared} in units, "previous": None or {year, round,
    fingerprint, hours, kronor, population, indicators: {code: attributed hours}, questions: {code:
    hours}} of the round before as it was then. "method" also has the idle limits of the timing.
    """
    result = published(estimate_burden(material.data), material.data.links)
    result["round"] = {"year": material.year}
    result["tariffs"] = list(material.tariffs)
    result["coverage"] = material.coverage
    result["previous"] = material.previous
    result["method"] |= {
        "idle_limit_seconds": read_settings.INPUT_IDLE_MS // read_settings.SECOND_MS,
        "reading_idle_limit_seconds": read_settings.READING_IDLE_MS // read_settings.SECOND_MS,
    }
    data: dict[str, Any] = rounded(result)
    return data


def keep(
    session: Session, actor: Actor, material: Material, result: dict[str, Any]
) -> BurdenSnapshot:
    """Store a result as the round's newest snapshot; nothing of it is ever changed."""
    actor.require(Permission.BURDEN_MANAGE)
    snapshot = BurdenSnapshot(
        round_id=material.round_id,
        made_at=clock.now(),
        made_by_id=actor.user_id,
        made_by_name=actor.name,
        population=material.coverage["population"],
        n_measured=material.coverage["timed"],
        total_hours=result["total"]["hours"],
        total_kronor=result["total"]["kronor"],
        result=result,
        fingerprint=fingerprint(result),
    )
    session.add(snapshot)
    session.flush()
    session.add_all(
        QuestionBurden(
            snapshot_id=snapshot.id,
            question_id=material.question_ids[entry["code"]],
            n_measured=entry["n_measured"],
            n_asked=entry["n_asked"],
            median_minutes=entry["minutes"]["median"] if entry["minutes"] else None,
            q1_minutes=entry["minutes"]["q1"] if entry["minutes"] else None,
            q3_minutes=entry["minutes"]["q3"] if entry["minutes"] else None,
            total_hours=entry["hours"],
            details=entry,
        )
        for entry in result["questions"]
    )
    session.add_all(
        IndicatorBurden(
            snapshot_id=snapshot.id,
            indicator_id=material.indicator_ids[entry["code"]],
            attributed_hours=entry["attributed_hours"],
            avoidable_hours=entry["avoidable_hours"],
            overhead_hours=entry["overhead_hours"],
            cost_kronor=entry["kronor"],
            avoidable_kronor=entry["avoidable_kronor"],
            details=entry,
        )
        for entry in result["indicators"]
    )
    session.flush()
    audit.record(
        session,
        actor,
        "burden_snapshot_made",
        "burden_snapshot",
        snapshot.id,
        round_id=material.round_id,
        fingerprint=snapshot.fingerprint,
    )
    return snapshot


def set_tariff(
    session: Session,
    actor: Actor,
    tariff: Tariff | None,
    *,
    year: int,
    role: str,
    monthly_pay_kronor: float,
    monthly_hours: float,
    social_charges: float,
    overhead: float,
    source: str,
    is_example: bool,
) -> Tariff:
    """Add a tariff, or change one (`tariff`); snapshots already made keep the one they used.

    Raises:
        Invalid: a part is out of range, the source is missing, or the role has one for that year.
    """
    actor.require(Permission.BURDEN_MANAGE)
    problems: dict[str, list[str]] = {}
    if role not in roles.ROLES:
        problems["role"] = [_("Välj en roll.")]
    if not source.strip():
        problems["source"] = [_("Skriv var uppgifterna kommer ifrån.")]
    if monthly_pay_kronor <= 0:
        problems["monthly_pay_kronor"] = [_("Lönen ska vara större än noll.")]
    if not 1 <= monthly_hours <= 744:
        problems["monthly_hours"] = [_("Timmarna i en månad ska vara mellan 1 och 744.")]
    if not 0 <= social_charges <= 3:
        problems["social_charges"] = [_("Skriv en andel mellan 0 och 300 procent.")]
    if not 0 <= overhead <= 3:
        problems["overhead"] = [_("Skriv en andel mellan 0 och 300 procent.")]
    existing = queries.find_tariff(session, year, role)
    if existing is not None and existing is not tariff:
        problems["role"] = [
            _("Rollen har redan en tariff för %(year)s. Ändra den i stället.", year=year)
        ]
    if problems:
        raise Invalid("", problems)
    hourly_cost(monthly_pay_kronor, monthly_hours, social_charges, overhead)
    if tariff is None:
        tariff = Tariff(year=year, role=role)
        session.add(tariff)
    tariff.year, tariff.role, tariff.name = year, role, dict(roles.ROLES[role])
    tariff.monthly_pay_kronor, tariff.monthly_hours = monthly_pay_kronor, monthly_hours
    tariff.social_charges, tariff.overhead = social_charges, overhead
    tariff.source, tariff.is_example = source.strip(), is_example
    session.flush()
    audit.record(
        session,
        actor,
        "tariff_set",
        "tariff",
        tariff.id,
        **{k: v for k, v in tariff_parts(tariff).items() if k != "name"},
    )
    return tariff


def ensure_example_tariffs(session: Session, year: int) -> list[Tariff]:
    """Give every role that lacks a tariff for the year an example, marked as one; return the year's."""
    known = {tariff.role for tariff in queries.list_tariffs(session, year)}
    for role, name in roles.ROLES.items():
        if role not in known:
            session.add(
                Tariff(
                    year=year,
                    role=role,
                    name=dict(name),
                    monthly_pay_kronor=roles.EXAMPLE_PAY_KRONOR[role],
                    monthly_hours=roles.EXAMPLE_MONTHLY_HOURS,
                    social_charges=roles.EXAMPLE_SOCIAL_CHARGES,
                    overhead=roles.EXAMPLE_OVERHEAD,
                    source=roles.EXAMPLE_SOURCE,
                    is_example=True,
                )
            )
    session.flush()
    return queries.list_tariffs(session, year)
