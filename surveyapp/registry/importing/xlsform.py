"""A form in a workbook (XLSForm) as rows of the bank: what it asks, how, in which languages.

Only what tells questions apart is read. Conditions, calculations and layout belong to the form and
are passed over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import pick
from surveyapp.registry.importing.bank import LANGUAGES, short_code
from surveyapp.registry.importing.reading import Rows, Unreadable, sheets
from surveyapp.registry.importing.report import Findings

_TYPES = {
    **dict.fromkeys(("text", "string"), "text"),
    **dict.fromkeys(("integer", "int"), "integer"),
    **dict.fromkeys(("decimal", "range"), "decimal"),
    "date": "date",
    "datetime": "datetime",
    **dict.fromkeys(("acknowledge", "trigger"), "acknowledge"),
    **dict.fromkeys(
        ("image", "photo", "audio", "video", "file", "barcode", "geopoint", "geotrace", "geoshape"),
        "file",
    ),
    **dict.fromkeys(("select_one", "select_one_from_file"), "single"),
    **dict.fromkeys(("select_multiple", "select_multiple_from_file"), "multiple"),
    "rank": "rank",
    "time": "time",
}
_WORDS = {
    "select one": "select_one",
    "select one from": "select_one",
    "select1": "select_one",
    "select multiple": "select_multiple",
    "select multiple from": "select_multiple",
    "select all that apply": "select_multiple",
    "select all that apply from": "select_multiple",
}
_NAMES = {
    **dict.fromkeys(("svenska", "swedish"), "sv"),
    **dict.fromkeys(("engelska", "english"), "en"),
    **dict.fromkeys(("deutsch", "german", "tyska"), "de"),
    **dict.fromkeys(("français", "francais", "french", "franska"), "fr"),
    **dict.fromkeys(("español", "espanol", "spanish", "spanska"), "es"),
    **dict.fromkeys(("italiano", "italian"), "it"),
    **dict.fromkeys(("suomi", "finnish", "finska"), "fi"),
    **dict.fromkeys(("swahili", "kiswahili"), "sw"),
    **dict.fromkeys(("arabic", "arabiska"), "ar"),
    **dict.fromkeys(("portuguese", "português"), "pt"),
}
_HEADING = re.compile(r"(?P<stem>label|hint)\s*:{1,2}\s*(?P<language>.+)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True)
class Form:
    """One form: its identity, its title, and its questions as rows of the bank."""

    code: str
    title: str
    rows: Rows


@dataclass(frozen=True)
class _Sheet:
    """A sheet's rows by heading, in lower case; numbers as the spreadsheet shows them."""

    headings: tuple[str, ...] = ()
    rows: tuple[tuple[int, dict[str, str]], ...] = ()


Sheets = Mapping[str, "_Sheet"]


def open_form(content: bytes) -> Sheets | None:
    """Return the workbook's sheets when it is a form (a sheet called survey, with types), else None.

    Raises:
        Unreadable: it cannot be opened.
    """
    found = {
        name: _sheet(grid)
        for name, grid in sheets(content, ("survey", "choices", "settings")).items()
    }
    return found if "survey" in found and "type" in found["survey"].headings else None


def read(found: Sheets, findings: Findings) -> Form:
    """Return the form's questions.

    Raises:
        Unreadable: it has no question.
    """
    nothing = _Sheet()
    survey, choices, settings = (found.get(n, nothing) for n in ("survey", "choices", "settings"))
    facts = settings.rows[0][1] if settings.rows else {}
    default = _language(facts.get("default_language", ""))
    columns = _text_columns(survey.headings, default, findings)
    lists = _choice_lists(choices, default, findings)
    rows = tuple(_rows(survey, columns, lists, facts.get("form_title", "")))
    if not rows:
        raise Unreadable(
            _("Formuläret har inga frågor."),
            _("Bladet survey ska ha kolumnerna type, name och label."),
        )
    names = tuple(dict.fromkeys(name for _number, cells in rows for name in cells))
    return Form(facts.get("form_id", ""), facts.get("form_title", ""), Rows(names, rows))


def _rows(
    survey: _Sheet,
    columns: Mapping[str, tuple[str, str]],
    lists: Mapping[str, list[dict[str, str]]],
    title: str,
) -> list[tuple[int, dict[str, str]]]:
    found: list[tuple[int, dict[str, str]]] = []
    groups: list[tuple[str, str]] = []
    names = Counter(row.get("name", "") for _number, row in survey.rows)
    for number, row in survey.rows:
        kind, list_name = _kind(row.get("type", ""))
        if kind.startswith("begin"):
            groups.append((row.get("name", ""), pick(_texts(row, columns, "label"))))
            continue
        if kind.startswith("end"):
            del groups[-1:]
            continue
        text = _texts(row, columns, "label")
        if kind not in _TYPES or not row.get("name") or not text:
            continue
        hint = _texts(row, columns, "hint")
        # A name may stand in several groups; with the groups' names before it, it is one.
        path = [name for name, _title in groups if name] if names[row["name"]] > 1 else []
        named = ".".join((*path, row["name"]))
        cells = {
            "code": short_code(named, named),
            "questionnaire": title,
            "area": next((said for _name, said in reversed(groups) if said), ""),
            "answer_type": _TYPES[kind],
        }
        for language in {code: None for _stem, code in columns.values()}:
            cells[f"text_{language}"] = text.get(language, "")
            cells[f"description_{language}"] = hint.get(language, "")
        if options := lists.get(list_name):
            for language in dict.fromkeys(code for option in options for code in option):
                lines = [option.get(language, "") for option in options]
                cells[f"options_{language}"] = "\n".join(lines) + "\n"
        found.append((number, cells))
    return found


def _kind(cell: str) -> tuple[str, str]:
    """Return the type without its list, and the list's name."""
    plain = " ".join(cell.split())
    for words, kind in sorted(_WORDS.items(), key=lambda pair: -len(pair[0])):
        if plain.casefold().startswith(words + " "):
            return kind, plain[len(words) :].split()[0]
    first, _space, rest = plain.partition(" ")
    # "begin group", "begin_repeat" and the like need no more than their first word.
    return first.casefold(), rest.split()[0] if rest else ""


def _choice_lists(
    choices: _Sheet, default: str, findings: Findings
) -> dict[str, list[dict[str, str]]]:
    columns = _text_columns(choices.headings, default, findings)
    lists: dict[str, list[dict[str, str]]] = {}
    for _number, row in choices.rows:
        name = row.get("list_name") or row.get("list name") or ""
        text = _texts(row, columns, "label") or {default: row.get("name", "")}
        if name and any(text.values()):
            lists.setdefault(name, []).append(text)
    return lists


def _texts(
    row: Mapping[str, str], columns: Mapping[str, tuple[str, str]], stem: str
) -> dict[str, str]:
    return {
        language: text
        for heading, (of, language) in columns.items()
        if of == stem and (text := " ".join(_TAG.sub(" ", row.get(heading, "")).split()))
    }


def _text_columns(
    headings: tuple[str, ...], default: str, findings: Findings
) -> dict[str, tuple[str, str]]:
    """Return heading -> (label or hint, language) for the headings that hold texts."""
    found: dict[str, tuple[str, str]] = {}
    unknown = []
    for heading in headings:
        if heading in ("label", "hint"):
            found[heading] = heading, default
        elif parted := _HEADING.fullmatch(heading):
            language = _language(parted["language"])
            if language == "und" or (parted["stem"], language) in found.values():
                unknown.append(heading)
            else:
                found[heading] = parted["stem"].casefold(), language
    if unknown:
        remark = _("De här kolumnerna lästes inte in: %(names)s.", names=", ".join(unknown[:30]))
        if remark not in findings.remarks:
            findings.remarks.append(remark)
    return found


def _language(name: str) -> str:
    """Return the code of a language as headings name it, "und" when it is not stated or not known."""
    plain = " ".join(name.split()).casefold()
    inside = re.search(r"\(\s*([a-z]{2,3})\b[^()]*\)\s*$", plain)
    code = inside[1] if inside else plain
    if code in LANGUAGES:
        return code
    return _NAMES.get(re.sub(r"\s*\(.*", "", plain), "und")


def _sheet(grid: Sequence[Sequence[str]]) -> _Sheet:
    if not grid:
        return _Sheet()
    headings = tuple(" ".join(cell.split()).casefold() for cell in grid[0])
    rows = []
    for number, cells in enumerate(grid[1:], start=2):
        row = {h: cell for h, cell in zip(headings, cells, strict=False) if h and cell}
        if row:
            rows.append((number, row))
    return _Sheet(headings, tuple(rows))
