"""Stems of single words, and numbers in words as digits."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import snowballstemmer

from surveyapp.overlap.rules.canonical import number_word

_STEMMERS = {"sv": "swedish", "en": "english"}
_SUPINE = re.compile(r"(?:at|it)s?$")
_MIN_SUPINE = 7
"""Letters: shorter stems that end so are other words ("privat")."""


@cache
def _stemmer(language: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(_STEMMERS.get(language, "swedish"))


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """Return the stem of one word, lower case; a number in words becomes digits."""
    lower = word.lower()
    if lower not in ("en", "ett", "one"):
        said = number_word(lower, language)
        if said is not None and said[1] == len(lower):
            return str(said[0])
    found = str(_stemmer(language).stemWord(lower))
    if language == "sv" and len(found) >= _MIN_SUPINE:
        found = _SUPINE.sub("", found)  # "erbjudit" and "erbjuder" are one word to us
    return found
