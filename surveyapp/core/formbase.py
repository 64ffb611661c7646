"""Root of every form: own messages in both languages, numbers typed the Swedish way."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_wtf import FlaskForm
from wtforms.fields import StringField

from surveyapp.core.errors import DomainError, Invalid
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import lazy_gettext as _l
from surveyapp.core.svenska import NumberProblem, number, parse_decimal

MESSAGES = {
    "This field is required.": _l("Fyll i det här fältet."),
    "Not a valid choice.": _l("Välj ett av alternativen."),
    "Not a valid date value.": _l("Skriv datumet som år-månad-dag, till exempel 2026-03-01."),
    "Not a valid integer value.": _l("Skriv ett heltal."),
    "Invalid email address.": _l("Skriv en e-postadress, till exempel namn@kommun.se."),
    "Invalid Choice: could not coerce.": _l("Välj ett av alternativen."),
}
"""WTForms' own texts -> our Swedish source texts, which the catalogues translate."""


class _Translations:
    def gettext(self, string: str) -> str:
        return str(MESSAGES.get(string, string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return singular if n == 1 else plural


class Form(FlaskForm):
    """A form that speaks the page's language."""

    class Meta(FlaskForm.Meta):
        locales = False

        def get_translations(self, form: Any) -> _Translations:
            return _Translations()


class NumberField(StringField):
    """A decimal typed as `1 234,5` or `1234.5`; `data` is a Decimal or None."""

    data: Decimal | None  # type: ignore[assignment]

    def __init__(
        self, *args: Any, decimals: int | None = 2, is_grouped: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.decimals = decimals
        self.is_grouped = is_grouped

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        text = number(self.data, self.decimals)
        return text if self.is_grouped else text.replace("\u00a0", "")

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        if not valuelist or not str(valuelist[0]).strip():
            return
        try:
            self.data = parse_decimal(str(valuelist[0]))
        except NumberProblem as problem:
            raise ValueError(
                _("Skriv talet med decimalkomma, till exempel 1 234,5.")
                if problem.reason != "ambiguous"
                else _("Talet kan läsas på två sätt. Skriv det utan punkt, till exempel 1234,5.")
            ) from None


def show_refusal(form: Form, error: DomainError) -> None:
    """Put a refused change's messages beside the fields they are about, else above the form."""
    problems = error.problems if isinstance(error, Invalid) else {}
    for name, messages in problems.items():
        field = form._fields.get(name)
        if field is not None:
            field.errors = [*field.errors, *messages]
    if not problems:
        form.form_errors.append(error.message)
