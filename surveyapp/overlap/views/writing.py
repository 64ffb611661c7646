"""Beside a question that is being written, and beside the bank: what is asked elsewhere."""

from __future__ import annotations

from flask import Response, jsonify, render_template, request
from markupsafe import Markup

from surveyapp.accounts import session as signed
from surveyapp.core import units
from surveyapp.core.access import Permission, allow
from surveyapp.overlap import loading, wording
from surveyapp.overlap.model.reader import ModelDamaged, ModelMissing
from surveyapp.overlap.pages import writing as pages
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
    session = units.session()
    found = suggest(
        session,
        text,
        language,
        models=_models(),
        question_id=request.form.get("question_id", type=int),
    )
    values = {
        "close": pages.found_close(session, found),
        "is_searched": len(text) >= LEAST_LETTERS,
        "text": text,
        "language": language,
        "wording": wording,
    }
    if "fragment" in request.form:
        return jsonify(html=render_template("overlap/_close.html", **values))
    return render_template("overlap/writing.html", **values)


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
    except (ModelMissing, ModelDamaged):
        return None  # the search itself says so where it is started; writing goes on by words


def question_writing(question_id: int) -> Markup | None:
    """Return the closest questions beside one that is being reworded, and the search."""
    if not signed.actor().may(Permission.QUESTIONNAIRE_MANAGE):
        return None
    return Markup(  # noqa: S704 - our own template, escaped by Jinja
        render_template(
            "overlap/_writing.html",
            close=pages.stored_close(units.session(), question_id),
            question_id=question_id,
            is_searched=True,
            wording=wording,
        )
    )


def bank_question(question: BankQuestion) -> Markup | None:
    """Return which questions of ours are linked to a question of the bank, None for none."""
    if not signed.actor().may(Permission.OVERLAP_READ):
        return None
    session = units.session()
    links = pages.bank_links(session, queries.pairs_of_bank(session, question.id))
    return _links(links, question.collection.code)


def bank_collection(collection: Collection) -> Markup | None:
    """Return which questions of ours are linked to a collection, None for none."""
    if not signed.actor().may(Permission.OVERLAP_READ):
        return None
    session = units.session()
    links = pages.bank_links(session, queries.pairs_of_collection(session, collection.id))
    return _links(links, collection.code)


def _links(links: pages.Links, collection: str) -> Markup | None:
    if not links.decided and not links.waiting:
        return None
    return Markup(  # noqa: S704 - our own template, escaped by Jinja
        render_template(
            "overlap/_bank_links.html", links=links, collection=collection, wording=wording
        )
    )
