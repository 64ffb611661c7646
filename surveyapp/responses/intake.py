"""From what a page posted to answers that are saved: the same way for the form and for the script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.core.access import Actor
from surveyapp.questionnaires.rules.compiling import Compiled
from surveyapp.questionnaires.rules.definition import Item
from surveyapp.questionnaires.rules.values import AnswerValue, ValueProblem, is_stored_form
from surveyapp.responses import forms, service
from surveyapp.responses.forms import Entry
from surveyapp.responses.models import Change
from surveyapp.responses.rules import AnswerChange, AnswerKey, Collision
from surveyapp.responses.service import SaveOutcome, Work


@dataclass
class Intake:
    """What came of one post: what was saved, what could not be read, and what collided."""

    outcome: SaveOutcome
    entries: dict[AnswerKey, Entry]
    wanted: dict[AnswerKey, AnswerValue | None] = field(default_factory=dict)
    problems: dict[AnswerKey, str] = field(default_factory=dict)
    collisions: dict[AnswerKey, Collision] = field(default_factory=dict)


def take(
    session: Session,
    actor: Actor,
    work: Work,
    entries: Sequence[Entry],
    last_year: Mapping[AnswerKey, Any],
) -> Intake:
    """Save every entry that can be read; the rest is told and changes nothing.

    Entries for what the form does not let a person answer are left out.

    Raises:
        NotFound: an entry names a row that no question can have.
    """
    given, confirmed = [], []
    intake = Intake(SaveOutcome(before=work.state), {entry.key: entry for entry in entries})
    for entry in entries:
        compiled = work.form.compiled.items.get(entry.code)
        if compiled is None or entry.code not in work.form.question_ids or is_fixed(compiled):
            continue
        current = work.answers.get(entry.key)
        if entry.choice == "theirs":
            continue
        if entry.is_confirmed and can_confirm(compiled.item, last_year.get(entry.key)):
            value = last_year[entry.key]
            confirmed.append(_change(entry, value))
        else:
            try:
                value = forms.read_value(compiled.item, entry, current.value if current else None)
            except ValueProblem as problem:
                intake.problems[entry.key] = forms.problem_text(problem, compiled.item)
                continue
            if entry.choice == "undecided" and current is not None and value != current.value:
                intake.collisions[entry.key] = service.collision(_change(entry, value), current)
                continue
            given.append(_change(entry, value))
        intake.wanted[entry.key] = value
    for changes, change in ((given, Change.SAVED), (confirmed, Change.CONFIRMED_LAST_YEAR)):
        if changes:
            outcome = service.save(session, actor, work, changes, change=change)
            intake.outcome.saved += outcome.saved
            intake.outcome.collisions += outcome.collisions
    intake.outcome.after = work.state
    intake.collisions |= {(c.code, c.path): c for c in intake.outcome.collisions}
    return intake


def _change(entry: Entry, value: AnswerValue | None) -> AnswerChange:
    return AnswerChange(entry.code, entry.path, value, entry.based_on, entry.save_key)


def is_fixed(compiled: Compiled) -> bool:
    """Tell whether nobody can answer the item: it is computed, or only shown."""
    return compiled.item.read_only or "calculation" in compiled.rules


def can_confirm(item: Item, value: AnswerValue | None) -> bool:
    """Tell whether last year's answer is still an answer to this year's question."""
    if value is None or not is_stored_form(item, value):
        return False
    if item.kind.has_choices and not isinstance(value, dict):
        known = {choice.code for choice in item.choices}
        return known.issuperset(value if isinstance(value, list) else [value])
    return True
