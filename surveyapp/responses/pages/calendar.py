"""The officer's calendar: everything the own units are asked for, what is next, and what was sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from surveyapp.core import svenska
from surveyapp.core.access import Actor
from surveyapp.core.i18n import gettext as _
from surveyapp.responses import queries, service
from surveyapp.responses.pages.frame import (
    RETURN_TAGS,
    Frame,
    Progress,
    frame,
    section_links,
    time_left,
)
from surveyapp.rounds import queries as rounds
from surveyapp.rounds.models import Return, RoundState

WORKERS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Card:
    """One return that can be worked on, waits to open, or was sent in while the round is open."""

    frame: Frame
    state: str
    time_left: str
    is_urgent: bool
    workers: str
    progress: Progress | None
    action: str
    action_url: str


@dataclass(frozen=True, slots=True)
class Past:
    """One return of a closed round."""

    frame: Frame
    year: int
    state: str
    sent_at: dt.datetime | None
    receipt_url: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """All that templates/responses/returns.html shows."""

    current: list[Card]
    past: list[Past]
    several_units: bool


URGENT_DAYS = 7


def build(session: Session, actor: Actor) -> Calendar:
    """Return the calendar of the actor's units: nearest last day first, then earlier years."""
    returns = rounds.list_returns_of_units(session, sorted(actor.unit_ids))
    current = [r for r in returns if r.round.state != RoundState.CLOSED.value]
    workers: dict[int, list[str]] = {}
    for found in queries.list_contributions(session, [r.id for r in current]):
        if found.name:
            workers.setdefault(found.return_id, []).append(found.name)
    cards = [_card(session, actor, r, workers.get(r.id, [])) for r in current]
    cards.sort(key=lambda card: (card.frame.is_submitted, card.frame.due_on, card.frame.return_.id))
    return Calendar(
        current=cards,
        past=[_past(r) for r in returns if r.round.state == RoundState.CLOSED.value],
        several_units=len(actor.unit_ids) > 1,
    )


def _card(session: Session, actor: Actor, return_: Return, workers: list[str]) -> Card:
    head = frame(return_)
    progress = None
    if not head.is_submitted and return_.round.state == RoundState.OPEN.value:
        work = service.open_work(session, actor, return_.id)
        _links, progress = section_links(work, queries.marked_sections(session, return_.id))
    action, url = _next_action(head, progress)
    state = RETURN_TAGS[return_.state]
    if return_.round.state == RoundState.PLANNED.value:
        state = "planned"
    elif not head.is_open and not head.is_submitted:
        state = "overdue"
    return Card(
        head,
        state,
        "" if head.is_submitted else time_left(head.days_left),
        is_urgent=not head.is_submitted and head.days_left <= URGENT_DAYS,
        workers=", ".join(workers[:WORKERS_SHOWN])
        + (_(" med flera") if len(workers) > WORKERS_SHOWN else ""),
        progress=progress,
        action=action,
        action_url=url,
    )


def _next_action(head: Frame, progress: Progress | None) -> tuple[str, str]:
    return_id = head.return_.id
    if head.is_submitted:
        return _("Visa kvittensen"), url_for("responses.receipt", return_id=return_id)
    if not head.is_open:
        return _("Läs frågorna"), head.url
    if progress is None or progress.answered == 0:
        return _("Börja svara"), head.url
    if progress.complete == progress.sections and not progress.failures:
        return _("Granska och skicka in"), url_for("responses.check", return_id=return_id)
    return _("Fortsätt svara"), head.url


def _past(return_: Return) -> Past:
    head = frame(return_)
    state = "submitted" if return_.submitted_at else "closed"
    receipt = url_for("responses.receipt", return_id=return_.id) if return_.submitted_at else ""
    return Past(head, return_.round.year, state, return_.submitted_at, receipt)


def past_columns() -> list[str]:
    return [_("År"), _("Uppgifter"), _("Kommun"), _("Inskickat")]


def past_rows(calendar: Calendar) -> list[list[object]]:
    """Return the table of earlier years, the same on the page and in the file."""
    return [
        [
            past.year,
            past.frame.name.text,
            past.frame.unit,
            svenska.datetime(past.sent_at) if past.sent_at else _("Inte inskickat"),
        ]
        for past in calendar.past
    ]
