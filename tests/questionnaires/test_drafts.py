"""What a decision does to the next draft, and a question said in other words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from surveyapp.core.access import NOBODY, SYSTEM
from surveyapp.core.errors import Conflict, Invalid, NotFound, SignInNeeded
from surveyapp.questionnaires import drafts, queries, service
from surveyapp.questionnaires.models import QuestionnaireVersion, VersionState
from surveyapp.questionnaires.rules.carrying import needed_by, with_texts, without
from surveyapp.questionnaires.rules.definition import FormDefinition, Kind
from tests.factories.accounts import make_administrator, sign_in
from tests.factories.questionnaires import codes, form, make_version, question, section
from tests.factories.registry import make_indicator

if TYPE_CHECKING:
    from tests.support.html import CheckingClient


def three() -> FormDefinition:
    """Return a form whose third question is asked only when the second is large."""
    return form(
        section("A", question("A1"), question("A2")),
        section("B", question("B1", relevant="${A2} > 3")),
    )


def decide(
    session: Session, version: QuestionnaireVersion, code: str, action: str, *, pair: str = ""
) -> None:
    """Decide about a question; another `pair` is a decision of its own, the same one replaces it."""
    rows = queries.list_question_versions(session, version.id)
    service.decide_about_question(
        session,
        SYSTEM,
        next(row.question for row in rows if row.question.code == code),
        source="overlap",
        reference=f"candidate:{pair or code}",
        action=action,
        reason="Frågas redan av Socialstyrelsen.",
        told={},
    )


def asked(session: Session, version: QuestionnaireVersion) -> list[str]:
    return [row.question.code for row in queries.list_question_versions(session, version.id)]


def states(session: Session, version: QuestionnaireVersion) -> dict[str, str]:
    return {e["code"]: e["state"] for e in queries.get_carried(session, version.id)}


def test_a_question_goes_with_the_group_it_leaves_empty() -> None:
    group = question("G", Kind.GROUP, items=(question("G1"),))
    definition = form(section("A", question("A1"), group), section("B", question("B1")))
    assert [i.code for i in without(definition, "G1").walk()] == ["A1", "B1"]
    assert [s.code for s in without(definition, "B1").sections] == ["A"]
    with pytest.raises(KeyError):
        without(definition, "X")


def test_what_reads_an_answer_stands_in_the_way() -> None:
    assert needed_by(three(), "A2") == ["B1"]
    assert needed_by(three(), "A1") == []
    assert needed_by(form(section("A", question("A1"))), "A1") == [""]


def test_other_words_change_nothing_else() -> None:
    before = three()
    after = with_texts(before, "B1", text={"sv": "Ny"}, hint={}, definition={"sv": "Så här."})
    assert [i.text for i in after.questions()][-1] == {"sv": "Ny"}
    again = with_texts(
        after, "B1", text={"sv": "Fråga B1", "en": "Question B1"}, hint={}, definition={}
    )
    assert again == before


def test_a_new_draft_carries_decisions_out(session: Session) -> None:
    indicator = make_indicator(session)
    version = make_version(session, three(), is_published=False)
    row = queries.list_question_versions(session, version.id)[1]
    service.set_links(session, SYSTEM, row, {indicator.id: 1.0})
    service.publish(session, SYSTEM, version)
    decide(session, version, "A1", "drop")
    decide(session, version, "B1", "reuse")
    draft = drafts.draft_from(session, SYSTEM, version)
    assert draft.number == version.number + 1
    assert asked(session, draft) == ["A2", "B1"]
    assert codes(service.current_definition(session, draft)) == ["A2", "B1"]
    assert states(session, draft) == {"A1": "done", "B1": "noted"}
    assert [link.weight for link in queries.list_links(session, draft.id)] == [1.0]
    assert asked(session, version) == ["A1", "A2", "B1"], "the published version is frozen"
    service.publish(session, SYSTEM, draft)
    assert draft.state == VersionState.PUBLISHED.value


def test_a_needed_question_waits_and_says_what_needs_it(session: Session) -> None:
    version = make_version(session, three())
    decide(session, version, "A2", "drop")
    draft = drafts.draft_from(session, SYSTEM, version)
    assert asked(session, draft) == ["A1", "A2", "B1"]
    assert states(session, draft) == {"A2": "waiting"}
    with pytest.raises(Conflict, match="B1"):
        drafts.carry_out(session, SYSTEM, draft, "A2")
    with pytest.raises(Invalid, match="A2"):
        service.publish(session, SYSTEM, draft)


def test_of_two_that_hang_together_both_can_go(session: Session) -> None:
    version = make_version(session, three())
    decide(session, version, "B1", "drop")
    decide(session, version, "A2", "drop")
    draft = drafts.draft_from(session, SYSTEM, version)
    assert states(session, draft) == {"A2": "done", "B1": "done"}
    assert asked(session, draft) == ["A1"]


def test_a_file_that_still_asks_waits_for_a_person(session: Session) -> None:
    definition = three()
    version = make_version(session, definition)
    decide(session, version, "A1", "drop")
    draft = make_version(session, definition, is_published=False)
    assert states(session, draft) == {"A1": "waiting"}
    with pytest.raises(Invalid, match="A1"):
        service.publish(session, SYSTEM, draft)
    with pytest.raises(Invalid, match="varför"):
        drafts.keep_anyway(session, SYSTEM, draft, "A1", " ")
    drafts.keep_anyway(session, SYSTEM, draft, "A1", "Lagen kräver den i år.")
    assert states(session, draft) == {"A1": "kept"}
    service.publish(session, SYSTEM, draft)
    with pytest.raises(Conflict):
        drafts.carry_out(session, SYSTEM, draft, "A1")
    again = make_version(session, definition, is_published=False)
    assert states(session, again) == {"A1": "waiting"}, "the decision stands"
    drafts.carry_out(session, SYSTEM, again, "A1")
    with pytest.raises(NotFound):
        drafts.carry_out(session, SYSTEM, again, "A1")


def test_a_decision_taken_back_is_not_carried(session: Session) -> None:
    definition = three()
    version = make_version(session, definition)
    decide(session, version, "A1", "drop")
    decide(session, version, "A1", "related")
    assert states(session, make_version(session, definition, is_published=False)) == {}


def test_a_question_asked_by_two_collections_goes_once(session: Session) -> None:
    version = make_version(session, three())
    decide(session, version, "A1", "drop", pair="one")
    decide(session, version, "A1", "drop", pair="two")
    draft = drafts.draft_from(session, SYSTEM, version)
    assert asked(session, draft) == ["A2", "B1"]
    assert [e["state"] for e in queries.get_carried(session, draft.id)] == ["done", "done"]
    service.publish(session, SYSTEM, draft)


def test_one_answer_settles_all_decisions_that_a_question_goes(session: Session) -> None:
    definition = three()
    version = make_version(session, definition)
    decide(session, version, "A1", "drop", pair="one")
    decide(session, version, "A1", "drop", pair="two")
    dropped = make_version(session, definition, is_published=False)
    drafts.carry_out(session, SYSTEM, dropped, "A1")
    with pytest.raises(NotFound):
        drafts.carry_out(session, SYSTEM, dropped, "A1")
    service.publish(session, SYSTEM, dropped)
    assert asked(session, dropped) == ["A2", "B1"]
    kept = make_version(session, definition, is_published=False)
    drafts.keep_anyway(session, SYSTEM, kept, "A1", "Lagen kräver den i år.")
    service.publish(session, SYSTEM, kept)
    assert asked(session, kept) == ["A1", "A2", "B1"]


def test_only_those_with_the_right_work_on_drafts(session: Session) -> None:
    version = make_version(session, three())
    row = queries.list_question_versions(session, version.id)[0]
    with pytest.raises(SignInNeeded):
        drafts.draft_from(session, NOBODY, version)
    with pytest.raises(SignInNeeded):
        drafts.carry_out(session, NOBODY, version, "A1")
    with pytest.raises(SignInNeeded):
        drafts.keep_anyway(session, NOBODY, version, "A1", "därför")
    with pytest.raises(SignInNeeded):
        drafts.reword(session, NOBODY, version, row, text={"sv": "x"}, hint={}, definition={})


def test_a_draft_says_its_new_words_at_once(session: Session) -> None:
    version = make_version(session, three(), is_published=False)
    assert queries.load_form(session, version).definition.sections
    row = queries.list_question_versions(session, version.id)[0]
    said = {
        "text": {"sv": " Hur många barn? ", "en": ""},
        "hint": {},
        "definition": {"sv": "0–17 år"},
    }
    drafts.reword(session, SYSTEM, version, row, **said)
    item = next(queries.load_form(session, version).definition.questions())
    assert (item.text, item.definition) == ({"sv": "Hur många barn?"}, {"sv": "0–17 år"})
    assert (row.text, row.word_count) == ({"sv": "Hur många barn?"}, 5)
    with pytest.raises(Invalid) as refused:
        drafts.reword(session, SYSTEM, version, row, text={"en": "Only"}, hint={}, definition={})
    assert list(refused.value.problems) == ["text-sv"]
    with pytest.raises(Invalid):
        drafts.reword(
            session, SYSTEM, version, row, text={"sv": "x" * 4001}, hint={}, definition={}
        )
    service.publish(session, SYSTEM, version)
    with pytest.raises(Conflict):
        drafts.reword(session, SYSTEM, version, row, **said)


def test_the_pages_of_a_draft(client: CheckingClient, session: Session) -> None:
    user = make_administrator(session)
    version = make_version(session, three())
    decide(session, version, "A1", "drop")
    decide(session, version, "A2", "drop")
    session.commit()
    token = sign_in(client, user)
    made = client.post(f"/formular/versioner/{version.id}/nytt-utkast", data={"csrf_token": token})
    assert made.status_code == 302
    page = client.get(made.location)
    assert "Borttagen ur utkastet" in page.text
    assert "Ta bort A2 ur utkastet" in page.text
    blocked = client.post(f"{made.location}/fragor/A2/ta-bort", data={"csrf_token": token})
    assert blocked.status_code == 409
    assert "B1" in blocked.text
    empty = client.post(
        f"{made.location}/fragor/A2/behall", data={"csrf_token": token, "reason": ""}
    )
    assert empty.status_code == 422
    kept = client.post(
        f"{made.location}/fragor/A2/behall", data={"csrf_token": token, "reason": "Behövs i år."}
    )
    assert kept.status_code == 302
    assert "Behövs i år." in client.get(made.location).text
    words = f"{made.location}/fragor/B1/text"
    assert "Hjälptext" in client.get(words).text
    refused = client.post(words, data={"csrf_token": token, "text-sv": "", "text-en": "Kept"})
    assert refused.status_code == 422
    assert "Kept" in refused.text, "what was typed is still there"
    done = client.post(words, data={"csrf_token": token, "text-sv": "Hur många får stöd?"})
    assert done.status_code == 302
    assert "Hur många får stöd?" in client.get(made.location).text
    assert client.get(f"{made.location}/fragor/X/text").status_code == 404


def test_the_page_offers_each_question_once(client: CheckingClient, session: Session) -> None:
    user = make_administrator(session)
    definition = three()
    version = make_version(session, definition)
    decide(session, version, "A1", "drop", pair="one")
    decide(session, version, "A1", "drop", pair="two")
    decide(session, version, "A1", "reuse", pair="three")
    draft = make_version(session, definition, is_published=False)
    session.commit()
    token = {"csrf_token": sign_in(client, user)}
    path = f"/formular/versioner/{draft.id}"
    assert client.get(path).text.count("Ta bort A1 ur utkastet") == 1
    keep = client.get(f"{path}/fragor/A1/behall").text
    assert keep.count("har beslutat att frågan ska bort") == 2
    assert client.post(f"{path}/fragor/A1/ta-bort", data=token).status_code == 302
    page = client.get(path).text
    assert page.count("Borttagen ur utkastet") == 2
    assert "Ta bort A1 ur utkastet" not in page
    assert client.post(f"{path}/publicera", data=token).status_code == 302
