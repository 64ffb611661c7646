"""The section page and the two ways to save it: the form as a whole, and answer by answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from flask import Response, current_app, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from surveyapp.accounts import session as signed
from surveyapp.core import units
from surveyapp.core.access import Permission, allow
from surveyapp.core.errors import Conflict, NotFound
from surveyapp.core.i18n import gettext as _
from surveyapp.core.slots import Slots
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.questionnaires.rules.definition import SectionDefinition
from surveyapp.responses import forms, intake, queries, reuse, service
from surveyapp.responses.forms import Entry
from surveyapp.responses.intake import Intake
from surveyapp.responses.pages import reply
from surveyapp.responses.pages import section as pages
from surveyapp.responses.pages.frame import section_of, section_url
from surveyapp.responses.reuse import Source
from surveyapp.responses.rules import AnswerKey
from surveyapp.responses.service import Work
from surveyapp.responses.views.base import blueprint


def _section(work: Work, section_code: str) -> SectionDefinition:
    section = section_of(work, section_code)
    if section is None:
        raise NotFound(_("Formuläret har inget sådant avsnitt."))
    return section


def _page(work: Work, section: SectionDefinition, notice: str = "", **again: Any) -> str:
    session = units.session()
    slots = cast(Slots, current_app.extensions["slots"])
    page = pages.build(
        session,
        work,
        section,
        last_year=queries.last_year_answers(session, work.return_),
        shows_required="kontroll" in request.args,
        may_keep=not slots.has("question"),  # what another room shows beside a question may change
        **again,
    )
    timing: dict[str, str] = {}
    if page.frame.is_open:
        for found in slots.collect("timing_attributes", return_=work.return_, section=section):
            timing |= found
    return render_template(
        "responses/section.html",
        page=page,
        notice=notice,
        timing=timing,
        has_question_slot=slots.has("question"),
        last_year_label=page.last_year_label,
        script_texts=pages.script_texts,
    )


@blueprint.get("/uppgifter/<int:return_id>/<section_code>")
@allow(Permission.RETURN_READ)
def section(return_id: int, section_code: str) -> str:
    work = service.open_work(units.session(), signed.actor(), return_id)
    return _page(work, _section(work, section_code))


@blueprint.post("/uppgifter/<int:return_id>/<section_code>")
@allow(Permission.RETURN_ANSWER)
def save_section(return_id: int, section_code: str) -> BaseResponse | tuple[str, int]:
    session, actor = units.session(), signed.actor()
    entries = forms.entries_of_form(request.form)
    try:
        work = service.open_work(session, actor, return_id, to_change=True)
    except Conflict as error:  # closed in the meantime: what was typed is shown again
        work = service.open_work(session, actor, return_id)
        typed = {entry.key: entry for entry in entries}
        page = _page(work, _section(work, section_code), notice=error.message, typed=typed)
        return page, error.status
    chosen = _section(work, section_code)
    taken = intake.take(
        session,
        actor,
        work,
        entries,
        queries.last_year_answers(session, work.return_),
        _sources(work, entries),
    )
    if "r" in request.form and not (taken.problems or taken.collisions):
        _mark(work, chosen.code, is_ready="ready" in request.form)
    anchor = _rows(work)
    if taken.problems or taken.collisions:
        units.current().keep = True
        return _again(work, chosen, taken)
    return _onwards(work, chosen, taken, anchor)


def _sources(work: Work, entries: Sequence[Entry]) -> dict[AnswerKey, Source]:
    """Return the answers elsewhere that the entries want to use; reads only when one does."""
    ids = [work.form.question_ids.get(entry.code) for entry in entries if entry.reused]
    known = [question_id for question_id in ids if question_id is not None]
    if not known:
        return {}
    session = units.session()
    return reuse.sources(session, work, questionnaires.decisions_in_force(session, known))


def _mark(work: Work, code: str, *, is_ready: bool) -> None:
    if is_ready:
        service.mark_section(units.session(), signed.actor(), work, code)
    else:
        service.unmark_section(units.session(), work, code)


def _rows(work: Work) -> str:
    """Add or take away the row that a button asked for; returns where to look afterwards."""
    session, actor = units.session(), signed.actor()
    if added := request.form.get("add"):
        code, path = forms.split_name(added)
        row = service.add_repeat_row(session, actor, work, code, path)
        return f"q-{forms.field_name((code, row.path))}"
    if removed := request.form.get("remove"):
        code, path = forms.split_name(removed)
        service.remove_repeat_row(session, actor, work, code, path)
        return f"r-{forms.field_name((code, path.rpartition('/')[0]))}"
    for name in ("same", "reuse", "clear"):
        if field := request.form.get(name):
            return f"q-{field}"
    return ""


def _again(work: Work, section: SectionDefinition, taken: Intake) -> tuple[str, int]:
    refused = taken.problems.keys() | taken.collisions.keys()
    typed = {key: entry for key, entry in taken.entries.items() if key in refused}
    page = _page(work, section, typed=typed, problems=taken.problems, collisions=taken.collisions)
    return page, 409 if taken.collisions else 422


def _onwards(work: Work, section: SectionDefinition, taken: Intake, anchor: str) -> BaseResponse:
    return_id = work.return_.id
    if request.form.get("action") == "next":
        shown = work.state.sections
        place = shown.index(section.code) + 1 if section.code in shown else len(shown)
        if place < len(shown):
            return redirect(section_url(return_id, shown[place]), 303)
        return redirect(url_for("responses.check", return_id=return_id), 303)
    if not anchor:
        flash(_("Svaren är sparade."), "success")
    return redirect(section_url(return_id, section.code, anchor), 303)


@blueprint.post("/uppgifter/<int:return_id>/svar")
@allow(Permission.RETURN_ANSWER)
def answers(return_id: int) -> tuple[Response, int]:
    session, actor = units.session(), signed.actor()
    data: Any = request.get_json(silent=True)
    work = service.open_work(session, actor, return_id, to_change=True)
    entries = forms.entries_of_json(data)
    last_year: dict[Any, Any] = {}
    if any(entry.is_confirmed for entry in entries):
        last_year = queries.last_year_answers(session, work.return_)
    sources = _sources(work, entries)
    taken = intake.take(session, actor, work, entries, last_year, sources, tells_change=True)
    shown = str(data.get("section", ""))
    if isinstance(data.get("ready"), bool) and shown in work.state.sections:
        _mark(work, shown, is_ready=data["ready"])
    units.current().keep = True
    body = reply.build(work, taken, shown, queries.marked_sections(session, return_id))
    for name in reply.changed_repeats(work, taken, shown):
        body["html"][name] = _fragment(work, name)
    return jsonify(body), 409 if taken.collisions else 200


def _fragment(work: Work, name: str) -> str:
    """Return a repeat drawn anew."""
    session = units.session()
    code, path = forms.split_name(name)
    slots = cast(Slots, current_app.extensions["slots"])
    block = pages.repeat_again(
        session, work, code, path, queries.last_year_answers(session, work.return_)
    )
    return render_template(
        "responses/_fragment.html",
        block=block,
        return_=work.return_,
        last_year_label=pages.last_year_label(work),
        has_question_slot=slots.has("question"),
    )
