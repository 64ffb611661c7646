"""What was read and compared once in this process: a bank is the same from one matching to the next."""

from __future__ import annotations

import hashlib
import itertools
import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from surveyapp.overlap.rules.facets import Described, Facets
from surveyapp.overlap.rules.reading.question import read_facets
from surveyapp.overlap.rules.terms import Terms

MOST = 120_000
"""Questions remembered, some 3 kB each; the longest unused goes first."""

MOST_PAIRS = 4_000_000
"""Answers about pairs remembered, some 20 bytes each; beyond them only the newest ones are."""

MOST_NUMBERED = 500_000
"""Values that have a number; beyond them numbering goes on with none of them known."""

_known: OrderedDict[str, Facets] = OrderedDict()
_numbers = itertools.count(1)
_lock = threading.Lock()


def facets_of(question: Described, language: str, terms: Terms | None = None) -> Facets:
    """Return the facets of a question in a language, read again only when something of it changed.

    They have a number, which no other facets in this process ever have.
    """
    fields = dict(vars(question))
    fields.pop("key")
    fields.pop("group")
    terms = terms or Terms.default()
    name = json.dumps([language, terms.version(), fields], ensure_ascii=False, sort_keys=True)
    with _lock:
        found = _known.get(name)
        if found is not None:
            _known.move_to_end(name)
            return found
    found = replace(read_facets(question, language, terms), number=next(_numbers))
    with _lock:
        _known[name] = found
        while len(_known) > MOST:
            _known.popitem(last=False)
    return found


class Numbers:
    """Gives each value a number, the same every time while it is known.

    A value is known by a digest of how it is written: 16 bytes, where the value itself may be hundreds.
    """

    def __init__(self) -> None:
        self._known: dict[bytes, int] = {}
        self._next = itertools.count()
        self._lock = threading.Lock()

    def of(self, value: object) -> int:
        """Return the number of a value that is equal to another exactly when it is written alike."""
        name = hashlib.blake2b(repr(value).encode(), digest_size=16).digest()
        with self._lock:
            found = self._known.get(name)
            if found is None:
                if len(self._known) >= MOST_NUMBERED:
                    self._known.clear()  # the count goes on, so no number means two values
                found = self._known[name] = next(self._next)
            return found


class Answers:
    """What was found of pairs of numbered things, remembered as columns."""

    def __init__(self, kind: DTypeLike) -> None:
        self._kind = np.dtype(kind)
        self._keys: NDArray[np.int64] = np.zeros(0, np.int64)
        self._values: NDArray[Any] = np.zeros(0, self._kind)
        self._lock = threading.Lock()

    def of(
        self, ours: NDArray[np.int64], theirs: NDArray[np.int64], ask: Callable[[int], object]
    ) -> NDArray[Any]:
        """Return the answer for each pair of numbers; `ask` gives it for the pair at a place."""
        distinct, first, places = np.unique(
            (ours << 32) | theirs, return_index=True, return_inverse=True
        )
        with self._lock:
            keys, known = self._keys, self._values
        values = np.zeros(len(distinct), self._kind)
        at = np.minimum(np.searchsorted(keys, distinct), max(0, len(keys) - 1))
        is_known = keys[at] == distinct if len(keys) else np.zeros(len(distinct), bool)
        values[is_known] = known[at[is_known]]
        is_new = ~is_known
        if is_new.any():
            new = [ask(place) for place in first[is_new].tolist()]
            values[is_new] = np.array(new, self._kind)
            self._remember(distinct[is_new], values[is_new])
        return values[places]

    def _remember(self, keys: NDArray[np.int64], values: NDArray[Any]) -> None:
        with self._lock:
            if len(self._keys) + len(keys) <= MOST_PAIRS:
                keys = np.r_[self._keys, keys]
                values = np.concatenate([self._values, values])
            self._keys, order = np.unique(keys, return_index=True)
            self._values = values[order]
