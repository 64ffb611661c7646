"""What an hour costs, with every part."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from surveyapp.burden.models import Tariff
from surveyapp.burden.pages.tables import (
    Column,
    name_cell,
    rounded,
    text_column,
)
from surveyapp.burden.rules import hourly_cost, roles
from surveyapp.core import svenska
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import pick


def tariff_columns(link: Callable[[Tariff], str]) -> list[Column]:
    """Columns of tariffs with every part; an entry is a `Tariff`."""

    def kronor(value: float) -> str:
        return svenska.number(value)

    def hourly(tariff: Tariff) -> float:
        return hourly_cost(
            tariff.monthly_pay_kronor,
            tariff.monthly_hours,
            tariff.social_charges,
            tariff.overhead,
        )

    def share(key: str, label: str, get: Callable[[Tariff], float]) -> Column:
        return Column(
            key,
            label,
            lambda t: svenska.percent(get(t), 2 if round(get(t) * 100, 2) % 1 else 0),
            lambda t: rounded(get(t), 4),
        )

    return [
        Column(
            "roll",
            _("Roll"),
            lambda t: name_cell(t.name, t.role, link(t)),
            lambda t: pick(t.name),
            is_numeric=False,
        ),
        Column("ar", _("År"), lambda t: str(t.year), lambda t: t.year),
        Column(
            "lon",
            _("Månadslön, kr"),
            lambda t: kronor(t.monthly_pay_kronor),
            lambda t: rounded(t.monthly_pay_kronor, 0),
        ),
        Column(
            "timmar",
            _("Timmar i månaden"),
            lambda t: svenska.number(t.monthly_hours, 1 if t.monthly_hours % 1 else 0),
            lambda t: rounded(t.monthly_hours, 1),
        ),
        share("avgifter", _("Avgifter"), lambda t: t.social_charges),
        share("paslag", _("Påslag"), lambda t: t.overhead),
        Column(
            "timkostnad",
            _("Timkostnad, kr"),
            lambda t: svenska.number(hourly(t), 2),
            lambda t: rounded(hourly(t), 2),
        ),
        text_column("kalla", _("Källa"), lambda t: str(t.source)),
        Column(
            "exempel",
            _("Exempelvärde"),
            lambda t: _("Ja") if t.is_example else _("Nej"),
            lambda t: t.is_example,
            is_numeric=False,
        ),
    ]


def tariffs_in_order(tariffs: Sequence[Tariff]) -> list[Tariff]:
    """Return the newest year first, and within it the roles in the order they are shown in."""
    order = {role: place for place, role in enumerate(roles.ROLES)}
    return sorted(tariffs, key=lambda t: (-t.year, order.get(t.role, len(order)), t.role))
