"""What an officer says of their own time: strikes, and minutes outside the form.

These are a person's own and leave no trace in the audit trail, where an administrator could read how
somebody has worked.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from surveyapp.core import clock
from surveyapp.core.access import Actor, Permission
from surveyapp.core.errors import Invalid, NotFound
from surveyapp.core.i18n import gettext as _
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.rounds import queries as round_queries
from surveyapp.rounds import service as rounds
from surveyapp.rounds.models import Return
from surveyapp.timing import queries, store
from surveyapp.timing.models import DeclaredMinutes, Strike
from surveyapp.timing.rules.declared import MINUTES_MAX, TariffRole
from surveyapp.timing.service.derivation import recount
from surveyapp.timing.tokens import milliseconds


def require_own(session: Session, actor: Actor, return_id: int) -> Return:
    """Return a return whose time the actor may see: their own, on it or as one who answers it.

    Raises:
        NotFound: there is none, or nothing on it is the actor's.
    """
    actor.require(Permission.TIMING_OWN)
    return_ = round_queries.get_return(session, return_id)
    if actor.may(Permission.RETURN_ANSWER, return_.unit_id):
        return return_
    if actor.user_id is None or not queries.list_intervals(
        session, return_id, user_id=actor.user_id
    ):
        raise NotFound(_("Sidan finns inte, eller så hör den till en annan kommun."))
    return return_


def strike_stretch(
    session: Session, actor: Actor, return_id: int, from_ms: int, to_ms: int
) -> Strike | None:
    """Take a stretch of one's own time out of the sums; None when it is out already.

    Raises:
        NotFound: nothing of the actor's own lies there.
    """
    return _strike(session, actor, return_id, from_ms, to_ms, None)


def strike_question(
    session: Session, actor: Actor, return_id: int, question_id: int
) -> Strike | None:
    """Take all one's own time until now on a question out of the sums.

    Raises:
        NotFound: nothing of the actor's own is about it.
    """
    require_own(session, actor, return_id)
    own = queries.list_intervals(
        session, return_id, user_id=actor.user_id, question_ids=[question_id]
    )
    if not own:
        raise NotFound
    end = max(milliseconds(clock.now()), *(one.end_ms for one in own))
    return _strike(session, actor, return_id, own[0].start_ms, end, question_id)


def strike_day(session: Session, actor: Actor, from_ms: int, to_ms: int) -> None:
    """Take all one's own time of a day out of the sums, on every return.

    Raises:
        NotFound: nothing of the actor's own lies there.
    """
    actor.require(Permission.TIMING_OWN)
    assert actor.user_id is not None
    returns = sorted(
        {
            one.return_id
            for one in queries.list_own_intervals(session, actor.user_id)
            if one.start_ms < to_ms and one.end_ms > from_ms
        }
    )
    if not returns:
        raise NotFound
    for return_id in returns:
        _strike(session, actor, return_id, from_ms, to_ms, None)


def restore_day(session: Session, actor: Actor, from_ms: int, to_ms: int) -> None:
    """Withdraw one's strikes of exactly this day, on every return."""
    actor.require(Permission.TIMING_OWN)
    assert actor.user_id is not None
    for strike in queries.list_own_strikes(session, actor.user_id):
        if (strike.from_ms, strike.to_ms, strike.question_id) == (from_ms, to_ms, None):
            _withdraw(session, strike)


def withdraw(session: Session, actor: Actor, strike_id: int) -> Strike:
    """Let struck time count again.

    Raises:
        NotFound: it is not the actor's own strike.
    """
    actor.require(Permission.TIMING_OWN)
    assert actor.user_id is not None
    strike = queries.get_own_strike(session, strike_id, actor.user_id)
    _withdraw(session, strike)
    return strike


def _withdraw(session: Session, strike: Strike) -> None:
    store.hold_time(session, strike.return_id)
    if strike.withdrawn_at is None:
        strike.withdrawn_at = clock.now()
        session.flush()
        _recount_struck(session, strike)


def _strike(
    session: Session,
    actor: Actor,
    return_id: int,
    from_ms: int,
    to_ms: int,
    question_id: int | None,
) -> Strike | None:
    require_own(session, actor, return_id)
    assert actor.user_id is not None
    store.hold_time(session, return_id)
    own = queries.list_intervals(session, return_id, user_id=actor.user_id)
    if not any(
        one.start_ms < to_ms and one.end_ms > from_ms and question_id in (None, one.question_id)
        for one in own
    ):
        raise NotFound(_("Det finns ingen tid att stryka där."))
    for known in queries.list_strikes(session, return_id, actor.user_id):
        if (
            known.from_ms <= from_ms
            and known.to_ms >= to_ms
            and known.question_id in (None, question_id)
        ):
            return None
    strike = Strike(
        return_id=return_id,
        user_id=actor.user_id,
        question_id=question_id,
        from_ms=from_ms,
        to_ms=to_ms,
        at=clock.now(),
    )
    session.add(strike)
    session.flush()
    _recount_struck(session, strike)
    return strike


def _recount_struck(session: Session, strike: Strike) -> None:
    questions = {
        one.question_id
        for one in queries.list_intervals(session, strike.return_id, user_id=strike.user_id)
        if one.question_id is not None
        and strike.question_id in (None, one.question_id)
        and one.start_ms < strike.to_ms
        and one.end_ms > strike.from_ms
    }
    recount(session, strike.return_id, questions)


def declare_minutes(
    session: Session,
    actor: Actor,
    return_id: int,
    section_code: str,
    minutes: int | None,
    role: str = TariffRole.OFFICER.value,
) -> DeclaredMinutes | None:
    """Write down one's own minutes outside the form for a section; None takes them back.

    Raises:
        NotFound: the return is another municipality's, or the form has no such section.
        Conflict: the return takes no answers now.
        Invalid: not a number of minutes, or no known role.
    """
    return_ = round_queries.get_return(session, return_id)
    actor.require(Permission.RETURN_ANSWER, return_.unit_id)
    form = questionnaires.load_form(session, return_.round.version)
    if section_code not in {section.code for section in form.definition.sections}:
        raise NotFound
    rounds.require_answerable(return_)
    if minutes is not None and not 0 <= minutes <= MINUTES_MAX:
        raise Invalid(
            problems={"minutes": [_("Ange minuter mellan 0 och %(most)s.", most=MINUTES_MAX)]}
        )
    if role not in set(TariffRole):
        raise Invalid(problems={"role": [_("Välj ett av alternativen.")]})
    assert actor.user_id is not None
    declared = queries.find_declared(session, return_id, section_code, actor.user_id)
    if minutes is None:
        if declared is not None:
            session.delete(declared)
            session.flush()
        return None
    if declared is None:
        declared = DeclaredMinutes(
            return_id=return_id, section_code=section_code, user_id=actor.user_id
        )
        session.add(declared)
    declared.minutes, declared.role, declared.at = minutes, role, clock.now()
    session.flush()
    return declared
