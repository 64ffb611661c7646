"""What kind of file the question bank is given, seen by its content and not by its name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from surveyapp.core.i18n import gettext as _
from surveyapp.registry.importing import kolada, rdmo, xlsform
from surveyapp.registry.importing.bank import BANK, BANK_KINDS, KOLADA
from surveyapp.registry.importing.columns import Kind
from surveyapp.registry.importing.matching import Values
from surveyapp.registry.importing.reading import (
    LIMITS,
    Rows,
    Unreadable,
    check_size,
    is_clean,
    is_workbook,
    read_rows,
)
from surveyapp.registry.importing.report import Findings

_KINDS = {kind.code: kind for kind in BANK_KINDS}
_KOLADA_SIGNS = frozenset({"operating_area", "municipality_type", "is_divided_by_gender"})


@dataclass(frozen=True)
class BankFile:
    """The rows of a bank file under their kind's columns, and the collection it says it is."""

    kind: Kind
    rows: Rows
    collection: Values | None = None
    """What is known of the collection from the file itself: code, name, owner, source."""


def read_bank(
    contents: Sequence[bytes], findings: Findings, *, is_kolada: bool = False
) -> BankFile | None:
    """Recognise the files and return their rows, None when they cannot be read (the findings say why).

    Several files are taken together where they belong together: the pages of Kolada's list, and a
    catalogue with its options.
    """
    try:
        for content in contents:
            check_size(content)
        return _read(contents, findings, is_kolada)
    except Unreadable as problem:
        findings.refuse(problem.row, "", "", problem.what, problem.mend)
        return None


def _read(contents: Sequence[bytes], findings: Findings, is_kolada: bool) -> BankFile | None:
    starts = {_start(content) for content in contents}
    if len(contents) > 1 and starts not in ({"{"}, {"["}, {"{", "["}, {"<"}):
        raise Unreadable(
            _("Filerna hör inte ihop."),
            _(
                "Läs in en fil i taget. Bara sidor från Kolada, och en RDMO-katalog med sina alternativ, läses in tillsammans."
            ),
        )
    if starts <= {"{", "["}:
        return BankFile(
            _KINDS[KOLADA], _cleaned(kolada.read(contents, findings), findings), _KOLADA
        )
    if starts == {"<"}:
        catalogue = rdmo.read(contents)
        rows = _cleaned(catalogue.rows, findings)
        return BankFile(_KINDS[BANK], rows, _of_catalogue(catalogue))
    if is_workbook(contents[0]) and (opened := xlsform.open_form(contents[0])) is not None:
        form = xlsform.read(opened, findings)
        return BankFile(_KINDS[BANK], _cleaned(form.rows, findings), _of_form(form))
    return _table(contents[0], findings, is_kolada)


def _start(content: bytes) -> str:
    """Return the first sign of a text file that is not CSV, "" for all others."""
    first = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1].decode("latin-1")
    return first if first in ("<", "{", "[") else ""


def _table(content: bytes, findings: Findings, is_kolada: bool) -> BankFile | None:
    tried = Findings()
    figures = read_rows(content, _KINDS[KOLADA].names(), tried)
    columns = set(figures.columns) if figures is not None else set()
    if is_kolada or ({"id", "title"} <= columns and columns & _KOLADA_SIGNS):
        findings.faults += tried.faults
        findings.remarks += tried.remarks
        return BankFile(_KINDS[KOLADA], figures, _KOLADA) if figures is not None else None
    rows = read_rows(content, _KINDS[BANK].names(), findings)
    return BankFile(_KINDS[BANK], rows) if rows is not None else None


def _cleaned(rows: Rows, findings: Findings) -> Rows:
    if len(rows.rows) > LIMITS.rows:
        raise Unreadable(
            _("Filen har fler än %(rows)s frågor.", rows=LIMITS.rows),
            _("Dela upp den i flera filer."),
        )
    return Rows(
        rows.columns,
        tuple((n, cells) for n, cells in rows.rows if is_clean(n, cells, findings)),
    )


_KOLADA: Values = {
    "code": KOLADA,
    "name": {"sv": "Nyckeltal i Kolada", "en": "Key figures in Kolada"},
    "owner": "Rådet för främjande av kommunala analyser (RKA)",
    "source": "Källa: Kolada",
    "checked": "read",
}


def _of_catalogue(catalogue: rdmo.Catalogue) -> Values | None:
    name = _code(catalogue.uri.rstrip("/").rpartition("/")[2])
    if not name:
        return None
    return {
        "code": f"rdmo-{name}",
        "name": dict(catalogue.title) or {"sv": name},
        "source": f"RDMO: {catalogue.uri}",
        "checked": "not read",
    }


def _of_form(form: xlsform.Form) -> Values | None:
    name = _code(form.code)
    if not name:
        return None
    return {
        "code": name,
        "name": {"sv": form.title or form.code},
        "source": f"XLSForm: {form.code}",
        "checked": "not read",
    }


def _code(text: str) -> str:
    return re.sub(r"[^\w\-]+", "-", text).strip("-_").casefold()[:50]
