"""The form that decides about a pair."""

from __future__ import annotations

from wtforms.fields import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from surveyapp.core.formbase import Form
from surveyapp.core.i18n import lazy_gettext as _l
from surveyapp.overlap.wording import ACTIONS, VERDICTS


class DecisionForm(Form):
    """Verdict, action and reason; the page words the choices, the service says whether they fit."""

    verdict = RadioField(
        _l("Vad kom du fram till?"),
        choices=[SelectChoice(value=v, label=v) for v in VERDICTS],
        validate_choice=False,
    )
    action = RadioField(
        _l("Vad ska hända med vår fråga?"),
        choices=[SelectChoice(value=v, label=v) for v in ACTIONS],
        validate_choice=False,
        default="",
    )
    reason = TextAreaField(
        _l("Varför?"),
        description=_l("Skrivs så att en kollega förstår beslutet om ett år. Syns i granskningen."),
    )
