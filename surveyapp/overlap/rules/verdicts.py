"""From what a model read of a pair, its facets and its words to what is proposed, and how sure.

The model says how likely two questions overlap; the facets have the last word. A pair that differs
in time, age, what is counted, who it is about, direction or law is never proposed as the same or as
derivable, whatever the model says: it is related, and differs in what is named.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from surveyapp.overlap.rules.comparing import FacetComparison, WordComparison
from surveyapp.overlap.rules.periods import Relation

SAME, DERIVABLE, RELATED, UNRELATED, CANNOT_TELL = (
    "same",
    "derivable",
    "related",
    "unrelated",
    "cannot_tell",
)

BLOCKING = ("period", "age", "counted", "population", "direction", "law")
"""Facets of which a conflict makes a pair related at most; such pairs are not read by the model."""

MUST_AGREE = ("period", "age")
"""Facets that, stated on one side only, keep a pair from being proposed as the same."""

MUST_EQUAL = ("population", "area", "law", "direction")
"""Facets that, where both texts state them, must say exactly the same, when no model has read them."""

OVERLAP_AT = 0.5
"""Calibrated probability of overlap from which a pair is held to overlap."""

SAME_AT = 0.9
"""Probability that one answer serves both from which "the same" is proposed."""

SAME_COVERAGE = 0.75
"""Share of the heavier words' weight that must be said by both for "the same" without a model;
chosen on the demo's and Kolada's pairs so that no pair known to differ passes."""

ONE_SIDED_COVERAGE = 0.35
"""The same share for "can be worked out", where one text only says more than the other."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is proposed for a pair."""

    proposal: str
    is_new_edition: bool = False
    """The same question of another year."""
    direction: str = ""
    """Which side can be worked out from the other: `ours`, `theirs`, "" when not known."""
    how: tuple[str, ...] = ()
    """The facets by which it can be worked out."""
    differs: tuple[str, ...] = ()
    """The facets that conflict."""


def conflicts(facets: Sequence[FacetComparison]) -> tuple[str, ...]:
    """Return the names of the facets in which the questions cannot both be right."""
    return tuple(f.name for f in facets if f.relation is Relation.CONFLICT)


def is_vetoed(facets: Sequence[FacetComparison]) -> bool:
    """True when a facet makes the pair related at most."""
    return any(name in BLOCKING for name in conflicts(facets))


def judge(
    facets: Sequence[FacetComparison],
    words: WordComparison,
    probabilities: Sequence[float] | None,
    *,
    has_ended: bool = False,
    aligned: Sequence[float] | None = None,
) -> Judgement:
    """Return what is proposed.

    `probabilities` are of the five labels, None when no model has read the pair; `aligned` are
    those of the pair with one year in both texts, where another year is all that differs.
    """
    differs = conflicts(facets)
    direction, how = _containment(facets)
    is_edition = differs == ("period",) and _is_other_year(facets) and _is_same_but(words, aligned)
    if probabilities is None:
        proposal = _by_words(facets, words, differs)
    else:
        proposal = _by_model(facets, words, differs, probabilities)
    if is_edition or (has_ended and proposal in (SAME, DERIVABLE)):
        proposal = RELATED
    if proposal not in (DERIVABLE, CANNOT_TELL):
        direction, how = "", ()
    return Judgement(proposal, is_edition, direction, how, differs)


def four_valued(judgement: Judgement, probability: float) -> str:
    """Return the verdict for pair files: what cannot be told apart counts by its probability."""
    if judgement.proposal != CANNOT_TELL:
        return judgement.proposal
    return DERIVABLE if probability >= OVERLAP_AT else RELATED


def _by_model(
    facets: Sequence[FacetComparison],
    words: WordComparison,
    differs: tuple[str, ...],
    probabilities: Sequence[float],
) -> str:
    identical, reworded, derivable, related, unrelated = probabilities
    overlap = identical + reworded + derivable
    if overlap < OVERLAP_AT:
        if words.is_identical and not differs:
            return CANNOT_TELL  # the words say one thing and the model another: a person reads both
        return UNRELATED if unrelated > related + overlap else RELATED
    if any(name in BLOCKING for name in differs):
        return RELATED
    if differs:
        return DERIVABLE if derivable >= identical + reworded else CANNOT_TELL
    if any(f.relation in (Relation.INSIDE, Relation.OUTSIDE) for f in facets):
        return DERIVABLE
    if identical + reworded >= SAME_AT:
        return SAME if _may_be_same(facets, words) else CANNOT_TELL
    return DERIVABLE if derivable >= identical + reworded else CANNOT_TELL


def _numbers_differ(words: WordComparison) -> bool:
    """A number that only numbers the question ("3. Hur många ...") is gone when it is normalised."""
    return words.numbers_differ and not words.is_identical


def _may_be_same(facets: Sequence[FacetComparison], words: WordComparison) -> bool:
    if _numbers_differ(words):
        return False
    return not any(
        f.relation is Relation.UNKNOWN and f.name in MUST_AGREE and _is_one_sided(f) for f in facets
    )


def _by_words(
    facets: Sequence[FacetComparison], words: WordComparison, differs: tuple[str, ...]
) -> str:
    if differs:
        return RELATED
    weaker = min(words.ours_covered, words.theirs_covered)
    contained = [f for f in facets if f.relation in (Relation.INSIDE, Relation.OUTSIDE)]
    if contained:
        is_close = weaker >= SAME_COVERAGE or (
            not is_swapped(words) and weaker >= ONE_SIDED_COVERAGE
        )
        is_stated_once = any(f.name == "age" and _is_one_sided(f) for f in facets)
        return DERIVABLE if is_close and not is_stated_once else CANNOT_TELL
    if not _may_be_same(facets, words):
        return CANNOT_TELL
    if any(
        f.relation is Relation.UNKNOWN and f.name in MUST_EQUAL and not _is_one_sided(f)
        for f in facets
    ):
        return CANNOT_TELL
    return SAME if words.is_identical or is_near(words) else CANNOT_TELL


def is_near(words: WordComparison) -> bool:
    """True when both texts say nearly the same words and none stands in the place of another."""
    weaker = min(words.ours_covered, words.theirs_covered)
    return not is_swapped(words) and weaker >= SAME_COVERAGE and bool(words.shared)


def is_swapped(words: WordComparison) -> bool:
    """A word put in the place of another changes the question; a word more only narrows it."""
    return bool(words.only_ours) and bool(words.only_theirs)


def _is_one_sided(facet: FacetComparison) -> bool:
    return (facet.ours is None) != (facet.theirs is None)


def _containment(facets: Sequence[FacetComparison]) -> tuple[str, tuple[str, ...]]:
    inside = tuple(f.name for f in facets if f.relation is Relation.INSIDE)
    outside = tuple(f.name for f in facets if f.relation is Relation.OUTSIDE)
    if inside and not outside:
        return "ours", inside
    if outside and not inside:
        return "theirs", outside
    return "", inside + outside


# --- editions -------------------------------------------------------------------------------------

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def _is_other_year(facets: Sequence[FacetComparison]) -> bool:
    """True when the two times have the same shape and only their years differ."""
    period = next(f for f in facets if f.name == "period")
    if period.ours is None or period.theirs is None:
        return False
    return _without_year(period.ours.value) == _without_year(period.theirs.value) != None  # noqa: E711


def _without_year(value: Collection[object]) -> tuple[str, ...] | None:
    kind, *rest = (str(v) for v in value)
    if kind == "point" and len(rest) == 3:
        return (kind, *rest[:2])
    if kind == "span" and len(rest) == 2:
        first, last = rest
        if not (first[:4].isdigit() and last[:4].isdigit()):
            return None
        return (kind, first[4:], last[4:], str(int(last[:4]) - int(first[:4])))
    return None


def _is_same_but(words: WordComparison, aligned: Sequence[float] | None) -> bool:
    if words.numbers_differ:
        return False
    if aligned is not None:
        return aligned[0] + aligned[1] >= SAME_AT
    return is_near(words) or (not words.only_ours and not words.only_theirs and bool(words.shared))


def with_one_year(ours: str, theirs: str) -> tuple[str, str] | None:
    """Return both texts with our year, None unless each names exactly one and they differ."""
    our_years, their_years = set(_YEAR.findall(ours)), set(_YEAR.findall(theirs))
    if len(our_years) != 1 or len(their_years) != 1 or our_years == their_years:
        return None
    return ours, _YEAR.sub(our_years.pop(), theirs)
