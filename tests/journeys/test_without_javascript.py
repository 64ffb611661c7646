"""The officer's part with scripts switched off on a telephone: the same pages, with a save button."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.factories.questionnaires import codes
from tests.journeys.conftest import Errand, small_form
from tests.journeys.walking import PASSWORD, choice, field
from tests.support.browser import OpenPage, no_sideways_scroll

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def test_from_sign_in_to_receipt_without_scripts(open_page: OpenPage, errand: Errand) -> None:
    page = open_page(javascript=False, width=390)

    def press(name: str) -> None:
        with page.expect_navigation():
            page.get_by_role("button", name=name).first.click()
        no_sideways_scroll(page)

    def follow(name: str) -> None:
        with page.expect_navigation():
            page.get_by_role("link", name=name).first.click()
        no_sideways_scroll(page)

    main = page.locator("main")

    page.goto("/uppgifter")
    page.get_by_label("E-postadress").fill(errand.officer.email)
    page.get_by_label("Lösenord", exact=True).fill(PASSWORD)
    press("Logga in")
    expect(main).to_contain_text("Så mäts tiden")
    press("Spara och fortsätt")
    follow("Börja svara")
    follow("Avsnitt A")

    # The follow-up question is not there before its question is answered and saved.
    expect(page.locator(field("A2@"))).to_be_hidden()
    page.check(choice("A1@", "ja"))
    press("Spara")
    expect(page.locator(field("A2@"))).to_be_visible()

    # What cannot be read is told, kept as it was typed, and the rest is saved.
    page.fill(field("A2@"), "ett par")
    page.check(choice("A3@", "rad"))
    page.fill(field("A4@"), "Öppet på lördagar.")
    press("Spara och gå vidare")
    expect(page).to_have_title(re.compile("^Fel"))
    expect(page.locator(".govuk-error-summary")).to_contain_text("Skriv ett")
    expect(page.locator(field("A2@"))).to_have_value("ett par")
    expect(page.locator(field("A4@"))).to_have_value("Öppet på lördagar.")
    expect(page.locator(choice("A3@", "rad"))).to_be_checked()

    # A figure that breaks a check is kept, told, and stands in the way of sending in.
    page.fill(field("A2@"), "140")
    press("Spara")
    expect(main).to_contain_text("Högst 99.")
    page.fill(field("A2@"), "3")
    press("Spara")
    expect(main).not_to_contain_text("Högst 99.")

    follow("Ange minuter")
    page.get_by_label("Minuter").fill("en stund")
    press("Spara minuter")
    expect(page.get_by_label("Minuter")).to_have_value("en stund")
    page.get_by_label("Minuter").fill("20")
    press("Spara minuter")
    expect(main).to_contain_text("Du har angett 20 minuter")
    press("Spara och gå vidare")

    page.fill(field("B1@1"), "Norr")
    page.fill(field("B2@1"), "12")
    press("Lägg till Enhet")
    expect(page.locator(field("B1@1"))).to_have_value("Norr")
    page.locator('[name^="a-B1@"]').last.fill("Söder")
    press("Spara och gå vidare")
    expect(main).to_contain_text("Inget hindrar att du skickar in.")
    for answer in ("Norr", "Söder", "12", "Öppet på lördagar."):
        expect(main).to_contain_text(answer)
    press("Skicka in uppgifterna")
    expect(main).to_contain_text("Uppgifterna är inskickade")
    asked = len(codes(small_form())) + 2
    expect(main).to_contain_text(f"7 svar på {asked} frågor")
