"""What changed in a question from one year to the next, word by word; pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_WORD = re.compile(r"\s+|\w+|[^\w\s]")
LONGEST = 4_000
"""Words of a text that are compared; comparing takes the square of it."""


@dataclass(frozen=True)
class Piece:
    """A run of words. `mark` is "" for what both years say, else `removed` or `added`."""

    text: str
    mark: str = ""


@dataclass(frozen=True)
class Difference:
    """One field that differs; `language` for a text, "" for a plain field."""

    field: str
    language: str
    pieces: tuple[Piece, ...]


def word_difference(before: str, after: str) -> tuple[Piece, ...]:
    """Return both texts as one, with what was removed and what was added marked."""
    old, new = _WORD.findall(before)[:LONGEST], _WORD.findall(after)[:LONGEST]
    pieces: list[Piece] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece("".join(old[i1:i2])))
            continue
        if i2 > i1:
            pieces.append(Piece("".join(old[i1:i2]), "removed"))
        if j2 > j1:
            pieces.append(Piece("".join(new[j1:j2]), "added"))
    return tuple(pieces)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return what differs between two years' contents, texts first.

    A field that one of the years was imported without is not compared: nothing is known of it.
    """
    shared = [name for name in after if name in before]
    order = {"text": 0, "description": 1, "options": 2}
    found = []
    for name in sorted(shared, key=lambda name: (order.get(name, 9), name)):
        old, new = before[name], after[name]
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            for language in [code for code in old if code in new]:
                found += _difference(name, language, old[language], new[language])
        elif isinstance(old, list) and isinstance(new, list):
            for language in _languages(old, new):
                found += _difference(name, language, _lines(old, language), _lines(new, language))
        else:
            found += _difference(name, "", _said(old), _said(new))
    return found


def _difference(name: str, language: str, before: str, after: str) -> list[Difference]:
    if before == after:
        return []
    return [Difference(name, language, word_difference(before, after))]


def _languages(*options: list[Mapping[str, str]]) -> list[str]:
    return list(dict.fromkeys(code for side in options for option in side for code in option))


def _lines(options: list[Mapping[str, str]], language: str) -> str:
    return " · ".join(option[language] for option in options if language in option)


def _said(value: object) -> str:
    return "" if value is None else str(value)
