"""Charts on two axes: a value over the years, burden against use, and one panel per group."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from surveyapp.core import svenska
from surveyapp.core.charts.drawing import (
    LINE,
    SIZE,
    WIDTH,
    Drawing,
    Scale,
    circle,
    line,
    rectangle,
    scale,
    square,
    text_width,
    wrap,
)
from surveyapp.core.charts.rows import Bar
from surveyapp.core.i18n import gettext as _

PLOT = 230.0
DOT = 4.0


@dataclass(frozen=True, slots=True)
class YearPoint:
    """One year's value; None where the year was not measured."""

    year: int
    value: float | None
    low: float | None = None
    high: float | None = None
    is_break: bool = False
    """The definition changed: this year does not compare with those before it."""


@dataclass(frozen=True, slots=True)
class ScatterPoint:
    """One thing between two axes; a highlighted one is drawn as a filled square."""

    label: str
    x: float
    y: float
    is_highlighted: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """One group among several, drawn to the same scale."""

    label: str
    bars: tuple[Bar, ...]
    note: str = ""


def year_line(
    points: Sequence[YearPoint],
    finding: str,
    *,
    prefix: str,
    unit: str = "",
    decimals: int = 0,
    width: float = WIDTH,
) -> Markup:
    """Draw a value over the years; the line stops where a year is missing or the series breaks."""
    drawing = Drawing(prefix, finding, width)
    ordered = sorted(points, key=lambda point: point.year)
    values = [v for p in ordered for v in (p.value, p.low, p.high) if v is not None]
    top = _heading(drawing, unit, width) + 16
    bottom = top + PLOT
    upright = scale(values, bottom, top)
    left = _name_steps(drawing, upright, width)
    years = [point.year for point in ordered]
    first, last = min(years, default=0), max(years, default=1)
    inner = left + 34, width - 34

    def x(year: int) -> float:
        if first == last:
            return sum(inner) / 2
        return inner[0] + (year - first) / (last - first) * (inner[1] - inner[0])

    runs, dots, ranges, breaks = [], [], [], []
    before: YearPoint | None = None
    before_place: float | None = None
    edge = value_edge = -math.inf
    for point in ordered:
        place = x(point.year)
        if point.is_break:
            halfway = (place + before_place) / 2 if before_place is not None else place - 14
            breaks.append(line(halfway, top, halfway, bottom))
        if point.value is not None:
            height = upright.at(point.value)
            dots.append(circle(place, height, DOT))
            joined = before is not None and before.year == point.year - 1 and not point.is_break
            if before is not None and before.value is not None and joined:
                runs.append(line(x(before.year), upright.at(before.value), place, height))
            if point.low is not None and point.high is not None:
                low, high = upright.at(point.low), upright.at(point.high)
                ranges.append(line(place, low, place, high))
                ranges += [line(place - 4, y, place + 4, y) for y in (low, high)]
            text = svenska.number(point.value, decimals)
            half = text_width(text) / 2
            if place - half > value_edge:
                peak = upright.at(point.high) if point.high is not None else height
                drawing.text(place, peak - 9, text, anchor="middle", bold=True)
                value_edge = place + half + 4
            before = point
        before_place = place
        name = str(point.year)
        half = text_width(name) / 2
        if place - half > edge:
            drawing.text(place, bottom + SIZE + 5, name, anchor="middle")
            edge = place + half + 6
    drawing.stroke(runs, "chart-line", 2.5)
    drawing.stroke(ranges, "chart-range", 1.5)
    drawing.fill(dots, "chart-dot")
    drawing.stroke(breaks, "chart-break", 1.2, 1.0, "4 3")
    notes = [_("Streckad linje: definitionen ändrades.")] if breaks else []
    if ranges:
        notes.append(_("Strecken visar osäkerheten (95 procents intervall)."))
    return drawing.finish(_write_notes(drawing, notes, bottom + SIZE + 8, width))


def scatter(
    points: Sequence[ScatterPoint],
    finding: str,
    *,
    prefix: str,
    x_title: str,
    y_title: str,
    width: float = WIDTH,
    height: float = 320.0,
) -> Markup:
    """Draw things between two axes with their names, as many as stand clear of each other.

    The highlighted are named first. A point without a name is counted in a note; the table beside
    the chart names all.
    """
    drawing = Drawing(prefix, finding, width)
    top = _heading(drawing, y_title, width) + 8
    bottom = top + height
    upright = scale([p.y for p in points], bottom - 8, top + 8)
    left = _name_steps(drawing, upright, width)
    across = scale([p.x for p in points], left + 10, width - 24, 5)
    steps = [across.at(step) for step in across.steps]
    across_lines = [line(x, top, x, bottom) for x in steps]
    drawing.stroke(across_lines, "chart-grid chart-grid-across", 1.0, 0.22)
    for step, x in zip(across.steps, steps, strict=True):
        name = svenska.number(step, across.decimals)
        drawing.text(x, bottom + SIZE + 5, name, anchor="middle")
    y = bottom + SIZE + 5
    for text in wrap(x_title, width):
        y += LINE + 1
        drawing.text(width, y, text, anchor="end")

    plain: list[tuple[float, float]] = []
    marked: list[tuple[float, float]] = []
    boxes: list[_Box] = []
    for point in points:
        place = across.at(point.x), upright.at(point.y)
        (marked if point.is_highlighted else plain).append(place)
        boxes.append((place[0] - DOT, place[1] - DOT, place[0] + DOT, place[1] + DOT))
    frame = (left, top - 4, width, bottom)
    unnamed = 0
    for point in sorted(points, key=lambda p: (not p.is_highlighted, -p.y, p.label)):
        spot = _free_spot(point.label, across.at(point.x), upright.at(point.y), boxes, frame)
        if spot is None:
            unnamed += 1
            continue
        boxes.append(spot)
        drawing.text(spot[0], spot[3] - 4, point.label, size=12, bold=point.is_highlighted)
    drawing.stroke([circle(*place, DOT) for place in plain], "chart-ring", 1.8)
    drawing.fill([square(*place, DOT) for place in marked], "chart-dot")
    notes = []
    if unnamed:
        notes.append(
            _("%(count)s punkter saknar namn i bilden. Tabellen visar alla.", count=unnamed)
        )
    return drawing.finish(_write_notes(drawing, notes, y, width))


def small_multiples(
    panels: Sequence[Panel],
    finding: str,
    *,
    prefix: str,
    unit: str = "",
    decimals: int = 0,
    width: float = WIDTH,
    columns: int = 3,
) -> Markup:
    """Draw one small chart per group, all to the same scale, with their values written out."""
    drawing = Drawing(prefix, finding, width)
    columns = max(1, min(columns, len(panels)))
    gap = 26.0
    cell = (width - gap * (columns - 1)) / columns
    values = [b.value for panel in panels for b in panel.bars if b.value is not None]
    number_width = max((text_width(svenska.number(v, decimals)) for v in values), default=0.0) + 8
    across = scale(values, 0.5, cell - number_width)
    solid: list[str] = []
    y = _heading(drawing, unit, width) + 4 if unit else 0.0
    for start in range(0, len(panels), columns):
        row = panels[start : start + columns]
        heads = [_panel_head(panel, cell) for panel in row]
        head_height = max(LINE * len(lines) for lines in heads)
        lowest = y
        for index, (panel, lines) in enumerate(zip(row, heads, strict=True)):
            x = index * (cell + gap)
            drawing.lines(x, y + SIZE, lines)
            bar_y = y + head_height + 4
            for bar in panel.bars:
                for text in wrap(bar.label, cell):
                    drawing.text(x, bar_y + SIZE, text, size=12)
                    bar_y += LINE
                length = across.at(bar.value or 0.0) - across.start
                if bar.value is not None:
                    solid.append(rectangle(x + 0.5, bar_y + 2, max(length, 0.5), 11))
                text = svenska.number(bar.value, decimals)
                drawing.text(x + length + 7, bar_y + 12, text, bold=True)
                bar_y += 21
            lowest = max(lowest, bar_y)
        y = lowest + 18
    drawing.fill(solid, "chart-bar", 0.45)
    return drawing.finish(max(y - 10, 10))


def _panel_head(panel: Panel, width: float) -> list[str]:
    lines = wrap(panel.label, width)
    return [*lines, *wrap(panel.note, width)] if panel.note else lines


_Box = tuple[float, float, float, float]


def _free_spot(label: str, x: float, y: float, boxes: Sequence[_Box], frame: _Box) -> _Box | None:
    """Return a place for a name beside its point where nothing else stands, or None."""
    width, height = text_width(label, 12), 15.0
    reach = DOT + 4
    for left, top in (
        (x + reach, y - height / 2),
        (x - reach - width, y - height / 2),
        (x - width / 2, y - reach - height),
        (x - width / 2, y + reach),
        (x + reach / 2, y - reach - height / 2 - 4),
        (x + reach / 2, y + reach / 2),
        (x - reach / 2 - width, y - reach - height / 2 - 4),
        (x - reach / 2 - width, y + reach / 2),
    ):
        box = (left, top, left + width, top + height)
        if left < frame[0] or top < frame[1] or box[2] > frame[2] or box[3] > frame[3]:
            continue
        if not any(
            box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in boxes
        ):
            return box
    return None


def _heading(drawing: Drawing, title: str, width: float) -> float:
    """Write what the upright axis shows over it, level, and return where the plot may begin."""
    lines = wrap(title, width) if title else []
    drawing.lines(0, SIZE, lines)
    return LINE * len(lines) + 4


def _name_steps(drawing: Drawing, upright: Scale, width: float) -> float:
    """Draw the level lines with their values and return where the plot begins."""
    names = [svenska.number(step, upright.decimals) for step in upright.steps]
    left = max(text_width(name) for name in names) + 8
    for step, name in zip(upright.steps, names, strict=True):
        drawing.text(left - 8, upright.at(step) + SIZE * 0.35, name, anchor="end")
    grid = [line(left, upright.at(step), width, upright.at(step)) for step in upright.steps]
    drawing.stroke(grid, "chart-grid", 1.0, 0.22)
    return left


def _write_notes(drawing: Drawing, notes: Sequence[str], y: float, width: float) -> float:
    for note in notes:
        y += 5
        for text in wrap(note, width):
            y += LINE
            drawing.text(0, y, text)
    return y + 7
