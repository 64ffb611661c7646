"""What the fictional municipalities send in: answers with their history, submissions, and time.

The rows are those that the services of responses and timing write one save at a time; here a whole
return is written at once, by the same rules and statements.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from surveyapp.core import clock
from surveyapp.core.access import Actor, Role
from surveyapp.demo import content
from surveyapp.demo.fiction.answers import fill
from surveyapp.demo.fiction.calendar import RoundDays, moment
from surveyapp.demo.fiction.places import Place
from surveyapp.demo.fiction.work import Work, Worker
from surveyapp.demo.seed_base import Person
from surveyapp.questionnaires.queries import LoadedForm
from surveyapp.responses import rules, store
from surveyapp.responses.models import Change, SectionMark, Submission
from surveyapp.rounds import queries as round_queries
from surveyapp.rounds import service as rounds
from surveyapp.rounds.models import Return
from surveyapp.timing import service as timing
from surveyapp.timing.models import DeclaredMinutes
from surveyapp.timing.tokens import OpenedPage

_ROWS_AT_ONCE = 4_000
_P_STARTED = 0.65
"""Of those that have not sent in: the share that have begun."""
_P_MEASURED = 0.95
_P_MEASURED_LAST_YEAR = 0.65
"""Share of municipalities where time was measured at all."""


@dataclass
class Writer:
    """Rows on their way into the tables, a few thousand at a time."""

    session: Session
    answers: list[dict[str, Any]] = field(default_factory=list)
    history: list[dict[str, Any]] = field(default_factory=list)
    marks: list[dict[str, Any]] = field(default_factory=list)
    declared: list[dict[str, Any]] = field(default_factory=list)

    def write(self, *, is_last: bool = False) -> None:
        """Write what has gathered, when it is much."""
        if len(self.history) < _ROWS_AT_ONCE and not is_last:
            return
        store.put_answers(self.session, self.answers)
        store.add_history(self.session, self.history)
        for model, rows in ((SectionMark, self.marks), (DeclaredMinutes, self.declared)):
            if rows:
                self.session.execute(insert(model), rows)
        for rows in (self.answers, self.history, self.marks, self.declared):
            rows.clear()


@dataclass(frozen=True)
class Task:
    """One round to be answered."""

    form: LoadedForm
    days: RoundDays
    seed: int
    coordinator: int
    """Which officer of each municipality coordinates."""
    example_unit_id: int
    is_begun_by_examples: bool


def answer(
    writer: Writer,
    task: Task,
    return_id: int,
    place: Place,
    people: Sequence[Person],
) -> None:
    """Let one municipality work on its return, as far as it has come."""
    session, days = writer.session, task.days
    return_ = round_queries.get_return(session, return_id)
    code = task.form.definition.code
    rng = random.Random(f"{task.seed}:{place.code}:{code}:{days.year}:work")
    is_example = return_.unit_id == task.example_unit_id and not days.is_over
    share = place.group.answered_share_last_year if days.is_over else place.group.answered_share
    is_sent = rng.random() < share
    is_begun = is_sent or rng.random() < _P_STARTED
    if is_example:
        is_sent, is_begun = False, task.is_begun_by_examples
    is_measured = rng.random() < (_P_MEASURED_LAST_YEAR if days.is_over else _P_MEASURED)
    if not is_begun:
        return
    worker = Worker(
        place=place,
        form=task.form.definition,
        filled=fill(task.form.compiled, content.load_behaviour(), place, days.year, task.seed),
        behaviours=content.load_behaviour(),
        sections=content.load_section_behaviour(),
        days=days,
        rng=rng,
        coordinator=task.coordinator % len(people),
        officers=range(len(people)),
    )
    if is_sent:
        work = worker.finish()
    elif is_example:
        work = worker.begin(2, 8)
    else:
        sections = len(task.form.definition.sections)
        work = worker.begin(rng.randrange(sections), rng.randrange(2, 12))
    _keep_answers(writer, task.form, return_, work, people)
    with clock.acting_at(moment(work.saves[0].at_ms)):
        rounds.mark_started(session, return_)
    _keep_marks(writer, return_, work, people)
    if work.submitted_ms is not None:
        _submit(session, task.form, return_, worker, work, people)
    if is_measured:
        _keep_time(session, return_, work, people, rng)
    writer.write()


def _keep_answers(
    writer: Writer, form: LoadedForm, return_: Return, work: Work, people: Sequence[Person]
) -> None:
    current: dict[rules.AnswerKey, dict[str, Any]] = {}
    for save in work.saves:
        code, path = save.key
        person, at = people[save.officer], moment(save.at_ms)
        place = {"return_id": return_.id, "question_id": form.question_ids[code], "path": path}
        version = current[save.key]["version"] + 1 if save.key in current else 1
        writer.history.append(
            {
                **place,
                "change": Change.SAVED.value,
                "value": save.value,
                "version": version,
                "save_key": None,
                "at": at,
                "by_id": person.user_id,
                "by_name": person.name,
            }
        )
        current[save.key] = {
            **place,
            "value": save.value,
            "version": version,
            "updated_at": at,
            "updated_by_id": person.user_id,
            "updated_by_name": person.name,
        }
    writer.answers.extend(current.values())


def _keep_marks(writer: Writer, return_: Return, work: Work, people: Sequence[Person]) -> None:
    writer.marks.extend(
        {
            "return_id": return_.id,
            "section_code": section,
            "marked_at": moment(at_ms),
            "marked_by_id": people[officer].user_id,
            "marked_by_name": people[officer].name,
        }
        for section, officer, at_ms in work.ready
    )
    writer.declared.extend(
        {
            "return_id": return_.id,
            "section_code": one.section,
            "user_id": people[one.officer].user_id,
            "minutes": one.minutes,
            "role": one.role,
            "at": moment(one.at_ms),
        }
        for one in work.declared
    )


def _submit(
    session: Session,
    form: LoadedForm,
    return_: Return,
    worker: Worker,
    work: Work,
    people: Sequence[Person],
) -> None:
    assert work.submitted_ms is not None
    person, at = people[work.submitted_by], moment(work.submitted_ms)
    state = worker.filled.state
    data = rules.snapshot(worker.filled.values, state.asked, state.values)
    sha256 = rules.fingerprint(data, return_.id, form.version_id, 1)
    session.add(
        Submission(
            return_id=return_.id,
            number=1,
            answers=data,
            sha256=sha256,
            receipt=rules.receipt_code(sha256),
            at=at,
            by_id=person.user_id,
            by_name=person.name,
        )
    )
    actor = Actor(person.user_id, person.name, frozenset({(Role.OFFICER, return_.unit_id)}))
    with clock.acting_at(at):
        rounds.mark_submitted(session, actor, return_, at)


def _keep_time(
    session: Session,
    return_: Return,
    work: Work,
    people: Sequence[Person],
    rng: random.Random,
) -> None:
    """Send the events of every page the way a browser's come, and let the service derive."""
    arrivals: list[tuple[OpenedPage, Mapping[str, object], Any]] = []
    for page in work.pages:
        person = people[page.officer]
        if not person.is_timed:
            continue
        opened = OpenedPage(
            page.session_id, person.user_id, return_.id, page.section, page.opened_ms
        )
        arrivals += [
            (opened, body, moment(came_ms)) for body, came_ms in page.batches(return_.id, rng)
        ]
    refused = [reason for reason in timing.record_many(session, return_.id, arrivals) if reason]
    assert not refused, refused
