"""Reads of places, indicators, collections and the question bank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from surveyapp.core.audit import AuditEvent
from surveyapp.core.errors import NotFound
from surveyapp.registry.models import (
    BankEdition,
    BankQuestion,
    Collection,
    County,
    Indicator,
    SkrGroup,
    Unit,
)

IMPORTED = "register_imported"
"""The audit event of an import; its details are the report."""


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


def list_municipalities(
    session: Session, county_code: str = "", skr_group_code: str = ""
) -> list[Unit]:
    """Return units with county and group, all or those of a county, a group or both, by code."""
    query = (
        select(Unit)
        .options(joinedload(Unit.county), joinedload(Unit.skr_group))
        .order_by(Unit.code)
    )
    if county_code:
        query = query.where(Unit.county_code == county_code)
    if skr_group_code:
        query = query.where(Unit.skr_group_code == skr_group_code)
    return list(session.scalars(query))


def count_registers(session: Session) -> dict[str, int]:
    """Return how many rows each register holds, by its table's name; districts apart."""
    counts = {
        model.__tablename__: session.scalar(select(func.count()).select_from(model)) or 0
        for model in (County, SkrGroup, Indicator, Collection, BankQuestion)
    }
    by_kind = dict(
        session.execute(
            select(Unit.kind, func.count()).group_by(Unit.kind).order_by(Unit.kind)
        ).all()
    )
    return {
        **counts,
        "municipality": by_kind.get("municipality", 0),
        "district": by_kind.get("district", 0),
    }


def count_questions_by_collection(session: Session) -> dict[int, int]:
    """Return collection id -> how many of its questions the bank holds."""
    return dict(
        session.execute(
            select(BankQuestion.collection_id, func.count())
            .group_by(BankQuestion.collection_id)
            .order_by(BankQuestion.collection_id)
        ).all()
    )


def get_collection(session: Session, code: str) -> Collection:
    """Return the collection.

    Raises:
        NotFound: there is none with this code.
    """
    collection = find_collection_by_code(session, code)
    if collection is None:
        raise NotFound
    return collection


def search_bank(
    session: Session,
    words: Sequence[str] = (),
    collection_id: int | None = None,
    *,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[list[BankQuestion], int]:
    """Return bank questions with their collections that hold every word, and how many there are.

    A word is found anywhere in code, text, description or area, whatever its case. It is looked for
    here and not in the database: SQLite knows no case for å, ä and ö.
    """
    query = (
        select(
            BankQuestion.id,
            BankQuestion.code,
            BankQuestion.area,
            BankQuestion.text,
            BankQuestion.description,
        )
        .join(BankQuestion.collection)
        .order_by(Collection.code, BankQuestion.code)
    )
    if collection_id is not None:
        query = query.where(BankQuestion.collection_id == collection_id)
    wanted = [word.casefold() for word in words]
    found = []
    for question_id, code, area, text, description in session.execute(query):
        searched = " ".join((code, area, *text.values(), *description.values())).casefold()
        if all(word in searched for word in wanted):
            found.append(question_id)
    chosen = (
        select(BankQuestion)
        .join(BankQuestion.collection)
        .options(joinedload(BankQuestion.collection))
        .order_by(Collection.code, BankQuestion.code)
    )
    if limit is None:
        kept = set(found[offset:])
        return [row for row in session.scalars(chosen) if row.id in kept], len(found)
    shown = found[offset : offset + limit]
    return list(session.scalars(chosen.where(BankQuestion.id.in_(shown)))), len(found)


def list_editions_of(session: Session, collection_ids: Sequence[int]) -> list[BankEdition]:
    """Return every edition of the collections' questions, by question and year."""
    return list(
        session.scalars(
            select(BankEdition)
            .join(BankEdition.bank_question)
            .where(BankQuestion.collection_id.in_(collection_ids))
            .order_by(BankEdition.bank_question_id, BankEdition.year)
        )
    )


def list_editions(session: Session, bank_question_id: int) -> list[BankEdition]:
    """Return a question's editions, the newest year first."""
    return list(
        session.scalars(
            select(BankEdition)
            .where(BankEdition.bank_question_id == bank_question_id)
            .order_by(BankEdition.year.desc())
        )
    )


def get_bank_question(session: Session, collection_code: str, code: str) -> BankQuestion:
    """Return the question with its collection.

    Raises:
        NotFound: there is none with this code in the collection.
    """
    question = session.scalars(
        select(BankQuestion)
        .join(BankQuestion.collection)
        .options(joinedload(BankQuestion.collection))
        .where(Collection.code == collection_code, BankQuestion.code == code)
    ).one_or_none()
    if question is None:
        raise NotFound
    return question


def list_values(
    session: Session,
    model: type[Any],
    names: Sequence[str],
    collection_ids: Sequence[int] | None = None,
) -> list[dict[str, Any]]:
    """Return the named columns of a register's rows, for comparing with a file."""
    columns = [getattr(model, name) for name in names]
    query = select(*columns).order_by(*model.__table__.primary_key.columns)
    if collection_ids is not None:
        query = query.where(model.collection_id.in_(collection_ids))
    return [dict(zip(names, row, strict=True)) for row in session.execute(query)]


def get_import_report(session: Session, event_id: int) -> AuditEvent:
    """Return the audit event that keeps the report of a stored import.

    Raises:
        NotFound: there is none with this id.
    """
    event = session.scalars(
        select(AuditEvent).where(AuditEvent.id == event_id, AuditEvent.event == IMPORTED)
    ).one_or_none()
    if event is None:
        raise NotFound
    return event
