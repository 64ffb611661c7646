"""How times are written, in Swedish and in English: patterns, each with what it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from surveyapp.overlap.rules.canonical import ORDINALS
from surveyapp.overlap.rules.periods import FULL_YEAR, OPEN, PeriodKind
from surveyapp.overlap.rules.reading.calendars import (
    MONTH_NUMBERS,
    SEASONS,
    Read,
    compact_date,
    constant,
    date_span,
    day_of,
    end_of_part,
    iso_span,
    lookback,
    month_of,
    month_span,
    months_of_year,
    named_day,
    part_of_year,
    school_year,
    season,
    term,
    turn_of_year,
    week_span,
    year_of,
    year_span,
    years_listed,
)

_Rule = tuple[re.Pattern[str], Callable[[dict[str, str | None]], Read | None], str]

_MONTH = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_Y = r"(?:19|20)\d\d(?!\d|:\d|-tal|\s+act\b|\s*(?:kr\b|kronor|invånare|inv\b|inhabitants))"
_YY = rf"(?:{_Y}|[-'][0-3]\d\b(?!-|:\d))"
"""A year, also as two digits after a dash or an apostrophe."""
_PART = r"(?:[1-4]\b|iv\b|i{1,3}\b)"
_OF = r"(?:\s*/\s*|[,.]?\s+(?:av\s+|of\s+|år\s+|in\s+|i\s+|under\s+|during\s+|kalenderåret\s+|the\s+year\s+)?|\s*-\s*|\s*\()"

_UNIT = (
    r"(?:dag(?:ar|arna|en)?|dygn(?:en|et)?|veck(?:a|or|orna|an)|mån(?:ad(?:erna|ers\w*|er|en)?|\b\.?)|"
    r"kvartal(?:en|et)?|halvår(?:et|en)?|tertial(?:et)?|år(?:en|et|s\w*)?|days?|weeks?|months?|quarters?|half-years?|years?)"
)

_SEASON = "|".join(sorted(SEASONS, key=len, reverse=True))
_ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))
_MEASURED = ("månad", "mätning", "mätningen", "omgången", "enkäten", "undersökningen")
"""What a month or a season is written together with when something was measured then."""
_ROUND = "(?:" + "|".join(_MEASURED[1:]) + ")"
_SPOKEN_SEASONS = {"vårens": "vår", "sommarens": "sommar", "höstens": "höst", "vinterns": "vinter"}

_ANY_NTH = r"(?:första|andra|tredje|fjärde|first|second|third|fourth|[1-4](?::?[ae]|st|nd|rd|th)|[1-4](?=\s+\w+et\b|\s+\w+,?\s+(?:år\s+)?(?:19|20)\d\d))"
"""Which part of a year; "within 1 half-year" is a length, so a bare digit needs "halvåret" or a year after."""

DIGIT, MONTHLY, _SAID = "digit", "month", ""


@cache
def date_rules() -> tuple[tuple[frozenset[str], _Rule], ...]:
    """Return the patterns in the order they are tried, each with the words of which one must stand in the text."""
    day = (
        r"(?:den\s+|the\s+)?(?P<d{0}>(?:(?<=den\s)|(?<=the\s))\d{{1,2}}|\d{{1,2}}(?!\s+(?:i|in)\s)|"
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

    def named_days(n: dict[str, str | None]) -> Read | None:
        return date_span(year_of(n, "y1", "z1"), month_of(n["m1"]), day_of(n["d1"]), year_of(n, "y2", "z2"), month_of(n["m2"]), day_of(n["d2"]))  # fmt: skip

    def slashes(n: dict[str, str | None]) -> Read | None:
        return date_span(year_of(n, "y1", "z1"), int(n["m1"] or 0), int(n["d1"] or 0), year_of(n, "y2", "z2"), int(n["m2"] or 0), int(n["d2"] or 0))  # fmt: skip

    def one_slash(n: dict[str, str | None]) -> Read | None:
        if (n["d"], n["m"]) == ("24", "7"):
            return None
        return named_day(int(n["m"] or 0), int(n["d"] or 0), year_of(n, "y", "z"))

    def whole_months(n: dict[str, str | None]) -> Read | None:
        y2 = year_of(n, "y")
        return date_span(year_of(n, "y1"), month_of(n["m1"]), 1, y2, month_of(n["m2"]), 31)

    listed: list[tuple[str, str, Callable[[dict[str, str | None]], Read | None]]] = [
        (DIGIT, rf"\b{iso.format(1)}\s*(?:-{{1,2}}|/|till(?: och med)?|to|t\.?o\.?m\.?)\s*{iso.format(2)}\b", iso_span),
        (DIGIT, rf"\b{iso.format('')}\b", lambda n: compact_date(n)),
        (DIGIT, r"(?<![\w.,:/§-])(?P<y>[0-3]\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?![\w:/-]|[.,]\d|\s*(?:§|%|kr\b|tkr\b|sek\b|inv|pers|st\b))", compact_date),
        (DIGIT, r"(?<!\d)(?P<y>20[0-3]\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-2]\d|3[01])(?!\d)", compact_date),
        (DIGIT, rf"\b(?P<y0>{_Y})[\s-]*(?:kvartal|kv\.?|q)\s*(?P<n>[1-4])\b", lambda n: part_of_year(n, 3)),
        (DIGIT, rf"\b(?P<y0>{_Y})[\s-]*(?:vecka|v\.?|w|week)\s*(?P<w1>\d{{1,2}})\b", week_span),
        (DIGIT, rf"\b(?P<y>{_Y})-(?P<m>0[1-9]|1[0-2])(?![\d-])", lambda n: month_span(year_of(n), int(n["m"] or 0), int(n["m"] or 0))),
        (MONTHLY, rf"\b{day.format(1)}{to}{day.format(2)}", named_days),
        (MONTHLY, rf"\b(?P<d1>\d{{1,2}})(?::?[ae]|st|nd|rd|th)?(?:\s*-\s*|\s+(?:till(?:\s+och\s+med)?|t\.?\s?o\.?\s?m\.?|to)\s+(?:den\s+|the\s+)?)(?P<d2>\d{{1,2}})(?::?[ae]|st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{_MONTH})\b\.?(?:\s+(?P<y>{_Y}))?", lambda n: date_span(year_of(n), month_of(n["m"]), int(n["d1"] or 0), year_of(n), month_of(n["m"]), int(n["d2"] or 0))),
        (MONTHLY, rf"\b(?P<m>{_MONTH})\b\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:(?:,\s*|\s+)(?P<y>{_Y})|(?=\s*(?:$|[,.?)])))", lambda n: named_day(month_of(n["m"]), int(n["d"] or 0), year_of(n))),
        (MONTHLY, rf"\b{day.format('')}", lambda n: named_day(month_of(n["m"]), day_of(n["d"]), year_of(n, "y", "z"))),
        (MONTHLY, rf"\b(?P<o>{_ORDINAL}|sista|last)(?:\s+(?:dagen\s+i|day\s+(?:of|in)|of|i))?\s+(?P<m>{_MONTH})\b(?:,?\s+(?:år\s+)?(?P<y>{_Y}))?", lambda n: named_day(month_of(n["m"]), ORDINALS.get(str(n["o"]), 31), year_of(n))),
        (MONTHLY, rf"\b(?P<m>{_MONTH})\s+den\s+(?P<d>\d{{1,2}}|{_ORDINAL})\b(?:\s+(?P<y>{_Y}))?", lambda n: named_day(month_of(n["m"]), day_of(n["d"]), year_of(n))),
        (MONTHLY, rf"\b(?:mitten\s+av|mitt\s+i|mid-?|the\s+middle\s+of)\s*(?P<m>{_MONTH})\b(?:,?\s+(?P<y>{_Y}))?", lambda n: named_day(month_of(n["m"]), 15, year_of(n))),
        (MONTHLY, rf"\b(?P<m>{_MONTH})(?:\s+månad)?s\s+(?:(?P<o>ingång|början)|utgång|slut)(?:\s+(?P<y>{_Y}))?", lambda n: named_day(month_of(n["m"]), 1 if n["o"] else 31, year_of(n))),
        (MONTHLY, rf"\b(?:utgången|slutet|end|close)\s+(?:av|of)\s+(?P<m>{_MONTH})\b(?:\s+månad\b)?(?:,?\s+(?P<y>{_Y}))?", lambda n: named_day(month_of(n["m"]), 31, year_of(n))),
        (MONTHLY, rf"\b(?:ingången|början|beginning|start)\s+(?:av|of)\s+(?P<m>{_MONTH})\b(?:\s+månad\b)?(?:,?\s+(?P<y>{_Y}))?", lambda n: named_day(month_of(n["m"]), 1, year_of(n))),
        (DIGIT, rf"\b{slash.format(1)}{to}{slash.format(2)}\b", slashes),
        (DIGIT, rf"(?<![\d/])(?P<d1>\d{{1,2}})\s*-\s*(?P<d2>\d{{1,2}})/(?P<m>\d{{1,2}})(?:(?:/|[\s-]+)(?P<y>{_Y}))?(?![/\d])", lambda n: date_span(year_of(n), int(n["m"] or 0), int(n["d1"] or 0), year_of(n), int(n["m"] or 0), int(n["d2"] or 0))),
        (DIGIT, rf"(?<![\d/]){slash.format('')}(?![/\d])", one_slash),
        (DIGIT, rf"\b(?P<d>\d{{1,2}})\.(?P<m>\d{{1,2}})\.(?P<y>{_Y})", lambda n: named_day(int(n["m"] or 0), int(n["d"] or 0), year_of(n))),
        (MONTHLY, rf"\b(?P<m1>{_MONTH})\b\.?(?:,\s*(?:{_MONTH})\b\.?)*(?:\s+(?P<y1>{_Y}))?(?:{to}|\s+(?:eller|or|el\.?)\s+)(?:och\s+med\s+)?(?P<m2>{_MONTH})\b\.?(?:,?\s+(?:år\s+)?(?P<y>{_Y}))?", whole_months),
        (MONTHLY, rf"\b(?:i|in|under|during|för|for)?\s*(?P<m>{_MONTH})\b\.?(?:\s+månad\b)?(?:,?\s*(?:år\s+|of\s+|in\s+)?(?P<y>{_YY})|\s*['-](?P<z>\d\d)\b)", lambda n: month_span(year_of(n, "y", "z"), month_of(n["m"]), month_of(n["m"]))),
        (" ".join(m + end for m in MONTH_NUMBERS for end in _MEASURED), rf"\b(?P<m>{_MONTH})(?:{'|'.join(_MEASURED)})\s+(?:år\s+)?(?P<y>{_Y})", lambda n: month_span(year_of(n), month_of(n["m"]), month_of(n["m"]))),
        ("månaden month", rf"\b(?P<o>{_ORDINAL})\s+(?:månaden|month)(?:\s+(?:av|of|i|in))?\s+(?P<y>{_Y})", lambda n: month_span(year_of(n), ORDINALS[str(n["o"])], ORDINALS[str(n["o"])])),
        # the turns and parts of a year
        ("sedan ago", rf"\b(?:högst|mindre\s+än|inte\s+mer\s+än|at\s+most|less\s+than|no\s+more\s+than)\s+(?P<n>\d+)\s+(?P<u>{_UNIT})\s+(?:sedan|ago)\b", lookback),
        ("föregående förra previous last år sedan two", r"\b(?:året\s+(?:före|innan)\s+(?:föregående\s+år|förra\s+året)|(?:för\s+)?2\s+år\s+sedan|2\s+years\s+ago|the\s+year\s+before\s+last)", constant(PeriodKind.RELATIVE, "before")),
        ("utgången slutet slut end", r"\b(?:utgången|slutet|end)\s+(?:av|of)\s+(?:det\s+|the\s+)?(?:pågående\s+(?:kalender)?året|innevarande\s+år|detta\s+år|(?:this|current)\s+(?:calendar\s+)?year)", constant(PeriodKind.RELATIVE, "this")),
        ("utgången slutet slut end", r"\b(?:utgången|slutet|end)\s+(?:av|of)\s+(?:det\s+|the\s+)?(?:förra\s+året|föregående\s+år|fjolåret|(?:last|previous)\s+year)|\b31/12\s+(?:föregående|förra)\s+år(?:et)?", constant(PeriodKind.RELATIVE, "last")),
        ("år året kalenderår kalenderåret year", r"\b(?:det\s+)?(?:kalender)?år(?:et)?\s+(?:(?:som\s+)?närmast\s+(?:före(?:gick|går)?)|som\s+föregick)\s+(?:det\s+här|detta|innevarande)|\b(?:calendar\s+)?year\s+(?:immediately\s+)?(?:before|preceding)\s+this(?:\s+one)?", constant(PeriodKind.RELATIVE, "last")),
        ("t", rf"\bt(?P<n>[123])(?:{_OF}(?P<y>{_YY}))", lambda n: part_of_year(n, 4)),
        ("nyårsdagen nyårsafton årets", rf"\b(?:mellan|från|between|from)?\s*(?:nyår(?:sdagen)?|årets\s+början)(?:\s+(?P<y0>{_YY}))?\s+(?:och|till(?:\s+och\s+med)?)\s+(?:nyårsafton|årets\s+slut)(?:\s+(?P<y>{_YY})|\s+samma\s+år)?", lambda n: month_span(year_of(n, "y", "y0"), 1, 12)),
        ("new", rf"\b(?:between\s+|from\s+)?new\s+year's\s+day\s+(?:and|to|until)\s+new\s+year's\s+eve(?:\s+(?:of\s+)?(?P<y>{_YY}))?", lambda n: month_span(year_of(n), 1, 12)),
        ("nyårsafton new ultimo", rf"\b(?:nyårsafton|new\s+year's\s+eve|ultimo)(?:\s+(?:of\s+|år\s+)?(?P<y>{_YY}))?", lambda n: named_day(12, 31, year_of(n))),
        ("nyårsdagen new primo", rf"\b(?:nyårsdagen|new\s+year's\s+day|primo)(?:\s+(?:of\s+|år\s+)?(?P<y>{_YY}))?", lambda n: named_day(1, 1, year_of(n))),
        ("års ut slut över end close ended", rf"(?<!under )\b(?P<y>{_Y})(?:\s+ended|\s+års\s+(?:utgång|slut|sista\s+dag)|\s+(?:gick\s+ut|gått\s+ut|tog\s+slut|var\s+slut|var\s+över)|'s\s+(?:end|close))\b", lambda n: named_day(12, 31, year_of(n))),
        ("års började inleddes vid", rf"(?<!under )\b(?P<y>{_Y})(?:\s+års\s+(?:ingång|början|första\s+dag)|\s+(?:började|inleddes|tog\s+vid))\b", lambda n: named_day(1, 1, year_of(n))),
        ("sista last", rf"\b(?:sista|last)\s+(?:dagen|dygnet|day)\s+(?:(?:av|på|i|of|in)\s+)?(?:år(?:et)?\s+|the\s+year\s+)?(?P<y>{_Y})", lambda n: named_day(12, 31, year_of(n))),
        ("första first", rf"\b(?:första|first)\s+(?:dagen|day)\s+(?:(?:av|på|i|of|in)\s+)?(?:år(?:et)?\s+|the\s+year\s+)?(?P<y>{_Y})", lambda n: named_day(1, 1, year_of(n))),
        ("året åren året år föregick närmast innan före", rf"\b(?:kalender)?året\s+(?:närmast\s+|som\s+föreg(?:ick|år)\s+|omedelbart\s+)?(?:(?:före|innan)\s+)?(?:år\s+)?(?P<y>(?<=före\s){_Y}|(?<=innan\s){_Y}|(?<=föregick\s){_Y}|(?<=föregår\s){_Y}|(?<=år\s){_Y})", lambda n: month_span(year_of(n) - 1, 1, 12)),
        ("året efter följde", rf"\b(?:kalender)?året\s+(?:närmast\s+|direkt\s+)?(?:efter|som\s+följ(?:de|er)\s+(?:på|efter))\s+(?:år\s+)?(?P<y>{_Y})", lambda n: month_span(year_of(n) + 1, 1, 12)),
        ("year before preceding", rf"\b(?:calendar\s+)?year\s+(?:immediately\s+|just\s+|that\s+)?(?:before|preced(?:ing|ed|es)|prior\s+to)\s+(?P<y>{_Y})", lambda n: month_span(year_of(n) - 1, 1, 12)),
        ("year after following", rf"\b(?:calendar\s+)?year\s+(?:immediately\s+|just\s+|that\s+)?(?:after|follow(?:ing|ed|s))\s+(?P<y>{_Y})", lambda n: month_span(year_of(n) + 1, 1, 12)),
        ("årsperioden årsperiod period years", rf"\b(?P<n>\d+)\s*-?\s*(?:årsperioden?|år(?:en)?|year\s+period|years)\s+(?:som\s+(?:slutade|avslutades|slutar)|that\s+ended|ending|ended|till\s+och\s+med|to)\s+(?:med\s+|i\s+|in\s+|with\s+)?(?:utgången\s+av\s+|the\s+end\s+of\s+)?(?P<y>{_Y})", lambda n: date_span(year_of(n) - int(n["n"] or 1) + 1, 1, 1, year_of(n), 12, 31)),
        ("årsperioden årsperiod period years", rf"\b(?P<n>\d+)\s*-?\s*(?:årsperioden?|år(?:en)?|year\s+period|years)\s+(?:med\s+början|som\s+(?:började|börjar)|starting|beginning)\s+(?:med\s+|i\s+|in\s+|with\s+)?(?P<y>{_Y})", lambda n: date_span(year_of(n), 1, 1, year_of(n) + int(n["n"] or 1) - 1, 12, 31)),
        ("till tom t to through by", rf"(?<!\d )(?<!-)\b(?:till\s+och\s+med|t\.?\s?o\.?\s?m\.?|up\s+to(?:\s+and\s+including)?|through|by(?!\s+the))\s+(?:(?:utgången|slutet)\s+av\s+|(?:the\s+)?end\s+of\s+)?(?:år\s+)?(?P<y>{_Y})(?!-\d)", lambda n: (PeriodKind.SPAN, ("0001-01-01", f"{year_of(n):04d}-12-31"))),
        ("turn", rf"\bturn\s+of\s+(?:the\s+year\b(?:\s+(?P<y0>{_Y})(?:\s*(?:[-/]|to|and)\s*(?:20)?\d\d\b)?)?|(?P<y>{_Y})\s*(?:[-/]|to|and)\s*(?:20)?\d\d\b)", lambda n: turn_of_year({**n, "y": n["y"] or n["y0"]})),
        ("årsskiftet årsskifte", rf"\bårsskifte(?:t|n)?(?:\s+(?P<to>till\s+)?(?P<y>{_YY})(?:\s*[-/]\s*(?:20)?\d\d\b)?)?", turn_of_year),
        ("halvårsskiftet", rf"\bhalvårsskiftet(?:\s+(?P<y>{_Y}))?", lambda n: named_day(6, 30, year_of(n))),
        ("slut kvartalets halvårets", rf"\b(?:(?P<o>{_ANY_NTH})\s+)?(?P<w>kvartalets|halvårets)\s+(?:slut|utgång)(?:\s+(?P<y>{_Y}))?", end_of_part),
        ("utgången utgång slut slutet årsslutet årsslut sista end close", rf"\b(?:(?:vid\s+)?(?:utgången|slutet)\s+av\s+(?:kalender|verksamhets)?(?:året|år)?\s*(?P<y>{_YY})|(?:utgången|slutet)\s+av\s+(?:kalender)?året|(?:kalender)?årets\s+(?:slut|utgång|sista\s+dag)|årsslutet|årsslut|sista\s+dagen\s+(?:på|av|under)\s+(?:året|år)|(?:the\s+)?(?:end|close|last\s+day)\s+of\s+(?:the\s+)?(?:calendar\s+)?year)(?:\s+(?P<y2>{_YY}))?", lambda n: named_day(12, 31, year_of(n, "y", "y2"))),
        ("end close last", rf"\b(?:end|close|last\s+day)\s+of\s+(?P<y>{_Y})", lambda n: named_day(12, 31, year_of(n))),
        ("year", rf"\byear[- ]end(?:\s+(?:of\s+)?(?P<y>{_Y}))?", lambda n: named_day(12, 31, year_of(n))),
        ("ingången början börjar beginning start", rf"\b(?:ingången|början|beginning|start)\s+(?:av|of)\s+(?:the\s+|kalender)?(?:(?:året|år|year)\s*(?P<y>{_YY})?|(?P<y2>{_YY}))|\bårets\s+(?:början|ingång|första\s+dag)", lambda n: named_day(1, 1, year_of(n, "y", "y2"))),
        ("halvåret halvår half h1 h2 h hå", rf"\b(?:(?P<o>{_ANY_NTH})\s+(?:halvåret|halvår|halvan|half(?:[- ]year)?)(?:\s+(?:av|of)(?:\s+(?:året|the\s+year))?)?|(?:halvår|hå)\s*(?P<n>{_PART})|(?P<y0>{_Y})[- ]?h\s?(?P<p>[12])\b|h\s?(?P<h>[12])(?=[\s,/]*(?:(?:19|20)\d\d|[-']\d\d)))(?:{_OF}(?P<y>{_YY}))?", lambda n: part_of_year({**n, "n": n.get("n") or n.get("h")}, 6)),
        ("kvartal kvartalet kv quarter q q1 q2 q3 q4", rf"\b(?:(?P<o>{_ANY_NTH}|sista)\s+(?:kvartalet|kvartal|quarter)(?:\s+(?:av|of)(?:\s+(?:året|the\s+year))?)?|(?:kvartal|kv\.?|quarter|q)\s*(?P<n>{_PART}))(?:{_OF}(?P<y>{_YY}))?", lambda n: part_of_year(n, 3)),
        ("tertial tertialet tertialen tert", rf"\b(?:(?P<o>{_ANY_NTH}|sista)\s+tertialet|(?:tertial|tert\.?)\s*(?P<n>{_PART}))(?:{_OF}(?P<y>{_YY}))?", lambda n: part_of_year(n, 4)),
        ("års", rf"\b(?P<y>{_Y})\s+års\s+(?P<o>{_ORDINAL})\s+månad\b", lambda n: month_span(year_of(n), ORDINALS[str(n["o"])], ORDINALS[str(n["o"])])),
        ("års", rf"\b(?P<y>{_Y})\s+års\s+(?:(?P<n>\d+)\s+)?(?P<w>första|sista)\s+(?:(?P<n2>\d+)\s+)?månader(?:na)?\b", months_of_year),
        ("månad månader månaderna months month", rf"\b(?:årets\s+(?:(?P<n>\d+)\s+)?(?P<w>första|sista)\s+(?:(?P<n2>\d+)\s+)?månad(?:er|erna)?)(?:\s+(?P<y>{_Y}))?", months_of_year),
        ("månad månader månaderna", rf"\b(?:de\s+)?(?:(?P<n2>\d+)\s+)?(?P<w>första|sista)\s+(?:(?P<n>\d+)\s+)?månad(?:er|erna|en)\s+(?:av\s+|under\s+|i\s+|på\s+)?(?:året|år)?\s*(?:(?P<y>{_Y})|(?<=året ))", months_of_year),
        ("months month", rf"\b(?P<w>first|last)\s+(?:(?P<n>\d+)\s+)?months?\s+of\s+(?:the\s+year|(?P<y>{_Y}))", months_of_year),
        ("vårterminen vårterminens vårtermin vt spring", rf"\b(?:vårtermin(?:ens?)?|vt|spring\s+(?:term|semester))(?:\s*(?:of\s+)?'?-?(?P<y>{_YY}|\d\d)\b)?", term(1, 6)),
        ("höstterminen höstterminens hösttermin ht autumn", rf"\b(?:hösttermin(?:ens?)?|ht|autumn\s+(?:term|semester))(?:\s*(?:of\s+)?'?-?(?P<y>{_YY}|\d\d)\b)?", term(8, 12)),
        ("läsåret läsår lå skolåret school academic", rf"\b(?:läsår(?:et)?s?|lå|skolår(?:et)?s?|(?:school|academic)\s+year(?:'s)?)\b(?!\s+\d\b)(?:\s+(?P<y>{_Y}|\d\d)\s*[-/]\s*(?P<y2>(?:20)?\d\d)\b)?", school_year),
        (" ".join(SEASONS), rf"\b(?:under\s+|i\s+|in\s+|during\s+|the\s+)*(?P<s>{_SEASON})(?:\s+(?:of\s+|år\s+)?(?P<y>{_Y})(?:[-/]\d\d(?:\d\d)?\b)?)", season),
        (" ".join([*(s + end for s in ("vår", "sommar", "höst", "vinter") for end in _MEASURED[1:]), "vårens", "sommarens", "höstens", "vinterns"]), rf"\b(?P<s>(?:vår|höst|sommar)(?:ens\s+)?|vinter(?:ns\s+)?){_ROUND}\s+(?:år\s+)?(?P<y>{_Y})", lambda n: season({**n, "s": _SPOKEN_SEASONS.get(str(n["s"]).strip(), n["s"])})),
        ("våren sommaren hösten vintern", r"\b(?:under\s+|i\s+|denna\s+)(?P<s>våren|sommaren|hösten|vintern)\b", season),
        ("vårens sommarens höstens vinterns", r"\b(?P<s>vårens|sommarens|höstens|vinterns)\b", lambda n: season({"s": _SPOKEN_SEASONS[str(n["s"])]})),
        (DIGIT, rf"\b(?P<y>{_Y})/(?P<y2>(?:20)?\d\d)\b(?!:\d)", school_year),
        ("vecka veckor veckorna veckan v week weeks mätvecka mätveckan kartläggningsveckan", rf"\b(?:mät|kartläggnings)?(?:vecka|veckan|veckorna|veckor|v\.?|weeks?)\s*(?P<w1>\d{{1,2}})(?:\s*(?:-|till(?:\s+och\s+med)?|t\.?\s?o\.?\s?m\.?|och|to|and)\s*(?P<w2>\d{{1,2}}))?\b(?:{_OF}(?P<y>{_YY}))?", week_span),
        (DIGIT, rf"(?<![\d/.])(?P<m>0[1-9]|1[0-2])/(?P<y>{_Y})\b(?!/)", lambda n: month_span(year_of(n), int(n["m"] or 0), int(n["m"] or 0))),
        # how far back
        ("kalenderår kalenderåret calendar", rf"\b(?:det\s+|the\s+)?(?:senaste|föregående|förra|past|previous|last|preceding)\s+(?:kalenderåret|kalenderår|calendar\s+year)\b(?!\s+(?P<y>{_Y}))", constant(PeriodKind.RELATIVE, "last")),
        ("senaste sista föregående gångna past previous preceding latest last", rf"\b(?:(?:under|over|during|in|within|inom|the|de|det|den)\s+)*(?:(?P<n2>\d+|båda)\s+)?(?:senaste|sista(?!\s+dag)|föregående(?!\s+år\b)|gångna|past|previous(?!\s+year\b)|preceding(?!\s+year\b)|latest|(?<=the )last(?!\s+day)|last(?=\s+\d))\s+(?:(?P<n>\d+)[\s-]*)?(?P<u>{_UNIT})(?!\s+(?:av|of)\b)(?:\s*-?perioden)?", lookback),
        ("bakåt tillbaka back före innan dessförinnan gått föregick föregått föregår fram slutade before prior preceding preceded leading up until ending", rf"(?<!än )(?<!than )\b(?:(?:rullande|rolling)\s+)?(?P<n>\d+)[\s-]*(?P<u>{_UNIT})\s+(?:bakåt|tillbaka|back|dessförinnan|som\s+gått(?=\s*(?:$|[,.?;)]))|före\s+\w+|närmast\s+före|innan|som\s+föreg(?:ick|ått|år)|fram\s+till\s+(?!och)|som\s+slutade|before|prior|preceding|leading\s+up|up\s+to|until|ending|that\s+preceded)", lookback),
        ("rullande rolling", rf"\b(?:rullande|rolling)\s+(?P<n>\d+)[\s-]*(?P<u>{_UNIT})", lookback),
        ("halvt", r"\bsenaste\s+halva\s+(?P<u>år)et", lambda n: (PeriodKind.LOOKBACK, (180,))),
        # years
        (DIGIT, rf"\b(?:fr\.?\s?o\.?\s?m\.?|från(?:\s+och\s+med)?|from)\s+(?:år\s+)?(?P<y1>{_Y})\s+(?:till(?:\s+och\s+med)?|t\.?\s?o\.?\s?m\.?|to|through|until)\s+(?:och\s+med\s+)?(?:år\s+)?(?P<y2>{_Y})", year_span),
        (DIGIT, rf"\b(?:sedan(?:\s+nyår)?|tidigast|since|fr\.?o\.?m\.?|från\s+(?:och\s+med|nyår))\s+(?:år\s+)?(?P<y>{_Y})", lambda n: (PeriodKind.SPAN, (f"{year_of(n):04d}-01-01", OPEN))),
        ("eller or el", rf"\b(?P<y>{_Y})\s+(?:eller|or|el\.?)\s+(?:senare|därefter|later|after)\b", lambda n: (PeriodKind.SPAN, (f"{year_of(n):04d}-01-01", OPEN))),
        ("eller or el och and", rf"\b(?:åren\s+|years\s+)?(?P<y1>{_Y})(?P<l>(?:,\s*{_Y})*),?\s+(?:eller|or|el\.?|och|and)\s+(?:år\s+|in\s+|during\s+)?(?P<y2>{_Y})", years_listed),
        ("åren years", rf"\b(?:åren|years)\s+(?P<y1>{_Y})/(?P<y2>{_Y})", year_span),
        ("än than jämfört minus compared", rf"\b(?P<y2>{_Y})\s+(?:än|minus|than|jämfört\s+m(?:ed|\.)|compared\s+(?:with|to))\s+(?:år\s+|in\s+)?(?P<y1>{_Y})", year_span),
        ("jämfört compared", rf"\b(?P<y>{_Y})\s+(?:jämfört\s+m(?:ed|\.)|compared\s+(?:with|to))\s+(?:året\s+(?:före|innan)|föregående\s+år|(?:the\s+)?(?:year\s+before|previous\s+year))", lambda n: date_span(year_of(n) - 1, 1, 1, year_of(n), 12, 31)),
        (DIGIT, rf"\b(?P<y1>{_Y})-(?P<y2>1[3-9]|[2-4]\d)\b(?!-|:\d|\s*(?:år|years)\b)", year_span),
        ("mellan between", rf"\b(?:mellan|between)\s+(?:åren\s+)?(?P<y1>{_Y})\s+(?:och|and)\s+(?P<y2>{_Y})", year_span),
        (DIGIT, rf"\b(?P<y1>{_Y})\s*(?:-|till(?:\s+och\s+med)?|to|through|t\.?\s?o\.?\s?m\.?)\s*(?P<y2>{_Y})", year_span),
        (DIGIT, rf"\b(?P<y>{_Y})", lambda n: month_span(year_of(n), 1, 12)),
        ("år året helår helåret kalenderåret kalenderår year", r"\b(?:(?:kalender|hel)?år(?:et)?|year)\s*(?P<y>[-'][0-3]\d)\b(?!-|:\d)", lambda n: month_span(year_of(n), 1, 12)),
        ("förra fjol fjolåret fjolårets föregående previous last", r"\b(?:förra\s+året|förra\s+årets|fjolår(?:et|ets)?|(?:närmast\s+)?föregående\s+år\b|i\s+fjol|året\s+före\b|(?:the\s+)?(?:previous|preceding)\s+year|last\s+year(?:'s)?)", constant(PeriodKind.RELATIVE, "last")),
        ("förrförra förrfjol", r"\bförrförra\s+året|\bi\s+förrfjol", constant(PeriodKind.RELATIVE, "before")),
        ("nästa kommande next coming", r"\b(?:nästa\s+år|(?:det\s+)?kommande\s+året|next\s+year|the\s+coming\s+year)", constant(PeriodKind.RELATIVE, "next")),
        ("år året kalenderåret årets this current ongoing present", r"\b(?:i\s+år\b|detta\s+år|innevarande\s+(?:kalender)?år|(?:det\s+)?pågående\s+(?:kalender)?året|(?:kalender)?året\s+som\s+pågår|(?:kalender)?år(?:et)?\s+som\s+pågår|det\s+här\s+året|årets|(?:this|the\s+(?:current|ongoing|present))\s+(?:calendar\s+)?year(?:'s)?)", constant(PeriodKind.RELATIVE, "this")),
        ("året helår helåret kalenderår kalenderåret year", r"\b(?:(?:under\s+|i\s+|för\s+|per\s+)?(?:hela\s+)?(?:kalender|hel)året|(?:kalender|hel)år\b|(?:under|på|för)\s+(?:hela\s+)?året|(?:during|in|over)\s+the\s+(?:whole\s+|full\s+|calendar\s+)?year|(?:full|whole|calendar)\s+year)(?!\s+(?:före|innan|efter|då|of\s+their|in\s+which))", constant(PeriodKind.SPAN, *FULL_YEAR)),
        (MONTHLY, rf"\b(?:i|in|under|during|för|for)\s+(?P<m>{_MONTH})\b|(?<=[,(:]\s)(?P<m2>{_MONTH})\b\.?(?=\s*(?:$|[,.?)]))", lambda n: month_span(0, month_of(n["m"] or n["m2"]), month_of(n["m"] or n["m2"]))),
        ("svarstillfället svarar svar answering", r"\b(?:vid\s+svarstillfället|när\s+(?:ni|kommunen)\s+svarar|läget\s+vid\s+svar\w*|at\s+the\s+time\s+of\s+answering)\b", constant(PeriodKind.MOMENT, "answering")),
        ("dag idag närvarande nu dagsläget nuläget currently today present mätdagen mätveckan census reference", r"\b(?:i\s?dag|i\s+dagsläget|för\s+närvarande|just\s+nu|i\s+nuläget|currently|today|at\s+present|mätdagen|mätveckan|census\s+day|reference\s+(?:day|week))\b", constant(PeriodKind.MOMENT, "now")),
        ("månad månaden månadsvis kalendermånad kalendermånaden month", r"\bkalendermånad\w*|(?<!gång )(?<!gånger )\b(?:under|per|varje|i)\s+(?:kalender)?månaden?\b|\bsista\s+dagen\s+i\s+månaden|\bden\s+sista\s+i\s+månaden|\bmånadsvis|\bcalendar\s+month|(?<!times )(?<!once )\b(?:during|in|per|each)\s+(?:the\s+)?month\b|\blast\s+day\s+of\s+the\s+month", constant(PeriodKind.RECURRING, "month")),
        ("kvartal kvartalsvis quarter", r"(?<!gång )(?<!gånger )\bper\s+kvartal|\bvarje\s+kvartal|\bkvartalsvis|^\s*kvartal\s*$|\bper\s+quarter|\beach\s+quarter", constant(PeriodKind.RECURRING, "quarter")),
        ("löpande fortlöpande continuous continuously ongoing", r"\blöpande(?!\s+(?:pris|åter))|\bfortlöpande|\bcontinuous\w*|\bon\s+an\s+ongoing\s+basis", constant(PeriodKind.RECURRING, "ongoing")),
    ]  # fmt: skip
    return tuple((frozenset(gate.split()), (re.compile(p), read, gate)) for gate, p, read in listed)
