"""Questions drawn once and filled in: the same page as when each is drawn anew, and nobody else's answer."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from surveyapp.core.fragments import Fragments
from surveyapp.core.slots import Slots
from surveyapp.questionnaires.rules.definition import Item, Kind
from tests.factories.questionnaires import form, make_demo_version, question, section
from tests.factories.responses import give_answers
from tests.factories.rounds import make_round, return_of
from tests.responses.conftest import Officer, Scene, answer, make_scene

SIGNED = re.compile(r'(data-timing-[a-z]+|name="csrf_token" value)="[^"]*"')


def page(officer: Officer, place: str) -> str:
    return SIGNED.sub("", officer.get(place).get_data(as_text=True))


@pytest.fixture
def anew(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that shows a page with every question drawn by the template."""

    def show(officer: Officer, place: str) -> str:
        with monkeypatch.context() as patch:
            patch.setattr(Slots, "has", lambda _self, name: name == "question")
            return page(officer, place)

    return show


def test_the_page_is_the_same_as_when_drawn_anew(officer: Officer, scene: Scene, anew: Any) -> None:
    places = ("/A", "/B")
    blank = [page(officer, place) for place in places]
    assert [page(officer, place) for place in places] == blank
    assert [anew(officer, place) for place in places] == blank
    give_answers(
        scene.session,
        scene.return_id,
        {
            "A1": "12",
            "A2": "ja",
            "A3": '<b>"&%s',
            "A4": ["r", "g"],
            "A5": ["g", "r"],
            "A7": "rad ett\nrad två",
            "A9": "1234.5",
            "B1@1": "Norr",
        },
        scene.actor,
    )
    for place in places:
        shown = page(officer, place)
        assert shown == anew(officer, place)
        assert "<b>&#34;" not in shown
    assert "&lt;b&gt;&#34;&amp;%s" in page(officer, "/A")


def test_the_demo_form_is_the_same_in_both_languages(
    app: Flask, session: Session, anew: Any
) -> None:
    scene = make_scene(session)
    round_ = make_round(session, scene.unit, version=make_demo_version(session))
    return_id = return_of(session, round_, scene.unit).id
    officer = Officer(app.test_client(), scene.officer, return_id)  # type: ignore[arg-type]
    give_answers(session, return_id, {"E04": "1500"}, scene.actor)
    for language in ("sv", "en"):
        officer.client.post("/sprak", data={"language": language, "csrf_token": officer.token})
        assert page(officer, "/E") == anew(officer, "/E")


def test_two_officers_of_two_returns_share_the_drawing_and_not_the_answers(
    app: Flask, session: Session
) -> None:
    scene = make_scene(session, form(section("A", question("Q", Kind.TEXT))))
    other = make_scene(session)
    round_ = make_round(session, other.unit, version=scene.round.version)
    other_id = return_of(session, round_, other.unit).id
    first = Officer(app.test_client(), scene.officer, scene.return_id)  # type: ignore[arg-type]
    second = Officer(app.test_client(), other.officer, other_id)  # type: ignore[arg-type]
    first.save(answer("Q", "Hemligt"))
    assert "Hemligt" in page(first, "/A")
    kept: Fragments = app.extensions["fragments"]
    before = len(kept)
    second.save(answer("Q", "Annat"))
    shown = page(second, "/A")
    assert "Annat" in shown
    assert "Hemligt" not in shown
    assert len(kept) == before, "nothing was drawn again"


def test_the_frame_is_each_persons_own(app: Flask, session: Session) -> None:
    scene = make_scene(session)
    anna = Officer(app.test_client(), scene.officer, scene.return_id)  # type: ignore[arg-type]
    bo = Officer(app.test_client(), scene.colleague, scene.return_id)  # type: ignore[arg-type]
    assert "Anna Berg" in anna.get("/A").get_data(as_text=True)
    shown = bo.get("/A").get_data(as_text=True)
    assert "Bo Ek" in shown
    assert "Anna Berg" not in shown
    assert f'value="/uppgifter/{scene.return_id}/A?"' in shown, "the way back after a new language"


def test_rows_of_a_repeat_keep_their_own_names(app: Flask, session: Session, anew: Any) -> None:
    repeat = Item("R", Kind.REPEAT, {"sv": "Rad"}, items=(question("B", Kind.SINGLE),))
    scene = make_scene(session, form(section("A", repeat)))
    officer = Officer(app.test_client(), scene.officer, scene.return_id)  # type: ignore[arg-type]
    officer.post("/A", {"add": "R@"})
    shown = page(officer, "/A")
    assert len(set(re.findall(r'name="a-(B@[a-z0-9]+)"', shown))) == 2
    assert shown == anew(officer, "/A")
