"""Builds the form from a read workbook: sections, groups, questions, and the report beside them."""

import collections
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from surveyapp.questionnaires.rules.compiling import Compiler
from surveyapp.questionnaires.rules.definition import (
    FormDefinition,
    Item,
    Kind,
    NonAnswer,
    SectionDefinition,
    Texts,
)
from surveyapp.questionnaires.rules.expressions import ExpressionError, parse
from surveyapp.questionnaires.rules.links import WeightProblem, shares
from surveyapp.questionnaires.xlsform.cells import (
    CellError,
    read_allows,
    read_indicators,
    read_parameters,
)
from surveyapp.questionnaires.xlsform.choices import OTHER_CODE, ChoiceLists, ListUse
from surveyapp.questionnaires.xlsform.languages import UNKNOWN, is_private, language_code
from surveyapp.questionnaires.xlsform.messages import REASONS
from surveyapp.questionnaires.xlsform.reader import Grid, Table, read_table, row_list
from surveyapp.questionnaires.xlsform.report import (
    Counts,
    Findings,
    ImportOutcome,
    ImportReport,
    Language,
)
from surveyapp.questionnaires.xlsform.tree import Node, assign_codes, is_true, read_tree
from surveyapp.questionnaires.xlsform.wiring import Wiring, literal_default, names_in_use, rule_text

_RULES = ("relevant", "constraint", "required", "calculation", "choice_filter")
_INVISIBLE = (Kind.CALCULATE, Kind.HIDDEN)


@dataclass(frozen=True)
class _Settings:
    title: Texts
    code: str
    default_language: str
    language_name: str
    states_language: bool


def build_form(grids: dict[str, Grid], filename: str, findings: Findings) -> ImportOutcome:
    """Turn a workbook's sheets into a form; a refused one gives no form and says why."""
    settings = _read_settings(grids.get("settings", []), filename, findings)
    default = settings.default_language
    survey = read_table(
        grids.get("survey", []),
        "survey",
        default,
        Findings() if "survey" not in grids else findings,
    )
    choices = read_table(grids.get("choices", []), "choices", default, findings)
    builder = _Builder(survey, choices, settings, findings)
    if survey.rows and "type" not in survey.written:
        findings.refuse("column_missing", sheet="survey", column="type")
        sections: tuple[SectionDefinition, ...] = ()
    else:
        sections = builder.sections()
    form = FormDefinition(
        code=settings.code,
        title=settings.title,
        languages=(),
        default_language=default,
        sections=sections,
    )
    _check_rules(form, survey, findings)
    if not findings.refused and not any(form.questions()):
        findings.refuse("nothing_asked", sheet="survey")
    languages = _languages(form, settings, survey, choices)
    form = replace(
        form,
        languages=tuple(x.code for x in languages),
        default_language=_default_language(settings, languages),
    )
    _note_languages(form, languages, findings)
    report = ImportReport(
        filename=filename,
        code=form.code,
        title=form.title,
        counts=_count(form, builder),
        languages=languages,
        changed=findings.sorted(findings.changed),
        unsupported=findings.sorted(findings.unsupported),
        refused=findings.sorted(findings.refused),
    )
    return ImportOutcome(None if report.refused else form, report)


def _check_rules(form: FormDefinition, survey: Table, findings: Findings) -> None:
    """Let the engine that will run the rules look at them: what it cannot run is refused here."""
    if findings.refused:
        return
    rows = {i.code: i.row for i in form.walk()}
    for problem in Compiler(form).problems:
        place = {
            "sheet": survey.sheet,
            "row": problem.row or rows.get(problem.code, 0),
            "column": survey.written.get(problem.column, problem.column),
            "name": problem.code,
            "rule": problem.text,
        }
        if problem.reason == "cycle":
            findings.refuse("rule_circular", path=problem.name, **place)
            continue
        sv, en = REASONS.get(problem.reason, (problem.message, problem.reason))
        findings.refuse(
            "rule_unreadable",
            position=str(problem.position + 1),
            reason_sv=f"{sv} {problem.name}".strip(),
            reason_en=f"{en} {problem.name}".strip(),
            **place,
        )


def _read_settings(grid: Grid, filename: str, findings: Findings) -> _Settings:
    plain = read_table(grid, "settings", UNKNOWN, Findings())
    name = plain.rows[0].get("default_language") if plain.rows else ""
    # "default" is what some tools write when the author chose nothing.
    language = language_code("" if name.casefold() == "default" else name)
    table = read_table(grid, "settings", language, findings)
    row = table.rows[0] if table.rows else None
    stem = re.sub(r"\.[A-Za-z]{3,4}$", "", re.split(r"[\\/]", filename)[-1]).strip() or "form"
    title = row.text("form_title") if row else {}
    code = re.sub(r"[^\w.\-]+", "_", (row.get("form_id") if row else "") or stem).strip("_")
    return _Settings(
        title=title or {language: stem},
        code=code[:100] or "form",
        default_language=language,
        language_name=name,
        states_language=language != UNKNOWN,
    )


def _languages(
    form: FormDefinition, settings: _Settings, survey: Table, choices: Table
) -> tuple[Language, ...]:
    """The languages in which questions or answers are written, in the order of the columns."""
    used = {
        code
        for section in form.sections
        for texts in (
            section.title,
            *(t for i in section.walk() for t in (i.text, *(c.text for c in i.choices))),
        )
        for code in texts
    }
    names: dict[str, str] = {}
    for table in (survey, choices):
        for code, name in table.languages.items():
            if code in used or code != UNKNOWN:
                names[code] = names.get(code) or name
    if not names:
        names[settings.default_language] = settings.language_name
    if settings.default_language in names:
        names[settings.default_language] = (
            names[settings.default_language] or settings.language_name
        )
    return tuple(Language(code, name) for code, name in names.items())


def _default_language(settings: _Settings, languages: tuple[Language, ...]) -> str:
    codes = [x.code for x in languages]
    if settings.default_language in codes:
        return settings.default_language
    return next((c for c in ("sv", "en") if c in codes), codes[0])


def _note_languages(
    form: FormDefinition, languages: tuple[Language, ...], findings: Findings
) -> None:
    for language in languages:
        if is_private(language.code):
            findings.change(
                "language_unknown", sheet="survey", language=language.name, code=language.code
            )
    if "sv" not in form.languages:
        if form.languages == (UNKNOWN,):
            findings.change("language_not_stated", sheet="survey")
        else:
            names = ", ".join(x.name or x.code for x in languages)
            findings.change("swedish_missing", sheet="survey", languages=names)
        return
    rows = [i.row for i in form.walk() if i.text and "sv" not in i.text]
    rows += [i.row for i in form.walk() if any("sv" not in c.text for c in i.choices)]
    if rows:
        findings.change(
            "swedish_partly_missing",
            sheet="survey",
            row=min(rows),
            count=str(len(rows)),
            rows=row_list(sorted(set(rows))),
        )


def _count(form: FormDefinition, builder: "_Builder") -> Counts:
    items = list(form.walk())
    kinds = collections.Counter(i.kind for i in items)
    rules = {c: sum(1 for i in items if getattr(i, c)) for c in _RULES}
    rules["relevant"] += sum(1 for s in form.sections if s.relevant)
    return Counts(
        questions={k.value: kinds[k] for k in Kind if k.is_answered and kinds[k]},
        other_texts=sum(1 for i in items if i.other_choice),
        notes=kinds[Kind.NOTE],
        calculations=kinds[Kind.CALCULATE],
        hidden=kinds[Kind.HIDDEN],
        metadata=builder.metadata,
        groups=kinds[Kind.GROUP] + builder.group_sections,
        repeats=kinds[Kind.REPEAT],
        sections=len(form.sections),
        choices=sum(len(i.choices) for i in items),
        indicator_links=sum(len(i.indicators) for i in items),
        rules=rules,
    )


class _Builder:
    """Makes items of rows. Everything that cannot be made is recorded, nothing stops the rest."""

    def __init__(
        self, survey: Table, choices: Table, settings: _Settings, findings: Findings
    ) -> None:
        self._table = survey
        self._settings = settings
        self._default = settings.default_language
        self._findings = findings
        self._lists = ChoiceLists(choices, self._default, findings)
        self._uses: dict[Node, ListUse] = {}
        self.metadata = 0
        self.group_sections = 0

    def sections(self) -> tuple[SectionDefinition, ...]:
        """Return the sections: each group at the top is one, rows between groups are gathered."""
        root = read_tree(self._table, self._findings)
        self.metadata = sum(1 for n in root.walk() if n.is_metadata)
        assign_codes(root, names_in_use(root), self._table.sheet, self._findings)
        for node in root.walk():
            if node.kind is not None and node.kind.has_choices:
                self._read_choices(node)
        self._codes = {n.code for n in root.walk() if n.code}
        self._wiring = Wiring(root, self._table, self._uses, self._findings)
        self._wiring.connect()
        return self._arrange(self._kept(root.children))

    def _kept(self, nodes: Iterable[Node]) -> list[Node]:
        return [n for n in nodes if n.kind is not None and n not in self._wiring.dropped]

    # Sections

    def _arrange(self, nodes: list[Node]) -> tuple[SectionDefinition, ...]:
        sections: list[SectionDefinition] = []
        gathered: list[Item] = []
        loose: list[int] = []

        def close() -> None:
            if not gathered:
                return
            items = tuple(gathered)
            gathered.clear()
            # Rows that nobody sees make no page of their own. A section with a rule would hide
            # them, and with them their value, so only one without is used.
            if sections and not sections[-1].relevant and all(i.kind in _INVISIBLE for i in items):
                sections[-1] = replace(sections[-1], items=sections[-1].items + items)
                return
            loose.append(len(sections))
            sections.append(SectionDefinition("", {}, items))

        for node in nodes:
            if not node.is_container:
                if item := self._item(node):
                    gathered.append(item)
                continue
            if node.kind is Kind.GROUP and gathered and self._can_lead(gathered, node):
                leading = tuple(gathered)
                gathered.clear()
                section = self._section(node)
                sections.append(replace(section, items=leading + section.items))
                continue
            close()
            sections.append(self._section(node))
        close()
        return self._named(sections, loose)

    def _can_lead(self, items: list[Item], node: Node) -> bool:
        """True when unseen rows before the first group can open its section."""
        return all(i.kind in _INVISIBLE for i in items) and not self._wiring.rule(node, "relevant")

    def _section(self, node: Node) -> SectionDefinition:
        title = self._wiring.text(node, "label")
        if not title:
            title = {self._default: node.code.replace("_", " ")}
            self._findings.change(
                "section_title_missing", sheet=self._table.sheet, row=node.number, name=node.code
            )
        if node.kind is Kind.REPEAT:
            # The repeat keeps its own rule; the page around it is always there.
            item = self._item(node)
            code = f"{node.code}_section"
            while code in self._codes:
                code += "_"
            return SectionDefinition(code, title, (item,) if item else ())
        self.group_sections += 1
        return SectionDefinition(
            code=node.code,
            title=title,
            items=self._items(node),
            relevant=self._wiring.rule(node, "relevant"),
            introduction=self._wiring.text(node, "hint"),
        )

    def _named(
        self, sections: list[SectionDefinition], loose: list[int]
    ) -> tuple[SectionDefinition, ...]:
        taken = set(self._codes)
        taken |= {s.code for s in sections}
        for number, place in enumerate(loose, 1):
            code = f"section_{number}"
            while code in taken:
                code += "_"
            taken.add(code)
            title = self._settings.title
            if len(loose) > 1:
                title = {k: f"{v} ({number})" for k, v in title.items()}
            sections[place] = replace(sections[place], code=code, title=title)
        return tuple(s for s in sections if s.items)

    # Items

    def _items(self, node: Node) -> tuple[Item, ...]:
        return tuple(i for n in self._kept(node.children) if (i := self._item(n)) is not None)

    def _item(self, node: Node) -> Item | None:
        kind = node.kind
        assert kind is not None
        rule = self._wiring.rule
        text = self._wiring.text(node, "label")
        if kind is Kind.CALCULATE and not rule(node, "calculation"):
            kind = Kind.HIDDEN
        if not text and kind is Kind.NOTE and not node.row.text("hint"):
            self._findings.change("note_empty", **self._place(node, "label"))
            return None
        if not text and kind.is_answered:
            text = {self._default: node.name or node.code}
            self._findings.change("label_missing", **self._place(node, "label"))
        required = rule(node, "required")
        if not required and kind.is_answered and is_true(node.row.get("required")):
            required = "yes"
        item = Item(
            code=node.code,
            kind=kind,
            text=text,
            hint=self._hint(node),
            definition=self._wiring.text(node, "definition"),
            relevant=rule(node, "relevant"),
            constraint=rule(node, "constraint"),
            constraint_message=self._wiring.text(node, "constraint_message"),
            required=required,
            required_message=self._wiring.text(node, "required_message"),
            calculation=rule(node, "calculation"),
            default=self._default_value(node),
            read_only=is_true(node.row.get("read_only")) and self._has_value(node),
            appearance=" ".join(node.row.get("appearance").split()),
            unit=node.row.get("unit") if kind.is_answered else "",
            choices=self._uses[node].choices if node in self._uses else (),
            choice_filter=rule(node, "choice_filter"),
            repeat_count=rule(node, "repeat_count") if kind is Kind.REPEAT else "",
            allows=self._allows(node),
            indicators=self._indicators(node),
            items=self._items(node) if kind.is_container else (),
            row=node.number,
        )
        return self._with_other(node, self._shaped(node, item))

    def _place(self, node: Node, column: str) -> dict[str, Any]:
        return {
            "sheet": self._table.sheet,
            "row": node.number,
            "column": self._table.written.get(column, column),
            "name": node.name or node.code,
        }

    def _hint(self, node: Node) -> Texts:
        hint = self._wiring.text(node, "hint")
        for language, text in node.row.text("guidance_hint").items():
            hint[language] = f"{hint[language]}\n{text}" if language in hint else text
        return hint

    def _has_value(self, node: Node) -> bool:
        """A question whose calculation was taken away can only get its value by being answered."""
        return not node.row.get("calculation") or bool(self._wiring.rule(node, "calculation"))

    def _default_value(self, node: Node) -> str:
        text = node.row.get("default")
        if not text or node.is_container or node.kind is Kind.NOTE:
            return ""
        if rule_text(node, "default"):
            return self._wiring.rule(node, "default")
        return literal_default(text)

    def _shaped(self, node: Node, item: Item) -> Item:
        """Return the item with what its type and appearance say beyond the plain kind."""
        words = item.appearance.casefold().split()
        if item.kind is Kind.DATE and "month-year" in words:
            return replace(item, kind=Kind.MONTH)
        if item.kind is Kind.DATE and "year" in words:
            return replace(item, kind=Kind.YEAR)
        if item.kind is Kind.TEXT and "multiline" in words:
            return replace(item, kind=Kind.LONG_TEXT)
        if node.reading.word == "range":
            return self._range(node, item)
        if node.reading.bounds:
            low, high = (str(b) for b in node.reading.bounds)
            return _between(item, low, high)
        return item

    def _range(self, node: Node, item: Item) -> Item:
        written = node.row.get("parameters")
        parameters = {"start": "1", "end": "10", "step": "1"} | read_parameters(written)
        numbers = {k: parameters[k].replace(",", ".") for k in ("start", "end", "step")}
        if not all(
            re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,12})?", n, re.ASCII) for n in numbers.values()
        ):
            self._findings.refuse(
                "range_parameters", value=written, **self._place(node, "parameters")
            )
            return item
        is_whole = all("." not in n or float(n).is_integer() for n in numbers.values())
        if float(numbers["step"]) != 1 or not is_whole:
            self._findings.change("range_step", **numbers, **self._place(node, "parameters"))
        low, high = sorted((numbers["start"], numbers["end"]), key=float)
        kind = Kind.INTEGER if is_whole else Kind.DECIMAL
        return _between(replace(item, kind=kind), low, high)

    def _allows(self, node: Node) -> tuple[NonAnswer, ...]:
        written = node.row.get("allows")
        if not written or node.kind is None or not node.kind.is_answered:
            return ()
        try:
            return read_allows(written)
        except CellError as error:
            self._findings.refuse(error.code, value=error.value, **self._place(node, "allows"))
            return ()

    def _indicators(self, node: Node) -> tuple[tuple[str, float | None], ...]:
        written = node.row.get("indicator")
        if not written:
            return ()
        place = self._place(node, "indicator")
        if node.kind is None or not node.kind.is_answered:
            self._findings.refuse("indicator_not_question", **place)
            return ()
        try:
            links = read_indicators(written)
        except CellError as error:
            self._findings.refuse(error.code, value=error.value, **place)
            return ()
        try:
            shares({i: weight for i, (_, weight) in enumerate(links)})
        except WeightProblem as problem:
            if any(weight is None for _, weight in links):
                self._findings.refuse("indicator_sum", value=written, **place)
                return ()
            self._findings.change("indicator_scaled", value=written, **place)
            return tuple((code, (weight or 0.0) / problem.total) for code, weight in links)
        return links

    # Choices

    def _read_choices(self, node: Node) -> None:
        assert node.kind is not None
        if node.reading.word == "yes_no":
            self._uses[node] = ListUse(self._lists.yes_no())
            return
        use = self._lists.use(
            node.reading.list_name,
            node.kind,
            columns=_filter_columns(node.row.get("choice_filter")),
            place=self._place(node, "type"),
        )
        if node.reading.has_other:
            use = replace(use, choices=self._lists.with_other(use.choices))
        self._uses[node] = use

    def _with_other(self, node: Node, item: Item) -> Item:
        if not node.reading.has_other or not item.choices:
            return item
        follow_up = f"{node.code}_other"
        if follow_up in self._codes:
            self._findings.change("other_name_taken", code=follow_up, **self._place(node, "type"))
            return item
        return replace(item, other_choice=OTHER_CODE)


def _between(item: Item, low: str, high: str) -> Item:
    limits = f". >= {low} and . <= {high}"
    constraint = f"({item.constraint}) and {limits}" if item.constraint else limits
    message: Texts = item.constraint_message or {
        "sv": f"Ange ett tal från {_comma(low)} till {_comma(high)}.",
        "en": f"Enter a number from {low} to {high}.",
    }
    return replace(item, constraint=constraint, constraint_message=message)


def _comma(number: str) -> str:
    return number.replace(".", ",").replace("-", "−")


def _filter_columns(text: str) -> frozenset[str]:
    """Return the bare names in a filter: columns of the sheet choices."""
    try:
        return frozenset(p[0] for p in parse(text).paths if len(p) == 1) if text else frozenset()
    except ExpressionError:
        return frozenset()


__all__ = ["build_form"]
