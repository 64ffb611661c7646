"""Banks of any size in the words of the trade: key figures with other subjects, ages, places and years."""

from __future__ import annotations

import csv
import hashlib
import itertools
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

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


class WordVectors:
    """Vectors of any texts without a model: one fixed direction a word, rare words weighing more."""

    def __init__(self) -> None:
        self._words: dict[str, Vectors] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row of unit length a text."""
        out = np.zeros((len(texts), DIMENSION), np.float32)
        for line, text in zip(out, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()):
                line += self._direction(word)
        out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)
        return out

    def _direction(self, word: str) -> Vectors:
        if word not in self._words:
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
            # Letters shared at the beginning pull words together, as inflections are.
            stem = int.from_bytes(hashlib.sha256(word[:5].encode()).digest()[:8], "big")
            own = np.random.default_rng(seed).standard_normal(DIMENSION)
            kin = np.random.default_rng(stem).standard_normal(DIMENSION)
            weight = 0.3 if len(word) < 4 else 1.0
            self._words[word] = (weight * (kin + 0.5 * own)).astype(np.float32)
        return self._words[word]
