"""Finding the phrases of the term lists in a text: one look-up per word, whatever their number."""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass
from functools import lru_cache

from surveyapp.overlap.rules.canonical import Canonical
from surveyapp.overlap.rules.stems import stem
from surveyapp.overlap.rules.terms import Terms

_GAP = "_"
_SPLIT = re.compile(r"[\s-]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """One phrase met: which facet's value it says, and the characters of the canonical text."""

    facet: str
    value: str
    start: int
    end: int
    first: int
    """Number of its first word."""


_Phrase = tuple[tuple[str, ...], str, str]
"""(elements, facet, value)"""


def _is_plain(element: str) -> bool:
    return not (set(element) & set("*~_"))


class Phrasebook:
    """The phrases of all facets in one language, ready to be met."""

    def __init__(self, terms: Terms, language: str) -> None:
        self.language = language
        self._exact: dict[str, list[_Phrase]] = {}
        self._prefix: dict[str, list[_Phrase]] = {}
        self._stemmed: dict[str, list[_Phrase]] = {}
        self._other: list[_Phrase] = []
        for facet, table in terms.tables[language].items():
            for value, phrases in table.items():
                for phrase in phrases.split("|"):
                    parts = tuple(p for p in _SPLIT.split(phrase.strip().lower()) if p != "*" and p)
                    if parts:
                        self._file((parts, facet, value))
        self._begins: dict[str, tuple[_Phrase, ...]] = {}
        self._fits: dict[tuple[str, str], bool] = {}

    def _file(self, phrase: _Phrase) -> None:
        first = phrase[0][0]
        if first.startswith("~"):
            self._stemmed.setdefault(stem(first[1:], self.language), []).append(phrase)
        elif _is_plain(first):
            self._exact.setdefault(first, []).append(phrase)
        elif first.endswith("*") and _is_plain(first[:-1]):
            self._prefix.setdefault(first[:-1], []).append(phrase)
        else:
            self._other.append(phrase)

    def _starting(self, word: str) -> tuple[_Phrase, ...]:
        """Return the phrases whose first element is met by the word, longest first."""
        known = self._begins.get(word)
        if known is None:
            found = list(self._exact.get(word, ()))
            for length in range(2, len(word) + 1):
                found += self._prefix.get(word[:length], ())
            if self._stemmed:
                found += self._stemmed.get(stem(word, self.language), ())
            found += [p for p in self._other if fnmatch.fnmatchcase(word, p[0][0])]
            known = tuple(sorted(found, key=lambda p: -len(p[0])))
            if len(self._begins) < 300_000:
                self._begins[word] = known
        return known

    def _fit(self, element: str, word: str) -> bool:
        if element in (_GAP, word):
            return True
        key = (element, word)
        known = self._fits.get(key)
        if known is None:
            if element.startswith("~"):
                known = stem(element[1:], self.language) == stem(word, self.language)
            else:
                known = "*" in element and fnmatch.fnmatchcase(word, element)
            if len(self._fits) < 500_000:
                self._fits[key] = known
        return known

    def hits(self, text: Canonical) -> list[Hit]:
        """Return what is met in order; within one facet a longer phrase keeps a shorter one out."""
        words = text.words
        found: list[Hit] = []
        taken: dict[str, int] = {}
        count = len(words)
        for number, (word, start, end) in enumerate(words):
            for elements, facet, value in self._starting(word):
                if taken.get(facet, -1) >= number:
                    continue
                length = len(elements)
                if length > 1:
                    if number + length > count:
                        continue
                    if not all(
                        self._fit(e, words[number + n][0]) for n, e in enumerate(elements) if n
                    ):
                        continue
                    end_here = words[number + length - 1][2]
                else:
                    end_here = end
                taken[facet] = number + length - 1
                if not value.startswith("!"):
                    found.append(Hit(facet, value, start, end_here, number))
        return found


@lru_cache(maxsize=32)
def phrasebook(terms: Terms, language: str) -> Phrasebook:
    """Return the phrases of the lists in one language; Swedish where it is not known."""
    return Phrasebook(terms, language if language in terms.tables else "sv")
