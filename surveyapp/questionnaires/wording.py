"""What the report of an import calls the kinds of answer and the rules."""

from __future__ import annotations

from collections.abc import Mapping

from surveyapp.core.i18n import gettext as _
from surveyapp.questionnaires.rules.definition import Kind


def kind_words() -> Mapping[str, str]:
    """Return each kind of answer in words, for those that are counted as questions."""
    return {
        Kind.TEXT: _("kort text"),
        Kind.LONG_TEXT: _("lång text"),
        Kind.INTEGER: _("heltal"),
        Kind.DECIMAL: _("decimaltal"),
        Kind.DATE: _("datum"),
        Kind.MONTH: _("månad"),
        Kind.YEAR: _("år"),
        Kind.TIME: _("klockslag"),
        Kind.DATETIME: _("datum och klockslag"),
        Kind.SINGLE: _("ett val"),
        Kind.MULTIPLE: _("flera val"),
        Kind.RANK: _("rangordning"),
        Kind.ACKNOWLEDGE: _("bekräftelse"),
    }


def rule_words() -> Mapping[str, str]:
    """Return each kind of rule in words, by the name of its column."""
    return {
        "relevant": _("villkor för att visas"),
        "constraint": _("kontroll av svaret"),
        "required": _("måste besvaras"),
        "calculation": _("uträkning"),
        "choice_filter": _("val som beror på svar"),
    }


def action_words() -> Mapping[str, str]:
    """Return each decided action in words, as a draft's page says it."""
    return {
        "drop": _("Ta bort"),
        "reuse": _("Återanvänd svaret"),
        "derive": _("Räkna fram svaret"),
        "ask_together": _("Fråga samlat"),
        "keep": _("Behåll"),
    }


def carried_words() -> Mapping[str, str]:
    """Return what became of a decided action in a draft, in words."""
    return {
        "noted": _("Gäller i utkastet"),
        "waiting": _("Väntar på dig"),
        "done": _("Borttagen ur utkastet"),
        "kept": _("Ställs ändå"),
        "withdrawn": _("Beslutet är återtaget"),
        "missing": _("Beslutet är återtaget, men frågan saknas"),
    }


def language_words() -> Mapping[str, str]:
    """Return the product's own languages in words."""
    return {"sv": _("svenska"), "en": _("engelska")}
