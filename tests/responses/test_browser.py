"""Saving in a real browser: as it is typed, through lost contact, beside a colleague, signed out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from surveyapp.accounts.models import User
from surveyapp.core import units
from surveyapp.core.access import SYSTEM
from surveyapp.core.database import Database
from surveyapp.responses import queries, service
from tests.factories.accounts import sign_in
from tests.responses.conftest import Scene
from tests.support.browser import axe, no_sideways_scroll

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def ready(scene: Scene) -> Scene:
    units.current().commit()
    return scene


@pytest.fixture
def as_user(app: Flask, open_page: Callable[..., Page], live_server: str) -> Callable[..., Page]:
    """Open a browser of its own where `user` is signed in."""

    def opened(user: User, **more: Any) -> Page:
        page = open_page(**more)
        become(app, page, user, live_server)
        return page

    return opened


def become(app: Flask, page: Page, user: User, address: str) -> None:
    client = app.test_client()
    sign_in(client, user)
    cookie = client.get_cookie("session")
    assert cookie is not None
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])


def stored(database: Database, scene: Scene) -> dict[str, Any]:
    with database.session(read_only=True) as session:
        work = service.open_work(session, SYSTEM, scene.return_id)
        return {code: a.value for (code, _path), a in work.answers.items()}


def forget_lost_contact(complaints: list[str]) -> None:
    """The browser logs each request that found no network; these tests take it away."""
    complaints[:] = [said for said in complaints if "ERR_INTERNET_DISCONNECTED" not in said]


def status_is(page: Page, text: str) -> None:
    expect(page.locator("#save-status")).to_contain_text(text)


def field(name: str) -> str:
    return f'[name="a-{name}@"]'


def test_answers_are_saved_as_they_are_given(
    as_user: Callable[..., Page], ready: Scene, database: Database
) -> None:
    page = as_user(ready.officer)
    page.goto(f"/uppgifter/{ready.return_id}/A")
    page.evaluate(
        "window.told = []; for (const name of ['saved', 'conflict', 'offline', 'online', 'check'])"
        " document.addEventListener(`surveyapp:${name}`, (e) => window.told.push([name, e.detail.question]))"
    )
    axe(page)
    expect(page.locator('[data-name="A3@"]')).to_be_hidden()
    page.check('[id="a-A2@-0"]')
    expect(page.locator('[data-name="A3@"]')).to_be_visible()
    expect(page.locator(".section-nav__list a")).to_have_count(3)
    page.fill(field("A3"), "för att")
    page.fill(field("A1"), "100")
    page.locator(field("A9")).focus()
    expect(page.locator('[id="checks-A1@"]')).to_have_text("Högst 99.")
    page.fill(field("A9"), "1,5")
    page.keyboard.press("Tab")
    expect(page.locator('[data-name="S@"] output')).to_have_text("101,5")
    status_is(page, "Sparat ")
    assert stored(database, ready) == {"A1": "100", "A2": "ja", "A3": "för att", "A9": "1.5"}
    page.check('[id="n-A1@-not_recorded"]')
    expect(page.locator(field("A1"))).to_have_value("")
    expect(page.locator('[id="checks-A1@"]')).to_have_text("")
    page.fill(field("A9"), "många")
    page.keyboard.press("Tab")
    expect(page.locator('[id="error-A9@"]')).to_contain_text("Skriv ett tal")
    status_is(page, "behöver rättas")
    axe(page)
    told = page.evaluate("window.told")
    assert ["saved", "A3"] in told
    assert ["check", "A1"] in told
    page.reload()
    expect(page.locator(field("A9"))).to_have_value("många")
    expect(page.locator('[id="n-A1@-not_recorded"]')).to_be_checked()


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_under_the_finger_when_an_answer_is_saved(
    as_user: Callable[..., Page], ready: Scene, width: int
) -> None:
    page = as_user(ready.officer)
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"/uppgifter/{ready.return_id}/A")
    after, bar = page.locator(field("A9")), page.locator(".save-bar")
    before = after.evaluate("field => field.getBoundingClientRect().top + window.scrollY")
    height = bar.evaluate("bar => bar.offsetHeight")
    page.fill(field("A1"), "12")
    page.keyboard.press("Tab")
    expect(page.locator('[data-name="A1@"] [data-saved]')).to_contain_text("Sparat av")
    now = after.evaluate("field => field.getBoundingClientRect().top + window.scrollY")
    assert now == pytest.approx(before, abs=1)
    status_is(page, "Sparat ")
    assert bar.evaluate("bar => bar.offsetHeight") == pytest.approx(height, abs=1)


def test_what_is_typed_without_contact_is_kept_and_saved_later(
    as_user: Callable[..., Page], ready: Scene, database: Database, complaints: list[str]
) -> None:
    page = as_user(ready.officer, width=390)
    page.goto(f"/uppgifter/{ready.return_id}/A")
    no_sideways_scroll(page)
    page.context.set_offline(True)
    page.fill(field("A1"), "42")
    page.keyboard.press("Tab")
    status_is(page, "Inte sparat")
    assert stored(database, ready) == {}
    # The tab is closed (a crash); another one in the same browser finds the draft.
    again = page.context.new_page()
    page.close(run_before_unload=False)
    again.context.set_offline(False)
    again.goto(f"/uppgifter/{ready.return_id}/A")
    expect(again.locator("#draft-notice")).to_contain_text("tillbaka på sidan")
    expect(again.locator(field("A1"))).to_have_value("42")
    status_is(again, "Sparat ")
    assert stored(database, ready) == {"A1": "42"}
    axe(again)
    forget_lost_contact(complaints)


def test_contact_comes_back_and_the_page_saves_by_itself(
    as_user: Callable[..., Page], ready: Scene, database: Database, complaints: list[str]
) -> None:
    page = as_user(ready.officer)
    page.goto(f"/uppgifter/{ready.return_id}/A")
    page.context.set_offline(True)
    page.fill(field("A1"), "42")
    page.keyboard.press("Tab")
    status_is(page, "Inte sparat")
    page.context.set_offline(False)
    status_is(page, "Sparat ")
    assert stored(database, ready) == {"A1": "42"}
    with database.session(read_only=True) as session:
        assert len(queries.list_history(session, ready.return_id)) == 1
    forget_lost_contact(complaints)


def test_a_conflict_shows_both_answers_and_the_choice_stands(
    as_user: Callable[..., Page], ready: Scene, database: Database
) -> None:
    mine, theirs = as_user(ready.officer), as_user(ready.colleague)
    for page in (mine, theirs):
        page.goto(f"/uppgifter/{ready.return_id}/A")
    theirs.fill(field("A1"), "7")
    theirs.keyboard.press("Tab")
    status_is(theirs, "Sparat ")
    mine.fill(field("A1"), "5")
    mine.keyboard.press("Tab")
    conflict = mine.locator('[data-name="A1@"] [data-conflict]')
    expect(conflict).to_contain_text("Bo Ek sparade ett annat svar")
    expect(conflict).to_contain_text("Deras svar: 7")
    expect(conflict).to_contain_text("Mitt svar: 5")
    status_is(mine, "någon annan har svarat")
    axe(mine)
    assert stored(database, ready) == {"A1": "7"}
    conflict.get_by_role("button", name="Behåll mitt svar").click()
    expect(conflict).to_have_count(0)
    status_is(mine, "Sparat ")
    assert stored(database, ready) == {"A1": "5"}
    theirs.fill(field("A1"), "8")
    theirs.keyboard.press("Tab")
    theirs.get_by_role("button", name="Använd deras svar").click()
    expect(theirs.locator(field("A1"))).to_have_value("5")
    assert stored(database, ready) == {"A1": "5"}


def test_signed_out_in_the_middle_loses_nothing_and_shows_nobody_else(
    app: Flask,
    as_user: Callable[..., Page],
    ready: Scene,
    database: Database,
    session: Session,
    live_server: str,
) -> None:
    page = as_user(ready.officer)
    page.goto(f"/uppgifter/{ready.return_id}/A")
    page.context.clear_cookies()
    page.fill(field("A7"), "en lång text")
    page.keyboard.press("Tab")
    status_is(page, "du är utloggad")
    expect(page.get_by_role("link", name="Logga in igen")).to_have_attribute(
        "href", f"/logga-in?next=%2Fuppgifter%2F{ready.return_id}%2FA"
    )
    become(app, page, ready.colleague, live_server)
    page.goto(f"/uppgifter/{ready.return_id}/A")
    expect(page.locator(field("A7"))).to_have_value("")
    become(app, page, ready.officer, live_server)
    page.goto(f"/uppgifter/{ready.return_id}/A")
    expect(page.locator(field("A7"))).to_have_value("en lång text")
    status_is(page, "Sparat ")
    assert stored(database, ready) == {"A7": "en lång text"}


def test_rows_and_buttons_keep_what_was_typed(
    as_user: Callable[..., Page], ready: Scene, database: Database
) -> None:
    page = as_user(ready.officer)
    page.goto(f"/uppgifter/{ready.return_id}/B")
    page.fill('[name="a-B1@1"]', "Norr")
    page.locator(".repeat__row .repeat + button, section.repeat > button").last.click()
    expect(page.locator("#svar > fieldset > section > .repeat__row")).to_have_count(2)
    expect(page.locator('[name="a-B1@1"]')).to_have_value("Norr")
    page.fill('[name="a-B1@1"]', "Söder")
    page.get_by_role("button", name="Spara och gå vidare").click()
    page.wait_for_url("**/granska")
    assert stored(database, ready)["B1"] == "Söder"
    axe(page)


def test_the_whole_way_without_script(
    as_user: Callable[..., Page], ready: Scene, database: Database
) -> None:
    page = as_user(ready.officer, javascript=False, width=390)
    page.goto("/uppgifter")
    page.get_by_role("link", name="Börja svara").click()
    page.get_by_role("link", name="Avsnitt A").click()
    page.fill(field("A1"), "5")
    page.get_by_role("button", name="Spara och gå vidare").click()
    page.wait_for_url("**/B")
    page.get_by_role("button", name="Spara och gå vidare").click()
    page.wait_for_url("**/granska")
    page.get_by_role("button", name="Skicka in uppgifterna").click()
    page.wait_for_url("**/kvittens")
    expect(page.locator("h1")).to_contain_text("Uppgifterna är inskickade")
    assert stored(database, ready) == {"A1": "5"}
