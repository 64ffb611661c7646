"""Bank questions of other collections, and the demo's whole bank."""

from __future__ import annotations

import itertools

from sqlalchemy.orm import Session

from surveyapp.core import clock
from surveyapp.core.access import SYSTEM
from surveyapp.demo import content
from surveyapp.overlap import queries, service
from surveyapp.overlap.models import Candidate
from surveyapp.registry import queries as registry
from surveyapp.registry.models import BankQuestion, Collection
from surveyapp.registry.service import load_shipped_registers

_numbers = itertools.count(1)


def make_collection(session: Session, code: str = "", **values: object) -> Collection:
    """Return a new collection of somebody else's."""
    number = next(_numbers)
    collection = Collection(
        **{
            "code": code or f"insamling{number}",
            "name": {"sv": f"Insamling {number}", "en": f"Collection {number}"},
            "owner": "SCB",
            **values,
        }
    )
    session.add(collection)
    session.flush()
    return collection


def make_bank_question(
    session: Session, text: str, collection: Collection | None = None, **values: object
) -> BankQuestion:
    """Return a new question of the bank, in Swedish."""
    number = next(_numbers)
    question = BankQuestion(
        **{
            "collection_id": (collection or make_collection(session)).id,
            "code": f"B{number}",
            "text": {"sv": text},
            "content_hash": f"{number:064d}",
            "changed_at": clock.now(),
            **values,
        }
    )
    session.add(question)
    session.flush()
    return question


def load_demo_bank(session: Session) -> None:
    """Fill the question bank with the demo's questions, in the shipped collections."""
    load_shipped_registers(session, SYSTEM)
    collections = {c.code: c for c in registry.list_collections(session)}
    for row in content.load_bank_questions():
        question = make_bank_question(
            session,
            row.text["sv"],
            collections[row.collection],
            code=row.code,
            description=row.description,
            area=row.area,
            unit=row.unit,
            population=row.population,
            reference_time=row.reference_time,
            answer_scale=row.answer_scale,
        )
        question.text = row.text
    session.flush()


def make_candidates(session: Session) -> list[Candidate]:
    """Match what there is and return the pairs, best first."""
    service.match(session, SYSTEM)
    return queries.list_candidates(session)
