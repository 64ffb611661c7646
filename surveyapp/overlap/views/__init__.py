"""Pages of the room: the queue, one pair, data elements, the map, the lists, and what was learnt."""

from __future__ import annotations

from flask import Flask

from surveyapp.overlap.views import card, concepts, learnt, maps, queue, words
from surveyapp.overlap.views.base import blueprint

__all__ = ["blueprint", "card", "concepts", "learnt", "maps", "queue", "register", "words"]


def register(app: Flask) -> None:
    """Tell of overlap beside each question in the editor, and on an officer's page of a return."""
    slots = app.extensions["slots"]
    slots.provide("question_overlap", queue.question_overlap)
    slots.provide("return", maps.return_overlap, order=70)
