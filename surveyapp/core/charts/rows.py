"""Charts with one row per thing: bars with intervals, quantile strips and stacked bars."""

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
    text_width,
    wrap,
)
from surveyapp.core.i18n import gettext as _

BAR = 14.0
GAP = 14.0
LABEL_SHARE = 0.36
"""Of the width, at most, for the names of the rows."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One value with its interval; None where there is no value to show."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Quantiles:
    """How a quantity is spread over units: the median and the middle half."""

    label: str
    q1: float | None
    median: float | None
    q3: float | None
    points: tuple[float, ...] = ()
    """Single values; only where showing them gives nobody away."""


@dataclass(frozen=True, slots=True)
class Stack:
    """One row cut into parts, in the order of the names of the parts."""

    label: str
    parts: tuple[float, ...]


def bars(
    rows: Sequence[Bar],
    finding: str,
    *,
    prefix: str,
    unit: str = "",
    decimals: int = 0,
    width: float = WIDTH,
) -> Markup:
    """Draw bars with intervals, one row each; a missing value is a dash, not a bar of nothing."""
    values = [v for row in rows for v in (row.value, row.low, row.high) if v is not None]
    texts = [svenska.number(row.value, decimals) for row in rows]
    frame = _Frame(prefix, finding, width, [row.label for row in rows], texts, values, unit)
    solid, ranges = [], []
    for index, row in enumerate(rows):
        middle = frame.middle(index)
        if row.value is not None:
            start, end = sorted((frame.x(0), frame.x(row.value)))
            solid.append(rectangle(start, middle - BAR / 2, max(end - start, 0.5), BAR))
        if row.low is not None and row.high is not None:
            low, high = frame.x(row.low), frame.x(row.high)
            ranges.append(line(low, middle, high, middle))
            ranges += [line(x, middle - 4, x, middle + 4) for x in (low, high)]
    frame.drawing.fill(solid, "chart-bar", 0.45)
    frame.drawing.stroke(ranges, "chart-range", 1.8)
    notes = [_("Strecken visar osäkerheten (95 procents intervall).")] if ranges else []
    return frame.finish(notes)


def strip(
    rows: Sequence[Quantiles],
    finding: str,
    *,
    prefix: str,
    unit: str = "",
    decimals: int = 0,
    width: float = WIDTH,
) -> Markup:
    """Draw median and quartiles, one row each, with single values as rings where given."""
    values = [v for row in rows for v in (row.q1, row.median, row.q3, *row.points) if v is not None]
    texts = [svenska.number(row.median, decimals) for row in rows]
    frame = _Frame(prefix, finding, width, [row.label for row in rows], texts, values, unit)
    boxes, medians, rings = [], [], []
    for index, row in enumerate(rows):
        middle = frame.middle(index)
        rings += [circle(frame.x(value), middle, 2.5) for value in row.points]
        if row.q1 is not None and row.q3 is not None:
            start, end = frame.x(row.q1), frame.x(row.q3)
            boxes.append(rectangle(start, middle - BAR / 2, max(end - start, 0.5), BAR))
        if row.median is not None:
            x = frame.x(row.median)
            medians.append(line(x, middle - BAR / 2 - 3, x, middle + BAR / 2 + 3))
    frame.drawing.fill(boxes, "chart-box", 0.3)
    frame.drawing.stroke(rings, "chart-ring", 1.0, 0.7)
    frame.drawing.stroke(medians, "chart-median", 3.5)
    return frame.finish([_("Tjockt streck: median. Ruta: mittersta hälften.")])


def stacked(
    rows: Sequence[Stack],
    names: Sequence[str],
    finding: str,
    *,
    prefix: str,
    unit: str = "",
    decimals: int = 0,
    width: float = WIDTH,
) -> Markup:
    """Draw rows cut into parts; the parts differ in lightness and stand in the order of the key.

    Raises: ValueError when a row has not one part per name, or a negative one.
    """
    for row in rows:
        if len(row.parts) != len(names) or min(row.parts, default=0) < 0:
            raise ValueError("a stacked row has one part, zero or more, for every name")
    totals = [math.fsum(row.parts) for row in rows]
    texts = [svenska.number(total, decimals) for total in totals]
    shades = _shades(len(names))
    top = _key_height(names, width)
    frame = _Frame(prefix, finding, width, [r.label for r in rows], texts, totals, unit, top)
    shapes: list[list[str]] = [[] for _name in names]
    for index, row in enumerate(rows):
        start, middle = frame.x(0), frame.middle(index)
        for part, value in enumerate(row.parts):
            end = start + frame.x(value) - frame.x(0)
            if value > 0:
                shapes[part].append(rectangle(start, middle - BAR / 2, end - start, BAR))
            start = end
    _draw_key(frame.drawing, names, shapes, width)
    for part, paths in enumerate(shapes):
        frame.drawing.fill(paths, f"chart-part chart-part-{part + 1}", shades[part])
    return frame.finish([])


def _shades(count: int) -> list[float]:
    """Return opacities from full to nearly none: told apart in black and white by lightness."""
    if count < 2:
        return [0.9] * count
    return [0.9 - 0.9 * part / (count - 1) for part in range(count)]


SWATCH = 11.0


def _key_places(names: Sequence[str], width: float) -> list[tuple[float, float, list[str]]]:
    places = []
    x = y = 0.0
    for name in names:
        lines = wrap(name, width - SWATCH - 8)
        needed = SWATCH + 8 + max(text_width(text) for text in lines) + 18
        if x and x + needed > width + 18:
            x, y = 0.0, y + LINE + 3
        places.append((x, y, lines))
        x += needed
        if len(lines) > 1:
            x, y = 0.0, y + LINE * len(lines) + 3
    return places


def _key_height(names: Sequence[str], width: float) -> float:
    places = _key_places(names, width)
    return max((y + LINE * len(lines) for _x, y, lines in places), default=0.0) + 8


def _draw_key(
    drawing: Drawing, names: Sequence[str], shapes: Sequence[list[str]], width: float
) -> None:
    for paths, (x, y, lines) in zip(shapes, _key_places(names, width), strict=True):
        paths.append(rectangle(x + 0.5, y + 3, SWATCH, SWATCH))
        drawing.lines(x + SWATCH + 8, y + SIZE, lines)


class _Frame:
    """Names at the left, values at the right, a scale between them."""

    def __init__(
        self,
        prefix: str,
        finding: str,
        width: float,
        labels: Sequence[str],
        values_text: Sequence[str],
        values: Sequence[float],
        unit: str,
        top: float = 0.0,
    ) -> None:
        self.drawing = Drawing(prefix, finding, width)
        room = width * LABEL_SHARE
        wrapped = [wrap(label, room) for label in labels]
        left = max((text_width(text) for lines in wrapped for text in lines), default=0.0) + 12
        right = max((text_width(text) for text in values_text), default=0.0) + 12
        self._left, self._right = left, width - right
        self.scale: Scale = scale(values, left, width - right - 6)
        self._top = top
        self._middles: list[float] = []
        y = top + 2
        for lines, text in zip(wrapped, values_text, strict=True):
            height = max(BAR, LINE * len(lines)) + GAP
            middle = y + height / 2
            self._middles.append(middle)
            first = middle - LINE * (len(lines) - 1) / 2 + SIZE * 0.35
            self.drawing.lines(0, first, lines)
            self.drawing.text(width, middle + SIZE * 0.35, text, anchor="end", bold=True)
            y += height
        self._bottom = y
        self._unit = unit
        steps = self.scale.steps
        grid = [line(self.scale.at(step), top, self.scale.at(step), y) for step in steps]
        self.drawing.stroke(grid, "chart-grid", 1.0, 0.22)

    def middle(self, index: int) -> float:
        return self._middles[index]

    def x(self, value: float) -> float:
        return self.scale.at(value)

    def finish(self, notes: Sequence[str]) -> Markup:
        """Write the scale and the notes under the rows and return the picture."""
        drawing, width = self.drawing, self.drawing.width
        y = self._bottom + SIZE + 3
        edge = -math.inf
        for step in self.scale.steps:
            text = svenska.number(step, self.scale.decimals)
            x, half = self.scale.at(step), text_width(text) / 2
            # A name that would run into the one before it is left out; its line stays.
            if x - half > edge and x + half <= width:
                drawing.text(x, y, text, anchor="middle")
                edge = x + half + 6
        if self._unit:
            y += LINE
            drawing.lines(self.scale.at(self.scale.low), y, [self._unit])
        for note in notes:
            lines = wrap(note, width)
            y += LINE + 4
            drawing.lines(0, y, lines)
            y += LINE * (len(lines) - 1)
        return drawing.finish(y + 7)
