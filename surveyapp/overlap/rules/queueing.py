"""Which pairs wait, in what order they are read, and where the random ones stand among them.

The order is the hours that a decision could save: how likely the pair is to overlap, times what the
answer took in all municipalities together in the newest calculation of burden.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from surveyapp.overlap.rules.sampling import is_drawn

WEIGHTS = MappingProxyType(
    {"same": 1.0, "derivable": 0.9, "cannot_tell": 0.5, "related": 0.1, "unrelated": 0.05}
)
"""How much of a question's time a proposal puts at stake where no model has read the pair."""

SETTLED = 0.1
"""The same for a pair that a model read and that facets or model call related or unrelated."""

LIKELY = 0.4
"""Score under which a pair is shown only to those who ask for weak ones too. With the demo's bank and
Kolada's, some 180 of 1 000 pairs are likely, and 17 of the 22 that are known to overlap are among them."""

FAR = frozenset({"related", "unrelated"})
"""Proposals that a person need not look at; a random few are shown all the same."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the order of the queue needs to know of one pair; the texts are read for a page at a time."""

    id: int
    question_id: int
    other: tuple[str, int]
    """("bank" or "question", id) of the other side."""
    source: str
    """Code of the collection or questionnaire on the other side."""
    proposal: str
    score: float
    probability: float | None
    hours: float | None
    """What the answer to our question takes in all municipalities together; None when not measured."""
    state: str = ""
    """State of the newest decision, "" when there is none."""
    is_changed: bool = False
    """A text changed after the decision, so that it must be looked at again."""
    is_new_edition: bool = False
    is_drawn: bool = False
    """Drawn at random when it was found; also true by `sampling.is_drawn`."""

    @property
    def ours(self) -> tuple[int, ...]:
        """Ids of the questions of ours in the pair: one, or both sides."""
        kind, number = self.other
        return (self.question_id, number) if kind == "question" else (self.question_id,)

    @property
    def likelihood(self) -> float:
        """How likely the pair is thought to overlap, 0-1."""
        return self.score if self.probability is None else self.probability

    @property
    def is_low(self) -> bool:
        """True for a pair that would not be shown for its own sake."""
        return self.proposal in FAR or self.likelihood < LIKELY

    @property
    def is_sample(self) -> bool:
        return self.is_low and (self.is_drawn or is_drawn(self.question_id, *self.other))

    @property
    def is_undecided(self) -> bool:
        """True when nothing is decided, a second person refused it, or a text has changed since."""
        return self.state in ("", "refused") or self.is_changed

    @property
    def is_queued(self) -> bool:
        """True for what a person is asked to look at: likely, drawn at random, or to be looked at again."""
        if self.is_new_edition or not self.is_undecided:
            return False
        return not self.is_low or self.is_sample or bool(self.state)

    @property
    def saved_hours(self) -> float:
        return expected_hours(self.proposal, self.score, self.hours, self.probability)


def is_likely(proposal: str, score: float, probability: float | None = None) -> bool:
    """True for a pair that a person should look at: it may save something and is not far-fetched."""
    return proposal not in FAR and (score if probability is None else probability) >= LIKELY


def expected_hours(
    proposal: str, score: float, hours: float | None, probability: float | None = None
) -> float:
    """Return the hours a decision could save in a year; 0 where the answer's time is not measured."""
    if probability is None:
        return WEIGHTS.get(proposal, 0.1) * score * (hours or 0.0)
    return (SETTLED if proposal in FAR else 1.0) * probability * (hours or 0.0)


def ordered(pairs: Iterable[Waiting]) -> list[Waiting]:
    """Return the pairs as they should be read: hours first, the random ones spread evenly among them."""
    ranked = sorted(pairs, key=lambda p: (-p.saved_hours, -p.likelihood, p.id))
    samples = [p for p in ranked if p.is_sample and p.is_queued]
    drawn = {p.id for p in samples}
    return spread([p for p in ranked if p.id not in drawn], _shuffled(samples))


LEAST_GAP = 2.0
"""Pairs that are worth reading between two random ones, at least."""


def spread(rest: Sequence[Waiting], samples: Sequence[Waiting]) -> list[Waiting]:
    """Return both, the samples at even distances among those that are queued, and never so close
    that they crowd them out: what is over comes last.

    A reviewer who stops halfway has then read about half of the samples, where they are fewer.
    """
    queued = [p for p in rest if p.is_queued]
    if not samples:
        return list(rest)
    gap = max(LEAST_GAP, len(queued) / (len(samples) + 1))
    after = [round((n + 1) * gap) for n in range(len(samples))]
    found: list[Waiting] = []
    place = given = 0
    for pair in rest:
        while given < len(samples) and after[given] <= place and pair.is_queued:
            found.append(samples[given])
            given += 1
        found.append(pair)
        place += pair.is_queued
    return [*found, *samples[given:]]


def _shuffled(samples: Sequence[Waiting]) -> list[Waiting]:
    """In an order that has nothing to do with the score, the same every time."""
    return sorted(samples, key=lambda p: (p.id * 2654435761 % 2**32, p.id))


@dataclass(frozen=True, slots=True)
class Place:
    """Where one pair stands among those that wait."""

    number: int
    """1 for the first; 0 when the pair does not wait."""
    total: int
    following: int | None
    previous: int | None


def place(order: Sequence[int], waiting: Iterable[int], current: int) -> Place:
    """Return what comes before and after a pair among those that wait; the ends meet.

    `order` are the ids of all pairs in the queue's order, decided ones too, so that the one that was
    just decided still has a place.
    """
    passing = set(waiting)
    line = [i for i in order if i in passing]
    others = [i for i in order if i in passing and i != current]
    if not others:
        return Place(1 if current in passing else 0, len(line), None, None)
    at = order.index(current) if current in order else len(order)
    rank = {i: n for n, i in enumerate(order)}
    later = [i for i in others if rank[i] > at]
    earlier = [i for i in others if rank[i] < at]
    number = line.index(current) + 1 if current in passing else 0
    return Place(
        number,
        len(line),
        later[0] if later else others[0],
        earlier[-1] if earlier else others[-1],
    )
