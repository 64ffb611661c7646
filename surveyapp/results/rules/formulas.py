"""One unit's value of one indicator.

A formula is read once and then run over everybody's answers. Zero, missing and not applicable are
three different things: a condition that hangs on an answer nobody gave is neither yes nor no.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from surveyapp.questionnaires.rules.coercion import BLANK, Scalar, Value, to_boolean, to_number
from surveyapp.questionnaires.rules.expressions import (
    Call,
    Chain,
    Expression,
    ExpressionError,
    Node,
    Text,
    evaluate,
    parse,
)
from surveyapp.questionnaires.rules.scope import BudgetExceeded, Scope
from surveyapp.questionnaires.rules.syntax import written

YES_SHARE, RATIO, MEAN = "yes_share", "ratio", "mean"


class Standing(enum.StrEnum):
    """Whether a unit has a value, and if not, why."""

    VALUE = "value"
    MISSING = "missing"
    """Asked, and left blank."""
    NOT_RECORDED = "not_recorded"
    """The unit said that it does not have the figure."""
    NOT_APPLICABLE = "not_applicable"
    """The unit said so, or the formula does not count it."""
    NOT_ASKED = "not_asked"
    """Routing hid the question."""
    NO_CASES = "no_cases"
    """The denominator is zero."""
    NOT_SUBMITTED = "not_submitted"
    FAULT = "fault"
    """The formula gives no number for these answers."""


@dataclass(frozen=True, slots=True)
class UnitValue:
    """One unit's value; a yes is 1 and a no 0. `numerator` and `denominator` as the formula found them."""

    standing: Standing
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None


class FormulaProblem(ValueError):
    """A formula that cannot be used; `name` is what is wrong: a part of it or a question code."""

    def __init__(self, reason: str, name: str = "") -> None:
        super().__init__(f"{reason}: {name}")
        self.reason = reason
        """kind, expression, unsupported or question."""
        self.name = name


@dataclass(slots=True)
class Answered:
    """What one unit sent in, as formulas see it."""

    values: dict[str, Value] = field(default_factory=dict)
    non_answers: dict[str, str] = field(default_factory=dict)
    """Question code -> not_recorded or not_applicable."""
    asked: frozenset[str] = frozenset()
    blank: frozenset[str] = frozenset()
    """Asked, at one place at least, and without a value there."""

    @classmethod
    def of(cls, snapshot: Mapping[str, Any]) -> Answered:
        """Read a submission's answers: {"answers": [[code, path, value]], "asked", "computed"}.

        A question inside repeats becomes a list with one value per instance where it was asked, blank
        where it was not answered: a sum over it is then unknown, as in the form.
        """
        values: dict[str, Value] = {}
        inside: dict[tuple[str, str], Scalar] = {}
        non_answers: dict[str, str] = {}
        given: set[tuple[str, str]] = set()
        for code, path, value in (*snapshot.get("answers", ()), *snapshot.get("computed", ())):
            if isinstance(value, dict):
                non_answers.setdefault(code, str(value.get("non_answer", "")))
                continue
            if value is None or value in ("", []):
                continue
            given.add((code, path))
            scalar = " ".join(value) if isinstance(value, list) else str(value)
            if path:
                inside[code, path] = scalar
            else:
                values[code] = scalar
        places = [(code, path) for code, path in snapshot.get("asked", ())]
        asked = {code for code, _path in places}
        repeated: dict[str, list[Scalar]] = {}
        for code, path in dict.fromkeys([*places, *inside]):
            if path:
                repeated.setdefault(code, []).append(inside.get((code, path), BLANK))
        return cls(
            values={**values, **repeated},
            non_answers=non_answers,
            asked=frozenset(asked),
            blank=frozenset(code for code, path in places if (code, path) not in given),
        )

    def why_unknown(self, codes: Iterable[str]) -> Standing | None:
        """Return why one of the questions has no value; None when all have."""
        found = {self._why(code) for code in codes}
        for standing in (
            Standing.MISSING,
            Standing.NOT_RECORDED,
            Standing.NOT_APPLICABLE,
            Standing.NOT_ASKED,
        ):
            if standing in found:
                return standing
        return None

    def _why(self, code: str) -> Standing | None:
        if code in self.non_answers:
            is_recorded = self.non_answers[code] != "not_recorded"
            return Standing.NOT_APPLICABLE if is_recorded else Standing.NOT_RECORDED
        if code in self.blank:
            return Standing.MISSING
        return None if code in self.values else Standing.NOT_ASKED


Truth = Callable[[Answered, Scope], bool | None]
"""A condition; None when it hangs on an answer that is not known."""


def _condition(node: Node) -> Truth:
    """Read a condition with three outcomes: `and`, `or` and `not` know what they can without the rest."""
    if isinstance(node, Chain) and node.rest[0][0] in ("and", "or"):
        parts = [_condition(part) for part in (node.first, *(operand for _, operand in node.rest))]
        decides = node.rest[0][0] == "or"

        def joined(answered: Answered, scope: Scope) -> bool | None:
            found = [part(answered, scope) for part in parts]
            if decides in found:
                return decides
            return None if None in found else not decides

        return joined
    if isinstance(node, Call) and node.name == "not":
        inner = _condition(node.arguments[0])

        def turned(answered: Answered, scope: Scope) -> bool | None:
            found = inner(answered, scope)
            return None if found is None else not found

        return turned
    expression = parse(written(node))
    # A comparison with the empty text asks whether there is an answer, and always knows.
    asks_for_blank = (
        isinstance(node, Chain)
        and node.rest[0][0] in ("=", "!=")
        and Text("") in (node.first, node.rest[0][1])
    )
    needed = frozenset() if asks_for_blank else expression.references

    def tested(answered: Answered, scope: Scope) -> bool | None:
        if needed & (answered.blank | answered.non_answers.keys()):
            return None
        return to_boolean(evaluate(expression, scope))

    return tested


@dataclass(frozen=True)
class Formula:
    """An indicator's formula, read and ready to run."""

    kind: str
    numerator: Expression
    denominator: Expression | None
    _is_yes: Truth
    _counts: Truth | None

    @classmethod
    def read(cls, kind: str, numerator: str, denominator: str, codes: Collection[str]) -> Formula:
        """Read a formula over the questions `codes`.

        Raises: FormulaProblem.
        """
        if kind not in (YES_SHARE, RATIO, MEAN) or (kind == RATIO and not denominator.strip()):
            raise FormulaProblem("kind", kind)
        over = _parsed(numerator, codes)
        under = _parsed(denominator, codes) if denominator.strip() and kind != MEAN else None
        return cls(
            kind,
            over,
            under,
            _condition(over.tree),
            _condition(under.tree) if under is not None else None,
        )

    def value(self, answered: Answered) -> UnitValue:
        """Return the unit's value, or why it has none."""
        scope = Scope(values=answered.values)
        try:
            if self.kind == YES_SHARE:
                return self._yes_or_no(answered, scope)
            return self._number(answered, scope)
        except (BudgetExceeded, ExpressionError):
            return UnitValue(Standing.FAULT)

    def _yes_or_no(self, answered: Answered, scope: Scope) -> UnitValue:
        who = self.denominator or self.numerator
        if self._counts is None:
            if not who.references & answered.asked:
                return UnitValue(Standing.NOT_ASKED)
        elif not (counts := self._counts(answered, scope)):
            why = answered.why_unknown(who.references)
            return UnitValue(
                why or (Standing.NOT_APPLICABLE if counts is False else Standing.MISSING)
            )
        is_yes = self._is_yes(answered, scope)
        if is_yes is None:
            unknown = self.numerator.references & answered.asked
            return UnitValue(answered.why_unknown(unknown) or Standing.MISSING)
        return UnitValue(Standing.VALUE, float(is_yes), float(is_yes), 1.0)

    def _number(self, answered: Answered, scope: Scope) -> UnitValue:
        over = to_number(evaluate(self.numerator, scope))
        if self.denominator is None:
            return _valued(over, None) or self._unknown(answered, self.numerator)
        under = to_number(evaluate(self.denominator, scope))
        if under.is_zero():
            return UnitValue(Standing.NO_CASES, denominator=0.0)
        if not under.is_finite():
            return self._unknown(answered, self.denominator)
        found = _valued(over, under)
        return found or self._unknown(answered, self.numerator, float(under))

    def _unknown(
        self, answered: Answered, part: Expression, denominator: float | None = None
    ) -> UnitValue:
        why = answered.why_unknown(part.references)
        return UnitValue(why or Standing.FAULT, denominator=denominator)


def _parsed(text: str, codes: Collection[str]) -> Expression:
    try:
        expression = parse(text)
    except ExpressionError as error:
        raise FormulaProblem("expression", str(error)) from error
    if expression.uses_unsupported or expression.paths:
        # A path names a place in a form; a formula stands outside every form.
        name = next(iter(expression.uses_unsupported), "") or "/".join(
            min(expression.paths, default=())
        )
        raise FormulaProblem("unsupported", name)
    for code in sorted(expression.references):
        if code not in codes:
            raise FormulaProblem("question", code)
    return expression


def _valued(over: Decimal, under: Decimal | None) -> UnitValue | None:
    if not over.is_finite():
        return None
    if under is None:
        return UnitValue(Standing.VALUE, float(over), float(over), None)
    value = float(over) / float(under)
    if not math.isfinite(value):
        return None
    return UnitValue(Standing.VALUE, value, float(over), float(under))


def fold_districts(kind: str, districts: Sequence[UnitValue]) -> UnitValue:
    """Return a municipality's value when its districts answered each for itself.

    A ratio is sum over sum, a mean the mean, and a yes/no the share of districts with yes. Without
    any value the most common reason stands (the first in the order of `Standing` at a tie).
    """
    known = [d for d in districts if d.standing is Standing.VALUE and d.value is not None]
    if not known:
        reasons = [d.standing for d in districts]
        order = list(Standing)
        return UnitValue(max(reasons, key=lambda s: (reasons.count(s), -order.index(s))))
    over = math.fsum(d.numerator or 0.0 for d in known)
    if kind == MEAN:
        mean = over / len(known)
        return UnitValue(Standing.VALUE, mean, mean, None)
    under = math.fsum(d.denominator or 0.0 for d in known)
    return UnitValue(Standing.VALUE, over / under, over, under)
