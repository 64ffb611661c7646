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
_TO = r"\s*(?:-\s?(?:till|to)|up\s+to(?:\s+and\s+including)?|-{1,2}|till\s+och\s+med|t\.?\s?o\.?\s?m\.?|till|through|to|upp\s+till|och|and)\s*"
_YEARS = r"(?:\s*-?\s*års?\b(?!\s*(?:ålder\s+på\s+planen))|\s*-?\s*years?(?:[- ]olds?|\s+of\s+age)?\b|\s*-?\s*åring(?:ar|arna|ars|en)?\b|\s*-?\s*åriga\b|\s*yrs?\b)"
_NOT_SINCE = r"(?!\s*-?\s*(?:bakåt|sedan\b|tillbaka|back\b|ago\b|erfarenhet|i\s+rad\b|efter\b|före\b|innan\b|after\b|before\b))"
_NOT_TIME = r"(?!\s*-?\s*(?:bakåt|sedan|tillbaka|back|ago|%|procent|per\s?cent|dag|dygn|veck|mån|timm|minut|gång|day|week|month|hour|minute|times|kr\b|tkr|kronor|sek\b|platser|personer|barn\b|av\b|of\b|besök|beslut|anställ|medarb|boende\b|brukare|enheter))"
_NOT_UNIT = r"(?!\s*-?\s*(?:%|procent|per\s?cent|dag|dygn|veck|mån|timm|minut|gång|day|week|month|hour|minute|times|kr\b|tkr|sek\b))"
_OR = r"(?:eller|och|or|and|samt|o\.?)"


_WHO = r"(?:barn|ungdom(?:ar(?:na)?)?|skolungdomar|unga|person(?:er)?|vuxna|äldre|patienter|elever|invånare|befolkningen|brukare|\w*tagare|flickor|pojkar|tjejer|killar|kvinnor|män|deltagare|anställda|placerade|\w*misstänkta|lagöverträdare|avhoppar(?:e|na)|den|dem|de|någon|alla|hur\s+många|(?:den|de|dem|någon|alla)\s+som\s+(?:är|var)|schoolchildren|child|children|pupils|patients|young\s+people|people|persons?|residents|inhabitants|users|clients|participants|employees|suspects|offenders|girls|boys|women|men|adults|those|anyone|someone|everyone|how\s+many)"
"""Those of whom a bare number after "under" or "over" is the age."""


@dataclass(frozen=True, slots=True)
class Amount:
    """What was read and where, in the canonical text."""

    value: tuple[int | str, ...]
    start: int
    end: int


@cache
def _ages() -> tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...]:
    shapes = (
        # (shape, what it cannot do without, pattern); a and b are the ages
        ("span", "åring|year-old|year old", rf"(?P<a>{_N})-?(?:,\s*{_N}-?)*\s*(?:och|eller|and|or|respektive|resp\.?)\s+(?P<b>{_N})\s*-?\s*(?:åring|year[- ]old)\w*"),
        ("span", "år|year|yr", rf"(?:mellan\s+|between\s+|aged\s+|ages\s+|från\s+|from\s+)?(?P<a>{_N})(?:\s*-?\s*(?:år|years?))?{_TO}(?:med\s+)?(?P<b>{_N}){_YEARS}{_NOT_SINCE}"),
        ("span", "age|åld", rf"(?:ages?|aged|åldern|åldrarna|åldrar|ålder|åldersgruppen|age\s+group)\s*(?:mellan\s+|between\s+|of\s+|från\s+|from\s+|:\s*)?(?P<a>{_N}){_TO}(?P<b>{_N})(?!\d)"),
        ("span", "mellan|between", rf"(?:mellan|between)\s+(?P<a>{_N})\s+(?:och|and)\s+(?P<b>{_N})\s+(?:års?\s+ålder|years?)"),
        ("span", "minst|lägst|least", rf"(?:minst|lägst|at\s+least)\s+(?P<a>{_N})(?:\s*(?:år|years?(?:\s+old)?))?\s*(?:,|och|men|and|but)?\s*(?:högst|at\s+most|no\s+more\s+than|som\s+mest)\s+(?P<b>{_N})(?:\s*(?:år|years?)\b)?"),
        ("span", "minst|lägst|least", rf"(?:minst|lägst|at\s+least)\s+(?P<a>{_N})(?:\s*(?:år|years?(?:\s+old)?))?\s*(?:,|och|men|and|but)?\s*(?:under|yngre\s+än|(?:ännu\s+)?(?:ej|inte)(?:\s+fyll(?:t|da))?|not\s+yet(?:\s+turned)?|under|younger\s+than|less\s+than)\s+(?P<before>{_N})(?:\s*(?:år|years?)\b)?"),
        ("span", "mellan|between", rf"{_WHO}\s+(?:mellan|between)\s+(?P<a>{_N})\s+(?:och|and)\s+(?P<b>{_N})\b{_NOT_TIME}"),
        ("below", "innan|före|before", rf"(?:innan|före|before)\s+(?:\w+\s+){{0,3}}?(?:fyllt|fyllde|fyller|turned|turning|turn|reached|reaching)\s+(?:the\s+age\s+of\s+)?(?P<b>{_N})(?:\s*(?:år|years)\b)?"),
        ("below", "inte|ej|not|yet", rf"(?:(?:ännu\s+)?(?:ej|inte)\s+(?:har\s+)?(?:ännu\s+)?(?:fyllt|fyllda)|not\s+(?:yet\s+)?(?:reached|turned)|yet\s+to\s+turn|(?:som\s+)?inte\s+har\s+fyllt)\s+(?P<b>{_N})(?:\s*(?:år|years)\b)?"),
        ("span", "fyll|turned|reached", rf"(?:fyllt|fyllda|fyllde|turned|reached)\s+(?P<a>{_N})(?:\s*år)?\s+(?:men|but|och|and)\s+(?:(?:ännu\s+)?(?:inte|ej)|not(?:\s+yet)?)\s+(?:fyllt\s+|turned\s+|reached\s+)?(?P<before>{_N})(?:\s*år\b)?"),
        ("from", "däröver|äldre|över|uppåt|older|over|above|upward|mer|more", rf"(?P<a>{_N})(?:\s*-?\s*(?:års?|åringar(?:na)?|years?(?:[\s-]+(?:olds?|of\s+age))?))?(?:\s+ålder)?\s*{_OR}\s+(?:däröver\b|äldre\b(?!\s+än)|över\b(?!\s+\d)|uppåt\b|older\b(?!\s+than)|over\b(?!\s+\d)|above\b(?!\s+\d)|upwards?\b|(?:mer|more)\b(?=\s*(?:$|[,.?)]|\s(?:med|som|i|who|in|with)\b)))"),
        ("from", "-w|- w", rf"(?P<a>{_N})\s*-\s*w\b(?:\s*år\b)?"),
        ("from", "eller mer|or more", rf"(?:åldern|ålder|aged|age|är|var|were|are)\s+(?P<a>{_N})(?:\s*(?:år|years))?\s+(?:eller|or)\s+(?:mer|more)\b"),
        ("from", "eller mer|or more", rf"(?P<a>{_N})\s*(?:år|years)\s+(?:eller|or)\s+(?:mer|more)\b"),
        ("from", "+", rf"(?P<a>{_N})\s*\+(?:\s*-?\s*(?:åringar|år\b|years?\b))?"),
        ("from", "≥|lika", rf"(?:≥\s*|lika\s+med\s+)(?P<a>{_N})(?:\s*(?:år|years)\b(?!\s*erf)|(?=\s*(?:$|[,.;:)])))"),
        ("exact", "turned", rf"turned\s+(?P<a>{_N})(?=\s+(?:in|during)\s)"),
        ("from", "fyll|turned|least|från|from|fr|minst|lägst", rf"(?:som\s+(?:har\s+)?fyllt|har\s+fyllt|hunnit\s+fylla|fyllt|fyllda|having\s+turned|have\s+turned|has\s+turned|who\s+had\s+turned|turned|aged\s+at\s+least|från\s+och\s+med|fr\.?\s?o\.?\s?m\.?|from\s+(?:the\s+)?age\s+of|från|minst|lägst|at\s+least)\s+(?P<a>{_N})\s*(?:\s*-?\s*års?\b(?:\s+ålder)?|years?(?:\s+(?:old|of\s+age))?\b){_NOT_SINCE}"),
        ("from", "fyll|turned|reached", rf"(?:hunnit\s+fylla|fyllt(?:\s+minst)?|fyllda|turned|reached\s+the\s+age\s+of)\s+(?P<a>{_N})(?!\d|[.,]\d){_NOT_TIME}"),
        ("exact", "ålder|at ", rf"(?:vid|når)\s+(?P<a>{_N})\s*års\s+ålder|at\s+(?:the\s+)?age\s+(?:of\s+)?(?P<b>{_N})\b"),
        ("from", "uppnått", rf"uppnått\s+(?P<a>{_N})\s*års\s+ålder"),
        ("from", "årsdag|birthday", rf"(?:efter|after)\s+(?:\w+\s+)?(?P<a>{_N})(?:\s*-?\s*årsdag|th\s+birthday)"),
        ("from", "pluss", rf"(?P<a>{_N})\s*-?\s*pluss(?:are|arna|arnas)\b"),
        ("from", "-", rf"(?P<a>{_N})\s*år-(?!\s*\d)"),
        ("exact", "fyll|blir|turn", rf"(?:fyller|fyllde|som\s+blir|h[aeo]n\s+blir|turning|turns?)\s+(?P<a>{_N})(?!\d|[.,]\d)(?:\s*(?:år|years)\b)?{_NOT_TIME}"),
        ("from", "upp|up|äldre", rf"(?P<a>{_N})\s*-?\s*(?:års?|years?)\s+(?:ålder\s+)?(?:och|eller|and|or)\s+(?:uppåt|äldre|upp|up)"),
        ("above", "över|äldre|over|older|above|passerat|beyond", rf"(?:över|äldre\s+än|over|older\s+than|above|passerat(?:\s+sin)?|beyond)\s+(?:(?:the\s+)?age\s+(?:of\s+)?|the\s+)?(?P<a>{_N})(?:\s*-?\s*års?(?:dag\w*|\s+ålder)?\b|\s+years?(?:\s+(?:old|of\s+age))?\b|-?'?s\b|(?=\s*(?:$|[,.?):;])))(?!\s*(?:%|procent)){_NOT_SINCE}"),
        ("above", "the age", rf"(?:over|above|beyond)\s+the\s+age\s+of\s+(?P<a>{_N})\b"),
        ("above", "över|over|above|äldre|older", rf"(?:{_WHO}\s+(?:aged\s+)?(?:över|over|above)|äldre\s+än|older\s+than)\s+(?P<a>{_N})(?!\d|[.,]\d|\s*-?\s*(?:år|year)){_NOT_UNIT}"),
        ("from", "fyllda", rf"(?P<a>{_N})\s*år\s+fyllda"),
        ("above", ">", rf">\s*(?P<a>{_N})\s*(?:år|years)\b"),
        ("below", "under|yngre|below|younger|innan", rf"(?:under|yngre\s+än|below|younger\s+than|innan)\s*-?(?:\s*(?:the\s+)?age\s+(?:of\s+)?)?\s*(?P<b>{_N})(?:\s*-?\s*års?(?:\s+ålder|\s?dag\w*)?\b|\s+years?(?:\s+(?:old|of\s+age))?\b|-?'?s\b|(?=\s*(?:$|[,.?):;])))(?!\s*(?:%|procent)){_NOT_SINCE}"),
        ("below", "under-", rf"under-(?P<b>{_N})(?:s|år)?\b{_NOT_UNIT}"),
        ("below", "inte|ej", rf"(?:ännu\s+)(?:inte|ej)\s+(?:är|var)\s+(?P<b>{_N})(?:\s*år)?\b{_NOT_UNIT}"),
        ("below", "<", rf"<\s*(?P<b>{_N})\s*(?:år|years)\b"),
        ("to", "≤", rf"≤\s*(?P<b>{_N})(?:\s*(?:år|years)\b|(?=\s*(?:$|[,.;:)])))"),
        ("to", "till|t.o|tom|t. o|t o|högst|up to|most|older|äldre|through", rf"(?:till\s+och\s+med|t\.?\s?o\.?\s?m\.?|högst|upp\s+till(?:\s+och\s+med)?|up\s+to(?:\s+and\s+including)?|at\s+most|aged\s+up\s+to|no\s+older\s+than|inte\s+äldre\s+än|through)\s+(?:the\s+age\s+of\s+|age\s+)?(?P<b>{_N})\s*(?:-?\s*års?\b(?:\s+ålder|\s+gamla|\s+gammal)?|years?(?:\s+(?:old|of\s+age))?\b|(?=\s*(?:$|[,.?):;](?!\s*\d)))){_NOT_SINCE}"),
        ("to", "up to|through", rf"(?:up\s+to|through)\s+(?:the\s+)?age\s+(?:of\s+)?(?P<b>{_N})"),
        ("to", "yngre|younger|därunder|under", rf"(?P<b>{_N})(?:\s*-?\s*(?:års?|years?(?:\s+(?:old|of\s+age))?))?(?:\s+ålder)?\s*{_OR}\s+(?:yngre\b(?!\s+än)|younger\b(?!\s+than)|därunder\b|under\b(?!\s+\d))"),
        ("to", "-", rf"(?<![\w\d])-(?P<b>\d{{1,2}})\s*(?:år|years)\b{_NOT_SINCE}"),
        ("below", "the age", rf"(?:under|below)\s+the\s+age\s+of\s+(?P<b>{_N})\b"),
        ("below", "under|below|yngre|younger", rf"(?:{_WHO}\s+(?:aged\s+)?(?:under|below)|yngre\s+än|younger\s+than)\s+(?P<b>{_N})(?!\d|[.,]\d|\s*-?\s*(?:år|year)){_NOT_UNIT}"),
        ("exact", "är|age|ålder|are|exakt|just", rf"(?:är|age|aged|ålder|ålder:|som\s+är|who\s+are|exakt|just)\s+(?P<a>{_N})\s*(?:år\b|years?\b)(?:\s+(?:gamla|old))?(?!\s*(?:{_OR}|till|to|-))"),
        ("exact", "ung|barn|person|elev", rf"(?:unga|ungdomar|barn|personer|elever)\s+(?P<a>{_N})\s+år\b(?!\s*(?:och|eller|till|-))"),
        ("exact", "åring|year-old|year old", rf"(?P<a>{_N})\s*-?\s*(?:åring(?:en|s|ar(?:na|nas|s)?)?\b|year[- ]olds?\b)"),
        ("exact", "aged", rf"aged\s+(?P<a>{_N})(?=\s*(?:$|[,.;:)?]))"),
        ("open", "-", r"(?<![\d.,§/-])(?P<a>\d{2})-(?=\s*(?:$|[,.;:)]))"),
        ("bare", "-", r"(?<![\d.,§/])(?P<a>\d{1,3})-(?P<b>\d{1,3})(?=\s+[a-zåäö]|\s*$|\s*[,.)])(?!\s*(?:%|procent|per\s?cent|av|of|dagar|dygn|veckor|mån|timmar|days|weeks|months|hours|alla|kap|§|gånger|besök))"),
    )  # fmt: skip
    return tuple(
        (
            shape,
            tuple(told.split("|")),
            re.compile(pattern if pattern.startswith("(?<!") else rf"(?<![\w:.,§]){pattern}"),
        )
        for shape, told, pattern in shapes
    )


_WORDS: dict[str, tuple[int, int]] = {
    "myndiga": (18, OLDEST), "myndig": (18, OLDEST), "minderåriga": (0, 17), "minderårig": (0, 17), "minderårigt": (0, 17),
    "straffmyndiga": (15, OLDEST), "straffmyndig": (15, OLDEST),
    "omyndiga": (0, 17), "omyndig": (0, 17), "underåriga": (0, 17), "underårig": (0, 17), "minors": (0, 17),
    "småbarn": (0, 5), "spädbarn": (0, 1), "toddlers": (1, 3), "infants": (0, 1),
    "tonåren": (13, 19), "teens": (13, 19), "skolbarn": (6, 15), "tonåringar": (13, 19), "tonåriga": (13, 19), "teenagers": (13, 19), "teenage": (13, 19),
}  # fmt: skip
_BEFORE = re.compile(
    r"(?<!\w)(?:klockan|kl\.?|senaste|last|past|previous|i|for|in|sedan|since|vecka|veckorna|veckor|v\.?|kvartal|situation(?:s|er|erna)?|kat\.?|kategori(?:er|erna)?|dygn|skolgång|utbildning|schooling|education|category|categories|kap\.?|§|paragraf|nr|nummer|fråga|question|bilaga|år|years?|grades?|steg|nivå|level|åk|årskurs(?:er|erna)?|årskursen|personkrets|per|skala|scale|dag|dagar|day)\s*$"
)
_DIGITS = re.compile(r"\d")
_AGED = re.compile(
    r"år|\+|pluss|\d-\s*(?:$|[,.;:)])|inte (?:är|var) \d|äldre|yngre|over|above|older|younger|age[ds]?\b|ålder|åldr|åring|fyll|turn|blir|mellan \d|between \d|\d (?:eller mer|or more)|-s\b|\d-\d|under|över|<|>|≥|≤|year"
)
_PERSONS = re.compile(
    r"barn|ung|person|vuxn|äldre(?!\s+än)|elev|flick|pojk|kvinn|män\b|invånare|anställ|boende|tagare|child|young|people|adult|girl|boy|women|men\b|pupil|resident|someone|anyone|den som|de som|födda|individ|klient|brukare|mottagare|teen|patient|deltagare|förälder|föräldr|mamm|papp|offer|utövare|människ|kund|medborgare|anhörig|syskon|många som|those who|everyone|parent|sökande|gravid|user|client|student|placerad|suspect|offender|misstänkt|lagöverträd|avhopp|\d-pluss|befolkning"
)


def read_ages(text: Canonical, taken: Sequence[tuple[int, int]] = ()) -> list[Amount]:
    """Return the spans of age a text names, in whole years, open ends as 0 and `OLDEST`."""
    found: list[Amount] = []
    named = [(w, s, e) for w, s, e in text.words if w in _WORDS] if not _KNOWN.isdisjoint(text.names) else []  # fmt: skip
    if _DIGITS.search(text.text) and _AGED.search(text.text):
        busy = list(taken)
        for shape, told, pattern in _ages():
            if not any(said in text.text for said in told):
                continue
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
        found = [Amount(_said_by(w, text.text[:s]), s, e) for w, s, e in named]
    return sorted(found, key=lambda f: f.start)


_KNOWN = frozenset(_WORDS)
_DENIED = re.compile(r"\b(?:inte|ej|icke)[\s-]+(?:(?:ännu|är|var)\s+)*$")


def _said_by(word: str, before: str) -> tuple[int, int]:
    """Return the age that a word says: who is not yet of age is younger."""
    low, high = _WORDS[word]
    return (0, low - 1) if high == OLDEST and _DENIED.search(before) else (low, high)


def _span_of(shape: str, match: re.Match[str], text: str) -> tuple[int, int] | None:
    before = text[max(0, match.start() - 26) : match.start()]
    said = match.group()
    if said[0].isdigit() and _BEFORE.search(before) and not _OLDS.search(said):
        return None
    groups = match.groupdict()
    low = int(groups["a"]) if groups.get("a") else 0
    high = int(groups["b"]) if groups.get("b") else OLDEST
    if groups.get("before"):
        high = int(groups["before"]) - 1
    if shape == "exact":
        low = high = low or high
    if shape == "above" and "passerat" not in said:
        low += 1
    if shape == "below":
        high -= 1
    if shape == "bare" and not (
        low < high < 100
        and (high - low >= 2 or high > 12)
        and _PERSONS.search(text)
        and not _SCALED.search(text)
    ):
        return None
    if shape == "open" and not (low >= _NO_LENGTH and _PERSONS.search(text)):
        return None
    if shape in ("above", "below", "from", "to"):
        number = low if shape in ("above", "from") else high
        if _TIMED.search(before) and not _SAYS_AGE.search(said):
            return None
        if number < _NO_LENGTH and _SHORT.search(before) and not _SAYS_AGE.search(said):
            return None
        if _THINGS.search(before):
            return None
        if not _SAYS_AGE.search(before[-14:] + said):
            is_sure = (
                (number >= 12 and (_PERSONS.search(text) or _ONWARD.search(said)))
                or (number >= _NO_LENGTH and _IN_YEARS.search(said) is not None)
                or (number > 1 and _WHO_FIRST.match(said) is not None)
                or (_PERSONS_LAST.search(before) is not None and "minst" not in said)
            )
            if not is_sure:
                return None
        elif number < 6 and not _PERSONS.search(text):
            return None
    if low > high or not (high <= 120 or high == OLDEST):
        return None
    return low, high


_SCALED = re.compile(r"\bskala|\bscale|index|medelvärde|poäng|\bbetyg")
"""What is answered from one number to another, and is no age."""
_OLDS = re.compile(r"åring|-olds?\b")
_SAYS_AGE = re.compile(
    r"ålder|\bage|aged|gaml|gammal|äldre|yngre|older|younger|old\b|fyll|turned|passerat|\d\+|åring|årsdag|birthday|pluss|\d'?s\b|-?olds"
)
_NO_LENGTH = 16
"""Years from which "under 18 år" is an age whoever it is told of: nothing here lasts that long."""
_IN_YEARS = re.compile(r"\d\s*(?:års?|years?)$")
_WHO_FIRST = re.compile(_WHO)
_PERSONS_LAST = re.compile(
    r"(?:barn(?:et|en)?|unga|ungdomar|flickor|pojkar|child|children|boys|girls|elever)\s*(?:(?:som\s+)?(?:är|var)\s+|(?:is|are|was|were)\s+)?\(?$"
)
_ONWARD = re.compile(r"(?:år|years?)\s+(?:och|eller|and|or)")
_TIMED = re.compile(
    r"arbetat|varit anställ|anställd (?:sedan|i)|anställda (?:sedan|i) |erfaren|varat|pågå|vårdat|väntat|worked|employed|lasted|waited|experience|inom|within|minst\s+var|legat|bott"
)
_SHORT = re.compile(r"placerad|planen|rutinen|beslutet|the plan|rutin|plan\b")
"""What may be so many years old or last so long, but never as long as that."""
_THINGS = re.compile(
    r"(?:ärenden?|beslut|planer|avtal|byggnader|cases|decisions|plans)\s+(?:som\s+är\s+)?$"
)


_LENGTH = {"for": 14, "dag": 1, "dyg": 1, "day": 1, "vec": 7, "wee": 7, "mån": 30, "mon": 30, "kva": 90, "qua": 90, "år": 360, "yea": 360, "hal": 180}  # fmt: skip
_UNIT = r"(?:hel[at]?\s+|full\s+)?(?:arbets|vardags|var(?=dag)|kalender|working\s+|calendar\s+|business\s+)?(?:dag\w*|dygn\w*|veck\w*|v\b|mån\w*|års?\b|halvår\w*|kvartal\w*|timm?\w*|halvtimm\w*|kvart\b|h\b|fortnight|minut\w*|gång\w*|besök\w*|days?|weeks?|months?|years?|quarters?|hours?|minutes?|times?|visits?|procent\w*|per\s?cent|%|kr\b|kronor|tkr|sek|[gm]bit(?:/s)?)"
_MORE = r"minst|åtminstone|lägst|at\s+least|no\s+(?:fewer|less)\s+than|inte\s+(?:mindre|färre)\s+än|från\s+och\s+med"
_OVER = r"mer\s+än|fler\s+än|mera\s+än|över|more\s+than|over|större\s+än|larger\s+than|greater\s+than|senare\s+än|later\s+than|längre\s+(?:tid\s+)?än|longer\s+than|överst(?:ig|eg)\w*|äldre\s+än|older\s+than|exceed\w*|efter\s+mer\s+än"
_MOST = r"högst|som\s+mest|max(?:imalt|\.)?|at\s+most|no\s+more\s+than|up\s+to|upp\s+till|inte\s+(?:mer|fler)\s+än|senast"
_LESS = r"mindre\s+än|färre\s+än|under|less\s+than|fewer\s+than|kortare\s+än|shorter\s+than|underst(?:ig|eg)\w*"
_INSIDE = r"inom|within"


@cache
def _limits() -> tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...]:
    n = r"(?:(?:ett?|en|the|de|det|a)\s+|(?:sek|kr)\s+)?(?P<n>\d+(?:[ .]\d{3}|,\d{3}(?!\d))*(?:[,.]\d+)?)(?!\s+halv[at]?\b)"
    unit = rf"(?:\s*-?\s*(?P<u>{_UNIT}))?(?!-?[a-zåäö])"
    each = r"(?P<u>dag(?:en)?|dygn(?:et)?|veckan?|mån(?:aden?|\b)|kvartalet|kvartal|halvåret|halvår|året|år|day|week|month|quarter|half-year|year)\b"
    yearly = r"\s+(?P<v>årligen|yearly|annually|dagligen|daily|månatligen|monthly)\b"
    every = (
        rf"(?:{yearly}|\s*(?:i|per|om|på|a|an|every|each|in|/)\s*(?:the\s+|ett?\s+|one\s+)?{each})"
    )
    times = r"(?:(?:eller|or)\s+(?:fler|more)\s+)?(?:gång(?:er)?|ggr|times?)"
    listed = (
        ("band", "-", re.compile(r"(?P<n>\d+)\s*-\s*(?P<m>\d+)\s*(?:%|procent|per\s?cent)")),
        ("oftener", "gång|ggr|time|once|twice", re.compile(rf"(?<!\w)(?:(?:mer|fler|oftare|more(?:\s+often)?)\s+(?:än|than)\s+|>\s*)(?:(?P<n>\d+|en|one)\s+{times}|once|(?P<t>twice)){every}")),
        ("every", "gång|ggr|time|once|twice", re.compile(rf"(?<!\w)(?:(?:minst|åtminstone|at\s+least)\s+|≥\s*)?(?:(?P<n>\d+|en|one)\s+{times}|once|(?P<t>twice)){every}")),
        ("every", "årlig|varje|vis|månatlig|dagligen|every|yearly|annually|least ", re.compile(r"(?<!\w)(?P<u>årligen|varje\s+år|kvartalsvis|varje\s+kvartal|månadsvis|månatligen|varje\s+månad|varje\s+vecka|veckovis|varje\s+dag|dagligen|every\s+year|yearly|annually|every\s+month|every\s+week|every\s+quarter|every\s+day|(?<=least )(?:monthly|weekly|daily|quarterly))\b(?!\s+för)")),
        ("every", "var |vart |every ", re.compile(r"(?<!\w)(?:var|vart|every)\s+(?P<o>\w+?)\s+(?P<u>dag|vecka|månad|år|day|week|month|year)\w*")),
        ("within", "inom|within|≤", re.compile(rf"(?:(?<!\w)(?:{_INSIDE})\s+(?:loppet\s+av\s+)?(?:de\s+)?(?:\d+\s*-\s*)?|≤\s*){n}{unit}")),
        ("within", "inom|within", re.compile(r"(?<!\w)(?:inom|within)\s+(?:en|ett|one|a|half\s+a)\s+(?P<u>vecka|månad|år|dag|week|month|year|day)\b")),
        ("from", "minst|lägst|least|no |inte |från|≥", re.compile(rf"(?:(?<!\w)(?:{_MORE})\s+|≥\s*){n}{unit}")),
        ("over", "än|than|över|over|exceed|>", re.compile(rf"(?:(?<!\w)(?:{_OVER})\s+|>\s*){n}{unit}")),
        ("over", "än|than", re.compile(r"(?<!\w)(?:mer|längre|över|senare|more|longer|over|later)\s+(?:tid\s+)?(?:än|than)\s+(?:en|ett|one|a)\s+(?P<u>vecka|månad|år|dag|week|month|year|day)\b")),
        ("to", "högst|mest|max|most|no |up to|upp till|inte |senast", re.compile(rf"(?<!\w)(?:{_MOST})\s+{n}{unit}")),
        ("during", "dag|dygn|veck|day|week", re.compile(r"(?<!\w)(?:under|på|during|over|in)\s+(?:(?:en|a|1)\s+)?(?:period\s+(?:om|av|på|of)\s+)?(?P<n>\d+)[\s-]*(?P<u>dag\w*|dygn\w*|veck\w*|days?|weeks?)(?!\w)")),
        ("during", "fortnight", re.compile(r"(?<!\w)(?:during|over|in|within)\s+(?:a|one)\s+(?P<u>fortnight)")),
        ("below", "än|than|under|<", re.compile(rf"(?:(?<!\w)(?:{_LESS})\s+|<\s*){n}{unit}(?!,)")),
        ("from", "fler|mer|längre|more|longer", re.compile(rf"(?P<n>\d+)(?:\s*-?\s*(?P<u>{_UNIT})(?![a-zåäö])|\s+(?!eller|or\b|och|and)[a-zåäö]{{4,}})?\s+(?:eller|or|och|and)\s+(?:fler|mer|längre|more|longer|mera)\b")),
        ("to", "färre|mindre|kortare|fewer|less|shorter", re.compile(rf"(?P<n>\d+){unit}\s+(?:eller|or|och|and)\s+(?:färre|mindre|kortare|fewer|less|shorter)\b")),
        ("within", "efter|after|sedan|följande|following", re.compile(r"(?<![\w.,:-])(?:(?P<n>\d+)|ett?|en|one|a)\s*-?\s*(?:hel[at]?\s+|full\s+)?(?P<u>dag(?:ar|arna)?|dygn(?:en)?|veck(?:a|or)|mån(?:ad(?:er)?|\b)|år|days?|weeks?|months?|years?)\s+(?:efter|after|sedan(?=\s+(?:ärende|utredning|insats|placering|avslut))|följande|following)(?!\w)")),
        ("longer", "efter|after", re.compile(r"(?<!\w)(?:efter|after)\s+(?P<n>\d+)\s*-?\s*(?P<u>dag(?:ar|arna)?|dygn(?:en)?|veck(?:a|or)|mån(?:ad(?:er)?|\b)|år|days?|weeks?|months?|years?)\b")),
    )  # fmt: skip
    return tuple((sort, tuple(told.split("|")), pattern) for sort, told, pattern in listed)


_LIMITED = re.compile(
    r"inom|within|minst|lägst|least|mer\b|mera|fler|över|more|over|högst|mest|max|most|up to|upp till|mindre|färre|under|less|fewer|var |vart|every|during|på|in |%|procent|äldre|older|längre|kortare|longer|shorter|över|under|stig|exceed|senast|gång|once|årlig|vis|every|varje|annual|yearly|fortnight|efter|after|följande|following|ggr|gång|twice|dagligen|daily|vecko|weekly|month|quarter|månat|senare|later|större|greater|larger|[<>≤≥]"
)


def read_limits(text: Canonical, taken: Sequence[tuple[int, int]] = ()) -> list[Amount]:
    """Return the thresholds an answer must pass: (sort, amount in days or as it is, unit).

    "more than 9" and "at least 10" are one sort when whole things are counted.
    """
    if not _LIMITED.search(text.text):
        return []
    busy = list(taken)
    found: list[Amount] = []
    for sort, told, pattern in _limits():
        if not any(said in text.text for said in told):
            continue
        for match in pattern.finditer(text.text):
            start, end = match.span()
            if any(start < b and a < end for a, b in busy):
                continue
            value = _limit_of(sort, match)
            if value is not None:
                busy.append((start, end))
                found.append(Amount(value, start, end))
    return sorted(found, key=lambda f: f.start)


_PLAIN = re.compile(
    r"^(?:(?:hel[at]?|full|arbets|vardags|var(?=dag)|kalender|working|calendar|business|varje|every)\s*)+"
)
_ROUNDED = {365: 360, 364: 360, 182: 180, 91: 90, 31: 30, 28: 30, 56: 60, 84: 90}
_CURRENCY = re.compile(r"\b(?:sek|kr)\s+\d")
_THOUSANDS = re.compile(r" |[.,](?=\d{3}(?!\d))")
_KINDS = {"gbi": "mbit", "mbi": "mbit", "tim": "hour", "hou": "hour", "h": "hour", "min": "minute", "pro": "%", "per": "%", "%": "%", "kr": "kr", "kro": "kr", "tkr": "tkr", "sek": "kr"}  # fmt: skip


def _limit_of(sort: str, match: re.Match[str]) -> tuple[int | str, ...] | None:
    named = match.groupdict()
    said = named.get("u") or named.get("v") or ""
    if sort == "band":
        return "band", int(named["n"]), int(named["m"])
    stated = named.get("n") or ("2" if named.get("t") else "1")
    stated = "1" if stated in ("en", "one") else _THOUSANDS.sub("", stated)
    number = float(stated.replace(",", "."))
    if named.get("o"):
        number = float(ORDINALS.get(named["o"], 0)) or 0.0
        if not number:
            return None
    unit = _PLAIN.sub("", said)
    unit = {"årligen": "år", "yearly": "year", "annually": "year", "daily": "day", "dagligen": "dag", "v": "vecka"}.get(unit, unit)  # fmt: skip
    if "half a" in match.group():
        number /= 2
    if sort == "oftener":
        sort, number = "every", number + 1
    length: float = 0
    if not unit.startswith("halvtim") and unit != "kvart":
        length = next((n for key, n in _LENGTH.items() if unit.startswith(key)), 0)
    if unit.startswith("halvtim") or unit == "kvart":
        number, unit = number / (4 if unit == "kvart" else 2), "tim"
    if unit.startswith("minut"):
        number, unit = number / 60, "tim"
    if unit.startswith(("tim", "hour")) or unit == "h":
        unit = "tim"
        if number in (24, 48, 72):
            number, length = number / 24, 1
    if length:
        if sort == "every" and not named.get("o"):
            length, number = length / (number or 1), 1  # "twice a year" is every half-year
        days = int(number * length)
        sort = {"over": "longer", "below": "shorter"}.get(sort, sort)
        is_work = said.startswith(("arbets", "vardag", "working", "business"))
        return sort, _ROUNDED.get(days, days), "workday" if is_work else "day"
    kind = _KINDS.get(unit[:3], "") or ("kr" if _CURRENCY.search(match.group()) else "")
    if kind == "tkr" or unit.startswith("gbit"):
        kind, number = ("kr" if kind == "tkr" else kind), number * 1000
    if sort == "below" and number <= 1 and not kind:
        return None  # "under en period" is during it
    if kind or number != int(number):
        return sort, f"{number:g}", kind
    if sort == "over":
        return "from", int(number) + 1, kind
    if sort == "below":
        return "to", int(number) - 1, kind
    return sort, int(number), kind
