"""What a fictional municipality answers: drawn from `behaviour.csv`, alike from year to year.

Every question has lasting draws per municipality and fresh ones per year; together they decide. The
form's own evaluator then says what is asked, and what it objects to is mended, so that a finished
return can be sent in.
"""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from surveyapp.demo.content import Behaviour, load_comments
from surveyapp.demo.fiction.calendar import YEAR
from surveyapp.demo.fiction.places import Place
from surveyapp.questionnaires.rules.definition import Item, Kind, NonAnswer
from surveyapp.questionnaires.rules.evaluation import (
    AnswerKey,
    AnswerValue,
    CompiledForm,
    FailureKind,
    FormState,
)
from surveyapp.questionnaires.rules.values import plain_number

_LASTING = 0.95
"""Correlation between a municipality's draw one year and the next."""
_FRESH = math.sqrt(1 - _LASTING**2)
_MAIN, _MISSING, _NOT_APPLICABLE, _SPARE, _OPTIONS = 0, 1, 2, 3, 4
"""Which draw decides what; from `_OPTIONS` on there is one for each option of a multiple choice."""
_FROM_ORDER = 0.35
"""How much a municipality's good order decides a yes."""
_FROM_SCALE = 0.75
"""How much its size within the group decides a count."""
_MENDINGS = 5
"""Rounds of mending; one answer can depend on another that is mended."""


class Unanswerable(RuntimeError):
    """The form objects to what the demo answers, whatever is tried."""


@dataclass(frozen=True, slots=True)
class Filled:
    """One return as it is meant to be sent in."""

    values: dict[AnswerKey, AnswerValue]
    """Answers to what is asked, in form order."""
    state: FormState


class _Draws:
    """Standard normal draws of one municipality, question and year."""

    def __init__(self, lasting: Sequence[float], fresh: Sequence[float], *, is_over: bool) -> None:
        # Last year is the lasting draw itself; this year moves a little away from it.
        self.z = (
            lasting
            if is_over
            else [_LASTING * a + _FRESH * b for a, b in zip(lasting, fresh, strict=True)]
        )
        self.lasting = lasting
        self.fresh = fresh

    def share(self, which: int) -> float:
        """Return the draw as a number evenly spread over 0-1."""
        return _even(self.z[which])


def _even(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2))


def fill(
    compiled: CompiledForm,
    behaviours: Mapping[str, Behaviour],
    place: Place,
    year: int,
    seed: int,
) -> Filled:
    """Return the whole of a municipality's answers to one form in one year.

    Raises:
        Unanswerable: the form cannot be filled in without objections.
    """
    lasting = random.Random(f"{seed}:{place.code}:{compiled.definition.code}")
    fresh = random.Random(f"{seed}:{place.code}:{compiled.definition.code}:{year}")
    writer = _Writer(compiled, place, year)
    for behaviour in behaviours.values():
        if behaviour.code not in compiled.items:
            continue
        count = _draws_needed(behaviour)
        draws = _Draws(
            [lasting.gauss(0, 1) for _ in range(count)],
            [fresh.gauss(0, 1) for _ in range(count)],
            is_over=year < YEAR,
        )
        writer.write(behaviour, draws, seed)
    return _mended(compiled, writer.values, dt.date(year, 6, 1))


def _draws_needed(behaviour: Behaviour) -> int:
    return _OPTIONS + (len(behaviour.options) if behaviour.distribution == "multiple" else 0)


class _Writer:
    """Draws answers question by question; later ones read earlier ones."""

    def __init__(self, compiled: CompiledForm, place: Place, year: int) -> None:
        self.compiled = compiled
        self.place = place
        self.year = year
        self.values: dict[AnswerKey, AnswerValue] = {}
        self.instances = 1

    def write(self, behaviour: Behaviour, draws: _Draws, seed: int) -> None:
        found = self.compiled.items[behaviour.code]
        if not found.repeats:
            self._put((behaviour.code, ""), self._answer(behaviour, found.item, draws))
            return
        if behaviour.distribution == "part":
            self._split(behaviour, found.item, draws, seed)
            return
        for number in range(1, self.instances + 1):
            rng = random.Random(f"{seed}:{self.place.code}:{behaviour.code}:{number}")
            own = [rng.gauss(0, 1) for _ in draws.fresh]
            instance = _Draws(own, draws.fresh, is_over=self.year < YEAR)
            self._put((behaviour.code, str(number)), self._answer(behaviour, found.item, instance))

    def _put(self, key: AnswerKey, value: AnswerValue | None) -> None:
        if value is not None:
            self.values[key] = value

    def _number(self, code: str) -> Decimal | None:
        value = self.values.get((code, ""))
        return Decimal(value) if isinstance(value, str) else None

    def _answer(self, b: Behaviour, item: Item, draws: _Draws) -> AnswerValue | None:
        allowed = {a.value for a in item.allows}
        for which, chance, code in (
            (_NOT_APPLICABLE, b.p_not_applicable, NonAnswer.NOT_APPLICABLE.value),
            (_MISSING, b.p_not_recorded, NonAnswer.NOT_RECORDED.value),
        ):
            if chance and code in allowed and draws.share(which) < chance:
                return {"non_answer": code}
        kind = b.distribution
        if kind == "yes_no":
            return "ja" if self._is_yes(b, draws) else "nej"
        if kind == "choice":
            return _chosen(b, draws.share(_MAIN))
        if kind == "multiple":
            return _several(b, item, draws)
        if kind == "date":
            return self._day(b, draws)
        if kind == "comment":
            return self._comment(b, draws)
        if kind == "providers":
            return self._providers(b, draws)
        return self._quantity(b, item, draws)

    def _is_yes(self, b: Behaviour, draws: _Draws) -> bool:
        p = _known(b.p if self.year >= YEAR or b.last_year_p is None else b.last_year_p)
        odds = math.log(p / (1 - p)) + b.size_slope * self.place.group.size_score
        chance = 1 / (1 + math.exp(-odds))
        z = _FROM_ORDER * self.place.order + math.sqrt(1 - _FROM_ORDER**2) * draws.z[_MAIN]
        return 1 - _even(z) < chance

    def _quantity(self, b: Behaviour, item: Item, draws: _Draws) -> str | None:
        number: float
        if b.distribution == "count":
            z = _FROM_SCALE * self.place.scale + math.sqrt(1 - _FROM_SCALE**2) * draws.z[_MAIN]
            number = _known(b.median) * self.place.volume * math.exp(_known(b.sd_log) * z)
        elif b.distribution == "number":
            number = _known(b.mean) + _known(b.sd) * draws.z[_MAIN]
            number = min(max(number, b.low or 0.0), b.high if b.high is not None else number)
        elif b.distribution == "share":
            whole = self._number(b.of[0])
            if whole is None:
                return None
            part = min(max(_known(b.mean) + _known(b.sd) * draws.z[_MAIN], b.low or 0.0), 1.0)
            return plain_number(min(_rounded(float(whole) * part, item), whole))
        else:
            assert b.distribution == "sum", b.distribution
            parts = [self._number(code) for code in b.of]
            if any(part is None for part in parts):
                return None
            return plain_number(sum((part for part in parts if part is not None), Decimal(0)))
        return plain_number(_rounded(number, item))

    def _split(self, b: Behaviour, item: Item, draws: _Draws, seed: int) -> None:
        whole = self._number(b.of[0])
        rng = random.Random(f"{seed}:{self.place.code}:{b.of[0]}:parts")
        # The municipality's own service comes first and is mostly the largest.
        sizes = [rng.lognormvariate(1.2 if n == 0 else 0, 0.6) for n in range(self.instances)]
        for number, size in enumerate(sizes, start=1):
            key = (b.code, str(number))
            missing = random.Random(f"{seed}:{self.place.code}:{b.code}:{number}").random()
            if whole is None or missing < b.p_not_recorded:
                self._put(key, {"non_answer": NonAnswer.NOT_RECORDED.value})
            else:
                part = float(whole) * size / sum(sizes)
                self._put(key, plain_number(min(_rounded(part, item), whole)))

    def _providers(self, b: Behaviour, draws: _Draws) -> str:
        spread = _known(b.mean) - 1 + 0.6 * math.log(max(self.place.volume, 1))
        number = 1 + round(spread * math.exp(0.7 * draws.z[_MAIN]) * 0.8)
        self.instances = int(min(max(number, b.low or 1), b.high or number))
        return str(self.instances)

    def _day(self, b: Behaviour, draws: _Draws) -> str:
        """Most keep the day they gave last year; some have decided anew since."""
        first, last, year = _known(b.from_date), _known(b.to_date), dt.timedelta(days=365)
        old = first + (last - year - first) * _even(draws.lasting[_MAIN])
        if self.year < YEAR:
            day = old
        elif draws.fresh[_MAIN] > 0.5:
            day = last - year * _even(draws.fresh[_SPARE])
        else:
            day = old
        while day.weekday() > 4:
            day -= dt.timedelta(days=1)
        return day.isoformat()

    def _comment(self, b: Behaviour, draws: _Draws) -> str | None:
        if draws.share(_MAIN) >= (b.p or 0.0):
            return None
        texts = [c["sv"] for c in load_comments() if self.year >= YEAR or "202" not in c["sv"]]
        return texts[int(_even(draws.fresh[_SPARE]) * len(texts)) % len(texts)]


_Value = TypeVar("_Value")


def _known(value: _Value | None) -> _Value:
    """Return a number that the distribution needs; `behaviour.csv` is tested to have it."""
    assert value is not None
    return value


def _rounded(number: float, item: Item) -> Decimal:
    places = Decimal("0.1") if item.kind is Kind.DECIMAL else Decimal(1)
    return Decimal(str(max(number, 0.0))).quantize(places)


def _chosen(b: Behaviour, share: float) -> str:
    total = 0.0
    for code, part in b.options.items():
        total += part
        if share < total:
            return code
    return list(b.options)[-1]


def _several(b: Behaviour, item: Item, draws: _Draws) -> list[str]:
    chosen = {
        code
        for which, (code, chance) in enumerate(b.options.items(), start=_OPTIONS)
        if draws.share(which) < chance
    }
    none = "ingen"
    if none in chosen or not chosen:
        chosen = {none} if none in b.options else {max(b.options, key=lambda c: b.options[c])}
    return [choice.code for choice in item.choices if choice.code in chosen]


def _mended(compiled: CompiledForm, drawn: dict[AnswerKey, AnswerValue], today: dt.date) -> Filled:
    values = drawn
    for _ in range(_MENDINGS):
        state = compiled.evaluate(values, today=today)
        if not state.failures:
            asked = {key: values[key] for key in values if key in state.asked}
            return Filled(asked, state)
        values = dict(values)
        for key, failures in state.failures.items():
            item = compiled.items[key[0]].item
            if any(f.kind is FailureKind.REQUIRED for f in failures):
                raise Unanswerable(f"{key} is required and has no answer")
            if NonAnswer.NOT_RECORDED in item.allows:
                values[key] = {"non_answer": NonAnswer.NOT_RECORDED.value}
            else:
                values.pop(key, None)
    raise Unanswerable(f"still objected to: {sorted(state.failures)}")
