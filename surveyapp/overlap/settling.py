"""Who was first as the second person: one guarded statement, so that two answers cannot both count."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import exists, update
from sqlalchemy.orm import Session, aliased

from surveyapp.overlap.models import DecisionState, OverlapDecision


def settle(
    session: Session,
    decision: OverlapDecision,
    state: DecisionState,
    *,
    second_id: int | None,
    second_name: str,
    second_at: dt.datetime,
    second_reason: str,
) -> bool:
    """Give a waiting decision its second person; False when it no longer waits.

    A newer decision about the same pair also counts as that: the one that waited is then history.
    """
    newer = aliased(OverlapDecision)
    is_replaced = exists().where(
        newer.candidate_id == decision.candidate_id, newer.id > decision.id
    )
    result = session.execute(
        update(OverlapDecision)
        .where(
            OverlapDecision.id == decision.id,
            OverlapDecision.state == DecisionState.WAITING.value,
            ~is_replaced,
        )
        .values(
            state=state.value,
            second_id=second_id,
            second_name=second_name,
            second_at=second_at,
            second_reason=second_reason,
        )
        .execution_options(synchronize_session=False)
    )
    session.refresh(decision)
    return bool(result.rowcount == 1)  # type: ignore[attr-defined]
