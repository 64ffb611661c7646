"""What decided actions save of measured time; figures that may not be shown stay out of every sum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from surveyapp.burden.rules import Method
from surveyapp.overlap.rules.decisions import Action
from surveyapp.overlap.rules.elements import Asker

SECONDS_PER_HOUR = 3600

ORDER = (Action.DROP, Action.REUSE, Action.DERIVE)
"""Actions that save time, the one that saves most first: a question with several is counted once."""

KEPT = "kept"
"""Why a line has no hours: somebody set the action aside in a version."""

RANK = MappingProxyType({action: place for place, action in enumerate(ORDER)})


@dataclass(frozen=True, slots=True)
class Measured:
    """A question's line in the newest snapshot that has it."""

    year: int
    hours: float | None
    """For all municipalities together; None where `hidden` says why."""
    hidden: str
    """`few`, `shield`, `unmeasured`, or ""."""
    units: float
    """Municipalities that are asked the question, of all that there are."""
    words: int
    """What a person reads of the question."""
    kronor_per_hour: float | None
    is_fictional: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """One confirmed decision in force that saves time at a question."""

    question_id: int
    action: Action
    source: Asker
    """Where the answer already is."""
    candidate_id: int
    decision_id: int
    is_kept: bool = False
    """Set aside in the newest version that knows of it, so that it saves nothing for now."""


@dataclass(frozen=True, slots=True)
class Line:
    """One question, counted once, with what the strongest decision that is not kept aside saves."""

    question_id: int
    action: Action
    source: Asker
    candidate_id: int
    also: tuple[Asker, ...]
    """Other sources with a decision about the same question; nothing more is saved by them."""
    hours: float | None
    kronor: float | None
    hidden: str
    """Why there are no hours; `unmeasured` where no snapshot has the question, or `KEPT`."""
    year: int | None
    is_fictional: bool

    @property
    def is_at_most(self) -> bool:
        """True where the officer still reads the question and confirms."""
        return self.action is not Action.DROP


@dataclass(frozen=True, slots=True)
class Sum:
    """Lines taken together; `questions` are all of them, `counted` those with a figure."""

    questions: int
    counted: int
    hours: float
    kronor: float | None
    """None where any counted question lacks its cost."""


def least_hours(measured: Measured) -> float:
    """Return what all municipalities need only to read the question: words at the fastest reading.

    Source: domain rule 8, the same least time as the estimation of burden uses.
    """
    return measured.units * measured.words / Method().words_per_second / SECONDS_PER_HOUR


def saved_hours(action: Action, measured: Measured) -> float | None:
    """Return the hours a year that an action saves, at most; None where it is not known or none.

    Dropping saves all of the question's time, reuse and derivation what lies above reading it.
    """
    if action not in RANK or measured.hours is None:
        return None
    if action is Action.DROP:
        return measured.hours
    return max(0.0, measured.hours - least_hours(measured))


def lines(decided: Iterable[Decided], measured: Mapping[int, Measured]) -> list[Line]:
    """Return one line per question, most hours first, those without a figure last."""
    by_question: dict[int, list[Decided]] = {}
    for decision in decided:
        if decision.action in RANK:
            by_question.setdefault(decision.question_id, []).append(decision)
    found = [_line(decisions, measured.get(key)) for key, decisions in by_question.items()]
    return sorted(
        found, key=lambda line: (line.hours is None, -(line.hours or 0.0), line.question_id)
    )


def _line(decisions: Sequence[Decided], measured: Measured | None) -> Line:
    first, *rest = sorted(decisions, key=lambda d: (d.is_kept, RANK[d.action], d.decision_id))
    hours = saved_hours(first.action, measured) if measured and not first.is_kept else None
    hidden = measured.hidden if measured else "unmeasured"
    rate = measured.kronor_per_hour if measured else None
    return Line(
        first.question_id,
        first.action,
        first.source,
        first.candidate_id,
        tuple(dict.fromkeys(d.source for d in rest if d.source != first.source)),
        hours,
        hours * rate if hours is not None and rate is not None else None,
        KEPT if first.is_kept else hidden,
        measured.year if measured else None,
        measured.is_fictional if measured else False,
    )


def total(chosen: Sequence[Line]) -> Sum:
    """Return the sum of the lines; those without a figure are counted and add nothing."""
    counted = [line for line in chosen if line.hours is not None]
    costs = [line.kronor for line in counted]
    known = [cost for cost in costs if cost is not None]
    return Sum(
        len(chosen),
        len(counted),
        sum(line.hours or 0.0 for line in counted),
        sum(known) if len(known) == len(costs) else None,
    )


def by_action(found: Sequence[Line]) -> dict[Action, Sum]:
    """Return the sum of each action that occurs, in the order of `ORDER`."""
    return {
        action: total([line for line in found if line.action is action])
        for action in ORDER
        if any(line.action is action for line in found)
    }


def by_source(found: Sequence[Line]) -> dict[Asker, Sum]:
    """Return the sum of each source, most hours first; they add up to the whole."""
    sums = {
        source: total([line for line in found if line.source == source])
        for source in dict.fromkeys(line.source for line in found)
    }
    return dict(sorted(sums.items(), key=lambda entry: (-entry[1].hours, entry[0])))
