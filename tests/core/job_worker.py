"""A worker process for the tests of jobs: a slow handler that says how far it is.

python -m tests.core.job_worker DATABASE_URL PIECES_FILE
"""

from __future__ import annotations

import datetime as dt
import signal
import sys
import threading
from typing import Any

from surveyapp.core import jobs
from surveyapp.core.database import Database
from surveyapp.core.errors import TryLater
from surveyapp.core.jobs import running
from surveyapp.web import tables

PIECES = 20


def main() -> None:
    assert tables.metadata.tables
    vars(running)["LEASE"] = dt.timedelta(seconds=1.5)
    vars(running)["RETRY_WAITS"] = (dt.timedelta(seconds=0.3), dt.timedelta(seconds=0.6))
    url, pieces_file = sys.argv[1:3]
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())

    @jobs.handler("slow")
    def slow(context: jobs.JobContext) -> dict[str, Any]:
        with open(pieces_file) as done:
            finished = {line.strip() for line in done}
        for piece in range(PIECES):
            if str(piece) in finished:
                continue
            stop.wait(0.05)
            with open(pieces_file, "a") as done:
                done.write(f"{piece}\n")
            context.progress(piece + 1, PIECES)
        return {"pieces": PIECES}

    @jobs.handler("failing")
    def failing(context: jobs.JobContext) -> dict[str, Any]:
        raise ValueError("no such indicator")

    @jobs.handler("away")
    def away(context: jobs.JobContext) -> dict[str, Any]:
        with open(pieces_file, "a") as done:
            done.write(f"{context.tries}\n")
        if context.tries < context.payload["away_tries"]:
            raise TryLater("no relay")
        return {"tried": context.tries + 1}

    jobs.work(Database(url), stop, pause_seconds=0.2, stalled_check_seconds=0.5)


main()
