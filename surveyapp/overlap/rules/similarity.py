"""Candidates by words: weighted stems, parts of compounds, and runs of 3 to 5 letters.

One index per language, since a text is always closest to others in its own. What stands around a
question (section, definition, what "these" points back to) counts, but less than its own words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from surveyapp.overlap.rules.comparing import RAREST
from surveyapp.overlap.rules.facets import Described
from surveyapp.overlap.rules.text import Lexicon, normalise, tokens

if TYPE_CHECKING:
    from scipy import sparse

# scipy and scikit-learn are loaded when a matching runs: they take seconds, and the pages, which
# start with this module, never need them.

TOP = 12
"""Candidates that each of the two ways of comparing gives per question."""

PER_COLLECTION = 3
"""Beside those, the best of every collection, so that a large register cannot crowd out a small."""

AROUND = 0.35
"""Weight of what stands around a question against its own words."""

LETTERS = 0.35
"""Weight of runs of letters against whole words."""

LEAST = 0.08
"""Similarity under which a pair is not looked at."""


@dataclass(frozen=True)
class Index:
    """Both sides in one language, ready to be compared."""

    language: str
    ours: Sequence[Described]
    theirs: Sequence[Described]
    lexicon: Lexicon
    weights: dict[str, float]
    by_words: tuple[sparse.csr_matrix, sparse.csr_matrix]
    by_letters: tuple[sparse.csr_matrix, sparse.csr_matrix]


def build_index(ours: Sequence[Described], theirs: Sequence[Described], language: str) -> Index:
    """Return the index of the questions that have a text in the language."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    ours = [q for q in ours if q.texts.get(language)]
    theirs = [q for q in theirs if q.texts.get(language)]
    both = [*ours, *theirs]
    own = [q.texts[language] for q in both]
    around = [
        " ".join((q.definitions.get(language, ""), q.contexts.get(language, ""), *((q.area, q.population) if language == "sv" else ())))
        for q in both
    ]  # fmt: skip
    lexicon = Lexicon(own, language)

    def analyse(text: str) -> list[str]:
        return tokens(text, language, lexicon)

    words, weights = _vectors(TfidfVectorizer(analyzer=analyse, sublinear_tf=True), own, around)
    letters, _ = _vectors(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=1, max_df=0.5 if len(both) > 50 else 1.0),
        [normalise(t) for t in own],
        [normalise(t) for t in around],
    )  # fmt: skip
    weights[RAREST] = max(weights.values(), default=1.0)
    n = len(ours)
    return Index(language, ours, theirs, lexicon, weights, (words[:n], words[n:]), (letters[:n], letters[n:]))  # fmt: skip


def _vectors(
    vectorizer: Any, own: list[str], around: list[str]
) -> tuple[sparse.csr_matrix, dict[str, float]]:
    from scipy import sparse
    from sklearn.preprocessing import normalize

    if not own:
        return sparse.csr_matrix((0, 0)), {}
    try:
        vectorizer.fit([*own, *around])
    except ValueError:  # not one word that says anything
        return sparse.csr_matrix((len(own), 1)), {}
    mixed = vectorizer.transform(own) + AROUND * vectorizer.transform(around)
    names = vectorizer.get_feature_names_out()
    return sparse.csr_matrix(normalize(mixed)), dict(zip(map(str, names), map(float, vectorizer.idf_), strict=True))  # fmt: skip


Progress = Callable[[int, int], None]


def candidates(index: Index, *, progress: Progress | None = None) -> list[tuple[int, int, float]]:
    """Return (place in ours, place in theirs, similarity 0-1), for every pair worth comparing."""
    count, bank = len(index.ours), len(index.theirs)
    if not count or not bank:
        return []
    groups = np.unique([q.group for q in index.theirs], return_inverse=True)[1]
    found: list[tuple[int, int, float]] = []
    block = 200
    for first in range(0, count, block):
        last = min(count, first + block)
        by_words = (index.by_words[0][first:last] @ index.by_words[1].T).toarray()
        by_letters = (index.by_letters[0][first:last] @ index.by_letters[1].T).toarray()
        mixed = (1 - LETTERS) * by_words + LETTERS * by_letters
        for row in range(last - first):
            best = {*_top(by_words[row], TOP), *_top(by_letters[row], TOP), *_top(mixed[row], TOP)}
            best.update(_best_of_each(mixed[row], groups))
            found.extend(
                (first + row, int(column), float(mixed[row, column]))
                for column in sorted(best)
                if mixed[row, column] >= LEAST
            )
        if progress:
            progress(last, count)
    return found


def _top(values: np.ndarray[Any, Any], count: int) -> list[int]:
    if len(values) <= count:
        return list(range(len(values)))
    return [int(i) for i in np.argpartition(-values, count)[:count]]


def _best_of_each(values: np.ndarray[Any, Any], groups: np.ndarray[Any, Any]) -> list[int]:
    order = np.lexsort((-values, groups))
    sorted_groups = groups[order]
    starts = np.r_[0, np.flatnonzero(np.diff(sorted_groups)) + 1]
    ends = np.r_[starts[1:], len(order)]
    return [int(i) for a, b in zip(starts, ends, strict=True) for i in order[a : min(b, a + PER_COLLECTION)]]  # fmt: skip
