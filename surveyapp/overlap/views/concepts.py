"""Data elements: the concepts that confirmed pairs make up."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from surveyapp.accounts import session as signed
from surveyapp.core import units
from surveyapp.core.access import Permission, allow
from surveyapp.core.errors import Invalid
from surveyapp.core.formbase import show_refusal
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import pick
from surveyapp.core.tables import csv_response
from surveyapp.overlap import elements as service
from surveyapp.overlap import ways, wording
from surveyapp.overlap.forms import ElementForm
from surveyapp.overlap.models import DataElement
from surveyapp.overlap.pages.elements import load_elements, named
from surveyapp.overlap.queries import elements as queries
from surveyapp.overlap.views.base import blueprint


@blueprint.get("/begrepp")
@allow(Permission.OVERLAP_READ)
def elements() -> str | Response:
    found = load_elements(units.session())
    if request.args.get("format") == "csv":
        return csv_response(
            "begrepp",
            ["begrepp", "namn", "definition", "insamling", "kod", "fraga", "kalla", "timmar"],
            [
                [
                    element.id,
                    pick(element.name),
                    pick(element.definition) if element.definition else "",
                    pick(member.source_name),
                    member.code,
                    pick(member.text),
                    member.note,
                    round(member.cost.hours, 1) if member.cost else None,
                ]
                for element in found.elements
                for member in found.members.get(element.id, [])
            ],
        )
    return render_template("overlap/elements.html", found=found, wording=wording)


@blueprint.get("/begrepp/<int:element_id>")
@allow(Permission.OVERLAP_READ)
def element(element_id: int) -> str | Response:
    session = units.session()
    found = queries.get_element(session, element_id)
    if request.args.get("format") == "csv":
        return _edges_csv(found)
    form = ElementForm(
        data={
            f"{part}_{code}": texts.get(code, "")
            for part, texts in (("name", found.name), ("definition", found.definition))
            for code in ("sv", "en")
        }
    )
    return _page(found, form)


def _edges_csv(found: DataElement) -> Response:
    loaded = load_elements(units.session())
    joined = [*loaded.inner.get(found.id, []), *loaded.links_of(found.id)]
    return csv_response(
        f"begrepp-{found.id}-par",
        [
            "insamling",
            "kod",
            "annan_insamling",
            "annan_kod",
            "beslut",
            "riktning",
            "hur",
            "skiljer",
        ],
        [
            [
                pick(j.first.source_name),
                j.first.code,
                pick(j.second.source_name),
                j.second.code,
                wording.VERDICTS[j.decision.verdict],
                ways.said(j.candidate, j.decision),
                j.decision.how,
                wording.facet_names(j.edge.differs),
            ]
            for j in joined
        ],
    )


@blueprint.post("/begrepp/<int:element_id>")
@allow(Permission.OVERLAP_DECIDE)
def rename_element(element_id: int) -> tuple[str, int] | BaseResponse:
    session = units.session()
    found = queries.get_element(session, element_id)
    form = ElementForm()
    try:
        service.rename(
            session,
            signed.actor(),
            found,
            name={"sv": form.name_sv.data or "", "en": form.name_en.data or ""},
            definition={
                "sv": form.definition_sv.data or "",
                "en": form.definition_en.data or "",
            },
        )
    except Invalid as error:
        show_refusal(form, error)
        return _page(found, form), 422
    flash(_("Namnet är sparat."), "success")
    return redirect(url_for("overlap.element", element_id=element_id))


def _page(found: DataElement, form: ElementForm) -> str:
    loaded = load_elements(units.session())
    return render_template(
        "overlap/element.html",
        element=found,
        members=loaded.members.get(found.id, []),
        inner=loaded.inner.get(found.id, []),
        links=loaded.links_of(found.id),
        names=named(loaded.elements),
        notes=loaded.notes(),
        hours=loaded.hours(found.id),
        is_fictional=loaded.is_fictional,
        form=form,
        ways=ways,
        wording=wording,
    )
