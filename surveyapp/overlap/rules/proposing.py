"""What is shown of a pair: the proposal, how likely it is to save work, and why, in keys that pages word.

Similarity finds pairs, a model reads them, facets decide. Where neither settles it, nothing is
claimed: a person must read both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveyapp.overlap.rules.comparing.facets import FacetComparison, compare_facets
from surveyapp.overlap.rules.comparing.ratios import is_inverse
from surveyapp.overlap.rules.comparing.words import WordComparison, compare_words
from surveyapp.overlap.rules.facets import SHOWN_ONLY, Described, Facets, Reading, Relation
from surveyapp.overlap.rules.terms import Terms
from surveyapp.overlap.rules.text import Lexicon, normalise, numbers_conflict
from surveyapp.overlap.rules.verdicts import (
    CANNOT_TELL,
    DERIVABLE,
    MUST_AGREE,
    RELATED,
    SAME,
    UNRELATED,
    Judgement,
    discounted,
    judge,
)

__all__ = ["CANNOT_TELL", "DERIVABLE", "RELATED", "SAME", "UNRELATED", "Assessment", "assess"]

AGREES, DIFFERS, PARTLY = 0.05, 0.08, 0.03
"""What a facet that agrees adds to the score, one that differs takes away, and containment adds."""

ENDED = 0.15
"""What the score loses where the other question is no longer asked."""

NOT_READ = 0.5
"""What of the words' score is left for a pair that a model could have read and did not."""


@dataclass(frozen=True)
class Assessment:
    """Everything that a card shows of one pair."""

    judgement: Judgement
    score: float
    """How much the pair is worth looking at, 0-1: where a model read it the probability of overlap,
    less where facets conflict."""
    similarity: float
    facets: tuple[FacetComparison, ...]
    words: WordComparison
    reasons: tuple[tuple[str, dict[str, Any]], ...]
    language: str
    other_language: str
    probabilities: tuple[float, ...] | None = None
    """Of the five labels; None when no model has read the pair."""

    @property
    def proposal(self) -> str:
        return self.judgement.proposal

    @property
    def probability(self) -> float | None:
        """Probability that the pair overlaps, as the model read it."""
        return None if self.probabilities is None else min(1.0, sum(self.probabilities[:3]))

    def as_json(self) -> dict[str, Any]:
        """Return the evidence as it is stored with a candidate."""
        return {
            "proposal": self.proposal,
            "similarity": round(self.similarity, 4),
            "language": self.language,
            "other_language": self.other_language,
            "probabilities": (
                None if self.probabilities is None else [round(p, 4) for p in self.probabilities]
            ),
            "direction": self.judgement.direction,
            "how": list(self.judgement.how),
            "words": [{"stem": s, "weight": w} for s, w in self.words.shared],
            "only_ours": list(self.words.only_ours),
            "only_theirs": list(self.words.only_theirs),
            "facets": [
                {
                    "name": f.name,
                    "ours": _reading_json(f.ours or f.ours_beside),
                    "theirs": _reading_json(f.theirs or f.theirs_beside),
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
    other_language: str = "",
    probabilities: Sequence[float] | None = None,
    aligned: Sequence[float] | None = None,
    is_left: bool = False,
    terms: Terms | None = None,
) -> Assessment:
    """Return the proposal for one pair with its evidence.

    `is_left` says that a model reads the likelier pairs of this matching and left this one out.
    """
    other_language = other_language or language
    facets = compare_facets(our_facets, their_facets, terms)
    our_text, their_text = ours.texts.get(language, ""), theirs.texts.get(other_language, "")
    if language == other_language:
        found = compare_words(
            our_text,
            their_text,
            language,
            weights,
            lexicon,
            our_spans=our_facets.spans,
            their_spans=their_facets.spans,
        )
    else:
        found = _across(our_text, their_text, our_facets, their_facets)
    judgement = judge(
        facets,
        found,
        probabilities,
        has_ended=bool(theirs.ended),
        aligned=aligned,
        numbers_conflict=numbers_conflict(our_facets.numbers, their_facets.numbers),
        are_inverse=lambda: is_inverse(our_text, their_text),
    )
    if probabilities is not None:
        sure = discounted(float(sum(probabilities[:3])), facets, is_identical=found.is_identical)
        score = round(min(1.0, sure), 4)
    else:
        score = score_by_words(
            similarity, points_of(facets), judgement.proposal, has_ended=bool(theirs.ended)
        )
        score = round(score * NOT_READ, 4) if is_left else score
    return Assessment(
        judgement=judgement,
        score=score,
        similarity=similarity,
        facets=tuple(facets),
        words=found,
        reasons=(*_ended(theirs), *_reasons(judgement, facets, found)),
        language=language,
        other_language=other_language,
        probabilities=None if probabilities is None else tuple(float(p) for p in probabilities),
    )


def _across(ours: str, theirs: str, our_facets: Facets, their_facets: Facets) -> WordComparison:
    """Hold texts of two languages against each other: only their numbers can be compared."""
    return WordComparison(
        shared=(),
        only_ours=(),
        only_theirs=(),
        ours_covered=0.0,
        theirs_covered=0.0,
        is_identical=normalise(ours) == normalise(theirs),
        numbers_differ=our_facets.numbers != their_facets.numbers,
    )


def points_of(facets: Sequence[FacetComparison]) -> float:
    """Return what the facets add to the similarity of the words, where no model has read the pair."""
    points = 0.0
    for facet in facets:
        if facet.name in SHOWN_ONLY:
            continue
        if facet.relation is Relation.SAME and facet.ours is not None:
            points += AGREES
        elif facet.relation is Relation.CONFLICT:
            points -= DIFFERS
        elif facet.relation in (Relation.INSIDE, Relation.OUTSIDE):
            points += PARTLY
    return points


def score_by_words(
    similarity: float, points: float, proposal: str, *, has_ended: bool = False
) -> float:
    """Return how much a pair is worth looking at, 0-1, where no model has read it."""
    gone = ENDED if has_ended else 0.0
    score = similarity - gone + points + {SAME: 0.15, DERIVABLE: 0.05}.get(proposal, 0.0)
    return round(min(1.0, max(0.0, score)), 4)


def _ended(theirs: Described) -> list[tuple[str, dict[str, Any]]]:
    return [("ended", {"year": theirs.ended})] if theirs.ended else []


def _reasons(
    judgement: Judgement, facets: Sequence[FacetComparison], found: WordComparison
) -> list[tuple[str, dict[str, Any]]]:
    proposal = judgement.proposal
    reasons: list[tuple[str, dict[str, Any]]] = []
    if judgement.is_new_edition:
        reasons.append(("new_edition", {}))
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
    if found.joins_more and proposal == CANNOT_TELL:
        reasons.append(("joins_more", {}))
    return reasons
