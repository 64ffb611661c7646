"""HTML in, PDF/UA-1 bytes out: the only module that imports WeasyPrint.

Rendering is slow, grows with its input and has been attacked through its input before, so the web
never calls `render` itself: `surveyapp.reports.worker` runs this module in a process with limits.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import resource
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any, BinaryIO
from xml.etree import ElementTree as ET

import cssselect2  # type: ignore[import-untyped]
import pydyf  # type: ignore[import-untyped]
from weasyprint import CSS, HTML
from weasyprint.logger import LOGGER
from weasyprint.text import ffi
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from surveyapp.reports.assets import Assets, shipped_assets
from surveyapp.reports.errors import RenderFailed

logger = logging.getLogger(__name__)

VARIANT = "pdf/ua-1"
BASE_URL = "app:"
PLAIN_START = "<!DOCTYPE html>\n<html"
"""A page that begins so has no declarations of its own, hence no entities to expand."""

POINTS_PER_PIXEL = 0.75
"""A CSS pixel is 1/96 inch, a PDF point 1/72."""

COLLECT_EVERY = 10
"""Reports between two garbage collections in a worker; holds memory without the cost per report."""


class _ClosedFetcher(URLFetcher):
    """Serves the shipped files from memory and refuses everything else, loudly.

    The HTML holds no foreign address unless a template has a fault or a text got past the escaping.
    Both should stop the report, not be skipped.
    """

    def __init__(self, assets: Assets) -> None:
        super().__init__(allowed_protocols=("app",), allow_redirects=False, fail_on_errors=True)
        self._files = assets.files
        self.refused: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return one of our own files."""
        name = url.removeprefix("app:")
        if not url.startswith("app:") or name not in self._files:
            # Noted as well as raised: drawing a picture swallows every error.
            self.refused.append(f"a report may not fetch {url[:80]!r}")
            raise ValueError(self.refused[-1])
        return URLFetcherResponse(url, self._files[name], {"Content-Type": "font/ttf"})


class _Parsed(HTML):
    """A page that is also XML, parsed by the C parser: a twentieth of a report's time less.

    Sets what the parent's constructor sets; a test compares the bytes of both ways.
    """

    def __init__(self, root: ET.Element, fetcher: _ClosedFetcher) -> None:
        self.base_url = BASE_URL
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element


@dataclass(frozen=True)
class _Style:
    """A stylesheet that was parsed before, with the fonts that it loaded."""

    sheet: CSS
    fonts: FontConfiguration


@lru_cache(maxsize=4)
def _style(text: str, assets: Assets) -> _Style:
    # Every report begins with the same stylesheet; reading it again takes a twentieth of the time.
    # Given beside the page it ranks below the page's other rules, whatever their specificity.
    fonts = FontConfiguration()
    fetcher = _ClosedFetcher(assets)
    return _Style(
        CSS(string=text, url_fetcher=fetcher, base_url=BASE_URL, font_config=fonts), fonts
    )


def _parse(html: str, fetcher: _ClosedFetcher, assets: Assets) -> tuple[HTML, _Style | None]:
    """Return the page, and its first stylesheet if that could be taken out of it."""
    if html.startswith(PLAIN_START):
        try:
            root = ET.fromstring(html)  # noqa: S314 - no declarations, see above
        except ET.ParseError:
            logger.info("the page is HTML but not XML, so it is parsed the slow way")
        else:
            return _Parsed(root, fetcher), _take_style(root, assets)
    return HTML(string=html, url_fetcher=fetcher, base_url=BASE_URL), None


def _take_style(root: ET.Element, assets: Assets) -> _Style | None:
    head = root.find("head")
    style = head.find("style") if head is not None else None
    if head is None or style is None or style.attrib:
        return None
    head.remove(style)
    return _style(style.text or "", assets)


class _Faults(logging.Handler):
    """Collects what WeasyPrint only logs as an error: a picture left out, a missing language."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a message of this thread."""
        if record.thread == self._thread:
            self.messages.append(record.getMessage())


@cache
def warn_if_slow() -> bool:
    """Return True, and say so once, when fonts will be subset in Python: a report then costs more.

    WeasyPrint itself only logs a line for each font.
    """
    if getattr(ffi, "harfbuzz_subset", None) is not None:
        return False
    logger.warning("libharfbuzz-subset0 is not installed: every PDF report takes longer to make")
    return True


def render(html: str, *, created_at: datetime, assets: Assets | None = None) -> bytes:
    """Return the report as a tagged PDF; the same input gives the same bytes.

    `created_at` is the time of the data and becomes the document's date. `assets` defaults to the
    files that come with the program.

    Raises:
        RenderFailed: the HTML asked for something that is not ours, could not be laid out, or
            lacks what a reader needs (a language, words for a picture).
    """
    warn_if_slow()
    stamp = created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assets = assets or shipped_assets()
    fetcher, faults = _ClosedFetcher(assets), _Faults()
    LOGGER.addHandler(faults)
    try:
        with _collector_paused():
            source, style = _parse(html, fetcher, assets)
            document = source.render(
                font_config=style.fonts if style else None,
                stylesheets=[style.sheet] if style else [],
                pdf_variant=VARIANT,
                presentational_hints=False,
            )
            document.metadata.created = document.metadata.modified = stamp
            data = document.write_pdf(finisher=_finish, pdf_variant=VARIANT)
    except FatalURLFetchingError as error:
        raise RenderFailed(f"{error}: {error.__cause__}") from error
    except Exception as error:
        # Whatever a layout engine raises on odd input, one report failed and no more.
        raise RenderFailed(f"{type(error).__name__}: {str(error)[:200]}") from error
    finally:
        LOGGER.removeHandler(faults)
    if wrong := (*fetcher.refused, *faults.messages):
        raise RenderFailed("; ".join(wrong)[:500])
    assert isinstance(data, bytes)
    return data


@contextmanager
def _collector_paused() -> Iterator[None]:
    # A report makes some hundred thousand objects that all die at its end; scanning them in between
    # takes about a tenth of the time.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


# --- finisher: what WeasyPrint leaves undone in the tags -----------------------------------------


class _Objects:
    """The objects of a file by reference (`12 0 R`)."""

    def __init__(self, objects: list[Any]) -> None:
        self._objects = objects

    def __getitem__(self, reference: bytes) -> Any:
        return self._objects[int(reference[:-4])]


def _finish(_document: Any, pdf: pydyf.PDF) -> None:
    objects = _Objects(pdf.objects)
    root = objects[pdf.catalog["StructTreeRoot"]]
    reached: dict[bytes, set[int]] = {}
    seen: set[bytes] = set()
    for reference in root["K"]:
        _walk(reference, objects, reached, seen, in_head=False)
    parents = objects[root["ParentTree"]]["Nums"]
    for index, page in enumerate(pdf.page_references):
        kept = reached.get(page, set())
        _make_artifacts(objects[objects[page]["Contents"]], kept)
        _forget_margins(parents[2 * index + 1], kept, seen, objects)


def _walk(
    reference: bytes,
    objects: _Objects,
    reached: dict[bytes, set[int]],
    seen: set[bytes],
    *,
    in_head: bool,
) -> None:
    """Visit the elements that hang in the tree, note their marked content and mend them."""
    element = objects[reference]
    if element.get("Type") != "/StructElem":
        return
    seen.add(reference)
    kind = element["S"]
    in_head = in_head or kind == "/THead"
    if kind == "/TH":
        # Without a scope a reader cannot tell whose header a cell is.
        element.setdefault("A", pydyf.Dictionary({"O": "/Table"}))
        element["A"]["Scope"] = "/Column" if in_head else "/Row"
    elif kind == "/TD" and not element["A"].get("Headers", True):
        del element["A"]["Headers"]
    elif kind == "/Figure":
        _place_figure(element, objects)
    for kid in element["K"]:
        if isinstance(kid, int):
            reached.setdefault(element["Pg"], set()).add(kid)
        else:
            _walk(kid, objects, reached, seen, in_head=in_head)


def _place_figure(element: pydyf.Dictionary, objects: _Objects) -> None:
    # WeasyPrint gives CSS pixels from the top; the standard wants points from the bottom.
    left, top, right, bottom = (float(side) * POINTS_PER_PIXEL for side in element["A"]["BBox"])
    height = float(objects[element["Pg"]]["MediaBox"][3])
    sides = (left, height - bottom, right, height - top)
    element["A"]["BBox"] = pydyf.Array([round(side, 2) for side in sides])


def _make_artifacts(stream: pydyf.Stream, kept: set[int]) -> None:
    # Running headers and footers are marked but hang in no tree: a reader would meet them as loose
    # text between two paragraphs. The sequence in the stream is tag, properties, BDC.
    content = stream.stream
    for position, operator in enumerate(content):
        if operator != b"BDC":
            continue
        properties = content[position - 1]
        if isinstance(properties, pydyf.Dictionary) and properties.get("MCID") not in kept:
            content[position - 2] = "/Artifact"
            content[position - 1] = pydyf.Dictionary({"Type": "/Pagination"})


def _forget_margins(
    parents: list[Any],
    kept: set[int],
    seen: set[bytes],
    objects: _Objects,
) -> None:
    for number, reference in enumerate(parents):
        if number in kept:
            continue
        parents[number] = b"null"
        # An object number cannot be given back here, but its content can go, up to the tree.
        while reference and reference not in seen:
            element = objects[reference]
            reference = element.pop("P", b"")
            element.clear()


# --- worker process ------------------------------------------------------------------------------
# Frames on both pipes: eight bytes of length, then the body. A request is JSON; an answer is one
# letter, P with the PDF or F with the reason.


def main() -> int:
    """Render reports from standard input until it ends; started by `surveyapp.reports.worker`."""
    cpu_seconds, memory_bytes = int(sys.argv[1]), int(sys.argv[2])
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not end up between two answers.
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    assets = shipped_assets()
    gc.disable()
    done = 0
    while (body := read_frame(sys.stdin.buffer)) is not None:
        if done == 1:
            # What the first report loaded stays for ever, so no later collection looks at it.
            gc.collect()
            gc.freeze()
        elif done % COLLECT_EVERY == 0:
            gc.collect()
        _allow_cpu(cpu_seconds)
        write_frame(answers, _answer(body, assets))
        done += 1
    return 0


def _allow_cpu(seconds: int) -> None:
    # The limit counts from the start of the process, so it moves with every report.
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds + 1, hard))


def _answer(body: bytes, assets: Assets) -> bytes:
    request = json.loads(body)
    created_at = datetime.fromisoformat(request["created_at"])
    try:
        return b"P" + render(request["html"], created_at=created_at, assets=assets)
    except RenderFailed as error:
        return b"F" + error.message.encode("utf-8", "replace")


def read_frame(source: BinaryIO) -> bytes | None:
    """Return the next body, or None when the other side has closed."""
    head = source.read(8)
    if len(head) < 8:
        return None
    return source.read(int.from_bytes(head, "big"))


def write_frame(target: BinaryIO, body: bytes) -> None:
    """Write one body and push it out."""
    target.write(len(body).to_bytes(8, "big") + body)
    target.flush()


if __name__ == "__main__":
    sys.exit(main())
