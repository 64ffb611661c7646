"""Pieces of a page that are drawn once and then only filled in.

Most of a page is the same each time it is shown: a published form never changes, nor does the frame
for one role in one language. Such a piece is drawn by its template with marks where the changing
values stand, and kept; later only the values are escaped and put in.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sized
from typing import Any

from markupsafe import Markup, escape

KEPT = 16_000_000
"""Characters that one process keeps; a question is two thousand, a list of municipalities ten times that."""

_SECRET = secrets.token_hex(8)
_MARK = re.compile(f"{_SECRET}:([a-z_]+);")


def mark(name: str) -> str:
    """Return what stands for the value `name` while a piece is drawn.

    It passes the escaping of a template unchanged, and nobody outside the process can know it, so
    that no text of a form or a person can pretend to be one.
    """
    return f"{_SECRET}:{name};"


class Fragment:
    """Markup with places for values, each escaped when it is put in."""

    __slots__ = ("_names", "_pattern")

    def __len__(self) -> int:
        return len(self._pattern)

    def __init__(self, drawn: str) -> None:
        pieces = _MARK.split(drawn)
        self._names = tuple(pieces[1::2])
        self._pattern = "%s".join(piece.replace("%", "%%") for piece in pieces[::2])

    def fill(self, values: Mapping[str, object]) -> Markup:
        """Return the piece with its values; one that is markup already is put in as it is."""
        put_in = tuple([escape(values[name]) for name in self._names])
        return Markup(self._pattern % put_in)  # noqa: S704 - drawn by our templates, values escaped


class Fragments:
    """What one application has drawn; the oldest is forgotten when there are too many."""

    def __init__(self, limit: int = KEPT) -> None:
        self.limit = limit
        self._kept: OrderedDict[Hashable, Sized] = OrderedDict()
        self._lock = threading.Lock()
        self._size = 0

    def get(self, key: Hashable, make: Callable[[], Sized]) -> Any:
        """Return what is kept under `key`, made by `make` when nothing is; it is never changed."""
        found = self._kept.get(key)
        if found is None:
            found = make()
            with self._lock:
                if key not in self._kept:
                    self._kept[key] = found
                    self._size += len(found)
                while self._size > self.limit:
                    _oldest, dropped = self._kept.popitem(last=False)
                    self._size -= len(dropped)
        return found

    def __len__(self) -> int:
        return len(self._kept)
