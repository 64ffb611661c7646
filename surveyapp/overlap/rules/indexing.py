"""Nearest vectors: exact in blocks, and an approximate index above 50 000 where faiss is installed.

One index holds one language: a mixed one prefers the question's own language and hides the other.
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, field
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

KEPT = 2
"""Graphs that are kept for the next search of nearly the same vectors: one a language, some 300 bytes a vector."""

MOST_NEW, MOST_GONE = 0.25, 0.1
"""Shares of the vectors that may be new to a graph, and of the graph's that may be gone, before another is made."""

_BLOCK = 256
_COLUMNS = 65_536
"""Queries and bank vectors that are multiplied at a time: a block takes some 70 MB at most."""
_CHOSEN = 32
"""Queries whose nearest are put in order at a time: what they are chosen among takes 4 MB."""


class VectorIndex:
    """A bank's vectors in one language, ready to be searched."""

    def __init__(self, vectors: Vectors, *, is_exact: bool = False) -> None:
        self.vectors = vectors
        self._walk: _Walk | None = None
        self.lacks_library = False
        """There are vectors enough for an approximate index, and faiss is not there to make it."""
        if len(vectors) >= APPROXIMATE_FROM and not is_exact:
            self._walk = _walk(vectors)
            self.lacks_library = self._walk is None

    @property
    def is_exact(self) -> bool:
        return self._walk is None

    def search(self, queries: Vectors, count: int) -> tuple[NDArray[np.int64], Vectors]:
        """Return (places, cosines) of the nearest, best first, one row a query.

        With fewer vectors than asked for the rows are shorter. An approximate index gives no more than
        `REACH`, and fills what it does not find with place -1.
        """
        count = min(count, len(self.vectors))
        if not count or not len(queries):
            return np.zeros((len(queries), 0), np.int64), np.zeros((len(queries), 0), np.float32)
        if self._walk is not None:
            return self._walk.search(np.asarray(queries, np.float32), min(count, REACH))
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


@dataclass(eq=False)
class _Graph:
    """faiss' graph of vectors reduced to `REDUCED` numbers of 8 bits, which grows as a bank does."""

    directions: Vectors
    index: Any
    names: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, np.uint64))
    """Of the vectors in it, in their order."""
    lock: threading.Lock = field(default_factory=threading.Lock)
    """faiss' graph may not be searched while it grows."""

    @classmethod
    def empty(cls, vectors: Vectors) -> _Graph | None:
        """Return a graph that knows how such vectors spread, or None where faiss is not installed."""
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
        index.train(sample @ directions)
        return cls(directions, index)

    def add(self, vectors: Vectors, names: NDArray[np.uint64]) -> None:
        """Let the graph grow, by one thread so that the same vectors in the same order give the same graph."""
        import faiss

        threads = faiss.omp_get_max_threads()
        with self.lock:
            faiss.omp_set_num_threads(1)
            try:
                for start in range(0, len(vectors), _COLUMNS):
                    part = np.asarray(vectors[start : start + _COLUMNS], np.float32)
                    self.index.add(np.ascontiguousarray(part @ self.directions))
            finally:
                faiss.omp_set_num_threads(threads)
            self.names = np.concatenate([self.names, names])

    def search(self, queries: Vectors, width: int) -> NDArray[np.int64]:
        """Return the numbers of the `REACH` nearest by the reduced vectors, `width` of them looked at."""
        reduced = np.ascontiguousarray(queries @ self.directions)
        with self.lock:
            self.index.hnsw.efSearch = width
            _rough, found = self.index.search(reduced, REACH)
        return np.asarray(found, np.int64)


class _Walk:
    """A bank's vectors by way of a graph: all their numbers put in order what the graph finds."""

    def __init__(self, vectors: Vectors, graph: _Graph, places: NDArray[np.int64]) -> None:
        self._vectors, self._graph = vectors, graph
        self._places = places
        """Of each vector of the graph, -1 for those that the bank does not have; the last is nobody's."""

    def search(self, queries: Vectors, count: int) -> tuple[NDArray[np.int64], Vectors]:
        """Return (places, cosines) of the nearest, best first; place -1 where none was found."""
        width = int(REACH * max(1.0, (len(self._vectors) / REACH_AT) ** 0.5))
        numbers = self._graph.search(queries, width)
        nobody = len(self._places) - 1  # what the graph got after this bank was made, or none found
        numbers[(numbers < 0) | (numbers > nobody)] = nobody
        found = self._places[numbers]
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


_graphs: list[_Graph] = []
_lock = threading.Lock()


def _walk(vectors: Vectors) -> _Walk | None:
    """Return a way to search the vectors, by a graph that has most of them already where there is one."""
    names = _names(vectors)
    with _lock:
        for graph in reversed(_graphs):
            places = _places(graph.names, names)
            is_there = np.zeros(len(names), bool)
            is_there[places[places >= 0]] = True
            new = np.flatnonzero(~is_there)
            gone = len(places) - (len(names) - len(new))
            if len(new) <= MOST_NEW * len(names) and gone <= MOST_GONE * len(places):
                graph.add(vectors[new], names[new])
                _graphs.append(_graphs.pop(_graphs.index(graph)))  # the longest unused goes first
                return _Walk(vectors, graph, np.r_[places, new, -1])
        made = _Graph.empty(vectors)
        if made is None:
            return None
        made.add(vectors, names)
        _graphs.append(made)
        del _graphs[:-KEPT]
    return _Walk(vectors, made, np.r_[np.arange(len(names)), -1])


def _names(vectors: Vectors) -> NDArray[np.uint64]:
    """Return what each vector is known by; the second of two equal ones is another than the first."""
    digests = [hashlib.blake2b(row.tobytes(), digest_size=8).digest() for row in vectors]
    names = np.frombuffer(b"".join(digests), np.uint64)
    order = np.argsort(names, kind="stable")
    is_first = np.r_[True, names[order][1:] != names[order][:-1]]
    starts = np.flatnonzero(is_first)
    nth = np.zeros(len(names), np.uint64)
    nth[order] = np.arange(len(names)) - np.repeat(starts, np.diff(np.r_[starts, len(names)]))
    mixed: NDArray[np.uint64] = names + nth * np.uint64(0x9E3779B97F4A7C15)
    return mixed


def _places(graph: NDArray[np.uint64], bank: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return the place in the bank of each of a graph's vectors, -1 for what it does not have."""
    order = np.argsort(bank, kind="stable")
    at = np.minimum(np.searchsorted(bank[order], graph), len(bank) - 1)
    found = order[at]
    found[bank[found] != graph] = -1
    return np.asarray(found, np.int64)
