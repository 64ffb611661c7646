"""A large bank's graph is kept, and grows as the bank does."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from surveyapp.overlap.rules import indexing
from surveyapp.overlap.rules.indexing import VectorIndex, Vectors, nearest


@pytest.fixture(autouse=True)
def small_banks_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "APPROXIMATE_FROM", 100)
    monkeypatch.setattr(indexing, "_graphs", [])


def some(count: int, seed: int = 1) -> Vectors:
    """Rows of unit length in as many numbers as the graph keeps, so that it reduces nothing."""
    rows = np.random.default_rng(seed).standard_normal((count, indexing.REDUCED))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def sizes() -> list[int]:
    return [graph.index.ntotal for graph in indexing._graphs]


def finds_itself(index: VectorIndex, vectors: Vectors, places: range) -> None:
    """Each of the vectors is its own nearest, at its own place."""
    found, cosines = index.search(vectors[list(places)], 5)
    assert found[:, 0].tolist() == list(places)
    assert np.allclose(cosines[:, 0], 1.0, atol=1e-5)


def test_the_same_vectors_are_not_put_in_a_graph_twice() -> None:
    vectors = some(400)
    first = VectorIndex(vectors).search(vectors, 10)
    again = VectorIndex(vectors.copy()).search(vectors, 10)
    assert sizes() == [400]
    assert np.array_equal(first[0], again[0])
    assert np.array_equal(first[1], again[1])


def test_what_is_new_is_added_wherever_it_stands_in_the_bank() -> None:
    vectors = some(400)
    VectorIndex(vectors)
    mixed = np.concatenate([some(20, seed=2), vectors[::-1], some(20, seed=3)])
    index = VectorIndex(mixed)
    assert sizes() == [440]
    finds_itself(index, mixed, range(440))


def test_what_is_gone_is_not_found() -> None:
    vectors = some(400)
    VectorIndex(vectors)
    left = vectors[40:]
    index = VectorIndex(left)
    assert sizes() == [400]
    finds_itself(index, left, range(360))
    found, _cosines = index.search(vectors, indexing.REACH)
    assert found.max() == 359
    exact, _cosines = nearest(vectors, left, 1)
    assert (found[:, 0] == exact[:, 0]).mean() > 0.95


def test_a_bank_that_was_there_before_does_not_find_what_came_later() -> None:
    vectors, later = some(400), some(40, seed=2)
    before = VectorIndex(vectors)
    VectorIndex(np.concatenate([vectors, later]))
    found, cosines = before.search(later, indexing.REACH)
    assert found.max() < 400
    assert cosines[:, 0].max() < 0.99
    finds_itself(before, vectors, range(400))


def test_equal_vectors_are_each_found_at_their_own_place() -> None:
    vectors = np.concatenate([some(400), some(3)])
    VectorIndex(vectors)
    index = VectorIndex(vectors[::-1])
    assert sizes() == [403]
    found, _cosines = index.search(vectors[:3], 2)
    assert [sorted(row) for row in found.tolist()] == [[2, 402], [1, 401], [0, 400]]


def test_another_bank_gets_a_graph_of_its_own() -> None:
    VectorIndex(some(400))
    VectorIndex(some(400, seed=2))
    assert sizes() == [400, 400]
    VectorIndex(np.concatenate([some(400, seed=2), some(200, seed=3)]))  # a third is new
    assert sizes() == [400, 600]
    VectorIndex(np.concatenate([some(300, seed=2), some(200, seed=3)]))  # a sixth is gone
    assert sizes() == [600, 500]


def test_the_graph_that_is_longest_unused_goes_first() -> None:
    for count, seed in ((400, 1), (500, 2), (400, 1), (600, 3)):
        VectorIndex(some(count, seed=seed))
    assert sizes() == [400, 600]


def test_a_graph_grows_while_others_search_it() -> None:
    vectors = some(2_000)
    index = VectorIndex(vectors)
    failed: list[BaseException] = []

    def search() -> None:
        try:
            for _time in range(20):
                finds_itself(index, vectors, range(0, 2_000, 50))
        except BaseException as error:
            failed.append(error)

    searching = [threading.Thread(target=search) for _number in range(2)]
    for thread in searching:
        thread.start()
    for seed in range(10, 20):
        vectors = np.concatenate([vectors, some(40, seed=seed)])
        VectorIndex(vectors)
    for thread in searching:
        thread.join()
    assert failed == []
    assert sizes() == [2_400]
