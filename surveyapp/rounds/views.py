"""Pages of rounds: all, a new one, one with its returns."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from surveyapp.accounts import session as signed
from surveyapp.core import clock, units
from surveyapp.core.access import Permission, allow
from surveyapp.core.errors import Conflict, Invalid, NotFound
from surveyapp.core.formbase import show_refusal
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import name_with_year, pick
from surveyapp.core.tables import csv_response
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.questionnaires.models import VersionState
from surveyapp.registry import queries as registry
from surveyapp.rounds import choosing, queries, reminding, rules, service
from surveyapp.rounds.forms import BasisForm, DueForm, RoundForm
from surveyapp.rounds.models import Return

blueprint = Blueprint("rounds", __name__, url_prefix="/omgangar")


def state_names() -> dict[str, str]:
    """Return what the states of a return are called on screen."""
    return {
        "not_started": _("Ej påbörjad"),
        "started": _("Pågår"),
        "submitted": _("Inskickad"),
        "reopened": _("Öppnad igen"),
    }


@blueprint.get("/")
@allow(Permission.ROUND_READ)
def overview() -> str:
    session = units.session()
    rounds = queries.list_rounds(session)
    return render_template(
        "rounds/overview.html",
        rounds=rounds,
        counts={r.id: queries.count_by_state(session, r.id) for r in rounds},
    )


@blueprint.route("/ny", methods=["GET", "POST"])
@allow(Permission.ROUND_MANAGE)
def create() -> str | tuple[str, int] | BaseResponse:
    session = units.session()
    version = questionnaires.get_version(session, request.values.get("version_id", 0, type=int))
    if version.state != VersionState.PUBLISHED.value:
        raise NotFound
    earlier = [
        r
        for r in queries.list_rounds(session)
        if r.version.questionnaire_id == version.questionnaire_id
    ]
    form = RoundForm(year=rules.next_year((r.year for r in earlier), clock.today()))
    form.counties.choices = [SelectChoice(c.code, c.name) for c in registry.list_counties(session)]
    form.previous_round.choices = [
        SelectChoice("", _("Ingen")),
        *(SelectChoice(str(r.id), pick(name_with_year(r.name, r.year))) for r in earlier),
    ]
    if form.validate_on_submit():
        try:
            chosen = choosing.choose_units(
                registry.list_units(session),
                form.who.data or "all",
                counties=form.counties.data or [],
                typed=form.codes.data or "",
            )
            name = {"sv": (form.name_sv.data or "").strip()}
            if (form.name_en.data or "").strip():
                name["en"] = (form.name_en.data or "").strip()
            assert form.opens_on.data
            assert form.closes_on.data
            assert form.year.data
            round_ = service.create_round(
                session,
                signed.actor(),
                version,
                chosen,
                name=name,
                year=int(form.year.data),
                opens_on=form.opens_on.data,
                closes_on=form.closes_on.data,
                purpose=form.purpose.data or "",
                legal_basis=form.legal_basis.data or "",
                duty=form.duty.data or "voluntary",
                consultation_on=form.consultation_on.data,
                consultation_outcome=form.consultation_outcome.data or "",
                previous_round_id=int(form.previous_round.data)
                if form.previous_round.data
                else None,
            )
        except Invalid as error:
            show_refusal(form, error)
        else:
            flash(_("Omgången är planerad. Öppna den när allt stämmer."), "success")
            return redirect(url_for("rounds.show", round_id=round_.id))
    return render_template(
        "rounds/create.html", form=form, version=version
    ), 422 if form.errors else 200


@blueprint.get("/<int:round_id>")
@allow(Permission.ROUND_READ)
def show(round_id: int) -> str | Response:
    session = units.session()
    round_ = queries.get_round(session, round_id)
    returns = queries.list_returns(session, round_id)
    names = state_names()
    if request.args.get("format") == "csv":
        return csv_response(
            f"omgang-{round_id}",
            ["kod", "kommun", "lan", "skr_grupp", "lage", "sista_dag", "inskickad"],
            (
                [
                    r.unit.code,
                    r.unit.name,
                    r.unit.county.name,
                    r.unit.skr_group_code,
                    names[r.state],
                    (r.due_on or round_.closes_on).isoformat(),
                    r.submitted_at.isoformat() if r.submitted_at else "",
                ]
                for r in returns
            ),
        )
    state = request.args.get("state", "")
    return render_template(
        "rounds/show.html",
        round=round_,
        returns=[r for r in returns if not state or r.state == state],
        total=len(returns),
        counts=queries.count_by_state(session, round_id),
        names=names,
        state=state,
        may_manage=signed.actor().may(Permission.ROUND_MANAGE),
    )


@blueprint.post("/<int:round_id>/oppna")
@allow(Permission.ROUND_MANAGE)
def open_(round_id: int) -> BaseResponse:
    session = units.session()
    try:
        service.open_round(session, signed.actor(), queries.get_round(session, round_id))
    except Invalid as error:
        flash(error.message, "error")
        return redirect(url_for("rounds.basis", round_id=round_id))
    flash(_("Omgången är öppen. Kommunerna kan börja svara."), "success")
    return redirect(url_for("rounds.show", round_id=round_id))


@blueprint.post("/<int:round_id>/stang")
@allow(Permission.ROUND_MANAGE)
def close(round_id: int) -> BaseResponse:
    session = units.session()
    service.close_round(session, signed.actor(), queries.get_round(session, round_id))
    flash(_("Omgången är stängd. Inga fler svar tas emot."), "success")
    return redirect(url_for("rounds.show", round_id=round_id))


@blueprint.route("/<int:round_id>/paminn", methods=["GET", "POST"])
@allow(Permission.ROUND_MANAGE)
def remind(round_id: int) -> str | BaseResponse:
    session, settings = units.session(), signed.settings()
    round_ = queries.get_round(session, round_id)
    page = url_for("rounds.remind", round_id=round_id)
    if request.method == "POST":
        try:
            job = reminding.ask(session, signed.actor(), round_, settings, page)
        except Conflict as error:
            flash(error.message, "error")
            return redirect(page, 303)
        if job.created_by_id == signed.actor().user_id:
            return redirect(url_for("web.job", job_id=job.id), 303)
        flash(_("En kollega har redan bett om påminnelsen. Den skickas nu."), "info")
        return redirect(page, 303)
    hindrance = ""
    try:
        reminding.require_possible(round_, settings)
    except Conflict as error:
        hindrance = error.message
    return render_template(
        "rounds/remind.html",
        round=round_,
        hindrance=hindrance,
        reminder=reminding.plan(session, round_),
        last=queries.find_last_reminder(session, round_id),
    )


@blueprint.route("/<int:round_id>/grund", methods=["GET", "POST"])
@allow(Permission.ROUND_MANAGE)
def basis(round_id: int) -> str | tuple[str, int] | BaseResponse:
    session = units.session()
    round_ = queries.get_round(session, round_id)
    form = BasisForm(obj=round_)
    if form.validate_on_submit():
        try:
            service.set_basis(
                session,
                signed.actor(),
                round_,
                purpose=form.purpose.data or "",
                legal_basis=form.legal_basis.data or "",
                duty=form.duty.data or "voluntary",
                consultation_on=form.consultation_on.data,
                consultation_outcome=form.consultation_outcome.data or "",
            )
        except Invalid as error:
            show_refusal(form, error)
        else:
            flash(_("Ändamål, rättslig grund och samråd är sparade."), "success")
            return redirect(url_for("rounds.show", round_id=round_id))
    return render_template(
        "rounds/basis.html", form=form, round=round_
    ), 422 if form.errors else 200


@blueprint.route("/<int:round_id>/kommuner/<code>", methods=["GET", "POST"])
@allow(Permission.ROUND_MANAGE)
def due(round_id: int, code: str) -> str | tuple[str, int] | BaseResponse:
    session = units.session()
    round_ = queries.get_round(session, round_id)
    return_ = _return_of(round_id, code)
    form = DueForm(obj=return_)
    if form.validate_on_submit():
        service.extend_due(session, signed.actor(), return_, form.due_on.data)
        flash(_("Sista svarsdag är ändrad för %(unit)s.", unit=return_.unit.name), "success")
        return redirect(url_for("rounds.show", round_id=round_id))
    return render_template(
        "rounds/due.html", form=form, round=round_, return_=return_
    ), 422 if form.errors else 200


def _return_of(round_id: int, code: str) -> Return:
    for return_ in queries.list_returns(units.session(), round_id):
        if return_.unit.code == code:
            return return_
    raise NotFound
