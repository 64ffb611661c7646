"""A client that reads every page it fetches the way a strict browser would."""

from __future__ import annotations

import re
from typing import Any

import html5lib
from flask.testing import FlaskClient
from html5lib.constants import E as MESSAGES
from werkzeug.test import TestResponse

UNFORMATTED = re.compile(r"%\(\w+\)[sd]|\{\{|\{%")
"""A placeholder or template mark that reached the page."""


class InvalidHtml(AssertionError):
    """A page is not valid HTML; the text quotes the place."""


class UncommittedChange(AssertionError):
    """A request that succeeded left changes that nobody commits."""


def check_html(text: str, *, where: str = "the page") -> None:
    """Parse strictly and look for double ids and placeholders left in the text.

    Raises:
        InvalidHtml: with the first faults, each with its line.
    """
    parser = html5lib.HTMLParser(strict=False)
    tree = parser.parse(text)
    lines = text.splitlines()
    faults = [
        f"line {line}: {MESSAGES.get(code, code) % values}\n    {lines[line - 1].strip()[:160]}"
        for (line, _column), code, values in parser.errors
    ]
    seen: set[str] = set()
    for element in tree.iter():
        identity = element.get("id")
        if identity is not None and identity in seen:
            faults.append(f"the id {identity!r} stands twice")
        if identity is not None:
            seen.add(identity)
    faults += [f"left unformatted: {found.group()}" for found in UNFORMATTED.finditer(text)]
    if faults:
        raise InvalidHtml(f"{where} is not valid HTML:\n" + "\n".join(faults[:8]))


class CheckingClient(FlaskClient):
    """A test client whose every HTML answer is checked."""

    checks_html = True

    def open(self, *arguments: Any, **named: Any) -> TestResponse:
        response = super().open(*arguments, **named)
        if self.checks_html and response.mimetype == "text/html" and not response.is_streamed:
            text = response.get_data(as_text=True)
            if text and not 300 <= response.status_code < 400:
                check_html(text, where=f"{response.request.method} {response.request.path}")
        return response
