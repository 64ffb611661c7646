"""A quantity that falls in steps as something else rises: what remains at every price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from surveyapp.core import svenska
from surveyapp.core.charts.drawing import (
    LINE,
    SIZE,
    WIDTH,
    Drawing,
    circle,
    line,
    scale,
    text_width,
    wrap,
)

PLOT = 230.0
DOT = 4.0


@dataclass(frozen=True, slots=True)
class StepPoint:
    """From `x` on, `y` remains."""

    x: float
    y: float
    label: str = ""


def steps(
    points: Sequence[StepPoint],
    finding: str,
    *,
    prefix: str,
    x_title: str,
    y_title: str,
    width: float = WIDTH,
) -> Markup:
    """Draw a falling staircase from the first point on; names stand where there is room for them."""
    drawing = Drawing(prefix, finding, width)
    lines = wrap(y_title, width)
    drawing.lines(0, SIZE, lines)
    top = LINE * len(lines) + 20
    bottom = top + PLOT
    ordered = sorted(points, key=lambda point: (point.x, -point.y))
    upright = scale([point.y for point in ordered], bottom, top)
    names = [svenska.number(step, upright.decimals) for step in upright.steps]
    left = max(text_width(name) for name in names) + 8
    for step, name in zip(upright.steps, names, strict=True):
        drawing.text(left - 8, upright.at(step) + SIZE * 0.35, name, anchor="end")
    grid = [line(left, upright.at(step), width, upright.at(step)) for step in upright.steps]
    drawing.stroke(grid, "chart-grid", 1.0, 0.22)
    across = scale([point.x for point in ordered], left + 6, width - 24, 5)
    for step in across.steps:
        name = svenska.number(step, across.decimals)
        drawing.text(across.at(step), bottom + SIZE + 5, name, anchor="middle")
    treads, dots = [], []
    edge = -1.0
    for index, point in enumerate(ordered):
        x, y = across.at(point.x), upright.at(point.y)
        end = across.at(ordered[index + 1].x) if index + 1 < len(ordered) else width - 6
        treads.append(line(x, y, end, y))
        if index + 1 < len(ordered):
            treads.append(line(end, y, end, upright.at(ordered[index + 1].y)))
        dots.append(circle(x, y, DOT))
        if point.label and x > edge and x + text_width(point.label, 12) < width:
            drawing.text(x + 6, y - 6, point.label, size=12)
            edge = x + text_width(point.label, 12) + 10
    drawing.stroke(treads, "chart-line", 2.5)
    drawing.fill(dots, "chart-dot")
    y = bottom + SIZE + 5
    for text in wrap(x_title, width):
        y += LINE + 1
        drawing.text(width, y, text, anchor="end")
    return drawing.finish(y + 7)
