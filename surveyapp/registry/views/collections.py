"""National collections: the list, one of them, its burden, and the year they fill."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from surveyapp.core import access, units
from surveyapp.core.access import Permission, allow
from surveyapp.core.errors import Invalid
from surveyapp.core.formbase import show_refusal
from surveyapp.core.i18n import LANGUAGES, pick
from surveyapp.core.i18n import gettext as _
from surveyapp.core.tables import csv_response
from surveyapp.registry import pages, queries, service
from surveyapp.registry.forms import DescriptionForm, FactsForm
from surveyapp.registry.models import CHECKED, Collection
from surveyapp.registry.views.bank import bank_file
from surveyapp.registry.views.base import PAGE_SIZE, blueprint

_COLUMNS = {
    "kod": "code",
    "agare": "owner",
    "insamlare": "collector",
    "rattslig_grund": "legal_basis",
    "skyldighet": "obligation",
    "frekvens": "frequency",
    "referenstid": "reference_time",
    "insamlingstid": "collection_window",
    "fran_manad": "window_from",
    "till_manad": "window_to",
    "population": "population",
    "svarande": "reporting_unit",
    "uppgiftsniva": "data_level",
    "exempel_pa_variabler": "example_variables",
    "timmar_per_kommun_och_ar": "hours_per_year",
    "kalla_till_timmarna": "hours_source",
    "kalla": "source",
    "kontroll": "checked",
}
"""Column of the file -> attribute."""


@blueprint.get("/insamlingar")
@allow(Permission.REGISTRY_READ)
def collections() -> str | Response:
    session = units.session()
    everything = queries.list_collections(session)
    counts = queries.count_questions_by_collection(session)
    chosen = pages.CollectionFilter(
        request.args.get("ord", "").strip(),
        request.args.get("agare", ""),
        request.args.get("kontroll", ""),
    )
    found = [c for c in everything if chosen.passes(c)]
    if request.args.get("format") == "csv":
        return csv_response(
            "insamlingar",
            ["namn", *_COLUMNS, "fragor_i_banken"],
            (
                [pick(c.name), *(getattr(c, a) for a in _COLUMNS.values()), counts.get(c.id, 0)]
                for c in found
            ),
        )
    return render_template(
        "registry/collections.html",
        collections=found,
        is_empty=not everything,
        chosen=chosen,
        owners=sorted({c.owner for c in everything if c.owner}),
        states=pages.checked_words(),
        windows={c.id: pages.window_in_words(c) for c in found},
        hours={c.id: pages.hours_in_words(c) for c in found},
        counts=counts,
    )


@blueprint.get("/insamlingar/<code>")
@allow(Permission.REGISTRY_READ)
def collection(code: str) -> str | Response:
    session = units.session()
    found = queries.get_collection(session, code)
    if request.args.get("format") == "csv":
        questions, _count = queries.search_bank(session, (), found.id)
        return bank_file(f"insamling-{found.code}", questions)
    page = max(request.args.get("sida", 1, type=int), 1)
    questions, count = queries.search_bank(
        session, (), found.id, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE
    )
    return render_template(
        "registry/collection.html",
        collection=found,
        questions=questions,
        count=count,
        page=page,
        pages=-(-count // PAGE_SIZE),
        window=pages.window_in_words(found),
        hours=pages.hours_in_words(found),
    )


@blueprint.route("/insamlingar/<collection_code>/andra", methods=["GET", "POST"])
@allow(Permission.REGISTRY_MANAGE)
def edit_collection(collection_code: str) -> str | tuple[str, int] | BaseResponse:
    found = queries.get_collection(units.session(), collection_code)
    form = FactsForm(obj=found) if request.method == "GET" else FactsForm()
    months = [
        SelectChoice("", _("Inte känd")),
        *(
            SelectChoice(str(number), name)
            for number, name in enumerate(pages.month_names(), start=1)
        ),
    ]
    form.window_from.choices = form.window_to.choices = months
    if not form.validate_on_submit():
        return _edit_page(form, found)
    hours = form.hours_per_year.data
    try:
        service.set_collection_facts(
            units.session(),
            access.current_actor(),
            found,
            hours_per_year=float(hours) if hours is not None else None,
            hours_source=form.hours_source.data or "",
            window_from=form.month(form.window_from),
            window_to=form.month(form.window_to),
        )
    except Invalid as error:
        show_refusal(form, error)
        return _edit_page(form, found)
    flash(_("Uppgifterna är sparade."), "success")
    return redirect(url_for("registry.collection", code=found.code))


@blueprint.route("/insamlingar/<collection_code>/uppgifter", methods=["GET", "POST"])
@allow(Permission.REGISTRY_MANAGE)
def describe_collection(collection_code: str) -> str | tuple[str, int] | BaseResponse:
    found = queries.get_collection(units.session(), collection_code)
    names = {f"name_{language}": found.name.get(language, "") for language in LANGUAGES}
    form = DescriptionForm(obj=found, data=names)
    words = pages.checked_words()
    form.checked.choices = [SelectChoice(code, words[code]) for code in CHECKED]
    if not form.validate_on_submit():
        return _description_page(form, found)
    try:
        service.describe_collection(
            units.session(),
            access.current_actor(),
            found,
            name={language: form[f"name_{language}"].data or "" for language in LANGUAGES},
            facts={name: form[name].data or "" for name in service.DESCRIBED},
            checked=form.checked.data,
        )
    except Invalid as error:
        show_refusal(form, error)
        return _description_page(form, found)
    flash(_("Uppgifterna är sparade."), "success")
    return redirect(url_for("registry.collection", code=found.code))


def _description_page(form: DescriptionForm, found: Collection) -> tuple[str, int]:
    page = render_template("registry/describe_collection.html", form=form, collection=found)
    return page, 422 if form.errors else 200


def _edit_page(form: FactsForm, found: Collection) -> tuple[str, int]:
    page = render_template("registry/edit_collection.html", form=form, collection=found)
    return page, 422 if form.errors else 200


@blueprint.get("/kalender")
@allow(Permission.REGISTRY_READ)
def calendar() -> str | Response:
    everything = queries.list_collections(units.session())
    owner = request.args.get("agare", "")
    made = pages.make_calendar([c for c in everything if owner in ("", c.owner)])
    if request.args.get("format") == "csv":
        names = ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
        return csv_response(
            "kalender",
            ["kod", "insamling", "agare", "om_vad", *names, "ungefarlig_tid"],
            (
                [
                    c.code,
                    row.name,
                    row.owner,
                    c.example_variables,
                    *("x" if month in row.months else "" for month in range(1, 13)),
                    row.is_approximate,
                ]
                for c, row in made.rows
            ),
        )
    return render_template(
        "registry/calendar.html",
        calendar=made,
        owner=owner,
        owners=sorted({c.owner for c in everything if c.owner}),
    )
