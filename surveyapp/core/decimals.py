"""Decimals as people type and read them, exactly.

Apart from `svenska`, which knows the language of the page: pure rules read and write them too.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Literal

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"
MAX_DIGITS = 30
"""More digits than any count or sum in a municipality has; keeps stored decimals bounded."""

ROUNDING = Context(prec=400, rounding=ROUND_HALF_UP)
"""Room for every digit, and halves away from zero as in a schoolbook."""

Reason = Literal["ambiguous", "too_long", "not_a_number"]
_SPACES = " \u00a0\u202f\u2009"
_GROUPED = rf"[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+"
_NUMBER = re.compile(rf"[-\u2212]?(?:(?:{_GROUPED}|[0-9]+)(?:[.,][0-9]+)?|[.,][0-9]+)")
_TWO_READINGS = re.compile(r"[-\u2212]?[0-9]{1,3}(?:(?:\.[0-9]{3})+,[0-9]+|(?:,[0-9]{3})+\.[0-9]+)")
_REPEATED_SIGN = re.compile(r"[-\u2212]?[0-9]{1,3}(?:(?:\.[0-9]{3}){2,}|(?:,[0-9]{3}){2,})")


class NumberProblem(ValueError):
    """A typed text that is not taken as a number; `reason` says why."""

    def __init__(self, reason: Reason, text: str) -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.text = text


def parse_decimal(text: str) -> Decimal:
    """Read a number as typed: groups parted by spaces, one decimal sign (comma or point).

    Raises: NumberProblem with reason "ambiguous" for two kinds of separator (1.234,5), "too_long"
    above 30 digits, otherwise "not_a_number".
    """
    typed = text.strip()
    if _TWO_READINGS.fullmatch(typed) or _REPEATED_SIGN.fullmatch(typed):
        raise NumberProblem("ambiguous", text)
    if not _NUMBER.fullmatch(typed):
        raise NumberProblem("not_a_number", text)
    if sum(character.isdigit() for character in typed) > MAX_DIGITS:
        raise NumberProblem("too_long", text)
    plain = re.sub(rf"[{_SPACES}]", "", typed).replace(",", ".").replace(MINUS, "-")
    value = Decimal(plain)
    return value.copy_abs() if value.is_zero() else value


def format_decimal(value: Decimal, decimals: int | None, lang: str) -> str:
    """Format a decimal for a language; `decimals=None` keeps all that is there."""
    if decimals is not None:
        value = value.quantize(Decimal(1).scaleb(-decimals), context=ROUNDING)
    whole, _, fraction = f"{value.copy_abs():f}".partition(".")
    text = f"{int(whole):,}".replace(",", NO_BREAK_SPACE)
    if fraction:
        text += ("." if lang == "en" else ",") + fraction
    # A value that rounds to zero has no sign left to show.
    return MINUS + text if value < 0 else text
