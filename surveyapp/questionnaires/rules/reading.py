"""Reads the text of an expression into a tree: tokens, then operators by how tightly they bind.

Sizes are limited here, so that whatever is read can be evaluated without running out of anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from surveyapp.questionnaires.rules.functions import FUNCTIONS, UNSUPPORTED
from surveyapp.questionnaires.rules.patterns import PatternError, compile_pattern
from surveyapp.questionnaires.rules.scope import Path
from surveyapp.questionnaires.rules.syntax import (
    LEVELS,
    NEGATIVE_LEVEL,
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
)

MAX_LENGTH = 20_000
"""Characters; the longest rule in the real forms at hand has under 1,500."""
MAX_NESTING = 100
"""Parentheses and calls inside each other; keeps reading and evaluating off Python's own limit."""
MAX_NODES = 5_000


SPECIAL: dict[str, tuple[int, int | None]] = {
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
CODE = re.compile(r"[^\W\d][\w.\-]*(?::[\w.\-]+)?")
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


class Parser:
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
        return LEVELS.get(token.text, 0) if token.kind in ("sign", "name") else 0

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
            return self.counted(Negative(self.expression(NEGATIVE_LEVEL)))
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
        if not CODE.fullmatch(code):
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
        if name in SPECIAL:
            least, most = SPECIAL[name]
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
    elif call.name == "jr:choice-name" and quoted_code(arguments[1]) is None:
        raise ExpressionError("argument_kind", call.position, call.name)


def quoted_code(node: Node) -> str | None:
    """Return the question that a jr:choice-name names: `${x}`, or the same as a quoted text."""
    if isinstance(node, Reference):
        return node.code
    if isinstance(node, PathTo):
        return node.steps[-1]
    if isinstance(node, Text):
        code = node.value.strip().removeprefix("${").removesuffix("}").strip().rpartition("/")[2]
        return code if CODE.fullmatch(code) else None
    return None
