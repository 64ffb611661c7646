"""Forms of people: sign-in, password, invitation."""

from __future__ import annotations

from wtforms.fields import EmailField, PasswordField, SelectField, StringField
from wtforms.validators import Email, InputRequired, Length

from surveyapp.core.formbase import Form
from surveyapp.core.i18n import lazy_gettext as _l


class SignInForm(Form):
    email = EmailField(_l("E-postadress"), [InputRequired(_l("Skriv din e-postadress."))])
    password = PasswordField(_l("Lösenord"), [InputRequired(_l("Skriv ditt lösenord."))])


class PasswordForm(Form):
    old = PasswordField(
        _l("Nuvarande lösenord"), [InputRequired(_l("Skriv ditt nuvarande lösenord."))]
    )
    password = PasswordField(
        _l("Nytt lösenord"),
        [InputRequired(_l("Skriv ett nytt lösenord."))],
        description=_l(
            "Minst 12 tecken. Några ord efter varandra är lätta att minnas och svåra att gissa."
        ),
    )


class InviteForm(Form):
    email = EmailField(
        _l("Kollegans e-postadress"),
        [
            InputRequired(_l("Skriv e-postadressen.")),
            Email(_l("Skriv en e-postadress, till exempel namn@kommun.se.")),
            Length(max=254),
        ],
    )


class AdministratorInviteForm(InviteForm):
    email = EmailField(
        _l("E-postadress"),
        [
            InputRequired(_l("Skriv e-postadressen.")),
            Email(_l("Skriv en e-postadress, till exempel namn@kommun.se.")),
            Length(max=254),
        ],
    )
    role = SelectField(_l("Roll"))
    unit = SelectField(_l("Kommun"), description=_l("Bara för uppgiftslämnare."))


class AcceptForm(Form):
    name = StringField(
        _l("Ditt namn"),
        [InputRequired(_l("Skriv ditt namn.")), Length(max=200)],
        description=_l("Kollegor ser namnet bredvid de svar du sparar."),
    )
    password = PasswordField(
        _l("Välj ett lösenord"),
        [InputRequired(_l("Skriv ett lösenord."))],
        description=_l(
            "Minst 12 tecken. Har adressen redan ett konto, skriv det kontots lösenord."
        ),
    )
