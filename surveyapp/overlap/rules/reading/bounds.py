"""Reading what bounds a question: its time, the ages and the thresholds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from surveyapp.overlap.rules.amounts import Amount, read_ages, read_limits
from surveyapp.overlap.rules.canonical import Canonical, canonical
from surveyapp.overlap.rules.facets import Described, Keep
from surveyapp.overlap.rules.periods import Period, PeriodKind
from surveyapp.overlap.rules.reading.periods import periods_of


def told_periods(question: Described, own: Sequence[Period]) -> list[tuple[Period, str]]:
    """Return the times of a question, the one that says most first, each with where it was read."""
    told = periods_of(canonical(question.reference_time, "sv")) if question.reference_time else []
    if not own:
        return [(p, "reference_time") for p in told]
    found: list[tuple[Period, str]] = []
    for period in own:
        fuller = next(
            (
                t
                for t in told
                if t.kind is period.kind
                and t.year()
                and not period.year()
                and t.without_year() == period.without_year()
            ),
            None,
        )
        value = fuller.value if fuller else period.value
        found.append((Period(period.kind, value, period.start, period.end), "text"))
    order = [PeriodKind.LOOKBACK, PeriodKind.SPAN, PeriodKind.POINT, PeriodKind.RECURRING]
    found.sort(key=lambda f: order.index(f[0].kind) if f[0].kind in order else 9)
    vague = (PeriodKind.MOMENT, PeriodKind.RELATIVE)
    if told and all(p.kind in vague for p, _source in found):
        return [*((t, "reference_time") for t in told), *found]
    return found


def read_age(
    question: Described,
    prepared: Canonical,
    text: str,
    language: str,
    own: Sequence[Period],
    keep: Keep,
) -> list[Amount]:
    """Keep the first age, and return all, from the text or else from what is told beside it."""
    busy = _places(prepared, own)
    ages = read_ages(prepared, busy)
    if ages:
        keep("age", ages[0].value, prepared.place(ages[0].start, ages[0].end), "text", text)
        return ages
    definition = question.definitions.get(language, "") if not question.population else ""
    for source, where in (("population", question.population), ("definition", definition)):
        if where:
            beside = canonical(where, language)
            ages = read_ages(beside)
            if ages:
                keep("age", ages[0].value, beside.place(ages[0].start, ages[0].end), source, where)
                return ages
    return []


def _places(prepared: Canonical, periods: Iterable[Period]) -> list[tuple[int, int]]:
    """Return where times stand in the prepared text; they were told in places of the written one."""
    own = [(p.start, p.end) for p in periods]
    if not own:
        return []
    return [
        (s, e)
        for s, e in ((w[1], w[2]) for w in prepared.words)
        if any(a <= prepared.place(s, e)[0] < b for a, b in own)
    ]


def read_limit(
    prepared: Canonical,
    text: str,
    own: Sequence[Period],
    ages: Sequence[Amount],
    keep: Keep,
    spans: list[tuple[int, int]],
) -> list[Amount]:
    """Keep the first threshold, and return all; where the others stand is added to `spans`."""
    dated = [p for p in own if p.kind is not PeriodKind.RECURRING]  # "every month" is a limit too
    busy = [*_places(prepared, dated), *((a.start, a.end) for a in ages)]
    limits = read_limits(prepared, busy)
    if limits:
        first = limits[0]
        keep("limit", first.value, prepared.place(first.start, first.end), "text", text)
    spans += [prepared.place(one.start, one.end) for one in limits[1:]]
    return limits
