"""The roles whose hours are counted, and the example cost that a new installation starts with."""

from __future__ import annotations

from collections.abc import Mapping

ROLES: Mapping[str, Mapping[str, str]] = {
    "officer": {"sv": "Uppgiftslämnare", "en": "Officer"},
    "unit_manager": {"sv": "Enhetschef", "en": "Unit manager"},
    "head": {"sv": "Socialchef", "en": "Head of social services"},
    "controller": {"sv": "Controller", "en": "Controller"},
}
"""Tariff role -> its name, in the order they are shown."""

EXAMPLE_PAY_KRONOR: Mapping[str, float] = {
    "officer": 39_000.0,
    "unit_manager": 49_500.0,
    "head": 74_000.0,
    "controller": 46_000.0,
}
"""Kronor a month. Source: own round figures, an example and no statistic."""

EXAMPLE_MONTHLY_HOURS = 165.0
"""Paid hours a month at 40 hours a week with five weeks of leave still in it. Source: own example."""

EXAMPLE_SOCIAL_CHARGES = 0.40
"""Share of pay: statutory charges and agreed pensions together. Source: own round example."""

EXAMPLE_OVERHEAD = 0.25
"""Share of pay and charges for premises, systems and support. Source: 25 % is a usual default in the
European net administrative cost model."""

EXAMPLE_SOURCE = "Exempelvärde, inte en officiell uppgift"
