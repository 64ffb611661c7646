"""Work on a draft: a new one from what is asked today, decisions carried out, a question reworded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.core import audit, clock
from surveyapp.core.access import Actor, Permission
from surveyapp.core.errors import Conflict, Invalid, NotFound
from surveyapp.core.i18n import Texts, pick
from surveyapp.core.i18n import gettext as _
from surveyapp.questionnaires import queries, service
from surveyapp.questionnaires.models import QuestionnaireVersion, QuestionVersion
from surveyapp.questionnaires.rules.carrying import (
    CarriedState,
    needed_by,
    waiting_codes,
    with_texts,
    without,
)
from surveyapp.questionnaires.rules.definition import FormDefinition, Item

TEXT_LENGTH = 4000


def draft_from(
    session: Session, actor: Actor, version: QuestionnaireVersion
) -> QuestionnaireVersion:
    """Return a new draft that asks what `version` asks, with its links, and carries decisions out.

    Questions that are decided to be dropped are left out at once, unless a rule of another question
    reads their answer; then they wait, and `carried` names what is in the way.
    """
    actor.require(Permission.QUESTIONNAIRE_MANAGE)
    form = service.current_definition(session, version)
    linked: dict[str, list[tuple[str, float | None]]] = {}
    for link in queries.list_links(session, version.id):
        code = link.question_version.question.code
        linked.setdefault(code, []).append((link.indicator.code, link.weight))
    draft = service.create_draft(session, actor, _with_links(form, linked))
    codes = waiting_codes(queries.get_carried(session, draft.id))
    # Asked again after each: a question that goes may have been in the way of another.
    while code := next((c for c in codes if not needed_by(form, c)), ""):
        carry_out(session, actor, draft, code)
        form = without(form, code)
        codes.remove(code)
    return draft


def _with_links(
    form: FormDefinition, linked: Mapping[str, list[tuple[str, float | None]]]
) -> FormDefinition:
    def changed(item: Item) -> Item:
        inside = tuple(changed(i) for i in item.items)
        return replace(item, items=inside, indicators=tuple(linked.get(item.code, ())))

    return replace(
        form,
        sections=tuple(replace(s, items=tuple(changed(i) for i in s.items)) for s in form.sections),
    )


def carry_out(session: Session, actor: Actor, version: QuestionnaireVersion, code: str) -> None:
    """Take a question that is decided to be dropped out of a draft.

    Raises:
        Conflict: the version is published, or another question's rule reads the answer.
        NotFound: no decision about the question waits in this draft.
    """
    actor.require(Permission.QUESTIONNAIRE_MANAGE)
    service.require_draft(version)
    carried = queries.get_carried(session, version.id)
    entries = waiting(carried, code)
    form = service.current_definition(session, version)
    in_the_way = needed_by(form, code)
    if in_the_way == [""]:
        raise Conflict(_("Det är formulärets enda fråga. Lägg till någon annan först."))
    if in_the_way:
        raise Conflict(
            _(
                "Frågan kan inte tas bort än, eftersom %(codes)s räknar med svaret. Ändra de reglerna i filen först.",
                codes=", ".join(in_the_way),
            )
        )
    for row in queries.list_question_versions(session, version.id):
        if row.question.code in (code, f"{code}_other"):
            for link in queries.list_links(session, version.id):
                if link.question_version_id == row.id:
                    session.delete(link)
            session.flush()
            session.delete(row)
    for entry in entries:
        entry |= {"state": CarriedState.DONE.value, **_by(actor)}
    version.definition = without(form, code).as_json()
    version.carried = carried
    session.flush()
    audit.record(
        session, actor, "question_dropped", "questionnaire_version", version.id, question=code
    )


def keep_anyway(
    session: Session, actor: Actor, version: QuestionnaireVersion, code: str, reason: str
) -> None:
    """Keep a question in this draft in spite of the decision to drop it.

    Raises:
        Conflict: the version is published.
        Invalid: there is no reason.
        NotFound: no decision about the question waits in this draft.
    """
    actor.require(Permission.QUESTIONNAIRE_MANAGE)
    service.require_draft(version)
    carried = queries.get_carried(session, version.id)
    entries = waiting(carried, code)
    if not reason.strip():
        message = _("Skriv varför frågan ställs ändå.")
        raise Invalid(message, {f"reason-{code}": [message]})
    for entry in entries:
        entry |= {"state": CarriedState.KEPT.value, "kept_because": reason.strip(), **_by(actor)}
    version.carried = carried
    session.flush()
    audit.record(
        session, actor, "question_kept", "questionnaire_version", version.id, question=code
    )


def waiting(carried: Sequence[dict[str, Any]], code: str) -> list[dict[str, Any]]:
    """Return every entry that waits to drop the question: each decision about it has its own.

    Raises:
        NotFound: no decision about the question waits.
    """
    found = [
        entry
        for entry in carried
        if entry["code"] == code and entry["state"] == CarriedState.WAITING.value
    ]
    if not found:
        raise NotFound
    return found


def _by(actor: Actor) -> dict[str, str]:
    return {"done_by": actor.name, "done_at": clock.now().isoformat()}


def reword(
    session: Session,
    actor: Actor,
    version: QuestionnaireVersion,
    row: QuestionVersion,
    *,
    text: Texts,
    hint: Texts,
    definition: Texts,
) -> None:
    """Say a question of a draft in other words; languages left empty are taken away.

    Raises:
        Conflict: the version is published.
        Invalid: there is no text in the form's own language, or one is too long.
    """
    actor.require(Permission.QUESTIONNAIRE_MANAGE)
    service.require_draft(version)
    form = service.current_definition(session, version)
    said = {n: _filled(t) for n, t in (("text", text), ("hint", hint), ("definition", definition))}
    problems: dict[str, list[str]] = {}
    if not said["text"].get(form.default_language):
        problems[f"text-{form.default_language}"] = [_("Skriv frågan.")]
    for name, texts in said.items():
        for language, value in texts.items():
            if len(value) > TEXT_LENGTH:
                problems[f"{name}-{language}"] = [
                    _("Skriv högst %(number)s tecken.", number=TEXT_LENGTH)
                ]
    if problems:
        raise Invalid(_("Frågan är inte ändrad."), problems)
    code = row.question.code
    form = with_texts(
        form, code, text=said["text"], hint=said["hint"], definition=said["definition"]
    )
    item = next(i for i in form.questions() if i.code == code)
    version.definition = form.as_json()
    row.text = item.text
    row.definition = item.definition
    row.word_count = service.count_words(item, form.default_language)
    session.flush()
    audit.record(
        session,
        actor,
        "question_reworded",
        "questionnaire_version",
        version.id,
        question=code,
        text=pick(item.text, form.default_language),
    )


def _filled(texts: Texts) -> Texts:
    return {language: value.strip() for language, value in texts.items() if value.strip()}
