"""A matching outside a request leaves the process as it found it, and says in words why it failed."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from surveyapp.core import jobs
from surveyapp.core.access import SYSTEM, Role
from surveyapp.core.database import Database
from surveyapp.core.units import unit_of_work
from surveyapp.overlap import background, learning, loading, refit_job, service
from surveyapp.overlap.model import reader
from surveyapp.web.views import job_state
from tests.factories.accounts import actor_of, make_administrator
from tests.overlap.pairs import make_pair, make_questions, question_ids


def test_garbage_is_looked_for_seldom_while_matching_and_as_before_after_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, met = gc.get_threshold(), []

    def broken(*_told: object) -> service.Found:
        met.append(gc.get_threshold())
        raise RuntimeError("stopped")

    monkeypatch.setattr(service, "find", broken)
    with pytest.raises(RuntimeError):
        background.run_matching(database, SYSTEM)
    assert met == [(background.COLLECTED_AFTER, *before[1:])]
    assert gc.get_threshold() == before


def told(database: Database, kind: str, language: str = "sv") -> str:
    """Return what the page of a failed job says to the administrator who asked for it."""
    with unit_of_work(database) as session:
        anna = make_administrator(session)
        anna.language = language
        version = make_questions(session, 1)
        make_pair(session, question_ids(session, version)[0], probability=0.9, model="m1")
        asking = actor_of(anna, (Role.ADMINISTRATOR, None))
        job = jobs.enqueue(session, kind, {}, asking)
    assert jobs.run_one(database)
    with unit_of_work(database, read_only=True) as session:
        found = session.get_one(jobs.Job, job.id)
        assert found.state == "failed"
        return str(job_state(found)["text"])


@pytest.mark.parametrize(
    ("language", "kind", "state", "said"),
    [
        ("sv", background.KIND, "missing", "saknas. Be den som sköter driften lägga den på plats"),
        ("sv", background.KIND, "damaged", "är skadad. Be den som sköter driften hämta den"),
        ("sv", background.KIND, "not judged", "är inte prövad än. Be den som sköter driften pröva"),
        ("en", background.KIND, "missing", "is missing. Ask whoever runs the system to put it"),
        ("sv", learning.KIND, "missing", "saknas. Be den som sköter driften lägga den på plats"),
    ],
)
def test_a_model_that_cannot_be_used_is_told_with_what_to_do(
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    language: str,
    kind: str,
    state: str,
    said: str,
) -> None:
    monkeypatch.setenv("SURVEYAPP_OVERLAP_MODEL", str(tmp_path))
    refit_job.frozen_pairs.cache_clear()
    if state != "missing":
        (tmp_path / reader.CARD).write_text("{}", encoding="utf-8")
    if state == "damaged":
        loading.mark_judged(tmp_path, {})
    text = told(database, kind, language)
    assert said in text
    assert str(tmp_path) in text, "whoever runs the system is told which folder"


@pytest.mark.parametrize(
    ("language", "said"),
    [("sv", "för få beslut att lära av"), ("en", "too few decisions to learn")],
)
def test_too_few_decisions_are_told_in_the_language_of_who_asked(
    database: Database, language: str, said: str
) -> None:
    assert said in told(database, learning.KIND, language)
