"""One pair: its page, the decision about it, and the second person's answer."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from surveyapp.accounts import session as signed
from surveyapp.core import jobs, units
from surveyapp.core.access import Permission, allow
from surveyapp.core.errors import Conflict, Invalid
from surveyapp.core.formbase import show_refusal
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import ngettext
from surveyapp.overlap import deciding, learning, pages, queries, showing, ways, wording
from surveyapp.overlap.forms import DecisionForm, SecondForm
from surveyapp.overlap.models import Candidate, DecisionState, OverlapDecision
from surveyapp.overlap.queries import review
from surveyapp.overlap.rules.decisions import (
    TEACHES,
    Direction,
    ReasonCode,
    Verdict,
    allowed_actions,
)
from surveyapp.overlap.rules.queueing import Place
from surveyapp.overlap.views.base import blueprint
from surveyapp.overlap.views.queue import address


@blueprint.get("/<int:candidate_id>")
@allow(Permission.OVERLAP_READ)
def card(candidate_id: int) -> str:
    return _page(candidate_id, _unsent(candidate_id), SecondForm())


def _unsent(candidate_id: int) -> DecisionForm:
    """Return the form as it is before anybody has sent it, with one's own decision filled in."""
    session = units.session()
    candidate = queries.get_candidate(session, candidate_id)
    before = review.newest_of(session, [candidate_id]).get(candidate_id)
    is_mine = before is not None and before.decided_by_id == signed.actor().user_id
    is_refused = before is not None and before.state == DecisionState.REFUSED.value
    way = _way(candidate, before if is_mine or not is_refused else None)
    return DecisionForm(
        formdata=None,
        data={
            "verdict": before.verdict,
            "action": before.action,
            "direction": before.direction or way,
            "how": before.how,
            "reason_code": before.reason_code,
            "reason": wording.own_words(before.reason_code, before.reason),
        }
        if before is not None and is_mine
        else {"direction": way, "action": ""},
    )


def _way(candidate: Candidate, before: OverlapDecision | None) -> str:
    """Return the way that is chosen beforehand: none where nothing is known of it.

    Of two questions of ours the one that `before` is about, whoever took that decision.
    """
    if candidate.other_question_id is None:
        return str(candidate.evidence.get("direction") or "")
    if before is not None and before.action:
        return before.direction or Direction.OURS.value
    return str(candidate.evidence.get("direction") or Direction.OURS.value)


@blueprint.post("/<int:candidate_id>")
@allow(Permission.OVERLAP_DECIDE)
def decide(candidate_id: int) -> tuple[str, int] | BaseResponse:
    session = units.session()
    actor = signed.actor()
    form = DecisionForm()
    candidate = queries.get_candidate(session, candidate_id)
    shown = showing.read(_secrets(), form.shown.data or "", candidate_id, actor.user_id)
    try:
        decision = deciding.decide(
            session,
            actor,
            candidate,
            verdict=form.verdict.data or "",
            action=form.action.data or "",
            direction=form.direction.data or "",
            how=form.how.data or "",
            reason_code=form.reason_code.data or "",
            reason=form.reason.data or "",
            seconds=shown.seconds,
            known=shown.known,
        )
    except (Invalid, Conflict) as error:
        show_refusal(form, error)
        if isinstance(error, Conflict):  # what has come since is on the page now
            form.shown.data = ""
        return _page(candidate_id, form, SecondForm()), error.status
    if learning.is_due(session):
        jobs.enqueue(session, learning.KIND, {}, actor, unique_key=learning.KIND)
    filters = pages.Filters.from_query(request.args)
    place = pages.load_queue(session, filters).place(candidate_id)
    flash(_saved(decision, candidate, filters, place), "success")
    if place.following is None:
        return redirect(address("overlap.queue", filters))
    return redirect(address("overlap.card", filters, candidate_id=place.following))


@blueprint.post("/<int:candidate_id>/andra")
@allow(Permission.OVERLAP_DECIDE)
def second(candidate_id: int) -> tuple[str, int] | BaseResponse:
    session = units.session()
    form = SecondForm()
    candidate = queries.get_candidate(session, candidate_id)
    decision = review.get_decision(session, request.form.get("decision", 0, type=int))
    try:
        message = _answered(session, candidate, decision, form)
    except (Invalid, Conflict) as error:
        show_refusal(form, error)
        return _page(candidate_id, _unsent(candidate_id), form), error.status
    filters = pages.Filters.from_query(request.args)
    following = pages.load_queue(session, filters).place(candidate_id).following
    flash(message, "success")
    if following is None:
        return redirect(address("overlap.queue", filters))
    return redirect(address("overlap.card", filters, candidate_id=following))


def _answered(
    session: Session, candidate: Candidate, decision: OverlapDecision, form: SecondForm
) -> str:
    """Take the second person's answer, and return what to say of it."""
    actor = signed.actor()
    if request.form.get("answer") == "agree":
        deciding.agree(session, actor, candidate, decision)
        message = _("Ni är två om beslutet nu. Det gäller från och med nästa version.")
        return message + _which(candidate, decision)
    reason = form.second_reason.data or ""
    deciding.refuse(session, actor, candidate, decision, reason=reason)
    return _("Beslutet är nekat. Paret ligger i kön igen.")


def _saved(
    decision: OverlapDecision, candidate: Candidate, filters: pages.Filters, place: Place
) -> Markup:
    """Say what was saved and what comes next, with a way back and a way to teach the lists."""
    code = candidate.question.code
    if candidate.other.is_ours:
        code = ways.pair(candidate)
    found_out = str(wording.VERDICTS[decision.verdict])
    said = _("Beslutet om %(code)s är sparat: %(verdict)s.", code=code, verdict=found_out)
    if decision.action:
        said += f" {wording.ACTIONS[decision.action]}."
    said += _which(candidate, decision)
    if decision.state == DecisionState.WAITING.value:
        said += " " + _("Beslutet väntar på en andra person.")
    left = (
        ngettext("Ett par kvar.", "%(num)s par kvar.", place.total)
        if place.following is not None
        else _("Det finns inget mer att besluta här.")
    )
    found = Markup("{} {} {}").format(
        said,
        left,
        _link(
            "u",
            address("overlap.card", filters, candidate_id=decision.candidate_id),
            _("Ändra beslutet"),
        ),
    )
    if decision.reason_code in [code.value for code in TEACHES]:
        back = filters.as_query()
        found += Markup(" · {}").format(
            _link(
                "w",
                url_for(
                    "overlap.words_of",
                    decision_id=decision.id,
                    sedan=place.following or "",
                    **back,  # type: ignore[arg-type]
                ),
                _("Lägg orden i ordlistan"),
            )
        )
    return found


def _which(candidate: Candidate, decision: OverlapDecision) -> str:
    """Return the sentence that names which of two questions of ours a decision is about."""
    way = ways.said(candidate, decision) if candidate.other.is_ours else ""
    return f" {way}." if way else ""


def _link(key: str, url: str, text: str) -> Markup:
    return Markup('<a class="govuk-link" href="{}" data-key="{}">{}</a>').format(url, key, text)


def _page(candidate_id: int, form: DecisionForm, second_form: SecondForm) -> str:
    session = units.session()
    candidate = queries.get_candidate(session, candidate_id)
    filters = pages.Filters.from_query(request.args)
    found = pages.load_card(session, candidate)
    if not form.shown.data:
        user_id = signed.actor().user_id
        form.shown.data = showing.mint(_secrets(), candidate_id, user_id, found.known)
    return render_template(
        "overlap/card.html",
        card=found,
        form=second_form if second_form.errors else form,
        decision_form=form,
        second_form=second_form,
        is_own=found.waits is not None and deciding.is_own(signed.actor(), found.waits),
        filters=filters,
        place=pages.load_queue(session, filters).place(candidate_id),
        allowed={v.value: [a.value for a in allowed_actions(v)] for v in Verdict},
        allowed_theirs=[a.value for a in allowed_actions(Verdict.DERIVABLE, "theirs")],
        reason_codes=[code.value for code in ReasonCode],
        own_ways=ways.choices(candidate),
        concerned=ways.concerned(candidate),
        wording=wording,
    )


def _secrets() -> list[str]:
    settings = signed.settings()
    return [*settings.secret_key_fallbacks, settings.secret_key]
