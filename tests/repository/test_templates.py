"""What a strict content policy and safe output ask of templates."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.support import sources
from tests.support.sources import PACKAGE, ROOT

MARKUP = {
    "core/fragments": "puts escaped values into pieces that templates have drawn",
    "core/charts": "draws SVG from numbers and escapes every text it is given",
    "reports/document": "joins pieces that Jinja and the charts have escaped",
    "core/formbase": "renders fields through the components' own templates",
}
"""Start of a module's path -> why it may make markup."""

DECLARED_SAFE = {
    "templates/components/icon.html": "takes the drawing from its own table of literals",
    "templates/components/checkboxes.html": "shortens attributes that its own macro escaped",
    "templates/components/radios.html": "shortens attributes that its own macro escaped",
}

INLINE_STYLE = re.compile(r"<[^>{]*\sstyle\s*=", re.IGNORECASE)
STYLE_ELEMENT = re.compile(r"<style\b", re.IGNORECASE)
HANDLER = re.compile(r"<[^>{]*\son[a-z]+\s*=", re.IGNORECASE)
BARE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc\s*=)(?![^>]*application/json)[^>]*>", re.IGNORECASE)
SAFE = re.compile(r"\|\s*safe\b|autoescape\s+false", re.IGNORECASE)
ARITHMETIC_IN_NUMBER = re.compile(r"\|\s*(round|format)\b")


def is_document(path: Path) -> bool:
    """A page of a PDF has no content policy; it carries its own print styles."""
    return path.is_relative_to(ROOT / "templates" / "reports")


def without_comments(text: str) -> str:
    return re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)


def faults(pattern: re.Pattern[str], *, documents: bool = True) -> list[str]:
    found = []
    for path in sources.templates():
        if not documents and is_document(path):
            continue
        text = without_comments(path.read_text("utf-8"))
        found += [
            f"{path.relative_to(ROOT)}:{text[: hit.start()].count(chr(10)) + 1}: {hit.group()[:80]}"
            for hit in pattern.finditer(text)
        ]
    return found


@pytest.mark.parametrize("pattern", [INLINE_STYLE, STYLE_ELEMENT, HANDLER, BARE_SCRIPT])
def test_pages_need_no_inline_style_or_script(pattern: re.Pattern[str]) -> None:
    assert not faults(pattern, documents=False)


def test_no_template_switches_escaping_off() -> None:
    assert not [place for place in faults(SAFE) if place.split(":")[0] not in DECLARED_SAFE]


def test_numbers_pass_through_the_swedish_filters() -> None:
    assert not faults(ARITHMETIC_IN_NUMBER), "use |number, |percent, |kronor"


def markup(path: Path) -> list[str]:
    """Return the places that declare a made-up text safe; a literal is the author's own words."""
    return [
        sources.place(path, call)
        for name, call in sources.calls(path)
        if name == "Markup" and not all(isinstance(part, ast.Constant) for part in call.args)
    ]


def test_markup_is_made_only_where_it_is_allowed() -> None:
    found = [
        place
        for path in sources.modules()
        if not str(path.relative_to(PACKAGE)).startswith(tuple(MARKUP))
        for place in markup(path)
    ]
    assert not found, found


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (INLINE_STYLE, '<p class="a" style="color:red">'),
        (STYLE_ELEMENT, "<style>p{}</style>"),
        (HANDLER, "<button onclick='x()'>"),
        (BARE_SCRIPT, "<script>x()</script>"),
        (BARE_SCRIPT, '<script type="module">'),
        (SAFE, "{{ text|safe }}"),
        (SAFE, "{% autoescape false %}"),
        (ARITHMETIC_IN_NUMBER, "{{ hours|round(1) }}"),
    ],
)
def test_the_patterns_bite(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (INLINE_STYLE, '<rect width="10" data-style="x">'),
        (HANDLER, '<input name="only" content="x">'),
        (BARE_SCRIPT, '<script type="module" src="/a.js"></script>'),
        (BARE_SCRIPT, '<script type="application/json" id="d">'),
        (SAFE, "{{ safety }}"),
    ],
)
def test_the_patterns_leave_good_markup_alone(pattern: re.Pattern[str], text: str) -> None:
    assert not pattern.search(text)


def test_the_markup_check_bites(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "tree", lambda _path: ast.parse("Markup('<b>' + name)"))
    assert markup(PACKAGE / "results" / "planted.py")
