"""When a question is about: a day, a span, a look-back, or something that comes again."""

from __future__ import annotations

import calendar
import datetime as dt
import enum
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from surveyapp.overlap.rules.canonical import ORDINALS, Canonical, canonical
from surveyapp.overlap.rules.terms import MONTHS


class Relation(enum.StrEnum):
    """How two values of one facet relate, ours first."""

    SAME = "same"
    INSIDE = "inside"
    """Ours can be found in theirs."""
    OUTSIDE = "outside"
    """Theirs is a part of ours."""
    CONFLICT = "conflict"
    UNKNOWN = "unknown"


class PeriodKind(enum.StrEnum):
    POINT = "point"
    SPAN = "span"
    LOOKBACK = "lookback"
    RECURRING = "recurring"
    MOMENT = "moment"
    """When the question is answered, or a measuring day that is not named: says nothing about which."""
    RELATIVE = "relative"
    """This year or last year: an edition, not a date."""


@dataclass(frozen=True, slots=True)
class Period:
    """One time named in a text, and the characters it was read from.

    `value` is comparable: (month, day, year or 0), (first day, last day) as ISO text with the year
    0000 where none is stated, days of a look-back, or the name of what recurs.
    """

    kind: PeriodKind
    value: tuple[int | str, ...]
    start: int
    end: int

    def year(self) -> int:
        """Return the year it is about, the last one of a span, 0 where it names none."""
        if self.kind is PeriodKind.POINT:
            return int(self.value[2])
        return int(str(self.value[1])[:4]) if self.kind is PeriodKind.SPAN else 0

    def without_year(self) -> tuple[int | str, ...]:
        """Return what is left when editions are not told apart."""
        if self.kind is PeriodKind.POINT:
            return self.value[:2]
        if self.kind is PeriodKind.SPAN:
            first, last = str(self.value[0]), str(self.value[1])
            return (first[4:], last[4:], int(last[:4]) - int(first[:4]))
        return self.value


_Read = tuple[PeriodKind, tuple[int | str, ...]]
_Rule = tuple[re.Pattern[str], Callable[[dict[str, str | None]], _Read | None], str]

_MONTHS = {**MONTHS, "mar": 3, "febr": 2}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_Y = r"(?:19|20)\d\d(?!\d|:\d|\s*(?:kr\b|kronor|invånare|inv\b|inhabitants))"
_YY = rf"(?:{_Y}|[-'][0-3]\d\b(?!-|:\d))"
"""A year, also as two digits after a dash or an apostrophe."""
_PART = r"(?:[1-4]\b|iv\b|i{1,3}\b)"
_OF = r"(?:\s*/\s*|[,.]?\s+(?:av\s+|of\s+|år\s+|in\s+|i\s+|under\s+|during\s+|kalenderåret\s+|the\s+year\s+)?|\s*-\s*|\s*\()"
_DAYS = {
    "dag": 1, "dygn": 1, "day": 1, "veck": 7, "week": 7, "månad": 30, "mån": 30, "month": 30, "kvartal": 90,
    "quarter": 90, "halvår": 180, "half": 180, "tertial": 120, "år": 360, "year": 360,
}  # fmt: skip
_UNIT = (
    r"(?:dag(?:ar|arna|en)?|dygn(?:en|et)?|veck(?:a|or|orna|an)|mån(?:ad(?:erna|ers\w*|er|en)?|\b\.?)|"
    r"kvartal(?:en|et)?|halvår(?:et|en)?|tertial(?:et)?|år(?:en|et|s\w*)?|days?|weeks?|months?|quarters?|half-years?|years?)"
)
_SEASONS = {
    "vår": (3, 5), "våren": (3, 5), "sommar": (6, 8), "sommaren": (6, 8), "höst": (9, 11), "hösten": (9, 11),
    "vinter": (12, 2), "vintern": (12, 2), "spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 2),
}  # fmt: skip
_SEASON = "|".join(sorted(_SEASONS, key=len, reverse=True))
_ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))
_MEASURED = ("månad", "mätning", "mätningen", "omgången", "enkäten", "undersökningen")
"""What a month or a season is written together with when something was measured then."""
_ROUND = "(?:" + "|".join(_MEASURED[1:]) + ")"
_SPOKEN_SEASONS = {"vårens": "vår", "sommarens": "sommar", "höstens": "höst", "vinterns": "vinter"}
_NTH = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    **{str(n): n for n in range(1, 5)},
    **{w: n for w, n in ORDINALS.items() if n <= 4},
}
_ANY_NTH = r"(?:första|andra|tredje|fjärde|first|second|third|fourth|[1-4](?::?[ae]|st|nd|rd|th)|[1-4](?=\s+\w+et\b|\s+\w+,?\s+(?:år\s+)?(?:19|20)\d\d))"
"""Which part of a year; "within 1 half-year" is a length, so a bare digit needs "halvåret" or a year after."""

FULL_YEAR = ("0000-01-01", "0000-12-31")
_THIS_YEAR = ("this",)
_OPEN = "9999-12-31"


def _month(name: str | None) -> int:
    return _MONTHS[(name or "").rstrip(".")]


def _year(named: dict[str, str | None], *keys: str) -> int:
    for key in keys or ("y",):
        text = named.get(key)
        if text:
            year = int(text.strip("-'"))
            return year + 2000 if year < 100 else year
    return 0


def _last(year: int, month: int) -> int:
    return calendar.monthrange(year or 2025, month)[1]


def _day(text: str | None) -> int:
    said = text or ""
    return int(said) if said.isdigit() else ORDINALS.get(said, 31)


def _point(month: int, day: int, year: int) -> _Read | None:
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return PeriodKind.POINT, (month, min(day, _last(year, month)), year)


def _span(y1: int, m1: int, d1: int, y2: int, m2: int, d2: int) -> _Read | None:
    if not (1 <= m1 <= 12 and 1 <= m2 <= 12 and d1 >= 1):
        return None
    y1 = y1 or (y2 if (m1, d1) <= (m2, d2) or not y2 else y2 - 1)
    y2 = y2 or y1
    first = f"{y1:04d}-{m1:02d}-{min(d1, _last(y1, m1)):02d}"
    return PeriodKind.SPAN, (first, f"{y2:04d}-{m2:02d}-{min(d2, _last(y2, m2)):02d}")


def _months(year: int, first: int, last: int) -> _Read | None:
    return _span(year, first, 1, year, last, 31)


def _part(named: dict[str, str | None], months: int) -> _Read | None:
    said = (named.get("o") or named.get("n") or named.get("p") or "1").strip()
    number = _NTH.get(said) or _NTH.get(said[:1]) or 12 // months  # "the last quarter"
    if number * months > 12:
        return None
    return _months(_year(named, "y", "y0"), (number - 1) * months + 1, number * months)


def _end_of_part(named: dict[str, str | None]) -> _Read | None:
    months = 3 if named["w"] == "kvartalets" else 6
    part = _part(named, months)
    if part is None or not named.get("o"):
        return None
    return _point(int(str(part[1][1])[5:7]), 31, _year(named))


def _term(first: int, last: int) -> Callable[[dict[str, str | None]], _Read | None]:
    return lambda n: _months(_year(n), first, last)


def _season(named: dict[str, str | None]) -> _Read | None:
    first, last = _SEASONS[str(named["s"])]
    year = _year(named)
    if first < last:
        return _months(year, first, last)
    return _span(year, first, 1, year + 1 if year else 0, last, 28)


def _weeks(named: dict[str, str | None]) -> _Read | None:
    first = int(named["w1"] or 0)
    last = int(named.get("w2") or first)
    year = _year(named, "y", "y0")
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


def _lookback(named: dict[str, str | None]) -> _Read | None:
    unit = named["u"] or ""
    days = next(n for key, n in _DAYS.items() if unit.startswith(key))
    if unit.startswith(("dag", "day")):
        days = 1
    number = int(named.get("n") or named.get("n2") or 1) * days
    if days == 7 and number % 28 == 0 and number > 28:
        number = number // 28 * 28
    return PeriodKind.LOOKBACK, (_round(number),)


def _round(days: int) -> int:
    """Thirty days are a month, 365 a year, 52 weeks too, however they are written."""
    return {365: 360, 366: 360, 364: 360, 182: 180, 183: 180, 91: 90, 92: 90, 31: 30, 28: 30, 730: 720, 731: 720, 1095: 1080}.get(days, days)  # fmt: skip


def _of_year(named: dict[str, str | None]) -> _Read | None:
    count = int(named.get("n") or named.get("n2") or 1)
    if not 1 <= count <= 12:
        return None
    is_first = named["w"] in ("första", "first")
    return _months(_year(named), 1, count) if is_first else _months(_year(named), 13 - count, 12)


def _school_year(named: dict[str, str | None]) -> _Read | None:
    year = _year(named)
    after = named.get("y2")
    if year and after and int(after) % 100 != (year + 1) % 100:
        return None
    return _span(year, 8, 1, year + 1 if year else 0, 6, 30)


def _turn(named: dict[str, str | None]) -> _Read | None:
    year = _year(named)
    if year and named.get("to"):
        year -= 1
    return _point(12, 31, year)


def _years(named: dict[str, str | None]) -> _Read | None:
    first, last = _year(named, "y1"), _year(named, "y2")
    return _span(first, 1, 1, last, 12, 31) if first <= last else None


def _compact(named: dict[str, str | None]) -> _Read | None:
    return _point(int(named["m"] or 0), int(named["d"] or 0), _year(named))


def _iso_span(named: dict[str, str | None]) -> _Read | None:
    whole = [int(named[k] or 0) for k in ("y1", "m1", "d1", "y2", "m2", "d2")]
    return _span(*whole)


def _constant(kind: PeriodKind, *value: int | str) -> Callable[[dict[str, str | None]], _Read]:
    return lambda _named: (kind, value)


_DIGIT, _MONTHLY, _SAID = "digit", "month", ""


@cache
def _rules() -> tuple[tuple[frozenset[str], _Rule], ...]:
    day = (
        r"(?:den\s+|the\s+)?(?P<d{0}>\d{{1,2}}|"
        + _ORDINAL
        + r"|sista|last)(?::?[ae]|:?e|st|nd|rd|th)?\s+(?:(?:dagen\s+)?(?:i|av)\s+|(?:day\s+)?(?:of|in)\s+)?(?P<m{0}>"
        + _MONTH
        + r")\b\.?(?:(?:,?\s+(?:år\s+|i\s+|in\s+)?|,)(?P<y{0}>"
        + _Y
        + r")|\s*[-'](?P<z{0}>\d\d)\b(?!-|:\d))?"
    )
    slash = (
        r"(?P<d{0}>\d{{1,2}})/(?P<m{0}>\d{{1,2}})(?:(?:/|[\s-]+(?:år\s+)?)(?P<y{0}>"
        + _Y
        + r")|\s*(?P<z{0}>[-'][0-3]\d)\b(?![-/]|:\d))?"
    )
    iso = r"(?P<y{0}>(?:19|20)\d\d)-(?P<m{0}>\d\d)-(?P<d{0}>\d\d)"
    to = r"\s*(?:-{1,2}|till(?:\s+och\s+med)?|t\.?\s?o\.?\s?m\.?|to|until|och|and|through)\s*"

    def named_days(n: dict[str, str | None]) -> _Read | None:
        return _span(_year(n, "y1", "z1"), _month(n["m1"]), _day(n["d1"]), _year(n, "y2", "z2"), _month(n["m2"]), _day(n["d2"]))  # fmt: skip

    def slashes(n: dict[str, str | None]) -> _Read | None:
        return _span(_year(n, "y1", "z1"), int(n["m1"] or 0), int(n["d1"] or 0), _year(n, "y2", "z2"), int(n["m2"] or 0), int(n["d2"] or 0))  # fmt: skip

    def one_slash(n: dict[str, str | None]) -> _Read | None:
        if (n["d"], n["m"]) == ("24", "7"):
            return None
        return _point(int(n["m"] or 0), int(n["d"] or 0), _year(n, "y", "z"))

    def whole_months(n: dict[str, str | None]) -> _Read | None:
        y2 = _year(n, "y")
        return _span(_year(n, "y1"), _month(n["m1"]), 1, y2, _month(n["m2"]), 31)

    listed: list[tuple[str, str, Callable[[dict[str, str | None]], _Read | None]]] = [
        (_DIGIT, rf"\b{iso.format(1)}\s*(?:-{{1,2}}|/|till(?: och med)?|to|t\.?o\.?m\.?)\s*{iso.format(2)}\b", _iso_span),
        (_DIGIT, rf"\b{iso.format('')}\b", lambda n: _compact(n)),
        (_DIGIT, r"(?<!\d)(?P<y>20[0-3]\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-2]\d|3[01])(?!\d)", _compact),
        (_DIGIT, rf"\b(?P<y0>{_Y})[\s-]*(?:kvartal|kv\.?|q)\s*(?P<n>[1-4])\b", lambda n: _part(n, 3)),
        (_DIGIT, rf"\b(?P<y0>{_Y})[\s-]*(?:vecka|v\.?|w|week)\s*(?P<w1>\d{{1,2}})\b", _weeks),
        (_DIGIT, rf"\b(?P<y>{_Y})-(?P<m>0[1-9]|1[0-2])(?![\d-])", lambda n: _months(_year(n), int(n["m"] or 0), int(n["m"] or 0))),
        (_MONTHLY, rf"\b{day.format(1)}{to}{day.format(2)}", named_days),
        (_MONTHLY, rf"\b(?P<d1>\d{{1,2}})(?::?[ae]|st|nd|rd|th)?(?:\s*-\s*|\s+(?:till(?:\s+och\s+med)?|t\.?\s?o\.?\s?m\.?|to)\s+(?:den\s+|the\s+)?)(?P<d2>\d{{1,2}})(?::?[ae]|st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{_MONTH})\b\.?(?:\s+(?P<y>{_Y}))?", lambda n: _span(_year(n), _month(n["m"]), int(n["d1"] or 0), _year(n), _month(n["m"]), int(n["d2"] or 0))),
        (_MONTHLY, rf"\b(?P<m>{_MONTH})\b\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:(?:,\s*|\s+)(?P<y>{_Y})|(?=\s*(?:$|[,.?)])))", lambda n: _point(_month(n["m"]), int(n["d"] or 0), _year(n))),
        (_MONTHLY, rf"\b{day.format('')}", lambda n: _point(_month(n["m"]), _day(n["d"]), _year(n, "y", "z"))),
        (_MONTHLY, rf"\b(?P<o>{_ORDINAL}|sista|last)(?:\s+(?:dagen\s+i|day\s+(?:of|in)|of|i))?\s+(?P<m>{_MONTH})\b(?:,?\s+(?:år\s+)?(?P<y>{_Y}))?", lambda n: _point(_month(n["m"]), ORDINALS.get(str(n["o"]), 31), _year(n))),
        (_MONTHLY, rf"\b(?:utgången|slutet|end|close)\s+(?:av|of)\s+(?P<m>{_MONTH})\b(?:\s+månad\b)?(?:,?\s+(?P<y>{_Y}))?", lambda n: _point(_month(n["m"]), 31, _year(n))),
        (_MONTHLY, rf"\b(?:ingången|början|beginning|start)\s+(?:av|of)\s+(?P<m>{_MONTH})\b(?:\s+månad\b)?(?:,?\s+(?P<y>{_Y}))?", lambda n: _point(_month(n["m"]), 1, _year(n))),
        (_DIGIT, rf"\b{slash.format(1)}{to}{slash.format(2)}\b", slashes),
        (_DIGIT, rf"(?<![\d/]){slash.format('')}(?![/\d])", one_slash),
        (_DIGIT, rf"\b(?P<d>\d{{1,2}})\.(?P<m>\d{{1,2}})\.(?P<y>{_Y})", lambda n: _point(int(n["m"] or 0), int(n["d"] or 0), _year(n))),
        (_MONTHLY, rf"\b(?P<m1>{_MONTH})\b\.?(?:\s+(?P<y1>{_Y}))?{to}(?:och\s+med\s+)?(?P<m2>{_MONTH})\b\.?(?:,?\s+(?:år\s+)?(?P<y>{_Y}))?", whole_months),
        (_MONTHLY, rf"\b(?:i|in|under|during|för|for)?\s*(?P<m>{_MONTH})\b\.?(?:\s+månad\b)?(?:,?\s*(?:år\s+|of\s+|in\s+)?(?P<y>{_YY})|\s*['-](?P<z>\d\d)\b)", lambda n: _months(_year(n, "y", "z"), _month(n["m"]), _month(n["m"]))),
        (" ".join(m + end for m in _MONTHS for end in _MEASURED), rf"\b(?P<m>{_MONTH})(?:{'|'.join(_MEASURED)})\s+(?:år\s+)?(?P<y>{_Y})", lambda n: _months(_year(n), _month(n["m"]), _month(n["m"]))),
        ("månaden month", rf"\b(?P<o>{_ORDINAL})\s+(?:månaden|month)(?:\s+(?:av|of|i|in))?\s+(?P<y>{_Y})", lambda n: _months(_year(n), ORDINALS[str(n["o"])], ORDINALS[str(n["o"])])),
        # the turns and parts of a year
        ("föregående förra previous last år sedan two", r"\b(?:året\s+(?:före|innan)\s+(?:föregående\s+år|förra\s+året)|(?:för\s+)?2\s+år\s+sedan|2\s+years\s+ago|the\s+year\s+before\s+last)", _constant(PeriodKind.RELATIVE, "before")),
        ("utgången slutet slut end", r"\b(?:utgången|slutet|end)\s+(?:av|of)\s+(?:det\s+|the\s+)?(?:pågående\s+(?:kalender)?året|innevarande\s+år|detta\s+år|(?:this|current)\s+(?:calendar\s+)?year)", _constant(PeriodKind.RELATIVE, "this")),
        ("utgången slutet slut end", r"\b(?:utgången|slutet|end)\s+(?:av|of)\s+(?:det\s+|the\s+)?(?:förra\s+året|föregående\s+år|fjolåret|(?:last|previous)\s+year)|\b31/12\s+(?:föregående|förra)\s+år(?:et)?", _constant(PeriodKind.RELATIVE, "last")),
        ("år året kalenderår kalenderåret year", r"\b(?:det\s+)?(?:kalender)?år(?:et)?\s+(?:(?:som\s+)?närmast\s+(?:före(?:gick|går)?)|som\s+föregick)\s+(?:det\s+här|detta|innevarande)|\b(?:calendar\s+)?year\s+(?:immediately\s+)?(?:before|preceding)\s+this(?:\s+one)?", _constant(PeriodKind.RELATIVE, "last")),
        ("t", rf"\bt(?P<n>[123])(?:{_OF}(?P<y>{_YY}))", lambda n: _part(n, 4)),
        ("nyårsdagen nyårsafton", rf"\b(?:mellan|från|between|from)?\s*nyår(?:sdagen)?(?:\s+(?P<y0>{_YY}))?\s+(?:och|till(?:\s+och\s+med)?)\s+nyårsafton(?:\s+(?P<y>{_YY})|\s+samma\s+år)?", lambda n: _months(_year(n, "y", "y0"), 1, 12)),
        ("new", rf"\b(?:between\s+|from\s+)?new\s+year's\s+day\s+(?:and|to|until)\s+new\s+year's\s+eve(?:\s+(?:of\s+)?(?P<y>{_YY}))?", lambda n: _months(_year(n), 1, 12)),
        ("nyårsafton new ultimo", rf"\b(?:nyårsafton|new\s+year's\s+eve|ultimo)(?:\s+(?:of\s+|år\s+)?(?P<y>{_YY}))?", lambda n: _point(12, 31, _year(n))),
        ("nyårsdagen new primo", rf"\b(?:nyårsdagen|new\s+year's\s+day|primo)(?:\s+(?:of\s+|år\s+)?(?P<y>{_YY}))?", lambda n: _point(1, 1, _year(n))),
        ("års ut slut över end close", rf"\b(?P<y>{_Y})(?:\s+års\s+(?:utgång|slut|sista\s+dag)|\s+(?:gick\s+ut|gått\s+ut|tog\s+slut|var\s+slut|var\s+över)|'s\s+(?:end|close))\b", lambda n: _point(12, 31, _year(n))),
        ("års började inleddes vid", rf"\b(?P<y>{_Y})(?:\s+års\s+(?:ingång|början|första\s+dag)|\s+(?:började|inleddes|tog\s+vid))\b", lambda n: _point(1, 1, _year(n))),
        ("sista last", rf"\b(?:sista|last)\s+(?:dagen|dygnet|day)\s+(?:(?:av|på|i|of|in)\s+)?(?:år(?:et)?\s+|the\s+year\s+)?(?P<y>{_Y})", lambda n: _point(12, 31, _year(n))),
        ("första first", rf"\b(?:första|first)\s+(?:dagen|day)\s+(?:(?:av|på|i|of|in)\s+)?(?:år(?:et)?\s+|the\s+year\s+)?(?P<y>{_Y})", lambda n: _point(1, 1, _year(n))),
        ("året åren året år föregick närmast innan före", rf"\b(?:kalender)?året\s+(?:närmast\s+|som\s+föreg(?:ick|år)\s+|omedelbart\s+)?(?:(?:före|innan)\s+)?(?:år\s+)?(?P<y>(?<=före\s){_Y}|(?<=innan\s){_Y}|(?<=föregick\s){_Y}|(?<=föregår\s){_Y}|(?<=år\s){_Y})", lambda n: _months(_year(n) - 1, 1, 12)),
        ("året efter följde", rf"\b(?:kalender)?året\s+(?:närmast\s+|direkt\s+)?(?:efter|som\s+följ(?:de|er)\s+(?:på|efter))\s+(?:år\s+)?(?P<y>{_Y})", lambda n: _months(_year(n) + 1, 1, 12)),
        ("year before preceding", rf"\b(?:calendar\s+)?year\s+(?:immediately\s+|just\s+|that\s+)?(?:before|preced(?:ing|ed|es)|prior\s+to)\s+(?P<y>{_Y})", lambda n: _months(_year(n) - 1, 1, 12)),
        ("year after following", rf"\b(?:calendar\s+)?year\s+(?:immediately\s+|just\s+|that\s+)?(?:after|follow(?:ing|ed|s))\s+(?P<y>{_Y})", lambda n: _months(_year(n) + 1, 1, 12)),
        ("årsperioden årsperiod period years", rf"\b(?P<n>\d+)\s*-?\s*(?:årsperioden?|år(?:en)?|year\s+period|years)\s+(?:som\s+(?:slutade|avslutades|slutar)|that\s+ended|ending|ended|till\s+och\s+med|to)\s+(?:med\s+|i\s+|in\s+|with\s+)?(?:utgången\s+av\s+|the\s+end\s+of\s+)?(?P<y>{_Y})", lambda n: _span(_year(n) - int(n["n"] or 1) + 1, 1, 1, _year(n), 12, 31)),
        ("till tom t to through", rf"(?<!\d )(?<!-)\b(?:till\s+och\s+med|t\.?\s?o\.?\s?m\.?|up\s+to(?:\s+and\s+including)?|through)\s+(?:(?:utgången|slutet)\s+av\s+|(?:the\s+)?end\s+of\s+)?(?:år\s+)?(?P<y>{_Y})(?!-\d)", lambda n: (PeriodKind.SPAN, ("0001-01-01", f"{_year(n):04d}-12-31"))),
        ("årsskiftet turn", rf"\bturn\s+of\s+the\s+year(?:\s+(?P<y>{_Y})(?:\s*[-/]\s*(?:20)?\d\d\b)?)?", _turn),
        ("årsskiftet årsskifte", rf"\bårsskifte(?:t|n)?(?:\s+(?P<to>till\s+)?(?P<y>{_YY})(?:\s*[-/]\s*(?:20)?\d\d\b)?)?", _turn),
        ("halvårsskiftet", rf"\bhalvårsskiftet(?:\s+(?P<y>{_Y}))?", lambda n: _point(6, 30, _year(n))),
        ("slut kvartalets halvårets", rf"\b(?:(?P<o>{_ANY_NTH})\s+)?(?P<w>kvartalets|halvårets)\s+(?:slut|utgång)(?:\s+(?P<y>{_Y}))?", _end_of_part),
        ("utgången utgång slut slutet årsslutet årsslut sista end close", rf"\b(?:(?:vid\s+)?(?:utgången|slutet)\s+av\s+(?:kalender|verksamhets)?(?:året|år)?\s*(?P<y>{_YY})|(?:utgången|slutet)\s+av\s+(?:kalender)?året|(?:kalender)?årets\s+(?:slut|utgång|sista\s+dag)|årsslutet|årsslut|sista\s+dagen\s+(?:på|av|under)\s+(?:året|år)|(?:the\s+)?(?:end|close|last\s+day)\s+of\s+(?:the\s+)?(?:calendar\s+)?year)(?:\s+(?P<y2>{_YY}))?", lambda n: _point(12, 31, _year(n, "y", "y2"))),
        ("end close last", rf"\b(?:end|close|last\s+day)\s+of\s+(?P<y>{_Y})", lambda n: _point(12, 31, _year(n))),
        ("year", rf"\byear[- ]end(?:\s+(?:of\s+)?(?P<y>{_Y}))?", lambda n: _point(12, 31, _year(n))),
        ("ingången början börjar beginning start", rf"\b(?:ingången|början|beginning|start)\s+(?:av|of)\s+(?:the\s+|kalender)?(?:(?:året|år|year)\s*(?P<y>{_YY})?|(?P<y2>{_YY}))|\bårets\s+(?:början|ingång|första\s+dag)", lambda n: _point(1, 1, _year(n, "y", "y2"))),
        ("halvåret halvår half h1 h2 h hå", rf"\b(?:(?P<o>{_ANY_NTH})\s+(?:halvåret|halvår|halvan|half(?:[- ]year)?)(?:\s+(?:av|of)(?:\s+(?:året|the\s+year))?)?|(?:halvår|hå)\s*(?P<n>{_PART})|(?P<y0>{_Y})[- ]?h\s?(?P<p>[12])\b|h\s?(?P<h>[12])(?=[\s,/]*(?:(?:19|20)\d\d|[-']\d\d)))(?:{_OF}(?P<y>{_YY}))?", lambda n: _part({**n, "n": n.get("n") or n.get("h")}, 6)),
        ("kvartal kvartalet kv quarter q q1 q2 q3 q4", rf"\b(?:(?P<o>{_ANY_NTH}|sista)\s+(?:kvartalet|kvartal|quarter)(?:\s+(?:av|of)(?:\s+(?:året|the\s+year))?)?|(?:kvartal|kv\.?|quarter|q)\s*(?P<n>{_PART}))(?:{_OF}(?P<y>{_YY}))?", lambda n: _part(n, 3)),
        ("tertial tertialet tertialen tert", rf"\b(?:(?P<o>{_ANY_NTH}|sista)\s+tertialet|(?:tertial|tert\.?)\s*(?P<n>{_PART}))(?:{_OF}(?P<y>{_YY}))?", lambda n: _part(n, 4)),
        ("års", rf"\b(?P<y>{_Y})\s+års\s+(?P<o>{_ORDINAL})\s+månad\b", lambda n: _months(_year(n), ORDINALS[str(n["o"])], ORDINALS[str(n["o"])])),
        ("års", rf"\b(?P<y>{_Y})\s+års\s+(?:(?P<n>\d+)\s+)?(?P<w>första|sista)\s+(?:(?P<n2>\d+)\s+)?månader(?:na)?\b", _of_year),
        ("månad månader månaderna months month", rf"\b(?:årets\s+(?:(?P<n>\d+)\s+)?(?P<w>första|sista)\s+(?:(?P<n2>\d+)\s+)?månad(?:er|erna)?)(?:\s+(?P<y>{_Y}))?", _of_year),
        ("månad månader månaderna", rf"\b(?:de\s+)?(?:(?P<n2>\d+)\s+)?(?P<w>första|sista)\s+(?:(?P<n>\d+)\s+)?månad(?:er|erna|en)\s+(?:av\s+|under\s+|i\s+|på\s+)?(?:året|år)?\s*(?:(?P<y>{_Y})|(?<=året ))", _of_year),
        ("months month", rf"\b(?P<w>first|last)\s+(?:(?P<n>\d+)\s+)?months?\s+of\s+(?:the\s+year|(?P<y>{_Y}))", _of_year),
        ("vårterminen vårtermin vt spring", rf"\b(?:vårtermin(?:en)?|vt|spring\s+(?:term|semester))(?:\s*(?:of\s+)?'?-?(?P<y>{_YY}|\d\d)\b)?", _term(1, 6)),
        ("höstterminen hösttermin ht autumn", rf"\b(?:hösttermin(?:en)?|ht|autumn\s+(?:term|semester))(?:\s*(?:of\s+)?'?-?(?P<y>{_YY}|\d\d)\b)?", _term(8, 12)),
        ("läsåret läsår lå skolåret school academic", rf"\b(?:läsår(?:et)?s?|lå|skolår(?:et)?s?|(?:school|academic)\s+year(?:'s)?)\b(?!\s+\d\b)(?:\s+(?P<y>{_Y}|\d\d)\s*[-/]\s*(?P<y2>(?:20)?\d\d)\b)?", _school_year),
        (" ".join(_SEASONS), rf"\b(?:under\s+|i\s+|in\s+|during\s+|the\s+)*(?P<s>{_SEASON})(?:\s+(?:of\s+|år\s+)?(?P<y>{_Y})(?:[-/]\d\d(?:\d\d)?\b)?)", _season),
        (" ".join([*(s + end for s in ("vår", "sommar", "höst", "vinter") for end in _MEASURED[1:]), "vårens", "sommarens", "höstens", "vinterns"]), rf"\b(?P<s>(?:vår|höst|sommar)(?:ens\s+)?|vinter(?:ns\s+)?){_ROUND}\s+(?:år\s+)?(?P<y>{_Y})", lambda n: _season({**n, "s": _SPOKEN_SEASONS.get(str(n["s"]).strip(), n["s"])})),
        ("våren sommaren hösten vintern", r"\b(?:under\s+|i\s+|denna\s+)(?P<s>våren|sommaren|hösten|vintern)\b", _season),
        (_DIGIT, rf"\b(?P<y>{_Y})/(?P<y2>(?:20)?\d\d)\b(?!:)", _school_year),
        ("vecka veckor veckorna veckan v week weeks mätvecka mätveckan kartläggningsveckan", rf"\b(?:mät|kartläggnings)?(?:vecka|veckan|veckorna|veckor|v\.?|weeks?)\s*(?P<w1>\d{{1,2}})(?:\s*(?:-|till|och|to|and)\s*(?P<w2>\d{{1,2}}))?\b(?:{_OF}(?P<y>{_YY}))?", _weeks),
        # how far back
        ("kalenderår kalenderåret calendar", rf"\b(?:det\s+|the\s+)?(?:senaste|föregående|förra|past|previous|last|preceding)\s+(?:kalenderåret|kalenderår|calendar\s+year)\b(?!\s+(?P<y>{_Y}))", _constant(PeriodKind.RELATIVE, "last")),
        ("senaste sista föregående gångna past previous preceding latest last", rf"\b(?:(?:under|over|during|in|within|inom|the|de|det|den)\s+)*(?:(?P<n2>\d+)\s+)?(?:senaste|sista|föregående(?!\s+år\b)|gångna|past|previous(?!\s+year\b)|preceding(?!\s+year\b)|latest|(?<=the )last|last(?=\s+\d))\s+(?:(?P<n>\d+)[\s-]*)?(?P<u>{_UNIT})(?!\s+(?:av|of)\b)(?:\s*-?perioden)?", _lookback),
        ("bakåt tillbaka back före innan dessförinnan gått föregick föregått föregår fram slutade before prior preceding preceded leading up until ending", rf"(?<!än )(?<!than )\b(?:(?:rullande|rolling)\s+)?(?P<n>\d+)[\s-]*(?P<u>{_UNIT})\s+(?:bakåt|tillbaka|back|dessförinnan|som\s+gått(?=\s*(?:$|[,.?;)]))|före\s+\w+|närmast\s+före|innan|som\s+föreg(?:ick|ått|år)|fram\s+till\s+(?!och)|som\s+slutade|before|prior|preceding|leading\s+up|up\s+to|until|ending|that\s+preceded)", _lookback),
        ("rullande rolling", rf"\b(?:rullande|rolling)\s+(?P<n>\d+)[\s-]*(?P<u>{_UNIT})", _lookback),
        ("halvt", r"\bsenaste\s+halva\s+(?P<u>år)et", lambda n: (PeriodKind.LOOKBACK, (180,))),
        # years
        (_DIGIT, rf"\b(?:fr\.?\s?o\.?\s?m\.?|från(?:\s+och\s+med)?|from)\s+(?:år\s+)?(?P<y1>{_Y})\s+(?:till(?:\s+och\s+med)?|t\.?\s?o\.?\s?m\.?|to|through|until)\s+(?:och\s+med\s+)?(?:år\s+)?(?P<y2>{_Y})", _years),
        (_DIGIT, rf"\b(?:sedan(?:\s+nyår)?|since|fr\.?o\.?m\.?|från\s+(?:och\s+med|nyår))\s+(?:år\s+)?(?P<y>{_Y})", lambda n: (PeriodKind.SPAN, (f"{_year(n):04d}-01-01", _OPEN))),
        ("eller or", rf"\b(?P<y1>{_Y})\s+(?:eller|or)\s+(?:år\s+|in\s+|during\s+)?(?P<y2>{_Y})", _years),
        ("åren years", rf"\b(?:åren|years)\s+(?P<y1>{_Y})(?:\s+(?:och|and)\s+|/)(?P<y2>{_Y})", _years),
        (_DIGIT, rf"\b(?P<y1>{_Y})-(?P<y2>1[3-9]|[2-4]\d)\b(?!-|:\d|\s*(?:år|years)\b)", _years),
        ("mellan between", rf"\b(?:mellan|between)\s+(?:åren\s+)?(?P<y1>{_Y})\s+(?:och|and)\s+(?P<y2>{_Y})", _years),
        (_DIGIT, rf"\b(?P<y1>{_Y})\s*(?:-|till(?:\s+och\s+med)?|to|t\.?o\.?m\.?)\s*(?P<y2>{_Y})", _years),
        (_DIGIT, rf"\b(?P<y>{_Y})", lambda n: _months(_year(n), 1, 12)),
        ("år året helår helåret kalenderåret kalenderår year", r"\b(?:(?:kalender|hel)?år(?:et)?|year)\s*(?P<y>[-'][0-3]\d)\b(?!-|:\d)", lambda n: _months(_year(n), 1, 12)),
        ("förra fjol fjolåret fjolårets föregående previous last", r"\b(?:förra\s+året|förra\s+årets|fjolår(?:et|ets)?|(?:närmast\s+)?föregående\s+år\b|i\s+fjol|året\s+före\b|(?:the\s+)?(?:previous|preceding)\s+year|last\s+year(?:'s)?)", _constant(PeriodKind.RELATIVE, "last")),
        ("förrförra förrfjol", r"\bförrförra\s+året|\bi\s+förrfjol", _constant(PeriodKind.RELATIVE, "before")),
        ("nästa kommande next coming", r"\b(?:nästa\s+år|(?:det\s+)?kommande\s+året|next\s+year|the\s+coming\s+year)", _constant(PeriodKind.RELATIVE, "next")),
        ("år året kalenderåret årets this current ongoing present", r"\b(?:i\s+år\b|detta\s+år|innevarande\s+(?:kalender)?år|(?:det\s+)?pågående\s+(?:kalender)?året|(?:kalender)?året\s+som\s+pågår|(?:kalender)?år(?:et)?\s+som\s+pågår|det\s+här\s+året|årets|(?:this|the\s+(?:current|ongoing|present))\s+(?:calendar\s+)?year(?:'s)?)", _constant(PeriodKind.RELATIVE, "this")),
        ("året helår helåret kalenderår kalenderåret year", r"\b(?:(?:under\s+|i\s+|för\s+|per\s+)?(?:hela\s+)?(?:kalender|hel)året|(?:kalender|hel)år\b|(?:under|på|för)\s+(?:hela\s+)?året|(?:during|in|over)\s+the\s+(?:whole\s+|full\s+|calendar\s+)?year|(?:full|whole|calendar)\s+year)(?!\s+(?:före|innan|efter|då|of\s+their|in\s+which))", _constant(PeriodKind.SPAN, *FULL_YEAR)),
        (_MONTHLY, rf"\b(?:i|in|under|during|för|for)\s+(?P<m>{_MONTH})\b|(?<=[,(:]\s)(?P<m2>{_MONTH})\b\.?(?=\s*(?:$|[,.?)]))", lambda n: _months(0, _month(n["m"] or n["m2"]), _month(n["m"] or n["m2"]))),
        ("svarstillfället svarar svar answering", r"\b(?:vid\s+svarstillfället|när\s+(?:ni|kommunen)\s+svarar|läget\s+vid\s+svar\w*|at\s+the\s+time\s+of\s+answering)\b", _constant(PeriodKind.MOMENT, "answering")),
        ("dag idag närvarande nu dagsläget nuläget currently today present mätdagen mätveckan census reference", r"\b(?:i\s?dag|i\s+dagsläget|för\s+närvarande|just\s+nu|i\s+nuläget|currently|today|at\s+present|mätdagen|mätveckan|census\s+day|reference\s+(?:day|week))\b", _constant(PeriodKind.MOMENT, "now")),
        ("månad månaden månadsvis kalendermånad kalendermånaden month", r"\bkalendermånad\w*|(?<!gång )(?<!gånger )\b(?:under|per|varje|i)\s+(?:kalender)?månaden?\b|\bsista\s+dagen\s+i\s+månaden|\bden\s+sista\s+i\s+månaden|\bmånadsvis|\bcalendar\s+month|(?<!times )(?<!once )\b(?:during|in|per|each)\s+(?:the\s+)?month\b|\blast\s+day\s+of\s+the\s+month", _constant(PeriodKind.RECURRING, "month")),
        ("kvartal kvartalsvis quarter", r"(?<!gång )(?<!gånger )\bper\s+kvartal|\bvarje\s+kvartal|\bkvartalsvis|^\s*kvartal\s*$|\bper\s+quarter|\beach\s+quarter", _constant(PeriodKind.RECURRING, "quarter")),
        ("löpande fortlöpande continuous continuously ongoing", r"\blöpande(?!\s+(?:pris|åter))|\bfortlöpande|\bcontinuous\w*|\bon\s+an\s+ongoing\s+basis", _constant(PeriodKind.RECURRING, "ongoing")),
    ]  # fmt: skip
    return tuple((frozenset(gate.split()), (re.compile(p), read, gate)) for gate, p, read in listed)


_MONTH_NAMES = frozenset(_MONTHS)
_AGED_AT = re.compile(
    r"(?<!that )(?<!same )(?<!samma )\b(?:ålder|age)\s+(?:(?:räknat|räknad|beräknad|uppnådd|efter|vid|på|per|den|as|at|of|on|by|the|calculated|reached)\s+)*$"
)
"""Before a day that says when an age is reckoned, and not what is asked about."""
_ENDED = re.compile(r"\(\s*-\s*$")
_DIGITS = re.compile(r"\d")


def read_periods(text: str, language: str = "sv") -> list[Period]:
    """Return the times named in a text in order; what one reading has taken no other reads again."""
    return periods_of(canonical(text, language)) if text else []


def periods_of(text: Canonical) -> list[Period]:
    """Return the times named in a prepared text, with places in the text as it was written."""
    has_digit = _DIGITS.search(text.text) is not None
    has_month = not _MONTH_NAMES.isdisjoint(text.names)
    taken: list[tuple[int, int]] = []
    found: list[Period] = []
    for gate, (pattern, read, kind) in _rules():
        if kind == _DIGIT:
            if not has_digit:
                continue
        elif kind == _MONTHLY:
            if not has_month:
                continue
        elif gate.isdisjoint(text.names):
            continue
        for match in pattern.finditer(text.text):
            start, end = match.span()
            if start == end or any(start < b and a < end for a, b in taken):
                continue
            if _ENDED.search(text.text[:start]):
                continue  # "(-2024)" says when a key figure ended, not what it is about
            value = read(match.groupdict())
            if value is None:
                continue
            if value[0] is PeriodKind.POINT and _AGED_AT.search(text.text[max(0, start - 48) : start]):  # fmt: skip
                taken.append((start, end))
                continue
            while text.text[start].isspace():
                start += 1
            while text.text[end - 1].isspace():
                end -= 1
            taken.append((start, end))
            found.append(Period(value[0], value[1], *text.place(start, end)))
    return _settle(sorted(found, key=lambda p: p.start))


def _settle(found: list[Period]) -> list[Period]:
    """Give a day the year that stands elsewhere in the text, and let "the year" yield to a named one."""
    if len(found) < 2:
        return found
    whole = [p for p in found if _is_whole_year(p)]
    if len({p.year() for p in whole}) == 1:
        year = whole[0].year()
        dated = [_with_year(p, year) for p in found]
        if any(a is not b for a, b in zip(dated, found, strict=True)):
            found = [p for p in dated if not _is_whole_year(p)]
    back = next((p for p in found if p.value == (360,)), None)
    end = next((p for p in found if p.kind is PeriodKind.POINT and p.value[:2] == (12, 31) and p.value[2]), None)  # fmt: skip
    if back and end and len(found) == 2:
        year = end.year()  # the twelve months up to the end of a year are that year
        return [Period(PeriodKind.SPAN, (f"{year}-01-01", f"{year}-12-31"), back.start, back.end)]
    if any(p.year() for p in found):
        found = [p for p in found if p.value != _THIS_YEAR]
    named = [p for p in found if p.kind in (PeriodKind.SPAN, PeriodKind.POINT, PeriodKind.LOOKBACK)]
    if any(p.value != FULL_YEAR for p in named):
        found = [p for p in found if p.value != FULL_YEAR]
    return found


def _is_whole_year(period: Period) -> bool:
    if period.kind is not PeriodKind.SPAN or period.year() == 0:
        return False
    first, last = str(period.value[0]), str(period.value[1])
    return first[4:] == "-01-01" and last[4:] == "-12-31" and first[:4] == last[:4]


def _with_year(period: Period, year: int) -> Period:
    if period.kind is PeriodKind.POINT and not period.value[2]:
        return replace(period, value=(*period.value[:2], year))
    first = str(period.value[0])
    if period.kind is PeriodKind.SPAN and first.startswith("0000") and period.value != FULL_YEAR:
        if "w" in first:
            named = {"w1": first[6:], "w2": str(period.value[1])[6:], "y": str(year)}
            weeks = _weeks(dict(named))
            return replace(period, value=weeks[1]) if weeks else period
        last = str(period.value[1])
        start = year if first[5:] <= last[5:] else year - 1
        return replace(period, value=(f"{start:04d}{first[4:]}", f"{year:04d}{last[4:]}"))
    return period


def compare(ours: Period, theirs: Period) -> Relation:
    """Return how one time of ours stands to one of theirs."""
    a, b = ours.kind, theirs.kind
    if PeriodKind.MOMENT in (a, b):
        return Relation.SAME if a is b else Relation.UNKNOWN
    if PeriodKind.RELATIVE in (a, b):
        if a is not b:
            other = theirs if a is PeriodKind.RELATIVE else ours
            is_back = other.kind is PeriodKind.LOOKBACK
            return Relation.CONFLICT if is_back else Relation.UNKNOWN
        return Relation.SAME if ours.value == theirs.value else Relation.CONFLICT
    if a is b:
        return _compare_alike(ours, theirs)
    if b is PeriodKind.RECURRING:
        return Relation.INSIDE
    if a is PeriodKind.RECURRING:
        return Relation.OUTSIDE
    if PeriodKind.LOOKBACK in (a, b) and PeriodKind.SPAN in (a, b):
        back, span = (ours, theirs) if a is PeriodKind.LOOKBACK else (theirs, ours)
        length = _length(span)
        if span.value == FULL_YEAR and int(back.value[0]) == 360:
            return Relation.UNKNOWN
        if length is None or length >= int(back.value[0]) * 0.9:
            return Relation.CONFLICT
        return Relation.OUTSIDE if back is ours else Relation.INSIDE
    return Relation.CONFLICT


def _length(span: Period) -> int | None:
    """Days of a span, None where its weeks have no year or it has no end."""
    first, last = str(span.value[0]), str(span.value[1])
    if "w" in first or last == _OPEN:
        return None
    if first.startswith("0000"):
        first, last = f"2023{first[4:]}", f"2023{last[4:]}"
        if first > last:
            last = f"2024{last[4:]}"
    return (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days + 1


def _compare_alike(ours: Period, theirs: Period) -> Relation:
    if ours.value == theirs.value:
        return Relation.SAME
    if ours.kind is PeriodKind.POINT:
        return _compare_days(ours, theirs)
    if ours.kind is PeriodKind.SPAN:
        a1, a2, b1, b2 = (str(v) for v in (*ours.value, *theirs.value))
        if "0000" in (a1[:4], b1[:4]):
            if a1[:4] != b1[:4] and "w" not in a1 + b1:
                # one names the year: what is left says whether they can be the same
                if (a1[4:], a2[4:]) == (b1[4:], b2[4:]):
                    return Relation.UNKNOWN
                if int(a2[:4]) - int(a1[:4]) or int(b2[:4]) - int(b1[:4]):
                    return Relation.UNKNOWN if FULL_YEAR in (ours.value, theirs.value) else Relation.CONFLICT  # fmt: skip
            elif a1[:4] != b1[:4]:
                return Relation.UNKNOWN
            a1, a2, b1, b2 = a1[4:], a2[4:], b1[4:], b2[4:]
            if ("w" in a1) != ("w" in b1):
                return Relation.UNKNOWN
        if (a1[-5:], a2[-5:]) != (b1[-5:], b2[-5:]) and (
            {(a1[-5:], a2[-5:]), (b1[-5:], b2[-5:])} in _SEASON_OR_TERM
        ):
            return Relation.UNKNOWN if a1[:-5] == b1[:-5] else Relation.CONFLICT
        if _is_school_year(a1, a2) != _is_school_year(b1, b2) and (a1[:4], a2[:4]) == (b1[:4], b2[:4]):  # fmt: skip
            return Relation.UNKNOWN  # "2023/2024" says either
        if b1 <= a1 and a2 <= b2:
            return Relation.INSIDE
        if a1 <= b1 and b2 <= a2:
            return Relation.OUTSIDE
    return Relation.CONFLICT


def _is_school_year(first: str, last: str) -> bool:
    return (first[4:], last[4:]) == ("-08-01", "-06-30")


_SEASON_OR_TERM = (
    {("01-01", "06-30"), ("03-01", "05-31")},
    {("08-01", "12-31"), ("09-01", "11-30")},
)
"""Spring as a term and as a season; writers use one word for both."""

_NEW_YEAR = ((12, 31), (1, 1))


def _compare_days(ours: Period, theirs: Period) -> Relation:
    years = {int(ours.value[2]), int(theirs.value[2])}
    if ours.value[:2] == theirs.value[:2]:
        return Relation.SAME if 0 in years else Relation.CONFLICT
    if {ours.value[:2], theirs.value[:2]} == set(_NEW_YEAR):
        old, new = (ours, theirs) if ours.value[:2] == _NEW_YEAR[0] else (theirs, ours)
        if 0 in years or int(new.value[2]) == int(old.value[2]) + 1:
            return Relation.SAME  # the turn of the year, told from either side of it
    return Relation.CONFLICT


_WEIGHT = {
    Relation.CONFLICT: 0,
    Relation.UNKNOWN: 2,
    Relation.OUTSIDE: 1,
    Relation.INSIDE: 1,
    Relation.SAME: 3,
}


def compare_all(
    ours: Sequence[Period], theirs: Sequence[Period]
) -> tuple[Relation, Period | None, Period | None]:
    """Return how the times of two questions relate, and the two that decide it.

    Times of the same kind are held against each other; the worst of them decides. Where no kind is
    shared, the first of each decides.
    """
    if not ours or not theirs:
        return Relation.UNKNOWN, next(iter(ours), None), next(iter(theirs), None)
    pairs: list[tuple[Relation, Period, Period]] = []
    for kind in PeriodKind:
        mine = [p for p in ours if p.kind is kind]
        other = [p for p in theirs if p.kind is kind]
        if mine and other:
            for p in mine:
                best = max(((compare(p, q), p, q) for q in other), key=lambda t: _WEIGHT[t[0]])
                pairs.append(best)
            for q in other:
                best = max(((compare(p, q), p, q) for p in mine), key=lambda t: _WEIGHT[t[0]])
                pairs.append(best)
    if not pairs:
        first = _main(ours), _main(theirs)
        pairs.append((compare(*first), *first))
    return min(pairs, key=lambda t: _WEIGHT[t[0]])


_ORDER = (
    PeriodKind.LOOKBACK,
    PeriodKind.SPAN,
    PeriodKind.POINT,
    PeriodKind.RECURRING,
    PeriodKind.RELATIVE,
    PeriodKind.MOMENT,
)


def _main(periods: Sequence[Period]) -> Period:
    """The time that says most: a look-back before a span, a span before a day."""
    return min(periods, key=lambda p: _ORDER.index(p.kind))
