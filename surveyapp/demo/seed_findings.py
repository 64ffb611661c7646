"""What people made of the demo year: burden, overlap, stated use and decisions of the review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from surveyapp.burden import service as burden
from surveyapp.burden.models import BurdenSnapshot
from surveyapp.core import clock
from surveyapp.core.access import Actor
from surveyapp.demo import content
from surveyapp.demo.fiction import calendar
from surveyapp.demo.fiction.calendar import RoundDays
from surveyapp.overlap import queries as overlap_queries
from surveyapp.overlap import service as overlap
from surveyapp.questionnaires import service as questionnaires
from surveyapp.registry import queries as registry
from surveyapp.review import service as review
from surveyapp.review.models import Decision
from surveyapp.review.rules import UseRow
from surveyapp.rounds.models import Round

_REVIEWED = (
    (
        "OJ-A-06",
        Decision.DROP,
        (
            "Nästan alla kommuner svarar ja två år i rad, få använder måttet och samma fråga ställs i "
            "e-hälsoenkäten. Påhittat exempel."
        ),
    ),
    (
        "OJ-S-02",
        Decision.CHANGE,
        (
            "Nästan alla har en överenskommelse. Mät vart tredje år och fråga då om den följs. "
            "Påhittat exempel."
        ),
    ),
    (
        "OJ-E-05",
        Decision.CHANGE,
        (
            "Talen finns i registret över ekonomiskt bistånd. Behåll indikatorn men sluta fråga "
            "kommunerna. Påhittat exempel."
        ),
    ),
    (
        "OJ-B-04",
        Decision.KEEP,
        (
            "Två av tre tillfrågade kommuner använder måttet och det finns i flera nationella rapporter. "
            "Tiden det kostar är motiverad. Påhittat exempel."
        ),
    ),
    (
        "OJ-A-02",
        Decision.KEEP,
        "Måttet används mest av alla och går att påverka i verksamheten. Påhittat exempel.",
    ),
)


def take_snapshot(session: Session, actor: Actor, round_: Round, days: RoundDays) -> BurdenSnapshot:
    """Measure a round: after closing, or as it stands."""
    at = (
        calendar.at(days.closes_on + dt.timedelta(days=17), 10)
        if days.is_over
        else calendar.at(days.last_work_on, 19)
    )
    with clock.acting_at(at):
        burden.ensure_example_tariffs(session, days.year)
        return burden.make_snapshot(session, actor, round_)


def find_overlap(
    session: Session, actor: Actor, days: RoundDays, progress: Callable[[int, int], None]
) -> None:
    """Match the year's questions with the bank and decide about some pairs, before the round opens."""
    with clock.acting_at(calendar.at(days.opens_on - dt.timedelta(days=15), 10)):
        overlap.match(session, actor, progress=progress)
    codes = {
        (
            candidate.question.code,
            candidate.other.source,
            candidate.other.code,
        ): candidate.id
        for candidate in overlap_queries.list_candidates(session)
    }
    at = calendar.at(days.opens_on - dt.timedelta(days=8), 9)
    for pair in content.load_overlap_key():
        candidate_id = codes.get((pair.question, pair.collection, pair.bank_code))
        if not pair.decision or candidate_id is None:
            continue
        at += dt.timedelta(minutes=23)
        with clock.acting_at(at):
            overlap.decide(
                session,
                actor,
                overlap_queries.get_candidate(session, candidate_id),
                verdict=pair.decision,
                action=pair.action,
                reason=pair.reason["sv"],
            )


def state_use(session: Session, actor: Actor, days: RoundDays) -> None:
    """State what the indicators are used for; what is not known is left out."""
    stated_on = days.opens_on - dt.timedelta(days=30)
    rows = []
    for use in content.load_usefulness():
        stated = {
            "local_use": use.local_use_municipalities,
            "local_use_asked": use.asked_municipalities,
            "national_use": use.national_reports_3y,
            "access": use.page_views_year,
            "influence": use.influence,
        }
        if use.local_use_municipalities is None:
            del stated["local_use_asked"]
        rows += [
            UseRow(0, use.indicator, days.year, criterion, float(value), use.source, stated_on)
            for criterion, value in stated.items()
            if value is not None
        ]
    with clock.acting_at(calendar.at(stated_on, 13)):
        review.record_use(session, actor, rows, is_fictional=True)


def decide_in_review(
    session: Session,
    actor: Actor,
    days: RoundDays,
    held: Sequence[Round],
    snapshots: Sequence[BurdenSnapshot],
) -> None:
    """Decide about some indicators, with last year's burden at hand."""
    feeds: dict[int, int] = {}
    for round_, snapshot in zip(held, snapshots, strict=True):
        links = questionnaires.link_weights(session, round_.version_id)
        feeds |= {indicator: snapshot.id for weights in links.values() for indicator in weights}
    at = calendar.at(days.closes_on + dt.timedelta(days=90), 10)
    for code, decision, reason in _REVIEWED:
        indicator = registry.get_indicator(session, code)
        at += dt.timedelta(days=1, minutes=17)
        with clock.acting_at(at):
            review.decide(
                session,
                actor,
                indicator,
                decision=decision.value,
                reason=reason,
                snapshot_id=feeds[indicator.id],
            )
