"""The same question said in another way."""

from __future__ import annotations

import re
from random import Random

from surveyapp.overlap.training.wording.forms import (
    DATE,
    ENGLISH_DATE,
    ENGLISH_MONTHS,
    ENGLISH_NUMBERS,
    MONTH_NAMES,
    NUMBER,
    ORDINALS,
    WORDS_OF_NUMBERS,
    Change,
    is_english,
    swapped,
)
from surveyapp.overlap.training.wording.lists import REWORDED, SHORT


def _year_said(text: str, rng: Random) -> str | None:
    swedish: tuple[str, ...] = (
        "under {y}",
        "år {y}",
        "under år {y}",
        "kalenderåret {y}",
        "under kalenderåret {y}",
    )
    swedish += ("januari-december {y}", "1 januari-31 december {y}", "hela {y}", "{y}")
    found = re.search(
        r"\b(?:under kalenderåret|kalenderåret|under år|år|under)\s(20\d\d)\b(?![-/–]\d)", text
    )
    if found:
        said = rng.choice(swedish[:-1]).format(y=found[1])
        return text[: found.start()] + said + text[found.end() :]
    found = re.search(r", (20\d\d)(?=$|[,.?])", text)
    if found:
        said = rng.choice(swedish[:-1]).format(y=found[1])
        return text[: found.start()] + ", " + said + text[found.end() :]
    found = re.search(r"\b(?:in|during) (20\d\d)\b(?![-/–]\d)", text)
    if found:
        said = rng.choice(
            ("in {y}", "during {y}", "in the calendar year {y}", "January to December {y}")
        ).format(y=found[1])
        return text[: found.start()] + said + text[found.end() :]
    return None


def _date_said(text: str, rng: Random) -> str | None:
    found = re.search(rf"(?:\b[Dd]en )?{DATE.pattern}", text)
    english = False
    if not found:
        found = re.search(rf"(?:\b[Oo]n |\bas of )?{ENGLISH_DATE.pattern}", text)
        english = True
    if not found:
        return None
    names = ENGLISH_MONTHS if english else MONTH_NAMES
    day, month, year = int(found[1]), names.index(found[2]) + 1, found[3]
    forms = [f"{day}/{month}" + (f" {year}" if year else "")]
    if year:
        forms += [f"{year}-{month:02d}-{day:02d}", f"per {year}-{month:02d}-{day:02d}"]
    if not english:
        tail = f" {year}" if year else ""
        forms += [f"den {day} {names[month - 1]}{tail}", f"per den {day} {names[month - 1]}{tail}"]
        forms += [f"{day} {names[month - 1][:3]}.{tail}"]
        if day in ORDINALS:
            forms += [f"den {ORDINALS[day]} {names[month - 1]}{tail}"]
        if (day, month) == (31, 12):
            forms += ["vid årets slut" + tail, "vid årets utgång" + tail]
            if year:
                forms += [f"vid utgången av {year}", f"i slutet av {year}"]
                forms += [f"vid årsskiftet {year}/{(int(year) + 1) % 100:02d}"]
    elif year:
        forms += [f"as of {day} {names[month - 1]} {year}", f"on {names[month - 1]} {day}, {year}"]
        if (day, month) == (31, 12):
            forms += [f"at the end of {year}"]
    return text[: found.start()] + rng.choice(forms) + text[found.end() :]


def _age_said(text: str, rng: Random) -> str | None:
    found = re.search(r"\b(\d{1,2})\s?[-–]\s?(\d{1,2}) år\b", text)
    if found:
        low, high = int(found[1]), int(found[2])
        forms = [f"{low} till {high} år", f"{low} t.o.m. {high} år", f"i åldern {low}-{high} år"]
        forms += [f"från {low} upp till {high} år", f"mellan {low} och {high} år"]
        if low == 0:
            forms += [f"under {high + 1} år", f"yngre än {high + 1} år", f"upp till {high} år"]
        if low in WORDS_OF_NUMBERS and high in WORDS_OF_NUMBERS:
            forms += [f"{WORDS_OF_NUMBERS[low]} till {WORDS_OF_NUMBERS[high]} år"]
        return text[: found.start()] + rng.choice(forms) + text[found.end() :]
    found = re.search(r"\b(\d{2}) år (?:och|eller) äldre\b", text) or re.search(
        r"\b(\d{2})\+", text
    )
    if found:
        age = int(found[1])
        forms = [f"{age} år och äldre", f"{age} år eller äldre", f"{age}+", f"från {age} års ålder"]
        forms += [f"över {age - 1} år", f"som fyllt {age} år", f"minst {age} år", f"lägst {age} år"]
        return text[: found.start()] + rng.choice(forms) + text[found.end() :]
    found = re.search(r"\b(?:under|yngre än) (\d{2}) år\b", text)
    if found:
        age = int(found[1])
        forms = [f"0-{age - 1} år", f"under {age} år", f"yngre än {age} år", f"t.o.m. {age - 1} år"]
        return text[: found.start()] + rng.choice(forms) + text[found.end() :]
    found = re.search(r"\baged? (\d{1,2})\s?[-–]\s?(\d{1,2})\b", text)
    if found:
        low, high = int(found[1]), int(found[2])
        forms = [f"aged {low} to {high}", f"{low} to {high} years old", f"between {low} and {high}"]
        return text[: found.start()] + rng.choice(forms) + text[found.end() :]
    return None


def _number_said(text: str, rng: Random) -> str | None:
    swedish = not is_english(text)
    spoken = WORDS_OF_NUMBERS if swedish else ENGLISH_NUMBERS
    found = [
        item
        for item in NUMBER.finditer(text)
        if int(item[1]) in spoken
        and int(item[1]) > 1
        and item.start() > 2
        and re.match(
            r" (?:mån|dag|veck|tim|år\b|gång|months|days|weeks|years|hours|person)",
            text[item.end() :],
        )
    ]
    if found:
        item = rng.choice(found)
        return text[: item.start(1)] + spoken[int(item[1])] + text[item.end(1) :]
    values = {word: str(number) for number, word in spoken.items() if number > 1}
    words = [
        item
        for item in re.finditer(r"\b\w+\b", text)
        if item[0] in values
        and re.match(
            r" (?:mån|dag|veck|tim|år\b|months|days|weeks|years|hours)", text[item.end() :]
        )
    ]
    if words:
        item = rng.choice(words)
        return text[: item.start()] + values[item[0]] + text[item.end() :]
    for months, years in (
        ("12 månader", "ett år"),
        ("24 månader", "två år"),
        ("6 månader", "ett halvår"),
    ):
        if months in text:
            return text.replace(months, years, 1)
    return None


def _measure_moved(text: str, rng: Random) -> str | None:
    """ "Antal X" against "X, antal", and a share in the same way."""
    found = re.fullmatch(r"(Antal|Andel) (.{12,})", text.rstrip("."))
    if found and "," not in text and "?" not in text:
        rest = found[2][:1].upper() + found[2][1:]
        if found[1] == "Antal":
            return rng.choice(
                (f"{rest}, antal", f"Hur många {found[2]}?", f"Ange antalet {found[2]}")
            )
        return rng.choice(
            (f"{rest}, andel (%)", f"Hur stor andel {found[2]}?", f"Ange andelen {found[2]}")
        )
    found = re.fullmatch(r"(.{10,}), (antal|andel \(%\))", text)
    if found:
        rest = found[1][:1].lower() + found[1][1:] if not found[1][:2].isupper() else found[1]
        if found[2] == "antal":
            return rng.choice((f"Antal {rest}", f"Antalet {rest}", f"Hur många {rest}?"))
        return rng.choice(
            (f"Andel {rest}", f"Andelen {rest} i procent", f"Hur stor andel (%) {rest}?")
        )
    return None


def _clauses_moved(text: str, rng: Random) -> str | None:
    """A last clause with a time put first: "X den 1 mars 2024" becomes "Den 1 mars 2024: X"."""
    found = re.search(r",? ((?:under|den|per|vid|in|during|on) [^,?]{0,30}20\d\d)(?=[.?]?$)", text)
    if found:
        said = found[1][:1].upper() + found[1][1:]
        rest = text[: found.start()] + text[found.end() :]
        return f"{said}: {rest[:1].lower() + rest[1:]}" if rng.random() < 0.5 else f"{said}. {rest}"
    parts = text.split(", ")
    if len(parts) == 3 and all(len(part) > 4 for part in parts):
        return ", ".join((parts[0], parts[2], parts[1]))
    return None


def shortened(text: str, rng: Random) -> str | None:
    """A term exchanged for its abbreviation or the reverse."""
    return swapped(text, SHORT, rng)


def reworded(text: str, rng: Random) -> str | None:
    """A term exchanged for another with the same meaning."""
    return swapped(text, REWORDED, rng)


VARIANTS: tuple[Change, ...] = (
    _year_said,
    _date_said,
    _age_said,
    _number_said,
    _measure_moved,
    _clauses_moved,
    shortened,
    reworded,
)


def variant(text: str, rng: Random, *, changes: int = 1) -> str | None:
    """The same question said in another way; None where nothing could be changed."""
    out = text
    made = 0
    for change in rng.sample(VARIANTS, len(VARIANTS)):
        changed = change(out, rng)
        if changed is not None and changed != out:
            out, made = changed, made + 1
            if made == changes:
                break
    return out if made else None


def noise(text: str, rng: Random) -> str:
    """The same wording with another numbering, case, punctuation, space or abbreviation."""
    kind = rng.randrange(9)
    if kind == 8:
        return (
            re.sub(r" 20(\d\d)$", r" -\1", text.rstrip("?.")) if rng.random() < 0.7 else text + " "
        )
    if kind == 0:
        return f"{rng.randint(1, 40)}. {text}"
    if kind == 1:
        return f"{rng.choice('abcdefgh')}) {text}"
    if kind == 2:
        return text.rstrip("?.")
    if kind == 3:
        return text[:1].lower() + text[1:]
    if kind == 4:
        return text.upper() if len(text) < 60 else text + "."
    if kind == 5:
        return swapped(text, SHORT, rng) or text.replace(", ", " - ", 1)
    if kind == 6:
        return text.replace(" - ", ", ").replace(", ", " – ", 1)
    return text + "." if not text.endswith(("?", ".")) else text.replace(" ", "  ", 2)
