"""Reminds those who have not sent in: who that is, asking for the mail, and sending it as a job.

A person is mailed once a day at most. That is written down before the mail is handed over, so that
a worker that dies in between leaves one mail unsent rather than one sent twice.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from surveyapp.accounts import queries as accounts
from surveyapp.core import audit, clock, jobs, mail
from surveyapp.core.access import NOBODY, SYSTEM, Actor, Permission
from surveyapp.core.errors import Conflict
from surveyapp.core.i18n import force_language, pick
from surveyapp.core.i18n import gettext as _
from surveyapp.core.settings import Settings
from surveyapp.core.svenska import date
from surveyapp.core.units import unit_of_work
from surveyapp.rounds import queries, rules, service
from surveyapp.rounds.models import Return, Round, RoundState

KIND = "round_reminder"


@dataclass(frozen=True)
class Recipient:
    """One person, and what they are asked for that has not been sent in."""

    user_id: int
    email: str
    language: str
    returns: tuple[Return, ...]


@dataclass(frozen=True)
class Reminder:
    """Who would be mailed now."""

    recipients: tuple[Recipient, ...]
    already: int
    """People left out because they have been reminded today."""
    unreachable: tuple[Return, ...]
    """What nobody with an account answers for."""

    @property
    def units(self) -> int:
        return len({r.unit_id for recipient in self.recipients for r in recipient.returns})


def plan(session: Session, round_: Round, since: dt.datetime | None = None) -> Reminder:
    """Return who would be reminded of a round now; `since` is midnight unless said otherwise.

    A return that takes no answers any more, its last day past, is nothing to be reminded of.
    """
    waiting = {
        r.unit_id: r
        for r in queries.list_unsubmitted(session, round_.id)
        if rules.answerable(
            round_state=round_.state,
            return_state=r.state,
            due_on=service.due_day(r),
            today=clock.today(),
        )
        is rules.Answerable.YES
    }
    officers = queries.list_officers(session, waiting)
    reminded = queries.list_reminded(session, since or _midnight())
    people: dict[int, Recipient] = {}
    for officer in officers:
        before = people.get(officer.user_id)
        people[officer.user_id] = Recipient(
            officer.user_id,
            officer.email,
            officer.language,
            (*(before.returns if before else ()), waiting[officer.unit_id]),
        )
    answered_for = {officer.unit_id for officer in officers}
    return Reminder(
        recipients=tuple(p for p in people.values() if p.user_id not in reminded),
        already=len(people.keys() & reminded),
        unreachable=tuple(r for r in waiting.values() if r.unit_id not in answered_for),
    )


def require_possible(round_: Round, settings: Settings) -> None:
    """Return when reminders of the round can be mailed.

    Raises:
        Conflict: the round is not open, or the installation sends no mail.
    """
    if round_.state != RoundState.OPEN.value:
        raise Conflict(_("Bara en öppen omgång har någon att påminna."))
    if not settings.smtp_host:
        raise Conflict(
            _("Tjänsten kan inte skicka mejl. Den som sköter den ställer in SURVEYAPP_SMTP_HOST.")
        )


def ask(session: Session, actor: Actor, round_: Round, settings: Settings, url: str) -> jobs.Job:
    """Have the reminders mailed; asked again while that goes on it is the same job.

    Raises:
        Conflict: the round is not open, the installation sends no mail, or there is nobody to mail.
    """
    actor.require(Permission.ROUND_MANAGE)
    require_possible(round_, settings)
    key = f"{KIND}:{round_.id}"
    if jobs.find_active(session, key) is None and not plan(session, round_).recipients:
        raise Conflict(_("Det finns ingen att påminna nu."))
    payload = {"round_id": round_.id, "since": _midnight().isoformat(), "url": url}
    return jobs.enqueue(session, KIND, payload, actor, unique_key=key)


@jobs.handler(KIND)
def run(context: jobs.JobContext) -> dict[str, Any]:
    """Mail everybody who has not sent in; those mailed before a pause are not mailed again."""
    settings: Settings = current_app.extensions["settings"]
    since = dt.datetime.fromisoformat(context.payload["since"])
    round_id = int(context.payload["round_id"])
    with unit_of_work(context.database, read_only=True) as session:
        round_ = queries.get_round(session, round_id)
        actor = _actor(session, context.created_by_id)
        recipients = plan(session, round_, since).recipients
    actor.require(Permission.ROUND_MANAGE)
    refused = 0
    for number, recipient in enumerate(recipients):
        context.progress(number, len(recipients))
        with unit_of_work(context.database) as session:
            queries.lock_person(session, recipient.user_id)
            if recipient.user_id in queries.list_reminded(session, since):
                continue
            _note(session, actor, queries.REMINDED, recipient, context)
        try:
            mail.send(settings, _written(settings, round_, recipient))
        except mail.MailRefused as refusal:
            with unit_of_work(context.database) as session:
                _note(session, actor, queries.NOT_REACHED, recipient, context)
            if isinstance(refusal, mail.MailDelayed):
                raise  # the job is tried again, from this person on
            refused += 1
    context.progress(len(recipients), len(recipients))
    # After the last report: a job that is paused there would tell the round twice.
    with unit_of_work(context.database) as session:
        sent = queries.count_reached(session, context.job_id, since)
        audit.record(session, actor, queries.ROUND_REMINDED, "round", round_id, people=sent)
    return {"sent": sent, "refused": refused, "url": context.payload["url"]}


def _note(
    session: Session, actor: Actor, event: str, to: Recipient, context: jobs.JobContext
) -> None:
    about = {"round_id": context.payload["round_id"], "job_id": context.job_id}
    audit.record(session, actor, event, "account", to.user_id, **about)


def _actor(session: Session, user_id: int | None) -> Actor:
    if user_id is None:
        return SYSTEM
    found = accounts.find_user_with_grants(session, user_id)
    return found[1] if found is not None else NOBODY


def _midnight() -> dt.datetime:
    """Return when the civil day in Sweden began."""
    return dt.datetime.combine(clock.today(), dt.time(), clock.STOCKHOLM).astimezone(dt.UTC)


def _written(settings: Settings, round_: Round, to: Recipient) -> EmailMessage:
    with force_language(to.language):
        name = pick(round_.name)
        lines = [
            _("Hej!"),
            "",
            _("Uppgifterna till %(round)s är inte inskickade än för:", round=name),
            "",
            *(
                _("%(unit)s, sista dag %(day)s", unit=r.unit.name, day=date(service.due_day(r)))
                for r in to.returns
            ),
            "",
            _("Logga in här för att fortsätta:"),
            settings.origin + "/",
            "",
            _("Är ni redan klara behöver du bara skicka in."),
        ]
        return mail.compose(
            settings,
            to=to.email,
            subject=_("Påminnelse: %(round)s", round=name),
            text="\n".join(lines) + "\n",
            message_id=f"reminder-{round_.id}-{to.user_id}-{clock.today().isoformat()}",
        )
