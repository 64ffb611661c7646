"""Pages of the review: burden beside use, one indicator with its decision, the order, stated use."""

from __future__ import annotations

from flask import (
    Blueprint,
    Flask,
    Response,
    flash,
    get_template_attribute,
    redirect,
    render_template,
    request,
    url_for,
)
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from surveyapp.accounts import session as signed
from surveyapp.core import units
from surveyapp.core.access import Permission, allow
from surveyapp.core.errors import Invalid
from surveyapp.core.formbase import show_refusal
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import pick
from surveyapp.core.slots import Slots
from surveyapp.core.tables import csv_response
from surveyapp.overlap.wording import ACTIONS, VERDICTS
from surveyapp.registry import queries as registry
from surveyapp.registry.models import Indicator
from surveyapp.results import pages as result_pages
from surveyapp.results import service as results
from surveyapp.review import ordering, pages, profiles, queries, service, wording
from surveyapp.review.forms import DecisionForm, UseFileForm, UseForm
from surveyapp.review.profiles import Evidence
from surveyapp.review.rules import CRITERIA

blueprint = Blueprint("review", __name__, url_prefix="/oversyn")

DEFAULT_SORT = "borda"


@blueprint.get("/")
@allow(Permission.REVIEW_READ)
def overview() -> str | Response:
    """Every indicator with its burden beside its use."""
    session = units.session()
    evidence = service.gather(session)
    found = pages.rows(evidence)
    area = request.args.get("omrade", "")
    state = request.args.get("beslut", "")
    by = request.args.get("ordning", DEFAULT_SORT)
    by = by if by in pages.SORTS else DEFAULT_SORT
    is_descending = request.args.get("riktning", "stigande" if by == "namn" else "fallande") != (
        "stigande"
    )
    chosen = pages.in_order(
        [
            row
            for row in found
            if (not area or row.indicator.area == area) and (not state or row.state == state)
        ],
        by,
        descending=is_descending,
    )
    if request.args.get("format") == "csv":
        return _overview_csv(chosen)
    return render_template(
        "review/overview.html",
        rows=chosen,
        total=len(found),
        areas=sorted({row.indicator.area for row in found if row.indicator.area}),
        area=area,
        state=state,
        states={**wording.decision_names(), pages.UNDECIDED: _("Ej beslutad")},
        sort_urls=_sort_urls(by, area, state, is_descending=is_descending),
        by=by,
        is_descending=is_descending,
        picture=pages.scatter(chosen),
        is_fictional=evidence.is_fictional,
        rounds=results.newest_rounds(session),
        measured=sum(row.hours is not None for row in found),
        decided=sum(row.decision is not None for row in found),
        value_text=wording.value_text,
        may_decide=signed.actor().may(Permission.REVIEW_DECIDE),
    )


def _sort_urls(by: str, area: str, state: str, *, is_descending: bool) -> dict[str, str]:
    """Return where each column's heading leads: the same column again turns the order round."""
    urls = {}
    for name in pages.SORTS:
        turn = is_descending if name == by else name == "namn"
        urls[name] = url_for(
            "review.overview",
            ordning=name,
            riktning="stigande" if turn else "fallande",
            omrade=area or None,
            beslut=state or None,
        )
    return urls


def _overview_csv(found: list[pages.Row]) -> Response:
    return csv_response(
        "oversyn",
        [
            "indikator",
            "namn",
            "omrade",
            "typ",
            "skyldighet",
            "tillraknade_timmar",
            "undvikbara_timmar",
            "kostnad_kronor",
            *CRITERIA,
            "flaggor",
            "beslut",
            "skal",
            "beslutad",
        ],
        (
            [
                row.indicator.code,
                pick(row.name),
                row.indicator.area,
                wording.kind_name(row.indicator.kind),
                wording.duty_name(row.indicator.duty),
                row.hours,
                row.cost.avoidable_hours if row.cost else None,
                row.cost.kronor if row.cost else None,
                *(row.findings[criterion].value for criterion in CRITERIA),
                ", ".join(row.flags),
                wording.decision_names()[row.decision.decision] if row.decision else "",
                row.decision.reason if row.decision else "",
                row.decision.decided_at.date().isoformat() if row.decision else "",
            ]
            for row in found
        ),
    )


@blueprint.get("/<indicator_code>")
@allow(Permission.REVIEW_READ)
def indicator(indicator_code: str) -> str | Response:
    """One indicator: what it costs beside what it is used for, and what was decided."""
    session = units.session()
    found = registry.get_indicator(session, indicator_code)
    if request.args.get("format") == "csv":
        return csv_response(
            f"nyttoprofil-{found.id}",
            [
                "nummer",
                "kriterium",
                "varde",
                "visas_som",
                "flagga",
                "underlag",
                "kalla",
                "uppgiven",
            ],
            (
                [
                    line.number,
                    pick(line.name),
                    line.value,
                    pick(line.text),
                    pick(line.flag_text),
                    line.n,
                    line.source,
                    line.stated_on.isoformat() if line.stated_on else "",
                ]
                for line in service.usefulness_profile(session, found)
            ),
        )
    return _indicator_page(found, DecisionForm())


@blueprint.post("/<indicator_code>/beslut")
@allow(Permission.REVIEW_DECIDE)
def decide(indicator_code: str) -> str | tuple[str, int] | BaseResponse:
    """Keep, change or drop."""
    session = units.session()
    found = registry.get_indicator(session, indicator_code)
    form = DecisionForm()
    if form.validate_on_submit():
        cost = profiles.costs(session).get(found.id)
        try:
            service.decide(
                session,
                signed.actor(),
                found,
                decision=form.decision.data,
                reason=form.reason.data or "",
                snapshot_id=cost.snapshot_ids[0] if cost else None,
            )
        except Invalid as error:
            for name, messages in error.problems.items():
                form._fields[name].errors = [*form._fields[name].errors, *messages]
        else:
            flash(_("Beslutet är sparat."), "success")
            return redirect(url_for("review.indicator", indicator_code=found.code))
    return _indicator_page(found, form), 422


def _indicator_page(found: Indicator, form: DecisionForm) -> str:
    session = units.session()
    evidence = service.gather(session)
    links = evidence.links.get(found.id, [])
    latest = evidence.latest.get(found.code)
    groups = {g.code: pick(g.name) for g in registry.list_skr_groups(session)}
    question_ids = {link.question_version.question_id for link in links}
    return render_template(
        "review/indicator.html",
        indicator=found,
        cost=evidence.costs.get(found.id),
        profile=service.usefulness_profile(session, found, evidence),
        links=links,
        others=_other_indicators(evidence, found),
        overlaps=[pair for pair in evidence.overlaps if pair[0].question_id in question_ids],
        verdicts=VERDICTS,
        actions=ACTIONS,
        latest=latest,
        nation_text=wording.figure(
            latest.result.nation.value if latest and latest.result.nation else None,
            share=latest.result.is_share if latest else False,
        ),
        last_year_text=wording.figure(
            latest.previous.nation.value
            if latest and latest.previous and latest.previous.nation
            else None,
            share=latest.result.is_share if latest else False,
        ),
        problem=wording.problem(latest.result.problem, latest.result.problem_name)
        if latest
        else "",
        picture=result_pages.distribution(latest.result, groups, "fordelning") if latest else None,
        decisions=queries.list_decisions(session, found.id),
        decision_names=wording.decision_names(),
        kind=wording.kind_name(found.kind),
        duty=wording.duty_name(found.duty),
        direction=wording.direction(found.direction),
        is_fictional=evidence.is_fictional,
        form=form,
        may_decide=signed.actor().may(Permission.REVIEW_DECIDE),
    )


def _other_indicators(evidence: Evidence, found: Indicator) -> dict[int, list[str]]:
    """Return question id -> the codes of the other indicators that it feeds."""
    codes = {i.id: i.code for i in evidence.indicators}
    others: dict[int, list[str]] = {}
    for indicator_id, links in sorted(evidence.links.items(), key=lambda e: codes.get(e[0], "")):
        for link in links:
            if indicator_id != found.id:
                others.setdefault(link.question_version.question_id, []).append(codes[indicator_id])
    return others


@blueprint.get("/frontier")
@allow(Permission.REVIEW_READ)
def frontier() -> str | Response:
    """In which order indicators leave as an hour is worth more."""
    session = units.session()
    evidence = service.gather(session)
    weight = request.args.get("vikt", "local_use")
    weight = weight if weight in ordering.WEIGHTS else "local_use"
    order = ordering.order(session, evidence, weight)
    if request.args.get("format") == "csv":
        return csv_response(
            "ordning",
            [
                "steg",
                "indikator",
                "namn",
                "anvandning_per_100_timmar",
                "sparade_timmar_i_steget",
                "anvandning_som_ges_upp",
                "timmar_kvar",
                "anvandning_kvar",
            ],
            (
                [
                    step.number,
                    i.code,
                    pick(i.name),
                    step.uses_per_100_hours,
                    step.hours_saved,
                    step.uses_lost,
                    step.hours_left,
                    step.uses_left,
                ]
                for step in order.steps
                for i in step.indicators
            ),
        )
    return render_template(
        "review/frontier.html",
        order=order,
        weights=pages.weight_names(),
        picture=pages.staircase(order),
        is_fictional=evidence.is_fictional,
        outside=[
            (_("Uppgiftsskyldighet i lag"), order.duty),
            (_("Användningen är inte känd"), order.not_known),
            (_("Bördan är inte mätt eller får inte visas"), order.not_measured),
            (_("Behöver inga egna frågor"), order.stays),
        ],
    )


@blueprint.route("/anvandning", methods=["GET", "POST"])
@allow(Permission.REVIEW_DECIDE)
def use() -> str | tuple[str, int] | BaseResponse:
    """What is stated about use: out as a file, and in again."""
    session = units.session()
    if request.args.get("format") == "csv":
        codes = {i.id: i.code for i in registry.list_indicators(session)}
        return csv_response(
            "anvandning",
            ["indicator", "year", "criterion", "value", "source", "stated_on"],
            (
                [codes[u.indicator_id], u.year, u.criterion, u.value, u.source, u.stated_on]
                for u in queries.list_use(session)
            ),
        )
    form = UseFileForm()
    faults: tuple[str, ...] = ()
    if form.validate_on_submit():
        report = service.import_use(session, signed.actor(), form.file.data.read())
        faults = report.faults
        if not faults:
            flash(
                _(
                    "%(added)s nya, %(changed)s ändrade och %(unchanged)s oförändrade uppgifter.",
                    added=report.added,
                    changed=report.changed,
                    unchanged=report.unchanged,
                ),
                "success",
            )
            return redirect(url_for("review.use"))
    return render_template(
        "review/use.html",
        form=form,
        faults=faults,
        names=wording.use_names(),
        rows=queries.list_use(session),
        indicators={i.id: i for i in registry.list_indicators(session)},
    ), 422 if faults or form.errors else 200


@blueprint.route("/<indicator_code>/anvandning", methods=["GET", "POST"])
@allow(Permission.REVIEW_DECIDE)
def state_use(indicator_code: str) -> str | tuple[str, int] | BaseResponse:
    """One fact about how the indicator is used, typed in."""
    session = units.session()
    found = registry.get_indicator(session, indicator_code)
    form = UseForm()
    form.criterion.choices = list(wording.use_names().items())
    if request.method == "POST":
        try:
            service.state_use(session, signed.actor(), found, request.form)
        except Invalid as error:
            form.validate()
            show_refusal(form, error)
        else:
            flash(_("Uppgiften är sparad."), "success")
            return redirect(url_for("review.indicator", indicator_code=indicator_code))
    return render_template(
        "review/state_use.html", form=form, indicator=found
    ), 422 if form.errors else 200


def _decision_piece(indicator_id: int) -> Markup | None:
    """Show the decision in force on other rooms' pages of an indicator."""
    if not signed.actor().may(Permission.REVIEW_READ):
        return None
    session = units.session()
    found = queries.find_indicator(session, indicator_id)
    if found is None:
        return None
    return Markup("{}").format(
        get_template_attribute("review/_decision.html", "decision_in_force")(
            found,
            queries.decision_in_force(session, indicator_id),
            signed.actor().may(Permission.REVIEW_DECIDE),
        )
    )


def register(app: Flask) -> None:
    """Put the decision in force on the register's page, and the way here on the burden's."""
    slots: Slots = app.extensions["slots"]
    slots.provide("indicator", _decision_piece)
    slots.provide("indicator_burden", _decision_piece)
