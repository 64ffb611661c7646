"""Reads of tariffs and of frozen burden. Other rooms read snapshots only through here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, undefer

from surveyapp.burden.models import BurdenSnapshot, IndicatorBurden, QuestionBurden, Tariff
from surveyapp.burden.rules import Links, Totals, totals_of
from surveyapp.core.errors import NotFound
from surveyapp.core.jobs import Job, JobState
from surveyapp.questionnaires.models import Question
from surveyapp.registry.models import Indicator
from surveyapp.rounds.models import Round


def list_tariffs(session: Session, year: int | None = None) -> list[Tariff]:
    """Return all tariffs, or one year's: newest year first, then by role."""
    query = select(Tariff).order_by(Tariff.year.desc(), Tariff.role)
    if year is not None:
        query = query.where(Tariff.year == year)
    return list(session.scalars(query))


def find_tariff(session: Session, year: int, role: str) -> Tariff | None:
    return session.scalars(
        select(Tariff).where(Tariff.year == year, Tariff.role == role)
    ).one_or_none()


def get_tariff(session: Session, tariff_id: int) -> Tariff:
    """Return the tariff.

    Raises:
        NotFound: there is none with this id.
    """
    tariff = session.get(Tariff, tariff_id)
    if tariff is None:
        raise NotFound
    return tariff


def newest_snapshot(
    session: Session, round_id: int, *, with_result: bool = False
) -> BurdenSnapshot | None:
    """Return the round's newest snapshot, or None; `with_result` loads its `result` too.

    `result` is JSON in the shape drawn in `burden.rules.stored`, plus "round", "tariffs", "coverage"
    and "previous" (`burden.service.estimated` draws those). Figures in it are published ones.
    """
    query = (
        select(BurdenSnapshot)
        .where(BurdenSnapshot.round_id == round_id)
        .order_by(BurdenSnapshot.id.desc())
        .limit(1)
    )
    if with_result:
        query = query.options(undefer(BurdenSnapshot.result))
    return session.scalars(query).first()


def get_snapshot(session: Session, snapshot_id: int) -> BurdenSnapshot:
    """Return a snapshot with its result and its round.

    Raises:
        NotFound: there is none with this id.
    """
    found = session.scalars(
        select(BurdenSnapshot)
        .options(undefer(BurdenSnapshot.result), joinedload(BurdenSnapshot.round))
        .where(BurdenSnapshot.id == snapshot_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_snapshots(session: Session, round_id: int | None = None) -> list[BurdenSnapshot]:
    """Return all snapshots, or one round's, newest first, without their results."""
    query = select(BurdenSnapshot).order_by(BurdenSnapshot.id.desc())
    if round_id is not None:
        query = query.where(BurdenSnapshot.round_id == round_id)
    return list(session.scalars(query))


def list_newest_snapshots(session: Session) -> list[BurdenSnapshot]:
    """Return the newest snapshot of every round that has one, with the round, newest year first."""
    newest = (
        select(func.max(BurdenSnapshot.id).label("id")).group_by(BurdenSnapshot.round_id).subquery()
    )
    return list(
        session.scalars(
            select(BurdenSnapshot)
            .join(newest, newest.c.id == BurdenSnapshot.id)
            .join(BurdenSnapshot.round)
            .options(contains_eager(BurdenSnapshot.round))
            .order_by(Round.year.desc(), BurdenSnapshot.round_id.desc())
        )
    )


def indicator_burdens(session: Session, snapshot_id: int) -> list[IndicatorBurden]:
    """Return a snapshot's line for every linked indicator, with `.indicator`, by indicator code.

    Hours and kronor are for the whole population in the round's year; None is "must not be shown"
    or "nobody was timed", and `details["hidden"]` says which ("few", "shield", "unmeasured", "").
    `details` is the indicator's entry of the result: {code, question_codes, shared_question_codes,
    unmeasured_question_codes, shares: {question code: share}, n_measured, minutes: {median, q1, q3},
    attributed_interval: {low, high}, avoidable_interval, imputed_share,
    parts: {screen, declared, offscreen}, roles: {role: {hours, kronor}},
    strata: [{label, population, n_measured, hours, minutes_per_unit, hidden}], hidden,
    avoidable_hidden}.
    """
    return list(
        session.scalars(
            select(IndicatorBurden)
            .join(IndicatorBurden.indicator)
            .options(contains_eager(IndicatorBurden.indicator))
            .where(IndicatorBurden.snapshot_id == snapshot_id)
            .order_by(Indicator.code)
        )
    )


def indicator_years(
    session: Session, indicator_id: int
) -> list[tuple[BurdenSnapshot, IndicatorBurden]]:
    """Return an indicator's line in the newest snapshot of every round, newest year first.

    The snapshot comes with its round.
    """
    newest = (
        select(func.max(BurdenSnapshot.id).label("id")).group_by(BurdenSnapshot.round_id).subquery()
    )
    rows = session.execute(
        select(BurdenSnapshot, IndicatorBurden)
        .join(newest, newest.c.id == BurdenSnapshot.id)
        .join(IndicatorBurden, IndicatorBurden.snapshot_id == BurdenSnapshot.id)
        .join(BurdenSnapshot.round)
        .options(contains_eager(BurdenSnapshot.round))
        .where(IndicatorBurden.indicator_id == indicator_id)
        .order_by(Round.year.desc(), BurdenSnapshot.id.desc())
    ).all()
    return [(snapshot, line) for snapshot, line in rows]


def question_burdens(session: Session, snapshot_id: int) -> list[QuestionBurden]:
    """Return a snapshot's line for every question, with `.question`, by question code.

    Minutes are per unit among those asked, hours for the whole population; None as for indicators.
    `details` is the question's entry of the result: {code, section_code, indicator_codes, n_measured,
    n_asked, population, minutes, median_interval, hours, hours_without_imputation, interval,
    imputed_share, overhead_hours, parts, n_outliers_high, n_outliers_low, strata, hidden}.
    """
    return list(
        session.scalars(
            select(QuestionBurden)
            .join(QuestionBurden.question)
            .options(contains_eager(QuestionBurden.question))
            .where(QuestionBurden.snapshot_id == snapshot_id)
            .order_by(Question.code, QuestionBurden.id)
        )
    )


def snapshot_totals(session: Session, snapshot_id: int) -> tuple[Totals, Links]:
    """Return the hours of every question and the links, for `burden.rules.avoidable_hours` of a set.

    Hours of single questions in it may be unpublished: show only sums over sets of indicators.

    Raises:
        NotFound: there is no such snapshot.
    """
    return totals_of(get_snapshot(session, snapshot_id).result)


class QuestionCost(NamedTuple):
    """What a question took the last time it was measured."""

    year: int
    is_fictional: bool
    median_minutes: float | None
    n_asked: int
    hidden: str


def newest_question_costs(session: Session) -> Mapping[int, QuestionCost]:
    """Return per question id what it took in the newest year with a snapshot."""
    newest = (
        select(func.max(BurdenSnapshot.id).label("id")).group_by(BurdenSnapshot.round_id).subquery()
    )
    rows = session.execute(
        select(QuestionBurden, Round.year, Round.is_fictional)
        .join(newest, newest.c.id == QuestionBurden.snapshot_id)
        .join(BurdenSnapshot, BurdenSnapshot.id == QuestionBurden.snapshot_id)
        .join(Round, Round.id == BurdenSnapshot.round_id)
        .order_by(Round.year, BurdenSnapshot.id, QuestionBurden.id)
    )
    return {
        row.question_id: QuestionCost(
            year, is_fictional, row.median_minutes, row.n_asked, str(row.details["hidden"])
        )
        for row, year, is_fictional in rows
    }


def find_job(session: Session, unique_key: str) -> Job | None:
    """Return the job under this key that waits or runs, else the newest; None when there was none."""
    found: list[Job] = list(
        session.scalars(select(Job).where(Job.unique_key == unique_key).order_by(Job.id.desc()))
    )
    going = [job for job in found if job.state in (JobState.WAITING, JobState.RUNNING)]
    return next(iter(going or found), None)
