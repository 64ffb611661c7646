"""Reads of the queue and of one card: light rows for the order, whole pairs for what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from surveyapp.core.errors import NotFound
from surveyapp.overlap.models import Candidate, OverlapDecision
from surveyapp.overlap.queries.pairs import PROPOSAL, Cost, newest_question_versions
from surveyapp.overlap.rules.elements import Asker
from surveyapp.overlap.rules.queueing import Waiting
from surveyapp.questionnaires.models import (
    Question,
    Questionnaire,
    QuestionnaireVersion,
    QuestionVersion,
)
from surveyapp.registry.models import BankQuestion, Collection


@dataclass(frozen=True, slots=True)
class Source:
    """Who asks the other question: a collection, or a questionnaire of ours."""

    code: str
    name: dict[str, str]
    is_ours: bool

    @property
    def asker(self) -> Asker:
        return ("question" if self.is_ours else "bank", self.code)


def list_waiting(session: Session, costs: dict[int, Cost]) -> list[Waiting]:
    """Return every pair as the queue orders it, by id; `costs` is by question id."""
    newest = (
        select(OverlapDecision.candidate_id, func.max(OverlapDecision.id).label("id"))
        .group_by(OverlapDecision.candidate_id)
        .subquery()
    )
    other = aliased(Question)
    rows = session.execute(
        select(
            Candidate.id,
            Candidate.question_id,
            Candidate.bank_question_id,
            Candidate.other_question_id,
            func.coalesce(Collection.code, Questionnaire.code, ""),
            PROPOSAL,
            Candidate.score,
            Candidate.probability,
            OverlapDecision.state,
            and_(
                OverlapDecision.decided_at.is_not(None),
                OverlapDecision.decided_at < Candidate.found_at,
            ),
            Candidate.is_new_edition,
            Candidate.is_sample,
        )
        .outerjoin(BankQuestion, BankQuestion.id == Candidate.bank_question_id)
        .outerjoin(Collection, Collection.id == BankQuestion.collection_id)
        .outerjoin(other, other.id == Candidate.other_question_id)
        .outerjoin(Questionnaire, Questionnaire.id == other.questionnaire_id)
        .outerjoin(newest, newest.c.candidate_id == Candidate.id)
        .outerjoin(OverlapDecision, OverlapDecision.id == newest.c.id)
        .order_by(Candidate.id)
    )
    found = []
    for row in rows:
        cost = costs.get(row[1])
        side = ("bank", row[2]) if row[2] is not None else ("question", row[3] or 0)
        found.append(
            Waiting(
                id=row[0],
                question_id=row[1],
                other=side,
                source=row[4],
                proposal=row[5],
                score=row[6],
                probability=row[7],
                hours=cost.hours if cost else None,
                state=row[8] or "",
                is_changed=bool(row[9]),
                is_new_edition=bool(row[10]),
                is_drawn=bool(row[11]),
            )
        )
    return found


def list_sources(session: Session) -> dict[Asker, Source]:
    """Return who may stand on the other side: collections, then our own questionnaires."""
    found = [
        Source(row.code, row.name, is_ours=False)
        for row in session.scalars(select(Collection).order_by(Collection.code))
    ]
    found += [
        Source(row.code, row.title, is_ours=True)
        for row in session.scalars(select(Questionnaire).order_by(Questionnaire.code))
    ]
    return {source.asker: source for source in found}


def list_pairs(session: Session, ids: Sequence[int]) -> list[Candidate]:
    """Return the pairs with both questions, in the order of the ids; those that are gone are left out."""
    rows = session.scalars(
        select(Candidate)
        .options(
            joinedload(Candidate.question).joinedload(Question.questionnaire),
            joinedload(Candidate.bank_question).joinedload(BankQuestion.collection),
            joinedload(Candidate.other_question).joinedload(Question.questionnaire),
        )
        .where(Candidate.id.in_(ids))
        .order_by(Candidate.id)
    )
    by_id = {candidate.id: candidate for candidate in rows}
    return [by_id[i] for i in ids if i in by_id]


def newest_rows(session: Session, question_ids: Sequence[int]) -> dict[int, QuestionVersion]:
    """Return per question id its row in the newest version of its questionnaire, with the version.

    Questions that the newest version no longer asks are left out.
    """
    rows = session.scalars(
        newest_question_versions()
        .where(QuestionVersion.question_id.in_(question_ids))
        .order_by(QuestionVersion.question_id, QuestionVersion.id)
    )
    return {row.question_id: row for row in rows}


def rows_before(session: Session, row: QuestionVersion) -> list[QuestionVersion]:
    """Return the questions of the same version that come before this one, in order."""
    return list(
        session.scalars(
            select(QuestionVersion)
            .where(
                QuestionVersion.version_id == row.version_id,
                QuestionVersion.position < row.position,
            )
            .order_by(QuestionVersion.position)
        )
    )


def get_decision(session: Session, decision_id: int) -> OverlapDecision:
    """Return one decision.

    Raises:
        NotFound: there is none with this id.
    """
    found = session.get(OverlapDecision, decision_id)
    if found is None:
        raise NotFound
    return found


def newest_of(session: Session, candidate_ids: Sequence[int]) -> dict[int, OverlapDecision]:
    """Return per candidate id its newest decision, whatever its state, as it stands now."""
    rows = session.scalars(
        select(OverlapDecision)
        .where(OverlapDecision.candidate_id.in_(candidate_ids))
        .order_by(OverlapDecision.id)
        .execution_options(populate_existing=True)  # a second person may have answered meanwhile
    )
    return {decision.candidate_id: decision for decision in rows}


def list_decided(session: Session) -> list[tuple[Candidate, OverlapDecision]]:
    """Return every pair with its decision in force, both questions loaded, oldest decision first."""
    newest = (
        select(func.max(OverlapDecision.id).label("id"))
        .where(OverlapDecision.state == "confirmed")
        .group_by(OverlapDecision.candidate_id)
        .subquery()
    )
    rows = session.execute(
        select(Candidate, OverlapDecision)
        .join(OverlapDecision, OverlapDecision.candidate_id == Candidate.id)
        .join(newest, newest.c.id == OverlapDecision.id)
        .options(
            joinedload(Candidate.question).joinedload(Question.questionnaire),
            joinedload(Candidate.bank_question).joinedload(BankQuestion.collection),
            joinedload(Candidate.other_question).joinedload(Question.questionnaire),
        )
        .order_by(OverlapDecision.id)
    )
    return [(candidate, decision) for candidate, decision in rows]


def list_bank_texts(session: Session, ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """Return per bank question id its text."""
    rows = session.execute(
        select(BankQuestion.id, BankQuestion.text)
        .where(BankQuestion.id.in_(ids))
        .order_by(BankQuestion.id)
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class Where:
    """Where a question stands in the newest version of its questionnaire."""

    questionnaire: str
    questionnaire_title: dict[str, str]
    section: str
    """Code of questionnaire and section, "prov:B"."""
    section_title: dict[str, str]


def where_asked(session: Session) -> dict[int, Where]:
    """Return per question id where the newest versions ask it, in order of questionnaire and form."""
    newest = (
        select(
            QuestionnaireVersion.questionnaire_id,
            func.max(QuestionnaireVersion.number).label("number"),
        )
        .group_by(QuestionnaireVersion.questionnaire_id)
        .subquery()
    )
    rows = session.execute(
        select(
            QuestionVersion.question_id,
            Questionnaire.code,
            Questionnaire.title,
            QuestionVersion.section_code,
            QuestionVersion.section_title,
        )
        .join(QuestionVersion.version)
        .join(Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id)
        .join(
            newest,
            (newest.c.questionnaire_id == QuestionnaireVersion.questionnaire_id)
            & (newest.c.number == QuestionnaireVersion.number),
        )
        .order_by(Questionnaire.code, QuestionVersion.position)
    )
    return {row[0]: Where(row[1], row[2], f"{row[1]}:{row[3]}", row[4]) for row in rows}


def count_sample_decisions(session: Session) -> tuple[int, int]:
    """Return how many random pairs have been decided, and how many of them overlapped.

    Per pair the newest confirmed decision counts; "cannot tell" settles nothing.
    """
    rows = session.execute(
        select(OverlapDecision.candidate_id, OverlapDecision.verdict)
        .where(
            OverlapDecision.seen["sample"].as_boolean(),
            OverlapDecision.verdict != "cannot_tell",
            OverlapDecision.state == "confirmed",
        )
        .order_by(OverlapDecision.id)
    )
    verdicts: dict[int, str] = {row[0]: row[1] for row in rows}
    return len(verdicts), sum(v in ("same", "derivable") for v in verdicts.values())
