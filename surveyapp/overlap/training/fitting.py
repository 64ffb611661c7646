"""One run of training: rounds of mixed pairs, AdamW, a running mean of the weights."""

from __future__ import annotations

import copy
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from random import Random
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from surveyapp.overlap.model.features import PAD, Featuriser, Input
from surveyapp.overlap.training.mixing import Mix, Stock, one_round
from surveyapp.overlap.training.network import Cross
from surveyapp.overlap.training.pairs import DIFFERENCES, RELATED

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """How one run is made."""

    epochs: int = 4
    batch: int = 32
    rate: float = 2e-4
    head_rate: float = 1e-3
    decay_per_layer: float = 0.9
    frozen: int = 2
    warm_up: float = 0.08
    smoothing: float = 0.05
    difference_weight: float = 0.3
    drop: float = 0.1
    seed: int = 1
    threads: int = 2
    mean_from: float = 0.5
    """The running mean of the weights starts after this share of the steps."""
    mean_decay: float = 0.98

    def as_json(self) -> dict[str, Any]:
        """For the card."""
        return asdict(self)


def _column(rows: Sequence[list[int]], filler: int) -> Any:
    out = torch.full((len(rows), max(map(len, rows))), filler, dtype=torch.long)
    for at, row in enumerate(rows):
        out[at, : len(row)] = torch.tensor(row)
    return out


def tensors(inputs: Sequence[Input]) -> tuple[Any, Any, Any]:
    """Pieces, types and sides of a batch."""
    return (
        _column([given.pieces for given in inputs], PAD),
        _column([given.types for given in inputs], 0),
        _column([given.sides for given in inputs], 0),
    )


def _optimiser(net: Cross, plan: Plan) -> Any:
    body = net.body
    still = [body.words, body.positions, *list(body.layers)[: plan.frozen]]
    if plan.frozen:
        still.append(body.norm)
    for part in still:
        for value in part.parameters():
            value.requires_grad = False
    groups = [
        {
            "params": list(layer.parameters()),
            "lr": plan.rate * plan.decay_per_layer ** (len(body.layers) - 1 - at),
        }
        for at, layer in enumerate(body.layers)
        if at >= plan.frozen
    ]
    groups.append({"params": [body.types.weight], "lr": plan.rate * 5})
    if not plan.frozen:
        groups.append({"params": list(body.norm.parameters()), "lr": plan.rate * 0.3})
    head = [value for name, value in net.named_parameters() if not name.startswith("body.")]
    groups.append({"params": head, "lr": plan.head_rate})
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    for group in optimiser.param_groups:
        group["start"] = group["lr"]
    return optimiser


def _batches(lengths: list[int], size: int, rng: Random) -> list[list[int]]:
    """Batches of nearly one length, in a random order; long ones are smaller."""
    order = list(range(len(lengths)))
    rng.shuffle(order)
    out: list[list[int]] = []
    for start in range(0, len(order), size * 20):
        part = sorted(order[start : start + size * 20], key=lambda at: lengths[at])
        out += [part[k : k + size] for k in range(0, len(part), size)]
    rng.shuffle(out)
    return out


def fit(
    base: dict[str, Any],
    featuriser: Featuriser,
    stock: Stock,
    mix: Mix,
    plan: Plan,
    *,
    start: Cross | None = None,
    after_round: Callable[[Cross, int], None] | None = None,
) -> Cross:
    """A trained network (the running mean of the last steps), from the base or from `start`.

    `after_round` is given the network as it is after each round.
    """
    torch.manual_seed(plan.seed)
    torch.set_num_threads(plan.threads)
    rng = Random(plan.seed)
    difference = {name: at for at, name in enumerate(DIFFERENCES)}
    net = Cross(len(base["words.weight"]), len(DIFFERENCES), plan.drop)
    if start is None:
        net.start_from(base)
    else:
        net.load_state_dict(start.state_dict())
    optimiser = _optimiser(net, plan)
    moving = [value for value in net.parameters() if value.requires_grad]
    mean: list[Any] | None = None
    step, started, total = 0, time.monotonic(), 0
    for epoch in range(plan.epochs):
        pairs = one_round(stock, mix, rng)
        inputs = [featuriser.pair(pair.a, pair.b) for pair in pairs]
        batches = _batches([len(given.pieces) for given in inputs], plan.batch, rng)
        total = total or plan.epochs * len(batches)
        net.train()
        summed = torch.zeros(())
        for batch in batches:
            share = step / total
            rate = min(1.0, share / plan.warm_up) if plan.warm_up else 1.0
            rate *= max(0.02, 1 - max(0.0, share - plan.warm_up) / (1 - plan.warm_up))
            for group in optimiser.param_groups:
                group["lr"] = group["start"] * rate
            label = torch.tensor([pairs[at].label for at in batch])
            kind = torch.tensor([difference.get(pairs[at].difference, -100) for at in batch])
            with torch.autocast("cpu", torch.bfloat16):
                of_labels, of_overlap, of_kind = net(*tensors([inputs[at] for at in batch]))
            overlap = (label < RELATED).float() * (1 - plan.smoothing) + plan.smoothing / 2
            loss = functional.cross_entropy(
                of_labels.float(), label, label_smoothing=plan.smoothing
            ) + functional.binary_cross_entropy_with_logits(of_overlap.float(), overlap)
            if bool((kind >= 0).any()):
                loss = loss + plan.difference_weight * functional.cross_entropy(
                    of_kind.float(), kind, ignore_index=-100
                )
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(moving, 1.0)
            optimiser.step()
            step += 1
            summed += loss.detach()
            if share >= plan.mean_from and step % 4 == 0:
                now = [value.detach() for value in moving]
                if mean is None:
                    mean = [value.clone() for value in now]
                else:
                    torch._foreach_lerp_(mean, now, 1 - plan.mean_decay)
            if step % 50 == 0:
                log.info("step %d of %d, %.0f s", step, total, time.monotonic() - started)
        log.info(
            "round %d: loss %.3f, %d pairs, %.0f s",
            epoch + 1,
            float(summed) / len(batches),
            len(pairs),
            time.monotonic() - started,
        )
        if after_round is not None:
            after_round(averaged(net, moving, mean), epoch)
    return averaged(net, moving, mean)


def averaged(net: Cross, moving: list[Any], mean: list[Any] | None) -> Cross:
    """A copy with the running mean in the places of the trained weights."""
    if mean is None:
        return net
    with torch.no_grad():
        kept = [value.detach().clone() for value in moving]
        for value, middle in zip(moving, mean, strict=True):
            value.copy_(middle)
        copied = copy.deepcopy(net)
        for value, old in zip(moving, kept, strict=True):
            value.copy_(old)
    return copied


def score(net: Cross, inputs: Sequence[Input], batch: int = 48) -> NDArray[np.float32]:
    """The raw answers as `CrossEncoder.scores` gives them, in torch."""
    net.eval()
    out = np.zeros((len(inputs), 6), dtype=np.float32)
    order = sorted(range(len(inputs)), key=lambda at: len(inputs[at].pieces))
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for start in range(0, len(order), batch):
            part = order[start : start + batch]
            labels, overlap, _kind = net(*tensors([inputs[at] for at in part]))
            out[part, :5] = functional.log_softmax(labels.float(), 1).numpy()
            out[part, 5] = overlap.float().numpy()
    return out
