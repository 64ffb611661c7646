"""What a bank file changes, year by year: the newest year's text is the question's own. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveyapp.registry.importing.matching import Key, Values, merged
from surveyapp.registry.importing.options import (
    GivenOptions,
    is_said,
    lost_languages,
    merged_options,
)

Years = Mapping[int, Mapping[str, Any]]
"""Year -> what was imported for it."""


@dataclass
class BankPlan:
    """What to write. A row of the file counts once, as new, changed or unchanged."""

    questions: dict[Key, Values] = field(default_factory=dict)
    """New and changed questions, whole."""
    editions: dict[tuple[Key, int], Values] = field(default_factory=dict)
    """New and changed editions, whole and as plain data."""
    taken: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0
    """Rows of a year before the newest known: kept as that year's, the question's text stands."""
    changes: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    lost: dict[Key, list[str]] = field(default_factory=dict)
    """Question -> languages whose options went, because the given ones are of another number."""


def plan_bank(
    rows: Sequence[tuple[Key, int | None, Values]],
    stored: Mapping[Key, Values],
    editions: Mapping[Key, Years],
) -> BankPlan:
    """Compare rows, each with its year or none, with the bank.

    A row without a year is about the newest year that is known, or about no year at all.
    """
    plan = BankPlan()
    groups: dict[Key, list[tuple[int | None, Values]]] = {}
    for key, year, given in rows:
        groups.setdefault(key, []).append((year, given))
    for key, group in groups.items():
        _plan_question(plan, key, group, stored.get(key), editions.get(key, {}))
    return plan


def _plan_question(
    plan: BankPlan,
    key: Key,
    group: Sequence[tuple[int | None, Values]],
    found: Values | None,
    years: Years,
) -> None:
    now = found
    known = dict(years)
    for given_year, given in sorted(group, key=lambda row: (row[0] is None, row[0] or 0)):
        newest = max(known, default=None)
        year = given_year if given_year is not None else newest
        if year is None:
            after = _over(now or {}, given)
            _note_lost(plan, key, now, given)
            _count(plan, key, None, now, after)
            now = after
            continue
        before = known.get(year)
        content = as_plain(_over(before or {}, given))
        if content != before:
            plan.editions[key, year] = content
        _note_lost(plan, key, before, given)
        _count(plan, key, year, before, content)
        known[year] = content
        if newest is not None and year < newest:
            plan.older += 1
            continue
        is_newer = newest is not None and year > newest
        if not is_newer:
            _note_lost(plan, key, now, given)
        now = _succeeding(now or {}, given) if is_newer else _over(now or {}, given)
    if now is not None and now != found:
        plan.questions[key] = now


def _count(
    plan: BankPlan, key: Key, year: int | None, before: Mapping[str, Any] | None, after: Values
) -> None:
    if before is None:
        plan.taken += 1
        return
    differing = tuple(sorted(name for name in after if before.get(name) != after[name]))
    if not differing:
        plan.unchanged += 1
        return
    plan.changed += 1
    name = str(key[-1]) if year is None else f"{key[-1]} ({year})"
    plan.changes.append((name, differing))


def _note_lost(
    plan: BankPlan, key: Key, before: Mapping[str, Any] | None, given: Mapping[str, Any]
) -> None:
    options = given.get("options")
    if not isinstance(options, GivenOptions):
        return
    if lost := lost_languages((before or {}).get("options") or [], options):
        plan.lost[key] = sorted({*plan.lost.get(key, ()), *lost})


def _over(before: Mapping[str, Any], given: Values) -> Values:
    return {**before, **{name: _merged(before.get(name), value) for name, value in given.items()}}


def _merged(stored: Any, given: Any) -> Any:
    if isinstance(given, GivenOptions):
        return merged_options(stored or [], given)
    return merged(stored, given)


def _succeeding(before: Mapping[str, Any], given: Values) -> Values:
    """Return the question as a newer year asks it.

    A translation that the newer year does not give is kept only where the text is the same as before:
    otherwise it would be the translation of a question that is no longer asked. So are options.
    """
    after = _over(before, given)
    for name, value in given.items():
        stood = before.get(name)
        if isinstance(value, GivenOptions) and not is_said(stood or [], value):
            after[name] = list(value)
        if not isinstance(value, Mapping) or not isinstance(stood, Mapping):
            continue
        if any(text != stood.get(language, "") for language, text in value.items()):
            after[name] = {language: text for language, text in value.items() if text}
    return after


def as_plain(values: Mapping[str, Any]) -> Values:
    """Return the values as JSON keeps them."""
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in values.items()
    }
