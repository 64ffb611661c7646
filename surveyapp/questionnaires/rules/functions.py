"""The functions of the expression language, as far as they only need the values of their arguments.

A function takes the scope and its evaluated arguments. Those that decide what to evaluate, or look
at places instead of values (`if`, `once`, `position`, ...), are in `expressions`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import ROUND_DOWN, ROUND_FLOOR, Decimal
from typing import NamedTuple

from surveyapp.questionnaires.rules.coercion import (
    ARITHMETIC,
    BLANK,
    NAN,
    ZERO,
    Scalar,
    Value,
    days_since_epoch,
    first,
    moment_of,
    to_boolean,
    to_datetime,
    to_number,
    to_string,
)
from surveyapp.questionnaires.rules.patterns import compile_pattern
from surveyapp.questionnaires.rules.scope import Scope

Implementation = Callable[..., Value]


class Function(NamedTuple):
    """A function with the number of arguments it takes; `most` None means any number."""

    call: Implementation
    least: int
    most: int | None


UNSUPPORTED: dict[str, str] = {
    "random": "not_repeatable",
    "randomize": "not_repeatable",
    "uuid": "not_repeatable",
    "instance": "outside_data",
    "pulldata": "outside_data",
    "search": "outside_data",
    "property": "outside_data",
    "lookup": "outside_data",
    "area": "geography",
    "distance": "geography",
    "geofence": "geography",
    "digest": "not_offered",
    "base64-decode": "not_offered",
    "version": "not_offered",
    "parse-timestamp-to-date": "not_offered",
    "z-score": "not_offered",
    "extract-signed": "not_offered",
}
"""Function -> reason key. Known in the field; a rule that uses one cannot be kept."""

_MONTHS = {
    "sv": ("jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
_DAYS = {
    "sv": ("mån", "tis", "ons", "tors", "fre", "lör", "sön"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MAX_DECIMALS = 20


def _members(values: Iterable[Value]) -> list[Scalar]:
    """Return arguments as one list, node sets taken apart."""
    found: list[Scalar] = []
    for value in values:
        if isinstance(value, list):
            found.extend(value)
        else:
            found.append(value)
    return found


def _is_blank(value: Value) -> bool:
    value = first(value)
    return value == BLANK or (isinstance(value, Decimal) and value.is_nan())


def _whole(value: Value) -> int | None:
    """Return a small whole number, rounded down; None when `value` is none."""
    number = to_number(value)
    if not number.is_finite() or abs(number) > 1_000_000_000:
        return None
    return int(number.to_integral_value(ROUND_FLOOR))


# --- numbers ------------------------------------------------------------------------------------


def _number(scope: Scope, value: Value = BLANK) -> Value:
    return to_number(value)


def _int(scope: Scope, value: Value) -> Value:
    number = to_number(value)
    return number.to_integral_value(ROUND_DOWN) if number.is_finite() else number


def _round(scope: Scope, value: Value, decimals: Value = ZERO) -> Value:
    number, places = to_number(value), _whole(decimals)
    if not number.is_finite() or places is None or abs(places) > _MAX_DECIMALS:
        return number if places is not None else NAN
    # XPath rounds halves upwards, also below zero: round(-2.5) is -2.
    scaled = (number.scaleb(places) + Decimal("0.5")).to_integral_value(ROUND_FLOOR)
    return scaled.scaleb(-places)


def _floor(scope: Scope, value: Value) -> Value:
    number = to_number(value)
    return number.to_integral_value(ROUND_FLOOR) if number.is_finite() else number


def _ceiling(scope: Scope, value: Value) -> Value:
    number = to_number(value)
    return -((-number).to_integral_value(ROUND_FLOOR)) if number.is_finite() else number


def _sum(scope: Scope, *values: Value) -> Value:
    total = ZERO
    for value in _members(values):
        total += to_number(value)  # a blank makes the sum unknown, never smaller
    return total


def _extreme(choose: Callable[[list[Decimal]], Decimal]) -> Implementation:
    def extreme(scope: Scope, *values: Value) -> Value:
        numbers = [to_number(value) for value in _members(values)]
        if not numbers or any(number.is_nan() for number in numbers):
            return NAN
        return choose(numbers)

    return extreme


def _of_one(operation: Callable[[Decimal], Decimal]) -> Implementation:
    return lambda scope, value: operation(to_number(value))


def _pow(scope: Scope, base: Value, exponent: Value) -> Value:
    low, high = to_number(base), to_number(exponent)
    if low.is_zero() and high.is_zero():
        return Decimal(1)  # IEEE and XPath engines; the decimal library says NaN
    return ARITHMETIC.power(low, high)


# --- text ---------------------------------------------------------------------------------------


def _concat(scope: Scope, *values: Value) -> Value:
    return scope.budget.spend_text("".join(map(to_string, _members(values))))


def _join(scope: Scope, separator: Value, *values: Value) -> Value:
    return scope.budget.spend_text(to_string(separator).join(map(to_string, _members(values))))


def _string_length(scope: Scope, value: Value | None = None) -> Value:
    return Decimal(len(to_string(scope.current if value is None else value)))


def _substr(scope: Scope, value: Value, start: Value, end: Value | None = None) -> Value:
    """Places from 0; negative ones count from the end; the end is not included."""
    text, low = to_string(value), _whole(start)
    high = len(text) if end is None else _whole(end)
    if low is None or high is None:
        return BLANK
    low = max(len(text) + low, 0) if low < 0 else low
    high = max(len(text) + high, 0) if high < 0 else high
    return text[low:high]


def _substring(scope: Scope, value: Value, start: Value, length: Value | None = None) -> Value:
    """XPath's own: places from 1, both numbers rounded."""
    text, low = to_string(value), to_number(_round(scope, start))
    high = Decimal("Infinity") if length is None else low + to_number(_round(scope, length))
    if low.is_nan() or high.is_nan():
        return BLANK
    bounds = [int(min(max(edge - 1, ZERO), Decimal(len(text)))) for edge in (low, high)]
    return text[bounds[0] : bounds[1]]


def _contains(scope: Scope, value: Value, part: Value) -> Value:
    text = scope.budget.spend_text(to_string(value))
    return to_string(part) in text


def _translate(scope: Scope, value: Value, old: Value, new: Value) -> Value:
    olds, news = to_string(old), to_string(new)
    table: dict[int, str | None] = {}
    for place, char in enumerate(olds):
        table.setdefault(ord(char), news[place] if place < len(news) else None)
    scope.budget.spend_text(olds)
    return scope.budget.spend_text(to_string(value).translate(table))


def _normalize_space(scope: Scope, value: Value | None = None) -> Value:
    text = to_string(scope.current if value is None else value)
    return " ".join(scope.budget.spend_text(text).split())


def _regex(scope: Scope, value: Value, pattern: Value) -> Value:
    return compile_pattern(to_string(pattern)).matches(to_string(value), scope.budget.spend)


def _substring_at(scope: Scope, value: Value, part: Value, *, before: bool) -> Value:
    text = scope.budget.spend_text(to_string(value))
    head, found, tail = text.partition(to_string(part)) if to_string(part) else ("", True, text)
    return (head if before else tail) if found else BLANK


# --- choices ------------------------------------------------------------------------------------


def _chosen(value: Value) -> list[str]:
    if isinstance(value, list):
        return [code for member in value for code in to_string(member).split()]
    return to_string(value).split()


def _selected(scope: Scope, value: Value, code: Value) -> Value:
    return to_string(code).strip() in _chosen(value)


def _selected_at(scope: Scope, value: Value, place: Value) -> Value:
    codes, at = _chosen(value), _whole(place)
    return codes[at] if at is not None and 0 <= at < len(codes) else BLANK


def _count_non_empty(scope: Scope, *values: Value) -> Value:
    return Decimal(sum(not _is_blank(value) for value in _members(values)))


def _checklist(scope: Scope, least: Value, most: Value, *values: Value) -> Value:
    return _within(least, most, Decimal(sum(to_boolean(value) for value in _members(values))))


def _weighted_checklist(scope: Scope, least: Value, most: Value, *pairs: Value) -> Value:
    total = ZERO
    for value, weight in zip(pairs[::2], pairs[1::2], strict=False):
        if to_boolean(value):
            total += to_number(weight)
    return _within(least, most, total)


def _within(least: Value, most: Value, total: Decimal) -> bool:
    low, high = to_number(least), to_number(most)
    # -1 says that there is no limit at that end.
    return (low == -1 or total >= low) and (high == -1 or total <= high)


# --- dates --------------------------------------------------------------------------------------


def _moment(value: Value) -> datetime | None:
    value = first(value)
    if isinstance(value, str) and (moment := to_datetime(value)):
        return moment
    return moment_of(to_number(value))


def _date(scope: Scope, value: Value) -> Value:
    moment = _moment(value)
    return moment.date().isoformat() if moment else BLANK


def _date_time(scope: Scope, value: Value) -> Value:
    moment = _moment(value)
    return moment.isoformat(timespec="seconds") if moment else BLANK


def _decimal_date_time(scope: Scope, value: Value) -> Value:
    moment = _moment(value)
    return days_since_epoch(moment) if moment else NAN


def _decimal_time(scope: Scope, value: Value) -> Value:
    number = to_number(value)
    return number - number.to_integral_value(ROUND_FLOOR) if number.is_finite() else NAN


def _format_date(scope: Scope, value: Value, pattern: Value) -> Value:
    moment = _moment(value)
    if moment is None:
        return BLANK
    months = _MONTHS.get(scope.language, _MONTHS["en"])
    days = _DAYS.get(scope.language, _DAYS["en"])
    codes = {
        "Y": f"{moment.year:04}",
        "y": f"{moment.year % 100:02}",
        "m": f"{moment.month:02}",
        "n": str(moment.month),
        "b": months[moment.month - 1],
        "d": f"{moment.day:02}",
        "e": str(moment.day),
        "H": f"{moment.hour:02}",
        "h": str(moment.hour),
        "M": f"{moment.minute:02}",
        "S": f"{moment.second:02}",
        "3": f"{moment.microsecond // 1000:03}",
        "a": days[moment.weekday()],
        "W": str(moment.isocalendar().week),
        "%": "%",
    }
    pieces: list[str] = []
    text = to_string(pattern)
    at = 0
    while at < len(text):
        code = text[at + 1 : at + 2] if text[at] == "%" else ""
        pieces.append(codes.get(code, text[at : at + 2]) if code else text[at])
        at += 2 if code else 1
    return scope.budget.spend_text("".join(pieces))


def _difference_in_months(scope: Scope, start: Value, end: Value) -> Value:
    low, high = _moment(start), _moment(end)
    if low is None or high is None:
        return BLANK
    months = (high.year - low.year) * 12 + high.month - low.month
    return Decimal(months - (high.day < low.day))


def _not(scope: Scope, value: Value) -> Value:
    return not to_boolean(value)


FUNCTIONS: dict[str, Function] = {
    # numbers
    "number": Function(_number, 1, 1),
    "int": Function(_int, 1, 1),
    "round": Function(_round, 1, 2),
    "floor": Function(_floor, 1, 1),
    "ceiling": Function(_ceiling, 1, 1),
    "sum": Function(_sum, 1, None),
    "min": Function(_extreme(min), 1, None),
    "max": Function(_extreme(max), 1, None),
    "pow": Function(_pow, 2, 2),
    "log": Function(_of_one(ARITHMETIC.ln), 1, 1),
    "log10": Function(_of_one(ARITHMETIC.log10), 1, 1),
    "sqrt": Function(_of_one(ARITHMETIC.sqrt), 1, 1),
    "abs": Function(_of_one(ARITHMETIC.abs), 1, 1),
    "exp": Function(_of_one(ARITHMETIC.exp), 1, 1),
    "pi": Function(lambda scope: Decimal(repr(math.pi)), 0, 0),
    # text
    "string": Function(lambda scope, value: to_string(value), 1, 1),
    "concat": Function(_concat, 1, None),
    "join": Function(_join, 2, None),
    "string-length": Function(_string_length, 0, 1),
    "substr": Function(_substr, 2, 3),
    "substring": Function(_substring, 2, 3),
    "substring-before": Function(lambda s, t, p: _substring_at(s, t, p, before=True), 2, 2),
    "substring-after": Function(lambda s, t, p: _substring_at(s, t, p, before=False), 2, 2),
    "contains": Function(_contains, 2, 2),
    "starts-with": Function(lambda s, t, p: to_string(t).startswith(to_string(p)), 2, 2),
    "ends-with": Function(lambda s, t, p: to_string(t).endswith(to_string(p)), 2, 2),
    "translate": Function(_translate, 3, 3),
    "normalize-space": Function(_normalize_space, 0, 1),
    "regex": Function(_regex, 2, 2),
    "jr:itext": Function(lambda scope, value: to_string(value), 1, 1),
    # truth
    "boolean": Function(lambda scope, value: to_boolean(value), 1, 1),
    "boolean-from-string": Function(
        lambda scope, value: to_string(value).lower() in ("true", "1"), 1, 1
    ),
    "not": Function(_not, 1, 1),
    "true": Function(lambda scope: True, 0, 0),
    "false": Function(lambda scope: False, 0, 0),
    # choices
    "selected": Function(_selected, 2, 2),
    "selected-at": Function(_selected_at, 2, 2),
    "count-selected": Function(lambda scope, value: Decimal(len(_chosen(value))), 1, 1),
    "count-non-empty": Function(_count_non_empty, 1, None),
    "checklist": Function(_checklist, 3, None),
    "weighted-checklist": Function(_weighted_checklist, 4, None),
    # dates
    "today": Function(lambda scope: scope.today.isoformat(), 0, 0),
    "now": Function(lambda scope: scope.moment.isoformat(timespec="seconds"), 0, 0),
    "date": Function(_date, 1, 1),
    "date-time": Function(_date_time, 1, 1),
    "decimal-date-time": Function(_decimal_date_time, 1, 1),
    "decimal-time": Function(_decimal_time, 1, 1),
    "format-date": Function(_format_date, 2, 2),
    "format-date-time": Function(_format_date, 2, 2),
    "difference-in-months": Function(_difference_in_months, 2, 2),
}
