"""Reads the tags of a PDF the way a screen reader does."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterator
from typing import Any

import page
import pikepdf


def failures(data: bytes) -> list[str]:
    """Return the PDF/UA-1 rules that the file breaks."""
    report = page.validate_pdf_bytes(data, profile=page.ValidationProfile.PDF_UA_1)
    assert report.rules.total > 50
    return sorted({str(failure) for failure in report.failures})


def opened(data: bytes) -> pikepdf.Pdf:
    """Return the file, open."""
    return pikepdf.open(io.BytesIO(data))


def elements(pdf: pikepdf.Pdf, kind: str = "") -> Iterator[Any]:
    """Yield the structure elements in reading order, of one kind such as `/TH` or all."""

    def walk(element: Any) -> Iterator[Any]:
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            if not kind or str(element.S) == kind:
                yield element
            for kid in element.get("/K", pikepdf.Array()):
                yield from walk(kid)

    for kid in pdf.Root.StructTreeRoot.K:
        yield from walk(kid)


def marked_content(element: Any) -> list[int]:
    """Return the numbers of the marked content directly in an element."""
    return [int(kid) for kid in element.get("/K", []) if isinstance(kid, int)]


def sequences(page_: pikepdf.Page) -> list[tuple[str, dict[str, Any]]]:
    """Return (tag, properties) of every marked sequence that a page begins."""
    found = []
    for instruction in pikepdf.parse_content_stream(page_):
        if str(instruction.operator) == "BDC":
            tag, properties = instruction.operands
            found.append((str(tag), dict(properties.items())))
    return found


def text_of(data: bytes, *options: str) -> str:
    """Return the text in the order it is drawn, every space a plain one."""
    result = subprocess.run(
        ["pdftotext", *(options or ("-raw",)), "-", "-"],
        input=data,
        capture_output=True,
        check=True,
    )
    return result.stdout.decode("utf-8")
