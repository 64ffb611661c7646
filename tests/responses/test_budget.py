"""How many statements the officer's page may cost: the count, not the time, is held."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from surveyapp.core.database import Database
from tests.factories.questionnaires import make_demo_version
from tests.factories.rounds import make_round, return_of
from tests.responses.conftest import Officer, Scene, answer, make_scene

SHOW, SAVE, AUTOSAVE = 12, 12, 12


def statements(app: Flask, work: Callable[[], Any]) -> tuple[Any, list[str]]:
    """Return what `work` gives and the statements the application sent for it."""
    found: list[str] = []

    def sent(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "PRAGMA")):
            found.append(" ".join(statement.split())[:90])

    database: Database = app.extensions["database"]
    event.listen(database.engine, "before_cursor_execute", sent)
    try:
        return work(), found
    finally:
        event.remove(database.engine, "before_cursor_execute", sent)


def demo_scene(session: Session) -> Scene:
    scene = make_scene(session)
    round_ = make_round(
        session, scene.unit, version=make_demo_version(session), previous=scene.round
    )
    scene.return_id = return_of(session, round_, scene.unit).id
    return scene


def test_a_page_of_twenty_questions_costs_few_statements(app: Flask, session: Session) -> None:
    scene = demo_scene(session)
    officer = Officer(app.test_client(), scene.officer, scene.return_id)  # type: ignore[arg-type]
    officer.get("/E")  # the form is read and compiled once
    numbers = ("E04", "E05", "E07", "E09", "E10", "E11", "E12", "E13", "E17", "E18", "E19")
    post: dict[str, Any] = {}
    for number in range(1, 21):
        post[f"v-E{number:02}@"] = "0"
    post |= {f"a-{code}@": "1" for code in numbers} | {"a-E01@": "ja", "a-E02@": "nej"}
    reply, show = statements(app, lambda: officer.get("/E"))
    assert reply.status_code == 200
    reply, saved = statements(app, lambda: officer.post("/E", post | {"action": "next"}))
    assert reply.status_code == 303
    reply, auto = statements(
        app,
        lambda: officer.save(answer("E04", "7", based_on=1, key="k1"), section="E"),
    )
    assert reply.status_code == 200
    for name, found, limit in (
        ("show", show, SHOW),
        ("save", saved, SAVE),
        ("autosave", auto, AUTOSAVE),
    ):
        print(f"{name}: {len(found)} statements")
        assert len(found) <= limit, f"{name}:\n" + "\n".join(found)
