"""What people decide about a pair, the second person that removing a question needs, and its effect.

Every decision is added and none is changed, except that one which waits gets its second person. The
newest confirmed one counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.core import audit, clock
from surveyapp.core.access import Actor, Permission
from surveyapp.core.errors import Conflict, Forbidden, Invalid, NotFound
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import pick_with_language
from surveyapp.overlap import elements, learning, queries, store, unseen, wording
from surveyapp.overlap.effect import missing_source, take_effect
from surveyapp.overlap.models import Candidate, DecisionState, OverlapDecision
from surveyapp.overlap.queries import review
from surveyapp.overlap.rules.decisions import (
    ALLOWED,
    FROM_OURS,
    NEEDS_SECOND,
    Action,
    Direction,
    ReasonCode,
    Verdict,
    allowed_actions,
)
from surveyapp.overlap.rules.queueing import Waiting
from surveyapp.overlap.settling import settle
from surveyapp.overlap.unseen import Known

REASON_LENGTH = 2000
HOW_LENGTH = 500


@dataclass(frozen=True, slots=True)
class _Checked:
    verdict: Verdict
    action: Action
    direction: str
    how: str
    reason_code: str
    reason: str


def decide(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    *,
    verdict: str,
    action: str,
    reason: str,
    direction: str = "",
    how: str = "",
    reason_code: str = "",
    seconds: float | None = None,
    known: Known | None = None,
) -> OverlapDecision:
    """Keep what a person found about a pair, and let it take effect when nobody else must agree.

    `candidate` comes from `queries.get_candidate`. An earlier decision stays in the record; the
    newest counts. A verdict other than same or derivable takes back what was told before. A decision
    that removes a question waits for `agree`. `direction` may be left out of a derivable pair where the action
    says it: what is derived, reused or dropped is ours; of two questions of ours it names the one that changes. `seconds` is the time
    from the card shown to the decision, `known` what the card said; None for what is decided without
    a card. The same decision by the same person once more, as when a form is sent twice, is the one
    that stands.

    Raises:
        Forbidden: the role may not decide.
        Invalid: verdict or action is unknown, they do not fit, there is no reason, or a question would
            be dropped for one that is itself dropped.
        Conflict: a text has changed or somebody else has decided since the card was shown, or a
            matching has just removed the pair.
    """
    actor.require(Permission.OVERLAP_DECIDE)
    _hold(session, candidate)
    is_own_pair = candidate.other_question_id is not None
    found = _checked(verdict, action, direction, how, reason_code, reason, is_own_pair)
    standing = _standing(session, actor, candidate, found)
    if standing is not None:
        return standing
    if known is not None:
        unseen.require_known(session, actor, candidate, known)
    if problem := missing_source(session, candidate, found.action, found.direction):
        raise Invalid(_("Beslutet är inte sparat."), {"action": [problem]})
    state = DecisionState.WAITING if found.action in NEEDS_SECOND else DecisionState.CONFIRMED
    decision = OverlapDecision(
        candidate_id=candidate.id,
        verdict=found.verdict.value,
        action=found.action.value,
        direction=found.direction,
        how=found.how,
        reason_code=found.reason_code,
        reason=found.reason,
        state=state.value,
        seen=_seen(session, candidate),
        seconds=seconds,
        decided_by_id=actor.user_id,
        decided_by_name=actor.name,
        decided_at=clock.now(),
    )
    session.add(decision)
    session.flush()
    audit.record(
        session,
        actor,
        "overlap_decided",
        "overlap_candidate",
        candidate.id,
        verdict=decision.verdict,
        action=decision.action,
        proposal=str(decision.seen["proposal"]),
        **({"waits": True} if state is DecisionState.WAITING else {}),
    )
    if state is DecisionState.CONFIRMED:
        take_effect(session, actor, candidate, decision)
        elements.regroup(session)
    return decision


def _standing(
    session: Session, actor: Actor, candidate: Candidate, found: _Checked
) -> OverlapDecision | None:
    """Return the pair's newest decision if it says just this, is this person's and still counts."""
    newest = review.newest_of(session, [candidate.id]).get(candidate.id)
    if (
        newest is None
        or newest.decided_by_id != actor.user_id
        or newest.state == DecisionState.REFUSED.value
        or unseen.load_sides(session, candidate).is_outdated(newest)
    ):
        return None
    said = _Checked(
        Verdict(newest.verdict),
        Action(newest.action),
        newest.direction,
        newest.how,
        newest.reason_code,
        newest.reason,
    )
    return newest if said == found else None


def agree(
    session: Session, actor: Actor, candidate: Candidate, decision: OverlapDecision
) -> OverlapDecision:
    """Confirm a waiting decision as the second person; only now does it take effect.

    Raises:
        Forbidden: the role may not decide, or it is the person's own decision.
        Conflict: it no longer waits, a text has changed since it was taken, or the question that would
            stay is dropped by now.
    """
    _require_second(actor, candidate, decision)
    _hold(session, candidate)
    if unseen.load_sides(session, candidate).is_outdated(decision):
        raise Conflict(
            _("Någon av texterna har ändrats efter beslutet. Läs om paret och besluta på nytt.")
        )
    # Whoever agrees at the same time has dropped theirs before it is asked what stays.
    store.hold_concepts(session)
    if problem := missing_source(session, candidate, Action(decision.action), decision.direction):
        raise Conflict(problem)
    _settle(session, actor, decision, DecisionState.CONFIRMED, "")
    audit.record(
        session,
        actor,
        "overlap_agreed",
        "overlap_candidate",
        candidate.id,
        decision=decision.id,
        action=decision.action,
    )
    take_effect(session, actor, candidate, decision)
    elements.regroup(session)
    return decision


def refuse(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    decision: OverlapDecision,
    *,
    reason: str,
) -> OverlapDecision:
    """Say no to a waiting decision as the second person; the pair goes back to the queue.

    Raises:
        Forbidden: the role may not decide, or it is the person's own decision.
        Invalid: there is no reason.
        Conflict: it no longer waits.
    """
    _require_second(actor, candidate, decision)
    _hold(session, candidate)
    problem = ""
    if not reason.strip():
        problem = _("Skriv varför, så att den som beslutade kan tänka om.")
    elif len(reason.strip()) > REASON_LENGTH:
        problem = _("Skriv högst %(number)s tecken.", number=REASON_LENGTH)
    if problem:
        raise Invalid(_("Svaret är inte sparat."), {"second_reason": [problem]})
    _settle(session, actor, decision, DecisionState.REFUSED, reason.strip())
    audit.record(
        session,
        actor,
        "overlap_refused",
        "overlap_candidate",
        candidate.id,
        decision=decision.id,
        action=decision.action,
    )
    return decision


def _hold(session: Session, candidate: Candidate) -> None:
    """Wait for whoever else decides about the pair, and read it as it stands after that."""
    try:
        queries.get_candidate(session, candidate.id, hold=True)
    except NotFound as error:
        raise Conflict(
            _("Paret finns inte kvar. En ny matchning hittar det inte längre.")
        ) from error


def is_own(actor: Actor, decision: OverlapDecision) -> bool:
    """True when the actor took the decision and so cannot be its second person."""
    return actor.user_id == decision.decided_by_id


def _require_second(actor: Actor, candidate: Candidate, decision: OverlapDecision) -> None:
    actor.require(Permission.OVERLAP_DECIDE)
    if decision.candidate_id != candidate.id:
        raise Conflict(_("Beslutet hör till ett annat par."))
    if is_own(actor, decision):
        raise Forbidden(_("Du har själv tagit beslutet. Någon annan behöver läsa det."))


def _settle(
    session: Session, actor: Actor, decision: OverlapDecision, state: DecisionState, reason: str
) -> None:
    is_first = settle(
        session,
        decision,
        state,
        second_id=actor.user_id,
        second_name=actor.name,
        second_at=clock.now(),
        second_reason=reason,
    )
    if not is_first:
        raise Conflict(_("Beslutet väntar inte längre. Längre ner på sidan står vad som har hänt."))


def _seen(session: Session, candidate: Candidate) -> dict[str, Any]:
    """Return what the machine said when the decision was taken, for learning and for later readers."""
    evidence = candidate.evidence
    ids = [i for i in (candidate.question_id, candidate.other_question_id) if i is not None]
    rows = review.newest_rows(session, ids)
    language = str(evidence.get("language", ""))

    def text(texts: dict[str, str]) -> tuple[str, str]:
        return (language, texts[language]) if texts.get(language) else pick_with_language(texts)

    ours = rows.get(candidate.question_id)
    other = rows.get(candidate.other_question_id or 0)
    our_language, our_text = text(ours.text if ours else {})
    other_language, other_text = text(other.text if other else candidate.other.text)
    proposal = candidate.proposal or str(evidence.get("proposal", ""))
    side = (
        ("bank", candidate.bank_question_id)
        if candidate.bank_question_id is not None
        else ("question", candidate.other_question_id or 0)
    )
    waiting = Waiting(
        candidate.id,
        candidate.question_id,
        side,
        "",
        proposal,
        candidate.score,
        candidate.probability,
        None,
        is_drawn=candidate.is_sample,
    )
    return {
        "proposal": proposal,
        "score": candidate.score,
        "probability": candidate.probability,
        "raw": learning.raw_probability(evidence),
        "model": candidate.model,
        "facets": learning.relations_of(evidence),
        "language": language,
        "texts": [our_text or candidate.question.code, other_text or candidate.other.code],
        "languages": [our_language, other_language],
        "low": waiting.is_low,
        "sample": waiting.is_sample,
    }


def _checked(
    verdict: str,
    action: str,
    direction: str,
    how: str,
    reason_code: str,
    reason: str,
    is_own_pair: bool,
) -> _Checked:
    problems: dict[str, list[str]] = {}
    is_derivable = verdict == Verdict.DERIVABLE.value
    if is_derivable and not direction and (is_own_pair or action not in FROM_OURS):
        direction = Direction.OURS.value  # what the action does to our question says which way
    way = direction if is_derivable else ""
    if is_own_pair and direction == Direction.THEIRS.value:
        way = direction  # the other of our two questions is the one that changes
    if verdict not in [v.value for v in Verdict]:
        problems["verdict"] = [_("Välj vad du kom fram till.")]
    elif is_derivable and way not in [d.value for d in Direction]:
        problems["direction"] = [_("Välj vilket av svaren som går att räkna fram.")]
    elif action not in [
        a.value for a in allowed_actions(Verdict(verdict), "" if is_own_pair else way)
    ]:
        problems["action"] = [_wrong_action(Verdict(verdict), action, way)]
    if len(how.strip()) > HOW_LENGTH:
        problems["how"] = [_("Skriv högst %(number)s tecken.", number=HOW_LENGTH)]
    if reason_code and reason_code not in [c.value for c in ReasonCode]:
        problems["reason_code"] = [_("Välj ett av skälen i listan.")]
    elif not reason.strip() and not reason_code:
        problems["reason"] = [
            _("Välj ett skäl eller skriv varför, så att beslutet går att förstå om ett år.")
        ]
    elif len(reason.strip()) > REASON_LENGTH:
        problems["reason"] = [_("Skriv högst %(number)s tecken.", number=REASON_LENGTH)]
    if problems:
        raise Invalid(_("Beslutet är inte sparat."), problems)
    return _Checked(
        Verdict(verdict),
        Action(action),
        way,
        how.strip() if is_derivable else "",
        reason_code,
        reason.strip() or str(wording.REASON_CODES[reason_code]),
    )


def _wrong_action(verdict: Verdict, action: str, direction: str) -> str:
    if verdict in (Verdict.SAME, Verdict.DERIVABLE) and not action:
        return _("Välj vad som ska hända med frågan.")
    if ALLOWED[verdict] == (Action.NONE,):
        return _("Det här beslutet leder inte till någon åtgärd. Välj ”Ingen åtgärd”.")
    if direction == Direction.THEIRS.value:
        return _("Vår fråga behövs för att räkna fram deras. Samordna frågorna eller behåll vår.")
    return _("Åtgärden passar inte ihop med vad du kom fram till. Välj en annan.")
