"""Answers as data: what was sent in, in one canonical form, its hash, and how far a section is; pure."""

from __future__ import annotations

import base64
import datetime as dt
import enum
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

AnswerKey = tuple[str, str]
"""(question code, repeat path); the path is "" outside repeats."""

_ROW_KEY = re.compile(r"[a-z0-9]{1,16}")


def is_path(path: str, depth: int) -> bool:
    """Tell whether `path` can name a row `depth` repeats deep; "" is the only one at depth 0."""
    keys = path.split("/") if path else []
    return len(keys) == depth and all(_ROW_KEY.fullmatch(key) for key in keys)


@dataclass(slots=True)
class StoredAnswer:
    """The current answer to one question at one place, as the table holds it."""

    question_id: int
    path: str
    value: Any | None
    version: int
    updated_at: dt.datetime
    updated_by_id: int | None
    updated_by_name: str


@dataclass(frozen=True)
class AnswerChange:
    """One answer as somebody wants it to be.

    `value` is canonical (None clears). `based_on` is the version that was on their screen, 0 when
    the question was blank. `save_key` makes a retry harmless.
    """

    code: str
    path: str
    value: Any | None
    based_on: int
    save_key: str | None = None
    origin: Mapping[str, Any] | None = None
    """Where a reused value was taken from; None for what was typed."""


@dataclass(frozen=True)
class Saved:
    """An answer that stands as asked; `changed` is False when it stood so already."""

    code: str
    path: str
    value: Any | None
    version: int
    changed: bool


@dataclass(frozen=True)
class Collision:
    """A refused save: what somebody else had written in between, and what was wanted."""

    code: str
    path: str
    theirs: Any | None
    their_version: int
    by_name: str
    at: str
    """ISO time of theirs."""
    mine: Any | None


class SectionState(enum.StrEnum):
    NOT_STARTED = "not_started"
    STARTED = "started"
    TO_CHECK = "to_check"
    COMPLETE = "complete"
    HIDDEN = "hidden"


def section_state(asked: int, answered: int, failures: int, *, is_marked: bool) -> SectionState:
    """Return how far a section is: complete when every asked question is answered or it is marked ready."""
    if asked == 0:
        return SectionState.HIDDEN
    if answered == 0 and not is_marked:
        return SectionState.NOT_STARTED
    if failures:
        return SectionState.TO_CHECK if is_marked or answered == asked else SectionState.STARTED
    return SectionState.COMPLETE if is_marked or answered == asked else SectionState.STARTED


def snapshot(
    answers: Mapping[AnswerKey, Any],
    asked: Iterable[AnswerKey],
    computed: Mapping[AnswerKey, Any],
) -> dict[str, Any]:
    """Return what a submission holds: answers to what was asked, in order, and nothing that was hidden."""
    order = sorted(set(asked))
    return {
        "answers": [
            [code, path, answers[code, path]]
            for code, path in order
            if answers.get((code, path)) is not None
        ],
        "asked": [[code, path] for code, path in order],
        "computed": [[code, path, value] for (code, path), value in sorted(computed.items())],
    }


def canonical(data: Mapping[str, Any]) -> bytes:
    """Return the bytes that are hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def fingerprint(data: Mapping[str, Any], return_id: int, version_id: int, number: int) -> str:
    """Return the SHA-256 of a submission: its answers, whose they are, and which number it is."""
    head = f"{return_id}:{version_id}:{number}:".encode()
    return hashlib.sha256(head + canonical(data)).hexdigest()


def receipt_code(sha256: str) -> str:
    """Return the receipt's short form of a hash, four groups of four, easy to read aloud."""
    text = base64.b32encode(bytes.fromhex(sha256)).decode()[:16]
    return "-".join(text[i : i + 4] for i in range(0, 16, 4))
