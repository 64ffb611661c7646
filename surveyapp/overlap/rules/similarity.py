"""Candidates: the questions worth holding against each other, found by words and by vectors.

One index per language, since a text is always closest to others in its own; Swedish against English
goes by vectors alone. What stands around a question (section, definition, what "these" points back
to) counts in its words, but less than its own. Without vectors, runs of 3 to 5 letters take their
place: they find misspellings and inflections, but no synonyms.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from surveyapp.overlap.rules.comparing.words import RAREST
from surveyapp.overlap.rules.facets import Described
from surveyapp.overlap.rules.indexing import VectorIndex, Vectors
from surveyapp.overlap.rules.terms import Terms
from surveyapp.overlap.rules.text import Lexicon, normalise, tokens

if TYPE_CHECKING:
    from scipy import sparse

# scipy and scikit-learn are loaded when a matching runs: they take seconds, and the pages, which
# start with this module, never need them.

POOL = 120
"""Candidates that each way of comparing gives per question, before facets take some away."""

POOLED = 1_000
"""Questions whose candidates are joined at a time: a dozen columns of some 200 a question take 20 MB."""

QUOTA = 50
"""Candidates in all per question, as many as may be read."""

ACROSS = 12
"""Of these for the other language, where the bank has questions in that language alone."""

VETOED = 10
"""Of these for pairs that a facet holds apart: not read, but shown as related with what differs."""

FUSED = 10
"""Smooths ranks when ways are joined: the first of one way does not outdo the third of two."""

OF_VECTORS = 3.0
"""Weight of the vectors' ranks against the words'. On the left-out parts, hidden among 6,000, it lifts
the share of partners among the first ten from .946 to .970."""

RESERVED = 10
"""Of these for the best of collections that have none yet, so that a large register cannot crowd
out a small one."""

AROUND = 0.35
"""Weight of what stands around a question against its own words."""

LETTERS = 0.35
"""Weight of runs of letters against whole words, where there are no vectors."""

LEAST = 0.08
"""Similarity of words under which a pair is not looked at, unless its vectors are near."""

FAR, NEAR = 0.35, 1.0
"""Cosines of the turned vectors that stand for 0 and 1 where words cannot be compared (two languages)."""

Encode = Callable[[Sequence[str]], Vectors]
"""Texts to vectors of unit length."""

Progress = Callable[[int, int], None]


class Words:
    """Weighted stems and parts of compounds, learnt from the texts of both sides in one language."""

    def __init__(
        self,
        questions: Sequence[Described],
        language: str,
        *,
        letters: bool,
        terms: Terms | None = None,
    ) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self.language = language
        own = [q.texts[language] for q in questions]
        around = [_around(q, language) for q in questions]
        self.lexicon = Lexicon(own, language, terms)
        lexicon = self.lexicon

        def analyse(text: str) -> list[str]:
            return tokens(text, language, lexicon)

        self._words = _fitted(TfidfVectorizer(analyzer=analyse, sublinear_tf=True), [*own, *around])
        self._letters = None
        if letters:
            share = 0.5 if len(own) > 50 else 1.0
            self._letters = _fitted(
                TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=1, max_df=share),
                [normalise(t) for t in (*own, *around)],
            )  # fmt: skip
        self.weights: dict[str, float] = {}
        if self._words is not None:
            names = self._words.get_feature_names_out()
            self.weights = dict(zip(map(str, names), map(float, self._words.idf_), strict=True))
        self.weights[RAREST] = max(self.weights.values(), default=1.0)

    @property
    def has_letters(self) -> bool:
        return self._letters is not None

    def words(self, questions: Sequence[Described]) -> sparse.csr_matrix:
        """Return one row a question, of unit length."""
        own = [q.texts[self.language] for q in questions]
        return _transformed(self._words, own, [_around(q, self.language) for q in questions])

    def letters(self, questions: Sequence[Described]) -> sparse.csr_matrix:
        """Return one row a question, of unit length."""
        own = [normalise(q.texts[self.language]) for q in questions]
        around = [normalise(_around(q, self.language)) for q in questions]
        return _transformed(self._letters, own, around)


def _around(question: Described, language: str) -> str:
    told = (question.area, question.population) if language == "sv" else ()
    return " ".join(
        (question.definitions.get(language, ""), question.contexts.get(language, ""), *told)
    )


def _fitted(vectorizer: Any, texts: list[str]) -> Any:
    try:
        return vectorizer.fit(texts)
    except ValueError:  # not one word that says anything
        return None


def _transformed(vectorizer: Any, own: list[str], around: list[str]) -> sparse.csr_matrix:
    from scipy import sparse
    from sklearn.preprocessing import normalize

    if vectorizer is None or not own:
        return sparse.csr_matrix((len(own), 1))
    mixed = vectorizer.transform(own)
    said = {text: number for number, text in enumerate(dict.fromkeys(around))}
    if any(text.strip() for text in said):  # a section's words stand around all its questions
        rows = vectorizer.transform(list(said))
        mixed = mixed + AROUND * rows[[said[text] for text in around]]
    return sparse.csr_matrix(normalize(mixed).astype(np.float32))


@dataclass(frozen=True)
class Bank:
    """One side that others are held against, in one language, ready to be searched."""

    language: str
    questions: Sequence[Described]
    words: Words
    by_words: sparse.csr_matrix
    by_letters: sparse.csr_matrix | None
    vectors: VectorIndex | None
    groups: NDArray[np.int64]

    @classmethod
    def build(
        cls,
        questions: Sequence[Described],
        language: str,
        *,
        also: Sequence[Described] = (),
        encode: Encode | None = None,
        terms: Terms | None = None,
    ) -> Bank:
        """Return the bank of the questions that have a text in the language.

        `also` are questions whose words count when it is learnt how rare a word is.
        """
        questions = [q for q in questions if q.texts.get(language)]
        others = [q for q in also if q.texts.get(language)]
        words = Words([*others, *questions], language, letters=encode is None, terms=terms)
        vectors = None
        if encode is not None and questions:
            vectors = VectorIndex(encode([q.texts[language] for q in questions]))
        groups = np.unique([q.group for q in questions], return_inverse=True)[1]
        return cls(
            language,
            questions,
            words,
            words.words(questions),
            words.letters(questions) if words.has_letters else None,
            vectors,
            groups.astype(np.int64),
        )


@dataclass(frozen=True)
class Places:
    """Candidates of one bank as columns of one length, in order of question and rank."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    similarity: NDArray[np.float32]
    """Of the words, 0-1; across languages the cosine of the vectors between `FAR` and `NEAR`."""
    ranks: NDArray[np.int64]
    """Place of the candidate for its question, 0 first."""

    def __len__(self) -> int:
        return len(self.rows)

    def where(self, mask: NDArray[np.bool_]) -> Places:
        """Return the candidates that the mask names."""
        return Places(self.rows[mask], self.columns[mask], self.similarity[mask], self.ranks[mask])


def pool(ours: Sequence[Described], bank: Bank, language: str, encode: Encode | None) -> Places:
    """Return the candidates of our questions in `language`, by every way of comparing there is.

    What is near by several ways comes first.
    """
    starts = range(0, max(1, len(ours)), POOLED)
    parts = [_pool(ours[at : at + POOLED], bank, language, encode) for at in starts]
    if len(parts) == 1:
        return parts[0]
    return Places(
        np.concatenate([p.rows + at for p, at in zip(parts, starts, strict=True)]),
        np.concatenate([p.columns for p in parts]),
        np.concatenate([p.similarity for p in parts]),
        np.concatenate([p.ranks for p in parts]),
    )


def _pool(ours: Sequence[Described], bank: Bank, language: str, encode: Encode | None) -> Places:
    ranked: list[Places] = []
    weights: list[float] = []
    is_across = language != bank.language
    words = letters = None
    if not is_across:
        words = bank.words.words(ours)
        ranked.append(_nearest_rows(words, bank.by_words))
        weights.append(1.0)
        if bank.by_letters is not None:
            letters = bank.words.letters(ours)
            ranked.append(_nearest_rows(letters, bank.by_letters))
            weights.append(1.0)
    if encode is not None and bank.vectors is not None:
        ranked.append(_nearest_vectors(encode([q.texts[language] for q in ours]), bank.vectors))
        weights.append(OF_VECTORS)
    found = _merged(ranked, weights, len(bank.questions))
    if is_across or words is None:
        return found
    similarity = _cosines(words, bank.by_words, found)
    if letters is not None and bank.by_letters is not None:
        by_letters = _cosines(letters, bank.by_letters, found)
        similarity = (1 - LETTERS) * similarity + LETTERS * by_letters
        found = Places(found.rows, found.columns, similarity, found.ranks)
        return found.where(similarity >= LEAST)
    return Places(found.rows, found.columns, similarity, found.ranks)


def _nearest_rows(ours: sparse.csr_matrix, theirs: sparse.csr_matrix) -> Places:
    from sparse_dot_topn import sp_matmul_topn

    best = sp_matmul_topn(ours, theirs.T.tocsr(), top_n=POOL, threshold=1e-6, sort=True)
    counts = np.diff(best.indptr)
    rows = np.repeat(np.arange(best.shape[0]), counts)
    ranks = np.arange(best.nnz) - np.repeat(best.indptr[:-1], counts)
    return Places(rows.astype(np.int64), best.indices.astype(np.int64), best.data.astype(np.float32), ranks.astype(np.int64))  # fmt: skip


def _nearest_vectors(queries: Vectors, index: VectorIndex) -> Places:
    places, cosines = index.search(queries, POOL)
    count = places.shape[1]
    rows = np.repeat(np.arange(len(places)), count)
    ranks = np.tile(np.arange(count), len(places))
    near = np.clip((cosines.ravel() - FAR) / (NEAR - FAR), 0.0, 1.0)
    is_found = places.ravel() >= 0
    return Places(rows[is_found], places.ravel()[is_found], near[is_found].astype(np.float32), ranks[is_found])  # fmt: skip


def _merged(ranked: Sequence[Places], weights: Sequence[float], width: int) -> Places:
    """Join the ways' candidates: each pair once, ranked by all the ways that found it.

    Source: Cormack, Clarke and Büttcher 2009, reciprocal rank fusion.
    """
    if not ranked:
        none = np.zeros(0, np.int64)
        return Places(none, none, np.zeros(0, np.float32), none)
    rows = np.concatenate([p.rows for p in ranked])
    columns = np.concatenate([p.columns for p in ranked])
    similarity = np.concatenate([p.similarity for p in ranked])
    worth = np.concatenate([w / (FUSED + p.ranks) for w, p in zip(weights, ranked, strict=True)])
    _keys, first, places = np.unique(rows * width + columns, return_index=True, return_inverse=True)
    total = np.bincount(places, weights=worth)
    order = np.lexsort((columns[first], -total, rows[first]))
    kept = first[order]
    return _renumbered(rows[kept], columns[kept], similarity[kept])


def _renumbered(
    rows: NDArray[np.int64], columns: NDArray[np.int64], similarity: NDArray[np.float32]
) -> Places:
    """Number the candidates of each question from 0, in the order given; rows must be sorted."""
    starts = np.r_[0, np.flatnonzero(np.diff(rows)) + 1] if len(rows) else np.zeros(0, np.int64)
    counts = np.diff(np.r_[starts, len(rows)])
    ranks = np.arange(len(rows)) - np.repeat(starts, counts)
    return Places(rows, columns, similarity, ranks.astype(np.int64))


_PAIRS = 100_000
"""Pairs whose cosines are taken at a time."""


def _cosines(
    ours: sparse.csr_matrix, theirs: sparse.csr_matrix, found: Places
) -> NDArray[np.float32]:
    values = np.zeros(len(found), np.float32)
    for first in range(0, len(found), _PAIRS):
        part = slice(first, first + _PAIRS)
        product = ours[found.rows[part]].multiply(theirs[found.columns[part]])
        values[part] = np.asarray(product.sum(axis=1)).ravel()
    return values


def chosen(found: Places, is_vetoed: NDArray[np.bool_], bank: Bank, quota: int) -> Places:
    """Return at most `quota` candidates a question: the best, with room for what would be hidden.

    Of vetoed ones only the first few are kept; the last places go to collections that have none.
    """
    keep = ~is_vetoed
    order = np.flatnonzero(is_vetoed)
    nth = _renumbered(found.rows[order], order, found.similarity[order]).ranks
    keep[order[nth < min(VETOED, quota // 5)]] = True
    found = found.where(keep)
    found = _renumbered(found.rows, found.columns, found.similarity)
    if not len(found):
        return found
    sure = quota - min(RESERVED, quota // 4)
    groups = bank.groups[found.columns]
    pairs = found.rows * (int(np.max(bank.groups)) + 1) + groups
    is_first = np.zeros(len(found), bool)
    is_first[np.unique(pairs, return_index=True)[1]] = True  # rows are in order of rank
    # The first of a collection goes before what else is left over.
    late = found.ranks >= sure
    order = np.lexsort((found.ranks, late & ~is_first, late, found.rows))
    again = _renumbered(found.rows[order], found.columns[order], found.similarity[order])
    return again.where(again.ranks < quota)
