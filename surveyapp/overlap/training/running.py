"""From files to a trained network: what is read, what is left out, what is measured after."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveyapp.overlap.model.calibration import Calibration
from surveyapp.overlap.model.features import Featuriser
from surveyapp.overlap.training import base as bases
from surveyapp.overlap.training import families, register
from surveyapp.overlap.training import pairs as written
from surveyapp.overlap.training.families import Family
from surveyapp.overlap.training.mixing import Mix, Stock
from surveyapp.overlap.training.pairs import Pair

log = logging.getLogger(__name__)

PARTS, FAMILIES, MANY_HANDS = "left_out", "left_out_families", "left_out_families_of_many_hands"
NEAR = "left_out_near_pairs"
"""The sets that are never learned from."""

ABLATIONS = {
    "no-made-pairs": "only the written pairs and families",
    "no-register": "without the pairs of the register",
    "no-extra": "without the extra_* files",
    "no-families": "without the families",
    "half": "every second written pair and family",
    "quarter": "every fourth written pair and family",
}


@dataclass(frozen=True)
class Sources:
    """The files of a run."""

    base: Path
    pairs: Path = written.PAIRS
    families: Path = families.FAMILIES
    register: Path | None = None
    examples: Path | None = None
    decisions: tuple[Path, ...] = ()
    start: Path | None = None
    """The model directory that is gone on from; None starts from the base."""

    def files(self) -> list[Path]:
        """Everything that is learned from, for the data's checksum."""
        named = [*self.pairs.glob("*.csv"), *self.families.glob("*.csv"), *self.decisions]
        started = [] if self.start is None else [self.start / "cross.onnx"]
        return named + started + ([self.register] if self.register else [])


@dataclass
class Material:
    """What a run learns from and is judged on."""

    pieces: list[str]
    piece_scores: list[float]
    state: dict[str, NDArray[np.float32]]
    featuriser: Featuriser
    stock: Stock
    judged: dict[str, list[Pair]] = field(default_factory=dict)
    base_checksum: str = ""
    word_scales: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 12), np.float32))

    def tokenizer(self) -> Any:
        """The trimmed tokenizer."""
        return bases.tokenizer(self.pieces, self.piece_scores)


def gather(sources: Sources, besides: Iterable[Pair] = ()) -> Material:
    """Read everything. Whole parts of what was written are judged on and not learned from, nor is
    anything that has a text of the pairs judged on `besides`."""
    pairs = written.read_all(sources.pairs)
    for path in sources.decisions:
        pairs += written.read_pairs(path)
    all_families = families.read_all(sources.families)
    titles: list[tuple[str, str]] = []
    if sources.register is not None:
        titles = register.read_titles(sources.register, sources.examples)
    base = bases.read_base(sources.base)
    texts = [side.text for pair in pairs for side in (pair.a, pair.b)]
    texts += [text for family in all_families for text in family.texts()]
    texts += [title for _code, title in titles]
    kept = bases.kept_pieces(base, texts)
    pieces = [base.pieces[number] for number in kept]
    scores = [float(base.scores[number]) for number in kept]
    tokenizer = bases.tokenizer(pieces, scores)

    def encode(text: str) -> tuple[list[int], list[tuple[int, int]]]:
        found = tokenizer.encode(text, add_special_tokens=False)
        return found.ids, found.offsets

    barred = written.texts_of(besides)
    if sources.examples is not None:
        barred |= register.example_texts(sources.examples)
    learned, judged = left_out(pairs, all_families, barred)
    titles = [(code, title) for code, title in titles if title.strip().lower() not in barred]
    negatives: list[Pair] = []
    positives: list[Pair] = []
    if sources.examples is not None:
        judged["examples"] = register.read_examples(sources.examples)
    if titles:
        negatives, judged["register"] = register.negatives(titles)
        positives = register.positives(titles, Random(11))
    return Material(
        pieces,
        scores,
        bases.state(base, kept),
        Featuriser(encode),
        replace(learned, negatives=negatives, positives=positives),
        judged,
        base_checksum=base.checksum,
        word_scales=base.word_scales[kept],
    )


def left_out(
    pairs: list[Pair], some: list[Family], besides: Collection[str] = ()
) -> tuple[Stock, dict[str, list[Pair]]]:
    """(what is learned from, the sets that it is judged on): no text stands in both, and none of
    `besides` (in lower case) in what is learned from."""
    of_families = families.judged_pairs(some)
    of_many = families.judged_pairs(some, families.MANY_HANDS)
    near = families.near_pairs(some)
    learned, of_parts = written.leave_out(pairs)
    barred = written.texts_of(of_parts + of_families + of_many + near) | set(besides)
    learned = written.without_texts(learned, barred)
    kept = [
        family
        for family in some
        if not families.is_judged(family)
        and not any(text.strip().lower() in barred for text in family.texts())
    ]
    judged = {PARTS: of_parts, FAMILIES: of_families, MANY_HANDS: of_many, NEAR: near}
    return Stock(learned, kept), {name: some for name, some in judged.items() if some}


def ablated(stock: Stock, names: Sequence[str]) -> Stock:
    """What is learned from when these are left out, one after the other.

    Raises:
        KeyError: there is no ablation of a name.
    """
    for name in names:
        if name not in ABLATIONS:
            raise KeyError(name)
        if name == "no-register":
            stock = replace(stock, negatives=[], positives=[])
        elif name == "no-families":
            stock = replace(stock, families=[])
        elif name == "no-extra":
            kept = [pair for pair in stock.written if not pair.source.startswith("extra")]
            stock = replace(stock, written=kept)
        elif name in ("half", "quarter"):
            step = 2 if name == "half" else 4
            stock = replace(stock, written=stock.written[::step], families=stock.families[::step])
    return stock


def mix_of(names: Sequence[str] = ()) -> Mix:
    """How pairs are mixed in an ablation, or in the full run."""
    return Mix.nothing() if "no-made-pairs" in names else Mix()


def raw_scores(
    featuriser: Featuriser,
    pairs: Sequence[Pair],
    score: Any,
    *,
    averages_hidden: bool = True,
) -> NDArray[np.float32]:
    """Raw answers as the runtime makes them: with the metadata and without averaged."""
    out = np.asarray(score([featuriser.pair(pair.a, pair.b) for pair in pairs]))
    rows = [at for at, pair in enumerate(pairs) if pair.has_metadata]
    if averages_hidden and rows:
        bare = [pairs[at].bare() for at in rows]
        hidden = np.asarray(score([featuriser.pair(pair.a, pair.b) for pair in bare]))
        out[rows] = (out[rows] + hidden) / 2
    return out.astype(np.float32)


def calibrate(scores: NDArray[np.float32], labels: NDArray[np.int64]) -> Calibration:
    """Slope and shift by logistic regression on left-out pairs, the temperature by search."""
    from sklearn.linear_model import LogisticRegression

    from surveyapp.overlap.model.calibration import overlap_odds

    fitted = LogisticRegression(C=1e4).fit(overlap_odds(scores).reshape(-1, 1), labels < 3)
    slope, shift = float(fitted.coef_[0, 0]), float(fitted.intercept_[0])
    best = min(
        (round(0.5 + 0.05 * step, 2) for step in range(50)),
        key=lambda heat: _loss(Calibration(slope, shift, heat), scores, labels),
    )
    return Calibration(round(slope, 4), round(shift, 4), best)


def _loss(
    calibration: Calibration, scores: NDArray[np.float32], labels: NDArray[np.int64]
) -> float:
    shares = calibration.probabilities(scores)
    return float(-np.log(shares[np.arange(len(labels)), labels] + 1e-9).mean())
