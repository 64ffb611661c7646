"""People and what they may do where."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.core.database import Base
from surveyapp.registry.models import Unit


class User(Base):
    """One person's account."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    """Lower case; the name to sign in with."""
    name: Mapped[str]
    password_hash: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)
    session_version: Mapped[int] = mapped_column(default=1)
    """Raised to end every session of this person."""
    language: Mapped[str] = mapped_column(default="sv")
    timing_informed_at: Mapped[dt.datetime | None]
    """When the person was told that time is measured; nothing is measured before."""
    is_timed: Mapped[bool] = mapped_column(default=True)
    """The person's own choice: False switches the measuring off."""
    created_at: Mapped[dt.datetime]
    last_signed_in_at: Mapped[dt.datetime | None]


class Grant(Base):
    """A role held by a person; an officer's is for one unit."""

    __tablename__ = "role_grant"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "role", "unit_id"),
        sa.CheckConstraint("(role = 'officer') = (unit_id IS NOT NULL)", name="officer_has_unit"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    role: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)

    user: Mapped[User] = relationship(lazy="raise")
    unit: Mapped[Unit | None] = relationship(lazy="raise")


class Invitation(Base):
    """A link by which a person makes an account. Only the token's SHA-256 is stored."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str]
    role: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    invited_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"), index=True)
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    accepted_at: Mapped[dt.datetime | None]
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"), index=True)


class SignInAttempt(Base):
    """A try to sign in, for throttling: hashed account name and network, never a password."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)
    account_key: Mapped[str] = mapped_column(index=True)
    network_key: Mapped[str] = mapped_column(index=True)
    succeeded: Mapped[bool]
