"""A municipality with one return of a small form, for journeys that are about the way of working."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from surveyapp.accounts.models import User
from surveyapp.core.database import Database
from surveyapp.core.units import unit_of_work
from surveyapp.questionnaires.rules.definition import Choice, FormDefinition, Item, Kind
from tests.factories.accounts import make_officer
from tests.factories.questionnaires import form, make_version, question, section
from tests.factories.registry import make_unit
from tests.factories.rounds import make_round, return_of
from tests.journeys.walking import let_sign_in


@dataclass(frozen=True)
class Errand:
    """Who answers, and where."""

    officer: User
    address: str


def small_form() -> FormDefinition:
    """Return a form with a skip, a check, a choice of several and a repeat."""
    return form(
        section(
            "A",
            question("A1", Kind.SINGLE, text={"sv": "Finns en öppen mottagning?"}, required="yes"),
            question(
                "A2",
                text={"sv": "Hur många mottagningar?"},
                relevant="${A1} = 'ja'",
                required="yes",
                constraint=". < 100",
                constraint_message={"sv": "Högst 99."},
            ),
            question(
                "A3",
                Kind.MULTIPLE,
                text={"sv": "Vad erbjuds?"},
                choices=(Choice("rad", {"sv": "Råd"}), Choice("stod", {"sv": "Stöd"})),
            ),
            question("A4", Kind.LONG_TEXT, text={"sv": "Övrigt"}),
        ),
        section(
            "B",
            Item(
                "ENHET",
                Kind.REPEAT,
                {"sv": "Enhet"},
                items=(
                    question("B1", Kind.TEXT, text={"sv": "Enhetens namn"}),
                    question("B2", text={"sv": "Antal anställda"}),
                ),
            ),
        ),
    )


@pytest.fixture
def errand(database: Database) -> Errand:
    with unit_of_work(database) as session:
        unit = make_unit(session, name="Provköping")
        officer = make_officer(session, unit, name="Olle Ok", is_told_of_timing=False)
        let_sign_in(session, officer)
        round_ = make_round(session, unit, version=make_version(session, small_form()))
        return_id = return_of(session, round_, unit).id
    return Errand(officer, f"/uppgifter/{return_id}")
