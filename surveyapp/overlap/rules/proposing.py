"""What is proposed for a pair, how likely it is to save work, and why, in keys that pages word.

Similarity finds pairs, facets decide: two questions that differ in time, age, what is counted, who
they are about, law or direction are never proposed as the same, however alike their words are.
Where neither words nor facets settle it, nothing is claimed: a person must read both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveyapp.overlap.rules.comparing import (
    FacetComparison,
    WordComparison,
    compare_facets,
    compare_words,
)
from surveyapp.overlap.rules.facets import Described, Facets, Reading
from surveyapp.overlap.rules.periods import Relation
from surveyapp.overlap.rules.text import Lexicon

SAME, DERIVABLE, RELATED, CANNOT_TELL = "same", "derivable", "related", "cannot_tell"

MUST_AGREE = ("period", "age")
"""Facets that, stated on one side only, keep a pair from being proposed as the same."""

MUST_EQUAL = ("population", "area", "law", "direction")
"""Facets that, where both texts state them, must say exactly the same."""

SAME_COVERAGE = 0.75
"""Share of the heavier words' weight that must be said by both for "the same"; chosen on the demo's
and Kolada's pairs so that no pair known to differ passes. One rare word alone is enough to fail."""

ONE_SIDED_COVERAGE = 0.35
"""The same share for "can be worked out", where one text only says more than the other."""

AGREES, DIFFERS, PARTLY = 0.05, 0.08, 0.03
"""What a facet that agrees adds to the score, one that differs takes away, and containment adds."""


ENDED = 0.15
"""What the score loses where the other question is no longer asked."""


@dataclass(frozen=True)
class Assessment:
    """Everything that a card shows of one pair."""

    proposal: str
    score: float
    """How much the pair is worth looking at, 0-1; not a probability."""
    similarity: float
    facets: tuple[FacetComparison, ...]
    words: WordComparison
    reasons: tuple[tuple[str, dict[str, Any]], ...]
    language: str

    def as_json(self) -> dict[str, Any]:
        """Return the evidence as it is stored with a candidate."""
        return {
            "proposal": self.proposal,
            "similarity": round(self.similarity, 4),
            "language": self.language,
            "words": [{"stem": s, "weight": w} for s, w in self.words.shared],
            "only_ours": list(self.words.only_ours),
            "only_theirs": list(self.words.only_theirs),
            "facets": [
                {
                    "name": f.name,
                    "ours": _reading_json(f.ours),
                    "theirs": _reading_json(f.theirs),
                    "agrees": f.relation.value,
                }
                for f in self.facets
            ],
            "reasons": [{"key": key, "params": params} for key, params in self.reasons],
        }


def _reading_json(reading: Reading | None) -> dict[str, Any] | None:
    if reading is None:
        return None
    return {
        "value": list(reading.value),
        "read": reading.read,
        "source": reading.source,
        "start": reading.start,
        "end": reading.end,
    }


def assess(
    ours: Described,
    theirs: Described,
    similarity: float,
    *,
    language: str,
    weights: Mapping[str, float],
    lexicon: Lexicon,
    our_facets: Facets,
    their_facets: Facets,
) -> Assessment:
    """Return the proposal for one pair with its evidence."""
    facets = compare_facets(our_facets, their_facets)
    found = compare_words(
        ours.texts.get(language, ""),
        theirs.texts.get(language, ""),
        language,
        weights,
        lexicon,
        our_spans=our_facets.spans,
        their_spans=their_facets.spans,
    )
    proposal = propose(facets, found)
    if theirs.ended and proposal in (SAME, DERIVABLE):
        proposal = RELATED
    return Assessment(
        proposal=proposal,
        score=_score(similarity - (ENDED if theirs.ended else 0.0), facets, proposal),
        similarity=similarity,
        facets=tuple(facets),
        words=found,
        reasons=(*_ended(theirs), *_reasons(proposal, facets, found)),
        language=language,
    )


def propose(facets: Sequence[FacetComparison], found: WordComparison) -> str:
    """Return same, derivable, related or cannot_tell."""
    relations = {f.name: f.relation for f in facets}
    if Relation.CONFLICT in relations.values():
        return RELATED
    weaker = min(found.ours_covered, found.theirs_covered)
    contained = [f for f in facets if f.relation in (Relation.INSIDE, Relation.OUTSIDE)]
    if contained:
        is_close = weaker >= SAME_COVERAGE or (
            not _is_swapped(found) and weaker >= ONE_SIDED_COVERAGE
        )
        if any(f.relation is Relation.OUTSIDE for f in contained):
            return RELATED
        is_stated_once = any(f.name == "age" and _is_one_sided(f) for f in facets)
        return DERIVABLE if is_close and not is_stated_once else CANNOT_TELL
    if _is_same(facets, found, weaker):
        return SAME
    return CANNOT_TELL


def _is_same(facets: Sequence[FacetComparison], found: WordComparison, weaker: float) -> bool:
    if found.numbers_differ:
        return False
    for facet in facets:
        one_sided = _is_one_sided(facet)
        is_stated = facet.relation is Relation.UNKNOWN and facet.name in MUST_AGREE
        if is_stated and one_sided:
            return False
        if facet.relation is Relation.UNKNOWN and facet.name in MUST_EQUAL and not one_sided:
            return False
    if found.is_identical:
        return True
    return not _is_swapped(found) and weaker >= SAME_COVERAGE and bool(found.shared)


def _is_one_sided(facet: FacetComparison) -> bool:
    return (facet.ours is None) != (facet.theirs is None)


def _is_swapped(found: WordComparison) -> bool:
    """A word put in the place of another changes the question; a word more only narrows it."""
    return bool(found.only_ours) and bool(found.only_theirs)


def _score(similarity: float, facets: Sequence[FacetComparison], proposal: str) -> float:
    score = similarity
    for facet in facets:
        if facet.relation is Relation.SAME and facet.ours is not None:
            score += AGREES
        elif facet.relation is Relation.CONFLICT:
            score -= DIFFERS
        elif facet.relation in (Relation.INSIDE, Relation.OUTSIDE):
            score += PARTLY
    score += {SAME: 0.15, DERIVABLE: 0.05}.get(proposal, 0.0)
    return round(min(1.0, max(0.0, score)), 4)


def _ended(theirs: Described) -> list[tuple[str, dict[str, Any]]]:
    return [("ended", {"year": theirs.ended})] if theirs.ended else []


def _reasons(
    proposal: str, facets: Sequence[FacetComparison], found: WordComparison
) -> list[tuple[str, dict[str, Any]]]:
    reasons: list[tuple[str, dict[str, Any]]] = []
    if found.is_identical:
        reasons.append(("identical", {}))
    reasons += [
        ("differs", {"facet": f.name}) for f in facets if f.relation is Relation.CONFLICT
    ]  # fmt: skip
    reasons += [("inside", {"facet": f.name}) for f in facets if f.relation is Relation.INSIDE]
    reasons += [("outside", {"facet": f.name}) for f in facets if f.relation is Relation.OUTSIDE]
    agreeing = [f.name for f in facets if f.relation is Relation.SAME and f.ours is not None]
    if agreeing:
        reasons.append(("agrees", {"facets": agreeing}))
    one_sided = [
        f.name for f in facets if f.name in MUST_AGREE and (f.ours is None) != (f.theirs is None)
    ]
    if one_sided and proposal == CANNOT_TELL:
        reasons.append(("one_sided", {"facets": one_sided}))
    if proposal == CANNOT_TELL and found.only_ours and found.only_theirs:
        reasons.append(("words_differ", {}))
    if found.numbers_differ and proposal == CANNOT_TELL:
        reasons.append(("numbers_differ", {}))
    return reasons
