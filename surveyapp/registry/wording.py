"""What files state in codes, in words; knows no database, so forms of other rooms may read it."""

from __future__ import annotations

from surveyapp.core.i18n import gettext as _


def answer_type_words() -> dict[str, str]:
    """Return the kinds of answer that files state, by code, in words."""
    return {
        "text": _("Kort text"),
        "long_text": _("Lång text"),
        "integer": _("Heltal"),
        "decimal": _("Tal"),
        "date": _("Datum"),
        "datetime": _("Datum och tid"),
        "time": _("Klockslag"),
        "yes_no": _("Ja eller nej"),
        "single": _("Ett val"),
        "multiple": _("Flera val"),
        "rank": _("Rangordning"),
        "acknowledge": _("Bekräftelse"),
        "file": _("Fil eller plats"),
    }
