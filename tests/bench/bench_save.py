"""Saving a page of 20 answers and showing the next: the product beside a bare Flask app, in one run.

    .venv/bin/python -m tests.bench.bench_save [pages]

Both are served by gunicorn on this machine and asked in turns over one kept connection, as a browser
without JavaScript does: POST, 303, GET. Printed: processor time and wall time per page, their
ratios, and how many rows each wrote.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path

from surveyapp.core.database import Database
from surveyapp.core.settings import Settings
from surveyapp.core.units import unit_of_work
from surveyapp.web import schema
from surveyapp.web.app import create_app
from tests.factories.accounts import make_officer, sign_in
from tests.factories.questionnaires import form, make_version, question, section
from tests.factories.registry import make_unit
from tests.factories.rounds import make_round, return_of
from tests.support.processes import free_port

PAGES, FIELDS, ROUND = 4, 20, 10
INPUT = re.compile(r"<input\b[^>]*>")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


@dataclass
class Side:
    """One of the two that are compared."""

    name: str
    port: int
    addresses: list[str]
    cookie: str
    pids: list[int] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    processor: float = 0.0
    pages: int = 0
    asked: float = 0.0
    """When the server was last asked."""
    fields: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, address: str, body: str = "") -> tuple[int, str, str]:
        if not hasattr(self, "connection"):
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        elif time.monotonic() - self.asked > 1:  # the server hangs up on the silent after two
            self.connection.close()
        headers = {"Cookie": self.cookie, "Accept": "text/html"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, address, body or None, headers)
        reply = self.connection.getresponse()
        text = reply.read().decode()
        self.asked = time.monotonic()
        return reply.status, reply.headers.get("Location", ""), text

    def read(self, text: str) -> None:
        """Remember the fields of the page shown, as a browser does."""
        self.fields = {}
        for tag in INPUT.findall(text):
            found = dict(ATTRIBUTE.findall(tag))
            if "name" in found and found.get("type") not in ("radio", "checkbox", "submit"):
                self.fields[found["name"]] = found.get("value", "")

    def save(self, page: int, number: int) -> None:
        """Save one page with new answers and show the next."""
        changed = {
            name: str(number) if re.fullmatch(r"(a-)?P\d+Q\d+(@.*)?", name) else value
            for name, value in self.fields.items()
        }
        begun = time.perf_counter()
        status, _target, text = self.ask(
            "POST", self.addresses[page], urllib.parse.urlencode(changed)
        )
        assert status in (302, 303), (self.name, status, text[:600])
        status, _target, text = self.ask("GET", self.addresses[(page + 1) % PAGES])
        self.wall.append(time.perf_counter() - begun)
        assert status == 200, (self.name, status)
        self.read(text)
        self.pages += 1

    def processor_now(self) -> float:
        ticks = 0
        for pid in self.pids:
            parts = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(parts[11]) + int(parts[12])
        return ticks / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found.extend(_children(int(child)))
    return found


def _wait(port: int) -> None:
    for _ in range(600):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/live")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError("the server does not answer")


def _product(folder: Path) -> tuple[Side, str, subprocess.Popen[str]]:
    url = f"sqlite:///{folder / 'product.db'}"
    database = Database(url)
    schema.upgrade(database)
    codes = [[f"P{p}Q{n}" for n in range(FIELDS)] for p in range(1, PAGES + 1)]
    with unit_of_work(database) as session:
        unit = make_unit(session)
        sections = [
            section(f"S{p}", *(question(code) for code in page)) for p, page in enumerate(codes, 1)
        ]
        version = make_version(session, form(*sections))
        return_ = return_of(session, make_round(session, unit, version=version), unit)
        person = make_officer(session, unit)
        session.flush()
        return_id = return_.id
    app = create_app(Settings.for_tests(url))
    client = app.test_client()
    sign_in(client, person)
    cookie = client.get_cookie("session")
    assert cookie is not None
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.stem", url, str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.readline()
    process.stdin.write("go\n")
    process.stdin.flush()
    process.stdout.readline()
    side = Side(
        "product",
        port,
        [f"/uppgifter/{return_id}/S{p}" for p in range(1, PAGES + 1)],
        f"session={cookie.value}",
    )
    return side, str(folder / "product.db"), process


def _bare(folder: Path) -> tuple[Side, str, subprocess.Popen[str]]:
    path, port = str(folder / "bare.db"), free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.bare_app", path, str(port)], text=True
    )
    _wait(port)
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/start")
    reply = connection.getresponse()
    reply.read()
    cookie = reply.headers["Set-Cookie"].split(";")[0]
    return Side("bare", port, [f"/{p}" for p in range(1, PAGES + 1)], cookie), path, process


def _rows(path: str, *tables: str) -> dict[str, int]:
    with sqlite3.connect(path) as db:
        return {t: db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables}


def main() -> None:
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        product, product_path, first = _product(folder)
        bare, bare_path, second = _bare(folder)
        _wait(product.port)
        try:
            for side, process in ((product, first), (bare, second)):
                side.pids = _children(process.pid)
                side.read(side.ask("GET", side.addresses[0])[2])
                for n in range(2 * PAGES):
                    side.save(n % PAGES, n)
                side.wall.clear()
                side.pages = 0
            number = 100
            for _ in range(pages // ROUND):
                for side in (product, bare):
                    begun = side.processor_now()
                    for _page in range(ROUND):
                        number += 1
                        side.save(side.pages % PAGES, number)
                    side.processor += side.processor_now() - begun
        finally:
            for pid in {*product.pids, *bare.pids, first.pid, second.pid}:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        for side in (product, bare):
            print(
                f"{side.name:8} {side.pages} pages of {FIELDS} answers: "
                f"processor {1000 * side.processor / side.pages:.2f} ms, "
                f"wall median {1000 * statistics.median(side.wall):.2f} ms a page"
            )
        print(
            f"ratio    processor {product.processor / product.pages / (bare.processor / bare.pages):.2f}, "
            f"wall median {statistics.median(product.wall) / statistics.median(bare.wall):.2f}"
        )
        print(f"rows     product {_rows(product_path, 'answer', 'answer_history')}")
        print(f"rows     bare    {_rows(bare_path, 'answer', 'history')}")


if __name__ == "__main__":
    main()
