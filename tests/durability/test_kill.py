"""What was acknowledged is there after `kill -9`, a hundred times over, and the test can see when not.

Clients keep saving batches of answers; the server's whole process group is killed with saves in
flight and started again. A batch whose reply came must stand whole in the history, and no batch may
stand in part. The same run against a server that answers before it commits must find losses.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.core.database import Database
from surveyapp.core.settings import Settings
from surveyapp.core.units import unit_of_work
from surveyapp.responses.models import AnswerHistory
from surveyapp.web.app import create_app
from tests.factories.accounts import make_officer, sign_in
from tests.factories.questionnaires import form, make_version, question, section
from tests.factories.registry import make_unit
from tests.factories.rounds import make_round, return_of
from tests.support.processes import free_port

KILLS = int(os.environ.get("KILLS", "100"))
CLIENTS = 3
BATCH = 5
"""Answers in one save: they stand together or not at all."""


@dataclass
class Officer:
    """A browser that saves the same questions again and again, knowing what was acknowledged."""

    port: int
    address: str
    cookie: str
    token: str
    codes: list[str]
    stop: threading.Event
    versions: dict[str, int] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    cut_off: int = 0
    """Saves whose reply never came: they were in flight when the server was killed."""
    refused: list[str] = field(default_factory=list)
    is_waiting: bool = False

    def work(self) -> None:
        number = 0
        while not self.stop.is_set():
            number += 1
            self.save(number)

    def save(self, number: int) -> None:
        batch = uuid.uuid4().hex
        answers = [
            {
                "code": code,
                "path": "",
                "raw": [str(number)],
                "based_on": self.versions.get(code, 0),
                "key": f"{batch}-{code}",
            }
            for code in self.codes
        ]
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            connection.connect()
        except OSError:
            self.stop.wait(0.02)
            return
        self.sent.append(batch)
        try:
            self.is_waiting = True
            connection.request(
                "POST",
                self.address,
                json.dumps({"answers": answers}),
                {
                    "Content-Type": "application/json",
                    "Accept": "application/json",
                    "Cookie": self.cookie,
                    "X-CSRFToken": self.token,
                },
            )
            reply = connection.getresponse()
            body = reply.read()
        except (OSError, http.client.HTTPException):
            self.cut_off += 1
            self.versions = {}
            return
        finally:
            self.is_waiting = False
            connection.close()
        data = json.loads(body)
        if reply.status == 200:
            self.acknowledged.append(batch)
            for saved in data["saved"]:
                self.versions[saved["code"]] = saved["version"]
        elif reply.status == 409:
            # After a kill the browser does not know which version stands; it takes what it is told.
            for collision in data["collisions"]:
                self.versions[collision["code"]] = collision["version"]
        else:
            self.refused.append(f"{reply.status}: {body[:200]!r}")


@contextmanager
def _stem(url: str, port: int, *flags: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.stem", url, str(port), *flags],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _start(stem: subprocess.Popen[str]) -> int:
    assert stem.stdin is not None
    assert stem.stdout is not None
    stem.stdin.write("go\n")
    stem.stdin.flush()
    return int(stem.stdout.readline())


def _officers(session: Session, url: str, port: int) -> tuple[int, list[Officer], threading.Event]:
    unit = make_unit(session)
    codes = [f"Q{n}" for n in range(CLIENTS * BATCH)]
    version = make_version(session, form(section("A", *(question(code) for code in codes))))
    return_ = return_of(session, make_round(session, unit, version=version), unit)
    people = [make_officer(session, unit) for _ in range(CLIENTS)]
    session.commit()
    app = create_app(Settings.for_tests(url))
    stop = threading.Event()
    officers = []
    for n, person in enumerate(people):
        client = app.test_client()
        token = sign_in(client, person)
        cookie = client.get_cookie("session")
        assert cookie is not None
        officers.append(
            Officer(
                port=port,
                address=f"/uppgifter/{return_.id}/svar",
                cookie=f"session={cookie.value}",
                token=token,
                codes=codes[n * BATCH : (n + 1) * BATCH],
                stop=stop,
            )
        )
    app.extensions["database"].dispose()
    return return_.id, officers, stop


def _kill_often(
    stem: subprocess.Popen[str], officers: list[Officer], stop: threading.Event, kills: int
) -> int:
    """Kill the server until `kills` of the kills caught a save in flight; returns how many it took."""
    chance = random.Random(20270124)
    threads = [threading.Thread(target=officer.work, daemon=True) for officer in officers]
    pause = threading.Event()
    caught = tries = 0
    group = _start(stem)
    for thread in threads:
        thread.start()
    while caught < kills and tries < 3 * kills:
        assert all(thread.is_alive() for thread in threads), [o.refused for o in officers]
        tries += 1
        known = sum(len(o.acknowledged) for o in officers)
        for _ in range(2000):
            if sum(len(o.acknowledged) for o in officers) > known + CLIENTS:
                break
            pause.wait(0.005)
        pause.wait(chance.uniform(0, 0.03))
        for _ in range(200):
            if any(o.is_waiting for o in officers):
                break
            pause.wait(0.0005)
        before = sum(o.cut_off for o in officers)
        os.killpg(group, signal.SIGKILL)
        for _ in range(2000):
            if not any(o.is_waiting for o in officers):
                break
            pause.wait(0.001)
        caught += sum(o.cut_off for o in officers) > before
        group = _start(stem)
    known = sum(len(o.acknowledged) for o in officers)
    for _ in range(2000):
        if sum(len(o.acknowledged) for o in officers) > known + CLIENTS:
            break
        pause.wait(0.005)
    stop.set()
    for thread in threads:
        thread.join()
    os.killpg(group, signal.SIGKILL)
    assert caught >= kills, f"only {caught} of {tries} kills caught a save in flight"
    return tries


def _stored(database: Database, return_id: int) -> Counter[str]:
    """Return how many answers of each batch stand in the history."""
    with unit_of_work(database, read_only=True) as session:
        keys = session.scalars(
            select(AnswerHistory.save_key).where(
                AnswerHistory.return_id == return_id, AnswerHistory.change != "refused"
            )
        )
        return Counter(key.split("-")[0] for key in keys if key)


@pytest.mark.timeout(600)
def test_nothing_acknowledged_is_lost(
    session: Session, database: Database, database_url: str
) -> None:
    port = free_port()
    return_id, officers, stop = _officers(session, database_url, port)
    session.close()
    with _stem(database_url, port) as stem:
        tries = _kill_often(stem, officers, stop, KILLS)
    stored = _stored(database, return_id)
    acknowledged = [batch for officer in officers for batch in officer.acknowledged]
    sent = {batch for officer in officers for batch in officer.sent}
    print(
        f"kills {tries}, saves sent {len(sent)}, acknowledged {len(acknowledged)}, "
        f"cut off {sum(o.cut_off for o in officers)}"
    )
    assert [r for o in officers for r in o.refused] == []
    assert [batch for batch in acknowledged if stored[batch] != BATCH] == []
    assert {batch: n for batch, n in stored.items() if n != BATCH} == {}
    assert set(stored) <= sent


@pytest.mark.timeout(300)
def test_a_server_that_answers_before_it_commits_is_caught(
    session: Session, database: Database, database_url: str
) -> None:
    port = free_port()
    return_id, officers, stop = _officers(session, database_url, port)
    session.close()
    with _stem(database_url, port, "early") as stem:
        _kill_often(stem, officers, stop, 5)
    stored = _stored(database, return_id)
    lost = [b for o in officers for b in o.acknowledged if stored[b] != BATCH]
    assert lost
