"""What a model has said once is never asked again: stopped, repeated and grown matchings."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.core import clock
from surveyapp.core.access import SYSTEM
from surveyapp.core.database import Database
from surveyapp.core.units import unit_of_work
from surveyapp.overlap import background, scoring, service
from surveyapp.overlap.model.features import Side
from surveyapp.overlap.models import Candidate, PairScore, Term, TextVector
from surveyapp.overlap.rules import matching
from surveyapp.overlap.scoring import in_order, pair_hash
from tests.factories.overlap import make_bank_question, make_collection
from tests.factories.questionnaires import form, make_version, question, section
from tests.overlap.stub_model import StubEncoder, StubModels, StubReader

SUBJECTS = ("alfa", "bravo", "delta", "gamma", "kappa", "sigma", "omega", "theta")


def fill(database: Database, bank: int = 6) -> None:
    with unit_of_work(database) as session:
        questions = [
            question(f"B{n}", text={"sv": f"Hur många {name} fick stöd av {name}?"})
            for n, name in enumerate(SUBJECTS[:4])
        ]
        make_version(session, form(section("B", *questions), code="prov"))
        collection = make_collection(session)
        for name in SUBJECTS[:bank]:
            make_bank_question(session, f"Antal {name} med stöd av {name}", collection)


def run(database: Database, models: StubModels | None = None, **values: Any) -> service.Outcome:
    return background.run_matching(database, SYSTEM, models=models, **values)


def count(database: Database, table: type[Any]) -> int:
    with unit_of_work(database, read_only=True) as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_a_second_matching_asks_the_model_nothing(database: Database) -> None:
    fill(database)
    first = run(database, StubModels())
    assert first.read > 0
    assert first.encoded == 10
    models = StubModels()
    again = run(database, models)
    assert (again.read, again.encoded, models.encoder.asked) == (0, 0, [])
    assert models.cross is not None
    assert models.cross.asked == []
    assert again.read_before == first.read
    assert (again.added, again.changed, again.removed) == (0, 0, 0)


def test_new_bank_questions_cost_only_themselves(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "TOO_FAR", -1.0)  # the stub's vectors know no likeness of areas
    fill(database)
    first = run(database, StubModels())
    with unit_of_work(database) as session:
        collection = make_collection(session)
        for name in SUBJECTS[6:]:
            make_bank_question(session, f"Antal {name} med stöd av {name}", collection)
    models = StubModels()
    again = run(database, models)
    assert sorted(models.encoder.asked) == sorted(
        f"Antal {name} med stöd av {name}" for name in SUBJECTS[6:]
    )
    assert again.read == 2 * 4
    assert again.read_before == first.read


def test_a_stopped_matching_goes_on_where_it_was(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring, "CHUNK", 5)
    fill(database)
    with pytest.raises(KeyboardInterrupt):
        run(database, StubModels(StubReader(breaks_after=10)))
    assert count(database, PairScore) == 10
    assert count(database, Candidate) == 0
    models = StubModels()
    done = run(database, models)
    assert done.read_before == 10
    assert done.read + 10 == count(database, PairScore)
    assert done.encoded == 0


def test_two_models_are_never_mixed(database: Database) -> None:
    fill(database)
    first = run(database, StubModels())
    other = StubModels(StubReader("cross-2"), StubEncoder("encoder-2"))
    again = run(database, other)
    assert (again.read, again.encoded) == (first.read, first.encoded)
    assert again.model == "cross-2"
    assert count(database, TextVector) == 2 * first.encoded
    with unit_of_work(database, read_only=True) as session:
        models = set(session.scalars(sa.select(Candidate.model)))
    assert "cross-1" not in models


def test_progress_is_told_for_each_part_of_the_work(database: Database) -> None:
    fill(database)
    told: list[tuple[int, int]] = []
    run(database, StubModels(), progress=lambda done, total: told.append((done, total)))
    assert all(0 < done <= total for done, total in told)
    assert any(done == total for done, total in told)


def test_the_outcome_says_what_is_missed_without_a_model(database: Database) -> None:
    fill(database)
    assert run(database).missed == "no_model"
    found = run(database, StubModels())
    assert (found.missed, found.model) == ("", "cross-1")
    assert found.as_json()["read"] == found.read


def test_the_pair_keeps_what_the_model_said(session: Session) -> None:
    make_version(
        session, form(section("B", question("B1", text={"sv": "Antal barn i familjehem"})))
    )
    make_bank_question(session, "Hur många: antal barn i familjehem")
    service.match(session, SYSTEM, models=StubModels())
    (candidate,) = session.scalars(sa.select(Candidate))
    assert candidate.probability == pytest.approx(0.99)
    assert candidate.score == pytest.approx(0.99)
    assert candidate.model == "cross-1"
    assert candidate.evidence["probabilities"][1] == pytest.approx(0.98)


def test_both_orders_of_a_pair_are_one() -> None:
    a, b = Side("Antal barn"), Side("Antal hushåll", answer="int")
    assert in_order(a, b) == in_order(b, a)
    assert pair_hash(a, b) == pair_hash(b, a) != pair_hash(a, Side("Antal hushåll"))


def test_an_administrators_words_change_what_is_found(session: Session) -> None:
    text = {"sv": "Antal badhus som kommunen driver den 1 mars 2026"}
    make_version(session, form(section("B", question("B1", text=text))))
    make_bank_question(session, "Antal simhallar som kommunen driver den 1 mars 2026")
    service.match(session, SYSTEM)
    before = session.scalars(sa.select(Candidate)).one()
    assert before.proposal == "cannot_tell"
    row = {"kind": "synonym", "language": "sv", "left": "badhus", "right": "simhall"}
    session.add(Term(**row, created_by_name="Anna", created_at=clock.now()))
    session.flush()
    assert service.match(session, SYSTEM).changed == 1
    session.refresh(before)
    assert before.proposal == "same"
