"""Tables that sort and download alike.

A page and its file are made from the same columns, rounded by the same rule, so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from markupsafe import Markup

from surveyapp.core import svenska
from surveyapp.core.i18n import current_language, pick_with_language
from surveyapp.core.i18n import gettext as _

Entry = Mapping[str, Any]
Address = Callable[[str, str], str]
"""(column, order) -> the address of the page sorted so."""

ASCENDING, DESCENDING = "stigande", "fallande"


def rounded(value: float | None, decimals: int) -> Decimal | None:
    """Return the number as pages show it, for a file (halves away from zero)."""
    if value is None:
        return None
    step = Decimal(1).scaleb(-decimals)
    return Decimal(repr(float(value))).quantize(step, ROUND_HALF_UP)


def rounded_kronor(value: float | None) -> Decimal | None:
    """Return an amount in whole hundreds of kronor (domain rule 11)."""
    hundreds = rounded(None if value is None else value / svenska.KRONOR_STEP, 0)
    return None if hundreds is None else hundreds * svenska.KRONOR_STEP


def hidden_words(reason: str) -> str:
    """Return what stands in the place of a figure that is not shown; "" when it is."""
    return {
        "few": _("färre än fem kommuner"),
        "shield": _("skyddat"),
        "unmeasured": _("ej mätt"),
    }.get(reason, "")


def minutes(value: float | None) -> str | Markup:
    """Format minutes as people say them: 45 s, 3 min 20 s, 1 h 5 min."""
    return svenska.missing_markup() if value is None else svenska.duration(value * 60)


def interval(found: Mapping[str, float] | None, decimals: int = 1) -> str | Markup:
    """Format an interval; a complete count has none and says so."""
    if found is None:
        return svenska.missing_markup()
    low, high = (svenska.number(found[end], decimals) for end in ("low", "high"))
    return _("alla mätta") if found["low"] == found["high"] else f"{low}–{high}"


def name_cell(texts: Mapping[str, str], fallback: str, href: str = "") -> Entry:
    """Return a table cell with a text, marked when it is in another language than the page."""
    language, text = pick_with_language(texts)
    is_foreign = language not in ("", "und", current_language())
    return {"text": text or fallback, "href": href, "lang": language if is_foreign else ""}


@dataclass(frozen=True)
class Column:
    """One column: what it shows, what it sorts by, and what the file says."""

    key: str
    label: str
    show: Callable[[Any], object]
    value: Callable[[Any], object]
    """For the file: a text, a number rounded as on the page, or None for what is not shown."""
    is_numeric: bool = True
    is_file_only: bool = False
    width: str = ""
    exact: Callable[[Any], object] | None = None
    """To sort by, where that is not `value`: figures before rounding."""

    def order(self, entry: Any) -> object:
        return (self.exact or self.value)(entry)


@dataclass(frozen=True)
class Listing:
    """A table as the page's component and the file take it."""

    columns: list[Entry]
    rows: list[list[object]]
    file_columns: list[str]
    file_rows: list[list[object]]


def listing(
    columns: Sequence[Column],
    entries: Sequence[Any],
    *,
    sort: str = "",
    order: str = "",
    address: Address | None = None,
) -> Listing:
    """Return the entries as a table, sorted by the column `sort` (as they come when unknown).

    What has no value stands last in both orders.
    """
    chosen = next((c for c in columns if c.key == sort), None)
    entries = list(entries)
    if chosen is not None:
        known = [e for e in entries if chosen.order(e) is not None]
        known.sort(key=lambda e: _sort_key(chosen.order(e)), reverse=order == DESCENDING)
        entries = known + [e for e in entries if chosen.order(e) is None]
    shown = [c for c in columns if not c.is_file_only]
    return Listing(
        columns=[_head(c, c is chosen, order, address) for c in shown],
        rows=[[c.show(entry) for c in shown] for entry in entries],
        file_columns=[c.label for c in columns],
        file_rows=[[c.value(entry) for c in columns] for entry in entries],
    )


def marked(table: Listing, *, is_fictional: bool, is_example: bool = False) -> Listing:
    """Return the table with columns in its file that say what is made up."""
    marks = [
        label
        for label, is_set in (
            (_("Påhittade värden"), is_fictional),
            (_("Exempelvärde på timkostnaden"), is_example),
        )
        if is_set
    ]
    return replace(
        table,
        file_columns=[*table.file_columns, *marks],
        file_rows=[[*row, *([_("Ja")] * len(marks))] for row in table.file_rows],
    )


def _sort_key(value: object) -> Any:
    return svenska.sort_key(value) if isinstance(value, str) else value


def _head(column: Column, is_chosen: bool, order: str, address: Address | None) -> Entry:
    head: dict[str, object] = {
        "text": column.label,
        "numeric": column.is_numeric,
        "width": column.width,
    }
    if address is not None:
        # A first click on figures asks for the largest; on words for the alphabet.
        first = DESCENDING if column.is_numeric else ASCENDING
        other = ASCENDING if order == DESCENDING else DESCENDING
        head["sort_url"] = address(column.key, other if is_chosen else first)
        if is_chosen:
            head["sorted"] = "descending" if order == DESCENDING else "ascending"
    return head


def hours_column(
    key: str, label: str, get: Callable[[Any], float | None], why: Callable[[Any], str]
) -> Column:
    return Column(
        key,
        label,
        show=lambda e: hidden_words(why(e)) if why(e) else figure(get(e), 1),
        value=lambda e: rounded(get(e), 1),
        exact=get,
    )


def figure(value: float | None, decimals: int = 1) -> str | Markup:
    return svenska.missing_markup() if value is None else svenska.number(value, decimals)


def figure_column(
    key: str, label: str, get: Callable[[Any], float | None], decimals: int = 1
) -> Column:
    """A figure beside the one that says why it is hidden: only a dash."""
    return Column(
        key,
        label,
        lambda e: figure(get(e), decimals),
        lambda e: rounded(get(e), decimals),
        exact=get,
    )


def kronor_column(key: str, label: str, get: Callable[[Any], float | None]) -> Column:
    return Column(key, label, lambda e: amount(get(e)), lambda e: rounded_kronor(get(e)), exact=get)


def share_column(key: str, label: str, get: Callable[[Any], float | None]) -> Column:
    def shown(entry: Any) -> str | Markup:
        share = get(entry)
        return svenska.missing_markup() if share is None else svenska.percent(share)

    return Column(key, label, shown, lambda e: rounded(get(e), 2), exact=get)


def text_column(key: str, label: str, get: Callable[[Any], str]) -> Column:
    return Column(key, label, get, get, is_numeric=False)


def interval_columns(name: str, get: Callable[[Any], Mapping[str, float] | None]) -> list[Column]:
    """One column on the page, two in the file."""

    def end(entry: Any, which: str) -> Decimal | None:
        found = get(entry)
        return rounded(found[which], 1) if found else None

    return [
        Column(
            f"{name}_lag",
            _("Osäkerhet"),
            lambda e: interval(get(e)),
            lambda e: end(e, "low"),
        ),
        Column(
            f"{name}_hog",
            _("Osäkerhet, övre gräns"),
            lambda _e: "",
            lambda e: end(e, "high"),
            is_file_only=True,
        ),
    ]


def code_column(get: Callable[[Any], str]) -> Column:
    """A code in one piece: its hyphens are no place to break a line."""
    return Column(
        "kod",
        _("Kod"),
        lambda e: Markup('<span class="nowrap">{}</span>').format(get(e)),
        get,
        is_numeric=False,
    )


def why_column(get: Callable[[Any], str]) -> Column:
    return Column(
        "dolt",
        _("Visas inte för att"),
        lambda _e: "",
        lambda e: hidden_words(get(e)) or None,
        is_numeric=False,
        is_file_only=True,
    )


def amount(value: float | None) -> str | Markup:
    return svenska.missing_markup() if value is None else svenska.kronor(value)


@dataclass(frozen=True)
class Picture:
    """A drawing with the sentence it shows."""

    finding: str
    svg: Markup
