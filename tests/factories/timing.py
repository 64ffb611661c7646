"""Pages that were worked on, and the batches a browser sends of them."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.accounts.models import User
from surveyapp.core import clock
from surveyapp.rounds.models import Return
from surveyapp.timing import own_time, service, tokens
from surveyapp.timing.models import Interval, PageSession, Strike
from surveyapp.timing.tokens import OpenedPage

Event = dict[str, Any]
INPUT_EVERY_MS = 20_000


def opened_page(
    user: User, return_: Return, section: str = "A", *, minutes_ago: float = 60
) -> OpenedPage:
    """Return a page that the server served a while ago."""
    at = clock.now() - dt.timedelta(minutes=minutes_ago)
    return tokens.open_page(user.id, return_.id, section, at)


def working(
    *steps: tuple[str, float], section: str = "A", start_s: float = 0, is_closed: bool = True
) -> list[Event]:
    """Return the events of working (question, seconds) after (question, seconds) without a rest."""
    events: list[Event] = []
    now = round(start_s * 1000)

    def tell(name: str, code: str | None, **payload: str) -> None:
        events.append(
            {
                "seq": len(events) + 1,
                "t_ms": now,
                "name": name,
                "question_code": code,
                "section": section,
                "payload": payload,
            }
        )

    tell("page_open", None)
    for code, seconds in steps:
        tell("question_enter", code, reason="focus")
        end = now + round(seconds * 1000)
        while now < end:
            now = min(end, now + INPUT_EVERY_MS)
            tell("answer_change", code, kind="typed")
    if is_closed:
        tell("page_close", None)
    return events


def idling(code: str, first_seq: int, *, after_s: float = 60, seconds: float = 120) -> list[Event]:
    """Return the events of nothing happening at a question, following `working` of it."""
    return [
        {
            "seq": first_seq + number,
            "t_ms": round((after_s + at) * 1000),
            "name": name,
            "question_code": code,
            "section": "A",
            "payload": payload,
        }
        for number, (at, name, payload) in enumerate(
            [(30, "idle_start", {"quiet_ms": 30_000}), (seconds, "beat", {"state": "idle"})]
        )
    ]


def batch(
    page: OpenedPage, events: Sequence[Event], *, token: str = "-", **changes: Any
) -> dict[str, Any]:
    """Return what the browser sends of some events, right after the last of them."""
    return {
        "batch_id": str(uuid.uuid4()),
        "page_session_id": page.page_session_id,
        "return_id": str(page.return_id),
        "seq_from": min(event["seq"] for event in events),
        "client_wall_at_load_ms": page.opened_at_ms,
        "client_mono_now_ms": max(event["t_ms"] for event in events),
        "tz_offset": 60,
        "token": token,
        "events": list(events),
        **changes,
    }


def as_sent(body: dict[str, Any]) -> bytes:
    return json.dumps(body).encode()


def sent_at(page: OpenedPage, body: dict[str, Any], delay_s: float = 1) -> dt.datetime:
    """Return when the server has the batch."""
    return page.opened_at + dt.timedelta(milliseconds=body["client_mono_now_ms"], seconds=delay_s)


def make_struck_time(
    session: Session, user: User, return_: Return, question_id: int, seconds: float = 60
) -> Strike:
    """Time one person on one question today, and strike one second of it."""
    start, _end = own_time.day_bounds(clock.today())
    page = tokens.open_page(user.id, return_.id, "A", tokens.moment(start))
    session.add(
        PageSession(
            id=page.page_session_id,
            return_id=return_.id,
            user_id=user.id,
            section_code="A",
            opened_at=page.opened_at,
            last_received_at=page.opened_at,
        )
    )
    session.flush()
    session.add(
        Interval(
            return_id=return_.id,
            user_id=user.id,
            page_session_id=page.page_session_id,
            question_id=question_id,
            section_code="A",
            kind="active",
            start_ms=start,
            length_ms=round(seconds * 1000),
            entered_ms=start,
        )
    )
    strike = Strike(
        return_id=return_.id,
        user_id=user.id,
        question_id=None,
        from_ms=start,
        to_ms=start + 1000,
        at=clock.now(),
    )
    session.add(strike)
    session.flush()
    service.recount(session, return_.id)
    return strike


def split(events: Sequence[Event], size: int) -> Iterable[Sequence[Event]]:
    for start in range(0, len(events), size):
        yield events[start : start + size]
