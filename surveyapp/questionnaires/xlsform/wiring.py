"""Connects the rules of a form to its rows, and finds what cannot work when some rows are not asked.

Rules are read into trees, every name in them is looked up, and the rules are written again with
the codes the rows were given. A rule that depends on something that is not asked is taken away and
listed, together with every rule that depended on its result.
"""

import dataclasses
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from surveyapp.questionnaires.rules.definition import Kind, Texts
from surveyapp.questionnaires.rules.expressions import (
    Call,
    Chain,
    Expression,
    ExpressionError,
    Negative,
    Number,
    PathTo,
    Reference,
    Text,
    parse,
)
from surveyapp.questionnaires.rules.expressions import Node as Tree
from surveyapp.questionnaires.rules.functions import FUNCTIONS
from surveyapp.questionnaires.xlsform.choices import ListUse, suggestion
from surveyapp.questionnaires.xlsform.messages import EFFECTS, REASONS
from surveyapp.questionnaires.xlsform.reader import Table, row_list
from surveyapp.questionnaires.xlsform.report import Findings
from surveyapp.questionnaires.xlsform.tree import TODAY, Node, is_false, is_true

RULE_COLUMNS = (
    "relevant",
    "constraint",
    "required",
    "calculation",
    "choice_filter",
    "repeat_count",
    "default",
    "read_only",
)
_TEXT_COLUMNS = ("label", "hint", "constraint_message", "required_message", "definition")
_PIPED = re.compile(r"\$\{\s*([^{}]*?)\s*\}")
_NOT_OFFERED = {
    "unknown_function",
    "regex_unsupported",
    "regex_invalid",
    "regex_too_large",
    "argument_kind",
}
"""Faults that name something this product does not do, rather than a slip of the author."""


@dataclass
class Rule:
    """One rule cell of one row, read and connected."""

    node: Node
    column: str
    written: str
    expression: Expression
    needs: set[Node] = field(default_factory=set)
    result: str = ""


def rule_text(node: Node, column: str) -> str:
    """Return the cell as a rule, or "" when it holds none (a plain yes, no or literal)."""
    text = node.row.get(column).strip()
    if not text:
        return ""
    if column == "required":
        return "" if is_true(text) or is_false(text) else text
    if column in ("relevant", "constraint"):
        if is_true(text):
            return ""
        return "false()" if text.casefold() in ("no", "false") else text
    if column == "read_only":
        return "" if is_true(text) or is_false(text) else text
    if column == "default" and not _is_dynamic(text):
        return ""
    return text


def _is_dynamic(default: str) -> bool:
    """Tell whether a default is computed: it names a question or is a call of a function."""
    return "${" in default or bool(re.fullmatch(r"[a-z][a-z0-9:\-]*\(.*\)", default, re.DOTALL))


def literal_default(text: str) -> str:
    """Return a typed-in default so that it is never taken for a computed one."""
    looks_called = any(
        n in FUNCTIONS or n == "if" for n in re.findall(r"([^\W\d][\w.\-:]*)\s*\(", text)
    )
    if not looks_called:
        return text
    mark = '"' if "'" in text else "'"
    return mark + text.replace(mark, "”") + mark


def names_in_use(root: Node) -> set[str]:
    """Return the names that rules and texts of the form mention as ${name}."""
    used: set[str] = set()
    for node in root.walk():
        for text in (
            *node.row.values.values(),
            *(t for x in node.row.texts.values() for t in x.values()),
        ):
            used.update(_PIPED.findall(text))
    return used


class Wiring:
    """The rules of a form. Make it, call `connect`, then ask for each row's rules and texts."""

    def __init__(
        self, root: Node, table: Table, uses: dict[Node, ListUse], findings: Findings
    ) -> None:
        self._root = root
        self._table = table
        self._uses = uses
        self._findings = findings
        self._rules: dict[tuple[Node, str], Rule] = {}
        self._by_name: dict[str, list[Node]] = {}
        self.dropped: set[Node] = set()
        """Rows that hold no value here: not asked, or computed from what is not asked."""
        for node in root.walk():
            if node.name:
                self._by_name.setdefault(node.name, []).append(node)
            if node.kind is None:
                self.dropped.add(node)

    def connect(self) -> None:
        """Read all rules, look up their names, and take away those that cannot be evaluated."""
        for node in [n for n in self._root.walk() if n.kind is not None]:
            if node in self.dropped:
                continue
            is_triggered = self._note_trigger(node)
            for column in RULE_COLUMNS:
                if column == "calculation" and is_triggered:
                    continue
                if text := rule_text(node, column):
                    self._read(node, column, text)
        self._revive_today()
        self._settle()

    def is_name(self, name: str) -> bool:
        """True when a row of the form has this name, in any case."""
        return name.casefold() in {n.casefold() for n in self._by_name}

    def note(self, code: str, **place: Any) -> None:
        """Record a rule that was understood and changed."""
        self._findings.change(code, **place)

    def refuse(self, code: str, **place: Any) -> None:
        """Record a fault of a rule."""
        self._findings.refuse(code, **place)

    def rule(self, node: Node, column: str) -> str:
        """Return the rule to evaluate, with the form's codes; "" when there is none."""
        rule = self._rules.get((node, column))
        return rule.result if rule else ""

    # Reading

    def _note_trigger(self, node: Node) -> bool:
        """Tell whether the row's value hangs on a change of another answer, which is not done."""
        if not (trigger := node.row.get("trigger")):
            return False
        place = self._place(node, "trigger", node.row.get("calculation"))
        if node.kind is Kind.CALCULATE:
            self._findings.change("trigger_ignored", **place)
            return False
        self._findings.omit("trigger_unsupported", trigger=trigger, **place)
        return True

    def _read(self, node: Node, column: str, text: str) -> None:
        place = self._place(node, column, text)
        try:
            expression = parse(text)
        except ExpressionError as error:
            if error.reason in _NOT_OFFERED:
                what = f"{error.name}()" if error.reason == "unknown_function" else error.name
                self.not_offered(node, column, place, what or error.reason)
                return
            reason_sv, reason_en = REASONS.get(error.reason, (error.reason, error.reason))
            self._findings.refuse(
                "rule_unreadable",
                position=str(error.position + 1),
                reason_sv=f"{reason_sv} {error.name}".strip(),
                reason_en=f"{reason_en} {error.name}".strip(),
                **place,
            )
            return
        if expression.uses_unsupported:
            what = ", ".join(sorted(expression.uses_unsupported))
            self.not_offered(node, column, place, what)
            return
        rule = Rule(node, column, text, expression)
        tree = _Resolver(self, rule, place).resolve()
        if tree is None:
            return
        self._respell(rule, tree, place)
        self._rules[node, column] = rule

    def _respell(self, rule: Rule, tree: Tree, place: dict[str, Any]) -> None:
        asked = rule.needs | {rule.node}
        literals = set(_literals(tree))
        respelled: dict[str, str] = {}
        for node in asked:
            use = self._uses.get(node)
            if use is None:
                continue
            for code in sorted(use.renumbered & literals):
                self._findings.refuse(
                    "choice_duplicate_in_rule", code=code, question=node.name, **place
                )
            respelled |= use.respelled
        if respelled:
            tree = _mapped(
                tree,
                lambda t: (
                    Text(respelled[t.value]) if isinstance(t, Text) and t.value in respelled else t
                ),
            )
        curly = rule.expression.has_curly_quotes
        if curly:
            self._findings.change("rule_quotes", **place)
        changed = tree != rule.expression.tree or curly
        rule.result = (
            str(dataclasses.replace(rule.expression, tree=tree)) if changed else rule.written
        )

    def not_offered(self, node: Node, column: str, place: dict[str, Any], what: str) -> None:
        """Record a rule that uses something this product does not do, and let it go."""
        effect_sv, effect_en = EFFECTS[column]
        self._findings.omit(
            "rule_unsupported", what=what, effect_sv=effect_sv, effect_en=effect_en, **place
        )
        self._lose(node, column)

    def _lose(self, node: Node, column: str) -> None:
        """A computed row without its calculation has no value."""
        if column == "calculation" and node.kind is Kind.CALCULATE:
            self.dropped.add(node)

    def _place(self, node: Node, column: str, text: str) -> dict[str, Any]:
        return {
            "sheet": self._table.sheet,
            "row": node.number,
            "column": self._table.written.get(column, column),
            "name": node.name or node.code,
            "rule": text,
        }

    # Looking up

    def find(self, name: str, rule: Rule, place: dict[str, Any]) -> Node | str | None:
        """Return the row (or the code of an "other" text) that a rule means; None when refused."""
        candidates = self._by_name.get(name, [])
        if not candidates:
            return self._find_alike(name, place)
        answered = [n for n in candidates if not n.is_container] or candidates
        if len(answered) == 1:
            return answered[0]
        for around in rule.node.ancestors():
            near = [n for n in answered if around in n.ancestors()]
            if len(near) == 1:
                self._findings.change(
                    "rule_nearest", reference=f"${{{name}}}", used=str(near[0].number), **place
                )
                return near[0]
            if near:
                break
        rows = row_list([n.number for n in answered])
        self._findings.refuse("rule_ambiguous", reference=f"${{{name}}}", rows=rows, **place)
        return None

    def _find_alike(self, name: str, place: dict[str, Any]) -> Node | str | None:
        stem = name.removesuffix("_other")
        for node in self._by_name.get(stem, []) if stem != name else []:
            if node.reading.has_other:
                return f"{node.code}_other"
        alike = [
            n
            for key, found in self._by_name.items()
            if key.casefold() == name.casefold()
            for n in found
        ]
        if len(alike) == 1:
            self._findings.change("rule_case", reference=name, used=alike[0].name, **place)
            return alike[0]
        sv, en = suggestion(name, set(self._by_name))
        self._findings.refuse(
            "rule_unknown_question", reference=name, suggestion_sv=sv, suggestion_en=en, **place
        )
        return None

    def walk_path(self, steps: tuple[str, ...], node: Node) -> Node | None:
        """Return the row that a path leads to from `node`, None when it leads nowhere."""
        at: Node | None = node
        names = list(steps)
        if names[0] == "":
            at, names = self._root, names[2:]
        for step in names:
            if at is None:
                return None
            if step == "..":
                at = at.parent
            elif step != ".":
                at = next((c for c in at.children if c.name == step), None)
        return None if at is self._root else at

    def columns(self, node: Node) -> frozenset[str]:
        """Return the columns of the sheet choices that a filter of this row may read."""
        use = self._uses.get(node)
        return use.columns if use else frozenset()

    # What cannot be evaluated

    def _revive_today(self) -> None:
        """Turn a `today` row that rules use into a computed date."""
        used = set().union(*(r.needs for r in self._rules.values())) if self._rules else set()
        for node in used & self.dropped:
            if node.reading.word in TODAY:
                node.kind = Kind.CALCULATE
                self.dropped.discard(node)
                expression = parse("today()")
                self._rules[node, "calculation"] = Rule(
                    node, "calculation", "today()", expression, result="today()"
                )
                self._findings.change(
                    "metadata_today", sheet=self._table.sheet, row=node.number, name=node.name
                )

    def _settle(self) -> None:
        """Take away rules until none is left that depends on a row without a value."""
        while True:
            self._drop_empty(self._root)
            lost = [
                r
                for r in self._rules.values()
                if r.node not in self.dropped and r.needs & self.dropped
            ]
            gone = [key for key, r in self._rules.items() if r.node in self.dropped]
            for key in gone:
                del self._rules[key]
            if not lost:
                return
            for rule in lost:
                effect_sv, effect_en = EFFECTS[rule.column]
                names = sorted({n.name or n.code for n in rule.needs & self.dropped})
                self._findings.omit(
                    "rule_depends",
                    reference=", ".join(names),
                    effect_sv=effect_sv,
                    effect_en=effect_en,
                    **self._place(rule.node, rule.column, rule.written),
                )
                del self._rules[rule.node, rule.column]
                self._lose(rule.node, rule.column)

    def _drop_empty(self, container: Node) -> bool:
        """Drop containers with nothing left inside; tell whether this one is empty."""
        is_empty = True
        for child in container.children:
            if child.is_container and child.kind is not None and self._drop_empty(child):
                self.dropped.add(child)
            is_empty = is_empty and (child.kind is None or child in self.dropped)
        return is_empty

    # Texts that show an answer

    def text(self, node: Node, column: str) -> Texts:
        """Return a row's text with the names in it as the form's codes."""
        return {
            lang: self._piped(text, node, column) for lang, text in node.row.text(column).items()
        }

    def _piped(self, text: str, node: Node, column: str) -> str:
        def replace(match: re.Match[str]) -> str:
            found = self._by_name.get(match[1], [])
            asked = [n for n in found if n not in self.dropped and not n.is_container]
            if len(asked) > 1:
                asked = [n for n in asked if n.parent is node.parent] or asked
            if asked:
                return f"${{{asked[0].code}}}"
            stem = match[1].removesuffix("_other")
            if any(
                n.reading.has_other and n not in self.dropped for n in self._by_name.get(stem, [])
            ):
                return match[0]
            self._findings.omit(
                "text_reference", reference=match[0], **self._place(node, column, "")
            )
            return "…"

        return _PIPED.sub(replace, text)


class _Resolver:
    """Looks up the names of one rule and writes the form's codes into its tree."""

    def __init__(self, wiring: Wiring, rule: Rule, place: dict[str, Any]) -> None:
        self._wiring = wiring
        self._rule = rule
        self._place = place
        self._is_refused = False

    def resolve(self) -> Tree | None:
        """Return the tree with codes, None when a name has no meaning."""
        tree = _mapped(self._rule.expression.tree, self._leaf)
        return None if self._is_refused else tree

    def _leaf(self, tree: Tree) -> Tree:
        if isinstance(tree, Reference):
            return Reference(self._code(tree.code) or tree.code)
        if isinstance(tree, PathTo):
            return self._path(tree)
        if isinstance(tree, Call) and tree.name == "jr:choice-name":
            quoted = tree.arguments[1]
            if isinstance(quoted, Text):
                name = quoted.value.strip().removeprefix("${").removesuffix("}").strip()
                code = self._code(name.rpartition("/")[2])
                if code and code != name:
                    return dataclasses.replace(
                        tree, arguments=(tree.arguments[0], Text(f"${{{code}}}"))
                    )
        return tree

    def _code(self, name: str) -> str | None:
        found = self._wiring.find(name, self._rule, self._place)
        if found is None:
            self._is_refused = True
            return None
        if isinstance(found, str):
            return found
        return self._found(found)

    def _found(self, node: Node) -> str:
        if node.kind is Kind.GROUP:
            # A group has no value of its own; only repeats can be counted.
            column = self._rule.column
            self._wiring.not_offered(self._rule.node, column, self._place, f"${{{node.name}}}")
            self._is_refused = True
        self._rule.needs.add(node)
        return node.code

    def _path(self, tree: PathTo) -> Tree:
        steps = tree.steps
        if len(steps) == 1 and steps[0] not in (".", ".."):
            if self._rule.column == "choice_filter":
                if steps[0] not in self._wiring.columns(self._rule.node):
                    self._refuse("rule_unknown_column", column=steps[0])
                return tree
            is_whole = self._rule.column == "calculation" and self._rule.expression.tree == tree
            if is_whole and not self._wiring.is_name(steps[0]):
                # A single word is a value the author typed, as in a form for one country.
                self._wiring.note("rule_literal", value=steps[0], **self._place)
                return Text(steps[0])
            return Reference(self._code(steps[0]) or steps[0])
        found = self._wiring.walk_path(steps, self._rule.node)
        if found is None:
            names = [s for s in steps if s not in (".", "..", "")]
            return Reference(self._code(names[-1]) or names[-1]) if names else tree
        return Reference(self._found(found))

    def _refuse(self, code: str, **params: str) -> None:
        self._wiring.refuse(code, **self._place | params)
        self._is_refused = True


def _mapped(tree: Tree, change: Callable[[Tree], Tree]) -> Tree:
    """Return the tree with `change` done to every node, the inner ones first."""
    if isinstance(tree, Chain):
        tree = Chain(
            _mapped(tree.first, change), tuple((s, _mapped(t, change)) for s, t in tree.rest)
        )
    elif isinstance(tree, Negative):
        tree = Negative(_mapped(tree.operand, change))
    elif isinstance(tree, Call) and tree.name != "position":
        # position(..) only counts the steps up; there is no question to look up.
        arguments = tuple(_mapped(t, change) for t in tree.arguments)
        tree = dataclasses.replace(tree, arguments=arguments)
    return change(tree)


def _literals(tree: Tree) -> Iterator[str]:
    if isinstance(tree, Text):
        yield tree.value
    elif isinstance(tree, Number):
        yield tree.text
    elif isinstance(tree, Chain):
        for part in (tree.first, *(t for _, t in tree.rest)):
            yield from _literals(part)
    elif isinstance(tree, Negative):
        yield from _literals(tree.operand)
    elif isinstance(tree, Call):
        for part in tree.arguments:
            yield from _literals(part)


__all__ = ["RULE_COLUMNS", "Rule", "Wiring", "literal_default", "names_in_use", "rule_text"]
