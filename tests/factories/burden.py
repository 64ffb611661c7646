"""Rounds that have been answered and timed, small enough to reckon by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from surveyapp.burden import service
from surveyapp.core import clock
from surveyapp.core.access import SYSTEM
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.questionnaires.models import QuestionnaireVersion
from surveyapp.questionnaires.rules.definition import FormDefinition, Kind
from surveyapp.registry import queries as registry
from surveyapp.registry.models import Indicator, Unit
from surveyapp.rounds.models import Round
from surveyapp.timing.models import DeclaredMinutes, QuestionTime
from tests.factories.questionnaires import form, make_version, question, section
from tests.factories.registry import make_indicator, make_unit
from tests.factories.responses import make_submission
from tests.factories.rounds import make_round, return_of


def add_time(
    session: Session, return_id: int, question_id: int, active_seconds: float, offscreen: float = 0
) -> QuestionTime:
    """Store what a question took in a return, as if the page had measured it."""
    row = QuestionTime(
        return_id=return_id,
        question_id=question_id,
        active_ms=int(active_seconds * 1000),
        offscreen_ms=int(offscreen * 1000),
        visits=1,
        officers=1,
    )
    session.add(row)
    session.flush()
    return row


def declare(
    session: Session, return_id: int, section_code: str, minutes: int, user_id: int, role: str
) -> None:
    """Store minutes outside the form that one officer stated for a section."""
    session.add(
        DeclaredMinutes(
            return_id=return_id,
            section_code=section_code,
            user_id=user_id,
            minutes=minutes,
            role=role,
            at=clock.now(),
        )
    )
    session.flush()


@dataclass
class MeasuredRound:
    """A round with what a test needs to reckon with."""

    round: Round
    version: QuestionnaireVersion
    units: list[Unit]
    indicators: dict[str, Indicator]
    question_ids: dict[str, int]


def small_form(code: str = "") -> FormDefinition:
    """Two sections: A1 shared by two indicators, A2 for one, A3 shown only if A1 > 100; B1 for none."""
    return form(
        section(
            "A",
            question("A1", indicators=(("K1", None), ("K2", None))),
            question("A2", indicators=(("K1", None),)),
            question("A3", relevant="${A1} > 100", indicators=(("K3", None),)),
        ),
        section("B", question("B1", kind=Kind.INTEGER)),
        code=code,
    )


def make_measured_round(
    session: Session,
    *,
    seconds: Mapping[str, Sequence[float]],
    n_returns: int = 6,
    group: str = "B3",
    code: str = "",
    year: int = 2025,
    previous: Round | None = None,
    definition: FormDefinition | None = None,
) -> MeasuredRound:
    """Return a round of `n_returns` units; `seconds` lists each question's time in the units that sent in.

    A time of 0 stands for an officer who had the timing switched off. Every answer is 1.
    """
    indicators = {}
    for name in ("K1", "K2", "K3"):
        indicators[name] = registry.find_indicator_by_code(session, name) or make_indicator(
            session, name
        )
    units = [make_unit(session, group=group) for _ in range(n_returns)]
    version = make_version(session, definition or small_form(code))
    round_ = make_round(session, *units, version=version, year=year, previous=previous)
    ids = {
        row.question.code: row.question_id
        for row in questionnaires.list_question_versions(session, version.id)
    }
    n_sent = max(len(times) for times in seconds.values())
    for index in range(n_sent):
        return_ = return_of(session, round_, units[index])
        make_submission(session, return_.id, {"A1": "1", "A2": "1", "B1": "1"})
        for name, times in seconds.items():
            if index < len(times) and times[index]:
                add_time(session, return_.id, ids[name], times[index])
    service.ensure_example_tariffs(session, year)
    session.flush()
    return MeasuredRound(round_, version, units, indicators, ids)


def make_snapshot_of(session: Session, made: MeasuredRound) -> int:
    """Return the id of a new snapshot of the round."""
    return service.make_snapshot(session, SYSTEM, made.round).id
