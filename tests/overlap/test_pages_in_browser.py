"""The pages in a real browser: nothing broken for those who hear or enlarge them, keyboard enough."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from surveyapp.accounts import service
from surveyapp.accounts.models import User
from surveyapp.accounts.queries import get_user
from surveyapp.core.access import SYSTEM, Role
from surveyapp.core.database import Database
from surveyapp.core.units import unit_of_work
from surveyapp.overlap import deciding, queries, termlists
from surveyapp.overlap.queries.elements import list_elements
from surveyapp.overlap.queries.terms import active_rows
from tests.factories.accounts import actor_of, make_administrator, sign_in
from tests.overlap.pairs import make_banks, make_costs, make_pair, make_questions, question_ids
from tests.support.browser import OpenPage, axe, no_sideways_scroll

CARDS = 20


@pytest.fixture
def administrator(database: Database, app: Flask) -> User:
    with unit_of_work(database) as session:
        return make_administrator(session, "Anna")


@pytest.fixture
def cookie(administrator: User, app: Flask) -> str:
    client = app.test_client()
    sign_in(client, administrator)
    found = client.get_cookie("session")
    assert found is not None
    return str(found.value)


@pytest.fixture
def cards(database: Database, app: Flask) -> list[int]:
    """The ids of twenty pairs, in the order of the queue."""
    with unit_of_work(database) as session:
        version = make_questions(session, CARDS)
        (bank,) = make_banks(session, 1)
        return [
            make_pair(
                session,
                question_id,
                bank,
                probability=0.95 - n / 100,
                model="m1",
                relations={"age": "same", "period": "conflict" if n % 2 else "same"},
            ).id
            for n, question_id in enumerate(question_ids(session, version))
        ]


def signed_in(page: Page, cookie: str, address: str) -> Page:
    page.context.add_cookies([{"name": "session", "value": cookie, "url": address}])
    return page


def decisions(database: Database, ids: list[int]) -> list[tuple[str, str, str]]:
    with unit_of_work(database, read_only=True) as session:
        newest = queries.newest_decisions(session)
        return [(newest[i].verdict, newest[i].action, newest[i].reason_code) for i in ids]


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def at_card(page: Page, candidate_id: int) -> None:
    expect(page).to_have_url(re.compile(rf"/overlapp/{candidate_id}$"))
    # The address changes when the page begins to arrive, keys are heard once its script has run.
    page.wait_for_load_state("domcontentloaded")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("width", "dark", "language"),
    [(390, False, "sv"), (1280, False, "sv"), (1280, True, "sv"), (390, False, "en")],
)
def test_the_pages_have_no_barriers(
    open_page: OpenPage,
    live_server: str,
    cards: list[int],
    administrator: User,
    cookie: str,
    database: Database,
    width: int,
    dark: bool,
    language: str,
) -> None:
    with unit_of_work(database) as session:
        service.set_language(session, get_user(session, administrator.id), language)
        pairs = [queries.get_candidate(session, i) for i in cards[:4]]
        bank = pairs[0].bank_question
        assert bank is not None
        bank.source_note = "Källa: Kolada"
        bank.collection.hours_per_year, bank.collection.hours_source = 12.5, "Utredningen 2024"
        choices = (("same", "keep"), ("derivable", "derive"), ("same", "drop"), ("unrelated", ""))
        made = [
            deciding.decide(
                session, SYSTEM, pair, verdict=verdict, action=action, reason="Läst.", seconds=9
            )
            for pair, (verdict, action) in zip(pairs, choices, strict=True)
        ]
        rows = queries.list_newest_question_versions(session)
        make_costs(session, rows[0].version, {rows[0].question_id: 40.0})
        termlists.teach(
            session, SYSTEM, kind="synonym", language="sv", left="säbo", right="äldreboende"
        )
        element, decision = list_elements(session)[0].id, made[3].id
    page = signed_in(open_page(width=width, dark=dark), cookie, live_server)
    for path in (
        "",
        str(cards[2]),
        "begrepp",
        f"begrepp/{element}",
        "ord",
        f"beslut/{decision}/ord",
        "karta",
        "karta/0001",
        "traffsakerhet",
        "sparat",
        str(cards[5]),
    ):
        page.goto(f"/overlapp/{path}")
        expect(page.locator("html")).to_have_attribute("lang", language)
        axe(page)
        no_sideways_scroll(page)
    save = {"sv": "Spara och visa nästa", "en": "Save and show the next"}[language]
    page.get_by_role("button", name=save).click()
    expect(page.get_by_role("alert")).to_be_visible()
    axe(page)
    no_sideways_scroll(page)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_twenty_cards_are_decided_by_keyboard_alone(
    page: Page, live_server: str, cards: list[int], cookie: str, database: Database
) -> None:
    signed_in(page, cookie, live_server).goto("/overlapp/")
    page.get_by_role("link", name="Börja besluta").focus()
    press(page, "Enter")
    ways = [
        (("1", "0", "a"), ("same", "keep", "other_words")),
        (("4", "g"), ("unrelated", "", "other_population")),
        (("2", "8", "t"), ("derivable", "derive", "other_period")),
        (("3", "e"), ("related", "", "other_unit")),
        (("5", "m"), ("cannot_tell", "", "wording_misread")),
    ]
    for number, candidate_id in enumerate(cards):
        at_card(page, candidate_id)
        expect(page.get_by_text(f"Par 1 av {CARDS - number}")).to_be_visible()
        press(page, *ways[number % 5][0], "Enter")
    expect(page.get_by_text("Det finns inget mer att besluta här.")).to_be_visible()
    assert decisions(database, cards) == [ways[n % 5][1] for n in range(CARDS)]
    with unit_of_work(database, read_only=True) as session:
        seconds = [d.seconds for d in queries.newest_decisions(session).values()]
    assert all(s is not None and 0 <= s < 600 for s in seconds)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_moving_undoing_and_writing_by_keyboard(
    page: Page, live_server: str, cards: list[int], cookie: str, database: Database
) -> None:
    signed_in(page, cookie, live_server).goto(f"/overlapp/{cards[0]}")
    press(page, "n")
    at_card(page, cards[1])
    press(page, "n")
    at_card(page, cards[2])
    press(page, "p")
    at_card(page, cards[1])
    press(page, "p")
    at_card(page, cards[0])
    chosen = page.locator("[data-chosen]")
    expect(chosen).to_have_text("Inget valt än")
    press(page, "1")
    expect(chosen).to_have_text("Samma uppgift")
    press(page, "4")
    expect(chosen).to_have_text("Hör inte ihop · Ingen åtgärd")
    press(page, "6")
    expect(chosen).to_contain_text("Åtgärden passar inte ihop med vad du kom fram till.")
    press(page, "4")
    expect(chosen).to_have_text("Hör inte ihop · Ingen åtgärd")
    press(page, "f")
    page.keyboard.type("1 n p u: skrivet i fältet")
    press(page, "Control+Enter")
    at_card(page, cards[1])
    expect(
        page.get_by_text("Beslutet om Q1 är sparat: Hör inte ihop. 19 par kvar.")
    ).to_be_visible()
    expect(page.locator(".notice[role=alert]")).to_be_focused()
    press(page, "u")
    at_card(page, cards[0])
    expect(page.get_by_text("1 n p u: skrivet i fältet").first).to_be_visible()
    press(page, "3", "Enter")
    expect(page.get_by_text("är sparat")).to_be_visible()
    assert decisions(database, cards[:1]) == [("related", "", "")]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_wrong_key_neither_loses_nor_doubles_a_decision(
    page: Page, live_server: str, cards: list[int], cookie: str, database: Database
) -> None:
    signed_in(page, cookie, live_server).goto(f"/overlapp/{cards[0]}")
    chosen = page.locator("[data-chosen]")
    expect(chosen).to_be_in_viewport()
    press(page, "2", "b")
    expect(page.get_by_label("Hur räknas det fram?")).to_be_focused()
    page.keyboard.type("summera")
    press(page, "Escape", "n")
    expect(chosen).to_contain_text("Tryck N igen")
    at_card(page, cards[0])
    press(page, "8", "t")
    expect(chosen).to_contain_text("Hämta svaret därifrån")
    press(page, "Enter", "Enter")
    at_card(page, cards[1])
    with unit_of_work(database, read_only=True) as session:
        (decision,) = queries.list_decisions(session, cards[0])
    assert decision.how == "summera"
    press(page, "4", "n", "n")
    at_card(page, cards[2])
    expect(page.get_by_text("Beslutat:")).to_have_count(0)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_a_colleague_decided_meanwhile_costs_one_more_key(
    page: Page, live_server: str, cards: list[int], cookie: str, database: Database
) -> None:
    signed_in(page, cookie, live_server).goto(f"/overlapp/{cards[0]}")
    with unit_of_work(database) as session:
        bo = actor_of(make_administrator(session, "Bo"), (Role.ADMINISTRATOR, None))
        pair = queries.get_candidate(session, cards[0])
        deciding.decide(session, bo, pair, verdict="unrelated", action="", reason="Vuxna.")
    press(page, "1", "0", "f")
    page.keyboard.type("Samma barn.")
    press(page, "Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Bo har beslutat om paret")
    at_card(page, cards[0])
    axe(page)
    chosen = page.locator("[data-chosen]")
    expect(chosen).to_contain_text("Samma uppgift · Behåll frågan som den är")
    press(page, "n")
    expect(chosen).to_contain_text("Tryck N igen")
    press(page, "Enter")
    at_card(page, cards[1])
    with unit_of_work(database, read_only=True) as session:
        newest, before = queries.list_decisions(session, cards[0])
    assert (newest.verdict, newest.reason) == ("same", "Samma barn.")
    assert before.verdict == "unrelated"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_which_of_two_own_questions_goes_is_chosen_by_key_and_said(
    page: Page, live_server: str, cookie: str, database: Database
) -> None:
    with unit_of_work(database) as session:
        first, second = question_ids(session, make_questions(session, 2))
        pair_id = make_pair(session, first, other_question_id=second).id
    signed_in(page, cookie, live_server).goto(f"/overlapp/{pair_id}")
    chosen = page.locator("[data-chosen]")
    press(page, "1", "6")
    told = "Samma uppgift · Åtgärden gäller {} · Ta bort frågan nästa år"
    expect(chosen).to_have_text(told.format("Q1"))
    press(page, "h")
    expect(chosen).to_have_text(told.format("Q2"))
    press(page, "4")
    expect(chosen).to_have_text("Hör inte ihop · Ingen åtgärd")
    press(page, "1", "6", "a", "Enter")
    expect(page.get_by_text("Q2 tas bort och Q1 ställs som förut.")).to_be_visible()
    with unit_of_work(database, read_only=True) as session:
        (decision,) = queries.list_decisions(session, pair_id)
    assert decision.direction == "theirs"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_keys_can_be_switched_off_and_stay_so(
    page: Page, live_server: str, cards: list[int], cookie: str
) -> None:
    signed_in(page, cookie, live_server).goto(f"/overlapp/{cards[0]}")
    page.get_by_text("Tangenter", exact=True).click()
    page.get_by_role("checkbox", name="Använd tangenter").uncheck()
    page.reload()
    press(page, "1", "n", "Enter")
    at_card(page, cards[0])
    expect(page.locator("[data-chosen]")).to_have_text("Inget valt än")
    expect(page.locator(".govuk-radios .key").first).to_be_hidden()
    page.get_by_text("Tangenter", exact=True).click()
    page.get_by_role("checkbox", name="Använd tangenter").check()
    page.locator("h1").click()
    press(page, "1")
    expect(page.locator("[data-chosen]")).to_have_text("Samma uppgift")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_pair_is_decided_without_scripts(
    open_page: OpenPage, live_server: str, cards: list[int], cookie: str, database: Database
) -> None:
    page = signed_in(open_page(javascript=False), cookie, live_server)
    page.goto(f"/overlapp/{cards[0]}")
    page.get_by_role("radio", name="Går att räkna fram").check()
    page.get_by_role("radio", name="Vårt svar ur deras").check()
    page.get_by_role("radio", name="Hämta svaret därifrån").check()
    page.get_by_role("radio", name="Annan tid").check()
    page.get_by_role("button", name="Spara och visa nästa").click()
    at_card(page, cards[1])
    assert decisions(database, cards[:1]) == [("derivable", "derive", "other_period")]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_second_person_agrees_and_teaches_a_word(
    page: Page, live_server: str, cards: list[int], cookie: str, database: Database
) -> None:
    with unit_of_work(database) as session:
        bo = actor_of(make_administrator(session, "Bo"), (Role.ADMINISTRATOR, None))
        pair = queries.get_candidate(session, cards[0])
        deciding.decide(session, bo, pair, verdict="same", action="drop", reason="Samma barn.")
    signed_in(page, cookie, live_server).goto("/overlapp/?lage=vantar")
    page.get_by_role("link", name="Q1").click()
    page.get_by_role("button", name="Håller med").click()
    expect(page.get_by_text("Ni är två om beslutet nu.")).to_be_visible()
    page.goto(f"/overlapp/{cards[1]}")
    press(page, "1", "0", "a", "Enter")
    expect(page.get_by_text("är sparat")).to_be_visible()
    press(page, "w")
    page.get_by_label("Ord", exact=True).fill("säbo")
    page.get_by_label("Annat ord").fill("äldreboende")
    press(page, "Enter")
    at_card(page, cards[2])
    with unit_of_work(database, read_only=True) as session:
        assert active_rows(session) == [("synonym", "sv", "säbo", "äldreboende")]
        assert queries.decisions_in_force(session)[cards[0]].action == "drop"
