"""What one round of training sees: the written pairs, and pairs made from them whose label is known
by construction. Every random choice comes from one seeded generator."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random

from surveyapp.overlap.model.features import Side
from surveyapp.overlap.training.families import Family, Share
from surveyapp.overlap.training.pairs import (
    IDENTICAL,
    RELATED,
    REWORDED,
    UNRELATED,
    Pair,
)
from surveyapp.overlap.training.wording import conflicts, forms, variants

EVERYDAY_PERIODS = (
    "2021",
    "2022",
    "2023",
    "2024",
    "2025",
    "2024-12-31",
    "2024-10-01",
    "2025-03-01",
)


@dataclass(frozen=True, slots=True)
class Stock:
    """What the pairs of a round are drawn and made from."""

    written: list[Pair]
    families: list[Family] = field(default_factory=list)
    negatives: list[Pair] = field(default_factory=list)
    positives: list[Pair] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mix:
    """How much of each kind is added, as a share of the written pairs, and how often it is hidden."""

    of_family: Share = field(default_factory=Share)
    conflicts_of_one: float = 0.12
    conflicts_of_positives: float = 0.10
    variants_of_one: float = 0.08
    copies: float = 0.03
    strangers: float = 0.03
    strangers_of_one_make: float = 0.05
    """A share of the written pairs and the drawn ones together."""
    metadata_conflicts: float = 0.05
    metadata_moved: float = 0.03
    said_otherwise: float = 0.15
    years_moved: float = 0.20
    period_added: float = 0.04
    register_negatives: int = 450
    register_positives: int = 200
    hidden: float = 0.40

    @classmethod
    def nothing(cls) -> Mix:
        """The written pairs and families alone, metadata still hidden now and then."""
        return cls(Share(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


def _moved(side: Side, by: int) -> Side:
    return Side(
        forms.shift_years(side.text, by),
        side.answer,
        forms.shift_years(side.period, by),
        forms.shift_years(side.population, by),
    )


def years_moved(pair: Pair, rng: Random) -> Pair:
    """Both sides moved by the same number of years: the label stays."""
    by = rng.choice((-4, -3, -2, -1, 1, 2))
    return replace(pair, a=_moved(pair.a, by), b=_moved(pair.b, by))


def said_otherwise(pair: Pair, rng: Random) -> Pair:
    """One side's wording exchanged for another with the same meaning; an identical pair is then
    reworded."""
    text = variants.variant(pair.b.text, rng)
    if text is None:
        return pair
    label = REWORDED if pair.label == IDENTICAL else pair.label
    return replace(pair, b=replace(pair.b, text=text), label=label)


def conflict_of_positive(pair: Pair, rng: Random) -> Pair | None:
    """A same pair with one thing changed on one side that both had: now they differ."""
    if pair.label > REWORDED:
        return None
    changed = conflicts.conflict(pair.b.text, rng)
    if changed is None:
        return None
    text, difference = changed
    gone = set(_words(pair.b.text)) - set(_words(text))
    if difference != "direction" and gone and not gone & set(_words(pair.a.text)):
        return None  # The other side says it in other words: the change may not have been real.
    side = Side(text, pair.b.answer)
    return replace(
        pair,
        a=Side(pair.a.text, pair.a.answer),
        b=side,
        label=RELATED,
        difference=difference,
    )


def conflict_of_one(side: Side, languages: tuple[str, str], rng: Random) -> Pair | None:
    """A question and itself with one thing changed, sometimes said otherwise besides."""
    changed = conflicts.conflict(side.text, rng)
    if changed is None:
        return None
    text, difference = changed
    if rng.random() < 0.5:
        text = variants.variant(text, rng) or text
    return Pair("made", Side(side.text), Side(text), languages, RELATED, difference, "made")


def variant_of_one(side: Side, languages: tuple[str, str], rng: Random) -> Pair | None:
    """A question and itself said otherwise."""
    text = variants.variant(side.text, rng, changes=rng.choice((1, 2, 2, 3)))
    if text is None:
        return None
    return Pair("made", side, replace(side, text=text), languages, REWORDED, "", "made")


def copy_of_one(side: Side, languages: tuple[str, str], rng: Random) -> Pair:
    """A question and itself with other numbering, case or punctuation."""
    noisy = replace(side, text=variants.noise(side.text, rng))
    return Pair("made", side, noisy, languages, IDENTICAL, "", "made")


def metadata_conflict(side: Side, languages: tuple[str, str], rng: Random) -> Pair | None:
    """One text, recorded for two periods: they differ, and only the metadata says so."""
    if forms.YEAR.search(side.text):
        return None
    first, second = rng.sample(EVERYDAY_PERIODS, 2)
    if first[:4] == second[:4] and (first in second or second in first):
        return None
    text = variants.variant(side.text, rng) or side.text
    return Pair(
        "made",
        Side(side.text, side.answer, first),
        Side(text, side.answer, second),
        languages,
        RELATED,
        "period",
        "made",
        needs_metadata=True,
    )


def metadata_moved(side: Side, languages: tuple[str, str], rng: Random) -> Pair | None:
    """The year taken out of one text and recorded as its period: still the same question, or, with
    another year recorded, no longer."""
    years = forms.YEAR.findall(side.text)
    if len(set(years)) != 1:
        return None
    bare = side.text
    for lead in (
        " under kalenderåret ",
        " under år ",
        ", år ",
        " år ",
        " under ",
        ", ",
        " in ",
        " during ",
    ):
        if lead + years[0] in bare:
            bare = bare.replace(lead + years[0], "", 1)
            break
    if forms.YEAR.search(bare) or len(bare) < 15:
        return None
    same = rng.random() < 0.5
    period = years[0] if same else str(int(years[0]) + rng.choice((-2, -1, 1)))
    return Pair(
        "made",
        Side(side.text, side.answer, rng.choice(("", years[0]))),
        Side(bare, side.answer, period),
        languages,
        REWORDED if same else RELATED,
        "" if same else "period",
        "made",
        needs_metadata=True,
    )


def stranger(pairs: list[Pair], rng: Random) -> Pair:
    """Two questions of different pairs."""
    first, second = rng.sample(pairs, 2)
    return Pair(
        "made",
        first.a,
        second.b,
        (first.languages[0], second.languages[1]),
        UNRELATED,
        "",
        "made",
    )


LOOKED_AMONG = (1, 8, 40)
"""How many others a stranger is the most alike of."""


def stranger_of_one_make(families: list[Family], rng: Random) -> Pair | None:
    """Two questions of different families that share words for how a question is made ("date of ...
    and date of ..."), more often than not one that asks for several things at once.

    The other is the most alike of a few drawn at random: the most alike of all might ask for the same.
    """
    family = rng.choice(families)
    parts = [other for other in family.others if other.relation == "derivable"]
    meaning = rng.choice(parts) if parts and rng.random() < 0.6 else family.base
    language, text = rng.choice(meaning.texts)
    words = set(_words(text))
    others = [
        rng.choice(rng.choice((other.base, *other.others)).texts)
        for other in rng.choices(families, k=rng.choice(LOOKED_AMONG))
        if other is not family
    ]
    others = [other for other in others if other[0] == language]
    if not others:
        return None
    _language, alike = max(others, key=lambda other: _shared(words, set(_words(other[1]))))
    return Pair("made", Side(text), Side(alike), (language, language), UNRELATED, "", "made")


def _shared(words: set[str], others: set[str]) -> float:
    return len(words & others) / len(words | others)


def period_added(pair: Pair, rng: Random) -> Pair:
    """The same period recorded on both sides of a pair that has none: the label stays."""
    if pair.has_metadata or forms.YEAR.search(pair.a.text) or forms.YEAR.search(pair.b.text):
        return pair
    period = rng.choice(EVERYDAY_PERIODS)
    return replace(pair, a=replace(pair.a, period=period), b=replace(pair.b, period=period))


def one_round(stock: Stock, mix: Mix, rng: Random) -> list[Pair]:
    """The pairs of one round, in an order of its own."""
    out: list[Pair] = []
    drawn = [pair for family in stock.families for pair in mix.of_family.drawn(family, rng)]
    written = stock.written + drawn
    for pair in written:
        kept = pair
        if rng.random() < mix.years_moved:
            kept = years_moved(kept, rng)
        if rng.random() < mix.said_otherwise:
            kept = said_otherwise(kept, rng)
        if rng.random() < mix.period_added:
            kept = period_added(kept, rng)
        out.append(kept)

    def one() -> tuple[Side, tuple[str, str]]:
        pair = rng.choice(written)
        side, language = rng.choice(((pair.a, pair.languages[0]), (pair.b, pair.languages[1])))
        if rng.random() < 0.4:
            side = _moved(side, rng.choice((-3, -2, -1, 1)))
        return side, (language, language)

    size = len(stock.written)
    for _ in range(round(size * mix.conflicts_of_one)):
        out += _made(conflict_of_one(*one(), rng))
    for _ in range(round(size * mix.conflicts_of_positives * 2)):
        out += _made(conflict_of_positive(rng.choice(written), rng))
    for _ in range(round(size * mix.variants_of_one)):
        out += _made(variant_of_one(*one(), rng))
    for _ in range(round(size * mix.copies)):
        out.append(copy_of_one(*one(), rng))
    for _ in range(round(size * mix.strangers)):
        out.append(stranger(written, rng))
    for _ in range(round(len(written) * mix.strangers_of_one_make) if stock.families else 0):
        out += _made(stranger_of_one_make(stock.families, rng))
    for _ in range(round(size * mix.metadata_conflicts)):
        out += _made(metadata_conflict(*one(), rng))
    for _ in range(round(size * mix.metadata_moved)):
        out += _made(metadata_moved(*one(), rng))
    for pair in rng.sample(stock.negatives, min(mix.register_negatives, len(stock.negatives))):
        out.append(said_otherwise(pair, rng) if rng.random() < 0.3 else pair)
    out += rng.sample(stock.positives, min(mix.register_positives, len(stock.positives)))
    out = [pair.swapped() if rng.random() < 0.5 else pair for pair in out]
    out = [
        pair.bare() if not pair.needs_metadata and rng.random() < mix.hidden else pair
        for pair in out
    ]
    rng.shuffle(out)
    return out


def _made(pair: Pair | None) -> list[Pair]:
    return [] if pair is None else [pair]


def _words(text: str) -> list[str]:
    return [word.strip(".,?!:;()").lower() for word in text.split()]
