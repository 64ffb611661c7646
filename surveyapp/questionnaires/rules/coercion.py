"""Values of the expression language and how one kind is read as another.

XPath 1.0's rules, with the two additions of XLSForm: a text that is a date reads as its number of
days since 1970-01-01, and a blank answer is the empty text. Numbers are exact decimals rather than
binary fractions, so that shares typed as 33.3, 33.3 and 33.4 make 100; they are compared after
rounding to 20 digits, so that a third times three is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Union

Scalar = str | Decimal | bool
NodeSet = list[Scalar]
Value = Union[str, Decimal, bool, list[Scalar]]  # noqa: UP007 - named in annotations at run time

ARITHMETIC = Context(prec=28, rounding=ROUND_HALF_EVEN, Emin=-324, Emax=308, traps=[])
"""No traps: dividing by zero gives infinity and impossible sums give NaN, as in XPath."""

_COMPARED = Context(prec=20, rounding=ROUND_HALF_EVEN, Emin=-324, Emax=308, traps=[])
_SHOWN = Context(prec=15, rounding=ROUND_HALF_EVEN, Emin=-324, Emax=308, traps=[])

NAN = Decimal("NaN")
ZERO = Decimal(0)
ONE = Decimal(1)
BLANK = ""
EPOCH = date(1970, 1, 1)
SECONDS_PER_DAY = 86_400
_MAX_NUMBER_TEXT = 400

_NUMBER = re.compile(r"\s*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*")
_DATE = re.compile(
    r"\s*([0-9]{4})-([0-9]{2})(?:-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,6})?)?"
    r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?)?\s*"
)
_TIME = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9:]{2,5})?")


def first(value: Value) -> Scalar:
    """Return the value itself, or the first of a node set; blank for an empty one."""
    if isinstance(value, list):
        return value[0] if value else BLANK
    return value


def to_number(value: Value) -> Decimal:
    """Return the number that `value` stands for; NaN when it stands for none (blank included)."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, list):
        return to_number(first(value))
    if isinstance(value, bool):
        return ONE if value else ZERO
    if len(value) > _MAX_NUMBER_TEXT:
        return NAN
    if _NUMBER.fullmatch(value):
        return Decimal(value.strip())
    moment = to_datetime(value)
    if moment is not None:
        return days_since_epoch(moment)
    if found := _TIME.fullmatch(value):
        return _fraction_of_day(found)
    return NAN


def to_string(value: Value) -> str:
    """Return `value` as text: numbers plain, without exponent or trailing zeros."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return _number_text(value)
    return to_string(first(value))


def to_boolean(value: Value) -> bool:
    """Return whether `value` counts as true: not zero, not NaN, not blank, not an empty set.

    A node set of one blank answer is false, which is what a person who writes `if(${x}, ...)` for
    a set means; XPath would say true as soon as the node exists.
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return not (value.is_nan() or value.is_zero())
    if isinstance(value, list):
        return any(item != BLANK for item in value)
    return bool(value)


def _number_text(value: Decimal) -> str:
    if value.is_nan():
        return "NaN"
    if value.is_infinite():
        return "Infinity" if value > 0 else "-Infinity"
    rounded = _COMPARED.plus(value)
    if rounded != rounded.to_integral_value():
        rounded = _SHOWN.plus(value)
    text = f"{rounded:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def to_datetime(text: str) -> datetime | None:
    """Read an ISO date, month or date with time; None when it is none of them.

    A stated zone is left out of account: a form compares times on one clock on the wall.
    """
    if not 7 <= len(text) <= 40:  # 2026-03 is the shortest
        return None
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        return datetime(year, month, day or 1, hour, minute, second)  # noqa: DTZ001
    except ValueError:
        return None


def days_since_epoch(moment: datetime) -> Decimal:
    """Return days since 1970-01-01 with the time of day as a fraction."""
    passed = moment - datetime(1970, 1, 1)  # noqa: DTZ001
    if not passed.seconds:
        return Decimal(passed.days)
    return ARITHMETIC.add(
        Decimal(passed.days), ARITHMETIC.divide(Decimal(passed.seconds), Decimal(SECONDS_PER_DAY))
    )


def moment_of(days: Decimal) -> datetime | None:
    """Return the moment that many days after 1970-01-01, to the second; None outside year 1-9999."""
    if not days.is_finite() or abs(days) > 4_000_000:
        return None
    seconds = int((days * SECONDS_PER_DAY).to_integral_value())
    try:
        return datetime(1970, 1, 1) + timedelta(seconds=seconds)  # noqa: DTZ001
    except OverflowError:
        return None


def _fraction_of_day(found: re.Match[str]) -> Decimal:
    hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        time(hour, minute, second)
    except ValueError:
        return NAN
    return ARITHMETIC.divide(Decimal(hour * 3600 + minute * 60 + second), Decimal(SECONDS_PER_DAY))


def is_equal(left: Value, right: Value) -> bool:
    """Compare with `=`: sets match if any member does, then as booleans, numbers or texts."""
    return _any_pair(left, right, _scalars_equal)


def is_unequal(left: Value, right: Value) -> bool:
    """Compare with `!=`. For sets: some pair differs, so it is not the opposite of `=`."""
    return _any_pair(left, right, lambda a, b: not _scalars_equal(a, b))


def compares(test: Callable[[Decimal, Decimal], bool]) -> Callable[[Value, Value], bool]:
    """Return the comparison by number for `test`; NaN (a blank answer) makes it false."""

    def scalars(left: Scalar, right: Scalar) -> bool:
        a, b = to_number(left), to_number(right)
        if a.is_nan() or b.is_nan():
            return False
        return test(_COMPARED.plus(a), _COMPARED.plus(b))

    return lambda left, right: _any_pair(left, right, scalars)


def _any_pair(left: Value, right: Value, test: Callable[[Scalar, Scalar], bool]) -> bool:
    if isinstance(left, list):
        if isinstance(right, bool):
            return test(to_boolean(left), right)
        others: list[Scalar] = right if isinstance(right, list) else [right]
        # Two sets meet pair by pair; the caller has paid for the sizes of both.
        return any(test(a, b) for a in left for b in others)
    if isinstance(right, list):
        if isinstance(left, bool):
            return test(left, to_boolean(right))
        return any(test(left, b) for b in right)
    return test(left, right)


def _scalars_equal(left: Scalar, right: Scalar) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if isinstance(left, bool) or isinstance(right, bool):
        return _as_stored_boolean(left) is _as_stored_boolean(right)
    a, b = to_number(left), to_number(right)
    if a.is_nan() or b.is_nan():
        return False
    return _COMPARED.plus(a) == _COMPARED.plus(b)


def _as_stored_boolean(value: Scalar) -> bool:
    # A computed yes/no is stored as "true" or "false", and authors compare it with those words.
    return value.lower() != "false" and value != "" if isinstance(value, str) else to_boolean(value)
