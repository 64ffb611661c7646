"""From an administrator's decision about two own questions to the officer who meets the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from surveyapp.core import units
from surveyapp.core.database import Database
from tests.factories.accounts import make_administrator
from tests.factories.responses import make_submission
from tests.overlap.test_effect import stored
from tests.responses import test_browser
from tests.responses.test_browser import as_user, field, status_is
from tests.responses.test_reuse import Pair, ids_of
from tests.support.browser import axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["as_user"]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_decision_reaches_the_officer(
    as_user: Callable[..., Page], app: Flask, session: Session, database: Database
) -> None:
    pair = Pair(session)
    ids = ids_of(pair)
    candidate = stored(session, ids["A1"], other=ids["B1"])
    make_submission(session, pair.other, {"B1": "12"})
    administrator = make_administrator(session)
    units.current().commit()

    deciding = as_user(administrator)
    deciding.goto(f"/overlapp/{candidate.id}")
    deciding.get_by_label("Samma uppgift").check()
    deciding.get_by_label("A1 ändras och tar sitt svar från B1").check()
    deciding.get_by_label("Samma svar används på båda ställena").check()
    deciding.get_by_label("Varför?").fill("Samma personer, samma dag.")
    axe(deciding)
    deciding.get_by_role("button", name="Spara").first.click()
    expect(deciding.get_by_text("Det finns inget mer att besluta här.")).to_be_visible()

    answering = as_user(pair.scene.officer)
    answering.goto(f"/uppgifter/{pair.scene.return_id}/A")
    question = answering.locator('[data-name="A1@"]')
    expect(question).to_contain_text("Samma uppgift lämnas i Registerenkäten.")
    expect(question).to_contain_text("12 personer")
    question.get_by_role("button", name="Använd svaret").click()
    expect(answering.locator(field("A1"))).to_have_value("12")
    status_is(answering, "Sparat ")
    assert test_browser.stored(database, pair.scene) == {"A1": "12"}

    deciding.goto("/overlapp/sparat")
    expect(deciding.get_by_text("Fråga för fråga", exact=True)).to_be_visible()
    axe(deciding)
