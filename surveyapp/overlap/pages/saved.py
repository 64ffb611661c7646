"""What the decisions in force save of measured time, and how far each has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.core.i18n import Texts
from surveyapp.overlap import effect
from surveyapp.overlap.queries import review
from surveyapp.overlap.queries import saving as queries
from surveyapp.overlap.queries.review import Source
from surveyapp.overlap.rules import saving as rules
from surveyapp.overlap.rules.decisions import Action
from surveyapp.overlap.rules.elements import Asker
from surveyapp.overlap.rules.saving import RANK, Decided, Line, Sum
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.questionnaires.models import Question, QuestionnaireVersion, VersionState
from surveyapp.questionnaires.rules.carrying import CarriedState


@dataclass(frozen=True, slots=True)
class Carried:
    """The newest version that an action has been carried into."""

    number: int
    is_published: bool
    state: str
    """As `questionnaires.rules.carrying.CarriedState` says it."""


@dataclass(frozen=True, slots=True)
class SavedLine:
    """One question with what is saved at it."""

    line: Line
    code: str
    text: Texts
    questionnaire: Texts
    source: Texts
    also: tuple[Texts, ...]
    carried: Carried | None

    @property
    def stage(self) -> tuple[str, int, bool]:
        """What words need to say how far the action has come."""
        found = self.carried
        return (found.state, found.number, found.is_published) if found else ("", 0, False)


@dataclass(frozen=True)
class Saved:
    """Everything that the page shows."""

    lines: list[SavedLine]
    total: Sum
    by_action: Mapping[Action, Sum]
    by_source: Sequence[tuple[Texts, Sum]]
    years: tuple[int, ...]
    is_fictional: bool

    @property
    def hidden(self) -> int:
        """Questions whose time may not be shown."""
        return sum(entry.line.hidden in ("few", "shield") for entry in self.lines)


def load_saved(session: Session) -> Saved:
    """Return what the decisions in force save, from the newest snapshot of each question."""
    decided, questions = _decided(session)
    carried = _carried(session, questions, decided)
    kept = {key for key, found in carried.items() if found.state == CarriedState.KEPT.value}
    lines = rules.lines(
        [replace(d, is_kept=(d.question_id, d.candidate_id) in kept) for d in decided],
        queries.measured(session, {d.question_id for d in decided}),
    )
    sources = review.list_sources(session)
    rows = review.newest_rows(session, [line.question_id for line in lines])
    shown = []
    for line in lines:
        question = questions[line.question_id]
        row = rows.get(line.question_id)
        shown.append(
            SavedLine(
                line,
                question.code,
                row.text if row else {},
                question.questionnaire.title,
                _name(sources, line.source),
                tuple(_name(sources, source) for source in line.also),
                carried.get((line.question_id, line.candidate_id)),
            )
        )
    return Saved(
        shown,
        rules.total(lines),
        rules.by_action(lines),
        [(_name(sources, source), found) for source, found in rules.by_source(lines).items()],
        tuple(sorted({line.year for line in lines if line.year is not None and line.hours})),
        any(line.is_fictional for line in lines),
    )


def _name(sources: Mapping[Asker, Source], source: Asker) -> Texts:
    return sources[source].name if source in sources else {"und": source[1]}


def _decided(session: Session) -> tuple[list[Decided], dict[int, Question]]:
    """Return the decisions in force that save time, and the questions that they change."""
    found: list[Decided] = []
    questions: dict[int, Question] = {}
    for candidate, decision in review.list_decided(session):
        action = Action(decision.action)
        if action not in RANK:
            continue
        question, source = candidate.question, candidate.other.asker
        if effect.is_turned(candidate, decision) and candidate.other_question is not None:
            question = candidate.other_question
            source = ("question", candidate.question.questionnaire.code)
        questions[question.id] = question
        found.append(Decided(question.id, action, source, candidate.id, decision.id))
    return found, questions


def _carried(
    session: Session, questions: Mapping[int, Question], decided: Sequence[Decided]
) -> dict[tuple[int, int], Carried]:
    """Return by question and candidate the newest version that knows of the action."""
    wanted = {(d.question_id, d.candidate_id) for d in decided}
    in_force = questionnaires.decisions_in_force(session, sorted(questions))
    pairs: dict[int, tuple[int, int]] = {}
    for question_id, about in in_force.items():
        for decision in about:
            key = (question_id, effect.candidate_id_of(decision.reference) or 0)
            if decision.source == effect.SOURCE and key in wanted:
                pairs[decision.id] = key
    found: dict[tuple[int, int], Carried] = {}
    for questionnaire_id in sorted({q.questionnaire_id for q in questions.values()}):
        for version in questionnaires.list_versions(session, questionnaire_id):
            for entry in questionnaires.get_carried(session, version.id):
                pair = pairs.get(entry["decision"])
                if pair is not None and pair not in found:
                    found[pair] = _of(version, entry)
    return found


def _of(version: QuestionnaireVersion, entry: Mapping[str, Any]) -> Carried:
    return Carried(
        version.number, version.state == VersionState.PUBLISHED.value, str(entry["state"])
    )
