"""The recorder in a real browser: what somebody does on a page comes back as seconds per question.

The browser's clock is set by hand, so that a lunch takes no time to test; one test uses the real
clock. The server is the smallest that obeys the rules: it parses, accepts and keeps.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Error

import surveyapp
from surveyapp.timing.rules import (
    Batch,
    BatchRefused,
    Event,
    EventName,
    PageSession,
    ReturnState,
    RollUp,
    accept,
    measure_page_session,
    merge_measured,
    parse_batch,
    roll_up,
)
from tests.support.browser import PATIENCE, close

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

SCRIPT = Path(surveyapp.__file__).parent / "static" / "js" / "timing.js"
SERVED = 1_790_000_000_000
CODES = frozenset({"Q1", "Q2", "Q3"})
SECRET = "hemligt"

PAGE = """<!doctype html><html lang="sv"><meta charset="utf-8"><title>Enkät</title>
<form method="post" action="/submitted" data-section="A" {attributes}>
<div data-question="Q1"><label>Ett <input id="Q1" name="Q1"></label>
  <details data-help id="help"><summary>Hjälp</summary>Läs detta.</details></div>
<div data-question="Q2"><label>Två <input id="Q2" name="Q2"></label></div>
<fieldset data-question="Q3"><legend>Tre</legend>
  <label><input type="radio" id="Q3" name="Q3" value="ja"> Ja</label>
  <label><input type="radio" name="Q3" value="nej"> Nej</label></fieldset>
<button>Spara</button></form>
<script type="module" src="/timing.js"></script></html>"""

# The clock set by hand goes on from page to page; a real one begins anew with each.
REBASE = """<script>{ const running = performance.now.bind(performance), start = running();
  performance.now = () => running() - start; }</script>"""

HIDE = """(hidden) => { Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});
  document.dispatchEvent(new Event('visibilitychange')); }"""

# When each question was entered and the page left, by the page's own clock: the truth of a slow machine too.
MARKS = """() => { const marks = [], mark = () => marks.push(performance.now());
  addEventListener('focusin', mark);
  addEventListener('pagehide', () => { mark(); localStorage.setItem('marks', JSON.stringify(marks)); });
}"""

ON_DISK = """() => new Promise((resolve) => {
  const opened = indexedDB.open('surveyapp-timing', 1);
  opened.onsuccess = () => {
    const all = opened.result.transaction('page-sessions').objectStore('page-sessions').getAll();
    all.onsuccess = () => resolve(all.result.flatMap((kept) => kept.events.map((e) => e.name)));
  };
})"""


class Server(ThreadingHTTPServer):
    """Serves one form, takes batches, and knows what time it is."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.changed = threading.Condition()
        self.now_ms: int | None = SERVED
        self.sessions: dict[str, PageSession] = {}
        self.batches: list[Batch] = []
        self.bodies: list[bytes] = []
        self.refused: list[str] = []
        self.answers_with = 204

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def clock_ms(self) -> int:
        return self.now_ms or round(datetime.now(UTC).timestamp() * 1_000)

    def serve_page(self, query: dict[str, list[str]]) -> str:
        session = str(uuid.uuid4())
        with self.changed:
            self.sessions[session] = PageSession(session, 1, "7", self.clock_ms())
        attributes = {
            "data-timing-endpoint": "/timing",
            "data-timing-token": f"signed.{session}",
            "data-timing-session": session,
            "data-timing-return": "7",
        }
        for left_out in query.get("without", []):
            del attributes[left_out]
        return (REBASE if self.now_ms else "") + PAGE.format(
            attributes=" ".join(f'{name}="{value}"' for name, value in attributes.items())
        )

    def take(self, raw: bytes) -> int:
        with self.changed:
            self.bodies.append(raw)
            self.changed.notify_all()
            if self.answers_with != 204:
                return self.answers_with
            try:
                batch = parse_batch(raw, self.clock_ms())
            except BatchRefused as refused:
                self.refused.append(refused.reason)
                return 400
            session = self.sessions.get(batch.token.removeprefix("signed."))
            if session is None:
                self.refused.append("forged")
                return 403
            refusal = accept(batch, session, ReturnState("7", question_codes=CODES))
            if refusal is not None:
                self.refused.append(refusal.reason)
                return 403
            self.batches.append(batch)
            return 204

    def wait_for(self, arrived: Callable[[], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(arrived, timeout=PATIENCE / 1_000), self.describe()

    def wait_for_event(self, name: EventName, times: int = 1) -> None:
        """Wait until as many page sessions have reported it."""
        self.wait_for(
            lambda: (
                len({b.page_session_id for b in self.batches for e in b.events if e.name is name})
                >= times
            )
        )

    def events(self) -> list[Event]:
        return [event for batch in self.batches for event in batch.events]

    def describe(self) -> str:
        return f"{len(self.batches)} batches: {self.events()}; refused: {self.refused}"

    def roll_up(self) -> RollUp:
        measured = [
            measure_page_session(
                session.page_session_id,
                [b for b in self.batches if b.page_session_id == session.page_session_id],
                opened_at_ms=session.opened_at_ms,
            )
            for session in self.sessions.values()
        ]
        measured = [one for one in measured if one.segments]
        return roll_up(
            merge_measured(1, measured),
            quality={one.page_session_id: one.quality for one in measured},
        )


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/timing.js":
            self._answer(200, "text/javascript", SCRIPT.read_bytes())
        elif parts.path == "/form":
            page = self.server.serve_page(parse_qs(parts.query))
            self._answer(200, "text/html", page.encode())
        else:
            self._answer(200, "text/html", b"<!doctype html><title>x</title><p>Klart.")

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/timing":
            self._answer(self.server.take(raw), "text/plain", b"")
        else:
            self.do_GET()

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-store")
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()


@dataclass
class Officer:
    """Somebody at a browser; time passes only when the officer lets it."""

    server: Server
    context: BrowserContext
    page: Page
    faults: list[str]

    def opens(self, query: str = "") -> Officer:
        """Open the form, in a new tab after the first."""
        page = self.page if self.page.url == "about:blank" else self.context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.goto(f"{self.server.address}/form{query}")
        return Officer(self.server, self.context, page, self.faults)

    def waits(self, seconds: float) -> Officer:
        assert self.server.now_ms is not None
        self.server.now_ms += round(seconds * 1_000)
        self.context.clock.run_for(round(seconds * 1_000))
        return self

    def works(self, seconds: int) -> Officer:
        """Something is pressed every five seconds."""
        for _ in range(seconds // 5):
            self.waits(5).page.keyboard.press("Shift")
        return self

    def answers(self, code: str, seconds: int) -> Officer:
        self.page.click(f"#{code}")
        if code != "Q3":
            self.page.keyboard.type(SECRET)
        return self.works(seconds)

    def hides(self) -> Officer:
        self.page.evaluate(HIDE, True)
        return self

    def shows(self) -> Officer:
        self.page.evaluate(HIDE, False)
        return self

    def leaves(self) -> Officer:
        self.page.goto(f"{self.server.address}/elsewhere")
        self.server.wait_for_event(EventName.PAGE_CLOSE)
        return self

    def on_disk(self) -> list[str]:
        names: list[str] = self.page.evaluate(ON_DISK)
        return names

    def has_emptied_its_disk(self) -> None:
        """Wait for it: the page takes in an answer some time after the server has given it."""
        until = time.monotonic() + PATIENCE / 1_000
        while kept := self.on_disk():
            assert time.monotonic() < until, kept
            time.sleep(0.01)  # asked from here: the page's own clock stands still


@pytest.fixture
def officer(browser: Browser, server: Server) -> Iterator[Officer]:
    context = browser.new_context(locale="sv-SE", timezone_id="Europe/Stockholm")
    context.set_default_timeout(PATIENCE)
    context.clock.install(time=datetime.fromtimestamp(SERVED / 1_000 - 1, UTC))
    context.clock.pause_at(datetime.fromtimestamp(SERVED / 1_000, UTC))
    faults: list[str] = []
    yield Officer(server, context, context.new_page(), faults)
    close(context)
    assert faults == [], "the recorder threw into the page"
    assert server.refused == [], "the recorder sends what the rules refuse"


def active(server: Server) -> dict[str, float]:
    return {code: one.active_seconds for code, one in server.roll_up().questions.items()}


def roughly(**truth: float) -> object:
    """Question -> seconds, each to within one second."""
    return pytest.approx(truth, abs=1)


# --- The scenarios --------------------------------------------------------------------------------


def test_a_plain_work(officer: Officer, server: Server) -> None:
    officer.opens().answers("Q1", 60).answers("Q2", 90).answers("Q3", 30).leaves()

    assert active(server) == roughly(Q1=60, Q2=90, Q3=30)
    assert server.roll_up().coverage.with_gaps == 0
    kinds = [e.value("kind", "") for e in server.events() if e.name is EventName.ANSWER_CHANGE]
    assert set(kinds) == {"typed", "picked"}


def test_b_lunch_with_the_page_open(officer: Officer, server: Server) -> None:
    working = officer.opens().answers("Q1", 60).answers("Q2", 45).waits(2_700)
    working.works(45).answers("Q3", 30).leaves()

    found = server.roll_up().questions
    # The first key after lunch comes five seconds into the work.
    assert active(server) == roughly(Q1=60, Q2=45 + 60 + 40, Q3=30)
    assert found["Q2"].idle_seconds == pytest.approx(2_700 + 5 - 60, abs=1)


def test_c_fetching_a_figure_off_screen(officer: Officer, server: Server) -> None:
    working = officer.opens().answers("Q1", 60)
    working.page.click("#Q2")
    working.works(45).hides().waits(1_200).shows().answers("Q2", 45).answers("Q3", 30).leaves()

    found = server.roll_up().questions
    assert active(server) == roughly(Q1=60, Q2=90, Q3=30)
    assert found["Q2"].offscreen_seconds == pytest.approx(1_200, abs=1)
    assert found["Q2"].idle_seconds == 0


def test_e_window_closed_without_saving(officer: Officer, server: Server) -> None:
    working = officer.opens()
    # The window of the first tab stays, as the browser itself would.
    officer.context.new_page()
    working.answers("Q1", 300).page.close(run_before_unload=True)
    server.wait_for_event(EventName.PAGE_CLOSE)

    assert active(server) == roughly(Q1=300)


def test_f_tab_left_for_two_days_and_finished_in_another(officer: Officer, server: Server) -> None:
    left = officer.opens()
    other = officer.opens()
    other.hides()
    left.answers("Q1", 60).hides()
    other.shows().answers("Q1", 30).answers("Q2", 60).leaves()
    officer.waits(2 * 24 * 3_600)
    left.shows().page.goto(f"{server.address}/elsewhere")
    server.wait_for_event(EventName.PAGE_CLOSE, times=2)

    found = server.roll_up()
    assert active(server) == roughly(Q1=90, Q2=60)
    assert all(one.offscreen_ms == 0 for one in found.questions.values())
    assert found.questions["Q1"].page_sessions == 2
    assert found.sections["A"].left_ms == pytest.approx(2 * 24 * 3_600_000, abs=100_000)


def test_d_two_windows_side_by_side_count_once(officer: Officer, server: Server) -> None:
    one, other = officer.opens(), officer.opens()
    one.page.click("#Q1")
    other.page.click("#Q1")
    for _ in range(120):
        officer.waits(5)
        one.page.keyboard.press("Shift")
        other.page.keyboard.press("Shift")
    one.page.goto(f"{server.address}/elsewhere")
    other.page.goto(f"{server.address}/elsewhere")
    server.wait_for_event(EventName.PAGE_CLOSE, times=2)

    assert active(server) == roughly(Q1=600)


def test_with_the_clock_that_nobody_sets(browser: Browser, server: Server) -> None:
    server.now_ms = None
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server.address}/form")
    page.evaluate(MARKS)
    for code, length in (("Q1", 900), ("Q2", 1_400), ("Q3", 600)):
        page.click(f"#{code}")
        begun = page.evaluate("performance.now()")
        page.wait_for_function("(until) => performance.now() >= until", arg=begun + length)
    page.goto(f"{server.address}/elsewhere")
    server.wait_for_event(EventName.PAGE_CLOSE)
    marks = page.evaluate("JSON.parse(localStorage.getItem('marks'))")
    close(context)
    assert len(marks) == 4

    truth = {f"Q{n + 1}": (marks[n + 1] - marks[n]) / 1_000 for n in range(3)}
    assert active(server) == roughly(**truth)
    assert not server.roll_up().coverage.skewed


# --- Loss -----------------------------------------------------------------------------------------


def test_crash_loses_less_than_one_beat_and_the_next_page_brings_the_rest(
    officer: Officer, server: Server
) -> None:
    server.answers_with = 503
    working = officer.opens().answers("Q1", 55).waits(3)
    assert working.on_disk().count("beat") == 3
    crashed = officer.context.new_cdp_session(working.page)
    # Nothing answers from a crashed page.
    with working.page.expect_event("crash"), contextlib.suppress(Error):
        crashed.send("Page.crash", timeout=500)
    working.page.close()
    assert server.batches == []

    server.answers_with = 204
    again = Officer(server, officer.context, officer.context.new_page(), officer.faults)
    again.waits(600).opens()
    server.wait_for_event(EventName.BEAT)

    assert 58 - 15 <= active(server)["Q1"] <= 58
    assert server.roll_up().coverage.unclosed >= 1


def test_offline_then_online_loses_nothing(officer: Officer, server: Server) -> None:
    working = officer.opens().answers("Q1", 20)
    officer.context.set_offline(True)
    working.answers("Q2", 300)
    arrived = len(server.batches)
    working.answers("Q3", 30)
    assert len(server.batches) == arrived

    officer.context.set_offline(False)
    server.wait_for_event(EventName.ONLINE)
    working.leaves()

    assert active(server) == roughly(Q1=20, Q2=300, Q3=30)
    assert server.roll_up().coverage.with_gaps == 0


def test_a_busy_server_is_asked_again(officer: Officer, server: Server) -> None:
    server.answers_with = 503
    working = officer.opens().answers("Q1", 60)
    server.wait_for(lambda: len(server.bodies) > 0)
    server.answers_with = 204
    working.works(120)
    server.wait_for_event(EventName.BEAT)
    working.leaves()

    assert active(server) == roughly(Q1=180)


def test_a_page_that_could_send_nothing_is_brought_by_the_next(
    officer: Officer, server: Server
) -> None:
    server.answers_with = 503
    working = officer.opens().answers("Q1", 60)
    working.page.goto(f"{server.address}/elsewhere")
    server.wait_for(lambda: any(b"page_close" in body for body in server.bodies))
    assert server.batches == []

    server.answers_with = 204
    working.waits(3_600).page.goto(f"{server.address}/form")
    server.wait_for_event(EventName.PAGE_CLOSE)

    assert active(server) == roughly(Q1=60)
    tokens = {b.page_session_id: b.token for b in server.batches}
    assert all(token == f"signed.{session}" for session, token in tokens.items())


# --- What is told, and what never -----------------------------------------------------------------


def test_help_conflicts_and_saves_are_told(officer: Officer, server: Server) -> None:
    working = officer.opens().answers("Q1", 5)
    working.page.click("summary")
    working.waits(100).page.evaluate(
        """() => {
          const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, {detail}));
          tell('surveyapp:saved', {question: 'Q1', retries: 2});
          tell('surveyapp:conflict', {question: 'Q1'});
          tell('surveyapp:check', {question: 'Q1', state: 'shown', severity: 'soft'});
          tell('surveyapp:answered', {question: 'Q2', kind: 'unchanged_confirmed'});
          tell('surveyapp:saved', {question: 'two words', retries: 'many'});
          tell('surveyapp:saved');
        }"""
    )
    working.leaves()

    told = {event.name: event for event in reversed(server.events())}
    assert told[EventName.HELP_OPEN].payload == (("state", "open"),)
    assert told[EventName.SAVED].payload == (("retries", 2),)
    assert told[EventName.SAVE_CONFLICT].question_code == "Q1"
    assert told[EventName.CHECK_SHOWN].payload == (("severity", "soft"),)
    confirmed = {e for e in server.events() if e.value("kind", "") == "unchanged_confirmed"}
    assert [event.question_code for event in confirmed] == ["Q2"]
    # A hundred seconds of reading count, since the help is open.
    assert active(server)["Q1"] == pytest.approx(105, abs=1)


def test_no_answer_and_no_trace_of_the_browser_is_sent(officer: Officer, server: Server) -> None:
    officer.opens().answers("Q1", 20).answers("Q2", 20).leaves()

    sent = b"".join(server.bodies)
    assert SECRET.encode() not in sent
    assert b"Mozilla" not in sent
    for body in server.bodies:
        assert set(json.loads(body)) == {
            "batch_id",
            "page_session_id",
            "return_id",
            "seq_from",
            "client_wall_at_load_ms",
            "client_mono_now_ms",
            "tz_offset",
            "token",
            "events",
        }


def test_submitting_tells_everything_before_the_page_is_left(
    officer: Officer, server: Server
) -> None:
    working = officer.opens().answers("Q1", 20)
    working.page.click("button")
    server.wait_for_event(EventName.PAGE_CLOSE)
    left = [event for event in server.events() if event.name is EventName.QUESTION_LEAVE]
    assert {event.payload for event in left} == {(("reason", "submit"),)}
    assert active(server) == roughly(Q1=20)


@pytest.mark.parametrize("left_out", ["data-timing-token", "data-timing-endpoint"])
def test_switched_off_nothing_is_recorded(officer: Officer, server: Server, left_out: str) -> None:
    working = officer.opens(f"?without={left_out}").answers("Q1", 60)
    stores = working.page.evaluate("indexedDB.databases().then((all) => all.length)")
    working.page.goto(f"{server.address}/elsewhere")
    assert stores == 0
    assert server.bodies == []


def test_a_page_that_the_server_no_longer_times_stops(officer: Officer, server: Server) -> None:
    server.answers_with = 410
    working = officer.opens().answers("Q1", 20)
    server.wait_for(lambda: len(server.bodies) > 0)
    working.has_emptied_its_disk()
    asked = len(server.bodies)
    working.works(120)
    assert len(server.bodies) == asked
    assert working.on_disk() == []


def test_without_storage_the_page_works_and_is_timed(officer: Officer, server: Server) -> None:
    officer.context.add_init_script(
        """Object.defineProperty(window, 'indexedDB', {get() { throw new Error('no'); }});
           Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('no'); }});
           navigator.sendBeacon = undefined; crypto.randomUUID = undefined;"""
    )
    officer.opens().answers("Q1", 60).leaves()
    assert active(server) == roughly(Q1=60)


def test_a_page_that_comes_back_from_the_browsers_cache_goes_on(
    officer: Officer, server: Server
) -> None:
    working = officer.opens().answers("Q1", 20)
    working.page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide'))")
    server.wait_for_event(EventName.PAGE_CLOSE)
    working.waits(600).page.evaluate(
        "window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"
    )
    working.works(20).leaves()
    server.wait_for(lambda: sum(e.name is EventName.PAGE_CLOSE for e in set(server.events())) == 2)

    assert active(server) == roughly(Q1=40)
    assert server.roll_up().sections == {}


def test_a_page_session_is_counted_by_one_page_only(officer: Officer, server: Server) -> None:
    working = officer.opens().answers("Q1", 20)
    working.page.evaluate(
        """async () => {
          const {startTiming} = await import('/timing.js?again');
          const copy = document.forms[0].cloneNode(true);
          document.body.append(copy);
          await startTiming({root: copy}).flush();
        }"""
    )
    working.answers("Q2", 20).leaves()

    opened = {event for event in server.events() if event.name is EventName.PAGE_OPEN}
    assert len(opened) == 1
    assert active(server) == roughly(Q1=20, Q2=20)


# --- Forgery --------------------------------------------------------------------------------------


def post(server: Server, body: bytes) -> int:
    request = urllib.request.Request(f"{server.address}/timing", data=body, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_repeated_batches_change_nothing_and_forged_ones_are_refused(
    officer: Officer, server: Server
) -> None:
    officer.opens().answers("Q1", 60).answers("Q2", 30).leaves()
    expected = server.roll_up()
    genuine = json.loads(server.bodies[-1])
    forged_event = genuine["events"][-1] | {"seq": 900, "question_code": "Q1"}

    for body in [*server.bodies, *reversed(server.bodies)]:
        assert post(server, body) == 204
    assert server.roll_up() == expected

    refusals = [
        post(server, b"\x00garbage"),
        post(server, json.dumps(genuine | {"token": "signed.forged"}).encode()),
        post(server, json.dumps(genuine | {"return_id": "8"}).encode()),
        post(server, json.dumps(genuine | {"page_session_id": str(uuid.uuid4())}).encode()),
        post(
            server,
            json.dumps(
                genuine
                | {
                    "events": [forged_event | {"t_ms": 500_000_000}],
                    "seq_from": 900,
                    "client_mono_now_ms": 500_000_000,
                }
            ).encode(),
        ),
        post(
            server,
            json.dumps(
                genuine | {"events": [forged_event | {"question_code": "Q9"}], "seq_from": 900}
            ).encode(),
        ),
    ]
    assert refusals == [400, 403, 403, 403, 403, 403]
    assert server.roll_up() == expected
    server.refused.clear()
