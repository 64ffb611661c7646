"""Forms of the registers: a file to read in, and a collection's facts."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileRequired, MultipleFileField
from wtforms.fields import BooleanField, SelectField
from wtforms.fields import StringField as TextField
from wtforms.validators import Length, NumberRange, Optional

from surveyapp.core.formbase import Form, NumberField
from surveyapp.core.i18n import lazy_gettext as _l


class ImportForm(Form):
    kind = SelectField(_l("Register"))
    file = MultipleFileField(
        _l("Fil"),
        [FileRequired(_l("Välj en fil."))],
        description=_l(
            "CSV i UTF-8 eller Excel (.xlsx, första bladet). Frågebanken tar också formulär (XLSForm), RDMO-kataloger (.xml) och Koladas nyckeltal (.json). Högst 10 MB per fil."
        ),
        render_kw={"accept": ".csv,.xlsx,.xls,.xml,.json"},
    )
    collection = SelectField(
        _l("Insamling"),
        default="",
        description=_l("Bara för frågebanken: vilken insamling frågorna hör till."),
    )
    year = NumberField(
        _l("År"),
        [Optional(), NumberRange(1900, 2200, _l("Skriv ett årtal mellan 1900 och 2200."))],
        decimals=0,
        is_grouped=False,
        description=_l(
            "Bara för frågebanken: året då frågorna ställdes. Lämna tomt om det inte är känt."
        ),
    )
    dry_run = BooleanField(
        _l("Pröva bara"), description=_l("Visa vad som skulle hända, utan att något sparas.")
    )


class FactsForm(Form):
    hours_per_year = NumberField(
        _l("Timmar per kommun och år"),
        [Optional(), NumberRange(0, 100_000, _l("Skriv ett tal mellan 0 och 100 000."))],
        decimals=None,
        description=_l(
            "Vad en kommun i genomsnitt lägger på insamlingen. Lämna tomt om ingen har mätt."
        ),
        render_kw={"suffix": _l("timmar")},
    )
    hours_source = TextField(
        _l("Källa till timmarna"),
        [Length(max=500, message=_l("Skriv högst 500 tecken."))],
        description=_l("Vem som har mätt, hur och när. Behövs när timmar anges."),
    )
    window_from = SelectField(
        _l("Första månad"), default="", description=_l("När kommunerna börjar tillfrågas.")
    )
    window_to = SelectField(
        _l("Sista månad"),
        default="",
        description=_l("Före den första om tiden löper över årsskiftet."),
    )

    @staticmethod
    def month(field: Any) -> int | None:
        """Return a chosen month, None for "not known"."""
        return int(field.data) if field.data else None
