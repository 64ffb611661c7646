"""Both engines keep the same promises: asked for with the transaction, told, taken over, done once."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine

from surveyapp.core import clock, jobs
from surveyapp.core.access import SYSTEM
from surveyapp.core.database import Database
from surveyapp.core.errors import TryLater
from surveyapp.core.jobs import running, workers
from surveyapp.core.units import unit_of_work

Spawn = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def pieces(tmp_path: Path) -> Path:
    file = tmp_path / "pieces"
    file.touch()
    return file


@pytest.fixture
def spawn(database_url: str, pieces: Path) -> Iterator[Spawn]:
    """Start worker processes; whatever still runs at the end is stopped."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.core.job_worker", database_url, str(pieces)]
        started.append(subprocess.Popen(command))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
        process.wait(20)


def _ask(database: Database, kind: str, key: str | None = None, **payload: int) -> int:
    with unit_of_work(database) as session:
        return jobs.enqueue(session, kind, payload, SYSTEM, unique_key=key).id


def _look(database: Database, job_id: int) -> jobs.Job:
    with unit_of_work(database, read_only=True) as session:
        job = session.get(jobs.Job, job_id)
        assert job is not None
        return job


def _until(database: Database, job_id: int, condition: Callable[[jobs.Job], bool]) -> jobs.Job:
    pause = threading.Event()
    for _ in range(600):
        job = _look(database, job_id)
        if condition(job):
            return job
        pause.wait(0.05)
    raise AssertionError(f"the job stays {_look(database, job_id).state}")


def test_a_job_is_done_with_progress(database: Database, spawn: Spawn) -> None:
    job_id = _ask(database, "slow")
    spawn()
    _until(database, job_id, lambda job: 0 < job.done < job.total)
    done = _until(database, job_id, lambda job: job.state == "done")
    assert done.result == {"pieces": 20}
    assert (done.done, done.attempts) == (20, 1)


def test_a_failed_job_says_why_and_stops_nobody(database: Database, spawn: Spawn) -> None:
    failing, slow = _ask(database, "failing"), _ask(database, "slow")
    spawn()
    assert _until(database, failing, lambda job: job.state == "failed").error == (
        "ValueError: no such indicator"
    )
    _until(database, slow, lambda job: job.state == "done")


def test_a_killed_workers_job_is_taken_over_and_each_piece_done_once(
    database: Database, spawn: Spawn, pieces: Path
) -> None:
    job_id = _ask(database, "slow")
    first = spawn()
    _until(database, job_id, lambda job: job.done >= 5)
    os.kill(first.pid, signal.SIGKILL)
    first.wait(10)
    assert _look(database, job_id).state == "running"
    spawn()
    done = _until(database, job_id, lambda job: job.state == "done")
    assert done.attempts == 2
    written = pieces.read_text().split()
    # The piece under way when the worker was killed may have been written without being told.
    assert set(written) == {str(n) for n in range(20)}
    assert len(written) <= 21


def test_two_workers_do_a_job_once(database: Database, spawn: Spawn, pieces: Path) -> None:
    job_id = _ask(database, "slow")
    spawn()
    spawn()
    assert _until(database, job_id, lambda job: job.state == "done").attempts == 1
    assert len(pieces.read_text().split()) == 20


def test_a_stopped_workers_job_goes_on_where_it_was(
    database: Database, spawn: Spawn, pieces: Path
) -> None:
    job_id = _ask(database, "slow")
    first = spawn()
    _until(database, job_id, lambda job: job.done >= 1)
    first.terminate()
    assert first.wait(20) == 0
    left = _look(database, job_id)
    assert (left.state, left.attempts, left.error) == ("waiting", 0, "")
    assert 1 <= left.done == len(pieces.read_text().split()) < left.total
    spawn()
    done = _until(database, job_id, lambda job: job.state == "done")
    assert done.attempts == 1
    assert sorted(map(int, pieces.read_text().split())) == list(range(20))


def test_a_worker_told_to_stop_leaves_what_it_put_back_to_the_next(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    stops: list[threading.Event] = []

    def stopping(context: jobs.JobContext) -> dict[str, object]:
        stops[-1].set()
        context.progress(len(stops), 2)
        return {"workers": len(stops)}

    monkeypatch.setitem(running._handlers, "stopping", stopping)
    job_id = _ask(database, "stopping", key="once")
    for number in (1, 2, 3):  # more of them than a job may take down
        stops.append(threading.Event())
        jobs.work(database, stops[-1], pause_seconds=0.05)
        job = _look(database, job_id)
        assert (len(stops), job.state, job.done) == (number, "waiting", number)
        assert (job.attempts, job.error, job.next_try_at) == (0, "", None)
        assert _ask(database, "stopping", key="once") == job_id, "it still counts as under way"


def test_a_job_that_never_reports_is_finished_before_a_stop(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()

    def silent(_context: jobs.JobContext) -> dict[str, object]:
        stop.set()
        return {"heard": False}

    monkeypatch.setitem(running._handlers, "silent", silent)
    job_id = _ask(database, "silent")
    jobs.work(database, stop, pause_seconds=0.05)
    assert _look(database, job_id).state == "done"


def test_a_stop_keeps_the_count_of_tries_and_of_workers_that_died(
    database: Database, monkeypatch: pytest.MonkeyPatch, away: str
) -> None:
    job_id = _ask(database, away)
    jobs.run_job(database, job_id)
    stop = threading.Event()
    stop.set()
    monkeypatch.setitem(running._handlers, away, lambda context: context.progress(1, 2) or {})
    with time_machine.travel(clock.now() + jobs.RETRY_WAITS[0], tick=False):
        assert jobs.take(database) is not None  # and dies
    with time_machine.travel(clock.now() + jobs.RETRY_WAITS[0] + jobs.LEASE * 2, tick=False):
        jobs.run_job(database, job_id, stop)
        paused = _look(database, job_id)
        assert (paused.state, paused.error, paused.attempts) == ("waiting", "", 1)
        newer = jobs.take(database)
        assert newer is not None
        assert newer.tries == 1


def test_what_is_rolled_back_was_never_asked_for(database: Database) -> None:
    def ask_and_give_up() -> None:
        with unit_of_work(database) as session:
            jobs.enqueue(session, "slow", {}, SYSTEM)
            raise RuntimeError("changed my mind")

    with pytest.raises(RuntimeError, match="changed my mind"):
        ask_and_give_up()
    assert jobs.take(database) is None
    if not database.is_sqlite:
        with database.reader.connect() as connection:
            count = connection.exec_driver_sql("SELECT count(*) FROM procrastinate_jobs")
            assert count.scalar() == 0


def test_asking_twice_gives_the_job_under_way(database: Database) -> None:
    assert _ask(database, "slow", key="all") == _ask(database, "slow", key="all")
    assert _ask(database, "slow", key="other") != _ask(database, "slow", key="all")


def test_a_worker_runs_the_daily_tasks_and_survives_their_faults(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []
    stop = threading.Event()

    def failing(_database: Database) -> None:
        ran.append("failing")
        raise RuntimeError("no room")

    def tidy(given: Database) -> None:
        assert given is database
        ran.append("tidy")
        stop.set()

    monkeypatch.setattr(workers, "_daily", {})
    jobs.daily("a", failing)
    jobs.daily("b", tidy)
    jobs.work(database, stop, pause_seconds=0.05)
    assert ran == ["failing", "tidy"]


def test_a_late_worker_is_fenced_off(database: Database) -> None:
    _ask(database, "slow")
    late = jobs.take(database)
    assert late is not None
    with time_machine.travel(clock.now() + jobs.LEASE + dt.timedelta(seconds=1)):
        newer = jobs.take(database)
        assert newer is not None
        with pytest.raises(jobs.LeaseLost):
            late.progress(1, 2)
        newer.progress(1, 2)


def test_a_job_that_kills_its_workers_is_given_up(database: Database) -> None:
    job_id = _ask(database, "slow")
    moment = clock.now()
    for attempt in range(jobs.MAX_ATTEMPTS + 1):
        with time_machine.travel(moment + attempt * (jobs.LEASE + dt.timedelta(seconds=1))):
            taken = jobs.take(database)
            assert (taken is None) == (attempt == jobs.MAX_ATTEMPTS)
    job = _look(database, job_id)
    assert job.state == "failed"
    assert "three" in job.error or "3 times" in job.error


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> str:
    """The kind of a job whose relay never answers."""

    def fail(context: jobs.JobContext) -> dict[str, object]:
        raise TryLater("no relay")

    monkeypatch.setitem(running._handlers, "never", fail)
    return "never"


def test_what_was_away_is_tried_again_until_it_is_back(
    database: Database, spawn: Spawn, pieces: Path
) -> None:
    job_id = _ask(database, "away", away_tries=2)
    spawn()
    done = _until(database, job_id, lambda job: job.state == "done")
    assert done.result == {"tried": 3}
    assert done.error == ""
    assert pieces.read_text().split() == ["0", "1", "2"]


def test_what_stays_away_is_given_up(database: Database, spawn: Spawn, pieces: Path) -> None:
    job_id = _ask(database, "away", away_tries=99)
    spawn()
    failed = _until(database, job_id, lambda job: job.state == "failed")
    assert failed.error == "TryLater: no relay"
    assert pieces.read_text().split() == ["0", "1", "2"], "the first try and one after each wait"


def test_each_wait_is_longer_and_nobody_comes_early(database: Database, away: str) -> None:
    job_id = _ask(database, away, key="mail")
    moment = clock.now()
    waits = []
    for wait in jobs.RETRY_WAITS:
        with time_machine.travel(moment, tick=False):
            jobs.run_job(database, job_id)
            job = _look(database, job_id)
            assert (job.state, job.attempts) == ("waiting", 0)
            assert job.next_try_at is not None
            waits.append(job.next_try_at - moment)
            assert _ask(database, away, key="mail") == job_id, "it still counts as under way"
        with time_machine.travel(moment + wait - dt.timedelta(seconds=1), tick=False):
            assert jobs.take(database) is None
            assert jobs.take(database, job_id) is None
        moment += wait
    assert waits == list(jobs.RETRY_WAITS) == sorted(waits)
    with time_machine.travel(moment, tick=False):
        assert jobs.run_one(database)
    job = _look(database, job_id)
    assert (job.state, job.next_try_at) == ("failed", None)
    assert job.error == "TryLater: no relay"


def test_a_worker_that_dies_in_a_later_try_keeps_the_count(database: Database, away: str) -> None:
    job_id = _ask(database, away)
    jobs.run_job(database, job_id)
    with time_machine.travel(clock.now() + jobs.RETRY_WAITS[0], tick=False):
        died = jobs.take(database)
        assert died is not None
        assert died.tries == 1
        with time_machine.travel(clock.now() + jobs.LEASE * 2, tick=False):
            newer = jobs.take(database)
            assert newer is not None
            assert newer.tries == 1


@pytest.mark.parametrize("backend", [pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_a_try_whose_delivery_was_lost_is_delivered_again(database: Database, away: str) -> None:
    job_id = _ask(database, away)
    jobs.run_job(database, job_id)
    due = _look(database, job_id).next_try_at
    assert due is not None
    with time_machine.travel(due + jobs.LEASE, tick=False):
        assert workers.hand_out_stalled(database) == 0
    with time_machine.travel(due + jobs.LEASE + dt.timedelta(seconds=1), tick=False):
        assert workers.hand_out_stalled(database) == 1
        assert workers.hand_out_stalled(database) == 0, "once per lease"
        assert jobs.take(database, job_id) is not None
