"""A round as a whole: its indicators, its sections, and what the numbers rest on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from surveyapp.burden.models import BurdenSnapshot, IndicatorBurden
from surveyapp.burden.pages.tables import (
    Column,
    Entry,
    Listing,
    Picture,
    amount,
    code_column,
    figure,
    figure_column,
    hidden_words,
    hours_column,
    interval,
    interval_columns,
    kronor_column,
    name_cell,
    rounded,
    rounded_kronor,
    text_column,
    why_column,
)
from surveyapp.core import charts, svenska
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import pick
from surveyapp.core.jobs import Job, JobState
from surveyapp.questionnaires.models import QuestionVersion


def indicator_columns(link: Callable[[str], str]) -> list[Column]:
    """Columns of all indicators of a snapshot; an entry is an `IndicatorBurden`."""

    def hidden(row: IndicatorBurden) -> str:
        return str(row.details["hidden"])

    def avoidable_hidden(row: IndicatorBurden) -> str:
        return str(row.details["avoidable_hidden"])

    return [
        Column(
            "namn",
            _("Indikator"),
            lambda r: name_cell(r.indicator.name, r.indicator.code, link(r.indicator.code)),
            lambda r: pick(r.indicator.name) or r.indicator.code,
            is_numeric=False,
            width="wide",
        ),
        code_column(lambda r: str(r.indicator.code)),
        text_column("omrade", _("Område"), lambda r: str(r.indicator.area)),
        hours_column("timmar", _("Tillräknad tid, timmar"), lambda r: r.attributed_hours, hidden),
        *interval_columns("intervall", lambda r: r.details["attributed_interval"]),
        hours_column(
            "undvikbar", _("Undvikbar tid, timmar"), lambda r: r.avoidable_hours, avoidable_hidden
        ),
        figure_column("omkring", _("Varav avsnittstid, timmar"), lambda r: r.overhead_hours),
        kronor_column("kostnad", _("Kostnad"), lambda r: r.cost_kronor),
        why_column(hidden),
    ]


@dataclass(frozen=True)
class Remainder:
    """A line beside the indicators that makes them sum to the whole."""

    name: str
    hours: float | None
    overhead_hours: float | None
    kronor: float | None
    hidden: str = ""
    interval: Mapping[str, float] | None = None

    def shown(self) -> list[object]:
        """Return the line as it stands on the page, under `indicator_columns`."""
        return [
            self.name,
            "",
            "",
            hidden_words(self.hidden) or figure(self.hours),
            interval(self.interval) if self.interval else "",
            "",
            figure(self.overhead_hours),
            amount(self.kronor),
        ]

    def filed(self) -> list[object]:
        """Return the line as it stands in the file."""
        low, high = (self.interval[end] if self.interval else None for end in ("low", "high"))
        return [
            self.name,
            None,
            None,
            rounded(self.hours, 1),
            rounded(low, 1),
            rounded(high, 1),
            None,
            rounded(self.overhead_hours, 1),
            rounded_kronor(self.kronor),
            hidden_words(self.hidden) or None,
        ]


def remainders(result: Mapping[str, Any]) -> list[Remainder]:
    """Return the hours that are laid on no indicator."""
    unlinked, stranded = result["unlinked"], result["stranded_overhead_hours"]
    lines = []
    if unlinked["question_codes"]:
        lines.append(
            Remainder(
                _("Frågor som inte hör till någon indikator"),
                unlinked["hours"],
                unlinked["overhead_hours"],
                unlinked["kronor"],
                unlinked["hidden"],
            )
        )
    if stranded:
        lines.append(
            Remainder(_("Tid i avsnitt där ingen fråga är mätt"), stranded, stranded, None)
        )
    return lines


def whole(result: Mapping[str, Any]) -> Remainder:
    """Return the line of the whole collection, for the foot of the table."""
    total = result["total"]
    return Remainder(
        _("Hela insamlingen"),
        total["hours"],
        total["overhead_hours"],
        total["kronor"],
        total["hidden"],
        total["interval"],
    )


def with_sums(table: Listing, result: Mapping[str, Any]) -> Listing:
    """Return the table of indicators with the remaining lines, and in the file the whole too."""
    lines = remainders(result)
    return replace(
        table,
        rows=[*table.rows, *(line.shown() for line in lines)],
        file_rows=[*table.file_rows, *(line.filed() for line in [*lines, whole(result)])],
    )


def section_titles(questions: Sequence[QuestionVersion]) -> dict[str, str]:
    """Return the sections' titles by code, in form order."""
    return {row.section_code: pick(row.section_title) or row.section_code for row in questions}


def section_columns(titles: Mapping[str, str]) -> list[Column]:
    def part(name: str) -> Callable[[Entry], float | None]:
        return lambda e: e["parts"][name] if e["parts"] else None

    return [
        text_column("avsnitt", _("Avsnitt"), lambda e: titles.get(e["code"], e["code"])),
        hours_column("timmar", _("Timmar"), lambda e: e["hours"], lambda e: str(e["hidden"])),
        figure_column("skarm", _("På skärmen"), part("screen")),
        figure_column("angiven", _("Utanför formuläret, angiven"), part("declared")),
        figure_column("utanfor", _("Utanför formuläret, mätt"), part("offscreen")),
        figure_column("omkring", _("Varav avsnittstid"), lambda e: e["overhead_hours"]),
        why_column(lambda e: str(e["hidden"])),
    ]


def section_picture(sections: Sequence[Entry], titles: Mapping[str, str]) -> Picture | None:
    """Return the hours of each section, on screen against outside; None when none may be shown."""
    shown = [entry for entry in sections if entry["parts"] is not None and entry["hours"]]
    if not shown:
        return None
    shown.sort(key=lambda entry: (-entry["hours"], entry["code"]))
    most, whole = shown[0], sum(entry["hours"] for entry in shown)
    finding = _(
        "%(section)s tar mest tid: %(share)s av timmarna",
        section=titles.get(most["code"], most["code"]),
        share=svenska.percent(most["hours"] / whole),
    )
    names = [
        _("På skärmen"),
        _("Utanför formuläret, angiven av uppgiftslämnare"),
        _("Utanför formuläret, mätt"),
    ]
    stacks = [
        charts.Stack(
            titles.get(entry["code"], entry["code"]),
            tuple(max(0.0, entry["parts"][part]) for part in ("screen", "declared", "offscreen")),
        )
        for entry in shown
    ]
    svg = charts.stacked(stacks, names, finding, prefix="avsnitt", unit=_("timmar"), decimals=1)
    return Picture(finding, svg)


def coverage_sentence(result: Mapping[str, Any]) -> str:
    """Return how much of the hours is known, and how."""
    coverage, shares = result["coverage"], result["total"]["shares"]
    text = _(
        "Tiden är mätt i %(timed)s av %(population)s kommuner.",
        timed=svenska.number(coverage["timed"]),
        population=svenska.number(coverage["population"]),
    )
    if shares is None:
        return text
    return f"{text} " + _(
        "Av timmarna är %(measured)s mätta, %(stated)s angivna av uppgiftslämnare och %(imputed)s beräknade för kommuner som saknas.",
        **{name: svenska.percent(shares[name]) for name in ("measured", "stated", "imputed")},
    )


def change_sentence(result: Mapping[str, Any]) -> str:
    """Return the change against the round before; "" when there is none to compare with."""
    before, now = result["previous"], result["total"]["hours"]
    if before is None or not before["hours"] or now is None:
        return ""
    change = now / before["hours"] - 1
    sign = "+" if change > 0 else ""
    return _(
        "%(year)s: %(hours)s. Förändring: %(change)s.",
        year=before["year"],
        hours=svenska.hours(before["hours"]),
        change=sign + svenska.percent(change, 1),
    )


def is_cost_example(result: Mapping[str, Any]) -> bool:
    """True when a role whose hours count has an example for its cost."""
    used = set(result["total"]["roles"] or ())
    return any(t["is_example"] for t in result["tariffs"] if not used or t["role"] in used)


def per_unit(result: Mapping[str, Any]) -> str | Markup:
    """Return the mean time of one municipality, or a dash."""
    total = result["total"]
    if total["hours"] is None or not total["population"]:
        return svenska.missing_markup()
    return svenska.duration(total["hours"] * 3600 / total["population"])


def job_state(job: Job | None, snapshot: BurdenSnapshot | None) -> str:
    """Return how the latest request for a snapshot stands; "" when there is nothing to tell."""
    if job is None or job.state == JobState.DONE:
        return ""
    if job.state == JobState.FAILED:
        is_past = snapshot is not None and job.created_at < snapshot.made_at
        return "" if is_past else "failed"
    return "queued" if job.state == JobState.WAITING else "running"


def made_by(snapshot: BurdenSnapshot) -> str:
    """Return who asked for the snapshot."""
    return _("systemet") if snapshot.made_by_id is None else snapshot.made_by_name
