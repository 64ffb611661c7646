"""What the registers' pages work out: formulas in words, editions compared, the year's calendar. Pure."""

from surveyapp.registry.rules.calendar import (
    CalendarRow,
    is_approximate,
    months_of,
    months_with_most,
)
from surveyapp.registry.rules.editions import Difference, Piece, differences, word_difference
from surveyapp.registry.rules.formula import in_words

__all__ = [
    "CalendarRow",
    "Difference",
    "Piece",
    "differences",
    "in_words",
    "is_approximate",
    "months_of",
    "months_with_most",
    "word_difference",
]
