"""A worker process for the test of matchings that are stopped: it reads slowly, in small chunks.

python -m tests.overlap.match_worker DATABASE_URL PAIRS_FILE
"""

from __future__ import annotations

import datetime as dt
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from surveyapp.core import jobs
from surveyapp.core.database import Database
from surveyapp.core.jobs import running
from surveyapp.overlap import background, loading, scoring
from surveyapp.overlap.model.features import Side
from surveyapp.web import tables
from tests.overlap.stub_model import StubModels, StubReader

CHUNK = 4


class SlowReader(StubReader):
    """Takes its time over each chunk and writes down every pair it was asked."""

    def __init__(self, pairs_file: Path) -> None:
        super().__init__()
        self._pairs_file = pairs_file

    def read(self, pairs: Sequence[tuple[Side, Side]]) -> NDArray[np.float32]:
        threading.Event().wait(0.1)
        with self._pairs_file.open("a", encoding="utf-8") as file:
            file.writelines(f"{a.text}\t{b.text}\n" for a, b in pairs)
        return super().read(pairs)


def main() -> None:
    assert tables.metadata.tables
    url, pairs_file = sys.argv[1:3]
    vars(running)["LEASE"] = dt.timedelta(seconds=1.5)
    vars(scoring)["CHUNK"] = CHUNK
    vars(loading)["models"] = lambda: StubModels(SlowReader(Path(pairs_file)))
    assert background.KIND == "overlap_match"
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    jobs.work(Database(url), stop, pause_seconds=0.2, stalled_check_seconds=0.5)


if __name__ == "__main__":
    main()
