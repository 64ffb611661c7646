"""Texts of a form as a page shows them: in which language, with answers filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveyapp.core.i18n import current_language, pick_with_language
from surveyapp.questionnaires.rules.definition import Texts
from surveyapp.questionnaires.rules.values import show_value
from surveyapp.responses.rules import AnswerKey
from surveyapp.responses.service import Work

_REFERENCE = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|\*\*|__")
"""What authors of XLSForms write for looks; it is taken away, never shown as it stands."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A text with its language; `lang` is "" when it is the page's own (or not stated)."""

    text: str
    lang: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)


NOTHING = Shown("")


def shown(texts: Texts) -> Shown:
    """Return the text in the page's language, or in another one that is then named."""
    if not texts:
        return NOTHING
    lang, text = pick_with_language(texts)
    if "<" in text or "**" in text or "__" in text:
        text = _MARKUP.sub("", text)
    return Shown(text, "" if lang in ("und", current_language()) else lang)


class Words:
    """The texts of one return's form, with `${code}` replaced by what was answered."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.language = current_language()
        self._values: Mapping[AnswerKey, Any] | None = None

    def __call__(self, texts: Texts, path: str = "") -> Shown:
        found = shown(texts)
        if "${" not in found.text:
            return found
        return Shown(_REFERENCE.sub(lambda hit: self._value(hit[1], path), found.text), found.lang)

    def _value(self, code: str, path: str) -> str:
        if self._values is None:
            self._values = {**self.work.values, **self.work.state.values}
        compiled = self.work.form.compiled.items.get(code)
        if compiled is None:
            return "…"
        place = "/".join(path.split("/")[: len(compiled.repeats)])
        return show_value(compiled.item, self._values.get((code, place)), self.language) or "…"
