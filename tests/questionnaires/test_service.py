"""Drafts, links, publishing and decisions: what is kept, what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from surveyapp.core.access import NOBODY, SYSTEM
from surveyapp.core.errors import Conflict, Invalid, SignInNeeded
from surveyapp.questionnaires import importing, queries, service
from surveyapp.questionnaires.models import Questionnaire
from surveyapp.questionnaires.rules.definition import Kind
from surveyapp.questionnaires.rules.links import WeightProblem, shares
from surveyapp.questionnaires.rules.linksfile import read_links
from surveyapp.questionnaires.xlsform import write_template
from tests.factories.questionnaires import form, make_version, question, section
from tests.factories.registry import make_indicator
from tests.support.shared import shared_file


def _two_links(session: Session) -> tuple[int, int]:
    return make_indicator(session, "K1").id, make_indicator(session, "K2").id


def test_a_question_keeps_its_identity_over_versions(session: Session) -> None:
    first = make_version(session, form(code="f"))
    second = make_version(session, form(section("A", question("A1"), question("A3")), code="f"))
    ids = [
        {r.question.code: r.question_id for r in queries.list_question_versions(session, v.id)}
        for v in (first, second)
    ]
    assert (first.number, second.number) == (1, 2)
    assert ids[0]["A1"] == ids[1]["A1"]
    assert set(ids[1]) == {"A1", "A3"}


def test_the_other_option_gets_a_question_of_its_own(session: Session) -> None:
    asked = question("A1", Kind.SINGLE, other_choice="nej")
    version = make_version(session, form(section("A", asked)))
    loaded = queries.load_form(session, version)
    assert set(loaded.question_ids) == {"A1", "A1_other"}


def test_stated_links_are_stored_and_unknown_ones_named(session: Session) -> None:
    make_indicator(session, "K1")
    asked = form(section("A", question("A1", indicators=(("K1", None), ("K9", None)))))
    assert service.unknown_indicators(session, asked) == ["K9"]
    version = make_version(session, asked, is_published=False)
    assert [link.indicator.code for link in queries.list_links(session, version.id)] == ["K1"]


def test_a_published_version_is_frozen(session: Session) -> None:
    version = make_version(session)
    row = queries.list_question_versions(session, version.id)[0]
    first, _second = _two_links(session)
    with pytest.raises(Conflict, match="publicerad"):
        service.set_links(session, SYSTEM, row, {first: None})
    with pytest.raises(Conflict):
        service.publish(session, SYSTEM, version)


def test_weights_must_be_shares_of_one_whole(session: Session) -> None:
    version = make_version(session, is_published=False)
    row = queries.list_question_versions(session, version.id)[0]
    first, second = _two_links(session)
    with pytest.raises(Invalid, match="tillsammans 0,9"):
        service.set_links(session, SYSTEM, row, {first: 0.5, second: 0.4})
    service.set_links(session, SYSTEM, row, {first: 0.25, second: None})
    found = service.link_weights(session, version.id)[row.question_id]
    assert {k: share for k, (_i, share) in found.items()} == {first: 0.25, second: 0.75}


def test_nobody_changes_without_the_right(session: Session) -> None:
    version = make_version(session, is_published=False)
    with pytest.raises(SignInNeeded):
        service.publish(session, NOBODY, version)


def test_a_file_of_links_is_taken_whole_or_not_at_all(session: Session) -> None:
    version = make_version(session, is_published=False)
    _two_links(session)
    with pytest.raises(Invalid) as caught:
        service.import_links(
            session, SYSTEM, version, b"fraga;indikator;vikt\nA1;K1;0,5\nA9;K1;\nA2;K7;\nA1;K2;x"
        )
    assert [m.split(":")[0] for m in caught.value.problems["file"]] == [
        "Vikterna för A1 blir inte 1 tillsammans.",
        "Rad 3",
        "Rad 4",
        "Rad 5",
    ]
    assert queries.list_links(session, version.id) == []
    count = service.import_links(
        session, SYSTEM, version, "\ufefffraga;indikator;vikt\nA1;K1;0,5\nA1;K2;0,5\n".encode()
    )
    assert count == 2
    assert service.import_links(session, SYSTEM, version, b"fraga,indikator\nA1,\n") == 0
    assert queries.list_links(session, version.id) == []


def test_a_file_that_is_not_text_is_told() -> None:
    assert read_links("fråga;indikator".encode("latin-1"))[1][0].code == "not_text"


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=8))
def test_shares_sum_to_one(stated: list[float]) -> None:
    total = sum(stated)
    found = shares({i: w / total for i, w in enumerate(stated)})
    assert sum(found.values()) == pytest.approx(1)


@pytest.mark.parametrize("weights", [{1: -0.5, 2: 1.5}, {1: 1.2, 2: None}, {1: float("nan")}])
def test_impossible_shares_are_refused(weights: dict[int, float | None]) -> None:
    with pytest.raises(WeightProblem):
        shares(weights)


def test_a_decision_needs_a_reason_and_a_newer_one_replaces_it(session: Session) -> None:
    version = make_version(session)
    asked = queries.list_question_versions(session, version.id)[0].question

    def decide(action: str, reason: str) -> None:
        service.decide_about_question(
            session,
            SYSTEM,
            asked,
            source="overlap",
            reference="7",
            action=action,
            reason=reason,
            told={},
        )

    with pytest.raises(Invalid, match="varför"):
        decide("drop", " ")
    decide("drop", "samma fråga")
    decide("keep", "annan tid")
    in_force = queries.decisions_in_force(session, [asked.id])
    assert [d.action for d in in_force[asked.id]] == ["keep"]
    assert len(queries.list_decisions(session, [asked.id])) == 2


def test_a_form_is_read_back_as_it_was_stored(session: Session) -> None:
    definition = form(section("A", question("A1", relevant="1 = 1"), question("A2", Kind.SINGLE)))
    version = make_version(session, definition)
    loaded = queries.load_form(session, version)
    assert loaded.definition == definition
    assert queries.load_form(session, version) is loaded


def test_the_template_is_stored_as_a_draft(session: Session) -> None:
    result = importing.import_questionnaire(session, SYSTEM, write_template(), "mall.xlsx")
    assert result.version is not None
    assert queries.get_import_report(session, result.version.id)["filename"] == "mall.xlsx"


def test_a_dry_run_and_a_refused_file_write_nothing(session: Session) -> None:
    dry = importing.import_questionnaire(session, SYSTEM, write_template(), "m.xlsx", dry_run=True)
    refused = importing.import_questionnaire(session, SYSTEM, b"not a workbook", "m.xlsx")
    assert dry.form is not None
    assert dry.version is None
    assert refused.form is None
    assert refused.report.refused
    assert session.query(Questionnaire).count() == 0


FORMS = "data", "instruments", "xlsform"


def test_every_real_form_is_stored_whole_or_not_at_all(session: Session) -> None:
    files = sorted(p for p in shared_file(*FORMS).iterdir() if p.suffix in (".xls", ".xlsx"))
    assert len(files) == 27
    stored = 0
    for file in files:
        before = session.query(Questionnaire).count()
        result = importing.import_questionnaire(session, SYSTEM, file.read_bytes(), file.name)
        if result.version is None:
            assert result.report.refused, file.name
            assert session.query(Questionnaire).count() == before
            continue
        stored += 1
        assert result.form is not None
        answered = sum(1 for _ in result.form.questions())
        others = sum(1 for item in result.form.questions() if item.other_choice)
        rows = queries.list_question_versions(session, result.version.id)
        assert len(rows) == answered + others, file.name
        assert queries.load_form(session, result.version).definition == result.form
    assert stored >= 24


def test_a_draft_with_a_rule_that_cannot_run_is_refused(session: Session) -> None:
    broken = form(section("A", question("A1", relevant="${A9} = 1")))
    with pytest.raises(ValueError, match="A1"):
        service.create_draft(session, SYSTEM, replace(broken, code="x"))
