"""Forms of the review: a decision, one stated fact, a file of them."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired
from wtforms.fields import RadioField, TextAreaField
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


class UseFileForm(Form):
    file = FileField(
        _l("Användning som CSV"),
        [FileRequired(_l("Välj en fil."))],
        description=_l(
            "Kolumnerna indicator, year, criterion, value, source och stated_on, med semikolon mellan."
        ),
    )
