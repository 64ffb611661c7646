"""What every page of one return shows: its name, its dates, whether it takes answers, its sections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from flask import request, url_for

from surveyapp.core import clock
from surveyapp.core.i18n import gettext as _
from surveyapp.questionnaires.rules.definition import Kind, SectionDefinition
from surveyapp.responses import rules
from surveyapp.responses.pages.words import Shown, shown
from surveyapp.responses.rules import SectionState
from surveyapp.responses.service import Work
from surveyapp.rounds import rules as round_rules
from surveyapp.rounds import service as rounds
from surveyapp.rounds.models import ReturnState
from surveyapp.rounds.queries import AnyReturn
from surveyapp.rounds.rules import Answerable

RESERVED = frozenset({"granska", "kvittens", "blankett", "historik", "svar", "skicka", "oppna"})
"""Last parts of addresses that a section of the same code must not hide behind."""

STATE_TAGS = {
    SectionState.NOT_STARTED: "not_started",
    SectionState.STARTED: "in_progress",
    SectionState.TO_CHECK: "needs_attention",
    SectionState.COMPLETE: "complete",
}
"""How far a section is -> key of the state's look in components/tag.html."""

RETURN_TAGS = {
    ReturnState.NOT_STARTED.value: "not_started",
    ReturnState.STARTED.value: "in_progress",
    ReturnState.SUBMITTED.value: "submitted",
    ReturnState.REOPENED.value: "in_progress",
}


@dataclass(frozen=True, slots=True)
class SectionLink:
    """One section in a list: where it is and how far it has come."""

    code: str
    label: str
    lang: str
    url: str
    state: str
    asked: int
    answered: int
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """Questions that count, over all sections shown."""

    asked: int
    answered: int
    failures: int
    sections: int
    complete: int


def slug(code: str) -> str:
    """Return a section's code as it stands in an address."""
    return f"{code}~" if code.removesuffix("~") in RESERVED or code.endswith("~") else code


def section_url(return_id: int, code: str, anchor: str = "") -> str:
    """Return the address of a section's page, at a question when `anchor` names one."""
    if anchor:
        return url_for(
            "responses.section", return_id=return_id, section_code=slug(code), _anchor=anchor
        )
    return _section_url(request.script_root, return_id, slug(code))


@lru_cache(maxsize=4_096)
def _section_url(_root: str, return_id: int, section_code: str) -> str:
    return url_for("responses.section", return_id=return_id, section_code=section_code)


def section_of(work: Work, slug_: str) -> SectionDefinition | None:
    """Return the section that an address names; None when the form has no such."""
    return next((s for s in work.form.definition.sections if slug(s.code) == slug_), None)


def section_links(
    work: Work, marked: Collection[str], current: str = ""
) -> tuple[list[SectionLink], Progress]:
    """Return the sections that are shown, with how far they are.

    A free text that nobody has to write does not count as a question left.
    """
    items, state = work.form.compiled.items, work.state
    values = work.answers
    asked: dict[str, int] = {}
    answered: dict[str, int] = {}
    failures: dict[str, int] = {}
    for key in state.asked:
        compiled = items[key[0]]
        answer = values.get(key)
        is_given = (answer is not None and answer.value is not None) or key in state.values
        is_extra = (
            compiled.item.kind in (Kind.TEXT, Kind.LONG_TEXT)
            and not compiled.item.required
            and not is_given
        )
        asked[compiled.section] = asked.get(compiled.section, 0) + (not is_extra)
        answered[compiled.section] = answered.get(compiled.section, 0) + is_given
    for code, _path in state.failures:
        name = items[code].section
        failures[name] = failures.get(name, 0) + 1
    links = []
    for section in work.form.definition.sections:
        if section.code not in state.sections:
            continue
        count, done = asked.get(section.code, 0), answered.get(section.code, 0)
        how_far = rules.section_state(
            count, done, failures.get(section.code, 0), is_marked=section.code in marked
        )
        if how_far is SectionState.HIDDEN:
            how_far = SectionState.COMPLETE  # nothing is asked here: a page to read
        title = shown(section.title)
        links.append(
            SectionLink(
                section.code,
                title.text or section.code,
                title.lang,
                section_url(work.return_.id, section.code),
                STATE_TAGS[how_far],
                count,
                done,
                is_current=section.code == current,
            )
        )
    return links, Progress(
        asked=sum(link.asked for link in links),
        answered=sum(link.answered for link in links),
        failures=sum(failures.get(link.code, 0) for link in links),
        sections=len(links),
        complete=sum(link.state == "complete" for link in links),
    )


@dataclass(frozen=True, slots=True)
class Frame:
    """The head of every page of one return."""

    return_: AnyReturn
    name: Shown
    unit: str
    due_on: dt.date
    days_left: int
    is_open: bool
    is_submitted: bool
    closed_because: str
    is_fictional: bool
    url: str


def frame(return_: AnyReturn) -> Frame:
    """Return the head of a return's pages; its round and unit must be loaded."""
    due = rounds.due_day(return_)
    state = round_rules.answerable(
        round_state=return_.round.state,
        return_state=return_.state,
        due_on=due,
        today=clock.today(),
    )
    return Frame(
        return_=return_,
        name=shown(return_.round.name),
        unit=return_.unit.name,
        due_on=due,
        days_left=(due - clock.today()).days,
        is_open=state is Answerable.YES,
        is_submitted=return_.state == ReturnState.SUBMITTED.value,
        closed_because=why_closed(state),
        is_fictional=return_.round.is_fictional,
        url=url_for("responses.overview", return_id=return_.id),
    )


def why_closed(state: Answerable) -> str:
    """Return why no answers are taken and what to do; "" when they are."""
    return {
        Answerable.YES: "",
        Answerable.NOT_OPEN: _("Omgången är inte öppnad än. Du kan läsa frågorna redan nu."),
        Answerable.SUBMITTED: _(
            "Uppgifterna är inskickade. Behöver något ändras kan du öppna dem igen."
        ),
        Answerable.CLOSED: _("Omgången är stängd. Svaren går att läsa men inte att ändra."),
        Answerable.TOO_LATE: _(
            "Sista svarsdag har passerat. Be den som skickade ut enkäten om förlängd tid."
        ),
    }[state]


def time_left(days: int) -> str:
    """Return how long there is to the last day, in words."""
    if days < 0:
        return _("Sista dagen har passerat")
    if days == 0:
        return _("Sista dagen är i dag")
    if days == 1:
        return _("En dag kvar")
    return _("%(days)s dagar kvar", days=days)
