"""From what a page posted to answers that are saved: the same way for the form and for the script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.core.access import Actor
from surveyapp.core.i18n import current_language
from surveyapp.core.i18n import gettext as _
from surveyapp.questionnaires.rules.compiling import Compiled
from surveyapp.questionnaires.rules.definition import Item
from surveyapp.questionnaires.rules.values import AnswerValue, ValueProblem, is_stored_form
from surveyapp.responses import forms, service
from surveyapp.responses.forms import Entry
from surveyapp.responses.models import Change
from surveyapp.responses.reuse import REUSE, Source
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
    sources: Mapping[AnswerKey, Source] | None = None,
    *,
    tells_change: bool = False,
) -> Intake:
    """Save every entry that can be read; the rest is told and changes nothing.

    `sources` is needed only when an entry says that an answer from elsewhere is to be used. With
    `tells_change` the outcome also has the state of the form before, to compare with.

    Entries for what the form does not let a person answer are left out.

    Raises:
        NotFound: an entry names a row that no question can have.
    """
    given, confirmed, reused = [], [], []
    before = work.state if tells_change else None
    intake = Intake(SaveOutcome(before=before), {entry.key: entry for entry in entries})
    for entry in entries:
        compiled = work.form.compiled.items.get(entry.code)
        if compiled is None or entry.code not in work.form.question_ids or is_fixed(compiled):
            continue
        current = work.answers.get(entry.key)
        if entry.choice == "theirs":
            continue
        if entry.is_confirmed and can_confirm(compiled.item, last_year.get(entry.key)):
            value = last_year[entry.key]
            intake.entries[entry.key] = _filled(entry, compiled.item, value)
            confirmed.append(_change(entry, value))
        elif entry.reused:
            source = (sources or {}).get(entry.key)
            problem_text = _cannot_reuse(compiled.item, entry, source)
            if source is None or problem_text:
                intake.problems[entry.key] = problem_text
                continue
            value = source.value
            intake.entries[entry.key] = _filled(entry, compiled.item, value)
            reused.append(replace(_change(entry, value), origin=source.origin))
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
    for changes, change in (
        (given, Change.SAVED),
        (confirmed, Change.CONFIRMED_LAST_YEAR),
        (reused, Change.CONFIRMED_REUSED),
    ):
        if changes:
            outcome = service.save(session, actor, work, changes, change=change)
            intake.outcome.saved += outcome.saved
            intake.outcome.collisions += outcome.collisions
    intake.collisions |= {(c.code, c.path): c for c in intake.outcome.collisions}
    return intake


def _filled(entry: Entry, item: Item, value: AnswerValue | None) -> Entry:
    """Return the entry as if the value had been typed: in a conflict it is then what can be kept."""
    raw, non_answer = forms.raw_of(item, value, current_language())
    return replace(entry, raw=tuple(raw), non_answer=non_answer)


def _change(entry: Entry, value: AnswerValue | None) -> AnswerChange:
    return AnswerChange(entry.code, entry.path, value, entry.based_on, entry.save_key)


def _cannot_reuse(item: Item, entry: Entry, source: Source | None) -> str:
    """Return why the answer elsewhere cannot be used now, "" when it can."""
    if source is None or not can_reuse(item, source):
        return _("Det svaret går inte längre att använda här. Skriv svaret själv.")
    if source.proof != entry.reused:
        return _("Svaret som du ville använda har ändrats. Läs om sidan och titta på det nya.")
    return ""


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


def can_reuse(item: Item, source: Source) -> bool:
    """Tell whether an answer elsewhere can stand as it is here: same kind, unit and options."""
    there = source.item
    if source.action != REUSE or item.kind is not there.kind:
        return False
    if item.unit and there.unit and item.unit != there.unit:
        return False
    if not can_confirm(item, source.value):
        return False
    return not item.kind.has_choices or _same_options(item, there, source.value)


def _same_options(item: Item, there: Item, value: AnswerValue) -> bool:
    """Tell whether the chosen codes say the same thing in both, in every language that both have."""
    here_texts = {choice.code: choice.text for choice in item.choices}
    there_texts = {choice.code: choice.text for choice in there.choices}
    for code in value if isinstance(value, list) else [value]:
        ours, theirs = here_texts[str(code)], there_texts.get(str(code), {})
        shared = ours.keys() & theirs.keys()
        if not shared or any(_plain(ours[x]) != _plain(theirs[x]) for x in shared):
            return False
    return True


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")
