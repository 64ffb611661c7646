"""Decided pairs as a file that training reads: which are written, and with which texts."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from surveyapp import cli as program
from surveyapp.cli import Installation
from surveyapp.core.access import Actor, Role
from surveyapp.core.errors import Forbidden, Invalid
from surveyapp.core.settings import Settings
from surveyapp.overlap import deciding, exporting
from surveyapp.overlap.exporting import Left, Row
from surveyapp.overlap.models import Candidate, OverlapDecision
from surveyapp.overlap.training.pairs import DERIVABLE, RELATED, REWORDED, UNRELATED, read_pairs
from tests.factories.accounts import actor_of, make_reviewer
from tests.factories.overlap import make_bank_question
from tests.overlap.pairs import OTHER, TEXT, make_pair, make_questions, question_ids

ROW = Row("decision-1", "Antal barn", "Number of children", "sv", "en", "same")


def make_pairs(session: Session, count: int) -> list[Candidate]:
    version = make_questions(session, count)
    return [make_pair(session, question_id) for question_id in question_ids(session, version)]


def decide(
    session: Session, actor: Actor, pair: Candidate, verdict: str, action: str = "", **values: Any
) -> OverlapDecision:
    return deciding.decide(
        session, actor, pair, verdict=verdict, action=action, reason="Läst.", **values
    )


def export(settings: Settings, path: Path) -> Result:
    program._gather()
    arguments = ["overlap", "export-decisions", str(path)]
    return CliRunner().invoke(program.program, arguments, obj=Installation(settings))


# --- what is written ------------------------------------------------------------------------------


def test_what_is_written_is_what_training_reads(
    settings: Settings, session: Session, anna: Actor, bo: Actor, tmp_path: Path
) -> None:
    pairs = make_pairs(session, 9)
    decided = [
        decide(session, anna, pairs[0], "same", "keep"),
        decide(session, anna, pairs[1], "derivable", "derive", direction="ours"),
        decide(session, anna, pairs[2], "related"),
        decide(session, anna, pairs[3], "unrelated"),
    ]
    decide(session, anna, pairs[4], "cannot_tell")
    decide(session, anna, pairs[5], "same", "drop")
    deciding.refuse(
        session, bo, pairs[6], decide(session, anna, pairs[6], "same", "drop"), reason="Nej."
    )
    agreed = decide(session, anna, pairs[7], "same", "drop")
    deciding.agree(session, bo, pairs[7], agreed)
    decide(session, anna, pairs[8], "related").seen = {}
    session.commit()

    path = tmp_path / "files" / "decided.csv"
    path.parent.mkdir()
    done = export(settings, path)
    assert done.exit_code == 0, done.output
    assert "5 decided pairs written" in done.stdout
    assert "left out: 4\n" in done.stdout
    for said in (
        "wait for a second person: 1",
        "refused by the second person: 1",
        "could not be told: 1",
        "decided without both texts: 1",
    ):
        assert said in done.stdout
    found = read_pairs(path)
    assert [pair.id for pair in found] == [f"decision-{d.id}" for d in [*decided, agreed]]
    assert [pair.label for pair in found] == [REWORDED, DERIVABLE, RELATED, UNRELATED, REWORDED]
    assert [pair.a.text for pair in found] == [f"{TEXT} ({n})" for n in (1, 2, 3, 4, 8)]
    assert {pair.b.text for pair in found} == {OTHER}
    assert {pair.languages for pair in found} == {("sv", "sv")}
    assert [entry.name for entry in path.parent.iterdir()] == ["decided.csv"]


def test_the_texts_are_those_that_were_seen(session: Session, anna: Actor) -> None:
    (pair,) = make_pairs(session, 1)
    decide(session, anna, pair, "same", "keep")
    assert pair.bank_question is not None
    pair.bank_question.text = {"sv": "Något helt annat"}
    session.flush()
    (row,) = exporting.collect(session, anna).rows
    assert (row.text_a, row.text_b) == (f"{TEXT} (1)", OTHER)


def test_both_sides_keep_their_language(session: Session, anna: Actor) -> None:
    (question_id,) = question_ids(session, make_questions(session, 1))
    bank = make_bank_question(session, "")
    bank.text = {"en": "Number of children in foster homes"}
    pair = make_pair(session, question_id, bank)
    decision = decide(session, anna, pair, "same", "keep")
    (row,) = exporting.collect(session, anna).rows
    assert (row.lang_a, row.lang_b) == ("sv", "en")
    assert row.text_b == "Number of children in foster homes"
    decision.seen = {name: kept for name, kept in decision.seen.items() if name != "languages"}
    pair.evidence = pair.evidence | {"other_language": "en"}
    session.flush()
    (row,) = exporting.collect(session, anna).rows
    assert (row.lang_a, row.lang_b) == ("sv", "en"), "a decision that did not keep them"


def test_the_newest_confirmed_decision_stands(session: Session, anna: Actor, bo: Actor) -> None:
    replaced, waits, refused = make_pairs(session, 3)
    decide(session, anna, replaced, "same", "keep")
    decide(session, anna, replaced, "related")
    decide(session, anna, waits, "related")
    decide(session, anna, waits, "same", "drop")
    decide(session, anna, refused, "unrelated")
    dropped = decide(session, anna, refused, "same", "drop")
    deciding.refuse(session, bo, refused, dropped, reason="Nej.")
    found = exporting.collect(session, anna)
    assert sorted(row.label for row in found.rows) == ["related", "related", "unrelated"]
    assert not found.left_out


def test_a_pair_taken_back_to_cannot_tell_is_left_out(session: Session, anna: Actor) -> None:
    (pair,) = make_pairs(session, 1)
    decide(session, anna, pair, "same", "keep")
    decide(session, anna, pair, "cannot_tell")
    found = exporting.collect(session, anna)
    assert (found.rows, found.left_out) == ([], {Left.CANNOT_TELL: 1})


@pytest.mark.parametrize("texts", [{"sv": ""}, {}], ids=["an empty text", "no text"])
def test_a_code_is_no_text(session: Session, anna: Actor, texts: dict[str, str]) -> None:
    (question_id,) = question_ids(session, make_questions(session, 1))
    bank = make_bank_question(session, "")
    bank.text = texts
    pair = make_pair(session, question_id, bank)
    decision = decide(session, anna, pair, "same", "keep")
    assert decision.seen["texts"][1] == pair.other.code
    found = exporting.collect(session, anna)
    assert (found.rows, found.left_out) == ([], {Left.NO_TEXTS: 1})


def test_only_those_who_decide_may_have_it(session: Session) -> None:
    with pytest.raises(Forbidden):
        exporting.collect(session, actor_of(make_reviewer(session), (Role.REVIEWER, None)))


# --- the file -------------------------------------------------------------------------------------


def test_texts_come_back_as_they_were(tmp_path: Path) -> None:
    text = 'Antal "barn",\nvarav\r\n flickor; =1+1 '
    path = tmp_path / "decided.csv"
    exporting.write(path, [Row("decision-1", text, "Antal barn", "sv", "sv", "related")])
    (pair,) = read_pairs(path)
    assert (pair.a.text, pair.b.text) == (text, "Antal barn")


def test_without_decisions_there_is_a_heading_alone(tmp_path: Path) -> None:
    path = tmp_path / "decided.csv"
    exporting.write(path, [])
    with path.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [list(exporting.COLUMNS)]
    assert read_pairs(path) == []


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for path, said in (
        (tmp_path / "nowhere" / "decided.csv", "No such file or directory"),
        (tmp_path / "file" / "decided.csv", "Not a directory"),
        (tmp_path / ("x" * 300), "File name too long"),
        (Path("/dev/null"), "not a file"),
    ):
        with pytest.raises(Invalid, match=said):
            exporting.write(path, [ROW])
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_bad_place_ends_the_command(settings: Settings, session: Session, tmp_path: Path) -> None:
    done = export(settings, tmp_path / "nowhere" / "decided.csv")
    assert done.exit_code == 2
    assert done.stderr.endswith("cannot be written: No such file or directory.\n")
    folder = export(settings, tmp_path)
    assert folder.exit_code == 2
    assert "is a directory" in folder.stderr


def test_what_stops_in_the_middle_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "decided.csv"
    exporting.write(path, [ROW])
    before = path.read_bytes()
    broken: list[Any] = [ROW, ROW, object()]
    with pytest.raises(AttributeError):
        exporting.write(path, broken)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["decided.csv"]
