"""Pairs put in place by hand, with just the evidence that a test is about."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from surveyapp.burden.models import BurdenSnapshot, QuestionBurden
from surveyapp.core import clock
from surveyapp.overlap import queries
from surveyapp.overlap.models import Candidate
from surveyapp.questionnaires.models import QuestionnaireVersion
from surveyapp.registry.models import BankQuestion, Collection
from tests.factories.overlap import make_bank_question, make_collection
from tests.factories.questionnaires import form, make_version, question, section
from tests.factories.registry import make_unit
from tests.factories.rounds import make_round

_numbers = itertools.count(1)

TEXT = "Hur många barn 0–20 år bodde i familjehem den 1 november 2025?"
OTHER = "Antal barn 0–20 år i familjehem den 1 november 2025"


def make_questions(session: Session, count: int = 1, *, code: str = "") -> QuestionnaireVersion:
    """Return a version with questions Q1, Q2 ... in section A."""
    return make_version(
        session,
        form(
            section(
                "A",
                *(question(f"Q{n}", text={"sv": f"{TEXT} ({n})"}) for n in range(1, count + 1)),
            ),
            code=code or f"prov{next(_numbers)}",
        ),
    )


def facets(**relations: str) -> list[dict[str, Any]]:
    """Return facet lines: `facets(age="same", period="conflict")`."""
    found = []
    for name, agrees in relations.items():
        theirs = "a" if agrees == "same" else "b"
        found.append(
            {
                "name": name,
                "agrees": agrees,
                "ours": {"value": ["a"], "read": "", "source": "text", "start": 0, "end": 0},
                "theirs": {"value": [theirs], "read": "", "source": "text", "start": 0, "end": 0},
            }
        )
    return found


def make_pair(
    session: Session,
    question_id: int,
    bank: BankQuestion | None = None,
    *,
    other_question_id: int | None = None,
    proposal: str = "same",
    score: float = 0.9,
    probability: float | None = None,
    model: str = "",
    relations: Mapping[str, str] | None = None,
    **values: Any,
) -> Candidate:
    """Return a candidate as matching would have stored it, loaded as `queries.get_candidate` does."""
    if bank is None and other_question_id is None:
        bank = make_bank_question(session, OTHER)
    candidate = Candidate(
        **{
            "question_id": question_id,
            "bank_question_id": bank.id if bank is not None else None,
            "other_question_id": other_question_id,
            "score": score,
            "proposal": proposal,
            "probability": probability,
            "model": model,
            "evidence": {
                "proposal": proposal,
                "language": "sv",
                "probabilities": None
                if probability is None
                else [0.0, probability, 0.0, 1 - probability, 0.0],
                "facets": facets(**(relations or {})),
                "reasons": [],
            },
            "found_at": clock.now(),
            "text_hash": f"{next(_numbers):064d}",
            **values,
        }
    )
    session.add(candidate)
    session.flush()
    return queries.get_candidate(session, candidate.id)


def question_ids(session: Session, version: QuestionnaireVersion) -> list[int]:
    """Return the ids of a version's questions, in order."""
    return [
        row.question_id
        for row in queries.list_newest_question_versions(session)
        if row.version_id == version.id
    ]


def make_costs(session: Session, version: QuestionnaireVersion, hours: Mapping[int, float]) -> None:
    """Give questions (by id) what their answers take in the whole country."""
    round_ = make_round(session, make_unit(session), version=version)
    snapshot = BurdenSnapshot(
        round_id=round_.id,
        made_at=clock.now(),
        made_by_name="system",
        population=290,
        n_measured=200,
        total_hours=sum(hours.values()),
        total_kronor=None,
        result={},
        fingerprint="0" * 64,
    )
    session.add(snapshot)
    session.flush()
    for question_id, total in hours.items():
        session.add(
            QuestionBurden(
                snapshot_id=snapshot.id,
                question_id=question_id,
                n_measured=200,
                n_asked=290,
                median_minutes=12.5,
                total_hours=total,
                details={"hidden": ""},
            )
        )
    session.flush()


def make_banks(session: Session, count: int) -> list[BankQuestion]:
    """Return questions of as many collections, one in each."""
    return [
        make_bank_question(session, OTHER, _collection(session, n)) for n in range(1, count + 1)
    ]


def _collection(session: Session, number: int) -> Collection:
    return make_collection(session, name={"sv": f"Insamling {chr(64 + number)}"})


def open_card(client: FlaskClient, candidate_id: int) -> str:
    """Open a card, and return what its form says of when it was shown."""
    return shown_in(client.get(f"/overlapp/{candidate_id}").text)


def shown_in(page: str) -> str:
    """Return what a card's form says of when it was shown; "" for those who cannot decide."""
    found = re.search(r'name="shown" type="hidden" value="([^"]+)"', page)
    return found[1] if found else ""
