"""Pages of burden: a round as a whole, its questions, one indicator, and what an hour costs."""

from __future__ import annotations

from typing import Any, cast

from flask import (
    Blueprint,
    Flask,
    Response,
    flash,
    g,
    get_template_attribute,
    redirect,
    render_template,
    request,
    url_for,
)
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from surveyapp.accounts import session as signed
from surveyapp.burden import background, pages, queries, service
from surveyapp.burden.forms import TariffForm, typed
from surveyapp.burden.models import BurdenSnapshot, Tariff
from surveyapp.core import clock, jobs, units
from surveyapp.core.access import Permission, allow
from surveyapp.core.errors import Invalid, NotFound
from surveyapp.core.i18n import gettext as _
from surveyapp.core.tables import csv_response
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.registry import queries as registry
from surveyapp.rounds import queries as rounds
from surveyapp.rounds.models import Round, RoundState

blueprint = Blueprint("burden", __name__)


def register(app: Flask) -> None:
    """Tell the question editor what a question took, and a round's page what it cannot be measured for."""
    app.jinja_env.filters["made_by"] = pages.made_by
    app.extensions["slots"].provide("question_cost", question_cost)
    app.extensions["slots"].provide("round", missing_tariffs, order=40)


def _sorting(default: str) -> tuple[str, str]:
    return request.args.get("sortera", default), request.args.get("ordning", pages.DESCENDING)


def _address(endpoint: str, **values: Any) -> pages.Address:
    def address(column: str, order: str) -> str:
        return url_for(endpoint, **values, sortera=column, ordning=order)

    return address


def _download(
    name: str, table: pages.Listing, *, is_fictional: bool, is_example: bool = False
) -> Response:
    table = pages.marked(table, is_fictional=is_fictional, is_example=is_example)
    return csv_response(name, table.file_columns, table.file_rows)


def _chosen_round(all_rounds: list[Round], snapshots: list[BurdenSnapshot]) -> Round | None:
    """Return the round asked for, else the newest with a snapshot, else the newest."""
    asked = request.args.get("omgang", type=int)
    if asked is not None:
        found = next((r for r in all_rounds if r.id == asked), None)
        if found is None:
            raise NotFound
        return found
    if snapshots:
        return next(r for r in all_rounds if r.id == snapshots[0].round_id)
    return all_rounds[0] if all_rounds else None


@blueprint.get("/borda")
@allow(Permission.BURDEN_READ)
def overview() -> str | Response:
    session = units.session()
    all_rounds = rounds.list_rounds(session)
    round_ = _chosen_round(all_rounds, queries.list_newest_snapshots(session))
    shown: dict[str, Any] = {
        "rounds": all_rounds,
        "round": round_,
        "snapshot": None,
        "job": None,
        "job_state": "",
        "missing": "",
    }
    if round_ is None:
        return render_template("burden/overview.html", **shown)
    shown["missing"] = _missing_roles(round_)
    snapshot = queries.newest_snapshot(session, round_.id, with_result=True)
    shown["job"] = queries.find_job(session, background.job_key(round_.id))
    shown["job_state"] = pages.job_state(shown["job"], snapshot)
    if snapshot is None:
        return render_template("burden/overview.html", **shown)
    result = snapshot.result
    titles = pages.section_titles(questionnaires.list_question_versions(session, round_.version_id))
    sort, order = _sorting("timmar")
    indicators = pages.listing(
        pages.indicator_columns(
            lambda code: url_for("burden.indicator", code=code, omgang=round_.id)
        ),
        queries.indicator_burdens(session, snapshot.id),
        sort=sort,
        order=order,
        address=_address("burden.overview", omgang=round_.id),
    )
    indicators = pages.with_sums(indicators, result)
    is_example = pages.is_cost_example(result)
    sections = pages.listing(
        pages.section_columns(titles), result["sections"], sort="timmar", order=pages.DESCENDING
    )
    if request.args.get("format") == "csv":
        if request.args.get("tabell") == "avsnitt":
            return _download(
                f"borda-avsnitt-{round_.year}", sections, is_fictional=round_.is_fictional
            )
        return _download(
            f"borda-indikatorer-{round_.year}",
            indicators,
            is_fictional=round_.is_fictional,
            is_example=is_example,
        )
    return render_template(
        "burden/overview.html",
        **shown
        | {
            "snapshot": snapshot,
            "result": result,
            "indicators": indicators,
            "whole": pages.whole(result).shown(),
            "sections": sections,
            "picture": pages.section_picture(result["sections"], titles),
            "coverage": pages.coverage_sentence(result),
            "change": pages.change_sentence(result),
            "is_example": is_example,
            "per_unit": pages.per_unit(result),
        },
    )


@blueprint.post("/borda/omgang/<int:round_id>/berakna")
@allow(Permission.BURDEN_MANAGE)
def make_snapshot(round_id: int) -> BaseResponse:
    session = units.session()
    round_ = rounds.get_round(session, round_id)
    newest = queries.newest_snapshot(session, round_.id)
    page = url_for("burden.overview", omgang=round_.id)
    try:
        service.require_tariffs(session, round_)
    except Invalid:
        flash(_("Beräkningen startade inte, för en timkostnad saknas."), "error")
        return redirect(page, 303)
    job = jobs.enqueue(
        session,
        background.KIND,
        {"round_id": round_.id, "after": newest.id if newest else 0, "url": page},
        signed.actor(),
        unique_key=background.job_key(round_.id),
    )
    if job.created_by_id == signed.actor().user_id:
        return redirect(url_for("web.job", job_id=job.id), 303)
    flash(_("En kollega har redan bett om beräkningen. Den visas här när den är klar."), "info")
    return redirect(page, 303)


@blueprint.get("/borda/omgang/<int:round_id>/fragor")
@allow(Permission.BURDEN_READ)
def questions(round_id: int) -> str | Response:
    session = units.session()
    round_ = rounds.get_round(session, round_id)
    snapshot = queries.newest_snapshot(session, round_id, with_result=True)
    if snapshot is None:
        raise NotFound(_("Omgången har ingen beräkning än."))
    versions = questionnaires.list_question_versions(session, round_.version_id)
    section = request.args.get("avsnitt", "")
    lines = pages.question_lines(queries.question_burdens(session, snapshot.id), versions)
    kept = [q for q in lines if not section or q.version.section_code == section]
    sort, order = request.args.get("sortera", ""), request.args.get("ordning", "")
    table = pages.listing(
        pages.question_columns(),
        kept,
        sort=sort,
        order=order,
        address=_address("burden.questions", round_id=round_id, avsnitt=section or None),
    )
    if request.args.get("format") == "csv":
        return _download(f"borda-fragor-{round_.year}", table, is_fictional=round_.is_fictional)
    return render_template(
        "burden/questions.html",
        round=round_,
        snapshot=snapshot,
        result=snapshot.result,
        titles=pages.section_titles(versions),
        section=section,
        table_data=table,
        n_all=len(lines),
    )


@blueprint.get("/borda/indikator/<code>")
@allow(Permission.BURDEN_READ)
def indicator(code: str) -> str | Response:
    session = units.session()
    found = registry.get_indicator(session, code)
    years = queries.indicator_years(session, found.id)
    if not years:
        return render_template("burden/indicator_empty.html", indicator=found)
    asked = request.args.get("omgang", type=int)
    chosen = next((pair for pair in years if pair[0].round_id == asked), None)
    if asked is not None and chosen is None:
        raise NotFound(_("Indikatorn ingår inte i den omgångens beräkning."))
    newest, line = chosen or years[0]
    snapshot = queries.get_snapshot(session, newest.id)
    result = snapshot.result
    is_example = pages.is_cost_example(result)
    lines = pages.question_lines(
        queries.question_burdens(session, snapshot.id),
        questionnaires.list_question_versions(session, snapshot.round.version_id),
        line.details["shares"],
        code,
    )
    tables = {
        "fragor": pages.listing(pages.indicator_question_columns(), lines),
        "grupper": pages.listing(pages.group_columns(), line.details["strata"]),
        "roller": pages.listing(
            pages.role_columns(), pages.role_lines(line.details["roles"], result["tariffs"])
        ),
        "ar": pages.listing(pages.year_columns(), years),
    }
    if request.args.get("format") == "csv":
        name = request.args.get("tabell", "fragor")
        if name not in tables:
            raise NotFound
        return _download(
            f"borda-{name}-{snapshot.round.year}",
            tables[name],
            is_fictional=snapshot.round.is_fictional,
            is_example=is_example and name in ("roller", "ar"),
        )
    return render_template(
        "burden/indicator.html",
        indicator=found,
        line=line,
        details=line.details,
        snapshot=snapshot,
        round=snapshot.round,
        result=result,
        tables=tables,
        years=years,
        is_example=is_example,
        questions_picture=pages.question_picture(lines),
        groups_picture=pages.group_picture(line.details["strata"]),
        hidden_words=pages.hidden_words,
    )


@blueprint.get("/borda/tariffer")
@allow(Permission.BURDEN_READ)
def tariffs() -> str | Response:
    may_change = signed.actor().may(Permission.BURDEN_MANAGE)

    def link(tariff: Tariff) -> str:
        return url_for("burden.edit_tariff", tariff_id=tariff.id) if may_change else ""

    table = pages.listing(
        pages.tariff_columns(link), pages.tariffs_in_order(queries.list_tariffs(units.session()))
    )
    if request.args.get("format") == "csv":
        return _download("tariffer", table, is_fictional=False)
    return render_template("burden/tariffs.html", table_data=table, may_change=may_change)


@blueprint.route("/borda/tariffer/ny", methods=["GET", "POST"])
@allow(Permission.BURDEN_MANAGE)
def add_tariff() -> str | tuple[str, int] | BaseResponse:
    return _tariff_form(TariffForm(year=clock.today().year), None)


@blueprint.route("/borda/tariffer/<int:tariff_id>", methods=["GET", "POST"])
@allow(Permission.BURDEN_MANAGE)
def edit_tariff(tariff_id: int) -> str | tuple[str, int] | BaseResponse:
    tariff = queries.get_tariff(units.session(), tariff_id)
    form = TariffForm(data=typed(service.tariff_parts(tariff)))
    return _tariff_form(form, tariff)


def _tariff_form(form: TariffForm, tariff: Tariff | None) -> str | tuple[str, int] | BaseResponse:
    if form.validate_on_submit():
        try:
            service.set_tariff(units.session(), signed.actor(), tariff, **form.parts())
        except Invalid as error:
            form.add_problems(error)
        else:
            flash(_("Tariffen är sparad. Den gäller i nästa beräkning."), "success")
            return redirect(url_for("burden.tariffs"), 303)
    page = render_template("burden/tariff.html", form=form, tariff=tariff)
    return page, 422 if form.errors else 200


def question_cost(question_id: int, **_context: object) -> str | None:
    """Return a line for the question editor: what the question took the last time it was measured."""
    if not signed.actor().may(Permission.BURDEN_READ):
        return None
    if "question_costs" not in g:
        g.question_costs = queries.newest_question_costs(units.session())
    cost = g.question_costs.get(question_id)
    return None if cost is None else pages.cost_sentence(cost)


def missing_tariffs(round_id: int) -> Markup | None:
    """Return a notice for a round's page when it cannot be measured for want of a tariff."""
    round_ = rounds.get_round(units.session(), round_id)
    missing = _missing_roles(round_)
    if round_.state == RoundState.PLANNED or not missing:
        return None
    draw = get_template_attribute("burden/_missing_tariffs.html", "missing_tariffs")
    return cast(Markup, draw(round_.year, missing))


def _missing_roles(round_: Round) -> str:
    """Return the names of the roles without a tariff, to the one who can add it."""
    if not signed.actor().may(Permission.BURDEN_MANAGE):
        return ""
    return service.role_names(service.missing_tariffs(units.session(), round_))
