"""Reads of data elements and their members."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from surveyapp.core.errors import NotFound
from surveyapp.overlap.models import DataElement, ElementMember
from surveyapp.questionnaires.models import Question
from surveyapp.registry.models import BankQuestion


def list_elements(session: Session) -> list[DataElement]:
    """Return every data element, oldest first."""
    return list(session.scalars(select(DataElement).order_by(DataElement.id)))


def get_element(session: Session, element_id: int) -> DataElement:
    """Return one data element, as it stands now.

    Raises:
        NotFound: there is none with this id.
    """
    found = session.get(DataElement, element_id, populate_existing=True)
    if found is None:
        raise NotFound
    return found


def list_members(session: Session, element_id: int | None = None) -> list[ElementMember]:
    """Return the members of all elements or of one, with their questions; ours first."""
    query = (
        select(ElementMember)
        .options(
            joinedload(ElementMember.question).joinedload(Question.questionnaire),
            joinedload(ElementMember.bank_question).joinedload(BankQuestion.collection),
        )
        .order_by(
            ElementMember.element_id,
            ElementMember.question_id.is_(None),
            ElementMember.id,
        )
    )
    if element_id is not None:
        query = query.where(ElementMember.element_id == element_id)
    return list(session.scalars(query))
