"""From page sessions to a question's seconds: tabs laid over each other, people added, strikes
taken out.

Whole milliseconds all the way; a division by 1,000 is the last thing that happens.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from surveyapp.timing.rules import read_settings
from surveyapp.timing.rules.segments import (
    MeasuredSession,
    Segment,
    SegmentKind,
    SessionQuality,
)


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of one person's time that no other stretch of that person overlaps."""

    person_id: int
    page_session_id: str
    question_code: str | None
    section: str
    start_ms: int
    """Server wall clock, milliseconds since 1970 UTC."""
    duration_ms: int
    kind: SegmentKind
    entered_ms: int
    """Names the visit, together with the page session and the question."""

    @property
    def end_ms(self) -> int:
        return self.start_ms + self.duration_ms


@dataclass(frozen=True, slots=True)
class Strike:
    """A range of one person's time that the person has taken out, for one question or all."""

    person_id: int
    start_ms: int
    end_ms: int
    question_code: str | None = None


@dataclass(frozen=True, slots=True)
class QuestionSeconds:
    """What one question took, over everybody on the return."""

    active_ms: int = 0
    offscreen_ms: int = 0
    idle_ms: int = 0
    visits: int = 0
    people: int = 0
    """How many worked on it; those who were only idle at it are not counted."""
    page_sessions: int = 0
    page_sessions_with_gaps: int = 0

    @property
    def active_seconds(self) -> float:
        return self.active_ms / read_settings.SECOND_MS

    @property
    def offscreen_seconds(self) -> float:
        return self.offscreen_ms / read_settings.SECOND_MS

    @property
    def idle_seconds(self) -> float:
        return self.idle_ms / read_settings.SECOND_MS


@dataclass(frozen=True, slots=True)
class SectionSeconds:
    """Time of a section that belongs to none of its questions."""

    active_ms: int = 0
    idle_ms: int = 0
    unattributed_ms: int = 0
    """Hidden time that did not end in an answer to the question it began in."""
    left_ms: int = 0
    """Time for which the page was left; never part of a burden."""
    coarse_ms: int = 0
    """Estimated from what the server saw, without JavaScript; never blended with measured time."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what was measured can be trusted, in page sessions."""

    page_sessions: int = 0
    with_gaps: int = 0
    coarse: int = 0
    skewed: int = 0
    unclosed: int = 0

    @property
    def share_with_gaps(self) -> float | None:
        """A fraction 0-1; None when nothing was measured."""
        return self.with_gaps / self.page_sessions if self.page_sessions else None

    @property
    def share_coarse(self) -> float | None:
        """A fraction 0-1; None when nothing was measured."""
        return self.coarse / self.page_sessions if self.page_sessions else None


@dataclass(frozen=True, slots=True)
class RollUp:
    """The seconds of one return."""

    questions: dict[str, QuestionSeconds] = field(default_factory=dict)
    sections: dict[str, SectionSeconds] = field(default_factory=dict)
    coverage: Coverage = field(default_factory=Coverage)


_RANK = {kind: rank for rank, kind in enumerate(SegmentKind)}
"""Which kind counts where two tabs overlap: work in one tab outweighs absence from another."""

_WORK = frozenset({SegmentKind.ACTIVE, SegmentKind.OFFSCREEN_ATTRIBUTED})

_Priority = tuple[int, int, int, str, str, str, int]


def merge_sessions(
    person_id: int, sessions: Mapping[str, Iterable[Segment]]
) -> tuple[Interval, ...]:
    """Lay one person's page sessions on one return over each other, so that no time counts twice.

    `sessions`: page session id -> its segments. Where several overlap, the kind that is most work
    counts (the tab worked in, not the one hidden behind it), and among equals the question that was
    entered first. The intervals come in order of time.
    """
    offered = sorted(
        (
            Interval(
                person_id,
                page_session_id,
                segment.question_code,
                segment.section,
                segment.start_ms,
                segment.duration_ms,
                segment.kind,
                segment.entered_ms,
            )
            for page_session_id, segments in sessions.items()
            for segment in segments
            if segment.duration_ms > 0
        ),
        key=_arrival,
    )
    bounds = sorted({bound for one in offered for bound in (one.start_ms, one.end_ms)})
    merged: list[Interval] = []
    running: list[tuple[_Priority, int]] = []
    winner_before = -1
    upcoming = 0
    for start, end in pairwise(bounds):
        while upcoming < len(offered) and offered[upcoming].start_ms <= start:
            heapq.heappush(running, (_priority(offered[upcoming]), upcoming))
            upcoming += 1
        while running and offered[running[0][1]].end_ms <= start:
            heapq.heappop(running)
        if not running:
            continue
        winner = running[0][1]
        if winner == winner_before and merged[-1].end_ms == start:
            merged[-1] = _stretch(merged[-1], merged[-1].start_ms, end)
        else:
            merged.append(_stretch(offered[winner], start, end))
        winner_before = winner
    return tuple(merged)


def _stretch(interval: Interval, start_ms: int, end_ms: int) -> Interval:
    """Return the interval from `start_ms` to `end_ms`; written out, since `replace` is slow."""
    return Interval(
        interval.person_id,
        interval.page_session_id,
        interval.question_code,
        interval.section,
        start_ms,
        end_ms - start_ms,
        interval.kind,
        interval.entered_ms,
    )


def merge_measured(person_id: int, sessions: Iterable[MeasuredSession]) -> tuple[Interval, ...]:
    """`merge_sessions` for page sessions as `measure_page_session` gives them."""
    return merge_sessions(person_id, {one.page_session_id: one.segments for one in sessions})


def strike_out(intervals: Iterable[Interval], strikes: Iterable[Strike]) -> tuple[Interval, ...]:
    """The intervals without what their own person has struck."""
    by_person: dict[int, list[Strike]] = {}
    for strike in strikes:
        by_person.setdefault(strike.person_id, []).append(strike)
    left: list[Interval] = []
    for interval in intervals:
        pieces = [interval]
        for strike in by_person.get(interval.person_id, ()):
            if strike.question_code in (None, interval.question_code):
                pieces = [rest for piece in pieces for rest in _without(piece, strike)]
        left.extend(pieces)
    return tuple(left)


def roll_up(
    intervals: Iterable[Interval],
    strikes: Iterable[Strike] = (),
    quality: Mapping[str, SessionQuality] | None = None,
) -> RollUp:
    """The seconds of one return per question and section, over everybody who worked on it.

    `quality`: page session id -> how far it can be trusted. A question whose time is all struck is
    not in the result; the intervals given are untouched.
    """
    known = quality or {}
    kept = strike_out(intervals, strikes)
    by_question: dict[str, list[Interval]] = {}
    by_section: dict[str, list[Interval]] = {}
    for interval in kept:
        if interval.question_code is None:
            by_section.setdefault(interval.section, []).append(interval)
        else:
            by_question.setdefault(interval.question_code, []).append(interval)
    return RollUp(
        {code: _question(by_question[code], known) for code in sorted(by_question)},
        {section: _section(by_section[section]) for section in sorted(by_section)},
        Coverage(
            page_sessions=len(known),
            with_gaps=sum(one.has_gaps for one in known.values()),
            coarse=sum(one.is_coarse for one in known.values()),
            skewed=sum(one.is_skewed for one in known.values()),
            unclosed=sum(not one.is_closed for one in known.values()),
        ),
    )


def _arrival(interval: Interval) -> tuple[int, _Priority]:
    return (interval.start_ms, _priority(interval))


def _priority(interval: Interval) -> _Priority:
    return (
        _RANK[interval.kind],
        interval.entered_ms,
        interval.start_ms,
        interval.page_session_id,
        interval.section,
        interval.question_code or "",
        interval.duration_ms,
    )


def _without(interval: Interval, strike: Strike) -> list[Interval]:
    if strike.end_ms <= interval.start_ms or strike.start_ms >= interval.end_ms:
        return [interval]
    pieces: list[Interval] = []
    if strike.start_ms > interval.start_ms:
        pieces.append(replace(interval, duration_ms=strike.start_ms - interval.start_ms))
    if strike.end_ms < interval.end_ms:
        pieces.append(
            replace(interval, start_ms=strike.end_ms, duration_ms=interval.end_ms - strike.end_ms)
        )
    return pieces


def _total(intervals: Sequence[Interval], kind: SegmentKind) -> int:
    return sum(interval.duration_ms for interval in intervals if interval.kind is kind)


def _question(
    intervals: Sequence[Interval], quality: Mapping[str, SessionQuality]
) -> QuestionSeconds:
    sessions = {interval.page_session_id for interval in intervals}
    return QuestionSeconds(
        active_ms=_total(intervals, SegmentKind.ACTIVE),
        offscreen_ms=_total(intervals, SegmentKind.OFFSCREEN_ATTRIBUTED),
        idle_ms=_total(intervals, SegmentKind.IDLE),
        visits=len(
            {
                (interval.page_session_id, interval.entered_ms)
                for interval in intervals
                if interval.kind is SegmentKind.ACTIVE
            }
        ),
        people=len({interval.person_id for interval in intervals if interval.kind in _WORK}),
        page_sessions=len(sessions),
        page_sessions_with_gaps=sum(one in quality and quality[one].has_gaps for one in sessions),
    )


def _section(intervals: Sequence[Interval]) -> SectionSeconds:
    return SectionSeconds(
        active_ms=_total(intervals, SegmentKind.ACTIVE),
        idle_ms=_total(intervals, SegmentKind.IDLE),
        unattributed_ms=_total(intervals, SegmentKind.OFFSCREEN_UNATTRIBUTED),
        left_ms=_total(intervals, SegmentKind.LEFT),
        coarse_ms=_total(intervals, SegmentKind.COARSE),
    )
