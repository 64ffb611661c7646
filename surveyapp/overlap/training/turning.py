"""The turn of the encoder's vectors that brings together what one answer serves.

The encoder was made for the web: what administrative texts have in common fills most of its vectors.
One linear map, learnt on the vectors as shipped, takes that away; it makes nothing sure, it only
puts the right candidates among the first. Imports torch.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from random import Random
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from surveyapp.overlap.training.families import Share
from surveyapp.overlap.training.mixing import Stock

log = logging.getLogger(__name__)

ROUNDS, BATCH, RATE, WARMTH = 12, 512, 2e-3, 0.05
STAY = 0.1
"""Weight of staying near no turn at all: of .01, .1 and 1 the best on the left-out parts."""
OVERLAPPING = Share(same=3, derivable=1, different=0, between=0)
"""Pairs of a family that are brought together in each round."""

Positives = list[tuple[int, int, int]]
"""(text, text, group): texts of one group are never held against each other as strangers."""


def texts_of(stock: Stock) -> list[str]:
    """Every text that may be brought together with another, in order."""
    found = {side.text for pair in stock.written if pair.overlaps for side in (pair.a, pair.b)}
    found |= {text for family in stock.families for text in family.texts()}
    return sorted(found)


def _positives(stock: Stock, places: dict[str, int], rng: Random) -> Positives:
    out = [
        (places[pair.a.text], places[pair.b.text], -1 - number)
        for number, pair in enumerate(stock.written)
        if pair.overlaps
    ]
    for number, family in enumerate(stock.families):
        out += [
            (places[pair.a.text], places[pair.b.text], number)
            for pair in OVERLAPPING.drawn(family, rng)
        ]
    rng.shuffle(out)
    return out


def learn(stock: Stock, texts: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The turn: one row more than it has columns, the last what is first taken away.

    `vectors` has one row of unit length for each of `texts`.
    """
    torch.manual_seed(1)
    rng = Random(1)
    places = {text: number for number, text in enumerate(texts)}
    given = torch.as_tensor(vectors)
    common = given.mean(0, keepdim=True)
    given = given - common
    none = torch.eye(given.shape[1])
    turn = torch.nn.Parameter(none.clone())
    optimiser = torch.optim.AdamW([turn], lr=RATE, weight_decay=0)
    for number in range(ROUNDS):
        positives = _positives(stock, places, rng)
        size = min(BATCH, len(positives))
        losses = []
        for start in range(0, len(positives) - size + 1, size):
            loss = _loss(given, turn, positives[start : start + size])
            loss = loss + STAY * ((turn - none) ** 2).sum() / len(none)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            losses.append(float(loss.detach()))
        log.info("turn, round %d: loss %.3f", number + 1, float(np.mean(losses)))
    return np.concatenate([turn.detach().numpy(), common.numpy()]).astype(np.float32)


def _loss(given: Any, turn: Any, positives: Positives) -> Any:
    """How far each text is from having its partner before all others, both ways."""
    ours = functional.normalize(given[[a for a, _b, _group in positives]] @ turn, dim=1)
    theirs = functional.normalize(given[[b for _a, b, _group in positives]] @ turn, dim=1)
    groups = torch.tensor([group for *_texts, group in positives])
    is_kin = (groups[:, None] == groups[None]) & ~torch.eye(len(groups), dtype=torch.bool)
    near = (ours @ theirs.T / WARMTH).masked_fill(is_kin, -1e4)
    right = torch.arange(len(groups))
    return (functional.cross_entropy(near, right) + functional.cross_entropy(near.T, right)) / 2
