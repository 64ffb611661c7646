"""A whole year in Swedish: a real form goes in, and a decision and a report come out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from sqlalchemy.orm import Session

from surveyapp.accounts.models import User
from surveyapp.core import clock
from surveyapp.core.access import Role
from surveyapp.core.database import Database
from surveyapp.core.units import unit_of_work
from surveyapp.registry.models import Unit
from surveyapp.rounds import queries as rounds
from surveyapp.timing import queries as times
from surveyapp.timing import service as timing
from tests.factories.accounts import actor_of, make_administrator, make_officer, make_reviewer
from tests.factories.overlap import make_collection
from tests.factories.registry import make_indicator, make_unit
from tests.factories.responses import make_submission
from tests.factories.timing import batch, opened_page, sent_at, working
from tests.journeys.walking import Visitor, choice, field, let_sign_in
from tests.support.browser import OpenPage
from tests.support.shared import shared_file

FORM = "socio-economic-survey-v20240515.xlsx"
INDICATOR = "IND-NET"

ANSWERS = {
    "region": "Sindh",
    "district": "Garden",
    "residentialAddress": "Storgatan 1",
    "primaryContactNo": "0700000000",
    "internetHH": "1",
    "internetType": "1",
    "firstNameFM@1": "Alva",
    "gender@1": "1",
    "healthVisit@1": "3",
    "diseases@1": ["1"],
}
"""What the municipalities answer that no browser is opened for."""

SECONDS = {
    "headOfHousehold": (
        ("region", 10),
        ("district", 12),
        ("residentialAddress", 30),
        ("primaryContactNo", 25),
        ("SecondaryContactNo", 5),
    ),
    "informationTechnology": (("internetHH", 45), ("internetType", 75)),
    "familyMembers_section": (
        ("firstNameFM", 20),
        ("gender", 8),
        ("healthVisit", 15),
        ("healthFacility", 15),
        ("reasonForNoHealthVisit", 15),
        ("diseases", 40),
    ),
    "section_1": (("comments", 30),),
}
"""How long the questions of a section take them; figures of fewer than five are shown to nobody."""

BANK = """collection_id,code,text_sv,text_en,area
annan,A-01,Har hushållet tillgång till internet?,Does the household have access to internet?,Hushåll
annan,A-02,Hur många anställda har förvaltningen?,How many employees does the department have?,Personal
annan,A-03,Hur många brandövningar har hållits?,How many fire drills were held?,Säkerhet
annan,A-04,Vad kostade väghållningen per invånare?,What did road maintenance cost per inhabitant?,Vägar
"""


@dataclass
class Cast:
    """Who takes part."""

    units: Sequence[Unit]
    administrator: User
    officer: User
    colleagues: Sequence[User]
    reviewer: User


def prepare(session: Session) -> Cast:
    """Make the places, the people and the register entries that the year starts from."""
    units = [make_unit(session, f"07{n:02d}", f"Provköping {n}") for n in range(1, 9)]
    make_indicator(
        session,
        INDICATOR,
        name={"sv": "Tillgång till internet", "en": "Access to internet"},
        description={"sv": "Andel som har internet.", "en": "Share with internet."},
        formula_kind="yes_share",
        numerator="${internetHH} = '1'",
        denominator="${internetHH} != ''",
    )
    make_collection(session, "annan", name={"sv": "Annan insamling", "en": "Another survey"})
    cast = Cast(
        units,
        make_administrator(session, "Ada Alm"),
        make_officer(session, units[0], name="Olle Ok", is_told_of_timing=False),
        [make_officer(session, unit) for unit in units[1:7]],
        make_reviewer(session, "Greta Gran"),
    )
    let_sign_in(session, cast.administrator, cast.officer, cast.reviewer)
    return cast


def read_in_link_and_publish(visitor: Visitor) -> None:
    page = visitor.page
    visitor.menu("Frågeformulär")
    visitor.link("Läs in ett formulär")
    visitor.press("Läs in")
    visitor.reads("Välj en fil")
    page.get_by_label("Frågeformulär (XLSForm)").set_input_files(
        shared_file("data", "instruments", "xlsform", FORM)
    )
    visitor.press("Läs in")
    visitor.reads("Rapport från inläsningen")
    visitor.reads(FORM)
    visitor.reads("17")
    visitor.link("Gå till versionen")
    for code in ("internetHH", "internetType"):
        visitor.link(f"Ändra kopplingar {code}")
        page.get_by_label(f"{INDICATOR} Tillgång till internet").check()
        visitor.press("Spara kopplingar")
        visitor.reads(f"Kopplingarna för {code} är sparade.")
    visitor.press("Publicera versionen")
    visitor.reads("Versionen är publicerad")


def send_out(visitor: Visitor, units: Sequence[Unit]) -> int:
    """Make the round, see that it does not open without its ground, give it, open it."""
    page, today = visitor.page, clock.today()
    visitor.link("Skicka ut i en omgång")
    page.get_by_label("Omgångens namn").fill("Årets hushållsfrågor")
    page.get_by_label("År", exact=True).fill(str(today.year))
    page.locator("[name=opens_on]").fill((today - dt.timedelta(days=2)).isoformat())
    page.locator("[name=closes_on]").fill((today + dt.timedelta(days=30)).isoformat())
    page.get_by_label("Kommuner som jag räknar upp").check()
    page.get_by_label("Kommunkoder eller namn").fill("\n".join(unit.code for unit in units))
    visitor.press("Planera omgången")
    visitor.reads("Omgången är planerad")
    visitor.press("Öppna omgången")
    expect(page).to_have_url(re.compile("/grund$"))
    page.get_by_label("Ändamål").fill("Följa hushållens villkor.")
    page.get_by_label("Rättslig grund").fill("Förordning (1982:668)")
    page.get_by_label("Nej, frivilligt").check()
    page.locator("[name=consultation_on]").fill((today - dt.timedelta(days=60)).isoformat())
    page.get_by_label("Vad samrådet kom fram till").fill("SKR hade inget att invända.")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()
    visitor.look()
    visitor.press("Öppna omgången")
    visitor.reads("Omgången är öppen")
    for unit in units:
        visitor.reads(unit.name)
    return int(page.url.rstrip("/").rsplit("/", 1)[1])


def saved(visitor: Visitor) -> None:
    expect(visitor.page.locator("#save-status")).to_contain_text("Sparat ")


def answer_and_submit(visitor: Visitor) -> None:
    page = visitor.page
    visitor.reads("Så mäts tiden")
    page.get_by_label("Ja, mät tiden").check()
    visitor.press("Spara och fortsätt")
    visitor.link("Börja svara")
    visitor.reads("Följa hushållens villkor.")
    visitor.link("Granska och skicka in")
    visitor.press("Skicka in uppgifterna")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    visitor.link("Till översikten")

    visitor.click(page.locator(".task-list a, .govuk-task-list a").first)
    page.select_option(field("region@"), "Sindh")
    page.select_option(field("district@"), "Garden")
    # Typing takes the time that it takes: this is what is measured.
    page.locator(field("residentialAddress@")).press_sequentially(
        "Storgatan 1, Provköping", delay=80
    )
    page.fill(field("primaryContactNo@"), "0700000000")
    page.keyboard.press("Tab")
    saved(visitor)
    visitor.look()
    visitor.click(page.get_by_role("button", name="Spara och gå vidare"))

    expect(page.locator('[data-name="internetType@"]')).to_be_hidden()
    page.check(choice("internetHH@", "1"))
    expect(page.locator('[data-name="internetType@"]')).to_be_visible()
    page.check(choice("internetType@", "2"))
    saved(visitor)
    visitor.look()
    visitor.link("Ange minuter")
    page.get_by_label("Minuter").fill("15")
    visitor.press("Spara minuter")
    visitor.reads("Du har angett 15 minuter")
    visitor.click(page.get_by_role("button", name="Spara och gå vidare"))

    page.fill(field("firstNameFM@1"), "Alva")
    page.check(choice("gender@1", "1"))
    page.check(choice("healthVisit@1", "1"))
    page.check(choice("healthFacility@1", "1"))
    for value in ("1", "2", "3", "4"):
        page.check(choice("diseases@1", value))
    expect(page.locator('[id="checks-diseases@1"]')).not_to_have_text("")
    visitor.look()
    page.uncheck(choice("diseases@1", "4"))
    expect(page.locator('[id="checks-diseases@1"]')).to_have_text("")
    page.get_by_role("button", name="Lägg till Household members").click()
    expect(page.locator(".repeat__row")).to_have_count(2)
    second = page.locator(".repeat__row").nth(1)
    path = (second.get_attribute("id") or "").rpartition("@")[2]
    page.fill(field(f"firstNameFM@{path}"), "Bo")
    page.check(choice(f"gender@{path}", "2"))
    page.check(choice(f"healthVisit@{path}", "2"))
    expect(page.locator(f'[data-name="reasonForNoHealthVisit@{path}"]')).to_be_visible()
    expect(page.locator(f'[data-name="healthFacility@{path}"]')).to_be_hidden()
    page.check(choice(f"reasonForNoHealthVisit@{path}", "1"))
    page.check(choice(f"diseases@{path}", "1"))
    saved(visitor)
    visitor.look()
    visitor.click(page.get_by_role("button", name="Spara och gå vidare"))
    page.fill(field("comments@"), "Inget mer.")
    visitor.click(page.get_by_role("button", name="Spara och gå vidare"))
    visitor.reads("Inget hindrar att du skickar in.")
    visitor.press("Skicka in uppgifterna")
    visitor.reads("Uppgifterna är inskickade")
    visitor.reads("Olle Ok")


def others_answer(session: Session, round_id: int, cast: Cast) -> None:
    """Let six more municipalities answer, be timed, and send in, through the same services."""
    for number, (unit, officer) in enumerate(zip(cast.units[1:7], cast.colleagues, strict=True)):
        found = rounds.find_return(session, round_id, unit.id)
        assert found is not None
        arrivals = []
        for section, questions in SECONDS.items():
            opened = opened_page(officer, found, section)
            steps = [(code, seconds + 5 * number) for code, seconds in questions]
            body = batch(opened, working(*steps, section=section))
            arrivals.append((opened, body, sent_at(opened, body)))
        assert set(timing.record_many(session, found.id, arrivals)) == {None}
        actor = actor_of(officer, (Role.OFFICER, unit))
        timing.declare_minutes(session, actor, found.id, "informationTechnology", 10 + number)
        make_submission(session, found.id, ANSWERS)


def seconds_of(database: Database, round_id: int, unit: Unit) -> dict[str, float]:
    with unit_of_work(database, read_only=True) as session:
        found = rounds.find_return(session, round_id, unit.id)
        assert found is not None
        return {
            str(row.question_id): row.active_ms / 1000
            for row in times.list_question_times(session, found.id)
        }


def set_the_tariff(visitor: Visitor) -> None:
    page = visitor.page
    visitor.link("Lägg in den under Tariffer")
    visitor.link("Lägg till en tariff")
    for label, value in (
        ("År", str(clock.today().year)),
        ("Månadslön", "42 000"),
        ("Arbetstid i månaden", "165"),
        ("Sociala avgifter och pension", "39,5"),
        ("Påslag för lokaler, system och stöd", "25"),
        ("Källa", "Påhittat för provet"),
    ):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("Roll").select_option("officer")
    visitor.press("Spara tariffen")


def reckon_burden(visitor: Visitor, database: Database) -> None:
    visitor.menu("Börda")
    visitor.reads("Omgången har ingen beräkning än")
    # Nobody has said what an hour costs; the page tells which tariff is missing, before it is asked.
    visitor.reads("det finns ingen timkostnad")
    expect(visitor.page.get_by_role("button", name="Gör ny beräkning")).to_have_count(0)
    set_the_tariff(visitor)
    visitor.menu("Börda")
    visitor.press("Gör ny beräkning")
    visitor.job_done(database, "**/borda?*")
    visitor.reads("Tillgång till internet")
    visitor.link("Tillgång till internet")
    visitor.reads("7 av 8 kommuner")


def find_overlap(visitor: Visitor, database: Database, folder: Path) -> None:
    """Read the question bank in, match, and decide about one pair."""
    page = visitor.page
    bank = folder / "fragebank.csv"
    bank.write_text(BANK, "utf-8")
    visitor.menu("Register")
    visitor.go("/register/las-in")
    page.get_by_label("Register", exact=True).select_option("bank")
    page.get_by_label("Fil", exact=True).set_input_files(bank)
    visitor.press("Läs in")
    assert visitor.big_number("Nya") == "4"
    visitor.menu("Överlapp")
    visitor.press("Sök överlapp")
    visitor.job_done(database, "**/overlapp/")
    visitor.click(page.get_by_role("link", name="internetHH").first)
    visitor.press("Spara och visa nästa")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.locator("[name=verdict][value=same]").check()
    page.locator("[name=action][value=reuse]").check()
    page.get_by_label("Varför?").fill("Ordagrant samma fråga.")
    visitor.press("Spara och visa nästa")
    visitor.reads("är sparat: Samma uppgift.")


def review(visitor: Visitor) -> list[str]:
    """Weigh the indicator and decide; returns hours, avoidable hours and cost as on the page."""
    page = visitor.page
    visitor.menu("Översyn")
    visitor.link("Tillgång till internet")
    labels = ("tillräknade timmar", "undvikbara timmar", "kostnad")
    figures = [_plain(visitor.big_number(label)) for label in labels]
    visitor.reads("Ordagrant samma fråga.")
    visitor.press("Spara beslutet")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_label("Ändra", exact=True).check()
    page.get_by_label("Skäl").fill("Hämtas från den andra insamlingen nästa år.")
    visitor.press("Spara beslutet")
    visitor.reads("Hämtas från den andra insamlingen nästa år.")
    return figures


def _plain(text: str) -> str:
    """Return the text with every kind of space as one."""
    return " ".join(text.split())


def download_report(visitor: Visitor, database: Database, folder: Path) -> str:
    """Have the PDF made and fetch it; returns its text."""
    page = visitor.page
    visitor.click(page.get_by_role("button", name="PDF på svenska").first)
    visitor.job_done(database, "**/rapporter?*")
    visitor.reads(f"Rapporten för {INDICATOR} är klar")
    with page.expect_download() as started:
        page.get_by_role("link", name="Hämta ").first.click()
    file = folder / "rapport.pdf"
    started.value.save_as(file)
    return "\n".join(one.extract_text() for one in PdfReader(file).pages)


@pytest.mark.parametrize(
    ("backend", "width"),
    [("sqlite", 1280), pytest.param("postgresql", 390, marks=pytest.mark.postgresql)],
)
def test_a_year_from_a_real_form_to_a_report(
    width: int, open_page: OpenPage, database: Database, tmp_path: Path
) -> None:
    with unit_of_work(database) as session:
        cast = prepare(session)
    administrator, officer, reviewer = (
        Visitor(open_page(width=width, accept_downloads=True)) for _ in range(3)
    )

    administrator.sign_in(cast.administrator)
    read_in_link_and_publish(administrator)
    round_id = send_out(administrator, cast.units)

    officer.sign_in(cast.officer)
    answer_and_submit(officer)
    # The last batch is sent when the page is left; the answer to it is not waited for there.
    measured = seconds_of(database, round_id, cast.units[0])
    assert sum(measured.values()) >= 1.5, measured
    with unit_of_work(database) as session:
        others_answer(session, round_id, cast)

    reckon_burden(administrator, database)
    find_overlap(administrator, database, tmp_path)
    officer.menu("Uppgifter att lämna")
    officer.link("Årets hushållsfrågor")
    officer.link("Internet Access")
    officer.reads("Samma uppgift lämnas i Annan insamling")
    officer.menu("Min tid")
    officer.link("Årets hushållsfrågor")
    officer.reads("På skärmen")

    reviewer.sign_in(cast.reviewer)
    figures = review(reviewer)
    assert not {"–", "0,0", "0 kr"} & set(figures), figures
    text = _plain(download_report(reviewer, database, tmp_path))
    for part in (*figures, "Tillgång till internet", "Hämtas från den andra insamlingen nästa år."):
        assert part in text, f"{part!r} is not in the report:\n{text}"
    reviewer.menu("Rapporter")
    reviewer.reads(figures[0])
