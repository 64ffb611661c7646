"""Which pairs are held together at all: in the first language that both sides have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from surveyapp.overlap.model.features import Side
from surveyapp.overlap.rules import matching, similarity
from surveyapp.overlap.rules.facets import Described
from surveyapp.overlap.rules.matching import Pair, candidate_runs, match
from surveyapp.overlap.rules.similarity import QUOTA
from tests.overlap.stub_model import StubModels, StubReader

SV, EN = "Har hushållet tillgång till internet?", "Does the household have access to internet?"
NOISE = [
    Described(key=100, texts={"sv": "Antal brandövningar", "en": "Number of fire drills held"}),
    Described(key=101, texts={"sv": "Kostnad för väghållning", "en": "Cost of road maintenance"}),
]


def pairs(ours: dict[str, str], theirs: dict[str, str]) -> list[tuple[str, str]]:
    found = match([Described(key=1, texts=ours)], [Described(key=2, texts=theirs), *NOISE])
    return [(p.assessment.proposal, p.assessment.language) for p in found if p.other == 2]


def test_a_question_without_swedish_meets_a_bank_that_has_both_languages() -> None:
    assert pairs({"en": EN}, {"sv": SV, "en": EN}) == [("same", "en")]
    assert pairs({"en": EN, "fr": "Autre chose"}, {"sv": SV, "en": EN}) == [("same", "en")]


def test_swedish_goes_first_where_both_sides_have_it() -> None:
    assert pairs({"sv": SV, "en": EN}, {"sv": SV, "en": EN}) == [("same", "sv")]
    assert pairs({"sv": SV, "en": EN}, {"en": EN}) == [("same", "en")]


def test_texts_without_a_common_language_are_not_held_together() -> None:
    assert pairs({"en": EN}, {"sv": SV}) == []


# --- with a model ---------------------------------------------------------------------------------


def found_with(
    ours: list[Described], theirs: list[Described], reader: StubReader | None = None, **values: Any
) -> list[Pair]:
    models = StubModels(reader)
    assert models.cross is not None
    return match(ours, theirs, encode=models.encoder.encode, read=models.cross.read, **values)


def test_languages_meet_when_there_are_vectors() -> None:
    ours = [Described(key=1, texts={"sv": "Antal hushåll, barn"})]
    theirs = [Described(key=2, texts={"en": "Number of households, children"}), *NOISE]
    (pair,) = [p for p in found_with(ours, theirs) if p.other == 2]
    assert (pair.assessment.language, pair.assessment.other_language) == ("sv", "en")
    assert pair.assessment.probability is not None
    assert match(ours, theirs, within=True) == []


def test_a_pair_that_a_facet_holds_apart_is_not_read_and_never_the_same() -> None:
    reader = StubReader()
    ours = [Described(key=1, texts={"sv": "Antal barn i familjehem enligt SoL"})]
    theirs = [
        Described(key=2, texts={"sv": "Antal barn i familjehem enligt LSS"}),
        Described(key=3, texts={"sv": "Antal barn i familjehem enligt SoL totalt"}),
    ]
    found = {p.other: p.assessment for p in found_with(ours, theirs, reader)}
    assert found[2].proposal == "related"
    assert found[2].judgement.differs == ("law",)
    assert found[2].probability is None
    assert found[3].proposal == "same"
    assert [{a.text, b.text} for a, b in reader.asked] == [
        {ours[0].texts["sv"], theirs[1].texts["sv"]}
    ]


def test_another_year_of_the_same_question_is_a_new_edition() -> None:
    reader = StubReader()
    ours = [Described(key=1, texts={"sv": "Hur många barn bodde i familjehem under 2025?"})]
    theirs = [
        Described(key=2, texts={"sv": "Hur många barn bodde i familjehem under 2024?"}),
        Described(key=3, texts={"sv": "Hur många hushåll fick bostad under 2024?"}),
    ]
    found = {p.other: p.assessment for p in found_with(ours, theirs, reader, also=[(1, 2), (1, 3)])}
    assert found[2].proposal == "related"
    assert found[2].judgement.is_new_edition
    assert not found[3].judgement.is_new_edition
    assert all("2024" not in side.text for pair in reader.asked for side in pair)


def test_what_the_model_refuses_is_left_out_and_what_it_finds_is_kept() -> None:
    words = ("alfa", "bravo", "delta", "gamma", "kappa", "sigma", "omega", "lambda")
    theirs = [
        Described(key=10 + n, texts={"sv": f"Antal {a} som fick {b}"}, group=a)
        for n, (a, b) in enumerate((a, b) for a in words for b in words if a < b)
    ]
    ours = [Described(key=1, texts={"sv": "Antal alfa som fick bravo totalt"})]
    found = found_with(ours, theirs)
    assert [p.other for p in found if not p.is_sample] == [10]
    assert found[0].assessment.proposal == "same"


def test_our_own_questions_meet_each_other_once() -> None:
    ours = [
        Described(key=1, texts={"sv": "Antal barn i familjehem totalt"}, group="a"),
        Described(key=2, texts={"sv": "Antal barn i familjehem totalt"}, group="b"),
        Described(key=3, texts={"sv": "Kostnad för väghållning"}, group="b"),
    ]
    found = found_with(ours, [], within=True)
    assert [(p.question, p.other, p.is_ours) for p in found if not p.is_sample] == [(1, 2, True)]


def test_no_more_than_fifty_candidates_a_question() -> None:
    theirs = [
        Described(key=n, texts={"sv": f"Antal barn i familjehem typ{n}"}, group=f"g{n % 7}")
        for n in range(300)
    ]
    ours = [Described(key=900 + n, texts={"sv": "Antal barn i familjehem"}) for n in range(3)]
    models = StubModels()
    (run,) = candidate_runs(ours, theirs, encode=models.encoder.encode)
    assert [int((run.places.rows == row).sum()) for row in range(3)] == [QUOTA] * 3
    # every collection has a place among them
    assert len({run.bank.questions[c].group for c in run.places.columns.tolist()}) == 7


def test_what_the_vectors_hold_far_apart_is_not_read() -> None:
    ours = [Described(key=1, texts={"sv": "Datum för beslut i hemtjänst"})]
    theirs = [
        Described(key=2, texts={"sv": "Datum för beslut i skolan"}),
        Described(key=3, texts={"sv": "Beslut i hemtjänst, datum"}),
    ]
    asked: list[str] = []

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        rows = [[1.0, 0.0] if "hemtjänst" in text else [0.2, 0.98] for text in texts]
        return np.array(rows, np.float32)

    def read(pairs: Sequence[tuple[Side, Side]]) -> NDArray[np.float32]:
        asked.extend(side.text for pair in pairs for side in pair)
        return np.tile(np.array([0, 0.98, 0.01, 0.01, 0], np.float32), (len(pairs), 1))

    found = match(ours, theirs, encode=encode, read=read)
    assert [pair.other for pair in found] == [3]
    assert "Datum för beslut i skolan" not in asked


def test_the_reading_budget_is_for_all_banks_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "TOO_FAR", -1.0)  # the stub's vectors know no likeness of areas
    names = ("alfa", "bravo", "delta", "gamma", "kappa", "sigma")
    ours = [
        Described(key=n, texts={"sv": f"Antal {name} med stöd av {name} i hushåll"})
        for n, name in enumerate(names)
    ]
    theirs = [
        Described(
            key=10 + n, texts={"sv": f"Antal {name} med stöd i hushåll", "en": f"Number {name}"}
        )
        for n, name in enumerate(names)
    ]
    reader = StubReader()
    found_with(ours, theirs, reader, within=True)
    unbound = len(reader.asked)
    assert unbound > 2 * len(ours)
    monkeypatch.setattr(matching, "READ_LEAST", 2)
    monkeypatch.setattr(matching, "READ_BUDGET", 0)
    bound = StubReader()
    found_with(ours, theirs, bound, within=True)
    assert len(bound.asked) == 2 * len(ours)
    wanted = {(0, 15), (1, 14), (2, 13)}
    also = StubReader()
    found_with(ours, theirs, also, within=True, also=wanted)
    assert len(also.asked) == 2 * len(ours), "what must be read comes first, within the budget"


def test_many_questions_have_the_candidates_that_each_has_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours = [
        Described(key=n, texts={"sv": f"Antal {word} i kommunen"}) for n, word in enumerate(MANY)
    ]
    theirs = [Described(key=99 + n, texts={"sv": f"{word}, antal"}) for n, word in enumerate(MANY)]
    (whole,) = candidate_runs(ours, theirs)
    monkeypatch.setattr(similarity, "POOLED", 2)
    (parted,) = candidate_runs(ours, theirs)
    for name in ("rows", "columns", "ranks", "similarity"):
        assert getattr(parted.places, name).tolist() == getattr(whole.places, name).tolist()
    assert len(set(whole.places.rows.tolist())) == len(MANY)


MANY = ("barn", "vuxna", "skolor", "bibliotek", "platser")
