"""A frozen burden with chosen hours, as the review reads it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from surveyapp.burden.models import BurdenSnapshot, IndicatorBurden
from surveyapp.burden.rules import Link, Links, Totals, attribute, avoidable_hours
from surveyapp.core import clock
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.registry import queries as registry
from surveyapp.rounds.models import Round

KRONOR_PER_HOUR = 500


def make_snapshot(session: Session, round_: Round, hours: Mapping[str, float]) -> BurdenSnapshot:
    """Return a snapshot in which each question took the hours given, without overhead."""
    stated = [
        (link.question_version.question.code, link.indicator.code, link.weight)
        for link in questionnaires.list_links(session, round_.version_id)
    ]
    totals = Totals(hours, dict.fromkeys(hours, "A"), {})
    links = Links.of(Link(*link) for link in stated)
    snapshot = BurdenSnapshot(
        round_id=round_.id,
        made_at=clock.now(),
        made_by_name="system",
        population=290,
        n_measured=290,
        total_hours=totals.whole,
        total_kronor=totals.whole * KRONOR_PER_HOUR,
        result={
            "totals": {"questions": dict(hours), "sections": dict(totals.sections), "overhead": {}},
            "links": [list(link) for link in stated],
        },
        fingerprint="0" * 64,
    )
    session.add(snapshot)
    session.flush()
    split = attribute(totals, links).indicators
    for code in links.indicators:
        avoidable = avoidable_hours(totals, links, [code])
        session.add(
            IndicatorBurden(
                snapshot_id=snapshot.id,
                indicator_id=registry.get_indicator(session, code).id,
                attributed_hours=split[code].hours,
                avoidable_hours=avoidable,
                overhead_hours=0.0,
                cost_kronor=split[code].hours * KRONOR_PER_HOUR,
                avoidable_kronor=avoidable * KRONOR_PER_HOUR,
                details={"code": code, "hidden": "", "avoidable_hidden": ""},
            )
        )
    session.flush()
    return snapshot
