"""What the measured time of one page session consists of."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from surveyapp.timing.rules import read_settings


class SegmentKind(enum.StrEnum):
    """What a stretch of time was; only ACTIVE and OFFSCREEN_ATTRIBUTED are work on a question."""

    ACTIVE = "active"
    OFFSCREEN_ATTRIBUTED = "offscreen_attributed"
    COARSE = "coarse"
    IDLE = "idle"
    OFFSCREEN_UNATTRIBUTED = "offscreen_unattributed"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class IdleLimits:
    """The limits in force, in milliseconds; they are stated wherever seconds are published."""

    input_ms: int = read_settings.INPUT_IDLE_MS
    reading_ms: int = read_settings.READING_IDLE_MS
    attributed_max_ms: int = read_settings.OFFSCREEN_ATTRIBUTED_MAX_MS
    left_after_ms: int = read_settings.LEFT_AFTER_MS


@dataclass(frozen=True, slots=True)
class Clock:
    """Where a page session lies on the server's wall clock."""

    load_ms: int = 0
    """Server wall clock at page load, milliseconds since 1970 UTC."""
    skew_ms: int = 0
    """The browser's wall clock minus the server's."""

    @property
    def is_skewed(self) -> bool:
        return abs(self.skew_ms) > read_settings.CLOCK_TOLERANCE_MS


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one page session: `duration_ms` from `start_ms`, of one kind."""

    question_code: str | None
    section: str
    start_ms: int
    """Server wall clock, milliseconds since 1970 UTC."""
    duration_ms: int
    kind: SegmentKind
    entered_ms: int
    """When the visit that this stretch belongs to began; names the visit."""

    @property
    def end_ms(self) -> int:
        return self.start_ms + self.duration_ms


@dataclass(frozen=True, slots=True)
class SessionQuality:
    """How far one page session can be trusted; faults are told, never repaired by guessing."""

    missing_events: int = 0
    missing_ms: int = 0
    """Time between the events on either side of what is missing; it counts as nothing."""
    is_closed: bool = True
    is_skewed: bool = False
    is_coarse: bool = False

    @property
    def has_gaps(self) -> bool:
        return self.missing_events > 0


@dataclass(frozen=True, slots=True)
class MeasuredSession:
    """One page session, measured."""

    page_session_id: str
    segments: tuple[Segment, ...]
    quality: SessionQuality
