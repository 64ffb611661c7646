"""Forms of rounds: what is sent to whom, why and when."""

from __future__ import annotations

from wtforms.fields import (
    DateField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from surveyapp.core.formbase import Form, NumberField
from surveyapp.core.i18n import lazy_gettext as _l


class BasisForm(Form):
    """Why the round asks, on what ground, and who was consulted (ordinance 1982:668)."""

    purpose = TextAreaField(
        _l("Ändamål"),
        [Length(max=2000)],
        description=_l("Vad uppgifterna ska användas till. Visas för uppgiftslämnarna."),
    )
    legal_basis = TextAreaField(
        _l("Rättslig grund"),
        [Length(max=1000)],
        description=_l("Den bestämmelse som insamlingen stöder sig på."),
    )
    duty = RadioField(
        _l("Är det en skyldighet att svara?"),
        choices=[
            SelectChoice("duty", _l("Ja, uppgiftsskyldighet")),
            SelectChoice("voluntary", _l("Nej, frivilligt")),
        ],
        default="voluntary",
    )
    consultation_on = DateField(
        _l("Datum för samråd"), [Optional()], description=_l("Till exempel 2026-10-15.")
    )
    consultation_outcome = TextAreaField(
        _l("Vad samrådet kom fram till"),
        [Length(max=2000)],
        description=_l("Med vem, oftast SKR, och vad som ändrades efter samrådet."),
    )


class RoundForm(BasisForm):
    name_sv = StringField(
        _l("Omgångens namn"), [InputRequired(_l("Skriv ett namn.")), Length(max=200)]
    )
    name_en = StringField(_l("Namn på engelska"), [Length(max=200)])
    year = NumberField(
        _l("År"),
        [
            InputRequired(_l("Skriv året.")),
            NumberRange(2000, 2100, _l("Skriv ett år, till exempel 2027.")),
        ],
        decimals=0,
        is_grouped=False,
    )
    opens_on = DateField(
        _l("Första dag att svara"), [InputRequired(_l("Skriv den första dagen att svara."))]
    )
    closes_on = DateField(
        _l("Sista dag att svara"), [InputRequired(_l("Skriv den sista dagen att svara."))]
    )
    previous_round = SelectField(
        _l("Förra årets omgång"),
        description=_l("Svaren därifrån visas bredvid frågorna."),
    )
    who = RadioField(
        _l("Vilka ska svara?"),
        choices=[
            SelectChoice("all", _l("Alla kommuner")),
            SelectChoice("counties", _l("Kommunerna i vissa län")),
            SelectChoice("list", _l("Kommuner som jag räknar upp")),
        ],
        default="all",
    )
    counties = SelectMultipleField(_l("Län"))
    codes = TextAreaField(
        _l("Kommunkoder eller namn"),
        description=_l(
            "En på varje rad, till exempel 0180 eller Stockholm. Stadsdelar anges med sin kod."
        ),
    )


class DueForm(Form):
    due_on = DateField(
        _l("Ny sista svarsdag"),
        [Optional()],
        description=_l("Lämna tomt för att gå tillbaka till omgångens datum."),
    )
