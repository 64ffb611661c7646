"""What a browser may say about time, and nothing else.

The parser is an allow-list: a batch with a key, name, payload or number that is not expected is
refused whole, so that no answer, keystroke or free text can reach the log even by mistake.
"""

from __future__ import annotations

import enum
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn, TypeVar

from surveyapp.timing.rules import read_settings as limits

PayloadValue = str | int
Payload = tuple[tuple[str, PayloadValue], ...]
_Default = TypeVar("_Default", str, int)


class EventName(enum.StrEnum):
    """What the page can report; the one spelling in browser, database and export."""

    PAGE_OPEN = "page_open"
    PAGE_CLOSE = "page_close"
    QUESTION_ENTER = "question_enter"
    QUESTION_LEAVE = "question_leave"
    ANSWER_CHANGE = "answer_change"
    CHECK_SHOWN = "check_shown"
    CHECK_OVERRIDDEN = "check_overridden"
    CHECK_FIXED = "check_fixed"
    VISIBILITY = "visibility"
    IDLE_START = "idle_start"
    IDLE_END = "idle_end"
    BEAT = "beat"
    HELP_OPEN = "help_open"
    DEFINITION_OPEN = "definition_open"
    LASTYEAR_OPEN = "lastyear_open"
    SAVED = "saved"
    SAVE_CONFLICT = "save_conflict"
    OFFLINE = "offline"
    ONLINE = "online"


class BatchRefused(ValueError):
    """A batch that is not of the agreed shape; `reason` is short, fixed and safe to log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened on the page, `t_ms` milliseconds after it was loaded."""

    seq: int
    t_ms: int
    name: EventName
    question_code: str | None
    section: str
    payload: Payload = ()

    def value(self, key: str, default: _Default) -> _Default:
        """The payload value of `key`, or `default` where it is absent or of another type."""
        found = dict(self.payload).get(key, default)
        return found if isinstance(found, type(default)) else default

    def as_json(self) -> dict[str, object]:
        """The event as the browser sends it."""
        return {
            "seq": self.seq,
            "t_ms": self.t_ms,
            "name": self.name.value,
            "question_code": self.question_code,
            "section": self.section,
            "payload": dict(self.payload),
        }


@dataclass(frozen=True, slots=True)
class Batch:
    """Events of one page session as they came, with the browser's clocks and the server's."""

    batch_id: str
    page_session_id: str
    return_id: str
    seq_from: int
    client_wall_at_load_ms: int
    client_mono_now_ms: int
    tz_offset: int
    """Minutes that the browser's civil time lies ahead of UTC."""
    events: tuple[Event, ...]
    received_at_ms: int
    """Server wall clock, milliseconds since 1970 UTC."""
    token: str = field(default="", repr=False)
    """The signed page session; checked by the service and never stored."""


@dataclass(frozen=True, slots=True)
class _Whole:
    """A whole number from `low` to `high`."""

    low: int
    high: int


_STATES_OPEN = frozenset({"open", "closed"})
_RETRIES = _Whole(0, 1_000)
_SEVERITIES = frozenset({"hard", "soft", "info"})

_PAYLOADS: Mapping[EventName, Mapping[str, frozenset[str] | _Whole]] = {
    EventName.PAGE_OPEN: {"from": frozenset({"load", "bfcache"})},
    EventName.PAGE_CLOSE: {},
    EventName.QUESTION_ENTER: {"reason": frozenset({"focus", "pointer"})},
    EventName.QUESTION_LEAVE: {"reason": frozenset({"next", "submit"})},
    EventName.ANSWER_CHANGE: {
        "kind": frozenset(
            {
                "typed",
                "picked",
                "cleared",
                "prefill_accepted",
                "unchanged_confirmed",
                "pasted_block",
                "imported",
            }
        )
    },
    EventName.CHECK_SHOWN: {"severity": _SEVERITIES},
    EventName.CHECK_OVERRIDDEN: {"severity": _SEVERITIES},
    EventName.CHECK_FIXED: {"severity": _SEVERITIES},
    EventName.VISIBILITY: {"state": frozenset({"hidden", "visible"})},
    EventName.IDLE_START: {"quiet_ms": _Whole(0, limits.MAX_EVENT_AGE_MS)},
    EventName.IDLE_END: {},
    EventName.BEAT: {"state": frozenset({"active", "idle"})},
    EventName.HELP_OPEN: {"state": _STATES_OPEN},
    EventName.DEFINITION_OPEN: {"state": _STATES_OPEN},
    EventName.LASTYEAR_OPEN: {"state": _STATES_OPEN},
    EventName.SAVED: {"retries": _RETRIES},
    EventName.SAVE_CONFLICT: {"retries": _RETRIES},
    EventName.OFFLINE: {},
    EventName.ONLINE: {},
}
"""Event name -> payload key -> what it may be. Optional keys are those of `_OPTIONAL`."""

_OPTIONAL = frozenset({"retries", "severity", "reason", "from"})

_ENVELOPE = frozenset(
    {
        "batch_id",
        "page_session_id",
        "return_id",
        "seq_from",
        "client_wall_at_load_ms",
        "client_mono_now_ms",
        "tz_offset",
        "token",
        "events",
    }
)
_EVENT = frozenset({"seq", "t_ms", "name", "question_code", "section", "payload"})

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_RETURN_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
# A code never holds a space: what a person types almost always does.
_CODE = re.compile(rf"[\w.:/\[\]-]{{1,{limits.MAX_CODE_LENGTH}}}")
_TOKEN = re.compile(r"[0-9A-Za-z._~=:-]{1,2000}")


def parse_batch(data: object, received_at_ms: int) -> Batch:
    """Read one batch, as raw JSON (bytes or text) or as decoded JSON.

    Raises:
        BatchRefused: anything at all is not as agreed.
    """
    if isinstance(data, bytes | str):
        data = _decode(data)
    envelope = _mapping(data, _ENVELOPE, "envelope")
    events = envelope["events"]
    if not isinstance(events, list):
        raise BatchRefused("events_not_a_list")
    if not 1 <= len(events) <= limits.MAX_BATCH_EVENTS:
        raise BatchRefused("events_count")
    parsed = tuple(_event(event) for event in events)
    sequence = [event.seq for event in parsed]
    seq_from = _whole(envelope["seq_from"], 1, limits.MAX_SEQ, "seq_from")
    if len(set(sequence)) != len(sequence):
        raise BatchRefused("seq_repeated")
    if min(sequence) != seq_from:
        raise BatchRefused("seq_from")
    mono_now = _whole(
        envelope["client_mono_now_ms"], 0, limits.MAX_CLIENT_CLOCK_MS, "client_mono_now_ms"
    )
    if max(event.t_ms for event in parsed) > mono_now:
        raise BatchRefused("event_after_sending")
    return Batch(
        batch_id=_text(envelope["batch_id"], _UUID, "batch_id"),
        page_session_id=_text(envelope["page_session_id"], _UUID, "page_session_id"),
        return_id=_text(envelope["return_id"], _RETURN_ID, "return_id"),
        seq_from=seq_from,
        client_wall_at_load_ms=_whole(
            envelope["client_wall_at_load_ms"], 0, limits.MAX_WALL_MS, "client_wall_at_load_ms"
        ),
        client_mono_now_ms=mono_now,
        tz_offset=_whole(envelope["tz_offset"], -14 * 60, 14 * 60, "tz_offset"),
        events=parsed,
        received_at_ms=received_at_ms,
        token=_text(envelope["token"], _TOKEN, "token"),
    )


def order_events(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events by sequence number, each once, with a clock that never runs backwards.

    Of two different events with one number the smaller counts, so that the order in which they came
    does not matter.
    """
    kept: dict[int, Event] = {}
    for event in events:
        known = kept.get(event.seq)
        if known is None or _sort_key(event) < _sort_key(known):
            kept[event.seq] = event
    ordered: list[Event] = []
    latest = 0
    for seq in sorted(kept):
        event = kept[seq]
        if event.t_ms < latest:
            event = Event(
                seq, latest, event.name, event.question_code, event.section, event.payload
            )
        latest = event.t_ms
        ordered.append(event)
    return tuple(ordered)


def _sort_key(event: Event) -> tuple[int, str, str, str, str]:
    return (
        event.t_ms,
        event.name.value,
        event.question_code or "",
        event.section,
        repr(event.payload),
    )


def _decode(raw: bytes | str) -> object:
    size = len(raw) if isinstance(raw, bytes) else len(raw.encode("utf-8", "surrogatepass"))
    if size > limits.MAX_BATCH_BYTES:
        raise BatchRefused("too_large")
    try:
        decoded: object = json.loads(
            raw, parse_constant=_refuse_constant, object_pairs_hook=_refuse_repeated_keys
        )
    except BatchRefused:
        raise
    except (ValueError, RecursionError) as error:
        raise BatchRefused("not_json") from error
    return decoded


def _refuse_constant(_text: str) -> NoReturn:
    raise BatchRefused("not_a_finite_number")


def _refuse_repeated_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    decoded = dict(pairs)
    if len(decoded) != len(pairs):
        raise BatchRefused("key_repeated")
    return decoded


def _mapping(data: object, keys: frozenset[str], what: str) -> dict[str, object]:
    if not isinstance(data, dict) or data.keys() != keys:
        raise BatchRefused(f"{what}_keys")
    return data


def _whole(value: object, low: int, high: int, what: str) -> int:
    # bool is an int in Python: True must not pass for 1.
    if type(value) is not int or not low <= value <= high:
        raise BatchRefused(what)
    return value


def _text(value: object, pattern: re.Pattern[str], what: str) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise BatchRefused(what)
    return value


def _event(data: object) -> Event:
    fields = _mapping(data, _EVENT, "event")
    try:
        name = EventName(_text(fields["name"], _CODE, "name"))
    except ValueError as error:
        raise BatchRefused("name") from error
    code = fields["question_code"]
    return Event(
        seq=_whole(fields["seq"], 1, limits.MAX_SEQ, "seq"),
        t_ms=_whole(fields["t_ms"], 0, limits.MAX_EVENT_AGE_MS, "t_ms"),
        name=name,
        question_code=None if code is None else _text(code, _CODE, "question_code"),
        section=_text(fields["section"], _CODE, "section"),
        payload=_payload(name, fields["payload"]),
    )


def _payload(name: EventName, data: object) -> Payload:
    allowed = _PAYLOADS[name]
    if not isinstance(data, dict) or not data.keys() <= allowed.keys():
        raise BatchRefused("payload_keys")
    if not allowed.keys() - _OPTIONAL <= data.keys():
        raise BatchRefused("payload_keys")
    pairs: list[tuple[str, PayloadValue]] = []
    for key in sorted(data):
        value, rule = data[key], allowed[key]
        if isinstance(rule, _Whole):
            pairs.append((key, _whole(value, rule.low, rule.high, "payload_value")))
        elif isinstance(value, str) and value in rule:
            pairs.append((key, value))
        else:
            raise BatchRefused("payload_value")
    return tuple(pairs)
