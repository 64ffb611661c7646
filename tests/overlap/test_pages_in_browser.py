"""The pages in a real browser: nothing broken for those who hear or enlarge them, keyboard enough."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from surveyapp.core.database import Database
from surveyapp.core.units import unit_of_work
from surveyapp.overlap import queries
from tests.factories.accounts import make_administrator, sign_in
from tests.factories.overlap import make_bank_question, make_candidates, make_collection
from tests.factories.questionnaires import form, make_version, question, section
from tests.support.browser import OpenPage, axe, no_sideways_scroll


@pytest.fixture
def card_id(database: Database, app: Flask) -> int:
    with unit_of_work(database) as session:
        make_version(
            session,
            form(
                section(
                    "B",
                    question("B1", text={"sv": "Hur många barn 0–20 år bodde i familjehem 2025?"}),
                )
            ),
        )
        collection = make_collection(session, name={"sv": "Registret över barn"})
        make_bank_question(session, "Antal barn 0–20 år i familjehem 2025", collection)
        return make_candidates(session)[0].id


@pytest.fixture
def cookie(database: Database, app: Flask) -> str:
    with unit_of_work(database) as session:
        administrator = make_administrator(session)
    client = app.test_client()
    sign_in(client, administrator)
    found = client.get_cookie("session")
    assert found is not None
    return str(found.value)


def signed_in(page: Page, cookie: str, address: str) -> Page:
    page.context.add_cookies([{"name": "session", "value": cookie, "url": address}])
    return page


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(("width", "dark"), [(390, False), (1280, False), (1280, True)])
def test_the_pages_have_no_barriers(
    open_page: OpenPage, live_server: str, card_id: int, cookie: str, width: int, dark: bool
) -> None:
    page = signed_in(open_page(width=width, dark=dark), cookie, live_server)
    for path in ("/overlapp/", f"/overlapp/{card_id}"):
        page.goto(path)
        axe(page)
        no_sideways_scroll(page)
    page.get_by_role("button", name="Spara och visa nästa").click()
    expect(page.get_by_role("alert")).to_be_visible()
    axe(page)
    no_sideways_scroll(page)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_pair_is_decided_by_keyboard_alone(
    page: Page, live_server: str, card_id: int, cookie: str, database: Database
) -> None:
    signed_in(page, cookie, live_server).goto(f"/overlapp/{card_id}")
    page.get_by_role("radio", name="Samma uppgift").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowUp")  # from "no action" to "keep the question"
    page.keyboard.press("Tab")
    page.keyboard.type("Samma barn, samma år.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Beslutet är sparat.")).to_be_visible()
    with unit_of_work(database, read_only=True) as session:
        (decision,) = queries.list_decisions(session, card_id)
    assert (decision.verdict, decision.action) == ("same", "keep")
    assert decision.reason == "Samma barn, samma år."
