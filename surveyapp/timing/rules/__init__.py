"""Pure rules of time: which events count, and how events become seconds.

Same events, same seconds: in whatever order, however often and however split they came.
"""

from surveyapp.timing.rules.acceptance import (
    PageSession,
    Refusal,
    RefusalReason,
    ReturnState,
    accept,
)
from surveyapp.timing.rules.clusters import Span, overlapping
from surveyapp.timing.rules.coarse import coarse_segments, measure_coarsely
from surveyapp.timing.rules.events import (
    Batch,
    BatchRefused,
    Event,
    EventName,
    order_events,
    parse_batch,
)
from surveyapp.timing.rules.merging import (
    Coverage,
    Interval,
    QuestionSeconds,
    RollUp,
    SectionSeconds,
    Strike,
    merge_measured,
    merge_sessions,
    roll_up,
    strike_out,
)
from surveyapp.timing.rules.segments import (
    Clock,
    IdleLimits,
    MeasuredSession,
    Segment,
    SegmentKind,
    SessionQuality,
)
from surveyapp.timing.rules.sessions import (
    clock_of,
    cut_segments,
    derive_page_session,
    describe_page_session,
    measure_page_session,
    sensitivity,
)

__all__ = [
    "Batch",
    "BatchRefused",
    "Clock",
    "Coverage",
    "Event",
    "EventName",
    "IdleLimits",
    "Interval",
    "MeasuredSession",
    "PageSession",
    "QuestionSeconds",
    "Refusal",
    "RefusalReason",
    "ReturnState",
    "RollUp",
    "SectionSeconds",
    "Segment",
    "SegmentKind",
    "SessionQuality",
    "Span",
    "Strike",
    "accept",
    "clock_of",
    "coarse_segments",
    "cut_segments",
    "derive_page_session",
    "describe_page_session",
    "measure_coarsely",
    "measure_page_session",
    "merge_measured",
    "merge_sessions",
    "order_events",
    "overlapping",
    "parse_batch",
    "roll_up",
    "sensitivity",
    "strike_out",
]
