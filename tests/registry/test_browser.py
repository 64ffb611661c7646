"""The pages of registers and accounts in a real browser: usable by all, narrow and wide, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from surveyapp.accounts.models import User
from surveyapp.core.access import SYSTEM
from surveyapp.registry import service
from tests.factories.accounts import make_administrator, make_officer, sign_in
from tests.factories.registry import make_unit
from tests.registry.files import csv_bytes
from tests.support.browser import axe, no_sideways_scroll

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

REGISTERS = (
    "/register/",
    "/register/kommuner?lan=01",
    "/register/indikatorer",
    "/register/indikatorer/OJ-G-02",
    "/register/insamlingar",
    "/register/insamlingar/kov-bus",
    "/register/insamlingar/kkik/andra",
    "/register/insamlingar/kkik/uppgifter",
    "/register/kalender",
    "/register/fragebank/reg-ekb/EKB-01",
    "/register/fragebank?ord=antal",
    "/register/fragebank?ord=finnsinte",
    "/register/las-in",
    "/konton",
    "/konto",
)


def let_in(app: Flask, page: Page, user: User) -> None:
    """Give the browser the cookie of a person who has signed in."""
    client = app.test_client()
    sign_in(client, user)
    cookie = client.get_cookie("session")
    assert cookie is not None
    page.context.add_cookies(
        [{"name": "session", "value": cookie.value, "domain": "127.0.0.1", "path": "/"}]
    )


@pytest.fixture
def filled(session: Session) -> Session:
    service.load_shipped_registers(session, SYSTEM)
    folder = Path(__file__).parents[2] / "surveyapp" / "demo" / "data"
    for kind, name in (("indicators", "indicators.csv"), ("bank", "bank_questions.csv")):
        file = (folder / name).read_bytes()
        assert not service.import_register(session, SYSTEM, kind, file, name).faults
    for year, text in ((2024, "Antal hushåll med bistånd"), (2025, "Antal hushåll per månad")):
        rows = [["code", "text_sv", "options_sv"], ["EKB-01", text, "Ja|Nej"]]
        assert not service.import_register(
            session, SYSTEM, "bank", csv_bytes(rows), "ar.csv", collection="reg-ekb", year=year
        ).faults
    return session


@pytest.mark.parametrize(
    ("width", "dark", "language"),
    [(390, False, "sv"), (1280, False, "sv"), (1280, True, "sv"), (390, False, "en")],
)
def test_every_page_can_be_used(
    app: Flask,
    filled: Session,
    open_page: Callable[..., Page],
    width: int,
    dark: bool,
    language: str,
) -> None:
    user = make_administrator(filled, name="Åsa Öberg")
    user.language = language
    filled.commit()
    page = open_page(width=width, dark=dark)
    let_in(app, page, user)
    for address in REGISTERS:
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("lang", language)
        axe(page)
        no_sideways_scroll(page)


def test_a_file_is_mended_by_its_report(
    app: Flask, filled: Session, open_page: Callable[..., Page]
) -> None:
    user = make_administrator(filled)
    filled.commit()
    page = open_page(width=390)
    let_in(app, page, user)
    page.goto("/register/las-in?register=population")
    page.get_by_role("button", name="Läs in").click()
    expect(page.get_by_role("alert").get_by_text("Välj en fil.")).to_be_visible()
    axe(page)
    rows = [["kod", "folkmängd"], ["0180", "988 943"], ["9999", "tio"]]
    for text in ("Inget är sparat", "Filen är inläst"):
        file = csv_bytes(rows, delimiter=";")
        page.get_by_label("Fil", exact=True).set_input_files(
            {"name": "folk.csv", "mimeType": "text/csv", "buffer": file}
        )
        page.get_by_label("Register", exact=True).select_option("population")
        page.get_by_role("button", name="Läs in").click()
        expect(page.get_by_text(text).first).to_be_visible()
        axe(page)
        no_sideways_scroll(page)
        rows.pop()
        page.goto("/register/las-in")


def test_a_bank_is_read_in_and_its_burden_written(
    app: Flask, filled: Session, open_page: Callable[..., Page]
) -> None:
    user = make_administrator(filled)
    filled.commit()
    page = open_page(width=390)
    let_in(app, page, user)
    page.goto("/register/las-in?register=bank")
    page.get_by_label("Fil", exact=True).set_input_files(
        {
            "name": "enkat.csv",
            "mimeType": "text/csv",
            "buffer": csv_bytes([["kod", "fråga"], ["NY-1", "Har kommunen en plan?"]]),
        }
    )
    page.get_by_label("Insamling", exact=True).select_option("kov-bus")
    page.get_by_label("År", exact=True).fill("2026")
    page.get_by_role("button", name="Läs in").click()
    expect(page.get_by_text("Filen är inläst")).to_be_visible()
    page.goto("/register/insamlingar/kov-bus")
    page.get_by_role("link", name="NY-1").click()
    expect(page.get_by_role("heading", name="Har kommunen en plan?")).to_be_visible()
    axe(page)
    page.goto("/register/insamlingar/kov-bus/andra")
    page.get_by_label("Timmar per kommun och år").fill("8")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("alert").get_by_text("Skriv varifrån timmarna kommer")).to_be_visible()
    axe(page)
    page.get_by_label("Källa till timmarna").fill("Egen mätning")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Uppgifterna är sparade.")).to_be_visible()
    expect(page.get_by_text("8 timmar per kommun och år")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_an_officers_account_pages_can_be_used(
    app: Flask, session: Session, open_page: Callable[..., Page], width: int
) -> None:
    unit = make_unit(session, "0001", "Östra Småby")
    user = make_officer(session, unit, name="Åsa Öberg")
    session.commit()
    page = open_page(width=width)
    page.goto("/logga-in")
    axe(page)
    page.get_by_role("button", name="Logga in").click()
    axe(page)
    let_in(app, page, user)
    for address in ("/konto", "/konto/tidmatning", "/kollegor"):
        page.goto(address)
        axe(page)
        no_sideways_scroll(page)
    page.locator("summary.user-menu__summary").click()
    expect(page.get_by_text("Uppgiftslämnare")).to_be_visible()
    expect(page.locator(".user-menu__panel").get_by_text("Östra Småby")).to_be_visible()
    axe(page)
