"""From measurements to a whole burden result (domain section 6, rules 0 to 9 and 11)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from surveyapp.burden.rules.attribution import (
    Attribution,
    Totals,
    attribute,
    avoidable_hours,
    freed_questions,
    freed_sections,
)
from surveyapp.burden.rules.disclosure import Suppression, suppress
from surveyapp.burden.rules.inputs import BurdenInput, Tariffs
from surveyapp.burden.rules.per_question import Flags, Floats, Seconds, combine, quantile
from surveyapp.burden.rules.result import (
    BurdenResult,
    IndicatorBurden,
    IndicatorStratum,
    Parts,
    QuestionBurden,
    SectionBurden,
    Spread,
    StratumBurden,
    TotalBurden,
    UnlinkedBurden,
)
from surveyapp.burden.rules.sampling import (
    ColumnEstimate,
    Interval,
    distinct,
    estimate_column,
    percentile_interval,
    resample_counts,
    resample_medians,
    resample_totals,
)
from surveyapp.burden.rules.strata import Strata, merge_strata, stratum_label

SECONDS_PER_HOUR = 3600.0
SECONDS_PER_MINUTE = 60.0

Activity = tuple[str, str, str]
"""Kind of work ("screen", "declared", "offscreen"), role, step."""


def estimate_burden(data: BurdenInput) -> BurdenResult:
    """Estimate the burden of a collection.

    Raises: ValueError when the input contradicts itself: two rows for one unit and question, a
    unit in two strata, more units measured than exist, a negative or endless time, a declaration
    from an unknown unit, or a role without a tariff.
    Source: domain section 6.
    """
    return _Estimation(_Table.of(data)).result()


@dataclass(frozen=True)
class _Table:
    """The input as matrices: units are rows, questions are columns, both in order of code."""

    data: BurdenInput
    units: tuple[str, ...]
    groups: tuple[str, ...]
    questions: tuple[str, ...]
    sections: tuple[str, ...]
    section_of: Mapping[str, str]
    seconds: Seconds
    overhead: Floats
    """Seconds per unit and section; NaN where not known."""
    declared_parts: Mapping[int, Mapping[tuple[str, str], Floats]]
    """Section column -> (role, step) -> that part's share of what each unit declared."""

    @classmethod
    def of(cls, data: BurdenInput) -> _Table:
        group_of: dict[str, str] = {}
        section_of: dict[str, str] = {}
        for row in data.measurements:
            if group_of.setdefault(row.unit_code, row.stratum) != row.stratum:
                raise ValueError(f"unit {row.unit_code} is in two strata")
            if section_of.setdefault(row.question_code, row.section_code) != row.section_code:
                raise ValueError(f"question {row.question_code} is in two sections")
        units = tuple(sorted(group_of))
        questions = tuple(sorted(section_of))
        sections = tuple(sorted(set(section_of.values())))
        unit_at = {code: i for i, code in enumerate(units)}
        question_at = {code: i for i, code in enumerate(questions)}
        section_at = {code: i for i, code in enumerate(sections)}

        shape = (len(units), len(questions))
        active, offscreen = np.zeros(shape), np.zeros(shape)
        has_row, asked, measured = (np.zeros(shape, dtype=bool) for _ in range(3))
        for row in data.measurements:
            place = unit_at[row.unit_code], question_at[row.question_code]
            if has_row[place]:
                raise ValueError(f"{row.unit_code} has two rows for {row.question_code}")
            has_row[place] = True
            asked[place] = row.was_asked
            measured[place] = row.is_measured
            active[place] = row.active_seconds
            offscreen[place] = row.offscreen_seconds

        stated: dict[int, dict[tuple[str, str], Floats]] = {}
        for declaration in data.declared:
            u, s = _place(declaration.unit_code, declaration.section_code, unit_at, section_at)
            if not declaration.minutes >= 0:
                raise ValueError("a time is negative or endless")
            parts = stated.setdefault(s, {})
            key = (declaration.role, declaration.step)
            column = parts.setdefault(key, np.full(len(units), np.nan))
            column[u] = np.nan_to_num(column[u]) + declaration.minutes * SECONDS_PER_MINUTE
        declared = {
            s: np.where(
                np.all([np.isnan(part) for part in parts.values()], axis=0),
                np.nan,
                np.nansum(list(parts.values()), axis=0),
            )
            for s, parts in stated.items()
        }
        overhead = np.full((len(units), len(sections)), np.nan)
        for spent in data.overhead:
            u, s = _place(spent.unit_code, spent.section_code, unit_at, section_at)
            overhead[u, s] = np.nan_to_num(overhead[u, s]) + spent.seconds
        for times in (active, offscreen, overhead, *declared.values()):
            if (times < 0).any() or np.isinf(times).any():
                raise ValueError("a time is negative or endless")
        if np.isnan(active).any() or np.isnan(offscreen).any():
            raise ValueError("a measured time is not a number")

        groups = tuple(group_of[code] for code in units)
        for code in sorted(set(groups)):
            if groups.count(code) > data.population.get(code, 0):
                raise ValueError(f"more units measured than exist in stratum {code}")
        seconds = combine(
            active=active,
            offscreen=offscreen,
            has_row=has_row,
            asked=asked,
            is_measured=measured,
            declared=declared,
            sections=[[question_at[q] for q in questions if section_of[q] == s] for s in sections],
            words=[data.words.get(q, 0) for q in questions],
            spread=data.method.outlier_spread,
            words_per_second=data.method.words_per_second,
        )
        shares = {
            s: {
                key: np.nan_to_num(part) / np.where(declared[s] > 0, declared[s], 1.0)
                for key, part in sorted(parts.items())
            }
            for s, parts in stated.items()
        }
        return cls(data, units, groups, questions, sections, section_of, seconds, overhead, shares)

    def columns_of(self, section: str) -> list[int]:
        return [i for i, q in enumerate(self.questions) if self.section_of[q] == section]


class _Estimation:
    """The steps of one estimation, each needing those before it."""

    def __init__(self, table: _Table) -> None:
        self.table = table
        self.method = table.data.method
        self.links = table.data.links
        self.population = table.data.population
        self.n_population = sum(self.population.values())
        seconds = table.seconds

        municipalities = [table.data.municipality_of.get(u, u) for u in table.units]
        self.municipalities = np.asarray(municipalities, dtype=np.str_)

        # Overhead is estimated like one more question per section, by the same rules.
        self.values = np.hstack([seconds.limited, np.nan_to_num(table.overhead)])
        self.known = np.hstack([seconds.known, ~np.isnan(table.overhead)])
        self.values = np.where(self.known, self.values, 0.0)
        self.columns: list[ColumnEstimate | None] = [
            estimate_column(
                self.values[:, column],
                self.known[:, column],
                table.groups,
                self.population,
                self.method.minimum_units,
                municipalities,
            )
            for column in range(self.values.shape[1])
        ]
        self.is_unit_measured: Flags = np.asarray(seconds.known.any(axis=1))
        self.strata = self._strata()
        self.totals = self._totals()
        at = {code: i for i, code in enumerate(table.sections)}
        self.section_index = np.array([at[table.section_of[q]] for q in table.questions], dtype=int)
        own = [self.totals.questions.get(q, 0.0) for q in table.questions]
        self.overhead_shares = self._share_of_section(np.array([own]))[0]
        self.attribution: Attribution = attribute(self.totals, self.links)
        self.activities = self._activities()
        self._resample()
        self.hidden = self._suppression()

    def result(self) -> BurdenResult:
        return BurdenResult(
            questions=tuple(self._question(i) for i in range(len(self.table.questions))),
            sections=tuple(self._section(i) for i in range(len(self.table.sections))),
            indicators=tuple(self._indicator(code) for code in self.links.indicators),
            unlinked=self._unlinked(),
            strata=self._stratum_results(),
            total=self._total(),
            totals=self.totals,
            stranded_overhead_hours=self.attribution.stranded_overhead_hours,
            method=self.method,
        )

    # Estimates ------------------------------------------------------------------------------------

    def _strata(self) -> Strata:
        codes = np.asarray(self.table.groups)
        counts = {
            code: self._municipalities(self.is_unit_measured & (codes == code))
            for code in self.population
        }
        return merge_strata(counts, self.method.minimum_units)

    def _totals(self) -> Totals:
        n = len(self.table.questions)
        return Totals(
            questions={
                code: estimate.total / SECONDS_PER_HOUR
                for code, estimate in zip(self.table.questions, self.columns, strict=False)
                if estimate is not None
            },
            sections=dict(self.table.section_of),
            overhead={
                code: estimate.total / SECONDS_PER_HOUR
                for code, estimate in zip(self.table.sections, self.columns[n:], strict=True)
                if estimate is not None
            },
        )

    def _activities(self) -> tuple[dict[Activity, int], Floats]:
        """Split the hours of every column by kind of work, role and step.

        Every measured unit stands for N(h)/n(h) units, so the parts sum to the totals.
        """
        seconds, table = self.table.seconds, self.table
        weight = np.zeros_like(self.values)
        codes = np.asarray(table.groups)
        for column, estimate in enumerate(self.columns):
            for stratum in estimate.strata if estimate else ():
                rows = self.known[:, column] & np.isin(codes, stratum)
                if rows.any():
                    size = sum(self.population[code] for code in stratum)
                    weight[rows, column] = size / rows.sum()
        keys = {
            ("screen", self.method.screen_role, ""),
            ("offscreen", self.method.screen_role, ""),
            *(("declared", *key) for parts in table.declared_parts.values() for key in parts),
        }
        place = {key: i for i, key in enumerate(sorted(keys))}
        hours = np.zeros((self.values.shape[1], len(place)))
        n = len(table.questions)
        asked_weight = weight[:, :n] / SECONDS_PER_HOUR
        screen = place["screen", self.method.screen_role, ""]
        hours[:n, screen] = (asked_weight * seconds.screen).sum(axis=0)
        hours[n:, screen] = (weight[:, n:] * self.values[:, n:]).sum(axis=0) / SECONDS_PER_HOUR
        offscreen = place["offscreen", self.method.screen_role, ""]
        hours[:n, offscreen] = (asked_weight * seconds.offscreen).sum(axis=0)
        for index, parts in table.declared_parts.items():
            columns = table.columns_of(table.sections[index])
            stated = asked_weight[:, columns] * seconds.declared[:, columns]
            for key, share in parts.items():
                hours[columns, place["declared", *key]] = share @ stated
        return place, hours

    def _share_of_section(self, hours: Floats) -> Floats:
        """Return every question's share of its section's hours, row by row (domain rule 4)."""
        n = len(self.table.questions)
        in_section = np.zeros((n, len(self.table.sections)))
        in_section[np.arange(n), self.section_index] = 1.0
        timed = np.array([q in self.totals.questions for q in self.table.questions], dtype=float)
        equal = timed / np.maximum(timed @ in_section, 1.0)[self.section_index]
        whole = (hours @ in_section)[:, self.section_index]
        start = np.broadcast_to(equal, whole.shape).copy()
        share: Floats = np.divide(hours, whole, out=start, where=whole > 0)
        return share

    # Intervals ------------------------------------------------------------------------------------

    def _resample(self) -> None:
        table, method = self.table, self.method
        n = len(table.questions)
        self.counts = resample_counts(table.groups, self.strata, method.resamples, method.seed)
        drawn = resample_totals(
            self.counts, self.values, self.known, table.groups, self.population, self.columns
        )
        drawn /= SECONDS_PER_HOUR
        self.drawn_questions, self.drawn_overhead = drawn[:, :n], drawn[:, n:]
        share = self._share_of_section(self.drawn_questions)
        self.drawn_with_overhead = (
            self.drawn_questions + self.drawn_overhead[:, self.section_index] * share
        )

    def _interval(self, drawn: Floats, columns: Sequence[int]) -> Interval | None:
        """Return the interval of a sum of columns; None where one of them has no known error."""
        used = [self.columns[i] for i in columns]
        if not any(used) or any(e is not None and e.error is None for e in used):
            return None
        return percentile_interval(drawn, self.method.level)

    # Disclosure -----------------------------------------------------------------------------------

    def _municipalities(self, rows: Flags) -> int:
        return distinct(self.municipalities, rows)

    def _suppression(self) -> Suppression:
        table = self.table
        asked = table.seconds.asked
        counts = {q: self._municipalities(asked[:, i]) for i, q in enumerate(table.questions)}
        rows: dict[str, dict[str, float]] = {"whole": dict.fromkeys(table.questions, 1.0)}
        for section in table.sections:
            inside = [q for q in table.questions if table.section_of[q] == section]
            rows[f"section:{section}"] = dict.fromkeys(inside, 1.0)
        others: dict[str, dict[str, float]] = {}
        for code in self.links.indicators:
            others[f"attributed:{code}"] = {
                q: float(self.links.shares[q][code])
                for q in self.links.questions_of(code)
                if q in counts
            }
            freed = freed_questions(self.links, (code,))
            others[f"avoidable:{code}"] = {q: 1.0 for q in freed if q in counts}
        others["unlinked"] = {q: 1.0 for q in table.questions if q not in self.links.shares}
        return suppress(counts, rows, others, self.method.minimum_units)

    # Parts of the result --------------------------------------------------------------------------

    def _parts(self, weights: Floats) -> Parts:
        """Sum the activities of the columns, each with its weight."""
        place, hours = self.activities
        by_activity = {key: float(weights @ hours[:, i]) for key, i in place.items()}

        def total(kind: str) -> float:
            return math.fsum(h for key, h in by_activity.items() if key[0] == kind)

        roles: dict[str, float] = {}
        steps: dict[str, float] = {}
        for (kind, role, step), own in by_activity.items():
            if own:
                roles[role] = roles.get(role, 0.0) + own
            if own and kind == "declared":
                steps[step] = steps.get(step, 0.0) + own
        return Parts(
            total("screen"),
            total("declared"),
            total("offscreen"),
            dict(sorted(roles.items())),
            dict(sorted(steps.items())),
        )

    def _weights(self, questions: Mapping[str, float]) -> Floats:
        """Return the weight of every column for a weighted sum of questions with their overhead."""
        n = len(self.table.questions)
        weights = np.zeros(self.values.shape[1])
        for i, code in enumerate(self.table.questions):
            share = questions.get(code, 0.0)
            weights[i] = share
            weights[n + self.section_index[i]] += share * self.overhead_shares[i]
        return weights

    def _imputed_share(self, weights: Floats) -> float:
        total = imputed = 0.0
        for weight, estimate in zip(weights, self.columns, strict=True):
            if estimate is not None:
                total += weight * estimate.total
                imputed += weight * estimate.imputed
        return float(imputed / total) if total else 0.0

    def _question(self, column: int) -> QuestionBurden:
        table, seconds = self.table, self.table.seconds
        code = table.questions[column]
        section = table.section_of[code]
        estimate = self.columns[column]
        asked = seconds.asked[:, column]
        n_measured = int(seconds.known[:, column].sum())
        times = seconds.limited[asked, column]
        weights = np.zeros(self.values.shape[1])
        weights[column] = 1.0
        rule = seconds.rules[column]
        median_interval = None
        if times.size > 1 or (times.size and n_measured == self.n_population):
            medians = resample_medians(self.counts[:, asked], times, n_measured, self.n_population)
            median_interval = percentile_interval(medians / SECONDS_PER_MINUTE, self.method.level)
        return QuestionBurden(
            code=code,
            section_code=section,
            indicator_codes=tuple(self.links.shares.get(code, {})),
            n_measured=n_measured,
            n_asked=int(asked.sum()),
            n_municipalities=self._municipalities(asked),
            population=self.n_population,
            minutes=_spread(times),
            median_interval=median_interval,
            total_hours=self.totals.questions.get(code),
            measured_hours=estimate.measured / SECONDS_PER_HOUR if estimate else 0.0,
            interval=self._interval(self.drawn_questions[:, column], [column]),
            standard_error_hours=(
                estimate.error / SECONDS_PER_HOUR
                if estimate is not None and estimate.error is not None
                else None
            ),
            imputed_share=self._imputed_share(weights),
            overhead_hours=self.totals.overhead.get(section, 0.0) * self.overhead_shares[column],
            parts=self._parts(weights),
            n_outliers_high=rule.n_high,
            n_outliers_low=rule.n_low,
            n_beyond_two_deviations=rule.n_beyond_two_deviations,
            strata=tuple(stratum_label(s) for s in estimate.strata) if estimate else (),
            is_hidden=code in self.hidden.cells,
        )

    def _section(self, index: int) -> SectionBurden:
        table = self.table
        code = table.sections[index]
        columns = table.columns_of(code)
        overhead_column = len(table.questions) + index
        weights = np.zeros(self.values.shape[1])
        weights[[*columns, overhead_column]] = 1.0
        overhead = self.totals.overhead.get(code, 0.0)
        own = [self.totals.questions.get(table.questions[i], 0.0) for i in columns]
        drawn = self.drawn_questions[:, columns].sum(axis=1) + self.drawn_overhead[:, index]
        return SectionBurden(
            code=code,
            question_codes=tuple(table.questions[i] for i in columns),
            n_measured=int(table.seconds.known[:, columns].any(axis=1).sum()),
            hours=math.fsum([*own, overhead]),
            overhead_hours=overhead,
            interval=self._interval(drawn, [*columns, overhead_column]),
            parts=self._parts(weights),
            is_hidden=f"section:{code}" in self.hidden.sums,
        )

    def _indicator(self, code: str) -> IndicatorBurden:
        table = self.table
        questions = self.links.questions_of(code)
        shares = {q: float(self.links.shares[q][code]) for q in questions}
        weights = self._weights(shares)
        n = len(table.questions)
        columns = [i for i, q in enumerate(table.questions) if q in shares]
        freed = freed_questions(self.links, (code,))
        gone = freed_sections(self.totals, freed)
        freed_columns = [i for i, q in enumerate(table.questions) if q in freed]
        gone_columns = [n + i for i, s in enumerate(table.sections) if s in gone]
        used = [*columns, *sorted({n + int(self.section_index[i]) for i in columns})]
        drawn_saved = self.drawn_questions[:, freed_columns].sum(axis=1)
        drawn_saved += self.drawn_overhead[:, [c - n for c in gone_columns]].sum(axis=1)
        avoidable_weights = np.zeros(self.values.shape[1])
        avoidable_weights[[*freed_columns, *gone_columns]] = 1.0

        asked = table.seconds.asked[:, columns].any(axis=1)
        complete: Flags = np.asarray(table.seconds.known[:, columns].all(axis=1) & asked)
        minutes = table.seconds.limited[complete] @ weights[:n]
        is_typical_known = self._municipalities(complete) >= self.method.minimum_units
        parts = self._parts(weights)
        costs = _costs(parts, table.data.tariffs)
        avoidable = avoidable_hours(self.totals, self.links, (code,))
        return IndicatorBurden(
            code=code,
            question_codes=questions,
            shared_question_codes=tuple(q for q in questions if len(self.links.shares[q]) > 1),
            unmeasured_question_codes=tuple(q for q in questions if q not in self.totals.questions),
            n_measured=int(complete.sum()),
            minutes=_spread(minutes) if is_typical_known else None,
            attributed_hours=self.attribution.indicators[code].hours,
            avoidable_hours=avoidable,
            overhead_hours=self.attribution.indicators[code].overhead_hours,
            attributed_interval=self._interval(self.drawn_with_overhead @ weights[:n], used),
            avoidable_interval=self._interval(drawn_saved, [*freed_columns, *gone_columns]),
            imputed_share=self._imputed_share(weights),
            parts=parts,
            cost_kronor=math.fsum(costs.values()),
            cost_by_role_kronor=costs,
            avoidable_cost_kronor=math.fsum(
                _costs(self._parts(avoidable_weights), table.data.tariffs).values()
            ),
            strata=self._indicator_strata(weights, columns),
            is_hidden=f"attributed:{code}" in self.hidden.sums,
            is_avoidable_hidden=f"avoidable:{code}" in self.hidden.sums,
        )

    def _indicator_strata(
        self, weights: Floats, columns: Sequence[int]
    ) -> tuple[IndicatorStratum, ...]:
        codes = np.asarray(self.table.groups)
        asked = self.table.seconds.asked[:, list(columns)].any(axis=1)
        rows = {stratum_label(s): asked & np.isin(codes, s) for s in self.strata}
        counts = {label: self._municipalities(mask) for label, mask in rows.items()}
        hidden = suppress(
            counts, {"all": dict.fromkeys(counts, 1.0)}, minimum=self.method.minimum_units
        )
        return tuple(
            IndicatorStratum(
                label=stratum_label(stratum),
                population=sum(self.population[code] for code in stratum),
                n_measured=int(rows[stratum_label(stratum)].sum()),
                n_municipalities=counts[stratum_label(stratum)],
                hours=self._stratum_hours(stratum, weights),
                is_hidden=stratum_label(stratum) in hidden.cells,
            )
            for stratum in self.strata
        )

    def _stratum_hours(self, stratum: Sequence[str], weights: Floats) -> float:
        return math.fsum(
            float(weight) * estimate.group_totals[code] / SECONDS_PER_HOUR
            for weight, estimate in zip(weights, self.columns, strict=True)
            if estimate is not None and weight
            for code in stratum
        )

    def _unlinked(self) -> UnlinkedBurden:
        codes = tuple(q for q in self.table.questions if q not in self.links.shares)
        parts = self._parts(self._weights(dict.fromkeys(codes, 1.0)))
        return UnlinkedBurden(
            question_codes=codes,
            hours=self.attribution.unlinked.hours,
            overhead_hours=self.attribution.unlinked.overhead_hours,
            cost_kronor=math.fsum(_costs(parts, self.table.data.tariffs).values()),
            is_hidden="unlinked" in self.hidden.sums,
        )

    def _stratum_results(self) -> tuple[StratumBurden, ...]:
        codes = np.asarray(self.table.groups)
        filled = self.values.copy()
        for column, estimate in enumerate(self.columns):
            if estimate is not None:
                means = np.array([estimate.group_means[code] for code in self.table.groups])
                missing = ~self.known[:, column]
                filled[missing, column] = means[missing]
        per_unit = filled.sum(axis=1)
        ones = np.ones(self.values.shape[1])
        found = []
        for stratum in self.strata:
            rows = self.is_unit_measured & np.isin(codes, stratum)
            found.append(
                StratumBurden(
                    label=stratum_label(stratum),
                    codes=stratum,
                    population=sum(self.population[code] for code in stratum),
                    n_measured=int(rows.sum()),
                    hours=self._stratum_hours(stratum, ones),
                    minutes=_spread(per_unit[rows]),
                    # Groups too small are merged, so this bites only when all are too few.
                    is_hidden=0 < self._municipalities(rows) < self.method.minimum_units,
                )
            )
        return tuple(found)

    def _total(self) -> TotalBurden:
        ones = np.ones(self.values.shape[1])
        parts = self._parts(ones)
        costs = _costs(parts, self.table.data.tariffs)
        drawn = self.drawn_questions.sum(axis=1) + self.drawn_overhead.sum(axis=1)
        measured = [estimate.measured for estimate in self.columns if estimate is not None]
        return TotalBurden(
            hours=self.totals.whole,
            hours_without_imputation=math.fsum(measured) / SECONDS_PER_HOUR,
            interval=self._interval(drawn, range(len(self.columns))),
            overhead_hours=math.fsum(self.totals.overhead.values()),
            imputed_share=self._imputed_share(ones),
            parts=parts,
            cost_kronor=math.fsum(costs.values()),
            cost_by_role_kronor=costs,
            n_measured=int(self.is_unit_measured.sum()),
            population=self.n_population,
            is_hidden="whole" in self.hidden.sums,
        )


def _place(
    unit: str, section: str, unit_at: Mapping[str, int], section_at: Mapping[str, int]
) -> tuple[int, int]:
    if unit not in unit_at or section not in section_at:
        raise ValueError(f"{unit} stated time for {section}, which it has no questions of")
    return unit_at[unit], section_at[section]


def _spread(seconds: Floats) -> Spread | None:
    if seconds.size == 0:
        return None
    q1, median, q3 = (quantile(seconds, share) / SECONDS_PER_MINUTE for share in (0.25, 0.5, 0.75))
    return Spread(median, q1, q3)


def _costs(parts: Parts, tariffs: Tariffs) -> dict[str, float]:
    """Return kronor per role. Source: domain rule 5, cost = sum over roles of hours x c(r)."""
    missing = sorted(set(parts.role_hours) - set(tariffs))
    if missing:
        # A cost of nothing would look like work that is free.
        raise ValueError(f"no tariff for {', '.join(missing)}")
    return {role: own * tariffs[role].hourly_kronor for role, own in parts.role_hours.items()}
