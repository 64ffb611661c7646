"""The forms of the room: a decision, the second person's answer, words for the lists, a concept's name."""

from __future__ import annotations

from wtforms.fields import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from surveyapp.core.formbase import Form
from surveyapp.core.i18n import lazy_gettext as _l
from surveyapp.overlap.wording import (
    ACTIONS,
    AREAS,
    DIRECTIONS,
    REASON_CODES,
    TERM_KINDS,
    VERDICTS,
)


class DecisionForm(Form):
    """Verdict, direction, action and reason; the page words the choices, the service checks them."""

    verdict = RadioField(
        _l("Vad kom du fram till?"),
        choices=[SelectChoice(value=v, label=v) for v in VERDICTS],
        validate_choice=False,
    )
    direction = RadioField(
        _l("Vilket svar går att räkna fram?"),
        choices=[SelectChoice(value=v, label=v) for v in DIRECTIONS],
        validate_choice=False,
        default="",
    )
    how = StringField(
        _l("Hur räknas det fram?"),
        description=_l("Till exempel: summera de fyra kvartalen."),
    )
    action = RadioField(
        _l("Vad ska hända med vår fråga?"),
        choices=[SelectChoice(value=v, label=v) for v in ACTIONS],
        validate_choice=False,
        default="",
    )
    reason_code = RadioField(
        _l("Vad avgjorde?"),
        choices=[SelectChoice(value=v, label=v) for v in ("", *REASON_CODES)],
        validate_choice=False,
        default="",
    )
    reason = TextAreaField(
        _l("Varför?"),
        description=_l("Behövs om du inte har valt ett skäl. Syns för den som granskar."),
    )
    shown = HiddenField()


class SecondForm(Form):
    """Why a second person says no."""

    second_reason = TextAreaField(
        _l("Varför inte?"),
        description=_l("Behövs om du säger nej. Den som beslutade får läsa det."),
    )


class TermForm(Form):
    """Two words and what they are for each other; an area has a list of its own."""

    kind = RadioField(
        _l("Vad är orden för varandra?"),
        choices=[SelectChoice(value=v, label=t) for v, t in TERM_KINDS.items()],
        validate_choice=False,
        default="synonym",
    )
    language = SelectField(
        _l("Språk"),
        choices=[
            SelectChoice(value="sv", label=_l("Svenska")),
            SelectChoice(value="en", label=_l("Engelska")),
        ],
        validate_choice=False,
        default="sv",
    )
    left = StringField(_l("Ord"))
    right = StringField(_l("Annat ord"), description=_l("Lämnas tomt för ett område."))
    area = SelectField(
        _l("Område"),
        choices=[
            SelectChoice(value="", label=_l("Inget")),
            *(SelectChoice(value=v, label=t) for v, t in AREAS.items()),
        ],
        validate_choice=False,
        default="",
    )


class ElementForm(Form):
    """Name and definition of a data element."""

    name_sv = StringField(_l("Namn på svenska"))
    name_en = StringField(_l("Namn på engelska"))
    definition_sv = TextAreaField(_l("Definition på svenska"))
    definition_en = TextAreaField(_l("Definition på engelska"))
