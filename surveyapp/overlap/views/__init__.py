"""Pages of the room: the queue, one pair, data elements, the map, the lists, and what was learnt."""

from __future__ import annotations

from flask import Flask

from surveyapp.overlap.views import (
    card,
    concepts,
    learnt,
    maps,
    queue,
    saved,
    words,
    writing,
)
from surveyapp.overlap.views.base import blueprint

__all__ = [
    "blueprint",
    "card",
    "concepts",
    "learnt",
    "maps",
    "queue",
    "register",
    "saved",
    "words",
    "writing",
]


def register(app: Flask) -> None:
    """Tell of overlap beside each question in the editor and the bank, and on an officer's return."""
    slots = app.extensions["slots"]
    slots.provide("question_overlap", queue.question_overlap)
    slots.provide("question_writing", writing.question_writing)
    slots.provide("bank-question", writing.bank_question)
    slots.provide("bank-collection", writing.bank_collection)
    slots.provide("return", maps.return_overlap, order=70)
