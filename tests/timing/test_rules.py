"""How events become seconds: the idle rule, hidden time, tabs, people, loss, lateness, forgery."""

from __future__ import annotations

import itertools
import json
import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.timing.rules import (
    Batch,
    BatchRefused,
    Clock,
    Event,
    EventName,
    IdleLimits,
    Interval,
    MeasuredSession,
    PageSession,
    QuestionSeconds,
    RefusalReason,
    ReturnState,
    RollUp,
    SegmentKind,
    Strike,
    accept,
    clock_of,
    coarse_segments,
    derive_page_session,
    describe_page_session,
    measure_coarsely,
    measure_page_session,
    merge_measured,
    merge_sessions,
    parse_batch,
    roll_up,
    sensitivity,
)

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
SERVED = 1_790_000_000_000
FIRST_TAB = "00000000-0000-4000-8000-000000000001"
SECOND_TAB = "00000000-0000-4000-8000-000000000002"


class Page:
    """A page as the browser records it: say what happens, in seconds; beats come by themselves."""

    def __init__(self, quiet_after: int = 30) -> None:
        self.events: list[Event] = []
        self.now = 0
        self.question: str | None = None
        self.is_beating = True
        self.is_hidden = False
        self.last_input = 0
        self.next_beat = 15_000
        self.quiet_after = quiet_after * 1_000
        self.is_idle = False
        self.tell(EventName.PAGE_OPEN)

    def tell(self, name: EventName, **payload: str | int) -> Page:
        code = None if name in (EventName.PAGE_OPEN, EventName.PAGE_CLOSE) else self.question
        pairs = tuple(sorted(payload.items()))
        self.events.append(Event(len(self.events) + 1, self.now, name, code, "A", pairs))
        return self

    def input(self) -> Page:
        if self.is_idle:
            self.is_idle = False
            self.tell(EventName.IDLE_END)
        self.last_input = self.now
        return self

    def enter(self, question: str) -> Page:
        self.input()
        self.question = question
        return self.tell(EventName.QUESTION_ENTER, reason="focus")

    def answer(self) -> Page:
        self.input()
        return self.tell(EventName.ANSWER_CHANGE, kind="typed")

    def work(self, seconds: float) -> Page:
        """Input all the time."""
        self.input()
        for _ in range(int(seconds)):
            self.wait(1).input()
        return self.wait(seconds - int(seconds)).input()

    def wait(self, seconds: float) -> Page:
        """No input."""
        end = self.now + round(seconds * 1_000)
        while not self.is_hidden:
            idle_at = self.last_input + self.quiet_after
            beat_at = self.next_beat if self.next_beat <= self.last_input + 180_000 else math.inf
            at = min(math.inf if self.is_idle else idle_at, beat_at)
            if at > end:
                break
            self.now = max(self.now, int(at))
            if at == idle_at and not self.is_idle:
                self.is_idle = True
                self.tell(EventName.IDLE_START, quiet_ms=self.quiet_after)
            else:
                self.tell(EventName.BEAT, state="idle" if self.is_idle else "active")
                self.next_beat += 15_000
        self.now = end
        self.next_beat = max(self.next_beat, end - end % 15_000 + 15_000)
        return self

    def hide(self) -> Page:
        self.is_hidden, self.is_idle = True, False
        return self.tell(EventName.VISIBILITY, state="hidden")

    def show(self) -> Page:
        self.is_hidden, self.last_input = False, self.now
        return self.tell(EventName.VISIBILITY, state="visible")

    def close(self) -> list[Event]:
        self.tell(EventName.PAGE_CLOSE)
        return self.events


def seconds(events: Iterable[Event], limits: IdleLimits | None = None) -> RollUp:
    return roll_up(merge_sessions(1, {FIRST_TAB: derive_page_session(events, limits)}))


def active(events: Iterable[Event], limits: IdleLimits | None = None) -> dict[str, float]:
    """Question -> active seconds."""
    return {code: one.active_seconds for code, one in seconds(events, limits).questions.items()}


def batch(
    events: Sequence[Event],
    *,
    tab: str = FIRST_TAB,
    received_at: int | None = None,
    sent_at: int | None = None,
) -> Batch:
    """The events as one batch, sent right after the last unless told otherwise."""
    sent = max(event.t_ms for event in events) if sent_at is None else sent_at
    return Batch(
        batch_id="10000000-0000-4000-8000-000000000001",
        page_session_id=tab,
        return_id="7",
        seq_from=min(event.seq for event in events),
        client_wall_at_load_ms=SERVED,
        client_mono_now_ms=sent,
        tz_offset=60,
        events=tuple(events),
        received_at_ms=SERVED + sent if received_at is None else received_at,
        token="signed",
    )


def three_questions() -> Page:
    page = Page().enter("Q1").work(60).answer().enter("Q2").work(90).answer()
    return page.enter("Q3").work(30).answer()


# --- Scenarios A to G: the same work in seven situations -----------------------------------------


def test_a_plain_work_is_measured_per_question() -> None:
    assert active(three_questions().close()) == {"Q1": 60, "Q2": 90, "Q3": 30}


def test_b_lunch_with_the_page_open_is_idle_after_the_first_minute() -> None:
    page = Page().enter("Q1").work(60).answer().enter("Q2").work(45)
    events = page.wait(2_700).work(45).answer().enter("Q3").work(30).close()

    found = seconds(events).questions

    assert {code: one.active_seconds for code, one in found.items()} == {
        "Q1": 60,
        "Q2": 150,
        "Q3": 30,
    }
    assert found["Q2"].idle_seconds == 2_640


def test_c_fetching_a_figure_off_screen_belongs_to_its_question() -> None:
    page = Page().enter("Q1").work(60).answer().enter("Q2").work(45)
    events = page.hide().wait(1_200).show().work(45).answer().enter("Q3").work(30).close()

    found = seconds(events).questions

    assert sum(one.active_seconds for one in found.values()) == 180
    assert [one.offscreen_seconds for one in found.values()] == [0, 1_200, 0]
    assert found["Q2"].idle_seconds == 0


def test_d_two_tabs_of_one_person_count_once() -> None:
    one = derive_page_session(Page().enter("Q1").work(600).close(), None, Clock(SERVED))
    other = derive_page_session(Page().enter("Q1").work(600).close(), None, Clock(SERVED + 20_000))

    merged = merge_sessions(1, {FIRST_TAB: one, SECOND_TAB: other})

    assert roll_up(merged).questions["Q1"].active_seconds == 620
    assert roll_up(merged).questions["Q1"].page_sessions == 2


def test_d_two_people_add() -> None:
    segments = derive_page_session(Page().enter("Q1").work(600).close(), None, Clock(SERVED))

    both = merge_sessions(1, {FIRST_TAB: segments}) + merge_sessions(2, {SECOND_TAB: segments})

    assert roll_up(both).questions["Q1"].active_seconds == 1_200


def test_e_window_closed_without_saving_keeps_its_time() -> None:
    assert active(Page().enter("Q1").work(300).close()) == {"Q1": 300}


@pytest.mark.parametrize("is_hidden", [True, False])
def test_f_tab_left_for_two_days_adds_nothing(is_hidden: bool) -> None:
    page = Page().enter("Q1").work(60).answer()
    page = page.hide() if is_hidden else page
    page.wait(2 * 24 * 3_600)
    events = (page.show() if is_hidden else page.input()).close()

    found = seconds(events)

    assert found.questions["Q1"].active_seconds <= 120
    assert found.questions["Q1"].idle_seconds == 0
    assert found.questions["Q1"].offscreen_seconds == 0
    assert found.sections["A"].left_ms >= 2 * DAY - MINUTE


def test_f_work_in_another_tab_counts_there_and_not_in_the_one_left() -> None:
    left = Page().enter("Q1").work(60).hide().wait(1_200).show().work(1).answer().close()
    finished = Page().enter("Q2").work(600).answer().close()

    merged = merge_sessions(
        1,
        {
            FIRST_TAB: derive_page_session(left, None, Clock(SERVED)),
            SECOND_TAB: derive_page_session(finished, None, Clock(SERVED + 120_000)),
        },
    )
    found = roll_up(merged).questions

    assert found["Q2"].active_seconds == 600
    assert found["Q1"].offscreen_seconds == 600
    assert found["Q1"].active_seconds == 61


@pytest.mark.parametrize("wrong_by", [-HOUR, 0, HOUR, 40 * 365 * DAY, -20 * 365 * DAY])
def test_g_a_wrong_browser_clock_changes_nothing_but_is_flagged(wrong_by: int) -> None:
    sent = replace(batch(three_questions().close()), client_wall_at_load_ms=SERVED + wrong_by)
    right = measure_page_session(FIRST_TAB, [batch(three_questions().close())])

    measured = measure_page_session(FIRST_TAB, [sent])

    assert measured.segments == right.segments
    assert measured.quality.is_skewed == (wrong_by != 0)


# --- The idle rule --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pause", "expected_active", "expected_idle"),
    [(29, 39, 0), (59, 69, 0), (60, 70, 0), (61, 70, 1), (100, 70, 40), (200, 70, 140)],
)
def test_first_minute_without_input_counts(
    pause: int, expected_active: int, expected_idle: int
) -> None:
    found = seconds(Page().enter("Q1").work(5).wait(pause).work(5).close()).questions["Q1"]
    assert (found.active_seconds, found.idle_seconds) == (expected_active, expected_idle)


def test_quiet_told_late_reaches_back_over_the_beats_before_it() -> None:
    found = seconds(Page(quiet_after=100).enter("Q1").work(5).wait(200).work(5).close())
    assert found.questions["Q1"].active_seconds == 5 + 60 + 5


def test_quiet_never_reaches_back_past_an_input() -> None:
    page = Page().enter("Q1").work(70).answer()
    events = page.tell(EventName.IDLE_START, quiet_ms=5_000_000).wait(10).close()
    assert seconds(events).questions["Q1"].active_seconds == 80


def test_reading_the_help_of_the_question_counts_three_minutes() -> None:
    page = Page().enter("Q1").tell(EventName.HELP_OPEN, state="open")
    found = seconds(page.wait(300).input().close()).questions["Q1"]
    assert (found.active_seconds, found.idle_seconds) == (180, 120)


def test_help_that_is_closed_or_of_another_question_gives_no_longer_limit() -> None:
    closed = Page().enter("Q1").tell(EventName.HELP_OPEN, state="open")
    closed.tell(EventName.HELP_OPEN, state="closed")
    other = Page().enter("Q2").tell(EventName.DEFINITION_OPEN, state="open").enter("Q1")
    for page in (closed, other):
        assert seconds(page.wait(300).input().close()).questions["Q1"].active_seconds == 60


def test_silence_of_a_sleeping_computer_is_not_active() -> None:
    events = [
        Event(1, 0, EventName.PAGE_OPEN, None, "A"),
        Event(2, 0, EventName.QUESTION_ENTER, "Q1", "A"),
        Event(3, 15_000, EventName.BEAT, "Q1", "A", (("state", "active"),)),
        Event(4, 15_000 + 3 * HOUR, EventName.IDLE_END, "Q1", "A"),
        Event(5, 20_000 + 3 * HOUR, EventName.PAGE_CLOSE, None, "A"),
    ]
    found = seconds(events).questions["Q1"]
    assert (found.active_seconds, found.idle_seconds) == (80, 3 * 3_600 - 60)


def test_sensitivity_shows_the_active_time_under_other_limits() -> None:
    events = Page().enter("Q1").work(5).wait(100).work(5).wait(1_000).input().close()
    assert sensitivity(events) == {
        30: 70_000,
        60: 130_000,
        180: 110_000 + 180_000,
        300: 110_000 + 300_000,
    }


# --- Hidden time ----------------------------------------------------------------------------------


def hidden_for(secs: int, *, then: str) -> RollUp:
    page = Page().enter("Q1").work(5).hide().wait(secs).show().work(5)
    if then == "answers":
        page.answer()
    elif then == "another":
        page.enter("Q2").answer().enter("Q1").answer()
    return seconds(page.close())


@pytest.mark.parametrize(
    ("secs", "then", "kind"),
    [
        (1_800, "answers", "attributed"),
        (1_801, "answers", "unattributed"),
        (600, "another", "unattributed"),
        (600, "nothing", "unattributed"),
        (8 * 3_600, "answers", "unattributed"),
        (8 * 3_600 + 1, "answers", "left"),
    ],
)
def test_hidden_time_is_the_questions_only_when_it_is_answered_soon(
    secs: int, then: str, kind: str
) -> None:
    found = hidden_for(secs, then=then)
    section = found.sections.get("A")
    assert {
        "attributed": found.questions["Q1"].offscreen_ms,
        "unattributed": section.unattributed_ms if section else 0,
        "left": section.left_ms if section else 0,
    } == {"attributed": 0, "unattributed": 0, "left": 0} | {kind: secs * 1_000}
    assert found.questions["Q1"].active_seconds == 10


def test_a_figure_fetched_in_turns_is_attributed_every_time() -> None:
    page = Page().enter("Q1").hide().wait(300).show().work(10).hide().wait(200).show().work(5)
    assert seconds(page.answer().close()).questions["Q1"].offscreen_seconds == 500


def test_time_after_leaving_the_page_is_nobodys() -> None:
    page = Page().enter("Q1").work(10)
    page.close()
    page.tell(EventName.VISIBILITY, state="hidden")
    page.now += 600_000
    page.tell(EventName.PAGE_OPEN).tell(EventName.VISIBILITY, state="visible")
    page.enter("Q1").answer().close()
    found = seconds(page.events)
    assert found.questions["Q1"].active_seconds == 10
    assert found.questions["Q1"].offscreen_ms == 0
    assert found.sections == {}


def test_time_before_the_first_question_belongs_to_the_section() -> None:
    found = seconds(Page().work(20).enter("Q1").work(10).close())
    assert found.sections["A"].active_ms == 20_000
    assert active(Page().work(20).enter("Q1").work(10).close()) == {"Q1": 10}


# --- D13 to D20: crash, lateness, repetition, loss, forgery --------------------------------------


def test_crash_loses_at_most_one_beat() -> None:
    events = Page().enter("Q1").work(58).events
    assert active(events) == {"Q1": 45}
    assert not describe_page_session(events).is_closed


def test_d13_an_earlier_or_later_server_clock_never_gives_negative_time() -> None:
    events = three_questions().close()
    parts = [events[:8], events[8:16], events[16:]]
    batches = [
        batch(part, received_at=SERVED + part[-1].t_ms + jump)
        for part, jump in zip(parts, (0, HOUR, -HOUR), strict=True)
    ]
    measured = measure_page_session(FIRST_TAB, batches)
    assert {s.question_code: s.duration_ms for s in measured.segments} == {
        "Q1": 60_000,
        "Q2": 90_000,
        "Q3": 30_000,
    }


def test_d13_a_clock_running_backwards_in_the_browser_gives_no_negative_time() -> None:
    events = three_questions().close()
    events[5] = replace(events[5], t_ms=0)
    assert all(segment.duration_ms > 0 for segment in derive_page_session(events))


def cut_up(events: Sequence[Event], sizes: Sequence[int]) -> list[Batch]:
    batches, rest = [], list(events)
    for size in sizes:
        if rest:
            batches.append(batch(rest[:size]))
            rest = rest[size:]
    return [*batches, batch(rest)] if rest else batches


def long_session() -> list[Event]:
    page = three_questions().hide().wait(100).show().work(3).answer()
    page.enter("Q1").wait(400).work(2).tell(EventName.DEFINITION_OPEN, state="open").wait(170)
    return page.enter("Q2").answer().close()


def test_d15_a_batch_sent_ten_times_counts_once() -> None:
    sent = batch(long_session())
    late = [replace(sent, received_at_ms=sent.received_at_ms + n * HOUR) for n in range(10)]
    assert measure_page_session(FIRST_TAB, late) == measure_page_session(FIRST_TAB, [sent])


def test_d16_every_order_of_six_batches_gives_the_same_bits() -> None:
    events = long_session()
    size = len(events) // 6 + 1
    batches = cut_up(events, [size] * 6)
    assert len(batches) == 6
    expected = measure_page_session(FIRST_TAB, batches, opened_at_ms=SERVED)
    for order in itertools.permutations(batches):
        # Each comes late by its place in the queue: the time of arrival must not matter either.
        late = [
            replace(one, received_at_ms=one.received_at_ms + place * 7 * MINUTE)
            for place, one in enumerate(order)
        ]
        assert measure_page_session(FIRST_TAB, late, opened_at_ms=SERVED) == expected


def test_d16_a_thousand_random_orders_of_single_events() -> None:
    events = long_session()
    expected = derive_page_session(events)
    shuffled = random.Random(16)
    for _ in range(1_000):
        assert derive_page_session(shuffled.sample(events, len(events))) == expected


def test_d17_only_what_belongs_to_an_open_return_counts() -> None:
    state = ReturnState("7", submitted_at_ms=SERVED + 10 * MINUTE)
    session = PageSession(FIRST_TAB, 1, "7", SERVED)
    sent = batch(three_questions().close())
    late = Event(99, 11 * MINUTE, EventName.BEAT, "Q1", "A")

    def reason(
        sent: Batch, session: PageSession = session, state: ReturnState = state
    ) -> RefusalReason | None:
        refusal = accept(sent, session, state)
        return refusal.reason if refusal else None

    assert reason(sent) is None
    assert reason(batch(three_questions().close(), received_at=SERVED + 7 * DAY)) is None
    assert (
        reason(replace(sent, received_at_ms=SERVED + 7 * DAY + 11 * MINUTE))
        is RefusalReason.ARRIVED_TOO_LATE
    )
    assert (
        reason(sent, replace(session, page_session_id=SECOND_TAB))
        is RefusalReason.OTHER_PAGE_SESSION
    )
    assert reason(sent, replace(session, return_id="8")) is RefusalReason.OTHER_RETURN
    assert reason(sent, state=replace(state, return_id="8")) is RefusalReason.OTHER_RETURN
    assert reason(replace(sent, return_id="8")) is RefusalReason.OTHER_RETURN
    assert reason(batch([late])) is RefusalReason.EVENTS_AFTER_SUBMISSION
    assert (
        reason(sent, state=replace(state, submitted_at_ms=SERVED))
        is RefusalReason.OPENED_AFTER_SUBMISSION
    )
    assert reason(sent, state=replace(state, is_switched_off=True)) is RefusalReason.SWITCHED_OFF
    assert (
        reason(replace(sent, received_at_ms=SERVED + 30 * DAY + 1), state=ReturnState("7"))
        is RefusalReason.PAGE_SESSION_TOO_OLD
    )


def test_d17_what_happened_after_the_submission_is_cut() -> None:
    sent = batch(three_questions().close())
    measured = measure_page_session(
        FIRST_TAB, [sent], opened_at_ms=SERVED, until_ms=SERVED + 100_000
    )
    assert {s.question_code: s.duration_ms for s in measured.segments} == {
        "Q1": 60_000,
        "Q2": 40_000,
    }


def test_d18_a_night_of_sleep_is_accepted_and_not_active() -> None:
    page = Page().enter("Q1").work(60).hide().wait(24 * 3_600).show().work(10)
    sent = batch(page.answer().close())

    refusal = accept(sent, PageSession(FIRST_TAB, 1, "7", SERVED), ReturnState("7"))
    found = seconds(sent.events)

    assert refusal is None
    assert found.questions["Q1"].active_seconds == 70
    assert found.sections["A"].left_ms == DAY


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_d19_lost_batches_lower_the_sum_and_show_in_the_coverage(share: float) -> None:
    events = Page().enter("Q1").work(600).answer().enter("Q2").work(600).answer().close()
    lost = random.Random(19)
    batches = [one for one in cut_up(events, [3] * 40) if lost.random() >= share]

    measured = measure_page_session(FIRST_TAB, batches)
    found = roll_up(
        merge_measured(1, [measured]), quality={measured.page_session_id: measured.quality}
    )

    assert 0 < sum(one.active_ms for one in found.questions.values()) < 1_200_000
    assert sum(one.active_ms for one in found.questions.values()) + sum(
        one.active_ms for one in found.sections.values()
    ) + measured.quality.missing_ms == max(event.t_ms for one in batches for event in one.events)
    assert measured.quality.missing_events > 0
    assert found.coverage.share_with_gaps == 1
    assert all(one.page_sessions_with_gaps == 1 for one in found.questions.values())


def test_d19_hidden_time_is_not_attributed_across_missing_events() -> None:
    events = Page().enter("Q1").hide().wait(100).show().work(3).answer().close()
    whole, holed = seconds(events), seconds([e for e in events if e.seq != 5])
    assert events[4].name is EventName.ANSWER_CHANGE
    assert whole.questions["Q1"].offscreen_seconds == 100
    assert holed.sections["A"].unattributed_ms == 100_000

    told = Page().enter("Q1").hide().wait(100).show().work(3).tell(EventName.SAVED).answer()
    holed = seconds([e for e in told.close() if e.name is not EventName.SAVED])
    assert holed.sections["A"].unattributed_ms == 100_000


def test_d19_after_missing_events_the_question_is_unknown_until_told() -> None:
    page = Page().enter("Q1").work(5).tell(EventName.OFFLINE).work(2).tell(EventName.ONLINE)
    events = page.work(4).answer().work(3).close()
    found = seconds([e for e in events if e.name is not EventName.OFFLINE])
    assert found.questions["Q1"].active_seconds == 3
    assert found.sections["A"].active_ms == 4_000


def test_d19_a_beat_without_input_is_idle_though_its_beginning_is_missing() -> None:
    events = Page().enter("Q1").work(5).wait(100).input().work(5).close()
    found = seconds([e for e in events if e.name is not EventName.IDLE_START])
    assert found.questions["Q1"].active_seconds == 30 + 5
    assert found.questions["Q1"].idle_seconds == 105 - 45


def test_d20_a_forged_billion_seconds_cannot_pass() -> None:
    session, state = PageSession(FIRST_TAB, 1, "7", SERVED), ReturnState("7")
    forged = batch([Event(1, 6 * DAY, EventName.BEAT, "Q1", "A")], received_at=SERVED + HOUR)
    refusal = accept(forged, session, state)
    assert refusal is not None
    assert refusal.reason is RefusalReason.FASTER_THAN_THE_CLOCK


def test_d20_a_foreign_question_refuses_the_batch() -> None:
    state = ReturnState("7", question_codes=frozenset({"Q1", "Q2"}))
    refusal = accept(
        batch(three_questions().close()), PageSession(FIRST_TAB, 1, "7", SERVED), state
    )
    assert refusal is not None
    assert refusal.reason is RefusalReason.FOREIGN_QUESTION


def test_d20_overlapping_events_never_exceed_the_time_that_passed() -> None:
    forged = [
        Event(seq, (seq * 7_919) % 600_000, EventName.QUESTION_ENTER, f"Q{seq % 5}", "A")
        for seq in range(1, 400)
    ]
    assert sum(segment.duration_ms for segment in derive_page_session(forged)) <= 600_000


# --- Whatever comes, in whatever order ------------------------------------------------------------

CODES = st.sampled_from(["Q1", "Q2", "Q3", None])
PAYLOADS: dict[EventName, st.SearchStrategy[tuple[tuple[str, str | int], ...]]] = {
    EventName.VISIBILITY: st.sampled_from(["hidden", "visible"]).map(lambda v: (("state", v),)),
    EventName.BEAT: st.sampled_from(["active", "idle"]).map(lambda v: (("state", v),)),
    EventName.IDLE_START: st.integers(0, 10**6).map(lambda v: (("quiet_ms", v),)),
    EventName.HELP_OPEN: st.sampled_from(["open", "closed"]).map(lambda v: (("state", v),)),
}
EVENTS = st.builds(
    lambda seq, t_ms, code, named: Event(seq, t_ms, named[0], code, "A", named[1]),
    st.integers(1, 40),
    st.integers(0, 4 * HOUR),
    CODES,
    st.sampled_from(EventName).flatmap(
        lambda name: PAYLOADS.get(name, st.just(())).map(lambda payload: (name, payload))
    ),
)


@given(events=st.lists(EVENTS, min_size=1, max_size=40), data=st.data())
def test_any_events_in_any_order_any_number_of_times(
    events: list[Event], data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(events), max_size=20))
    shuffled = data.draw(st.permutations(events + again))

    expected = derive_page_session(events, None, Clock(SERVED))

    assert derive_page_session(shuffled, None, Clock(SERVED)) == expected
    assert describe_page_session(shuffled) == describe_page_session(events)
    assert all(segment.duration_ms > 0 for segment in expected)
    assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(expected))
    assert sum(s.duration_ms for s in expected) <= max(e.t_ms for e in events)


@given(events=st.lists(EVENTS, min_size=1, max_size=40))
def test_a_longer_idle_limit_never_lowers_the_active_time(events: list[Event]) -> None:
    totals = list(sensitivity(events).values())
    assert totals == sorted(totals)


@given(
    sessions=st.lists(st.lists(EVENTS, min_size=1, max_size=15), min_size=1, max_size=4),
    starts=st.lists(st.integers(0, HOUR), min_size=4, max_size=4),
    order=st.permutations(range(4)),
)
def test_tabs_in_any_order_never_overlap_and_lose_no_time(
    sessions: list[list[Event]], starts: list[int], order: list[int]
) -> None:
    by_tab = {
        f"tab-{n}": derive_page_session(events, None, Clock(SERVED + starts[n]))
        for n, events in enumerate(sessions)
    }
    keys = [f"tab-{n}" for n in order if f"tab-{n}" in by_tab]

    merged = merge_sessions(1, by_tab)

    assert merge_sessions(1, {key: tuple(reversed(by_tab[key])) for key in keys}) == merged
    assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(merged))
    bounds = sorted({x for ss in by_tab.values() for s in ss for x in (s.start_ms, s.end_ms)})
    union = sum(
        end - start
        for start, end in itertools.pairwise(bounds)
        if any(s.start_ms <= start < s.end_ms for ss in by_tab.values() for s in ss)
    )
    assert sum(one.duration_ms for one in merged) == union
    assert roll_up(merged) == roll_up(reversed(merged))


# --- Strikes, coverage, coarse --------------------------------------------------------------------


def worked(person: int = 1) -> tuple[Interval, ...]:
    page = Page().enter("Q1").work(60).answer().enter("Q2").work(60).answer()
    return merge_sessions(
        person, {FIRST_TAB: derive_page_session(page.close(), None, Clock(SERVED))}
    )


def test_a_strike_takes_out_its_range_of_its_own_person() -> None:
    intervals = worked(1) + worked(2)
    strike = Strike(1, SERVED + 50_000, SERVED + 70_000)

    struck = roll_up(intervals, [strike]).questions

    assert struck["Q1"].active_seconds == 50 + 60
    assert struck["Q2"].active_seconds == 50 + 60
    assert roll_up(intervals).questions["Q1"].active_seconds == 120


def test_a_strike_of_one_question_leaves_the_others() -> None:
    struck = roll_up(worked(), [Strike(1, SERVED, SERVED + HOUR, "Q1")]).questions
    assert set(struck) == {"Q2"}


def test_a_strike_in_the_middle_leaves_both_ends_and_twice_is_the_same() -> None:
    strike = Strike(1, SERVED + 10_000, SERVED + 30_000)
    for strikes in ([strike], [strike, strike]):
        found = roll_up(worked(), strikes).questions["Q1"]
        assert (found.active_seconds, found.visits) == (40, 1)


def test_coming_back_to_a_question_is_another_visit() -> None:
    events = Page().enter("Q1").work(5).enter("Q2").work(5).enter("Q1").work(5).close()
    assert seconds(events).questions["Q1"] == QuestionSeconds(
        active_ms=10_000, visits=2, people=1, page_sessions=1
    )


def test_without_javascript_the_page_gives_a_coarse_estimate() -> None:
    saves = [SERVED + 5 * MINUTE, SERVED + 65 * MINUTE, SERVED + 5 * MINUTE, SERVED - 1]
    segments = coarse_segments(SERVED, saves, "A")
    assert [segment.duration_ms for segment in segments] == [5 * MINUTE, 15 * MINUTE]
    assert {segment.kind for segment in segments} == {SegmentKind.COARSE}

    measured = measure_coarsely(FIRST_TAB, SERVED, saves, "A")
    found = roll_up(merge_measured(1, [measured]), quality={FIRST_TAB: measured.quality})
    assert found.questions == {}
    assert found.sections["A"].coarse_ms == 20 * MINUTE
    assert found.coverage.share_coarse == 1


def test_coverage_of_nothing_is_unknown_and_not_full() -> None:
    assert roll_up([]).coverage.share_with_gaps is None
    assert roll_up([]).coverage.share_coarse is None


def test_the_reading_of_least_delay_places_a_page_session() -> None:
    events = three_questions().close()
    batches = [
        batch(events[:3], received_at=SERVED + events[2].t_ms + 90_000),
        batch(events[3:9], received_at=SERVED + events[8].t_ms + 40),
        batch(events[9:], received_at=SERVED + events[-1].t_ms + 5_000),
    ]
    assert clock_of(batches) == Clock(SERVED + 40, -40)
    assert clock_of(batches, SERVED) == Clock(SERVED, 0)


# --- What a browser may say -----------------------------------------------------------------------


def sent_json() -> dict[str, object]:
    sent = batch(three_questions().close())
    return {
        "batch_id": sent.batch_id,
        "page_session_id": sent.page_session_id,
        "return_id": sent.return_id,
        "seq_from": sent.seq_from,
        "client_wall_at_load_ms": sent.client_wall_at_load_ms,
        "client_mono_now_ms": sent.client_mono_now_ms,
        "tz_offset": sent.tz_offset,
        "token": sent.token,
        "events": [event.as_json() for event in sent.events],
    }


def first_event(data: dict[str, object]) -> dict[str, object]:
    events = data["events"]
    assert isinstance(events, list)
    event = events[1]
    assert isinstance(event, dict)
    return event


def test_a_batch_is_read_as_it_was_sent() -> None:
    expected = batch(three_questions().close())
    raw = json.dumps(sent_json())
    for form in (sent_json(), raw, raw.encode()):
        assert parse_batch(form, expected.received_at_ms) == expected


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("seq", 0, "seq"),
        ("seq", True, "seq"),
        ("seq", 10**30, "seq"),
        ("t_ms", -1, "t_ms"),
        ("t_ms", 1.5, "t_ms"),
        ("t_ms", math.nan, "t_ms"),
        ("t_ms", math.inf, "t_ms"),
        ("t_ms", False, "t_ms"),
        ("t_ms", 10**12, "t_ms"),
        ("t_ms", 7 * DAY + 1, "t_ms"),
        ("t_ms", "0", "t_ms"),
        ("t_ms", 5 * DAY, "event_after_sending"),
        ("name", "keydown", "name"),
        ("name", ["beat"], "name"),
        ("name", "signed_off", "name"),
        ("question_code", "Anna Andersson", "question_code"),
        ("question_code", "x" * 129, "question_code"),
        ("question_code", "Q1\n", "question_code"),
        ("question_code", "", "question_code"),
        ("question_code", 7, "question_code"),
        ("section", None, "section"),
        ("payload", {"reason": "because it was hard"}, "payload_value"),
        ("payload", {"reason": "focus", "value": "12"}, "payload_keys"),
        ("payload", {"reason": 1}, "payload_value"),
        ("payload", [], "payload_keys"),
        ("extra", 1, "event_keys"),
    ],
)
def test_an_event_outside_the_allow_list_refuses_the_batch(
    key: str, value: object, reason: str
) -> None:
    data = sent_json()
    first_event(data)[key] = value
    with pytest.raises(BatchRefused) as refused:
        parse_batch(data, SERVED)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("batch_id", "x", "batch_id"),
        ("batch_id", "10000000-0000-4000-8000-00000000000A", "batch_id"),
        ("page_session_id", None, "page_session_id"),
        ("return_id", "7; drop", "return_id"),
        ("return_id", 7, "return_id"),
        ("seq_from", 2, "seq_from"),
        ("seq_from", True, "seq_from"),
        ("client_wall_at_load_ms", -1, "client_wall_at_load_ms"),
        ("client_wall_at_load_ms", 10**18, "client_wall_at_load_ms"),
        ("client_mono_now_ms", 10**18, "client_mono_now_ms"),
        ("client_mono_now_ms", 10.0, "client_mono_now_ms"),
        ("tz_offset", 841, "tz_offset"),
        ("token", "", "token"),
        ("token", "två ord", "token"),
        ("events", {}, "events_not_a_list"),
        ("events", [], "events_count"),
        ("events", [{}] * 501, "events_count"),
        ("events", [None], "event_keys"),
        ("user_agent", "Mozilla", "envelope_keys"),
    ],
)
def test_an_envelope_outside_the_allow_list_is_refused(
    key: str, value: object, reason: str
) -> None:
    with pytest.raises(BatchRefused) as refused:
        parse_batch(sent_json() | {key: value}, SERVED)
    assert refused.value.reason == reason


def test_a_number_used_twice_in_one_batch_is_refused() -> None:
    data = sent_json()
    first_event(data)["seq"] = 1
    with pytest.raises(BatchRefused, match="seq_repeated"):
        parse_batch(data, SERVED)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "not_json"),
        (b"\xff\xfe\xfa", "not_json"),
        (b"[" * 50_000, "not_json"),
        (b'{"seq_from": ' + b"9" * 5_000 + b"}", "not_json"),
        (b'{"t_ms": NaN}', "not_a_finite_number"),
        (b'{"a": 1, "a": 2}', "key_repeated"),
        (b"null", "envelope_keys"),
        (b"[]", "envelope_keys"),
        (b'"' + b"x" * 60_000 + b'"', "too_large"),
        ("é" * 30_001, "too_large"),
        (b'{"events": "' + b"x" * 1_000_000 + b'"}', "too_large"),
    ],
)
def test_bytes_that_are_no_batch_are_refused(raw: bytes | str, reason: str) -> None:
    with pytest.raises(BatchRefused) as refused:
        parse_batch(raw, SERVED)
    assert refused.value.reason == reason


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_garbage_is_refused_and_nothing_worse(data: object) -> None:
    with pytest.raises(BatchRefused):
        parse_batch(data, SERVED)


def test_a_full_batch_of_beats_fits_the_byte_limit() -> None:
    beats = [
        Event(n, n * 15_000, EventName.BEAT, "antal_platser_sabo", "sektion_3")
        for n in range(1, 251)
    ]
    raw = json.dumps(sent_json() | {"events": [beat.as_json() for beat in beats]})
    assert len(raw.encode()) < 60_000


def test_measured_session_names_its_page_session() -> None:
    assert measure_page_session(FIRST_TAB, []) == MeasuredSession(
        FIRST_TAB, (), describe_page_session([])
    )
