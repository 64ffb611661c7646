"""Reads of rounds and returns."""

from __future__ import annotations

from collections.abc import Collection as Some

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from surveyapp.core.errors import NotFound
from surveyapp.questionnaires.models import QuestionnaireVersion
from surveyapp.registry.models import Unit
from surveyapp.rounds.models import Return, Round

_WITH_VERSION = joinedload(Round.version).joinedload(QuestionnaireVersion.questionnaire)


def list_rounds(session: Session) -> list[Round]:
    """Return every round with version and questionnaire, newest first."""
    return list(
        session.scalars(
            select(Round)
            .options(_WITH_VERSION)
            .order_by(Round.year.desc(), Round.opens_on, Round.id)
        )
    )


def get_round(session: Session, round_id: int) -> Round:
    """Return a round with its version and questionnaire.

    Raises:
        NotFound: there is none with this id.
    """
    found = session.scalars(
        select(Round).options(_WITH_VERSION).where(Round.id == round_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_returns(session: Session, round_id: int) -> list[Return]:
    """Return a round's returns with units, counties and groups, by unit code."""
    return list(
        session.scalars(
            select(Return)
            .join(Return.unit)
            .options(
                joinedload(Return.unit).joinedload(Unit.county),
                joinedload(Return.unit).joinedload(Unit.skr_group),
            )
            .where(Return.round_id == round_id)
            .order_by(Unit.code)
        )
    )


def list_returns_of_units(session: Session, unit_ids: Some[int]) -> list[Return]:
    """Return everything some units are asked for, with round, version and unit, newest round first."""
    return list(
        session.scalars(
            select(Return)
            .join(Return.round)
            .options(joinedload(Return.unit), joinedload(Return.round).options(_WITH_VERSION))
            .where(Return.unit_id.in_(unit_ids))
            .order_by(Round.year.desc(), Round.closes_on, Round.id, Return.unit_id)
        )
    )


def get_return(session: Session, return_id: int) -> Return:
    """Return a return with its round, version and unit.

    Raises:
        NotFound: there is none with this id.
    """
    found = session.scalars(
        select(Return)
        .options(joinedload(Return.unit), joinedload(Return.round).options(_WITH_VERSION))
        .where(Return.id == return_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def find_return(session: Session, round_id: int, unit_id: int) -> Return | None:
    return session.scalars(
        select(Return).where(Return.round_id == round_id, Return.unit_id == unit_id)
    ).one_or_none()


def count_by_state(session: Session, round_id: int) -> dict[str, int]:
    """Return how many of a round's returns are in each state."""
    return dict(
        session.execute(
            select(Return.state, func.count(Return.id))
            .where(Return.round_id == round_id)
            .group_by(Return.state)
            .order_by(Return.state)
        ).all()
    )
