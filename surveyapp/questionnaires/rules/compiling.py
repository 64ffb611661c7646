"""From a form definition to rules that can be run: every expression read, every name resolved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from surveyapp.questionnaires.rules.definition import FormDefinition, Item, Kind
from surveyapp.questionnaires.rules.expressions import (
    MESSAGES,
    Expression,
    ExpressionError,
    parse,
)
from surveyapp.questionnaires.rules.functions import FUNCTIONS
from surveyapp.questionnaires.rules.graph import Cycle, ordered
from surveyapp.questionnaires.rules.scope import Path

RULES = ("relevant", "calculation", "constraint", "required", "choice_filter", "repeat_count")
"""Columns of an item that hold expressions; `default` only sometimes does."""

YES = frozenset({"yes", "true", "true()", "1", "ja"})
NO = frozenset({"", "no", "false", "false()", "0", "nej"})
"""Plain words that authors write in `required` instead of an expression."""

OWN_VALUE = ("calculation", "constraint", "choice_filter")
"""Rules that read (or make) the value of the item that they stand at."""

_CALL = re.compile(r"([^\W\d][\w.\-:]*)\s*\(")

Node = tuple[str, str]
"""("section" | "visible" | "value", code): one thing to be worked out."""


@dataclass(frozen=True)
class FormProblem:
    """A rule that cannot be used. `reason` is a key of `expressions.MESSAGES`.

    `code` is the item's (or the section's), `row` its row in the source sheet (0 when unknown),
    `column` the name of the field in `Item`, `position` the place in the expression from 0.
    """

    code: str
    row: int
    column: str
    reason: str
    name: str = ""
    position: int = 0
    text: str = ""

    @property
    def message(self) -> str:
        return MESSAGES[self.reason] % {"name": self.name}


class FormProblems(ValueError):
    """All that is wrong with the rules of a form."""

    def __init__(self, problems: Iterable[FormProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.code} ({p.column}): {p.message}" for p in self.problems))


@dataclass
class Compiled:
    """An item with its rules read and its place in the form known.

    `repeats` are the codes of the repeats around it, outermost first. `parent` is the code of the
    container, "" directly in a section. `raw` are codes that `relevant` reads as given, because
    they lie inside the container whose relevance is asked for.
    """

    item: Item
    section: str
    parent: str
    repeats: tuple[str, ...]
    ancestors: tuple[str, ...]
    rules: dict[str, Expression] = field(default_factory=dict)
    always_required: bool = False
    default: Expression | str | None = None
    resolved: dict[Path, str] = field(default_factory=dict)
    raw: frozenset[str] = frozenset()
    needs: dict[str, frozenset[str]] = field(default_factory=dict)
    codes: frozenset[str] = frozenset()
    follows_section: bool = False
    """It is outside repeats and visible whenever its section is: nothing else decides."""
    is_read: bool = False
    """Some expression reads its value; else there is none to work out."""


@dataclass
class CompiledSection:
    """A section with its condition read; `host` stands in for an item when it is evaluated."""

    code: str
    relevant: Expression | None
    host: Compiled


class Compiler:
    """Reads one definition; `problems` gathers everything found on the way."""

    def __init__(self, definition: FormDefinition) -> None:
        self.definition = definition
        self.problems: list[FormProblem] = []
        self.items: dict[str, Compiled] = {}
        self.sections: list[CompiledSection] = []
        self.order: list[Node] = []
        self._section_codes = {section.code for section in definition.sections}
        self._own_codes = {item.code for item in definition.walk()}
        self._place_items()
        for compiled in self.items.values():
            self._read_rules(compiled)
        for section in definition.sections:
            self._read_section(section.code, section.relevant)
        self._find_order()
        self._find_what_is_plain()

    # --- places ---------------------------------------------------------------------------------

    def _place_items(self) -> None:
        for section in self.definition.sections:
            self._place(section.items, section.code, ())

    def _place(self, items: Iterable[Item], section: str, above: tuple[Item, ...]) -> None:
        for item in _with_other(items, self._own_codes):
            if item.code in self.items:
                self.problems.append(
                    FormProblem(item.code, item.row, "code", "duplicate_code", item.code)
                )
                continue
            self.items[item.code] = Compiled(
                item=item,
                section=section,
                parent=above[-1].code if above else "",
                repeats=tuple(i.code for i in above if i.kind is Kind.REPEAT),
                ancestors=(section, *(i.code for i in above)),
                codes=frozenset(c.code for c in item.choices),
            )
            if item.items:
                self._place(item.items, section, (*above, item))

    # --- rules ----------------------------------------------------------------------------------

    def _read_rules(self, compiled: Compiled) -> None:
        item = compiled.item
        for column in RULES:
            text = str(getattr(item, column)).strip()
            if column == "required" and text.lower() in (YES | NO):
                compiled.always_required = text.lower() in YES
                continue
            if text and (expression := self._read(compiled, column, text)):
                compiled.rules[column] = expression
        compiled.default = self._read_default(compiled)
        if item.kind.is_container and (relevant := compiled.rules.get("relevant")):
            compiled.raw = frozenset(
                code
                for code in self._codes_of(relevant, compiled)
                if item.code in self.items[code].ancestors and not self.items[code].item.calculation
            )

    def _read_default(self, compiled: Compiled) -> Expression | str | None:
        text = compiled.item.default.strip()
        if not text:
            return None
        called = {name for name in _CALL.findall(text) if name in FUNCTIONS or name == "if"}
        if "${" not in text and not called:
            return text
        return self._read(compiled, "default", text)

    def _read_section(self, code: str, relevant: str) -> None:
        host = Compiled(Item(code, Kind.GROUP), code, "", (), ())
        text = relevant.strip()
        expression = self._read(host, "relevant", text) if text else None
        if expression:
            host.raw = frozenset(
                c
                for c in self._codes_of(expression, host)
                if self.items[c].section == code and not self.items[c].item.calculation
            )
        self.sections.append(CompiledSection(code, expression, host))

    def _read(self, host: Compiled, column: str, text: str) -> Expression | None:
        """Read one expression and resolve its names; a failed one becomes problems and None."""
        item = host.item

        def report(reason: str, name: str = "", position: int = 0) -> None:
            self.problems.append(
                FormProblem(item.code, item.row, column, reason, name, position, text)
            )

        try:
            expression = parse(text)
        except ExpressionError as error:
            report(error.reason, error.name, error.position)
            return None
        before = len(self.problems)
        for name in sorted(expression.uses_unsupported):
            report("unsupported", name, max(text.find(name), 0))
        for code in sorted(expression.references):
            if code not in self.items:
                report("unknown_reference", code, max(text.find(code), 0))
        for path in sorted(expression.paths):
            if column == "choice_filter" and len(path) == 1 and path[0] not in (".", ".."):
                columns = {n for choice in item.choices for n in choice.filters}
                if path[0] not in columns | {"name", "label"}:
                    report("unknown_column", path[0], max(text.find(path[0]), 0))
                continue
            found = self._resolve(path, host)
            if found is None:
                report("unknown_path", "/".join(path), max(text.find("/".join(path)), 0))
            else:
                host.resolved[path] = found
        if len(self.problems) > before:
            return None
        host.needs[column] = frozenset(self._codes_of(expression, host, column))
        return expression

    def _codes_of(self, expression: Expression, host: Compiled, column: str = "") -> set[str]:
        found = {code for code in expression.references if code in self.items}
        for path in expression.paths:
            if path in host.resolved and not (column == "choice_filter" and len(path) == 1):
                found.add(host.resolved[path])
        return found

    def _resolve(self, path: Path, host: Compiled) -> str | None:
        """Return the code that `path` leads to from `host`; None when there is none.

        Sections are pages that an importer makes, so a step may be missing from the tree: what
        counts is that the last name exists and the names before it lie around it, in that order.
        """
        steps = list(path)
        absolute = bool(steps) and steps[0] == ""
        names = [step for step in steps if step not in ("", ".", "..")]
        if not names:
            ups = steps.count("..")
            around = [a for a in host.ancestors if a not in self._section_codes]
            return around[-ups] if 0 < ups <= len(around) else (host.item.code if not ups else None)
        target = self.items.get(names[-1])
        if target is None:
            return None
        before = names[:-1]
        if absolute and before and before[0] not in target.ancestors:
            before = before[1:]  # the root, which is called `data` or by the form's name
        ancestors = iter(target.ancestors)
        return names[-1] if all(name in ancestors for name in before) else None

    # --- order ----------------------------------------------------------------------------------

    def _find_order(self) -> None:
        needs: dict[Node, set[Node]] = {}
        nodes: list[Node] = []
        for section in self.sections:
            node: Node = ("section", section.code)
            nodes.append(node)
            needs[node] = self._nodes_for(section.host, "relevant")
            for compiled in self.items.values():
                if compiled.section == section.code:
                    self._add_item(compiled, nodes, needs)
        while True:
            try:
                self.order = ordered(nodes, needs)
            except Cycle as cycle:
                self._report_cycle(cycle.nodes)
                # Leave one link of the circle out and look for the next circle.
                needs[cycle.nodes[0]].discard(cycle.nodes[1 % len(cycle.nodes)])
            else:
                return

    def _add_item(
        self, compiled: Compiled, nodes: list[Node], needs: dict[Node, set[Node]]
    ) -> None:
        code = compiled.item.code
        visible: Node = ("visible", code)
        value: Node = ("value", code)
        above: Node = (
            ("visible", compiled.parent) if compiled.parent else ("section", compiled.section)
        )
        nodes += [visible, value]
        needs[visible] = {above} | self._nodes_for(compiled, "relevant", "repeat_count")
        needs[value] = {visible} | (self._nodes_for(compiled, "calculation") - {value})

    def _nodes_for(self, compiled: Compiled, *columns: str) -> set[Node]:
        found: set[Node] = set()
        for column in columns:
            for code in compiled.needs.get(column, ()):
                if code in compiled.raw and column == "relevant":
                    continue
                target = self.items[code]
                found.add(("visible" if target.item.kind.is_container else "value", code))
                # A set of answers needs to know which instances there are.
                found |= {("visible", repeat) for repeat in target.repeats}
        return found - {("visible", repeat) for repeat in compiled.repeats}

    def _report_cycle(self, nodes: list[Node]) -> None:
        codes = list(dict.fromkeys(code for _, code in nodes))
        owner = self.items.get(codes[0])
        column = "calculation" if all(kind == "value" for kind, _ in nodes) else "relevant"
        self.problems.append(
            FormProblem(
                codes[0],
                owner.item.row if owner else 0,
                column,
                "cycle",
                " → ".join([*codes, codes[0]]),
            )
        )

    def _find_what_is_plain(self) -> None:
        """Note what an evaluation need not ask about one by one; most of a real form is such."""
        read = {
            code for section in self.sections for code in section.host.needs.get("relevant", ())
        }
        for compiled in self.items.values():
            read.update(*compiled.needs.values())
        for code, compiled in self.items.items():
            parent = self.items.get(compiled.parent)
            compiled.follows_section = (
                not compiled.repeats
                and compiled.item.kind is not Kind.REPEAT
                and "relevant" not in compiled.rules
                and (parent is None or parent.follows_section)
            )
            compiled.is_read = code in read or not compiled.rules.keys().isdisjoint(OWN_VALUE)


def _with_other(items: Iterable[Item], taken: set[str]) -> Iterator[Item]:
    """Yield the items, and after one with an "other" option the free text that goes with it."""
    for item in items:
        yield item
        code = f"{item.code}_other"
        if item.other_choice and code not in taken:
            yield Item(
                code,
                Kind.TEXT,
                relevant=f"selected(${{{item.code}}}, '{item.other_choice}')",
                row=item.row,
            )
