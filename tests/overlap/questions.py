"""Questions of a line or two, and one pair assessed as matching does it."""

from __future__ import annotations

from surveyapp.overlap.rules.facets import Described
from surveyapp.overlap.rules.matching import match
from surveyapp.overlap.rules.proposing import Assessment

NOISE = (
    "Antal anställda tandläkare i regionen",
    "Hur ofta genomförs brandövningar i kommunens skolor?",
    "Kostnad för väghållning, kr/inv",
    "Andel elever med behörighet till gymnasiet",
)
"""Other questions of the bank, so that rare words are rare."""


def described(text: str, key: int = 1, *, language: str = "sv", **values: object) -> Described:
    return Described(key=key, texts={language: text}, **values)  # type: ignore[arg-type]


def assessed(ours: Described | str, theirs: Described | str, language: str = "sv") -> Assessment:
    """Return what matching says of the pair."""
    a = described(ours, 1, language=language) if isinstance(ours, str) else ours
    b = described(theirs, 1, language=language) if isinstance(theirs, str) else theirs
    noise = [described(text, 100 + n, language=language) for n, text in enumerate(NOISE)]
    pairs = match([a], [b, *noise], also=[(a.key, b.key)])
    return next(p.assessment for p in pairs if p.other == b.key)
