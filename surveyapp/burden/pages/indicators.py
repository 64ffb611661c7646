"""One indicator: groups of municipalities, roles, years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveyapp.burden.pages.tables import (
    Column,
    Entry,
    Picture,
    figure_column,
    hidden_words,
    hours_column,
    kronor_column,
    minutes,
    rounded,
    text_column,
    why_column,
)
from surveyapp.burden.rules import roles
from surveyapp.core import charts, svenska
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import pick


def group_columns() -> list[Column]:
    """Columns of SKR groups, merged where too few were measured; an entry is one of `strata`."""
    return [
        text_column("grupp", _("Grupp"), lambda e: str(e["label"])),
        Column(
            "kommuner",
            _("Kommuner"),
            lambda e: svenska.number(e["population"]),
            lambda e: e["population"],
        ),
        Column(
            "matta",
            _("Mätta"),
            lambda e: svenska.number(e["n_measured"]),
            lambda e: e["n_measured"],
        ),
        Column(
            "minuter",
            _("Tid per kommun"),
            lambda e: hidden_words(e["hidden"]) or minutes(e["minutes_per_unit"]),
            lambda e: rounded(e["minutes_per_unit"], 1),
        ),
        figure_column("timmar", _("Timmar"), lambda e: e["hours"]),
        why_column(lambda e: str(e["hidden"])),
    ]


def group_picture(strata: Sequence[Entry]) -> Picture | None:
    """Return the time per municipality in each group; None when none may be shown."""
    shown = [entry for entry in strata if entry["minutes_per_unit"] is not None]
    if len(shown) < 2:
        return None
    most = max(shown, key=lambda entry: (entry["minutes_per_unit"], entry["label"]))
    least = min(shown, key=lambda entry: (entry["minutes_per_unit"], entry["label"]))
    finding = _(
        "Mest tid per kommun i grupp %(most)s, minst i grupp %(least)s",
        most=most["label"],
        least=least["label"],
    )
    svg = charts.bars(
        [charts.Bar(entry["label"], entry["minutes_per_unit"]) for entry in strata],
        finding,
        prefix="grupper",
        unit=_("minuter per kommun"),
        decimals=1,
    )
    return Picture(finding, svg)


@dataclass(frozen=True)
class RoleLine:
    """Hours of one role and what they cost."""

    role: str
    name: Mapping[str, str]
    hours: float
    hourly_kronor: float
    kronor: float
    source: str
    is_example: bool


def role_lines(
    hours_by_role: Mapping[str, Mapping[str, float]] | None, tariffs: Sequence[Entry]
) -> list[RoleLine]:
    """Return the roles that spent time, in the order roles are shown in."""
    by_role = {tariff["role"]: tariff for tariff in tariffs}
    return [
        RoleLine(
            role,
            by_role[role]["name"],
            spent["hours"],
            by_role[role]["hourly_kronor"],
            spent["kronor"],
            by_role[role]["source"],
            by_role[role]["is_example"],
        )
        for role in [*roles.ROLES, *sorted(set(by_role) - set(roles.ROLES))]
        if (spent := (hours_by_role or {}).get(role)) is not None
    ]


def role_columns() -> list[Column]:
    return [
        text_column("roll", _("Roll"), lambda r: pick(r.name)),
        figure_column("timmar", _("Timmar"), lambda r: r.hours),
        Column(
            "timkostnad",
            _("Timkostnad, kr"),
            lambda r: svenska.number(r.hourly_kronor),
            lambda r: rounded(r.hourly_kronor, 0),
        ),
        kronor_column("kostnad", _("Kostnad"), lambda r: r.kronor),
        text_column("kalla", _("Källa"), lambda r: str(r.source)),
    ]


def year_columns() -> list[Column]:
    """Columns of an indicator over the years; an entry is (snapshot with round, `IndicatorBurden`)."""
    return [
        Column("ar", _("År"), lambda p: str(p[0].round.year), lambda p: p[0].round.year, False),
        text_column("omgang", _("Omgång"), lambda p: pick(p[0].round.name)),
        hours_column(
            "timmar",
            _("Tillräknad tid, timmar"),
            lambda p: p[1].attributed_hours,
            lambda p: str(p[1].details["hidden"]),
        ),
        kronor_column("kostnad", _("Kostnad"), lambda p: p[1].cost_kronor),
    ]
