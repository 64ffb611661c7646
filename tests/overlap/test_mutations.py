"""The frozen mutations: questions that conflict in one facet, said in ways the rules were not made from.

Every pair that the facets do not forbid is judged by words as well: none may be called the same.
What the facets alone miss is counted and may not grow; docs/overlap-mutations.md says what it is.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from surveyapp.overlap.rules.comparing.facets import FacetComparison, compare_facets
from surveyapp.overlap.rules.comparing.words import compare_words
from surveyapp.overlap.rules.facets import Described
from surveyapp.overlap.rules.reading.question import read_facets
from surveyapp.overlap.rules.text import Lexicon
from surveyapp.overlap.rules.verdicts import SAME, judge
from surveyapp.overlap.rules.vetoes import vetoes

FOLDER = Path(__file__).parent / "mutations"

MISSED = {"year": 0, "age": 0, "unit": 12, "population": 29, "direction": 23, "law": 0}
"""Mutations that the facets alone may leave open, by facet, of 8,000."""

AGREEING_FORBIDDEN = 0.05
"""Share of the agreements that may be forbidden."""

Row = dict[str, str]


def rows(name: str) -> Iterator[Row]:
    yield from csv.DictReader(content(name).decode("utf-8").splitlines())


def compared(row: Row) -> list[FacetComparison]:
    a, b = (
        read_facets(Described(0, {row[f"lang_{side}"]: row[f"text_{side}"]}), row[f"lang_{side}"])
        for side in "ab"
    )
    return compare_facets(a, b)


@cache
def open_mutations() -> tuple[tuple[Row, tuple[FacetComparison, ...]], ...]:
    found = ((row, tuple(compared(row))) for row in rows("mutations.csv.gz"))
    return tuple((row, facets) for row, facets in found if not vetoes(facets))


FROZEN = {
    "mutations.csv.gz": "c889449f160b61024b21d7ce2e872f63c6b4427f75374c01e1d7332b16592bc2",
    "agreements.csv": "d41f8a933065ccf84f1f9a9270108c3f05d8337c5066f52f5d319b51f5671361",
}
"""SHA-256 of what the files say, unpacked."""


def content(name: str) -> bytes:
    stored = (FOLDER / name).read_bytes()
    return gzip.decompress(stored) if name.endswith(".gz") else stored


def test_the_set_is_whole_and_frozen() -> None:
    assert {name: hashlib.sha256(content(name)).hexdigest() for name in FROZEN} == FROZEN
    assert sum(1 for _row in rows("mutations.csv.gz")) == 8000
    assert sum(1 for _row in rows("agreements.csv")) == 600


def test_the_facets_miss_no_more_than_is_told() -> None:
    missed = Counter(row["facet"] for row, _facets in open_mutations())
    assert {facet: n for facet, n in missed.items() if n > MISSED[facet]} == {}


def test_no_mutation_is_called_the_same_by_facets_and_words() -> None:
    called = []
    for row, facets in open_mutations():
        if row["lang_a"] != row["lang_b"]:
            continue  # without a model, words of two languages are never the same
        language = row["lang_a"]
        lexicon = Lexicon([row["text_a"], row["text_b"]], language)
        words = compare_words(row["text_a"], row["text_b"], language, {}, lexicon)
        if judge(facets, words, None).proposal == SAME:
            called.append((row["id"], row["text_a"], row["text_b"]))
    assert called == []


def test_what_is_said_in_two_ways_is_not_held_apart() -> None:
    agreements = list(rows("agreements.csv"))
    forbidden = [row["id"] for row in agreements if vetoes(compared(row))]
    assert len(forbidden) <= AGREEING_FORBIDDEN * len(agreements), forbidden
