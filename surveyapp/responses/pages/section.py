"""The page of one section: its questions as they stand, and what the script needs to save them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from surveyapp.core import svenska
from surveyapp.core.i18n import gettext as _
from surveyapp.questionnaires.rules.definition import Kind, SectionDefinition
from surveyapp.responses import queries, reuse
from surveyapp.responses.forms import Entry, field_name
from surveyapp.responses.pages.blocks import AnyBlock, Block, Builder
from surveyapp.responses.pages.drawing import Drawing
from surveyapp.responses.pages.frame import (
    Frame,
    SectionLink,
    frame,
    section_links,
)
from surveyapp.responses.pages.words import Shown, shown
from surveyapp.responses.reuse import Decisions
from surveyapp.responses.rules import AnswerKey, Collision
from surveyapp.responses.service import Work


@dataclass(frozen=True)
class SectionPage:
    """All that templates/responses/section.html shows."""

    frame: Frame
    section: SectionDefinition
    title: Shown
    introduction: Shown
    sections: list[SectionLink]
    number: int
    blocks: list[AnyBlock]
    errors: list[dict[str, str]]
    is_ready: bool
    saved: str
    last_year_label: str
    next_url: str
    next_label: str


def told_texts(decisions: Decisions) -> dict[int, list[Shown]]:
    """Return per question what decisions about it tell the officer."""
    return {
        question_id: [shown(decision.told) for decision in about if decision.told]
        for question_id, about in decisions.items()
    }


def last_year_label(work: Work) -> str:
    return _("Förra året")


def build(
    session: Session,
    work: Work,
    section: SectionDefinition,
    *,
    last_year: Mapping[AnswerKey, Any],
    typed: Mapping[AnswerKey, Entry] | None = None,
    problems: Mapping[AnswerKey, str] | None = None,
    collisions: Mapping[AnswerKey, Collision] | None = None,
    shows_required: bool = False,
    may_keep: bool = True,
) -> SectionPage:
    """Return the page; what was typed and refused is given when it is shown again.

    With `may_keep` an ordinary question comes as markup that was drawn before.
    """
    head = frame(work.return_)
    marks = queries.marked_sections(session, work.return_.id)
    links, _progress = section_links(work, marks, current=section.code)
    decisions = reuse.decisions_of(session, work, section)
    builder = Builder(
        work,
        last_year=last_year,
        told=told_texts(decisions),
        sources=reuse.sources(session, work, decisions),
        typed=typed or {},
        problems=problems or {},
        collisions=collisions or {},
        shows_required=shows_required,
        is_open=head.is_open,
        last_year_label=last_year_label(work),
    )
    if may_keep:
        builder.draw = Drawing(builder).question
    blocks = builder.section(section)
    number = next((n for n, link in enumerate(links) if link.is_current), 0)
    following = links[number + 1] if number + 1 < len(links) else None
    codes = {item.code for item in section.walk()}
    latest = max(
        (a.updated_at for (code, _path), a in work.answers.items() if code in codes), default=None
    )
    return SectionPage(
        frame=head,
        section=section,
        title=shown(section.title) or Shown(section.code),
        introduction=builder.words(section.introduction),
        sections=links,
        number=number + 1,
        blocks=blocks,
        errors=_errors(builder),
        is_ready=section.code in marks,
        saved=_("Senast sparat %(time)s", time=svenska.datetime(latest)) if latest else "",
        last_year_label=last_year_label(work),
        next_url=following.url
        if following
        else url_for("responses.check", return_id=head.return_.id),
        next_label=following.label if following else "",
    )


def _errors(builder: Builder) -> list[dict[str, str]]:
    errors = []
    for key, message in builder.problems.items():
        question = builder.words(builder.items[key[0]].item.text, key[1]).text or key[0]
        errors.append(
            {
                "text": f"{question} {message}",
                "href": _control(builder.items[key[0]].item.kind, key),
            }
        )
    for key in builder.collisions:
        question = builder.words(builder.items[key[0]].item.text, key[1]).text or key[0]
        errors.append(
            {
                "text": _(
                    "%(question)s Någon annan har svarat. Välj vilket svar som ska gälla.",
                    question=question,
                ),
                "href": f"#c-{field_name(key)}-theirs",
            }
        )
    return errors


def _control(kind: Kind, key: AnswerKey) -> str:
    """Return where the link of a message leads: to the control itself, which then has the focus."""
    if kind is Kind.SINGLE:  # radio buttons or a list; neither can hold what cannot be read
        return f"#q-{field_name(key)}"
    return f"#a-{field_name(key)}{'-0' if kind.has_choices else ''}"


def script_texts() -> dict[str, str]:
    """Return what the saving script says, in the page's language."""
    return {
        "saving": _("Sparar…"),
        "saved": _("Sparat {time}"),
        "retrying": _("Inte sparat – försöker igen"),
        "offline": _(
            "Inte sparat – ingen kontakt. Svaren finns kvar här och sparas när kontakten är tillbaka."
        ),
        "signed_out": _(
            "Inte sparat – du är utloggad. Det du har skrivit finns kvar i den här webbläsaren."
        ),
        "sign_in": _("Logga in igen"),
        "problem": _("Inte sparat: ett svar behöver rättas."),
        "conflict": _("Inte sparat: någon annan har svarat på samma fråga."),
        "restored": _("Svar som inte hann sparas är tillbaka på sidan. De sparas nu."),
        "elsewhere": _("Det finns svar som inte hann sparas i ett annat avsnitt:"),
        "refused": _("Inte sparat:"),
        "by": _("Sparat av {name}, {time}"),
        "conflict_title": _("{name} sparade ett annat svar {time}. Vilket ska gälla?"),
        "theirs": _("Deras svar: {value}"),
        "mine": _("Mitt svar: {value}"),
    }


def repeat_again(
    session: Session, work: Work, code: str, path: str, last_year: Mapping[AnswerKey, Any]
) -> Block:
    """Return one repeat of an open return anew, after its rows have changed."""
    host = work.form.compiled.items[code].section
    section = next(s for s in work.form.definition.sections if s.code == host)
    told = told_texts(reuse.decisions_of(session, work, section))
    return Builder(work, last_year=last_year, told=told).repeat(code, path)
