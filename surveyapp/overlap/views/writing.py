"""Beside a question that is being written, and beside the bank: what is asked elsewhere."""

from __future__ import annotations

from typing import cast

from flask import Response, get_template_attribute, jsonify, render_template, request
from markupsafe import Markup

from surveyapp.accounts import session as signed
from surveyapp.core import units
from surveyapp.core.access import Permission, allow
from surveyapp.overlap import background, loading, wording
from surveyapp.overlap.pages import writing as pages
from surveyapp.overlap.queries import find_last_matching
from surveyapp.overlap.queries import writing as queries
from surveyapp.overlap.rules.matching import LANGUAGES
from surveyapp.overlap.scoring import ModelPair
from surveyapp.overlap.suggesting import LEAST_LETTERS, suggest
from surveyapp.overlap.views.base import blueprint
from surveyapp.registry.models import BankQuestion, Collection

LONGEST_TEXT = 2000
"""Of what is searched for; a question is far shorter."""


@blueprint.post("/forslag")
@allow(Permission.QUESTIONNAIRE_MANAGE)
def suggestions() -> str | Response:
    """Answer what the text overlaps: a piece of the page for the script, a page without it."""
    text, language = _text()
    session, models = units.session(), _models()
    found = suggest(
        session,
        text,
        language,
        models=models,
        question_id=request.form.get("question_id", type=int),
    )
    close = pages.found_close(session, found)
    is_searched = len(text) >= LEAST_LETTERS
    if "fragment" in request.form:
        draw = get_template_attribute("overlap/_close.html", "close_list")
        drawn = draw(close, is_searched, wording, _may_read(), has_model=models is not None)
        return jsonify(html=str(drawn))
    return render_template(
        "overlap/writing.html",
        close=close,
        is_searched=is_searched,
        text=text,
        language=language,
        wording=wording,
        has_model=models is not None,
    )


def _text() -> tuple[str, str]:
    """Return what to search for, with its language: the one named, else the first that is written."""
    named = request.form.get("language", "")
    for language in [named, *LANGUAGES]:
        text = " ".join(request.form.get(f"text-{language}", "").split())
        if language in LANGUAGES and text:
            return text[:LONGEST_TEXT], language
    return "", LANGUAGES[0]


def _models() -> ModelPair | None:
    try:
        return loading.models()
    except loading.UNUSABLE:
        return None  # the search itself says so where it is started; writing goes on by words


def _may_read() -> bool:
    return signed.actor().may(Permission.OVERLAP_READ)


def question_writing(question_id: int) -> Markup | None:
    """Return the closest questions beside one that is being reworded, and the search."""
    if not signed.actor().may(Permission.QUESTIONNAIRE_MANAGE):
        return None
    session = units.session()
    close = pages.stored_close(session, question_id)
    matched = find_last_matching(session, background.KIND)
    has_model = matched is None or not matched.result.get("missed")
    draw = get_template_attribute("overlap/_writing.html", "beside")
    return cast(Markup, draw(close, question_id, wording, _may_read(), has_model))


def bank_question(question: BankQuestion) -> Markup | None:
    """Return which questions of ours are linked to a question of the bank, None for none."""
    if not _may_read():
        return None
    session = units.session()
    links = pages.bank_links(session, queries.pairs_of_bank(session, question.id))
    return _links(links, question.collection.code)


def bank_collection(collection: Collection) -> Markup | None:
    """Return which questions of ours are linked to a collection, None for none."""
    if not _may_read():
        return None
    session = units.session()
    links = pages.bank_links(session, queries.pairs_of_collection(session, collection.id))
    return _links(links, collection.code)


def _links(links: pages.Links, collection: str) -> Markup | None:
    if not links.decided and not links.waiting:
        return None
    draw = get_template_attribute("overlap/_bank_links.html", "bank_links")
    return cast(Markup, draw(links, collection, wording))
