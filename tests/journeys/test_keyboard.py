"""The officer's part with nothing but a keyboard, and focus that can be seen at every stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Errand
from tests.journeys.walking import PASSWORD, choice, field
from tests.support.browser import OpenPage

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

MOST_STOPS = 80

SEEN = """() => {
    // A radio or checkbox is drawn by its label; everything else shows focus on itself.
    const e = document.activeElement;
    const drawn = e.matches('input[type=radio], input[type=checkbox]')
        ? [getComputedStyle(e.labels[0], '::before'), getComputedStyle(e)] : [getComputedStyle(e)];
    return drawn.some((s) => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2
        && s.outlineColor !== 'rgba(0, 0, 0, 0)') || s.boxShadow !== 'none');
}"""


class Typist:
    """Somebody who has no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, place: str) -> None:
        """Tab to what matches; every stop on the way must show where it is."""
        for _stop in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("document.activeElement === document.body"):
                continue
            assert self.page.evaluate(SEEN), "focus cannot be seen on " + self._where()
            if self.page.evaluate("(place) => document.activeElement.matches(place)", place):
                return
        pytest.fail(f"{place} was not reached on {self.page.url}; stopped at {self._where()}")

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def types(self, text: str) -> None:
        self.page.keyboard.type(text)

    def leave(self, key: str = "Enter") -> None:
        with self.page.expect_navigation():
            self.press(key)

    def _where(self) -> str:
        return str(self.page.evaluate("document.activeElement.outerHTML.slice(0, 200)"))


def test_from_sign_in_to_receipt_with_the_keyboard(open_page: OpenPage, errand: Errand) -> None:
    page = open_page()
    typist = Typist(page)
    page.goto("/uppgifter")
    typist.to("[name=email]")
    typist.types(errand.officer.email)
    typist.to("[name=password]")
    typist.types(PASSWORD)
    typist.leave()

    typist.to("[name=is_timed]")
    typist.to("main button[type=submit], main button")
    typist.leave("Space")
    typist.to(f"main a[href='{errand.address}']")
    typist.leave()
    typist.to(f"main a[href='{errand.address}/A']")
    typist.leave()

    # The skip link is the first stop, and leads past the menu.
    typist.to(".govuk-skip-link")
    typist.press("Enter")
    typist.to(choice("A1@", "ja"))
    typist.press("ArrowDown")
    expect(page.locator(choice("A1@", "nej"))).to_be_checked()
    typist.press("ArrowUp")
    expect(page.locator(choice("A1@", "ja"))).to_be_checked()
    expect(page.locator(field("A2@"))).to_be_visible()
    typist.to(field("A2@"))
    typist.types("ett par")
    typist.to(choice("A3@", "stod"))
    typist.press("Space")
    typist.to(field("A4@"))
    typist.types("Öppet")
    typist.to("button[value=next]")
    typist.leave()

    # The save fails: the summary has the focus, and its link leads to the field.
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    typist.to(".govuk-error-summary a")
    typist.press("Enter")
    expect(page.locator(field("A2@"))).to_be_focused()
    typist.press("Control+a")
    typist.types("2")
    typist.to("button[value=next]")
    typist.leave("Space")

    typist.to(field("B1@1"))
    typist.types("Norr")
    typist.to("button[name=add]")
    typist.leave()
    typist.to('[name^="a-B1@r"]')
    typist.types("Söder")
    typist.to("button[value=next]")
    typist.leave()
    typist.to("main form button")
    typist.leave()
    expect(page.locator("main")).to_contain_text("Uppgifterna är inskickade")
