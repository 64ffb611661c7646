"""The rendering process: a poisoned report dies alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from surveyapp.reports import pdf
from surveyapp.reports.errors import RenderFailed
from surveyapp.reports.worker import Worker, render_in_worker

WHEN = datetime(2026, 4, 2, tzinfo=UTC)
GOOD = '<!DOCTYPE html><html lang="sv"><head><title>Prov</title></head><body><h1>Prov</h1></body></html>'
# Both make the layout engine work for minutes.
WIDE = GOOD.replace("</body>", "<table><tr><td colspan=65534>x</td></tr></table></body>")
NESTED = GOOD.replace(
    "</body>",
    '<svg viewBox="0 0 9 9"><title>x</title><defs><path id="a0" d="M0 0h1"/>'
    + "".join(f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * 10 + "</g>" for n in range(1, 7))
    + '</defs><use href="#a6"/></svg></body>',
)


def _process(worker: Worker) -> int | None:
    return worker.process_id


@pytest.fixture
def worker() -> Iterator[Worker]:
    with Worker(cpu_seconds=2) as worker:
        yield worker


def test_a_worker_gives_the_bytes_of_the_renderer(worker: Worker) -> None:
    first = worker.render(GOOD, created_at=WHEN)
    assert first == pdf.render(GOOD, created_at=WHEN)
    process = worker.process_id
    assert worker.render(GOOD, created_at=WHEN) == first
    assert worker.process_id == process
    assert render_in_worker(GOOD, created_at=WHEN) == first


@pytest.mark.parametrize("poison", [WIDE, NESTED], ids=["a very wide cell", "a million pictures"])
def test_a_poisoned_report_is_stopped_and_the_next_one_is_made(worker: Worker, poison: str) -> None:
    with pytest.raises(RenderFailed, match="more time or memory"):
        worker.render(poison, created_at=WHEN)
    assert _process(worker) is None
    assert worker.render(GOOD, created_at=WHEN).startswith(b"%PDF-1.7")


def test_the_clock_stops_a_worker_that_only_waits(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker.render(GOOD, created_at=WHEN)
    assert worker.process_id is not None
    os.kill(worker.process_id, signal.SIGSTOP)
    with monkeypatch.context() as patch:
        patch.setattr(worker, "_timeout_seconds", 0.5)
        with pytest.raises(RenderFailed, match=r"more than 0\.5 seconds"):
            worker.render(GOOD, created_at=WHEN)
    assert _process(worker) is None
    assert worker.render(GOOD, created_at=WHEN).startswith(b"%PDF")


def test_too_little_memory_is_a_failed_report() -> None:
    with Worker(memory_bytes=200 << 20, cpu_seconds=5) as worker, pytest.raises(RenderFailed):
        worker.render(GOOD + "<p>" + "ord " * 3_000_000, created_at=WHEN)


def test_a_fault_in_the_report_keeps_the_process(worker: Worker) -> None:
    worker.render(GOOD, created_at=WHEN)
    process = worker.process_id
    with pytest.raises(RenderFailed, match="may not fetch"):
        worker.render(GOOD + '<img alt="x" src="file:///etc/hostname">', created_at=WHEN)
    assert worker.process_id == process


def test_a_worker_that_was_killed_is_replaced(worker: Worker) -> None:
    worker.render(GOOD, created_at=WHEN)
    assert worker.process_id is not None
    os.kill(worker.process_id, signal.SIGKILL)
    with pytest.raises(RenderFailed):
        worker.render(GOOD, created_at=WHEN)
    assert worker.render(GOOD, created_at=WHEN).startswith(b"%PDF")


def test_a_worn_process_is_replaced() -> None:
    with Worker(reports_per_process=2) as worker:
        processes = []
        for _ in range(3):
            worker.render(GOOD, created_at=WHEN)
            processes.append(worker.process_id)
        assert processes[0] == processes[1] != processes[2]


def test_threads_take_turns(worker: Worker) -> None:
    made: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: made.append(worker.render(GOOD, created_at=WHEN)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert len(set(made)) == 1


def test_closing_leaves_no_process() -> None:
    worker = Worker()
    worker.render(GOOD, created_at=WHEN)
    process = worker.process_id
    assert process is not None
    worker.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_secrets_do_not_reach_the_worker(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURVEYAPP_SECRET_KEY", "HEMLIGHETEN")
    worker.render(GOOD, created_at=WHEN)
    with open(f"/proc/{worker.process_id}/environ", "rb") as source:
        assert b"HEMLIGHETEN" not in source.read()


def test_the_web_side_does_not_load_the_layout_engine() -> None:
    program = (
        "import sys, surveyapp.reports.worker, surveyapp.reports.archive,"
        " surveyapp.reports.document; print('weasyprint' in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "False"
