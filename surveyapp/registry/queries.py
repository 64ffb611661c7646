"""Reads of places, indicators, collections and the question bank."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.core.errors import NotFound
from surveyapp.registry.models import (
    BankQuestion,
    Collection,
    County,
    Indicator,
    SkrGroup,
    Unit,
)


def list_units(session: Session) -> list[Unit]:
    """Return every unit, municipalities and districts, by code."""
    return list(session.scalars(select(Unit).order_by(Unit.code)))


def list_units_by_id(session: Session, unit_ids: Sequence[int]) -> list[Unit]:
    """Return the named units by code."""
    return list(session.scalars(select(Unit).where(Unit.id.in_(unit_ids)).order_by(Unit.code)))


def find_unit(session: Session, unit_id: int) -> Unit | None:
    return session.get(Unit, unit_id)


def find_unit_by_code(session: Session, code: str) -> Unit | None:
    return session.scalars(select(Unit).where(Unit.code == code)).one_or_none()


def list_counties(session: Session) -> list[County]:
    return list(session.scalars(select(County).order_by(County.code)))


def list_skr_groups(session: Session) -> list[SkrGroup]:
    return list(session.scalars(select(SkrGroup).order_by(SkrGroup.code)))


def list_indicators(session: Session) -> list[Indicator]:
    return list(session.scalars(select(Indicator).order_by(Indicator.code)))


def find_indicator_by_code(session: Session, code: str) -> Indicator | None:
    return session.scalars(select(Indicator).where(Indicator.code == code)).one_or_none()


def get_indicator(session: Session, code: str) -> Indicator:
    """Return the indicator.

    Raises:
        NotFound: there is none with this code.
    """
    indicator = find_indicator_by_code(session, code)
    if indicator is None:
        raise NotFound
    return indicator


def list_collections(session: Session) -> list[Collection]:
    return list(session.scalars(select(Collection).order_by(Collection.code)))


def find_collection_by_code(session: Session, code: str) -> Collection | None:
    return session.scalars(select(Collection).where(Collection.code == code)).one_or_none()


def list_bank_questions(session: Session, collection_id: int | None = None) -> list[BankQuestion]:
    """Return the question bank, or one collection's part, in order of collection and code."""
    query = select(BankQuestion).order_by(BankQuestion.collection_id, BankQuestion.code)
    if collection_id is not None:
        query = query.where(BankQuestion.collection_id == collection_id)
    return list(session.scalars(query))
