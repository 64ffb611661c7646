"""An indicator's formula as a sentence; pure."""

from __future__ import annotations

import re

from surveyapp.core.i18n import gettext as _

_TOKEN = re.compile(
    r"\s*(?:(?P<answered>!=\s*'')|(?P<empty>=\s*'')|(?P<question>\$\{[^}]+\})|(?P<text>'[^']*')"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<sign>!=|<=|>=|=|<|>|\(|\)|\+|-|\*)|(?P<word>(?:and|or|div)\b))"
)


def in_words(expression: str) -> str | None:
    """Return the expression as words, None when it uses more than the simple signs."""
    expression = expression.strip()
    words: list[str] = []
    position = 0
    while position < len(expression):
        found = _TOKEN.match(expression, position)
        if found is None:
            return None
        words.append(_word(found))
        position = found.end()
    return " ".join(words).replace("( ", "(").replace(" )", ")")


def _word(found: re.Match[str]) -> str:
    if found["answered"]:
        return _("är besvarad")
    if found["empty"]:
        return _("är obesvarad")
    if question := found["question"]:
        return question[2:-1]
    if text := found["text"]:
        return f"”{text[1:-1]}”"
    sign = found["sign"] or found["word"] or found["number"]
    return {
        "=": _("är"),
        "!=": _("är inte"),
        "<": _("är mindre än"),
        ">": _("är större än"),
        "<=": _("är högst"),
        ">=": _("är minst"),
        "and": _("och"),
        "or": _("eller"),
        "div": _("delat med"),
        "*": "×",
        "-": "−",
    }.get(sign, sign)
