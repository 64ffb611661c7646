"""Work on a draft: a new one from what is asked today, decisions carried out, a question reworded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.core import audit, clock
from surveyapp.core.access import Actor, Permission
from surveyapp.core.errors import Conflict, Invalid, NotFound
from surveyapp.core.i18n import Texts, pick
from surveyapp.core.i18n import gettext as _
from surveyapp.questionnaires import queries, service
from surveyapp.questionnaires.models import QuestionnaireVersion, QuestionVersion
from surveyapp.questionnaires.rules import putting_back
from surveyapp.questionnaires.rules.carrying import (
    CarriedState,
    codes_now,
    needed_by,
    with_texts,
    without,
)
from surveyapp.questionnaires.rules.compiling import FormProblems
from surveyapp.questionnaires.rules.definition import FormDefinition
from surveyapp.questionnaires.rules.evaluation import CompiledForm
from surveyapp.questionnaires.rules.putting_back import only, outline

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
    draft = service.create_draft(session, actor, form, links=linked)
    codes = codes_now(queries.get_carried(session, draft.id), CarriedState.WAITING)
    # Asked again after each: a question that goes may have been in the way of another.
    while code := next((c for c in codes if not needed_by(form, c)), ""):
        carry_out(session, actor, draft, code)
        form = without(form, code)
        codes.remove(code)
    return draft


def carry_out(session: Session, actor: Actor, version: QuestionnaireVersion, code: str) -> None:
    """Take a question that is decided to be dropped out of a draft.

    Raises:
        Conflict: the version is published, the decision was taken back, or another question's rule
            reads the answer.
        NotFound: no decision about the question waits in this draft.
    """
    actor.require(Permission.QUESTIONNAIRE_MANAGE)
    service.require_draft(version)
    carried = queries.get_carried(session, version.id)
    waiting(carried, code)
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
    # Every question finds its place by the outline of the draft as it was made.
    removed = [entry["removed"] for entry in carried if "removed" in entry]
    removed_now = {
        "form": only(form, code).as_json(),
        "outline": removed[0]["outline"] if removed else outline(form),
        "rows": service.take_out_rows(session, version, code),
    }
    for entry in _in_state(carried, code, CarriedState.WAITING):
        entry |= {"state": CarriedState.DONE.value, "removed": removed_now, **_by(actor)}
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
        Conflict: the version is published, or the decision was taken back.
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


def put_back(session: Session, actor: Actor, version: QuestionnaireVersion, code: str) -> None:
    """Ask a question again that was taken out of this draft, when the decision was taken back.

    It comes back in its place with the words and links that it had here.

    Raises:
        Conflict: the version is published, the question is still to be dropped, its rules read an
            answer that is gone too, or nothing of it was kept.
        NotFound: the question was not taken out of this draft.
    """
    actor.require(Permission.QUESTIONNAIRE_MANAGE)
    service.require_draft(version)
    carried = queries.get_carried(session, version.id)
    entries = _in_state(carried, code, CarriedState.DONE)
    if not entries:
        raise NotFound
    if code not in codes_now(carried, CarriedState.MISSING):
        raise Conflict(_("Det är fortfarande beslutat att %(code)s ska bort.", code=code))
    removed = entries[0].get("removed")
    if removed is None:  # it went before drafts kept what they took out
        raise Conflict(
            _(
                "%(code)s finns inte kvar att lägga tillbaka. Gör ett nytt utkast av förra versionen, eller läs in filen igen.",
                code=code,
            )
        )
    form = putting_back.put_back(
        service.current_definition(session, version),
        FormDefinition.from_json(removed["form"]),
        removed["outline"],
    )
    try:
        CompiledForm.compile(form)
    except FormProblems:
        raise Conflict(
            _(
                "%(code)s räknar med svaret på en fråga som också är borttagen. Gör ett nytt utkast av förra versionen, eller läs in filen igen.",
                code=code,
            )
        ) from None
    for entry in entries:
        entry["state"] = CarriedState.WAITING.value
        for name in ("removed", "done_by", "done_at"):
            del entry[name]
    service.put_back_rows(session, version, form, removed["rows"])
    version.definition = form.as_json()
    version.carried = carried
    session.flush()
    audit.record(
        session, actor, "question_put_back", "questionnaire_version", version.id, question=code
    )


def waiting(carried: Sequence[dict[str, Any]], code: str) -> list[dict[str, Any]]:
    """Return every entry that waits to drop the question: each decision about it has its own.

    Raises:
        Conflict: the decision was taken back after the draft was made.
        NotFound: no decision about the question waits.
    """
    entries = _in_state(carried, code, CarriedState.WAITING)
    if not entries:
        raise NotFound
    found = [entry for entry in entries if entry["now"] == CarriedState.WAITING.value]
    if not found:
        raise Conflict(
            _("Beslutet att ta bort %(code)s är återtaget. Frågan ställs i utkastet.", code=code)
        )
    return found


def _in_state(
    carried: Sequence[dict[str, Any]], code: str, state: CarriedState
) -> list[dict[str, Any]]:
    """Return the question's entries that are stored as this, whatever became of their decisions."""
    return [e for e in carried if e["code"] == code and e["state"] == state.value]


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
