"""The expression language of XLSForm: reading it, writing it, evaluating it.

One reader serves routing, checks, computed values, choice filters and defaults. An expression is
read once into a small tree and from there into nested functions; nothing is ever handed to
Python's own `eval`. The language has no loops, sizes are limited when it is read, and a budget
bounds what node sets and texts can cost, so every evaluation ends.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from functools import lru_cache

from surveyapp.questionnaires.rules.coercion import (
    ARITHMETIC,
    BLANK,
    NAN,
    Scalar,
    Value,
    compares,
    first,
    is_equal,
    is_unequal,
    to_boolean,
    to_number,
    to_string,
)
from surveyapp.questionnaires.rules.functions import FUNCTIONS, UNSUPPORTED
from surveyapp.questionnaires.rules.patterns import PatternError, compile_pattern
from surveyapp.questionnaires.rules.scope import Path, Scope

MAX_LENGTH = 20_000
"""Characters; the longest rule in the real forms at hand has under 1,500."""
MAX_NESTING = 100
"""Parentheses and calls inside each other; keeps reading and evaluating off Python's own limit."""
MAX_NODES = 5_000

MESSAGES: dict[str, str] = {
    "empty": "Regeln är tom.",
    "too_long": "Regeln är för lång.",
    "too_deep": "Regeln har för många parenteser inuti varandra.",
    "unclosed_text": "En text saknar avslutande citattecken.",
    "bad_character": "Tecknet %(name)s kan inte stå här.",
    "bad_reference": "En hänvisning till en fråga skrivs ${namn}.",
    "unexpected": "%(name)s väntades inte här.",
    "unexpected_end": "Regeln slutar för tidigt.",
    "unknown_function": "Funktionen %(name)s finns inte.",
    "argument_count": "Funktionen %(name)s har fel antal värden.",
    "argument_kind": "Funktionen %(name)s behöver en hänvisning till en fråga.",
    "regex_invalid": "Mönstret i regex går inte att läsa.",
    "regex_unsupported": "Mönstret i regex använder något som inte stöds.",
    "regex_too_large": "Mönstret i regex är för stort.",
    "unsupported": "%(name)s stöds inte.",
    "unknown_reference": "Frågan %(name)s finns inte i formuläret.",
    "unknown_path": "Sökvägen %(name)s leder inte till någon fråga i formuläret.",
    "unknown_column": "Svarsalternativen har ingen kolumn som heter %(name)s.",
    "cycle": "Reglerna hänvisar till varandra i en cirkel: %(name)s.",
    "duplicate_code": "Flera frågor heter %(name)s.",
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
Run = Callable[[Scope], Value]

_LEVELS: dict[str, int] = {
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
_NEGATIVE_LEVEL = 7

_SPECIAL: dict[str, tuple[int, int | None]] = {
    "if": (3, 3),
    "once": (1, 1),
    "coalesce": (1, None),
    "count": (1, 1),
    "position": (1, 1),
    "indexed-repeat": (3, 7),
    "jr:choice-name": (2, 2),
    "current": (0, 0),
}
"""Functions that look at places or choose what to evaluate: name -> fewest and most arguments."""


# --- reading ------------------------------------------------------------------------------------

_NAME = r"[^\W\d][\w.\-]*(?::[^\W\d][\w.\-]*)?"
_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<reference>\$\{{[^{{}}]*\}})
    | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))
    | (?P<name>{_NAME})
    | (?P<sign>\.\.|//|!=|<=|>=|[-+*/=<>|()\[\],.])
    | (?P<quote>['"‘’‚“”„])
    | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
_CODE = re.compile(r"[^\W\d][\w.\-]*(?::[\w.\-]+)?")
_SINGLE = "'‘’‚"
_DOUBLE = '"“”„'


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    position: int
    end: int


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while True:
        found = _TOKEN.match(text, at)
        if found is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            reason = "bad_reference" if text[at] == "$" else "bad_character"
            raise ExpressionError(reason, at, text[at])
        kind = str(found.lastgroup)
        start, at = found.span(kind)
        if kind == "quote":
            end = _closing_quote(text, start)
            yield _Token("text", text[at:end], start, end + 1)
            at = end + 1
            continue
        yield _Token(kind, found[kind], start, at)
        if kind == "end":
            return


def _closing_quote(text: str, start: int) -> int:
    """Return where the text that opens at `start` ends.

    Word processors turn quotation marks into curly ones, often only one of a pair. A straight mark
    is closed by a straight one when there is one, so that "don’t" inside 'don’t' stays whole.
    """
    mark = text[start]
    if mark in "'\"" and (end := text.find(mark, start + 1)) >= 0:
        return end
    family = _SINGLE if mark in _SINGLE else _DOUBLE
    ends = [end for m in family if (end := text.find(m, start + 1)) >= 0]
    if not ends:
        raise ExpressionError("unclosed_text", start)
    return min(ends)


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(_tokens(text))
        self.at = 0
        self.depth = 0
        self.nodes = 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.at]

    def take(self) -> _Token:
        token = self.token
        if token.kind != "end":
            self.at += 1
        return token

    def is_sign(self, sign: str, ahead: int = 0) -> bool:
        place = min(self.at + ahead, len(self.tokens) - 1)
        token = self.tokens[place]
        return token.kind == "sign" and token.text == sign

    def expect(self, sign: str) -> None:
        if not self.is_sign(sign):
            raise self.unexpected()
        self.take()

    def unexpected(self) -> ExpressionError:
        token = self.token
        if token.kind == "end":
            return ExpressionError("unexpected_end", token.position)
        return ExpressionError("unexpected", token.position, token.text[:40])

    def whole(self) -> Node:
        node = self.expression(0)
        if self.token.kind != "end":
            raise self.unexpected()
        return node

    def expression(self, level: int) -> Node:
        """Read operands joined by operators that bind tighter than `level`."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise ExpressionError("too_deep", self.token.position)
        left = self.operand()
        while (found := self.operator_level()) > level:
            rest: list[tuple[str, Node]] = []
            while self.operator_level() == found:
                sign = self.take().text
                rest.append((sign, self.expression(found)))
            left = self.counted(Chain(left, tuple(rest)))
        self.depth -= 1
        return left

    def operator_level(self) -> int:
        token = self.token
        return _LEVELS.get(token.text, 0) if token.kind in ("sign", "name") else 0

    def counted(self, node: Node) -> Node:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise ExpressionError("too_long", self.token.position)
        return node

    def operand(self) -> Node:
        token = self.token
        if token.kind == "number":
            self.take()
            return self.counted(Number(token.text))
        if token.kind == "text":
            self.take()
            return self.counted(Text(token.text))
        if self.is_sign("-"):
            self.take()
            return self.counted(Negative(self.expression(_NEGATIVE_LEVEL)))
        if self.is_sign("("):
            self.take()
            inside = self.expression(0)
            self.expect(")")
            return self.followed(inside, token)
        if token.kind == "reference":
            return self.reference()
        if token.kind == "name" and self.is_sign("(", 1):
            return self.call()
        if token.kind == "name" or token.text in (".", "..", "/", "//"):
            return self.path()
        raise self.unexpected()

    def reference(self) -> Node:
        token = self.take()
        code = token.text[2:-1].strip()
        if code.startswith("last-saved#"):
            return self.followed(
                self.counted(Unsupported("last-saved#", "outside_data", token.text)), token
            )
        if not _CODE.fullmatch(code):
            raise ExpressionError("bad_reference", token.position, token.text[:40])
        return self.followed(self.counted(Reference(code)), token)

    def call(self) -> Node:
        token = self.take()
        self.take()
        arguments: list[Node] = []
        if not self.is_sign(")"):
            arguments.append(self.expression(0))
            while self.is_sign(","):
                self.take()
                arguments.append(self.expression(0))
        self.expect(")")
        name = token.text
        if name in UNSUPPORTED:
            text = self.text[token.position : self.tokens[self.at - 1].end]
            node = self.counted(Unsupported(name, UNSUPPORTED[name], text, tuple(arguments)))
            return self.followed(node, token)
        if name in _SPECIAL:
            least, most = _SPECIAL[name]
        elif name in FUNCTIONS:
            _, least, most = FUNCTIONS[name]
        else:
            raise ExpressionError("unknown_function", token.position, name)
        if len(arguments) < least or (most is not None and len(arguments) > most):
            raise ExpressionError("argument_count", token.position, name)
        call = Call(name, tuple(arguments), token.position)
        _check_arguments(call)
        return self.followed(self.counted(call), token)

    def followed(self, node: Node, start: _Token) -> Node:
        """Read what may come after an operand: `/step` or a `[condition]`."""
        if not self.is_sign("/") and not self.is_sign("[") and not self.is_sign("//"):
            return node
        if isinstance(node, Call) and node.name == "current":
            return self.path(())
        if isinstance(node, Reference) and self.is_sign("/"):
            return self.path((node.code,))
        if not isinstance(node, Reference | Unsupported):
            raise self.unexpected()
        inside: list[Node] = [node]
        while self.is_sign("/") or self.is_sign("[") or self.is_sign("//"):
            if self.take().text == "[":
                inside.append(self.expression(0))
                self.expect("]")
            elif self.token.kind == "name" or self.token.text in (".", "..", "*"):
                self.take()
            else:
                raise self.unexpected()
        text = self.text[start.position : self.tokens[self.at - 1].end]
        name, reason = (
            (node.name, node.reason) if isinstance(node, Unsupported) else ("[ ]", "not_offered")
        )
        return self.counted(Unsupported(name, reason, text, tuple(inside)))

    def path(self, before: Path | None = None) -> Node:
        """Read a path; `before` are steps already read, with a "/" next; None at its beginning."""
        start = self.token
        if start.text == "." and not self.is_sign("/", 1):
            self.take()
            return self.counted(Current())
        steps = list(before or ())
        unsupported = False
        inside: list[Node] = []
        if start.kind == "sign" and start.text in ("/", "//"):
            if before is None:
                steps.append("")
            unsupported = self.take().text == "//"
        while True:
            token = self.token
            if token.kind != "name" and token.text not in (".", "..", "*"):
                raise self.unexpected()
            unsupported |= token.text == "*"
            steps.append(self.take().text)
            while self.is_sign("["):
                unsupported = True
                self.take()
                inside.append(self.expression(0))
                self.expect("]")
            if not self.is_sign("/") and not self.is_sign("//"):
                break
            unsupported |= self.take().text == "//"
        if unsupported:
            text = self.text[start.position : self.tokens[self.at - 1].end]
            return self.counted(Unsupported("[ ]", "not_offered", text, tuple(inside)))
        if len(steps) == 1 and steps[0].lower() in ("true", "false"):
            return self.counted(Boolean(steps[0].lower() == "true"))
        return self.counted(PathTo(tuple(steps)))


def _check_arguments(call: Call) -> None:
    """Raises: ExpressionError when an argument must be a reference or a plain text and is not."""
    arguments = call.arguments
    places: tuple[Node, ...] = ()
    if call.name == "regex":
        pattern = arguments[1]
        if not isinstance(pattern, Text):
            raise ExpressionError("regex_unsupported", call.position)
        try:
            compile_pattern(pattern.value)
        except PatternError as error:
            raise ExpressionError(error.reason, call.position, pattern.value[:80]) from error
    elif call.name == "indexed-repeat":
        if len(arguments) % 2 == 0:
            raise ExpressionError("argument_count", call.position, call.name)
        places = (arguments[0], *arguments[1::2])
        if not all(isinstance(node, Reference) for node in places):
            raise ExpressionError("argument_kind", call.position, call.name)
    elif call.name == "position":
        if not isinstance(arguments[0], PathTo | Current | Reference):
            raise ExpressionError("argument_kind", call.position, call.name)
    elif call.name == "jr:choice-name" and _quoted_code(arguments[1]) is None:
        raise ExpressionError("argument_kind", call.position, call.name)


def _quoted_code(node: Node) -> str | None:
    """Return the question that a jr:choice-name names: `${x}`, or the same as a quoted text."""
    if isinstance(node, Reference):
        return node.code
    if isinstance(node, PathTo):
        return node.steps[-1]
    if isinstance(node, Text):
        code = node.value.strip().removeprefix("${").removesuffix("}").strip().rpartition("/")[2]
        return code if _CODE.fullmatch(code) else None
    return None


# --- writing ------------------------------------------------------------------------------------


def _level_of(node: Node) -> int:
    if isinstance(node, Chain):
        return _LEVELS[node.rest[0][0]]
    return _NEGATIVE_LEVEL if isinstance(node, Negative) else 99


def _written(node: Node, above: int = 0) -> str:
    """Return `node` in XLSForm's spelling, with parentheses only where they are needed."""
    if isinstance(node, Chain):
        level = _level_of(node)
        # A chain of the same level on the left was in parentheses of its own; keep them.
        text = _written(node.first, level) + "".join(
            (f" {sign} " if sign != "|" else " | ") + _written(operand, level)
            for sign, operand in node.rest
        )
    elif isinstance(node, Negative):
        text = "-" + _written(node.operand, _NEGATIVE_LEVEL - 1)
    elif isinstance(node, Call):
        text = f"{node.name}({', '.join(_written(a) for a in node.arguments)})"
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


# --- evaluating ---------------------------------------------------------------------------------

_COMPARISONS: dict[str, Callable[[Value, Value], bool]] = {
    "=": is_equal,
    "!=": is_unequal,
    "<": compares(operator.lt),
    "<=": compares(operator.le),
    ">": compares(operator.gt),
    ">=": compares(operator.ge),
}


def _modulo(a: Decimal, b: Decimal) -> Decimal:
    # Decimal's remainder has the sign of the dividend, as XPath's; a huge quotient gives NaN.
    return a % b


_ARITHMETIC: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": operator.truediv,
    "mod": _modulo,
}


def _compiled(node: Node) -> Run:
    """Return a function that evaluates `node`."""
    if isinstance(node, Number):
        number: Value = ARITHMETIC.create_decimal(node.text)
        return lambda scope: number
    if isinstance(node, Text | Boolean):
        constant: Value = node.value
        return lambda scope: constant
    if isinstance(node, Reference):
        code = node.code
        return lambda scope: scope.reference(code)
    if isinstance(node, Current):
        return lambda scope: scope.current
    if isinstance(node, PathTo):
        steps = node.steps
        return lambda scope: scope.path(steps)
    if isinstance(node, Negative):
        operand = _compiled(node.operand)
        return lambda scope: -to_number(operand(scope))
    if isinstance(node, Chain):
        return _compiled_chain(node)
    if isinstance(node, Call):
        return _compiled_call(node)
    return _refuse(node)


def _refuse(node: Unsupported) -> Run:
    def refuse(scope: Scope) -> Value:
        raise ExpressionError("unsupported", 0, node.name)

    return refuse


def _compiled_chain(node: Chain) -> Run:
    sign = node.rest[0][0]
    head = _compiled(node.first)
    if sign in ("or", "and"):
        parts = [head, *(_compiled(operand) for _, operand in node.rest)]
        if sign == "or":
            return lambda scope: any(to_boolean(part(scope)) for part in parts)
        return lambda scope: all(to_boolean(part(scope)) for part in parts)
    if sign == "|":
        return _union([head, *(_compiled(operand) for _, operand in node.rest)])
    if sign in _ARITHMETIC:
        tail = [(_ARITHMETIC[s], _compiled(operand)) for s, operand in node.rest]

        def calculate(scope: Scope) -> Value:
            total = to_number(head(scope))
            for operation, operand in tail:
                total = operation(total, to_number(operand(scope)))
            return total

        return calculate
    comparisons = [(_COMPARISONS[s], _compiled(operand)) for s, operand in node.rest]

    def compare(scope: Scope) -> Value:
        left = head(scope)
        for test, operand in comparisons:
            right = operand(scope)
            if isinstance(left, list) and isinstance(right, list):
                scope.budget.spend(len(left) * len(right))
            left = test(left, right)
        return left

    return compare


def _union(parts: list[Run]) -> Run:
    def union(scope: Scope) -> Value:
        found: list[Scalar] = []
        for part in parts:
            value = part(scope)
            if isinstance(value, list):
                found.extend(value)
            else:
                found.append(value)
        scope.budget.spend(len(found))
        return found

    return union


def _compiled_call(node: Call) -> Run:
    name = node.name
    if name == "position":
        (place,) = node.arguments
        steps: Path = (".",)
        if isinstance(place, PathTo):
            steps = place.steps
        elif isinstance(place, Reference):
            steps = (place.code,)
        return lambda scope: Decimal(scope.position(steps))
    if name == "indexed-repeat":
        return _indexed_repeat(node)
    arguments = [_compiled(argument) for argument in node.arguments]
    if name == "jr:choice-name":
        code, chosen = str(_quoted_code(node.arguments[1])), arguments[0]
        return lambda scope: scope.choice_name(code, to_string(chosen(scope)))
    if name == "current":
        return lambda scope: scope.current
    if name == "if":
        test, yes, no = arguments
        return lambda scope: yes(scope) if to_boolean(test(scope)) else no(scope)
    if name == "once":
        (fresh,) = arguments
        return lambda scope: scope.current if scope.current != BLANK else fresh(scope)
    if name == "coalesce":
        return lambda scope: _coalesce(scope, arguments)
    if name == "count":
        (counted,) = arguments
        return lambda scope: Decimal(len(value) if isinstance(value := counted(scope), list) else 1)
    function = FUNCTIONS[name].call
    if len(arguments) == 1:
        (only,) = arguments
        return lambda scope: function(scope, only(scope))
    return lambda scope: function(scope, *[argument(scope) for argument in arguments])


def _coalesce(scope: Scope, arguments: list[Run]) -> Value:
    value: Value = BLANK
    for argument in arguments:
        value = first(argument(scope))
        if value != BLANK and not (isinstance(value, Decimal) and value.is_nan()):
            return value
    return BLANK if isinstance(value, Decimal) else value


def _indexed_repeat(node: Call) -> Run:
    wanted, *pairs = node.arguments
    repeats = [p.code for p in pairs[::2] if isinstance(p, Reference)]
    places = [_compiled(p) for p in pairs[1::2]]
    code = wanted.code if isinstance(wanted, Reference) else ""

    def look_up(scope: Scope) -> Value:
        numbers = [to_number(place(scope)) for place in places]
        if not all(number.is_finite() and abs(number) < 1_000_000 for number in numbers):
            return BLANK
        return scope.indexed(code, [(r, int(n)) for r, n in zip(repeats, numbers, strict=True)])

    return look_up


# --- what others use ----------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Expression:
    """A rule that has been read.

    `references` are the codes in `${...}`; `paths` the other places it names, which only a form
    can turn into codes; `uses_unsupported` maps each thing this product does not do to a reason.
    """

    text: str
    tree: Node
    references: frozenset[str]
    paths: frozenset[Path]
    functions: frozenset[str]
    uses_unsupported: dict[str, str]
    has_curly_quotes: bool
    size: int
    run: Run = field(repr=False)

    def __str__(self) -> str:
        return _written(self.tree)


@lru_cache(maxsize=4_096)
def parse(text: str) -> Expression:
    """Read an expression. Raises: ExpressionError."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError("too_long", MAX_LENGTH)
    if not text.strip():
        raise ExpressionError("empty")
    parser = _Parser(text)
    tree = parser.whole()
    references: set[str] = set()
    paths: set[Path] = set()
    functions: set[str] = set()
    unsupported: dict[str, str] = {}
    stack: list[Node] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, Reference):
            references.add(node.code)
        elif isinstance(node, PathTo):
            paths.add(node.steps)
        elif isinstance(node, Chain):
            stack += [node.first, *(operand for _, operand in node.rest)]
        elif isinstance(node, Negative):
            stack.append(node.operand)
        elif isinstance(node, Unsupported):
            unsupported[node.name] = node.reason
            # Inside a condition on outside data a bare name is a column there, not a question.
            stack += [inner for inner in node.inside if not isinstance(inner, PathTo)]
        elif isinstance(node, Call):
            functions.add(node.name)
            if node.name == "jr:choice-name":
                references.add(str(_quoted_code(node.arguments[1])))
                stack.append(node.arguments[0])
            elif node.name == "position" and isinstance(node.arguments[0], PathTo):
                pass  # only its number of steps up counts
            else:
                stack += node.arguments
    return Expression(
        text=text,
        tree=tree,
        references=frozenset(references),
        paths=frozenset(paths),
        functions=frozenset(functions),
        uses_unsupported=unsupported,
        has_curly_quotes=any(
            t.kind == "text" and text[t.position] + text[t.end - 1] not in ("''", '""')
            for t in parser.tokens
        ),
        size=parser.nodes,
        run=_compiled(tree),
    )


def evaluate(expression: Expression, scope: Scope) -> Value:
    """Return the value of `expression`; a computed NaN stays NaN.

    Raises: BudgetExceeded; ExpressionError for what is not supported.
    """
    scope.budget.spend(expression.size)
    with localcontext(ARITHMETIC):
        return expression.run(scope)


def is_blank(value: Value) -> bool:
    """Tell whether `value` is stored as no answer: blank, not a number, or endless."""
    value = first(value)
    return value == BLANK or (isinstance(value, Decimal) and not value.is_finite())


__all__ = [
    "MESSAGES",
    "NAN",
    "Expression",
    "ExpressionError",
    "evaluate",
    "is_blank",
    "parse",
]
