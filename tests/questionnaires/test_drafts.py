"""What a decision does to the next draft, and a question said in other words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from surveyapp.core.access import NOBODY, SYSTEM
from surveyapp.core.errors import Conflict, Invalid, NotFound, SignInNeeded
from surveyapp.questionnaires import drafts, queries, service
from surveyapp.questionnaires.models import QuestionnaireVersion, QuestionVersion, VersionState
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


def test_the_links_of_a_free_text_are_carried_over(session: Session) -> None:
    indicators = [make_indicator(session, code) for code in ("I1", "I2")]
    asks = form(section("A", question("A1", Kind.SINGLE, other_choice="annat"), question("A2")))
    version = make_version(session, asks, is_published=False)
    rows = queries.list_question_versions(session, version.id)
    service.set_links(session, SYSTEM, rows[0], {indicators[0].id: 0.25, indicators[1].id: 0.75})
    service.set_links(session, SYSTEM, rows[1], {indicators[1].id: None})
    draft = drafts.draft_from(session, SYSTEM, version)
    links = {
        (link.question_version.question.code, link.indicator.code): link.weight
        for link in queries.list_links(session, draft.id)
    }
    assert links == {("A1", "I1"): 0.25, ("A1", "I2"): 0.75, ("A1_other", "I2"): None}


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


def test_a_decision_taken_back_asks_nothing_of_a_draft_made_before(session: Session) -> None:
    definition = three()
    version = make_version(session, definition)
    decide(session, version, "A1", "drop")
    draft = make_version(session, definition, is_published=False)
    decide(session, version, "A1", "unrelated")
    with pytest.raises(Conflict, match="återtaget"):
        drafts.carry_out(session, SYSTEM, draft, "A1")
    with pytest.raises(Conflict, match="återtaget"):
        drafts.keep_anyway(session, SYSTEM, draft, "A1", "Behövs.")
    service.publish(session, SYSTEM, draft)
    assert asked(session, draft) == ["A1", "A2", "B1"]
    decide(session, version, "A1", "drop")
    (entry,) = queries.get_carried(session, draft.id)
    assert entry["now"] == "withdrawn", "a published version says what held when it was published"


def test_a_decision_taken_again_waits_again(session: Session) -> None:
    definition = three()
    version = make_version(session, definition)
    decide(session, version, "A1", "drop")
    draft = make_version(session, definition, is_published=False)
    decide(session, version, "A1", "unrelated")
    decide(session, version, "A1", "drop")
    (entry,) = queries.get_carried(session, draft.id)
    newest = queries.list_decisions(session, [row_of(session, version, "A1").question_id])[-1]
    assert (entry["now"], entry["decision"]) == ("waiting", newest.id)
    with pytest.raises(Invalid, match="A1"):
        service.publish(session, SYSTEM, draft)


def test_a_question_that_went_for_nothing_stops_publishing(session: Session) -> None:
    version = make_version(session, three())
    decide(session, version, "A1", "drop")
    draft = drafts.draft_from(session, SYSTEM, version)
    decide(session, version, "A1", "unrelated")
    with pytest.raises(Invalid, match=r"återtaget.*A1"):
        service.publish(session, SYSTEM, draft)
    drafts.put_back(session, SYSTEM, draft, "A1")
    service.publish(session, SYSTEM, draft)
    assert asked(session, draft) == ["A1", "A2", "B1"]


def test_a_question_that_another_decision_drops_stays_away(session: Session) -> None:
    version = make_version(session, three())
    decide(session, version, "A1", "drop", pair="one")
    decide(session, version, "A1", "drop", pair="two")
    draft = drafts.draft_from(session, SYSTEM, version)
    decide(session, version, "A1", "unrelated", pair="one")
    with pytest.raises(Conflict, match="beslutat"):
        drafts.put_back(session, SYSTEM, draft, "A1")
    with pytest.raises(NotFound):
        drafts.put_back(session, SYSTEM, draft, "A2")
    service.publish(session, SYSTEM, draft)
    assert asked(session, draft) == ["A2", "B1"]
    with pytest.raises(Conflict):
        drafts.put_back(session, SYSTEM, draft, "A1")


def test_a_decision_taken_again_about_a_question_that_is_gone_is_done(session: Session) -> None:
    definition = three()
    version = make_version(session, definition)
    for pair in ("one", "two"):
        decide(session, version, "A1", "drop", pair=pair)
    draft = make_version(session, definition, is_published=False)
    decide(session, version, "A1", "unrelated", pair="one")
    drafts.carry_out(session, SYSTEM, draft, "A1")
    decide(session, version, "A1", "drop", pair="one")
    assert [e["now"] for e in queries.get_carried(session, draft.id)] == ["done", "done"]
    for pair in ("one", "two"):
        decide(session, version, "A1", "unrelated", pair=pair)
    drafts.put_back(session, SYSTEM, draft, "A1")
    assert asked(session, draft) == ["A1", "A2", "B1"]


def test_what_is_put_back_is_as_it_was(session: Session) -> None:
    """Its place, its section and group, its own words in this draft, its free text, its links."""
    note = question("N", Kind.NOTE)
    other = question("A2", Kind.SINGLE, other_choice="ja")
    group = question("R", Kind.REPEAT, items=(question("R1"), question("R2")))
    definition = form(
        section("A", question("A1"), note, other),
        section("B", question("B1")),
        section("C", question("C1"), group),
    )
    indicators = [make_indicator(session), make_indicator(session)]
    version = make_version(session, definition)
    gone = ["R2", "A1", "B1", "A2", "R1"]
    for code in gone:
        decide(session, version, code, "drop")
    draft = make_version(session, definition, is_published=False)
    words = {"text": {"sv": "Andra ord"}, "hint": {}, "definition": {"sv": "Så här."}}
    for code in ("B1", "C1"):
        drafts.reword(session, SYSTEM, draft, row_of(session, draft, code), **words)
    for code, weights in (("A2", {0: 0.25, 1: None}), ("A2_other", {1: None})):
        service.set_links(
            session,
            SYSTEM,
            row_of(session, draft, code),
            {indicators[n].id: weight for n, weight in weights.items()},
        )
    before = everything(session, draft)
    for code in gone:
        drafts.carry_out(session, SYSTEM, draft, code)
    assert asked(session, draft) == ["C1"]
    for code in gone:
        decide(session, version, code, "unrelated")
        drafts.put_back(session, SYSTEM, draft, code)
    assert everything(session, draft) == before
    with pytest.raises(NotFound):
        drafts.put_back(session, SYSTEM, draft, "A1")
    decide(session, version, "A1", "drop")
    drafts.carry_out(session, SYSTEM, draft, "A1")
    assert asked(session, draft) == ["A2", "A2_other", "B1", "C1", "R1", "R2"]


def test_a_question_whose_rule_reads_another_that_is_gone_is_not_put_back(
    session: Session,
) -> None:
    version = make_version(session, three())
    decide(session, version, "B1", "drop")
    decide(session, version, "A2", "drop")
    draft = drafts.draft_from(session, SYSTEM, version)
    decide(session, version, "B1", "unrelated")
    with pytest.raises(Conflict, match="nytt utkast"):
        drafts.put_back(session, SYSTEM, draft, "B1")
    anew = drafts.draft_from(session, SYSTEM, version)
    assert asked(session, anew) == ["A1", "A2", "B1"]


def test_a_draft_that_kept_nothing_of_what_it_took_out_says_so(session: Session) -> None:
    version = make_version(session, three())
    decide(session, version, "B1", "drop")
    draft = drafts.draft_from(session, SYSTEM, version)
    draft.carried = [{k: v for k, v in entry.items() if k != "removed"} for entry in draft.carried]
    decide(session, version, "B1", "unrelated")
    with pytest.raises(Conflict, match="B1 finns inte kvar att lägga tillbaka"):
        drafts.put_back(session, SYSTEM, draft, "B1")


def row_of(session: Session, version: QuestionnaireVersion, code: str) -> QuestionVersion:
    rows = queries.list_question_versions(session, version.id)
    return next(row for row in rows if row.question.code == code)


def everything(session: Session, version: QuestionnaireVersion) -> list[object]:
    """Return all that a version says: its form, its rows and its links."""
    names = [c.name for c in QuestionVersion.__table__.columns if c.name != "id"]
    return [
        service.current_definition(session, version),
        [
            [getattr(row, name) for name in names]
            for row in queries.list_question_versions(session, version.id)
        ],
        sorted(
            (link.question_version.question.code, link.indicator_id, str(link.weight))
            for link in queries.list_links(session, version.id)
        ),
    ]


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
        drafts.put_back(session, NOBODY, version, "A1")
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


def test_the_page_tells_that_a_decision_is_taken_back(
    client: CheckingClient, session: Session
) -> None:
    user = make_administrator(session)
    definition = three()
    version = make_version(session, definition)
    decide(session, version, "A1", "drop")
    waiting = make_version(session, definition, is_published=False)
    done = drafts.draft_from(session, SYSTEM, version)
    decide(session, version, "A1", "unrelated")
    session.commit()
    token = {"csrf_token": sign_in(client, user)}
    path = f"/formular/versioner/{waiting.id}"
    page = client.get(path).text
    assert "Beslutet är återtaget" in page
    assert "Ta bort A1 ur utkastet" not in page
    assert client.get(f"{path}/fragor/A1/behall").status_code == 409
    path = f"/formular/versioner/{done.id}"
    assert "Lägg tillbaka A1 i utkastet" in client.get(path).text
    refused = client.post(f"{path}/publicera", data=token)
    assert refused.status_code == 422
    assert "Lägg tillbaka dem" in refused.text
    assert client.post(f"{path}/fragor/A1/lagg-tillbaka", data=token).status_code == 302
    page = client.get(path).text
    assert "Fråga A1" in page
    assert "Lägg tillbaka A1 i utkastet" not in page
    assert client.post(f"{path}/publicera", data=token).status_code == 302
