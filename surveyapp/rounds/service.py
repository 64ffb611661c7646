"""Every change of rounds and of where a return stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from surveyapp.core import audit, clock
from surveyapp.core.access import Actor, Permission
from surveyapp.core.errors import Conflict, Invalid
from surveyapp.core.i18n import Texts
from surveyapp.core.i18n import gettext as _
from surveyapp.questionnaires.models import QuestionnaireVersion, VersionState
from surveyapp.registry.models import Unit
from surveyapp.rounds import rules, store
from surveyapp.rounds.models import Return, ReturnState, Round, RoundState
from surveyapp.rounds.queries import AnyReturn


def create_round(
    session: Session,
    actor: Actor,
    version: QuestionnaireVersion,
    units: Sequence[Unit],
    *,
    name: Texts,
    year: int,
    opens_on: dt.date,
    closes_on: dt.date,
    purpose: str = "",
    legal_basis: str = "",
    duty: str = "voluntary",
    consultation_on: dt.date | None = None,
    consultation_outcome: str = "",
    previous_round_id: int | None = None,
    is_fictional: bool = False,
) -> Round:
    """Plan a round of a published version with one return for each unit.

    Raises:
        Conflict: the version is a draft.
        Invalid: the last day comes before the first, or no unit is chosen.
    """
    actor.require(Permission.ROUND_MANAGE)
    if version.state != VersionState.PUBLISHED.value:
        raise Conflict(_("Publicera versionen innan den skickas ut."))
    if closes_on < opens_on:
        message = _("Sista svarsdag kan inte ligga före första dagen.")
        raise Invalid(message, {"closes_on": [message]})
    if not units:
        message = _("Välj minst en kommun.")
        raise Invalid(message, {"units": [message]})
    round_ = Round(
        version_id=version.id,
        name=name,
        year=year,
        opens_on=opens_on,
        closes_on=closes_on,
        purpose=purpose.strip(),
        legal_basis=legal_basis.strip(),
        duty=duty,
        consultation_on=consultation_on,
        consultation_outcome=consultation_outcome.strip(),
        previous_round_id=previous_round_id,
        is_fictional=is_fictional,
    )
    session.add(round_)
    session.flush()
    session.add_all(Return(round_id=round_.id, unit_id=unit.id) for unit in units)
    session.flush()
    audit.record(session, actor, "round_planned", "round", round_.id, units=len(units))
    return round_


def open_round(session: Session, actor: Actor, round_: Round) -> None:
    """Open a planned round for answers.

    Raises:
        Conflict: it is not planned.
        Invalid: purpose, legal basis or consultation is missing.
    """
    actor.require(Permission.ROUND_MANAGE)
    if round_.state != RoundState.PLANNED.value:
        raise Conflict(_("Omgången är redan öppnad."))
    missing = rules.missing_basis(
        purpose=round_.purpose,
        legal_basis=round_.legal_basis,
        consultation_on=round_.consultation_on,
        consultation_outcome=round_.consultation_outcome,
    )
    if missing:
        message = _(
            "Omgången kan inte öppnas förrän ändamål, rättslig grund och samråd är ifyllda (förordning 1982:668)."
        )
        raise Invalid(message, {name: [_("Fyll i innan omgången öppnas.")] for name in missing})
    round_.state = RoundState.OPEN.value
    round_.opened_at = clock.now()
    session.flush()
    audit.record(session, actor, "round_opened", "round", round_.id)


def close_round(session: Session, actor: Actor, round_: Round) -> None:
    """Close an open round; nothing more is taken.

    Raises:
        Conflict: it is not open.
    """
    actor.require(Permission.ROUND_MANAGE)
    if round_.state != RoundState.OPEN.value:
        raise Conflict(_("Bara en öppen omgång kan stängas."))
    round_.state = RoundState.CLOSED.value
    round_.closed_at = clock.now()
    session.flush()
    audit.record(session, actor, "round_closed", "round", round_.id)


def set_basis(
    session: Session,
    actor: Actor,
    round_: Round,
    *,
    purpose: str,
    legal_basis: str,
    duty: str,
    consultation_on: dt.date | None,
    consultation_outcome: str,
) -> None:
    """Fill in why and on what ground the round asks; an open round cannot lose any of it.

    Raises:
        Invalid: the round is open and something would be emptied.
    """
    actor.require(Permission.ROUND_MANAGE)
    missing = rules.missing_basis(
        purpose=purpose,
        legal_basis=legal_basis,
        consultation_on=consultation_on,
        consultation_outcome=consultation_outcome,
    )
    if missing and round_.state != RoundState.PLANNED.value:
        message = _("Uppgiften kan inte tömmas när omgången är öppnad.")
        raise Invalid(message, {name: [message] for name in missing})
    round_.purpose, round_.legal_basis, round_.duty = purpose.strip(), legal_basis.strip(), duty
    round_.consultation_on, round_.consultation_outcome = (
        consultation_on,
        consultation_outcome.strip(),
    )
    session.flush()
    audit.record(session, actor, "round_basis_set", "round", round_.id)


def extend_due(session: Session, actor: Actor, return_: Return, due_on: dt.date | None) -> None:
    """Give one unit another last day; None takes it back."""
    actor.require(Permission.ROUND_MANAGE)
    return_.due_on = due_on
    session.flush()
    audit.record(
        session,
        actor,
        "return_due_changed",
        "return",
        return_.id,
        unit_id=return_.unit_id,
        due_on=due_on.isoformat() if due_on else None,
    )


def due_day(return_: AnyReturn) -> dt.date:
    """Return the last day to answer; the return's round must be loaded."""
    return return_.due_on or return_.round.closes_on


def require_answerable(return_: AnyReturn) -> None:
    """Return when the return takes answers now; its round must be loaded.

    Raises:
        Conflict: it does not; the message says why and what to do.
    """
    state = rules.answerable(
        round_state=return_.round.state,
        return_state=return_.state,
        due_on=due_day(return_),
        today=clock.today(),
    )
    if state is rules.Answerable.YES:
        return
    messages = {
        rules.Answerable.NOT_OPEN: _("Omgången är inte öppnad än."),
        rules.Answerable.CLOSED: _(
            "Omgången är stängd. Kontakta den som skickade ut enkäten om något behöver ändras."
        ),
        rules.Answerable.SUBMITTED: _(
            "Uppgifterna är inskickade. Öppna dem igen om något behöver ändras."
        ),
        rules.Answerable.TOO_LATE: _(
            "Sista svarsdag har passerat. Be den som skickade ut enkäten om förlängd tid."
        ),
    }
    raise Conflict(messages[state], code=state.value)


def mark_started(session: Session, return_: AnyReturn) -> None:
    """Note that somebody has begun."""
    if return_.state == ReturnState.NOT_STARTED.value:
        return_.state = ReturnState.STARTED.value
        store.start_return(session, return_.id)


def mark_submitted(session: Session, actor: Actor, return_: Return, at: dt.datetime) -> None:
    """Note that the answers have been sent in.

    Raises:
        Conflict: the return takes no answers now.
    """
    require_answerable(return_)
    return_.state = ReturnState.SUBMITTED.value
    return_.submitted_at = at
    session.flush()
    audit.record(session, actor, "return_submitted", "return", return_.id, unit_id=return_.unit_id)


def reopen_return(session: Session, actor: Actor, return_: Return) -> None:
    """Take a submitted return up again while its round is open; what was sent in stays.

    Raises:
        Conflict: it is not submitted, or the round takes no answers any more.
    """
    if return_.state != ReturnState.SUBMITTED.value:
        raise Conflict(_("Uppgifterna är inte inskickade."))
    return_.state = ReturnState.REOPENED.value
    require_answerable(return_)
    session.flush()
    audit.record(session, actor, "return_reopened", "return", return_.id, unit_id=return_.unit_id)
