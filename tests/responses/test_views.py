"""The officer's pages: what they show, take and refuse, with and without script."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from surveyapp.core.access import SYSTEM
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.questionnaires import service as questionnaire_service
from surveyapp.questionnaires.rules.definition import Item, Kind
from surveyapp.responses import queries, service
from surveyapp.responses.models import Change
from surveyapp.rounds import service as rounds
from tests.factories.accounts import make_officer, sign_in
from tests.factories.questionnaires import form, question, section
from tests.factories.registry import make_unit
from tests.factories.responses import give_answers, make_submission
from tests.factories.rounds import make_round, return_of
from tests.responses.conftest import Officer, Scene, answer, make_scene
from tests.support.html import CheckingClient


def text_of(response: Any) -> str:
    text: str = response.get_data(as_text=True)
    return text


def fields(*names: str, **values: Any) -> dict[str, Any]:
    """Return a post of blank fields that were on the page at version 0, with some filled in."""
    found: dict[str, Any] = {f"v-{name}": "0" for name in names}
    return found | values


def stored(scene: Scene) -> dict[str, Any]:
    return {
        f"{code}@{path}": a.value
        for (code, path), a in service.open_work(
            scene.session, SYSTEM, scene.return_id
        ).answers.items()
    }


# --- the calendar ----------------------------------------------------------------------------------


def test_the_calendar_shows_own_returns_and_one_next_step(officer: Officer, scene: Scene) -> None:
    page = text_of(officer.client.get("/uppgifter"))
    assert "Prövoomgången" in page
    assert "30 dagar kvar" in page
    assert page.count("Börja svara") == 1
    give_answers(scene.session, scene.return_id, {"A1": "5"}, scene.actor)
    page = text_of(officer.client.get("/uppgifter"))
    assert "Fortsätt svara" in page
    assert "Anna Berg" in page
    make_submission(scene.session, scene.return_id, {}, scene.actor)
    assert "Visa kvittensen" in text_of(officer.client.get("/uppgifter"))


def test_an_empty_calendar_says_what_happens_next(client: CheckingClient, session: Session) -> None:
    sign_in(client, make_officer(session, make_unit(session)))
    assert "Inga uppgifter att lämna just nu" in text_of(client.get("/uppgifter"))


def test_earlier_years_stand_in_a_table_and_in_a_file(officer: Officer, scene: Scene) -> None:
    make_submission(scene.session, scene.return_id, {"A1": "5"}, scene.actor)
    rounds.close_round(scene.session, SYSTEM, scene.round)
    assert "Tidigare år" in text_of(officer.client.get("/uppgifter"))
    file = officer.client.get("/uppgifter?format=csv")
    assert file.mimetype == "text/csv"
    assert "Prövoomgången" in text_of(file)


# --- scope -----------------------------------------------------------------------------------------

PLACES = ("", "/A", "/granska", "/kvittens", "/blankett", "/historik")


@pytest.mark.parametrize("place", PLACES)
def test_another_municipalitys_return_does_not_exist(app: Flask, scene: Scene, place: str) -> None:
    foreign = Officer(app.test_client(), scene.foreign, scene.return_id)  # type: ignore[arg-type]
    assert foreign.get(place).status_code == 404


def test_another_municipalitys_return_takes_nothing(app: Flask, scene: Scene) -> None:
    foreign = Officer(app.test_client(), scene.foreign, scene.return_id)  # type: ignore[arg-type]
    assert foreign.post("/A", fields("A1@", **{"a-A1@": "5"})).status_code == 404
    assert foreign.save(answer("A1", "5")).status_code == 404
    assert foreign.post("/granska").status_code == 404
    assert foreign.post("/oppna").status_code == 404
    assert stored(scene) == {}


def test_a_section_that_is_not_in_the_form_is_not_found(officer: Officer) -> None:
    assert officer.get("/X").status_code == 404


# --- the section page ------------------------------------------------------------------------------


def test_every_kind_of_question_has_its_control(officer: Officer) -> None:
    page = text_of(officer.get("/A"))
    for piece in (
        'name="a-A1@" type="text" inputmode="decimal"',
        'name="a-A2@" type="radio"',
        'name="a-A4@" type="checkbox"',
        '<option value="2:r">2</option>',
        'name="a-A6@" type="date"',
        '<textarea class="govuk-textarea" id="a-A7@"',
        'name="a-A8@" type="checkbox" value="OK"',
        'name="n-A1@" type="checkbox" value="not_recorded"',
        'name="a-A4_other@"',
        'lang="fr">',
        'data-help="definition"',
    ):
        assert piece in page, piece
    assert 'id="q-A3@" data-question="A3" data-name="A3@" data-widget="input" hidden' in page


def test_what_an_answer_hides_and_shows(officer: Officer, scene: Scene) -> None:
    give_answers(scene.session, scene.return_id, {"A2": "ja"})
    page = text_of(officer.get("/A"))
    assert 'data-name="A3@" data-widget="input">' in page
    assert "Avsnitt C" in page
    give_answers(scene.session, scene.return_id, {"A2": "nej"})
    assert "Avsnitt C" not in text_of(officer.get("/A"))


def test_a_text_quotes_the_answer_it_names(officer: Officer, scene: Scene) -> None:
    assert "Du svarade …." in text_of(officer.get("/A"))
    give_answers(scene.session, scene.return_id, {"A1": "5"})
    assert "Du svarade 5." in text_of(officer.get("/A"))


def test_the_page_in_english(officer: Officer) -> None:
    officer.client.post("/sprak", data={"language": "en", "csrf_token": officer.token})
    page = text_of(officer.get("/A"))
    assert "Question A1" in page
    assert 'lang="sv">Ett svar.' in page, "what has no English is marked as Swedish"


def test_a_decision_about_a_question_is_told(officer: Officer, scene: Scene) -> None:
    version_id = scene.round.version_id
    row = questionnaires.list_question_versions(scene.session, version_id)[0]
    questionnaire_service.decide_about_question(
        scene.session,
        SYSTEM,
        row.question,
        source="overlap",
        reference="x",
        action="reuse",
        reason="samma",
        told={"sv": "Uppgiften hämtas nästa år från registret."},
    )
    assert "Uppgiften hämtas nästa år" in text_of(officer.get("/A"))


# --- saving with the button ------------------------------------------------------------------------


def test_the_form_saves_without_script(officer: Officer, scene: Scene) -> None:
    post = fields(
        *("A1@", "A2@", "A4@", "A5@", "A6@", "A8@", "Kyear@"),
        **{"a-A1@": "1 2", "a-A2@": "ja", "a-A4@": ["r", "g"], "a-A5@": ["2:r", "1:g", ""]},
        **{"a-A6@": "2026-03-01", "a-A8@": "OK", "a-Kyear@": "2025"},
    )
    reply = officer.post("/A", post)
    assert reply.status_code == 422, "1 2 is no number"
    post["a-A1@"] = "12"
    reply = officer.post("/A", post | {"action": "next"})
    assert (reply.status_code, reply.location) == (303, f"{officer.base}/B")
    assert stored(scene) == {
        "A1@": "12",
        "A2@": "ja",
        "A4@": ["r", "g"],
        "A5@": ["g", "r"],
        "A6@": "2026-03-01",
        "A8@": "OK",
        "Kyear@": "2025",
    }


def test_after_the_last_section_comes_the_check(officer: Officer) -> None:
    reply = officer.post("/B", {"action": "next"})
    assert reply.location == f"{officer.base}/granska"


def test_what_cannot_be_read_is_shown_again_and_the_rest_is_saved(
    officer: Officer, scene: Scene
) -> None:
    post = fields("A1@", "A6@", "A9@", **{"a-A1@": "många", "a-A6@": "31/2", "a-A9@": "1,5"})
    reply = officer.post("/A", post)
    page = text_of(reply)
    assert reply.status_code == 422
    assert 'value="många"' in page
    assert 'name="a-A6@" type="text" value="31/2"' in page
    assert "Skriv ett tal" in page
    assert 'href="#a-A1@"' in page
    assert "Allt annat på sidan är sparat." in page
    assert stored(scene) == {"A9@": "1.5"}


def test_a_check_is_shown_and_does_not_stop_the_save(officer: Officer, scene: Scene) -> None:
    reply = officer.post("/A", fields("A1@", **{"a-A1@": "100"}))
    assert reply.status_code == 303
    assert "Högst 99." in text_of(officer.get("/A"))
    assert stored(scene) == {"A1@": "100"}


def test_a_non_answer_is_not_a_blank(officer: Officer, scene: Scene) -> None:
    officer.post("/A", fields("A1@", **{"n-A1@": "not_recorded"}))
    assert stored(scene) == {"A1@": {"non_answer": "not_recorded"}}
    assert 'value="not_recorded" checked' in text_of(officer.get("/A"))


def test_an_answer_can_be_cleared(officer: Officer, scene: Scene) -> None:
    give_answers(scene.session, scene.return_id, {"A2": "ja"})
    officer.post("/A", {"v-A2@": "1", "a-A2@": "ja", "clear": "A2@"})
    assert stored(scene) == {"A2@": None}


def test_a_conflict_shows_both_values_and_lets_the_officer_choose(
    officer: Officer, colleague: Officer, scene: Scene
) -> None:
    assert colleague.save(answer("A1", "7")).status_code == 200
    reply = officer.post("/A", fields("A1@", "A9@", **{"a-A1@": "5", "a-A9@": "1"}))
    page = text_of(reply)
    assert reply.status_code == 409
    assert "Bo Ek sparade ett annat svar" in page
    assert "Deras svar: 7" in page
    assert "Mitt svar: 5" in page
    assert stored(scene) == {"A1@": "7", "A9@": "1"}
    again = {"v-A1@": "1", "u-A1@": "1", "a-A1@": "5"}
    assert officer.post("/A", again).status_code == 409, "not choosing is not choosing mine"
    assert officer.post("/A", again | {"c-A1@": "theirs"}).status_code == 303
    assert stored(scene)["A1@"] == "7"
    assert officer.post("/A", again | {"c-A1@": "mine"}).status_code == 303
    assert stored(scene)["A1@"] == "5"
    kinds = [(h.change, h.value) for h in queries.list_history(scene.session, scene.return_id)]
    assert ("refused", "5") in kinds


def test_untouched_stale_fields_do_not_overwrite(
    officer: Officer, colleague: Officer, scene: Scene
) -> None:
    officer.save(answer("A1", "5"), answer("A7", "rad ett\nrad två"))
    colleague.save(answer("A1", "6", based_on=1), answer("A7", "ny", based_on=1))
    old = {"v-A1@": "1", "a-A1@": "5", "v-A7@": "1", "a-A7@": "rad ett\r\nrad två"}
    reply = officer.post("/A", old | {"v-A9@": "0", "a-A9@": "3"})
    assert reply.status_code == 303
    assert stored(scene) == {"A1@": "6", "A7@": "ny", "A9@": "3"}


def test_rows_are_added_and_removed_without_script(officer: Officer, scene: Scene) -> None:
    reply = officer.post("/B", {"v-B1@1": "0", "a-B1@1": "Norr", "add": "REP@"})
    assert reply.status_code == 303
    assert "#q-REP@" in reply.location
    page = text_of(officer.get("/B"))
    assert page.count('class="repeat__row"') == 4, "two rows, each with its own row of rooms"
    assert "Norr" in page
    assert officer.post("/B", {"remove": "REP@1"}).status_code == 303
    assert "Norr" not in text_of(officer.get("/B"))


def test_the_ready_mark_is_set_and_taken_away(officer: Officer, scene: Scene) -> None:
    officer.post("/A", fields("A9@", **{"a-A9@": "1", "r": "1", "ready": "1"}))
    assert queries.marked_sections(scene.session, scene.return_id) == ["A"]
    officer.post("/A", {"r": "1"})
    assert not queries.marked_sections(scene.session, scene.return_id)


def test_a_closed_round_keeps_what_was_typed_on_the_page(officer: Officer, scene: Scene) -> None:
    rounds.close_round(scene.session, SYSTEM, scene.round)
    reply = officer.post("/A", fields("A1@", **{"a-A1@": "42"}))
    page = text_of(reply)
    assert reply.status_code == 409
    assert 'value="42"' in page
    assert "Omgången är stängd" in page
    assert "disabled" in page
    assert stored(scene) == {}


def test_the_last_day_counts_and_the_day_after_does_not(officer: Officer, scene: Scene) -> None:
    last = dt.datetime.combine(scene.round.closes_on, dt.time(23, 30), dt.UTC)
    with time_machine.travel(last - dt.timedelta(hours=2), tick=False):
        officer.token = sign_in(officer.client, scene.officer)
        assert officer.save(answer("A1", "5")).status_code == 200
    with time_machine.travel(last, tick=False):  # 00.30 the next day in Sweden
        reply = officer.save(answer("A1", "6", based_on=1))
        assert reply.status_code == 409
        assert "Sista svarsdag har passerat" in reply.get_json()["error"]


# --- saving answer by answer -----------------------------------------------------------------------


def test_autosave_tells_what_it_changed(officer: Officer) -> None:
    reply = officer.save(answer("A1", "100"), answer("A2", "ja"), answer("A9", "2,5"))
    body = reply.get_json()
    assert reply.status_code == 200
    assert [(s["code"], s["version"]) for s in body["saved"]] == [("A1", 1), ("A2", 1), ("A9", 1)]
    assert set(body["shown"]) == {"A3@", "C1@"}
    assert body["computed"] == {"S@": "102,5"}
    assert body["checks"]["A1@"] == ["Högst 99."]
    assert body["notes"] == {"N@": "Du svarade 100."}
    assert [s["code"] for s in body["sections"]] == ["A", "B", "C"]
    body = officer.save(answer("A1", "5", based_on=1), answer("A2", "nej", based_on=1)).get_json()
    assert set(body["hidden"]) == {"A3@", "C1@"}
    assert body["checks"]["A1@"] == []


def test_autosave_tells_what_it_cannot_read(officer: Officer, scene: Scene) -> None:
    body = officer.save(answer("A1", "fem"), answer("A9", "1")).get_json()
    assert [(p["code"], p["message"][:12]) for p in body["problems"]] == [("A1", "Skriv ett ta")]
    assert stored(scene) == {"A9@": "1"}


def test_autosave_conflict_is_409_with_both_values_and_keeps_the_rest(
    officer: Officer, colleague: Officer, scene: Scene
) -> None:
    colleague.save(answer("A1", "7"))
    reply = officer.save(answer("A1", "5"), answer("A9", "1"))
    (told,) = reply.get_json()["collisions"]
    assert reply.status_code == 409
    assert (told["theirs"], told["mine"], told["by"], told["version"]) == ("7", "5", "Bo Ek", 1)
    assert stored(scene) == {"A1@": "7", "A9@": "1"}
    assert officer.save(answer("A1", "5", based_on=told["version"])).status_code == 200
    assert stored(scene)["A1@"] == "5"


def test_a_retry_after_a_lost_reply_writes_nothing_twice(officer: Officer, scene: Scene) -> None:
    for _turn in range(3):
        body = officer.save(answer("A1", "5", key="same-key")).get_json()
        assert [(s["version"]) for s in body["saved"]] == [1]
    assert len(queries.list_history(scene.session, scene.return_id)) == 1


def test_a_retry_that_others_have_written_over_shows_what_stands(
    officer: Officer, colleague: Officer
) -> None:
    officer.save(answer("A1", "5", key="k"))
    colleague.save(answer("A1", "6", based_on=1))
    (saved,) = officer.save(answer("A1", "5", key="k")).get_json()["saved"]
    assert (saved["version"], saved["raw"]) == (2, ["6"])


def test_a_repeat_is_drawn_anew_when_its_rows_follow_an_answer(
    app: Flask, session: Session
) -> None:
    repeat = Item("R", Kind.REPEAT, {"sv": "Rad"}, repeat_count="${A}", items=(question("B"),))
    scene = make_scene(session, form(section("A", question("A"), repeat)))
    officer = Officer(app.test_client(), scene.officer, scene.return_id)  # type: ignore[arg-type]
    html = officer.save(answer("A", "3")).get_json()["html"]
    assert html["R@"].count('class="repeat__row"') == 3
    assert 'name="add"' not in html["R@"]
    assert officer.post("/A", {"add": "R@"}).status_code == 409


def test_signed_out_in_the_middle_is_said_to_the_script(officer: Officer, scene: Scene) -> None:
    scene.officer.session_version += 1
    reply = officer.save(answer("A1", "5"))
    assert reply.status_code == 401
    assert reply.is_json
    assert stored(scene) == {}


def test_without_the_token_nothing_is_saved(officer: Officer, scene: Scene) -> None:
    officer.token = "forged"
    assert officer.save(answer("A1", "5")).status_code == 400
    assert officer.post("/A", fields("A1@", **{"a-A1@": "5"})).status_code == 400
    assert stored(scene) == {}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"answers": 1}'])
def test_a_broken_body_is_refused(officer: Officer, body: bytes) -> None:
    reply = officer.client.post(
        f"{officer.base}/svar",
        data=body,
        content_type="application/json",
        headers={"X-CSRFToken": officer.token, "Accept": "application/json"},
    )
    assert reply.status_code == 422


# --- last year -------------------------------------------------------------------------------------


@pytest.fixture
def this_year(scene: Scene, client: CheckingClient) -> Officer:
    make_submission(scene.session, scene.return_id, {"A1": "12", "A4": ["r"]}, scene.actor)
    now = make_round(
        scene.session, scene.unit, version=scene.round.version, previous=scene.round, name="Nu"
    )
    scene.return_id = return_of(scene.session, now, scene.unit).id
    scene.session.flush()
    return Officer(client, scene.officer, scene.return_id)


def test_last_years_answer_is_shown_and_confirmed(this_year: Officer, scene: Scene) -> None:
    page = text_of(this_year.get("/A"))
    assert "<strong data-last-year>12</strong>" in page
    assert page.count("data-same") == 2
    this_year.post("/A", fields("A1@", same="A1@"))
    body = this_year.save(answer("A4", confirmed=True)).get_json()
    assert body["saved"][0]["raw"] == ["r"]
    assert stored(scene) == {"A1@": "12", "A4@": ["r"]}
    kinds = {h.change for h in queries.list_history(scene.session, scene.return_id)}
    assert kinds == {Change.CONFIRMED_LAST_YEAR.value}


def test_a_stale_confirmation_of_last_years_answer_can_still_be_kept(
    this_year: Officer, scene: Scene
) -> None:
    give_answers(scene.session, scene.return_id, {"A1": "5"}, scene.second)
    again = this_year.post("/A", fields("A1@", same="A1@"))
    assert again.status_code == 409
    assert "Mitt svar: 12" in text_of(again)
    assert 'inputmode="decimal" value="12"' in text_of(again)


def test_an_answer_that_was_not_given_last_year_cannot_be_confirmed(
    this_year: Officer, scene: Scene
) -> None:
    this_year.save(answer("A9", confirmed=True))
    assert stored(scene) == {}


# --- check, submit, receipt ------------------------------------------------------------------------


def test_the_check_lists_objections_first_and_sending_in_refuses(officer: Officer) -> None:
    page = text_of(officer.get("/granska"))
    assert page.index("behöver ett svar") < page.index("Avsnitt A</a>")
    reply = officer.post("/granska")
    assert reply.status_code == 422
    assert f'href="{officer.base}/A#q-A1@"' in text_of(reply)


def test_sending_in_gives_a_receipt_twice_the_same(officer: Officer, scene: Scene) -> None:
    officer.save(answer("A1", "5"), answer("A7", "kommentar"))
    assert "Inget hindrar att du skickar in." in text_of(officer.get("/granska"))
    assert officer.post("/granska").location == f"{officer.base}/kvittens"
    assert officer.post("/granska").location == f"{officer.base}/kvittens"
    (sent,) = queries.list_submissions(scene.session, scene.return_id)
    page = text_of(officer.get("/kvittens"))
    for piece in (sent.receipt, sent.sha256, "Anna Berg", "2 svar på"):
        assert piece in page, piece
    assert sent.receipt in text_of(officer.get(""))
    assert "disabled" in text_of(officer.get("/A"))
    assert officer.save(answer("A1", "6", based_on=1)).status_code == 409


def test_reopening_keeps_the_receipt_until_sent_in_again(officer: Officer, scene: Scene) -> None:
    officer.save(answer("A1", "5"))
    officer.post("/granska")
    assert officer.post("/oppna").status_code == 303
    assert "tills du skickar in på nytt" in text_of(officer.get("/kvittens"))
    officer.save(answer("A1", "6", based_on=1))
    officer.post("/granska")
    assert len(queries.list_submissions(scene.session, scene.return_id)) == 2


def test_a_closed_round_cannot_be_reopened_or_sent_in(officer: Officer, scene: Scene) -> None:
    officer.save(answer("A1", "5"))
    rounds.close_round(scene.session, SYSTEM, scene.round)
    reply = officer.post("/granska")
    assert reply.status_code == 409
    assert "Omgången är stängd" in text_of(reply)
    assert officer.post("/oppna").status_code == 303
    assert service.open_work(scene.session, SYSTEM, scene.return_id).return_.state == "started"


def test_without_a_submission_there_is_no_receipt(officer: Officer) -> None:
    assert officer.get("/kvittens").location == officer.base


def test_the_blank_form_asks_everything(officer: Officer) -> None:
    page = text_of(officer.get("/blankett"))
    for code in ("A1", "A3", "B1", "B2", "C1"):
        assert f"Fråga {code}" in page


def test_the_history_names_everybody_and_stands_in_a_file(
    officer: Officer, colleague: Officer
) -> None:
    officer.save(answer("A1", "5"))
    colleague.save(answer("A1", "6"))
    page = text_of(officer.get("/historik"))
    assert "Anna Berg" in page
    assert "någon annan hade svarat före" in page
    file = officer.get("/historik?format=csv")
    assert "Bo Ek" in text_of(file)


def test_a_section_named_as_a_page_has_an_address_of_its_own(app: Flask, session: Session) -> None:
    scene = make_scene(session, form(section("historik", question("A1"))))
    officer = Officer(app.test_client(), scene.officer, scene.return_id)  # type: ignore[arg-type]
    assert "Fråga A1" in text_of(officer.get("/historik~"))
    assert "Vem har ändrat vad" in text_of(officer.get("/historik"))
