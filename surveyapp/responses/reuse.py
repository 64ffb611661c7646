"""Answers that the same unit has given elsewhere, where a decision says that they may be used again.

Nothing is filled in by itself: an officer confirms exactly the value that was shown.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.core.i18n import Texts, pick
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.questionnaires.models import QuestionDecision
from surveyapp.questionnaires.queries import DecisionHead
from surveyapp.questionnaires.rules.definition import Item, SectionDefinition
from surveyapp.questionnaires.rules.values import AnswerValue
from surveyapp.responses import queries
from surveyapp.responses.rules import AnswerKey
from surveyapp.responses.service import Work
from surveyapp.rounds.queries import AnyReturn

REUSE, DERIVE = "reuse", "derive"

AnyDecision = QuestionDecision | DecisionHead
Decisions = Mapping[int, Sequence[AnyDecision]]
"""Question id -> the decisions in force about it."""


@dataclass(frozen=True, slots=True)
class Source:
    """An answer elsewhere, and where it stands."""

    question_id: int
    return_id: int
    item: Item
    """The question there, as that version asks it."""
    value: AnswerValue
    at: dt.datetime
    is_sent: bool
    """False while that return is still being filled in."""
    title: Texts
    round_name: Texts
    year: int
    unit: str
    action: str
    how: str

    @property
    def proof(self) -> str:
        """What the page sends back, so that only the value that was shown can be confirmed."""
        shown = json.dumps([self.question_id, self.return_id, self.value], sort_keys=True)
        return hashlib.sha256(shown.encode()).hexdigest()[:20]

    @property
    def origin(self) -> dict[str, Any]:
        """What the history keeps of it."""
        return {"question": self.question_id, "return": self.return_id, "at": self.at.isoformat()}


def decisions_of(session: Session, work: Work, section: SectionDefinition) -> Decisions:
    """Return the decisions in force about the section's questions."""
    return questionnaires.decisions_in_section(session, work.form.version_id, section.code)


def sources(session: Session, work: Work, decisions: Decisions) -> dict[AnswerKey, Source]:
    """Return per question where its answer already is; nothing is read when no decision says so.

    Only questions outside repeats have a source, and only answers outside repeats are one.
    """
    wanted: list[tuple[str, AnyDecision]] = []
    for question_id, about in decisions.items():
        code = work.form.codes.get(question_id)
        if code is None or work.form.compiled.items[code].repeats:
            continue
        # A value that can be taken as it stands goes before one to reckon with.
        ranked = sorted(about, key=lambda d: (d.action != REUSE, d.id))
        wanted += [
            (code, d)
            for d in ranked
            if d.action in (REUSE, DERIVE) and d.details.get("from_question")
        ]
    if not wanted:
        return {}
    elsewhere = {d.details["from_question"] for _code, d in wanted} - set(work.form.codes)
    reader = _Reader(session, work, sorted(elsewhere))
    found: dict[AnswerKey, Source] = {}
    for code, decision in wanted:
        if (code, "") not in found:
            source = next(reader.sources(decision), None)
            if source is not None:
                found[code, ""] = source
    return found


def where(source: Source) -> str:
    """Return the questionnaire and round of a source, named once where the one holds the other."""
    return place(source.title, source.round_name, source.year)


def place(title: Texts, round_name: Texts, year: int) -> str:
    """Return a questionnaire and one of its rounds in words."""
    name, called = pick(title), pick(round_name)
    words = called if called.startswith(name) else f"{name}, {called}"
    return words if str(year) in words else f"{words} {year}"


class _Reader:
    """Reads what the unit has said, once for a whole page."""

    def __init__(self, session: Session, work: Work, question_ids: list[int]) -> None:
        self.session = session
        self.work = work
        self.sent: dict[int, dict[str, Any]] = {}
        self.rows: dict[int, list[queries.Elsewhere]] = {}
        found = (
            queries.answers_elsewhere(session, work.return_, question_ids) if question_ids else []
        )
        for row in sorted(found, key=self._order):
            self.rows.setdefault(row.question_id, []).append(row)

    def _order(self, row: queries.Elsewhere) -> tuple[bool, bool, int, float]:
        """Sent in before drafts, then the same year, then the newest."""
        round_ = row.return_.round
        newest = row.sent_at or row.updated_at
        is_other_year = round_.year != self.work.return_.round.year
        return row.submission_id is None, is_other_year, -round_.year, -newest.timestamp()

    def sources(self, decision: AnyDecision) -> Iterator[Source]:
        question_id = int(decision.details["from_question"])
        if question_id in self.work.form.codes:
            yield from self._here(question_id, decision)
        for row in self.rows.get(question_id, ()):
            form = questionnaires.load_form(self.session, row.return_.round.version)
            code = form.codes.get(question_id)
            if code is None:
                continue
            value = row.value if row.submission_id is None else self._sent(row, code)
            item = form.compiled.items[code].item
            title = row.return_.round.version.questionnaire.title
            yield from self._source(
                decision, question_id, row.return_, title, item, value, row.sent_at, row.updated_at
            )

    def _here(self, question_id: int, decision: AnyDecision) -> Iterator[Source]:
        """Another question of the same return: what it says now."""
        code = self.work.form.codes[question_id]
        answer = self.work.answers.get((code, ""))
        if answer is not None and (code, "") in self.work.state.asked:
            item = self.work.form.compiled.items[code].item
            version_id = self.work.form.version_id
            yield from self._source(
                decision,
                question_id,
                self.work.return_,
                questionnaires.get_version(self.session, version_id).questionnaire.title,
                item,
                answer.value,
                None,
                answer.updated_at,
            )

    def _sent(self, row: queries.Elsewhere, code: str) -> AnswerValue | None:
        """Return what was sent in, which is what counts; None when it was hidden or blank."""
        assert row.submission_id is not None
        if row.submission_id not in self.sent:
            answers = queries.submitted_answers(self.session, row.submission_id)
            self.sent[row.submission_id] = {c: value for c, path, value in answers if path == ""}
        value: AnswerValue | None = self.sent[row.submission_id].get(code)
        return value

    def _source(
        self,
        decision: AnyDecision,
        question_id: int,
        return_: AnyReturn,
        title: Texts,
        item: Item,
        value: AnswerValue | None,
        sent_at: dt.datetime | None,
        updated_at: dt.datetime,
    ) -> Iterator[Source]:
        if value is None or isinstance(value, dict):
            return  # "not recorded" there says nothing here
        yield Source(
            question_id,
            return_.id,
            item,
            value,
            sent_at or updated_at,
            sent_at is not None,
            title,
            return_.round.name,
            return_.round.year,
            self.work.return_.unit.name,
            decision.action,
            str(decision.details.get("how", "")),
        )
