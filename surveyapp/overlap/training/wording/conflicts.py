"""Another question made from one: another year, age span, date, number, law, group, direction."""

from __future__ import annotations

import re
from random import Random

from surveyapp.overlap.training.wording.forms import (
    AGES,
    DATE,
    ENGLISH_DATE,
    ENGLISH_MONTHS,
    FROM_AGE,
    MONTH_NAMES,
    NUMBER,
    SECTION,
    UNDER_AGE,
    WORDS_OF_NUMBERS,
    YEAR,
    Change,
    shift_years,
    swapped,
)
from surveyapp.overlap.training.wording.lists import OPPOSED

_SHARE = re.compile(r"\b(?:andel|andelen|share|proportion|percentage|procent)\b", re.IGNORECASE)
_COMPLEMENTS = {"med", "utan", "with", "without", "kvinnor", "män", "women", "men"}
"""Of a share, the share with and without add up to one: the other follows, so it is no conflict."""


def other_year(text: str, rng: Random) -> str | None:
    """All years moved by the same, -3 to 3."""
    if not YEAR.search(text):
        return None
    return shift_years(text, rng.choice((-3, -2, -1, -1, 1, 1, 2, 3)))


def other_date(text: str, rng: Random) -> str | None:
    """The day or the month of a date changed."""
    for pattern, names in ((DATE, MONTH_NAMES), (ENGLISH_DATE, ENGLISH_MONTHS)):
        found = pattern.search(text)
        if found:
            day, month = found[1], found[2]
            if rng.random() < 0.7:
                month = rng.choice([name for name in names if name != month])
            else:
                day = str(rng.choice([d for d in (1, 2, 15, 28) if str(d) != day]))
            year = f" {found[3]}" if found[3] else ""
            return text[: found.start()] + f"{day} {month}{year}" + text[found.end() :]
    return None


def other_age(text: str, rng: Random) -> str | None:
    """An age span or limit changed."""
    found = AGES.search(text)
    if found:
        low, high = int(found[1]), int(found[2])
        spans = [
            (high + 1, high + 1 + max(high - low, 2)),
            (low, high + rng.choice((1, 2, 3, 5))),
            (low + rng.choice((1, 2, 3)), high),
        ]
        new = rng.choice([span for span in spans if span[0] < span[1] and span != (low, high)])
        return text[: found.start()] + f"{new[0]}-{new[1]}" + text[found.end() :]
    found = FROM_AGE.search(text) or None
    if found:
        other = rng.choice([age for age in (18, 55, 65, 67, 75, 80, 85) if str(age) != found[1]])
        return text[: found.start(1)] + str(other) + text[found.end(1) :]
    found = UNDER_AGE.search(text)
    if found:
        if rng.random() < 0.5:
            turned = {
                "under": "över",
                "yngre än": "äldre än",
                "över": "under",
                "äldre än": "yngre än",
                "younger than": "older than",
                "over": "under",
            }[found[1]]
            return text[: found.start(1)] + turned + text[found.end(1) :]
        other = rng.choice([age for age in (13, 15, 18, 21, 25, 65, 80) if str(age) != found[2]])
        return text[: found.start(2)] + str(other) + text[found.end(2) :]
    return None


def other_number(text: str, rng: Random) -> str | None:
    """A plain number (a limit, a count of days or months) changed."""
    found = [
        item
        for item in NUMBER.finditer(text)
        if not re.match(
            rf"\s?(?:{'|'.join(MONTH_NAMES + ENGLISH_MONTHS)}|[-–])", text[item.end() :]
        )
        and item.start() > 2
    ]
    if not found:
        words = {word: number for number, word in WORDS_OF_NUMBERS.items() if number > 1}
        spoken = [item for item in re.finditer(r"\w+", text) if item[0] in words]
        if not spoken:
            return None
        item = rng.choice(spoken)
        other = rng.choice([word for word in words if word != item[0]])
        return text[: item.start()] + other + text[item.end() :]
    item = rng.choice(found)
    value = int(item[1])
    new = rng.choice(
        [
            n
            for n in (value + 1, value - 1, value * 2, value // 2, value + 3)
            if n > 1 and n != value
        ]
    )
    return text[: item.start(1)] + str(new) + text[item.end(1) :]


def other_section(text: str, rng: Random) -> str | None:
    """Another paragraph of the law."""
    found = SECTION.search(text)
    if not found:
        return None
    other = rng.choice([n for n in (1, 2, 3, 4, 6, 9, 11, 13) if str(n) != found[1]])
    return text[: found.start(1)] + str(other) + text[found.end(1) :]


def other_word(text: str, rng: Random) -> str | None:
    """One word of an opposed pair exchanged for the other."""
    if _SHARE.search(text):
        kept = tuple(pair for pair in OPPOSED if pair[0] not in _COMPLEMENTS)
        return swapped(text, kept, rng)
    return swapped(text, OPPOSED, rng)


def negated(text: str, rng: Random) -> str | None:
    """ "inte" put in, or taken away."""
    if _SHARE.search(text):
        return None
    if re.search(r"\b(?:inte|ej)\b ", text):
        return re.sub(r"\b(?:inte|ej)\b ", "", text, count=1)
    found = re.search(
        r"\bsom (?:\w+ )?(har|hade|fick|får|kan|är|var|blev|erbjuds|genomförts)\b", text
    )
    if found:
        return text[: found.start(1)] + "inte " + text[found.start(1) :]
    return None


CONFLICTS: tuple[tuple[str, Change], ...] = (
    ("period", other_year),
    ("date", other_date),
    ("age", other_age),
    ("threshold", other_number),
    ("legal_ground", other_section),
    ("other", other_word),
    ("other", other_word),
    ("other", other_word),
    ("direction", negated),
)


def conflict(text: str, rng: Random) -> tuple[str, str] | None:
    """(another question made from this one, what differs); None where nothing could be changed."""
    for name, change in rng.sample(CONFLICTS, len(CONFLICTS)):
        changed = change(text, rng)
        if changed is not None and changed != text:
            return changed, name
    return None
