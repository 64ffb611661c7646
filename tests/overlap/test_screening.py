"""The screen says of every pair what holding its facets against each other says."""

from __future__ import annotations

import numpy as np

from surveyapp.demo import content
from surveyapp.overlap.rules.comparing.facets import compare_facets
from surveyapp.overlap.rules.reading.question import read_facets
from surveyapp.overlap.rules.screening import Coded, is_held_apart
from surveyapp.overlap.rules.verdicts import is_vetoed
from tests.overlap.questions import described

EXTRA = (
    "Antal barn 0–12 år i familjehem 2025",
    "Antal barn 13–20 år i familjehem 2024",
    "Antal avslagna ansökningar enligt LSS",
    "Antal beviljade ansökningar enligt SoL",
)


def test_every_pair_is_told_as_one_by_one() -> None:
    texts = [row.text["sv"] for row in content.load_bank_questions()][:60] + list(EXTRA)
    facets = [read_facets(described(text)) for text in texts]
    rows, columns = (part.ravel() for part in np.indices((len(texts), len(texts))))
    coded = Coded.of(facets)
    told = is_held_apart(coded, coded, rows, columns)
    one_by_one = [
        is_vetoed(compare_facets(facets[a], facets[b]))
        for a, b in zip(rows.tolist(), columns.tolist(), strict=True)
    ]
    assert told.tolist() == one_by_one
    assert 0 < told.sum() < len(told)


def test_nothing_is_told_of_no_pairs() -> None:
    none = np.zeros(0, np.int64)
    assert is_held_apart(Coded.of([]), Coded.of([]), none, none).tolist() == []
