"""Ages and thresholds: numbers that say who a question is about, or what an answer must pass."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from surveyapp.overlap.rules.canonical import ORDINALS, Canonical

OLDEST = 200
"""The upper end of an age without one."""

_N = r"\d{1,3}"
_TO = r"\s*(?:-\s?(?:till|to)|-{1,2}|till\s+och\s+med|t\.?\s?o\.?\s?m\.?|till|through|to|upp\s+till|och|and)\s*"
_YEARS = r"(?:\s*-?\s*års?\b(?!\s*(?:ålder\s+på\s+planen))|\s*-?\s*years?(?:[- ]olds?|\s+of\s+age)?\b|\s*-?\s*åring(?:ar|arna|ars|en)?\b|\s*-?\s*åriga\b|\s*yrs?\b)"
_NOT_SINCE = r"(?!\s*-?\s*(?:bakåt|sedan\b|tillbaka|back\b|ago\b|erfarenhet|i\s+rad\b|efter\b|före\b|innan\b|after\b|before\b))"
_NOT_TIME = r"(?!\s*-?\s*(?:bakåt|sedan|tillbaka|back|ago|%|procent|per\s?cent|dag|dygn|veck|mån|timm|minut|gång|day|week|month|hour|minute|times|kr\b|tkr|kronor|sek\b|platser|personer|barn\b|av\b|of\b|besök|beslut|anställ|medarb|boende\b|brukare|enheter))"
_OR = r"(?:eller|och|or|and|samt)"


@dataclass(frozen=True, slots=True)
class Amount:
    """What was read and where, in the canonical text."""

    value: tuple[int | str, ...]
    start: int
    end: int


@cache
def _ages() -> tuple[tuple[str, re.Pattern[str]], ...]:
    shapes = (
        # (shape, pattern); a and b are the ages
        ("span", rf"(?:mellan\s+|between\s+|aged\s+|ages\s+|från\s+|from\s+)?(?P<a>{_N})(?:\s*-?\s*(?:år|years?))?{_TO}(?:med\s+)?(?P<b>{_N}){_YEARS}{_NOT_SINCE}"),
        ("span", rf"(?:ages?|aged|åldern|åldrarna|åldrar|ålder|åldersgruppen|age\s+group)\s*(?:mellan\s+|between\s+|of\s+|från\s+|from\s+|:\s*)?(?P<a>{_N}){_TO}(?P<b>{_N})(?!\d)"),
        ("span", rf"(?:mellan|between)\s+(?P<a>{_N})\s+(?:och|and)\s+(?P<b>{_N})\s+(?:års?\s+ålder|years?)"),
        ("span", rf"(?:minst|lägst|at\s+least)\s+(?P<a>{_N})(?:\s*(?:år|years?(?:\s+old)?))?\s*(?:,|och|men|and|but)?\s*(?:högst|at\s+most|no\s+more\s+than|som\s+mest)\s+(?P<b>{_N})(?:\s*(?:år|years?)\b)?"),
        ("span", rf"(?:minst|lägst|at\s+least)\s+(?P<a>{_N})(?:\s*(?:år|years?(?:\s+old)?))?\s*(?:,|och|men|and|but)?\s*(?:under|yngre\s+än|(?:ännu\s+)?(?:ej|inte)(?:\s+fyll(?:t|da))?|not\s+yet(?:\s+turned)?|under|younger\s+than|less\s+than)\s+(?P<before>{_N})(?:\s*(?:år|years?)\b)?"),
        ("below", rf"(?:(?:ännu\s+)?(?:ej|inte)\s+(?:har\s+)?(?:ännu\s+)?(?:fyllt|fyllda)|not\s+(?:yet\s+)?(?:reached|turned)|yet\s+to\s+turn|(?:som\s+)?inte\s+har\s+fyllt)\s+(?P<b>{_N})(?:\s*(?:år|years)\b)?"),
        ("span", rf"(?:fyllt|fyllda|fyllde|turned|reached)\s+(?P<a>{_N})(?:\s*år)?\s+(?:men|but|och|and)\s+(?:(?:ännu\s+)?(?:inte|ej)|not(?:\s+yet)?)\s+(?:fyllt\s+|turned\s+|reached\s+)?(?P<before>{_N})(?:\s*år\b)?"),
        ("from", rf"(?P<a>{_N})(?:\s*-?\s*(?:års?|years?(?:\s+(?:old|of\s+age))?))?(?:\s+ålder)?\s*{_OR}\s+(?:däröver\b|äldre\b(?!\s+än)|över\b(?!\s+\d)|uppåt\b|older\b(?!\s+than)|over\b(?!\s+\d)|above\b(?!\s+\d)|upwards?\b|(?:mer|more)\b(?=\s*(?:$|[,.?)]|\s(?:med|som|i|who|in|with)\b)))"),
        ("from", rf"(?P<a>{_N})\s*\+(?:\s*-?\s*(?:åringar|år\b|years?\b))?"),
        ("from", rf"≥\s*(?P<a>{_N})(?:\s*(?:år|years)\b)?"),
        ("from", rf"(?:som\s+(?:har\s+)?fyllt|har\s+fyllt|hunnit\s+fylla|fyllt|fyllda|fyllde|fyller|having\s+turned|have\s+turned|has\s+turned|who\s+had\s+turned|turned|aged\s+at\s+least|från\s+och\s+med|fr\.?\s?o\.?\s?m\.?|from\s+(?:the\s+)?age\s+of|från|minst|lägst|at\s+least)\s+(?P<a>{_N})\s*(?:\s*-?\s*års?\b(?:\s+ålder)?|years?(?:\s+(?:old|of\s+age))?\b){_NOT_SINCE}"),
        ("from", rf"(?:hunnit\s+fylla|fyllt|fyllda|have\s+turned|has\s+turned|turned)\s+(?P<a>{_N})(?=\s*(?:$|[,.?;:)]|\s(?:och|and|som|med|who|with)))"),
        ("from", rf"(?P<a>{_N})\s*-?\s*(?:års?|years?)\s+(?:ålder\s+)?(?:och|eller|and|or)\s+(?:uppåt|äldre|upp|up)"),
        ("above", rf"(?:över|äldre\s+än|over|older\s+than|above|passerat(?:\s+sin)?|beyond)\s+(?:(?:the\s+)?age\s+(?:of\s+)?|the\s+)?(?P<a>{_N})(?:\s*-?\s*års?(?:dag\w*|\s+ålder)?\b|\s+years?(?:\s+(?:old|of\s+age))?\b|-?'?s\b|(?=\s*(?:$|[,.?):;])))(?!\s*(?:%|procent)){_NOT_SINCE}"),
        ("from", rf"(?P<a>{_N})\s*år\s+fyllda"),
        ("above", rf">\s*(?P<a>{_N})\s*(?:år|years)\b"),
        ("below", rf"(?:under|yngre\s+än|below|younger\s+than|innan)\s*-?(?:\s*(?:the\s+)?age\s+(?:of\s+)?)?\s*(?P<b>{_N})(?:\s*-?\s*års?(?:\s+ålder|\s?dag\w*)?\b|\s+years?(?:\s+(?:old|of\s+age))?\b|-?'?s\b|(?=\s*(?:$|[,.?):;])))(?!\s*(?:%|procent)){_NOT_SINCE}"),
        ("below", rf"<\s*(?P<b>{_N})\s*(?:år|years)\b"),
        ("to", rf"≤\s*(?P<b>{_N})\s*(?:år|years)?\b"),
        ("to", rf"(?:till\s+och\s+med|t\.?\s?o\.?\s?m\.?|högst|upp\s+till(?:\s+och\s+med)?|up\s+to(?:\s+and\s+including)?|at\s+most|aged\s+up\s+to|no\s+older\s+than|inte\s+äldre\s+än|through)\s+(?:the\s+age\s+of\s+|age\s+)?(?P<b>{_N})\s*(?:-?\s*års?\b(?:\s+ålder|\s+gamla|\s+gammal)?|years?(?:\s+(?:old|of\s+age))?\b|(?=\s*(?:$|[,.?):;]))){_NOT_SINCE}"),
        ("to", rf"(?:up\s+to|through)\s+(?:the\s+)?age\s+(?:of\s+)?(?P<b>{_N})"),
        ("to", rf"(?P<b>{_N})(?:\s*-?\s*(?:års?|years?(?:\s+(?:old|of\s+age))?))?(?:\s+ålder)?\s*{_OR}\s+(?:yngre\b(?!\s+än)|younger\b(?!\s+than)|därunder\b|under\b(?!\s+\d))"),
        ("to", rf"(?<![\w\d])-(?P<b>\d{{1,2}})\s*(?:år|years)\b{_NOT_SINCE}"),
        ("below", rf"(?:barn|unga|ungdomar|personer|vuxna|children|people|persons)\s+(?:under|yngre\s+än|below|younger\s+than)\s+(?P<b>{_N})(?=\s+(?:som|vid|i|på|med|hos|who|in|at|with)\b)"),
        ("exact", rf"(?:är|age|aged|ålder|ålder:|som\s+är|who\s+are|exakt|just)\s+(?P<a>{_N})\s*(?:år\b|years?\b)(?:\s+(?:gamla|old))?(?!\s*(?:{_OR}|till|to|-))"),
        ("exact", rf"(?:unga|ungdomar|barn|personer|elever)\s+(?P<a>{_N})\s+år\b(?!\s*(?:och|eller|till|-))"),
        ("exact", rf"(?P<a>{_N})\s*-?\s*(?:åringar(?:na|s)?\b|year[- ]olds\b)"),
        ("bare", r"(?<![\d.,§/])(?P<a>\d{1,3})-(?P<b>\d{1,3})(?=\s+[a-zåäö]|\s*$|\s*[,.)])(?!\s*(?:%|procent|per\s?cent|av|of|dagar|dygn|veckor|mån|timmar|days|weeks|months|hours|alla|kap|§|gånger|besök))"),
    )  # fmt: skip
    return tuple(
        (shape, re.compile(pattern if pattern.startswith("(?<!") else rf"(?<![\w:.,§]){pattern}"))
        for shape, pattern in shapes
    )


_WORDS: dict[str, tuple[int, int]] = {
    "myndiga": (18, OLDEST), "myndig": (18, OLDEST), "minderåriga": (0, 17), "minderårig": (0, 17), "minderårigt": (0, 17),
    "omyndiga": (0, 17), "omyndig": (0, 17), "underåriga": (0, 17), "minors": (0, 17), "minor": (0, 17),
    "småbarn": (0, 5), "spädbarn": (0, 1), "toddlers": (1, 3), "infants": (0, 1), "förskolebarn": (1, 5),
    "tonåren": (13, 19), "teens": (13, 19), "skolbarn": (6, 15), "tonåringar": (13, 19), "tonåriga": (13, 19), "teenagers": (13, 19), "teenage": (13, 19),
}  # fmt: skip
_BEFORE = re.compile(
    r"(?<!\w)(?:klockan|kl\.?|senaste|last|past|previous|i|for|in|sedan|since|vecka|veckorna|veckor|v\.?|kvartal|situation|kap\.?|§|paragraf|nr|nummer|fråga|question|bilaga|år|steg|nivå|level|åk|årskurs|per|skala|scale|dag|dagar|day)\s*$"
)
_DIGITS = re.compile(r"\d")
_AGED = re.compile(
    r"år|\+|äldre|yngre|over|above|older|younger|aged?\b|ålder|åldr|åring|fyll|turned|-s\b|\d-\d|under|över|<|>|≥|≤|year"
)
_PERSONS = re.compile(
    r"barn|ung|person|vuxn|äldre(?!\s+än)|elev|flick|pojk|kvinn|män\b|invånare|anställ|boende|tagare|child|young|people|adult|girl|boy|women|men\b|pupil|resident|someone|anyone|den som|de som|födda|individ|klient|brukare|mottagare|teen|patient|deltagare|förälder|föräldr|mamm|papp|offer|utövare|människ|kund|medborgare|anhörig|syskon|someone|parent|sökande|gravid|user|client|student|placerad|vuxna"
)


def read_ages(text: Canonical, taken: Sequence[tuple[int, int]] = ()) -> list[Amount]:
    """Return the spans of age a text names, in whole years, open ends as 0 and `OLDEST`."""
    found: list[Amount] = []
    named = [(w, s, e) for w, s, e in text.words if w in _WORDS] if not _KNOWN.isdisjoint(text.names) else []  # fmt: skip
    if _DIGITS.search(text.text) and _AGED.search(text.text):
        busy = list(taken)
        for shape, pattern in _ages():
            for match in pattern.finditer(text.text):
                start, end = match.span()
                if any(start < b and a < end for a, b in busy):
                    continue
                span = _span_of(shape, match, text.text)
                if span is None:
                    continue
                busy.append((start, end))
                found.append(Amount(span, start, end))
    if not found:
        found = [Amount(_WORDS[w], s, e) for w, s, e in named]
    return sorted(found, key=lambda f: f.start)


_KNOWN = frozenset(_WORDS)


def _span_of(shape: str, match: re.Match[str], text: str) -> tuple[int, int] | None:
    before = text[max(0, match.start() - 26) : match.start()]
    said = match.group()
    if said[0].isdigit() and _BEFORE.search(before):
        return None
    groups = match.groupdict()
    low = int(groups["a"]) if groups.get("a") else 0
    high = int(groups["b"]) if groups.get("b") else OLDEST
    if groups.get("before"):
        high = int(groups["before"]) - 1
    if shape == "exact":
        high = low
    if shape == "above" and "passerat" not in said:
        low += 1
    if shape == "below":
        high -= 1
    if shape == "bare" and not (
        low < high <= 110 and (high - low >= 2 or high > 12) and _PERSONS.search(text)
    ):
        return None
    if shape in ("above", "below", "from", "to"):
        number = low if shape in ("above", "from") else high
        if _TIMED.search(before) and not _SAYS_AGE.search(said):
            return None
        if not _SAYS_AGE.search(before[-14:] + said):
            is_sure = (number >= 12 and (_PERSONS.search(text) or _ONWARD.search(said))) or (
                _PERSONS_LAST.search(before) is not None and "minst" not in said
            )
            if not is_sure:
                return None
        elif number < 6 and not _PERSONS.search(text):
            return None
    if low > high or not (high <= 120 or high == OLDEST):
        return None
    return low, high


_SAYS_AGE = re.compile(
    r"ålder|\bage|aged|gaml|gammal|äldre|yngre|older|younger|old\b|fyll|turned|passerat|\d\+|åring|årsdag|\d'?s\b|-?olds"
)
_PERSONS_LAST = re.compile(
    r"(?:barn|unga|ungdomar|flickor|pojkar|children|boys|girls|elever)\s*\(?$"
)
_ONWARD = re.compile(r"(?:år|years?)\s+(?:och|eller|and|or)")
_TIMED = re.compile(
    r"arbetat|varit anställ|anställd (?:sedan|i)|anställda (?:sedan|i) |erfaren|varat|pågå|vårdat|väntat|worked|employed|lasted|waited|experience|placerad|inom|within|minst\s+var|legat|bott|planen|rutinen|beslutet|the plan|rutin|plan\b"
)


_LENGTH = {"for": 14, "dag": 1, "dyg": 1, "day": 1, "vec": 7, "wee": 7, "mån": 30, "mon": 30, "kva": 90, "qua": 90, "år": 360, "yea": 360, "hal": 180}  # fmt: skip
_UNIT = r"(?:arbets|vardags|kalender|working\s+|calendar\s+|business\s+)?(?:dag\w*|dygn\w*|veck\w*|mån\w*|års?\b|halvår\w*|kvartal\w*|timm?\w*|h\b|fortnight|minut\w*|gång\w*|besök\w*|days?|weeks?|months?|years?|quarters?|hours?|minutes?|times?|visits?|procent\w*|per\s?cent|%|kr\b|kronor|tkr|sek)"
_MORE = r"minst|lägst|at\s+least|no\s+(?:fewer|less)\s+than|inte\s+(?:mindre|färre)\s+än|från\s+och\s+med"
_OVER = r"mer\s+än|fler\s+än|mera\s+än|över|more\s+than|over|längre\s+än|longer\s+than|överstig\w+|äldre\s+än|older\s+than|exceed\w*|efter\s+mer\s+än"
_MOST = r"högst|som\s+mest|max(?:imalt|\.)?|at\s+most|no\s+more\s+than|up\s+to|upp\s+till|inte\s+(?:mer|fler)\s+än|senast"
_LESS = r"mindre\s+än|färre\s+än|under|less\s+than|fewer\s+than|kortare\s+än|shorter\s+than|understig\w+"
_INSIDE = r"inom|within"


@cache
def _limits() -> tuple[tuple[str, re.Pattern[str]], ...]:
    n = r"(?:(?:ett?|en|the|de|det|a)\s+)?(?P<n>\d+(?:[ .]\d{3})*(?:,\d+)?)"
    unit = rf"(?:\s*-?\s*(?P<u>{_UNIT}))?"
    return (
        ("band", re.compile(r"(?P<n>\d+)\s*-\s*(?P<m>\d+)\s*(?:%|procent|per\s?cent)")),
        ("within", re.compile(rf"(?<!\w)(?:{_INSIDE})\s+(?:loppet\s+av\s+)?(?:de\s+)?{n}{unit}")),
        ("within", re.compile(r"(?<!\w)(?:inom|within)\s+(?:en|ett|one|a)\s+(?P<u>vecka|månad|år|dag|week|month|year|day)\b")),
        ("from", re.compile(rf"(?<!\w)(?:{_MORE})\s+{n}{unit}")),
        ("over", re.compile(rf"(?<!\w)(?:{_OVER})\s+{n}{unit}")),
        ("over", re.compile(r"(?<!\w)(?:mer|längre|över|more|longer|over)\s+(?:än|than)\s+(?:en|ett|one|a)\s+(?P<u>vecka|månad|år|dag|week|month|year|day)\b")),
        ("to", re.compile(rf"(?<!\w)(?:{_MOST})\s+{n}{unit}")),
        ("during", re.compile(r"(?<!\w)(?:under|på|during|over|in)\s+(?:en\s+|a\s+)?(?:period\s+(?:om|av|på|of)\s+)?(?P<n>\d+)[\s-]*(?P<u>dag\w*|dygn\w*|veck\w*|days?|weeks?)(?!\w)")),
        ("during", re.compile(r"(?<!\w)(?:during|over|in|within)\s+(?:a|one)\s+(?P<u>fortnight)")),
        ("below", re.compile(rf"(?<!\w)(?:{_LESS})\s+{n}{unit}")),
        ("from", re.compile(rf"(?P<n>\d+){unit}\s+(?:eller|or|och|and)\s+(?:fler|mer|längre|more|longer|mera)\b")),
        ("to", re.compile(rf"(?P<n>\d+){unit}\s+(?:eller|or|och|and)\s+(?:färre|mindre|kortare|fewer|less|shorter)\b")),
        ("every", re.compile(r"(?<!\w)(?:minst\s+|at\s+least\s+)?(?:1|en|one)?\s*(?:gång|once|time)\s+(?:i|per|om|a|every|each|in)\s+(?:the\s+)?(?P<u>veckan?|månaden?|kvartalet|kvartal|halvåret|halvår|året|år|week|month|quarter|half-year|year)\b")),
        ("every", re.compile(r"(?<!\w)(?P<u>årligen|varje\s+år|kvartalsvis|varje\s+kvartal|månadsvis|varje\s+månad|varje\s+vecka|every\s+year|yearly|annually|every\s+month|every\s+week|every\s+quarter)\b(?!\s+för)")),
        ("every", re.compile(r"(?<!\w)(?:var|vart|every)\s+(?P<o>\w+?)\s+(?P<u>dag|vecka|månad|år|day|week|month|year)\w*")),
    )  # fmt: skip


_LIMITED = re.compile(
    r"inom|within|minst|lägst|least|mer\b|mera|fler|över|more|over|högst|mest|max|most|up to|upp till|mindre|färre|under|less|fewer|var |vart|every|during|på|in |%|procent|äldre|older|längre|kortare|longer|shorter|över|under|stig|exceed|senast|gång|once|årlig|vis|every|varje|annual|yearly|fortnight"
)


def read_limits(text: Canonical, taken: Sequence[tuple[int, int]] = ()) -> list[Amount]:
    """Return the thresholds an answer must pass: (sort, amount in days or as it is, unit).

    "more than 9" and "at least 10" are one sort when whole things are counted.
    """
    if not _LIMITED.search(text.text):
        return []
    busy = list(taken)
    found: list[Amount] = []
    for sort, pattern in _limits():
        for match in pattern.finditer(text.text):
            start, end = match.span()
            if any(start < b and a < end for a, b in busy):
                continue
            value = _limit_of(sort, match)
            if value is not None:
                busy.append((start, end))
                found.append(Amount(value, start, end))
    return sorted(found, key=lambda f: f.start)


_PLAIN = re.compile(r"^(?:(?:arbets|vardags|kalender|working|calendar|business|varje|every)\s*)")
_ROUNDED = {365: 360, 364: 360, 182: 180, 91: 90, 31: 30, 28: 30, 56: 60, 84: 90}
_KINDS = {"tim": "hour", "hou": "hour", "h": "hour", "min": "minute", "pro": "%", "per": "%", "%": "%", "kr": "kr", "kro": "kr", "tkr": "tkr", "sek": "kr"}  # fmt: skip


def _limit_of(sort: str, match: re.Match[str]) -> tuple[int | str, ...] | None:
    named = match.groupdict()
    said = named.get("u") or ""
    if sort == "band":
        return "band", int(named["n"]), int(named["m"])
    number = float(re.sub(r"[ .]", "", named.get("n") or "1").replace(",", "."))
    if named.get("o"):
        number = float(ORDINALS.get(named["o"], 0)) or 0.0
        if not number:
            return None
    unit = _PLAIN.sub("", said)
    unit = {"årligen": "år", "yearly": "year", "annually": "year", "month": "month"}.get(unit, unit)
    length: float = next((n for key, n in _LENGTH.items() if unit.startswith(key)), 0)
    if unit.startswith("minut"):
        number, unit = number / 60, "tim"
    if unit.startswith(("tim", "hour")) or unit == "h":
        unit = "tim"
        if number % 24 == 0:
            number, length = number / 24, 1
    if length:
        days = int(number * length)
        sort = {"over": "longer", "below": "shorter"}.get(sort, sort)
        is_work = said.startswith(("arbets", "vardags", "working", "business"))
        return sort, _ROUNDED.get(days, days), "workday" if is_work else "day"
    kind = _KINDS.get(unit[:3], "")
    if kind or number != int(number):
        return sort, f"{number:g}", kind
    if sort == "over":
        return "from", int(number) + 1, kind
    if sort == "below":
        return "to", int(number) - 1, kind
    return sort, int(number), kind
