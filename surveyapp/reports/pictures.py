"""The pictures of a report, drawn by `surveyapp.core.charts`; each stands beside its table."""

from __future__ import annotations

from markupsafe import Markup

from surveyapp.core import charts, svenska
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import pick
from surveyapp.reports.rules import EditionData, GroupBurden

WIDTH = 760.0
"""Units across the text width of the page, so that chart text is as large as table text."""
MOST_ROWS = 12
"""Rows that still read at a glance; the table beside holds them all."""

LONGEST_NAME = 60
"""Characters of a name beside a bar; a longer one stands in the table only."""


def pictures(edition: EditionData) -> dict[str, Markup]:
    """Return the pictures by the place they stand in; an empty one where there is too little."""
    return {
        "questions": _questions(edition),
        "split": _split(edition),
        "groups": _groups(edition),
        "years": _years(edition),
    }


def _figure(drawing: Markup, finding: str) -> Markup:
    # Text in a drawing takes no typeface from the page around it.
    drawn = drawing.replace(
        Markup('<g class="chart-texts"'), Markup('<g class="chart-texts" font-family="Report"')
    )
    return Markup("<figure><figcaption>{}</figcaption>{}</figure>").format(finding, drawn)


def _questions(edition: EditionData) -> Markup:
    timed = [(row.median_minutes, row) for row in edition.questions if row.median_minutes]
    if len(timed) < 2:
        return Markup("")
    longest = sorted(timed, key=lambda pair: (-pair[0], pair[1].code))[:MOST_ROWS]
    minutes, first = longest[0]
    finding = _(
        "Fråga %(code)s tar längst tid: median %(minutes)s minuter per kommun.",
        code=first.code,
        minutes=svenska.number(minutes, 1),
    )
    shown = {row.code for _minutes, row in longest}
    drawing = charts.strip(
        [
            charts.Quantiles(row.code, row.q1_minutes, row.median_minutes, row.q3_minutes)
            for row in edition.questions
            if row.code in shown
        ],
        finding,
        prefix="questions",
        unit=_("Minuter per kommun"),
        decimals=1,
        width=WIDTH,
    )
    if len(shown) < len(timed):
        caption = _(
            "%(finding)s Bilden visar de %(count)s frågor som tar längst tid.",
            finding=finding,
            count=len(shown),
        )
        return _figure(drawing, caption)
    return _figure(drawing, finding)


def _split(edition: EditionData) -> Markup:
    burden = edition.burden
    total = burden.screen_hours + burden.outside_hours
    if total <= 0:
        return Markup("")
    finding = _(
        "%(share)s av tiden läggs utanför formuläret.",
        share=svenska.percent(burden.outside_hours / total),
    )
    drawing = charts.stacked(
        [charts.Stack(_("Tillräknad tid"), (burden.screen_hours, burden.outside_hours))],
        [_("På skärmen"), _("Utanför formuläret")],
        finding,
        prefix="split",
        unit=_("Timmar"),
        decimals=1,
        width=WIDTH,
    )
    return _figure(drawing, finding)


def _label(row: GroupBurden) -> str:
    name = pick(row.name)
    return f"{row.code} {name}" if len(name) <= LONGEST_NAME else row.code


def _groups(edition: EditionData) -> Markup:
    timed = [(row.mean_minutes, row) for row in edition.burden.groups if row.mean_minutes]
    if len(timed) < 2:
        return Markup("")
    ordered = sorted(timed, key=lambda pair: (pair[0], pair[1].code))
    (least, shortest), (most, longest) = ordered[0], ordered[-1]
    finding = _(
        "Medeltiden per kommun är längst i grupp %(longest)s, %(most)s minuter, och kortast i"
        " %(shortest)s, %(least)s minuter.",
        longest=longest.code,
        most=svenska.number(most, 1),
        shortest=shortest.code,
        least=svenska.number(least, 1),
    )
    drawing = charts.bars(
        [charts.Bar(_label(row), row.mean_minutes) for row in edition.burden.groups],
        finding,
        prefix="groups",
        unit=_("Minuter per kommun"),
        decimals=1,
        width=WIDTH,
    )
    return _figure(drawing, finding)


def _years(edition: EditionData) -> Markup:
    points = sorted(edition.burden.years, key=lambda point: point.year)
    if len(points) < 2:
        return Markup("")
    first, last = points[0], points[-1]
    values = {
        "first": first.year,
        "before": svenska.hours(first.attributed_hours),
        "last": last.year,
        "now": svenska.hours(last.attributed_hours),
    }
    if values["before"] == values["now"]:
        finding = _(
            "Den tillräknade tiden var %(before)s %(first)s och %(now)s %(last)s.", **values
        )
    elif last.attributed_hours < first.attributed_hours:
        finding = _(
            "Den tillräknade tiden har minskat från %(before)s %(first)s till %(now)s %(last)s.",
            **values,
        )
    else:
        finding = _(
            "Den tillräknade tiden har ökat från %(before)s %(first)s till %(now)s %(last)s.",
            **values,
        )
    breaks = {change.year for change in edition.identity.definition_changes}
    own = edition.burden.attributed_hours
    drawing = charts.year_line(
        [
            charts.YearPoint(
                point.year,
                point.attributed_hours,
                own.low if point.year == edition.round.year else None,
                own.high if point.year == edition.round.year else None,
                is_break=point.year in breaks,
            )
            for point in points
        ],
        finding,
        prefix="years",
        unit=_("Tillräknad tid, timmar"),
        decimals=1,
        width=WIDTH,
    )
    return _figure(drawing, finding)
