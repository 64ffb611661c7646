"""The questions of a section as blocks that a template can draw without thinking.

Everything of the section is made, also what is hidden now: the script shows it at once when an
answer asks for it, and without script the next page does.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from surveyapp.core import svenska
from surveyapp.core.i18n import current_language
from surveyapp.core.i18n import gettext as _
from surveyapp.questionnaires.rules.compiling import Compiled
from surveyapp.questionnaires.rules.definition import Item, Kind, NonAnswer, SectionDefinition
from surveyapp.questionnaires.rules.state import Failure, FailureKind
from surveyapp.questionnaires.rules.values import show_value
from surveyapp.responses import forms, intake, reuse
from surveyapp.responses.forms import Entry
from surveyapp.responses.pages.words import NOTHING, Shown, Words, shown
from surveyapp.responses.reuse import Source
from surveyapp.responses.rules import AnswerKey, Collision, StoredAnswer
from surveyapp.responses.service import Work

LIST_FROM = 16
"""Options from which a single choice is a list to open instead of buttons."""
CODE_LENGTH = 5
"""Question codes as short as this are shown: other questions refer to them by it."""

_WIDGETS = {
    Kind.LONG_TEXT: "textarea",
    Kind.MULTIPLE: "checkboxes",
    Kind.RANK: "rank",
    Kind.ACKNOWLEDGE: "acknowledge",
}
_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?")
_TYPES = {Kind.DATE: "date", Kind.TIME: "time"}
_INPUT_MODES = {Kind.INTEGER: "decimal", Kind.DECIMAL: "decimal", Kind.YEAR: "numeric"}
_LIST_APPEARANCES = ("minimal", "autocomplete", "search", "dropdown")


@dataclass(slots=True)
class Option:
    """One choice. `place` is its position in a ranking, 0 when it has none."""

    code: str
    text: str
    lang: str
    id: str
    is_chosen: bool
    is_offered: bool
    place: int = 0


@dataclass(slots=True)
class Conflict:
    """Two answers to one question, and whose the other is."""

    theirs: str
    mine: str
    by_name: str
    at: str


@dataclass(slots=True)
class Reuse:
    """An answer that the unit has given elsewhere, which a decision points to."""

    where: str
    question: Shown
    value: str
    stands: str
    """Whose it is and when it was sent in or last saved."""
    how: str
    is_derived: bool
    can_use: bool
    is_used: bool
    """The answer here is the same already."""
    proof: str


@dataclass(slots=True)
class Row:
    """One row of a repeat."""

    path: str
    number: int
    blocks: list[AnyBlock]
    name: str
    """What the remove button posts."""


@dataclass(slots=True)
class Block:
    """A question, note, computed value, group or repeat as it stands now."""

    type: str
    name: str
    """`CODE@path`, shared by all field names."""
    code: str
    path: str
    is_hidden: bool
    text: Shown
    hint: Shown = NOTHING
    definition: Shown = NOTHING
    shown_code: str = ""
    question_id: int | None = None
    widget: str = ""
    input_type: str = "text"
    input_mode: str = ""
    unit: str = ""
    value: str = ""
    non_answer: str = ""
    non_answers: list[tuple[str, str]] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    version: int = 0
    is_fixed: bool = False
    is_optional: bool = False
    error: str = ""
    checks: list[Shown] = field(default_factory=list)
    conflict: Conflict | None = None
    saved_by: str = ""
    last_year: str = ""
    can_confirm: bool = False
    told: list[Shown] = field(default_factory=list)
    reuse: Reuse | None = None
    other: Block | None = None
    items: list[AnyBlock] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    can_add: bool = False
    template: list[AnyBlock] = field(default_factory=list)
    """A row of a repeat as it would be, only made for paper."""
    described_by: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question as finished markup."""

    html: Markup
    type: str = "drawn"


AnyBlock = Block | Drawn

FAILURES = {
    FailureKind.REQUIRED: lambda: _("Frågan behöver ett svar."),
    FailureKind.CONSTRAINT: lambda: _("Svaret stämmer inte med kontrollen. Se över det."),
    FailureKind.TYPE: lambda: _("Svaret har fel form. Svara på nytt."),
    FailureKind.CHOICE: lambda: _("Alternativet gäller inte längre. Välj på nytt."),
}


def failure_text(words: Words, failure: Failure, path: str = "") -> Shown:
    """Return the author's own message, or ours for that kind of objection."""
    return words(failure.message, path) or Shown(FAILURES[failure.kind]())


@dataclass
class Builder:
    """Makes the blocks of one return's sections for one page."""

    work: Work
    last_year: Mapping[AnswerKey, Any] = field(default_factory=dict)
    last_year_label: str = ""
    told: Mapping[int, list[Shown]] = field(default_factory=dict)
    sources: Mapping[AnswerKey, Source] = field(default_factory=dict)
    typed: Mapping[AnswerKey, Entry] = field(default_factory=dict)
    problems: Mapping[AnswerKey, str] = field(default_factory=dict)
    collisions: Mapping[AnswerKey, Collision] = field(default_factory=dict)
    shows_required: bool = False
    is_open: bool = True
    is_paper: bool = False
    draw: Callable[[Item, str], Drawn | None] | None = None
    """Gives a question as finished markup, or None for one that has to be made as a block."""

    def __post_init__(self) -> None:
        self.words = Words(self.work)
        self.language = current_language()
        self.visible = self.work.state.asked | self.work.state.shown
        self.items = self.work.form.compiled.items
        self._saved_by: dict[tuple[str, dt.datetime], str] = {}

    def section(self, section: SectionDefinition) -> list[AnyBlock]:
        """Return the section's blocks in form order."""
        return list(self._blocks(section.items, ""))

    def repeat(self, code: str, path: str = "") -> Block:
        """Return one repeat anew, after its rows have changed."""
        return self._container(self.items[code].item, path)

    def _blocks(self, items: Iterable[Item], path: str) -> Iterator[AnyBlock]:
        for item in items:
            if item.kind.is_container:
                yield self._container(item, path)
            elif item.kind.is_answered:
                drawn = self.draw(item, path) if self.draw is not None else None
                yield drawn or self.question(item, path)
            elif item.kind is Kind.NOTE or (item.kind is Kind.CALCULATE and item.text):
                yield self._shown(item, path)

    def _shown(self, item: Item, path: str) -> Block:
        key = (item.code, path)
        is_note = item.kind is Kind.NOTE
        value = self.work.state.values.get(key)
        return Block(
            "note" if is_note else "computed",
            forms.field_name(key),
            item.code,
            path,
            is_hidden=is_note and key not in self.visible,
            text=self.words(item.text, path),
            hint=self.words(item.hint, path),
            value="" if value is None else computed_text(item, value, self.language),
        )

    def _container(self, item: Item, path: str) -> Block:
        key = (item.code, path)
        block = Block(
            "group",
            forms.field_name(key),
            item.code,
            path,
            is_hidden=key not in self.visible,
            text=self.words(item.text, path),
            hint=self.words(item.hint, path),
        )
        if item.kind is Kind.GROUP:
            block.items = list(self._blocks(item.items, path))
            return block
        block.type = "repeat"
        block.can_add = self.is_open and not item.repeat_count
        if self.is_paper:
            block.template = list(self._blocks(item.items, f"{path}/1".lstrip("/")))
            return block
        for number, own in enumerate(self.work.state.instances.get(key, ()), start=1):
            place = f"{path}/{own}" if path else own
            block.rows.append(
                Row(
                    place,
                    number,
                    list(self._blocks(item.items, place)),
                    forms.field_name((item.code, place)),
                )
            )
        return block

    def question(self, item: Item, path: str) -> Block:
        """Return one question as it stands."""
        key = (item.code, path)
        name = forms.field_name(key)
        compiled = self.items[item.code]
        answer = self.work.answers.get(key)
        question_id = self.work.form.question_ids.get(item.code)
        block = Block(
            "question",
            name,
            item.code,
            path,
            is_hidden=key not in self.visible,
            text=self.words(item.text, path),
            hint=self.words(item.hint, path),
            definition=self.words(item.definition, path),
            shown_code=item.code if len(item.code) <= CODE_LENGTH else "",
            question_id=question_id,
            unit=item.unit,
            version=answer.version if answer else 0,
            is_fixed=intake.is_fixed(compiled),
            is_optional=item.kind in (Kind.TEXT, Kind.LONG_TEXT) and not item.required,
            error=self.problems.get(key, ""),
            told=self.told.get(question_id, []) if question_id is not None else [],
            non_answers=[(a.value, _non_answer_text(a, self.language)) for a in item.allows],
        )
        if not block.text:
            block.text = Shown(item.code)
        self._fill(block, compiled, key)
        self._explain(block, item, key)
        block.saved_by = self.saved_by(answer)
        if item.other_choice and (follow_up := self.items.get(f"{item.code}_other")) is not None:
            block.other = self.question(follow_up.item, path)
            block.other.text = Shown(_("Beskriv annat"))
            block.other.shown_code = ""
        return block

    def _fill(self, block: Block, compiled: Compiled, key: AnswerKey) -> None:
        """Set the control and what stands in it: what was typed, else what is saved."""
        item = compiled.item
        entry = self.typed.get(key)
        if entry is not None and entry.choice != "theirs":
            raw, block.non_answer = list(entry.raw), entry.non_answer
        else:
            answer = self.work.answers.get(key)
            value = self.work.state.values.get(key) if block.is_fixed else None
            if value is None and answer is not None:
                value = answer.value
            raw, block.non_answer = forms.raw_of(item, value, self.language)
        block.widget = _WIDGETS.get(item.kind, "input")
        if item.kind is Kind.SINGLE:
            wants_list = any(word in item.appearance for word in _LIST_APPEARANCES)
            block.widget = "select" if wants_list or len(item.choices) >= LIST_FROM else "radios"
        if item.kind.has_choices:
            self._offer(block, item, key, raw)
            return
        block.value = raw[0] if raw else ""
        block.input_mode = _INPUT_MODES.get(item.kind, "")
        # A browser empties a date field that holds something else: typed faults need a text field.
        block.input_type = "text" if block.error else _TYPES.get(item.kind, "text")

    def _offer(self, block: Block, item: Item, key: AnswerKey, raw: list[str]) -> None:
        offered = self.work.state.choices.get(key)
        codes = None if offered is None else {choice.code for choice in offered}
        places: dict[str, int] = {}
        if item.kind is Kind.RANK:
            for text in raw:
                place, _colon, code = text.partition(":")
                if place.isdigit():
                    places[code] = int(place)
        chosen = set(raw)
        for number, choice in enumerate(item.choices):
            label = self.words(choice.text, key[1])
            block.options.append(
                Option(
                    choice.code,
                    label.text or choice.code,
                    label.lang,
                    f"a-{block.name}-{number}",
                    choice.code in chosen,
                    codes is None or choice.code in codes,
                    places.get(choice.code, 0),
                )
            )

    def _explain(self, block: Block, item: Item, key: AnswerKey) -> None:
        """Set what stands around the control: checks, conflict, last year's answer."""
        for failure in self.work.state.failures.get(key, ()):
            if failure.kind is not FailureKind.REQUIRED or self.shows_required:
                block.checks.append(failure_text(self.words, failure, key[1]))
        collision = self.collisions.get(key)
        if collision is not None:
            block.conflict = conflict_of(item, collision, self.language)
            block.version = collision.their_version
        previous = self.last_year.get(key)
        if previous is not None:
            block.last_year = show_value(item, previous, self.language)
            block.can_confirm = not block.is_fixed and self.can_confirm(item, key)
        if (source := self.sources.get(key)) is not None:
            block.reuse = self._reuse(block, item, key, source)
        identities = ["hint"] if block.hint else []
        identities += ["error"] if block.error else []
        identities += ["unit"] if block.unit else []
        identities += ["checks"]
        block.described_by = " ".join(f"{part}-{block.name}" for part in identities)

    def _reuse(self, block: Block, item: Item, key: AnswerKey, source: Source) -> Reuse:
        answer = self.work.answers.get(key)
        can_use = not block.is_fixed and intake.can_reuse(item, source)
        is_used = can_use and answer is not None and answer.value == source.value
        day = svenska.date(source.at)
        stands = (
            _("%(unit)s, inskickat %(date)s", unit=source.unit, date=day)
            if source.is_sent
            else _("%(unit)s, sparat %(date)s men inte inskickat än", unit=source.unit, date=day)
        )
        unit = source.item.unit
        value = show_value(source.item, source.value, self.language)
        return Reuse(
            where=_("%(code)s i %(where)s", code=source.item.code, where=reuse.where(source)),
            question=shown(source.item.text),
            value=f"{value} {unit}" if unit else value,
            stands=stands,
            how=source.how,
            is_derived=source.action == reuse.DERIVE,
            can_use=can_use and self.is_open,
            is_used=is_used,
            proof=source.proof,
        )

    def saved_by(self, answer: StoredAnswer | None) -> str:
        """Return who gave an answer and when, in words; "" when it is blank."""
        if answer is None or answer.value is None:
            return ""
        saved = (answer.updated_by_name, answer.updated_at)
        if saved not in self._saved_by:  # a page saved with the button has one moment
            self._saved_by[saved] = _who(*saved)
        return self._saved_by[saved]

    def can_confirm(self, item: Item, key: AnswerKey) -> bool:
        """Tell whether the answer of last year can be given again with one click."""
        previous, answer = self.last_year.get(key), self.work.answers.get(key)
        return (
            previous is not None
            and self.is_open
            and (answer is None or answer.value != previous)
            and intake.can_confirm(item, previous)
        )


def _non_answer_text(kind: NonAnswer, language: str) -> str:
    return show_value(Item("", Kind.TEXT), {"non_answer": kind.value}, language)


def conflict_of(item: Item, collision: Collision, language: str) -> Conflict:
    """Return a collision in words."""
    blank = _("inget svar")
    return Conflict(
        theirs=show_value(item, collision.theirs, language) or blank,
        mine=show_value(item, collision.mine, language) or blank,
        by_name=collision.by_name,
        at=svenska.datetime(dt.datetime.fromisoformat(collision.at)) if collision.at else "",
    )


def _who(name: str, at: dt.datetime) -> str:
    return _("%(name)s, %(time)s", name=name, time=svenska.datetime(at))


def computed_text(item: Item, value: Any, language: str) -> str:
    """Return a computed value as read; a calculation has no kind of its own, but may be a number."""
    if isinstance(value, str) and _PLAIN_NUMBER.fullmatch(value):
        return svenska.number(Decimal(value), None, language)
    return show_value(item, value, language)
