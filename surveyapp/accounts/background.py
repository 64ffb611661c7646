"""Invitations by mail, sent by the worker so that no page waits for a relay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from surveyapp.accounts import queries, rules
from surveyapp.accounts.models import Invitation
from surveyapp.core import clock, jobs, mail
from surveyapp.core.access import Actor
from surveyapp.core.i18n import current_language, force_language
from surveyapp.core.i18n import gettext as _
from surveyapp.core.settings import Settings
from surveyapp.core.svenska import datetime
from surveyapp.core.units import unit_of_work

KIND = "invitation_mail"


def ask_for_mail(
    session: Session, actor: Actor, invitation: Invitation, nonce: str, path: str
) -> jobs.Job:
    """Have the invitation mailed; `nonce` makes its token again, `path` is the link's without it."""
    payload = {
        "nonce": nonce,
        "path": path,
        "inviter": actor.name,
        "language": current_language(),
    }
    return jobs.enqueue(session, KIND, payload, actor, unique_key=_key(invitation))


def mail_states(session: Session, invitations: Sequence[Invitation]) -> dict[int, str]:
    """Return how the mail of each invitation stands, in words; one never mailed is left out."""
    names = {
        jobs.JobState.WAITING: _("Väntar på att skickas"),
        jobs.JobState.RUNNING: _("Skickas"),
        jobs.JobState.DONE: _("Skickat"),
        jobs.JobState.FAILED: _("Gick inte att skicka. Skicka en egen länk."),
    }
    asked = jobs.newest_by_key(session, [_key(invitation) for invitation in invitations])
    found = {i.id: asked[_key(i)] for i in invitations if _key(i) in asked}
    return {
        id_: jobs.next_try(job.next_try_at) if job.next_try_at else names[jobs.JobState(job.state)]
        for id_, job in found.items()
    }


def _key(invitation: Invitation) -> str:
    return f"{KIND}:{invitation.id}"


@jobs.handler(KIND)
def run(context: jobs.JobContext) -> dict[str, Any]:
    """Mail the link, unless the invitation was used or ran out meanwhile."""
    settings: Settings = current_app.extensions["settings"]
    payload = context.payload
    token = rules.derived_token(payload["nonce"], settings.secret_key)
    with unit_of_work(context.database, read_only=True) as session:
        invitation = queries.find_open_invitation(session, rules.token_hash(token), clock.now())
    if invitation is None:
        return {"sent": False}
    with force_language(payload["language"]):
        message = mail.compose(
            settings,
            to=invitation.email,
            subject=_("Inbjudan till kommunernas enkäter"),
            text=_text(settings.origin + payload["path"] + token, payload["inviter"], invitation),
            message_id=f"invitation-{invitation.id}",
        )
    mail.send(settings, message)
    return {"sent": True}


def _text(link: str, inviter: str, invitation: Invitation) -> str:
    lines = [
        _("Hej!"),
        "",
        _("%(name)s har bjudit in dig till tjänsten för kommunernas enkäter.", name=inviter),
        _("Öppna länken för att skapa ett konto:"),
        "",
        link,
        "",
        _(
            "Länken gäller till %(time)s och kan användas en gång.",
            time=datetime(invitation.expires_at),
        ),
        _("Känner du inte igen det här kan du bortse från mejlet."),
    ]
    return "\n".join(lines) + "\n"
