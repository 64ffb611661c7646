"""What a decision about a question does to the form that asks it."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from surveyapp.questionnaires.rules.compiling import FormProblems
from surveyapp.questionnaires.rules.definition import FormDefinition, Item, SectionDefinition, Texts
from surveyapp.questionnaires.rules.evaluation import CompiledForm

DROP = "drop"


class CarriedState(enum.StrEnum):
    """What became in a draft of an action that was decided."""

    NOTED = "noted"
    """The question stays; the officer or the next editor sees what was decided."""
    WAITING = "waiting"
    """The question is still asked although it is to be dropped: the draft came from a file."""
    DONE = "done"
    KEPT = "kept"
    """Somebody kept the question in this draft in spite of the decision, with a reason."""
    WITHDRAWN = "withdrawn"
    """The decision was taken back before the version was published, and asks for nothing."""
    MISSING = "missing"
    """The question is gone from the draft, but the decision was taken back. Never published so."""


def state_now(stored: str, *, is_in_force: bool, is_to_go: bool) -> str:
    """Return what an entry of a draft means today.

    `is_in_force` says that its decision still stands, `is_to_go` that some decision still drops the
    question.
    """
    if is_in_force:
        return stored
    if stored == CarriedState.DONE.value and not is_to_go:
        return CarriedState.MISSING.value
    return CarriedState.WITHDRAWN.value


def codes_now(carried: Iterable[Mapping[str, Any]], state: CarriedState) -> list[str]:
    """Return the questions with an entry in this state, in form order; one may have several."""
    return list(dict.fromkeys(e["code"] for e in carried if e["now"] == state.value))


def without(form: FormDefinition, code: str) -> FormDefinition:
    """Return the form without a question; groups and sections that it leaves empty go with it.

    Raises:
        KeyError: the form does not ask it.
    """
    if all(item.code != code for item in form.questions()):
        raise KeyError(code)
    sections = []
    for section in form.sections:
        items = _without(section.items, code)
        if items:
            sections.append(replace(section, items=items))
    return replace(form, sections=tuple(sections))


def _without(items: tuple[Item, ...], code: str) -> tuple[Item, ...]:
    left = []
    for item in items:
        if item.code == code:
            continue
        if item.kind.is_container:
            inside = _without(item.items, code)
            if item.items and not inside:
                continue
            left.append(replace(item, items=inside))
        else:
            left.append(item)
    return tuple(left)


def needed_by(form: FormDefinition, code: str) -> list[str]:
    """Return the codes of the items whose rules read the answer to this question, in form order.

    "" stands for the form itself, when nothing else would be left to ask.
    """
    rest = without(form, code)
    if not any(rest.questions()):
        return [""]
    try:
        CompiledForm.compile(rest)
    except FormProblems as problems:
        return list(dict.fromkeys(problem.code for problem in problems.problems))
    return []


def with_texts(
    form: FormDefinition, code: str, *, text: Texts, hint: Texts, definition: Texts
) -> FormDefinition:
    """Return the form with a question said in other words; nothing else of it changes.

    Raises:
        KeyError: the form has no such item.
    """
    if all(item.code != code for item in form.walk()):
        raise KeyError(code)

    def changed(item: Item) -> Item:
        if item.code == code:
            return replace(item, text=text, hint=hint, definition=definition)
        return replace(item, items=tuple(changed(i) for i in item.items)) if item.items else item

    def changed_section(section: SectionDefinition) -> SectionDefinition:
        return replace(section, items=tuple(changed(i) for i in section.items))

    return replace(form, sections=tuple(changed_section(s) for s in form.sections))
