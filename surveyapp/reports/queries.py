"""Reads of frozen editions."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from surveyapp.burden.models import IndicatorBurden
from surveyapp.core.errors import NotFound
from surveyapp.core.i18n import gettext as _
from surveyapp.core.jobs import Job, JobState
from surveyapp.registry.models import Indicator
from surveyapp.reports.models import Edition


def find_edition(
    session: Session, snapshot_id: int, indicator_id: int, fingerprint: str
) -> Edition | None:
    """Return the edition with exactly this content, with its data; None when there is none."""
    return session.scalars(
        select(Edition)
        .options(undefer(Edition.data))
        .where(
            Edition.snapshot_id == snapshot_id,
            Edition.indicator_id == indicator_id,
            Edition.fingerprint == fingerprint,
        )
    ).one_or_none()


def get_edition(
    session: Session, snapshot_id: int, code: str, edition_id: int | None = None
) -> Edition:
    """Return an indicator's newest edition of a snapshot, or the one named, with its data.

    Raises:
        NotFound: there is none.
    """
    query = (
        select(Edition)
        .join(Indicator, Indicator.id == Edition.indicator_id)
        .options(undefer(Edition.data))
        .where(Edition.snapshot_id == snapshot_id, Indicator.code == code)
        .order_by(Edition.id.desc())
        .limit(1)
    )
    if edition_id is not None:
        query = query.where(Edition.id == edition_id)
    found = session.scalars(query).first()
    if found is None:
        raise NotFound(_("Rapporten är inte gjord än."))
    return found


def get_edition_by_id(session: Session, edition_id: int) -> Edition:
    """Return an edition with its data.

    Raises:
        NotFound: there is none with this id.
    """
    found = session.get(Edition, edition_id, options=[undefer(Edition.data)])
    if found is None:
        raise NotFound
    return found


def list_indicators(session: Session, snapshot_id: int) -> list[Indicator]:
    """Return the indicators that a snapshot has a line for, by code."""
    return list(
        session.scalars(
            select(Indicator)
            .join(IndicatorBurden, IndicatorBurden.indicator_id == Indicator.id)
            .where(IndicatorBurden.snapshot_id == snapshot_id)
            .order_by(Indicator.code)
        )
    )


def list_done_jobs(session: Session, kind: str) -> list[Job]:
    """Return the jobs of a kind that were done, newest first."""
    return list(
        session.scalars(
            select(Job)
            .where(Job.kind == kind, Job.state == JobState.DONE.value)
            .order_by(Job.id.desc())
        )
    )
