"""Every Swedish text on a page has its English, and nothing is translated that is no longer said."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract, extract_python
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from tests.support import sources
from tests.support.sources import PACKAGE, ROOT

KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "_n": (1, 2),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")

Message = str | tuple[str, ...]


def messages_of(path: Path) -> Iterator[tuple[int, Message]]:
    """Yield (line, text) for every text marked for translation; plural forms as a tuple."""
    method: Any = babel_extract if path.suffix == ".html" else extract_python
    with path.open("rb") as source:
        for line, message, _comments, _context in extract(
            method, source, KEYWORDS, options={"encoding": "utf-8"}
        ):
            if message:
                yield line, message


@functools.cache
def said() -> dict[Message, str]:
    """Return text -> the first place that says it."""
    found: dict[Message, str] = {}
    for path in (*sources.modules(), *sources.templates()):
        for line, message in messages_of(path):
            found.setdefault(message, f"{path.relative_to(ROOT)}:{line}")
    return found


def catalogues() -> list[Path]:
    return sorted((PACKAGE / "translations" / "en").glob("*.po"))


def read(path: Path) -> Catalog:
    with path.open("rb") as source:
        return read_po(source, locale="en", abort_invalid=True)


@functools.cache
def translated() -> dict[Message, tuple[str, Message]]:
    """Return text -> (file, its English)."""
    return {
        message.id if isinstance(message.id, str) else tuple(message.id): (
            path.name,
            message.string if isinstance(message.string, str) else tuple(message.string or ()),
        )
        for path in catalogues()
        for message in read(path)
        if message.id
    }


def singular(message: Message) -> str:
    return message if isinstance(message, str) else message[0]


def is_empty(text: Message) -> bool:
    return not text if isinstance(text, str) else not all(text)


def placeholder_faults(message: Message, english: Message) -> bool:
    """Say whether the two ask for different values. A plural may spell its number as a word."""
    forms = (message,) if isinstance(message, str) else message
    wanted = set().union(*(PLACEHOLDER.findall(form) for form in forms))
    given_forms = (english,) if isinstance(english, str) else english
    if isinstance(message, str):
        return set(PLACEHOLDER.findall(singular(english))) != wanted
    return any(set(PLACEHOLDER.findall(form)) - {"num"} != wanted - {"num"} for form in given_forms)


def test_every_text_has_its_english() -> None:
    known = {singular(message) for message in translated()}
    missing = [
        f"{place}: {singular(text)}"
        for text, place in said().items()
        if singular(text) not in known
    ]
    assert not missing, f"{len(missing)} texts lack English:\n" + "\n".join(missing[:60])


def test_no_english_is_left_empty() -> None:
    empty = [
        f"{file}: {singular(text)}"
        for text, (file, english) in translated().items()
        if is_empty(english)
    ]
    assert not empty, empty


def test_no_english_is_left_over() -> None:
    used = {singular(message) for message in said()}
    unused = [
        f"{file}: {singular(text)}"
        for text, (file, _) in translated().items()
        if singular(text) not in used
    ]
    assert not unused, f"{len(unused)} texts are said nowhere:\n" + "\n".join(unused[:60])


def test_no_text_is_marked_fuzzy() -> None:
    fuzzy = [
        f"{path.name}: {message.id}"
        for path in catalogues()
        for message in read(path)
        if message.fuzzy and message.id
    ]
    assert not fuzzy


def test_both_languages_ask_for_the_same_values() -> None:
    wrong = [
        f"{file}: {singular(text)} -> {singular(english)}"
        for text, (file, english) in translated().items()
        if placeholder_faults(text, english)
    ]
    assert not wrong, wrong


def test_a_text_means_the_same_everywhere() -> None:
    meanings: dict[str, set[str]] = {}
    for path in catalogues():
        for message in read(path):
            if message.id:
                meanings.setdefault(str(message.id), set()).add(str(message.string))
    doubled = {text: english for text, english in meanings.items() if len(english) > 1}
    assert not doubled, f"one Swedish text, several English ones: {doubled}"


@pytest.mark.parametrize(
    ("suffix", "code", "expected"),
    [
        (".py", "from x import gettext as _\n_('Spara')\n", ["Spara"]),
        (".py", "f = lazy_gettext('Namn')\n", ["Namn"]),
        (
            ".py",
            "ngettext('%(num)s dag', '%(num)s dagar', n)\n",
            [("%(num)s dag", "%(num)s dagar")],
        ),
        (
            ".html",
            "<p>{{ _('Hej') }}</p>{% if x %}{{ ngettext('en', 'fler', n) }}{% endif %}",
            ["Hej", ("en", "fler")],
        ),
        (".html", "{% call(x) y(title=_('Titel')) %}{% endcall %}", ["Titel"]),
    ],
)
def test_marked_texts_are_found(
    suffix: str, code: str, expected: list[Message], tmp_path: Path
) -> None:
    path = tmp_path / f"planted{suffix}"
    path.write_text(code, "utf-8")
    assert [message for _line, message in messages_of(path)] == expected


@pytest.mark.parametrize(
    ("message", "english", "is_wrong"),
    [
        ("Hej %(name)s", "Hello %(name)s", False),
        ("Hej %(name)s", "Hello %(namn)s", True),
        ("Hej", "Hello %(name)s", True),
        (("%(num)s dag", "%(num)s dagar"), ("one day", "%(num)s days"), False),
        (("%(num)s dag i %(x)s", "%(num)s dagar i %(x)s"), ("%(num)s day", "%(num)s days"), True),
    ],
)
def test_the_placeholder_check_bites(message: Message, english: Message, is_wrong: bool) -> None:
    assert placeholder_faults(message, english) is is_wrong
