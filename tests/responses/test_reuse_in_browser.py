"""An officer meets an answer that was given elsewhere, with and without script."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from surveyapp.core import units
from surveyapp.core.database import Database
from surveyapp.responses import queries
from surveyapp.responses.models import Change
from tests.factories.responses import give_answers, make_submission
from tests.responses.test_browser import as_user, field, status_is, stored
from tests.responses.test_reuse import Pair
from tests.support.browser import axe, no_sideways_scroll

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["as_user"]

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def pair(session: Session, app: Flask) -> Pair:
    pair = Pair(session)
    pair.decide("A1", "B1")
    pair.decide("A2", "B2")
    make_submission(session, pair.other, {"B1": "12", "B2": "ja"})
    units.current().commit()
    return pair


def changes(database: Database, pair: Pair) -> list[str]:
    with database.session(read_only=True) as session:
        return [e.change for e in queries.list_history(session, pair.scene.return_id)]


@pytest.mark.parametrize("width", [390, 1280])
def test_the_answer_is_used_with_one_press_and_can_be_changed_back(
    as_user: Callable[..., Page], pair: Pair, database: Database, width: int
) -> None:
    page = as_user(pair.scene.officer, width=width)
    page.goto(f"/uppgifter/{pair.scene.return_id}/A")
    axe(page)
    no_sideways_scroll(page)
    number = page.locator('[data-name="A1@"]')
    use = number.get_by_role("button", name="Använd svaret")
    expect(number.locator(".question__reuse")).to_contain_text("12 personer")
    expect(page.locator(field("A1"))).to_have_value("")
    use.focus()
    page.keyboard.press("Enter")
    expect(page.locator(field("A1"))).to_have_value("12")
    expect(number.get_by_text("Samma svar står här")).to_be_visible()
    expect(use).to_be_hidden()
    expect(page.locator(field("A1"))).to_be_focused()
    status_is(page, "Sparat ")
    assert stored(database, pair.scene) == {"A1": "12"}
    assert changes(database, pair) == [Change.CONFIRMED_REUSED.value]
    page.locator('[data-name="A2@"]').get_by_role("button", name="Använd svaret").click()
    expect(page.locator('[id="a-A2@-0"]')).to_be_checked()
    axe(page)
    page.fill(field("A1"), "13")
    page.keyboard.press("Tab")
    expect(use).to_be_visible()
    expect(number.get_by_text("Samma svar står här")).to_be_hidden()
    status_is(page, "Sparat ")
    assert stored(database, pair.scene) == {"A1": "13", "A2": "ja"}


def test_the_answer_is_used_without_script(
    as_user: Callable[..., Page], pair: Pair, database: Database
) -> None:
    page = as_user(pair.scene.officer, javascript=False)
    page.goto(f"/uppgifter/{pair.scene.return_id}/A")
    page.fill(field("A4"), "en text")
    page.locator('[data-name="A1@"]').get_by_role("button", name="Använd svaret").click()
    expect(page.locator(field("A1"))).to_have_value("12")
    expect(page.locator('[data-name="A1@"]').get_by_text("Samma svar står här")).to_be_visible()
    assert stored(database, pair.scene) == {"A1": "12", "A4": "en text"}
    page.goto(f"/uppgifter/{pair.scene.return_id}/historik")
    expect(page.get_by_text("Använde svaret på B1 i Registerenkäten")).to_be_visible()


def test_what_a_colleague_wrote_meanwhile_is_shown_and_the_choice_stands(
    as_user: Callable[..., Page], pair: Pair, database: Database, session: Session
) -> None:
    page = as_user(pair.scene.officer)
    page.goto(f"/uppgifter/{pair.scene.return_id}/A")
    give_answers(session, pair.scene.return_id, {"A1": "7"}, pair.scene.second)
    units.current().commit()
    page.locator('[data-name="A1@"]').get_by_role("button", name="Använd svaret").click()
    conflict = page.locator('[data-name="A1@"] [data-conflict]')
    expect(conflict).to_contain_text("Deras svar: 7")
    expect(conflict).to_contain_text("Mitt svar: 12")
    assert stored(database, pair.scene) == {"A1": "7"}
    conflict.get_by_role("button", name="Behåll mitt svar").click()
    expect(page.locator(field("A1"))).to_have_value("12")
    status_is(page, "Sparat ")
    assert stored(database, pair.scene) == {"A1": "12"}
    assert changes(database, pair)[-1] == Change.CONFIRMED_REUSED.value


def test_an_answer_that_has_changed_is_not_used_unseen(
    as_user: Callable[..., Page], pair: Pair, database: Database, session: Session
) -> None:
    page = as_user(pair.scene.officer)
    page.goto(f"/uppgifter/{pair.scene.return_id}/A")
    make_submission(session, pair.round(pair.year), {"B1": "99"})
    units.current().commit()
    page.locator('[data-name="A1@"]').get_by_role("button", name="Använd svaret").click()
    expect(page.locator('[id="error-A1@"]')).to_contain_text("har ändrats")
    assert stored(database, pair.scene) == {}
    axe(page)
    page.reload()
    expect(page.locator('[data-name="A1@"] .question__reuse')).to_contain_text("99 personer")
    expect(page.locator('[id="error-A1@"]')).to_be_hidden()
