"""The form that decides about a pair."""

from __future__ import annotations

from wtforms.fields import RadioField, TextAreaField

from surveyapp.core.formbase import Form
from surveyapp.core.i18n import lazy_gettext as _l
from surveyapp.overlap.wording import ACTIONS, VERDICTS


class DecisionForm(Form):
    """Verdict, action and reason; whether they fit together is for the service to say."""

    verdict = RadioField(
        _l("Vad kom du fram till?"),
        choices=[(value, str(value)) for value in VERDICTS],
        validate_choice=False,
    )
    action = RadioField(
        _l("Vad ska hända med vår fråga?"),
        choices=[(value, str(value)) for value in ACTIONS],
        validate_choice=False,
        default="",
    )
    reason = TextAreaField(
        _l("Varför?"),
        description=_l("Skrivs så att en kollega förstår beslutet om ett år. Syns i granskningen."),
    )
