"""Which batches count: those of a page session that the server opened, sent in time.

A page session is minted when the page is served and signed for one person and one return; the
service checks the signature and hands the result here.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from surveyapp.timing.rules import read_settings as limits
from surveyapp.timing.rules.events import Batch


class RefusalReason(enum.StrEnum):
    """Why a well-formed batch does not count; kept in the trace."""

    OTHER_PAGE_SESSION = "other_page_session"
    OTHER_RETURN = "other_return"
    SWITCHED_OFF = "switched_off"
    PAGE_SESSION_TOO_OLD = "page_session_too_old"
    OPENED_AFTER_SUBMISSION = "opened_after_submission"
    EVENTS_AFTER_SUBMISSION = "events_after_submission"
    ARRIVED_TOO_LATE = "arrived_too_late"
    FASTER_THAN_THE_CLOCK = "faster_than_the_clock"
    FOREIGN_QUESTION = "foreign_question"


@dataclass(frozen=True, slots=True)
class PageSession:
    """What the signed token says: who opened which return's page, and when."""

    page_session_id: str
    person_id: int
    return_id: str
    opened_at_ms: int


@dataclass(frozen=True, slots=True)
class ReturnState:
    """What the rules need to know of the return and of the person's choice."""

    return_id: str
    submitted_at_ms: int | None = None
    """The submission in force; None while the return is open."""
    question_codes: frozenset[str] | None = None
    """Codes of the version answered; None when they are not to be checked."""
    is_switched_off: bool = False
    """The officer has switched time measurement off."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A batch that does not count, and why."""

    reason: RefusalReason


def accept(batch: Batch, page_session: PageSession, return_state: ReturnState) -> Refusal | None:
    """None when the batch counts, else why it does not.

    A batch that begins before the submission and ends after it is accepted; what lies after the
    submission is cut when the seconds are derived (`until_ms`). Whether it counts never depends on
    what else has come, so the order of arrival does not matter.
    """
    reason = _reason(batch, page_session, return_state)
    return None if reason is None else Refusal(reason)


def _reason(
    batch: Batch, page_session: PageSession, return_state: ReturnState
) -> RefusalReason | None:
    if batch.page_session_id != page_session.page_session_id:
        return RefusalReason.OTHER_PAGE_SESSION
    if not batch.return_id == page_session.return_id == return_state.return_id:
        return RefusalReason.OTHER_RETURN
    if return_state.is_switched_off:
        return RefusalReason.SWITCHED_OFF
    passed_ms = batch.received_at_ms - page_session.opened_at_ms
    if passed_ms > limits.PAGE_SESSION_MAX_AGE_MS:
        return RefusalReason.PAGE_SESSION_TOO_OLD
    # No one can have worked longer than the time that has passed since the page was served.
    if max(event.t_ms for event in batch.events) > passed_ms + limits.CLOCK_TOLERANCE_MS:
        return RefusalReason.FASTER_THAN_THE_CLOCK
    submitted_at = return_state.submitted_at_ms
    if submitted_at is not None:
        if page_session.opened_at_ms >= submitted_at:
            return RefusalReason.OPENED_AFTER_SUBMISSION
        if batch.received_at_ms - submitted_at > limits.ARRIVAL_AFTER_SUBMISSION_MS:
            return RefusalReason.ARRIVED_TOO_LATE
        first = min(event.t_ms for event in batch.events)
        if page_session.opened_at_ms + first > submitted_at:
            return RefusalReason.EVENTS_AFTER_SUBMISSION
    codes = return_state.question_codes
    if codes is not None and any(
        event.question_code is not None and event.question_code not in codes
        for event in batch.events
    ):
        return RefusalReason.FOREIGN_QUESTION
    return None
