"""The model as it is shipped, through the whole pipeline; it lies in the repository, so nothing is skipped."""

from __future__ import annotations

import pytest

from surveyapp.overlap import evaluation
from surveyapp.overlap.model import reader
from surveyapp.overlap.model.features import Side
from surveyapp.overlap.model.reader import Models
from surveyapp.overlap.rules.facets import Described
from surveyapp.overlap.rules.matching import match
from surveyapp.overlap.scoring import in_order
from surveyapp.overlap.training.pairs import RELATED, Pair
from tests.overlap import test_mutations


@pytest.fixture(scope="module")
def models() -> Models:
    found = reader.load(threads=1)
    assert found is not None, f"the shipped weights are missing: {reader.WEIGHTS}"
    return found


def test_it_holds_its_figures_on_the_frozen_pairs(models: Models) -> None:
    pairs = evaluation.frozen_pairs(text_only=True)[evaluation.FROZEN][::3]
    found = evaluation.evaluate(pairs, models, text_only=True, rounds=50)
    shipped, cosine = found["model"], found["cosine"]
    assert shipped["average_precision"]["value"] >= 0.94
    assert shipped["average_precision"]["value"] - cosine["average_precision"]["value"] >= 0.2
    # As is told: one of these 140, four of all 421 (docs/overlap-quality.md).
    assert shipped["false_same"] <= 1
    assert shipped["calibration_error"]["value"] <= 0.08


def test_no_frozen_mutation_is_called_the_same(models: Models) -> None:
    """What the facets forbid is never the same; the model is asked about what they leave open."""
    rows = [row for row, _facets in test_mutations.open_mutations()]
    assert rows
    pairs = evaluation.labelled(
        [
            Pair(r["id"], Side(r["text_a"]), Side(r["text_b"]), (r["lang_a"], r["lang_b"]), RELATED)
            for r in rows
        ]
    )
    said = evaluation.by_model(pairs, models, text_only=True).verdicts
    assert said is not None
    assert [row["id"] for row, verdict in zip(rows, said, strict=True) if verdict == "same"] == []


def test_the_pipeline_finds_what_words_cannot(models: Models) -> None:
    assert models.cross is not None
    cross = models.cross
    ours = [
        Described(1, {"sv": "Hur många hushåll fick ekonomiskt bistånd under 2025?"}),
        Described(2, {"sv": "Har kommunen en krisplan för äldreomsorgen?"}),
    ]
    theirs = [
        Described(10, {"en": "Number of households that received social assistance in 2025"}),
        Described(11, {"sv": "Hur många hushåll har fått ekonomiskt bistånd under år 2025?"}),
        Described(12, {"sv": "Hur många hushåll har fått ekonomiskt bistånd under år 2024?"}),
        Described(13, {"sv": "Kostnad för väghållning, kr per invånare"}),
    ]
    pairs = match(
        ours,
        theirs,
        also=[(1, n) for n in range(10, 14)],
        encode=models.encoder.encode,
        read=lambda sides: cross.read([in_order(a, b) for a, b in sides]),
    )
    found = {p.other: p.assessment for p in pairs if p.question == 1}
    assert found[11].score > 0.5 > found[13].score
    assert found[10].score > found[13].score
    assert found[12].proposal == "related"
    assert found[13].proposal in ("related", "unrelated")
