"""Nearest vectors: exact in blocks, and an approximate index above 50 000 where faiss is installed.

One index holds one language: a mixed one prefers the question's own language and hides the other.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

APPROXIMATE_FROM = 50_000
"""Bank questions from which exact search is too slow for one question while typing."""

NEIGHBOURS, WALKED_WHEN_BUILT = 16, 160
"""Neighbours of each vector in the graph of the approximate index, and vectors looked at to find them.
Source: Malkov and Yashunin 2018, whose M and efConstruction they are."""

REDUCED = 128
"""Numbers of a vector in the graph: what it says in the directions in which the bank's vectors spread most.
Of the fifty nearest of 8,000 real texts 99.9 in 100 are among the 64 nearest by these."""

REACH, REACH_AT = 64, 100_000
"""Nearest that the approximate index finds, and the size of bank at which it looks at just as many on its
way; at larger ones at more, by the square root. `bench_overlap candidates` tells the recall."""

SAMPLE = 20_000
"""Vectors that the directions and the rounding to 8 bits are learnt from."""

_BLOCK = 256
_COLUMNS = 65_536
"""Queries and bank vectors that are multiplied at a time: a block takes some 70 MB at most."""
_CHOSEN = 32
"""Queries whose nearest are put in order at a time: what they are chosen among takes 4 MB."""


class VectorIndex:
    """A bank's vectors in one language, ready to be searched."""

    def __init__(self, vectors: Vectors, *, is_exact: bool = False) -> None:
        self.vectors = vectors
        self._graph: _Graph | None = None
        self.lacks_library = False
        """There are vectors enough for an approximate index, and faiss is not there to make it."""
        if len(vectors) >= APPROXIMATE_FROM and not is_exact:
            self._graph = _Graph.build(vectors)
            self.lacks_library = self._graph is None

    @property
    def is_exact(self) -> bool:
        return self._graph is None

    def search(self, queries: Vectors, count: int) -> tuple[NDArray[np.int64], Vectors]:
        """Return (places, cosines) of the nearest, best first, one row a query.

        With fewer vectors than asked for the rows are shorter. An approximate index gives no more than
        `REACH`, and fills what it does not find with place -1.
        """
        count = min(count, len(self.vectors))
        if not count or not len(queries):
            return np.zeros((len(queries), 0), np.int64), np.zeros((len(queries), 0), np.float32)
        if self._graph is not None:
            return self._graph.search(np.asarray(queries, np.float32), min(count, REACH))
        return nearest(queries, self.vectors, count)

    def recall(self, queries: Vectors, count: int = 50) -> float:
        """Return the share of the exactly nearest that this index finds."""
        if self.is_exact or not len(queries):
            return 1.0
        found, _cosines = self.search(queries, count)
        true, _cosines = nearest(queries, self.vectors, count)
        hits = sum(len(set(a.tolist()) & set(b.tolist())) for a, b in zip(found, true, strict=True))
        return hits / true.size


def nearest(queries: Vectors, bank: Vectors, count: int) -> tuple[NDArray[np.int64], Vectors]:
    """Return (places, cosines) of the exactly nearest, best first; both sides have unit length."""
    count = min(count, len(bank))
    places = np.zeros((len(queries), count), np.int64)
    cosines = np.zeros((len(queries), count), np.float32)
    for first in range(0, len(queries), _BLOCK):
        block = np.asarray(queries[first : first + _BLOCK], np.float32)
        best_places: list[NDArray[np.int64]] = []
        best: list[Vectors] = []
        for start in range(0, len(bank), _COLUMNS):
            found = block @ np.asarray(bank[start : start + _COLUMNS], np.float32).T
            kept = min(count, found.shape[1])
            part = np.argpartition(-found, kept - 1, axis=1)[:, :kept]
            best_places.append(part + start)
            best.append(np.take_along_axis(found, part, axis=1))
        some, values = np.concatenate(best_places, axis=1), np.concatenate(best, axis=1)
        order = np.argsort(-values, axis=1, kind="stable")[:, :count]
        places[first : first + len(block)] = np.take_along_axis(some, order, axis=1)
        cosines[first : first + len(block)] = np.take_along_axis(values, order, axis=1)
    return places, cosines


class _Graph:
    """faiss' graph of vectors reduced to `REDUCED` numbers of 8 bits; all numbers put in order what it finds."""

    def __init__(self, vectors: Vectors, directions: Vectors, index: Any) -> None:
        self._vectors, self._directions, self._index = vectors, directions, index

    @classmethod
    def build(cls, vectors: Vectors) -> _Graph | None:
        """Return the graph, or None where faiss is not installed.

        One thread builds it, so that the same bank gives the same candidates.
        """
        try:
            import faiss
        except ImportError:
            return None
        sample = np.asarray(vectors[:: max(1, len(vectors) // SAMPLE)], np.float32)
        _spread, directions = np.linalg.eigh(sample.T @ sample)  # ascending
        directions = np.ascontiguousarray(directions[:, -REDUCED:], np.float32)
        index = faiss.IndexHNSWSQ(
            directions.shape[1],
            faiss.ScalarQuantizer.QT_8bit,  # type: ignore[arg-type]  # the stubs know one of two ways
            NEIGHBOURS,
            faiss.METRIC_INNER_PRODUCT,
        )
        index.hnsw.efConstruction = WALKED_WHEN_BUILT
        index.hnsw.efSearch = int(REACH * max(1.0, (len(vectors) / REACH_AT) ** 0.5))
        threads = faiss.omp_get_max_threads()
        faiss.omp_set_num_threads(1)
        try:
            index.train(sample @ directions)
            for start in range(0, len(vectors), _COLUMNS):
                part = np.asarray(vectors[start : start + _COLUMNS], np.float32)
                index.add(np.ascontiguousarray(part @ directions))
        finally:
            faiss.omp_set_num_threads(threads)
        return cls(vectors, directions, index)

    def search(self, queries: Vectors, count: int) -> tuple[NDArray[np.int64], Vectors]:
        """Return (places, cosines) of the nearest, best first; place -1 where none was found."""
        _rough, found = self._index.search(np.ascontiguousarray(queries @ self._directions), REACH)
        places = np.zeros((len(queries), count), np.int64)
        cosines = np.zeros((len(queries), count), np.float32)
        for first in range(0, len(queries), _CHOSEN):
            block = slice(first, first + _CHOSEN)
            exact = np.matmul(self._vectors[found[block]], queries[block, :, None])[..., 0]
            exact[found[block] < 0] = -1.0
            order = np.argsort(-exact, axis=1, kind="stable")[:, :count]
            places[block] = np.take_along_axis(found[block], order, axis=1)
            cosines[block] = np.take_along_axis(exact, order, axis=1)
        return places, cosines
