"""A process that has imported the product once and starts servers from itself, fast enough to kill many.

python -m tests.support.stem DATABASE_URL PORT [early]

Each line on standard input starts one server (gunicorn, as `surveyapp serve` does) in a process
group of its own; its group's number is written to standard output. With `early` the server answers
before it commits: the fault that the durability test must be able to see.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from typing import Any

from surveyapp.core import units
from surveyapp.core.settings import Settings
from surveyapp.web.app import create_app

COMMIT_LATE_SECONDS = 0.25


def answer_before_committing() -> None:
    """Make every unit of work commit a moment after the answer has gone out."""
    commit, close = units.UnitOfWork.commit, units.UnitOfWork.close

    def late(self: units.UnitOfWork) -> None:
        if self.read_only:
            return
        kept, self._session = self._session, None

        def really() -> None:
            self._session = kept
            commit(self)
            close(self)

        threading.Timer(COMMIT_LATE_SECONDS, really).start()

    units.UnitOfWork.commit = late  # type: ignore[method-assign]


def serve(url: str, port: int) -> None:
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):
        def load_config(self) -> None:
            for name, value in {
                "bind": f"127.0.0.1:{port}",
                "workers": 1,
                "threads": 8,
                "worker_class": "gthread",
                "loglevel": "critical",
                "reuse_port": True,
            }.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return create_app(Settings.for_tests(url))

    sys.argv = ["server"]
    Server().run()


def main() -> None:
    url, port = sys.argv[1], int(sys.argv[2])
    if "early" in sys.argv[3:]:
        answer_before_committing()
    create_app(Settings.for_tests(url))
    print("ready", flush=True)
    for _line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.setpgid(0, 0)
            serve(url, port)
            os._exit(0)
        with contextlib.suppress(PermissionError):  # the child was first
            os.setpgid(child, child)
        print(child, flush=True)


if __name__ == "__main__":
    main()
