"""Numbers, money, dates and sorting as people in Sweden read and write them.

Every page, CSV file and PDF shows numbers through these functions, so the same value looks the
same everywhere. English pages keep the grouping space and change only the decimal sign: a comma
between groups would be read as a decimal sign when the number is typed back.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from functools import wraps
from typing import Any, Literal, ParamSpec, SupportsFloat
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from surveyapp.core.decimals import (
    MAX_DIGITS,
    MINUS,
    NO_BREAK_SPACE,
    ROUNDING,
    NumberProblem,
    format_decimal,
    parse_decimal,
)
from surveyapp.core.i18n import current_language

MISSING = "\u2013"
"""Shown where there is no value. Never used for zero."""

STOCKHOLM = ZoneInfo("Europe/Stockholm")
KRONOR_STEP = 100
"""Cost is shown in whole hundreds of kronor (domain rule 11)."""

_MISSING_MEANING = {"sv": "uppgift saknas", "en": "no value"}

Number = Decimal | SupportsFloat
"""A Decimal, int, float or numpy scalar."""

P = ParamSpec("P")

__all__ = [
    "MAX_DIGITS",
    "MINUS",
    "MISSING",
    "NO_BREAK_SPACE",
    "STOCKHOLM",
    "NumberProblem",
    "clock_time",
    "date",
    "datetime",
    "duration",
    "hours",
    "html_filters",
    "kronor",
    "missing_markup",
    "number",
    "parse_decimal",
    "percent",
    "sort_key",
    "week",
]


def number(value: Number | None, decimals: int | None = 0, lang: str | None = None) -> str:
    """Format a number, rounding halves away from zero; `decimals=None` keeps all that is there."""
    exact = _exact(value)
    if exact is None:
        return MISSING
    return format_decimal(exact, decimals, _language(lang))


def percent(share: Number | None, decimals: int = 0, lang: str | None = None) -> str:
    """Format a share between 0 and 1 as per cent."""
    exact = _exact(share)
    if exact is None:
        return MISSING
    chosen = _language(lang)
    gap = "" if chosen == "en" else NO_BREAK_SPACE
    return f"{number(exact.scaleb(2, ROUNDING), decimals, chosen)}{gap}%"


def kronor(value: Number | None, lang: str | None = None) -> str:
    """Format an amount in kronor, rounded to whole hundreds (domain rule 11)."""
    exact = _exact(value)
    if exact is None:
        return MISSING
    chosen = _language(lang)
    hundreds = ROUNDING.divide(exact, Decimal(KRONOR_STEP)).quantize(Decimal(1), context=ROUNDING)
    unit = "SEK" if chosen == "en" else "kr"
    return f"{number(hundreds * KRONOR_STEP, 0, chosen)}{NO_BREAK_SPACE}{unit}"


def hours(value: Number | None, decimals: int = 1, lang: str | None = None) -> str:
    """Format a number of hours with its unit, to one decimal (domain rule 11)."""
    if _exact(value) is None:
        return MISSING
    return f"{number(value, decimals, lang)}{NO_BREAK_SPACE}h"


def duration(seconds: Number | None, lang: str | None = None) -> str:
    """Format a length of time: seconds below an hour, minutes above ("1 h 20 min", "45 s")."""
    exact = _exact(seconds)
    if exact is None:
        return MISSING
    total = int(abs(exact).quantize(Decimal(1), context=ROUNDING))
    if total >= 3600:
        whole_hours, minutes = divmod((total + 30) // 60, 60)
        parts = [(whole_hours, "h"), (minutes, "min")]
    else:
        minutes, rest = divmod(total, 60)
        parts = [(minutes, "min"), (rest, "s")]
    shown = [f"{number(n, 0, lang)}{NO_BREAK_SPACE}{unit}" for n, unit in parts if n]
    text = " ".join(shown) or f"0{NO_BREAK_SPACE}s"
    return MINUS + text if exact < 0 and total else text


def date(value: dt.date | None) -> str:
    """Format a day as 2026-03-01; an aware datetime is the day it was in Stockholm."""
    if value is None:
        return MISSING
    if isinstance(value, dt.datetime):
        value = _in_stockholm(value).date()
    return value.isoformat()


def clock_time(value: dt.datetime | dt.time | None, lang: str | None = None) -> str:
    """Format a time of day in Stockholm: 14.02 in Swedish, 14:02 in English."""
    if value is None:
        return MISSING
    if isinstance(value, dt.datetime):
        value = _in_stockholm(value).time()
    return f"{value:%H:%M}" if _language(lang) == "en" else f"{value:%H.%M}"


def datetime(value: dt.datetime | None, lang: str | None = None) -> str:
    """Format day and time of day in Stockholm: 2026-03-01 14.02."""
    if value is None:
        return MISSING
    return f"{date(value)}{NO_BREAK_SPACE}{clock_time(value, lang)}"


def week(value: dt.date | int | None, lang: str | None = None) -> str:
    """Format an ISO week, from a day or a week number: v. 4."""
    if value is None:
        return MISSING
    if isinstance(value, dt.datetime):
        value = _in_stockholm(value).date()
    week_number = value.isocalendar().week if isinstance(value, dt.date) else value
    word = "week" if _language(lang) == "en" else "v."
    return f"{word}{NO_BREAK_SPACE}{week_number}"


def sort_key(text: str) -> tuple[tuple[int, ...], str]:
    """Order words as in a Swedish register: å, ä, ö last, other accents beside their letter.

    The text itself ends the key, so that two different words never tie.
    """
    weights: list[int] = []
    for character in unicodedata.normalize("NFC", text).casefold():
        if character in _LAST_LETTERS:
            weights.append(_LAST_LETTERS[character])
            continue
        base = unicodedata.normalize("NFKD", _SORTED_AS.get(character, character))
        weights.extend(ord(part) for part in base if not unicodedata.combining(part))
    return tuple(weights), text


def missing_markup(lang: str | None = None) -> Markup:
    """Return the dash for a missing value with words for those who hear the page."""
    meaning = _MISSING_MEANING[_language(lang)]
    return Markup('<span role="img" aria-label="{}">{}</span>').format(meaning, MISSING)


def html_filters() -> dict[str, Callable[..., Any]]:
    """Return the Jinja filters: as the functions here, with a spoken dash for None.

    Inside an attribute write `|number|striptags`, where no element may stand.
    """
    shown = (number, percent, kronor, hours, duration, date, clock_time, datetime, week)
    return {function.__name__: _spoken(function) for function in shown}


# Weights above every letter of the basic alphabet, in the order of the Swedish one.
_LAST_LETTERS = {
    "å": 0x110000,
    "ä": 0x110001,
    "æ": 0x110001,
    "ö": 0x110002,
    "ø": 0x110002,
}
_SORTED_AS = {"ü": "y", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "œ": "oe"}


def _spoken(function: Callable[P, str]) -> Callable[P, Markup]:
    @wraps(function)
    def shown(*args: P.args, **kwargs: P.kwargs) -> Markup:
        text = function(*args, **kwargs)
        if text != MISSING:
            return escape(text)
        lang = kwargs.get("lang")
        return missing_markup(lang if isinstance(lang, str) else None)

    return shown


def _language(lang: str | None) -> Literal["sv", "en"]:
    return "en" if (lang or current_language()) == "en" else "sv"


def _exact(value: Number | None) -> Decimal | None:
    """Return the value as it would be written, or None when there is nothing to show."""
    if value is None:
        return None
    if not isinstance(value, Decimal | int):
        # The shortest text of a float is what a reader would call its value (0.125, not 0.1249...).
        value = Decimal(repr(float(value)))
    exact = Decimal(value)
    return exact if exact.is_finite() else None


def _in_stockholm(value: dt.datetime) -> dt.datetime:
    if value.tzinfo is None:
        raise ValueError("a time without a zone cannot be shown")
    return value.astimezone(STOCKHOLM)
