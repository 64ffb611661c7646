"""Surface forms: one value said in many ways, in Swedish and in English.

A `Surface` has the name of its form, an adverbial ("under 2023", "as at 31 December 2023") and a
noun form ("kalenderåret 2023"); either may be empty. All surfaces of one value mean the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Surface(NamedTuple):
    """One way of saying a value."""

    form: str
    adverb: str
    noun: str


# --- Numbers ------------------------------------------------------------------------------------

_SV_ONES = [
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
]
_SV_TENS = [
    "-",
    "-",
    "tjugo",
    "trettio",
    "fyrtio",
    "femtio",
    "sextio",
    "sjuttio",
    "åttio",
    "nittio",
]
_EN_ONES = [
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
]
_EN_TENS = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def sv_words(number: int) -> str:
    """Write 0-99 in Swedish words."""
    if number < 20:
        return _SV_ONES[number]
    tens, ones = divmod(number, 10)
    return _SV_TENS[tens] + (_SV_ONES[ones] if ones else "")


def en_words(number: int) -> str:
    """Write 0-99 in English words."""
    if number < 20:
        return _EN_ONES[number]
    tens, ones = divmod(number, 10)
    return _EN_TENS[tens] + (f"-{_EN_ONES[ones]}" if ones else "")


def sv_year(year: int) -> tuple[str, str]:
    """Write a year after 2000 in Swedish words, in both customary ways."""
    return f"tjugohundra{sv_words(year - 2000)}", f"tvåtusen{sv_words(year - 2000)}"


def en_year(year: int) -> str:
    """Write a year after 2009 in English words."""
    return f"twenty {en_words(year - 2000)}"


# --- Periods ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Period:
    """A reference period or date: its kind, its year and a number within the year."""

    kind: str
    year: int = 0
    number: int = 0


_SV_MONTHS = [
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
_SV_MONTHS_SHORT = [
    "jan.",
    "febr.",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "aug.",
    "sept.",
    "okt.",
    "nov.",
    "dec.",
]
_EN_MONTHS = [
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
_SV_ORDINALS = {1: "första", 2: "andra", 3: "tredje", 4: "fjärde"}
_EN_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth"}
_ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}
_LAST_DAY = {3: 31, 4: 30, 6: 30, 8: 31, 9: 30, 12: 31}


def _part(period: Period) -> tuple[int, int, str, str, str]:
    """First month, last month, Swedish and English word, and letter of a part of a year."""
    length, swedish, english, letter = {
        "half": (6, "halvåret", "half", "H"),
        "quarter": (3, "kvartalet", "quarter", "Q"),
        "tertial": (4, "tertialet", "four-month period", "T"),
    }[period.kind]
    first = (period.number - 1) * length + 1
    return first, first + length - 1, swedish, english, letter


def sv_period(period: Period) -> list[Surface]:
    """Every Swedish surface of a period."""
    year, number = period.year, period.number
    two = f"{year % 100:02d}"
    next_two = f"{(year + 1) % 100:02d}"
    if period.kind == "calendar":
        hundred, thousand = sv_year(year)
        return [
            Surface("plain", f"under {year}", f"{year}"),
            Surface("calendar", f"under kalenderåret {year}", f"kalenderåret {year}"),
            Surface("calendar", f"under helåret {year}", f"helår {year}"),
            Surface("words", f"under år {hundred}", f"år {hundred}"),
            Surface("words", f"under {thousand}", f"kalenderåret {thousand}"),
            Surface(
                "from_to",
                f"fr.o.m. 1 januari t.o.m. 31 december {year}",
                f"tiden fr.o.m. januari t.o.m. december {year}",
            ),
            Surface(
                "from_to",
                f"från och med den första januari till och med den sista december {year}",
                f"1 januari–31 december {year}",
            ),
            Surface("abbreviation", f"1/1–31/12 -{two}", f"år -{two}"),
            Surface("abbreviation", f"jan.–dec. {year}", f"jan.–dec. {year}"),
            Surface("iso", "", f"{year}-01-01--{year}-12-31"),
            Surface(
                "clause", f"mellan nyårsdagen och nyårsafton {year}", f"{year} års tolv månader"
            ),
            Surface("clause", f"under året före {year + 1}", f"året som föregick {year + 1}"),
            Surface("clause", f"under året efter {year - 1}", f"året närmast efter {year - 1}"),
        ]
    if period.kind == "ever":
        return [
            Surface("plain", f"någon gång under {year}", f"någon gång {year}"),
            Surface("calendar", f"någon gång under kalenderåret {year}", ""),
            Surface("clause", f"vid minst ett tillfälle under {year}", ""),
            Surface("from_to", f"någon gång fr.o.m. januari t.o.m. december {year}", ""),
            Surface("words", f"någon gång under år {sv_year(year)[0]}", ""),
        ]
    if period.kind in {"half", "quarter", "tertial"}:
        first, last, word, _, letter = _part(period)
        ordinal = _SV_ORDINALS[number]
        short = {"half": "halvår", "quarter": "kv.", "tertial": "tert."}[period.kind]
        whole = {"half": "halvår", "quarter": "kvartal", "tertial": "tertial"}[period.kind]
        start, end = _SV_MONTHS[first - 1], _SV_MONTHS[last - 1]
        count = sv_words(last - first + 1)
        surfaces = [
            Surface("plain", f"under {ordinal} {word} {year}", f"{ordinal} {word} {year}"),
            Surface("abbreviation", f"under {short} {number} {year}", f"{short} {number} {year}"),
            Surface("abbreviation", "", f"{letter}{number} -{two}"),
            Surface(
                "roman",
                f"under {whole} {_ROMAN[number]} {year}",
                f"{whole} {_ROMAN[number]}/{year}",
            ),
            Surface("months", f"i {start}–{end} {year}", f"{start}–{end} {year}"),
            Surface(
                "from_to", f"fr.o.m. {start} t.o.m. {end} {year}", f"{start} t.o.m. {end} {year}"
            ),
            Surface("iso", "", f"{year}-{first:02d}-01--{year}-{last:02d}-{_LAST_DAY[last]}"),
            Surface(
                "words",
                f"under {ordinal} {word} {sv_year(year)[0]}",
                f"{ordinal} {word} {sv_year(year)[1]}",
            ),
        ]
        if number == 1:
            surfaces.append(
                Surface(
                    "clause",
                    f"under {year} års {count} första månader",
                    f"de {count} första månaderna {year}",
                )
            )
        if last == 12:
            surfaces.append(
                Surface(
                    "clause",
                    f"under {year} års {count} sista månader",
                    f"de {count} sista månaderna {year}",
                )
            )
        return surfaces
    if period.kind == "month":
        month = _SV_MONTHS[number - 1]
        return [
            Surface("plain", f"under {month} {year}", f"{month} {year}"),
            Surface(
                "abbreviation",
                f"i {_SV_MONTHS_SHORT[number - 1]} -{two}",
                f"{_SV_MONTHS_SHORT[number - 1]} -{two}",
            ),
            Surface("iso", "", f"{year}-{number:02d}"),
            Surface(
                "clause",
                f"under {year} års {_ordinal_month(number)} månad",
                f"{month} månad {year}",
            ),
            Surface("words", f"under {month} {sv_year(year)[0]}", f"{month} {sv_year(year)[0]}"),
        ]
    if period.kind == "school":
        return [
            Surface("plain", f"under läsåret {year}/{year + 1}", f"läsåret {year}/{year + 1}"),
            Surface("abbreviation", f"under läsåret {two}/{next_two}", f"lå {two}/{next_two}"),
            Surface(
                "abbreviation", f"under ht {year} och vt {year + 1}", f"ht {two} + vt {next_two}"
            ),
            Surface(
                "from_to",
                f"fr.o.m. höstterminen {year} t.o.m. vårterminen {year + 1}",
                f"ht {year} t.o.m. vt {year + 1}",
            ),
            Surface(
                "words",
                f"under läsåret {sv_year(year)[0]} till {sv_year(year + 1)[0]}",
                f"läsåret {sv_words(year - 2000)}–{sv_words(year - 1999)}",
            ),
            Surface(
                "clause",
                f"under skolåret som började hösten {year}",
                f"skolåret som slutade våren {year + 1}",
            ),
        ]
    if period.kind in {"autumn", "spring"}:
        name, short = ("höstterminen", "ht") if period.kind == "autumn" else ("vårterminen", "vt")
        return [
            Surface("plain", f"under {name} {year}", f"{name} {year}"),
            Surface("abbreviation", f"under {short} {year}", f"{short} {two}"),
            Surface("words", f"under {name} {sv_year(year)[0]}", f"{name} {sv_year(year)[1]}"),
        ]
    if period.kind == "fiscal":
        return [
            Surface(
                "plain",
                f"under räkenskapsåret 1 juli {year}–30 juni {year + 1}",
                f"räkenskapsåret {year}/{next_two} (juli–juni)",
            ),
            Surface(
                "from_to",
                f"fr.o.m. juli {year} t.o.m. juni {year + 1}",
                f"juli {year} t.o.m. juni {year + 1}",
            ),
            Surface(
                "abbreviation",
                f"1/7 -{two}–30/6 -{next_two}",
                f"brutet räkenskapsår 1/7 -{two}–30/6 -{next_two}",
            ),
        ]
    if period.kind == "span":
        first_year = year - number + 1
        return [
            Surface("plain", f"under åren {first_year}–{year}", f"åren {first_year}–{year}"),
            Surface(
                "from_to",
                f"fr.o.m. {first_year} t.o.m. {year}",
                f"perioden {first_year} t.o.m. {year}",
            ),
            Surface(
                "clause",
                f"under {sv_words(number)}årsperioden {first_year}–{year}",
                f"{sv_words(number)}årsperioden som slutade {year}",
            ),
            Surface(
                "words",
                f"under {first_year} till {year} sammantaget",
                f"de {sv_words(number)} åren {first_year}–{year}",
            ),
        ]
    if period.kind == "since":
        return [
            Surface("from_to", f"fr.o.m. {year} och framåt", f"tiden fr.o.m. {year}"),
            Surface(
                "clause", f"från nyår {year} och till nu", f"tiden efter utgången av {year - 1}"
            ),
            Surface("plain", f"sedan 1 januari {year}", f"hela tiden sedan 1 januari {year}"),
        ]
    if period.kind == "until":
        return [
            Surface("from_to", f"t.o.m. {year}, räknat från starten", f"alla år t.o.m. {year}"),
            Surface(
                "clause",
                f"sammanlagt till och med utgången av {year}",
                f"all tid fram till utgången av {year}",
            ),
            Surface(
                "words",
                f"till och med {sv_year(year)[0]}, räknat från starten",
                f"alla år till och med {sv_year(year)[1]}",
            ),
        ]
    if period.kind == "last":
        surfaces = [
            Surface(
                "plain", f"under de senaste {number} månaderna", f"de senaste {number} månaderna"
            ),
            Surface(
                "words",
                f"under de senaste {sv_words(number)} månaderna",
                f"de {sv_words(number)} senaste månaderna",
            ),
            Surface("abbreviation", f"senaste {number} mån.", f"senaste {number} mån."),
            Surface(
                "relative",
                f"under de {sv_words(number)} månader som föregått svarsdagen",
                f"{sv_words(number)} månader bakåt från svarsdagen",
            ),
        ]
        if number == 6:
            surfaces.append(
                Surface("relative", "under det senaste halvåret", "det senaste halvåret")
            )
        if number == 24:
            surfaces.append(
                Surface(
                    "relative",
                    "under de två senaste åren, räknat från i dag",
                    "de senaste två åren",
                )
            )
        return surfaces
    if period.kind == "relative_year":
        return {
            0: [
                Surface("relative", "under innevarande år", "innevarande år"),
                Surface("relative", "hittills i år", "året som pågår"),
                Surface("relative", "under det pågående kalenderåret", "det pågående kalenderåret"),
                Surface("plain", "i år", "detta år"),
            ],
            -1: [
                Surface("relative", "under föregående år", "föregående år"),
                Surface("relative", "i fjol", "fjolåret"),
                Surface("relative", "under förra kalenderåret", "förra kalenderåret"),
                Surface("plain", "förra året", "förra året"),
                Surface(
                    "clause",
                    "under det kalenderår som närmast föregick det här",
                    "kalenderåret närmast före detta",
                ),
            ],
            -2: [
                Surface("relative", "i förrfjol", "förrförra året"),
                Surface("plain", "för två år sedan", "förrförra året"),
                Surface("clause", "under året före föregående år", "året före föregående år"),
            ],
        }[number]
    if period.kind == "relative_end":
        word = {0: "innevarande", -1: "föregående"}[number]
        extra = {
            0: [
                Surface(
                    "relative", "när det pågående året tar slut", "slutet av det pågående året"
                ),
                Surface("clause", "den 31 december i år", "31 december i år"),
            ],
            -1: [
                Surface("relative", "när förra året tog slut", "slutet av förra året"),
                Surface("clause", "den 31 december i fjol", "31 december i fjol"),
            ],
        }[number]
        return [
            Surface("plain", f"vid utgången av {word} år", f"utgången av {word} år"),
            Surface("abbreviation", f"31/12 {word} år", f"31/12 {word} år"),
            *extra,
        ]
    if period.kind == "year_end":
        return [
            Surface("plain", f"den 31 december {year}", f"31 december {year}"),
            Surface("year_end", f"vid utgången av {year}", f"utgången av {year}"),
            Surface("year_end", f"per den sista december {year}", f"sista december {year}"),
            Surface(
                "year_end", f"vid årsskiftet {year}/{year + 1}", f"årsskiftet {year}/{next_two}"
            ),
            Surface("year_end", f"på nyårsafton {year}", f"nyårsafton {year}"),
            Surface("abbreviation", f"31/12 {year}", f"31/12 -{two}"),
            Surface("abbreviation", f"ultimo {year}", f"ultimo {year}"),
            Surface("iso", "", f"{year}-12-31"),
            Surface(
                "words",
                f"den trettioförsta december {sv_year(year)[0]}",
                f"slutet av år {sv_year(year)[1]}",
            ),
            Surface("clause", f"när {year} övergick i {year + 1}", f"sista dagen av {year}"),
        ]
    if period.kind == "year_start":
        return [
            Surface("plain", f"den 1 januari {year}", f"1 januari {year}"),
            Surface("year_start", f"vid ingången av {year}", f"ingången av {year}"),
            Surface("year_start", f"på nyårsdagen {year}", f"nyårsdagen {year}"),
            Surface("abbreviation", f"1/1 {year}", f"primo {year}"),
            Surface("iso", "", f"{year}-01-01"),
            Surface(
                "words",
                f"den första januari {sv_year(year)[0]}",
                f"början av år {sv_year(year)[1]}",
            ),
        ]
    if period.kind == "mid_year":
        return [
            Surface("plain", f"den 30 juni {year}", f"30 juni {year}"),
            Surface("clause", f"vid halvårsskiftet {year}", f"halvårsskiftet {year}"),
            Surface("year_end", f"per den sista juni {year}", f"sista juni {year}"),
            Surface("abbreviation", f"30/6 {year}", f"30/6 -{two}"),
            Surface("iso", "", f"{year}-06-30"),
        ]
    if period.kind == "date":
        month = _SV_MONTHS[number - 1]
        return [
            Surface("plain", f"den 1 {month} {year}", f"1 {month} {year}"),
            Surface("words", f"den första {month} {year}", f"första {month} {sv_year(year)[0]}"),
            Surface("abbreviation", f"1/{number} {year}", f"1/{number} -{two}"),
            Surface(
                "abbreviation",
                f"per 1 {_SV_MONTHS_SHORT[number - 1]} {year}",
                f"1 {_SV_MONTHS_SHORT[number - 1]} -{two}",
            ),
            Surface("iso", "", f"{year}-{number:02d}-01"),
            Surface(
                "clause", f"på den första dagen i {month} {year}", f"första dagen i {month} {year}"
            ),
        ]
    raise ValueError(period.kind)


def _ordinal_month(number: int) -> str:
    return [
        "första",
        "andra",
        "tredje",
        "fjärde",
        "femte",
        "sjätte",
        "sjunde",
        "åttonde",
        "nionde",
        "tionde",
        "elfte",
        "tolfte",
    ][number - 1]


def en_period(period: Period) -> list[Surface]:
    """Every English surface of a period; empty where there is no good one."""
    year, number = period.year, period.number
    next_two = f"{(year + 1) % 100:02d}"
    if period.kind == "calendar":
        return [
            Surface("plain", f"in {year}", f"{year}"),
            Surface("calendar", f"during calendar year {year}", f"calendar year {year}"),
            Surface("words", f"in {en_year(year)}", f"the year {en_year(year)}"),
            Surface(
                "from_to",
                f"from 1 January through 31 December {year}",
                f"January to December {year}",
            ),
            Surface("clause", f"in the year before {year + 1}", f"the twelve months of {year}"),
            Surface("iso", "", f"{year}-01-01 to {year}-12-31"),
        ]
    if period.kind == "ever":
        return [
            Surface("plain", f"at any time in {year}", f"any time in {year}"),
            Surface("clause", f"on at least one occasion during {year}", ""),
            Surface("from_to", f"at some point between 1 January and 31 December {year}", ""),
        ]
    if period.kind in {"half", "quarter"}:
        first, last, _, word, letter = _part(period)
        ordinal = _EN_ORDINALS[number]
        return [
            Surface("plain", f"in the {ordinal} {word} of {year}", f"{ordinal} {word} of {year}"),
            Surface("abbreviation", f"in {letter}{number} {year}", f"{letter}{number} {year}"),
            Surface(
                "months",
                f"from {_EN_MONTHS[first - 1]} to {_EN_MONTHS[last - 1]} {year}",
                f"{_EN_MONTHS[first - 1]}–{_EN_MONTHS[last - 1]} {year}",
            ),
            Surface(
                "words",
                f"in the {ordinal} {word} of {en_year(year)}",
                f"the {ordinal} {word} of {en_year(year)}",
            ),
        ]
    if period.kind == "month":
        return [
            Surface(
                "plain", f"in {_EN_MONTHS[number - 1]} {year}", f"{_EN_MONTHS[number - 1]} {year}"
            ),
            Surface("iso", "", f"{year}-{number:02d}"),
        ]
    if period.kind == "school":
        return [
            Surface(
                "plain",
                f"during the school year {year}/{next_two}",
                f"school year {year}/{next_two}",
            ),
            Surface(
                "clause",
                f"from autumn term {year} through spring term {year + 1}",
                f"autumn term {year} and spring term {year + 1}",
            ),
        ]
    if period.kind in {"autumn", "spring"}:
        return [
            Surface("plain", f"in the {period.kind} term of {year}", f"{period.kind} term {year}")
        ]
    if period.kind == "fiscal":
        return [
            Surface(
                "plain",
                f"in the fiscal year July {year} to June {year + 1}",
                f"fiscal year {year}/{next_two} (July–June)",
            ),
            Surface(
                "from_to",
                f"from 1 July {year} to 30 June {year + 1}",
                f"1 July {year}–30 June {year + 1}",
            ),
        ]
    if period.kind == "span":
        first_year = year - number + 1
        return [
            Surface("plain", f"in the years {first_year}–{year}", f"{first_year}–{year} combined"),
            Surface(
                "clause",
                f"over the {en_words(number)} years ending in {year}",
                f"the {en_words(number)} years to {year}",
            ),
        ]
    if period.kind == "last":
        return [
            Surface("plain", f"in the past {number} months", f"the past {number} months"),
            Surface(
                "words",
                f"during the preceding {en_words(number)} months",
                f"the preceding {en_words(number)} months",
            ),
            Surface(
                "relative",
                f"in the {en_words(number)} months up to the day of reply",
                f"the {en_words(number)} months up to the day of reply",
            ),
        ]
    if period.kind == "relative_year":
        return {
            0: [
                Surface("relative", "so far this year", "the current year"),
                Surface("plain", "this year", "this calendar year"),
            ],
            -1: [
                Surface("relative", "in the previous calendar year", "the previous year"),
                Surface("plain", "last year", "last calendar year"),
            ],
            -2: [Surface("clause", "in the year before last", "the year before last")],
        }[number]
    if period.kind == "year_end":
        return [
            Surface("plain", f"on 31 December {year}", f"31 December {year}"),
            Surface("year_end", f"at the end of {year}", f"end of {year}"),
            Surface("year_end", f"at year-end {year}", f"year-end {year}"),
            Surface("year_end", f"on New Year's Eve {year}", f"New Year's Eve {year}"),
            Surface("clause", f"at the close of {en_year(year)}", f"the last day of {year}"),
        ]
    if period.kind == "year_start":
        return [
            Surface("plain", f"on 1 January {year}", f"1 January {year}"),
            Surface("year_start", f"at the beginning of {year}", f"start of {year}"),
            Surface("year_start", f"on New Year's Day {year}", f"New Year's Day {year}"),
        ]
    if period.kind == "mid_year":
        return [
            Surface("plain", f"on 30 June {year}", f"30 June {year}"),
            Surface("clause", f"on the last day of June {year}", f"end of June {year}"),
        ]
    if period.kind == "date":
        month = _EN_MONTHS[number - 1]
        return [
            Surface("plain", f"on 1 {month} {year}", f"1 {month} {year}"),
            Surface("clause", f"as at the first of {month} {year}", f"the first of {month} {year}"),
            Surface("iso", "", f"{year}-{number:02d}-01"),
        ]
    return []


# --- Ages ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Age:
    """An age span in whole years, both ends included; no upper end means "and older"."""

    low: int
    high: int | None


def sv_age(age: Age) -> list[Surface]:
    """Every Swedish surface of an age span: the adverb goes after a noun in the plural."""
    low, high = age.low, age.high
    if high is None:
        surfaces = [
            Surface("plain", f"{low} år och äldre", f"{low} år och äldre"),
            Surface("plain", f"{low} år eller äldre", f"{low} år eller äldre"),
            Surface("abbreviation", f"{low}+", f"{low}+"),
            Surface(
                "words", f"som är {sv_words(low)} år eller äldre", f"{sv_words(low)} år eller äldre"
            ),
            Surface("words", f"från {sv_words(low)} år och uppåt", f"{sv_words(low)} år och uppåt"),
            Surface("turned", f"som fyllt {low} år", f"har fyllt {low} år"),
            Surface("turned", f"som har hunnit fylla {sv_words(low)}", f"{low} år fyllda"),
            Surface("from_to", f"fr.o.m. {low} års ålder", f"fr.o.m. {low} år"),
            Surface("at_least", f"som är minst {low} år", f"minst {low} år"),
            Surface("over", f"över {low - 1} år", f"äldre än {low - 1} år"),
        ]
        if low == 18:
            surfaces += [
                Surface("legal_age", "som är myndiga", "myndiga"),
                Surface("legal_age", "som har uppnått myndighetsålder", "uppnådd myndighetsålder"),
            ]
        return surfaces
    if low == 0:
        surfaces = [
            Surface("plain", f"0–{high} år", f"0–{high} år"),
            Surface("under", f"under {high + 1} år", f"under {high + 1} år"),
            Surface("under", f"yngre än {high + 1} år", f"yngre än {high + 1}"),
            Surface("or_younger", f"som är {high} år eller yngre", f"{high} år eller yngre"),
            Surface("from_to", f"t.o.m. {high} års ålder", f"t.o.m. {high} år"),
            Surface("turned", f"som inte har fyllt {high + 1} år", f"ej fyllda {high + 1} år"),
            Surface(
                "words",
                f"som ännu inte fyllt {sv_words(high + 1)}",
                f"noll till {sv_words(high)} år",
            ),
            Surface(
                "words", f"som är högst {sv_words(high)} år gamla", f"högst {sv_words(high)} år"
            ),
            Surface("abbreviation", f"(0–{high})", f"0–{high}"),
        ]
        if high == 17:
            surfaces += [
                Surface("legal_age", "som är omyndiga", "omyndiga"),
                Surface("legal_age", "som inte är myndiga", "ännu inte myndiga"),
                Surface("legal_age", "som är minderåriga", "minderåriga"),
            ]
        return surfaces
    if low == high:
        return [
            Surface("plain", f"som är {low} år", f"{low} år"),
            Surface("words", f"som är {sv_words(low)} år gamla", f"{sv_words(low)} år"),
            Surface(
                "turned", f"som fyllt {low} men inte {low + 1} år", f"fyllda {low} men ej {low + 1}"
            ),
            Surface("abbreviation", f"({low}-åringar)", f"{low}-åringar"),
        ]
    return [
        Surface("plain", f"{low}–{high} år", f"{low}–{high} år"),
        Surface("plain", f"i åldern {low}–{high} år", f"{low}–{high} år"),
        Surface(
            "words",
            f"i åldern {sv_words(low)} till {sv_words(high)} år",
            f"{sv_words(low)} till {sv_words(high)} år",
        ),
        Surface("from_to", f"fr.o.m. {low} t.o.m. {high} år", f"fr.o.m. {low} år t.o.m. {high} år"),
        Surface(
            "turned",
            f"som fyllt {low} men inte {high + 1} år",
            f"fyllda {low} men ej {high + 1} år",
        ),
        Surface(
            "at_least", f"som är minst {low} och högst {high} år", f"minst {low}, högst {high} år"
        ),
        Surface(
            "words",
            f"som är minst {sv_words(low)} men under {sv_words(high + 1)} år",
            f"minst {sv_words(low)} men under {sv_words(high + 1)} år",
        ),
        Surface("abbreviation", f"({low}–{high})", f"{low}–{high}"),
    ]


def en_age(age: Age) -> list[Surface]:
    """Every English surface of an age span."""
    low, high = age.low, age.high
    if high is None:
        surfaces = [
            Surface("plain", f"aged {low} and over", f"{low} and over"),
            Surface("plain", f"{low} years or older", f"{low} years or older"),
            Surface("words", f"who are {en_words(low)} or older", f"{en_words(low)} or older"),
            Surface("turned", f"who have turned {low}", f"turned {low}"),
            Surface("abbreviation", f"{low}+", f"{low}+"),
            Surface("over", f"over the age of {low - 1}", f"over {low - 1}"),
        ]
        if low == 18:
            surfaces.append(Surface("legal_age", "who have come of age", "of legal age"))
        return surfaces
    if low == 0:
        surfaces = [
            Surface("plain", f"aged 0–{high}", f"0–{high}"),
            Surface("under", f"under {high + 1}", f"under {high + 1}"),
            Surface("or_younger", f"who are {high} or younger", f"{high} or younger"),
            Surface(
                "turned",
                f"who have not yet turned {en_words(high + 1)}",
                f"not yet {en_words(high + 1)}",
            ),
            Surface(
                "words",
                f"up to and including the age of {en_words(high)}",
                f"at most {en_words(high)}",
            ),
        ]
        if high == 17:
            surfaces.append(Surface("legal_age", "who are below the age of majority", "minors"))
        return surfaces
    return [
        Surface("plain", f"aged {low}–{high}", f"{low}–{high}"),
        Surface(
            "words",
            f"aged {en_words(low)} to {en_words(high)}",
            f"{en_words(low)} to {en_words(high)}",
        ),
        Surface(
            "at_least",
            f"who are at least {low} but not yet {high + 1}",
            f"at least {low} but not yet {high + 1}",
        ),
        Surface("from_to", f"from {low} through {high} years of age", f"from {low} through {high}"),
    ]


# Nouns that hold an age of themselves. Their limits are soft, so they only meet spans that lie
# clear of them.
SV_AGE_NOUNS: dict[str, tuple[int, int]] = {
    "tonåringar": (13, 19),
    "småbarn": (0, 5),
    "spädbarn": (0, 1),
    "förskolebarn": (1, 6),
    "12-åringar": (12, 12),
    "sexåringar": (6, 6),
    "15-åringar": (15, 15),
    "sjuttonåringar": (17, 17),
}
EN_AGE_NOUNS: dict[str, tuple[int, int]] = {
    "teenagers": (13, 19),
    "toddlers": (1, 3),
    "infants": (0, 1),
    "12-year-olds": (12, 12),
}


# --- Laws ---------------------------------------------------------------------------------------

SV_LAWS: dict[str, tuple[str, ...]] = {
    "SoL": ("SoL", "socialtjänstlagen", "socialtjänstlagen (SoL)"),
    "LSS": (
        "LSS",
        "lagen om stöd och service till vissa funktionshindrade",
        "lagen (1993:387) om stöd och service till vissa funktionshindrade",
    ),
    "LVU": (
        "LVU",
        "lagen med särskilda bestämmelser om vård av unga",
        "lagen (1990:52) med särskilda bestämmelser om vård av unga",
    ),
    "LVM": ("LVM", "lagen om vård av missbrukare i vissa fall", "missbrukarvårdslagen LVM"),
    "HSL": ("HSL", "hälso- och sjukvårdslagen", "hälso- och sjukvårdslagen (HSL)"),
    "LPT": ("LPT", "lagen om psykiatrisk tvångsvård"),
    "SFB": ("SFB", "socialförsäkringsbalken"),
    "SkolL": ("skollagen", "skollagen (2010:800)"),
    "FL": ("FL", "förvaltningslagen"),
    "LOV": ("LOV", "lagen om valfrihetssystem"),
    "LOU": ("LOU", "lagen om offentlig upphandling"),
}
EN_LAWS: dict[str, tuple[str, ...]] = {
    "SoL": ("SoL", "the Social Services Act"),
    "LSS": (
        "LSS",
        "the Act concerning Support and Service for Persons with Certain Functional Impairments",
    ),
    "LVU": ("LVU", "the Care of Young Persons (Special Provisions) Act"),
    "LVM": ("LVM", "the Care of Substance Abusers Act"),
    "HSL": ("HSL", "the Health and Medical Services Act"),
    "LPT": ("LPT", "the Compulsory Psychiatric Care Act"),
    "SFB": ("SFB", "the Social Insurance Code"),
    "SkolL": ("the Education Act", "the Swedish Education Act"),
    "FL": ("the Administrative Procedure Act", "Sweden's Administrative Procedure Act"),
    "LOV": ("LOV", "the Act on System of Choice"),
    "LOU": ("LOU", "the Public Procurement Act"),
}
_SV_SECTION = {
    1: "första", 2: "andra", 3: "tredje", 4: "fjärde", 5: "femte", 6: "sjätte", 7: "sjunde",
    8: "åttonde", 9: "nionde", 10: "tionde", 11: "elfte", 12: "tolfte", 13: "trettonde", 14: "fjortonde",
}  # fmt: skip


def _sv_law_names(key: str) -> list[tuple[str, str]]:
    """Form and name of a law or section; a section is "SoL:4:1", "LSS:9:3" or "LVU:6"."""
    if ":" not in key:
        return [
            (("plain", "full_name", "full_name")[i], name) for i, name in enumerate(SV_LAWS[key])
        ]
    law, number = key.split(":", 1)
    full = SV_LAWS[law][1]
    if law == "LSS":
        section, point = number.split(":")
        return [
            ("plain", f"{section} § {point} LSS"),
            ("section", f"LSS {section} § p. {point}"),
            ("section", f"punkt {point} i {section} § LSS"),
            ("full_name", f"{section} § {point} {full}"),
            (
                "words",
                f"{_SV_SECTION[int(point)]} punkten i {_SV_SECTION[int(section)]} paragrafen LSS",
            ),
        ]
    if ":" in number:
        chapter, section = number.split(":")
        return [
            ("plain", f"{chapter} kap. {section} § {law}"),
            ("section", f"{law} {chapter} kap {section} §"),
            ("section", f"{section} § i {chapter} kap. {law}"),
            ("section", f"{law} {chapter}:{section}"),
            ("full_name", f"{chapter} kap. {section} § {full}"),
            (
                "words",
                f"{_SV_SECTION[int(chapter)]} kapitlet {_SV_SECTION[int(section)]} paragrafen {full}",
            ),
        ]
    return [
        ("plain", f"{number} § {law}"),
        ("section", f"{law} {number} §"),
        ("section", f"{law}, paragraf {number}"),
        ("full_name", f"{number} § {full}"),
        ("words", f"{_SV_SECTION[int(number)]} paragrafen {law}"),
    ]


def sv_law(key: str) -> list[Surface]:
    """Every Swedish surface of a law or a section."""
    surfaces = []
    for form, name in _sv_law_names(key):
        for preposition in ("enligt", "enl.", "med stöd av", "i enlighet med", "på grundval av"):
            kind = form if preposition in {"enligt", "enl."} or form != "plain" else "by_force_of"
            surfaces.append(Surface(kind, f"{preposition} {name}", name))
    return surfaces


def en_law(key: str) -> list[Surface]:
    """Every English surface of a law or a section."""
    if ":" not in key:
        return [
            Surface(("plain", "full_name")[min(i, 1)], f"{preposition} {name}", name)
            for i, name in enumerate(EN_LAWS[key])
            for preposition in ("under", "pursuant to", "in accordance with")
        ]
    law, number = key.split(":", 1)
    parts = number.split(":")
    if len(parts) == 2 and law != "LSS":
        text = f"chapter {parts[0]}, section {parts[1]} of {EN_LAWS[law][1]}"
    elif len(parts) == 2:
        text = f"section {parts[0]}({parts[1]}) of LSS"
    else:
        text = f"section {number} of {law}"
    return [
        Surface("section", f"under {text}", text),
        Surface("section", f"pursuant to {text}", text),
    ]
