"""`surveyapp overlap evaluate`: what it prints, what it writes, and what it says of a bad file."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from surveyapp import cli as program
from surveyapp.core.errors import Invalid
from surveyapp.overlap import answer_keys, evaluation, loading
from surveyapp.overlap.model import reader
from surveyapp.overlap.rules.measures import LABELS
from tests.overlap.stub_model import StubModels

HEADING = [
    "id", "text_a", "text_b", "lang_a", "lang_b", "answer_type_a", "answer_type_b",
    "reference_period_a", "reference_period_b", "population_a", "population_b", "label",
]  # fmt: skip
SAME = "Hur många hushåll fick ekonomiskt bistånd under 2025?"
ROWS = [
    ["p1", SAME, "1. " + SAME, "sv", "sv", "int", "int", "2025", "2025", "", "", "identical"],
    ["p2", SAME, "Antal hushåll som fick ekonomiskt bistånd under 2025", "sv", "sv", "", "", "", "", "", "", "same_reworded"],
    ["p3", SAME, SAME.replace("2025", "2024"), "sv", "sv", "", "", "", "", "", "", "related_different"],
    ["p4", SAME, "Number of households with economic assistance in 2025", "sv", "en", "", "", "", "", "", "", "same_reworded"],
    ["p5", SAME, "Vilken dag öppnar badhuset?", "sv", "sv", "", "", "", "", "", "", "unrelated"],
]  # fmt: skip


def pair_file(folder: Path, rows: list[list[str]] = ROWS, heading: list[str] = HEADING) -> Path:
    path = folder / "pairs.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heading, *rows])
    return path


def run(*arguments: object) -> Result:
    program._gather()
    return CliRunner().invoke(program.program, ["overlap", *map(str, arguments)])


def changed(row: list[str], **values: str) -> list[str]:
    return [values.get(name, value) for name, value in zip(HEADING, row, strict=True)]


# --- the command ----------------------------------------------------------------------------------


def test_it_prints_every_figure_with_an_interval(tmp_path: Path) -> None:
    done = run("evaluate", pair_file(tmp_path), "--json", "--no-model")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    assert (found["n"], found["way"]) == (5, "words")
    for name in ("average_precision", "precision_at_recall_90", "hard_auc", "calibration_error"):
        assert set(found[name]) == {"value", "low", "high", "n"}
    assert set(found["confusion"]) == {"same", "derivable", "related", "unrelated"}
    assert set(found["confusion"]["same"]) == set(LABELS)
    assert found["false_same"] == 0
    assert set(found["average_precision_by_language"]) == {"sv-en", "sv-sv"}


def test_scores_are_written_in_the_order_of_the_file(tmp_path: Path) -> None:
    out = tmp_path / "scores.csv"
    done = run("evaluate", pair_file(tmp_path), "--scores", out, "--no-model")
    assert done.exit_code == 0, done.output
    with out.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == ["p1", "p2", "p3", "p4", "p5"]
    assert {row["verdict"] for row in rows} <= {"same", "derivable", "related", "unrelated"}
    assert all(0 <= float(row["score"]) <= 1 for row in rows)
    assert (rows[0]["verdict"], rows[2]["verdict"]) == ("same", "related")


@pytest.mark.parametrize("has_column", [False, True])
def test_without_labels_it_only_scores(tmp_path: Path, has_column: bool) -> None:
    label, heading = ([""], HEADING) if has_column else ([], HEADING[:-1])
    bare = pair_file(tmp_path, [[*row[:-1], *label] for row in ROWS], heading)
    out = tmp_path / "scores.csv"
    done = run("evaluate", bare, "--scores", out, "--no-model")
    assert done.exit_code == 0
    assert "no labels" in done.stderr
    assert len(out.read_text(encoding="utf-8").splitlines()) == 6


@pytest.mark.parametrize(
    ("rows", "heading", "said"),
    [
        ([changed(ROWS[0], label="same")], HEADING, "row 2, column label: 'same'"),
        ([changed(ROWS[0], label="")], HEADING, "row 2, column label: ''"),
        ([ROWS[0], changed(ROWS[1], text_b=" ")], HEADING, "row 3, column text_b"),
        ([changed(ROWS[0], lang_a="de")], HEADING, "row 2, column lang_a: 'de'"),
        ([ROWS[0], [*ROWS[1], "more"]], HEADING, "row 3: more fields"),
        ([row[:-1] for row in ROWS], HEADING[:-1], "the column label is missing"),
        ([], HEADING, "no pairs"),
    ],
)
def test_a_bad_file_ends_with_two_and_one_line(
    tmp_path: Path, rows: list[list[str]], heading: list[str], said: str
) -> None:
    done = run("evaluate", pair_file(tmp_path, rows, heading), "--no-model")
    assert done.exit_code == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""


def test_a_file_that_is_not_there_or_not_text_is_told(tmp_path: Path) -> None:
    assert run("evaluate", tmp_path / "none.csv").exit_code == 2
    odd = tmp_path / "odd.csv"
    odd.write_bytes((",".join(HEADING) + "\np1,Går det?,Nej,sv,sv").encode("latin-1"))
    done = run("evaluate", odd)
    assert (done.exit_code, "not UTF-8" in done.stderr) == (2, True)


def test_a_model_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = run("evaluate", pair_file(tmp_path), "--model", tmp_path / "nowhere")
    assert done.exit_code == 2
    assert "holds no model" in done.stderr


# --- the ways -------------------------------------------------------------------------------------


def test_three_ways_are_judged_and_the_shipped_one_comes_first(tmp_path: Path) -> None:
    pairs = evaluation.load_pairs(pair_file(tmp_path))
    found = evaluation.evaluate(pairs, StubModels(), rounds=20)
    assert list(found) == ["model", "words", "cosine"]
    assert "confusion" not in found["cosine"]
    assert found["model"]["false_same"] == 0


def test_another_year_is_never_the_same_whatever_the_model_says(tmp_path: Path) -> None:
    pairs = evaluation.load_pairs(pair_file(tmp_path))
    found = evaluation.by_model(pairs, StubModels())
    assert found.verdicts is not None
    assert found.scores[2] < 0.5 < found.scores[0]
    assert found.verdicts[2] == "related"
    assert found.verdicts[0] == "same"


def test_metadata_is_left_out_when_asked_and_the_population_always(tmp_path: Path) -> None:
    row = changed(ROWS[0], population_a="hushåll", population_b="barn")
    (pair,) = evaluation.load_pairs(pair_file(tmp_path, [row]))
    a, b = pair.sides(text_only=False)
    assert (a.answer, a.period, a.population, b.population) == ("int", "2025", "", "")
    assert pair.a.population == ""
    (bare,) = evaluation.load_pairs(pair_file(tmp_path, [row]), text_only=True)
    assert not bare.sides(text_only=True)[0].has_metadata
    assert (bare.a.reference_time, bare.a.scale) == ("", "")


def test_equal_words_about_two_stated_groups_are_not_the_same(tmp_path: Path) -> None:
    text = "Väntetid till särskilt boende, dagar"
    row = changed(
        ROWS[0], text_a=text, text_b=text, reference_period_a="", reference_period_b="",
        population_a="kvinnor 65+", population_b="män 65+", label="related_different",
    )  # fmt: skip
    pairs = evaluation.load_pairs(pair_file(tmp_path, [row]))
    assert evaluation.by_model(pairs, StubModels()).verdicts == ["derivable"]


# --- answer keys of others ------------------------------------------------------------------------

CATALOGUE = """<?xml version="1.0"?>
<rdmo xmlns:dc="http://purl.org/dc/elements/1.1/">
  <catalog dc:uri="https://example.org/c"><questions><question dc:uri="x" order="1"/></questions></catalog>
  <question dc:uri="https://example.org/q/{n}/1">
    <attribute dc:uri="https://example.org/a/children"/>
    <text lang="en">Number of children in foster care</text><text lang="de">Anzahl der Kinder {n}</text>
  </question>
  <question dc:uri="https://example.org/q/{n}/2">
    <attribute dc:uri="https://example.org/a/{n}"/>
    <text lang="en">Only {n} asks {n}ish {n}ness</text>
  </question>
</rdmo>
"""


def test_questions_that_share_an_attribute_overlap(tmp_path: Path) -> None:
    for n in ("alpha", "bravo", "delta"):
        (tmp_path / f"{n}.xml").write_text(CATALOGUE.format(n=n), encoding="utf-8")
    questions = answer_keys.load_catalogues(tmp_path)
    assert len(questions) == 6
    found = answer_keys.evaluate_catalogues(questions, StubModels(), rounds=5)
    assert (found["en"]["pairs"], found["en"]["overlapping"]) == (12, 3)
    assert found["en"]["model"]["average_precision"]["value"] == 1.0
    assert found["de"]["overlapping"] == 3


def test_a_folder_without_catalogues_is_told(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="holds no RDMO catalogue"):
        answer_keys.load_catalogues(tmp_path)
    (tmp_path / "broken.xml").write_text("<rdmo>\n<question>", encoding="utf-8")
    with pytest.raises(Invalid, match=r"broken.xml, row 2: this is no XML"):
        answer_keys.load_catalogues(tmp_path)


def test_a_table_of_pairs_is_ranked(tmp_path: Path) -> None:
    table = tmp_path / "table.tsv"
    table.write_text(
        "text_1\ttext_2\ty\nFeeling nervous today\tFeeling nervous today\t1\nSleeping badly\tEating well\t0\n",
        encoding="utf-8",
    )
    found = answer_keys.evaluate_table(answer_keys.load_table(table), StubModels(), rounds=5)
    assert (found["pairs"], found["overlapping"]) == (2, 1)
    assert found["model"]["auc"]["value"] == 1.0
    table.write_text("text_1\ttext_2\ty\na\tb\tyes\n", encoding="utf-8")
    with pytest.raises(Invalid, match="row 2, column y: 'yes'"):
        answer_keys.load_table(table)


# --- before switching -----------------------------------------------------------------------------


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The card of another model in `tmp_path`, and a few pairs to judge it by."""
    pairs = evaluation.load_pairs(pair_file(tmp_path))
    monkeypatch.setattr(evaluation, "frozen_pairs", lambda: {"frozen.csv": pairs})
    monkeypatch.setattr(reader, "load", lambda *_given, **_named: StubModels())
    card = tmp_path / reader.CARD
    card.write_text('{"name": "other"}', encoding="utf-8")
    return card


@pytest.mark.usefixtures("card")
def test_two_models_are_judged_on_the_frozen_pairs(tmp_path: Path) -> None:
    done = run("compare-models", tmp_path, "--json")
    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout)["frozen.csv"]
    assert [rows[name]["way"] for name in ("in use", str(tmp_path))] == ["words", "model"]
    shown = run("compare-models", tmp_path)
    assert shown.stdout.count("average precision  ") == 2


def test_a_model_is_used_when_it_has_been_judged_and_not_before(
    tmp_path: Path, card: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SURVEYAPP_OVERLAP_MODEL", str(tmp_path))
    with pytest.raises(loading.ModelNotJudged, match=f"compare-models {tmp_path}'"):
        loading.models(threads=3)
    assert run("compare-models", tmp_path).exit_code == 0
    assert isinstance(loading.models(threads=3), StubModels)
    told = json.loads((tmp_path / loading.JUDGED).read_text(encoding="utf-8"))
    assert told["figures"]["frozen.csv"][str(tmp_path)]["way"] == "model"
    card.write_text('{"name": "another"}', encoding="utf-8")
    with pytest.raises(loading.ModelNotJudged, match="has not been judged"):
        loading.models(threads=4)
    (tmp_path / loading.JUDGED).write_text("{", encoding="utf-8")
    with pytest.raises(loading.ModelNotJudged, match="has not been judged"):
        loading.models(threads=4)


@pytest.mark.usefixtures("card")
def test_a_model_whose_folder_cannot_be_written_is_not_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(loading, "write_whole", full)
    done = run("compare-models", tmp_path)
    assert done.exit_code == 2
    assert "judged.json cannot be written (No space left on device)" in done.output


def test_the_frozen_pairs_are_there() -> None:
    found = evaluation.frozen_pairs()
    assert len(found[evaluation.FROZEN]) == 850
    assert {pair.id.split("-")[0] for pair in found[evaluation.FROZEN]} == {"t2", "t9"}
    assert {pair.id.split("-")[0] for pair in found[evaluation.FAMILIES]} == {"family_8"}
    assert {pair.id.split("-")[0] for pair in found[evaluation.MANY_HANDS]} == {"family_17"}
    near = found[evaluation.NEAR]
    assert sum(pair.id.startswith("near") for pair in near) == 400
    assert sum(pair.label in LABELS[:3] for pair in near) == len(near) - 399
