"""A whole estimation: what goes in comes out, once, where it belongs."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.burden.rules import (
    BurdenInput,
    BurdenResult,
    DeclaredSection,
    Link,
    Links,
    Method,
    QuestionMeasurement,
    SectionOverhead,
    Tariff,
    avoidable_hours,
    estimate_burden,
)

OFFICER = Tariff("officer", 40_000, 160, 0.40, 0.25, 2026, "exempel")
HEAD = Tariff("head", 64_000, 160, 0.40, 0.25, 2026, "exempel")
TARIFFS = {"officer": OFFICER, "head": HEAD}
FAST = Method(resamples=200)


def row(
    unit: str,
    question: str,
    active: float = 60,
    *,
    off: float = 0,
    stratum: str = "B3",
    section: str = "S1",
    asked: bool = True,
    measured: bool = True,
) -> QuestionMeasurement:
    return QuestionMeasurement(unit, stratum, question, section, active, off, asked, measured)


def estimate(
    measurements: Sequence[QuestionMeasurement],
    population: dict[str, int] | None = None,
    declared: Sequence[DeclaredSection] = (),
    overhead: Sequence[SectionOverhead] = (),
    links: Sequence[Link] = (),
    words: dict[str, int] | None = None,
    method: Method = FAST,
    municipality_of: dict[str, str] | None = None,
) -> BurdenResult:
    if population is None:
        groups = {m.unit_code: m.stratum for m in measurements}.values()
        population = {code: list(groups).count(code) for code in groups}
    return estimate_burden(
        BurdenInput(
            tuple(measurements),
            population,
            tuple(declared),
            tuple(overhead),
            Links.of(links),
            TARIFFS,
            words or {},
            method,
            municipality_of or {},
        )
    )


def made_up(
    n_units: int, n_questions: int, seed: int, n_sections: int = 3, n_indicators: int = 4
) -> BurdenInput:
    """A collection with everything that happens: hidden, struck, declared, missing, shared."""
    rng = np.random.default_rng(seed)
    n_sections = min(n_sections, n_questions)
    groups = ["A1", "A2", "B3", "B4", "B5", "C6", "C7", "C8", "C9"]
    units = [(f"{i:04d}", groups[i % 9]) for i in range(n_units)]
    measurements: list[QuestionMeasurement] = []
    declared: list[DeclaredSection] = []
    overhead: list[SectionOverhead] = []
    for unit, group in units:
        measurements += [
            QuestionMeasurement(
                unit,
                group,
                f"q{q:03d}",
                f"s{q % n_sections}",
                float(rng.lognormal(4, 1)),
                float(rng.lognormal(3, 1)),
                bool(rng.random() < 0.9),
                bool(rng.random() < 0.85),
            )
            for q in range(n_questions)
        ]
        for s in range(n_sections):
            if rng.random() < 0.6:
                minutes = float(rng.integers(0, 90))
                step, role = ("find", "officer") if rng.random() < 0.5 else ("decide", "head")
                declared.append(DeclaredSection(unit, f"s{s}", minutes, role, step))
            if rng.random() < 0.8:
                overhead.append(SectionOverhead(unit, f"s{s}", float(rng.lognormal(4, 1))))
    links: list[Link] = []
    for q in range(n_questions):
        chosen = rng.choice(n_indicators, size=int(rng.integers(0, 3)), replace=False)
        links += [Link(f"q{q:03d}", f"k{k}", float(rng.integers(1, 4))) for k in sorted(chosen)]
    population = {code: [g for _, g in units].count(code) + 2 for code in groups}
    return BurdenInput(
        tuple(measurements),
        population,
        tuple(declared),
        tuple(overhead),
        Links.of(links),
        TARIFFS,
        {f"q{q:03d}": 20 for q in range(n_questions)},
        FAST,
    )


# One question --------------------------------------------------------------------------------------


def test_minutes_are_typical_and_hours_are_for_everyone() -> None:
    result = estimate([row(f"m{i}", "q", 60 * (i + 1)) for i in range(5)], {"B3": 10})
    (question,) = result.questions
    assert question.minutes is not None
    assert (question.minutes.q1, question.minutes.median, question.minutes.q3) == (2, 3, 4)
    assert question.total_hours == pytest.approx(10 * 3 / 60)
    assert question.measured_hours == pytest.approx(15 / 60)
    assert question.imputed_share == pytest.approx(0.5)
    assert (question.n_measured, question.n_asked, question.population) == (5, 5, 10)


def test_the_total_is_not_the_median_times_the_number_of_units() -> None:
    times = [10.0] * 9 + [100.0, 300.0, 600.0]
    (question,) = estimate([row(f"m{i:02d}", "q", t) for i, t in enumerate(times)]).questions
    assert question.minutes is not None
    assert question.total_hours is not None
    assert question.total_hours * 60 > question.minutes.median * 12


def test_a_hidden_question_is_a_true_zero_that_counts() -> None:
    asked = [row(f"m{i}", "q", 60) for i in range(5)]
    hidden = [row(f"n{i}", "q", 999, asked=False, measured=False) for i in range(5)]
    (question,) = estimate(asked + hidden).questions
    assert question.total_hours == pytest.approx(5 / 60)
    assert question.minutes is not None
    assert question.minutes.median == 1
    assert (question.n_measured, question.asked_share) == (10, 0.5)
    assert question.imputed_share == 0


def test_a_unit_without_a_time_is_imputed_and_never_zero() -> None:
    rows = [row(f"m{i}", "q", 60) for i in range(5)]
    (question,) = estimate([*rows, row("x", "q", 0, measured=False)]).questions
    assert question.total_hours == pytest.approx(6 / 60)
    assert question.imputed_share == pytest.approx(1 / 6)


def test_a_question_nobody_was_timed_on_is_unknown() -> None:
    rows = [row(f"m{i}", "q", measured=False) for i in range(6)]
    result = estimate(rows, links=[Link("q", "k")])
    assert result.questions[0].total_hours is None
    assert result.questions[0].interval is None
    assert result.indicators[0].unmeasured_question_codes == ("q",)


# Preparation --------------------------------------------------------------------------------------


def test_stated_preparation_replaces_the_measured_lower_bound() -> None:
    rows = [row(f"m{i}", q, t, off=600) for i in range(5) for q, t in (("a", 30), ("b", 90))]
    declared = [DeclaredSection(unit, "S1", 20, "head", "decide") for unit in ("m0", "m1")]
    result = estimate(rows, declared=declared)
    a, b = result.questions
    # 20 minutes in proportion to 30 and 90 seconds: 5 and 15; the other three keep 10 each.
    assert a.parts.declared_hours == pytest.approx(2 * 5 / 60)
    assert b.parts.declared_hours == pytest.approx(2 * 15 / 60)
    assert a.parts.offscreen_hours == b.parts.offscreen_hours == pytest.approx(3 * 10 / 60)
    assert b.parts.step_hours == {"decide": pytest.approx(2 * 15 / 60)}
    assert b.parts.role_hours["head"] == pytest.approx(2 * 15 / 60)


def test_nothing_stated_is_not_the_same_as_zero_stated() -> None:
    rows = [row(f"m{i}", "a", 60, off=300) for i in range(5)]
    nothing = estimate(rows).questions[0]
    zero = estimate(rows, declared=[DeclaredSection(f"m{i}", "S1", 0, "head") for i in range(5)])
    assert nothing.parts.offscreen_hours == pytest.approx(25 / 60)
    assert zero.questions[0].parts.outside_hours == 0


def test_what_a_struck_question_would_have_had_is_not_moved_to_the_others() -> None:
    rows = [row(f"m{i}", q, 60) for i in range(6) for q in ("a", "b")]
    rows = [
        dataclasses.replace(r, is_measured=False)
        if r.unit_code == "m0" and r.question_code == "b"
        else r
        for r in rows
    ]
    declared = [DeclaredSection(f"m{i}", "S1", 20, "officer") for i in range(6)]
    a, b = estimate(rows, declared=declared).questions
    assert a.total_hours == pytest.approx(6 * 11 / 60)
    assert b.total_hours == pytest.approx(6 * 11 / 60)


# Attribution and cost -----------------------------------------------------------------------------


def test_overhead_follows_time_and_is_saved_only_with_the_whole_section() -> None:
    rows = [row(f"m{i}", q, t) for i in range(5) for q, t in (("a", 180), ("b", 60))]
    overhead = [SectionOverhead(f"m{i}", "S1", 240) for i in range(5)]
    result = estimate(rows, overhead=overhead, links=[Link("a", "k1"), Link("b", "k2")])
    first, second = result.indicators
    assert first.overhead_hours == pytest.approx(5 * 3 / 60)
    assert first.attributed_hours == pytest.approx(5 * 6 / 60)
    assert first.avoidable_hours == pytest.approx(5 * 3 / 60)
    both = avoidable_hours(
        result.totals, Links.of([Link("a", "k1"), Link("b", "k2")]), ("k1", "k2")
    )
    assert both == pytest.approx(result.total.hours)
    assert both > first.avoidable_hours + second.avoidable_hours


def test_cost_is_hours_by_role_times_tariff() -> None:
    rows = [row(f"m{i}", "a", 3600) for i in range(5)]
    declared = [DeclaredSection(f"m{i}", "S1", 60, "head") for i in range(5)]
    result = estimate(rows, declared=declared, links=[Link("a", "k")])
    costs = result.indicators[0].cost_by_role_kronor
    assert costs == {"officer": pytest.approx(5 * 437.5), "head": pytest.approx(5 * 700)}
    assert result.indicators[0].cost_kronor == pytest.approx(result.total.cost_kronor)
    assert result.indicators[0].avoidable_cost_kronor == pytest.approx(result.total.cost_kronor)


def test_a_role_without_a_tariff_is_refused_not_free() -> None:
    with pytest.raises(ValueError, match="no tariff for controller"):
        estimate([row("m", "a")], declared=[DeclaredSection("m", "S1", 5, "controller")])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(6, 30), st.integers(1, 12))
def test_every_split_sums_to_the_whole(seed: int, n_units: int, n_questions: int) -> None:
    data = made_up(n_units, n_questions, seed)
    result = estimate_burden(data)
    total = result.total
    attributed = [i.attributed_hours for i in result.indicators]
    split = math.fsum([*attributed, result.unlinked.hours, result.stranded_overhead_hours])
    assert split == pytest.approx(total.hours, abs=1e-9)
    parts = total.parts
    assert parts.screen_hours + parts.outside_hours == pytest.approx(total.hours, abs=1e-9)
    assert math.fsum(parts.role_hours.values()) == pytest.approx(total.hours, abs=1e-9)
    assert math.fsum(parts.step_hours.values()) == pytest.approx(parts.declared_hours, abs=1e-9)
    assert math.fsum(s.hours for s in result.sections) == pytest.approx(total.hours, abs=1e-9)
    assert math.fsum(s.hours for s in result.strata) == pytest.approx(total.hours, abs=1e-9)
    imputed = total.hours * (1 - total.imputed_share)
    assert imputed == pytest.approx(total.hours_without_imputation, abs=1e-9)
    for indicator in result.indicators:
        own = indicator.parts
        assert indicator.avoidable_hours <= indicator.attributed_hours
        assert math.fsum(own.role_hours.values()) == pytest.approx(indicator.attributed_hours)
        by_group = math.fsum(s.hours for s in indicator.strata)
        assert by_group == pytest.approx(indicator.attributed_hours)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sets(st.sampled_from(["k0", "k1", "k2", "k3"])))
def test_dropping_together_saves_at_least_what_dropping_apart_does(
    seed: int, chosen: set[str]
) -> None:
    data = made_up(12, 8, seed)
    result = estimate_burden(data)
    apart = math.fsum(i.avoidable_hours for i in result.indicators if i.code in chosen)
    together = avoidable_hours(result.totals, data.links, chosen)
    assert together >= apart - 1e-9
    assert (
        together
        <= math.fsum(i.attributed_hours for i in result.indicators if i.code in chosen) + 1e-9
    )


# Intervals ----------------------------------------------------------------------------------------


def test_a_complete_count_has_no_interval_width() -> None:
    rows = [row(f"m{i:02d}", "q", 10 * (i + 1)) for i in range(20)]
    (question,) = estimate(rows, {"B3": 20}).questions
    assert question.standard_error_hours == 0
    assert question.interval is not None
    assert question.interval.low == pytest.approx(question.interval.high)
    assert question.median_interval is not None
    assert question.median_interval.low == pytest.approx(question.median_interval.high)
    (sample,) = estimate(rows, {"B3": 290}).questions
    assert sample.interval is not None
    assert sample.interval.low < sample.total_hours < sample.interval.high  # type: ignore[operator]


def test_one_value_of_many_has_no_interval_at_all() -> None:
    (question,) = estimate([row("m", "q")], {"B3": 10}).questions
    assert question.interval is None
    assert question.standard_error_hours is None


def test_the_same_data_in_another_order_give_the_same_result() -> None:
    data = made_up(20, 6, 1)
    turned = dataclasses.replace(data, measurements=data.measurements[::-1])
    assert estimate_burden(turned) == estimate_burden(data)


# Disclosure ---------------------------------------------------------------------------------------


def test_a_question_asked_of_four_is_hidden_and_so_is_a_second() -> None:
    rows = [row(f"m{i}", q, 60) for i in range(8) for q in ("a", "b", "c")]
    rows = [
        dataclasses.replace(r, was_asked=r.question_code != "a" or r.unit_code < "m4") for r in rows
    ]
    result = estimate(rows, links=[Link("a", "k1"), Link("b", "k2"), Link("c", "k2")])
    assert [q.is_hidden for q in result.questions] == [True, True, False]
    assert not result.total.is_hidden
    first, second = result.indicators
    # k1 is the hidden question itself; k2 with the section's total would give it away.
    assert first.is_hidden
    assert second.is_hidden


def test_four_municipalities_give_no_published_number() -> None:
    result = estimate([row(f"m{i}", "a") for i in range(4)], {"B3": 20}, links=[Link("a", "k")])
    assert result.total.is_hidden
    assert result.questions[0].is_hidden
    assert result.sections[0].is_hidden
    assert result.strata[0].is_hidden
    assert result.indicators[0].is_hidden
    assert result.indicators[0].minutes is None


# Input that contradicts itself --------------------------------------------------------------------


def test_contradictions_are_refused() -> None:
    with pytest.raises(ValueError, match="two rows"):
        estimate([row("m", "q"), row("m", "q")])
    with pytest.raises(ValueError, match="two strata"):
        estimate([row("m", "q"), row("m", "r", stratum="A1")])
    with pytest.raises(ValueError, match="two sections"):
        estimate([row("m", "q"), row("n", "q", section="S2")])
    with pytest.raises(ValueError, match="more units measured"):
        estimate([row("m", "q"), row("n", "q")], {"B3": 1})
    with pytest.raises(ValueError, match="negative"):
        estimate([row("m", "q", -1)])
    with pytest.raises(ValueError, match="not a number"):
        estimate([row("m", "q", float("nan"))])
    with pytest.raises(ValueError, match="negative"):
        estimate([row("m", "q")], declared=[DeclaredSection("m", "S1", float("nan"), "head")])
    with pytest.raises(ValueError, match="no questions of"):
        estimate([row("m", "q")], declared=[DeclaredSection("n", "S1", 5, "head")])


def test_nothing_at_all_is_an_empty_result() -> None:
    result = estimate([], {"A1": 3})
    assert result.total.hours == 0
    assert result.total.population == 3
    assert result.questions == ()


@pytest.mark.bench
def test_a_whole_year_prints_its_time(capsys: pytest.CaptureFixture[str]) -> None:
    data = dataclasses.replace(made_up(290, 120, 7, 8, 40), method=Method())
    start = time.process_time()
    result = estimate_burden(data)
    with capsys.disabled():
        print(f"\n290 x 120, 1000 resamples: {time.process_time() - start:.2f} s CPU")
    assert len(result.questions) == 120


def of_one_city(*units: str) -> dict[str, str]:
    return dict.fromkeys(units, "city")


def test_five_districts_of_one_city_are_one_municipality() -> None:
    units = [f"u{i}" for i in range(5)]
    rows = [row(unit, "q") for unit in units]
    assert not estimate(rows).questions[0].is_hidden
    result = estimate(rows, municipality_of=of_one_city(*units))
    (question,) = result.questions
    assert question.is_hidden
    assert (question.n_asked, question.n_municipalities) == (5, 1)
    assert result.total.is_hidden
    assert result.strata[0].is_hidden


def test_a_city_and_its_districts_are_counted_once() -> None:
    units = ["city", "d1", "d2", "m1", "m2", "m3"]
    rows = [row(unit, "q") for unit in units]
    four = estimate(rows, municipality_of=of_one_city("d1", "d2"))
    assert four.questions[0].n_municipalities == 4
    assert four.questions[0].is_hidden
    five = estimate([*rows, row("m4", "q")], municipality_of=of_one_city("d1", "d2"))
    assert not five.questions[0].is_hidden
    assert five.total.hours == pytest.approx(7 / 60), "every unit's time still counts"


def test_a_group_of_one_citys_districts_is_merged_with_another() -> None:
    city = [f"d{i}" for i in range(6)]
    others = [f"m{i}" for i in range(6)]
    rows = [row(unit, "q", stratum="A1") for unit in city]
    rows += [row(unit, "q", stratum="A2") for unit in others]
    assert [s.label for s in estimate(rows).strata] == ["A1", "A2"]
    merged = estimate(rows, municipality_of=of_one_city(*city))
    assert [s.label for s in merged.strata] == ["A1+A2"]
    assert merged.strata[0].n_measured == 12


def test_a_typical_time_needs_five_municipalities_too() -> None:
    units = [f"d{i}" for i in range(5)]
    everyone = [row(unit, "q") for unit in [*units, *(f"m{i}" for i in range(5))]]
    few = [row(unit, "r") for unit in units]
    links = [Link("q", "k"), Link("r", "k"), Link("r", "other")]
    assert estimate(everyone + few, links=links).indicators[0].minutes is not None
    found = estimate(everyone + few, links=links, municipality_of=of_one_city(*units))
    assert found.questions[1].is_hidden
    assert found.indicators[0].is_hidden
    assert found.indicators[1].is_hidden
