"""The browser support notices what it is there to notice."""

from __future__ import annotations

import contextlib

import pytest
from flask import Flask
from playwright.sync_api import Error, Page, expect

from tests.support.browser import AccessibilityViolation, OpenPage, axe, close, no_sideways_scroll

HEAD = "<!DOCTYPE html><html lang='sv'><head><title>Sida</title></head><body><main><h1>Sida</h1>"
PAGES = {
    "good": "<p>Hej</p>",
    "no-label": "<input type='text'>",
    "faint": "<p style='color:#ccc;background:#fff'>Knappt synligt</p>",
    "wide": "<div style='width:3000px'>Brett</div>",
    "script": "<p id='p'>utan</p><script>document.getElementById('p').textContent='med'</script>",
    "farewell": "<script>addEventListener('pagehide', () => 'Hej då')</script>",
    "away": "<img alt='' src='http://example.org/x.png'>",
}


@pytest.fixture
def app() -> Flask:
    app = Flask("pages")
    app.add_url_rule("/<name>", "page", lambda name: HEAD + PAGES[name] + "</main>")
    return app


def test_a_good_page_passes(page: Page) -> None:
    page.goto("/good")
    axe(page)
    no_sideways_scroll(page)


@pytest.mark.parametrize(("name", "rule"), [("no-label", "label"), ("faint", "color-contrast")])
def test_axe_bites(page: Page, name: str, rule: str) -> None:
    page.goto(f"/{name}")
    with pytest.raises(AccessibilityViolation, match=rule):
        axe(page)


def test_a_page_wider_than_the_phone_is_noticed(open_page: OpenPage) -> None:
    page = open_page(width=390)
    page.goto("/wide")
    with pytest.raises(AssertionError, match="wider than the window"):
        no_sideways_scroll(page)


@pytest.mark.parametrize(("javascript", "text"), [(True, "med"), (False, "utan")])
def test_scripts_can_be_switched_off(open_page: OpenPage, javascript: bool, text: str) -> None:
    page = open_page(javascript=javascript)
    page.goto("/script")
    expect(page.locator("#p")).to_have_text(text)


def test_asking_another_machine_is_noticed(page: Page, complaints: list[str]) -> None:
    page.goto("/away")
    assert [text for text in complaints if "asked another machine" in text]
    complaints.clear()


@pytest.mark.timeout(60)
def test_a_page_that_is_leaving_can_be_closed(open_page: OpenPage) -> None:
    for _ in range(5):
        page = open_page()
        page.goto("/farewell")
        # Comes back when the page is just being taken over by the next: the worst moment.
        with contextlib.suppress(Error):
            page.evaluate("() => { location.reload(); return new Promise(() => {}); }")
        close(page.context)
        assert page.is_closed()
