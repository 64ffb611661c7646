"""What the server answers the saving script: what was saved, and what that changed on the page."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from surveyapp.core import svenska
from surveyapp.core.i18n import current_language
from surveyapp.questionnaires.rules.definition import Item, Kind
from surveyapp.questionnaires.rules.state import FailureKind, FormState, diff
from surveyapp.responses import forms
from surveyapp.responses.intake import Intake
from surveyapp.responses.pages.blocks import computed_text, conflict_of, failure_text
from surveyapp.responses.pages.frame import section_links
from surveyapp.responses.pages.words import Words
from surveyapp.responses.rules import AnswerKey
from surveyapp.responses.service import Work


def build(work: Work, taken: Intake, section_code: str, marked: Collection[str]) -> dict[str, Any]:
    """Return the body of the reply.

    `shown` and `hidden` are `CODE@path` of blocks, `computed` and `checks` go by the same name
    (checks that fell away are empty), `sections` are the sections shown now, in order.
    """
    outcome, language = taken.outcome, current_language()
    before = outcome.before or work.state
    change = diff(before, work.state)
    words, items = Words(work), work.form.compiled.items
    links, _progress = section_links(work, marked, current=section_code)
    return {
        "saved": [_saved(work, taken, saved, language) for saved in outcome.saved],
        "problems": [
            {"code": code, "path": path, "message": message}
            for (code, path), message in taken.problems.items()
        ],
        "collisions": [_collision(work, taken, key, language) for key in taken.collisions],
        "shown": [forms.field_name(key) for key in change.shown],
        "hidden": [forms.field_name(key) for key in change.hidden],
        "computed": {
            forms.field_name(key): ""
            if value is None
            else computed_text(items[key[0]].item, value, language)
            for key, value in change.computed.items()
        },
        "checks": {
            forms.field_name(key): [
                failure_text(words, failure, key[1]).text
                for failure in failures
                if failure.kind is not FailureKind.REQUIRED
            ]
            for key, failures in change.failures.items()
        },
        "choices": {
            forms.field_name(key): [choice.code for choice in choices]
            for key, choices in change.choices.items()
        },
        "notes": _notes(work, words, section_code),
        "sections": [
            {"code": link.code, "label": link.label, "url": link.url, "state": link.state}
            for link in links
        ],
        "ready": section_code in marked,
        "saved_at": svenska.clock_time(outcome.at),
        "html": {},
    }


def _saved(work: Work, taken: Intake, saved: Any, language: str) -> dict[str, Any]:
    key = (saved.code, saved.path)
    answer = work.answers.get(key)
    body: dict[str, Any] = {"code": saved.code, "path": saved.path, "version": saved.version}
    if answer is not None:
        body["by"] = answer.updated_by_name
        body["at"] = svenska.datetime(answer.updated_at)
    item = work.form.compiled.items[saved.code].item
    entry = taken.entries.get(key)
    differs = key not in taken.wanted or saved.value != taken.wanted[key]
    if differs or (entry is not None and (entry.is_confirmed or entry.reused)):
        body["raw"], body["non_answer"] = forms.raw_of(item, saved.value, language)
    return body


def _collision(work: Work, taken: Intake, key: AnswerKey, language: str) -> dict[str, Any]:
    collision = taken.collisions[key]
    item = work.form.compiled.items[key[0]].item
    conflict = conflict_of(item, collision, language)
    raw, non_answer = forms.raw_of(item, collision.theirs, language)
    return {
        "code": key[0],
        "path": key[1],
        "version": collision.their_version,
        "by": conflict.by_name,
        "at": conflict.at,
        "theirs": conflict.theirs,
        "mine": conflict.mine,
        "raw": raw,
        "non_answer": non_answer,
    }


def _notes(work: Work, words: Words, section_code: str) -> dict[str, str]:
    """Return the section's notes that quote answers, as they read now."""
    found = {}
    for section in work.form.definition.sections:
        if section.code == section_code:
            for item in section.walk():
                if item.kind is Kind.NOTE and any("${" in t for t in item.text.values()):
                    for code, path in work.state.shown:
                        if code == item.code:
                            found[forms.field_name((code, path))] = words(item.text, path).text
    return found


def changed_repeats(work: Work, taken: Intake, section_code: str) -> list[str]:
    """Return the outermost repeats of the section whose rows, or rows within, have changed."""
    before: FormState = taken.outcome.before or work.state
    if before.instances == work.state.instances:
        return []
    names = []
    for section in work.form.definition.sections:
        if section.code == section_code:
            for item in _outermost(section.items):
                codes = {inner.code for inner in item.walk()}
                old = {k: v for k, v in before.instances.items() if k[0] in codes}
                new = {k: v for k, v in work.state.instances.items() if k[0] in codes}
                if old != new:
                    names.append(forms.field_name((item.code, "")))
    return names


def _outermost(items: Iterable[Item]) -> Iterable[Item]:
    for item in items:
        if item.kind is Kind.REPEAT:
            yield item
        elif item.kind is Kind.GROUP:
            yield from _outermost(item.items)
