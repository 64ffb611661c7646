"""The real program as processes of its own, for tests of starting, stopping and killing."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

STARTUP_SECONDS = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def fetch(address: str) -> str:
    """Return what a GET answers, whatever proxies the environment names."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(address, timeout=30) as response:
        text: str = response.read().decode("utf-8")
        return text


@contextlib.contextmanager
def started(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    folder: Path,
    live: str,
    seconds: int = STARTUP_SECONDS,
) -> Iterator[subprocess.Popen[str]]:
    """Run a program until the block ends, ready when `live` answers; what it said lands in `said`.

    Raises:
        AssertionError: it ended or did not answer in time; the text holds what it said.
    """
    said = folder / "said"
    with said.open("w") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            # A shell cannot trap what was ignored when it began, as Ctrl-C is in a background job.
            preexec_fn=_hears_interrupts,
        )
    try:
        _wait_until_live(process, live, said, seconds)
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _hears_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _wait_until_live(
    process: subprocess.Popen[str], address: str, said: Path, seconds: int
) -> None:
    limit = time.monotonic() + seconds
    while True:
        if process.poll() is not None:
            raise AssertionError(f"ended with {process.returncode}:\n{said.read_text('utf-8')}")
        with contextlib.suppress(OSError, urllib.error.URLError):
            fetch(address)
            return
        if time.monotonic() > limit:
            raise AssertionError(f"{address} does not answer:\n{said.read_text('utf-8')}")
        # A process of its own can only be asked again; it cannot tell.
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.1)
