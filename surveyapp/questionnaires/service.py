"""Every change of questionnaires: drafts from a form, links, publishing, decisions about questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.core import audit, clock
from surveyapp.core.access import Actor, Permission
from surveyapp.core.decimals import NumberProblem, parse_decimal
from surveyapp.core.errors import Conflict, Invalid
from surveyapp.core.i18n import Texts
from surveyapp.core.i18n import gettext as _
from surveyapp.questionnaires import queries
from surveyapp.questionnaires.models import (
    IndicatorLink,
    Question,
    QuestionDecision,
    Questionnaire,
    QuestionnaireVersion,
    QuestionVersion,
    VersionState,
)
from surveyapp.questionnaires.rules import linksfile
from surveyapp.questionnaires.rules.carrying import DROP, CarriedState, codes_now
from surveyapp.questionnaires.rules.definition import FormDefinition, Item, Kind, SectionDefinition
from surveyapp.questionnaires.rules.evaluation import CompiledForm
from surveyapp.questionnaires.rules.links import WeightProblem, shares
from surveyapp.registry import queries as registry
from surveyapp.registry.models import Indicator

CARRIED = frozenset({DROP, "reuse", "derive", "ask_together", "keep"})
"""Actions about a question that the next draft must know of."""

OTHER_TEXT = {"sv": "Annat, nämligen", "en": "Other, please specify"}
"""Text of the free text that goes with an "other" option; the evaluator adds that item."""


Links = Mapping[str, Sequence[tuple[str, float | None]]]
"""Question code -> its indicators with their weight, None for an equal share."""


def create_draft(
    session: Session,
    actor: Actor,
    form: FormDefinition,
    *,
    links: Links | None = None,
    report: dict[str, Any] | None = None,
    source_name: str = "",
    source_sha256: str = "",
) -> QuestionnaireVersion:
    """Store a form as the next draft of its questionnaire, with questions and links.

    Without `links` they are those that the form states. Links to indicators that the register lacks
    are left out; `unknown_indicators` names them.

    Raises:
        FormProblems: an expression cannot be compiled.
    """
    actor.require(Permission.QUESTIONNAIRE_MANAGE)
    CompiledForm.compile(form)
    questionnaire = queries.find_questionnaire_by_code(session, form.code)
    if questionnaire is None:
        questionnaire = Questionnaire(code=form.code, title=form.title, created_at=clock.now())
        session.add(questionnaire)
        session.flush()
    version = QuestionnaireVersion(
        questionnaire_id=questionnaire.id,
        number=queries.newest_number(session, questionnaire.id) + 1,
        title=form.title,
        definition=form.as_json(),
        import_report=report or {},
        source_name=source_name,
        source_sha256=source_sha256,
        created_at=clock.now(),
        created_by_id=actor.user_id,
    )
    session.add(version)
    session.flush()
    stated = {item.code: item.indicators for item in form.questions()}
    _add_questions(session, questionnaire, version, form, stated if links is None else links)
    version.carried = _carried(session, questionnaire, form)
    audit.record(
        session,
        actor,
        "version_drafted",
        "questionnaire_version",
        version.id,
        source_name=source_name,
    )
    return version


def current_definition(session: Session, version: QuestionnaireVersion) -> FormDefinition:
    """Return the form as the version asks it now; never from memory, since a draft changes."""
    return FormDefinition.from_json(queries.get_definition(session, version.id))


def _carried(
    session: Session, questionnaire: Questionnaire, form: FormDefinition
) -> list[dict[str, Any]]:
    """Return the actions decided about the questions that the form asks, as `carried` stores them."""
    asked = {item.code for item in form.questions()}
    questions = {q.id: q for q in queries.list_questions(session, questionnaire.id)}
    found: list[dict[str, Any]] = []
    for question_id, decisions in queries.decisions_in_force(session, list(questions)).items():
        code = questions[question_id].code
        for decision in decisions:
            if code not in asked or decision.action not in CARRIED:
                continue
            is_drop = decision.action == DROP
            state = CarriedState.WAITING if is_drop else CarriedState.NOTED
            found.append({"code": code, "state": state.value, **decision.as_carried()})
    order = {item.code: place for place, item in enumerate(form.questions())}
    return sorted(found, key=lambda entry: (order[entry["code"]], entry["decision"]))


def _add_questions(
    session: Session,
    questionnaire: Questionnaire,
    version: QuestionnaireVersion,
    form: FormDefinition,
    links: Links,
) -> None:
    identities = {q.code: q for q in queries.list_questions(session, questionnaire.id)}
    indicators = {i.code: i for i in registry.list_indicators(session)}
    rows: list[tuple[QuestionVersion, str]] = []
    for position, placed in enumerate(_placed(form), 1):
        item = placed.item
        identity = identities.get(item.code)
        if identity is None:
            identity = Question(questionnaire_id=questionnaire.id, code=item.code)
            session.add(identity)
            session.flush()
            identities[item.code] = identity
        follow_up = f"{item.code}_other"
        if item.other_choice and follow_up not in identities:
            # The free text of "other" is stored as an answer of its own, but is no question.
            identities[follow_up] = Question(questionnaire_id=questionnaire.id, code=follow_up)
            session.add(identities[follow_up])
            session.flush()
        row = _row(version, identity.id, position, placed, form.default_language)
        session.add(row)
        rows.append((row, item.code))
    session.flush()
    for row, question in rows:
        for code, weight in links.get(question, ()):
            if code in indicators:
                session.add(
                    IndicatorLink(
                        question_version_id=row.id, indicator_id=indicators[code].id, weight=weight
                    )
                )
    session.flush()


@dataclass(frozen=True, slots=True)
class _Placed:
    """An item that is answered, with where it lies."""

    item: Item
    section: SectionDefinition
    repeat: str


def _placed(form: FormDefinition) -> list[_Placed]:
    return [
        _Placed(item, section, repeat)
        for section in form.sections
        for item, repeat in _with_repeat(section.items, "")
        if item.kind.is_answered
    ]


def _row(
    version: QuestionnaireVersion, question_id: int, position: int, placed: _Placed, language: str
) -> QuestionVersion:
    item, section = placed.item, placed.section
    return QuestionVersion(
        version_id=version.id,
        question_id=question_id,
        position=position,
        section_code=section.code,
        section_title=section.title,
        kind=item.kind.value,
        text=item.text,
        definition=item.definition,
        unit=item.unit,
        word_count=count_words(item, language),
        repeat_code=placed.repeat,
    )


def take_out_rows(
    session: Session, version: QuestionnaireVersion, code: str
) -> list[dict[str, Any]]:
    """Take a question of a draft, its free text and their links away; returns what `put_back_rows` needs."""
    links = queries.list_links(session, version.id)
    taken = []
    for row in queries.list_question_versions(session, version.id):
        if row.question.code not in (code, f"{code}_other"):
            continue
        own = [link for link in links if link.question_version_id == row.id]
        taken.append(
            {
                "code": row.question.code,
                "question": row.question_id,
                "position": row.position,
                "links": [[link.indicator_id, link.weight] for link in own],
            }
        )
        for link in own:
            session.delete(link)
        session.flush()
        session.delete(row)
    session.flush()
    return taken


def put_back_rows(
    session: Session,
    version: QuestionnaireVersion,
    form: FormDefinition,
    taken: Sequence[Mapping[str, Any]],
) -> None:
    """Add the rows and links that `take_out_rows` took away; `form` asks the question again."""
    placed = {p.item.code: p for p in _placed(form)}
    for entry in taken:
        row = _row(
            version,
            entry["question"],
            entry["position"],
            placed[entry["code"]],
            form.default_language,
        )
        session.add(row)
        session.flush()
        for indicator_id, weight in entry["links"]:
            session.add(
                IndicatorLink(question_version_id=row.id, indicator_id=indicator_id, weight=weight)
            )
    session.flush()


def _with_repeat(items: tuple[Item, ...], repeat: str) -> list[tuple[Item, str]]:
    found: list[tuple[Item, str]] = []
    for item in items:
        found.append((item, repeat))
        if item.other_choice:
            found.append((Item(f"{item.code}_other", Kind.TEXT, text=OTHER_TEXT), repeat))
        inside = item.code if item.kind is Kind.REPEAT else repeat
        found.extend(_with_repeat(item.items, inside))
    return found


def count_words(item: Item, language: str) -> int:
    """Return the words that a person reads of a question in one language."""
    texts = [item.text, item.hint, item.definition, *(c.text for c in item.choices)]
    return sum(len((t.get(language) or next(iter(t.values()), "")).split()) for t in texts if t)


def unknown_indicators(session: Session, form: FormDefinition) -> list[str]:
    """Return the indicator codes that the form links to and the register lacks, in form order."""
    known = {i.code for i in registry.list_indicators(session)}
    stated = [code for item in form.questions() for code, _weight in item.indicators]
    return [code for code in dict.fromkeys(stated) if code not in known]


def set_links(
    session: Session,
    actor: Actor,
    row: QuestionVersion,
    weights: Mapping[int, float | None],
) -> None:
    """Replace the links of one question in a draft: indicator id -> weight, None for an equal share.

    Raises:
        Conflict: the version is published, so its links are frozen.
        Invalid: the weights are not shares of one whole.
    """
    actor.require(Permission.QUESTIONNAIRE_MANAGE)
    require_draft(queries.get_version(session, row.version_id))
    try:
        shares(weights)
    except WeightProblem as problem:
        message = _(
            "Vikterna är tillsammans %(total)s. De ska vara 1 tillsammans, eller lämnas tomma för lika delar.",
            total=f"{problem.total:g}".replace(".", ","),
        )
        raise Invalid(message, {"weight": [message]}) from None
    for link in queries.list_links(session, row.version_id):
        if link.question_version_id == row.id:
            session.delete(link)
    session.flush()
    for indicator_id, weight in weights.items():
        session.add(
            IndicatorLink(question_version_id=row.id, indicator_id=indicator_id, weight=weight)
        )
    session.flush()
    audit.record(
        session,
        actor,
        "links_changed",
        "question_version",
        row.id,
        links=[[i, w] for i, w in weights.items()],
    )


def set_links_as_typed(
    session: Session, actor: Actor, row: QuestionVersion, typed: Mapping[int, str]
) -> None:
    """Replace a question's links with weights as a person typed them; "" is an equal share.

    Raises:
        Conflict: the version is published.
        Invalid: a weight is not a number, or they are not shares of one whole.
    """
    weights: dict[int, float | None] = {}
    for indicator_id, text in typed.items():
        try:
            weights[indicator_id] = float(parse_decimal(text)) if text else None
        except NumberProblem:
            message = _("Skriv vikten som ett tal mellan 0 och 1, till exempel 0,5.")
            raise Invalid(message, {"weight": [message]}) from None
    set_links(session, actor, row, weights)


def require_draft(version: QuestionnaireVersion) -> None:
    """Return when the version is a draft.

    Raises:
        Conflict: it is published.
    """
    if version.state != VersionState.DRAFT.value:
        raise Conflict(
            _(
                "Versionen är publicerad och kan inte ändras. Gör ett nytt utkast av den, eller läs in en ny fil."
            )
        )


def publish(session: Session, actor: Actor, version: QuestionnaireVersion) -> None:
    """Freeze a draft for ever.

    Raises:
        Conflict: it is published already.
        Invalid: it asks nothing, a question waits to be dropped or is gone though the decision was
            taken back, or a question's weights are not shares of one whole.
    """
    actor.require(Permission.QUESTIONNAIRE_MANAGE)
    require_draft(version)
    rows = queries.list_question_versions(session, version.id)
    if not rows:
        raise Invalid(_("Formuläret har inga frågor att svara på."))
    carried = queries.get_carried(session, version.id)
    if waiting := codes_now(carried, CarriedState.WAITING):
        raise Invalid(
            _(
                "Det är beslutat att de här frågorna ska bort: %(codes)s. Ta bort dem ur utkastet, eller skriv varför de ställs ändå, och publicera sedan.",
                codes=", ".join(waiting),
            )
        )
    if missing := codes_now(carried, CarriedState.MISSING):
        raise Invalid(
            _(
                "Beslutet att ta bort de här frågorna är återtaget: %(codes)s. Lägg tillbaka dem i utkastet och publicera sedan.",
                codes=", ".join(missing),
            )
        )
    weights: dict[int, dict[int, float | None]] = {}
    for link in queries.list_links(session, version.id):
        weights.setdefault(link.question_version_id, {})[link.indicator_id] = link.weight
    wrong = []
    for row in rows:
        try:
            shares(weights.get(row.id, {}))
        except WeightProblem:
            wrong.append(row.question.code)
    if wrong:
        raise Invalid(
            _(
                "Vikterna till indikatorer blir inte 1 för: %(codes)s. Rätta dem och publicera sedan.",
                codes=", ".join(wrong),
            )
        )
    for entry in carried:
        entry["state"] = entry.pop("now")
        entry.pop("removed", None)
    version.carried = carried
    version.state = VersionState.PUBLISHED.value
    version.published_at = clock.now()
    version.published_by_id = actor.user_id
    session.flush()
    audit.record(session, actor, "version_published", "questionnaire_version", version.id)


def decide_about_question(
    session: Session,
    actor: Actor,
    question: Question,
    *,
    source: str,
    reference: str,
    action: str,
    reason: str,
    told: Texts,
    details: Mapping[str, Any] | None = None,
) -> QuestionDecision:
    """Keep a decision that another room has taken, on the lasting question.

    `details` is what carrying the action out needs; the model says what is in it.

    Raises:
        Invalid: there is no reason.
    """
    if not reason.strip():
        message = _("Skriv varför.")
        raise Invalid(message, {"reason": [message]})
    decision = QuestionDecision(
        question_id=question.id,
        source=source,
        reference=reference,
        action=action,
        reason=reason.strip(),
        told=told,
        details=dict(details or {}),
        decided_by_id=actor.user_id,
        decided_by_name=actor.name,
        decided_at=clock.now(),
    )
    session.add(decision)
    session.flush()
    audit.record(
        session, actor, "question_decided", "question", question.id, source=source, action=action
    )
    return decision


def link_weights(
    session: Session, version_id: int
) -> dict[int, dict[int, tuple[Indicator, float]]]:
    """Return per question id its indicators with their share: {question id: {indicator id: (…, share)}}."""
    stated: dict[int, dict[int, float | None]] = {}
    indicators: dict[int, Indicator] = {}
    for link in queries.list_links(session, version_id):
        stated.setdefault(link.question_version.question_id, {})[link.indicator_id] = link.weight
        indicators[link.indicator_id] = link.indicator
    return {
        question_id: {i: (indicators[i], share) for i, share in shares(weights).items()}
        for question_id, weights in stated.items()
    }


def import_links(
    session: Session, actor: Actor, version: QuestionnaireVersion, content: bytes
) -> int:
    """Replace the links of every question that a CSV file names; returns how many links it gave.

    Raises:
        Conflict: the version is published.
        Invalid: the file has faults; all of them are in `problems["file"]`, and nothing is changed.
    """
    actor.require(Permission.QUESTIONNAIRE_MANAGE)
    require_draft(version)
    rows, faults = linksfile.read_links(content)
    questions = {q.question.code: q for q in queries.list_question_versions(session, version.id)}
    indicators = {i.code: i.id for i in registry.list_indicators(session)}
    wanted: dict[str, dict[int, float | None]] = {}
    for row in rows:
        if row.question not in questions:
            faults.append(linksfile.Fault(row.row, "unknown_question", row.question))
        elif row.indicator and row.indicator not in indicators:
            faults.append(linksfile.Fault(row.row, "unknown_indicator", row.indicator))
        else:
            links = wanted.setdefault(row.question, {})
            if row.indicator:
                links[indicators[row.indicator]] = row.weight
    for code, weights in wanted.items():
        try:
            shares(weights)
        except WeightProblem:
            faults.append(linksfile.Fault(0, "wrong_sum", code))
    if faults:
        messages = [
            (_("Rad %(row)s: ", row=f.row) if f.row else "")
            + _(linksfile.MESSAGES[f.code], value=f.value)
            for f in sorted(faults, key=lambda f: f.row)
        ]
        raise Invalid(_("Filen har fel. Inget är ändrat."), {"file": messages})
    for code, weights in wanted.items():
        set_links(session, actor, questions[code], weights)
    return sum(len(w) for w in wanted.values())
