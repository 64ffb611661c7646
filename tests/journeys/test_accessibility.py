"""Every page that a person can reach, as each role meets it: wide and narrow, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from surveyapp.accounts.models import User
from surveyapp.core.database import Database
from surveyapp.core.units import unit_of_work
from tests.access import matrix
from tests.access.world import World, build
from tests.factories.accounts import make_administrator, make_officer, make_reviewer, sign_in
from tests.factories.registry import make_unit
from tests.support.browser import AccessibilityViolation, OpenPage, axe, no_sideways_scroll

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

PEOPLE = ("anonymous", "officer_own", "administrator", "reviewer")
"""The columns of the reviewed tables that see pages of their own."""

WIDE, NARROW = 1280, 390


@pytest.fixture
def world(database: Database) -> World:
    with unit_of_work(database) as session:
        return build(session)


def become(app: Flask, page: Page, user: User | None) -> None:
    """Make the browser signed in as the user, or nobody."""
    page.context.clear_cookies()
    if user is None:
        return
    client = app.test_client()
    sign_in(client, user)
    cookie = client.get_cookie("session")
    assert cookie is not None
    page.context.add_cookies(
        [{"name": "session", "value": cookie.value, "domain": "127.0.0.1", "path": "/"}]
    )


def as_seen(page: Page, *, is_narrow: bool) -> None:
    """Show the page wide and light, or narrow and dark."""
    page.set_viewport_size({"width": NARROW if is_narrow else WIDE, "height": 900})
    page.emulate_media(color_scheme="dark" if is_narrow else "light")


def faults_of(page: Page, what: str, shapes: tuple[bool, ...]) -> Iterator[str]:
    """Look at the page that is open in each of the shapes."""
    for is_narrow in shapes:
        as_seen(page, is_narrow=is_narrow)
        try:
            axe(page)
            no_sideways_scroll(page)
        except (AccessibilityViolation, AssertionError) as fault:
            yield f"{what}, {'narrow and dark' if is_narrow else 'wide and light'}: {fault}"


def pages_of(app: Flask, world: World, person: str) -> Iterator[tuple[str, str]]:
    """Yield (endpoint, address) of every page that is shown to the person, files left out."""
    rows = {
        r.endpoint: r for room in matrix.rooms() for r in matrix.read(room) if r.method == "GET"
    }
    user = world.people[person]
    client = app.test_client()
    if user is not None:
        sign_in(client, user)
    for endpoint, method, rule in matrix.rules(app):
        row = rows.get(endpoint)
        if method != "GET" or row is None or row.expected[person] != 200:
            continue
        values = {name: world.argument(endpoint, name) for name in rule.arguments}
        with app.test_request_context():
            address = app.url_for(endpoint, **values, **world.queries.get(endpoint, {}))
        response = client.get(address)
        if response.mimetype == "text/html" and response.status_code == 200:
            yield endpoint, address
        response.close()


def test_every_page_of_every_role(app: Flask, open_page: OpenPage, world: World) -> None:
    page = open_page()
    faults: list[str] = []
    seen: set[str] = set()
    for number, person in enumerate(PEOPLE):
        become(app, page, world.people[person])
        for endpoint, address in pages_of(app, world, person):
            page.goto(address)
            # A page that another role has shown is much the same: one shape of it is enough.
            shapes = (bool(number % 2),) if endpoint in seen else (False, True)
            seen.add(endpoint)
            faults += faults_of(page, f"{endpoint} as {person}", shapes)
    assert len(seen) >= 40, sorted(seen)
    assert not faults, "\n\n".join(faults)


def test_pages_that_refuse_say_so_accessibly(app: Flask, open_page: OpenPage, world: World) -> None:
    """Send every form that refuses to be sent empty, as one who may send it."""
    page = open_page()
    faults: list[str] = []
    refused: list[str] = []
    rules = {(endpoint, method): rule for endpoint, method, rule in matrix.rules(app)}
    for room in matrix.rooms():
        for row in matrix.read(room):
            person = next((p for p in PEOPLE if row.expected[p] == 422), None)
            rule = rules.get((row.endpoint, row.method))
            if row.method != "POST" or person is None or rule is None:
                continue
            values = {name: world.argument(row.endpoint, name) for name in rule.arguments}
            with app.test_request_context():
                address = app.url_for(row.endpoint, **values)
            become(app, page, world.people[person])
            page.goto(address + _query(world, row.endpoint))
            if not _send_empty(page, address):
                continue
            refused.append(row.endpoint)
            if not page.title().startswith("Fel"):
                faults.append(f"{row.endpoint}: the title does not begin with Fel: {page.title()}")
            faults += faults_of(page, f"{row.endpoint} refused", (False, True))
    assert len(refused) >= 8, refused
    assert not faults, "\n\n".join(faults)


# A field called "action" or "submit" hides what the form itself is called by.
_FORM = """[...document.querySelectorAll('main form[method=post]')].find((form) => new URL(
    form.getAttribute('action') || location.href, location.href).pathname === address)"""
_EMPTY_AND_SEND = """
    for (const e of form.querySelectorAll('input:not([type=hidden]), textarea')) {
        if (e.type === 'radio' || e.type === 'checkbox') e.checked = false; else e.value = '';
    }
    HTMLFormElement.prototype.submit.call(form);"""


def _query(world: World, endpoint: str) -> str:
    found = world.queries.get(endpoint, {})
    return "?" + "&".join(f"{k}={v}" for k, v in found.items()) if found else ""


def _send_empty(page: Page, address: str) -> bool:
    """Empty the form that is posted to the address and send it; False when nothing was refused."""
    if not page.evaluate(f"(address) => Boolean({_FORM})", address):
        return False
    with page.expect_navigation() as sent:
        page.evaluate(f"(address) => {{ const form = {_FORM}; {_EMPTY_AND_SEND} }}", address)
    return bool(sent.value.status == 422)


@pytest.fixture
def nothing_yet(database: Database) -> dict[str, User | None]:
    """One person of each role in a product that holds nothing else."""
    with unit_of_work(database) as session:
        return {
            "anonymous": None,
            "officer_own": make_officer(session, make_unit(session), is_told_of_timing=False),
            "administrator": make_administrator(session),
            "reviewer": make_reviewer(session),
        }


def test_empty_pages_and_pages_that_are_not_there(
    app: Flask,
    open_page: OpenPage,
    nothing_yet: dict[str, User | None],
    complaints: list[str],
) -> None:
    page = open_page()
    faults: list[str] = []
    for person, user in nothing_yet.items():
        become(app, page, user)
        page.goto("/")
        addresses = page.eval_on_selector_all(
            "nav.site-nav a", "(links) => links.map((a) => a.getAttribute('href'))"
        )
        assert bool(addresses) == (user is not None)
        for address in [*addresses, "/finns-inte", "/konton"]:
            page.goto(address)
            shape = address in ("/finns-inte", "/konton")
            faults += faults_of(page, f"{address} as {person}", (shape,))
    assert not faults, "\n\n".join(faults)
