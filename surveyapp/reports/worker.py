"""Runs `surveyapp.reports.pdf` in processes that may die without harm.

A worker has a limit of processor time and of memory, no secrets in its environment, and is replaced
after a number of reports because the layout engine keeps a little memory of each.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from types import TracebackType

from surveyapp.core.data import PACKAGE
from surveyapp.reports.errors import RenderFailed

CPU_SECONDS = 20
"""A report takes well under one second; a poisoned one is stopped here."""
MEMORY_BYTES = 1 << 30
TIMEOUT_SECONDS = 60.0
"""Clock time, for a machine that has much else to do."""
REPORTS_PER_PROCESS = 50
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TMPDIR", "HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH")


class Worker:
    """One rendering process, started when first needed and replaced when it is worn or dead.

    Use as a context manager for a batch. Safe to call from several threads; they take turns.
    """

    def __init__(
        self,
        *,
        cpu_seconds: int = CPU_SECONDS,
        memory_bytes: int = MEMORY_BYTES,
        timeout_seconds: float = TIMEOUT_SECONDS,
        reports_per_process: int = REPORTS_PER_PROCESS,
    ) -> None:
        self._limits = (str(cpu_seconds), str(memory_bytes))
        self._timeout_seconds = timeout_seconds
        self._reports_per_process = reports_per_process
        self._process: subprocess.Popen[bytes] | None = None
        self._done = 0
        self._lock = threading.Lock()

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def process_id(self) -> int | None:
        """The running process, None when there is none."""
        return self._process.pid if self._process else None

    def render(self, html: str, *, created_at: datetime) -> bytes:
        """Return the PDF of `html`.

        Raises:
            RenderFailed: the report is at fault, or it took more time or memory than a report may.
        """
        request = {"html": html, "created_at": created_at.astimezone(UTC).isoformat()}
        body = json.dumps(request).encode("ascii")
        with self._lock:
            if self._done >= self._reports_per_process:
                self._stop()
            process = self._process or self._start()
            self._done += 1
            try:
                answer = self._ask(process, len(body).to_bytes(8, "big") + body)
            except RenderFailed:
                self._stop()
                raise
        if answer[:1] != b"P":
            raise RenderFailed(answer[1:].decode("utf-8", "replace"))
        return answer[1:]

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._stop()

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        environment["PYTHONPATH"] = str(PACKAGE.parent)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "surveyapp.reports.pdf", *self._limits],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            bufsize=0,
            start_new_session=True,
        )
        self._done = 0
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _ask(self, process: subprocess.Popen[bytes], request: bytes) -> bytes:
        """Write the request and read one answer by hand, because either side may stop half way."""
        assert process.stdin is not None
        assert process.stdout is not None
        deadline = time.monotonic() + self._timeout_seconds
        to_worker, from_worker = process.stdin.fileno(), process.stdout.fileno()
        os.set_blocking(to_worker, False)
        unsent, answer, wanted = memoryview(request), bytearray(), 8
        while len(answer) < wanted:
            left = deadline - time.monotonic()
            writing = [to_worker] if unsent else []
            readable, writable, _ = select.select([from_worker], writing, [], max(left, 0))
            if not readable and not writable:
                raise RenderFailed(f"the report took more than {self._timeout_seconds:g} seconds")
            if writable:
                try:
                    unsent = unsent[os.write(to_worker, unsent) :]
                except BrokenPipeError:
                    raise RenderFailed(self._last_words(process)) from None
            if readable:
                chunk = os.read(from_worker, 1 << 20)
                if not chunk:
                    raise RenderFailed(self._last_words(process))
                answer += chunk
                if wanted == 8 and len(answer) >= 8:
                    wanted += int.from_bytes(answer[:8], "big")
        return bytes(answer[8:])

    @staticmethod
    def _last_words(process: subprocess.Popen[bytes]) -> str:
        code = process.wait()
        return f"the report took more time or memory than a report may (the process ended {code})"


def render_in_worker(html: str, *, created_at: datetime) -> bytes:
    """Return the PDF of one report from a process of its own; for many use `Worker`.

    Raises:
        RenderFailed: as `Worker.render`.
    """
    with Worker() as worker:
        return worker.render(html, created_at=created_at)
