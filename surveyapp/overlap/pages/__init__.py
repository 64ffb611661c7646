"""What the pages show: the queue, one card, data elements, the map, and how good the proposals are."""

from __future__ import annotations

from surveyapp.overlap.pages.card import Card, load_card
from surveyapp.overlap.pages.queue import (
    ALL,
    DECIDED,
    EDITIONS,
    PAGE,
    SAMPLES,
    SECOND,
    UNDECIDED,
    WEAK,
    Entry,
    Filters,
    Queue,
    load_entries,
    load_queue,
    question_code,
)

__all__ = [
    "ALL",
    "DECIDED",
    "EDITIONS",
    "PAGE",
    "SAMPLES",
    "SECOND",
    "UNDECIDED",
    "WEAK",
    "Card",
    "Entry",
    "Filters",
    "Queue",
    "load_card",
    "load_entries",
    "load_queue",
    "question_code",
]
