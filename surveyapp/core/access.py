"""Who may do what, where: rights as data, one question to ask, and a mark on every view.

A view says what it needs with `allow(...)`; a view without a mark is refused by the application
when it starts. Rights over one municipality's objects are asked with the unit's id, and a foreign
object answers as if it did not exist.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from surveyapp.core.errors import Forbidden, NotFound, SignInNeeded
from surveyapp.core.i18n import gettext as _


class Role(enum.StrEnum):
    """What a person does here."""

    OFFICER = "officer"
    ADMINISTRATOR = "administrator"
    REVIEWER = "reviewer"


class Permission(enum.StrEnum):
    """One right. Those that concern one municipality say so in `UNIT_SCOPED`."""

    ACCOUNT_OWN = "account.own"
    ACCOUNT_MANAGE = "account.manage"
    COLLEAGUE_INVITE = "colleague.invite"
    AUDIT_READ = "audit.read"
    REGISTRY_READ = "registry.read"
    REGISTRY_MANAGE = "registry.manage"
    QUESTIONNAIRE_READ = "questionnaire.read"
    QUESTIONNAIRE_MANAGE = "questionnaire.manage"
    ROUND_READ = "round.read"
    ROUND_MANAGE = "round.manage"
    RETURN_READ = "return.read"
    RETURN_ANSWER = "return.answer"
    TIMING_OWN = "timing.own"
    BURDEN_READ = "burden.read"
    BURDEN_MANAGE = "burden.manage"
    OVERLAP_READ = "overlap.read"
    OVERLAP_DECIDE = "overlap.decide"
    RESULT_OWN = "result.own"
    RESULT_READ = "result.read"
    REVIEW_READ = "review.read"
    REVIEW_DECIDE = "review.decide"
    REPORT_DOWNLOAD = "report.download"
    JOB_READ = "job.read"


RIGHTS: dict[Role, frozenset[Permission]] = {
    Role.OFFICER: frozenset(
        {
            Permission.ACCOUNT_OWN,
            Permission.COLLEAGUE_INVITE,
            Permission.RETURN_READ,
            Permission.RETURN_ANSWER,
            Permission.TIMING_OWN,
            Permission.RESULT_OWN,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.ACCOUNT_OWN,
            Permission.ACCOUNT_MANAGE,
            Permission.AUDIT_READ,
            Permission.REGISTRY_READ,
            Permission.REGISTRY_MANAGE,
            Permission.QUESTIONNAIRE_READ,
            Permission.QUESTIONNAIRE_MANAGE,
            Permission.ROUND_READ,
            Permission.ROUND_MANAGE,
            Permission.BURDEN_READ,
            Permission.BURDEN_MANAGE,
            Permission.OVERLAP_READ,
            Permission.OVERLAP_DECIDE,
            Permission.RESULT_READ,
            Permission.REVIEW_READ,
            Permission.REPORT_DOWNLOAD,
            Permission.JOB_READ,
        }
    ),
    Role.REVIEWER: frozenset(
        {
            Permission.ACCOUNT_OWN,
            Permission.REGISTRY_READ,
            Permission.QUESTIONNAIRE_READ,
            Permission.ROUND_READ,
            Permission.BURDEN_READ,
            Permission.OVERLAP_READ,
            Permission.RESULT_READ,
            Permission.REVIEW_READ,
            Permission.REVIEW_DECIDE,
            Permission.REPORT_DOWNLOAD,
            Permission.JOB_READ,
        }
    ),
}

UNIT_SCOPED = frozenset(
    {
        Permission.COLLEAGUE_INVITE,
        Permission.RETURN_READ,
        Permission.RETURN_ANSWER,
        Permission.RESULT_OWN,
    }
)


@dataclass(frozen=True)
class Actor:
    """The one who acts: `user_id` None is the system itself (commands, jobs)."""

    user_id: int | None
    name: str
    grants: frozenset[tuple[Role, int | None]] = field(default_factory=frozenset)
    is_system: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(role for role, _unit in self.grants)

    @property
    def unit_ids(self) -> frozenset[int]:
        """Units for which this person answers."""
        return frozenset(u for role, u in self.grants if role is Role.OFFICER and u is not None)

    def may(self, permission: Permission, unit_id: int | None = None) -> bool:
        """True when the right is held; for a unit-scoped right at `unit_id`, or anywhere if None."""
        if self.is_system:
            return True
        for role, scope in self.grants:
            if permission in RIGHTS[role] and (
                permission not in UNIT_SCOPED or unit_id is None or scope == unit_id
            ):
                return True
        return False

    def require(self, permission: Permission, unit_id: int | None = None) -> None:
        """Return when the right is held.

        Raises:
            SignInNeeded: nobody is signed in.
            Forbidden: the role never has the right.
            NotFound: the role has it, but not over this unit.
        """
        if self.may(permission, unit_id):
            return
        if self.user_id is None:
            raise SignInNeeded(_("Logga in för att fortsätta."))
        if self.may(permission):
            raise NotFound(_("Sidan finns inte, eller så hör den till en annan kommun."))
        raise Forbidden(_("Din roll har inte rätt till den här sidan."))


SYSTEM = Actor(user_id=None, name="system", is_system=True)
NOBODY = Actor(user_id=None, name="")

_identifiers: list[Callable[[], Actor]] = []


def identify_by(who: Callable[[], Actor]) -> None:
    """Let `who` say who acts on the request under way; the accounts room gives it at start."""
    _identifiers[:] = [who]


def current_actor() -> Actor:
    """Return who acts on the request under way; NOBODY for a visitor."""
    return _identifiers[0]() if _identifiers else NOBODY


View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = "public"


def allow(need: Permission | str) -> Callable[[View], View]:
    """Mark a view with the right it needs, or `PUBLIC`; checked before the view runs."""

    def mark(view: View) -> View:
        view.access_need = need if need == PUBLIC else Permission(need)  # type: ignore[attr-defined]
        return view

    return mark


def signed_body(view: View) -> View:
    """Mark a view whose body carries a signed token that is its whole scope, in place of the CSRF token.

    For beacons, which can set no header; the view itself checks the token and that it is the
    signed-in person's.
    """
    view.has_signed_body = True  # type: ignore[attr-defined]
    return view
