"""The question bank: searched, one question, and as a file."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, render_template, request

from surveyapp.core import units
from surveyapp.core.access import Permission, allow
from surveyapp.core.errors import NotFound
from surveyapp.core.i18n import pick
from surveyapp.core.tables import csv_response
from surveyapp.registry import pages, queries
from surveyapp.registry.models import BankQuestion
from surveyapp.registry.views.base import PAGE_SIZE, blueprint

_COLUMNS = {
    "omrade": "area",
    "enhet": "unit",
    "population": "population",
    "referenstid": "reference_time",
    "svarsskala": "answer_scale",
    "upphort_efter": "discontinued_after",
    "kalla": "source_note",
    "formular": "questionnaire",
    "nummer": "number",
    "svarande": "respondent",
    "svarstyp": "answer_type",
    "redovisas_efter": "breakdowns",
    "frekvens": "frequency",
    "rattslig_grund": "legal_basis",
    "register": "register",
    "registervariabel": "register_variable",
    "efterslapning": "register_lag",
    "kontakt": "contact",
    "lank": "source_url",
    "last": "seen_on",
    "licens": "licence",
    "begrepp": "concept",
}
"""Column of the file -> attribute."""


@blueprint.get("/fragebank")
@allow(Permission.REGISTRY_READ)
def bank() -> str | Response:
    session = units.session()
    words, code = request.args.get("ord", "").strip(), request.args.get("insamling", "")
    chosen = queries.find_collection_by_code(session, code) if code else None
    if code and chosen is None:
        raise NotFound
    is_file = request.args.get("format") == "csv"
    page = max(request.args.get("sida", 1, type=int), 1)
    questions, total = queries.search_bank(
        session,
        words.split(),
        chosen.id if chosen else None,
        limit=None if is_file else PAGE_SIZE,
        offset=0 if is_file else (page - 1) * PAGE_SIZE,
    )
    if is_file:
        return bank_file("fragebank", questions)
    return render_template(
        "registry/bank.html",
        questions=questions,
        total=total,
        words=words,
        code=code,
        page=page,
        pages=-(-total // PAGE_SIZE),
        collections=queries.list_collections(session),
    )


@blueprint.get("/fragebank/<collection_code>/<code>")
@allow(Permission.REGISTRY_READ)
def bank_question(collection_code: str, code: str) -> str:
    session = units.session()
    question = queries.get_bank_question(session, collection_code, code)
    return render_template(
        "registry/bank_question.html",
        question=question,
        facts=pages.question_facts(question),
        fields=pages.field_names(),
        editions=pages.edition_rows(queries.list_editions(session, question.id)),
    )


def bank_file(name: str, questions: Iterable[BankQuestion]) -> Response:
    """Return the questions as a file with all that is known of them."""
    return csv_response(
        name,
        ["insamling", "kod", "fraga", "beskrivning", "svarsalternativ", *_COLUMNS],
        (
            [
                q.collection.code,
                q.code,
                pick(q.text),
                pick(q.description),
                " | ".join(pick(option) for option in q.options),
                *(getattr(q, attribute) for attribute in _COLUMNS.values()),
            ]
            for q in questions
        ),
    )
