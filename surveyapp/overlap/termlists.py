"""The term lists that administrators own: words that mean the same, opposites, words of an area."""

from __future__ import annotations

import enum

from sqlalchemy.orm import Session

from surveyapp.core import audit, clock
from surveyapp.core.access import Actor, Permission
from surveyapp.core.errors import Invalid
from surveyapp.core.i18n import LANGUAGES
from surveyapp.core.i18n import gettext as _
from surveyapp.overlap.models import OverlapDecision, Term
from surveyapp.overlap.queries import terms as queries
from surveyapp.overlap.rules.lists.subjects import AREAS

TERM_LENGTH = 100


class TermKind(enum.StrEnum):
    """What a line of the lists says about its two sides."""

    SYNONYM = "synonym"
    OPPOSITE = "opposite"
    AREA = "area"


def area_codes() -> list[str]:
    """Return the codes that the right side of an area line may have, in the order of the rules."""
    return list(AREAS["sv"])


def teach(
    session: Session,
    actor: Actor,
    *,
    kind: str,
    language: str,
    left: str,
    right: str,
    decision: OverlapDecision | None = None,
) -> Term:
    """Add a line, or take a line into use again that was switched off.

    Matching reads the lists the next time it runs. `decision` is the one that taught it.

    Raises:
        Forbidden: the role may not decide.
        Invalid: a side is missing, both are alike, or the line is there already.
    """
    actor.require(Permission.OVERLAP_DECIDE)
    first, second = _checked(kind, language, left, right)
    known = queries.find_term(session, kind, language, first, second)
    if known is not None and known.is_active:
        raise Invalid(
            _("Raden är inte sparad."), {"left": [_("De här orden finns redan i listan.")]}
        )
    if known is not None:
        return switch(session, actor, known, is_active=True)
    term = Term(
        kind=kind,
        language=language,
        left=first,
        right=second,
        is_active=True,
        decision_id=decision.id if decision else None,
        created_by_id=actor.user_id,
        created_by_name=actor.name,
        created_at=clock.now(),
    )
    session.add(term)
    session.flush()
    audit.record(
        session,
        actor,
        "overlap_term_added",
        "overlap_term",
        term.id,
        kind=kind,
        language=language,
        left=first,
        right=second,
    )
    return term


def switch(session: Session, actor: Actor, term: Term, *, is_active: bool) -> Term:
    """Take a line into use or out of it; it is never removed, so that old proposals can be explained.

    Raises:
        Forbidden: the role may not decide.
    """
    actor.require(Permission.OVERLAP_DECIDE)
    if term.is_active is not is_active:
        term.is_active = is_active
        session.flush()
        event = "overlap_term_switched_on" if is_active else "overlap_term_switched_off"
        audit.record(session, actor, event, "overlap_term", term.id)
    return term


def _checked(kind: str, language: str, left: str, right: str) -> tuple[str, str]:
    problems: dict[str, list[str]] = {}
    first, second = (" ".join(side.lower().split()) for side in (left, right))
    if kind not in [k.value for k in TermKind]:
        problems["kind"] = [_("Välj vad orden är för varandra.")]
    if language not in LANGUAGES:
        problems["language"] = [_("Välj språk.")]
    if not first:
        problems["left"] = [_("Skriv ett ord.")]
    elif len(first) > TERM_LENGTH:
        problems["left"] = [_("Skriv högst %(number)s tecken.", number=TERM_LENGTH)]
    if kind == TermKind.AREA.value:
        if second not in area_codes():
            problems["right"] = [_("Välj ett område.")]
    elif not second:
        problems["right"] = [_("Skriv ett ord till.")]
    elif len(second) > TERM_LENGTH:
        problems["right"] = [_("Skriv högst %(number)s tecken.", number=TERM_LENGTH)]
    elif first == second:
        problems["right"] = [_("Skriv ett annat ord än det första.")]
    if problems:
        raise Invalid(_("Raden är inte sparad."), problems)
    if kind != TermKind.AREA.value and second < first:
        return second, first  # the two sides say the same in either order
    return first, second
