"""Regular expressions for `regex(...)`, matched in time proportional to the text.

Authors write patterns, and a backtracking matcher can be made to run for years by a short one. This
one follows all possibilities at once (Thompson's construction), so the work is at most the size of
the pattern times the length of the text. Look-around and back-references cannot be matched this
way and are refused by name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

MAX_PATTERN = 500
"""Characters in a pattern."""
MAX_STATES = 2_000
"""States after counted repetitions are written out."""
MAX_NESTING = 40

Matches = Callable[[str], bool]


class PatternError(ValueError):
    """A pattern that cannot be used. `reason` is a message key, `position` an index into it."""

    def __init__(self, reason: str, position: int) -> None:
        super().__init__(f"{reason} at {position}")
        self.reason = reason
        self.position = position


@dataclass(frozen=True)
class _Part:
    """A piece of a parsed pattern; what is filled in depends on `kind`."""

    kind: str  # one, cat, alt, rep, assert
    test: Matches | None = None
    parts: tuple[_Part, ...] = ()
    low: int = 0
    high: int | None = None
    name: str = ""


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _is_digit(char: str) -> bool:
    return "0" <= char <= "9"


_CLASSES: dict[str, Matches] = {
    "d": _is_digit,
    "D": lambda c: not _is_digit(c),
    "w": _is_word,
    "W": lambda c: not _is_word(c),
    "s": str.isspace,
    "S": lambda c: not c.isspace(),
}
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v"}
_POSIX_LIKE = frozenset({"L", "Lu", "Ll", "N", "Nd", "P", "S", "Z"})


class _Reader:
    def __init__(self, pattern: str) -> None:
        self.text = pattern
        self.at = 0

    def fail(self, reason: str) -> PatternError:
        return PatternError(reason, self.at)

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self) -> str:
        char = self.peek()
        self.at += 1
        return char

    def alternatives(self, depth: int) -> _Part:
        if depth > MAX_NESTING:
            raise self.fail("regex_too_large")
        options = [self.sequence(depth)]
        while self.peek() == "|":
            self.take()
            options.append(self.sequence(depth))
        return options[0] if len(options) == 1 else _Part("alt", parts=tuple(options))

    def sequence(self, depth: int) -> _Part:
        parts: list[_Part] = []
        while (char := self.peek()) and char not in "|)":
            parts.append(self.repeated(self.atom(depth)))
        return _Part("cat", parts=tuple(parts))

    def repeated(self, part: _Part) -> _Part:
        char = self.peek()
        if char and char in "*+?":
            self.take()
            low, high = {"*": (0, None), "+": (1, None), "?": (0, 1)}[char]
        elif char == "{":
            low, high = self.counts()
        else:
            return part
        if part.kind == "assert":
            raise self.fail("regex_invalid")
        if self.peek() == "?":  # a lazy quantifier accepts the same texts
            self.take()
        if (after := self.peek()) and after in "*+{":
            raise self.fail("regex_invalid")
        return _Part("rep", parts=(part,), low=low, high=high)

    def counts(self) -> tuple[int, int | None]:
        end = self.text.find("}", self.at)
        body = self.text[self.at + 1 : end] if end > 0 else ""
        first, comma, second = body.partition(",")
        numbers = [n for n in (first, second) if n]
        if not first or not all(n.isascii() and n.isdigit() and len(n) < 5 for n in numbers):
            raise self.fail("regex_invalid")
        low = int(first)
        high = (int(second) if second else None) if comma else low
        if high is not None and high < low:
            raise self.fail("regex_invalid")
        self.at = end + 1
        return low, high

    def atom(self, depth: int) -> _Part:
        char = self.take()
        if char == "(":
            if self.peek() == "?":
                if self.text[self.at : self.at + 2] != "?:":
                    raise self.fail("regex_unsupported")
                self.at += 2
            inside = self.alternatives(depth + 1)
            if self.take() != ")":
                raise self.fail("regex_invalid")
            return inside
        if char == "[":
            return _Part("one", test=self.char_set())
        if char == ".":
            return _Part("one", test=lambda c: c != "\n")
        if char == "^":
            return _Part("assert", name="start")
        if char == "$":
            return _Part("assert", name="end")
        if char == "\\":
            return self.escape()
        if char in "*+?{":
            raise self.fail("regex_invalid")
        return _Part("one", test=char.__eq__)

    def escape(self) -> _Part:
        char = self.peek()
        if char == "b":
            self.take()
            return _Part("assert", name="boundary")
        if char == "B":
            self.take()
            return _Part("assert", name="inside")
        found = self.escaped()
        return _Part("one", test=found if callable(found) else found.__eq__)

    def escaped(self) -> Matches | str:
        char = self.take()
        if char in _CLASSES:
            return _CLASSES[char]
        if char in _CONTROLS:
            return _CONTROLS[char]
        if char in ("p", "P"):
            end = self.text.find("}", self.at)
            name = self.text[self.at + 1 : end] if self.peek() == "{" and end > 0 else ""
            if name not in _POSIX_LIKE:
                raise self.fail("regex_unsupported")
            self.at = end + 1
            wanted = char == "p"
            return lambda c: unicodedata.category(c).startswith(name) is wanted
        if char in ("u", "x"):
            width = 4 if char == "u" else 2
            digits = self.text[self.at : self.at + width]
            if len(digits) < width or not all(d in "0123456789abcdefABCDEF" for d in digits):
                raise self.fail("regex_invalid")
            self.at += width
            return chr(int(digits, 16))
        if not char or char.isalnum():  # \1 is a back-reference, \Q and the like differ by engine
            raise self.fail("regex_unsupported" if char else "regex_invalid")
        return char

    def char_set(self) -> Matches:
        negated = self.peek() == "^"
        if negated:
            self.take()
        singles: set[str] = set()
        ranges: list[tuple[str, str]] = []
        classes: list[Matches] = []
        first = True
        while (char := self.take()) != "]" or first:
            first = False
            if not char:
                raise self.fail("regex_invalid")
            if (char == "[" and self.peek() == ":") or (char == "&" and self.peek() == "&"):
                raise self.fail("regex_unsupported")
            low = self.escaped() if char == "\\" else char
            if callable(low):
                classes.append(low)
            elif self.peek() == "-" and self.text[self.at + 1 : self.at + 2] not in ("]", ""):
                self.take()
                char = self.take()
                high = self.escaped() if char == "\\" else char
                if callable(high) or high < low:
                    raise self.fail("regex_invalid")
                ranges.append((low, high))
            else:
                singles.add(low)

        def contains(c: str) -> bool:
            found = (
                c in singles or any(a <= c <= b for a, b in ranges) or any(t(c) for t in classes)
            )
            return found is not negated

        return contains


class Pattern:
    """A compiled pattern. The whole text must match, as ODK's `regex` asks."""

    def __init__(self, pattern: str) -> None:
        if len(pattern) > MAX_PATTERN:
            raise PatternError("regex_too_large", MAX_PATTERN)
        reader = _Reader(pattern)
        tree = reader.alternatives(0)
        if reader.at < len(pattern):
            raise reader.fail("regex_invalid")
        # A state is (test, next states): test None is a free step, a string an assertion.
        self._tests: list[Matches | str | None] = []
        self._nexts: list[list[int]] = []
        self._end = self._state(None)
        self._start = self._build(tree, self._end)

    def _state(self, test: Matches | str | None, *nexts: int) -> int:
        if len(self._tests) >= MAX_STATES:
            raise PatternError("regex_too_large", 0)
        self._tests.append(test)
        self._nexts.append(list(nexts))
        return len(self._tests) - 1

    def _build(self, part: _Part, then: int) -> int:
        """Add states for `part` followed by state `then`; return the entry."""
        if part.kind == "one":
            return self._state(part.test, then)
        if part.kind == "assert":
            return self._state(part.name, then)
        if part.kind == "cat":
            for piece in reversed(part.parts):
                then = self._build(piece, then)
            return then
        if part.kind == "alt":
            return self._state(None, *[self._build(p, then) for p in part.parts])
        (inner,) = part.parts
        if part.high is None:
            loop = self._state(None, then)
            self._nexts[loop].append(self._build(inner, loop))
            then = loop
        else:
            leave = then
            for _ in range(part.high - part.low):
                then = self._state(None, self._build(inner, then), leave)
        for _ in range(part.low):
            then = self._build(inner, then)
        return then

    def _reach(self, states: Iterable[int], text: str, at: int) -> set[int]:
        """Return every state that is reached without reading a character."""
        seen: set[int] = set()
        stack = list(states)
        while stack:
            state = stack.pop()
            if state in seen:
                continue
            seen.add(state)
            test = self._tests[state]
            if test is None or (isinstance(test, str) and _holds(test, text, at)):
                stack.extend(self._nexts[state])
        return seen

    def matches(self, text: str, spend: Callable[[int], None] = lambda steps: None) -> bool:
        """Tell whether all of `text` matches. `spend` is told the steps taken as they are taken."""
        current = self._reach([self._start], text, 0)
        for at, char in enumerate(text):
            spend(len(current))
            found = [
                self._nexts[state][0]
                for state in current
                if callable(test := self._tests[state]) and test(char)
            ]
            if not found:
                return False
            current = self._reach(found, text, at + 1)
        return self._end in current


def _holds(name: str, text: str, at: int) -> bool:
    if name == "start":
        return at == 0
    if name == "end":
        return at == len(text)
    before = at > 0 and _is_word(text[at - 1])
    after = at < len(text) and _is_word(text[at])
    return (before != after) is (name == "boundary")


@lru_cache(maxsize=512)
def compile_pattern(pattern: str) -> Pattern:
    """Return the compiled pattern. Raises: PatternError."""
    return Pattern(pattern)
