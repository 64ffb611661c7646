"""Reads of candidates and decisions, and of what matching needs from the rooms upstream."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, joinedload

from surveyapp.burden import queries as burden
from surveyapp.core.errors import NotFound
from surveyapp.core.jobs import Job, JobState
from surveyapp.overlap.models import Candidate, DecisionState, OverlapDecision
from surveyapp.overlap.rules.queueing import is_likely
from surveyapp.questionnaires.models import (
    Question,
    QuestionnaireVersion,
    QuestionVersion,
)
from surveyapp.registry.models import BankQuestion, Collection

PROPOSAL = func.coalesce(
    func.nullif(Candidate.proposal, ""), Candidate.evidence["proposal"].as_string(), ""
)
"""What the machine proposes; pairs stored before it had a column of its own say it in the evidence."""


def newest_question_versions() -> Select[QuestionVersion]:
    """Select the rows of every questionnaire's newest version, with question and version."""
    newest = (
        select(
            QuestionnaireVersion.questionnaire_id,
            func.max(QuestionnaireVersion.number).label("number"),
        )
        .group_by(QuestionnaireVersion.questionnaire_id)
        .subquery()
    )
    return (
        select(QuestionVersion)
        .join(QuestionVersion.version)
        .join(
            newest,
            (newest.c.questionnaire_id == QuestionnaireVersion.questionnaire_id)
            & (newest.c.number == QuestionnaireVersion.number),
        )
        .options(
            joinedload(QuestionVersion.question),
            joinedload(QuestionVersion.version).joinedload(QuestionnaireVersion.questionnaire),
        )
    )


def list_newest_question_versions(session: Session) -> list[QuestionVersion]:
    """Return the questions of every questionnaire's newest version, with question and version.

    In order of questionnaire and form.
    """
    return list(
        session.scalars(
            newest_question_versions().order_by(
                QuestionnaireVersion.questionnaire_id, QuestionVersion.position
            )
        )
    )


def list_bank(session: Session) -> list[tuple[Row[Any], Collection]]:
    """Return what matching reads of the whole question bank, in order of collection and code.

    Columns rather than objects: of 100,000 questions the objects take as long as finding what overlaps.
    """
    collections = {c.id: c for c in session.scalars(select(Collection).order_by(Collection.id))}
    rows: Iterable[Row[Any]] = session.execute(
        select(
            BankQuestion.id,
            BankQuestion.collection_id,
            BankQuestion.text,
            BankQuestion.description,
            BankQuestion.area,
            BankQuestion.unit,
            BankQuestion.population,
            BankQuestion.reference_time,
            BankQuestion.answer_scale,
            BankQuestion.discontinued_after,
            BankQuestion.answer_type,
            BankQuestion.options,
            BankQuestion.breakdowns,
            BankQuestion.legal_basis,
        )
        .join(BankQuestion.collection)
        .order_by(Collection.code, BankQuestion.code)
    )
    return [(row, collections[row.collection_id]) for row in rows]


def list_candidates(session: Session, question_id: int | None = None) -> list[Candidate]:
    """Return all candidates, or one question's, with both questions; best score first."""
    query = (
        select(Candidate)
        .options(
            joinedload(Candidate.question),
            joinedload(Candidate.bank_question).joinedload(BankQuestion.collection),
            joinedload(Candidate.other_question).joinedload(Question.questionnaire),
        )
        .order_by(Candidate.score.desc(), Candidate.id)
    )
    if question_id is not None:
        query = query.where(Candidate.question_id == question_id)
    return list(session.scalars(query))


def candidates_by_pair(session: Session) -> dict[tuple[int, int], Candidate]:
    """Return every candidate with the bank by (question id, bank question id)."""
    rows = session.scalars(
        select(Candidate).where(Candidate.bank_question_id.is_not(None)).order_by(Candidate.id)
    )
    return {(c.question_id, c.bank_question_id): c for c in rows if c.bank_question_id is not None}


def get_candidate(session: Session, candidate_id: int, *, hold: bool = False) -> Candidate:
    """Return a candidate with both questions, their questionnaire and collection.

    With `hold` it is read afresh and kept from others who decide about it, or find it anew, until
    commit.

    Raises:
        NotFound: there is none with this id.
    """
    query = (
        select(Candidate)
        .options(
            joinedload(Candidate.question).joinedload(Question.questionnaire),
            joinedload(Candidate.bank_question).joinedload(BankQuestion.collection),
            joinedload(Candidate.other_question).joinedload(Question.questionnaire),
        )
        .where(Candidate.id == candidate_id)
    )
    if hold:
        query = query.with_for_update(of=Candidate, key_share=True).execution_options(
            populate_existing=True
        )
    candidate = session.scalars(query).one_or_none()
    if candidate is None:
        raise NotFound
    return candidate


def list_decisions(session: Session, candidate_id: int) -> list[OverlapDecision]:
    """Return all decisions about a candidate, newest first."""
    return list(
        session.scalars(
            select(OverlapDecision)
            .where(OverlapDecision.candidate_id == candidate_id)
            .order_by(OverlapDecision.id.desc())
        )
    )


def newest_decisions(session: Session) -> dict[int, OverlapDecision]:
    """Return per candidate id the newest decision, also one that waits or that was refused."""
    newest = select(func.max(OverlapDecision.id).label("id")).group_by(OverlapDecision.candidate_id)
    return _by_candidate(session, newest)


def decisions_in_force(session: Session) -> dict[int, OverlapDecision]:
    """Return per candidate id the newest decision that no second person has to agree to any more."""
    newest = (
        select(func.max(OverlapDecision.id).label("id"))
        .where(OverlapDecision.state == DecisionState.CONFIRMED.value)
        .group_by(OverlapDecision.candidate_id)
    )
    return _by_candidate(session, newest)


def _by_candidate(session: Session, ids: Select[Any]) -> dict[int, OverlapDecision]:
    newest = ids.subquery()
    rows = session.scalars(
        select(OverlapDecision)
        .join(newest, newest.c.id == OverlapDecision.id)
        .order_by(OverlapDecision.id)
    )
    return {decision.candidate_id: decision for decision in rows}


def list_question_overlaps(
    session: Session, question_ids: Sequence[int]
) -> list[tuple[Candidate, OverlapDecision]]:
    """Return the decided candidates of the questions with the decision in force, for reports.

    With bank question and collection, by question, collection and code.
    """
    decided = decisions_in_force(session)
    rows = session.scalars(
        select(Candidate)
        .join(Candidate.bank_question)
        .join(BankQuestion.collection)
        .options(
            joinedload(Candidate.question),
            joinedload(Candidate.bank_question).joinedload(BankQuestion.collection),
        )
        .where(Candidate.question_id.in_(question_ids), Candidate.id.in_(list(decided)))
        .order_by(Candidate.question_id, Collection.code, BankQuestion.code, Candidate.id)
    )
    return [(candidate, decided[candidate.id]) for candidate in rows]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many likely pairs of one question wait for a decision, and how many pairs have one."""

    waiting: int
    decided: int


def counts_by_question(session: Session) -> dict[int, Counts]:
    """Return per question id its counts; a pair of two of our questions counts at both.

    Questions with neither are left out.
    """
    decided = newest_decisions(session)
    found: dict[int, Counts] = {}
    rows = session.execute(
        select(
            Candidate.id,
            Candidate.question_id,
            Candidate.other_question_id,
            Candidate.score,
            Candidate.probability,
            Candidate.found_at,
            PROPOSAL,
        )
        .where(~Candidate.is_new_edition)
        .order_by(Candidate.id)
    )
    for candidate_id, question_id, other_id, score, probability, found_at, proposal in rows:
        decision = decided.get(candidate_id)
        is_decided = (
            decision is not None
            and decision.state == DecisionState.CONFIRMED.value
            and decision.decided_at >= found_at
        )
        if decision is None and not is_likely(proposal, score, probability):
            continue
        for one in (question_id, other_id):
            if one is not None:
                before = found.get(one, Counts(0, 0))
                found[one] = Counts(before.waiting + (not is_decided), before.decided + is_decided)
    return found


@dataclass(frozen=True, slots=True)
class Cost:
    """What a question took in the newest snapshot that has it."""

    year: int
    hours: float
    median_minutes: float | None
    is_fictional: bool


def question_costs(session: Session) -> Mapping[int, Cost]:
    """Return per question id its cost; questions whose figure may not be shown are left out."""
    found: dict[int, Cost] = {}
    for snapshot in burden.list_newest_snapshots(session):
        for line in burden.question_burdens(session, snapshot.id):
            if line.total_hours is not None and line.question_id not in found:
                found[line.question_id] = Cost(
                    snapshot.round.year,
                    line.total_hours,
                    line.median_minutes,
                    snapshot.round.is_fictional,
                )
    return found


def find_matching_job(session: Session, kind: str) -> Job | None:
    """Return the job of this kind that waits or runs, or None."""
    return session.scalars(
        select(Job)
        .where(Job.kind == kind, Job.state.in_([JobState.WAITING.value, JobState.RUNNING.value]))
        .order_by(Job.id)
        .limit(1)
    ).first()


def find_last_matching(session: Session, kind: str) -> Job | None:
    """Return the newest job of this kind that is done, or None; its result is the outcome."""
    return session.scalars(
        select(Job)
        .where(Job.kind == kind, Job.state == JobState.DONE.value)
        .order_by(Job.id.desc())
        .limit(1)
    ).first()
