"""The expression language of XLSForm: reading it, writing it, evaluating it.

One reader serves routing, checks, computed values, choice filters and defaults. An expression is
read once into a small tree and from there into nested functions; nothing is ever handed to
Python's own `eval`. The language has no loops, sizes are limited when it is read, and a budget
bounds what node sets and texts can cost, so every evaluation ends.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from functools import lru_cache

from surveyapp.questionnaires.rules.coercion import (
    ARITHMETIC,
    BLANK,
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
from surveyapp.questionnaires.rules.functions import FUNCTIONS
from surveyapp.questionnaires.rules.reading import MAX_LENGTH, Parser, quoted_code
from surveyapp.questionnaires.rules.scope import Path, Scope
from surveyapp.questionnaires.rules.syntax import (
    MESSAGES,
    Boolean,
    Call,
    Chain,
    Current,
    ExpressionError,
    Negative,
    Node,
    Number,
    PathTo,
    Reference,
    Text,
    Unsupported,
    written,
)

Run = Callable[[Scope], Value]

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
        code, chosen = str(quoted_code(node.arguments[1])), arguments[0]
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
        return written(self.tree)


@lru_cache(maxsize=4_096)
def parse(text: str) -> Expression:
    """Read an expression. Raises: ExpressionError."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError("too_long", MAX_LENGTH)
    if not text.strip():
        raise ExpressionError("empty")
    parser = Parser(text)
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
                references.add(str(quoted_code(node.arguments[1])))
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
    "Boolean",
    "Call",
    "Chain",
    "Current",
    "Expression",
    "ExpressionError",
    "Negative",
    "Node",
    "Number",
    "PathTo",
    "Reference",
    "Text",
    "Unsupported",
    "evaluate",
    "is_blank",
    "parse",
]
