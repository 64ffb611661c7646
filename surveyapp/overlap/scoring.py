"""What the model says of texts and pairs, said once: kept by the texts' hash and the model's checksum.

Every chunk is stored in a unit of its own as soon as it is read, so that a matching that is stopped
goes on where it was, and one new question costs one question.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from surveyapp.overlap import store
from surveyapp.overlap.model.features import Side
from surveyapp.overlap.queries import matching as queries
from surveyapp.overlap.rules.indexing import Vectors
from surveyapp.overlap.rules.similarity import Progress

CHUNK = 256
"""Pairs or texts between two stores: a few seconds' work."""

Units = Callable[[], AbstractContextManager[Session]]
"""Opens a unit of work; each chunk has its own."""


class PairReader(Protocol):
    """What matching needs of a cross-encoder; `model.reader.CrossEncoder` is one."""

    checksum: str

    def read(self, pairs: Sequence[tuple[Side, Side]]) -> NDArray[np.float32]:
        """Return calibrated probabilities of the five labels, one row a pair."""
        ...


class TextEncoder(Protocol):
    """What matching needs of an encoder; `model.reader.Encoder` is one."""

    checksum: str
    dimension: int

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of unit length a text, near where texts overlap."""
        ...

    def plain(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the same as the encoder made them, before anything was learnt from overlaps."""
        ...


class ModelPair(Protocol):
    """A cross-encoder, where there is one, and an encoder."""

    @property
    def cross(self) -> PairReader | None: ...

    @property
    def encoder(self) -> TextEncoder: ...


def in_order(a: Side, b: Side) -> tuple[Side, Side]:
    """Return the pair in the one order in which it is read, so that both orders score alike."""
    return (a, b) if _fields(a) <= _fields(b) else (b, a)


def pair_hash(a: Side, b: Side) -> str:
    """Return what a pair is known by; both orders give the same."""
    return _digest([_fields(side) for side in in_order(a, b)])


def in_turn(texts: Iterable[str]) -> list[str]:
    """Return the distinct texts in the order in which they are encoded: those of one length together."""
    return sorted(set(texts), key=lambda t: (len(t), t))


def text_hash(text: str) -> str:
    """Return what a text is known by."""
    return _digest(text)


def _fields(side: Side) -> tuple[str, str, str, str]:
    return side.text, side.answer, side.period, side.population


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()


@dataclass
class Counted:
    """What one matching asked of the model, and what was known from before."""

    encoded: int = 0
    encoded_before: int = 0
    read: int = 0
    read_before: int = 0


class Cached:
    """The model behind its cache, for one matching."""

    def __init__(self, models: ModelPair, units: Units, progress: Progress | None = None) -> None:
        self._models = models
        self._units = units
        self._progress = progress
        self._vectors: dict[str, Vectors] = {}
        self.counted = Counted()

    @property
    def can_read(self) -> bool:
        return self._models.cross is not None

    @property
    def model(self) -> str:
        """Checksum of what reads pairs, "" when nothing does."""
        return self._models.cross.checksum if self._models.cross else ""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text; each text is encoded once, ever."""
        new = in_turn(t for t in texts if t not in self._vectors)
        hashes = {text_hash(text): text for text in new}
        encoder = self._models.encoder
        with self._units() as session:
            known = queries.find_vectors(session, encoder.checksum, list(hashes))
        for key, stored in known.items():
            self._vectors[hashes[key]] = np.frombuffer(stored, "<f4")
        self.counted.encoded_before += len(known)
        missing = [key for key in hashes if key not in known]
        for first in range(0, len(missing), CHUNK):
            chunk = missing[first : first + CHUNK]
            rows = encoder.encode([hashes[key] for key in chunk]).astype("<f4")
            with self._units() as session:
                vectors = {key: row.tobytes() for key, row in zip(chunk, rows, strict=True)}
                store.keep_vectors(session, encoder.checksum, vectors)
            for key, row in zip(chunk, rows, strict=True):
                self._vectors[hashes[key]] = row
            self.counted.encoded += len(chunk)
            self._tell(first + len(chunk), len(missing))
        out = np.zeros((len(texts), encoder.dimension), np.float32)
        for line, text in zip(out, texts, strict=True):
            line[:] = self._vectors[text]
        return out

    def read(self, pairs: Sequence[tuple[Side, Side]]) -> NDArray[np.float32]:
        """Return the five probabilities of every pair; each pair is read once, ever."""
        reader = self._models.cross
        assert reader is not None
        hashes = [pair_hash(*pair) for pair in pairs]
        by_hash = dict(zip(hashes, pairs, strict=True))
        with self._units() as session:
            known = queries.find_scores(session, reader.checksum, list(by_hash))
        self.counted.read_before += len(known)
        missing = [key for key in by_hash if key not in known]
        for first in range(0, len(missing), CHUNK):
            chunk = missing[first : first + CHUNK]
            rows = reader.read([in_order(*by_hash[key]) for key in chunk])
            new = {
                key: [round(float(p), 6) for p in row] for key, row in zip(chunk, rows, strict=True)
            }
            with self._units() as session:
                store.keep_scores(session, reader.checksum, new)
            known.update(new)
            self.counted.read += len(chunk)
            self._tell(first + len(chunk), len(missing))
        return np.array([known[key] for key in hashes], np.float32).reshape(len(pairs), 5)

    def _tell(self, done: int, total: int) -> None:
        if self._progress is not None:
            self._progress(done, total)
