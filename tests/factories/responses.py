"""Answers given and sent in through the service, as the pages do it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.core.access import SYSTEM, Actor
from surveyapp.responses import service
from surveyapp.responses.models import Submission
from surveyapp.responses.rules import AnswerChange


def give_answers(
    session: Session, return_id: int, values: Mapping[str, Any], actor: Actor = SYSTEM
) -> service.SaveOutcome:
    """Save answers by code (or `code@path`), whatever stood before."""
    work = service.open_work(session, actor, return_id, to_change=True)
    changes = []
    for name, value in values.items():
        code, _at, path = name.partition("@")
        current = work.answers.get((code, path))
        changes.append(AnswerChange(code, path, value, current.version if current else 0))
    outcome = service.save(session, actor, work, changes)
    assert not outcome.collisions
    return outcome


def make_submission(
    session: Session, return_id: int, values: Mapping[str, Any], actor: Actor = SYSTEM
) -> Submission:
    """Answer and send in."""
    give_answers(session, return_id, values, actor)
    return service.submit(session, actor, return_id)
