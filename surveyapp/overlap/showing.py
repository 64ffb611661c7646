"""When a card was shown and what it said, signed by the server: the time to a decision is known, and
that the decision is about what was read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from itsdangerous import BadData, URLSafeSerializer

from surveyapp.core import clock
from surveyapp.overlap.unseen import Known

LONGEST_SECONDS = 1800.0
"""Beyond this somebody has left the card; no time is kept."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A card as a person had it on the page."""

    known: Known
    seconds: float | None
    """Since then; None when it is too long ago."""


def mint(secrets: Sequence[str], candidate_id: int, user_id: int | None, known: Known) -> str:
    """Return the token of a card shown now to a person; `secrets` are oldest first."""
    said = [candidate_id, user_id, clock.now().timestamp(), *astuple(known)]
    return str(_serializer(secrets).dumps(said))


def read(secrets: Sequence[str], token: str, candidate_id: int, user_id: int | None) -> Shown:
    """Return what a card said when it was shown: nothing by a token that is not this card's."""
    try:
        shown_candidate, shown_user, at, words, decision, state = _serializer(secrets).loads(token)
        shown_at = dt.datetime.fromtimestamp(float(at), dt.UTC)
    except (BadData, TypeError, ValueError, OverflowError):
        return Shown(Known(), None)
    if (shown_candidate, shown_user) != (candidate_id, user_id):
        return Shown(Known(), None)
    found = (clock.now() - shown_at).total_seconds()
    seconds = round(found, 1) if 0 <= found <= LONGEST_SECONDS else None
    return Shown(Known(words, decision, state), seconds)


def _serializer(secrets: Sequence[str]) -> URLSafeSerializer:
    return URLSafeSerializer(list(secrets), salt="overlap-card")
