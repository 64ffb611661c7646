"""A text as the readers want it: lower case, plain dashes, numbers in digits, every place kept."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

_SIMPLE = str.maketrans(
    {**dict.fromkeys("‐‑‒–—−", "-"), **dict.fromkeys("\u00a0\u2009\u202f\t\n", " "), "’": "'"}
)
_TOKEN = re.compile(r"\d+|[^\W\d_]+")

_UNITS = {
    "sv": {"en": 1, "ett": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8, "nio": 9},
    "en": {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9},
}  # fmt: skip
_TEENS = {
    "sv": {
        "tio": 10, "elva": 11, "tolv": 12, "tretton": 13, "fjorton": 14, "femton": 15, "sexton": 16, "sjutton": 17,
        "arton": 18, "aderton": 18, "nitton": 19,
    },
    "en": {
        "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
        "seventeen": 17, "eighteen": 18, "nineteen": 19,
    },
}  # fmt: skip
_TENS = {
    "sv": {
        "tjugo": 20, "tjugi": 20, "trettio": 30, "fyrtio": 40, "femtio": 50, "sextio": 60, "sjuttio": 70, "åttio": 80,
        "nittio": 90,
    },
    "en": {
        "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    },
}  # fmt: skip
_ORDINALS = {
    "sv": {
        "första": 1, "andra": 2, "tredje": 3, "fjärde": 4, "femte": 5, "sjätte": 6, "sjunde": 7, "åttonde": 8,
        "nionde": 9, "tionde": 10, "elfte": 11, "tolfte": 12, "trettonde": 13, "fjortonde": 14, "femtonde": 15,
        "sextonde": 16, "sjuttonde": 17, "artonde": 18, "nittonde": 19, "tjugonde": 20, "tjugoförsta": 21,
        "tjugoandra": 22, "tjugotredje": 23, "tjugofjärde": 24, "tjugofemte": 25, "tjugosjätte": 26,
        "tjugosjunde": 27, "tjugoåttonde": 28, "tjugonionde": 29, "trettionde": 30, "trettioförsta": 31,
    },
    "en": {
        "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
        "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14,
        "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19,
        "twentieth": 20, "thirtieth": 30,
    },
}  # fmt: skip
ORDINALS = {word: n for listed in _ORDINALS.values() for word, n in listed.items()}
"""Ordinal word -> number, both languages."""

_GLUED = re.compile(r"(?:år|månad|dag|dygn|veck|timm|kvartal|termin|minut|gång)\w*$")
"""What a Swedish number can be written together with: "tolvmånadersperioden"."""

_ARTICLES = frozenset(("en", "ett", "one"))
_COUNTING = frozenset(
    [
        "minst",
        "högst",
        "inom",
        "än",
        "under",
        "till",
        "max",
        "maximalt",
        "senaste",
        "sista",
        "föregående",
        "över",
        "varje",
        "least",
        "most",
        "within",
        "last",
        "past",
        "previous",
        "than",
        "up",
    ]
)
"""Words after which "en" or "one" is a number and no article."""


def _spoken(word: str, language: str) -> int | None:
    """Return what a whole Swedish number word says, thousands and hundreds included."""
    if "tusen" in word:
        first, _t, rest = word.partition("tusen")
        high = _spoken(first, language) if first else 1
        low = _spoken(rest.removeprefix("och"), language) if rest else 0
        return None if high is None or low is None else high * 1000 + low
    if "hundra" in word:
        first, _h, rest = word.partition("hundra")
        high = _spoken(first, language) if first else 1
        low = _spoken(rest.removeprefix("och"), language) if rest else 0
        return None if high is None or low is None else high * 100 + low
    known = _TEENS[language].get(word) or _TENS[language].get(word) or _UNITS[language].get(word)
    if known:
        return known
    for tens, value in _TENS[language].items():
        if word.startswith(tens):
            return (
                value + _UNITS[language][word[len(tens) :]]
                if word[len(tens) :] in _UNITS[language]
                else None
            )
    return 0 if word in ("noll", "zero") else None


@lru_cache(maxsize=200_000)
def number_word(word: str, language: str) -> tuple[int, int] | None:
    """Return (number, letters that say it) for a lower-case word that is or begins with a number."""
    if len(word) < 2:
        return None
    language = language if language in _UNITS else "sv"
    whole = _spoken(word, language)
    if whole is not None:
        return whole, len(word)
    if language == "sv" and (glued := _GLUED.search(word)):
        said = _spoken(word[: glued.start()], language)
        if said is not None:
            return said, glued.start()
    return None


@dataclass(frozen=True, slots=True)
class Canonical:
    """A prepared text; places in it lead back to places in the text as it was written."""

    text: str
    words: tuple[tuple[str, int, int], ...]
    """Runs of letters or digits in order: (word, start, end) in `text`."""
    names: frozenset[str]
    _from: tuple[int, ...] = ()
    _shift: tuple[int, ...] = ()

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a piece of `text` stood in the text as it was written."""
        if not self._from:
            return start, end
        return self._back(start), self._back(end)

    def _back(self, place: int) -> int:
        at = bisect_right(self._from, place) - 1
        return place + (self._shift[at] if at >= 0 else 0)


def _lower(text: str) -> str:
    lower = text.lower()
    if len(lower) != len(text):  # a few capitals become two characters
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    lower = lower.translate(_SIMPLE)
    if "\u0308" in lower or "\u030a" in lower:  # decomposed å, ä, ö: two characters for one
        composed = unicodedata.normalize("NFC", lower)
        return composed + " " * (len(lower) - len(composed))
    return lower


_DECADES = frozenset(v for t in _TENS.values() for v in t.values())


REMEMBERED = 5_000
"""Texts that are kept prepared, some 2 kB each: the readers of one text come one after the other."""


@lru_cache(maxsize=REMEMBERED)
def canonical(text: str, language: str) -> Canonical:
    """Return a text prepared for reading."""
    lower = _lower(text)
    language = language if language in _UNITS else "sv"
    found = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(lower)]
    swaps: list[tuple[int, int, int]] = []
    place = 0
    before = ""
    while place < len(found):
        word, start, _end = found[place]
        said = None if word.isdigit() else number_word(word, language)
        if said is None or (
            word in _ARTICLES
            and before not in _COUNTING
            and not _begins_span(found, place, language)
        ):
            before = word
            place += 1
            continue
        number, letters = said
        stop = start + letters
        if language == "en":
            number, stop, place = _english(found, place, lower, number, stop)
        swaps.append((start, stop, number))
        before = word
        place += 1
    if not swaps:
        return Canonical(lower, tuple(found), frozenset(w for w, _s, _e in found))
    pieces: list[str] = []
    starts, shifts = [], []
    last = length = 0
    for start, stop, number in swaps:
        digits = str(number)
        pieces += [lower[last:start], digits]
        length += start - last + len(digits)
        last = stop
        starts.append(length)
        shifts.append(stop - length)
    pieces.append(lower[last:])
    said_text = "".join(pieces)
    words = tuple((m.group(), m.start(), m.end()) for m in _TOKEN.finditer(said_text))
    return Canonical(
        said_text, words, frozenset(w for w, _s, _e in words), tuple(starts), tuple(shifts)
    )


_LINKS = frozenset(("till", "to", "och", "med"))


def _begins_span(found: list[tuple[str, int, int]], place: int, language: str) -> bool:
    """True for the "one" of "one- to five-year-olds", "ett till och med fem år"."""
    if place + 2 >= len(found) or found[place + 1][0] not in ("till", "to"):
        return False
    after = next((w for w, _s, _e in found[place + 2 : place + 5] if w not in _LINKS), "")
    return after.isdigit() or number_word(after, language) is not None


def _english(
    found: list[tuple[str, int, int]], place: int, text: str, number: int, stop: int
) -> tuple[int, int, int]:
    """Join the words of an English number: "two thousand and twenty-four", "twenty twenty-four"."""
    while place + 1 < len(found):
        word, start, end = found[place + 1]
        gap = text[stop:start]
        if gap not in (" ", "-"):
            break
        if word == "hundred" and number < 100:
            number *= 100
        elif word == "thousand" and number < 1000:
            number *= 1000
        elif word == "and" and number >= 100 and number % 100 == 0 and place + 2 < len(found):
            after = number_word(found[place + 2][0], "en")
            if after is None or after[0] >= 100:
                break
            place += 1
            continue_at = found[place + 1]
            number += after[0]
            stop = continue_at[2]
            place += 1
            continue
        else:
            said = number_word(word, "en")
            if said is None:
                break
            if (
                (number in _DECADES and said[0] < 10)
                or (number % 100 in _DECADES and number >= 100 and said[0] < 10)
                or (number >= 100 and number % 100 == 0 and said[0] < 100)
            ):
                number += said[0]
            elif number in (19, 20) and said[0] >= 10:
                number = number * 100 + said[0]
            else:
                break
        stop = end
        place += 1
    return number, stop, place
