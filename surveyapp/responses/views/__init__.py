"""Pages of the room: the calendar, one return, its sections, sending in."""

from __future__ import annotations

from surveyapp.responses.views import answering, returns, sending
from surveyapp.responses.views.base import blueprint

__all__ = ["answering", "blueprint", "returns", "sending"]
