"""What a matching says of its search: exact or approximate, how much that found, what it lacks."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from surveyapp.accounts.models import User
from surveyapp.cli import Installation
from surveyapp.core import clock, jobs
from surveyapp.core.access import SYSTEM
from surveyapp.core.database import Database
from surveyapp.core.settings import Settings
from surveyapp.core.units import unit_of_work
from surveyapp.overlap import background, cli, loading, queries, service
from surveyapp.overlap.rules import indexing, searching
from surveyapp.overlap.rules.facets import Described
from surveyapp.overlap.rules.searching import Search, told
from surveyapp.overlap.rules.similarity import Bank
from tests.factories.accounts import make_administrator, make_reviewer, sign_in
from tests.factories.overlap import make_bank_question, make_collection
from tests.factories.questionnaires import form, make_version, question, section
from tests.overlap.stub_model import StubEncoder, StubModels

SUBJECTS = ("alfa", "bravo", "delta", "gamma", "kappa", "sigma", "omega", "theta")
APPROXIMATE = "Frågebanken är stor, så den senaste sökningen var ungefärlig."
SLOWER = "Resultatet är lika bra, men det går långsammare."


class Halved:
    """A graph that finds the first half of what lies nearest, and then nothing."""

    def __init__(self, vectors: indexing.Vectors) -> None:
        self.vectors = vectors

    def search(
        self, queries: indexing.Vectors, count: int
    ) -> tuple[NDArray[np.int64], indexing.Vectors]:
        places, cosines = indexing.nearest(queries, self.vectors, count)
        places[:, count // 2 :] = -1
        return places, cosines


@pytest.fixture
def a_large_bank(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six questions are a large bank, and the graph finds half of what it should."""
    monkeypatch.setattr(indexing, "APPROXIMATE_FROM", 6)
    monkeypatch.setattr(indexing, "_walk", Halved)


@pytest.fixture
def without_faiss(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six questions are a large bank, and the library is not installed."""
    monkeypatch.setattr(indexing, "APPROXIMATE_FROM", 6)
    monkeypatch.setitem(sys.modules, "faiss", None)


def fill(session: Session) -> None:
    questions = [
        question(f"B{n}", text={"sv": f"Hur många {name} fick stöd av {name}?"})
        for n, name in enumerate(SUBJECTS[:4])
    ]
    make_version(session, form(section("B", *questions), code="prov"))
    collection = make_collection(session)
    for name in SUBJECTS:
        make_bank_question(session, f"Antal {name} med stöd av {name}", collection)


def described(count: int, first: int = 0, language: str = "sv") -> list[Described]:
    return [
        Described(key=n, texts={language: f"Antal {SUBJECTS[n % 8]} nummer{n}"})
        for n in range(first, first + count)
    ]


# --- the rules ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("a_large_bank")
def test_no_more_than_a_hundred_questions_are_searched_for_twice() -> None:
    encoder = StubEncoder()
    some, more = described(250), described(90, 500)
    bank = Bank.build(described(8, 900), "sv", encode=encoder.encode)
    encoder.asked.clear()
    found = told([(some, "sv", bank), (more, "sv", bank)], encoder.encode)
    assert found == Search("approximate", 0.5, 95, lacks_library=False)
    assert len(encoder.asked) == 50 + 45
    assert len(set(encoder.asked)) == len(encoder.asked)
    again = StubEncoder()
    assert told([(some, "sv", bank), (more, "sv", bank)], again.encode) == found
    assert again.asked == encoder.asked
    for count in (1, 99, 100, 101, 199, 200, 1000):
        assert told([(described(count), "sv", bank)], encoder.encode).sampled <= searching.SAMPLED


def test_a_small_bank_and_one_without_vectors_are_searched_exactly() -> None:
    encode = StubEncoder().encode
    with_vectors = Bank.build(described(8), "sv", encode=encode)
    assert told([(described(3), "sv", with_vectors)], encode) == Search()
    assert told([(described(3), "sv", Bank.build(described(8), "sv"))], None) == Search()
    assert told([], None) == Search("exact", None, 0, lacks_library=False)


@pytest.mark.usefixtures("a_large_bank")
def test_only_what_was_searched_approximately_is_measured() -> None:
    encoder = StubEncoder()
    large = Bank.build(described(8), "sv", encode=encoder.encode)
    small = Bank.build(described(3, language="en"), "en", encode=encoder.encode)
    encoder.asked.clear()
    found = told([(described(2), "sv", large), (described(2), "sv", small)], encoder.encode)
    assert (found.kind, found.recall, found.sampled) == ("approximate", 0.5, 2)


def test_the_library_itself_finds_nearly_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "APPROXIMATE_FROM", 1_000)
    generator = np.random.default_rng(1)
    rows = generator.standard_normal((2_100, 32)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)

    def encode(texts: Sequence[str]) -> indexing.Vectors:
        return rows[[int(text.rpartition("nummer")[2]) for text in texts]]

    bank = Bank.build(described(2_000), "sv", encode=encode)
    found = told([(described(100, 2_000), "sv", bank)], encode)
    assert (found.kind, found.sampled) == ("approximate", 100)
    assert found.recall is not None
    assert 0.7 < found.recall <= 1


# --- the outcome ----------------------------------------------------------------------------------


def run(database: Database, models: StubModels | None) -> service.Outcome:
    with unit_of_work(database) as session:
        fill(session)
    return background.run_matching(database, SYSTEM, models=models)


def said(outcome: service.Outcome) -> dict[str, Any]:
    names = ("search", "search_recall", "search_sampled", "lacks_index")
    return {name: outcome.as_json()[name] for name in names}


@pytest.mark.usefixtures("a_large_bank")
def test_the_outcome_says_how_much_an_approximate_search_found(database: Database) -> None:
    assert said(run(database, StubModels())) == {
        "search": "approximate",
        "search_recall": 0.5,
        "search_sampled": 4,
        "lacks_index": False,
    }


@pytest.mark.usefixtures("without_faiss")
def test_the_outcome_says_that_the_library_is_missing(database: Database) -> None:
    assert said(run(database, StubModels())) == {
        "search": "exact",
        "search_recall": None,
        "search_sampled": 0,
        "lacks_index": True,
    }


@pytest.mark.usefixtures("without_faiss")
def test_without_a_model_there_is_nothing_that_the_library_could_search(
    database: Database,
) -> None:
    outcome = run(database, None)
    assert (outcome.search, outcome.lacks_index) == ("exact", False)


def test_a_small_bank_is_searched_exactly(database: Database) -> None:
    outcome = run(database, StubModels())
    assert (outcome.search, outcome.search_recall) == ("exact", None)
    assert not outcome.lacks_index


# --- the command ----------------------------------------------------------------------------------


def command(settings: Settings, session: Session, monkeypatch: pytest.MonkeyPatch) -> str:
    fill(session)
    session.commit()
    monkeypatch.setattr(loading, "models", StubModels)
    done = CliRunner().invoke(cli.overlap, ["match"], obj=Installation(settings))
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.usefixtures("a_large_bank")
def test_the_command_tells_what_an_approximate_search_found(
    settings: Settings, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (
        "search: approximate, finds 50.0% of what exact search finds (measured on 4 questions)"
        in command(settings, session, monkeypatch)
    )


@pytest.mark.usefixtures("without_faiss")
def test_the_command_tells_what_to_install(
    settings: Settings, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = command(settings, session, monkeypatch)
    assert "search: exact; slower" in shown
    assert "pip install faiss-cpu" in shown


def test_the_command_tells_that_a_small_bank_is_searched_exactly(
    settings: Settings, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "  search: exact\n" in command(settings, session, monkeypatch)


# --- the page -------------------------------------------------------------------------------------


@pytest.fixture
def match(database: Database, session: Session, monkeypatch: pytest.MonkeyPatch) -> int:
    """Fill the bank and let the worker match it; return the job's id."""
    monkeypatch.setattr(loading, "models", StubModels)
    fill(session)
    job_id = jobs.enqueue(session, background.KIND, {}, SYSTEM, unique_key=background.KIND).id
    session.commit()
    assert jobs.run_one(database)
    return job_id


def page(client: FlaskClient, user: User) -> str:
    sign_in(client, user)
    return client.get("/overlapp/").text


WITHOUT = (
    "Sökningen gjordes utan språkmodell. Frågor som säger samma sak med andra ord hittas då sällan"
)


def test_the_page_tells_what_the_last_search_found(
    database: Database, session: Session, client: FlaskClient, match: int
) -> None:
    user = make_administrator(session)
    found = session.get_one(jobs.Job, match).result
    shown = page(client, user)
    assert f"Nya par: {found['added']}.</p>" in shown
    assert WITHOUT not in shown
    jobs.enqueue(session, background.KIND, {}, SYSTEM)
    session.commit()
    assert jobs.run_one(database)
    assert "Inget nytt hittades.</p>" in client.get("/overlapp/").text
    with client.session_transaction() as cookie:
        cookie["language"] = "en"
    assert "Nothing new was found.</p>" in client.get("/overlapp/").text


def test_the_page_tells_what_is_missed_without_a_model(
    database: Database, session: Session, client: FlaskClient
) -> None:
    fill(session)
    jobs.enqueue(session, background.KIND, {}, SYSTEM)
    session.commit()
    assert jobs.run_one(database)
    assert WITHOUT in page(client, make_reviewer(session))
    with client.session_transaction() as cookie:
        cookie["language"] = "en"
    assert "The search was made without a language model." in client.get("/overlapp/").text


@pytest.mark.usefixtures("a_large_bank", "match")
def test_the_page_tells_that_the_search_was_approximate(
    session: Session, client: FlaskClient
) -> None:
    user = make_administrator(session)
    shown = page(client, user)
    assert APPROXIMATE in shown
    assert "50,0\N{NO-BREAK SPACE}%" in shown
    assert SLOWER not in shown
    with client.session_transaction() as cookie:
        cookie["language"] = "en"
    assert "It found 50.0% of the nearest questions" in client.get("/overlapp/").text


@pytest.mark.usefixtures("without_faiss", "match")
def test_the_page_tells_what_makes_the_search_faster(session: Session, client: FlaskClient) -> None:
    shown = page(client, make_administrator(session))
    assert SLOWER in shown
    assert "<code>pip install faiss-cpu</code>" in shown
    assert APPROXIMATE not in shown
    assert SLOWER not in page(client, make_reviewer(session)), "who cannot search need not know"


@pytest.mark.usefixtures("match")
def test_the_page_says_nothing_of_an_exact_search_of_a_small_bank(
    session: Session, client: FlaskClient
) -> None:
    shown = page(client, make_administrator(session))
    assert "par väntar på beslut" in shown
    assert "Frågebanken är stor" not in shown


@pytest.mark.usefixtures("a_large_bank")
def test_the_page_tells_of_the_newest_matching_that_is_done(
    session: Session, client: FlaskClient, match: int
) -> None:
    user = make_administrator(session)
    later = jobs.enqueue(session, background.KIND, {}, SYSTEM)
    session.flush()
    last = queries.find_last_matching(session, background.KIND)
    assert last is not None
    assert last.id == match
    later.state, later.finished_at = "failed", clock.now()
    session.flush()
    assert APPROXIMATE in page(client, user)
    later.state, later.result = "done", {"url": "/overlapp/"}  # as one that did not say it yet
    session.flush()
    assert "Frågebanken är stor" not in page(client, user)
