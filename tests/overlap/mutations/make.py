"""Makes the mutation set: pairs of questions that conflict in exactly one facet.

Run `python -m tests.overlap.mutations.make` from the root of the project: it writes
`mutations.csv.gz` and `agreements.csv` beside itself, the same bytes each time. README.md says how
the set was made and checked.
"""

from __future__ import annotations

import csv
import gzip
import io
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from tests.overlap.mutations.frames import (
    AGE_FRAMES,
    DIRECTION_THINGS,
    DIRECTIONS,
    EN_POPULATIONS,
    EN_UNITS,
    LAW_FRAMES,
    POPULATION_FRAMES,
    POPULATION_NEIGHBOURS,
    SERVICES,
    SV_POPULATIONS,
    SV_UNITS,
    YEAR_TWINS,
    Service,
)
from tests.overlap.mutations.surfaces import (
    EN_AGE_NOUNS,
    SV_AGE_NOUNS,
    Age,
    Period,
    en_age,
    en_law,
    en_period,
    sv_age,
    sv_law,
    sv_period,
)

HERE = Path(__file__).parent
ROWS = 8_000
AGREEMENTS_PER_FACET = 100
FACETS = ("year", "age", "unit", "population", "direction", "law")
COLUMNS = ("id", "base_id", "text_a", "text_b", "lang_a", "lang_b", "facet", "form", "expected")

# Swedish bases of each facet (1,000 in all) and English ones (150).
SWEDISH_BASES = {
    "year": 313,
    "age": 213,
    "unit": 120,
    "population": 125,
    "direction": 114,
    "law": 115,
}
ENGLISH_BASES = {"year": 50, "age": 20, "unit": 22, "population": 18, "direction": 25, "law": 15}


class Side(NamedTuple):
    """One side of a pair: its text, its language and the name of its surface form."""

    text: str
    language: str
    form: str


@dataclass(frozen=True)
class Base:
    """A question with a slot for one facet and the value it carries."""

    base_id: str
    facet: str
    kind: str
    swedish: str = ""
    english: str = ""
    value: object = None
    rest: object = None

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages the question can be said in."""
        return tuple(code for code, text in (("sv", self.swedish), ("en", self.english)) if text)


# --- Placing a statement in a question --------------------------------------------------------


def _ending(text: str) -> tuple[str, str]:
    return (text[:-1], text[-1]) if text.endswith(("?", ".")) else (text, "")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    """Lower the first letter unless the first word is an abbreviation or an English name."""
    first = re.split(r"[\s-]", text, maxsplit=1)[0]
    if re.match(
        r"(January|February|March|April|May|June|July|August|September|October|November|December|New Year)\b",
        text,
    ):
        return text
    return (
        text if len(first) > 1 and first[1:] != first[1:].lower() else text[:1].lower() + text[1:]
    )


def place_period(text: str, language: str, period: Period, rng: random.Random, plain: bool) -> Side:
    """Say the period of a question: last, first, in parenthesis or in a sentence of its own."""
    surfaces = sv_period(period) if language == "sv" else en_period(period)
    if plain:
        surfaces = [surface for surface in surfaces if surface.form == "plain"] or surfaces
    surface = rng.choice(surfaces)
    position = "last" if plain else rng.choice(("last", "last", "first", "paren", "sentence"))
    stem, end = _ending(text)
    question = end == "?"
    if surface.noun == "" and position in {"paren", "sentence"}:
        position = "last"
    if position == "last":
        if surface.adverb and (question or surface.noun == "" or rng.random() < 0.5):
            return Side(f"{stem} {surface.adverb}{end}", language, surface.form)
        if question:
            return Side(f"{stem}? ({surface.noun})", language, f"{surface.form}@paren")
        return Side(f"{stem}, {surface.noun}{end}", language, surface.form)
    if position == "first":
        lead = surface.adverb or surface.noun
        if not question and surface.noun and rng.random() < 0.5:
            lead = surface.noun
        return Side(f"{_capital(lead)}: {_small(text)}", language, f"{surface.form}@first")
    if position == "paren":
        return Side(f"{stem} ({surface.noun}){end}", language, f"{surface.form}@paren")
    dated = period.kind in {"year_end", "year_start", "mid_year", "date", "relative_end"}
    if language == "sv":
        frames: tuple[str, ...] = ("{q} Mätdag: {n}.", "Mätdag {n}. {q}") if dated else (
            "{q} Frågan avser {n}.", "{q} Period: {n}.", "Gäller {n}. {q}", "{q} Räkna för {n}.",
        )  # fmt: skip
    else:
        frames = ("{q} Reference date: {n}.",) if dated else (
            "{q} Reference period: {n}.", "The question concerns {n}. {q}",
        )  # fmt: skip
    noun = surface.noun.removesuffix(".").removeprefix("perioden ")
    said = rng.choice(frames).format(q=f"{stem}{end or '.'}", n=noun)
    return Side(said, language, f"{surface.form}@sentence")


def _slot_position(text: str, rng: random.Random, plain: bool) -> str:
    """Where a statement goes; text of two sentences already takes it in place or after."""
    if plain:
        return "inline"
    if re.search(r"[.?] [A-ZÅÄÖ(]", text):
        return rng.choice(("inline", "sentence")) if text.endswith((".", "?")) else "inline"
    return rng.choice(("inline", "inline", "first", "paren", "sentence"))


def _without(text: str, slot: str) -> str:
    return re.sub(r"\s+", " ", text.replace(f" {slot}", "")).strip()


def place_age(text: str, language: str, value: Age | str, rng: random.Random, plain: bool) -> Side:
    """Say the age span of a question after its noun, first, in parenthesis or after it."""
    if isinstance(value, str):
        text = re.sub(r"\b(barn|unga|ungdomar|children|young people) \{age\}", value, text)
        return Side(text, language, "age_noun")
    surfaces = sv_age(value) if language == "sv" else en_age(value)
    if plain:
        surfaces = [surface for surface in surfaces if surface.form == "plain"] or surfaces
    surface = rng.choice(surfaces)
    position = _slot_position(text, rng, plain)
    if position == "inline" or "{age}," in text:
        return Side(text.replace("{age}", surface.adverb), language, surface.form)
    bare = _without(text, "{age}")
    stem, end = _ending(bare)
    noun = surface.noun
    if position == "first":
        lead = "Ålder" if language == "sv" else "Age"
        return Side(f"{lead} {noun}: {_small(bare)}", language, f"{surface.form}@first")
    if position == "paren":
        word = "ålder" if language == "sv" else "age"
        return Side(f"{stem} ({word}: {noun}){end}", language, f"{surface.form}@paren")
    frames = (
        ("{q} Ålder: {n}.", "{q} Åldersgrupp: {n}.", "Åldersgrupp: {n}. {q}")
        if language == "sv"
        else ("{q} Age group: {n}.", "Age group: {n}. {q}")
    )
    return Side(
        rng.choice(frames).format(q=f"{stem}{end or '.'}", n=noun),
        language,
        f"{surface.form}@sentence",
    )


def place_law(text: str, language: str, key: str, rng: random.Random, plain: bool) -> Side:
    """Say the law of a question in place, first, in parenthesis or after it."""
    surfaces = sv_law(key) if language == "sv" else en_law(key)
    if plain:
        surfaces = [surface for surface in surfaces if surface.form == "plain"] or surfaces
    surface = rng.choice(surfaces)
    position = _slot_position(text, rng, plain)
    if position == "inline":
        return Side(text.replace("{law}", surface.adverb), language, surface.form)
    bare = _without(text, "{law}").replace(" ,", ",")
    stem, end = _ending(bare)
    if position == "first":
        return Side(
            f"{_capital(surface.adverb)}: {_small(bare)}", language, f"{surface.form}@first"
        )
    if position == "paren":
        return Side(f"{stem} ({surface.noun}){end}", language, f"{surface.form}@paren")
    word = "Lagrum" if language == "sv" else "Legal basis"
    return Side(f"{stem}{end or '.'} {word}: {surface.noun}.", language, f"{surface.form}@sentence")


# --- Bases --------------------------------------------------------------------------------------


def _periods(kind: str, rng: random.Random) -> Period:
    """The period a base carries."""
    year = rng.randint(2015, 2025)
    if kind == "stock":
        return rng.choice(
            [Period("year_end", year)] * 4
            + [Period("date", year, month) for month in (3, 10, 11)]
            + [Period("mid_year", year), Period("year_start", year), Period("relative_end", 0, -1)]
        )
    if kind == "stock_yes_no":
        return rng.choice([Period("year_end", year), Period("date", year, rng.choice((3, 10, 11)))])
    if kind == "flow_yes_no":
        return rng.choice(
            [Period("calendar", year), Period("last", 0, 12), Period("relative_year", 0, -1)]
        )
    return rng.choice(
        [Period("calendar", year)] * 9
        + [Period("half", year, rng.randint(1, 2)), Period("quarter", year, rng.randint(1, 4))] * 2
        + [Period("tertial", year, rng.randint(1, 3)), Period("month", year, rng.randint(1, 12))]
        + [Period("school", year), Period("autumn", year), Period("spring", year)]
        + [Period("last", 0, 12), Period("last", 0, 12), Period("relative_year", 0, -1)]
        + [Period("span", year, rng.randint(2, 3)), Period("relative_year", 0, 0)]
    )


_AGES: dict[str, tuple[Age, ...]] = {
    "child": tuple(
        Age(*span)
        for span in (
            (0, 12), (13, 17), (0, 17), (0, 5), (0, 6), (6, 12), (7, 12), (0, 13), (0, 11), (12, 17),
            (0, 14), (15, 17), (10, 15), (0, 9), (16, 17), (14, 17), (0, 15), (12, 12),
        )
    ),
    "mixed": tuple(
        Age(*span)
        for span in ((0, 20), (0, 17), (13, 20), (0, 12), (13, 17), (18, 20), (0, 18), (0, 19), (15, 20))
    ),
    "young": tuple(
        Age(*span)
        for span in (
            (13, 20), (18, 20), (16, 19), (16, 24), (13, 17), (18, 24), (15, 17), (16, 20), (20, 24),
            (16, 17), (18, 21), (13, 18), (14, 20), (16, 25),
        )
    ),
    "adult": tuple(
        Age(*span)
        for span in (
            (18, None), (18, 24), (18, 29), (25, 64), (30, 64), (18, 64), (65, None), (0, 17), (21, None),
            (20, None), (55, 64), (25, 39), (19, None), (18, 65), (20, 64), (0, 20), (50, None), (18, 67),
        )
    ),
    "grown": tuple(
        Age(*span)
        for span in (
            (18, None), (18, 24), (18, 29), (25, 64), (30, 64), (18, 64), (65, None), (21, None), (20, None),
            (55, 64), (25, 39), (19, None), (18, 65), (20, 64), (50, None), (30, 49), (40, 64),
        )
    ),
    "old": tuple(
        Age(*span)
        for span in (
            (65, None), (80, None), (75, None), (65, 79), (80, 89), (85, None), (67, None), (66, None),
            (0, 64), (90, None), (65, 74), (70, None), (64, None), (75, 84), (60, None), (18, 64),
        )
    ),
}  # fmt: skip

_LAW_RIVALS = {
    "SoL": "LSS HSL LVU", "LSS": "SoL HSL SFB", "LVU": "SoL LVM LPT", "LVM": "LVU LPT SoL", "HSL": "SoL LSS SkolL",
    "LPT": "LVM LVU", "SFB": "LSS SoL", "SkolL": "SoL HSL LSS", "FL": "SoL LSS", "LOV": "LOU", "LOU": "LOV",
    "SoL:4:1": "SoL:4:2 SoL:4:3 LVM", "SoL:4:2": "SoL:4:1 LSS", "SoL:11:1": "SoL:11:2 LVU LSS",
    "SoL:14:1": "SoL:14:3 LSS SoL:14:2", "SoL:14:3": "SoL:14:1 LSS", "SoL:9:1": "SoL:9:2 SoL:9:3", "SoL:9:2": "SoL:9:1 SoL:9:3",
    "LVU:2": "LVU:3 SoL LVU:6 LVM", "LVU:3": "LVU:2 LVU:6 SoL", "LVU:6": "LVU:2 LVU:3 LVM:13", "LVU:10": "LVU:14 LVU:11",
    "LVU:11": "LVU:6 LVU:13 SoL", "LVU:13": "LVU:14 SoL LVU:11", "LVU:14": "LVU:11 LVU:13 SoL", "LVM:13": "LVU:6 LVM:9 LVM:11",
}  # fmt: skip


def _law_rivals(key: str, listed: str) -> list[str]:
    """Laws and sections that conflict with one; never a law against a section of itself."""
    law = key.split(":")[0]
    rivals = listed.split() + _LAW_RIVALS.get(key, "").split()
    if key.startswith("LSS:9"):
        rivals += [f"LSS:9:{point}" for point in (2, 3, 4, 5, 6, 8, 9, 10)]
        rivals += ["SoL"]
    kept = []
    for rival in rivals:
        same_law = rival.split(":")[0] == law
        if rival in kept or rival == key or (same_law and (":" not in key or ":" not in rival)):
            continue
        kept.append(rival)
    return kept


def _taken() -> Iterator[Base]:
    """Bases taken from the training pairs, with their statement left out or made a slot."""
    with (HERE / "bases.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rng = random.Random(row["base_id"])
            value: object
            rest: object = None
            if row["facet"] == "year":
                value = _periods(row["kind"], rng)
            elif row["facet"] == "age":
                value = rng.choice(_AGES[row["kind"]])
            else:
                value, rest = row["kind"], " ".join(_law_rivals(row["kind"], ""))
            swedish, english = (row["text"], "") if row["lang"] == "sv" else ("", row["text"])
            yield Base(row["base_id"], row["facet"], row["kind"], swedish, english, value, rest)


def _clumsy(text: str, key: str) -> bool:
    """Whether a question about violence would name its victims twice."""
    return key in {"victims", "perpetrators"} and bool(re.search("våld|hotats|krisstöd", text))


def _own() -> Iterator[Base]:
    """Bases made from the frames written for the set."""
    for number, (kind, swedish, english) in enumerate(YEAR_TWINS, 1):
        base_id = f"year-t{number:02d}"
        yield Base(base_id, "year", kind, swedish, english, _periods(kind, random.Random(base_id)))
    for number, (group, _, swedish, english) in enumerate(AGE_FRAMES, 1):
        base_id = f"age-t{number:02d}"
        value = random.Random(base_id).choice(_AGES[group])
        yield Base(base_id, "age", group, swedish, english, value)
    for number, service in enumerate(SERVICES, 1):
        for unit in service.units.split():
            yield Base(
                f"unit-{number:02d}-{unit}",
                "unit",
                unit,
                service.name,
                service.english,
                unit,
                service,
            )
    for number, (swedish, time, english) in enumerate(POPULATION_FRAMES, 1):
        keys = sorted(SV_POPULATIONS)
        random.Random(f"population-{number}").shuffle(keys)
        fitting = [key for key in keys if not _clumsy(swedish, key)]
        for key in fitting[:4]:
            yield Base(f"population-{number:02d}-{key}", "population", time, swedish, english, key)
    for kind, things in DIRECTION_THINGS.items():
        for number, (swedish, english) in enumerate(things, 1):
            side = number % 2
            yield Base(f"direction-{kind}-{number:02d}", "direction", kind, swedish, english, side)
    for number, (swedish, time, keys_text, english) in enumerate(LAW_FRAMES, 1):
        for key in keys_text.split():
            rest = " ".join(_law_rivals(key, keys_text))
            base_id = f"law-f{number:02d}-{key.replace(':', '-')}"
            yield Base(base_id, "law", time, swedish, english, key, rest)


def bases() -> list[Base]:
    """The bases: 1,000 in Swedish, 150 in English (a tertial has no English and gives no row)."""
    chosen: list[Base] = []
    every = [*_taken(), *_own()]
    for facet in FACETS:
        here = [base for base in every if base.facet == facet]
        random.Random(f"order of {facet}").shuffle(here)
        english = [base for base in here if base.english][: ENGLISH_BASES[facet]]
        names = {base.base_id for base in english}
        twins = [base for base in english if base.swedish]
        swedish = [base for base in here if base.swedish and base.base_id not in names]
        chosen += [
            replace(base, english="")
            for base in (*twins, *swedish[: SWEDISH_BASES[facet] - len(twins)])
        ]
        chosen += [replace(base, base_id=f"{base.base_id}-en") for base in english]
    return chosen


# --- Rivals: values that conflict -----------------------------------------------------------------


def period_rivals(period: Period, kind: str) -> list[Period]:
    """Periods that conflict with one, for the kind of question."""
    year, number = period.year, period.number
    countable = kind in {"flow", "stock"}
    near = [Period(period.kind, year + step, number) for step in (-1, 1, -1, 1, 2)]
    match period.kind:
        case "calendar":
            found = near
            if countable:
                found += [Period("half", year, 1), Period("half", year, 2)]
                found += [Period("quarter", year, part) for part in (1, 2, 3, 4)]
                found += [Period("last", 0, 12)] * 3 + [
                    Period("school", year),
                    Period("school", year - 1),
                ]
                found += [
                    Period("fiscal", year),
                    Period("fiscal", year - 1),
                    Period("span", year, 2),
                    Period("span", year + 1, 2),
                ]
                found += [
                    Period("until", year),
                    Period("since", year),
                    Period("month", year, 11),
                    Period("tertial", year, 3),
                ]
            else:
                found += [Period("half", year, 1), Period("half", year, 2)]
        case "half":
            found = [*near, Period("half", year, 3 - number), Period("half", year, 3 - number)]
            found += [
                Period("calendar", year),
                Period("quarter", year, 2 * number),
                Period("quarter", year, 2 * number - 1),
                Period("tertial", year, 1 if number == 1 else 3),
                Period("last", 0, 6),
            ]
        case "quarter":
            found = near[:4] + [
                Period("quarter", year, part) for part in (1, 2, 3, 4) if part != number
            ]
            found += [
                Period("half", year, 1 if number < 3 else 2),
                Period("month", year, 3 * number),
                Period("calendar", year),
            ]
            if number < 4:
                found.append(Period("tertial", year, number))
        case "tertial":
            found = near[:4] + [
                Period("tertial", year, part) for part in (1, 2, 3) if part != number
            ]
            found += [Period("quarter", year, number), Period("calendar", year)]
        case "month":
            found = [
                *near[:4],
                Period("month", year, number % 12 + 1),
                Period("month", year, (number + 5) % 12 + 1),
            ]
            found += [Period("quarter", year, (number + 2) // 3), Period("calendar", year)]
        case "school":
            found = [
                *near[:4],
                Period("calendar", year),
                Period("calendar", year + 1),
                Period("autumn", year),
                Period("spring", year + 1),
            ]
        case "autumn":
            found = [
                *near[:4],
                Period("spring", year),
                Period("spring", year + 1),
                Period("school", year),
                Period("calendar", year),
            ]
        case "spring":
            found = [
                *near[:4],
                Period("autumn", year),
                Period("autumn", year - 1),
                Period("school", year - 1),
                Period("calendar", year),
            ]
        case "last":
            found = [
                Period("last", 0, 24),
                Period("last", 0, 6),
                Period("last", 0, 24),
                Period("last", 0, 6),
            ]
            found += [Period("last", 0, 18), Period("last", 0, 3)]
            if countable:
                found += [Period("calendar", part) for part in (2021, 2022, 2023)] + [
                    Period("relative_year", 0, -1)
                ]
        case "relative_year":
            found = [Period("relative_year", 0, part) for part in (0, -1, -2) if part != number] * 2
            found += [Period("last", 0, 24), Period("last", 0, 6)]
            if countable:
                found += [Period("last", 0, 12)]
        case "span":
            found = [
                *near[:4],
                Period("span", year, number + 1),
                Period("calendar", year),
                Period("calendar", year - 1),
            ]
        case "year_end":
            found = [
                *near,
                Period("year_start", year),
                Period("mid_year", year),
                Period("date", year, 11),
                Period("date", year, 10),
            ]
            if countable:
                found += [Period("ever", year), Period("ever", year)]
        case "date":
            found = near[:4] + [
                Period("date", year, part) for part in (3, 5, 10, 11) if part != number
            ]
            found += [Period("year_end", year), Period("mid_year", year)]
            if countable:
                found += [Period("ever", year)]
        case "mid_year":
            found = [
                *near[:4],
                Period("year_end", year),
                Period("year_start", year),
                Period("date", year, 11),
            ]
        case "year_start":
            found = [*near[:4], Period("year_end", year), Period("mid_year", year)]
        case "relative_end":
            found = [Period("relative_end", 0, 0)]
        case _:
            raise ValueError(period.kind)
    return found


def age_rivals(age: Age, group: str) -> list[Age]:
    """Age spans that conflict with one: neighbours by one year, the rest of life, others."""
    others = [other for other in _AGES[group] if other != age]
    near = [
        other
        for other in others
        if (other.low == age.low) != (other.high == age.high)
        or (age.high is not None and other.low == age.high + 1)
        or (other.high is not None and age.low == other.high + 1)
    ]
    return near + near + others


def _apart(first: tuple[int, int], second: Age) -> bool:
    """Whether a soft age noun lies clear of a span, with a year to spare."""
    return (second.high is not None and second.high < first[0] - 1) or second.low > first[1] + 1


def age_noun_rivals(age: Age, group: str, text: str, language: str) -> list[str]:
    """Age nouns that conflict with a span."""
    if group not in {"child", "young", "mixed"} or not re.search(
        r"\b(barn|unga|ungdomar|children|young people) \{age\}", text
    ):
        return []
    if re.search(r"\bbarn och (unga|ungdomar) \{age\}", text):
        return []
    nouns = SV_AGE_NOUNS if language == "sv" else EN_AGE_NOUNS
    limits = {"child": 17, "young": 24, "mixed": 20}[group]
    floor = 13 if group == "young" else 0
    return [
        noun
        for noun, span in nouns.items()
        if span[1] <= limits + 2 and span[0] >= floor and _apart(span, age)
    ]


# --- Saying one side ------------------------------------------------------------------------------


def _dated(text: str, language: str, period: Period | None, rng: random.Random) -> str:
    """Add the period that both sides share, in a form of its own."""
    if period is None:
        return text
    return place_period(text, language, period, rng, plain=rng.random() < 0.4).text


def _shared_period(base: Base, rng: random.Random) -> Period | None:
    timed = base.kind == "flow" or base.facet in {"unit", "age", "direction"}
    quiet = re.search(r"någon gång|minst en gång|under året|varje år", base.swedish)
    if not timed or quiet or rng.random() < 0.5:
        return None
    year = random.Random(base.base_id).randint(2016, 2025)
    return Period("calendar", year)


def _way(
    ways: tuple[tuple[str, str], ...], rng: random.Random, plain: bool, like: str
) -> tuple[str, str]:
    """Choose a way of saying a value: the plain one, one like the other side's, or any."""
    if plain:
        return ways[0]
    alike = [way for way in ways if way[0] == like]
    return rng.choice(alike) if alike and rng.random() < 0.35 else rng.choice(ways)


def say(
    base: Base,
    language: str,
    value: object,
    rng: random.Random,
    plain: bool,
    period: Period | None = None,
    like: str = "",
) -> Side:
    """Say a base with a value of its facet in one of the value's surface forms."""
    text = base.swedish if language == "sv" else base.english
    swedish = language == "sv"
    match base.facet:
        case "year":
            assert isinstance(value, Period)
            return place_period(text, language, value, rng, plain)
        case "age":
            assert isinstance(value, (Age, str))
            return place_age(_dated(text, language, period, rng), language, value, rng, plain)
        case "law":
            return place_law(_dated(text, language, period, rng), language, str(value), rng, plain)
        case "unit":
            service = base.rest
            assert isinstance(service, Service)
            ways = (SV_UNITS if swedish else EN_UNITS)[str(value)]
            form, frame = _way(ways, rng, plain, like)
            said = frame.format(s=text, p=service.place)
            return Side(_dated(said, language, period, rng), language, form)
        case "population":
            ways = (SV_POPULATIONS if swedish else EN_POPULATIONS)[str(value)]
            form, name = _way(ways, rng, plain, like)
            said = _capital(text.format(pop=name))
            return Side(_dated(said, language, period, rng), language, form)
        case _:
            direction = DIRECTIONS[base.kind]
            pairs = (
                (direction.first, direction.second)
                if swedish
                else (direction.en_first, direction.en_second)
            )
            ways = pairs[int(value == 0)]
            form, frame = _way(ways, rng, plain, like)
            phrase = frame.format(o=text)
            prefixes = (
                ("Antal {x}", "{x}, antal", "Hur många {x} redovisas?")
                if swedish
                else ("Number of {x}", "How many {x} are recorded?")
            )
            said = _capital((prefixes[0] if plain else rng.choice(prefixes)).format(x=phrase))
            return Side(_dated(said, language, period, rng), language, form)


def rivals(base: Base) -> list[object]:
    """Every value that conflicts with the one a base carries."""
    match base.facet:
        case "year":
            assert isinstance(base.value, Period)
            return list(period_rivals(base.value, base.kind))
        case "age":
            assert isinstance(base.value, Age)
            return list(age_rivals(base.value, base.kind))
        case "law":
            return list(str(base.rest).split())
        case "unit":
            assert isinstance(base.rest, Service)
            return [unit for unit in base.rest.units.split() if unit != base.value]
        case "population":
            return [
                key
                for key in SV_POPULATIONS
                if key != base.value
                and not _clumsy(base.swedish, key)
                and frozenset((key, str(base.value))) not in POPULATION_NEIGHBOURS
            ]
        case _:
            return [1 - int(str(base.value))]


def _sayable(base: Base, language: str, value: object) -> bool:
    if base.facet == "year":
        assert isinstance(value, Period)
        return language == "sv" or bool(en_period(value))
    if base.facet == "age" and isinstance(value, Age) and language == "en":
        return value.low != value.high
    if base.facet == "direction" and language == "en":
        return bool(DIRECTIONS[base.kind].en_second)
    return True


def _ambiguous(first: Side, second: Side, one: object, other: object) -> bool:
    """Whether a loose reading of "over" could make two different spans the same."""
    if (
        not (isinstance(one, Age) and isinstance(other, Age))
        or one.high is not None
        or other.high is not None
    ):
        return False
    return (
        "over" in first.form.split("@")[0] + second.form.split("@")[0]
        and abs(one.low - other.low) <= 1
    )


def _languages(base: Base, rng: random.Random) -> tuple[str, str]:
    if base.languages == ("sv", "en"):
        return rng.choice((("sv", "en"), ("en", "sv"), ("en", "en"), ("en", "en")))
    return base.languages[0], base.languages[0]


def mutate(base: Base, turn: int) -> tuple[Side, Side] | None:
    """Make one pair that conflicts in the facet of a base; None where this turn gives none."""
    rng = random.Random(f"{base.base_id}/{turn}")
    language_a, language_b = _languages(base, rng)
    choices = [value for value in rivals(base) if _sayable(base, language_b, value)]
    if not choices or not _sayable(base, language_a, base.value):
        return None
    value = rng.choice(choices)
    if base.facet == "age":
        assert isinstance(base.value, Age)
        text = base.swedish if language_b == "sv" else base.english
        nouns = age_noun_rivals(base.value, base.kind, text, language_b)
        if nouns and rng.random() < 0.2:
            value = rng.choice(nouns)
    plain_a, plain_b = rng.random() < 0.45, rng.random() < 0.05
    period = None if base.facet == "year" else _shared_period(base, rng)
    first = say(base, language_a, base.value, rng, plain_a, period)
    second = say(base, language_b, value, rng, plain_b, period, like=first.form)
    if _ambiguous(first, second, base.value, value):
        return None
    return first, second


# --- Agreements -----------------------------------------------------------------------------------

# Ways of saying that are close but not the same thing: good in a conflict, not in an agreement.
_LOOSE_WORDS = re.compile(
    r"vårdnadshavare|guardian|ålderspension|senior|ännu inte börjat skolan|nyligen fått|tkr|SEK thousand|"
    r"sagt upp sig|lämnat|fler timmar|färre timmar|betyg|tycker att kontakten|unhappy|slagit|slagna|hit by|who hit|"
    r"närstående|familjemedlemmar|tar emot barn|hittills|so far|legal age|Dygn|nyöppnade|nya boende|new residents|"
    r"utan egen bostad|without a home|who left|who quit|har fattats|Hur många gånger|har utförts|har tillbringats|har kommit in|i tonåren|mammor|"
    r"mothers|Utförd|delivered|used in|received\?|taken on|av nämnden",
    re.IGNORECASE,
)


def agree(base: Base, turn: int) -> tuple[Side, Side] | None:
    """Say the same value of a base in two surface forms; None where this turn gives none."""
    rng = random.Random(f"agree/{base.base_id}/{turn}")
    language_a, language_b = _languages(base, rng)
    if not (_sayable(base, language_a, base.value) and _sayable(base, language_b, base.value)):
        return None
    if base.facet == "direction" and base.kind in {"satisfied", "sent", "enrolled"}:
        return None
    first = say(base, language_a, base.value, rng, plain=rng.random() < 0.4)
    second = say(base, language_b, base.value, rng, plain=False)
    if first.text == second.text or (first.form == second.form and language_a == language_b):
        return None
    if _LOOSE_WORDS.search(
        first.text[len(_common(first.text, second.text)) :]
    ) or _LOOSE_WORDS.search(second.text[len(_common(first.text, second.text)) :]):
        return None
    return first, second


def _common(first: str, second: str) -> str:
    """What two texts begin with alike."""
    size = 0
    while size < min(len(first), len(second)) and first[size] == second[size]:
        size += 1
    return first[:size]


# --- The files ------------------------------------------------------------------------------------


def _rows(
    make: Callable[[Base, int], tuple[Side, Side] | None],
    pool: list[Base],
    wanted: int,
    prefix: str,
    expected: str,
) -> list[dict[str, str]]:
    """Go round the bases until there are as many rows as wanted."""
    rows: list[dict[str, str]] = []
    seen: set[frozenset[str]] = set()
    for turn in range(200):
        for base in pool:
            pair = make(base, turn)
            if pair is None or pair[0].text == pair[1].text:
                continue
            if random.Random(f"order/{base.base_id}/{turn}").random() < 0.5:
                pair = pair[1], pair[0]
            first, second = pair
            key = frozenset((first.text, second.text))
            if key in seen:
                continue
            seen.add(key)
            rows.append(
                {
                    "id": f"{prefix}-{len(rows) + 1:04d}",
                    "base_id": base.base_id,
                    "text_a": first.text,
                    "text_b": second.text,
                    "lang_a": first.language,
                    "lang_b": second.language,
                    "facet": base.facet,
                    "form": f"{first.form}~{second.form}",
                    "expected": expected,
                }
            )
            if len(rows) == wanted:
                return rows
    return rows


def _csv(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def make_mutations() -> list[dict[str, str]]:
    """The rows of the mutation set."""
    return _rows(mutate, bases(), ROWS, "m", "never_same")


def make_agreements() -> list[dict[str, str]]:
    """The rows of the set of agreements, the same number for each facet."""
    rows = []
    for facet in FACETS:
        pool = [base for base in bases() if base.facet == facet]
        rows += _rows(agree, pool, AGREEMENTS_PER_FACET, f"a-{facet}", "not_vetoed")
    return rows


def main() -> None:
    """Write both files and print what they hold."""
    mutations, agreements = make_mutations(), make_agreements()
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as file:
        file.write(_csv(mutations))
    (HERE / "mutations.csv.gz").write_bytes(packed.getvalue())
    (HERE / "agreements.csv").write_bytes(_csv(agreements))
    for name, rows in (("mutations", mutations), ("agreements", agreements)):
        print(name, len(rows), dict(Counter(row["facet"] for row in rows)))
        print("  languages", dict(Counter(f"{row['lang_a']}-{row['lang_b']}" for row in rows)))
        forms = Counter(part.split("@")[0] for row in rows for part in row["form"].split("~"))
        places = Counter(
            part.partition("@")[2] or "in place" for row in rows for part in row["form"].split("~")
        )
        print("  forms", dict(forms.most_common()))
        print("  places", dict(places.most_common()))


if __name__ == "__main__":
    main()
