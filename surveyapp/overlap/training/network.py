"""The networks in torch. Imported by the training commands only."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from surveyapp.overlap.model.features import PAD, TYPES
from surveyapp.overlap.training.base import LAYERS, POSITIONS, WIDTH

HEADS = 12
HEAD_WIDTH = 256
LABEL_COUNT = 5


class SharedDropout(nn.Module):
    """Dropout with one mask for all pieces of a text: as good here, and far fewer random numbers."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, x: Any) -> Any:
        """Rows, pieces, width in and out."""
        if not self.training or not self.share:
            return x
        kept = torch.rand(x.shape[0], 1, x.shape[2], device=x.device) >= self.share
        return x * (kept / (1 - self.share)).to(x.dtype)


class Layer(nn.Module):
    """One transformer layer, normalised after each half."""

    def __init__(self, drop: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.attended = nn.Linear(WIDTH, WIDTH)
        self.norm_attended = nn.LayerNorm(WIDTH, eps=1e-12)
        self.wide = nn.Linear(WIDTH, 4 * WIDTH)
        self.narrow = nn.Linear(4 * WIDTH, WIDTH)
        self.norm_out = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = SharedDropout(drop)

    def forward(self, x: Any, bias: Any) -> Any:
        """`bias`: 0 where a piece may be looked at, very negative where it is padding."""
        rows = x.shape[0]
        q, k, v = (
            part.reshape(rows, -1, HEADS, WIDTH // HEADS).transpose(1, 2)
            for part in self.qkv(x).chunk(3, -1)
        )
        # Spelled out: the fused kernel's backward is several times slower on a processor.
        weights = torch.softmax(q @ k.transpose(2, 3) * (WIDTH // HEADS) ** -0.5 + bias, dim=-1)
        seen = weights.to(v.dtype) @ v
        seen = self.attended(seen.transpose(1, 2).reshape(rows, -1, WIDTH))
        x = self.norm_attended(x + self.drop(seen))
        return self.norm_out(x + self.drop(self.narrow(functional.gelu(self.wide(x)))))


class Transformer(nn.Module):
    """Word, place and type of each piece, then twelve layers; the lowest may stand still."""

    def __init__(self, vocabulary: int, types: int, drop: float = 0.1, frozen: int = 0) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.types = nn.Embedding(types, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = SharedDropout(drop)
        self.layers = nn.ModuleList(Layer(drop) for _ in range(LAYERS))
        self.frozen = frozen

    def forward(self, pieces: Any, types: Any) -> Any:
        """One vector a piece."""
        places = torch.arange(pieces.shape[1], device=pieces.device)[None]
        bias = (pieces == PAD)[:, None, None, :].float() * -1e4
        x = self.norm(self.words(pieces) + self.positions(places) + self.types(types))
        x = self.drop(x)
        for layer in self.layers:
            x = layer(x, bias)
        return x


def _pooled(x: Any, mask: Any) -> Any:
    weight = mask[..., None].to(x.dtype)
    return (x * weight).sum(1) / weight.sum(1).clamp(min=1)


def _scaled(vector: Any) -> Any:
    return vector / vector.norm(dim=1, keepdim=True).clamp(min=1e-6) * math.sqrt(WIDTH)


class Cross(nn.Module):
    """Both texts in one pass; a head on the first piece and on both sides' means."""

    def __init__(self, vocabulary: int, differences: int, drop: float = 0.1) -> None:
        super().__init__()
        self.body = Transformer(vocabulary, TYPES, drop)
        self.hidden = nn.Sequential(
            nn.Linear(3 * WIDTH + 1, HEAD_WIDTH), nn.GELU(), nn.Dropout(2 * drop)
        )
        self.labels = nn.Linear(HEAD_WIDTH, LABEL_COUNT)
        self.overlap = nn.Linear(HEAD_WIDTH, 1)
        self.difference = nn.Linear(HEAD_WIDTH, differences)

    def start_from(self, base: dict[str, Any]) -> None:
        """Take the base's weights; every type starts as the base's first, a little apart."""
        values = {name: torch.as_tensor(value) for name, value in base.items()}
        first = values.pop("types.weight")[0]
        values["types.weight"] = first[None] + 0.01 * torch.randn(TYPES, WIDTH)
        self.body.load_state_dict(values)

    def judged(self, pieces: Any, types: Any, sides: Any) -> Any:
        """What the heads are given."""
        x = self.body(pieces, types).float()
        a, b = _scaled(_pooled(x, sides == 1)), _scaled(_pooled(x, sides == 2))
        joined = [_scaled(x[:, 0]), (a - b).abs() * 3, a * b, (a * b).mean(1, keepdim=True)]
        return self.hidden(torch.cat(joined, 1))

    def forward(self, pieces: Any, types: Any, sides: Any) -> tuple[Any, Any, Any]:
        """Labels, overlap or not, and what differs; before any softmax."""
        given = self.judged(pieces, types, sides)
        return self.labels(given), self.overlap(given)[:, 0], self.difference(given)


class CrossForUse(nn.Module):
    """What is exported of `Cross`: without the head that names the difference."""

    def __init__(self, cross: Cross) -> None:
        super().__init__()
        self.cross = cross

    def forward(self, pieces: Any, types: Any, sides: Any) -> tuple[Any, Any]:
        """Labels and overlap."""
        given = self.cross.judged(pieces, types, sides)
        return self.cross.labels(given), self.cross.overlap(given)[:, 0]


class EncoderForUse(nn.Module):
    """The base alone: the mean of the pieces' vectors."""

    def __init__(self, body: Transformer) -> None:
        super().__init__()
        self.body = body

    def forward(self, input_ids: Any) -> Any:
        """One vector a text, of unit length."""
        x = self.body(input_ids, torch.zeros_like(input_ids))
        vector = _pooled(x, input_ids != PAD)
        return vector / vector.norm(dim=1, keepdim=True)
