"""The pen of the charts: text that is never cut, scales with round steps, and one SVG at the end.

The same SVG stands in a page (dark mode too) and in a PDF, so there is no script, no style and no
colour that carries meaning alone. Marks take the colour of the group `chart-marks`, which a page
may set; differences are differences of lightness and shape.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH = 640
SIZE = 13.0
LINE = 17.0
MARK_COLOUR = "#0b4f4a"
"""Where no stylesheet says otherwise: the accent colour, dark enough to print black."""

FONTS = "Report, 'Hanken Grotesk', sans-serif"
"""The typeface under the name it has in documents and on pages: a document's pictures do not inherit
it, and a page's stylesheet may say otherwise."""

_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_NARROW = set("fijlrtIJ.,:;'|!()[]\u00a0\u202f\u2009 ")
_WIDE = set("mwMWÅÄÖ%@—–")


def text_width(text: str, size: float = SIZE) -> float:
    """Return about how wide a text is; rather too wide than too narrow."""
    units = 0.0
    for character in unicodedata.normalize("NFC", text):
        if character in _NARROW:
            units += 0.36
        elif character in _WIDE:
            units += 0.9
        else:
            units += 0.7 if character.isupper() else 0.58
    return units * size


def wrap(text: str, width: float, size: float = SIZE) -> list[str]:
    """Break a text into lines no wider than `width`; a word too long is parted with a hyphen."""
    lines: list[str] = []
    current = ""
    for word in text.split(" "):
        rest = word
        while rest:
            trial = f"{current} {rest}" if current else rest
            if text_width(trial, size) <= width:
                current, rest = trial, ""
            elif current:
                lines.append(current)
                current = ""
            else:
                head = _head(rest, width, size)
                lines.append(head + "-")
                rest = rest[len(head) :]
    return [*lines, current] if current or not lines else lines


def _head(word: str, width: float, size: float) -> str:
    end = 1
    while end < len(word) and text_width(word[: end + 1] + "-", size) <= width:
        end += 1
    # Three letters at least on either side, where there is room for them.
    return word[: max(1, min(end, len(word) - 3))]


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a value stands between two ends of a line, with round steps to name."""

    low: float
    high: float
    start: float
    end: float
    steps: tuple[float, ...]
    decimals: int

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


LEAST_SPAN = 1e-9
"""Below this the values are one: no hour, share or krona differs by less."""


def scale(
    values: Iterable[float], start: float, end: float, steps: int = 4, from_zero: bool = True
) -> Scale:
    """Make a scale over the values; from zero unless said otherwise, so that lengths compare."""
    finite = [value for value in values if math.isfinite(value)]
    low = min([*finite, 0.0] if from_zero else finite, default=0.0)
    high = max([*finite, 0.0] if from_zero else finite, default=1.0)
    if high - low < LEAST_SPAN:
        high = low + 1
    rough = (high - low) / steps
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    named = tuple(step * n for n in range(first, last + 1))
    places = 0 if step >= 1 and step % 1 == 0 else max(0, -math.floor(math.log10(step)))
    if step * 10**places % 1 > 1e-6:
        places += 1
    return Scale(named[0], named[-1], start, end, named, places)


class Drawing:
    """One picture being drawn, from the top down."""

    def __init__(self, prefix: str, finding: str, width: float = WIDTH) -> None:
        if not _PREFIX.fullmatch(prefix):
            raise ValueError("a chart's prefix must be usable as an id")
        if not finding.strip():
            raise ValueError("a chart states its finding")
        self.prefix = prefix
        self.finding = finding
        self.width = width
        self._marks: list[Markup] = []
        self._texts: list[Markup] = []

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        anchor: str = "start",
        size: float = SIZE,
        bold: bool = False,
    ) -> None:
        """Write one line with its baseline at y."""
        if not text:
            return
        weight = Markup(' font-weight="600"') if bold else ""
        side = "" if anchor == "start" else Markup(' text-anchor="{}"').format(anchor)
        self._texts.append(
            Markup('<text x="{}" y="{}" font-size="{}"{}{}>{}</text>').format(
                number(x), number(y), number(size), weight, side, text
            )
        )

    def lines(self, x: float, y: float, lines: Sequence[str], *, anchor: str = "start") -> None:
        """Write lines under each other, the first with its baseline at y."""
        for index, line in enumerate(lines):
            self.text(x, y + index * LINE, line, anchor=anchor)

    def fill(self, shapes: Iterable[str], name: str, opacity: float = 1.0) -> None:
        """Fill shapes as one path, with an outline so that a pale one is seen on paper."""
        self._path(
            shapes,
            name,
            Markup('fill="currentColor" fill-opacity="{}" stroke="currentColor"').format(
                number(opacity)
            ),
        )

    def stroke(
        self,
        shapes: Iterable[str],
        name: str,
        width: float = 1.0,
        opacity: float = 1.0,
        dash: str = "",
    ) -> None:
        """Draw lines as one path."""
        pattern = Markup(' stroke-dasharray="{}"').format(dash) if dash else Markup("")
        self._path(
            shapes,
            name,
            Markup(
                'fill="none" stroke="currentColor" stroke-width="{}" stroke-opacity="{}"'
            ).format(number(width), number(opacity))
            + pattern,
        )

    def _path(self, shapes: Iterable[str], name: str, paint: Markup) -> None:
        path = "".join(shapes)
        if path:
            self._marks.append(Markup('<path class="{}" {} d="{}"/>').format(name, paint, path))

    def finish(self, height: float) -> Markup:
        """Return the whole picture."""
        title = f"{self.prefix}-title"
        head = Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" class="chart-svg" role="img" '
            'aria-labelledby="{}" focusable="false" viewBox="0 0 {} {}" width="{}" height="{}" font-family="{}">'
            '<title id="{}">{}</title>'
        ).format(
            title,
            number(self.width),
            number(height),
            number(self.width),
            number(height),
            FONTS,
            title,
            self.finding,
        )
        marks = Markup('<g class="chart-marks" color="{}">').format(MARK_COLOUR)
        texts = Markup('</g><g class="chart-texts" fill="currentColor">')
        return (
            head
            + marks
            + Markup("").join(self._marks)
            + texts
            + Markup("").join(self._texts)
            + Markup("</g></svg>")
        )


def number(value: float) -> str:
    """Write a coordinate with at most two decimals."""
    # Adding zero turns minus zero, which a tiny negative rounds to, into zero.
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def rectangle(x: float, y: float, width: float, height: float) -> str:
    """Return the path of a rectangle."""
    return f"M{number(x)} {number(y)}h{number(width)}v{number(height)}h{number(-width)}z"


def line(x1: float, y1: float, x2: float, y2: float) -> str:
    """Return the path of a straight line."""
    return f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}"


def circle(x: float, y: float, radius: float) -> str:
    """Return the path of a circle."""
    r, d = number(radius), number(2 * radius)
    return f"M{number(x - radius)} {number(y)}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0z"


def square(x: float, y: float, radius: float) -> str:
    """Return the path of a square standing on its corner."""
    r = radius * 1.3
    return (
        f"M{number(x)} {number(y - r)}L{number(x + r)} {number(y)}"
        f"L{number(x)} {number(y + r)}L{number(x - r)} {number(y)}z"
    )
