"""Banks of any size in the words of the trade: key figures with other subjects, ages, places and years."""

from __future__ import annotations

import csv
import itertools
import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from sys import intern

import numpy as np

from surveyapp.overlap import evaluation
from surveyapp.overlap.rules.facets import Described
from surveyapp.overlap.rules.indexing import Vectors

PAIRS = Path(evaluation.__file__).parent / "training" / "pairs"
DIMENSION = 384
MEASURES = ("Antal", "Andel", "Genomsnittligt antal", "Kostnad per invånare för", "Hur många")
YEARS = tuple(str(year) for year in range(2015, 2027))
SWAPS = (
    ("hushåll", "personer"), ("kvinnor", "män"), ("beviljade", "avslagna"), ("SoL", "LSS"),
    ("egen regi", "enskild regi"), ("barn", "vuxna"), ("äldre", "unga"), ("hemtjänst", "särskilt boende"),
    ("påbörjade", "avslutade"), ("dag", "natt"), ("familjehem", "HVB"), ("utredningar", "insatser"),
)  # fmt: skip
AGES = (
    "0–12 år",
    "13–17 år",
    "18–20 år",
    "21–64 år",
    "65–79 år",
    "80 år eller äldre",
    "65 år och äldre",
)
_YEAR = re.compile(r"\b20\d\d\b")
_AGE = re.compile(r"\b\d{1,2}\s?[-–]\s?\d{1,2}(?: år)?|\b\d\d\s?\+|\b\d\d år (?:och|eller) äldre")


def texts_of(path: Path, columns: Sequence[str], *, language: str = "sv") -> list[str]:
    """Return the distinct texts of a pair file in the language."""
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = [
        row[f"text_{side}"]
        for row in rows
        for side in columns
        if row.get(f"lang_{side}", "sv") == language
    ]
    return list(dict.fromkeys(found))


def written(language: str = "sv", leave_out: Sequence[str] = ()) -> list[str]:
    """Return every text of the training pairs in the language."""
    paths = sorted(p for p in PAIRS.glob("*.csv") if p.name not in leave_out)
    return list(dict.fromkeys(t for p in paths for t in texts_of(p, "ab", language=language)))


def variants(texts: Sequence[str], seed: int = 1) -> Iterator[str]:
    """Return texts with another year, age, group, law or end, for ever, none of them twice."""
    generator = random.Random(seed)
    seen = set(texts)
    for turn in itertools.count():
        for text in texts:
            new = _varied(text, generator, turn)
            if new not in seen:
                seen.add(new)
                yield new


def _varied(text: str, generator: random.Random, turn: int) -> str:
    year, age = generator.choice(YEARS), generator.choice(AGES)
    new = _YEAR.sub(year, text) if _YEAR.search(text) else f"{text.rstrip('?.')}, {year}"
    if _AGE.search(new):
        new = _AGE.sub(age, new, count=1)
    elif generator.random() < 0.5:
        new = f"{new}, {age}"
    for a, b in SWAPS:
        if re.search(rf"\b{a}\b", new) and generator.random() < 0.5:
            new = re.sub(rf"\b{a}\b", b, new)
    if turn > 1:
        new = f"{new}, område {generator.randrange(1, 10 * turn)}"
    return new


def bank(size: int, *, first_key: int = 0, seed: int = 1) -> list[Described]:
    """Return bank questions: what the training pairs ask, then variants of it."""
    base = written()
    texts = itertools.islice(itertools.chain(base, variants(base, seed)), size)
    return [
        Described(key=first_key + n, texts={"sv": text}, group=f"g{n % 36}")
        for n, text in enumerate(texts)
    ]


AT_ONCE = 65_536
"""Texts whose vectors are made in one go."""

RESIDUAL = 0.22
"""Share of a text's vector that is its own, as in the encoder's; the rest is common to all texts."""


class WordVectors:
    """Vectors of any texts from the encoder's vectors of their words, so that any size can be had.

    Each word is read once by the encoder; a text is the weighted sum of its words' vectors without
    what all words have in common, rare words weighing more.
    """

    def __init__(self, encode: Callable[[Sequence[str]], Vectors]) -> None:
        self._encode = encode
        self._words: dict[str, int] = {}
        self._vectors = np.zeros((0, DIMENSION), np.float32)
        self._common: Vectors | None = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row of unit length a text."""
        found = [[intern(word) for word in re.findall(r"\w+", text.lower())] for text in texts]
        self._learn(dict.fromkeys(word for words in found for word in words))
        assert self._common is not None
        out = np.zeros((len(texts), DIMENSION), np.float32)
        for start in range(0, len(texts), AT_ONCE):  # In parts: a million at once would take 3 GB.
            own = out[start : start + AT_ONCE]
            for line, words in zip(own, found[start : start + AT_ONCE], strict=True):
                for word in words:
                    line += (0.3 if len(word) < 4 else 1.0) * self._vectors[self._words[word]]
            shared = self._common * np.float32((1 - RESIDUAL) ** 0.5)
            own[:] = _unit(_unit(own) * np.float32(RESIDUAL**0.5) + shared)
        return out

    def _learn(self, words: Iterable[str]) -> None:
        new = [word for word in words if word not in self._words]
        if not new:
            return
        vectors = self._encode(new)
        if self._common is None:
            self._common = _unit(vectors.mean(axis=0, keepdims=True))
        along = vectors @ self._common.T
        self._words.update({word: len(self._words) + n for n, word in enumerate(new)})
        self._vectors = np.concatenate([self._vectors, _unit(vectors - along * self._common)])


def _unit(rows: Vectors) -> Vectors:
    lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return np.asarray(rows / lengths, np.float32)
