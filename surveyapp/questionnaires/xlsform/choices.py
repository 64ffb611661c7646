"""The sheet choices: lists of answers, with duplicates merged or told apart."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from surveyapp.questionnaires.rules.definition import Choice, Kind, Texts
from surveyapp.questionnaires.xlsform.reader import Row, Table
from surveyapp.questionnaires.xlsform.report import Findings

_YES_NO_LISTS = {
    "yes_no": ("yes", "no"),
    "yesno": ("yes", "no"),
    "yn": ("yes", "no"),
    "yes_or_no": ("yes", "no"),
    "ja_nej": ("ja", "nej"),
    "janej": ("ja", "nej"),
}
_YES: Texts = {
    "sv": "Ja",
    "en": "Yes",
    "fi": "Kyllä",
    "fr": "Oui",
    "es": "Sí",
    "de": "Ja",
    "sw": "Ndiyo",
}
_NO: Texts = {
    "sv": "Nej",
    "en": "No",
    "fi": "Ei",
    "fr": "Non",
    "es": "No",
    "de": "Nein",
    "sw": "Hapana",
}
_OTHER: Texts = {
    "sv": "Annat",
    "en": "Other",
    "fi": "Muu",
    "fr": "Autre",
    "es": "Otro",
    "de": "Sonstiges",
}
OTHER_CODE = "other"


@dataclass
class ListUse:
    """The choices one question offers, and what was renamed on the way."""

    choices: tuple[Choice, ...] = ()
    is_found: bool = True
    renumbered: set[str] = field(default_factory=set)
    """Codes that stood for two different answers."""
    respelled: dict[str, str] = field(default_factory=dict)
    """Code as written -> code without spaces."""
    columns: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Candidate:
    row: Row
    code: str
    text: Texts


class ChoiceLists:
    """All lists of a workbook; faults are recorded once, whatever number of questions use a list."""

    def __init__(self, table: Table, default_language: str, findings: Findings) -> None:
        self._findings = findings
        self._default = default_language
        self._columns = frozenset({"name", "label", "list_name"} | set(table.extra))
        self._lists: dict[str, list[_Candidate]] = {}
        self._prepared: dict[tuple[str, frozenset[str], bool], ListUse] = {}
        for row in table.rows:
            self._add(row)

    def _add(self, row: Row) -> None:
        list_name, code, text = row.get("list_name"), row.get("name"), row.text("label")
        place = {"sheet": "choices", "row": row.number, "name": code}
        if not list_name:
            if code:
                self._findings.change("choice_without_list", code=code, **place)
            return
        candidates = self._lists.setdefault(list_name, [])
        if not code:
            if not text:
                return
            label = next(iter(text.values()))
            code = re.sub(r"\W+", "_", label.casefold()).strip("_")[:40] or f"choice_{row.number}"
            taken = {c.code for c in candidates}
            code = code if code not in taken else f"{code}_{row.number}"
            self._findings.change("choice_without_code", label=label, code=code, **place)
        if not text:
            text = {self._default: code}
            self._findings.change("choice_label_missing", code=code, **place)
        candidates.append(_Candidate(row, code, text))

    def use(
        self, list_name: str, kind: Kind, columns: frozenset[str], place: Mapping[str, Any]
    ) -> ListUse:
        """Return what a question offers; `columns` are those its filter reads, `place` its cell."""
        found = self._find(list_name, place)
        if found is None:
            return ListUse(is_found=False)
        if isinstance(found, tuple):
            return ListUse(found, columns=self._columns)
        key = (found, columns & self._columns, kind is Kind.MULTIPLE or kind is Kind.RANK)
        if key not in self._prepared:
            self._prepared[key] = self._prepare(*key)
        return self._prepared[key]

    def yes_no(self) -> tuple[Choice, ...]:
        """Return the choices of the type yes_no."""
        return self._yes_no("yes", "no")

    def with_other(self, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
        """Return the choices with the answer Other last, unless they have it."""
        if any(c.code == OTHER_CODE for c in choices):
            return choices
        return (*choices, Choice(OTHER_CODE, self._in_known_languages(_OTHER)))

    def _find(self, list_name: str, place: Mapping[str, Any]) -> str | tuple[Choice, ...] | None:
        if not list_name:
            self._findings.refuse("list_name_missing", **place)
            return None
        if list_name in self._lists:
            return list_name
        alike = [n for n in self._lists if n.casefold() == list_name.casefold()]
        if len(alike) == 1:
            self._findings.change("list_case", list=list_name, used=alike[0], **place)
            return alike[0]
        if codes := _YES_NO_LISTS.get(list_name.casefold().replace(" ", "_")):
            self._findings.change("list_yes_no_added", list=list_name, **place)
            return self._yes_no(*codes)
        sv, en = suggestion(list_name, self._lists)
        self._findings.refuse(
            "list_missing", list=list_name, suggestion_sv=sv, suggestion_en=en, **place
        )
        return None

    def _yes_no(self, yes: str, no: str) -> tuple[Choice, ...]:
        return (
            Choice(yes, self._in_known_languages(_YES)),
            Choice(no, self._in_known_languages(_NO)),
        )

    def _in_known_languages(self, texts: Texts) -> Texts:
        return {k: v for k, v in texts.items() if k in ("sv", "en", self._default)}

    def _prepare(self, list_name: str, columns: frozenset[str], is_multiple: bool) -> ListUse:
        use = ListUse(columns=self._columns)
        kept: dict[str, tuple[_Candidate, Choice]] = {}
        result: list[Choice] = []
        for candidate in self._lists[list_name]:
            code = self._respelled(candidate, is_multiple, use)
            extra = candidate.row.extra
            filters = {c: extra.get(c, "") for c in sorted(columns - {"name", "label"})}
            if code not in kept:
                choice = Choice(code, dict(candidate.text), filters)
                kept[code] = (candidate, choice)
                result.append(choice)
                continue
            first, choice = kept[code]
            place: dict[str, Any] = {
                "sheet": "choices",
                "row": candidate.row.number,
                "column": "name",
                "name": code,
                "code": code,
                "list": list_name,
                "other": str(first.row.number),
            }
            if filters != dict(choice.filters):
                result.append(Choice(code, dict(candidate.text), filters))
                self._findings.change("choice_kept_twice", **place)
            elif _is_same_answer(first.text, candidate.text):
                for language, text in candidate.text.items():
                    choice.text.setdefault(language, text)
                self._findings.change("choice_merged", **place)
            else:
                new = _free(f"{code}_2", {c.code for c in result})
                use.renumbered.add(code)
                result.append(Choice(new, dict(candidate.text), filters))
                self._findings.change("choice_renumbered", new=new, **place)
        use.choices = tuple(result)
        return use

    def _respelled(self, candidate: _Candidate, is_multiple: bool, use: ListUse) -> str:
        if not is_multiple or not re.search(r"\s", candidate.code):
            return candidate.code
        code = re.sub(r"\s+", "_", candidate.code)
        use.respelled[candidate.code] = code
        self._findings.change(
            "choice_code_spaces",
            sheet="choices",
            row=candidate.row.number,
            column="name",
            name=candidate.code,
            code=candidate.code,
            new=code,
        )
        return code


def suggestion(wanted: str, names: Mapping[str, Any] | set[str]) -> tuple[str, str]:
    """Return " Menade du X?" in Swedish and English, or two empty texts."""
    close = difflib.get_close_matches(wanted, list(names), n=1, cutoff=0.75)
    return (f" Menade du {close[0]}?", f" Did you mean {close[0]}?") if close else ("", "")


def _is_same_answer(one: Texts, other: Texts) -> bool:
    """True when two texts name one answer: alike but for case, or one only says more."""
    for language in one.keys() & other.keys():
        a, b = (" ".join(re.findall(r"\w+", t[language].casefold())) for t in (one, other))
        if a == b or (a and b and (f" {a} " in f" {b} " or f" {b} " in f" {a} ")):
            return True
    return not one.keys() & other.keys()


def _free(wanted: str, taken: set[str]) -> str:
    code, number = wanted, 3
    while code in taken:
        code = f"{wanted.rpartition('_')[0]}_{number}"
        number += 1
    return code
