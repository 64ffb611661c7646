"""A real browser against a real server on this machine.

Pages are opened with `open_page(...)`; a page that logs an error, breaks its content policy or asks
another machine for anything fails its test.
"""

from __future__ import annotations

import contextlib
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser, BrowserContext, Page

ARGUMENTS = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)

PATIENCE = 20_000
"""Milliseconds to wait for what a page should come to show or do; a busy machine is slow, not wrong."""

AXE = Path(__file__).with_name("axe.min.js")

MISSING = (
    "no browser was found: install the packages `chromium libatomic1` "
    "(apt-get install chromium libatomic1), or leave these tests out with --without-browser"
)

EXPECTED_NOISE = ("Failed to load resource: the server responded with a status of",)
"""Chromium logs every answer of 400 and above; the tests look at the page instead."""


class AccessibilityViolation(AssertionError):
    """axe found something; the text names rule, help and element."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    program = shutil.which("chromium")
    if program is None:
        pytest.fail(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        browser.close()


OpenPage = Callable[..., "Page"]


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained of so far; a test that expects a complaint empties the list."""
    return []


@pytest.fixture
def open_page(browser: Browser, live_server: str, complaints: list[str]) -> Iterator[OpenPage]:
    """Open a page as a new visitor: `open_page(width=390, javascript=False, dark=True)`."""
    contexts = []

    def opened(
        *,
        width: int = 1280,
        height: int = 900,
        javascript: bool = True,
        dark: bool = False,
        **more: Any,
    ) -> Page:
        context = browser.new_context(
            base_url=live_server,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
            **more,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("request", lambda request: _stay_local(request.url, complaints))
        context.on("weberror", lambda error: complaints.append(f"error in a script: {error.error}"))
        context.on("console", lambda message: _listen(message.type, message.text, complaints))
        return context.new_page()

    yield opened
    for context in contexts:
        close(context)
    if complaints:
        pytest.fail("the browser complained:\n" + "\n".join(complaints))


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """Serve the test's application on a free port and return its address."""
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Quiet(WSGIRequestHandler):
        def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the base's name
            """Say nothing: a failing test shows what the browser saw."""

    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    # A beacon sent by a page that closes is answered before the database is taken away.
    server.daemon_threads = False  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()


def close(context: BrowserContext) -> None:
    """Close everything that a visitor has open, whatever the pages are about to do.

    Chromium agrees to close a page that is just going to another one, and forgets it: the call
    then never comes back (issues.chromium.org/536385539). So every page comes to rest first.
    """
    for page in context.pages:
        _rest(page)
    context.close()


def _rest(page: Page) -> None:
    from playwright.sync_api import Error

    for _ in range(20):
        # Whatever was under way breaks it off; a page that has crashed goes nowhere at all.
        with contextlib.suppress(Error):
            page.goto("about:blank")
            return


def axe(page: Page) -> None:
    """Run every rule of axe on the page as it stands.

    Raises:
        AccessibilityViolation: one or more rules are broken.
    """
    page.wait_for_load_state()
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        "axe.run(document, {rules: {'target-size': {enabled: true}}, resultTypes: ['violations']})"
    )
    if found["violations"]:
        raise AccessibilityViolation(f"{page.url}\n" + "\n".join(map(_say, found["violations"])))


def no_sideways_scroll(page: Page) -> None:
    """Assert that nothing sticks out of the window."""
    page.wait_for_load_state()
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert over <= 0, f"{page.url} is {over} pixels wider than the window"


def _say(violation: dict[str, Any]) -> str:
    places = "; ".join(
        f"{' '.join(map(str, node['target']))}: {node['html'][:120]}"
        for node in violation["nodes"][:3]
    )
    return f"{violation['id']} ({violation['impact']}): {violation['help']}\n    {places}"


def _stay_local(url: str, complaints: list[str]) -> None:
    parts = urlsplit(url)
    if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
        complaints.append(f"a page asked another machine: {url}")


def _listen(kind: str, text: str, complaints: list[str]) -> None:
    if kind in ("error", "warning") and not text.startswith(EXPECTED_NOISE):
        complaints.append(f"{kind} in the console: {text}")
