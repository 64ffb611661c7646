"""A return with a form of every kind, two officers of its municipality, and one of another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy.orm import Session

from surveyapp.accounts.models import User
from surveyapp.core.access import Actor, Role
from surveyapp.questionnaires.rules.definition import Choice, FormDefinition, Item, Kind, NonAnswer
from surveyapp.registry.models import Unit
from surveyapp.rounds.models import Round
from tests.factories.accounts import actor_of, make_officer, sign_in
from tests.factories.questionnaires import form, make_version, question, section
from tests.factories.registry import make_unit
from tests.factories.rounds import make_round, return_of
from tests.support.html import CheckingClient

COLOURS = (
    Choice("r", {"sv": "Röd"}),
    Choice("g", {"sv": "Grön"}),
    Choice("other", {"sv": "Annan"}),
)


def every_kind() -> FormDefinition:
    """Return a form with each kind of question, a skip, a check, a sum and nested repeats."""
    return form(
        section(
            "A",
            question("N", Kind.NOTE, text={"sv": "Du svarade ${A1}."}),
            question(
                "A1",
                required="yes",
                unit="personer",
                constraint=". < 100",
                constraint_message={"sv": "Högst 99.", "en": "At most 99."},
                allows=(NonAnswer.NOT_RECORDED,),
                definition={"sv": "En person är en människa."},
            ),
            question("A2", Kind.SINGLE, hint={"sv": "Ett svar."}),
            question("A3", Kind.TEXT, relevant="${A2} = 'ja'"),
            question("A4", Kind.MULTIPLE, choices=COLOURS, other_choice="other"),
            question("A5", Kind.RANK, choices=COLOURS),
            question("A6", Kind.DATE),
            question("A7", Kind.LONG_TEXT, text={"fr": "Un commentaire ?"}),
            question("A8", Kind.ACKNOWLEDGE),
            question("A9", Kind.DECIMAL),
            *(
                question(f"K{k.value}", k)
                for k in (Kind.MONTH, Kind.YEAR, Kind.TIME, Kind.DATETIME)
            ),
            question("S", Kind.CALCULATE, calculation="${A1} + ${A9}"),
        ),
        section(
            "B",
            Item(
                "REP",
                Kind.REPEAT,
                {"sv": "Enhet"},
                items=(
                    question("B1", Kind.TEXT),
                    Item("IN", Kind.REPEAT, {"sv": "Rum"}, items=(question("B2"),)),
                ),
            ),
        ),
        section("C", question("C1"), relevant="${A2} = 'ja'"),
    )


@dataclass
class Scene:
    """One return and the people around it."""

    session: Session
    unit: Unit
    officer: User
    colleague: User
    foreign: User
    round: Round
    return_id: int

    @property
    def actor(self) -> Actor:
        return actor_of(self.officer, (Role.OFFICER, self.unit))

    @property
    def second(self) -> Actor:
        return actor_of(self.colleague, (Role.OFFICER, self.unit))


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session)


def make_scene(session: Session, definition: FormDefinition | None = None, **values: Any) -> Scene:
    unit, other = make_unit(session), make_unit(session)
    version = make_version(session, definition or every_kind())
    round_ = make_round(session, unit, other, version=version, **values)
    return Scene(
        session,
        unit,
        make_officer(session, unit, name="Anna Berg"),
        make_officer(session, unit, name="Bo Ek"),
        make_officer(session, other, name="Cia Dal"),
        round_,
        return_of(session, round_, unit).id,
    )


class Officer:
    """Somebody at a browser: opens pages, posts forms, saves as the script does."""

    def __init__(self, client: CheckingClient, user: User, return_id: int) -> None:
        self.client = client
        self.base = f"/uppgifter/{return_id}"
        self.token = sign_in(client, user)

    def get(self, place: str = "", **more: Any) -> Any:
        return self.client.get(f"{self.base}{place}", **more)

    def post(self, place: str, fields: Mapping[str, Any] | None = None) -> Any:
        return self.client.post(
            f"{self.base}{place}", data={"csrf_token": self.token, **(fields or {})}
        )

    def save(self, *answers: Mapping[str, Any], section: str = "A", **more: Any) -> Any:
        return self.client.post(
            f"{self.base}/svar",
            json={"section": section, "answers": list(answers), **more},
            headers={"X-CSRFToken": self.token, "Accept": "application/json"},
        )


def answer(code: str, *raw: str, path: str = "", based_on: int = 0, **more: Any) -> dict[str, Any]:
    return {"code": code, "path": path, "raw": list(raw), "based_on": based_on, **more}


@pytest.fixture
def officer(client: CheckingClient, scene: Scene) -> Officer:
    scene.session.flush()
    return Officer(client, scene.officer, scene.return_id)


@pytest.fixture
def colleague(app: Any, scene: Scene) -> Officer:
    scene.session.flush()
    return Officer(app.test_client(), scene.colleague, scene.return_id)
