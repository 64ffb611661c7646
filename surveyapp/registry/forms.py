"""Forms of the registers: a file to read in, and a collection's facts."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileRequired, MultipleFileField
from wtforms.fields import BooleanField, SelectField, TextAreaField
from wtforms.fields import StringField as TextField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

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


class DescriptionForm(Form):
    """What a collection is; the service says what does not hold together."""

    name_sv = TextField(_l("Namn på svenska"), [InputRequired(_l("Skriv vad insamlingen heter."))])
    name_en = TextField(_l("Namn på engelska"))
    owner = TextField(_l("Ägare"), description=_l("Myndigheten eller organisationen som ansvarar."))
    collector = TextField(_l("Samlar in"), description=_l("Om någon annan än ägaren samlar in."))
    legal_basis = TextField(_l("Rättslig grund"))
    obligation = TextField(_l("Skyldighet att svara"))
    frequency = TextField(_l("Hur ofta"))
    reference_time = TextField(_l("Referenstid"))
    collection_window = TextField(
        _l("När den samlas in"), description=_l("Med källans ord. Månaderna skriver du för sig.")
    )
    population = TextField(_l("Population"))
    reporting_unit = TextField(_l("Vem som svarar"))
    data_level = TextField(_l("Uppgifternas nivå"))
    example_variables = TextAreaField(_l("Exempel på variabler"))
    overlap_note = TextAreaField(_l("Överlapp med öppna jämförelser"))
    source = TextField(
        _l("Källa"), description=_l("Vad uppgifterna är lästa i, gärna med adress och dag.")
    )
    checked = SelectField(_l("Hur långt uppgifterna är kontrollerade"))


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
