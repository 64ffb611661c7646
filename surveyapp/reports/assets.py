"""What a PDF may contain besides its own HTML: the shipped fonts, and the characters they can draw.

A character outside the fonts would be drawn by whatever the machine has, or as an empty box that no
screen reader can name. Both would make the bytes depend on the machine, so such characters are
replaced here, visibly.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from surveyapp.core.data import PACKAGE

FONTS = ("regular", "semibold", "bold")
REPLACEMENT = "[?]"
"""Stands for one run of characters that the fonts cannot draw."""

_KEPT_CONTROLS = "\n\t\u00ad"


@dataclass(frozen=True, eq=False)
class Assets:
    """Files that a report may fetch, by name (`app:NAME`), and the characters the fonts hold."""

    files: Mapping[str, bytes]
    characters: frozenset[str]


@cache
def shipped_assets() -> Assets:
    """Return the fonts that come with the program, read once per process."""
    folder = PACKAGE / "static" / "fonts"
    files = {f"pdf-{weight}.ttf": (folder / f"pdf-{weight}.ttf").read_bytes() for weight in FONTS}
    return Assets(files=files, characters=_common_characters(files))


def _common_characters(files: Mapping[str, bytes]) -> frozenset[str]:
    held = [set(TTFont(BytesIO(data), lazy=True).getBestCmap()) for data in files.values()]
    return frozenset(chr(code) for code in set.intersection(*held))


def printable(text: str, characters: frozenset[str]) -> str:
    """Return the text with only characters that the fonts hold.

    Accented letters are composed. Controls, bidirectional overrides and other invisible characters
    go. What has a plain spelling gets it (a ligature, a full-width letter). Every other run is
    shown as `[?]`.
    """
    composed = unicodedata.normalize("NFC", text)
    if characters.issuperset(composed.replace("\n", "").replace("\t", "")):
        return composed
    pieces = (_piece(character, characters) for character in composed)
    missing = "\ue000"
    return re.sub(
        f"{missing}+", REPLACEMENT, "".join(p if p is not None else missing for p in pieces)
    )


def _piece(character: str, characters: frozenset[str]) -> str | None:
    if character in characters or character in _KEPT_CONTROLS:
        return character
    category = unicodedata.category(character)
    if category in ("Cc", "Cf"):
        return ""
    if category in ("Zs", "Zl", "Zp"):
        return "\u00a0" if unicodedata.decomposition(character).startswith("<noBreak>") else " "
    plain = unicodedata.normalize("NFKC", character)
    return plain if plain != character and characters.issuperset(plain) else None
