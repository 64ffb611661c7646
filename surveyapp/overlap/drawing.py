"""Two pictures of the room: collections against collections, and misses against work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from surveyapp.core import svenska
from surveyapp.core.charts.drawing import LINE, SIZE, Drawing, rectangle, wrap
from surveyapp.core.charts.steps import StepPoint, steps
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import ngettext, pick
from surveyapp.overlap.queries.review import Source
from surveyapp.overlap.rules.elements import Asker
from surveyapp.overlap.rules.overview import Overview
from surveyapp.overlap.rules.working import Step, work_for

SIDE = 46.0
"""Of one cell, in drawing units: room for three digits."""

MOST = 14
"""Collections in the picture; the table beside it has them all."""

NAMES = 250.0
SHADES = (0.12, 0.26, 0.42)
"""Lightness steps; the number in the cell carries the meaning."""


def map_finding(overview: Overview, sources: Mapping[Asker, Source]) -> str:
    """Return in one sentence what the map shows."""
    most = overview.most
    if most is None:
        return _("Inga insamlingar delar något begrepp än.")
    cell = overview.cells[most]
    names = [_name(sources, source) for source in most]
    return ngettext(
        "%(first)s och %(second)s har mest gemensamt: ett begrepp.",
        "%(first)s och %(second)s har mest gemensamt: %(num)s begrepp.",
        cell.total,
        first=names[0],
        second=names[1],
    )


def heatmap(overview: Overview, sources: Mapping[Asker, Source]) -> Markup:
    """Draw collections against collections, the number of what they share in each cell."""
    shown = overview.sources[:MOST]
    width = NAMES + SIDE * len(shown)
    drawing = Drawing("karta", map_finding(overview, sources), width)
    names = [wrap(_name(sources, source), NAMES - 36)[:2] for source in shown]
    top = 26.0
    for n in range(len(shown)):
        drawing.text(NAMES + SIDE * (n + 0.5), SIZE + 4, str(n + 1), anchor="middle", bold=True)
    largest = max((cell.total for cell in overview.cells.values()), default=1)
    shades: list[list[str]] = [[] for _shade in SHADES]
    grid: list[str] = []
    for row, some in enumerate(shown):
        y = top + SIDE * row
        drawing.text(0, y + SIDE / 2 + SIZE * 0.35, str(row + 1), bold=True)
        lines = names[row]
        first = y + SIDE / 2 + SIZE * 0.35 - (len(lines) - 1) * LINE / 2
        drawing.lines(26, first, lines)
        for column, other in enumerate(shown):
            x = NAMES + SIDE * column
            grid.append(rectangle(x + 1, y + 1, SIDE - 2, SIDE - 2))
            if some == other:
                drawing.text(x + SIDE / 2, y + SIDE / 2 + SIZE * 0.35, "–", anchor="middle")
                continue
            cell = overview.cell(some, other)
            if cell is None:
                continue
            shade = min(len(SHADES) - 1, int(cell.total / largest * len(SHADES) - 1e-9))
            shades[shade].append(rectangle(x + 1, y + 1, SIDE - 2, SIDE - 2))
            drawing.text(
                x + SIDE / 2,
                y + SIDE / 2 + SIZE * 0.35,
                svenska.number(cell.total),
                anchor="middle",
                bold=True,
            )
    drawing.stroke(grid, "chart-grid", 1.0, 0.3)
    for shapes, opacity in zip(shades, SHADES, strict=True):
        drawing.fill(shapes, "chart-cell", opacity)
    return drawing.finish(top + SIDE * len(shown) + 6)


def _name(sources: Mapping[Asker, Source], source: Asker) -> str:
    return pick(sources[source].name) if source in sources else source[1]


def curve_finding(found: Sequence[Step]) -> str:
    """Return in one sentence what the curve says."""
    step = work_for(found, 0.1)
    if step is None:
        return _("Det finns inga beslut att räkna på än.")
    return _("Läses %(work)s av paren hittas nio av tio överlapp.", work=svenska.percent(step.read))


def misses_curve(found: Sequence[Step]) -> Markup:
    """Draw the share of overlap missed against the share of pairs read."""
    turning = [
        step
        for n, step in enumerate(found)
        if n in (0, len(found) - 1) or step.missed < found[n - 1].missed
    ]
    return steps(
        [StepPoint(step.read * 100, step.missed * 100) for step in turning],
        curve_finding(found),
        prefix="missar",
        x_title=_("Andel av paren som läses, procent"),
        y_title=_("Andel av överlappen som missas, procent"),
    )
