"""Who is asked: all municipalities, those of some counties, or a typed list."""

from __future__ import annotations

from collections.abc import Sequence

from surveyapp.core.errors import Invalid
from surveyapp.core.i18n import gettext as _
from surveyapp.registry.models import Unit, UnitKind


def choose_units(
    units: Sequence[Unit], who: str, *, counties: Sequence[str] = (), typed: str = ""
) -> list[Unit]:
    """Return the chosen units in the order of `units`.

    Districts are asked only when they are named in the list.

    Raises:
        Invalid: nothing is chosen, or a line of the list names no unit or several.
    """
    if who == "all":
        return [u for u in units if u.kind == UnitKind.MUNICIPALITY.value]
    if who == "counties":
        chosen = [
            u
            for u in units
            if u.kind == UnitKind.MUNICIPALITY.value and u.county_code in set(counties)
        ]
        if not chosen:
            message = _("Välj minst ett län.")
            raise Invalid(message, {"counties": [message]})
        return chosen
    by_code = {u.code: u for u in units}
    by_name: dict[str, list[Unit]] = {}
    for unit in units:
        by_name.setdefault(unit.name.casefold(), []).append(unit)
    wanted: set[int] = set()
    faults: list[str] = []
    for number, line in enumerate(typed.splitlines(), start=1):
        text = line.strip().strip(",;")
        if not text:
            continue
        found = [by_code[text]] if text in by_code else by_name.get(text.casefold(), [])
        if len(found) == 1:
            wanted.add(found[0].id)
        else:
            faults.append(
                _("Rad %(row)s: %(text)s är inte en kommun i registret.", row=number, text=text)
            )
    if faults:
        raise Invalid(_("Listan har fel."), {"codes": faults})
    if not wanted:
        message = _("Skriv minst en kommun.")
        raise Invalid(message, {"codes": [message]})
    return [u for u in units if u.id in wanted]
