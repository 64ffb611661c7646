"""A question that was taken out of a form comes back to the place it had."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from surveyapp.questionnaires.rules.definition import FormDefinition, Item

Outline = Mapping[str, Sequence[str]]
"""Codes in form order: `sections`, and `items` of all sections."""


def outline(form: FormDefinition) -> dict[str, list[str]]:
    return {"sections": [s.code for s in form.sections], "items": [i.code for i in form.walk()]}


def only(form: FormDefinition, code: str) -> FormDefinition:
    """Return the form with nothing but one question, and the section and groups that it lies in."""
    sections = [replace(s, items=_only(s.items, code)) for s in form.sections]
    return replace(form, sections=tuple(s for s in sections if s.items))


def _only(items: Sequence[Item], code: str) -> tuple[Item, ...]:
    for item in items:
        if item.code == code:
            return (item,)
        if inside := _only(item.items, code):
            return (replace(item, items=inside),)
    return ()


def put_back(form: FormDefinition, taken: FormDefinition, order: Outline) -> FormDefinition:
    """Return the form with the question that `taken` holds, as `only` gave it.

    `order` is the outline of a form that had all that this one has and the question.
    """
    (section,) = taken.sections
    if all(s.code != section.code for s in form.sections):
        at = _place((s.code for s in form.sections), section.code, order["sections"])
        return replace(form, sections=(*form.sections[:at], section, *form.sections[at:]))
    sections = [
        replace(s, items=_merged(s.items, section.items[0], order["items"]))
        if s.code == section.code
        else s
        for s in form.sections
    ]
    return replace(form, sections=tuple(sections))


def _merged(items: tuple[Item, ...], back: Item, order: Sequence[str]) -> tuple[Item, ...]:
    """Return the items with one more; into its own group, when that is still there."""
    if all(item.code != back.code for item in items):
        at = _place((item.code for item in items), back.code, order)
        return (*items[:at], back, *items[at:])
    return tuple(
        replace(item, items=_merged(item.items, back.items[0], order))
        if item.code == back.code
        else item
        for item in items
    )


def _place(codes: Iterable[str], code: str, order: Sequence[str]) -> int:
    """Return where among some codes one more belongs."""
    return sum(order.index(other) < order.index(code) for other in codes)
