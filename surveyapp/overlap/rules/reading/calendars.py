"""What the named parts of a date say: months, weeks, seasons, terms and parts of a year as periods."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from surveyapp.overlap.rules.canonical import ORDINALS
from surveyapp.overlap.rules.periods import PeriodKind, last_day

MONTHS = {
    "januari": 1, "februari": 2, "mars": 3, "april": 4, "maj": 5, "juni": 6, "juli": 7, "augusti": 8,
    "september": 9, "oktober": 10, "november": 11, "december": 12,
    "january": 1, "february": 2, "march": 3, "may": 5, "june": 6, "july": 7, "august": 8, "october": 10,
    "jan": 1, "feb": 2, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sept": 9, "sep": 9, "okt": 10, "oct": 10,
    "nov": 11, "dec": 12,
}  # fmt: skip

Read = tuple[PeriodKind, tuple[int | str, ...]]
"""The kind and the value of a period."""

MONTH_NUMBERS = {**MONTHS, "mar": 3, "febr": 2}
"""Name of a month, whole or shortened -> its number."""

_DAYS = {
    "dag": 1, "dygn": 1, "day": 1, "veck": 7, "week": 7, "månad": 30, "mån": 30, "month": 30, "kvartal": 90,
    "quarter": 90, "halvår": 180, "half": 180, "tertial": 120, "år": 360, "year": 360,
}  # fmt: skip

_PLURALS = frozenset(("dagarna", "dygnen", "veckorna", "månaderna", "kvartalen", "åren", "days", "weeks", "months", "quarters", "years"))  # fmt: skip
"""Of units: "the last years" are no one knows how many."""

SEASONS = {
    "vår": (3, 5), "våren": (3, 5), "sommar": (6, 8), "sommaren": (6, 8), "höst": (9, 11), "hösten": (9, 11),
    "vinter": (12, 2), "vintern": (12, 2), "sommarlovet": (6, 8), "spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 2),
}  # fmt: skip
"""Season -> its first and its last month."""

_NTH = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    **{str(n): n for n in range(1, 5)},
    **{w: n for w, n in ORDINALS.items() if n <= 4},
}


def month_of(name: str | None) -> int:
    """Return the number of a month, by its name or what it is shortened to."""
    return MONTH_NUMBERS[(name or "").rstrip(".")]


def year_of(named: dict[str, str | None], *keys: str) -> int:
    """Return the year that stands under the first of the keys that has one, 0 where none does."""
    for key in keys or ("y",):
        text = named.get(key)
        if text:
            year = int(text.strip("-'"))
            return year + 2000 if year < 100 else year
    return 0


def day_of(text: str | None) -> int:
    """Return the day of a month, in digits or as an ordinal; the last one where neither is known."""
    said = text or ""
    return int(said) if said.isdigit() else ORDINALS.get(said, 31)


def named_day(month: int, day: int, year: int) -> Read | None:
    """Return a day, None where there is no such day or month."""
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return PeriodKind.POINT, (month, min(day, last_day(year, month)), year)


def date_span(y1: int, m1: int, d1: int, y2: int, m2: int, d2: int) -> Read | None:
    """Return the time from one day to another; a year that only one end names is had from the other."""
    if not (1 <= m1 <= 12 and 1 <= m2 <= 12 and d1 >= 1):
        return None
    y1 = y1 or (y2 if (m1, d1) <= (m2, d2) or not y2 else y2 - 1)
    y2 = y2 or y1
    first = f"{y1:04d}-{m1:02d}-{min(d1, last_day(y1, m1)):02d}"
    return PeriodKind.SPAN, (first, f"{y2:04d}-{m2:02d}-{min(d2, last_day(y2, m2)):02d}")


def month_span(year: int, first: int, last: int) -> Read | None:
    """Return the whole months of a year from the first to the last."""
    return date_span(year, first, 1, year, last, 31)


def part_of_year(named: dict[str, str | None], months: int) -> Read | None:
    """Return the part of a year that is named, each so many months long."""
    said = (named.get("o") or named.get("n") or named.get("p") or "1").strip()
    number = _NTH.get(said) or _NTH.get(said[:1]) or 12 // months  # "the last quarter"
    if number * months > 12:
        return None
    return month_span(year_of(named, "y", "y0"), (number - 1) * months + 1, number * months)


def end_of_part(named: dict[str, str | None]) -> Read | None:
    """Return the last day of a quarter or a half-year."""
    months = 3 if named["w"] == "kvartalets" else 6
    part = part_of_year(named, months)
    if part is None or not named.get("o"):
        return None
    return named_day(int(str(part[1][1])[5:7]), 31, year_of(named))


def term(first: int, last: int) -> Callable[[dict[str, str | None]], Read | None]:
    """Return a reading of a term that lasts from one month to another."""
    return lambda n: month_span(year_of(n), first, last)


def season(named: dict[str, str | None]) -> Read | None:
    """Return the months of a season; winter goes on into the year after."""
    first, last = SEASONS[str(named["s"])]
    year = year_of(named)
    if first < last:
        return month_span(year, first, last)
    return date_span(year, first, 1, year + 1 if year else 0, last, 28)


def week_span(named: dict[str, str | None]) -> Read | None:
    """Return the days of one or more weeks, or the weeks themselves where no year is named."""
    first = int(named["w1"] or 0)
    last = int(named.get("w2") or first)
    year = year_of(named, "y", "y0")
    if not 1 <= first <= last <= 53:
        return None
    if not year:
        return PeriodKind.SPAN, (f"0000-w{first:02d}", f"0000-w{last:02d}")
    try:
        return PeriodKind.SPAN, (
            dt.date.fromisocalendar(year, first, 1).isoformat(),
            dt.date.fromisocalendar(year, last, 7).isoformat(),
        )
    except ValueError:
        return None


def lookback(named: dict[str, str | None]) -> Read | None:
    """Return how far back is looked, in days."""
    unit = named["u"] or ""
    days = next(n for key, n in _DAYS.items() if unit.startswith(key))
    if unit.startswith(("dag", "day")):
        days = 1
    said = named.get("n") or named.get("n2")
    if not said and unit in _PLURALS:
        return None
    number = (2 if said == "båda" else int(said or 1)) * days
    if days == 7 and number % 28 == 0 and number > 28:
        number = number // 28 * 28
    return PeriodKind.LOOKBACK, (_round(number),)


def _round(days: int) -> int:
    """Thirty days are a month, 365 a year, 52 weeks too, however they are written."""
    return {365: 360, 366: 360, 364: 360, 182: 180, 183: 180, 91: 90, 92: 90, 31: 30, 28: 30, 730: 720, 731: 720, 1095: 1080}.get(days, days)  # fmt: skip


def months_of_year(named: dict[str, str | None]) -> Read | None:
    """Return the first or the last months of a year."""
    count = int(named.get("n") or named.get("n2") or 1)
    if not 1 <= count <= 12:
        return None
    is_first = named["w"] in ("första", "first")
    return (
        month_span(year_of(named), 1, count)
        if is_first
        else month_span(year_of(named), 13 - count, 12)
    )


def school_year(named: dict[str, str | None]) -> Read | None:
    """Return August to June; None where the years that are named do not follow each other."""
    year = year_of(named)
    after = named.get("y2")
    if year and after and int(after) % 100 != (year + 1) % 100:
        return None
    return date_span(year, 8, 1, year + 1 if year else 0, 6, 30)


def turn_of_year(named: dict[str, str | None]) -> Read | None:
    """Return the last day of the year that ends, whichever of the two is named."""
    year = year_of(named)
    if year and named.get("to"):
        year -= 1
    return named_day(12, 31, year)


def year_span(named: dict[str, str | None]) -> Read | None:
    """Return whole years from the first to the last, None where they stand the wrong way."""
    first, last = year_of(named, "y1"), year_of(named, "y2")
    return date_span(first, 1, 1, last, 12, 31) if first <= last else None


def years_listed(named: dict[str, str | None]) -> Read | None:
    """Return the years of a list from the first to the last, None where one between is left out."""
    between = len(re.findall(r"\d+", named["l"] or ""))
    is_whole = year_of(named, "y2") - year_of(named, "y1") == between + 1
    return year_span(named) if is_whole else None


def compact_date(named: dict[str, str | None]) -> Read | None:
    """Return a day written in digits."""
    return named_day(int(named["m"] or 0), int(named["d"] or 0), year_of(named))


def iso_span(named: dict[str, str | None]) -> Read | None:
    """Return the time between two days written in digits."""
    whole = [int(named[k] or 0) for k in ("y1", "m1", "d1", "y2", "m2", "d2")]
    return date_span(*whole)


def constant(kind: PeriodKind, *value: int | str) -> Callable[[dict[str, str | None]], Read]:
    """Return a reading that says the same whatever the words."""
    return lambda _named: (kind, value)
