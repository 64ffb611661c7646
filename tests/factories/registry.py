"""Places, as few as a test needs."""

from __future__ import annotations

import itertools

from sqlalchemy.orm import Session

from surveyapp.registry.models import County, Indicator, SkrGroup, Unit, UnitKind

_numbers = itertools.count(1)


def make_unit(
    session: Session,
    code: str = "",
    name: str = "",
    *,
    county: str = "01",
    group: str = "A1",
    kind: UnitKind = UnitKind.MUNICIPALITY,
    parent: Unit | None = None,
) -> Unit:
    """Return a new unit; its county and group are made when they are missing."""
    number = next(_numbers)
    if session.get(County, county) is None:
        session.add(County(code=county, name=f"Län {county}"))
    if session.get(SkrGroup, group) is None:
        session.add(SkrGroup(code=group, name={"sv": f"Grupp {group}", "en": f"Group {group}"}))
    session.flush()
    unit = Unit(
        code=code or f"{5000 + number}",
        name=name or f"Kommun {number}",
        county_code=county,
        skr_group_code=group,
        kind=kind.value,
        parent_id=parent.id if parent else None,
    )
    session.add(unit)
    session.flush()
    return unit


def make_indicator(session: Session, code: str = "", **values: object) -> Indicator:
    """Return a new indicator."""
    number = next(_numbers)
    indicator = Indicator(
        **{
            "code": code or f"IND-{number}",
            "name": {"sv": f"Indikator {number}", "en": f"Indicator {number}"},
            "area": "Område",
            **values,
        }
    )
    session.add(indicator)
    session.flush()
    return indicator
