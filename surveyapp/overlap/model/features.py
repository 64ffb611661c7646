"""What the cross-encoder is given of a pair: pieces, and for each piece whether the other side has
its word. Training and use share this module, so that the model never meets another input than the
one it learned from."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

START, PAD, END, UNKNOWN = 0, 1, 2, 3
SIDE_PIECES = 128
"""Pieces kept of one side; a longer text keeps its beginning and its end."""
TAIL_PIECES = 40
FOUND, KIN, MISSING = 0, 1, 2
"""A word is in the other side, has a relative there (hemtjänst, hemtjänsttagare), or is not."""
TYPES = 6
"""Side (0, 1) times found, kin, missing."""
KIN_LETTERS = 5

_WORD = re.compile(r"\w+")
_SPACE = re.compile(r"\s+")
_DASHES = str.maketrans({"–": "-", "−": "-", "‑": "-", "—": "-", "\u00a0": " ", "\u202f": " "})
_MONTHS = {
    name: f"month{number}"
    for number, names in enumerate(
        (
            "januari january jan",
            "februari february feb",
            "mars march mar",
            "april apr",
            "maj may",
            "juni june jun",
            "juli july jul",
            "augusti august aug",
            "september sept sep",
            "oktober october okt oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_NUMBERS = {
    name: str(number)
    for number, names in {
        2: "två two",
        3: "tre three",
        4: "fyra four",
        5: "fem five",
        6: "sex six",
        7: "sju seven",
        8: "åtta eight",
        9: "nio nine",
        10: "tio ten",
        11: "elva eleven",
        12: "tolv twelve",
        13: "tretton thirteen",
        14: "fjorton fourteen",
        15: "femton fifteen",
        16: "sexton sixteen",
        17: "sjutton seventeen",
        18: "arton eighteen",
        19: "nitton nineteen",
        20: "tjugo twenty",
        21: "tjugoett",
        24: "tjugofyra",
        30: "trettio thirty",
        50: "femtio fifty",
        65: "sextiofem",
        80: "åttio eighty",
    }.items()
    for name in names.split()
}
_SWEDISH = snowballstemmer.stemmer("swedish")
_ENGLISH = snowballstemmer.stemmer("english")


@dataclass(frozen=True, slots=True)
class Side:
    """One question of a pair; a metadata field is "" where it was not recorded for this side."""

    text: str
    answer: str = ""
    period: str = ""
    population: str = ""

    @property
    def has_metadata(self) -> bool:
        """Whether anything but the text was recorded."""
        return bool(self.answer or self.period or self.population)

    def without_metadata(self) -> Side:
        """The text alone."""
        return Side(self.text)


@dataclass(frozen=True, slots=True)
class Input:
    """A pair as the network reads it; three lists of one length."""

    pieces: list[int]
    types: list[int]
    sides: list[int]


@dataclass(frozen=True, slots=True)
class _Words:
    """The pieces of one side, and the word that each piece stands in (-1: none)."""

    pieces: list[int]
    word_of: list[int]
    forms: list[frozenset[str]]
    all_forms: frozenset[str]
    long_forms: tuple[str, ...]


Encode = Callable[[str], tuple[Sequence[int], Sequence[tuple[int, int]]]]
"""A text to its pieces and the characters that each was read from."""


def tidy(text: str) -> str:
    """One kind of dash and single spaces."""
    return _SPACE.sub(" ", text.translate(_DASHES)).strip()


def render(side: Side) -> str:
    """The text with its recorded metadata after it."""
    recorded = [
        f"{name} {tidy(value)}"
        for name, value in (
            ("svar", side.answer),
            ("period", side.period),
            ("grupp", side.population),
        )
        if value.strip()
    ]
    return tidy(side.text) + (" | " + ", ".join(recorded) if recorded else "")


@lru_cache(maxsize=65536)
def word_forms(word: str) -> frozenset[str]:
    """The forms under which a word is looked for in the other text."""
    if word.isdigit():
        return frozenset((word.lstrip("0") or "0",))
    if word in _MONTHS:
        return frozenset((_MONTHS[word],))
    if word in _NUMBERS:
        return frozenset((_NUMBERS[word], word))
    return frozenset((_SWEDISH.stemWord(word), _ENGLISH.stemWord(word)))


def _is_kin(forms: frozenset[str], others: Sequence[str]) -> bool:
    for form in forms:
        if len(form) < KIN_LETTERS or not form.isalpha():
            continue
        for other in others:
            if other[:KIN_LETTERS] == form[:KIN_LETTERS] or form in other or other in form:
                return True
    return False


class Featuriser:
    """Turns pairs into inputs; keeps the last texts' pieces, since one text meets many others."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._prefix = list(encode("query:")[0])
        self._words = lru_cache(maxsize=8192)(self._read)

    def _read(self, text: str) -> _Words:
        pieces, offsets = self._encode(text)
        words = [(found.start(), found.end()) for found in _WORD.finditer(text)]
        forms = [word_forms(text[start:end].lower()) for start, end in words]
        word_of: list[int] = []
        at = 0
        for start, end in offsets:
            while at < len(words) and words[at][1] <= start:
                at += 1
            inside = at < len(words) and words[at][0] < end
            word_of.append(at if inside else -1)
        kept = list(pieces)
        if len(kept) > SIDE_PIECES:
            kept = kept[: SIDE_PIECES - TAIL_PIECES] + kept[-TAIL_PIECES:]
            word_of = word_of[: SIDE_PIECES - TAIL_PIECES] + word_of[-TAIL_PIECES:]
        every = frozenset().union(*forms)
        return _Words(
            kept,
            word_of,
            forms,
            every,
            tuple(sorted(f for f in every if len(f) >= KIN_LETTERS and f.isalpha())),
        )

    @staticmethod
    def _kinds(side: _Words, other: _Words) -> list[int]:
        kinds: list[int] = []
        for forms in side.forms:
            if forms & other.all_forms:
                kinds.append(FOUND)
            elif _is_kin(forms, other.long_forms):
                kinds.append(KIN)
            else:
                kinds.append(MISSING)
        return [FOUND if word < 0 else kinds[word] for word in side.word_of]

    def pair(self, a: Side, b: Side) -> Input:
        """The network's input for a pair, in the order given."""
        left, right = self._words(render(a)), self._words(render(b))
        lead = len(self._prefix)
        pieces = [START, *self._prefix, *left.pieces, END]
        cut = len(pieces)
        pieces += [END, *self._prefix, *right.pieces, END]
        types = [FOUND] * (1 + lead) + self._kinds(left, right) + [FOUND]
        types += [3 + FOUND] * (1 + lead)
        types += [3 + kind for kind in self._kinds(right, left)] + [3 + FOUND]
        sides = [1] * cut + [2] * (len(pieces) - cut)
        return Input(pieces, types, sides)
