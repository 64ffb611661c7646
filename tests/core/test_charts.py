"""Every chart keeps the rules that make it readable on paper, in the dark and by ear."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import page
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from markupsafe import Markup
from weasyprint import HTML

from surveyapp.core import charts
from surveyapp.core.charts import (
    Bar,
    Panel,
    Quantiles,
    ScatterPoint,
    Stack,
    StepPoint,
    YearPoint,
    small_multiples,
    stacked,
    year_line,
)
from surveyapp.core.charts.drawing import number, scale, text_width, wrap
from surveyapp.core.i18n import catalogue, force_language

SVG = "{http://www.w3.org/2000/svg}"
FINDING = 'Väntetid <kostar> mest & "tar" 1\u00a0235 timmar'
LONG = "Missbruksbehandlingsverksamhetsuppföljning inom individ- och familjeomsorgen"

CHARTS: dict[str, Callable[[], Markup]] = {
    "bars": lambda: charts.bars(
        [Bar(LONG, 1234.5, 1100, 1400), Bar("Rutin", -20), Bar("Ej mätt", None)],
        FINDING,
        prefix="a",
        unit="Timmar per år",
    ),
    "strip": lambda: charts.strip(
        [Quantiles(LONG, 20, 31, 55, (10.0, 12.0)), Quantiles("Ej mätt", None, None, None)],
        FINDING,
        prefix="b",
    ),
    "stacked": lambda: stacked(
        [Stack("Barn och unga", (80, 150, 0)), Stack("Äldre", (10, 20, 30))],
        ["På skärmen", LONG, "Besluta"],
        FINDING,
        prefix="c",
    ),
    "years": lambda: year_line(
        [
            YearPoint(2022, 900, 800, 1000),
            YearPoint(2023, 850),
            YearPoint(2024, None),
            YearPoint(2025, 990),
            YearPoint(2026, 540, is_break=True),
        ],
        FINDING,
        prefix="d",
        unit="Timmar per år",
    ),
    "scatter": lambda: charts.scatter(
        [ScatterPoint(f"U{i}", i * 10, i % 7, i == 3) for i in range(20)],
        FINDING,
        prefix="e",
        x_title="Timmar",
        y_title="Användning",
    ),
    "panels": lambda: small_multiples(
        [Panel(LONG, (Bar("På skärmen", n), Bar("Utanför", None)), "5 kommuner") for n in range(8)],
        FINDING,
        prefix="f",
        unit="Minuter",
    ),
    "steps": lambda: charts.steps(
        [StepPoint(x, 1000 - 9 * x, f"OJ-{x}") for x in (0, 1, 2, 40, 95)],
        FINDING,
        prefix="l",
        x_title="Pris: användning som ges upp för hundra sparade timmar",
        y_title="Timmar som är kvar",
    ),
    "empty steps": lambda: charts.steps([], FINDING, prefix="m", x_title="", y_title=""),
    "empty bars": lambda: charts.bars([], FINDING, prefix="g"),
    "empty years": lambda: year_line([], FINDING, prefix="h"),
    "empty scatter": lambda: charts.scatter([], FINDING, prefix="i", x_title="", y_title=""),
    "empty panels": lambda: small_multiples([], FINDING, prefix="j"),
    "one year": lambda: year_line([YearPoint(2026, 0)], FINDING, prefix="k"),
}


@pytest.fixture(params=CHARTS)
def drawn(request: pytest.FixtureRequest) -> Markup:
    return CHARTS[request.param]()


def texts(svg: str) -> list[str]:
    return [node.text or "" for node in etree.fromstring(svg).iter(f"{SVG}text")]


def test_the_finding_is_the_name_of_the_picture(drawn: Markup) -> None:
    root = etree.fromstring(drawn)
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == FINDING
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == root[0].get("id")


def test_a_picture_holds_no_script_style_or_outside_thing(drawn: Markup) -> None:
    root = etree.fromstring(drawn)
    assert {etree.QName(node).localname for node in root.iter()} <= {
        "svg",
        "title",
        "g",
        "path",
        "text",
    }
    names = {name for node in root.iter() for name in node.attrib}
    assert not names & {"style", "href", "onload"}
    assert "NaN" not in drawn
    assert "nan" not in drawn.split("</title>")[1]


def test_every_id_carries_the_prefix() -> None:
    ids = re.findall(r' id="([^"]+)"', "".join(draw() for draw in CHARTS.values()))
    assert len(ids) == len(set(ids)) == len(CHARTS)


def test_marks_are_merged(drawn: Markup) -> None:
    classes = [node.get("class") for node in etree.fromstring(drawn).iter(f"{SVG}path")]
    assert len(classes) == len(set(classes))


def test_text_stays_inside_the_picture(drawn: Markup) -> None:
    root = etree.fromstring(drawn)
    _x, _y, width, height = map(float, root.get("viewBox", "").split())
    for node in root.iter(f"{SVG}text"):
        x, y = float(node.get("x", "")), float(node.get("y", ""))
        length = text_width(node.text or "", float(node.get("font-size", "")))
        left = (
            x - {"start": 0, "middle": length / 2, "end": length}[node.get("text-anchor", "start")]
        )
        assert left >= -2
        assert left + length <= width + 12
        assert 0 < y <= height


def test_a_long_name_is_wrapped_and_never_cut() -> None:
    shown = "".join(texts(CHARTS["bars"]())).replace("-", "").replace(" ", "")
    assert LONG.replace("-", "").replace(" ", "") in shown


@given(st.text("abcåäö -", max_size=80), st.floats(30, 300))
def test_wrapping_loses_no_letter_and_keeps_the_width(text: str, width: float) -> None:
    lines = wrap(text, width)
    assert "".join(lines).replace("-", "").replace(" ", "") == text.replace("-", "").replace(
        " ", ""
    )
    assert all(text_width(line) <= width + text_width("ö-") for line in lines)


@given(st.lists(st.floats(-1e6, 1e9), max_size=20))
def test_a_scale_holds_every_value_between_round_steps(values: list[float]) -> None:
    made = scale(values, 0, 100)
    assert 2 <= len(made.steps) <= 8
    for value in values:
        assert -0.01 <= made.at(value) <= 100.01


def test_coordinates_keep_their_sign() -> None:
    assert [number(v) for v in (-0.5, -0.001, 0, 10, 12.344, -100)] == [
        "-0.5",
        "0",
        "0",
        "10",
        "12.34",
        "-100",
    ]


def test_numbers_follow_the_language() -> None:
    assert "1\u00a0235" in texts(CHARTS["bars"]())
    row = [Bar("x", 0.25)]
    assert "0,25" in texts(charts.bars(row, FINDING, prefix="a", decimals=2))
    with force_language("en"):
        assert "0.25" in texts(charts.bars(row, FINDING, prefix="a", decimals=2))


def test_notes_exist_in_english() -> None:
    names = ("bars", "strip", "years", "scatter")
    notes = {text for name in names for text in texts(CHARTS[name]()) if text.endswith(".")}
    assert notes
    with force_language("en"):
        english = {text for name in names for text in texts(CHARTS[name]()) if text.endswith(".")}
    assert english
    assert not notes & english
    assert catalogue("en").gettext("Streckad linje: definitionen ändrades.").startswith("Dashed")


def test_a_missing_value_is_a_dash_and_has_no_bar() -> None:
    with_missing = charts.bars([Bar("a", 5), Bar("b", None)], FINDING, prefix="a")
    assert "–" in texts(with_missing)
    (path,) = re.findall(r'class="chart-bar"[^>]* d="([^"]+)"', with_missing)
    assert path.count("z") == 1


def test_the_line_stops_at_a_gap_and_at_a_break() -> None:
    (path,) = re.findall(r'class="chart-line"[^>]* d="([^"]+)"', CHARTS["years"]())
    assert path.count("M") == 1
    assert 'class="chart-break"' in CHARTS["years"]()


def test_parts_differ_in_lightness_and_match_their_key() -> None:
    shades = re.findall(r'chart-part-\d" [^>]*fill-opacity="([\d.]+)"', CHARTS["stacked"]())
    assert len(shades) == len(set(shades)) == 3


def test_the_highlighted_points_are_named_and_of_another_shape() -> None:
    crowd = [ScatterPoint(f"Indikator {i}", 5 + i / 100, 5, i == 29) for i in range(30)]
    svg = charts.scatter(crowd, FINDING, prefix="a", x_title="x", y_title="y")
    assert "Indikator 29" in texts(svg)
    assert any("saknar namn" in text for text in texts(svg))
    assert 'class="chart-dot"' in svg


@pytest.mark.parametrize("parts", [(1.0,), (1.0, -2.0)])
def test_a_stack_that_means_nothing_is_refused(parts: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="part"):
        stacked([Stack("a", parts)], ["x", "y"], FINDING, prefix="a")


@pytest.mark.parametrize(("prefix", "finding"), [("1a", FINDING), ('a"', FINDING), ("a", " ")])
def test_a_picture_needs_a_finding_and_a_usable_prefix(prefix: str, finding: str) -> None:
    with pytest.raises(ValueError, match="chart"):
        charts.bars([Bar("a", 1)], finding, prefix=prefix)


def test_a_document_with_every_chart_is_accessible() -> None:
    fonts = Path(charts.__file__).parents[2] / "static" / "fonts"
    face = '@font-face {{ font-family: Report; font-weight: {}; src: url("{}") }}'
    style = "".join(
        face.format(weight, (fonts / name).as_uri())
        for weight, name in ((400, "pdf-regular.ttf"), (600, "pdf-semibold.ttf"))
    )
    body = "".join(draw() for draw in CHARTS.values())
    html = f'<html lang="sv"><title>Bilder</title><style>{style} html {{font-family: Report}}</style><body><h1>Bilder</h1>{body}'
    pdf = HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)
    assert report.is_compliant
