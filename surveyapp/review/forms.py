"""Forms of the review: a decision, one stated fact, a file of them."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired
from wtforms.fields import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length

from surveyapp.core.formbase import Form
from surveyapp.core.i18n import lazy_gettext as _l


class DecisionForm(Form):
    decision = RadioField(
        _l("Beslut"),
        [InputRequired(_l("Välj behåll, ändra eller avveckla."))],
        choices=[
            SelectChoice("keep", _l("Behåll")),
            SelectChoice("change", _l("Ändra")),
            SelectChoice("drop", _l("Avveckla")),
        ],
    )
    reason = TextAreaField(
        _l("Skäl"),
        [
            InputRequired(_l("Skriv ett skäl som andra kan förstå.")),
            Length(max=2000, message=_l("Skriv högst 2 000 tecken.")),
        ],
        description=_l("Skälet sparas för alltid och står i rapporten."),
    )


class UseForm(Form):
    """One stated fact; the texts are checked by `rules.usefile.read_row`, as a file's rows are."""

    criterion = SelectField(_l("Vad gäller uppgiften?"), choices=[])
    year = StringField(_l("År"), description=_l("Det år som uppgiften gäller, till exempel 2026."))
    value = StringField(
        _l("Värde"), description=_l("Ett helt tal. Noll betyder att ingen använder den.")
    )
    source = StringField(
        _l("Källa"), description=_l("Så att andra kan hitta den: namn, år och sida eller länk.")
    )
    stated_on = StringField(
        _l("Uppgiven den"), description=_l("Skriv dagen som år-månad-dag, till exempel 2026-03-31.")
    )


class UseFileForm(Form):
    file = FileField(
        _l("Användning som CSV"),
        [FileRequired(_l("Välj en fil."))],
        description=_l(
            "Kolumnerna indicator, year, criterion, value, source och stated_on, med semikolon mellan."
        ),
    )
