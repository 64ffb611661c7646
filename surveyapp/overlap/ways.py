"""Which of two questions of ours a decision is about, in words; of one with the bank, which way it goes."""

from __future__ import annotations

from collections.abc import Mapping

from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import pick
from surveyapp.overlap import wording
from surveyapp.overlap.models import Candidate, OverlapDecision
from surveyapp.overlap.rules.decisions import Action, Direction


def names(candidate: Candidate) -> tuple[str, str]:
    """Return what tells the two questions apart: their codes, and where they are asked if those are alike."""
    question, other = candidate.question, candidate.other
    if question.code != other.code:
        return question.code, other.code
    home = question.questionnaire
    return (
        f"{question.code} ({pick(home.title) or home.code})",
        f"{other.code} ({pick(other.source_name) or other.source})",
    )


def pair(candidate: Candidate) -> str:
    """Return both names in one."""
    first, last = names(candidate)
    return _("%(first)s och %(last)s", first=first, last=last)


def choices(candidate: Candidate) -> Mapping[str, str]:
    """Return direction -> which of the two changes, to choose from."""
    ours, theirs = names(candidate)
    return {
        Direction.OURS.value: _changes(ours, theirs),
        Direction.THEIRS.value: _changes(theirs, ours),
    }


def concerned(candidate: Candidate) -> Mapping[str, str]:
    """Return direction -> which of the two the action is about, in few words."""
    ours, theirs = names(candidate)
    return {
        Direction.OURS.value: _("Åtgärden gäller %(code)s", code=ours),
        Direction.THEIRS.value: _("Åtgärden gäller %(code)s", code=theirs),
    }


def said(candidate: Candidate, decision: OverlapDecision) -> str:
    """Return which way a decision goes, "" when there is nothing to say of it.

    Of two questions of ours: which one it is about, and what becomes of it.
    """
    if not candidate.other.is_ours:
        return str(wording.DIRECTIONS.get(decision.direction, ""))
    direction = decision.direction or Direction.OURS.value
    target, source = names(candidate)
    if direction == Direction.THEIRS.value:
        target, source = source, target
    if decision.action == Action.DROP.value:
        return _("%(code)s tas bort och %(other)s ställs som förut", code=target, other=source)
    if decision.action in (Action.REUSE.value, Action.DERIVE.value):
        return _changes(target, source)
    return concerned(candidate)[direction] if decision.action else ""


def _changes(code: str, other: str) -> str:
    return _("%(code)s ändras och tar sitt svar från %(other)s", code=code, other=other)
