"""Kolada's key figures as its interface gives them: pages of JSON, version 3 (and 2, the same shape)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import ngettext
from surveyapp.registry.importing.bank import LAST_YEAR, SOURCE
from surveyapp.registry.importing.reading import Rows, Unreadable, decoded
from surveyapp.registry.importing.report import Findings

_COLUMNS = (
    *("id", "title", "description", "operating_area", "perspective", "municipality_type"),
    *("is_divided_by_gender", "has_ou_data", "publication_date", "publ_period"),
)
_UNREAD = ("auspices", "auspice", "prel_publication_date", "ou_publication_date", "members")


def read(contents: Sequence[bytes], findings: Findings) -> Rows:
    """Return every key figure of the pages, numbered as they come.

    Raises:
        Unreadable: a file is no JSON, or no page of key figures.
    """
    pages = [page for content in contents for page in _pages(content)]
    rows: list[tuple[int, dict[str, str]]] = []
    unread: dict[str, None] = {}
    for page in pages:
        for value in page["values"]:
            if not isinstance(value, dict) or "id" not in value or "title" not in value:
                raise Unreadable(
                    _("Post %(number)s är inget nyckeltal.", number=len(rows) + 1),
                    _("Hämta filen från Koladas adress som slutar på /kpi."),
                )
            unread.update(dict.fromkeys(set(value) - {*_COLUMNS, *_UNREAD}))
            rows.append((len(rows) + 1, _cells(value)))
    missing = sum(bool(page.get("next_url") or page.get("next_page")) for page in pages)
    if pages and missing >= len(pages):
        findings.remarks.append(
            ngettext(
                "Sidan säger att det finns fler. Läs in alla sidor för att få hela listan.",
                "Sidorna säger att det finns fler. Läs in alla sidor för att få hela listan.",
                len(pages),
            )
        )
    if unread:
        findings.remarks.append(
            _("De här kolumnerna lästes inte in: %(names)s.", names=", ".join(sorted(unread)[:30]))
        )
    columns = tuple(dict.fromkeys(name for _number, cells in rows for name in cells))
    return Rows(columns, tuple(rows))


def _pages(content: bytes) -> list[dict[str, Any]]:
    wrong = Unreadable(
        _("JSON-filen är ingen sida med nyckeltal från Kolada."),
        _("Hämta den från Koladas adress som slutar på /kpi, eller läs in en CSV-fil."),
    )
    try:
        found = json.loads(decoded(content))
    except (ValueError, RecursionError):
        raise Unreadable(
            _("JSON-filen är skadad och kan inte läsas."), _("Hämta filen på nytt.")
        ) from None
    pages = found if isinstance(found, list) else [found]
    if pages and all(isinstance(page, dict) and "id" in page for page in pages):
        pages = [{"values": pages}]
    for page in pages:
        if not isinstance(page, dict) or not isinstance(page.get("values"), list):
            raise wrong
    if not pages:
        raise wrong
    return pages


def _cells(value: dict[str, Any]) -> dict[str, str]:
    cells = {name: _cell(value[name]) for name in _COLUMNS if name in value}
    # What the title and description say in words, as the list in CSV has in columns of its own.
    if last := LAST_YEAR.search(cells["title"]):
        cells["discontinued_after"] = last[1]
    if source := SOURCE.search(cells.get("description", "")):
        cells["collection"] = source[1]
    return cells


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).replace("\r\n", "\n").strip() if isinstance(value, str | int) else ""
