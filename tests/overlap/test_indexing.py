"""Nearest vectors: the exact search finds the nearest, the approximate one nearly all of them."""

from __future__ import annotations

import numpy as np
import pytest

from surveyapp.overlap.rules import indexing
from surveyapp.overlap.rules.indexing import VectorIndex, Vectors, nearest


def vectors(count: int, seed: int, dimension: int = 32) -> Vectors:
    """Return vectors in clusters, as texts of a few areas are."""
    generator = np.random.default_rng(seed)
    centres = np.random.default_rng(0).standard_normal((40, dimension))
    found = centres[generator.integers(0, 40, count)]
    found = found + 0.4 * generator.standard_normal((count, dimension))
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)


def test_the_exact_search_is_a_full_sort(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "_BLOCK", 7)
    monkeypatch.setattr(indexing, "_COLUMNS", 50)
    queries, bank = vectors(20, 1), vectors(333, 2)
    places, cosines = nearest(queries, bank, 12)
    full = queries @ bank.T
    assert np.array_equal(places, np.argsort(-full, axis=1)[:, :12])
    assert np.allclose(cosines, -np.sort(-full, axis=1)[:, :12], atol=1e-6)


def test_fewer_than_asked_for_are_given_when_there_are_no_more() -> None:
    places, _cosines = VectorIndex(vectors(3, 1)).search(vectors(2, 2), 50)
    assert places.shape == (2, 3)
    empty, _cosines = VectorIndex(np.zeros((0, 32), np.float32)).search(vectors(2, 2), 5)
    assert empty.shape == (2, 0)


def test_a_large_bank_is_searched_by_a_graph_with_its_recall_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(indexing, "APPROXIMATE_FROM", 5_000)
    bank = vectors(6_000, 3)
    index = VectorIndex(bank)
    assert not index.is_exact
    assert index.recall(vectors(40, 4), 20) > 0.9
    assert VectorIndex(bank, is_exact=True).recall(vectors(5, 4)) == 1.0
    assert VectorIndex(bank[:4_999]).is_exact


def test_what_the_graph_finds_with_few_numbers_is_put_in_order_by_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(indexing, "APPROXIMATE_FROM", 1_000)
    spread = np.linspace(1.0, 0.02, 2 * indexing.REDUCED, dtype=np.float32) ** 3
    rng = np.random.default_rng(8)
    found = rng.standard_normal((2_100, len(spread))).astype(np.float32) * spread
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    bank, queries = found[:2_000], found[2_000:]
    index = VectorIndex(bank)
    places, cosines = index.search(queries, 30)
    exact = np.take_along_axis(queries @ bank.T, places, axis=1)
    assert np.allclose(cosines, exact, atol=1e-5)
    assert (np.diff(cosines, axis=1) <= 0).all()
    assert index.recall(queries, 30) > 0.95


def test_the_same_bank_gives_the_same_candidates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "APPROXIMATE_FROM", 1_000)
    bank, queries = vectors(3_000, 3), vectors(40, 4)
    places, cosines = VectorIndex(bank).search(queries, 200)
    again, _cosines = VectorIndex(bank).search(queries, 200)
    assert places.shape == (40, indexing.REACH)
    assert np.array_equal(places, again)
    assert (np.diff(cosines, axis=1) <= 1e-6).all()


def test_without_the_library_a_large_bank_is_searched_exactly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(indexing, "APPROXIMATE_FROM", 10)
    monkeypatch.setitem(__import__("sys").modules, "faiss", None)
    index = VectorIndex(vectors(20, 1))
    assert (index.is_exact, index.lacks_library) == (True, True)
    assert not VectorIndex(vectors(9, 1)).lacks_library
    assert not VectorIndex(vectors(20, 1), is_exact=True).lacks_library
