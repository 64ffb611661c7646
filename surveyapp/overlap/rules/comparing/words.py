"""Two questions held against each other word by word."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from surveyapp.overlap.rules.text import Lexicon, Word, loose_numbers, normalise, words


@dataclass(frozen=True)
class WordComparison:
    """What the two texts share and what only one of them says, with weights."""

    shared: tuple[tuple[str, float], ...]
    """Stems in both, with how much each says, heaviest first."""
    only_ours: tuple[str, ...]
    only_theirs: tuple[str, ...]
    ours_covered: float
    """Share of our words' weight that the other says too, 0-1."""
    theirs_covered: float
    is_identical: bool
    numbers_differ: bool
    """A number stands in one text alone, outside what the facets have read."""
    joins_more: bool = False
    """One text is the other with something joined to it by "and" or "or"."""


RAREST = ""
"""Key of the weight of words that nobody else uses."""


def compare_words(
    ours: str,
    theirs: str,
    language: str,
    weights: Mapping[str, float],
    lexicon: Lexicon,
    *,
    our_spans: Collection[tuple[int, int]] = (),
    their_spans: Collection[tuple[int, int]] = (),
) -> WordComparison:
    """Hold the words of two texts against each other.

    `weights` says how rare a stem is (higher is rarer), under `RAREST` for those it lacks; the spans are what facets have read already
    and are left out.
    """
    a = _content(words(ours, language, lexicon.terms), our_spans)
    b = _content(words(theirs, language, lexicon.terms), their_spans)
    said_a, said_b = _said(a, lexicon, language), _said(b, lexicon, language)
    rarest = weights.get(RAREST, 1.0)

    def weight(stem: str) -> float:
        return weights.get(stem, rarest)

    def split(mine: list[str], other: frozenset[str]) -> tuple[list[str], list[str]]:
        both: list[str] = []
        alone: list[str] = []
        for stem in dict.fromkeys(mine):
            pieces = lexicon.parts(stem)
            is_said = stem in other or (pieces and all(p in other for p in pieces))
            (both if is_said else alone).append(stem)
        return both, alone

    shared_a, only_a = split([w.stem for w in a], said_b)
    shared_b, only_b = split([w.stem for w in b], said_a)
    total_a = sum(map(weight, [*shared_a, *only_a])) or 1.0
    total_b = sum(map(weight, [*shared_b, *only_b])) or 1.0
    shared = sorted({*shared_a, *shared_b}, key=lambda s: (-weight(s), s))
    loose_a = loose_numbers(ours, language, our_spans)
    loose_b = loose_numbers(theirs, language, their_spans)
    return WordComparison(
        shared=tuple((s, round(weight(s), 2)) for s in shared),
        only_ours=tuple(only_a),
        only_theirs=tuple(only_b),
        ours_covered=sum(map(weight, shared_a)) / total_a if a else 0.0,
        theirs_covered=sum(map(weight, shared_b)) / total_b if b else 0.0,
        is_identical=normalise(ours) == normalise(theirs),
        numbers_differ=loose_a != loose_b,
        joins_more=_joins_more(ours, theirs),
    )


JOINING = frozenset({"och", "samt", "eller", "respektive", "and", "or", "&"})
JOINED_WORDS = 4
"""A longer run of words more is another text rather than something joined."""


def _joins_more(ours: str, theirs: str) -> bool:
    shorter, longer = sorted((normalise(ours).split(), normalise(theirs).split()), key=len)
    more = len(longer) - len(shorter)
    if not 2 <= more <= JOINED_WORDS:
        return False
    return any(
        longer[:at] + longer[at + more :] == shorter
        and (longer[at] in JOINING or longer[at + more - 1] in JOINING)
        for at in range(len(shorter) + 1)
    )


def _content(found: Collection[Word], spans: Collection[tuple[int, int]]) -> list[Word]:
    return [
        w
        for w in found
        if not w.is_generic
        and not w.stem.isdigit()
        and not any(a < w.end and w.start < b for a, b in spans)
    ]


def _said(found: list[Word], lexicon: Lexicon, language: str) -> frozenset[str]:
    said = {w.stem for w in found}
    for stem in list(said):
        said.update(lexicon.parts(stem))
        said.update(stem.split("_"))
    return frozenset(said)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters of one text: `shared`, `differs` or "" for words that say nothing."""

    text: str
    mark: str = ""


def pieces(
    text: str, other: str, language: str, other_language: str, lexicon: Lexicon
) -> list[Piece]:
    """Return the text cut so that shared and differing words can be marked."""
    said = _said(
        [w for w in words(other, other_language, lexicon.terms) if not w.is_generic],
        lexicon,
        other_language,
    )
    found: list[Piece] = []
    place = 0
    for word in words(text, language, lexicon.terms):
        if word.is_generic:
            continue
        inner = lexicon.parts(word.stem)
        is_shared = word.stem in said or (bool(inner) and all(p in said for p in inner))
        if word.start > place:
            found.append(Piece(text[place : word.start]))
        found.append(Piece(text[word.start : word.end], "shared" if is_shared else "differs"))
        place = word.end
    if place < len(text):
        found.append(Piece(text[place:]))
    return found
