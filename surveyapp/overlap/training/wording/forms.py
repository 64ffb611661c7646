"""How years, ages, dates and numbers are written, and what both kinds of change need."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

Change = Callable[[str, Random], str | None]

YEAR = re.compile(r"\b(?:19[89]|20[0-4])\d\b")
_SCHOOL_YEAR = re.compile(r"\b(20[0-4]\d)(/|-|–)(\d\d)\b(?![-–/]\d)")
AGES = re.compile(r"\b(\d{1,2})\s?[-–]\s?(\d{1,2})(?=\s?(?:år|years|-year|åring))")
FROM_AGE = re.compile(r"\b(\d{2})\s?(?:år (?:och|eller) äldre|\+|years and over|or older)")
UNDER_AGE = re.compile(
    r"\b(under|yngre än|över|äldre än|younger than|under|over) (\d{2})(?= år\b|\b)"
)
NUMBER = re.compile(r"(?<![\d§/.,:-])\b(\d{1,3})\b(?![\d§/.,:-]| §| kap)")
SECTION = re.compile(r"\b(\d{1,2})( [a-c])? §")
MONTH_NAMES = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
]
ENGLISH_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DATE = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTH_NAMES)})\b(?: (20\d\d))?")
ENGLISH_DATE = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(ENGLISH_MONTHS)})\b(?: (20\d\d))?")
WORDS_OF_NUMBERS = dict(
    enumerate(
        [
            "noll",
            "ett",
            "två",
            "tre",
            "fyra",
            "fem",
            "sex",
            "sju",
            "åtta",
            "nio",
            "tio",
            "elva",
            "tolv",
            "tretton",
            "fjorton",
            "femton",
            "sexton",
            "sjutton",
            "arton",
            "nitton",
            "tjugo",
            "tjugoett",
        ]
    )
)
WORDS_OF_NUMBERS |= {
    24: "tjugofyra",
    30: "trettio",
    48: "fyrtioåtta",
    50: "femtio",
    65: "sextiofem",
}
ENGLISH_NUMBERS = dict(
    enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
)
ORDINALS = {1: "första", 2: "andra", 3: "tredje", 15: "femtonde", 31: "trettioförsta"}


def is_english(text: str) -> bool:
    """Return whether a text has one of the words that only English has."""
    return bool(re.search(r"\b(?:the|of|and|number|share|does|how many|is there)\b", text.lower()))


def shift_years(text: str, by: int) -> str:
    """Every year moved, the second half of 2023/24 with it."""

    # The first half is moved by the second pattern, so only the second half is moved here.
    halved = _SCHOOL_YEAR.sub(
        lambda m: (
            f"{m[1]}{m[2]}{(int(m[3]) + by) % 100:02d}"
            if (int(m[1]) + 1) % 100 == int(m[3])
            else m[0]
        ),
        text,
    )
    return YEAR.sub(lambda m: str(int(m[0]) + by), halved)


def swapped(text: str, pairs: tuple[tuple[str, ...], ...], rng: Random) -> str | None:
    """Return the text with one term of a pair exchanged for the other; None where it has none."""
    choices = [
        (old, new)
        for pair in pairs
        for old, new in (pair, pair[::-1])
        if re.search(rf"(?<!\w){re.escape(old)}(?!\w)", text, re.IGNORECASE)
    ]
    if not choices:
        return None
    old, new = rng.choice(choices)

    def put(found: re.Match[str]) -> str:
        if found[0][:1].isupper() and not new[:2].isupper():
            return new[:1].upper() + new[1:]
        return new

    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", put, text, count=1, flags=re.IGNORECASE)
