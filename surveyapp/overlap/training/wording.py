"""Changes to a question's text whose effect on its meaning is known.

`conflict` makes it another question (another year, age span, date, number, law, group, direction);
`variant` says the same in another way. Both are used for training only: the facets that veto a
verdict are written and tested apart from this."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

Change = Callable[[str, Random], str | None]

YEAR = re.compile(r"\b(?:19[89]|20[0-4])\d\b")
_SCHOOL_YEAR = re.compile(r"\b(20[0-4]\d)(/|-|–)(\d\d)\b(?![-–/]\d)")
_AGES = re.compile(r"\b(\d{1,2})\s?[-–]\s?(\d{1,2})(?=\s?(?:år|years|-year|åring))")
_FROM_AGE = re.compile(r"\b(\d{2})\s?(?:år (?:och|eller) äldre|\+|years and over|or older)")
_UNDER_AGE = re.compile(
    r"\b(under|yngre än|över|äldre än|younger than|under|over) (\d{2})(?= år\b|\b)"
)
_NUMBER = re.compile(r"(?<![\d§/.,:-])\b(\d{1,3})\b(?![\d§/.,:-]| §| kap)")
_SECTION = re.compile(r"\b(\d{1,2})( [a-c])? §")
_MONTH_NAMES = [
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
_ENGLISH_MONTHS = [
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
_DATE = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(_MONTH_NAMES)})\b(?: (20\d\d))?")
_ENGLISH_DATE = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(_ENGLISH_MONTHS)})\b(?: (20\d\d))?")
_WORDS_OF_NUMBERS = dict(
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
_WORDS_OF_NUMBERS |= {
    24: "tjugofyra",
    30: "trettio",
    48: "fyrtioåtta",
    50: "femtio",
    65: "sextiofem",
}
_ENGLISH_NUMBERS = dict(
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
_ORDINALS = {1: "första", 2: "andra", 3: "tredje", 15: "femtonde", 31: "trettioförsta"}

_SHARE = re.compile(r"\b(?:andel|andelen|share|proportion|percentage|procent)\b", re.IGNORECASE)
_COMPLEMENTS = {"med", "utan", "with", "without", "kvinnor", "män", "women", "men"}
"""Of a share, the share with and without add up to one: the other follows, so it is no conflict."""

OPPOSED = tuple(
    tuple(pair.split("|"))
    for pair in """hushåll|personer
barn|vuxna
barn|familjer
kvinnor|män
kvinna|man
flickor|pojkar
beviljade|avslagna
bifall|avslag
inledda|avslutade
påbörjade|avslutade
inkomna|avgjorda
inskrivna|utskrivna
öppnade|stängda
verkställda|ej verkställda
anställda|konsulter
chefer|handläggare
chefer|medarbetare
biståndshandläggare|socialsekreterare
SoL|LVU
SoL|LSS
LSS|SFB
LVU|LVM
LSS|HSL
frivillig|tvångs
egen regi|enskild regi
egen regi|privat regi
kommunal regi|enskild regi
kommunens|regionens
kommunen|regionen
bruttokostnad|nettokostnad
kostnad|intäkt
kostnader|intäkter
köp|försäljning
heltid|deltid
tillsvidareanställda|visstidsanställda
månadsavlönade|timavlönade
dagtid|nattetid
vardagar|helger
platser|personer
ärenden|personer
beslut|personer
ansökningar|beslut
ansökningar|anmälningar
anmälningar|utredningar
utredningar|insatser
hemtjänst|boendestöd
hemtjänst|hemsjukvård
hemtjänsten|hemsjukvården
familjehem|stödboende
familjehem|HVB
HVB|stödboende
HVB|SiS
särskilt boende|ordinärt boende
särskilt boende|korttidsboende
gruppbostad|servicebostad
kontaktperson|kontaktfamilj
ledsagarservice|avlösarservice
daglig verksamhet|daglig sysselsättning
alkohol|narkotika
alkohol|spel
läkemedel|alkohol
medelvärde|median
genomsnittlig|högsta
kortaste|längsta
minst|högst
fler|färre
ökat|minskat
ökade|minskade
före|efter
till|från
med|utan
nöjda|missnöjda
alltid|aldrig
alltid|ibland
ofta|sällan
planerade|genomförda
muntlig|skriftlig
skriftlig|digital
intern|extern
första|senaste
nya|samtliga
nya|avslutade
pågående|avslutade
fysiskt|psykiskt
mammor|pappor
mödrar|fäder
föräldrar|barn
anhöriga|brukare
brukare|personal
personal|chefer
demens|psykisk ohälsa
ekonomiskt bistånd|hemtjänst
rutin|statistik
rutiner|uppföljning
utbildning|handledning
ankomst|avresa
kvartal 1|kvartal 3
våren|hösten
vår|höst
women|men
girls|boys
households|persons
approved|rejected
granted|refused
started|completed
children|adults
average|median
mean|median
at least|at most
with|without
before|after
full-time|part-time
municipal|private
applications|decisions
costs|revenues
new|ongoing
""".splitlines()
)
"""Words that, exchanged on one side only, make two questions differ."""

SHORT = tuple(
    tuple(pair.split("|"))
    for pair in """hem för vård eller boende|HVB
särskilt boende|SÄBO
individ- och familjeomsorg|IFO
individ- och familjeomsorgen|IFO
samordnad individuell plan|SIP
socialtjänstlagen|SoL
hälso- och sjukvårdslagen|HSL
lagen om stöd och service till vissa funktionshindrade|LSS
tusental kronor|tkr
kronor|kr
per invånare|kr/inv
invånare|inv.
enligt|enl.
till och med|t.o.m.
från och med|fr.o.m.
före detta|f.d.
bland annat|bl.a.
exklusive|exkl.
inklusive|inkl.
genomsnittlig|i genomsnitt
respektive|resp.
antal|ant.
timmar|tim
månader|mån.
månad|mån
tim/mån|timmar per månad
per månad|/månad
per år|/år
procent|%
och|o.
december|dec.
november|nov.
oktober|okt.
januari|jan.
""".splitlines()
)
REWORDED = tuple(
    tuple(pair.split("|"))
    for pair in """äldreboende|särskilt boende för äldre
försörjningsstöd|ekonomiskt bistånd till försörjning
årsarbetare|heltidstjänster
sjuksköterska|SSK
anhöriga|närstående
i genomsnitt|i medeltal
genomsnittlig|medelvärdet av
median|mittvärde
senaste tolv månaderna|senaste året
det senaste året|de senaste 12 månaderna
finns det|har ni
har kommunen|finns det i kommunen
matdistribution|matlådor
hembesök|besök i hemmet
inte|ej
samt|och
år och äldre|år eller äldre
minst|lägst
fler än|mer än
share of|proportion of
number of|total number of
percentage of|share of
""".splitlines()
)


def _english(text: str) -> bool:
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


def _swap(text: str, pairs: tuple[tuple[str, ...], ...], rng: Random) -> str | None:
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


# --- another meaning ------------------------------------------------------------------------------


def other_year(text: str, rng: Random) -> str | None:
    """All years moved by the same, -3 to 3."""
    if not YEAR.search(text):
        return None
    return shift_years(text, rng.choice((-3, -2, -1, -1, 1, 1, 2, 3)))


def other_date(text: str, rng: Random) -> str | None:
    """The day or the month of a date changed."""
    for pattern, names in ((_DATE, _MONTH_NAMES), (_ENGLISH_DATE, _ENGLISH_MONTHS)):
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
    found = _AGES.search(text)
    if found:
        low, high = int(found[1]), int(found[2])
        spans = [
            (high + 1, high + 1 + max(high - low, 2)),
            (low, high + rng.choice((1, 2, 3, 5))),
            (low + rng.choice((1, 2, 3)), high),
        ]
        new = rng.choice([span for span in spans if span[0] < span[1] and span != (low, high)])
        return text[: found.start()] + f"{new[0]}-{new[1]}" + text[found.end() :]
    found = _FROM_AGE.search(text) or None
    if found:
        other = rng.choice([age for age in (18, 55, 65, 67, 75, 80, 85) if str(age) != found[1]])
        return text[: found.start(1)] + str(other) + text[found.end(1) :]
    found = _UNDER_AGE.search(text)
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
        for item in _NUMBER.finditer(text)
        if not re.match(
            rf"\s?(?:{'|'.join(_MONTH_NAMES + _ENGLISH_MONTHS)}|[-–])", text[item.end() :]
        )
        and item.start() > 2
    ]
    if not found:
        words = {word: number for number, word in _WORDS_OF_NUMBERS.items() if number > 1}
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
    found = _SECTION.search(text)
    if not found:
        return None
    other = rng.choice([n for n in (1, 2, 3, 4, 6, 9, 11, 13) if str(n) != found[1]])
    return text[: found.start(1)] + str(other) + text[found.end(1) :]


def other_word(text: str, rng: Random) -> str | None:
    """One word of an opposed pair exchanged for the other."""
    if _SHARE.search(text):
        kept = tuple(pair for pair in OPPOSED if pair[0] not in _COMPLEMENTS)
        return _swap(text, kept, rng)
    return _swap(text, OPPOSED, rng)


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


# --- the same meaning -----------------------------------------------------------------------------


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
    found = re.search(rf"(?:\b[Dd]en )?{_DATE.pattern}", text)
    english = False
    if not found:
        found = re.search(rf"(?:\b[Oo]n |\bas of )?{_ENGLISH_DATE.pattern}", text)
        english = True
    if not found:
        return None
    names = _ENGLISH_MONTHS if english else _MONTH_NAMES
    day, month, year = int(found[1]), names.index(found[2]) + 1, found[3]
    forms = [f"{day}/{month}" + (f" {year}" if year else "")]
    if year:
        forms += [f"{year}-{month:02d}-{day:02d}", f"per {year}-{month:02d}-{day:02d}"]
    if not english:
        tail = f" {year}" if year else ""
        forms += [f"den {day} {names[month - 1]}{tail}", f"per den {day} {names[month - 1]}{tail}"]
        forms += [f"{day} {names[month - 1][:3]}.{tail}"]
        if day in _ORDINALS:
            forms += [f"den {_ORDINALS[day]} {names[month - 1]}{tail}"]
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
        if low in _WORDS_OF_NUMBERS and high in _WORDS_OF_NUMBERS:
            forms += [f"{_WORDS_OF_NUMBERS[low]} till {_WORDS_OF_NUMBERS[high]} år"]
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
    swedish = not _english(text)
    spoken = _WORDS_OF_NUMBERS if swedish else _ENGLISH_NUMBERS
    found = [
        item
        for item in _NUMBER.finditer(text)
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
    return _swap(text, SHORT, rng)


def reworded(text: str, rng: Random) -> str | None:
    """A term exchanged for another with the same meaning."""
    return _swap(text, REWORDED, rng)


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
        return _swap(text, SHORT, rng) or text.replace(", ", " - ", 1)
    if kind == 6:
        return text.replace(" - ", ", ").replace(", ", " – ", 1)
    return text + "." if not text.endswith(("?", ".")) else text.replace(" ", "  ", 2)
