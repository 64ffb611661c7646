"""The term lists, and the words of a decision that are offered to them."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from surveyapp.accounts import session as signed
from surveyapp.core import units
from surveyapp.core.access import Permission, allow
from surveyapp.core.errors import Invalid
from surveyapp.core.formbase import show_refusal
from surveyapp.core.i18n import gettext as _
from surveyapp.core.svenska import date
from surveyapp.core.tables import csv_response
from surveyapp.overlap import pages, queries, termlists, wording
from surveyapp.overlap.forms import TermForm
from surveyapp.overlap.models import OverlapDecision, Term
from surveyapp.overlap.queries import review
from surveyapp.overlap.queries import terms as term_queries
from surveyapp.overlap.rules.decisions import TEACHES, ReasonCode
from surveyapp.overlap.views.base import blueprint


@blueprint.get("/ord")
@allow(Permission.OVERLAP_READ)
def terms() -> str | Response:
    found = term_queries.list_terms(units.session())
    if request.args.get("format") == "csv":
        return csv_response(
            "ordlista",
            [
                "slag",
                "sprak",
                "ord",
                "annat_ord_eller_omrade",
                "anvands",
                "av",
                "datum",
                "ur_beslut",
            ],
            [
                [
                    wording.TERM_KINDS[t.kind],
                    t.language,
                    t.left,
                    _right(t),
                    t.is_active,
                    t.created_by_name,
                    date(t.created_at),
                    t.decision_id,
                ]
                for t in found
            ],
        )
    return _terms_page(TermForm())


@blueprint.post("/ord")
@allow(Permission.OVERLAP_DECIDE)
def add_term() -> tuple[str, int] | BaseResponse:
    form = TermForm()
    try:
        _teach(form, None)
    except Invalid as error:
        _show(form, error)
        return _terms_page(form), 422
    flash(_("Sparat. Nästa sökning läser med de nya orden."), "success")
    return redirect(url_for("overlap.terms"))


@blueprint.post("/ord/<int:term_id>/lage")
@allow(Permission.OVERLAP_DECIDE)
def switch_term(term_id: int) -> BaseResponse:
    session = units.session()
    term = term_queries.get_term(session, term_id)
    termlists.switch(session, signed.actor(), term, is_active=request.form.get("anvands") == "ja")
    flash(
        _("Raden används från och med nästa sökning.")
        if term.is_active
        else _("Raden används inte längre."),
        "success",
    )
    return redirect(url_for("overlap.terms"))


@blueprint.get("/beslut/<int:decision_id>/ord")
@allow(Permission.OVERLAP_DECIDE)
def words_of(decision_id: int) -> str:
    session = units.session()
    decision = review.get_decision(session, decision_id)
    codes = {code.value: kind for code, kind in TEACHES.items()}
    card = pages.load_card(session, queries.get_candidate(session, decision.candidate_id))
    form = TermForm(
        data={
            "left": next(iter(card.only_ours), ""),
            "right": next(iter(card.only_theirs), ""),
            "kind": codes.get(decision.reason_code, "synonym"),
            "language": str(decision.seen.get("language") or "sv"),
        }
    )
    return _words_page(decision, form)


@blueprint.post("/beslut/<int:decision_id>/ord")
@allow(Permission.OVERLAP_DECIDE)
def teach_words(decision_id: int) -> tuple[str, int] | BaseResponse:
    decision = review.get_decision(units.session(), decision_id)
    form = TermForm()
    try:
        _teach(form, decision)
    except Invalid as error:
        _show(form, error)
        return _words_page(decision, form), 422
    flash(_("Orden finns i listan. Nästa sökning läser med dem."), "success")
    return redirect(_onward())


def _teach(form: TermForm, decision: OverlapDecision | None) -> Term:
    is_area = form.kind.data == termlists.TermKind.AREA.value
    return termlists.teach(
        units.session(),
        signed.actor(),
        kind=form.kind.data or "",
        language=form.language.data or "",
        left=form.left.data or "",
        right=(form.area.data if is_area else form.right.data) or "",
        decision=decision,
    )


def _show(form: TermForm, error: Invalid) -> None:
    problems = dict(error.problems)
    if form.kind.data == termlists.TermKind.AREA.value and "right" in problems:
        problems["area"] = problems.pop("right")
    show_refusal(form, Invalid(error.message, problems))


def _terms_page(form: TermForm) -> str:
    return render_template(
        "overlap/terms.html",
        terms=term_queries.list_terms(units.session()),
        form=form,
        right=_right,
        wording=wording,
    )


def _words_page(decision: OverlapDecision, form: TermForm) -> str:
    session = units.session()
    candidate = queries.get_candidate(session, decision.candidate_id)
    return render_template(
        "overlap/words.html",
        card=pages.load_card(session, candidate),
        decision=decision,
        form=form,
        onward=_onward(),
        after=request.args.to_dict(),
        reason=wording.REASON_CODES.get(decision.reason_code, "")
        if decision.reason_code in [c.value for c in ReasonCode]
        else "",
        wording=wording,
    )


def _onward() -> str:
    """Return the card that the reviewer was on the way to, else the queue."""
    filters = pages.Filters.from_query(request.args).as_query()
    following = request.args.get("sedan", 0, type=int)
    if following:
        return url_for("overlap.card", candidate_id=following, **filters)  # type: ignore[arg-type]
    return url_for("overlap.queue", **filters)  # type: ignore[arg-type]


def _right(term: Term) -> str:
    if term.kind == termlists.TermKind.AREA.value:
        return str(wording.AREAS.get(term.right, term.right))
    return term.right
