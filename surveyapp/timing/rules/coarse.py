"""An estimate for pages without JavaScript, from what the server itself saw.

It cannot tell questions apart nor see a break, so it stays a kind of its own and is never blended
with what was measured.
"""

from __future__ import annotations

from collections.abc import Iterable

from surveyapp.timing.rules import read_settings
from surveyapp.timing.rules.segments import (
    MeasuredSession,
    Segment,
    SegmentKind,
    SessionQuality,
)


def coarse_segments(
    page_served_at_ms: int, answers_saved_at_ms: Iterable[int], section: str = ""
) -> tuple[Segment, ...]:
    """From the serving of a page to each save, at most 15 minutes between two moments.

    Saves before the page was served are left out. Milliseconds since 1970 UTC.
    """
    segments: list[Segment] = []
    before = page_served_at_ms
    for saved_at in sorted(set(answers_saved_at_ms)):
        if saved_at <= before:
            continue
        # What counts is the time just before the save: then somebody was surely there.
        length = min(saved_at - before, read_settings.COARSE_GAP_MAX_MS)
        segments.append(
            Segment(None, section, saved_at - length, length, SegmentKind.COARSE, page_served_at_ms)
        )
        before = saved_at
    return tuple(segments)


def measure_coarsely(
    page_session_id: str,
    page_served_at_ms: int,
    answers_saved_at_ms: Iterable[int],
    section: str = "",
) -> MeasuredSession:
    """The coarse estimate as a page session, marked so that coverage counts it."""
    return MeasuredSession(
        page_session_id,
        coarse_segments(page_served_at_ms, answers_saved_at_ms, section),
        SessionQuality(is_coarse=True),
    )
