"""Results in words and figures, as the pages and the reports say them."""

from __future__ import annotations

from surveyapp.core import svenska
from surveyapp.core.i18n import gettext as _
from surveyapp.results.rules import Position, Standing, UnitValue


def standing_names() -> dict[Standing, str]:
    """Return what it is called when a municipality has no value."""
    return {
        Standing.VALUE: _("Har ett värde"),
        Standing.MISSING: _("Inget svar"),
        Standing.NOT_RECORDED: _("Uppgift saknas"),
        Standing.NOT_APPLICABLE: _("Inte aktuellt"),
        Standing.NOT_ASKED: _("Frågan ställdes inte"),
        Standing.NO_CASES: _("Inga fall"),
        Standing.NOT_SUBMITTED: _("Inte inskickad"),
        Standing.FAULT: _("Går inte att räkna ut"),
    }


def problem(reason: str, name: str = "") -> str:
    """Say why an indicator has no values at all; "" when it has."""
    if not reason:
        return ""
    texts = {
        "no_formula": _("Indikatorn har ingen formel än."),
        "question": _("Frågan %(name)s i formeln finns inte i formuläret.", name=name),
    }
    return texts.get(reason, _("Formeln går inte att läsa: %(name)s", name=name))


def figure(value: float | None, *, share: bool, decimals: int | None = None) -> str:
    """Return a value as text: per cent for shares, else with one decimal."""
    if share:
        return svenska.percent(value, decimals or 0)
    return svenska.number(value, 1 if decimals is None else decimals)


def count(value: float | None) -> str:
    """Return a numerator or denominator as text: whole numbers without decimals."""
    return svenska.number(value, 0 if value is None or value % 1 == 0 else 1)


def own_value(value: UnitValue | None, *, formula_kind: str, share: bool) -> str:
    """Return one unit's value, or why it has none."""
    if value is None:
        return standing_names()[Standing.NOT_SUBMITTED]
    if value.standing is not Standing.VALUE:
        return standing_names()[value.standing]
    if formula_kind == "yes_share" and value.value in (0.0, 1.0):
        return _("Ja") if value.value else _("Nej")
    return figure(value.value, share=share)


def direction(code: str) -> str:
    """Say which way is better."""
    if code == "higher":
        return _("Högre är bättre")
    if code == "lower":
        return _("Lägre är bättre")
    return _("Beskriver, ingen riktning")


def beside_group(place: Position) -> str:
    """Say how the municipality stands beside its group."""
    return {
        Position.BETTER: _("Bättre än gruppen"),
        Position.WORSE: _("Svagare än gruppen"),
        Position.SAME: _("Som gruppen"),
        Position.HIGHER: _("Högre än gruppen"),
        Position.LOWER: _("Lägre än gruppen"),
        Position.UNKNOWN: svenska.MISSING,
    }[place]


def beside_last_year(place: Position) -> str:
    """Say what has happened since last year."""
    return {
        Position.BETTER: _("Bättre än i fjol"),
        Position.WORSE: _("Svagare än i fjol"),
        Position.SAME: _("Som i fjol"),
        Position.HIGHER: _("Högre än i fjol"),
        Position.LOWER: _("Lägre än i fjol"),
        Position.UNKNOWN: svenska.MISSING,
    }[place]
