"""Forms of questionnaires: a file to read in, links to indicators."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired
from wtforms.fields import BooleanField, TextAreaField
from wtforms.validators import InputRequired, Length

from surveyapp.core.formbase import Form
from surveyapp.core.i18n import lazy_gettext as _l


class ImportForm(Form):
    file = FileField(
        _l("Frågeformulär (XLSForm)"),
        [FileRequired(_l("Välj en fil."))],
        description=_l("Excelfil, .xlsx eller .xls, högst 20 MB."),
    )
    dry_run = BooleanField(
        _l("Pröva bara"), description=_l("Visa vad som skulle hända, utan att något sparas.")
    )


class KeepForm(Form):
    reason = TextAreaField(
        _l("Varför ställs frågan ändå?"),
        [
            InputRequired(_l("Skriv varför frågan ställs ändå.")),
            Length(max=2000, message=_l("Skriv högst 2 000 tecken.")),
        ],
    )


class LinksFileForm(Form):
    file = FileField(
        _l("Kopplingar som CSV"),
        [FileRequired(_l("Välj en fil."))],
        description=_l(
            "Kolumnerna fraga, indikator och vikt. Filen ersätter kopplingarna för de frågor den nämner."
        ),
    )
