"""Shape of the input: what an hour of one role costs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from wtforms.fields import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from surveyapp.burden.rules.roles import ROLES
from surveyapp.core.errors import Invalid
from surveyapp.core.formbase import Form, NumberField
from surveyapp.core.i18n import lazy_gettext as _l
from surveyapp.core.i18n import pick

_MISSING = _l("Skriv ett tal.")
_WHOLE = Decimal(100)


class TariffForm(Form):
    """Shares are typed in per cent and stored as fractions."""

    year = NumberField(
        _l("År"),
        [
            InputRequired(_l("Skriv ett årtal.")),
            NumberRange(2000, 2100, _l("Skriv ett årtal mellan 2000 och 2100.")),
        ],
        decimals=0,
        is_grouped=False,
    )
    role = SelectField(_l("Roll"))
    monthly_pay_kronor = NumberField(
        _l("Månadslön"), [InputRequired(_MISSING)], decimals=None, render_kw={"suffix": _l("kr")}
    )
    monthly_hours = NumberField(
        _l("Arbetstid i månaden"),
        [InputRequired(_MISSING)],
        decimals=None,
        render_kw={"suffix": _l("timmar")},
    )
    social_charges = NumberField(
        _l("Sociala avgifter och pension"),
        [InputRequired(_MISSING)],
        description=_l("I procent av lönen."),
        decimals=None,
        render_kw={"suffix": "%"},
    )
    overhead = NumberField(
        _l("Påslag för lokaler, system och stöd"),
        [InputRequired(_MISSING)],
        description=_l("I procent av lön och avgifter."),
        decimals=None,
        render_kw={"suffix": "%"},
    )
    source = StringField(
        _l("Källa"),
        [InputRequired(_l("Skriv var uppgifterna kommer ifrån.")), Length(max=300)],
        description=_l("Till exempel statistiken, avtalet eller beslutet, med år."),
    )
    is_example = BooleanField(
        _l("Exempelvärde"),
        description=_l("Står bredvid varje kostnad tills uppgiften är riktig."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [(role, pick(name)) for role, name in ROLES.items()]

    def add_problems(self, error: Invalid) -> None:
        """Put a refused change's messages beside the fields they are about."""
        for name, messages in error.problems.items():
            field = self._fields[name]
            field.errors = [*field.errors, *messages]

    def parts(self) -> dict[str, Any]:
        """Return the valid input as the service takes it."""
        return {
            "year": int(self.year.data or 0),
            "role": self.role.data,
            "monthly_pay_kronor": float(self.monthly_pay_kronor.data or 0),
            "monthly_hours": float(self.monthly_hours.data or 0),
            "social_charges": float((self.social_charges.data or 0) / _WHOLE),
            "overhead": float((self.overhead.data or 0) / _WHOLE),
            "source": self.source.data or "",
            "is_example": bool(self.is_example.data),
        }


def typed(parts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form is filled with for the parts of a stored tariff."""
    factors = {"monthly_pay_kronor": 1, "monthly_hours": 1, "social_charges": 100, "overhead": 100}
    return {**parts, **{name: _plain(parts[name], by) for name, by in factors.items()}}


def _plain(value: float, factor: int) -> Decimal:
    """Return the number without the decimals that are all zero."""
    number = Decimal(repr(value)) * factor
    return (
        number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
    )
