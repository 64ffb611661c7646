"""The PDF: accessible by an independent checker, the same everywhere, closed to the world."""

from __future__ import annotations

import hashlib
import http.server
import logging
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pikepdf
import pytest
import weasyprint
from weasyprint.text import ffi

from surveyapp.core import svenska
from surveyapp.core.i18n import force_language, pick
from surveyapp.reports import pdf
from surveyapp.reports.assets import Assets, shipped_assets
from surveyapp.reports.document import build_html
from surveyapp.reports.errors import RenderFailed
from tests.reports import tags
from tests.reports.sample import EDGES, sample_edition

WHEN = datetime(2026, 4, 2, 12, 5, 9, tzinfo=UTC)
LANGUAGES = ("sv", "en")


@pytest.fixture(scope="module")
def rendered() -> Callable[[str, str], bytes]:
    """Return a function from the name of an example and a language to its PDF, made once."""
    kept: dict[tuple[str, str], bytes] = {}

    def render(name: str, language: str = "sv") -> bytes:
        if (name, language) not in kept:
            html = build_html(EDGES[name](), language)
            kept[name, language] = pdf.render(html, created_at=WHEN)
        return kept[name, language]

    return render


Rendered = Callable[[str, str], bytes]


def small(body: str, head: str = "<title>Prov</title>", attributes: str = ' lang="sv"') -> str:
    """A page with one heading and a paragraph around `body`."""
    return (
        f"<!DOCTYPE html>\n<html{attributes}><head>{head}"
        '<style>@font-face { font-family: R; src: url("app:pdf-regular.ttf") }'
        f"html {{ font-family: R }}</style></head><body><h1>Prov</h1><p>Text.</p>{body}</body></html>"
    )


# --- accessible ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EDGES)
def test_every_report_passes_the_checker(
    rendered: Rendered, name: str, language: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        data = rendered(name, language)
    assert tags.failures(data) == []
    assert [record.message for record in caplog.records] == []


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(small("", attributes=""), id="no language"),
        pytest.param(small("", head=""), id="no title"),
        pytest.param(
            small(
                '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
            ),
            id="picture without words",
        ),
        pytest.param(small("<h3>För djupt</h3>"), id="skipped heading level"),
    ],
)
def test_the_checker_finds_planted_faults(html: str) -> None:
    plain = html.replace("app:pdf-regular.ttf", "")
    data = weasyprint.HTML(string=plain).write_pdf(pdf_variant=pdf.VARIANT)
    assert tags.failures(data) != []


@pytest.mark.parametrize(
    ("html", "message"),
    [
        (small("", attributes=""), 'Missing required "lang"'),
        (small('<img src="app:picture.svg">'), "may not fetch"),
    ],
)
def test_a_report_without_what_a_reader_needs_is_not_made(html: str, message: str) -> None:
    with pytest.raises(RenderFailed, match=message):
        pdf.render(html, created_at=WHEN)


def test_the_checker_passes_the_page_that_the_faults_were_planted_in() -> None:
    assert tags.failures(pdf.render(small(""), created_at=WHEN)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_document_says_what_it_is(rendered: Rendered, language: str) -> None:
    with tags.opened(rendered("whole", language)) as file:
        assert str(file.Root.Lang) == language
        assert str(file.docinfo["/Title"]).startswith(
            {"sv": "Belastningsrapport VN03", "en": "Burden report VN03"}[language]
        )
        assert str(file.docinfo["/CreationDate"]).startswith("D:20260402120509")
        assert bool(file.Root.ViewerPreferences.DisplayDocTitle)
        assert bool(file.Root.MarkInfo.Marked)
        assert file.Root.Outlines.Count != 0


def test_every_header_cell_says_whose_header_it_is(rendered: Rendered) -> None:
    with tags.opened(rendered("whole", "sv")) as file:
        scopes = [str(cell.A.Scope) for cell in tags.elements(file, "/TH")]
        empty = [cell for cell in tags.elements(file, "/TD") if cell.A.get("/Headers") == []]
    assert set(scopes) == {"/Column", "/Row"}
    assert scopes.count("/Row") > 30
    assert empty == []


def test_without_the_finisher_headers_have_no_scope() -> None:
    html = small("<table><thead><tr><th scope=col>A</th></tr></thead></table>").replace(
        "app:pdf-regular.ttf", ""
    )
    data = weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    with tags.opened(data) as file:
        assert all("/Scope" not in cell.A for cell in tags.elements(file, "/TH"))


def test_running_headers_are_not_read_aloud(rendered: Rendered) -> None:
    with tags.opened(rendered("whole", "sv")) as file:
        in_tree: dict[int, set[int]] = {}
        for element in tags.elements(file):
            numbers = tags.marked_content(element)
            if numbers:
                in_tree.setdefault(element.Pg.objgen[0], set()).update(numbers)
        for index, page in enumerate(file.pages):
            sequences = tags.sequences(page)
            drawn = {int(p["/MCID"]) for _, p in sequences if "/MCID" in p}
            assert drawn == in_tree[page.obj.objgen[0]]
            margins = [p for tag, p in sequences if tag == "/Artifact"]
            assert len(margins) >= 3
            assert all(str(p["/Type"]) == "/Pagination" for p in margins)
            parents = file.Root.StructTreeRoot.ParentTree.Nums[2 * index + 1]
            assert all((parents[n] is not None) == (n in drawn) for n in range(len(parents)))


def test_a_picture_has_words_and_its_place_in_points() -> None:
    html = small(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" width="96" height="48" viewBox="0 0 96 48"><title>Fynd: tre.</title>'
        '<path d="M0 0h96v48z"/></svg>'
    )
    with tags.opened(pdf.render(html, created_at=WHEN)) as file:
        (figure,) = tags.elements(file, "/Figure")
        left, bottom, right, top = (float(side) for side in figure.A.BBox)
        height = float(file.pages[0].mediabox[3])
    assert str(figure.Alt) == "Fynd: tre."
    assert (round(right - left), round(top - bottom)) == (72, 36)
    assert height / 2 < bottom < top < height


def test_every_picture_of_a_report_has_its_finding_as_words(rendered: Rendered) -> None:
    with tags.opened(rendered("whole", "sv")) as file:
        words = [str(figure.Alt) for figure in tags.elements(file, "/Figure")]
    assert len(words) == 4
    assert "Fråga V3 tar längst tid: median 38,5 minuter per kommun." in words


# --- readable ------------------------------------------------------------------------------------


def span(low: float | None, high: float | None) -> str:
    return f"{svenska.number(low, 1)}–{svenska.number(high, 1)}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_numbers_in_the_file_are_those_of_the_edition(
    rendered: Rendered, language: str
) -> None:
    edition = sample_edition()
    text = " ".join(tags.text_of(rendered("whole", language)).split())
    burden = edition.burden
    with force_language(language):
        wanted = [
            svenska.hours(burden.attributed_hours.value),
            svenska.hours(burden.avoidable_hours),
            svenska.hours(burden.screen_hours),
            svenska.hours(burden.outside_hours),
            svenska.hours(burden.overhead_hours),
            svenska.hours(burden.hours_without_imputation),
            svenska.percent(burden.imputed_share, 1),
            svenska.kronor(burden.cost_kronor),
            span(burden.attributed_hours.low, burden.attributed_hours.high),
        ]
        wanted += [
            f"{svenska.percent(row.weight)} {svenska.number(row.median_minutes, 1)} "
            f"{span(row.q1_minutes, row.q3_minutes)} {row.n_measured} / {row.n_asked} "
            f"{svenska.number(row.total_hours, 1)} {svenska.number(row.attributed_hours, 1)}"
            for row in edition.questions
        ]
        wanted += [
            f"{group.n_measured} / {group.population} {svenska.number(group.mean_minutes, 1)} "
            f"{svenska.number(group.attributed_hours, 1)} {svenska.percent(group.imputed_share)}"
            for group in burden.groups
        ]
        wanted += [
            f"{pick(role.name)} {svenska.number(role.hours, 1)} "
            f"{svenska.number(role.tariff_kronor)} {svenska.kronor(role.cost_kronor)}"
            for role in burden.roles
        ]
    assert [number for number in wanted if " ".join(number.split()) not in text] == []


def test_every_page_says_that_it_is_fictional_and_which_page_it_is(rendered: Rendered) -> None:
    pages = tags.text_of(rendered("whole", "sv")).split("\f")[:-1]
    assert len(pages) >= 3
    for number, text in enumerate(pages, start=1):
        assert "FIKTIVA UPPGIFTER" in text
        assert f"Sida {number} av {len(pages)}" in text
    assert "FIKTIVA" not in tags.text_of(rendered("no use data", "sv"))


@pytest.mark.parametrize("name", EDGES)
def test_no_word_leaves_the_margins(rendered: Rendered, name: str) -> None:
    millimetre = 72 / 25.4
    boxes = re.findall(
        r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>',
        tags.text_of(rendered(name, "sv"), "-bbox"),
    )
    assert len(boxes) > 200
    outside = [
        word
        for left, top, right, bottom, word in boxes
        if float(left) < 19.9 * millimetre
        or float(right) > 190.3 * millimetre
        or float(top) < 5 * millimetre
        or float(bottom) > 292 * millimetre
    ]
    assert outside == []


def test_only_the_shipped_fonts_are_used(rendered: Rendered) -> None:
    for name in ("whole", "emoji", "right to left and overrides"):
        with tags.opened(rendered(name, "sv")) as file:
            fonts = {
                str(item.BaseFont).split("+")[-1]
                for item in file.objects
                if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"
            }
        assert fonts
        assert fonts <= {"Report", "Report-Semi-Bold", "Report-Bold"}


# --- the same everywhere -------------------------------------------------------------------------

_PROGRAM = """
import hashlib
from surveyapp.reports import document, pdf
from tests.reports.sample import sample_edition
edition = sample_edition()
for language in ("sv", "en"):
    html = document.build_html(edition, language)
    data = pdf.render(html, created_at=edition.frozen_at)
    print(hashlib.sha256(data).hexdigest())
"""


def test_other_processes_make_the_same_bytes() -> None:
    made = set()
    for seed, zone in (("1", "UTC"), ("4711", "Asia/Tokyo")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": os.getcwd()}
        result = subprocess.run(
            [sys.executable, "-c", _PROGRAM],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        made.add(result.stdout)
    edition = sample_edition()
    here = [
        hashlib.sha256(
            pdf.render(build_html(edition, language), created_at=edition.frozen_at)
        ).hexdigest()
        for language in LANGUAGES
    ]
    assert made == {"\n".join(here) + "\n"}


@pytest.mark.parametrize("name", ["whole", "markup in texts", "long Swedish names"])
def test_the_fast_parser_gives_the_same_bytes(
    rendered: Rendered, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast = rendered(name, "sv")
    monkeypatch.setattr(pdf, "PLAIN_START", "no page begins so")
    assert pdf.render(build_html(EDGES[name](), "sv"), created_at=WHEN) == fast


@pytest.mark.parametrize("name", EDGES)
def test_every_report_is_fit_for_the_fast_parser(
    name: str,
) -> None:
    html = build_html(EDGES[name](), "sv")
    assert html.startswith(pdf.PLAIN_START)
    ET.fromstring(html)


def test_another_time_of_the_data_is_another_file() -> None:
    first = pdf.render(small(""), created_at=WHEN)
    assert pdf.render(small(""), created_at=WHEN) == first
    assert pdf.render(small(""), created_at=WHEN.replace(day=3)) != first


# --- closed --------------------------------------------------------------------------------------


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A web server on this machine, and the addresses that were asked of it."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join()


HOSTILE = {
    "attachment": '<link rel="attachment" href="{}"/>',
    "link to an attachment": '<a rel="attachment" href="{}">x</a>',
    "stylesheet": '<link rel="stylesheet" href="{}"/>',
    "import": '<style>@import url("{}");</style>',
    "font": '<style>@font-face {{ font-family: X; src: url("{}") }} p {{ font-family: X }}</style>',
    "image": '<img alt="x" src="{}"/>',
    "background": '<p style="background: url({})">x</p>',
    "list picture": '<ul style="list-style-image: url({})"><li>x</li></ul>',
    "content": '<style>p::before {{ content: url("{}") }}</style>',
    "object": '<object data="{}">x</object>',
    "embed": '<embed src="{}"/>',
    "picture in a picture": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" viewBox="0 0 9 9"><title>x</title>'
    '<image href="{}" width="9" height="9"/></svg>',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_the_hostile_pages_take_the_way_of_ours(name: str) -> None:
    ET.fromstring(small(HOSTILE[name].format("x")))


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_is_fetched_from_the_net(name: str, listener: tuple[str, list[str]]) -> None:
    address, asked = listener
    with pytest.raises(RenderFailed, match="may not fetch"):
        pdf.render(small(HOSTILE[name].format(f"{address}/{name[:4]}")), created_at=WHEN)
    assert asked == []


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("scheme", ["file", "relative", "data"])
def test_nothing_is_read_from_the_machine(name: str, scheme: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("HEMLIGHETEN")
    address = {
        "file": secret.as_uri(),
        "relative": f"..{secret}",
        "data": "data:text/plain,HEMLIGHETEN",
    }[scheme]
    with pytest.raises(RenderFailed, match="may not fetch"):
        pdf.render(small(HOSTILE[name].format(address)), created_at=WHEN)


def test_a_drawing_from_elsewhere_is_not_borrowed(listener: tuple[str, list[str]]) -> None:
    address, asked = listener
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>x</title><use href="{address}/x.svg#a"/></svg>'
    pdf.render(small(drawing), created_at=WHEN)
    assert asked == []


def test_an_open_renderer_would_attach_the_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("HEMLIGHETEN")
    html = small(HOSTILE["attachment"].format(secret.as_uri()))
    with tags.opened(weasyprint.HTML(string=html).write_pdf()) as file:
        assert len(file.attachments) == 1


def test_a_missing_font_stops_the_report() -> None:
    without = Assets(files={}, characters=shipped_assets().characters)
    with pytest.raises(RenderFailed, match=r"pdf-regular\.ttf"):
        pdf.render(small(""), created_at=WHEN, assets=without)


def test_a_page_too_deep_to_lay_out_is_a_failed_report() -> None:
    with pytest.raises(RenderFailed, match="RecursionError"):
        pdf.render(small("<div>" * 3000), created_at=WHEN)


def test_the_missing_library_is_told_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ffi, "harfbuzz_subset", None)
    pdf.warn_if_slow.cache_clear()
    try:
        with caplog.at_level(logging.WARNING):
            assert pdf.warn_if_slow()
            assert pdf.warn_if_slow()
        assert [r.message.split()[0] for r in caplog.records] == ["libharfbuzz-subset0"]
    finally:
        pdf.warn_if_slow.cache_clear()


def test_the_collector_is_left_as_it_was() -> None:
    import gc

    assert gc.isenabled()
    pdf.render(small(""), created_at=WHEN)
    assert gc.isenabled()
