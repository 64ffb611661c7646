"""The officer's part with scripts switched off on a telephone: the same pages, with a save button."""

from __future__ import annotations

import pytest

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

    def main() -> str:
        return page.inner_text("main")

    page.goto("/uppgifter")
    page.get_by_label("E-postadress").fill(errand.officer.email)
    page.get_by_label("Lösenord", exact=True).fill(PASSWORD)
    press("Logga in")
    assert "Så mäts tiden" in main()
    press("Spara och fortsätt")
    follow("Börja svara")
    follow("Avsnitt A")

    # The follow-up question is not there before its question is answered and saved.
    assert not page.locator(field("A2@")).is_visible()
    page.check(choice("A1@", "ja"))
    press("Spara")
    assert page.locator(field("A2@")).is_visible()

    # What cannot be read is told, kept as it was typed, and the rest is saved.
    page.fill(field("A2@"), "ett par")
    page.check(choice("A3@", "rad"))
    page.fill(field("A4@"), "Öppet på lördagar.")
    press("Spara och gå vidare")
    assert page.title().startswith("Fel")
    assert "Skriv ett" in page.inner_text(".govuk-error-summary")
    assert page.input_value(field("A2@")) == "ett par"
    assert page.input_value(field("A4@")) == "Öppet på lördagar."
    assert page.is_checked(choice("A3@", "rad"))

    # A figure that breaks a check is kept, told, and stands in the way of sending in.
    page.fill(field("A2@"), "140")
    press("Spara")
    assert "Högst 99." in main()
    page.fill(field("A2@"), "3")
    press("Spara")
    assert "Högst 99." not in main()

    follow("Ange minuter")
    page.get_by_label("Minuter").fill("en stund")
    press("Spara minuter")
    assert page.get_by_label("Minuter").input_value() == "en stund"
    page.get_by_label("Minuter").fill("20")
    press("Spara minuter")
    assert "Du har angett 20 minuter" in main()
    press("Spara och gå vidare")

    page.fill(field("B1@1"), "Norr")
    page.fill(field("B2@1"), "12")
    press("Lägg till Enhet")
    assert page.input_value(field("B1@1")) == "Norr"
    page.locator('[name^="a-B1@"]').last.fill("Söder")
    press("Spara och gå vidare")
    assert "Inget hindrar att du skickar in." in main()
    for answer in ("Norr", "Söder", "12", "Öppet på lördagar."):
        assert answer in main()
    press("Skicka in uppgifterna")
    assert "Uppgifterna är inskickade" in main()
    asked = len(codes(small_form())) + 2
    assert f"7 svar på {asked} frågor" in main()
