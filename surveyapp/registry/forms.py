"""Forms of the registers: a file to read in."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired
from wtforms.fields import BooleanField, SelectField

from surveyapp.core.formbase import Form
from surveyapp.core.i18n import lazy_gettext as _l


class ImportForm(Form):
    kind = SelectField(_l("Register"))
    file = FileField(
        _l("Fil"),
        [FileRequired(_l("Välj en fil."))],
        description=_l("CSV i UTF-8, eller Excel (.xlsx, första bladet). Högst 10 MB."),
        render_kw={"accept": ".csv,.xlsx"},
    )
    dry_run = BooleanField(
        _l("Pröva bara"), description=_l("Visa vad som skulle hända, utan att något sparas.")
    )
