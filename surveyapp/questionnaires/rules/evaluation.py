"""What a form asks, computes and objects to, given the answers so far.

`CompiledForm` is made once per published version; `evaluate` is called for every page and every
save. An answer that is not visible is blank to all expressions but is never thrown away here: the
caller keeps it, and it counts again when its question comes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import localcontext

from surveyapp.questionnaires.rules.coercion import (
    ARITHMETIC,
)
from surveyapp.questionnaires.rules.compiling import (
    Compiled,
    Compiler,
    FormProblem,
    FormProblems,
)
from surveyapp.questionnaires.rules.definition import FormDefinition, Kind
from surveyapp.questionnaires.rules.running import Checked, Plain, Run, is_shown
from surveyapp.questionnaires.rules.scope import Budget, BudgetExceeded
from surveyapp.questionnaires.rules.state import (
    AnswerKey,
    Answers,
    Failure,
    FailureKind,
    FormState,
    Instances,
    StateChange,
    diff,
)
from surveyapp.questionnaires.rules.values import (
    AnswerValue,
    pick_text,
)

FORM_STEPS = 1_000_000
"""Budget of one evaluation of a whole form; the largest real one takes a few per cent of it."""


class CompiledForm:
    """A form whose rules are read, resolved and put in order."""

    def __init__(self, compiler: Compiler) -> None:
        self.definition: FormDefinition = compiler.definition
        self.items: Mapping[str, Compiled] = compiler.items
        self._sections = {section.code: section for section in compiler.sections}
        self._order = tuple(compiler.order)
        self._steps = tuple(
            (kind, code)
            for kind, code in compiler.order
            if kind == "section"
            or (kind == "visible" and not self.items[code].follows_section)
            or (kind == "value" and self.items[code].is_read)
        )
        self._plain = {section: self._plain_of(section) for section in self._sections}
        self._checked = tuple(
            Checked.of(c) for c in compiler.items.values() if c.item.kind.is_answered
        )
        self.has_repeats = any(c.item.kind is Kind.REPEAT for c in compiler.items.values())
        self._columns = {
            code: tuple(
                {"name": c.code, "label": pick_text(c.text, self.definition.default_language)}
                | dict(c.filters)
                for c in compiled.item.choices
            )
            for code, compiled in self.items.items()
            if "choice_filter" in compiled.rules
        }
        self._dependents = self._find_dependents()

    @classmethod
    def compile(cls, definition: FormDefinition) -> CompiledForm:
        """Read every rule of `definition`. Raises: FormProblems, with all that is wrong."""
        compiler = Compiler(definition)
        if compiler.problems:
            raise FormProblems(compiler.problems)
        return cls(compiler)

    def _plain_of(self, section: str) -> Plain:
        items = [c.item for c in self.items.values() if c.section == section and c.follows_section]
        return Plain(
            frozenset((item.code, "") for item in items),
            frozenset((item.code, "") for item in items if item.kind.is_answered),
            frozenset((item.code, "") for item in items if is_shown(item.kind)),
        )

    # --- what depends on what -------------------------------------------------------------------

    def _find_dependents(self) -> dict[str, frozenset[str]]:
        """Return code -> codes of items and sections whose state one of its values can change."""
        direct: dict[str, set[str]] = {code: set() for code in self.items}
        for compiled in self.items.values():
            for needed in compiled.needs.values():
                for code in needed:
                    direct[code].add(compiled.item.code)
            if compiled.parent:
                # What hides a container hides what is in it.
                direct[compiled.parent].add(compiled.item.code)
        by_section: dict[str, set[str]] = {}
        for compiled in self.items.values():
            by_section.setdefault(compiled.section, set()).add(compiled.item.code)
        for section in self._sections.values():
            for code in section.host.needs.get("relevant", ()):
                direct[code] |= by_section.get(section.code, set()) | {section.code}
        return {code: frozenset(found) for code, found in direct.items()}

    def dependents(self, code: str) -> frozenset[str]:
        """Return the codes whose visibility, value or checks can change with `code`.

        Sections are included by their code; `code` itself is not, unless it checks itself.
        """
        found: set[str] = set()
        stack = list(self._dependents.get(code, ()))
        while stack:
            following = stack.pop()
            if following not in found:
                found.add(following)
                stack += self._dependents.get(following, ())
        return frozenset(found)

    # --- evaluating -----------------------------------------------------------------------------

    def evaluate(
        self,
        answers: Answers,
        repeats: Instances | None = None,
        *,
        today: date,
        now: datetime | None = None,
        budget: Budget | None = None,
    ) -> FormState:
        """Return the state of the form.

        `now` is local time; without it `now()` is the last minute of `today`.
        Raises: BudgetExceeded.
        """
        run = self._run(answers, repeats, today, now, budget)
        with localcontext(ARITHMETIC):
            for kind, code in self._steps:
                if kind == "section":
                    section = self._sections[code]
                    run.show_section(section.relevant, section.host, self._plain[code])
                elif kind == "visible":
                    run.show(self.items[code])
                else:
                    run.compute(self.items[code])
            run.check(self._checked)
        return run.state(tuple(code for code in self._sections if code in run.sections))

    def _run(
        self,
        answers: Answers,
        repeats: Instances | None,
        today: date,
        now: datetime | None,
        budget: Budget | None,
    ) -> Run:
        return Run(
            self.items,
            self._columns,
            self.definition.default_language,
            answers,
            repeats or {},
            today,
            now,
            budget or Budget(FORM_STEPS),
        )

    def initial_values(
        self,
        today: date,
        answers: Answers | None = None,
        repeats: Instances | None = None,
        *,
        now: datetime | None = None,
    ) -> dict[AnswerKey, AnswerValue]:
        """Return the defaults to store when a return, or an instance of a repeat, is begun.

        Only for keys that `answers` lacks. A default that is not an answer to its question (a
        choice that does not exist) is left out. Raises: BudgetExceeded.
        """
        given = dict(answers or {})
        found: dict[AnswerKey, AnswerValue] = {}
        run = self._run(given, repeats, today, now, None)
        with localcontext(ARITHMETIC):
            for kind, code in self._order:
                if kind == "section":
                    run.sections.add(code)
                elif kind == "visible":
                    run.show(self.items[code], regardless=True)
                else:
                    compiled = self.items[code]
                    for key in run.keys_of(compiled):
                        if key not in given and compiled.default is not None:
                            value = run.default(compiled, key)
                            if value is not None:
                                found[key] = run.answers[key] = value
                    run.compute(compiled)
        return found


__all__ = [
    "AnswerKey",
    "AnswerValue",
    "Answers",
    "Budget",
    "BudgetExceeded",
    "CompiledForm",
    "Failure",
    "FailureKind",
    "FormProblem",
    "FormProblems",
    "FormState",
    "Instances",
    "StateChange",
    "diff",
]
