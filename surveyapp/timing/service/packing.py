"""How a batch is stored, and read again exactly as it came."""

from __future__ import annotations

import json
import zlib

from surveyapp.timing import rules
from surveyapp.timing.models import EventBatch
from surveyapp.timing.tokens import milliseconds

_UNSIGNED = "-"
"""Stands where the token was: it is checked on arrival and never stored."""


def pack(batch: rules.Batch) -> bytes:
    """Return a batch as it is stored: canonical JSON without the token, compressed."""
    data = {
        "batch_id": batch.batch_id,
        "page_session_id": batch.page_session_id,
        "return_id": batch.return_id,
        "seq_from": batch.seq_from,
        "client_wall_at_load_ms": batch.client_wall_at_load_ms,
        "client_mono_now_ms": batch.client_mono_now_ms,
        "tz_offset": batch.tz_offset,
        "token": _UNSIGNED,
        "events": [event.as_json() for event in batch.events],
    }
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return zlib.compress(text.encode())


def unpack(stored: EventBatch) -> rules.Batch:
    """Return a stored batch as it was when it came."""
    data = json.loads(zlib.decompress(stored.packed))
    return rules.parse_batch(data, milliseconds(stored.received_at))
