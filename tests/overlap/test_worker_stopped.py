"""A matching whose worker is stopped or killed is taken over, and nothing is read twice for it."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from surveyapp.core import jobs
from surveyapp.core.access import SYSTEM
from surveyapp.core.database import Database
from surveyapp.core.units import unit_of_work
from surveyapp.overlap.background import KIND
from surveyapp.overlap.models import Candidate, PairScore
from tests.overlap.match_worker import CHUNK
from tests.overlap.test_caching import count, fill


@pytest.fixture
def pairs_file(tmp_path: Path) -> Path:
    file = tmp_path / "pairs"
    file.touch()
    return file


def ask(database: Database) -> int:
    with unit_of_work(database) as session:
        return jobs.enqueue(session, KIND, {}, SYSTEM, unique_key=KIND).id


def until(database: Database, job_id: int, condition: Callable[[jobs.Job], bool]) -> jobs.Job:
    pause = threading.Event()
    for _ in range(600):
        with unit_of_work(database, read_only=True) as session:
            job = session.get_one(jobs.Job, job_id)
            if condition(job):
                return job
        pause.wait(0.05)
    raise AssertionError(f"the job stays {job.state}: {job.error}")


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGKILL])
def test_another_worker_goes_on_and_reads_no_stored_pair_again(
    database: Database, database_url: str, pairs_file: Path, sent: signal.Signals
) -> None:
    fill(database, bank=8)
    job_id = ask(database)
    command = [sys.executable, "-m", "tests.overlap.match_worker", database_url, str(pairs_file)]
    with subprocess.Popen(command) as first:
        until(database, job_id, lambda _job: count(database, PairScore) >= 2 * CHUNK)
        first.send_signal(sent)
        first.wait(20)
    stored = count(database, PairScore)
    read_by_first = len(pairs_file.read_text("utf-8").splitlines())
    assert count(database, Candidate) == 0, "nothing is half done"
    with subprocess.Popen(command) as second:
        done = until(database, job_id, lambda job: job.state == "done")
        second.terminate()
        second.wait(20)
    assert done.result is not None
    assert done.result["read_before"] == stored
    assert done.result["read"] > 0, "the first was not stopped in the middle"
    # The chunk under way at a kill may have been read without being stored.
    read = pairs_file.read_text("utf-8").splitlines()
    assert 0 <= read_by_first - stored <= CHUNK
    assert len(read) == read_by_first + done.result["read"]
    assert len(set(read[:stored]) & set(read[read_by_first:])) == 0
    assert count(database, Candidate) > 0
