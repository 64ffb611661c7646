"""One fictional person at one page: what the browser would have told of it.

The events are those of the recorder in the page (`static/js/timing.js`), only that a page that is
worked in says so every 45 seconds instead of every 15; the seconds are the same.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from surveyapp.demo.fiction.calendar import MINUTE_MS
from surveyapp.questionnaires.rules.evaluation import AnswerKey

_SECOND = 1_000
_BEAT_MS = 45 * _SECOND
_QUIET_MS = 30 * _SECOND
"""After this long without input the recorder says that it is quiet."""
_BATCH_EVENTS = 200
_STRETCH_MS = 20 * MINUTE_MS
"""Longest time away in one go; who needs longer comes back in between."""

TZ_OFFSET = 60
_TOKEN = "-"  # noqa: S105 - no secret: the mark that stored batches carry


@dataclass(frozen=True, slots=True)
class Visit:
    """One stop at one question. `change` is "" when nothing is changed."""

    key: AnswerKey
    active_ms: int
    away_ms: int = 0
    change: str = ""
    look_up: str = ""
    """`help_open`, `definition_open` or `lastyear_open` when something is read first."""
    pause_ms: int = 0
    """The page stays in view while nobody is there."""
    errand_ms: int = 0
    """Time away that has nothing to do with the question."""


@dataclass(slots=True)
class Page:
    """A page session: opened by one person on one section, with what was told of it."""

    officer: int
    section: str
    session_id: str
    opened_ms: int
    t_ms: int = 0
    events: list[dict[str, object]] = field(default_factory=list)
    current: str | None = None
    is_lost: bool = False
    """A part of what it told never arrived."""
    skew_ms: int = 0

    @property
    def now_ms(self) -> int:
        return self.opened_ms + self.t_ms

    def tell(self, name: str, code: str | None, payload: dict[str, object] | None = None) -> None:
        self.events.append(
            {
                "seq": len(self.events) + 1,
                "t_ms": self.t_ms,
                "name": name,
                "question_code": code,
                "section": self.section,
                "payload": payload or {},
            }
        )

    def work(self, ms: int) -> None:
        """Be active for so long."""
        while ms > _BEAT_MS:
            self.t_ms += _BEAT_MS
            ms -= _BEAT_MS
            self.tell("beat", self.current, {"state": "active"})
        self.t_ms += ms

    def go_away(self, ms: int) -> None:
        """Look something up elsewhere."""
        self.tell("visibility", self.current, {"state": "hidden"})
        self.t_ms += ms
        self.tell("visibility", self.current, {"state": "visible"})

    def pause(self, ms: int) -> None:
        """Leave the page in view without touching it."""
        self.t_ms += _QUIET_MS
        self.tell("idle_start", self.current, {"quiet_ms": _QUIET_MS})
        self.t_ms += max(ms - _QUIET_MS, _SECOND)
        self.tell("idle_end", self.current)

    def close(self) -> None:
        self.tell("page_close", None)

    def batches(
        self, return_id: int, rng: random.Random
    ) -> Iterator[tuple[dict[str, object], int]]:
        """Yield what was sent, with the time at which it came (ms since 1970)."""
        size = len(self.events) // 3 + 1 if self.is_lost else _BATCH_EVENTS
        parts = [self.events[i : i + size] for i in range(0, len(self.events), size)]
        if self.is_lost:
            del parts[len(parts) // 2]
        for events in parts:
            sent = int(str(events[-1]["t_ms"])) + rng.randrange(20, 400)
            body: dict[str, object] = {
                "batch_id": make_uuid(rng),
                "page_session_id": self.session_id,
                "return_id": str(return_id),
                "seq_from": events[0]["seq"],
                "client_wall_at_load_ms": self.opened_ms + self.skew_ms,
                "client_mono_now_ms": sent,
                "tz_offset": TZ_OFFSET,
                "token": _TOKEN,
                "events": events,
            }
            yield body, self.opened_ms + sent + rng.randrange(30, 900)


def make_uuid(rng: random.Random) -> str:
    """Return a random UUID that the seed decides."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def open_page(officer: int, section: str, opened_ms: int, rng: random.Random) -> Page:
    """Return a page that has just been opened."""
    page = Page(officer, section, make_uuid(rng), opened_ms, skew_ms=rng.randrange(-900, 900))
    page.tell("page_open", None, {"from": "load"})
    return page


def visit(page: Page, stop: Visit, rng: random.Random) -> int:
    """Work on one question; return when the answer was saved, or the work ended (ms since 1970)."""
    code = stop.key[0]
    if page.current != code:
        page.current = code
        page.tell("question_enter", code, {"reason": rng.choice(("focus", "pointer"))})
    active = stop.active_ms
    if stop.look_up:
        read = min(active // 3, 40 * _SECOND)
        active -= read
        page.tell(stop.look_up, code, {"state": "open"})
        page.work(read)
        page.tell(stop.look_up, code, {"state": "closed"})
    if stop.pause_ms:
        page.pause(stop.pause_ms)
    stretches = -(-stop.away_ms // _STRETCH_MS)
    for _ in range(stretches):
        part = active // (stretches + 1)
        page.work(part)
        page.go_away(stop.away_ms // stretches)
    page.work(active - stretches * (active // (stretches + 1)))
    if stop.change:
        page.tell("answer_change", code, {"kind": stop.change})
        page.t_ms += rng.randrange(60, 240)
        page.tell("saved", code, {})
    done_ms = page.now_ms
    if stop.errand_ms:
        page.go_away(stop.errand_ms)
    return done_ms
