"""Makes the demo year: two rounds of two questionnaires with everything that happened in them.

The same seed and the same week give the same content. All is written in one transaction, so that a
demo that was stopped leaves nothing behind.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from surveyapp.accounts import queries as accounts
from surveyapp.burden.models import BurdenSnapshot
from surveyapp.core import audit, clock
from surveyapp.core.access import SYSTEM, Actor
from surveyapp.core.database import Database
from surveyapp.core.units import unit_of_work
from surveyapp.demo import accounts as examples
from surveyapp.demo import content, seed_base, seed_findings, seed_returns
from surveyapp.demo.fiction import calendar
from surveyapp.demo.fiction.calendar import RoundDays
from surveyapp.demo.fiction.places import Place
from surveyapp.demo.seed_base import Person
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.questionnaires.models import QuestionnaireVersion
from surveyapp.registry.models import Unit
from surveyapp.rounds import queries as round_queries
from surveyapp.rounds import service as rounds
from surveyapp.rounds.models import Round

SEED = 2026
"""Which fiction is told."""

Progress = Callable[[str, int, int], None]
"""Told of (what is done, how much is done, of how much)."""


_OVERLAP = "overlap"


def is_empty(session: Session) -> bool:
    """Tell whether there is no questionnaire yet."""
    return not questionnaires.list_questionnaires(session)


def what_is_there(session: Session) -> str:
    """Return in words what would be in the demo's way; "" for nothing."""
    found = {
        "questionnaires": len(questionnaires.list_questionnaires(session)),
        "accounts": accounts.count_people(session),
    }
    return " and ".join(f"{count} {what}" for what, count in found.items() if count)


@dataclass
class _Stage:
    """Those who take part."""

    session: Session
    seed: int
    progress: Progress
    units: list[Unit]
    places: dict[int, Place]
    people: dict[int, list[Person]]
    examples: list[Person]
    administrator: Actor
    reviewer: Actor

    @property
    def example_unit_id(self) -> int:
        return next(u.id for u in self.units if u.code == examples.MUNICIPALITY)


def seed_demo(
    database: Database,
    *,
    today: dt.date | None = None,
    municipalities: int | None = None,
    seed: int = SEED,
    progress: Progress = lambda _what, _done, _of: None,
) -> None:
    """Fill an empty database with the demo year around `today`; `municipalities` None: all 290."""
    last_year, this_year = calendar.rounds_around(today or clock.today())
    with unit_of_work(database) as session:
        stage = _set_stage(session, this_year, municipalities, seed, progress)
        before = _hold_rounds(stage, last_year, [])
        snapshots = _measure(stage, before, last_year)
        held = _hold_rounds(stage, this_year, before)
        seed_findings.state_use(session, stage.reviewer, this_year)
        progress(_OVERLAP, 0, 1)
        seed_findings.find_overlap(
            session,
            stage.administrator,
            this_year,
            lambda done, total: progress(_OVERLAP, done, total),
        )
        seed_findings.decide_in_review(session, stage.reviewer, last_year, before, snapshots)
        _measure(stage, held, this_year)
        with clock.acting_at(calendar.at(this_year.last_work_on, 17)):
            audit.record(session, SYSTEM, "demo_made", "installation", "demo", seed=seed)


def _set_stage(
    session: Session,
    this_year: RoundDays,
    municipalities: int | None,
    seed: int,
    progress: Progress,
) -> _Stage:
    progress("registers", 0, 1)
    seed_base.load_registers(session, this_year.opens_on)
    units = seed_base.choose_units(session, municipalities)
    progress("registers", 1, 1)
    long_ago = calendar.at(this_year.opens_on - dt.timedelta(days=460), 9)
    own = next(u for u in units if u.code == examples.MUNICIPALITY)
    actors = {
        account.email: seed_base.add_example(
            session,
            account,
            own if account in (examples.OFFICER, examples.COLLEAGUE) else None,
            long_ago,
        )
        for account in examples.EXAMPLES
    }
    places = seed_base.make_places(units, seed)
    people = seed_base.add_officers(session, units, places, long_ago)
    return _Stage(
        session=session,
        seed=seed,
        progress=progress,
        units=units,
        places=places,
        people=people,
        examples=[
            Person(actors[account.email].user_id or 0, account.name, is_timed=False)
            for account in (examples.OFFICER, examples.COLLEAGUE)
        ],
        administrator=actors[examples.ADMINISTRATOR.email],
        reviewer=actors[examples.REVIEWER.email],
    )


def _hold_rounds(stage: _Stage, days: RoundDays, before: list[Round]) -> list[Round]:
    """Hold a year's round of each questionnaire, and close it when the year is over."""
    session = stage.session
    held = []
    for number, folder in enumerate(content.QUESTIONNAIRES):
        version = seed_base.publish(session, stage.administrator, folder, days)
        round_ = seed_base.open_round(
            session,
            stage.administrator,
            version,
            stage.units,
            days,
            before[number] if before else None,
        )
        _answer(stage, round_, version, days, number)
        if days.is_over:
            with clock.acting_at(calendar.at(days.closes_on + dt.timedelta(days=3), 8)):
                rounds.close_round(session, stage.administrator, round_)
        held.append(round_)
    return held


def _measure(stage: _Stage, held: list[Round], days: RoundDays) -> list[BurdenSnapshot]:
    """Make a burden snapshot of each of a year's rounds."""
    made = []
    for done, round_ in enumerate(held):
        stage.progress(f"burden {days.year}", done, len(held))
        made.append(seed_findings.take_snapshot(stage.session, stage.administrator, round_, days))
    stage.progress(f"burden {days.year}", len(held), len(held))
    return made


def _answer(
    stage: _Stage, round_: Round, version: QuestionnaireVersion, days: RoundDays, number: int
) -> None:
    session = stage.session
    task = seed_returns.Task(
        form=questionnaires.load_form(session, version),
        days=days,
        seed=stage.seed,
        coordinator=number,
        example_unit_id=stage.example_unit_id,
        is_begun_by_examples=number == 0,
    )
    writer = seed_returns.Writer(session)
    returns = round_queries.list_returns(session, round_.id)
    what = f"answers and time {round_.name['sv']}"
    for done, return_ in enumerate(returns):
        stage.progress(what, done, len(returns))
        is_example = return_.unit_id == stage.example_unit_id and not days.is_over
        people = stage.examples if is_example else stage.people[return_.unit_id]
        seed_returns.answer(writer, task, return_.id, stage.places[return_.unit_id], people)
    writer.write(is_last=True)
    session.flush()
    stage.progress(what, len(returns), len(returns))
