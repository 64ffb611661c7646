"""One evaluation of a form: what its expressions see, and the results as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from surveyapp.questionnaires.rules.coercion import (
    BLANK,
    ZERO,
    Scalar,
    Value,
    first,
    moment_of,
    to_boolean,
    to_number,
    to_string,
)
from surveyapp.questionnaires.rules.compiling import (
    OWN_VALUE,
    Compiled,
)
from surveyapp.questionnaires.rules.definition import Choice, Item, Kind
from surveyapp.questionnaires.rules.expressions import Expression, is_blank
from surveyapp.questionnaires.rules.scope import Budget, Path, Scope
from surveyapp.questionnaires.rules.state import (
    AnswerKey,
    Answers,
    Failure,
    FailureKind,
    FormState,
    Instances,
)
from surveyapp.questionnaires.rules.values import (
    AnswerValue,
    is_non_answer,
    is_stored_form,
    pick_text,
    plain_number,
    quick_check,
)

MAX_INSTANCES = 500
FIRST_INSTANCE = "1"

_NUMERIC = frozenset({Kind.INTEGER, Kind.DECIMAL})


@dataclass(frozen=True, slots=True)
class Plain:
    """The items of a section that are visible whenever it is: all of them, questions, and the rest."""

    seen: frozenset[AnswerKey]
    asked: frozenset[AnswerKey]
    shown: frozenset[AnswerKey]


@dataclass(frozen=True, slots=True)
class Checked:
    """A question as the checks see it.

    `keys` is its only key outside repeats, () inside. A plain one is checked by nothing but its
    form, for which `quick` may know the answer, and by whether it may be left blank.
    """

    compiled: Compiled
    keys: tuple[AnswerKey, ...]
    is_plain: bool
    may_be_missed: bool
    quick: Callable[[str], object] | None

    @classmethod
    def of(cls, compiled: Compiled) -> Checked:
        return cls(
            compiled,
            () if compiled.repeats else ((compiled.item.code, ""),),
            compiled.rules.keys().isdisjoint(OWN_VALUE),
            compiled.always_required or "required" in compiled.rules,
            quick_check(compiled.item),
        )


def is_shown(kind: Kind) -> bool:
    """Tell whether a visible item of the kind is told as shown, and not as asked."""
    return kind is Kind.NOTE or kind.is_container


class Run(Scope):
    """One evaluation: the scope that expressions read, and the results as they come."""

    __slots__ = (
        "answers",
        "asked",
        "choices",
        "columns",
        "columns_of",
        "failures",
        "host",
        "instances",
        "items",
        "place",
        "places",
        "reading_raw",
        "sections",
        "seen",
        "shown",
        "stated",
        "stored",
    )

    def __init__(
        self,
        items: Mapping[str, Compiled],
        columns_of: Mapping[str, Sequence[Mapping[str, str]]],
        language: str,
        answers: Answers,
        repeats: Instances,
        today: date,
        now: datetime | None,
        budget: Budget,
    ) -> None:
        self.values: dict[AnswerKey, Value] = {}  # type: ignore[assignment]
        self.current = BLANK
        self.today = today
        self.now = now
        self.budget = budget
        self.language = language
        self.items = items
        self.columns_of = columns_of
        self.answers: dict[AnswerKey, AnswerValue] = dict(answers)
        self.stated = repeats
        self.sections: set[str] = set()
        self.seen: set[AnswerKey] = set()
        self.asked: set[AnswerKey] = set()
        self.shown: set[AnswerKey] = set()
        self.instances: dict[tuple[str, str], tuple[str, ...]] = {}
        self.places: dict[str, list[str]] = {}
        """Repeat code -> paths of all its instances, in order."""
        self.stored: dict[AnswerKey, AnswerValue] = {}
        self.failures: dict[AnswerKey, tuple[Failure, ...]] = {}
        self.choices: dict[AnswerKey, tuple[Choice, ...]] = {}
        self.host: Compiled | None = None
        self.place = ""
        self.columns: Mapping[str, str] | None = None
        self.reading_raw: frozenset[str] = frozenset()

    # --- what expressions see -------------------------------------------------------------------

    def run(
        self, expression: Expression, host: Compiled, place: str, current: Value = BLANK
    ) -> Value:
        self.budget.spend(expression.size)
        self.host = host
        self.place = place
        self.current = current
        return expression.run(self)

    def reference(self, code: str) -> Value:
        target = self.items[code]
        if not target.repeats and target.item.kind is not Kind.REPEAT:
            if code in self.reading_raw:
                return _as_value(target.item, self._given(target, (code, "")))
            return self.values.get((code, ""), BLANK)
        return self._from_repeats(target)

    def _from_repeats(self, target: Compiled) -> Value:
        code = target.item.code
        around = self._shared(target)
        inner = target.repeats if target.item.kind is not Kind.REPEAT else (*target.repeats, code)
        if len(inner) == len(around.split("/") if around else ()):
            if code in self.reading_raw:
                return _as_value(target.item, self._given(target, (code, around)))
            return self.values.get((code, around), BLANK)
        places = self.places.get(inner[-1], [])
        self.budget.spend(len(places))
        found: list[Scalar] = []
        for place in places:
            if around and not place.startswith(around + "/"):
                continue
            if target.item.kind is Kind.REPEAT:
                found.append(place)
            elif (code, place) in self.seen:
                found.append(first(self.values.get((code, place), BLANK)))
        return found

    def _shared(self, target: Compiled) -> str:
        """Return the path of the innermost instance that the host and `target` are both in."""
        if self.host is None or not self.place:
            return ""
        depth = 0
        for mine, other in zip(self._host_repeats(), target.repeats, strict=False):
            if mine != other:
                break
            depth += 1
        return "/".join(self.place.split("/")[:depth])

    def _host_repeats(self) -> tuple[str, ...]:
        return self.host.repeats if self.host else ()

    def path(self, steps: Path) -> Value:
        if self.columns is not None and len(steps) == 1 and steps[0] not in (".", ".."):
            return self.columns.get(steps[0], BLANK)
        return self.reference(self.host.resolved[steps]) if self.host else BLANK

    def position(self, steps: Path) -> int:
        repeats = self._host_repeats()
        if not repeats or self.host is None:
            return 1
        depth = len(repeats)
        if steps[0] in repeats:
            depth = repeats.index(steps[0]) + 1
        elif (ups := steps.count("..")) > 0:
            around = self.host.ancestors[1:]
            reached = around[: len(around) - ups + 1]
            depth = sum(1 for repeat in repeats if repeat in reached) or 1
        keys = self.place.split("/")
        return (
            self.instances[repeats[depth - 1], "/".join(keys[: depth - 1])].index(keys[depth - 1])
            + 1
        )

    def indexed(self, code: str, repeats: Sequence[tuple[str, int]]) -> Value:
        target = self.items[code]
        keys = self.place.split("/") if self.place else []
        own = dict(zip(self._host_repeats(), keys, strict=False))
        chosen = dict(repeats)
        place = ""
        for repeat in target.repeats:
            among = self.instances.get((repeat, place), ())
            if repeat in chosen:
                number = chosen[repeat]
                if not 1 <= number <= len(among):
                    return BLANK
                key = among[number - 1]
            else:
                key = own.get(repeat, among[0] if among else FIRST_INSTANCE)
            place = f"{place}/{key}" if place else key
        return self.values.get((code, place), BLANK)

    def choice_name(self, code: str, value: str) -> str:
        for choice in self.items[code].item.choices:
            if choice.code == value:
                return pick_text(choice.text, self.language) or value
        return BLANK

    # --- steps of an evaluation -----------------------------------------------------------------

    def keys_of(self, compiled: Compiled) -> list[AnswerKey]:
        """Return the key of `compiled` in every instance of the repeats around it."""
        code = compiled.item.code
        if not compiled.repeats:
            return [(code, "")]
        return [(code, place) for place in self.places.get(compiled.repeats[-1], ())]

    def show_section(self, relevant: Expression | None, host: Compiled, plain: Plain) -> None:
        self.reading_raw = host.raw
        if relevant is None or to_boolean(self.run(relevant, host, "")):
            self.sections.add(host.item.code)
            self.seen |= plain.seen
            self.asked |= plain.asked
            self.shown |= plain.shown
        self.reading_raw = frozenset()

    def show(self, compiled: Compiled, *, regardless: bool = False) -> None:
        """Decide where `compiled` is visible; for a repeat also which instances it has."""
        code, parent = compiled.item.code, compiled.parent
        relevant = None if regardless else compiled.rules.get("relevant")
        kind = compiled.item.kind
        is_repeat = kind is Kind.REPEAT
        if is_repeat:
            self.places[code] = []
        if not parent and compiled.section not in self.sections:
            return
        # A parent that is the repeat itself has one place per instance; it is seen around them.
        in_repeat = bool(compiled.repeats) and compiled.repeats[-1] == parent
        for key in self.keys_of(compiled):
            place = key[1]
            if parent and not in_repeat and (parent, place) not in self.seen:
                continue
            if relevant is not None:
                self.reading_raw = compiled.raw
                is_visible = to_boolean(self.run(relevant, compiled, place))
                self.reading_raw = frozenset()
                if not is_visible:
                    continue
            self.seen.add(key)
            if kind.is_answered:
                self.asked.add(key)
            elif is_shown(kind):
                self.shown.add(key)
            if is_repeat:
                self._open_instances(compiled, place)

    def _open_instances(self, compiled: Compiled, place: str) -> None:
        code = compiled.item.code
        count = compiled.rules.get("repeat_count")
        if count is not None:
            number = to_number(self.run(count, compiled, place))
            total = 0 if number.is_nan() else int(max(ZERO, min(number, Decimal(MAX_INSTANCES))))
            keys = tuple(str(n) for n in range(1, total + 1))
        else:
            keys = tuple(dict.fromkeys(self.stated.get((code, place), (FIRST_INSTANCE,))))
            keys = keys[:MAX_INSTANCES]
        self.budget.spend(len(keys))
        self.instances[code, place] = keys
        self.places[code] += [f"{place}/{key}" if place else key for key in keys]

    def compute(self, compiled: Compiled) -> None:
        """Work out the values of `compiled` where it is visible."""
        item = compiled.item
        calculation = compiled.rules.get("calculation")
        for key in self.keys_of(compiled):
            if key not in self.seen:
                continue
            given = self._given(compiled, key)
            if calculation is None:
                if given is not None:
                    self.values[key] = _as_value(item, given)
                continue
            current = _as_value(item, given)
            value = first(self.run(calculation, compiled, key[1], current))
            if not is_blank(value):
                self.values[key] = value
                self.stored[key] = _stored(item, value)
            else:
                self.values[key] = BLANK

    def _given(self, compiled: Compiled, key: AnswerKey) -> AnswerValue | None:
        given = self.answers.get(key)
        if given is None and compiled.item.kind is Kind.HIDDEN:
            # Nobody fills a hidden field in: what it starts with is what it has.
            return compiled.default if isinstance(compiled.default, str) else None
        return given

    def default(self, compiled: Compiled, key: AnswerKey) -> AnswerValue | None:
        """Return the default of `compiled` as stored; None when it is no answer to it."""
        item, default = compiled.item, compiled.default
        if isinstance(default, Expression):
            scalar = first(self.run(default, compiled, key[1]))
            if is_blank(scalar):
                return None
            stored = _stored(item, scalar)
        else:
            stored = _stored(item, str(default))
        codes = stored if isinstance(stored, list) else [str(stored)]
        if item.kind.has_choices and not compiled.codes.issuperset(codes):
            return None
        return stored if is_stored_form(item, stored) else None

    # --- checks ---------------------------------------------------------------------------------

    def check(self, questions: Iterable[Checked]) -> None:
        """Find what is wrong with the visible answers."""
        seen, answers = self.seen, self.answers
        for question in questions:
            for key in question.keys or self.keys_of(question.compiled):
                if key not in seen:
                    continue
                if question.is_plain:
                    answer = answers.get(key)
                    if answer is None:
                        if not question.may_be_missed:
                            continue
                    elif question.quick and type(answer) is str and question.quick(answer):
                        continue
                found = self._failures(question.compiled, key)
                if found:
                    self.failures[key] = tuple(found)

    def _failures(self, compiled: Compiled, key: AnswerKey) -> list[Failure]:
        item, rules = compiled.item, compiled.rules
        codes = compiled.codes
        if (choice_filter := rules.get("choice_filter")) is not None:
            offered = self._offered(compiled, choice_filter, key)
            self.choices[key] = offered
            codes = frozenset(choice.code for choice in offered)
        answer = self.stored.get(key) if "calculation" in rules else self.answers.get(key)
        if answer is None or answer in ("", []):
            required = rules.get("required")
            if compiled.always_required or (
                required is not None and to_boolean(self.run(required, compiled, key[1]))
            ):
                return [Failure(FailureKind.REQUIRED, item.required_message)]
            return []
        if not is_stored_form(item, answer):
            return [Failure(FailureKind.TYPE, {})]
        if is_non_answer(answer):
            return []
        if item.kind.has_choices:
            chosen = answer if isinstance(answer, list) else [str(answer)]
            if not codes.issuperset(chosen):
                return [Failure(FailureKind.CHOICE, {})]
        constraint = rules.get("constraint")
        if constraint is not None:
            current = self.values.get(key, BLANK)
            if not to_boolean(self.run(constraint, compiled, key[1], current)):
                return [Failure(FailureKind.CONSTRAINT, item.constraint_message)]
        return []

    def _offered(
        self, compiled: Compiled, choice_filter: Expression, key: AnswerKey
    ) -> tuple[Choice, ...]:
        current = self.values.get(key, BLANK)
        found = []
        for choice, columns in zip(
            compiled.item.choices, self.columns_of[compiled.item.code], strict=True
        ):
            self.columns = columns
            if to_boolean(self.run(choice_filter, compiled, key[1], current)):
                found.append(choice)
        self.columns = None
        return tuple(found)

    def state(self, sections: tuple[str, ...]) -> FormState:
        return FormState(
            asked=frozenset(self.asked),
            shown=frozenset(self.shown),
            sections=sections,
            values=self.stored,
            failures=self.failures,
            choices=self.choices,
            instances=self.instances,
        )


def _as_value(item: Item, answer: AnswerValue | None) -> Value:
    """Return a stored answer as expressions see it; a non-answer is blank to them."""
    if answer is None or isinstance(answer, dict):
        return BLANK
    if isinstance(answer, list):
        return " ".join(answer)
    if item.kind in _NUMERIC:
        number = to_number(answer)
        return answer if number.is_nan() else number
    return answer


def _stored(item: Item, value: Scalar) -> AnswerValue:
    """Return a computed value as it is stored."""
    if item.kind is Kind.DATE and isinstance(value, Decimal) and (moment := moment_of(value)):
        return moment.date().isoformat()  # today() + 7 is a number of days
    text = to_string(value)
    if item.kind in (Kind.MULTIPLE, Kind.RANK):
        return text.split()
    if item.kind in _NUMERIC:
        number = to_number(text)
        return plain_number(number) if number.is_finite() else text
    return text
