"""The table of the overview: every indicator with what it costs, what it is used for, and its report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from surveyapp.burden import pages as burden
from surveyapp.burden.models import IndicatorBurden
from surveyapp.burden.pages.tables import (
    Column,
    code_column,
    hours_column,
    kronor_column,
    name_cell,
    rounded,
    text_column,
    why_column,
)
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import pick
from surveyapp.review import profiles, wording
from surveyapp.review.rules import Finding
from surveyapp.review.service import Evidence

LOCAL_USE = "local_use"


@dataclass(frozen=True)
class Line:
    """One indicator of the snapshot with what the review knows."""

    burden: IndicatorBurden
    use: Finding
    decision: str

    @property
    def hidden(self) -> str:
        return str(self.burden.details["hidden"])

    @property
    def avoidable_hidden(self) -> str:
        return str(self.burden.details["avoidable_hidden"])


def lines(found: Sequence[IndicatorBurden], evidence: Evidence) -> list[Line]:
    """Return the snapshot's indicators with their use and the decision in force."""
    made = []
    for row in found:
        findings = profiles.findings(evidence, row.indicator)
        decision = evidence.decisions.get(row.indicator_id)
        made.append(
            Line(
                row,
                next(finding for finding in findings if finding.criterion == LOCAL_USE),
                decision.decision if decision else "",
            )
        )
    return made


def overview(
    found: Sequence[Line],
    *,
    link: Callable[[str], str],
    actions: Callable[[Line], Markup | str],
    sort: str,
    order: str,
    address: burden.Address,
) -> burden.Listing:
    """Return the table; its last column, the report, is on the page only."""
    decisions = wording.decision_names()
    columns = [
        Column(
            "namn",
            _("Indikator"),
            lambda e: name_cell(
                e.burden.indicator.name, e.burden.indicator.code, link(e.burden.indicator.code)
            ),
            lambda e: pick(e.burden.indicator.name) or e.burden.indicator.code,
            is_numeric=False,
            width="wide",
        ),
        code_column(lambda e: str(e.burden.indicator.code)),
        hours_column(
            "timmar",
            _("Tillräknad tid, timmar"),
            lambda e: e.burden.attributed_hours,
            lambda e: e.hidden,
        ),
        hours_column(
            "undvikbar",
            _("Undvikbar tid, timmar"),
            lambda e: e.burden.avoidable_hours,
            lambda e: e.avoidable_hidden,
        ),
        kronor_column("kostnad", _("Kostnad"), lambda e: e.burden.cost_kronor),
        Column(
            "anvandning",
            _("Användning i kommunerna"),
            lambda e: wording.value_text(e.use),
            lambda e: rounded(e.use.value, 2),
            exact=lambda e: e.use.value,
        ),
        text_column("beslut", _("Beslut"), lambda e: decisions.get(e.decision, _("Ej beslutad"))),
        why_column(lambda e: e.hidden),
        Column("rapport", _("Rapport som PDF"), actions, lambda _e: None, is_numeric=False),
    ]
    table = burden.listing(columns, found, sort=sort, order=order, address=address)
    table.columns[-1] = {"text": _("Rapport som PDF")}
    return replace(
        table,
        file_columns=table.file_columns[:-1],
        file_rows=[row[:-1] for row in table.file_rows],
    )
