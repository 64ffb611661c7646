"""Somebody at a browser who looks at every page they come to, and the files they bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect
from sqlalchemy.orm import Session

from surveyapp.accounts import service as accounts
from surveyapp.accounts.models import User
from surveyapp.core import jobs
from surveyapp.core.database import Database
from tests.support.browser import axe, no_sideways_scroll

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PASSWORD = "lugn-tallrik-sjunger"


def let_sign_in(session: Session, *users: User) -> None:
    """Give the people the password of these tests."""
    password_hash = accounts.hash_password(PASSWORD)
    for user in users:
        user.password_hash = password_hash
    session.flush()


def do_jobs(database: Database) -> int:
    """Do what a worker would do, on either database; returns how many jobs there were."""
    done = 0
    while jobs.run_one(database):
        done += 1
    return done


def choice(name: str, value: str) -> str:
    """Return where one option of a question is; `name` is `code@path`."""
    return f'[name="a-{name}"][value="{value}"]'


def field(name: str) -> str:
    return f'[name="a-{name}"]'


class Visitor:
    """One person at one browser; every page they come to is held to axe and to the window's width."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def look(self) -> None:
        axe(self.page)
        no_sideways_scroll(self.page)

    def go(self, address: str) -> None:
        response = self.page.goto(address)
        assert response is not None
        assert response.status == 200, f"{address}: {response.status}"
        self.look()

    def click(self, place: Locator, *, is_looking: bool = True) -> None:
        """Click on what leads to another page."""
        with self.page.expect_navigation():
            place.click()
        if is_looking:
            self.look()

    def link(self, name: str, **more: bool) -> None:
        self.click(self.page.get_by_role("link", name=name, exact=True).first, **more)

    def press(self, name: str) -> None:
        self.click(self.page.get_by_role("button", name=name, exact=True).first)

    def menu(self, name: str) -> None:
        menu = self.page.get_by_role("navigation", name="Huvudmeny")
        self.click(menu.get_by_role("link", name=name, exact=True))

    def sign_in(self, user: User) -> None:
        self.go("/logga-in")
        self.page.get_by_label("E-postadress").fill(user.email)
        self.page.get_by_label("Lösenord", exact=True).fill(PASSWORD)
        self.press("Logga in")

    def job_done(self, database: Database, where: str) -> None:
        """Do the work that was just asked for; the page goes on by itself when it is done."""
        assert do_jobs(database) == 1
        self.page.wait_for_url(where)
        self.page.wait_for_load_state()
        self.look()

    def reads(self, text: str) -> None:
        """Assert that the main part of the page says something."""
        expect(self.page.locator("main")).to_contain_text(text, use_inner_text=True)

    def big_number(self, label: str) -> str:
        """Return the figure that stands over a label, as it is written."""
        one = self.page.locator(".big-number").filter(has_text=label).first
        return one.locator(".big-number__value").inner_text()
