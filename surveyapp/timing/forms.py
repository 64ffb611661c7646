"""Shapes of what an officer says about time."""

from __future__ import annotations

from wtforms import HiddenField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from surveyapp.core.formbase import Form, NumberField
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import lazy_gettext as _l
from surveyapp.timing.rules.declared import TariffRole


class MinutesForm(Form):
    """Minutes of work outside the form; no figure is suggested, so that none steers the answer."""

    minutes = NumberField(_l("Minuter"), decimals=0)
    role = SelectField(_l("Vem gjorde arbetet?"))


class StrikeForm(Form):
    """A stretch of time, or everything on one question."""

    from_ms = HiddenField()
    to_ms = HiddenField()
    question_id = HiddenField()

    def numbers(self) -> tuple[int | None, int | None, int | None]:
        """Return (from, to, question id); None where nothing sensible was sent."""
        return (
            _whole(self.from_ms.data),
            _whole(self.to_ms.data),
            _whole(self.question_id.data),
        )


def role_choices() -> list[SelectChoice]:
    """Return the tariff roles with their names in the page's language."""
    names = role_names()
    return [SelectChoice(role.value, names[role.value]) for role in TariffRole]


def role_names() -> dict[str, str]:
    """Return what each tariff role is called on screen."""
    return {
        TariffRole.OFFICER.value: _("Uppgiftslämnare"),
        TariffRole.UNIT_MANAGER.value: _("Enhetschef"),
        TariffRole.HEAD.value: _("Socialchef"),
        TariffRole.CONTROLLER.value: _("Controller"),
    }


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None
