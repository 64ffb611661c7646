"""Every change of answers: save, repeat rows, ready marks, submit.

A save holds its return until commit, so two officers' saves follow each other and each sees what
the other wrote. Nothing is ever overwritten unseen: a stale save is refused, told, and kept.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.core import audit, clock
from surveyapp.core.access import Actor, Permission
from surveyapp.core.errors import Conflict, Invalid, NotFound
from surveyapp.core.i18n import gettext as _
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.questionnaires.queries import LoadedForm
from surveyapp.questionnaires.rules.definition import Kind
from surveyapp.questionnaires.rules.evaluation import FormState
from surveyapp.responses import queries, rules, store
from surveyapp.responses.models import Change, RepeatInstance, SectionMark, Submission
from surveyapp.responses.rules import AnswerChange, AnswerKey, Collision, Saved, StoredAnswer
from surveyapp.rounds import queries as round_queries
from surveyapp.rounds import service as rounds
from surveyapp.rounds.models import ReturnState
from surveyapp.rounds.queries import ReturnHead


@dataclass
class Work:
    """One return opened for work: its form, its answers and what follows from them."""

    return_: ReturnHead
    form: LoadedForm
    answers: dict[AnswerKey, StoredAnswer]
    instances: list[RepeatInstance]
    _state: FormState | None = None

    @property
    def state(self) -> FormState:
        """What follows from the answers, worked out when it is first asked for."""
        if self._state is None:
            self._state = self._evaluated()
        return self._state

    @property
    def values(self) -> dict[AnswerKey, Any]:
        """The answers that are not blank."""
        return _values(self.answers)

    def refresh(self) -> None:
        """Evaluate again after a change of answers or rows."""
        self._state = self._evaluated()

    def _evaluated(self) -> FormState:
        return self.form.compiled.evaluate(self.values, self.repeats, today=clock.today())

    @property
    def repeats(self) -> dict[tuple[str, str], tuple[str, ...]]:
        return _repeats(self.instances)


@dataclass
class SaveOutcome:
    """What came of a save, and what it changed on the page."""

    saved: list[Saved] = field(default_factory=list)
    collisions: list[Collision] = field(default_factory=list)
    at: dt.datetime = field(default_factory=clock.now)
    before: FormState | None = None
    """What followed from the answers until now, when somebody wants to know what changed."""


def _values(answers: Mapping[AnswerKey, StoredAnswer]) -> dict[AnswerKey, Any]:
    return {key: answer.value for key, answer in answers.items() if answer.value is not None}


def _repeats(instances: Sequence[RepeatInstance]) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for instance in instances:
        parent, _slash, own = instance.path.rpartition("/")
        key = (instance.repeat_code, parent)
        # A repeat whose every row was removed has none; one that nobody touched shows its first.
        found.setdefault(key, ())
        if instance.removed_at is None:
            found[key] = (*found[key], own)
    return found


def open_work(session: Session, actor: Actor, return_id: int, *, to_change: bool = False) -> Work:
    """Return a return with everything that answering it needs; held until commit if `to_change`.

    Raises:
        NotFound: there is none, or it is another municipality's.
        Conflict: it is to be changed but takes no answers now.
    """
    return_ = round_queries.find_return_head(session, return_id, hold=to_change)
    if return_ is None:
        raise NotFound
    actor.require(
        Permission.RETURN_ANSWER if to_change else Permission.RETURN_READ, return_.unit_id
    )
    if to_change:
        rounds.require_answerable(return_)
    form = questionnaires.load_form(session, return_.round.version)
    answers = {
        (form.codes[answer.question_id], answer.path): answer
        for answer in queries.list_answers(session, return_id)
        if answer.question_id in form.codes
    }
    instances = (
        queries.list_repeat_instances(session, return_id) if form.compiled.has_repeats else []
    )
    return Work(return_, form, answers, instances)


def save(
    session: Session,
    actor: Actor,
    work: Work,
    changes: Sequence[AnswerChange],
    *,
    change: Change = Change.SAVED,
) -> SaveOutcome:
    """Save answers one by one; each stands or is refused by itself, and all are in the history.

    A stale change whose value is what was on the writer's screen was not touched by them and is
    left alone. The work's answers and state are brought up to date.

    Raises:
        NotFound: a change names a question that the form does not ask.
    """
    outcome = SaveOutcome()
    if work.return_.state == ReturnState.NOT_STARTED.value:
        _store_defaults(session, actor, work, outcome, {(c.code, c.path) for c in changes})
    done = queries.find_saves(
        session, work.return_.id, [c.save_key for c in changes if c.save_key is not None]
    )
    puts: list[dict[str, Any]] = []
    entries: list[dict[str, Any]] = []
    for wanted in changes:
        question_id = work.form.question_ids.get(wanted.code)
        if question_id is None:
            raise NotFound(_("Frågan finns inte i formuläret."))
        key = (wanted.code, wanted.path)
        if not rules.is_path(wanted.path, len(work.form.compiled.items[wanted.code].repeats)):
            raise NotFound(_("Frågan finns inte i formuläret."))
        current = work.answers.get(key)
        version = current.version if current else 0
        value = current.value if current else None
        if wanted.save_key is not None and wanted.save_key in done:
            if done[wanted.save_key].change == Change.REFUSED.value and wanted.value != value:
                outcome.collisions.append(collision(wanted, current))
            else:
                outcome.saved.append(Saved(*key, value, version, changed=False))
            continue
        if wanted.value == value:
            outcome.saved.append(Saved(*key, value, version, changed=False))
            continue
        is_stale = wanted.based_on != version
        if is_stale and current is not None:
            base = queries.value_at(
                session, work.return_.id, question_id, wanted.path, wanted.based_on
            )
            if wanted.save_key is None and wanted.value == base:
                outcome.saved.append(Saved(*key, value, version, changed=False))
                continue
        entry = {
            "return_id": work.return_.id,
            "question_id": question_id,
            "path": wanted.path,
            "value": wanted.value,
            "save_key": wanted.save_key,
            "origin": wanted.origin,
            "at": outcome.at,
            "by_id": actor.user_id,
            "by_name": actor.name,
        }
        if is_stale:
            entries.append({**entry, "change": Change.REFUSED.value, "version": wanted.based_on})
            outcome.collisions.append(collision(wanted, current))
            continue
        kind = Change.CLEARED if wanted.value is None else change
        entries.append({**entry, "change": kind.value, "version": version + 1})
        put = {
            "return_id": work.return_.id,
            "question_id": question_id,
            "path": wanted.path,
            "value": wanted.value,
            "version": version + 1,
            "updated_at": outcome.at,
            "updated_by_id": actor.user_id,
            "updated_by_name": actor.name,
        }
        puts.append(put)
        work.answers[key] = _stored(put)
        outcome.saved.append(Saved(*key, wanted.value, version + 1, changed=True))
    store.put_answers(session, puts)
    store.add_history(session, entries)
    if puts or len(outcome.saved) > len(changes):
        rounds.mark_started(session, work.return_)
        items = work.form.compiled.items
        sections = {items[s.code].section for s in outcome.saved if s.changed}
        store.unmark_sections(session, work.return_.id, sorted(sections))
        work.refresh()
    return outcome


def _store_defaults(
    session: Session,
    actor: Actor,
    work: Work,
    outcome: SaveOutcome,
    but: set[AnswerKey],
) -> None:
    """Store what the form answers by itself, when a return or a row is begun."""
    compiled = work.form.compiled
    if all(found.default is None for found in compiled.items.values()):
        return
    puts: list[dict[str, Any]] = [
        {
            "return_id": work.return_.id,
            "question_id": work.form.question_ids[code],
            "path": path,
            "value": value,
            "version": 1,
            "updated_at": outcome.at,
            "updated_by_id": actor.user_id,
            "updated_by_name": actor.name,
        }
        for (code, path), value in compiled.initial_values(
            clock.today(), work.values, work.repeats
        ).items()
        if code in work.form.question_ids
        and (code, path) not in but
        and (code, path) not in work.answers
    ]
    store.put_answers(session, puts)
    store.add_history(
        session,
        [
            {
                **{name: put[name] for name in ("return_id", "question_id", "path", "value")},
                "change": Change.SAVED.value,
                "version": 1,
                "save_key": None,
                "at": outcome.at,
                "by_id": actor.user_id,
                "by_name": actor.name,
            }
            for put in puts
        ],
    )
    for put in puts:
        key = (work.form.codes[put["question_id"]], put["path"])
        work.answers[key] = _stored(put)
        outcome.saved.append(Saved(*key, put["value"], 1, changed=True))


def _stored(put: Mapping[str, Any]) -> StoredAnswer:
    return StoredAnswer(**{name: value for name, value in put.items() if name != "return_id"})


def collision(wanted: AnswerChange, current: StoredAnswer | None) -> Collision:
    """Return what is told when `wanted` would overwrite what its writer had not seen."""
    return Collision(
        code=wanted.code,
        path=wanted.path,
        theirs=current.value if current else None,
        their_version=current.version if current else 0,
        by_name=current.updated_by_name if current else "",
        at=current.updated_at.isoformat() if current else "",
        mine=wanted.value,
    )


def add_repeat_row(
    session: Session, actor: Actor, work: Work, repeat_code: str, parent_path: str = ""
) -> RepeatInstance:
    """Add a row to a repeat and return it.

    Raises:
        NotFound: the form has no such repeat.
        Conflict: the number of rows follows from another answer, or the limit is reached.
    """
    item = next(
        (i for i in work.form.definition.walk() if i.code == repeat_code and i.kind is Kind.REPEAT),
        None,
    )
    if item is None:
        raise NotFound
    if item.repeat_count:
        raise Conflict(_("Antalet rader följer av ett annat svar i formuläret."))
    shown = work.state.instances.get((repeat_code, parent_path), ())
    if len(shown) >= 500:
        raise Conflict(_("Fler än 500 rader tas inte emot."))
    stored = {i.path for i in work.instances if i.repeat_code == repeat_code}
    position = max((i.position for i in work.instances if i.repeat_code == repeat_code), default=0)
    for own in shown:  # rows that the page showed without anybody adding them become real
        path = f"{parent_path}/{own}" if parent_path else own
        if path not in stored:
            position += 1
            _store_row(session, work, repeat_code, path, position)
    key = "r" + secrets.token_hex(4)
    path = f"{parent_path}/{key}" if parent_path else key
    row = _store_row(session, work, repeat_code, path, position + 1)
    work.refresh()
    _store_defaults(session, actor, work, SaveOutcome(), set())
    work.refresh()
    rounds.mark_started(session, work.return_)
    return row


def _store_row(
    session: Session, work: Work, repeat_code: str, path: str, position: int
) -> RepeatInstance:
    row = RepeatInstance(
        return_id=work.return_.id, repeat_code=repeat_code, path=path, position=position
    )
    session.add(row)
    session.flush()
    work.instances.append(row)
    return row


def remove_repeat_row(
    session: Session, actor: Actor, work: Work, repeat_code: str, path: str
) -> None:
    """Take a row out of a repeat; its answers stay stored and come back with `restore`.

    Raises:
        NotFound: there is no such row.
        Conflict: the number of rows follows from another answer.
    """
    found = work.form.compiled.items.get(repeat_code)
    parent, _slash, own = path.rpartition("/")
    if found is None or own not in work.state.instances.get((repeat_code, parent), ()):
        raise NotFound
    if found.item.repeat_count:
        raise Conflict(_("Antalet rader följer av ett annat svar i formuläret."))
    row = next((i for i in work.instances if i.repeat_code == repeat_code and i.path == path), None)
    if row is None:  # the row that is shown before anybody has added one
        row = _store_row(session, work, repeat_code, path, 1)
    row.removed_at = clock.now()
    session.flush()
    work.refresh()
    store.unmark_sections(session, work.return_.id, [found.section])
    rounds.mark_started(session, work.return_)
    audit.record(
        session,
        actor,
        "repeat_row_removed",
        "return",
        work.return_.id,
        unit_id=work.return_.unit_id,
        repeat=repeat_code,
        path=path,
    )


def mark_section(session: Session, actor: Actor, work: Work, section_code: str) -> None:
    """Say that a section is ready."""
    if section_code not in queries.marked_sections(session, work.return_.id):
        session.add(
            SectionMark(
                return_id=work.return_.id,
                section_code=section_code,
                marked_at=clock.now(),
                marked_by_id=actor.user_id,
                marked_by_name=actor.name,
            )
        )
        session.flush()


def unmark_section(session: Session, work: Work, section_code: str) -> None:
    """Take back that a section is ready."""
    store.unmark_sections(session, work.return_.id, [section_code])


def submit(session: Session, actor: Actor, return_id: int) -> Submission:
    """Send in the answers as they stand and return the receipt; twice gives the same one.

    Raises:
        NotFound: there is none, or it is another municipality's.
        Conflict: the return takes no answers now.
        Invalid: something required is missing or a check fails.
    """
    return_ = queries.lock_return(session, return_id)
    if return_ is None:
        raise NotFound
    actor.require(Permission.RETURN_ANSWER, return_.unit_id)
    latest = queries.current_submission(session, return_id)
    if return_.state == ReturnState.SUBMITTED.value and latest is not None:
        return latest
    work = open_work(session, actor, return_id, to_change=True)
    if work.state.failures:
        raise Invalid(
            _("Några svar behöver ses över innan uppgifterna kan skickas in."),
            {code: [] for code, _path in work.state.failures},
        )
    data = rules.snapshot(work.values, work.state.asked, work.state.values)
    number = (latest.number if latest else 0) + 1
    sha256 = rules.fingerprint(data, return_id, work.return_.round.version_id, number)
    store.retire_submissions(session, return_id)
    submission = Submission(
        return_id=return_id,
        number=number,
        answers=data,
        sha256=sha256,
        receipt=rules.receipt_code(sha256),
        at=clock.now(),
        by_id=actor.user_id,
        by_name=actor.name,
    )
    session.add(submission)
    session.flush()
    rounds.mark_submitted(session, actor, return_, submission.at)
    return submission


def reopen(session: Session, actor: Actor, return_id: int) -> None:
    """Take a submitted return up again; what was sent in counts until something new is.

    Raises:
        NotFound: there is none, or it is another municipality's.
        Conflict: it is not submitted, or the round takes no answers any more.
    """
    return_ = queries.lock_return(session, return_id)
    if return_ is None:
        raise NotFound
    actor.require(Permission.RETURN_ANSWER, return_.unit_id)
    rounds.reopen_return(session, actor, return_)
