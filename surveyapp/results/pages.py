"""What the pages of results show: rows and pictures made ready, so that templates only print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from surveyapp.core import charts, svenska
from surveyapp.core.i18n import Texts, pick
from surveyapp.core.i18n import gettext as _
from surveyapp.registry.models import Indicator, Unit
from surveyapp.results import wording
from surveyapp.results.rules import LEAST_IN_GROUP, Position, Standing, position
from surveyapp.results.service import IndicatorResult, RoundResults

PANELS = 9
"""Small charts per area, at most; the table has all."""


@dataclass(frozen=True)
class OwnRow:
    """One indicator on a municipality's page. Values are unrounded, texts as shown."""

    code: str
    name: Texts
    area: str
    direction: str
    own: float | None
    own_text: str
    group: float | None
    group_text: str
    group_n: int
    nation: float | None
    nation_text: str
    nation_n: int
    last_year: float | None
    last_year_text: str
    place: Position
    place_text: str
    change_text: str
    is_share: bool
    is_yes_or_no: bool


def own_rows(
    unit: Unit,
    indicators: Sequence[Indicator],
    now: RoundResults,
    before: RoundResults | None,
) -> list[OwnRow]:
    """Return the rows of a municipality's page, in the order of the indicators."""
    return [
        _own_row(
            unit,
            indicator,
            now.indicators[indicator.code],
            before.indicators.get(indicator.code) if before else None,
        )
        for indicator in indicators
        if indicator.code in now.indicators and not now.indicators[indicator.code].problem
    ]


def _own_row(
    unit: Unit, indicator: Indicator, result: IndicatorResult, before: IndicatorResult | None
) -> OwnRow:
    mine = result.values.get(unit.id)
    earlier = before.values.get(unit.id) if before and not before.problem else None
    group = result.groups.get(unit.skr_group_code)
    nation = result.nation if result.nation and result.nation.n >= LEAST_IN_GROUP else None
    own = mine.value if mine else None
    group_value = group.summary.value if group and group.summary else None
    share = result.is_share
    yes_or_no = result.formula_kind == "yes_share"
    place = position(own, group_value, indicator.direction, share=share)
    place_text = _beside_answers(own, group_value) if yes_or_no else wording.beside_group(place)
    few = _("Färre än fem")
    last_year = earlier.value if earlier else None
    return OwnRow(
        code=indicator.code,
        name=indicator.name,
        area=indicator.area,
        direction=wording.direction(indicator.direction),
        own=own,
        own_text=wording.own_value(mine, formula_kind=result.formula_kind, share=share),
        group=group_value,
        group_text=wording.figure(group_value, share=share) if group_value is not None else few,
        group_n=group.n if group else 0,
        nation=nation.value if nation else None,
        nation_text=wording.figure(nation.value, share=share) if nation else few,
        nation_n=nation.n if nation else 0,
        last_year=last_year,
        last_year_text=wording.own_value(earlier, formula_kind=result.formula_kind, share=share)
        if earlier
        else svenska.MISSING,
        place=Position.UNKNOWN if yes_or_no else place,
        place_text=place_text,
        change_text=wording.beside_last_year(
            position(own, last_year, indicator.direction, share=share)
        ),
        is_share=share,
        is_yes_or_no=yes_or_no,
    )


def _beside_answers(own: float | None, group: float | None) -> str:
    """Say how many in the group answer as the municipality does."""
    if own is None or group is None or own not in (0.0, 1.0):
        return svenska.MISSING
    alike = group if own else 1 - group
    return _("Som %(share)s i gruppen", share=svenska.percent(alike))


@dataclass(frozen=True)
class Area:
    """The rows of one area, with a picture of the shares among them."""

    name: str
    rows: list[OwnRow]
    finding: str
    picture: Markup | None


def by_area(rows: Sequence[OwnRow], prefix: str) -> list[Area]:
    """Return the rows by area, in the order of the first indicator of each."""
    found: dict[str, list[OwnRow]] = {}
    for row in rows:
        found.setdefault(row.area, []).append(row)
    return [
        _area(name, members, f"{prefix}-{i}") for i, (name, members) in enumerate(found.items())
    ]


def _area(name: str, rows: list[OwnRow], prefix: str) -> Area:
    drawn = [r for r in rows if r.is_share and not r.is_yes_or_no and r.own is not None][:PANELS]
    finding = area_finding(drawn)
    picture = None
    if drawn:
        picture = charts.small_multiples(
            [
                charts.Panel(
                    pick(row.name),
                    tuple(
                        charts.Bar(label, None if value is None else 100 * value)
                        for label, value in (
                            (_("Ni"), row.own),
                            (_("Gruppen"), row.group),
                            (_("Riket"), row.nation),
                        )
                    ),
                    row.direction,
                )
                for row in drawn
            ],
            finding,
            prefix=prefix,
            unit=_("Procent"),
        )
    return Area(name, rows, finding, picture)


def area_finding(rows: Sequence[OwnRow]) -> str:
    """Say in one sentence how the municipality stands in an area."""
    judged = [r for r in rows if r.place in (Position.BETTER, Position.WORSE, Position.SAME)]
    if not judged:
        return _("Era värden bredvid gruppens och rikets.")
    if len(judged) == 1:
        return f"{wording.beside_group(judged[0].place)}."
    return _(
        "Ni ligger bättre än gruppen i %(better)s av %(all)s mått.",
        better=sum(r.place is Position.BETTER for r in judged),
        all=len(judged),
    )


@dataclass(frozen=True)
class NationRow:
    """One indicator on the national page."""

    code: str
    name: Texts
    area: str
    value: float | None
    value_text: str
    median_text: str
    spread_text: str
    median: float | None
    q1: float | None
    q3: float | None
    n: int
    n_missing: int
    n_not_applicable: int
    n_not_submitted: int
    last_year: float | None
    last_year_text: str
    problem: str
    direction: str


def nation_rows(
    indicators: Sequence[Indicator], now: RoundResults, before: RoundResults | None
) -> list[NationRow]:
    """Return one row per indicator with the nation's value and who stands behind it."""
    rows = []
    for indicator in indicators:
        result = now.indicators[indicator.code]
        earlier = before.indicators.get(indicator.code) if before else None
        nation, share, counts = result.nation, result.is_share, result.counts
        last = earlier.nation.value if earlier and earlier.nation else None
        # The middle of yes and no says nothing that the share does not.
        has_spread = nation is not None and result.formula_kind != "yes_share"
        rows.append(
            NationRow(
                code=indicator.code,
                name=indicator.name,
                area=indicator.area,
                value=nation.value if nation else None,
                value_text=wording.figure(nation.value if nation else None, share=share),
                median_text=wording.figure(
                    nation.median if nation and has_spread else None, share=share
                ),
                spread_text=_(
                    "%(low)s till %(high)s",
                    low=wording.figure(nation.q1, share=share),
                    high=wording.figure(nation.q3, share=share),
                )
                if nation and has_spread
                else svenska.MISSING,
                median=nation.median if nation and has_spread else None,
                q1=nation.q1 if nation and has_spread else None,
                q3=nation.q3 if nation and has_spread else None,
                n=nation.n if nation else 0,
                n_missing=counts.get(Standing.MISSING, 0)
                + counts.get(Standing.NOT_RECORDED, 0)
                + counts.get(Standing.FAULT, 0),
                n_not_applicable=counts.get(Standing.NOT_APPLICABLE, 0)
                + counts.get(Standing.NOT_ASKED, 0)
                + counts.get(Standing.NO_CASES, 0),
                n_not_submitted=counts.get(Standing.NOT_SUBMITTED, 0),
                last_year=last,
                last_year_text=wording.figure(last, share=share),
                problem=wording.problem(result.problem, result.problem_name),
                direction=wording.direction(indicator.direction),
            )
        )
    return rows


def distribution(
    result: IndicatorResult, group_names: Mapping[str, str], prefix: str
) -> tuple[str, Markup] | None:
    """Return the finding and the picture of how values are spread over SKR groups; None without values."""
    nation = result.nation
    if nation is None:
        return None
    groups = list(dict.fromkeys(result.groups[code] for code in sorted(result.groups)))
    shown = [g for g in groups if g.summary is not None]
    scale = 100 if result.is_share else 1
    unit = _("Procent") if result.is_share else _("Värde")
    decimals = 0 if result.is_share else 1
    everyone = _("Riket")
    if result.formula_kind == "yes_share":
        finding = _(
            "%(share)s av %(n)s kommuner svarar ja.",
            share=svenska.percent(nation.value),
            n=svenska.number(nation.n),
        )
        rows = [charts.Bar(everyone, nation.value * scale)] + [
            charts.Bar(_named(g.codes, group_names), g.summary.value * scale)
            for g in shown
            if g.summary
        ]
        return finding, charts.bars(rows, finding, prefix=prefix, unit=unit, decimals=decimals)
    finding = _(
        "Mittersta hälften av %(n)s kommuner ligger mellan %(low)s och %(high)s.",
        n=svenska.number(nation.n),
        low=wording.figure(nation.q1, share=result.is_share),
        high=wording.figure(nation.q3, share=result.is_share),
    )
    strips = [
        charts.Quantiles(everyone, nation.q1 * scale, nation.median * scale, nation.q3 * scale)
    ]
    strips += [
        charts.Quantiles(
            _named(g.codes, group_names),
            g.summary.q1 * scale,
            g.summary.median * scale,
            g.summary.q3 * scale,
        )
        for g in shown
        if g.summary
    ]
    return finding, charts.strip(strips, finding, prefix=prefix, unit=unit, decimals=decimals)


def _named(codes: Sequence[str], names: Mapping[str, str]) -> str:
    if len(codes) == 1:
        return f"{codes[0]} {names.get(codes[0], '')}".strip()
    return ", ".join(codes)
