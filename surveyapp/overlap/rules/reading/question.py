"""All facets of one question: from its own words first, then from what the bank or the form says about it."""

from __future__ import annotations

from typing import Any

from surveyapp.overlap.rules.canonical import canonical
from surveyapp.overlap.rules.facets import Described, Facets, Reading
from surveyapp.overlap.rules.phrases import phrasebook
from surveyapp.overlap.rules.reading.asides import asides
from surveyapp.overlap.rules.reading.beside import read_told_beside
from surveyapp.overlap.rules.reading.bounds import read_age, read_limit, told_periods
from surveyapp.overlap.rules.reading.counted import read_counted
from surveyapp.overlap.rules.reading.directions import read_direction, read_follow_up
from surveyapp.overlap.rules.reading.groups import (
    read_actor,
    read_beside,
    read_breakdown,
    read_level,
    read_set,
    with_sections,
)
from surveyapp.overlap.rules.reading.measures import read_measure, read_options
from surveyapp.overlap.rules.reading.periods import periods_of
from surveyapp.overlap.rules.stems import stem
from surveyapp.overlap.rules.terms import Terms
from surveyapp.overlap.rules.text import loose_numbers

_EVEN_ASIDE = ("measure", "breakdown", "level")


def read_facets(
    question: Described, language: str | None = None, terms: Terms | None = None
) -> Facets:
    """Return the facets of one question, read from its text and from what is known beside it."""
    terms = terms or Terms.default()
    language = language or question.language()
    text = question.texts.get(language, "")
    known = language if language in terms.tables else "sv"
    prepared = canonical(text, known)
    readings: dict[str, Reading] = {}
    spans: list[tuple[int, int]] = []

    def keep(name: str, *read: Any) -> None:
        if name not in readings:
            kept = readings[name] = Reading.cut(*read)
            if kept.source == "text" and name in ("period", "age", "limit"):
                spans.append((kept.start, kept.end))

    hits = phrasebook(terms, known).hits(prepared)
    told = asides(prepared)
    if told:
        hits = [h for h in hits if h.facet in _EVEN_ASIDE or not any(s <= h.start < e for s, e in told)]  # fmt: skip
    own = periods_of(prepared)
    if len(own) > 1 and told:
        places = [(prepared.place(s, e)) for s, e in told]
        own = [p for p in own if not any(s <= p.start < e for s, e in places)] or own
    periods = told_periods(question, own)
    if periods:
        main, source = periods[0]
        where = text if source == "text" else question.reference_time
        keep("period", (main.kind.value, *main.value), (main.start, main.end), source, where)
    spans += [(p.start, p.end) for p, source in periods if source == "text" and (p.start, p.end) not in spans]  # fmt: skip
    ages = read_age(question, prepared, text, language, own, keep)
    limits = read_limit(prepared, text, own, ages, keep, spans)
    read_counted(question, prepared, text, hits, terms, keep, known)
    read_measure(question, prepared, text, hits, keep, readings)
    beside = {
        "population": [("population", question.population)],
        "sex": [("population", question.population)],
        "law": [("population", question.population)],
        "provider": [("population", question.population)],
        "area": [
            ("population", question.population),
            ("context", question.contexts.get(language, "")),
            ("area", question.area),
        ],
    }
    for name in ("population", "sex", "area", "provider", "law"):
        read_set(name, prepared, text, hits, keep, terms)
        for source, where in beside[name]:
            if name not in readings and where:
                read_beside(name, source, where, keep, terms)
    if "law" in readings and readings["law"].source == "text":
        readings["law"] = with_sections(readings["law"], prepared)
    read_actor(prepared, text, hits, keep, terms, known)
    read_direction(prepared, text, hits, keep, readings, known)
    read_follow_up(prepared, text, hits, told, keep)
    read_level(question, language, prepared, text, hits, keep, readings, terms)
    read_breakdown(prepared, text, hits, ages, keep, readings)
    read_options(question, prepared, text, keep)
    around = read_told_beside(question, terms)
    times = tuple(p for p, _source in periods)
    named_ages = tuple((int(a.value[0]), int(a.value[1])) for a in ages)
    return Facets(
        readings,
        times or ((around.period,) if around.period else ()),
        tuple(spans),
        named_ages or ((around.age,) if around.age else ()),
        tuple(one.value for one in limits),
        frozenset(loose_numbers(text, known, spans)),
        frozenset(stem(w, known) for w, _s, _e in prepared.words),
        known,
        {name: r for name, r in around.readings.items() if name not in readings},
    )
