"""How alike two texts are worded, and from where on that says something about their facets."""

from __future__ import annotations

from surveyapp.overlap.rules.facets import Facets

CLOSE = 0.72
"""Share of all words in both texts from which one is held to be the other with a little changed."""


SELDOM = 0.5
"""Closeness from which what is seldom left unsaid, where it is so, sets two texts apart."""

TOLD = 0.65
"""The same for what is left unsaid a little oftener."""

FAR = 0.17
"""Closeness under which two texts of one language are so unlike that these settle nothing."""

UNSURE_FAR = ("breakdown", "follow_up")
"""Facets that a free rewording states in another way; words as unlike as that are for a reader."""

SWAPPED = 0.45
"""Closeness from which a word in the place of a kindred one is held to be what they differ in."""

DENIED_CLOSE = 0.5
"""Closeness from which a denial in one text alone is held to be what they differ in."""


def closeness(ours: Facets, theirs: Facets) -> float:
    """Return the share of the words of both texts that stand in both, 0-1."""
    both = len(ours.stems | theirs.stems)
    return len(ours.stems & theirs.stems) / both if both else 0.0
