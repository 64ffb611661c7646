"""The tree an expression is read into, how it is written again, and what can be wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from surveyapp.questionnaires.rules.marking import marked as _
from surveyapp.questionnaires.rules.scope import Path

MESSAGES: dict[str, str] = {
    "empty": _("Regeln är tom."),
    "too_long": _("Regeln är för lång."),
    "too_deep": _("Regeln har för många parenteser inuti varandra."),
    "unclosed_text": _("En text saknar avslutande citattecken."),
    "bad_character": _("Tecknet %(name)s kan inte stå här."),
    "bad_reference": _("En hänvisning till en fråga skrivs ${namn}."),
    "unexpected": _("%(name)s väntades inte här."),
    "unexpected_end": _("Regeln slutar för tidigt."),
    "unknown_function": _("Funktionen %(name)s finns inte."),
    "argument_count": _("Funktionen %(name)s har fel antal värden."),
    "argument_kind": _("Funktionen %(name)s behöver en hänvisning till en fråga."),
    "regex_invalid": _("Mönstret i regex går inte att läsa."),
    "regex_unsupported": _("Mönstret i regex använder något som inte stöds."),
    "regex_too_large": _("Mönstret i regex är för stort."),
    "unsupported": _("%(name)s stöds inte."),
    "unknown_reference": _("Frågan %(name)s finns inte i formuläret."),
    "unknown_path": _("Sökvägen %(name)s leder inte till någon fråga i formuläret."),
    "unknown_column": _("Svarsalternativen har ingen kolumn som heter %(name)s."),
    "cycle": _("Reglerna hänvisar till varandra i en cirkel: %(name)s."),
    "duplicate_code": _("Flera frågor heter %(name)s."),
}
"""Reason -> Swedish source text. The pages translate; `%(name)s` is what the author wrote."""


class ExpressionError(ValueError):
    """An expression that cannot be used.

    `reason` is a key of `MESSAGES`, `position` a place in the text from 0, `name` what is named.
    """

    def __init__(self, reason: str, position: int = 0, name: str = "") -> None:
        super().__init__(MESSAGES[reason] % {"name": name})
        self.reason = reason
        self.position = position
        self.name = name


# --- the tree -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Number:
    text: str


@dataclass(frozen=True)
class Text:
    value: str


@dataclass(frozen=True)
class Boolean:
    """A bare `True` or `false`, which XPath lacks and authors write."""

    value: bool


@dataclass(frozen=True)
class Reference:
    code: str


@dataclass(frozen=True)
class Current:
    """`.`: the value of the question that has the rule."""


@dataclass(frozen=True)
class PathTo:
    """A path such as `../name` or `/data/group/name`; see `scope.Path`."""

    steps: Path


@dataclass(frozen=True)
class Call:
    name: str
    arguments: tuple[Node, ...]
    position: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Chain:
    """Operators of one level, left to right: `first op rest op rest`."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True)
class Negative:
    operand: Node


@dataclass(frozen=True)
class Unsupported:
    """Something known that this product does not do, kept so that it can be named and written."""

    name: str
    reason: str
    text: str
    inside: tuple[Node, ...] = ()


Node = (
    Number | Text | Boolean | Reference | Current | PathTo | Call | Chain | Negative | Unsupported
)

LEVELS: dict[str, int] = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
    "|": 8,
}
NEGATIVE_LEVEL = 7


# --- writing ------------------------------------------------------------------------------------


def _level_of(node: Node) -> int:
    if isinstance(node, Chain):
        return LEVELS[node.rest[0][0]]
    return NEGATIVE_LEVEL if isinstance(node, Negative) else 99


def written(node: Node, above: int = 0) -> str:
    """Return `node` in XLSForm's spelling, with parentheses only where they are needed."""
    if isinstance(node, Chain):
        level = _level_of(node)
        # A chain of the same level on the left was in parentheses of its own; keep them.
        text = written(node.first, level) + "".join(
            (f" {sign} " if sign != "|" else " | ") + written(operand, level)
            for sign, operand in node.rest
        )
    elif isinstance(node, Negative):
        text = "-" + written(node.operand, NEGATIVE_LEVEL - 1)
    elif isinstance(node, Call):
        text = f"{node.name}({', '.join(written(a) for a in node.arguments)})"
    else:
        text = _leaf(node)
    return f"({text})" if _level_of(node) <= above else text


def _leaf(node: Number | Text | Boolean | Reference | Current | PathTo | Unsupported) -> str:
    if isinstance(node, Number):
        return node.text
    if isinstance(node, Text):
        return _quoted(node.value)
    if isinstance(node, Boolean):
        return "true" if node.value else "false"
    if isinstance(node, Reference):
        return f"${{{node.code}}}"
    if isinstance(node, PathTo):
        return "/".join(node.steps)
    return node.text if isinstance(node, Unsupported) else "."


def _quoted(value: str) -> str:
    for mark in ("'", '"'):
        if mark not in value:
            return mark + value + mark
    # Holds both straight marks, so it came between curly ones of a family it does not hold.
    raise AssertionError(value)
