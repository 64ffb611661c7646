"""What one officer sees of their own time: per section and question, and day by day.

Struck time is shown as struck and is in no sum. Nothing here is ever made for anybody else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from surveyapp.core.clock import STOCKHOLM
from surveyapp.core.i18n import Texts
from surveyapp.rounds.models import Return
from surveyapp.timing import rules
from surveyapp.timing.models import Strike
from surveyapp.timing.queries import StoredInterval
from surveyapp.timing.rules import SegmentKind
from surveyapp.timing.service.derivation import as_rule, strike_as_rule
from surveyapp.timing.tokens import milliseconds, moment


@dataclass(frozen=True)
class Amount:
    """Seconds by kind; idle and background time count towards nothing."""

    active_seconds: float = 0.0
    offscreen_seconds: float = 0.0
    idle_seconds: float = 0.0
    background_seconds: float = 0.0

    @property
    def counted_seconds(self) -> float:
        return self.active_seconds + self.offscreen_seconds


@dataclass(frozen=True)
class ReturnRow:
    """One return that one was timed on or declared minutes for."""

    return_: Return
    amount: Amount
    declared_minutes: int | None


@dataclass(frozen=True)
class QuestionRow:
    """One question: what counts, and what was struck."""

    question_id: int
    text: Texts
    amount: Amount
    struck_seconds: float


@dataclass(frozen=True)
class SectionRows:
    """One section with its questions in form order."""

    code: str
    title: Texts
    questions: list[QuestionRow]
    between: Amount
    """Time in the section that belongs to none of its questions."""
    coarse_seconds: float = 0.0
    """Rough estimate from saves, where nothing could be measured."""
    declared_minutes: int | None = None


@dataclass(frozen=True)
class Stretch:
    """Work on one question (or on none) without a break to another."""

    question_id: int | None
    text: Texts
    from_ms: int
    to_ms: int
    amount: Amount
    is_struck: bool

    @property
    def start(self) -> dt.datetime:
        return moment(self.from_ms)

    @property
    def end(self) -> dt.datetime:
        return moment(self.to_ms)


@dataclass(frozen=True)
class Day:
    """One civil day in Sweden."""

    date: dt.date
    amount: Amount
    stretches: list[Stretch] = field(default_factory=list)
    is_struck: bool = False


@dataclass(frozen=True)
class Struck:
    """A strike in force, as it is told and undone."""

    strike_id: int
    kind: str
    """`day`, `question` or `stretch`."""
    start: dt.datetime
    end: dt.datetime
    text: Texts


def day_bounds(day: dt.date) -> tuple[int, int]:
    """Return the first and last moment of a civil day, milliseconds since 1970 UTC."""
    start = dt.datetime.combine(day, dt.time.min, tzinfo=STOCKHOLM)
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, tzinfo=STOCKHOLM)
    return milliseconds(start), milliseconds(end)


def total(intervals: Iterable[rules.Interval]) -> Amount:
    """Return the seconds of intervals by kind."""
    sums = dict.fromkeys(SegmentKind, 0)
    for interval in intervals:
        sums[interval.kind] += interval.duration_ms
    return Amount(
        sums[SegmentKind.ACTIVE] / 1000,
        sums[SegmentKind.OFFSCREEN_ATTRIBUTED] / 1000,
        sums[SegmentKind.IDLE] / 1000,
        (sums[SegmentKind.OFFSCREEN_UNATTRIBUTED] + sums[SegmentKind.LEFT]) / 1000,
    )


def amount_of(intervals: Iterable[StoredInterval], strikes: Iterable[Strike]) -> Amount:
    """Return what counts of some intervals when the strikes are taken out."""
    return total(
        rules.strike_out(
            [as_rule(one) for one in intervals], [strike_as_rule(one) for one in strikes]
        )
    )


def section_rows(
    intervals: Sequence[StoredInterval],
    strikes: Sequence[Strike],
    sections: Sequence[tuple[str, Texts]],
    questions: Sequence[tuple[int, str, Texts]],
    *,
    coarse: Mapping[str, float],
    declared: Mapping[str, int],
) -> list[SectionRows]:
    """Return the sections in form order that one has spent time on.

    `sections`: (code, title). `questions`: (id, section code, text) in form order.
    """
    raw = [as_rule(one) for one in intervals]
    kept = rules.strike_out(raw, [strike_as_rule(one) for one in strikes])
    shown = []
    for code, title in sections:
        rows = []
        for question_id, section_code, text in questions:
            if section_code != code:
                continue
            name = str(question_id)
            before = total(one for one in raw if one.question_code == name)
            after = total(one for one in kept if one.question_code == name)
            if before == Amount():
                continue
            rows.append(
                QuestionRow(
                    question_id, text, after, before.counted_seconds - after.counted_seconds
                )
            )
        between = total(one for one in kept if one.question_code is None and one.section == code)
        if rows or between != Amount() or coarse.get(code) or code in declared:
            shown.append(
                SectionRows(code, title, rows, between, coarse.get(code, 0.0), declared.get(code))
            )
    return shown


def days(
    intervals: Sequence[StoredInterval],
    strikes: Sequence[Strike],
    texts: Mapping[int, Texts],
) -> list[Day]:
    """Return the days worked on one return, newest first, each with its stretches in order."""
    struck = [strike_as_rule(one) for one in strikes]
    found = []
    for date, of_day in groupby(intervals, key=_day):
        theirs = list(of_day)
        stretches = [
            _stretch(list(group), struck, texts) for _key, group in groupby(theirs, key=_visit)
        ]
        found.append(
            Day(
                date,
                total(rules.strike_out([as_rule(one) for one in theirs], struck)),
                stretches,
            )
        )
    return found[::-1]


def days_over_returns(intervals: Sequence[StoredInterval], strikes: Sequence[Strike]) -> list[Day]:
    """Return the days worked over all returns, newest first, without their stretches.

    A strike concerns its own return only.
    """
    found = []
    for date, of_day in groupby(intervals, key=_day):
        theirs = list(of_day)
        bounds = day_bounds(date)
        returns = {one.return_id for one in theirs}
        whole = {
            one.return_id
            for one in strikes
            if (one.from_ms, one.to_ms, one.question_id) == (*bounds, None)
        }
        kept = [
            left
            for return_id in sorted(returns)
            for left in rules.strike_out(
                [as_rule(one) for one in theirs if one.return_id == return_id],
                [strike_as_rule(one) for one in strikes if one.return_id == return_id],
            )
        ]
        found.append(Day(date, total(kept), is_struck=returns <= whole))
    return found[::-1]


def struck(strikes: Sequence[Strike], texts: Mapping[int, Texts]) -> list[Struck]:
    """Return the strikes in force, newest first."""
    found = []
    for one in strikes:
        start, end = moment(one.from_ms), moment(one.to_ms)
        if one.question_id is not None:
            kind, text = "question", texts.get(one.question_id, {})
        elif (one.from_ms, one.to_ms) == day_bounds(start.astimezone(STOCKHOLM).date()):
            kind, text = "day", {}
        else:
            kind, text = "stretch", {}
        found.append(Struck(one.id, kind, start, end, text))
    return found[::-1]


def coarse_seconds(
    saves: Sequence[tuple[dt.datetime, int]],
    section_of: Mapping[int, str],
    measured: Sequence[tuple[dt.datetime, dt.datetime]],
) -> dict[str, float]:
    """Return a rough estimate per section from one's saves that no measured page saw.

    The first save of a section opens it, since nothing tells when the page was served; so the
    estimate is on the low side. `measured`: from opening to last report of each page session.
    """
    by_section: dict[str, list[int]] = {}
    for at, question_id in saves:
        if question_id in section_of and not any(start <= at <= end for start, end in measured):
            by_section.setdefault(section_of[question_id], []).append(milliseconds(at))
    found = {
        code: sum(segment.duration_ms for segment in rules.coarse_segments(min(times), times, code))
        / 1000
        for code, times in by_section.items()
    }
    return {code: seconds for code, seconds in found.items() if seconds}


def _day(interval: StoredInterval) -> dt.date:
    return moment(interval.start_ms).astimezone(STOCKHOLM).date()


def _visit(interval: StoredInterval) -> tuple[object, ...]:
    return (
        interval.return_id,
        interval.page_session_id,
        interval.question_id,
        interval.entered_ms if interval.question_id is not None else None,
    )


def _stretch(
    intervals: Sequence[StoredInterval],
    strikes: Sequence[rules.Strike],
    texts: Mapping[int, Texts],
) -> Stretch:
    first, last = intervals[0], intervals[-1]
    raw = [as_rule(one) for one in intervals]
    left = rules.strike_out(raw, strikes)
    return Stretch(
        question_id=first.question_id,
        text=texts.get(first.question_id, {}) if first.question_id is not None else {},
        from_ms=first.start_ms,
        to_ms=last.end_ms,
        amount=total(left or raw),
        is_struck=not left,
    )
