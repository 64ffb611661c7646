"""The score learns from decisions, and never becomes a worse one."""

from __future__ import annotations

import datetime as dt
import math
import random

import pytest
import time_machine
from click.testing import CliRunner
from sqlalchemy.orm import Session

from surveyapp.cli import Installation
from surveyapp.core import clock, jobs
from surveyapp.core.access import SYSTEM, Role
from surveyapp.core.database import Database
from surveyapp.core.errors import Conflict, Forbidden
from surveyapp.core.settings import Settings
from surveyapp.core.units import unit_of_work
from surveyapp.overlap import deciding, learning, learning_cli, loading, refit_job
from surveyapp.overlap.models import Candidate, Fit
from surveyapp.overlap.queries import learning as queries
from surveyapp.overlap.rules.refitting import (
    DUE,
    LEAST_OF_EACH,
    Example,
    Figures,
    Parameters,
    fit,
    is_acceptable,
    measure,
)
from surveyapp.overlap.rules.working import Read, curve, met, work_for
from surveyapp.overlap.scoring import in_order
from tests.factories.accounts import actor_of, make_administrator, make_reviewer
from tests.overlap.pairs import make_banks, make_pair, make_questions, question_ids
from tests.overlap.stub_model import StubModels, StubReader

MODEL = "m1"


def examples(n: int, *, seed: int = 1, honest: bool = True) -> list[Example]:
    """Pairs whose probability is too high by far, or (not honest) says the opposite."""
    generator = random.Random(seed)
    found = []
    for _number in range(n):
        said = generator.uniform(0.05, 0.95)
        true = said**3 if honest else 1 - said
        found.append(Example(said, {"age": "same"}, generator.random() < true))
    return found


# --- the rules ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "is_used"),
    [
        (Figures(100, 0.9, 0.3, 0.05), Figures(100, 0.9, 0.3, 0.05), True),
        (Figures(100, 0.9, 0.3, 0.05), Figures(100, 0.95, 0.2, 0.05), True),
        (Figures(100, 0.9, 0.3, 0.05), Figures(100, 0.899, 0.2, 0.01), False),
        (Figures(100, 0.9, 0.3, 0.05), Figures(100, 0.95, 0.301, 0.01), False),
        (Figures(0, 0.0, math.inf, 1.0), Figures(0, 0.0, math.inf, 1.0), False),
        (Figures(100, 0.9, 0.3, 0.05), Figures(99, 0.95, 0.2, 0.01), False),
        (Figures(100, 0.9, 0.3, 0.05), Figures(100, 0.95, math.nan, 0.01), False),
    ],
)
def test_only_a_fit_that_is_no_worse_is_used(
    before: Figures, after: Figures, is_used: bool
) -> None:
    assert is_acceptable(before, after) is is_used


def test_a_fit_mends_a_score_that_says_too_much() -> None:
    found = fit(examples(300))
    assert found is not None
    frozen = examples(600, seed=2)
    before, after = measure(Parameters(), frozen), measure(found, frozen)
    assert after.log_loss < before.log_loss
    assert after.calibration_error < before.calibration_error
    assert is_acceptable(before, after)


def test_a_score_turned_upside_down_is_not_fitted() -> None:
    assert fit(examples(300, honest=False)) is None


def test_too_few_of_either_sort_are_not_fitted() -> None:
    assert fit([Example(0.9, {}, True)] * 40) is None
    assert fit([Example(0.9, {}, True)] * 40 + [Example(0.1, {}, False)] * 4) is None


def test_no_fit_changes_nothing() -> None:
    assert Parameters().apply(0.37, {"age": "conflict"}) == pytest.approx(0.37)
    kept = Parameters(1.2, -0.5, (0.1, -0.2, 0.0, 0.3))
    assert Parameters.from_json(kept.as_json()) == kept


def test_facets_move_the_probability() -> None:
    found = Parameters(1.0, 0.0, (0.0, -2.0, 0.0, 0.0))
    assert found.apply(0.5, {"age": "conflict"}) < found.apply(0.5, {"age": "same"})


# --- work against misses --------------------------------------------------------------------------


def test_the_curve_goes_from_nothing_read_to_nothing_missed() -> None:
    pairs = [Read(0.9, True), Read(0.8, False), Read(0.7, True), Read(0.1, False)]
    steps = curve(pairs)
    assert [(s.read, round(s.missed, 2)) for s in steps] == [
        (0.0, 1.0),
        (0.25, 0.5),
        (0.5, 0.5),
        (0.75, 0.0),
        (1.0, 0.0),
    ]
    assert work_for(steps, 0.0) == steps[3]
    assert work_for(steps, 0.5) == steps[1]


def test_equal_probabilities_are_read_together() -> None:
    assert len(curve([Read(0.5, True), Read(0.5, False)])) == 2


def test_a_random_low_pair_stands_for_all_that_were_not_drawn() -> None:
    steps = curve([Read(0.9, True), Read(0.1, True, weight=20)])
    assert steps[1].missed == pytest.approx(20 / 21)


def test_nothing_is_drawn_without_overlap() -> None:
    assert curve([Read(0.9, False)]) == []
    assert work_for([], 0.1) is None


def test_proposals_are_counted_as_they_were_met() -> None:
    found = met([("same", "same"), ("same", "related"), ("related", "derivable")])
    assert [(m.proposal, m.decided, m.agreed, m.overlapping) for m in found] == [
        ("same", 2, 1, 1),
        ("related", 1, 0, 1),
    ]


# --- with decisions -------------------------------------------------------------------------------


def decide_all(session: Session, n: int = DUE) -> list[Candidate]:
    """Decide about `n` pairs that the model said too much of; every third overlaps."""
    version = make_questions(session, n)
    (bank,) = make_banks(session, 1)
    pairs = []
    for number, question_id in enumerate(question_ids(session, version)):
        overlaps = number % 3 == 0
        pair = make_pair(
            session,
            question_id,
            bank,
            probability=0.9 if overlaps else 0.6,
            model=MODEL,
            relations={"age": "same" if overlaps else "unknown"},
        )
        values = ("same", "keep") if overlaps else ("unrelated", "")
        deciding.decide(
            session, SYSTEM, pair, verdict=values[0], action=values[1], reason="Läst.", seconds=12
        )
        pairs.append(pair)
    return pairs


def test_thirty_new_decisions_are_due(session: Session) -> None:
    decide_all(session, DUE - 1)
    assert not learning.is_due(session)
    decide_all(session, 1)
    assert learning.is_due(session)


def test_no_fit_is_due_before_there_are_enough_of_either_sort(session: Session) -> None:
    version = make_questions(session, DUE + LEAST_OF_EACH)
    (bank,) = make_banks(session, 1)
    pairs = [
        make_pair(session, question_id, bank, probability=0.6, model=MODEL)
        for question_id in question_ids(session, version)
    ]
    for pair in pairs[:DUE]:
        deciding.decide(session, SYSTEM, pair, verdict="unrelated", action="", reason="Läst.")
    assert not learning.is_due(session)
    for pair in pairs[DUE:-1]:
        deciding.decide(session, SYSTEM, pair, verdict="same", action="keep", reason="Läst.")
    assert not learning.is_due(session)
    deciding.decide(session, SYSTEM, pairs[-1], verdict="same", action="keep", reason="Läst.")
    assert learning.is_due(session)


def test_decisions_about_another_models_scores_make_no_fit_due(session: Session) -> None:
    decide_all(session)
    with time_machine.travel(clock.now() + dt.timedelta(seconds=5), tick=False):
        version = make_questions(session, 1)
        make_pair(session, question_ids(session, version)[0], probability=0.5, model="m2")
    assert not learning.is_due(session)


def test_a_better_fit_is_used_and_moves_every_pair(session: Session) -> None:
    pairs = decide_all(session)
    frozen = [Example(0.9, {"age": "same"}, True)] * 10 + [
        Example(0.6, {"age": "unknown"}, False)
    ] * 20
    found = learning.refit(session, SYSTEM, frozen)
    assert found.is_active
    assert found.model == MODEL
    assert found.decisions == DUE
    assert found.after["log_loss"] < found.before["log_loss"]
    assert not learning.is_due(session)
    assert pairs[0].probability != 0.9
    assert pairs[1].probability is not None
    assert pairs[1].probability < 0.6
    moved = [p.probability for p in pairs]
    assert learning.adjust_all(session, MODEL) == 0
    assert [p.probability for p in pairs] == moved


def test_a_worse_fit_is_kept_and_not_used(session: Session) -> None:
    pairs = decide_all(session)
    upside_down = [Example(0.6, {"age": "unknown"}, True)] * 10 + [
        Example(0.9, {"age": "same"}, False)
    ] * 10
    with time_machine.travel(clock.now() + dt.timedelta(seconds=5), tick=False):
        found = learning.refit(session, SYSTEM, upside_down)
    assert not found.is_active
    assert pairs[0].probability == 0.9
    assert learning.active_parameters(session, MODEL) == Parameters()
    assert not learning.is_due(session)


def test_without_frozen_pairs_nothing_is_used(session: Session) -> None:
    decide_all(session)
    assert not learning.refit(session, SYSTEM, []).is_active


def test_the_next_fit_replaces_the_last_and_starts_from_the_models_own_word(
    session: Session,
) -> None:
    decide_all(session)
    frozen = [Example(0.9, {"age": "same"}, True)] * 10 + [
        Example(0.6, {"age": "unknown"}, False)
    ] * 20
    first = learning.refit(session, SYSTEM, frozen)
    second = learning.refit(session, SYSTEM, frozen)
    assert (first.is_active, second.is_active) == (False, True)
    assert second.parameters == first.parameters


def test_a_score_without_decisions_is_not_fitted(session: Session) -> None:
    with pytest.raises(Conflict):
        learning.refit(session, SYSTEM, examples(20))


def test_reviewers_do_not_fit(session: Session) -> None:
    reviewer = actor_of(make_reviewer(session), (Role.REVIEWER, None))
    with pytest.raises(Forbidden):
        learning.refit(session, reviewer, examples(20))


def test_decisions_about_another_models_scores_are_left_out(session: Session) -> None:
    decide_all(session)
    assert learning.examples_of(queries.list_learnable(session), "another") == []


def frozen(model: str) -> list[Example]:
    assert model == MODEL
    return [Example(0.9, {"age": "same"}, True)] * 10 + [
        Example(0.6, {"age": "unknown"}, False)
    ] * 20


def test_the_frozen_pairs_are_read_as_matching_gives_them(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = StubReader("as-matching")
    monkeypatch.setattr(loading, "models", lambda threads: StubModels(reader))
    found = refit_job.frozen_pairs(reader.checksum)
    assert len(found) == len(reader.asked) > 100
    assert not any(side.has_metadata for pair in reader.asked for side in pair)
    assert all(pair == in_order(*pair) for pair in reader.asked)
    assert refit_job.frozen_pairs("another model") == []


def test_the_job_fits_in_the_name_of_whoever_asked(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refit_job, "frozen_pairs", frozen)
    with unit_of_work(database) as session:
        decide_all(session)
        anna = actor_of(make_administrator(session), (Role.ADMINISTRATOR, None))
        job = jobs.enqueue(session, learning.KIND, {}, anna, unique_key=learning.KIND)
    assert jobs.run_one(database)
    with unit_of_work(database, read_only=True) as session:
        found = session.get_one(jobs.Job, job.id)
        assert (found.state, found.result["is_used"]) == ("done", True)
        assert session.query(Fit).count() == 1


def test_the_command_says_what_came_of_it(
    settings: Settings, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refit_job, "frozen_pairs", frozen)
    decide_all(session)
    session.commit()
    runner = CliRunner()
    found = runner.invoke(learning_cli.refit, ["--json"], obj=Installation(settings))
    assert found.exit_code == 0, found.output
    assert '"is_used": true' in found.stdout
    again = runner.invoke(learning_cli.refit, [], obj=Installation(settings))
    assert "in use" in again.stdout


def test_the_frozen_pairs_are_read_by_words_where_no_model_runs() -> None:
    found = refit_job.frozen_pairs("")
    assert len(found) > 500
    assert {e.overlaps for e in found} == {True, False}
    assert any(e.relations for e in found)
