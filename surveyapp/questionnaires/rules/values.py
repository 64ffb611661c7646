"""Answers in their stored form: reading what was typed, checking it, and showing it again.

Stored forms: text, numbers ("1234.5"), dates ("2026-03-01"), months ("2026-03"), years, times
("14:05") and single choices are strings; multiple choices and rankings are lists of codes; a
non-answer is {"non_answer": "not_recorded"}. Blank is not stored at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Union

from surveyapp.core import decimals
from surveyapp.questionnaires.rules.definition import Choice, Item, Kind, NonAnswer, Texts
from surveyapp.questionnaires.rules.marking import marked as _

AnswerValue = Union[str, list[str], dict[str, str]]  # noqa: UP007 - used at run time

MAX_TEXT_BYTES = 65_536
MAX_INTEGER_DIGITS = 15
ACKNOWLEDGED = "OK"
"""ODK's value for a note that was read."""

_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_INTEGER = re.compile(r"-?[0-9]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2}))?")
_KEPT_CONTROLS = "\n\t"
_NON_ANSWERS = {
    "sv": {NonAnswer.NOT_RECORDED: "Uppgift saknas", NonAnswer.NOT_APPLICABLE: "Inte aktuellt"},
    "en": {NonAnswer.NOT_RECORDED: "Not recorded", NonAnswer.NOT_APPLICABLE: "Not applicable"},
}

MESSAGES: dict[str, str] = {
    "not_a_number": _("Skriv ett tal, till exempel 12 eller 3,5."),
    "ambiguous": _("Talet kan läsas på två sätt. Skriv till exempel 1234,5."),
    "too_long": _("Svaret är för långt."),
    "not_an_integer": _("Skriv ett heltal utan decimaler."),
    "not_a_date": _("Skriv ett datum som 2026-03-01."),
    "not_a_month": _("Skriv en månad som 2026-03."),
    "not_a_year": _("Skriv ett årtal med fyra siffror."),
    "not_a_time": _("Skriv ett klockslag som 14:05."),
    "not_a_datetime": _("Skriv datum och klockslag som 2026-03-01 14:05."),
    "unknown_choice": _("Välj bland alternativen som visas."),
    "several_values": _("Frågan tar bara ett svar."),
    "not_answerable": _("Frågan besvaras inte av en person."),
}
"""Code of a `ValueProblem` -> Swedish source text."""


class ValueProblem(ValueError):
    """What was given is not an answer to the question. `code` is a key of `MESSAGES`."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(MESSAGES[code])
        self.code = code
        self.params = params


def clean_text(text: str) -> str:
    """Return `text` in Unicode's composed form, without control characters; bidi marks stay."""
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        c for c in text if c in _KEPT_CONTROLS or unicodedata.category(c) not in ("Cc", "Cs")
    )
    return unicodedata.normalize("NFC", kept)


def parse_value(
    item: Item, raw: Sequence[str], choices: Iterable[Choice] | None = None
) -> AnswerValue | None:
    """Read what a person gave for `item`; None when it is blank.

    `choices` are those offered now, when a filter applies; else all of the item's.
    Raises: ValueProblem.
    """
    if not item.kind.is_answered:
        raise ValueProblem("not_answerable")
    if item.kind.has_choices:
        # Codes are the author's; they are compared as they are, not put in composed form.
        codes = [text.strip() for text in raw if text.strip()]
        offered = [c.code for c in (item.choices if choices is None else choices)]
        return _parse_choice(item.kind, codes, offered) if codes else None
    given = [text for text in map(clean_text, raw) if text.strip()]
    if not given:
        return None
    if len(given) > 1:
        raise ValueProblem("several_values")
    text = given[0]
    if len(text.encode()) > MAX_TEXT_BYTES:
        raise ValueProblem("too_long", limit=str(MAX_TEXT_BYTES))
    if item.kind is Kind.TEXT:
        return " ".join(text.splitlines()).strip()
    if item.kind is Kind.LONG_TEXT:
        return text.strip()
    return _parse_plain(item.kind, text.strip())


def _parse_choice(kind: Kind, given: list[str], offered: list[str]) -> str | list[str]:
    known = set(offered)
    unknown = [code for code in given if code not in known]
    if unknown:
        raise ValueProblem("unknown_choice", value=unknown[0][:100])
    if kind is Kind.SINGLE:
        if len(set(given)) > 1:
            raise ValueProblem("several_values")
        return given[0]
    if kind is Kind.RANK:
        return list(dict.fromkeys(given))
    chosen = set(given)
    return [code for code in dict.fromkeys(offered) if code in chosen]


def _parse_plain(kind: Kind, text: str) -> str:
    if kind in (Kind.INTEGER, Kind.DECIMAL):
        return _parse_number(kind, text)
    if kind is Kind.DATE:
        return _parse_date(text)
    if kind is Kind.MONTH:
        return _parse_month(text)
    if kind is Kind.YEAR:
        if len(text) != 4 or not (text.isascii() and text.isdigit()) or text < "1000":
            raise ValueProblem("not_a_year")
        return text
    if kind is Kind.TIME:
        return _parse_time(text, "not_a_time")
    if kind is Kind.DATETIME:
        day, separator, clock = text.replace("T", " ").partition(" ")
        if not separator:
            raise ValueProblem("not_a_datetime")
        try:
            return f"{_parse_date(day)}T{_parse_time(clock.strip(), 'not_a_datetime')}"
        except ValueProblem as problem:
            raise ValueProblem("not_a_datetime") from problem
    return ACKNOWLEDGED


def _parse_number(kind: Kind, text: str) -> str:
    try:
        number = decimals.parse_decimal(text)
    except decimals.NumberProblem as problem:
        raise ValueProblem(problem.reason) from problem
    if kind is Kind.INTEGER:
        if number != number.to_integral_value():
            raise ValueProblem("not_an_integer")
        if number.adjusted() >= MAX_INTEGER_DIGITS:
            raise ValueProblem("too_long", limit=str(MAX_INTEGER_DIGITS))
    return plain_number(number)


def plain_number(number: Decimal) -> str:
    """Return a finite number as stored: plain digits, no trailing zeros, no negative zero."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _parse_date(text: str) -> str:
    compact = text if not (len(text) == 8 and text.isascii() and text.isdigit()) else None
    iso = compact or f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if not _is_date(iso):
        raise ValueProblem("not_a_date")
    return iso


def _parse_month(text: str) -> str:
    if not _is_date(f"{text}-01"):
        raise ValueProblem("not_a_month")
    return text


def _parse_time(text: str, code: str) -> str:
    found = _TIME.fullmatch(text)
    if not found:
        raise ValueProblem(code)
    hour, minute, second = found.groups()
    try:
        given = time(int(hour), int(minute), int(second or 0))
    except ValueError as error:
        raise ValueProblem(code) from error
    return given.isoformat("seconds" if second else "minutes")


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_time(text: str) -> bool:
    if len(text) not in (5, 8) or not _TIME.fullmatch(text) or "." in text:
        return False
    try:
        time.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_non_answer(value: object) -> bool:
    """Tell whether a stored value is a given answer that is not a value."""
    return isinstance(value, dict) and "non_answer" in value


def is_stored_form(item: Item, value: Any) -> bool:
    """Tell whether `value` has the stored form of `item`'s kind; choices are not looked up."""
    kind = item.kind
    if isinstance(value, dict):
        return value.get("non_answer") in [a.value for a in item.allows] and len(value) == 1
    if kind in (Kind.MULTIPLE, Kind.RANK):
        return (
            isinstance(value, list)
            and all(isinstance(code, str) for code in value)
            and len(set(value)) == len(value)
        )
    if not isinstance(value, str):
        return False
    if kind is Kind.INTEGER:
        return _INTEGER.fullmatch(value) is not None
    if kind is Kind.DECIMAL:
        return _DECIMAL.fullmatch(value) is not None
    if kind is Kind.DATE:
        return _is_date(value)
    if kind is Kind.MONTH:
        return _is_date(f"{value}-01")
    if kind is Kind.YEAR:
        return len(value) == 4 and value.isascii() and value.isdigit()
    if kind is Kind.TIME:
        return _is_time(value)
    if kind is Kind.DATETIME:
        return _is_date(value[:10]) and value[10:11] == "T" and _is_time(value[11:])
    return True


def quick_check(item: Item) -> Callable[[str], object] | None:
    """Return a quick test of the commonest stored forms: what it says yes to is in order.

    None where there is no such test; a no means only that `is_stored_form` and the choices have to
    be asked.
    """
    if item.kind is Kind.INTEGER:
        return _INTEGER.fullmatch
    if item.kind is Kind.DECIMAL:
        return _DECIMAL.fullmatch
    if item.kind in (Kind.TEXT, Kind.LONG_TEXT):
        return len
    if item.kind is Kind.SINGLE:
        return frozenset(choice.code for choice in item.choices).__contains__
    return None


def pick_text(texts: Texts, lang: str) -> str:
    """Return the text in `lang`, else Swedish, English, or any there is."""
    for wanted in (lang, "sv", "en"):
        if texts.get(wanted):
            return texts[wanted]
    return next((text for text in texts.values() if text), "")


def show_value(item: Item, value: AnswerValue | None, lang: str) -> str:
    """Return a stored value as a person reads it; blank gives an empty text."""
    if value is None:
        return ""
    if isinstance(value, dict):
        words = _NON_ANSWERS.get(lang, _NON_ANSWERS["sv"])
        code = value.get("non_answer", "")
        return words[NonAnswer(code)] if code in list(NonAnswer) else code
    if isinstance(value, list):
        return ", ".join(_choice_text(item, code, lang) for code in value)
    if item.kind.has_choices:
        return _choice_text(item, value, lang)
    if item.kind in (Kind.INTEGER, Kind.DECIMAL) and _DECIMAL.fullmatch(value):
        return decimals.format_decimal(Decimal(value), None, lang)
    if item.kind is Kind.DATETIME and is_stored_form(item, value):
        return datetime.fromisoformat(value).strftime("%Y-%m-%d %H:%M")  # same in both languages
    return value


def _choice_text(item: Item, code: str, lang: str) -> str:
    for choice in item.choices:
        if choice.code == code:
            return pick_text(choice.text, lang) or code
    return code
