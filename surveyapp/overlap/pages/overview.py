"""The map of overlap and what one municipality is asked for more than once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from surveyapp.core.i18n import Texts
from surveyapp.overlap.pages.elements import Elements, Shown, load_elements, named
from surveyapp.overlap.queries import review
from surveyapp.overlap.queries.review import Source
from surveyapp.overlap.rules.elements import Asker
from surveyapp.overlap.rules.overview import Asked, Overview, asked_more_than_once, overview
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.rounds import queries as rounds


@dataclass(frozen=True)
class Line:
    """One data element asked for more than once, with who asks and what our own questions take."""

    asked: Asked
    name: Texts
    note: str
    """Shown with the name, e.g. "Källa: Kolada"."""
    ours: list[Shown]
    sources: list[Source]
    derivable_from: list[Source]
    hours: float | None
    """In all municipalities together."""
    minutes: float | None
    """Typical for one municipality."""


@dataclass(frozen=True)
class Map:
    """Everything that the map shows."""

    overview: Overview
    sources: Mapping[Asker, Source]
    lines: list[Line]
    is_fictional: bool


def load_map(session: Session) -> Map:
    """Return the map as the decisions in force draw it."""
    elements = load_elements(session)
    sources = review.list_sources(session)
    members, links = elements.as_members(), elements.derivations()
    return Map(
        overview(members, links),
        sources,
        _lines(elements, sources, asked_more_than_once(members, links)),
        elements.is_fictional,
    )


def load_asked(session: Session, unit_id: int) -> Map:
    """Return what one unit is asked for more than once, in the newest round of each questionnaire."""
    elements = load_elements(session)
    sources = review.list_sources(session)
    members, links = elements.as_members(), elements.derivations()
    lines = _lines(
        elements,
        sources,
        asked_more_than_once(members, links, _asked_of(session, unit_id)),
    )
    return Map(overview(members, links), sources, lines, elements.is_fictional)


def count_asked(session: Session, question_ids: Sequence[int]) -> int:
    """Return how many data elements these questions ask for that others ask for too."""
    elements = load_elements(session)
    if not elements.elements:
        return 0
    return len(
        asked_more_than_once(elements.as_members(), elements.derivations(), list(question_ids))
    )


def _asked_of(session: Session, unit_id: int) -> list[int]:
    found: list[int] = []
    seen: set[int] = set()
    for return_ in rounds.list_returns_of_units(session, [unit_id]):
        version = return_.round.version
        if version.questionnaire_id in seen:
            continue
        seen.add(version.questionnaire_id)
        rows = questionnaires.list_question_versions(session, version.id)
        found.extend(row.question_id for row in rows)
    return found


def _lines(
    elements: Elements, sources: Mapping[Asker, Source], asked: Sequence[Asked]
) -> list[Line]:
    names, notes = named(elements.elements), elements.notes()
    found = []
    for entry in asked:
        ours = [m for m in elements.members.get(entry.element, []) if m.is_ours]
        minutes = [m.cost.median_minutes for m in ours if m.cost and m.cost.median_minutes]
        found.append(
            Line(
                entry,
                names.get(entry.element, {}),
                notes.get(entry.element, ""),
                ours,
                [sources[c] for c in entry.sources if c in sources],
                [sources[c] for c in entry.derivable_from if c in sources],
                elements.hours(entry.element),
                sum(minutes) if minutes else None,
            )
        )
    return found
