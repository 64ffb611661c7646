"""When a card was shown, said by the server and signed, so that the time to a decision is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from itsdangerous import BadData, URLSafeSerializer

from surveyapp.core import clock

LONGEST_SECONDS = 1800.0
"""Beyond this somebody has left the card; no time is kept."""


def mint(secrets: Sequence[str], candidate_id: int, user_id: int | None) -> str:
    """Return the token of a card shown now to a person; `secrets` are oldest first."""
    return str(_serializer(secrets).dumps([candidate_id, user_id, clock.now().timestamp()]))


def seconds(
    secrets: Sequence[str], token: str, candidate_id: int, user_id: int | None
) -> float | None:
    """Return the time since the card was shown; None for a token that is not this card's, or too old."""
    try:
        shown_candidate, shown_user, at = _serializer(secrets).loads(token)
        shown_at = dt.datetime.fromtimestamp(float(at), dt.UTC)
    except (BadData, TypeError, ValueError, OverflowError):
        return None
    if (shown_candidate, shown_user) != (candidate_id, user_id):
        return None
    found = (clock.now() - shown_at).total_seconds()
    return round(found, 1) if 0 <= found <= LONGEST_SECONDS else None


def _serializer(secrets: Sequence[str]) -> URLSafeSerializer:
    return URLSafeSerializer(list(secrets), salt="overlap-card")
