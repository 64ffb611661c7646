"""The rows of the sheet survey as a tree of groups, repeats and questions with unique codes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from surveyapp.questionnaires.rules.definition import Kind
from surveyapp.questionnaires.xlsform.kinds import UNSUPPORTED_WORDS, TypeReading, read_type
from surveyapp.questionnaires.xlsform.reader import Row, Table
from surveyapp.questionnaires.xlsform.report import Findings

MAX_CODE_LENGTH = 100
"""Characters in a code; it is stored, put in addresses and in field names."""

TODAY = ("today", "get today")
"""Metadata rows whose value a rule may still need."""
_RESERVED = {"meta"}
_TRUE = {"yes", "true", "true()", "1", "ja"}
_FALSE = {"no", "false", "false()", "0", "nej", ""}
_WHAT = {
    "group": ("en grupp", "a group"),
    "repeat": ("en upprepning", "a repeat"),
    "loop": ("en slinga", "a loop"),
}
_CODE = re.compile(r"[^\W\d][\w.\-]*(?::[\w.\-]+)?")


def is_true(text: str) -> bool:
    """True for the ways authors write yes in a cell."""
    return text.strip().casefold() in _TRUE


def is_false(text: str) -> bool:
    """True for the ways authors write no in a cell, and for an empty one."""
    return text.strip().casefold() in _FALSE


@dataclass(eq=False)
class Node:
    """A row of the survey sheet with its place in the form.

    `kind` None means that the row is not asked (unsupported, unknown, or metadata of a device).
    """

    row: Row
    reading: TypeReading
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)
    kind: Kind | None = None
    name: str = ""
    code: str = ""

    @property
    def number(self) -> int:
        return self.row.number

    @property
    def is_container(self) -> bool:
        return self.reading.action == "begin"

    @property
    def is_metadata(self) -> bool:
        return self.reading.action == "metadata"

    def walk(self) -> Iterator["Node"]:
        """Yield everything below this node, in sheet order."""
        for child in self.children:
            yield child
            yield from child.walk()

    def ancestors(self) -> Iterator["Node"]:
        """Yield the containers around this node, the nearest first; the last is the root."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent


def read_tree(table: Table, findings: Findings) -> Node:
    """Return the root of the form; begin and end rows that do not match are recorded."""
    root = Node(Row(0, {}), TypeReading("begin", "group", Kind.GROUP), kind=Kind.GROUP)
    open_nodes = [root]
    column = table.written.get("type", "type")
    for row in table.rows:
        if not is_false(row.get("disabled")):
            findings.change("row_disabled", sheet=table.sheet, row=row.number, name=row.get("name"))
            continue
        name = row.get("name")
        if not row.get("type"):
            if name and not row.get("list_name"):
                findings.omit("row_without_type", sheet=table.sheet, row=row.number, name=name)
                open_nodes[-1].children.append(
                    Node(row, TypeReading("unknown", ""), open_nodes[-1], name=name)
                )
            continue
        reading = read_type(row.get("type"))
        place = {"sheet": table.sheet, "row": row.number, "column": column, "name": name}
        if reading.action == "end":
            _close(open_nodes, reading, place, findings)
            continue
        node = Node(row, reading, open_nodes[-1], kind=reading.kind, name=name)
        open_nodes[-1].children.append(node)
        if reading.action == "begin":
            open_nodes.append(node)
        if any(n.reading.word == "loop" for n in open_nodes[1:]):
            node.kind = None
            if reading.word == "loop":
                findings.omit("loop_unsupported", **place)
            continue
        _note_type(node, place, findings)
    for node in open_nodes[1:]:
        sv, en = _WHAT[node.reading.word]
        findings.refuse(
            "begin_without_end",
            sheet=table.sheet,
            row=node.number,
            column=column,
            name=node.name,
            what=f"{sv}/{en}",
            word=node.reading.word,
        )
    return root


def _close(
    open_nodes: list[Node], reading: TypeReading, place: dict[str, Any], findings: Findings
) -> None:
    what = "/".join(_WHAT[reading.word])
    if len(open_nodes) == 1:
        findings.refuse("end_without_begin", what=what, **place)
        return
    top = open_nodes[-1]
    if top.reading.word == reading.word:
        open_nodes.pop()
        return
    place = place | {"name": top.name}
    findings.refuse(
        "end_mismatch",
        what=what,
        open="/".join(_WHAT[top.reading.word]),
        other=str(top.number),
        **place,
    )
    # Close down to a matching beginning, so that the rest is judged as the author meant it.
    for depth in range(len(open_nodes) - 1, 0, -1):
        if open_nodes[depth].reading.word == reading.word:
            del open_nodes[depth:]
            return


def _note_type(node: Node, place: dict[str, Any], findings: Findings) -> None:
    reading, written = node.reading, " ".join(node.row.get("type").split())
    if reading.is_old:
        modern = f"begin_{reading.word}" if reading.action == "begin" else reading.word
        findings.change("old_type", type=written, modern=modern, **place)
    if reading.action == "unsupported" and reading.word.endswith("_from_file"):
        findings.omit("list_external", list=reading.list_name, **place)
    elif reading.action == "unsupported":
        sv, en = UNSUPPORTED_WORDS.get(reading.word, (reading.word, reading.word))
        findings.omit("type_unsupported", type=written, word=f"{sv}/{en}", **place)
    elif reading.action == "unknown":
        findings.omit("type_unknown", type=written, **place)
    elif reading.list_name.startswith("${"):
        node.kind = None
        findings.omit("list_from_answers", list=reading.list_name, **place)


def assign_codes(root: Node, referenced: set[str], sheet: str, findings: Findings) -> None:
    """Give every row that becomes part of the form a code of its own.

    `referenced` are the names that rules and texts use; a row they name keeps its name before
    rows that nothing asks for.
    """
    nodes = [n for n in root.walk() if n.kind is not None or n.reading.word in TODAY]
    taken: dict[str, Node] = {}
    # Among rows of one name the answered one keeps it: that is what a rule means by the name.
    order = sorted(nodes, key=lambda n: (n.is_container and n.name in referenced, n.number))
    for node in order:
        place = {"sheet": sheet, "row": node.number, "name": node.name, "column": "name"}
        wanted = node.name
        if not wanted:
            wanted = _free(f"{node.reading.word.split()[0]}_{node.number}", taken)
            if node.kind is not Kind.NOTE:
                findings.change("name_missing", code=wanted, **place)
        elif node.is_container and wanted.casefold() in _RESERVED:
            wanted = _free(f"{wanted}_group", taken)
            findings.change("name_reserved", code=wanted, **place)
        elif (plain := _plain_code(wanted)) != wanted:
            wanted = _free(plain, taken)
            limit = str(MAX_CODE_LENGTH)
            findings.change("name_changed", code=wanted, limit=limit, **place)
        elif wanted in taken:
            other = taken[wanted]
            wanted = _free(wanted, taken)
            findings.change("name_twice", code=wanted, other=str(other.number), **place)
        node.code = wanted
        taken[wanted] = node


def _plain_code(name: str) -> str:
    if len(name) <= MAX_CODE_LENGTH and _CODE.fullmatch(name):
        return name
    code = re.sub(r"[^\w.\-]+", "_", name).strip("_") or "q"
    if not re.match(r"[^\W\d]", code):
        code = f"q_{code}"
    return code[: MAX_CODE_LENGTH - 10] if len(code) > MAX_CODE_LENGTH else code


def _free(wanted: str, taken: dict[str, Node]) -> str:
    number, code = 2, wanted
    while code in taken:
        code = f"{wanted}_{number}"
        number += 1
    return code
