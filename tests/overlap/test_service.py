"""Matching keeps what people decided, and a decision takes effect on the question, on both databases."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from surveyapp.core import clock, jobs
from surveyapp.core.access import SYSTEM, Role
from surveyapp.core.audit import AuditEvent
from surveyapp.core.database import Database
from surveyapp.core.errors import Forbidden, Invalid
from surveyapp.core.units import unit_of_work
from surveyapp.demo import content
from surveyapp.overlap import background, deciding, learning, queries, service
from surveyapp.overlap.models import Candidate, DataElement, ElementMember, Fit
from surveyapp.overlap.rules.matching import KEPT
from surveyapp.overlap.rules.reading.question import read_facets
from surveyapp.overlap.rules.refitting import Parameters
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.questionnaires.rules.definition import Choice, FormDefinition, Kind
from tests.factories.accounts import actor_of, make_administrator, make_reviewer
from tests.factories.overlap import (
    load_demo_bank,
    make_bank_question,
    make_candidates,
    make_collection,
)
from tests.factories.questionnaires import form, make_demo_version, make_version, question, section
from tests.overlap.stub_model import StubModels, StubReader

TEXT = "Hur många barn 0–20 år bodde i familjehem den 1 november 2025?"


def trial_form(text: str = TEXT, **values: object) -> FormDefinition:
    return form(
        section(
            "B",
            question("B1", text={"sv": text}),
            question("B2", Kind.LONG_TEXT, text={"sv": "Vill du lägga till något?"}),
        ),
        code="prov",
        **values,
    )


def make_pair(session: Session) -> Candidate:
    """Return the one candidate of a question that the register of children asks too."""
    make_version(session, trial_form())
    collection = make_collection(
        session, name={"sv": "Registret över barn", "en": "The register of children"}, owner="SCB"
    )
    make_bank_question(session, "Antal barn 0–20 år i familjehem den 1 november 2025", collection)
    (candidate,) = make_candidates(session)
    return queries.get_candidate(session, candidate.id)


def told(session: Session, candidate: Candidate) -> list[dict[str, str]]:
    found = questionnaires.decisions_in_force(session, [candidate.question_id])
    return [d.told for d in found.get(candidate.question_id, [])]


# --- matching -------------------------------------------------------------------------------------


def test_a_pair_is_found_with_its_evidence(session: Session) -> None:
    candidate = make_pair(session)
    assert candidate.evidence["proposal"] == "same"
    facets = {f["name"]: f for f in candidate.evidence["facets"]}
    assert facets["age"]["agrees"] == "same"
    assert facets["period"]["ours"]["read"] == "den 1 november 2025"
    assert "barn" in {w["stem"] for w in candidate.evidence["words"]}


def test_matching_twice_changes_nothing(session: Session) -> None:
    candidate = make_pair(session)
    before = (candidate.id, candidate.found_at, candidate.score)
    events = session.scalar(sa.select(sa.func.count()).select_from(AuditEvent))
    outcome = service.match(session, SYSTEM)
    assert (outcome.added, outcome.changed, outcome.removed, outcome.unchanged) == (0, 0, 0, 1)
    (again,) = queries.list_candidates(session)
    assert (again.id, again.found_at, again.score) == before
    assert session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) == events


def test_a_fit_in_use_moves_what_is_written_and_what_is_left_as_it_was(session: Session) -> None:
    collection = make_collection(session)
    make_version(session, trial_form())
    changing, _left = (
        make_bank_question(session, f"{TEXT.rstrip('?')} {more}", collection)
        for more in ("enligt registret?", "enligt statistiken?")
    )
    service.match(session, SYSTEM, models=StubModels())
    shift = Parameters(shift=-1.0)
    values = {"decisions": 0, "before": {}, "after": {}, "fitted_at": clock.now()}
    session.add(Fit(model=StubReader().checksum, parameters=shift.as_json(), is_active=True, **values))  # fmt: skip
    learning.adjust_all(session, StubReader().checksum)
    changing.text = {"sv": f"{TEXT.rstrip('?')} enligt registret för barn?"}
    session.flush()
    outcome = service.match(session, SYSTEM, models=StubModels())
    assert (outcome.changed, outcome.unchanged) == (1, 1)
    session.expire_all()
    for candidate in session.scalars(sa.select(Candidate)):
        raw = learning.raw_probability(candidate.evidence)
        assert raw is not None
        assert candidate.probability == round(shift.apply(raw, {}), 4) != raw


def test_all_that_the_bank_knows_of_a_question_is_matched(session: Session) -> None:
    collection = make_collection(
        session,
        reference_time="kalenderåret 2025",
        population="personer från 65 år",
        reporting_unit="kommun",
    )
    known = {
        "answer_type": "yes_no",
        "options": [{"sv": "Ja", "en": "Yes"}, {"sv": "Nej", "en": "No"}],
        "breakdowns": "kön",
        "legal_basis": "Socialtjänstlagen",
    }
    make_bank_question(session, "Rutin för avvikelser", collection, **known)
    make_bank_question(session, "Routine", collection, **known).text = {"en": "Routine"}
    session.flush()
    (swedish, english) = service.collect(session).theirs
    assert (swedish.options, swedish.answer) == (("Ja", "Nej"), "yes_no")
    assert english.options == ("Yes", "No")
    facets = read_facets(swedish)
    assert facets.readings["measure"].value == facets.readings["options"].value == ("yes_no",)
    assert {name: r.source for name, r in facets.beside.items()} == {
        "period": "collection_time",
        "age": "collection_population",
        "law": "legal_basis",
        "breakdown": "breakdowns",
    }


def test_what_a_question_says_itself_goes_before_its_collection(session: Session) -> None:
    collection = make_collection(session, reference_time="2025", population="vuxna")
    own = {"reference_time": "varje år", "population": "boende", "answer_scale": "antal"}
    make_bank_question(session, "Platser", collection, **own, answer_type="yes_no")
    (found,) = service.collect(session).theirs
    assert (found.collection_time, found.collection_population) == ("", "")
    assert found.answered() == "antal"


def test_what_is_known_besides_is_read_anew_and_takes_no_decision_back(session: Session) -> None:
    with time_machine.travel(dt.datetime(2026, 3, 1, tzinfo=dt.UTC), tick=False) as now:
        candidate = make_pair(session)
        now.shift(60)
        service.decide(session, SYSTEM, candidate, verdict="same", action="reuse", reason="Samma.")
        now.shift(60)
        assert candidate.bank_question is not None
        candidate.bank_question.options = [{"sv": "Ja"}, {"sv": "Nej"}]
        session.flush()
        outcome = service.match(session, SYSTEM)
    assert (outcome.added, outcome.changed) == (0, 1)
    (kept,) = queries.list_candidates(session)
    assert "options" in {f["name"] for f in kept.evidence["facets"]}
    assert queries.counts_by_question(session)[kept.question_id] == queries.Counts(0, 1)


def test_an_undecided_pair_goes_when_the_question_is_no_longer_alike(session: Session) -> None:
    make_pair(session)
    make_version(session, trial_form("Kostnad för väghållning, kr/inv"))
    service.match(session, SYSTEM)
    assert queries.list_candidates(session) == []


def test_a_decided_pair_is_kept_and_told_that_its_text_changed(session: Session) -> None:
    with time_machine.travel(dt.datetime(2026, 3, 1, tzinfo=dt.UTC), tick=False) as now:
        candidate = make_pair(session)
        now.shift(60)
        service.decide(session, SYSTEM, candidate, verdict="same", action="reuse", reason="Samma.")
        assert queries.counts_by_question(session)[candidate.question_id] == queries.Counts(0, 1)
        now.shift(60)
        make_version(session, trial_form("Hur många barn 0–17 år fick plats i något annat hem?"))
        service.match(session, SYSTEM)
    (kept,) = queries.list_candidates(session)
    assert kept.id == candidate.id
    decision = queries.newest_decisions(session)[kept.id]
    assert decision.verdict == "same"
    assert decision.decided_at < kept.found_at
    assert queries.counts_by_question(session)[kept.question_id] == queries.Counts(1, 0)


@pytest.mark.parametrize("what", ["model", "rules"])
def test_what_reads_the_texts_anew_takes_no_decision_back(
    session: Session, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    with time_machine.travel(dt.datetime(2026, 3, 1, tzinfo=dt.UTC), tick=False) as now:
        candidate = make_pair(session)
        now.shift(60)
        service.decide(session, SYSTEM, candidate, verdict="same", action="reuse", reason="Samma.")
        now.shift(60)
        if what == "rules":
            monkeypatch.setattr(service, "RULES", "another")
        outcome = service.match(session, SYSTEM, models=StubModels() if what == "model" else None)
    assert (outcome.added, outcome.changed) == (0, 1)
    (kept,) = queries.list_candidates(session)
    assert (kept.id, kept.model) == (candidate.id, "cross-1" if what == "model" else "")
    assert queries.counts_by_question(session)[kept.question_id] == queries.Counts(0, 1)


def test_a_decision_taken_while_matching_ran_is_respected(session: Session) -> None:
    candidate = make_pair(session)
    material = service.collect(session)
    service.decide(session, SYSTEM, candidate, verdict="unrelated", action="", reason="Nej.")
    outcome = service.keep(session, SYSTEM, material, service.Found([]))
    assert outcome.removed == 0
    assert [c.id for c in queries.list_candidates(session)] == [candidate.id]


def test_only_the_newest_version_is_matched(session: Session) -> None:
    make_version(session, trial_form("Kostnad för väghållning, kr/inv"))
    make_version(session, trial_form())
    (ours,) = service.collect(session).ours
    assert ours.texts == {"sv": TEXT}


def test_comments_and_the_free_text_of_other_are_not_matched(session: Session) -> None:
    single = question(
        "C1",
        Kind.SINGLE,
        choices=(Choice("a", {"sv": "A"}), Choice("annat", {"sv": "Annat"})),
        other_choice="annat",
    )
    make_version(session, form(section("A", single, question("C2", Kind.TEXT))))
    assert len(service.collect(session).ours) == 1


def test_reviewers_may_not_match(session: Session) -> None:
    reviewer = make_reviewer(session)
    with pytest.raises(Forbidden):
        service.match(session, actor_of(reviewer, (Role.REVIEWER, None)))


def test_the_job_matches_and_may_run_twice(database: Database) -> None:
    with unit_of_work(database) as session:
        make_version(session, trial_form())
        make_bank_question(session, "Antal barn 0–20 år i familjehem den 1 november 2025")
        administrator = make_administrator(session)
        actor = actor_of(administrator, (Role.ADMINISTRATOR, None))
        job = jobs.enqueue(session, background.KIND, {}, actor, unique_key=background.KIND)
        assert jobs.enqueue(session, background.KIND, {}, actor, unique_key=background.KIND) is job
    assert jobs.run_one(database)
    with unit_of_work(database) as session:
        found = session.get_one(jobs.Job, job.id)
        assert (found.state, found.result["added"]) == ("done", 1)
        assert found.result["url"] == "/overlapp/"
        assert found.done == found.total > 0
        jobs.enqueue(session, background.KIND, {}, actor)
    assert jobs.run_one(database)
    with unit_of_work(database, read_only=True) as session:
        assert len(queries.list_candidates(session)) == 1


# --- the demo's own key ---------------------------------------------------------------------------


@pytest.mark.parametrize("backend", ["sqlite"])
def test_every_known_overlap_of_the_demo_is_a_candidate(session: Session) -> None:
    load_demo_bank(session)
    for folder in content.QUESTIONNAIRES:
        make_demo_version(session, folder)
    found = {
        (c.question.code, c.bank_question.collection.code, c.bank_question.code): c
        for c in make_candidates(session)
        if c.bank_question is not None and not c.is_sample
    }
    key = content.load_overlap_key()
    wanted = [(o.question, o.collection, o.bank_code) for o in key if o.label != "related"]
    assert len(wanted) >= 20
    assert [pair for pair in wanted if pair not in found] == []
    related = [(o.question, o.collection, o.bank_code) for o in key if o.label == "related"]
    wrong = [p for p in related if p in found and found[p].evidence["proposal"] == "same"]
    assert wrong == []
    per_question: dict[int, int] = {}
    for candidate in found.values():
        per_question[candidate.question_id] = per_question.get(candidate.question_id, 0) + 1
    assert max(per_question.values()) <= KEPT


# --- deciding -------------------------------------------------------------------------------------


def decide_by_two(session: Session, candidate: Candidate, **values: str) -> None:
    """Decide in the name of two persons: what drops a question waits for the second."""
    decision = service.decide(session, SYSTEM, candidate, **values)  # type: ignore[arg-type]
    if decision.state == "waiting":
        assert told(session, candidate) == [], "told before anybody agreed"
        second = actor_of(make_administrator(session), (Role.ADMINISTRATOR, None))
        deciding.agree(session, second, candidate, decision)


def test_the_officer_is_told_in_both_languages(session: Session) -> None:
    candidate = make_pair(session)
    decide_by_two(session, candidate, verdict="same", action="drop", reason="Samma barn.")
    assert told(session, candidate) == [
        {
            "sv": "Samma uppgift lämnas i Registret över barn (SCB). "
            "Frågan tas bort nästa år. Svara som vanligt i år.",
            "en": "The same information is given in The register of children (SCB). "
            "The question will be removed next year. Answer as usual this year.",
        }
    ]


@pytest.mark.parametrize("action", ["drop", "reuse", "derive", "ask_together", "keep"])
def test_every_action_is_told_in_its_own_words(session: Session, action: str) -> None:
    candidate = make_pair(session)
    values = {"verdict": "derivable", "direction": "ours"}
    decide_by_two(session, candidate, action=action, reason="Ja.", **values)
    (texts,) = told(session, candidate)
    assert texts["sv"].startswith("Svaret går att räkna fram ur Registret över barn (SCB). ")
    assert len(texts["sv"].split(". ")) >= 2
    assert texts["en"] != texts["sv"]


def test_matching_gives_older_decisions_their_concept(session: Session) -> None:
    candidate = make_pair(session)
    service.decide(session, SYSTEM, candidate, verdict="same", action="keep", reason="Samma.")
    before = session.scalar(sa.select(sa.func.count()).select_from(ElementMember))
    assert before == 2
    session.execute(sa.delete(ElementMember))  # as in an installation from before there were any
    session.execute(sa.delete(DataElement))
    session.expire_all()
    service.match(session, SYSTEM)
    assert session.scalar(sa.select(sa.func.count()).select_from(ElementMember)) == 2


@pytest.mark.parametrize("verdict", ["related", "unrelated", "cannot_tell"])
def test_a_later_verdict_takes_back_what_was_told(session: Session, verdict: str) -> None:
    candidate = make_pair(session)
    service.decide(session, SYSTEM, candidate, verdict="same", action="reuse", reason="Samma.")
    service.decide(session, SYSTEM, candidate, verdict=verdict, action="", reason="Fel dag.")
    assert told(session, candidate) == [{}]
    decisions = queries.list_decisions(session, candidate.id)
    assert [d.verdict for d in decisions] == [verdict, "same"]
    assert queries.newest_decisions(session)[candidate.id].verdict == verdict


def test_the_source_is_named_where_the_bank_asks_for_it(session: Session) -> None:
    candidate = make_pair(session)
    assert candidate.bank_question is not None
    candidate.bank_question.source_note = "Källa: Kolada"
    service.decide(session, SYSTEM, candidate, verdict="same", action="reuse", reason="Samma.")
    assert told(session, candidate)[0]["sv"].endswith(" Källa: Kolada.")


def test_the_banks_own_note_is_not_told(session: Session) -> None:
    candidate = make_pair(session)
    assert candidate.bank_question is not None
    candidate.bank_question.source_note = "Egen formulering för demonstrationen"
    service.decide(session, SYSTEM, candidate, verdict="same", action="reuse", reason="Samma.")
    assert told(session, candidate)[0]["sv"].endswith("Kontrollera bara att det stämmer.")


@pytest.mark.parametrize(
    ("verdict", "action", "reason", "field"),
    [
        ("", "", "Ja", "verdict"),
        ("maybe", "drop", "Ja", "verdict"),
        ("same", "", "Ja", "action"),
        ("same", "derive", "Ja", "action"),
        ("unrelated", "drop", "Ja", "action"),
        ("same", "reuse", "  ", "reason"),
        ("same", "reuse", "x" * 2001, "reason"),
    ],
)
def test_a_decision_that_does_not_hold_together_is_refused(
    session: Session, verdict: str, action: str, reason: str, field: str
) -> None:
    candidate = make_pair(session)
    with pytest.raises(Invalid) as refused:
        service.decide(session, SYSTEM, candidate, verdict=verdict, action=action, reason=reason)
    assert list(refused.value.problems) == [field]
    assert queries.list_decisions(session, candidate.id) == []
    assert told(session, candidate) == []


def test_reviewers_may_not_decide(session: Session) -> None:
    candidate = make_pair(session)
    actor = actor_of(make_reviewer(session), (Role.REVIEWER, None))
    with pytest.raises(Forbidden):
        service.decide(session, actor, candidate, verdict="same", action="reuse", reason="Samma.")
    assert queries.list_decisions(session, candidate.id) == []


def test_a_decision_leaves_a_trace(session: Session) -> None:
    candidate = make_pair(session)
    actor = actor_of(make_administrator(session, "Anna"), (Role.ADMINISTRATOR, None))
    service.decide(session, actor, candidate, verdict="same", action="reuse", reason="Samma.")
    session.flush()
    event = session.scalars(
        sa.select(AuditEvent).where(AuditEvent.event == "overlap_decided")
    ).one()
    assert (event.actor_name, event.object_id) == ("Anna", str(candidate.id))
    assert event.details == {"verdict": "same", "action": "reuse", "proposal": "same"}


def test_decided_overlaps_of_questions_are_listed_for_reports(session: Session) -> None:
    candidate = make_pair(session)
    assert queries.list_question_overlaps(session, [candidate.question_id]) == []
    decision = service.decide(
        session, SYSTEM, candidate, verdict="same", action="reuse", reason="Samma."
    )
    assert queries.list_question_overlaps(session, [candidate.question_id]) == [
        (candidate, decision)
    ]
