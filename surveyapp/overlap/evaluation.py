"""How good the matching is on labelled pairs, with the model, without it, and by one plain cosine.

Pair files have the columns of `training/pairs`. Their population columns are left out: where they
were filled once for both sides they give the label away.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from surveyapp.core.errors import Invalid
from surveyapp.overlap.model.features import Side
from surveyapp.overlap.rules.comparing.words import RAREST
from surveyapp.overlap.rules.facets import Described
from surveyapp.overlap.rules.measures import LABELS, ROUNDS, VERDICTS, Judged, measure_all
from surveyapp.overlap.rules.proposing import Assessment, assess
from surveyapp.overlap.rules.reading.question import read_facets
from surveyapp.overlap.rules.similarity import LETTERS, Words
from surveyapp.overlap.rules.text import Lexicon, normalise
from surveyapp.overlap.rules.verdicts import DERIVABLE, SAME, four_valued
from surveyapp.overlap.scoring import ModelPair, in_order
from surveyapp.overlap.training import families
from surveyapp.overlap.training import pairs as written
from surveyapp.overlap.training.pairs import Pair

NEEDED = ("id", "text_a", "text_b", "lang_a", "lang_b")
TOLD = ("answer_type", "reference_period", "description")
"""Columns that may be there for each side, beside the text."""

SCALES: Mapping[str, str] = {
    "int": "antal",
    "bool": "ja nej",
    "share": "andel",
    "pct": "andel",
    "money": "kr",
    "sek": "kr",
    "date": "datum",
    "days": "dagar",
    "text": "text",
}
"""Answer types of pair files, as the facets read scales; the others say nothing of the measure."""

MODEL, WORDS, COSINE = "model", "words", "cosine"
"""The ways of scoring: as shipped, words and facets alone, one cosine of the encoder."""
SEARCH = "search"
"""The vectors as turned for the search; told where the question is what the search would find."""


@dataclass(frozen=True)
class LabelledPair:
    """One row of a pair file."""

    id: str
    a: Described
    b: Described
    language_a: str
    language_b: str
    label: str
    """"" where the file has no labels."""
    answers: tuple[str, str] = ("", "")
    periods: tuple[str, str] = ("", "")
    populations: tuple[str, str] = ("", "")

    @property
    def languages(self) -> str:
        """ "sv-sv", "sv-en" or "en-en", whichever side is which."""
        return "-".join(sorted((self.language_a, self.language_b), reverse=True))

    def sides(self, *, text_only: bool) -> tuple[Side, Side]:
        """Return both sides as the model reads them."""
        texts = self.a.texts[self.language_a], self.b.texts[self.language_b]
        if text_only:
            return Side(texts[0]), Side(texts[1])
        return (
            Side(texts[0], answer=self.answers[0], period=self.periods[0]),
            Side(texts[1], answer=self.answers[1], period=self.periods[1]),
        )


@dataclass(frozen=True)
class Scores:
    """What one way says of every pair."""

    scores: list[float]
    verdicts: list[str] | None
    """None for a way that only ranks."""


def load_pairs(path: Path, *, text_only: bool = False, labels: bool = True) -> list[LabelledPair]:
    """Return the pairs of a file, in its order.

    Raises:
        Invalid: the file cannot be read, or a row lacks something; the text says where.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            names = reader.fieldnames or []
            wanted = (*NEEDED, "label") if labels else NEEDED
            missing = [name for name in wanted if name not in names]
            if missing:
                raise Invalid(
                    f"{path.name}, row 1: the column {missing[0]} is missing. "
                    f"A pair file has the columns {', '.join(wanted)}."
                )
            rows = [(reader.line_num, row) for row in reader]
    except OSError as fault:
        raise Invalid(f"{path} cannot be read: {fault.strerror}.") from fault
    except UnicodeDecodeError as fault:
        raise Invalid(f"{path.name} is not UTF-8. Save it as CSV in UTF-8.") from fault
    except csv.Error as fault:
        raise Invalid(f"{path.name} cannot be read as CSV: {fault}.") from fault
    if not rows:
        raise Invalid(f"{path.name} has no pairs under its heading.")
    if not labels and not any((row.get("label") or "").strip() for _, row in rows):
        for _, row in rows:  # a column that nobody has filled in is as good as none
            row.pop("label", None)
    return [
        _pair(path.name, line, number, row, text_only)
        for number, (line, row) in enumerate(rows, start=1)
    ]


def _pair(
    name: str, line: int, number: int, row: Mapping[str, Any], text_only: bool
) -> LabelledPair:
    def value(column: str) -> str:
        return str(row.get(column) or "").strip()

    def wrong(column: str, fault: str) -> Invalid:
        return Invalid(f"{name}, row {line}, column {column}: {fault}")

    if None in row:
        raise Invalid(f"{name}, row {line}: more fields than the heading has columns.")
    for column in ("text_a", "text_b"):
        if not value(column):
            raise wrong(column, "the text is empty.")
    for column in ("lang_a", "lang_b"):
        if value(column) not in ("sv", "en"):
            raise wrong(column, f"{value(column)!r} is not a language; write sv or en.")
    label = value("label")
    if "label" in row and label not in LABELS:
        raise wrong("label", f"{label!r} is none of {', '.join(LABELS)}.")

    def described(side: str) -> Described:
        language = value(f"lang_{side}")
        told = dict.fromkeys(TOLD, "")
        if not text_only:
            told = {column: value(f"{column}_{side}") for column in TOLD}
        return Described(
            key=number,
            texts={language: value(f"text_{side}")},
            definitions={language: told["description"]},
            reference_time=told["reference_period"],
            scale=SCALES.get(told["answer_type"], ""),
        )

    return LabelledPair(
        value("id") or str(number),
        described("a"),
        described("b"),
        value("lang_a"),
        value("lang_b"),
        label,
        (value("answer_type_a"), value("answer_type_b")),
        (value("reference_period_a"), value("reference_period_b")),
        (value("population_a"), value("population_b")),
    )


FROZEN = "frozen pairs"
FAMILIES, MANY_HANDS = "frozen families", "frozen families of many hands"
NEAR = "frozen near pairs"
DEVELOPMENT = "dev.csv"


def frozen_pairs(*, text_only: bool = False) -> dict[str, list[LabelledPair]]:
    """Return the pairs that no shipped model has learned from, and the development pairs where present.

    Raises:
        Invalid: the installation lacks them.
    """
    of_parts = written.leave_out(written.read_all())[1]
    if not of_parts:
        raise Invalid("This installation lacks the frozen pairs (overlap/training/pairs).")
    found = {FROZEN: labelled(of_parts, text_only=text_only)}
    some = families.read_all()
    for name, file in ((FAMILIES, families.OTHER_HAND), (MANY_HANDS, families.MANY_HANDS)):
        found[name] = labelled(families.judged_pairs(some, file), text_only=text_only)
    found[NEAR] = labelled(families.near_pairs(some), text_only=text_only)
    if (written.PAIRS / DEVELOPMENT).is_file():
        found[DEVELOPMENT] = load_pairs(written.PAIRS / DEVELOPMENT, text_only=text_only)
    return found


def labelled(pairs: Sequence[Pair], *, text_only: bool = False) -> list[LabelledPair]:
    """Return pairs of the training files as pair files are read."""

    def described(number: int, side: Side, language: str) -> Described:
        told = side.without_metadata() if text_only else side
        return Described(
            key=number,
            texts={language: side.text},
            definitions={language: ""},
            reference_time=told.period,
            scale=SCALES.get(told.answer, ""),
        )

    return [
        LabelledPair(
            f"{pair.id}-{number}",
            described(number, pair.a, pair.languages[0]),
            described(number, pair.b, pair.languages[1]),
            *pair.languages,
            LABELS[pair.label],
            (pair.a.answer, pair.b.answer),
            (pair.a.period, pair.b.period),
            (pair.a.population, pair.b.population),
        )
        for number, pair in enumerate(pairs, start=1)
    ]


# --- ways of scoring ------------------------------------------------------------------------------


def by_model(
    pairs: Sequence[LabelledPair], models: ModelPair, *, text_only: bool = False
) -> Scores:
    """Return score and verdict of the model and the facets.

    Text only is what matching gives the model: there the metadata goes to the facets alone.
    """
    assert models.cross is not None
    rows = models.cross.read([in_order(*p.sides(text_only=text_only)) for p in pairs])
    return _scored(pairs, assessed(pairs, [row.tolist() for row in rows]))


def by_words(pairs: Sequence[LabelledPair]) -> Scores:
    """Return score and verdict as the product gives them where no model can run."""
    return _scored(pairs, assessed(pairs, [None] * len(pairs)))


def by_cosine(pairs: Sequence[LabelledPair], models: ModelPair) -> Scores:
    """Return the cosine of the encoder's vectors: the way of programs that only compare texts."""
    texts = [(p.a.texts[p.language_a], p.b.texts[p.language_b]) for p in pairs]
    vectors = models.encoder.plain([text for pair in texts for text in pair])
    cosines = np.sum(vectors[0::2] * vectors[1::2], axis=1)
    return Scores([float(c) for c in cosines], None)


def _scored(pairs: Sequence[LabelledPair], found: Sequence[Assessment]) -> Scores:
    scores = [a.score for a in found]
    verdicts = [_verdict(p, a) for p, a in zip(pairs, found, strict=True)]
    return Scores(scores, verdicts)


def _verdict(pair: LabelledPair, found: Assessment) -> str:
    verdict = four_valued(found.judgement, found.score)
    if verdict == SAME and _is_told_apart(pair):
        return DERIVABLE
    return verdict


def _is_told_apart(pair: LabelledPair) -> bool:
    """True for equal words about groups that are stated and differ: the words alone cannot tell.

    The one use of the population columns, and only ever against "the same".
    """
    ours, theirs = (normalise(p) for p in pair.populations)
    texts = pair.a.texts[pair.language_a], pair.b.texts[pair.language_b]
    return bool(ours and theirs) and ours != theirs and normalise(texts[0]) == normalise(texts[1])


def assessed(
    pairs: Sequence[LabelledPair], probabilities: Sequence[Sequence[float] | None]
) -> list[Assessment]:
    """Return what matching says of each pair, with words weighed by all texts of the file."""
    weighed: dict[str, Words] = {}
    for language in ("sv", "en"):
        sides = [s for p in pairs for s in (p.a, p.b) if s.texts.get(language)]
        if sides:
            weighed[language] = Words(sides, language, letters=True)
    found = []
    for pair, told in zip(pairs, probabilities, strict=True):
        words = weighed[pair.language_a] if pair.language_a == pair.language_b else None
        found.append(
            assess(
                pair.a,
                pair.b,
                _similarity(words, pair) if told is None else 0.0,
                language=pair.language_a,
                other_language=pair.language_b,
                weights=words.weights if words else {RAREST: 1.0},
                lexicon=words.lexicon if words else Lexicon((), pair.language_a),
                our_facets=read_facets(pair.a, pair.language_a),
                their_facets=read_facets(pair.b, pair.language_b),
                probabilities=told,
            )
        )
    return found


def _similarity(words: Words | None, pair: LabelledPair) -> float:
    if words is None:
        return 0.0
    by_words = words.words([pair.a]).multiply(words.words([pair.b])).sum()
    by_letters = words.letters([pair.a]).multiply(words.letters([pair.b])).sum()
    return float((1 - LETTERS) * by_words + LETTERS * by_letters)


# --- the whole ------------------------------------------------------------------------------------


def evaluate(
    pairs: Sequence[LabelledPair],
    models: ModelPair | None,
    *,
    text_only: bool = False,
    rounds: int = ROUNDS,
) -> dict[str, dict[str, Any]]:
    """Return way -> its figures, the shipped way first; every way that can run here."""
    ways = score_ways(pairs, models, text_only=text_only)
    return {name: measure(pairs, found, rounds=rounds) for name, found in ways.items()}


def score_ways(
    pairs: Sequence[LabelledPair], models: ModelPair | None, *, text_only: bool = False
) -> dict[str, Scores]:
    """Return way -> what it says of the pairs, the shipped way first."""
    ways: dict[str, Scores] = {}
    if models is not None and models.cross is not None:
        ways[MODEL] = by_model(pairs, models, text_only=text_only)
    ways[WORDS] = by_words(pairs)
    if models is not None:
        ways[COSINE] = by_cosine(pairs, models)
    return ways


def measure(
    pairs: Sequence[LabelledPair], found: Scores, *, rounds: int = ROUNDS
) -> dict[str, Any]:
    """Return the figures of one way."""
    judged = Judged(
        [p.label for p in pairs], [p.languages for p in pairs], found.scores, found.verdicts
    )
    return measure_all(judged, rounds=rounds)


def write_scores(path: Path, pairs: Sequence[LabelledPair], found: Scores) -> None:
    """Write id, score and verdict of every pair, in the file's order."""
    assert found.verdicts is not None
    assert set(found.verdicts) <= set(VERDICTS)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "score", "verdict"])
        for pair, score, verdict in zip(pairs, found.scores, found.verdicts, strict=True):
            writer.writerow([pair.id, f"{score:.6f}", verdict])
