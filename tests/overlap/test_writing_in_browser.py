"""Writing a question in a browser: what is asked elsewhere comes as it is typed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from surveyapp.core.database import Database
from surveyapp.core.units import unit_of_work
from tests.factories.accounts import make_administrator, sign_in
from tests.factories.overlap import make_bank_question, make_candidates, make_collection
from tests.factories.questionnaires import form, make_version, question, section
from tests.support.browser import OpenPage, axe, no_sideways_scroll

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

CHILDREN = "Antal barn 0–20 år i familjehem den 1 november 2025"
ASKED = "Hur många barn 0–20 år bodde i familjehem den 1 november 2025?"
HOUSEHOLDS = "Antal hushåll med ekonomiskt bistånd i december 2025"


@pytest.fixture
def place(database: Database, app: Flask) -> str:
    with unit_of_work(database) as session:
        made = make_version(
            session,
            form(
                section(
                    "B",
                    question("B1", text={"sv": ASKED}),
                )
            ),
            is_published=False,
        )
        where = make_collection(session, name={"sv": "Registret"})
        for text in (CHILDREN, HOUSEHOLDS):
            make_bank_question(session, text, where)
        make_candidates(session)
        return f"/formular/versioner/{made.id}/fragor/B1/text"


def signed_in(page: Page, app: Flask, database: Database, address: str) -> Page:
    with unit_of_work(database) as session:
        administrator = make_administrator(session)
    client = app.test_client()
    sign_in(client, administrator)
    cookie = client.get_cookie("session")
    assert cookie is not None
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    return page


@pytest.mark.parametrize("width", [390, 1280])
def test_typing_finds_what_is_asked_elsewhere(
    open_page: OpenPage, live_server: str, app: Flask, database: Database, place: str, width: int
) -> None:
    page = signed_in(open_page(width=width), app, database, live_server)
    page.goto(place)
    close = page.locator("[data-close]")
    status = page.locator("[data-close-status]")
    expect(close.get_by_text(CHILDREN)).to_be_visible()
    axe(page)
    no_sideways_scroll(page)
    text = page.locator('[data-question-text="sv"]')
    text.fill("Hur många hushåll fick ekonomiskt bistånd i december 2025?")
    expect(close.get_by_text(HOUSEHOLDS)).to_be_visible()
    expect(status).to_have_text("En liknande fråga")
    expect(close.get_by_text(CHILDREN)).to_be_hidden()
    expect(text).to_be_focused()
    axe(page)
    no_sideways_scroll(page)
    text.fill("Vilken färg har kommunens alla cyklar?")
    expect(status).to_have_text("Ingen liknande fråga hittades.")
    # The button searches for the same again, and says so when that cannot be done.
    page.context.set_offline(True)
    close.get_by_role("button", name="Sök liknande frågor").click()
    expect(status).to_have_text("Det gick inte att söka nu. Försök igen.")
    page.context.set_offline(False)
    text.fill("Hur många barn 0–20 år fanns i familjehem den 1 november 2025?")
    expect(close.get_by_text(CHILDREN)).to_be_visible()


@pytest.fixture(autouse=True)
def forget_lost_contact(open_page: OpenPage, complaints: list[str]) -> Iterator[None]:
    """Take away the request that found no network, before `open_page` ends and judges the rest."""
    yield
    complaints[:] = [said for said in complaints if "ERR_INTERNET_DISCONNECTED" not in said]


def test_without_script_the_button_opens_what_it_finds(
    open_page: OpenPage, live_server: str, app: Flask, database: Database, place: str
) -> None:
    page = signed_in(open_page(javascript=False), app, database, live_server)
    page.goto(place)
    text = page.locator('[data-question-text="sv"]')
    text.fill("Hur många hushåll fick ekonomiskt bistånd i december 2025?")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Sök liknande frågor (öppnas i en ny flik)").click()
    found = opened.value
    expect(found.get_by_role("heading", name="Liknande frågor")).to_be_visible()
    expect(found.get_by_text(HOUSEHOLDS)).to_be_visible()
    expect(text).to_have_value("Hur många hushåll fick ekonomiskt bistånd i december 2025?")
