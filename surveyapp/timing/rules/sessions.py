"""From the events of one page session to stretches of time, each of one kind and one question.

Durations are differences of the browser's monotonic clock within the page session, never of wall
clocks; the wall clock only says where on the time line the page session lies, so that two tabs can
be laid over each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from surveyapp.timing.rules import read_settings
from surveyapp.timing.rules.events import Batch, Event, EventName, order_events
from surveyapp.timing.rules.segments import (
    Clock,
    IdleLimits,
    MeasuredSession,
    Segment,
    SegmentKind,
    SessionQuality,
)

_HELP = frozenset({EventName.HELP_OPEN, EventName.DEFINITION_OPEN, EventName.LASTYEAR_OPEN})
_ENTERS = _HELP | {
    EventName.QUESTION_ENTER,
    EventName.ANSWER_CHANGE,
    EventName.BEAT,
    EventName.IDLE_START,
    EventName.IDLE_END,
    EventName.VISIBILITY,
}
"""Events whose question is the one that was current."""
_INPUTS = _HELP | {
    EventName.PAGE_OPEN,
    EventName.PAGE_CLOSE,
    EventName.QUESTION_ENTER,
    EventName.QUESTION_LEAVE,
    EventName.ANSWER_CHANGE,
    EventName.CHECK_OVERRIDDEN,
    EventName.VISIBILITY,
    EventName.IDLE_END,
}
"""Events that a person brings about; beats and what the server answers are none."""


def clock_of(batches: Iterable[Batch], opened_at_ms: int | None = None) -> Clock:
    """Place a page session on the server's clock by the reading of least delay.

    A batch that was received at r, sent m after page load, says that the page was loaded at r - m or
    earlier, by its delay; the least of these counts. The serving of the page is such a reading with
    next to no delay, and one that late batches cannot move: where it is known it is used.
    """
    readings = sorted(
        (batch.received_at_ms - batch.client_mono_now_ms, batch.client_wall_at_load_ms)
        for batch in batches
    )
    if not readings:
        return Clock(opened_at_ms or 0)
    least, wall_at_load = readings[0]
    load_ms = least if opened_at_ms is None else opened_at_ms
    return Clock(load_ms, wall_at_load - load_ms)


def measure_page_session(
    page_session_id: str,
    batches: Iterable[Batch],
    limits: IdleLimits | None = None,
    *,
    opened_at_ms: int | None = None,
    until_ms: int | None = None,
) -> MeasuredSession:
    """All that the batches of one page session say, cut at `until_ms` (the submission)."""
    known = tuple(batches)
    events = tuple(event for batch in known for event in batch.events)
    clock = clock_of(known, opened_at_ms)
    segments = derive_page_session(events, limits or IdleLimits(), clock)
    return MeasuredSession(
        page_session_id,
        segments if until_ms is None else cut_segments(segments, until_ms),
        describe_page_session(events, clock),
    )


def describe_page_session(events: Iterable[Event], clock: Clock | None = None) -> SessionQuality:
    """What is missing from a page session's events and how it ended."""
    ordered = order_events(events)
    if not ordered:
        return SessionQuality(is_closed=False)
    missing_ms = ordered[0].t_ms if ordered[0].seq > 1 else 0
    for before, after in pairwise(ordered):
        if after.seq != before.seq + 1:
            missing_ms += after.t_ms - before.t_ms
    return SessionQuality(
        missing_events=ordered[-1].seq - len(ordered),
        missing_ms=missing_ms,
        is_closed=ordered[-1].name is EventName.PAGE_CLOSE,
        is_skewed=clock is not None and clock.is_skewed,
    )


def cut_segments(segments: Iterable[Segment], until_ms: int) -> tuple[Segment, ...]:
    """What lies before `until_ms` (server wall clock)."""
    return tuple(
        replace(segment, duration_ms=min(segment.duration_ms, until_ms - segment.start_ms))
        for segment in segments
        if segment.start_ms < until_ms
    )


def derive_page_session(
    events: Iterable[Event], idle_limits: IdleLimits | None = None, clock: Clock | None = None
) -> tuple[Segment, ...]:
    """The stretches of one page session, in order of time and without overlap.

    The same events give the same segments in whatever order and however often they come. Time
    between two events with a missing number between them counts as nothing. A page session ends at
    its last event.
    """
    ordered = order_events(events)
    limits = idle_limits or IdleLimits()
    walk = _Walk(ordered, _quiet_since(ordered), limits, (clock or Clock()).load_ms)
    for index in range(len(ordered)):
        walk.step(index)
    return tuple(
        replace(segment, kind=SegmentKind.LEFT, question_code=None)
        if segment.kind is SegmentKind.IDLE and segment.duration_ms > limits.left_after_ms
        else segment
        for segment in walk.segments
    )


def sensitivity(
    events: Iterable[Event],
    limits: Sequence[int] = read_settings.SENSITIVITY_LIMITS_SECONDS,
) -> dict[int, int]:
    """Idle limit in seconds -> active milliseconds of the page session under that limit.

    The limit for reading stays, unless the limit for input passes it.
    """
    ordered = order_events(events)
    totals: dict[int, int] = {}
    for limit in limits:
        input_ms = limit * read_settings.SECOND_MS
        tried = IdleLimits(input_ms, max(input_ms, read_settings.READING_IDLE_MS))
        totals[limit] = sum(
            segment.duration_ms
            for segment in derive_page_session(ordered, tried)
            if segment.kind is SegmentKind.ACTIVE
        )
    return totals


def _follows(ordered: Sequence[Event], index: int) -> bool:
    """Whether the event after `index` is really the next one."""
    return index + 1 < len(ordered) and ordered[index + 1].seq == ordered[index].seq + 1


def _quiet_since(ordered: Sequence[Event]) -> list[int | None]:
    """For each event: since when, in `t_ms`, there had been no input in the time that follows it.

    None: unknown how long, but longer than any limit. An idle_start comes some time after the input
    it counts from, so it reaches back over the events before it.
    """
    quiet: list[int | None] = [event.t_ms for event in ordered]
    idle_since: int | None = None
    is_idle = False
    last_input = 0
    for index, event in enumerate(ordered):
        if index and not _follows(ordered, index - 1):
            is_idle, last_input = False, event.t_ms
        if event.name is EventName.IDLE_START:
            idle_since = max(last_input, event.t_ms - event.value("quiet_ms", 0))
            is_idle = True
            back = index - 1
            while back >= 0 and _follows(ordered, back) and ordered[back + 1].t_ms > idle_since:
                quiet[back] = idle_since
                back -= 1
        elif event.name in _INPUTS:
            is_idle, last_input = False, event.t_ms
        elif event.name is EventName.BEAT:
            is_beat_idle = event.value("state", "active") == "idle"
            if is_beat_idle and not is_idle:
                idle_since = None  # its idle_start is missing
            is_idle = is_beat_idle
        if is_idle:
            quiet[index] = idle_since
    return quiet


@dataclass(slots=True)
class _Walk:
    """The state of the page while its events are read in order."""

    ordered: Sequence[Event]
    quiet: Sequence[int | None]
    limits: IdleLimits
    load_ms: int
    segments: list[Segment] = field(default_factory=list)
    question: str | None = None
    section: str = ""
    entered: int = 0
    hidden_since: int | None = None
    is_closed: bool = False
    is_lost: bool = False
    open_help: set[tuple[str | None, EventName]] = field(default_factory=set)

    def step(self, index: int) -> None:
        """Read one event and account for the time until the next."""
        event = self.ordered[index]
        self._read(event)
        if index + 1 == len(self.ordered):
            return
        following = self.ordered[index + 1]
        if not _follows(self.ordered, index):
            self._forget()
        elif self.is_closed:
            return
        elif self.hidden_since is not None:
            if self._ends_hidden(following) or index + 2 == len(self.ordered):
                self._hidden(self.hidden_since, following.t_ms, index + 1)
        else:
            self._visible(event.t_ms, following.t_ms, self.quiet[index])

    def _read(self, event: Event) -> None:
        is_placed = event.name in _ENTERS and event.question_code is not None
        if self.is_lost and not is_placed:
            self._enter(None, event.t_ms)
        self.is_lost = False
        if event.section != self.section:
            self.section, self.entered = event.section, event.t_ms
        if self._ends_hidden(event):
            self.hidden_since = None
        if event.name is EventName.PAGE_OPEN:
            self.is_closed = False
        elif event.name is EventName.PAGE_CLOSE:
            self.is_closed = True
        elif event.name is EventName.QUESTION_LEAVE:
            if event.question_code == self.question:
                self._enter(None, event.t_ms)
        elif is_placed:
            self._enter(event.question_code, event.t_ms)
        if event.name in _HELP:
            which = (event.question_code, event.name)
            if event.value("state", "open") == "open":
                self.open_help.add(which)
            else:
                self.open_help.discard(which)
        is_hidden = event.name is EventName.VISIBILITY and event.value("state", "") == "hidden"
        if is_hidden and self.hidden_since is None:
            self.hidden_since = event.t_ms

    def _enter(self, question: str | None, t_ms: int) -> None:
        if question != self.question:
            self.question, self.entered = question, t_ms

    @staticmethod
    def _ends_hidden(event: Event) -> bool:
        """Whether the event shows that the page can be seen again, or is gone."""
        if event.name is EventName.VISIBILITY:
            return event.value("state", "") == "visible"
        return event.name in _INPUTS or event.name is EventName.BEAT

    def _forget(self) -> None:
        """After missing events nothing is known but what later events say."""
        self.is_lost = True
        self.hidden_since = None
        self.is_closed = False
        self.open_help.clear()

    def _visible(self, start: int, end: int, quiet_since: int | None) -> None:
        is_reading = any(code == self.question for code, _name in self.open_help)
        limit = self.limits.reading_ms if is_reading else self.limits.input_ms
        idle_from = start if quiet_since is None else min(max(quiet_since + limit, start), end)
        self._add(start, idle_from, SegmentKind.ACTIVE, self.question)
        self._add(idle_from, end, SegmentKind.IDLE, self.question)

    def _hidden(self, start: int, end: int, index: int) -> None:
        length = end - start
        if length > self.limits.left_after_ms:
            self._add(start, end, SegmentKind.LEFT, None)
        elif length <= self.limits.attributed_max_ms and self._is_answered_after(index):
            self._add(start, end, SegmentKind.OFFSCREEN_ATTRIBUTED, self.question)
        else:
            self._add(start, end, SegmentKind.OFFSCREEN_UNATTRIBUTED, None)

    def _is_answered_after(self, index: int) -> bool:
        """Whether the next that is worked on is the current question, and it gets an answer.

        The page may be hidden again before the answer comes: a figure is often fetched in turns.
        """
        if self.question is None:
            return False
        for later in range(index, len(self.ordered)):
            event = self.ordered[later]
            if event.name is EventName.PAGE_CLOSE or event.name is EventName.QUESTION_LEAVE:
                return False
            if event.name in _ENTERS and event.question_code not in (None, self.question):
                return False
            if event.name is EventName.ANSWER_CHANGE:
                return event.question_code == self.question
            if not _follows(self.ordered, later):
                return False
        return False

    def _add(self, start: int, end: int, kind: SegmentKind, question: str | None) -> None:
        if end <= start:
            return
        added = Segment(
            question,
            self.section,
            self.load_ms + start,
            end - start,
            kind,
            self.load_ms + self.entered,
        )
        if self.segments:
            last = self.segments[-1]
            # Compared field by field: `replace` would be most of the time that deriving takes.
            if (
                last.end_ms == added.start_ms
                and last.kind is kind
                and last.question_code == question
                and last.section == added.section
                and last.entered_ms == added.entered_ms
            ):
                self.segments[-1] = Segment(
                    question,
                    last.section,
                    last.start_ms,
                    last.duration_ms + added.duration_ms,
                    kind,
                    last.entered_ms,
                )
                return
        self.segments.append(added)
