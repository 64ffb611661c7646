"""Published questionnaires, from a few lines or from the demo's own workbook."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from sqlalchemy.orm import Session

from surveyapp.core.access import SYSTEM
from surveyapp.demo import content
from surveyapp.questionnaires import service
from surveyapp.questionnaires.models import QuestionnaireVersion
from surveyapp.questionnaires.rules.definition import (
    Choice,
    FormDefinition,
    Item,
    Kind,
    SectionDefinition,
)
from surveyapp.questionnaires.xlsform import read_form

_numbers = itertools.count(1)

YES_NO = (
    Choice("ja", {"sv": "Ja", "en": "Yes"}),
    Choice("nej", {"sv": "Nej", "en": "No"}),
)


def question(code: str, kind: Kind = Kind.INTEGER, **values: object) -> Item:
    """Return a question whose text is its code in words."""
    values.setdefault("text", {"sv": f"Fråga {code}", "en": f"Question {code}"})
    if kind.has_choices:
        values.setdefault("choices", YES_NO)
    return Item(code=code, kind=kind, **values)  # type: ignore[arg-type]


def section(code: str, *items: Item, **values: object) -> SectionDefinition:
    values.setdefault("title", {"sv": f"Avsnitt {code}", "en": f"Section {code}"})
    return SectionDefinition(code=code, items=tuple(items), **values)  # type: ignore[arg-type]


def form(*sections: SectionDefinition, code: str = "", **values: object) -> FormDefinition:
    """Return a form definition; without sections one with two questions."""
    return FormDefinition(
        code=code or f"form{next(_numbers)}",
        title={"sv": "Prövoenkät", "en": "Trial survey"},
        languages=("sv", "en"),
        default_language="sv",
        sections=sections or (section("A", question("A1"), question("A2")),),
        **values,
    )


def make_version(
    session: Session, definition: FormDefinition | None = None, *, is_published: bool = True
) -> QuestionnaireVersion:
    """Return a new version, published unless said otherwise."""
    version = service.create_draft(session, SYSTEM, definition or form())
    if is_published:
        service.publish(session, SYSTEM, version)
    return version


def make_demo_version(session: Session, folder: str = "kommunenkat") -> QuestionnaireVersion:
    """Return the demo's questionnaire, read from its workbook as an administrator would."""
    outcome = read_form(content.write_xlsx(folder), f"{folder}.xlsx")
    assert outcome.form is not None
    return make_version(session, outcome.form)


def codes(definition: FormDefinition) -> Sequence[str]:
    return [item.code for item in definition.questions()]
