"""What a question being written overlaps: found at once, read only as far as worth it, nothing written."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from surveyapp.core.access import SYSTEM
from surveyapp.core.database import Database
from surveyapp.core.units import unit_of_work
from surveyapp.overlap import service, suggesting
from surveyapp.overlap.suggesting import READ, suggest
from surveyapp.questionnaires import drafts
from surveyapp.questionnaires import queries as questionnaires
from tests.factories.overlap import make_bank_question, make_collection
from tests.factories.questionnaires import form, make_version, question, section
from tests.overlap.stub_model import StubModels


@pytest.fixture(autouse=True)
def forgotten() -> None:
    suggesting._kept.clear()


def fill(session: Session) -> None:
    collection = make_collection(session, "register")
    make_bank_question(session, "Antal barn i familjehem enligt SoL", collection)
    make_bank_question(session, "Antal barn i familjehem enligt LSS", collection)
    english = make_bank_question(session, "x", collection)
    english.text = {"en": "Number of households, children"}
    for n in range(30):
        make_bank_question(session, f"Antal barn i familjehem av sorten kategori{n}", collection)
    text = {"sv": "Hur många barn i familjehem fick antal besök?"}
    make_version(session, form(section("B", question("B1", text=text)), code="prov"))
    session.flush()


def test_what_is_asked_already_is_suggested_with_its_source(session: Session) -> None:
    fill(session)
    models = StubModels()
    found = suggest(session, "Antal barn i familjehem enligt SoL?", "sv", models=models)
    assert found[0].texts["sv"] == "Antal barn i familjehem enligt SoL"
    assert (found[0].source, found[0].is_ours) == ("register", False)
    assert found[0].assessment.proposal == "same"
    assert models.cross is not None
    assert 0 < len(models.cross.asked) <= READ
    assert not any("LSS" in side.text for pair in models.cross.asked for side in pair)


def test_what_a_facet_holds_apart_is_shown_after_what_overlaps_with_what_differs(
    session: Session,
) -> None:
    fill(session)
    register = make_collection(session, "law")
    for law in ("SoL", "LSS"):
        make_bank_question(session, f"Beslut om ledsagning för vuxna enligt {law}", register)
    found = suggest(
        session, "Beslut om ledsagning för vuxna enligt SoL?", "sv", models=StubModels(), limit=30
    )
    (apart,) = [n for n, s in enumerate(found) if s.texts["sv"].endswith("LSS")]
    assert found[apart].assessment.proposal == "related"
    assert found[apart].assessment.judgement.differs == ("law",)
    assert found[apart].assessment.probability is None
    likely = [s.assessment.proposal in ("same", "derivable", "cannot_tell") for s in found]
    assert likely == sorted(likely, reverse=True)
    assert not any(likely[apart:])


def test_another_year_of_the_question_is_shown_while_it_is_written(session: Session) -> None:
    fill(session)
    make_bank_question(session, "Antal vuxna i stödboende 2023", make_collection(session, "old"))
    found = suggest(session, "Antal vuxna i stödboende 2025", "sv", models=StubModels())
    (earlier,) = [s for s in found if "2023" in s.texts["sv"]]
    assert (earlier.source, earlier.assessment.proposal) == ("old", "related")
    assert earlier.assessment.judgement.is_new_edition
    assert suggest(session, "Antal hästar i ridhusen 2025", "sv", models=StubModels()) == []


def test_the_other_language_is_searched_too(session: Session) -> None:
    fill(session)
    found = suggest(session, "Antal hushåll, barn", "sv", models=StubModels())
    assert {"en": "Number of households, children"} in [s.texts for s in found]


def test_our_own_questions_are_suggested_but_not_the_one_being_changed(session: Session) -> None:
    fill(session)
    (ours,) = service.collect(session).ours
    text = ours.texts["sv"]
    found = suggest(session, text, "sv", models=StubModels())
    assert (found[0].is_ours, found[0].key) == (True, ours.key)
    again = suggest(session, text, "sv", models=StubModels(), question_id=ours.key)
    assert not any(s.is_ours for s in again)


def test_the_searched_side_is_built_once_until_the_bank_changes(session: Session) -> None:
    fill(session)
    models = StubModels()
    suggest(session, "Antal barn i familjehem", "sv", models=models)
    asked = len(models.encoder.asked)
    suggest(session, "Antal barn i familjehem totalt", "sv", models=models)
    assert len(models.encoder.asked) == asked + 1
    make_bank_question(session, "Antal badhus som kommunen driver")
    found = suggest(session, "Antal badhus som kommunen driver?", "sv", models=models)
    assert found[0].texts["sv"] == "Antal badhus som kommunen driver"


def test_nothing_is_written_and_short_texts_wait(database: Database) -> None:
    with unit_of_work(database) as session:
        fill(session)
    with unit_of_work(database, read_only=True) as session:
        assert suggest(session, "Antal barn i familjehem", "sv", models=StubModels())
        assert suggest(session, "Antal", "sv", models=StubModels()) == []
        assert suggest(session, "Antal barn i familjehem", "fi", models=StubModels()) == []


def test_without_a_model_words_and_facets_suggest(session: Session) -> None:
    fill(session)
    service.match(session, SYSTEM)
    found = suggest(session, "Antal barn i familjehem enligt SoL?", "sv", models=None)
    assert found[0].assessment.proposal == "same"
    assert found[0].assessment.probability is None


def test_what_is_not_encoded_yet_is_found_by_words_and_then_by_vectors_too(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggesting, "ENCODED_AT_ONCE", 5)
    fill(session)
    models, text = StubModels(), "Antal barn i familjehem enligt SoL?"

    def found() -> tuple[str, bool]:
        best = suggest(session, text, "sv", models=models)[0]
        kept = suggesting._kept[str(session.get_bind().engine.url)]
        vectors = kept.searched["sv"].bank.vectors
        assert vectors is not None
        return best.texts["sv"], bool(vectors.vectors.any())

    assert found() == ("Antal barn i familjehem enligt SoL", False)
    service.match(session, SYSTEM, models=models)
    assert found() == ("Antal barn i familjehem enligt SoL", True)


def test_a_question_that_was_reworded_is_searched_as_it_is_now(session: Session) -> None:
    fill(session)
    version = make_version(session, form(section("C", question("C1")), code="mer"))
    draft = drafts.draft_from(session, SYSTEM, version)
    row = questionnaires.list_question_versions(session, draft.id)[0]
    asked = "Hur många hästar finns i kommunens ridhus?"
    assert all(s.texts["sv"] != asked for s in suggest(session, asked, "sv", models=None))
    drafts.reword(session, SYSTEM, draft, row, text={"sv": asked}, hint={}, definition={})
    assert suggest(session, asked, "sv", models=None)[0].texts == {"sv": asked}
