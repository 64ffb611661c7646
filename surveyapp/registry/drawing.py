"""The picture of the year: a bar over the months in which each collection asks."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from surveyapp.core.charts.drawing import (
    LINE,
    SIZE,
    Drawing,
    line,
    rectangle,
    text_width,
    wrap,
)
from surveyapp.core.i18n import gettext as _
from surveyapp.registry.rules import CalendarRow

_BAR = 13.0
_GAP = 9.0
_LABEL_SHARE = 0.36
_WIDTH = 960.0
_NARROW = 400.0


def year_picture(
    rows: Sequence[CalendarRow],
    months: Sequence[str],
    finding: str,
    *,
    prefix: str,
    is_narrow: bool = False,
) -> Markup:
    """Draw the rows over twelve named months; a window known only by season is outlined, not filled.

    Names stand beside the bars, above them in the narrow picture that a phone shows.
    """
    width = _NARROW if is_narrow else _WIDTH
    drawing = Drawing(prefix, finding, width)
    wrapped = [wrap(row.name, width if is_narrow else width * _LABEL_SHARE) for row in rows]
    left = 0.0
    if not is_narrow:
        left = max((text_width(text) for lines in wrapped for text in lines), default=0.0) + 14
    step = (width - left) / 12
    top = SIZE + 8
    y = top + 4
    certain: list[str] = []
    rough: list[str] = []
    for row, lines in zip(rows, wrapped, strict=True):
        room = LINE * len(lines)
        height = room + _BAR + _GAP + 4 if is_narrow else max(_BAR, room) + _GAP
        middle = y + room + 4 + _BAR / 2 if is_narrow else y + height / 2
        first = y + SIZE if is_narrow else middle - (room - LINE) / 2 + SIZE * 0.35
        drawing.lines(0, first, lines)
        bars = rough if row.is_approximate else certain
        bars += [
            rectangle(left + start * step + 2, middle - _BAR / 2, length * step - 4, _BAR)
            for start, length in runs(row.months)
        ]
        y += height
    for number, month in enumerate(months):
        drawing.text(left + (number + 0.5) * step, SIZE, month[:3], anchor="middle")
    grid = [line(left + n * step, top, left + n * step, y) for n in range(13)]
    drawing.stroke(grid, "chart-grid", 1.0, 0.22)
    drawing.fill(certain, "chart-bar", 0.55)
    drawing.stroke(rough, "chart-rough", 1.5, 1.0, "4 3")
    if rough:
        note = _("Streckad kontur: källan säger bara årstid, som våren eller början av året.")
        lines = wrap(note, width)
        drawing.lines(0, y + LINE, lines)
        y += LINE * len(lines)
    return drawing.finish(y + 8)


def runs(months: frozenset[int]) -> list[tuple[int, int]]:
    """Return (first month from zero, how many) of every unbroken run in the year."""
    found: list[tuple[int, int]] = []
    for month in range(1, 13):
        if month not in months:
            continue
        if month - 1 in months:
            start, length = found[-1]
            found[-1] = (start, length + 1)
        else:
            found.append((month - 1, 1))
    return found
