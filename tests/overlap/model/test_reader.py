"""The shipped model, read as the product reads it, on one thread."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import numpy as np
import pytest

from surveyapp.overlap.model import reader
from surveyapp.overlap.model.reader import CrossEncoder, ModelDamaged, ModelMissing, Models, Side
from surveyapp.overlap.training import figures, pairs
from surveyapp.overlap.training.wording import conflicts

AP_LOST_TO_INT8 = 0.015
QUESTIONS = (
    "Antal barn 0–12 år placerade i familjehem den 31 december 2024",
    "Hur många orosanmälningar tog nämnden emot under 2023?",
    "Andel utredningar som avslutades inom fyra månader under 2024",
    "Antal personer 65 år och äldre med hemtjänst den 1 oktober 2024",
    "Antal ungdomar 13–17 år i stödboende under 2022",
    "Number of children aged 13–17 in foster homes during 2024",
)


@pytest.fixture(scope="module")
def models() -> Models:
    found = reader.load(threads=1)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def cross(models: Models) -> CrossEncoder:
    assert models.cross is not None
    return models.cross


def overlap(cross: CrossEncoder, a: str, b: str) -> float:
    return float(cross.read([(Side(a), Side(b))])[0, :3].sum())


def linked(folder: Path, *, without: tuple[str, ...] = ()) -> Path:
    """The shipped model as links, so that one file can be exchanged."""
    for path in reader.WEIGHTS.iterdir():
        if path.name not in without:
            (folder / path.name).symlink_to(path)
    return folder


def test_every_pair_gets_shares_that_sum_to_one_in_the_order_given(cross: CrossEncoder) -> None:
    given = [(Side(a), Side(b)) for a in QUESTIONS for b in QUESTIONS]
    shares = cross.read(given, batch=5)
    assert shares.shape == (len(given), len(reader.LABELS))
    assert np.allclose(shares.sum(axis=1), 1, atol=1e-5)
    order = list(range(len(given)))
    Random(1).shuffle(order)
    again = cross.read([given[at] for at in order], batch=7)
    assert np.allclose(again, shares[order], atol=0.02)


def test_a_pair_is_read_the_same_twice_and_nearly_so_alone(cross: CrossEncoder) -> None:
    given = [(Side(QUESTIONS[0]), Side(b)) for b in QUESTIONS]
    first = cross.read(given)
    assert np.array_equal(first, cross.read(given))
    alone = np.concatenate([cross.read([pair]) for pair in given])
    assert np.allclose(alone, first, atol=0.02)


def test_nothing_to_read_gives_an_empty_table(models: Models, cross: CrossEncoder) -> None:
    assert cross.read([]).shape == (0, 5)
    assert models.encoder.encode([]).shape == (0, models.encoder.dimension)


def test_progress_ends_with_every_pair(cross: CrossEncoder) -> None:
    told: list[tuple[int, int]] = []
    given = [(Side(a, period="2024"), Side(a)) for a in QUESTIONS]
    cross.read(given, batch=4, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (len(QUESTIONS), len(QUESTIONS))
    assert told == sorted(told)


def test_the_order_of_the_two_questions_matters_little(cross: CrossEncoder) -> None:
    given = [(Side(a), Side(b)) for a in QUESTIONS for b in QUESTIONS if a != b]
    there = cross.read(given)[:, :3].sum(axis=1)
    back = cross.read([(b, a) for a, b in given])[:, :3].sum(axis=1)
    assert float(np.abs(there - back).mean()) < 0.1


@pytest.mark.parametrize("text", QUESTIONS)
def test_another_year_or_age_lowers_the_score(cross: CrossEncoder, text: str) -> None:
    same = overlap(cross, text, text)
    assert same > 0.75
    for change in (conflicts.other_year, conflicts.other_age):
        changed = change(text, Random(2))
        if changed is not None:
            assert overlap(cross, text, changed) < same - 0.3, changed


def test_vectors_have_unit_length_and_like_texts_lie_near(models: Models) -> None:
    vectors = models.encoder.encode([QUESTIONS[0], QUESTIONS[0].lower(), "Kostnad för bibliotek"])
    assert vectors.shape == (3, models.encoder.dimension)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_the_turn_brings_together_what_one_answer_serves(models: Models) -> None:
    asked, reworded, stranger = (
        "Hur många hushåll fick försörjningsstöd utbetalt i november 2023?",
        "Number of households that were paid social assistance in November 2023",
        "Hur många platser i särskilt boende hade kommunen i november 2023?",
    )
    turned = models.encoder.encode([asked, reworded, stranger])
    plain = models.encoder.plain([asked, reworded, stranger])
    assert not np.allclose(turned, plain, atol=0.1)
    gap = turned[0] @ turned[1] - turned[0] @ turned[2]
    assert gap > plain[0] @ plain[1] - plain[0] @ plain[2] + 0.1


def test_without_a_turn_the_vectors_are_as_they_were(tmp_path: Path, models: Models) -> None:
    folder = linked(tmp_path, without=(reader.CARD,))
    card = json.loads((reader.WEIGHTS / reader.CARD).read_text(encoding="utf-8"))
    del card["encoder"]["turn"]
    (folder / reader.CARD).write_text(json.dumps(card), encoding="utf-8")
    found = reader.load(folder, threads=1)
    assert found is not None
    assert found.encoder.checksum != models.encoder.checksum
    texts = [QUESTIONS[0]]
    assert np.allclose(found.encoder.encode(texts), models.encoder.plain(texts), atol=1e-3)


def test_int8_orders_the_frozen_pairs_as_the_float_network_did(
    models: Models, cross: CrossEncoder
) -> None:
    kept = pairs.leave_out(pairs.read_all())[1]
    shares = cross.read([(pair.a.without_metadata(), pair.b.without_metadata()) for pair in kept])
    found = figures.figures(kept, shares)["average_precision"]
    # Texts alone are read once, not twice: half the time for as good a proof.
    stated = models.card["figures"]["float"]["left_out_text_only"]["average_precision"]
    assert abs(found - stated) <= AP_LOST_TO_INT8


def test_no_directory_no_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(reader, "WEIGHTS", tmp_path / "absent")
    assert reader.load() is None
    with pytest.raises(ModelMissing, match=r"holds no model"):
        reader.load(tmp_path)


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    folder = linked(tmp_path, without=("tokenizer.json",))
    text = (reader.WEIGHTS / "tokenizer.json").read_text(encoding="utf-8")
    (folder / "tokenizer.json").write_text(text + " ", encoding="utf-8")
    with pytest.raises(ModelDamaged, match="checksum differs"):
        reader.load(folder)


def test_a_missing_file_and_an_unreadable_card_are_refused(tmp_path: Path) -> None:
    folder = linked(tmp_path, without=("cross.onnx",))
    with pytest.raises(ModelDamaged, match=r"cross\.onnx is missing"):
        reader.load(folder)
    (folder / reader.CARD).unlink()
    (folder / reader.CARD).write_text("{}", encoding="utf-8")
    with pytest.raises(ModelDamaged, match="cannot be read"):
        reader.load(folder)


def test_a_directory_with_an_encoder_alone_can_be_named(tmp_path: Path) -> None:
    folder = linked(tmp_path, without=("cross.onnx", reader.CARD))
    card = json.loads((reader.WEIGHTS / reader.CARD).read_text(encoding="utf-8"))
    del card["cross"], card["files"]["cross.onnx"]
    (folder / reader.CARD).write_text(json.dumps(card), encoding="utf-8")
    found = reader.load(folder, threads=1)
    assert found is not None
    assert found.cross is None
    assert found.encoder.encode(["Antal barn"]).shape == (1, found.encoder.dimension)
