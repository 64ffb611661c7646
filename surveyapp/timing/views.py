"""Pages of the room: events from the browser, one's own time, minutes outside the form."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    flash,
    get_template_attribute,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from surveyapp.accounts import session as signed
from surveyapp.core import clock, jobs, units
from surveyapp.core.access import Permission, allow, signed_body
from surveyapp.core.errors import Conflict, Invalid, NotFound
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import pick
from surveyapp.core.settings import Settings
from surveyapp.core.slots import Slots
from surveyapp.core.tables import csv_response
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.questionnaires.rules.definition import SectionDefinition
from surveyapp.responses.pages.frame import section_url
from surveyapp.rounds import queries as round_queries
from surveyapp.rounds import rules as round_rules
from surveyapp.rounds import service as rounds
from surveyapp.rounds.models import Return
from surveyapp.rounds.queries import AnyReturn
from surveyapp.timing import own_time, queries, rules, service, tokens
from surveyapp.timing.background import prune_events
from surveyapp.timing.forms import MinutesForm, StrikeForm, role_choices, role_names
from surveyapp.timing.rules import read_settings as limits

blueprint = Blueprint("timing", __name__)


def register(app: Flask) -> None:
    """Offer what the pages of answering show of time."""
    slots = cast(Slots, app.extensions["slots"])
    slots.provide("timing_attributes", timing_attributes)
    slots.provide("section", section_end)
    days = cast(Settings, app.extensions["settings"]).event_days
    jobs.daily("timing_prune", lambda database: prune_events(database, days))


# --- From the browser ----------------------------------------------------------------------------


def timing_attributes(
    *, return_: AnyReturn, section: SectionDefinition, **_more: Any
) -> dict[str, str] | None:
    """Return what the form of a section carries when its reader's time is measured, else None.

    The page session is only minted here; it is written down when its first events come.
    """
    actor = signed.actor()
    if not _may_answer(return_) or not service.is_measured(signed.identity()):
        return None
    assert actor.user_id is not None
    page = tokens.open_page(actor.user_id, return_.id, section.code, clock.now())
    return {
        "data-timing-endpoint": url_for("timing.events"),
        "data-timing-token": tokens.sign(page, _secrets()),
        "data-timing-session": page.page_session_id,
        "data-timing-return": str(page.return_id),
    }


def _may_answer(return_: AnyReturn) -> bool:
    return (
        signed.actor().may(Permission.TIMING_OWN)
        and signed.actor().may(Permission.RETURN_ANSWER, return_.unit_id)
        and _is_answerable(return_)
    )


def _is_answerable(return_: AnyReturn) -> bool:
    return (
        round_rules.answerable(
            round_state=return_.round.state,
            return_state=return_.state,
            due_on=rounds.due_day(return_),
            today=clock.today(),
        )
        is round_rules.Answerable.YES
    )


def _secrets() -> list[str]:
    """Return the keys that may have signed a page session, the newest last."""
    config = current_app.config
    return [*reversed(config.get("SECRET_KEY_FALLBACKS") or ()), config["SECRET_KEY"]]


@blueprint.post("/tid/handelser")
@signed_body
@allow(Permission.TIMING_OWN)
def events() -> Response | tuple[str, int]:
    received_at = clock.now()
    # One byte more than is allowed is enough to see that it is too much.
    body = request.stream.read(limits.MAX_BATCH_BYTES + 1)
    reason = service.receive(
        units.session(),
        signed.user().id,
        body,
        secrets=_secrets(),
        received_at=received_at,
    )
    if reason is None:
        return "", 204
    units.current().keep = True
    response = jsonify(error="refused")
    response.status_code = _refusal_status(reason)
    return response


def _refusal_status(reason: str) -> int:
    """Return what the browser is told; it stops recording at 410 and forgets the batch otherwise."""
    if reason == rules.RefusalReason.SWITCHED_OFF:
        return 410
    return 403 if reason in service.NOT_ALLOWED else 400


# --- One's own time ------------------------------------------------------------------------------


@blueprint.get("/min-tid")
@allow(Permission.TIMING_OWN)
def own() -> str | Response:
    session, user = units.session(), signed.user()
    intervals = queries.list_own_intervals(session, user.id)
    strikes = queries.list_own_strikes(session, user.id)
    declared: dict[int, int] = {}
    for one in queries.list_own_declared(session, user.id):
        declared[one.return_id] = declared.get(one.return_id, 0) + one.minutes
    returns = [
        own_time.ReturnRow(
            return_,
            own_time.amount_of(
                [one for one in intervals if one.return_id == return_.id],
                [one for one in strikes if one.return_id == return_.id],
            ),
            declared.get(return_.id),
        )
        for return_ in queries.list_own_returns(session, user.id)
    ]
    days = own_time.days_over_returns(intervals, strikes)
    if request.args.get("format") == "csv":
        return _own_csv(returns, days)
    return render_template(
        "timing/own.html",
        user=user,
        returns=returns,
        days=days,
        total=own_time.Amount(
            sum(row.amount.active_seconds for row in returns),
            sum(row.amount.offscreen_seconds for row in returns),
        ),
        declared=sum(declared.values()) if declared else None,
    )


def _own_csv(returns: list[own_time.ReturnRow], days: list[own_time.Day]) -> Response:
    seconds = [_("På skärmen, sekunder"), _("Utanför skärmen, sekunder")]
    if request.args.get("tabell") == "dagar":
        return csv_response(
            "min-tid-dagar",
            [_("Dag"), *seconds],
            [(day.date, day.amount.active_seconds, day.amount.offscreen_seconds) for day in days],
        )
    return csv_response(
        "min-tid",
        [_("Enkät"), _("Kommun"), *seconds, _("Angivna minuter")],
        [
            (
                pick(row.return_.round.name),
                row.return_.unit.name,
                row.amount.active_seconds,
                row.amount.offscreen_seconds,
                row.declared_minutes,
            )
            for row in returns
        ],
    )


@blueprint.get("/min-tid/<int:return_id>")
@allow(Permission.TIMING_OWN)
def own_return(return_id: int) -> str | Response:
    session, user = units.session(), signed.user()
    return_ = service.require_own(session, signed.actor(), return_id)
    intervals = queries.list_intervals(session, return_id, user_id=user.id)
    strikes = queries.list_strikes(session, return_id, user.id)
    form = questionnaires.load_form(session, return_.round.version)
    asked = questionnaires.list_question_versions(session, return_.round.version_id)
    texts = {row.question_id: row.text for row in asked}
    coarse: dict[str, float] = {}
    if service.is_measured(user):
        coarse = own_time.coarse_seconds(
            queries.list_own_saves(session, user.id, return_id),
            {row.question_id: row.section_code for row in asked},
            [
                (page.opened_at, page.last_received_at)
                for page in queries.list_page_sessions(session, return_id, user.id)
            ],
        )
    declared = queries.list_own_declared(session, user.id, return_id)
    sections = own_time.section_rows(
        intervals,
        strikes,
        [(section.code, section.title) for section in form.definition.sections],
        [(row.question_id, row.section_code, row.text) for row in asked],
        coarse=coarse,
        declared={one.section_code: one.minutes for one in declared},
    )
    days = own_time.days(intervals, strikes, texts)
    if request.args.get("format") == "csv":
        return _return_csv(return_id, sections, days)
    return render_template(
        "timing/own_return.html",
        return_=return_,
        sections=sections,
        days=days,
        struck=own_time.struck(strikes, texts),
        total=own_time.amount_of(intervals, strikes),
        is_answerable=_may_answer(return_),
    )


def _return_csv(
    return_id: int, sections: list[own_time.SectionRows], days: list[own_time.Day]
) -> Response:
    seconds = [_("På skärmen, sekunder"), _("Utanför skärmen, sekunder"), _("Stilla, sekunder")]
    if request.args.get("tabell") == "stunder":
        return csv_response(
            f"min-tid-{return_id}-stunder",
            [_("Dag"), _("Från"), _("Till"), _("Fråga"), *seconds, _("Struken")],
            [
                (
                    day.date,
                    stretch.start.astimezone(clock.STOCKHOLM).strftime("%H:%M:%S"),
                    stretch.end.astimezone(clock.STOCKHOLM).strftime("%H:%M:%S"),
                    pick(stretch.text) if stretch.text else "",
                    stretch.amount.active_seconds,
                    stretch.amount.offscreen_seconds,
                    stretch.amount.idle_seconds,
                    stretch.is_struck,
                )
                for day in days
                for stretch in day.stretches
            ],
        )
    return csv_response(
        f"min-tid-{return_id}",
        [_("Avsnitt"), _("Fråga"), *seconds, _("Struken tid, sekunder")],
        [
            (
                pick(section.title),
                pick(row.text),
                row.amount.active_seconds,
                row.amount.offscreen_seconds,
                row.amount.idle_seconds,
                row.struck_seconds,
            )
            for section in sections
            for row in section.questions
        ],
    )


@blueprint.post("/min-tid/<int:return_id>/stryk")
@allow(Permission.TIMING_OWN)
def strike(return_id: int) -> BaseResponse:
    session, actor = units.session(), signed.actor()
    from_ms, to_ms, question_id = StrikeForm().numbers()
    if question_id is not None:
        service.strike_question(session, actor, return_id, question_id)
    elif from_ms is not None and to_ms is not None and from_ms < to_ms:
        service.strike_stretch(session, actor, return_id, from_ms, to_ms)
    else:
        service.require_own(session, actor, return_id)
        raise Invalid(_("Välj vilken tid som ska strykas."))
    flash(_("Tiden är struken och räknas inte längre. Du kan ångra det här på sidan."), "success")
    return redirect(url_for("timing.own_return", return_id=return_id), 303)


@blueprint.post("/min-tid/strykning/<int:strike_id>/angra")
@allow(Permission.TIMING_OWN)
def withdraw(strike_id: int) -> BaseResponse:
    undone = service.withdraw(units.session(), signed.actor(), strike_id)
    flash(_("Tiden räknas igen."), "success")
    return redirect(url_for("timing.own_return", return_id=undone.return_id), 303)


@blueprint.post("/min-tid/dag/<date>")
@allow(Permission.TIMING_OWN)
def day(date: str) -> BaseResponse:
    session, actor = units.session(), signed.actor()
    try:
        bounds = own_time.day_bounds(dt.date.fromisoformat(date))
    except (ValueError, OverflowError):
        raise NotFound from None
    if request.form.get("angra") == "1":
        service.restore_day(session, actor, *bounds)
        flash(_("Dagens tid räknas igen."), "success")
    else:
        service.strike_day(session, actor, *bounds)
        flash(_("Dagens tid är struken och räknas inte längre."), "success")
    return redirect(url_for("timing.own"), 303)


# --- Minutes outside the form --------------------------------------------------------------------


def section_end(*, return_: AnyReturn, section: SectionDefinition, **_more: Any) -> Markup | None:
    """Return what stands at the end of a section: the question about minutes outside the form."""
    actor = signed.actor()
    if actor.user_id is None or not actor.may(Permission.RETURN_ANSWER, return_.unit_id):
        return None
    declared = queries.declared_in_section(units.session(), return_.id, section.code, actor.user_id)
    is_answerable = _is_answerable(return_)
    if declared is None and not is_answerable:
        return None
    draw = get_template_attribute("timing/_section_end.html", "section_end")
    return cast(Markup, draw(return_, section, declared, role_names(), is_answerable))


@blueprint.route("/uppgifter/<int:return_id>/<section_code>/tid", methods=["GET", "POST"])
@allow(Permission.RETURN_ANSWER)
def minutes(return_id: int, section_code: str) -> tuple[str, int] | BaseResponse:
    session, actor = units.session(), signed.actor()
    return_ = round_queries.get_return(session, return_id)
    actor.require(Permission.RETURN_ANSWER, return_.unit_id)
    assert actor.user_id is not None
    definition = questionnaires.load_form(session, return_.round.version).definition
    section = next((s for s in definition.sections if s.code == section_code), None)
    if section is None:
        raise NotFound
    declared = queries.find_declared(session, return_id, section.code, actor.user_id)
    form = MinutesForm()
    form.role.choices = role_choices()
    refused = ""
    if request.method == "GET" and declared is not None:
        form.minutes.process_data(declared.minutes)
        form.role.process_data(declared.role)
    elif form.validate_on_submit():
        try:
            return _save_minutes(return_, section, form)
        except Invalid as error:
            for name, messages in error.problems.items():
                form[name].errors = [*form[name].errors, *messages]
        except Conflict as error:
            refused = error.message
    status = 409 if refused else 422 if form.errors else 200
    return render_template(
        "timing/minutes.html",
        form=form,
        return_=return_,
        section=section,
        declared=declared,
        refused=refused,
        role_names=role_names(),
        is_answerable=_is_answerable(return_),
        back=section_url(return_id, section.code),
    ), status


def _save_minutes(return_: Return, section: SectionDefinition, form: MinutesForm) -> BaseResponse:
    given = form.minutes.data
    if given is not None and given != given.to_integral_value():
        raise Invalid(problems={"minutes": [_("Ange hela minuter, till exempel 45.")]})
    declared = service.declare_minutes(
        units.session(),
        signed.actor(),
        return_.id,
        section.code,
        None if given is None else int(given),
        form.role.data,
    )
    if declared is not None:
        flash(_("Dina minuter är sparade. Tack."), "success")
    return redirect(section_url(return_.id, section.code), 303)
