"""What an expression can see while it is evaluated, and how much work it may do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from surveyapp.questionnaires.rules.coercion import BLANK, Value

MAX_TEXT = 65_536
"""Characters in a text that an expression builds; doubling texts would otherwise fill the memory."""

EXPRESSION_STEPS = 20_000
"""Budget of one expression alone: far above any real rule, about ten milliseconds of work."""

Path = tuple[str, ...]
"""Steps of a path: "" first when absolute, "." and ".." as written, then names."""


class BudgetExceeded(Exception):
    """An evaluation needed more steps, or built a longer text, than it may."""


class Budget:
    """Counts down the steps an evaluation may take."""

    def __init__(self, steps: int = EXPRESSION_STEPS) -> None:
        self.left = steps

    def spend(self, steps: int = 1) -> None:
        """Take `steps` from what is left. Raises: BudgetExceeded."""
        self.left -= steps
        if self.left < 0:
            raise BudgetExceeded

    def spend_text(self, text: str) -> str:
        """Pay for building `text` and return it. Raises: BudgetExceeded."""
        if len(text) > MAX_TEXT:
            raise BudgetExceeded
        self.spend(len(text) >> 5)
        return text


@dataclass(slots=True)
class Scope:
    """The answers an expression reads: here a plain mapping; a form has its own kind.

    `current` is the value of `.`. `now` defaults to the last minute of `today`, so that something
    that happened today is never in the future.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    current: Value = BLANK
    today: date = date(1970, 1, 1)
    now: datetime | None = None
    budget: Budget = field(default_factory=Budget)
    language: str = "sv"

    def reference(self, code: str) -> Value:
        """Return the value of `${code}`: blank when there is none, a node set from repeats."""
        return self.values.get(code, BLANK)

    def path(self, steps: Path) -> Value:
        """Return the value at a path."""
        return self.reference(steps[-1])

    def position(self, steps: Path) -> int:
        """Return the place, from 1, of the repeat instance that `steps` lead to."""
        return 1

    def indexed(self, code: str, repeats: Sequence[tuple[str, int]]) -> Value:
        """Return `code` in the instance at the given places (from 1), outermost repeat first."""
        value = self.reference(code)
        if isinstance(value, list):
            place = repeats[-1][1]
            return value[place - 1] if 1 <= place <= len(value) else BLANK
        return value

    def choice_name(self, code: str, value: str) -> str:
        """Return the text of the choice `value` of question `code`."""
        return value

    @property
    def moment(self) -> datetime:
        return self.now or datetime.combine(self.today, time(23, 59))
