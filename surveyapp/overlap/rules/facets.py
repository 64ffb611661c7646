"""What a question is about, part by part, each with the characters it was read from.

Every reading names its source, so that a person can see why two questions were held apart.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from surveyapp.overlap.rules.periods import Period

NAMES = (
    "period",
    "age",
    "sex",
    "counted",
    "measure",
    "population",
    "area",
    "provider",
    "actor",
    "law",
    "direction",
    "follow_up",
    "limit",
    "breakdown",
    "options",
    "level",
)
"""The facets, in the order in which they are shown."""

SHOWN_ONLY = frozenset(("actor",))
"""Facets that settle nothing: "the municipality" and "the board" are often the same."""


class Relation(enum.StrEnum):
    """How two values of one facet relate, ours first."""

    SAME = "same"
    INSIDE = "inside"
    """Ours can be found in theirs."""
    OUTSIDE = "outside"
    """Theirs is a part of ours."""
    CONFLICT = "conflict"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reading:
    """One facet's value, where it stood, and in which of the question's fields."""

    value: tuple[Any, ...]
    start: int
    end: int
    source: str
    read: str
    """The characters themselves."""
    detail: tuple[str, ...] = ()
    """What is said more closely: the sections of a law."""

    @classmethod
    def cut(
        cls,
        value: tuple[Any, ...],
        place: tuple[int, int],
        source: str,
        where: str,
        detail: tuple[str, ...] = (),
    ) -> Reading:
        """Return the reading that stands at a place (start, end) of the text `where`."""
        start, end = place
        return cls(value, start, end, source, where[start:end].strip(), detail)


Keep = Callable[..., None]
"""Takes a reading for the facets: name, value, place, source, the text it stands in, detail."""


@dataclass(frozen=True)
class Described:
    """One question, ours or the bank's, with all that is known of it.

    `context` is what stands around it and is no part of the question: section, area, what "these"
    points back to. `scale` is how it is answered, in words or as a kind of answer.
    """

    key: int
    texts: dict[str, str]
    definitions: dict[str, str] = field(default_factory=dict)
    contexts: dict[str, str] = field(default_factory=dict)
    area: str = ""
    unit: str = ""
    population: str = ""
    reference_time: str = ""
    scale: str = ""
    level: str = ""
    """Who it is answered for where the text does not say: `unit`, `person`, or "" for the municipality."""
    options: tuple[str, ...] = ()
    """Answer options in order, in the language of `language()`, where they are stated one by one."""
    answer: str = ""
    """The kind of answer as a file states it, for where there is neither a scale nor options."""
    breakdowns: str = ""
    legal_basis: str = ""
    collection_time: str = ""
    """What its collection says of time as a whole; heeded where the question itself names no time."""
    collection_population: str = ""
    ended: str = ""
    """The last year it was asked, "" while it is still asked."""
    group: str = ""
    """The collection, for a bank question."""

    def language(self) -> str:
        """Return the language it is read in: Swedish before English before any other."""
        return next((c for c in ("sv", "en") if self.texts.get(c)), next(iter(self.texts), "sv"))

    def answered(self) -> str:
        """Return how it is answered: the scale, else the options, else the kind of answer."""
        return self.scale or " / ".join(self.options) or self.answer


@dataclass(frozen=True)
class Facets:
    """All readings of one question in one language; values are the same whatever the language."""

    readings: dict[str, Reading]
    periods: tuple[Period, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    """Of the text: characters that a time, an age or a limit was read from."""
    ages: tuple[tuple[int, int], ...] = ()
    """All spans of age that are named."""
    limits: tuple[tuple[int | str, ...], ...] = ()
    """All thresholds."""
    numbers: frozenset[str] = frozenset()
    """Numbers that no facet has read: a class of damage, a year in school."""
    stems: frozenset[str] = frozenset()
    """Of all its words, to see whether what one denies the other affirms."""
    language: str = "sv"
    beside: dict[str, Reading] = field(default_factory=dict)
    """Of facets that the question itself does not state: what its collection says of all its questions,
    or what is told for another purpose. It never narrows a question: a time or an age may be in
    conflict, of the others only that they agree says something."""
    number: int = field(default=0, compare=False)
    """By which this process remembers what was found of it (`remembering`); 0 when it does not."""
