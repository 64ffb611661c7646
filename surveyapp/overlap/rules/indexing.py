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

NEIGHBOURS, WALKED_WHEN_BUILT = 16, 80
"""Neighbours of each vector in the graph of the approximate index, and vectors looked at to find them.
Source: Malkov and Yashunin 2018, whose M and efConstruction they are."""

REACH, REACH_AT = 64, 100_000
"""Nearest that the approximate index tells at most, and the size of bank at which it looks at just as
many on its way; at larger ones at more, by the square root. `bench_overlap candidates` tells the recall."""

SAMPLE = 20_000
"""Vectors that the rounding to 8 bits is learnt from."""

_BLOCK = 256
_COLUMNS = 65_536
"""Queries and bank vectors that are multiplied at a time: a block takes some 70 MB at most."""


class VectorIndex:
    """A bank's vectors in one language, ready to be searched."""

    def __init__(self, vectors: Vectors, *, is_exact: bool = False) -> None:
        self.vectors = vectors
        self._graph: Any = None
        self.lacks_library = False
        """There are vectors enough for an approximate index, and faiss is not there to make it."""
        if len(vectors) >= APPROXIMATE_FROM and not is_exact:
            self._graph = _graph(vectors)
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
            count = min(count, REACH)
            cosines, places = self._graph.search(np.ascontiguousarray(queries, np.float32), count)
            return places.astype(np.int64), cosines
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


def _graph(vectors: Vectors) -> Any:
    """Return faiss' graph of 8-bit vectors, or None where faiss is not installed.

    One thread builds it, so that the same bank gives the same candidates.
    """
    try:
        import faiss
    except ImportError:
        return None
    index = faiss.IndexHNSWSQ(
        vectors.shape[1],
        faiss.ScalarQuantizer.QT_8bit,  # type: ignore[arg-type]  # the stubs know one of two ways
        NEIGHBOURS,
        faiss.METRIC_INNER_PRODUCT,
    )
    index.hnsw.efConstruction = WALKED_WHEN_BUILT
    index.hnsw.efSearch = int(REACH * max(1.0, (len(vectors) / REACH_AT) ** 0.5))
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        step = max(1, len(vectors) // SAMPLE)
        index.train(np.ascontiguousarray(vectors[::step], np.float32))
        for start in range(0, len(vectors), _COLUMNS):
            index.add(np.ascontiguousarray(vectors[start : start + _COLUMNS], np.float32))
    finally:
        faiss.omp_set_num_threads(threads)
    return index
