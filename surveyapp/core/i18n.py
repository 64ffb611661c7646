"""Language: Swedish is the source, English is complete, content may be in any language.

Catalogues are read from `translations/<language>/<room>.po` when first needed, so nothing is
compiled and a room keeps its own texts.
"""

from __future__ import annotations

import gettext as _stdlib_gettext
import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markupsafe import escape

from surveyapp.core.data import PACKAGE

LANGUAGES = {"sv": "Svenska", "en": "English"}
DEFAULT_LANGUAGE = "sv"
Texts = dict[str, str]

_language: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)


def current_language() -> str:
    """Return the language code of the page, mail or document being made."""
    return _language.get()


def set_language(language: str) -> None:
    """Use `language` for the rest of this request; unknown codes mean Swedish."""
    _language.set(language if language in LANGUAGES else DEFAULT_LANGUAGE)


@contextmanager
def force_language(language: str) -> Iterator[None]:
    """Use `language` inside the block, whatever the request says (documents, mails)."""
    token = _language.set(language if language in LANGUAGES else DEFAULT_LANGUAGE)
    try:
        yield
    finally:
        _language.reset(token)


@cache
def catalogue(language: str) -> _stdlib_gettext.NullTranslations:
    """Return the merged translations of every room for one language."""
    merged = _stdlib_gettext.GNUTranslations.__new__(_stdlib_gettext.GNUTranslations)
    _stdlib_gettext.NullTranslations.__init__(merged)
    merged._catalog = {}  # type: ignore[attr-defined]
    merged.plural = lambda n: int(n != 1)  # type: ignore[attr-defined]
    for path in sorted((PACKAGE / "translations" / language).glob("*.po")):
        with path.open("rb") as source:
            catalog = read_po(source, locale=language, abort_invalid=True)
        buffer = io.BytesIO()
        write_mo(buffer, catalog)
        buffer.seek(0)
        room = _stdlib_gettext.GNUTranslations(buffer)
        entries = {k: v for k, v in room._catalog.items() if k != ""}  # type: ignore[attr-defined]
        merged._catalog.update(entries)  # type: ignore[attr-defined]
    return merged


def gettext(message: str, **values: Any) -> str:
    """Translate a Swedish source text; `%(name)s` placeholders are filled from `values`."""
    text = catalogue(current_language()).gettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, num: int, **values: Any) -> str:
    """Translate a text that depends on a count, available as `%(num)s`."""
    text = catalogue(current_language()).ngettext(singular, plural, num)
    return text % {"num": num, **values}


class LazyText:
    """A text that is translated each time it is shown, in the language of that moment."""

    def __init__(self, message: str, values: Mapping[str, Any]) -> None:
        self._message = message
        self._values = dict(values)

    def __str__(self) -> str:
        return gettext(self._message, **self._values)

    def __html__(self) -> str:
        return str(escape(str(self)))

    def __repr__(self) -> str:
        return f"LazyText({self._message!r})"

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other)

    def __hash__(self) -> int:
        return hash(self._message)

    def __bool__(self) -> bool:
        return bool(self._message)

    def __mod__(self, values: Any) -> str:
        text: str = str(self) % values
        return text

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(str(self), name)


def lazy_gettext(message: str, **values: Any) -> Any:
    """Translate when shown: for form labels and other texts made at import time.

    Returns a `LazyText`; typed Any, because WTForms declares its labels as str.
    """
    return LazyText(message, values)


def pick(texts: Mapping[str, str] | None, language: str | None = None) -> str:
    """Return the text in the asked language, else Swedish, English, or whatever there is."""
    return pick_with_language(texts, language)[1]


def pick_with_language(
    texts: Mapping[str, str] | None, language: str | None = None
) -> tuple[str, str]:
    """Return (language code, text); ("", "") when there is no text. "und" means not stated."""
    if not texts:
        return "", ""
    for code in (language or current_language(), DEFAULT_LANGUAGE, "en"):
        if texts.get(code):
            return code, texts[code]
    return next(((code, text) for code, text in texts.items() if text), ("", ""))


def name_with_year(texts: Mapping[str, str], year: int) -> Texts:
    """Return a round's name with its year, added only where the name does not already carry it."""
    return {
        code: text if not text or re.search(rf"(?<!\d){year}(?!\d)", text) else f"{text} {year}"
        for code, text in texts.items()
    }
