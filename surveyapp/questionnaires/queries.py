"""Reads of questionnaires: versions, questions, links, and the form ready to be evaluated."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, bindparam, func, select
from sqlalchemy.orm import Session, joinedload, undefer

from surveyapp.core.database import table_of
from surveyapp.core.errors import NotFound
from surveyapp.questionnaires.models import (
    IndicatorLink,
    Question,
    QuestionDecision,
    Questionnaire,
    QuestionnaireVersion,
    QuestionVersion,
    VersionState,
)
from surveyapp.questionnaires.rules.carrying import DROP, state_now
from surveyapp.questionnaires.rules.definition import FormDefinition
from surveyapp.questionnaires.rules.evaluation import CompiledForm


@dataclass(frozen=True, eq=False)
class LoadedForm:
    """A version's form, compiled, with the ids of its questions by code. Shared: never change it.

    One is the same as another only when it is the same: what was worked out of it can be kept by it.
    """

    version_id: int
    definition: FormDefinition
    compiled: CompiledForm
    question_ids: dict[str, int]
    codes: dict[int, str]


@dataclass(frozen=True, slots=True)
class VersionHead:
    """Which version it is, as plain data."""

    id: int
    questionnaire_id: int
    state: str
    created_at: dt.datetime
    source_sha256: str


_CACHE_SIZE = 32
_places: WeakKeyDictionary[Engine, str] = WeakKeyDictionary()
_forms: OrderedDict[tuple[str, int, dt.datetime, str], LoadedForm] = OrderedDict()
_lock = threading.Lock()


def load_form(session: Session, version: QuestionnaireVersion | VersionHead) -> LoadedForm:
    """Return the form of a version; a published one is read and compiled once and kept in memory."""
    is_frozen = version.state == VersionState.PUBLISHED.value
    engine = session.get_bind().engine
    version_id = version.id
    with _lock:
        place = _places.get(engine)
        if place is None:  # writing an address out takes as long as a statement
            place = _places[engine] = str(engine.url)
        key = (place, version_id, version.created_at, version.source_sha256)
        if is_frozen and key in _forms:
            _forms.move_to_end(key)
            return _forms[key]
    data = session.scalars(
        select(QuestionnaireVersion.definition).where(QuestionnaireVersion.id == version_id)
    ).one()
    ids = dict(
        session.execute(
            select(Question.code, Question.id)
            .join(QuestionVersion, QuestionVersion.question_id == Question.id)
            .where(QuestionVersion.version_id == version_id)
            .order_by(QuestionVersion.position)
        ).all()
    )
    definition = FormDefinition.from_json(data)
    compiled = CompiledForm.compile(definition)
    follow_ups = [
        code for code, c in compiled.items.items() if c.item.kind.is_answered and code not in ids
    ]
    if follow_ups:  # free texts of "other" have an identity but are no questions of their own
        ids |= dict(
            session.execute(
                select(Question.code, Question.id)
                .where(
                    Question.questionnaire_id == version.questionnaire_id,
                    Question.code.in_(follow_ups),
                )
                .order_by(Question.code)
            ).all()
        )
    form = LoadedForm(
        version_id=version_id,
        definition=definition,
        compiled=compiled,
        question_ids=ids,
        codes={question_id: code for code, question_id in ids.items()},
    )
    if not is_frozen:  # a draft may say something else in a minute
        return form
    with _lock:
        _forms[key] = form
        while len(_forms) > _CACHE_SIZE:
            _forms.popitem(last=False)
    return form


def list_questionnaires(session: Session) -> list[Questionnaire]:
    return list(session.scalars(select(Questionnaire).order_by(Questionnaire.code)))


def find_questionnaire_by_code(session: Session, code: str) -> Questionnaire | None:
    return session.scalars(select(Questionnaire).where(Questionnaire.code == code)).one_or_none()


def get_version(session: Session, version_id: int) -> QuestionnaireVersion:
    """Return a version with its questionnaire.

    Raises:
        NotFound: there is none with this id.
    """
    version = session.scalars(
        select(QuestionnaireVersion)
        .options(joinedload(QuestionnaireVersion.questionnaire))
        .where(QuestionnaireVersion.id == version_id)
    ).one_or_none()
    if version is None:
        raise NotFound
    return version


def get_import_report(session: Session, version_id: int) -> dict[str, object]:
    """Return the report of the import that made the version; {} when it was not imported."""
    version = session.scalars(
        select(QuestionnaireVersion)
        .options(undefer(QuestionnaireVersion.import_report))
        .where(QuestionnaireVersion.id == version_id)
    ).one_or_none()
    if version is None:
        raise NotFound
    return version.import_report


def get_definition(session: Session, version_id: int) -> dict[str, Any]:
    """Return the stored form of a version.

    Raises:
        NotFound: there is none with this id.
    """
    found: dict[str, Any] | None = session.scalars(
        select(QuestionnaireVersion.definition).where(QuestionnaireVersion.id == version_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_carried(session: Session, version_id: int) -> list[dict[str, Any]]:
    """Return a copy of what decisions brought into a version, in form order.

    `now` is the state with later decisions counted in: a draft heeds one that was taken back, and
    names the newest that says the same. A published version says what held when it was published.
    """
    found = session.execute(
        select(QuestionnaireVersion.carried, QuestionnaireVersion.state).where(
            QuestionnaireVersion.id == version_id
        )
    ).one_or_none()
    carried = [entry | {"now": entry["state"]} for entry in (found.carried if found else [])]
    if not carried or found is None or found.state == VersionState.PUBLISHED.value:
        return carried
    decisions = _decisions_beside(session, [entry["decision"] for entry in carried])
    taken = {decision.id: decision for decision in decisions}
    standing = _newest(decisions)
    for entry in carried:
        decision = taken.get(entry["decision"])
        about = standing[decision.question_id] if decision else []
        same = [
            d
            for d in about
            if decision
            and (d.source, d.reference, d.action)
            == (decision.source, decision.reference, decision.action)
        ]
        entry["now"] = state_now(
            entry["state"],
            is_in_force=bool(same),
            is_to_go=any(d.action == DROP for d in about),
        )
        if same:
            entry |= same[0].as_carried()
    return carried


def _decisions_beside(session: Session, ids: Sequence[int]) -> list[QuestionDecision]:
    """Return all decisions about the questions that these decisions are about, oldest first."""
    questions = select(QuestionDecision.question_id).where(QuestionDecision.id.in_(ids))
    return list(
        session.scalars(
            select(QuestionDecision)
            .where(QuestionDecision.question_id.in_(questions))
            .order_by(QuestionDecision.id)
        )
    )


def list_versions(
    session: Session, questionnaire_id: int | None = None
) -> list[QuestionnaireVersion]:
    """Return versions with their questionnaires, newest first within each questionnaire."""
    query = (
        select(QuestionnaireVersion)
        .join(QuestionnaireVersion.questionnaire)
        .options(joinedload(QuestionnaireVersion.questionnaire))
        .order_by(Questionnaire.code, QuestionnaireVersion.number.desc())
    )
    if questionnaire_id is not None:
        query = query.where(QuestionnaireVersion.questionnaire_id == questionnaire_id)
    return list(session.scalars(query))


def newest_number(session: Session, questionnaire_id: int) -> int:
    """Return the highest version number; 0 when there is none."""
    return (
        session.scalar(
            select(func.max(QuestionnaireVersion.number)).where(
                QuestionnaireVersion.questionnaire_id == questionnaire_id
            )
        )
        or 0
    )


def list_question_versions(session: Session, version_id: int) -> list[QuestionVersion]:
    """Return the version's questions with their identities, in form order."""
    return list(
        session.scalars(
            select(QuestionVersion)
            .options(joinedload(QuestionVersion.question))
            .where(QuestionVersion.version_id == version_id)
            .order_by(QuestionVersion.position)
        )
    )


def list_questions(session: Session, questionnaire_id: int) -> list[Question]:
    return list(
        session.scalars(
            select(Question)
            .where(Question.questionnaire_id == questionnaire_id)
            .order_by(Question.code)
        )
    )


def get_question(session: Session, question_id: int) -> Question:
    """Return a question with its questionnaire.

    Raises:
        NotFound: there is none with this id.
    """
    question = session.scalars(
        select(Question)
        .options(joinedload(Question.questionnaire))
        .where(Question.id == question_id)
    ).one_or_none()
    if question is None:
        raise NotFound
    return question


def list_links(session: Session, version_id: int) -> list[IndicatorLink]:
    """Return a version's links with indicator and question version, in form order, then by id."""
    return list(
        session.scalars(
            select(IndicatorLink)
            .join(IndicatorLink.question_version)
            .options(
                joinedload(IndicatorLink.indicator),
                joinedload(IndicatorLink.question_version).joinedload(QuestionVersion.question),
            )
            .where(QuestionVersion.version_id == version_id)
            .order_by(QuestionVersion.position, IndicatorLink.id)
        )
    )


def list_decisions(session: Session, question_ids: Sequence[int]) -> list[QuestionDecision]:
    """Return all decisions about the questions, oldest first."""
    return list(
        session.scalars(
            select(QuestionDecision)
            .where(QuestionDecision.question_id.in_(question_ids))
            .order_by(QuestionDecision.id)
        )
    )


@dataclass(frozen=True, slots=True)
class DecisionHead:
    """What a decision about a question means to those who answer it."""

    id: int
    question_id: int
    source: str
    reference: str
    action: str
    told: dict[str, str]
    details: dict[str, Any]


_Decision = TypeVar("_Decision", QuestionDecision, DecisionHead)
_decision, _placed = table_of(QuestionDecision), table_of(QuestionVersion)
# Built once, and read as plain rows: every page of a section asks.
_IN_SECTION = (
    select(*(_decision.c[part.name] for part in fields(DecisionHead)))
    .join(_placed, _placed.c.question_id == _decision.c.question_id)
    .where(
        _placed.c.version_id == bindparam("version_id"),
        _placed.c.section_code == bindparam("section_code"),
    )
    .order_by(_decision.c.id)
)


def decisions_in_section(
    session: Session, version_id: int, section_code: str
) -> dict[int, list[DecisionHead]]:
    """Return the same as `decisions_in_force` for the questions of one section, as plain data."""
    place = {"version_id": version_id, "section_code": section_code}
    rows = session.connection().execute(_IN_SECTION, place).all()
    return _newest([DecisionHead(*row) for row in rows])


def decisions_in_force(
    session: Session, question_ids: Sequence[int]
) -> dict[int, list[QuestionDecision]]:
    """Return per question the newest decision of each source and reference."""
    return _newest(list_decisions(session, question_ids))


def _newest(decisions: Sequence[_Decision]) -> dict[int, list[_Decision]]:
    newest: dict[tuple[int, str, str], _Decision] = {}
    for decision in decisions:
        newest[(decision.question_id, decision.source, decision.reference)] = decision
    found: dict[int, list[_Decision]] = {}
    for decision in sorted(newest.values(), key=lambda d: d.id):
        found.setdefault(decision.question_id, []).append(decision)
    return found
