"""How a fictional municipality works on a return: who, when, in which order, for how long.

Sections are shared among the officers. Each is worked through in sittings of about an hour, with
pauses, looks elsewhere, tabs left open and now and then a second tab; whoever coordinates looks
through it all at the end, corrects what is wrong and sends it in.
"""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from surveyapp.demo.content import Behaviour, SectionBehaviour
from surveyapp.demo.fiction import calendar
from surveyapp.demo.fiction.answers import Filled
from surveyapp.demo.fiction.calendar import MINUTE_MS
from surveyapp.demo.fiction.pages import Page, Visit, open_page, visit
from surveyapp.demo.fiction.places import Place
from surveyapp.questionnaires.rules.definition import FormDefinition, Item, Kind
from surveyapp.questionnaires.rules.evaluation import AnswerKey, AnswerValue

_SITTING_MS = 60 * MINUTE_MS
_P_CORRECTED = 0.03
"""Chance that an answer is first given wrong."""
_P_LOOKED_THROUGH = 0.18
"""Chance that the one who coordinates stops at a question that somebody else has answered."""
_P_PAUSE, _P_ERRAND, _P_LEFT_OPEN, _P_TWO_TABS = 0.03, 0.03, 0.07, 0.05
_P_LOST, _P_SKEWED = 0.01, 0.01
_NEVER_MS = 5 * calendar.DAY_MS
"""A tab that was left for longer is found closed: the computer has been started anew."""
_SKEW_MS = 5 * MINUTE_MS
_LATER_INSTANCE = 0.6
"""Seconds of a repeat's later rows, as a part of the first's."""
_LAST_YEAR = 1.05
"""Last year's form was new to most."""
_NOT_RECORDED = 0.5
"""Saying that a figure is missing, as a part of the time that finding it takes."""


@dataclass(frozen=True, slots=True)
class Save:
    """An answer as somebody saved it."""

    key: AnswerKey
    value: AnswerValue
    officer: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class DeclaredWork:
    """Minutes outside the form that somebody stated for a section."""

    section: str
    officer: int
    minutes: int
    role: str
    at_ms: int


@dataclass(slots=True)
class Work:
    """All that happened to one return."""

    pages: list[Page] = field(default_factory=list)
    saves: list[Save] = field(default_factory=list)
    ready: list[tuple[str, int, int]] = field(default_factory=list)
    """(section, officer, when) of what was marked ready."""
    declared: list[DeclaredWork] = field(default_factory=list)
    submitted_ms: int | None = None
    submitted_by: int = 0


@dataclass(slots=True)
class _Sitting:
    officer: int
    section: str
    visits: list[Visit]
    day: dt.date | None = None


@dataclass(slots=True)
class Worker:
    """One municipality at work on one return."""

    place: Place
    form: FormDefinition
    filled: Filled
    behaviours: Mapping[str, Behaviour]
    sections: Mapping[str, SectionBehaviour]
    days: calendar.RoundDays
    rng: random.Random
    coordinator: int = 0
    officers: Sequence[int] = (0,)
    _free: dict[tuple[int, dt.date], int] = field(default_factory=dict)
    _first: dict[AnswerKey, AnswerValue] = field(default_factory=dict)
    """Answers that are first given wrong."""
    _open: dict[int, Page] = field(default_factory=dict)
    """Tabs that somebody has left open."""

    def finish(self) -> Work:
        """Work through the whole form and send it in."""
        return self._work([s.code for s in self.form.sections], None, is_sent=True)

    def begin(self, sections: int, questions: int) -> Work:
        """Finish so many sections and answer so many questions of the next."""
        codes = [s.code for s in self.form.sections]
        return self._work(codes[: sections + 1], questions, is_sent=False)

    def _work(self, codes: Sequence[str], last: int | None, *, is_sent: bool) -> Work:
        work = Work(submitted_by=self.coordinator)
        sittings: list[_Sitting] = []
        for code in codes:
            keys = self._keys(code)
            is_partial = last is not None and code == codes[-1]
            if is_partial:
                keys = keys[:last]
            sittings += self._sittings(code, keys)
        first, end = self._span()
        days = [d for d in self.days.workdays if first <= d <= end]
        chosen = sorted(self.rng.choices(days[:-1] or days, k=len(sittings)))
        for sitting, day in zip(sittings, chosen, strict=True):
            self._sit(work, sitting, day)
        for code in codes:
            if last is None or code != codes[-1]:
                self._declare_and_mark(work, code)
        if is_sent:
            self._look_through(work, codes, end)
            latest = max(page.now_ms for page in work.pages)
            work.submitted_ms = latest + self.rng.randrange(2, 40) * MINUTE_MS
        work.saves.sort(key=lambda save: save.at_ms)
        return work

    def _span(self) -> tuple[dt.date, dt.date]:
        days = self.days.workdays
        last = int(self.rng.triangular(4, len(days) - 1e-6, len(days) * 0.7))
        took = max(3, min(last, round(self.rng.lognormvariate(math.log(7), 0.5))))
        return days[last - took], days[last]

    # --- what is stopped at, and for how long -----------------------------------------------------

    def _keys(self, section: str) -> list[AnswerKey]:
        """Return what a section asks, in the order of the page: a repeat row by row."""
        found: list[AnswerKey] = []
        for item in next(s for s in self.form.sections if s.code == section).items:
            found += self._keys_of(item)
        return found

    def _keys_of(self, item: Item) -> list[AnswerKey]:
        if item.kind is Kind.REPEAT:
            inside = [key for child in item.items for key in self._places(child)]
            return sorted(inside, key=lambda key: int(key[1]))
        if item.kind.is_container:
            return [key for child in item.items for key in self._keys_of(child)]
        return self._places(item)

    def _places(self, item: Item) -> list[AnswerKey]:
        if not item.kind.is_answered:
            return []
        if (item.code, "") in self.filled.state.asked:
            return [(item.code, "")]
        rows = sorted(int(path) for code, path in self.filled.state.asked if code == item.code)
        return [(item.code, str(row)) for row in rows]

    def _sittings(self, section: str, keys: Sequence[AnswerKey]) -> list[_Sitting]:
        if not keys:
            return []
        officer = self.rng.choice(self.officers)
        length = _SITTING_MS * self.rng.uniform(0.6, 1.5)
        sittings = [_Sitting(officer, section, [])]
        total = 0
        for key in keys:
            if total > length:
                sittings.append(_Sitting(officer, section, []))
                total = 0
            stop = self._visit(key, officer)
            sittings[-1].visits.append(stop)
            total += stop.active_ms + stop.away_ms
        return sittings

    def _visit(self, key: AnswerKey, officer: int) -> Visit:
        rng = self.rng
        b = self.behaviours[key[0]]
        value = self.filled.values.get(key)
        if value is None:
            return Visit(key, round(rng.lognormvariate(math.log(3_500), 0.4)))
        factor = self.place.group.time_factor * self.place.pace * self.place.officers[officer].pace
        if self.days.is_over:
            factor *= _LAST_YEAR
        if key[1] not in ("", "1"):
            factor *= _LATER_INSTANCE
        if isinstance(value, dict):
            factor *= _NOT_RECORDED
        active = b.active_median_seconds * factor * math.exp(b.active_sd_log * rng.gauss(0, 1))
        away = 0.0
        chance = min(1.0, 1.6 * b.off_screen_share)
        if rng.random() < chance:
            share = b.off_screen_share
            away = active * share / (1 - share) / chance * rng.lognormvariate(0, 0.3)
        if rng.random() < _P_CORRECTED:
            wrong = _wrong(value, rng)
            if wrong is not None:
                self._first[key] = wrong
        return Visit(
            key,
            max(round(active * 1000), 1_500),
            away_ms=round(away * 1000) if away > 5 else 0,
            change="picked" if isinstance(value, list) or b.options or b.p else "typed",
            look_up=rng.choice(("definition_open", "lastyear_open")) if rng.random() < 0.06 else "",
            pause_ms=round(rng.lognormvariate(math.log(5), 0.8) * MINUTE_MS)
            if rng.random() < _P_PAUSE
            else 0,
            errand_ms=round(rng.lognormvariate(math.log(4), 0.9) * MINUTE_MS)
            if rng.random() < _P_ERRAND
            else 0,
        )

    # --- sitting down -----------------------------------------------------------------------------

    def _start_ms(self, officer: int, day: dt.date) -> int:
        free = self._free.get((officer, day))
        if free is None:
            return calendar.at_ms(day, self.rng.uniform(8 * 60, 12 * 60))
        return free + round(self.rng.uniform(4, 40) * MINUTE_MS)

    def _open_page(self, work: Work, officer: int, section: str, at_ms: int) -> Page:
        page = open_page(officer, section, at_ms, self.rng)
        page.is_lost = self.rng.random() < _P_LOST
        if self.rng.random() < _P_SKEWED:
            page.skew_ms = _SKEW_MS
        work.pages.append(page)
        page.work(round(self.rng.lognormvariate(math.log(9_000), 0.5)))
        return page

    def _sit(self, work: Work, sitting: _Sitting, day: dt.date) -> None:
        rng, officer = self.rng, sitting.officer
        start = self._start_ms(officer, day)
        left_open = self._open.pop(officer, None)
        if left_open is not None:
            self._come_back(left_open, start)
        page = self._open_page(work, officer, sitting.section, start)
        has_two_tabs = len(sitting.visits) > 6 and rng.random() < _P_TWO_TABS
        middle = len(sitting.visits) // 2
        other: Page | None = None
        mistakes: list[AnswerKey] = []
        for number, stop in enumerate(sitting.visits):
            if has_two_tabs and number == middle:
                page.tell("visibility", page.current, {"state": "hidden"})
                other, page = page, self._open_page(work, officer, sitting.section, page.now_ms)
            at_ms = visit(page, stop, rng)
            if stop.change:
                value = self._first.get(stop.key, self.filled.values[stop.key])
                work.saves.append(Save(stop.key, value, officer, at_ms))
                if stop.key in self._first and rng.random() < 0.4:
                    mistakes.append(stop.key)
        for key in mistakes:
            self._correct(work, page, key)
        if other is not None:
            page.close()
            other.t_ms = page.now_ms - other.opened_ms + 800
            other.tell("visibility", other.current, {"state": "visible"})
            other.work(2_000)
            page = other
        self._free[officer, day] = page.now_ms
        if rng.random() < _P_LEFT_OPEN:
            self._open[officer] = page
        else:
            page.close()

    def _come_back(self, page: Page, at_ms: int) -> None:
        """Find a tab where it was left, and close it."""
        away = at_ms - page.now_ms - 4_000
        if away > _NEVER_MS:
            return
        if away > 45_000:
            page.pause(away)
            page.t_ms += 1_500
        page.close()

    def _correct(self, work: Work, page: Page, key: AnswerKey) -> None:
        stop = Visit(key, self.rng.randrange(6_000, 25_000), change="typed")
        at_ms = visit(page, stop, self.rng)
        work.saves.append(Save(key, self.filled.values[key], page.officer, at_ms))
        self._first.pop(key, None)

    def _look_through(self, work: Work, codes: Sequence[str], day: dt.date) -> None:
        """Whoever coordinates goes through the sections and puts right what is left to put right."""
        officer = self.coordinator
        left_open = self._open.pop(officer, None)
        start = max(
            self._start_ms(officer, day),
            max(page.now_ms for page in work.pages) + 2 * MINUTE_MS,
        )
        if left_open is not None:
            self._come_back(left_open, start - MINUTE_MS)
        for code in codes:
            stops = [
                key
                for key in self._keys(code)
                if key in self._first
                or (key in self.filled.values and self.rng.random() < _P_LOOKED_THROUGH)
            ]
            if not stops:
                continue
            page = self._open_page(work, officer, code, start)
            for key in stops:
                if key in self._first:
                    self._correct(work, page, key)
                else:
                    visit(page, Visit(key, self.rng.randrange(3_000, 14_000)), self.rng)
            page.close()
            start = page.now_ms + self.rng.randrange(20, 400) * 1_000

    def _declare_and_mark(self, work: Work, section: str) -> None:
        pages = [page for page in work.pages if page.section == section]
        if not pages:
            return
        last = max(pages, key=lambda page: page.now_ms)
        work.ready.append((section, last.officer, last.now_ms + 20_000))
        behaviour = self.sections[section]
        if self.rng.random() >= behaviour.p_declared:
            return
        size = self.place.group.time_factor * self.place.pace
        minutes = (
            behaviour.declared_minutes_median
            * size
            * self.rng.lognormvariate(0, behaviour.declared_sd_log)
        )
        work.declared.append(
            DeclaredWork(
                section=section,
                officer=last.officer,
                minutes=max(5, 5 * round(minutes / 5)),
                role=self.rng.choices(("officer", "unit_manager", "controller"), weights=(6, 3, 1))[
                    0
                ],
                at_ms=last.now_ms + 15_000,
            )
        )


def _wrong(value: AnswerValue, rng: random.Random) -> AnswerValue | None:
    """Return what somebody gives before seeing that it is wrong; None where nobody would."""
    if not isinstance(value, str) or not value.replace(".", "").isdigit() or len(value) > 9:
        return None
    if "." in value:
        return value.replace(".", "")
    return (
        value + str(rng.randrange(10))
        if rng.random() < 0.4
        else str(int(value) + rng.randrange(1, 9))
    )
