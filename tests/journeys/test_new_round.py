"""The page of a new round asks only for what the choice needs, with and without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from surveyapp.core.database import Database
from surveyapp.core.units import unit_of_work
from tests.factories.accounts import make_administrator
from tests.factories.questionnaires import make_version
from tests.factories.registry import make_unit
from tests.journeys.walking import PASSWORD, Visitor, let_sign_in
from tests.support.browser import OpenPage

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from surveyapp.accounts.models import User

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

ONLY = "Gäller bara om du väljer"


@pytest.fixture
def errand(database: Database) -> tuple[User, str]:
    with unit_of_work(database) as session:
        make_unit(session)
        administrator = make_administrator(session)
        let_sign_in(session, administrator)
        address = f"/omgangar/ny?version_id={make_version(session).id}"
    return administrator, address


def at_the_page(page: Page, errand: tuple[User, str]) -> Visitor:
    user, address = errand
    visitor = Visitor(page)
    visitor.sign_in(user)
    visitor.go(address)
    return visitor


@pytest.mark.parametrize("width", [390, 1280])
def test_each_choice_shows_only_what_it_needs(
    open_page: OpenPage, errand: tuple[User, str], width: int
) -> None:
    page = open_page(width=width)
    visitor = at_the_page(page, errand)
    counties = page.get_by_role("group", name="Län", exact=True)
    typed = page.get_by_label("Kommunkoder eller namn")
    expect(counties).to_be_hidden()
    expect(typed).to_be_hidden()
    page.get_by_label("Alla kommuner").focus()
    page.keyboard.press("ArrowDown")
    expect(counties).to_be_visible()
    expect(typed).to_be_hidden()
    visitor.look()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "counties"
    page.get_by_label("Kommunerna i vissa län").focus()
    page.keyboard.press("ArrowDown")
    expect(counties).to_be_hidden()
    expect(typed).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "codes"
    expect(page.get_by_text(ONLY).first).to_be_hidden()
    visitor.look()


def test_a_refused_list_is_shown_again(open_page: OpenPage, errand: tuple[User, str]) -> None:
    page = open_page()
    visitor = at_the_page(page, errand)
    page.get_by_label("Kommuner som jag räknar upp").check()
    page.get_by_label("Kommunkoder eller namn").fill("Atlantis")
    page.get_by_label("Omgångens namn").fill("Prov")
    page.get_by_label("Första dag att svara").fill("2027-01-25")
    page.get_by_label("Sista dag att svara").fill("2027-02-25")
    visitor.press("Planera omgången")
    expect(page.get_by_label("Kommunkoder eller namn")).to_be_visible()
    visitor.reads("Atlantis är inte en kommun i registret.")


def test_without_javascript_all_is_shown_and_marked(
    open_page: OpenPage, errand: tuple[User, str]
) -> None:
    page = open_page(javascript=False, width=390)
    user, address = errand
    page.goto(address)
    page.get_by_label("E-postadress").fill(user.email)
    page.get_by_label("Lösenord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Logga in", exact=True).click()
    expect(page.get_by_role("group", name="Län", exact=True)).to_be_visible()
    expect(page.get_by_label("Kommunkoder eller namn")).to_be_visible()
    expect(page.get_by_text(ONLY)).to_have_text(
        [
            "Gäller bara om du väljer ”Kommunerna i vissa län”.",
            "Gäller bara om du väljer ”Kommuner som jag räknar upp”.",
        ]
    )
