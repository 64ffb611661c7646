"""A confirmed decision becomes an action on the lasting question that it is about."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from surveyapp.core.access import Actor
from surveyapp.core.i18n import LANGUAGES, Texts, force_language, pick
from surveyapp.core.i18n import gettext as _
from surveyapp.core.svenska import date
from surveyapp.overlap import ways
from surveyapp.overlap.models import Candidate, OtherSide, OverlapDecision
from surveyapp.overlap.queries import get_candidate
from surveyapp.overlap.queries import saving as queries
from surveyapp.overlap.rules.decisions import Action, Direction, Verdict
from surveyapp.overlap.rules.saving import saved_hours
from surveyapp.overlap.told import told_texts
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.questionnaires import service as questionnaires_service
from surveyapp.questionnaires.models import Question

SOURCE = "overlap"


def reference(candidate: Candidate) -> str:
    """Return what a decision about a question is known by: the pair it came from."""
    return f"candidate:{candidate.id}"


def candidate_id_of(reference_: str) -> int | None:
    """Return the pair that a reference names, None for other references."""
    kind, _colon, number = reference_.partition(":")
    return int(number) if kind == "candidate" and number.isdigit() else None


def is_turned(candidate: Candidate, decision: OverlapDecision) -> bool:
    """True when both questions are ours and the action concerns the other one."""
    is_own_pair = candidate.other_question_id is not None
    return is_own_pair and decision.direction == Direction.THEIRS.value


def missing_source(session: Session, candidate: Candidate, action: Action, direction: str) -> str:
    """Return why a question of ours cannot be dropped for another, "" when it can.

    Questions that are dropped for each other, two or in a ring, would leave nobody asking.
    """
    if action is not Action.DROP or candidate.other_question is None:
        return ""
    target, source = candidate.question, candidate.other_question
    if direction == Direction.THEIRS.value:
        target, source = source, target
    for standing in questionnaires.decisions_in_force(session, [source.id]).get(source.id, []):
        if standing.action != Action.DROP.value or standing.reference == reference(candidate):
            continue  # what this pair decided before is taken back when it decides anew
        pair_id = candidate_id_of(standing.reference)
        return _(
            "%(code)s kan inte tas bort för %(other)s, som själv ska tas bort enligt beslutet om %(pair)s den %(date)s. Då frågar ingen. Ändra det beslutet först, eller behåll %(code)s.",
            code=target.code,
            other=source.code,
            pair=ways.pair(get_candidate(session, pair_id)) if pair_id is not None else source.code,
            date=date(standing.decided_at),
        )
    return ""


def take_effect(
    session: Session, actor: Actor, candidate: Candidate, decision: OverlapDecision
) -> None:
    """Carry a confirmed decision to the lasting question, and tell the officer of it.

    Of two questions of ours the candidate's `question` is the one that changes and the other is the
    source, unless the decision's direction says the opposite; what an earlier decision about the
    pair did to the other one is taken back.
    """
    verdict, action = Verdict(decision.verdict), Action(decision.action)
    target, other, direction = candidate.question, candidate.other, decision.direction
    idle, source_id = candidate.other_question, candidate.other_question_id
    if is_turned(candidate, decision):
        assert candidate.other_question is not None
        target, idle, source_id = (
            candidate.other_question,
            candidate.question,
            candidate.question_id,
        )
        other, direction = _side(candidate.question), Direction.OURS.value
    questionnaires_service.decide_about_question(
        session,
        actor,
        target,
        source=SOURCE,
        reference=reference(candidate),
        action=action.value or verdict.value,
        reason=decision.reason,
        told=told_texts(other, verdict, action, direction),
        details=_details(session, target, source_id, other, action, decision.how),
    )
    if idle is not None:
        _take_back(session, actor, candidate, idle, verdict, decision.reason)


def _take_back(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    idle: Question,
    verdict: Verdict,
    reason: str,
) -> None:
    standing = questionnaires.decisions_in_force(session, [idle.id]).get(idle.id, [])
    for earlier in standing:
        is_ours = earlier.source == SOURCE and earlier.reference == reference(candidate)
        if is_ours and (earlier.told or earlier.action != verdict.value):
            questionnaires_service.decide_about_question(
                session,
                actor,
                idle,
                source=SOURCE,
                reference=reference(candidate),
                action=verdict.value,
                reason=reason,
                told={},
            )


def _side(question: Question) -> OtherSide:
    where = question.questionnaire
    return OtherSide(question.code, {}, where.code, where.title, "", "", True)


def _details(
    session: Session,
    target: Question,
    source_id: int | None,
    other: OtherSide,
    action: Action,
    how: str,
) -> dict[str, Any]:
    """Return what carrying the action out needs, as `QuestionDecision.details` stores it."""
    if action is Action.NONE:
        return {}
    found = queries.measured(session, [target.id]).get(target.id)
    details: dict[str, Any] = {
        "source": _source_texts(other),
        "hours": saved_hours(action, found) if found else None,
    }
    if source_id is not None:
        details["from_question"] = source_id
    if how:
        details["how"] = how
    return details


def _source_texts(other: OtherSide) -> Texts:
    found: Texts = {}
    for language in LANGUAGES:
        with force_language(language):
            name = pick(other.source_name) or other.source
            found[language] = f"{name} ({other.owner})" if other.owner else name
    return found
