"""The pages of time, and a real section page in a real browser."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from surveyapp.accounts.models import User
from surveyapp.core import clock
from surveyapp.core.database import Database
from surveyapp.core.units import unit_of_work
from surveyapp.rounds.models import Return, Round
from surveyapp.timing import queries, service, tokens
from surveyapp.timing.models import DeclaredMinutes, EventBatch, PageSession, RefusedBatch, Strike
from tests.factories.accounts import make_officer, make_user, sign_in
from tests.factories.questionnaires import form, make_version, question, section
from tests.factories.registry import make_unit
from tests.factories.responses import give_answers, make_submission
from tests.factories.rounds import make_round, return_of
from tests.factories.timing import as_sent, batch, opened_page, sent_at, split, working
from tests.support.browser import OpenPage, axe, no_sideways_scroll
from tests.support.html import CheckingClient

EVENTS = "/tid/handelser"


@dataclass
class Case:
    """One municipality's return, two officers there and one elsewhere."""

    round_: Round
    return_: Return
    anna: User
    bo: User
    stranger: User

    @property
    def section(self) -> str:
        return f"/uppgifter/{self.return_.id}/A"


@pytest.fixture
def case(session: Session) -> Case:
    unit, other = make_unit(session, name="Egenby"), make_unit(session)
    version = make_version(
        session,
        form(section("A", question("Q1"), question("Q2")), section("B", question("Q3"))),
    )
    round_ = make_round(session, unit, other, version=version)
    return Case(
        round_,
        return_of(session, round_, unit),
        make_officer(session, unit, name="Anna"),
        make_officer(session, unit, name="Bo"),
        make_officer(session, other, name="Cia"),
    )


def attributes(html: str) -> dict[str, str]:
    return dict(re.findall(r'(data-timing-[a-z]+)="([^"]*)"', html))


def page_of(html: str, section_code: str = "A") -> tuple[dict[str, str], Any]:
    """Return the attributes, and the page session that the token carries."""
    found = attributes(html)
    page = tokens.read(found["data-timing-token"], ["x" * 32])
    assert page is not None
    assert page.section_code == section_code
    return found, page


def count(session: Session, table: type[Any]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


# --- The token ------------------------------------------------------------------------------------


def test_the_section_page_carries_a_page_session_and_writes_nothing(
    client: CheckingClient, session: Session, case: Case
) -> None:
    sign_in(client, case.anna)
    html = client.get(case.section).text
    found, page = page_of(html)
    assert (page.user_id, page.return_id) == (case.anna.id, case.return_.id)
    assert found["data-timing-endpoint"] == EVENTS
    assert found["data-timing-session"] == page.page_session_id
    assert found["data-timing-return"] == str(case.return_.id)
    assert 'data-section="A"' in html
    assert "js/timing.js" in html
    _again, other = page_of(client.get(case.section).text)
    assert other.page_session_id != page.page_session_id
    assert count(session, PageSession) == 0


@pytest.mark.parametrize("why", ["not told", "switched off", "submitted"])
def test_without_consent_or_after_sending_in_there_is_no_token(
    client: CheckingClient, session: Session, case: Case, why: str
) -> None:
    if why == "not told":
        case.anna.timing_informed_at = None
    elif why == "switched off":
        case.anna.is_timed = False
    else:
        make_submission(session, case.return_.id, {"Q1": "1", "Q2": "2", "Q3": "3"})
    session.commit()
    sign_in(client, case.anna)
    response = client.get(case.section)
    assert response.status_code == 200
    assert attributes(response.text) == {}
    assert "js/timing.js" not in response.text


# --- Events ---------------------------------------------------------------------------------------


def send(client: CheckingClient, body: bytes) -> int:
    return client.post(EVENTS, data=body, content_type="application/json").status_code


def opened(
    session: Session, client: CheckingClient, case: Case, events: list[dict[str, Any]]
) -> tuple[Any, dict[str, Any]]:
    """Return Anna's page, served five minutes ago, and a batch of it that carries its token."""
    sign_in(client, case.anna)
    page = opened_page(case.anna, case.return_, minutes_ago=5)
    return page, batch(page, events, token=tokens.sign(page, ["x" * 32]))


def test_a_batch_needs_no_csrf_token_and_counts_once(
    client: CheckingClient, session: Session, case: Case
) -> None:
    _page, body = opened(session, client, case, working(("Q1", 40)))
    assert send(client, as_sent(body)) == 204
    assert send(client, as_sent(body)) == 204
    [time] = queries.list_question_times(session, case.return_.id)
    assert time.active_ms == 40_000
    assert count(session, EventBatch) == 1
    [stored] = session.scalars(sa.select(EventBatch))
    assert body["token"].encode() not in stored.packed


def test_refused_batches_are_traced_and_told_nothing(
    client: CheckingClient, session: Session, case: Case
) -> None:
    _page, body = opened(session, client, case, working(("Q1", 40)))
    forged = {**body, "token": body["token"][:-3] + "abc"}
    assert send(client, as_sent(forged)) == 403
    assert send(client, b"not json") == 400
    assert send(client, b"x" * 70_000) == 400
    assert send(client, as_sent({**body, "answer": "42"})) == 400
    sign_in(client, case.bo)
    response = client.post(EVENTS, data=as_sent(body), content_type="application/json")
    assert (response.status_code, response.json) == (403, {"error": "refused"})
    assert count(session, EventBatch) == count(session, PageSession) == 0
    reasons = session.scalars(sa.select(RefusedBatch.reason).order_by(RefusedBatch.id)).all()
    assert list(reasons) == [
        "forged_token",
        "not_json",
        "too_large",
        "envelope_keys",
        "other_person",
    ]


def test_who_switches_off_is_told_to_stop(
    client: CheckingClient, session: Session, case: Case
) -> None:
    _page, body = opened(session, client, case, working(("Q1", 40)))
    case.anna.is_timed = False
    session.commit()
    assert send(client, as_sent(body)) == 410
    assert count(session, EventBatch) == 0


def test_signed_out_the_browser_keeps_its_events(
    client: CheckingClient, session: Session, case: Case
) -> None:
    _page, body = opened(session, client, case, working(("Q1", 40)))
    with client.session_transaction() as cookie:
        cookie.clear()
    assert send(client, as_sent(body)) == 401


def test_a_key_that_was_replaced_still_counts(
    app: Flask, client: CheckingClient, session: Session, case: Case
) -> None:
    _page, body = opened(session, client, case, working(("Q1", 40)))
    app.config["SECRET_KEY_FALLBACKS"] = ["x" * 32]
    app.config["SECRET_KEY"] = "y" * 32
    sign_in(client, case.anna)
    assert send(client, as_sent(body)) == 204


# --- One's own time -------------------------------------------------------------------------------


def timed(session: Session, case: Case, user: User, *steps: tuple[str, float]) -> Any:
    page = opened_page(user, case.return_, minutes_ago=30)
    body = batch(page, working(*steps))
    verdict = service.record(session, page=page, body=body, received_at=sent_at(page, body))
    assert verdict is None
    session.commit()
    return page


def test_an_officer_sees_only_their_own_time(
    client: CheckingClient, session: Session, case: Case
) -> None:
    timed(session, case, case.anna, ("Q1", 61), ("Q2", 30))
    timed(session, case, case.bo, ("Q1", 47))
    sign_in(client, case.anna)
    html = client.get(f"/min-tid/{case.return_.id}").text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Fråga Q1" in html
    assert "1 min 1 s" in html
    assert "47 s" not in html
    assert "1 min 48 s" not in html
    overview = client.get("/min-tid").text.replace("\N{NO-BREAK SPACE}", " ")
    assert "1 min 31 s" in overview
    csv = client.get(f"/min-tid/{case.return_.id}?format=csv").text
    assert csv.splitlines()[1:] == ["Avsnitt A;Fråga Q1;61;0;0;0", "Avsnitt A;Fråga Q2;30;0;0;0"]
    stretches = client.get(f"/min-tid/{case.return_.id}?format=csv&tabell=stunder").text
    assert [line.split(";")[3] for line in stretches.splitlines()[1:]] == ["Fråga Q1", "Fråga Q2"]
    assert "Egenby;91;0;" in client.get("/min-tid?format=csv").text
    assert ";91;0" in client.get("/min-tid?format=csv&tabell=dagar").text


def test_nobody_else_sees_it(client: CheckingClient, session: Session, case: Case) -> None:
    timed(session, case, case.anna, ("Q1", 61))
    address = f"/min-tid/{case.return_.id}"
    sign_in(client, case.bo)
    assert "Ingen tid är mätt än" in client.get(address).text
    assert "Ingen tid är mätt än" in client.get("/min-tid").text
    sign_in(client, case.stranger)
    assert client.get(address).status_code == 404


def test_a_former_officer_still_sees_and_strikes_their_time(
    client: CheckingClient, session: Session, case: Case
) -> None:
    page = timed(session, case, case.anna, ("Q1", 61))
    elsewhere = make_unit(session)
    from surveyapp.accounts.models import Grant

    session.execute(
        sa.update(Grant).where(Grant.user_id == case.anna.id).values(unit_id=elsewhere.id)
    )
    session.commit()
    token = sign_in(client, case.anna)
    assert client.get(f"/min-tid/{case.return_.id}").status_code == 200
    data = {"csrf_token": token, "from_ms": page.opened_at_ms, "to_ms": page.opened_at_ms + 61_000}
    assert client.post(f"/min-tid/{case.return_.id}/stryk", data=data).status_code == 303
    assert queries.list_question_times(session, case.return_.id) == []


def test_a_question_is_struck_and_undone(
    client: CheckingClient, session: Session, case: Case
) -> None:
    timed(session, case, case.anna, ("Q1", 61), ("Q2", 30))
    [q1, q2] = queries.list_question_times(session, case.return_.id)
    token = sign_in(client, case.anna)
    address = f"/min-tid/{case.return_.id}"
    data = {"csrf_token": token, "question_id": q1.question_id}
    response = client.post(f"{address}/stryk", data=data)
    assert (response.status_code, response.location) == (303, address)
    html = client.get(address).text
    assert "Struken tid" in html
    assert "Ångra" in html
    left = [one.question_id for one in queries.list_question_times(session, case.return_.id)]
    assert left == [q2.question_id]
    [strike] = session.scalars(sa.select(Strike))
    undone = client.post(f"/min-tid/strykning/{strike.id}/angra", data={"csrf_token": token})
    assert undone.status_code == 303
    assert len(queries.list_question_times(session, case.return_.id)) == 2
    assert "Struken tid" not in client.get(address).text


def test_a_day_is_struck_and_undone(client: CheckingClient, session: Session, case: Case) -> None:
    page = timed(session, case, case.anna, ("Q1", 61))
    day = page.opened_at.astimezone(clock.STOCKHOLM).date()
    token = sign_in(client, case.anna)
    assert "Stryk dagen" in client.get("/min-tid").text
    client.post(f"/min-tid/dag/{day}", data={"csrf_token": token})
    assert queries.list_question_times(session, case.return_.id) == []
    assert "Stryk dagen" not in client.get("/min-tid").text
    assert "Hela dagen" in client.get(f"/min-tid/{case.return_.id}").text
    client.post(f"/min-tid/dag/{day}", data={"csrf_token": token, "angra": "1"})
    assert len(queries.list_question_times(session, case.return_.id)) == 1
    for wrong in ("2020-01-01", "0001-01-01", "9999-12-31", "igår"):
        response = client.post(f"/min-tid/dag/{wrong}", data={"csrf_token": token})
        assert response.status_code == 404


@pytest.mark.parametrize(
    "data",
    [{}, {"from_ms": "5", "to_ms": "5"}, {"from_ms": "x", "to_ms": "9"}, {"question_id": "²"}],
)
def test_a_strike_that_means_nothing_is_told(
    client: CheckingClient, session: Session, case: Case, data: dict[str, str]
) -> None:
    timed(session, case, case.anna, ("Q1", 61))
    token = sign_in(client, case.anna)
    response = client.post(f"/min-tid/{case.return_.id}/stryk", data={"csrf_token": token, **data})
    assert response.status_code == 422
    assert count(session, Strike) == 0


def test_saves_that_no_page_saw_give_a_rough_estimate(
    client: CheckingClient, session: Session, case: Case, time_machine: Any
) -> None:
    start = clock.now()
    from surveyapp.core.access import Role
    from tests.factories.accounts import actor_of

    unit = session.get_one(type(case.return_.unit), case.return_.unit_id)
    actor = actor_of(case.anna, (Role.OFFICER, unit))
    for minutes, code in ((0, "Q1"), (4, "Q2"), (60, "Q1")):
        time_machine.move_to(start + dt.timedelta(minutes=minutes), tick=False)
        give_answers(session, case.return_.id, {code: str(minutes)}, actor)
    session.commit()
    sign_in(client, case.anna)
    html = client.get(f"/min-tid/{case.return_.id}").text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Grov uppskattning" in html
    assert "19 min" in html
    assert queries.round_measurements(session, case.round_.id) == []
    case.anna.is_timed = False
    session.commit()
    assert "Grov uppskattning" not in client.get(f"/min-tid/{case.return_.id}").text


# --- Minutes outside the form ---------------------------------------------------------------------


def test_minutes_are_asked_without_a_figure_and_can_be_changed(
    client: CheckingClient, session: Session, case: Case
) -> None:
    token = sign_in(client, case.anna)
    address = f"{case.section}/tid"
    assert address in client.get(case.section).text
    html = client.get(address).text
    assert re.search(r'<input[^>]*name="minutes"[^>]*value=""', html)
    data = {"csrf_token": token, "minutes": "0", "role": "controller"}
    response = client.post(address, data=data)
    assert (response.status_code, response.location) == (303, case.section)
    assert "Du har angett 0 minuter" in client.get(case.section).text
    assert re.search(r'<input[^>]*name="minutes"[^>]*value="0"', client.get(address).text)
    client.post(address, data={**data, "minutes": "1 250", "role": "officer"})
    [declared] = session.scalars(sa.select(DeclaredMinutes))
    assert (declared.minutes, declared.role, declared.user_id) == (1250, "officer", case.anna.id)
    sign_in(client, case.bo)
    assert "1 250" not in client.get(case.section).text.replace("\N{NO-BREAK SPACE}", " ")
    assert re.search(r'<input[^>]*name="minutes"[^>]*value=""', client.get(address).text)
    token = sign_in(client, case.anna)
    client.post(address, data={**data, "csrf_token": token, "minutes": ""})
    assert count(session, DeclaredMinutes) == 0


@pytest.mark.parametrize(
    ("minutes", "role"),
    [
        ("-5", "officer"),
        ("12,5", "officer"),
        ("en timme", "officer"),
        ("5", "x"),
        ("70000", "head"),
    ],
)
def test_minutes_that_cannot_be_read_are_kept_and_told(
    client: CheckingClient, session: Session, case: Case, minutes: str, role: str
) -> None:
    token = sign_in(client, case.anna)
    data = {"csrf_token": token, "minutes": minutes, "role": role}
    response = client.post(f"{case.section}/tid", data=data)
    assert response.status_code == 422
    assert f'value="{minutes}"' in response.text
    assert "error-summary" in response.text
    assert count(session, DeclaredMinutes) == 0


def test_after_sending_in_the_minutes_are_shown_and_not_taken(
    client: CheckingClient, session: Session, case: Case
) -> None:
    token = sign_in(client, case.anna)
    address = f"{case.section}/tid"
    data = {"csrf_token": token, "minutes": "45", "role": "officer"}
    client.post(address, data=data)
    make_submission(session, case.return_.id, {"Q1": "1", "Q2": "2", "Q3": "3"})
    session.commit()
    assert "Du har angett 45 minuter" in client.get(address).text
    response = client.post(address, data={**data, "minutes": "5"})
    assert response.status_code == 409
    assert 'name="minutes"' not in response.text
    assert client.get(f"/uppgifter/{case.return_.id}/X/tid").status_code == 404


def test_the_pages_are_there_in_english(
    client: CheckingClient, session: Session, case: Case
) -> None:
    timed(session, case, case.anna, ("Q1", 61))
    case.anna.language = "en"
    session.commit()
    sign_in(client, case.anna)
    assert "My time" in client.get("/min-tid").text
    assert "Strike out" in client.get(f"/min-tid/{case.return_.id}").text
    assert "Work outside the form" in client.get(f"{case.section}/tid").text


# --- In a real browser ----------------------------------------------------------------------------


def cookie_of(app: Flask, user: User) -> Any:
    """Return the cookie of a browser that is signed in."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    value = serializer.dumps(
        {"_user_id": f"{user.id}:{user.session_version}", "_fresh": True, "csrf_token": "c" * 40}
    )
    return {"name": "session", "value": value, "url": "http://127.0.0.1"}


def tells_of_hiding(answer: Any) -> bool:
    """Whether it is the answer to the batch that ends with the hidden page, not to one before."""
    return answer.url.endswith(EVENTS) and '"hidden"' in (answer.request.post_data or "")


@pytest.fixture
def live(database: Database) -> Case:
    with unit_of_work(database) as session:
        unit = make_unit(session, name="Egenby")
        version = make_version(
            session,
            form(section("A", question("Q1"), question("Q2")), section("B", question("Q3"))),
        )
        round_ = make_round(session, unit, version=version)
        return Case(
            round_,
            return_of(session, round_, unit),
            make_officer(session, unit, name="Anna"),
            make_officer(session, unit, name="Bo"),
            make_user(session),
        )


def test_work_on_the_real_page_becomes_the_stored_seconds(
    app: Flask, open_page: OpenPage, live_server: str, live: Case, database: Database
) -> None:
    page = open_page()
    page.context.add_cookies([cookie_of(app, live.anna)])
    page.clock.install()
    page.goto(live.section)
    page.locator('[data-question="Q1"] input:not([type=hidden])').first.click()
    for _ in range(4):
        page.clock.run_for(5_000)
        page.keyboard.press("Shift")
    page.locator('[data-question="Q2"] input:not([type=hidden])').first.click()
    for _ in range(6):
        page.clock.run_for(5_000)
        page.keyboard.press("Shift")
    with page.expect_response(tells_of_hiding) as answered:
        page.evaluate(
            """() => { Object.defineProperty(document, 'hidden', {configurable: true, get: () => true});
            document.dispatchEvent(new Event('visibilitychange')); }"""
        )
    assert answered.value.status == 204
    with unit_of_work(database, read_only=True) as session:
        times = queries.list_question_times(session, live.return_.id)
        found = [one.active_ms / 1000 for one in times]
        assert found == [pytest.approx(20, abs=1), pytest.approx(30, abs=1)]
        assert service.replay_return(session, live.return_.id).is_equal


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_pages_have_no_faults_for_those_who_listen(
    app: Flask, open_page: OpenPage, live: Case, database: Database, width: int
) -> None:
    with unit_of_work(database) as session:
        for minutes_ago in (3000, 60):
            page_ = opened_page(live.anna, live.return_, minutes_ago=minutes_ago)
            for part in split(working(("Q1", 200), ("Q2", 90), ("Q1", 30)), 9):
                body = batch(page_, part)
                service.record(session, page=page_, body=body, received_at=sent_at(page_, body))
        strike = Strike(
            return_id=live.return_.id,
            user_id=live.anna.id,
            question_id=None,
            from_ms=page_.opened_at_ms,
            to_ms=page_.opened_at_ms + 200_000,
            at=clock.now(),
        )
        session.add(strike)
    for dark in (False, True):
        page = open_page(width=width, dark=dark)
        page.context.add_cookies([cookie_of(app, live.anna)])
        for address in ("/min-tid", f"/min-tid/{live.return_.id}", f"{live.section}/tid"):
            page.goto(address)
            axe(page)
            no_sideways_scroll(page)
        page.get_by_label("Minuter").fill("många")
        page.get_by_role("button", name="Spara minuter").click()
        page.wait_for_selector(".govuk-error-summary")
        axe(page)
        page.context.clear_cookies()
        page.context.add_cookies([cookie_of(app, live.bo)])
        page.goto("/min-tid")
        axe(page)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_without_scripts_minutes_are_declared_and_time_is_struck(
    app: Flask, open_page: OpenPage, live: Case, database: Database
) -> None:
    with unit_of_work(database) as session:
        opened_ = opened_page(live.anna, live.return_)
        body = batch(opened_, working(("Q1", 60)))
        service.record(session, page=opened_, body=body, received_at=sent_at(opened_, body))
    page = open_page(javascript=False)
    page.context.add_cookies([cookie_of(app, live.anna)])
    page.goto(live.section)
    page.get_by_role("link", name="Ange minuter").click()
    page.get_by_label("Minuter").fill("45")
    page.get_by_label("Vem gjorde arbetet?").select_option("head")
    page.get_by_role("button", name="Spara minuter").click()
    expect(page.locator("main")).to_contain_text("Du har angett 45 minuter")
    page.goto(f"/min-tid/{live.return_.id}")
    page.get_by_role("button", name="Stryk Fråga Q1").click()
    expect(page.locator("main")).to_contain_text("Tiden är struken")
    with unit_of_work(database, read_only=True) as session:
        assert queries.list_question_times(session, live.return_.id) == []
        [declared] = queries.round_declared(session, live.round_.id)
        assert (declared.minutes, declared.role) == (45, "head")
