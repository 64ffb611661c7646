"""The state of a form with its answers, and what differs between two states."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveyapp.questionnaires.rules.definition import Choice, Texts
from surveyapp.questionnaires.rules.values import AnswerValue

AnswerKey = tuple[str, str]
"""(item code, repeat path): "" outside repeats, "a1" in an instance, "a1/b2" in a nested one."""

Answers = Mapping[AnswerKey, AnswerValue]
Instances = Mapping[tuple[str, str], Sequence[str]]
"""(repeat code, path of the instance around it) -> the keys of its instances, in order."""


class FailureKind(enum.StrEnum):
    """Why an answer, or its absence, is not accepted."""

    REQUIRED = "required"
    CONSTRAINT = "constraint"
    TYPE = "type"
    CHOICE = "choice"


@dataclass(frozen=True)
class Failure:
    """One objection; `message` is the author's own words, empty when there are none."""

    kind: FailureKind
    message: Texts


@dataclass(frozen=True)
class FormState:
    """The form with its answers taken into account.

    `asked`: visible questions. `shown`: visible notes, groups and repeats. `sections`: visible
    sections in order. `values`: computed values (a blank one is left out). `choices`: what a
    filter leaves, for visible questions that have one. `instances`: (repeat, path) -> keys.
    """

    asked: frozenset[AnswerKey]
    shown: frozenset[AnswerKey]
    sections: tuple[str, ...]
    values: Mapping[AnswerKey, AnswerValue]
    failures: Mapping[AnswerKey, tuple[Failure, ...]]
    choices: Mapping[AnswerKey, tuple[Choice, ...]]
    instances: Mapping[tuple[str, str], tuple[str, ...]]


@dataclass(frozen=True)
class StateChange:
    """What one save changed. Keys are in form order only within the mapping they come from.

    `computed` maps to None where a computed value went blank, `failures` to () where all is well
    again. `choices` are new lists for questions that are visible and filtered.
    """

    shown: tuple[AnswerKey, ...]
    hidden: tuple[AnswerKey, ...]
    computed: Mapping[AnswerKey, AnswerValue | None]
    failures: Mapping[AnswerKey, tuple[Failure, ...]]
    sections_shown: tuple[str, ...]
    sections_hidden: tuple[str, ...]
    choices: Mapping[AnswerKey, tuple[Choice, ...]]


def diff(before: FormState, after: FormState) -> StateChange:
    """Return what differs between two states of the same form."""
    old, new = before.asked | before.shown, after.asked | after.shown
    return StateChange(
        shown=tuple(sorted(new - old)),
        hidden=tuple(sorted(old - new)),
        computed={
            key: after.values.get(key)
            for key in sorted(before.values.keys() | after.values.keys())
            if before.values.get(key) != after.values.get(key)
        },
        failures={
            key: after.failures.get(key, ())
            for key in sorted(before.failures.keys() | after.failures.keys())
            if before.failures.get(key, ()) != after.failures.get(key, ())
        },
        sections_shown=tuple(s for s in after.sections if s not in before.sections),
        sections_hidden=tuple(s for s in before.sections if s not in after.sections),
        choices={
            key: choices
            for key, choices in after.choices.items()
            if before.choices.get(key) != choices
        },
    )
