"""Statements that change many rows of people at once."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete
from sqlalchemy.orm import Session

from surveyapp.accounts.models import Grant, SignInAttempt


def delete_attempts_before(session: Session, moment: dt.datetime) -> None:
    """Forget tries to sign in that no longer throttle anybody."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < moment))


def delete_grants(session: Session, user_id: int) -> None:
    """Take every role from one person."""
    session.execute(delete(Grant).where(Grant.user_id == user_id))
