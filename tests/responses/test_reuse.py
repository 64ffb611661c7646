"""An answer given elsewhere: shown where a decision points to it, used only when somebody says so."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from surveyapp.core.access import SYSTEM
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.questionnaires import service as questionnaire_service
from surveyapp.questionnaires.models import QuestionnaireVersion, QuestionVersion
from surveyapp.questionnaires.rules.definition import Choice, Item, Kind, NonAnswer
from surveyapp.responses import queries, service
from surveyapp.responses.models import Change
from tests.factories.questionnaires import form, make_version, question, section
from tests.factories.responses import give_answers, make_submission
from tests.factories.rounds import make_round, return_of
from tests.responses.conftest import Officer, answer, make_scene
from tests.responses.test_budget import statements

YES = Choice("ja", {"sv": "Ja"})
NO = Choice("nej", {"sv": "Nej"})


def here() -> Any:
    """Return the form that asks again: one of each kind that matters."""
    return form(
        section(
            "A",
            question("A1", unit="personer"),
            question("A2", Kind.SINGLE, choices=(YES, NO)),
            question("A3", Kind.DECIMAL),
            question("A4", Kind.TEXT),
        ),
        code="har",
    )


def there(**values: Any) -> QuestionnaireVersion:
    items = {
        "B1": question("B1", unit="personer"),
        "B2": question("B2", Kind.SINGLE, choices=(YES, NO)),
    } | {code: item for code, item in values.items() if isinstance(item, Item)}
    return form(section("B", *items.values()), code="dar")  # type: ignore[return-value]


class Pair:
    """A return that is asked again, and the same unit's return elsewhere."""

    def __init__(self, session: Session, **items: Any) -> None:
        self.session = session
        self.scene = make_scene(session, here())
        self.version = make_version(session, there(**items))  # type: ignore[arg-type]
        questionnaires.get_version(session, self.version.id).questionnaire.title = {
            "sv": "Registerenkäten"
        }
        self.year = self.scene.round.year
        self.other = self.round()

    def round(self, year: int | None = None) -> int:
        round_ = make_round(
            self.session,
            self.scene.unit,
            version=self.version,
            year=year or self.year,
            name=f"Registerenkäten {year or self.year}",
        )
        return return_of(self.session, round_, self.scene.unit).id

    def decide(
        self, code: str = "A1", source: str = "B1", action: str = "reuse", **details: Any
    ) -> None:
        rows = rows_of(self)
        questionnaire_service.decide_about_question(
            self.session,
            SYSTEM,
            rows[code].question,
            source="overlap",
            reference=f"candidate:{source}",
            action=action,
            reason="Samma uppgift.",
            told={"sv": "Samma uppgift lämnas redan."},
            details={"from_question": rows[source].question_id, **details},
        )
        self.session.flush()

    def officer(self, app: Flask) -> Officer:
        return Officer(app.test_client(), self.scene.officer, self.scene.return_id)  # type: ignore[arg-type]

    def history(self) -> list[Any]:
        return queries.list_history(self.session, self.scene.return_id)


def rows_of(pair: Pair) -> dict[str, QuestionVersion]:
    """Return the questions of both forms by code."""
    return {
        row.question.code: row
        for version_id in (pair.scene.round.version_id, pair.version.id)
        for row in questionnaires.list_question_versions(pair.session, version_id)
    }


def ids_of(pair: Pair) -> dict[str, int]:
    return {code: row.question_id for code, row in rows_of(pair).items()}


@pytest.fixture
def pair(session: Session) -> Pair:
    return Pair(session)


def page_of(officer: Officer) -> str:
    text: str = officer.get("/A").get_data(as_text=True)
    return text


def box(page: str) -> str:
    """Return the one box about an answer elsewhere, without tags; "" when there is none."""
    found = re.findall(r'<div class="question__reuse">(.*?)</div>', page, re.DOTALL)
    assert len(found) <= 1
    return " ".join(re.sub("<[^>]+>", " ", found[0]).split()) if found else ""


def proof(page: str) -> str:
    found = re.search(r'data-reuse="(\w+)"', page)
    assert found
    return found[1]


def stands(pair: Pair, code: str = "A1") -> Any:
    work = service.open_work(pair.session, SYSTEM, pair.scene.return_id)
    found = work.answers.get((code, ""))
    return found.value if found else None


# --- what is shown --------------------------------------------------------------------------------


def test_the_answer_elsewhere_is_shown_with_its_source_and_date(app: Flask, pair: Pair) -> None:
    pair.decide()
    with time_machine.travel(dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC), tick=False):
        make_submission(pair.session, pair.other, {"B1": "1200"})
    page = page_of(pair.officer(app))
    said = box(page)
    assert f"B1 i Registerenkäten {pair.year}: 1 200 personer" in said.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert f"{pair.scene.unit.name}, inskickat 2026-03-04" in said
    assert "Fråga B1" in said
    assert "Använd svaret" in said
    assert 'name="a-A1@" type="text" inputmode="decimal" value=""' in page
    assert stands(pair) is None


def test_without_an_answer_elsewhere_only_the_sentence_is_told(app: Flask, pair: Pair) -> None:
    pair.decide()
    page = page_of(pair.officer(app))
    assert box(page) == ""
    assert "Samma uppgift lämnas redan." in page


def test_another_municipalitys_answer_is_never_shown(app: Flask, pair: Pair) -> None:
    pair.decide()
    other = make_scene(pair.session, here())
    round_ = make_round(pair.session, other.unit, version=pair.version)
    make_submission(pair.session, return_of(pair.session, round_, other.unit).id, {"B1": "77"})
    assert box(page_of(pair.officer(app))) == ""


@pytest.mark.parametrize("action", ["drop", "keep", "ask_together"])
def test_other_actions_show_no_answer(app: Flask, pair: Pair, action: str) -> None:
    make_submission(pair.session, pair.other, {"B1": "5"})
    pair.decide(action=action)
    assert box(page_of(pair.officer(app))) == ""


def test_what_was_sent_in_goes_before_a_draft_and_the_same_year_before_others(
    app: Flask, pair: Pair
) -> None:
    pair.decide()
    give_answers(pair.session, pair.other, {"B1": "1"})
    officer = pair.officer(app)
    assert "1 personer" in box(page_of(officer))
    assert "men inte inskickat än" in box(page_of(officer))
    make_submission(pair.session, pair.round(pair.year - 2), {"B1": "2"})
    assert "2 personer" in box(page_of(officer))
    make_submission(pair.session, pair.round(pair.year - 1), {"B1": "3"})
    assert "3 personer" in box(page_of(officer))
    make_submission(pair.session, pair.other, {"B1": "4"})
    assert "4 personer" in box(page_of(officer))


def test_a_reopened_return_still_says_what_was_sent_in(app: Flask, pair: Pair) -> None:
    pair.decide()
    make_submission(pair.session, pair.other, {"B1": "4"})
    service.reopen(pair.session, SYSTEM, pair.other)
    give_answers(pair.session, pair.other, {"B1": "9"})
    assert "4 personer" in box(page_of(pair.officer(app)))


def test_a_derived_answer_says_how_and_is_typed_by_the_officer(app: Flask, pair: Pair) -> None:
    pair.decide(action="derive", how="Dra ifrån de under 18 år.")
    make_submission(pair.session, pair.other, {"B1": "40"})
    said = box(page_of(pair.officer(app)))
    assert "40 personer" in said
    assert "Så räknas svaret fram: Dra ifrån de under 18 år." in said
    assert "Använd svaret" not in said


MISFITS = {
    "kind": question("B1", Kind.DECIMAL),
    "unit": question("B1", unit="hushåll"),
}


@pytest.mark.parametrize("name", MISFITS)
def test_an_answer_that_does_not_fit_is_only_shown(app: Flask, session: Session, name: str) -> None:
    pair = Pair(session, B1=MISFITS[name])
    pair.decide()
    make_submission(session, pair.other, {"B1": "5"})
    said = box(page_of(pair.officer(app)))
    assert "5" in said
    assert "Använd svaret" not in said


@pytest.mark.parametrize(
    "choices",
    [
        (Choice("ja", {"sv": "Nej"}), Choice("nej", {"sv": "Ja"})),
        (Choice("ibland", {"sv": "Ibland"}), YES),
    ],
)
def test_an_option_that_says_something_else_is_only_shown(
    app: Flask, session: Session, choices: tuple[Choice, ...]
) -> None:
    pair = Pair(session, B2=question("B2", Kind.SINGLE, choices=choices))
    pair.decide("A2", "B2")
    make_submission(session, pair.other, {"B2": choices[0].code})
    said = box(page_of(pair.officer(app)))
    assert choices[0].text["sv"] in said
    assert "Använd svaret" not in said


def test_not_recorded_elsewhere_is_no_answer(app: Flask, session: Session) -> None:
    pair = Pair(session, B1=question("B1", allows=(NonAnswer.NOT_RECORDED,)))
    pair.decide()
    make_submission(session, pair.other, {"B1": {"non_answer": "not_recorded"}})
    assert box(page_of(pair.officer(app))) == ""


def test_another_question_of_the_same_return_is_a_source(app: Flask, pair: Pair) -> None:
    pair.version = questionnaires.get_version(pair.session, pair.scene.round.version_id)
    pair.decide("A4", "A1", action="derive", how="Skriv talet i ord.")
    give_answers(pair.session, pair.scene.return_id, {"A1": "12"})
    assert "12 personer" in box(page_of(pair.officer(app)))


# --- what is used ---------------------------------------------------------------------------------


def test_the_answer_is_used_without_a_script(app: Flask, pair: Pair) -> None:
    pair.decide()
    make_submission(pair.session, pair.other, {"B1": "12"})
    officer = pair.officer(app)
    fields = {"v-A1@": "0", "a-A1@": "", "reuse": "A1@", "o-A1@": proof(page_of(officer))}
    reply = officer.post("/A", fields)
    assert reply.status_code == 303
    assert reply.location.endswith("#q-A1@")
    assert stands(pair) == "12"
    (entry,) = pair.history()
    assert entry.change == Change.CONFIRMED_REUSED.value
    assert entry.by_name == "Anna Berg"
    assert entry.origin["return"] == pair.other
    assert "Samma svar står här" in box(page_of(officer))
    history = officer.get("/historik").get_data(as_text=True)
    assert f"Använde svaret på B1 i Registerenkäten {pair.year}, från " in history


def test_the_answer_is_used_by_the_script(app: Flask, pair: Pair) -> None:
    pair.decide("A2", "B2")
    make_submission(pair.session, pair.other, {"B2": "ja"})
    officer = pair.officer(app)
    wanted = answer("A2", reused=proof(page_of(officer)), key="k1")
    reply = officer.save(wanted)
    (saved,) = reply.json["saved"]
    assert (saved["raw"], saved["version"]) == (["ja"], 1)
    assert officer.save(wanted).json["saved"][0]["version"] == 1
    (entry,) = pair.history()
    assert entry.change == Change.CONFIRMED_REUSED.value


def test_nothing_is_used_that_was_not_the_answer_on_the_page(app: Flask, pair: Pair) -> None:
    pair.decide()
    give_answers(pair.session, pair.other, {"B1": "12"})
    officer = pair.officer(app)
    seen = proof(page_of(officer))
    give_answers(pair.session, pair.other, {"B1": "13"})
    (problem,) = officer.save(answer("A1", reused=seen, key="k1")).json["problems"]
    assert "har ändrats" in problem["message"]
    reply = officer.post("/A", {"v-A1@": "0", "a-A1@": "", "reuse": "A1@", "o-A1@": seen})
    assert reply.status_code == 422
    assert stands(pair) is None


@pytest.mark.parametrize("reused", ["?", "0" * 20])
def test_a_value_without_a_source_is_refused(app: Flask, pair: Pair, reused: str) -> None:
    (problem,) = pair.officer(app).save(answer("A1", "5", reused=reused, key="k")).json["problems"]
    assert "går inte längre att använda" in problem["message"]
    assert stands(pair) is None


def test_a_derived_answer_cannot_be_used_as_it_is(app: Flask, pair: Pair) -> None:
    pair.decide()
    make_submission(pair.session, pair.other, {"B1": "12"})
    officer = pair.officer(app)
    seen = proof(page_of(officer))
    pair.decide(action="derive")
    assert officer.save(answer("A1", reused=seen, key="k")).json["problems"]
    assert stands(pair) is None


def test_a_stale_confirmation_is_refused_and_can_be_chosen(app: Flask, pair: Pair) -> None:
    pair.decide()
    make_submission(pair.session, pair.other, {"B1": "12"})
    officer = pair.officer(app)
    seen = proof(page_of(officer))
    give_answers(pair.session, pair.scene.return_id, {"A1": "7"}, pair.scene.second)
    reply = officer.save(answer("A1", reused=seen, key="k1"))
    assert reply.status_code == 409
    assert reply.json["collisions"][0]["mine"] == "12"
    fields = {"v-A1@": "0", "a-A1@": "", "reuse": "A1@", "o-A1@": seen}
    again = officer.post("/A", fields)
    assert again.status_code == 409
    assert 'inputmode="decimal" value="12"' in again.get_data(as_text=True)
    assert stands(pair) == "7"
    chosen = {"v-A1@": "1", "a-A1@": "12", "u-A1@": "1", "c-A1@": "mine"}
    assert officer.post("/A", chosen).status_code == 303
    assert stands(pair) == "12"


def test_a_body_with_another_shape_is_refused(app: Flask, pair: Pair) -> None:
    assert pair.officer(app).save(answer("A1", reused=["x"])).status_code == 422


# --- what it costs --------------------------------------------------------------------------------


def test_a_page_without_such_decisions_costs_nothing_more(app: Flask, pair: Pair) -> None:
    officer = pair.officer(app)
    officer.get("/A")
    _reply, before = statements(app, lambda: officer.get("/A"))
    pair.decide(action="keep")
    _reply, kept = statements(app, lambda: officer.get("/A"))
    assert len(kept) == len(before)
    pair.decide()
    make_submission(pair.session, pair.other, {"B1": "12"})
    officer.get("/A")
    _reply, with_reuse = statements(app, lambda: officer.get("/A"))
    assert len(with_reuse) <= len(before) + 2
