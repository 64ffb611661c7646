"""Two questions held against each other, facet by facet and word by word."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from surveyapp.overlap.rules.facets import CONVERTIBLE, NAMES, Facets, Reading
from surveyapp.overlap.rules.periods import Relation, compare_all
from surveyapp.overlap.rules.terms import PARENT_AREAS
from surveyapp.overlap.rules.text import Lexicon, Word, normalise, numbers, words


@dataclass(frozen=True, slots=True)
class FacetComparison:
    """One line of the facet table."""

    name: str
    ours: Reading | None
    theirs: Reading | None
    relation: Relation


def compare_facets(ours: Facets, theirs: Facets) -> list[FacetComparison]:
    """Return one line per facet that either question states, in the order of `NAMES`."""
    found = []
    for name in NAMES:
        a, b = ours.readings.get(name), theirs.readings.get(name)
        if a is None and b is None:
            continue
        relation = Relation.UNKNOWN
        if name == "period":
            relation = compare_all(list(ours.periods), list(theirs.periods))[0]
        elif name == "direction":
            relation = _direction(a, b)
        elif name == "level":
            relation = _level(a, b)
        elif a is not None and b is not None:
            relation = _compare(name, a, b)
        found.append(FacetComparison(name, a, b, relation))
    return found


def _compare(name: str, a: Reading, b: Reading) -> Relation:
    if a.value == b.value:
        return Relation.SAME
    if name == "age":
        (low, high), (other_low, other_high) = a.value, b.value
        if other_low <= low and high <= other_high:
            return Relation.INSIDE
        if low <= other_low and other_high <= high:
            return Relation.OUTSIDE
        return Relation.CONFLICT
    if name == "measure":
        pair = frozenset((a.value[0], b.value[0]))
        if "code" in pair or "text" in pair:
            return Relation.UNKNOWN
        return Relation.INSIDE if pair in CONVERTIBLE else Relation.CONFLICT
    if name in ("population", "law"):
        return Relation.UNKNOWN if set(a.value) & set(b.value) else Relation.CONFLICT
    if name == "area":
        return _area(a, b)
    return Relation.CONFLICT


def _area(a: Reading, b: Reading) -> Relation:
    if set(a.value) & set(b.value):
        return Relation.UNKNOWN
    wide_a = {PARENT_AREAS.get(str(v), v) for v in a.value}
    wide_b = {PARENT_AREAS.get(str(v), v) for v in b.value}
    if (set(a.value) & wide_b) or (set(b.value) & wide_a):
        # A wider area that only stands as a heading is no statement about the question.
        told = "text" if set(a.value) & wide_b else "other"
        wider = a if told == "text" else b
        if wider.source != "text":
            return Relation.SAME
        return Relation.OUTSIDE if wider is a else Relation.INSIDE
    weak = {"area", "context"}
    if a.source in weak or b.source in weak:
        return Relation.UNKNOWN
    return Relation.CONFLICT


def _direction(a: Reading | None, b: Reading | None) -> Relation:
    ours, theirs = _poles(a), _poles(b)
    if ours.get("polarity") != theirs.get("polarity"):
        return Relation.CONFLICT
    if any(ours[axis] != theirs[axis] for axis in set(ours) & set(theirs)):
        return Relation.CONFLICT
    return Relation.SAME if set(ours) == set(theirs) else Relation.UNKNOWN


def _poles(reading: Reading | None) -> dict[str, set[str]]:
    """Axis -> the poles that the text names; two of one axis say something else than one."""
    found: dict[str, set[str]] = {}
    for value in reading.value if reading else ():
        axis, _colon, pole = str(value).partition(":")
        found.setdefault(axis, set()).add(pole)
    return found


def _level(a: Reading | None, b: Reading | None) -> Relation:
    ours = str(a.value[0]) if a else "municipality"
    theirs = str(b.value[0]) if b else "municipality"
    if ours == theirs:
        return Relation.SAME
    if "person" in (ours, theirs):
        return Relation.CONFLICT
    return Relation.INSIDE if theirs == "unit" else Relation.UNKNOWN


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
    a = _content(words(ours, language), our_spans)
    b = _content(words(theirs, language), their_spans)
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
    loose_a = _loose_numbers(ours, language, our_spans)
    loose_b = _loose_numbers(theirs, language, their_spans)
    return WordComparison(
        shared=tuple((s, round(weight(s), 2)) for s in shared),
        only_ours=tuple(only_a),
        only_theirs=tuple(only_b),
        ours_covered=sum(map(weight, shared_a)) / total_a if a else 0.0,
        theirs_covered=sum(map(weight, shared_b)) / total_b if b else 0.0,
        is_identical=normalise(ours) == normalise(theirs),
        numbers_differ=loose_a != loose_b,
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


def _loose_numbers(text: str, language: str, spans: Collection[tuple[int, int]]) -> set[str]:
    return {
        number
        for number, places in numbers(text, language).items()
        if any(not any(a <= p and q <= b for a, b in spans) for p, q in places)
    }


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
        [w for w in words(other, other_language) if not w.is_generic], lexicon, other_language
    )
    found: list[Piece] = []
    place = 0
    for word in words(text, language):
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
