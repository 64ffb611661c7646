"""Every change of the review: what is stated about use, and what is decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from surveyapp.core import audit, clock
from surveyapp.core.access import Actor, Permission
from surveyapp.core.errors import Invalid
from surveyapp.core.i18n import gettext as _
from surveyapp.registry import queries as registry
from surveyapp.registry.models import Indicator
from surveyapp.review import profiles, queries, wording
from surveyapp.review.models import Decision, IndicatorUse, ReviewDecision
from surveyapp.review.profiles import Criterion, Evidence, gather
from surveyapp.review.rules import COLUMNS, Fault, UseRow, read_row, read_use

SHORTEST_REASON = 10
"""Characters; a reason is read by others years later."""


def decide(
    session: Session,
    actor: Actor,
    indicator: Indicator,
    *,
    decision: str,
    reason: str,
    snapshot_id: int | None = None,
) -> ReviewDecision:
    """Keep, change or drop an indicator, with the reason; earlier decisions are kept.

    `snapshot_id` is the burden that was looked at.

    Raises:
        Forbidden: the actor may not decide.
        Invalid: no such decision, or no reason.
    """
    actor.require(Permission.REVIEW_DECIDE)
    problems: dict[str, list[str]] = {}
    if decision not in {d.value for d in Decision}:
        problems["decision"] = [_("Välj behåll, ändra eller avveckla.")]
    if len(reason.strip()) < SHORTEST_REASON:
        problems["reason"] = [_("Skriv ett skäl som andra kan förstå.")]
    if problems:
        raise Invalid(_("Beslutet är inte fattat än."), problems)
    row = ReviewDecision(
        indicator_id=indicator.id,
        snapshot_id=snapshot_id,
        decision=decision,
        reason=reason.strip(),
        decided_by_id=actor.user_id,
        decided_by_name=actor.name,
        decided_at=clock.now(),
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor,
        "indicator_reviewed",
        "indicator",
        indicator.code,
        decision=decision,
        reason=row.reason,
        snapshot_id=snapshot_id,
    )
    return row


@dataclass(frozen=True)
class UseReport:
    """What came of a file of stated use; with faults nothing is taken."""

    added: int
    changed: int
    unchanged: int
    faults: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        return {
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "faults": list(self.faults),
        }


def import_use(session: Session, actor: Actor, content: bytes) -> UseReport:
    """Take in a CSV file of stated use; a file with any fault changes nothing.

    Raises:
        Forbidden: the actor may not.
    """
    actor.require(Permission.REVIEW_DECIDE)
    indicators = {i.code: i for i in registry.list_indicators(session)}
    rows, faults = read_use(content, indicators)
    if faults:
        ordered = sorted(faults, key=lambda fault: fault.row)
        return UseReport(0, 0, 0, tuple(wording.fault_text(fault) for fault in ordered))
    return record_use(session, actor, rows)


def record_use(
    session: Session, actor: Actor, rows: list[UseRow], *, is_fictional: bool = False
) -> UseReport:
    """Keep stated facts; one that stands already is left alone, one that differs is replaced.

    Raises:
        Forbidden: the actor may not.
        NotFound: an indicator is not in the register.
    """
    actor.require(Permission.REVIEW_DECIDE)
    codes = {i.code: i.id for i in registry.list_indicators(session)}
    standing = {(u.indicator_id, u.year, u.criterion): u for u in queries.list_use(session)}
    added = changed = unchanged = 0
    for row in rows:
        if row.indicator not in codes:
            registry.get_indicator(session, row.indicator)
        key = (codes[row.indicator], row.year, row.criterion)
        found = standing.get(key)
        facts = (row.value, row.source, row.stated_on, is_fictional)
        if found is None:
            standing[key] = found = IndicatorUse(
                indicator_id=key[0],
                year=row.year,
                criterion=row.criterion,
                value=row.value,
                source=row.source,
                stated_on=row.stated_on,
                is_fictional=is_fictional,
            )
            session.add(found)
            added += 1
        elif (found.value, found.source, found.stated_on, found.is_fictional) == facts:
            unchanged += 1
        else:
            audit.record(
                session,
                actor,
                "indicator_use_replaced",
                "indicator",
                row.indicator,
                year=row.year,
                criterion=row.criterion,
                value=[found.value, row.value],
                source=[found.source, row.source],
            )
            found.value, found.source, found.stated_on, found.is_fictional = facts
            changed += 1
    session.flush()
    if added or changed:
        audit.record(
            session,
            actor,
            "indicator_use_stated",
            "indicator_use",
            "",
            added=added,
            changed=changed,
        )
    return UseReport(added, changed, unchanged)


FIELDS = {
    "unknown_criterion": "criterion",
    "bad_year": "year",
    "bad_value": "value",
    "more_than_asked": "value",
    "no_source": "source",
    "bad_date": "stated_on",
}
"""Fault -> the field of the form that it is about."""


def state_use(
    session: Session, actor: Actor, indicator: Indicator, typed: Mapping[str, str]
) -> UseReport:
    """Keep one fact as a person typed it: criterion, year, value, source and stated_on.

    Raises:
        Forbidden: the actor may not.
        Invalid: something in it is wrong; the problems are by field.
    """
    actor.require(Permission.REVIEW_DECIDE)
    cells = {name: typed.get(name, "").strip() for name in COLUMNS}
    row, faults = read_row(1, cells | {"indicator": indicator.code}, [indicator.code])
    if row is not None:
        standing = {
            (u.year, u.criterion): u.value for u in queries.list_use(session, indicator.id)
        } | {(row.year, row.criterion): row.value}
        used, asked = (standing.get((row.year, c)) for c in ("local_use", "local_use_asked"))
        if used is not None and asked is not None and used > asked:
            faults.append(Fault(1, "more_than_asked", indicator.code))
    if row is None or faults:
        raise Invalid(
            _("Uppgiften är inte sparad."),
            {FIELDS[fault.code]: [wording.fault_words(fault)] for fault in faults},
        )
    return record_use(session, actor, [row])


def usefulness_profile(
    session: Session, indicator: Indicator, evidence: Evidence | None = None
) -> list[Criterion]:
    """Return the indicator's usefulness, criterion by criterion, in both languages.

    Give `evidence` (from `gather`) when several are asked for: it is read once for all.
    """
    return profiles.profile(evidence or gather(session), indicator)


__all__ = [
    "Criterion",
    "Evidence",
    "UseReport",
    "decide",
    "gather",
    "import_use",
    "record_use",
    "state_use",
    "usefulness_profile",
]
