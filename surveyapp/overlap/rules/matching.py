"""From two sides of questions to the pairs that a person should see.

Candidates are found by words and vectors, those that a facet holds apart are set aside, the model
reads the rest, best first, and the facets have the last word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveyapp.overlap.model.features import Side
from surveyapp.overlap.rules.facets import Described, Facets
from surveyapp.overlap.rules.proposing import RELATED, Assessment, assess, score_by_words
from surveyapp.overlap.rules.queueing import is_likely
from surveyapp.overlap.rules.remembering import facets_of
from surveyapp.overlap.rules.sampling import is_drawn
from surveyapp.overlap.rules.screening import COMPARED, Coded, compared, is_held_apart
from surveyapp.overlap.rules.searching import Search, told
from surveyapp.overlap.rules.similarity import (
    ACROSS,
    QUOTA,
    Bank,
    Encode,
    Places,
    Progress,
    chosen,
    pool,
)
from surveyapp.overlap.rules.terms import Terms
from surveyapp.overlap.rules.verdicts import with_one_year

LANGUAGES = ("sv", "en")

KEPT = 10
"""Pairs kept per question; the rest say too little to be worth a person's time."""

OF_ONE = 5
"""Of these, at most so many from one collection: a register of a thousand figures has many alike."""

LEAST_SCORE = 0.15

OWN_QUOTA = 20
"""Candidates per question among our own others."""

READ_LEAST, READ_BUDGET = 10, 70_000
"""Candidates per question that the model reads at least, and pairs in one matching beyond which it
reads no more than that: at 12 ms a pair on two cores, 70 000 pairs take 14 minutes."""

TOO_FAR = 0.33
"""Cosine of the turned vectors under which a pair is not read: of 2,222 overlapping pairs that nothing
was learned from fewer than one in 200 lie under it, and a text of an unusual make ("Date of decision and
date of moving in") is otherwise joined with whatever it meets. Plain vectors never lie so far apart."""

AT_ONCE = 20_000
"""Pairs of vectors that are held side by side: some 60 MB."""

Read = Callable[[Sequence[tuple[Side, Side]]], NDArray[np.float32]]
"""Pairs of texts to calibrated probabilities of the five labels."""


@dataclass(frozen=True)
class Pair:
    """A question, another question, and what holding them together showed."""

    question: int
    other: int
    assess: Callable[[], Assessment]
    is_ours: bool = False
    """The other is one of our own questions too."""
    is_sample: bool = False
    """Low, and drawn at random."""

    @cached_property
    def assessment(self) -> Assessment:
        """Everything a card shows; made when it is asked for, which for a known pair it never is."""
        return self.assess()


@dataclass
class Run:
    """Questions of ours held against one bank, each side in one language."""

    ours: Sequence[Described]
    bank: Bank
    language: str
    places: Places
    compared: NDArray[Any]
    """One row of `COMPARED` a place."""
    our_facets: list[Facets]
    their_facets: dict[int, Facets]
    is_ours: bool
    terms: Terms
    is_far: NDArray[np.bool_]
    """Which candidates only words have brought together, and vectors hold far apart."""
    read: dict[int, NDArray[np.float32]] = field(default_factory=dict)
    """Place -> probabilities."""
    aligned: dict[int, NDArray[np.float32]] = field(default_factory=dict)
    """Place -> probabilities with one year in both texts, for pairs that differ in it alone."""

    def __post_init__(self) -> None:
        self._rows, self._columns = self.places.rows.tolist(), self.places.columns.tolist()
        self.is_vetoed: list[bool] = self.compared["is_vetoed"].tolist()
        ours, theirs = [q.key for q in self.ours], [q.key for q in self.bank.questions]
        self.keys = [
            (ours[row], theirs[column], self.is_ours)
            for row, column in zip(self._rows, self._columns, strict=True)
        ]
        """(question, other, whether the other is one of ours) of each place."""

    def sides(self, place: int) -> tuple[Side, Side]:
        ours, theirs = self.pair(place)
        return Side(ours.texts[self.language]), Side(theirs.texts[self.bank.language])

    def pair(self, place: int) -> tuple[Described, Described]:
        return self.ours[self._rows[place]], self.bank.questions[self._columns[place]]

    def facets(self, place: int) -> tuple[Facets, Facets]:
        return self.our_facets[self._rows[place]], self.their_facets[self._columns[place]]


def match(
    ours: Sequence[Described],
    theirs: Sequence[Described],
    *,
    also: Iterable[tuple[int, int]] = (),
    also_ours: Iterable[tuple[int, int]] = (),
    kept: int = KEPT,
    within: bool = False,
    encode: Encode | None = None,
    read: Read | None = None,
    progress: Progress | None = None,
    terms: Terms | None = None,
    searched: Callable[[Search], None] | None = None,
) -> list[Pair]:
    """Return the pairs worth showing, per question best first.

    A pair is read in the first language that both sides have, and across languages where they have
    none in common and vectors are given. `also` and `also_ours` name pairs (keys) that are assessed
    whatever their score, because somebody has decided about them. `within` holds our questions
    against each other too. `searched` is told how near vectors were searched for.
    """
    wanted = {(a, b, False) for a, b in also} | {(a, b, True) for a, b in also_ours}
    runs = candidate_runs(ours, theirs, wanted=wanted, within=within, encode=encode, terms=terms)
    if searched is not None:
        searched(told([(run.ours, run.language, run.bank) for run in runs], encode))
    if read is not None:
        _read(runs, read, wanted, len(ours))
    best: dict[tuple[int, int, bool], _Standing] = {}
    sampled = {key for run in runs for key in _drawn(run, kept)}
    todo = [(run, _worth(run, wanted, sampled, read is not None)) for run in runs]
    total, done = sum(len(places) for _run, places in todo), 0
    for run, places in todo:
        for place in places:
            best[run.keys[place]] = _standing(run, place, read is not None)
            done += 1
            if progress and (done % 500 == 0 or done == total):
                progress(done, total)
    return _kept(best, ours, theirs, wanted, sampled, kept)


# --- candidates -----------------------------------------------------------------------------------


def candidate_runs(
    ours: Sequence[Described],
    theirs: Sequence[Described],
    *,
    wanted: Iterable[tuple[int, int, bool]] = (),
    within: bool = False,
    encode: Encode | None = None,
    terms: Terms | None = None,
) -> list[Run]:
    """Return the candidates, at most 50 a question against the bank, vetoed ones marked."""
    runs: list[Run] = []
    terms = terms or Terms.default()
    for some, others, language, other_language, quota in _parts(ours, theirs):
        if language != other_language and encode is None:
            continue
        also = some if language == other_language else ()
        bank = Bank.build(others, other_language, also=also, encode=encode, terms=terms)
        runs.append(_run(some, bank, language, quota, wanted, encode, terms, is_ours=False))
    if within:
        for number, language in enumerate(LANGUAGES):
            some = [q for q in ours if q.texts.get(language)]
            if len(some) > 1 and len(_split(some, LANGUAGES[:number])[0]):
                bank = Bank.build(some, language, encode=encode, terms=terms)
                runs.append(
                    _run(some, bank, language, OWN_QUOTA, wanted, encode, terms, is_ours=True)
                )
    return runs


def _parts(
    ours: Sequence[Described], theirs: Sequence[Described]
) -> list[tuple[list[Described], list[Described], str, str, int]]:
    """Part the questions so that every pair meets once: in the first language that both have."""
    parts: list[tuple[list[Described], list[Described], str, str, int]] = []
    for number, language in enumerate(LANGUAGES):
        earlier = LANGUAGES[:number]
        spoken = [q for q in ours if q.texts.get(language)]
        new, met = _split([q for q in theirs if q.texts.get(language)], earlier)
        alone, both = _split(spoken, earlier)
        has_more = any(not q.texts.get(language) for q in theirs)
        full = QUOTA - ACROSS if has_more else QUOTA
        # Questions without an earlier language have not been held to what was read in that.
        parts.append((alone, [*new, *met], language, language, full))
        parts.append((both, new, language, language, ACROSS))
    sv, en = LANGUAGES
    for language, other in ((sv, en), (en, sv)):
        some = [q for q in ours if q.texts.get(language) and not q.texts.get(other)]
        others = [q for q in theirs if q.texts.get(other) and not q.texts.get(language)]
        parts.append((some, others, language, other, ACROSS))
    return [part for part in parts if part[0] and part[1]]


def _split(
    questions: Sequence[Described], languages: Sequence[str]
) -> tuple[list[Described], list[Described]]:
    """Return the questions with no text in any of the languages, and the others."""
    new = [q for q in questions if not any(q.texts.get(code) for code in languages)]
    return new, [q for q in questions if any(q.texts.get(code) for code in languages)]


def _run(
    ours: Sequence[Described],
    bank: Bank,
    language: str,
    quota: int,
    wanted: Iterable[tuple[int, int, bool]],
    encode: Encode | None,
    terms: Terms,
    *,
    is_ours: bool,
) -> Run:
    found = pool(ours, bank, language, encode)
    if is_ours:
        keys = np.array([q.key for q in ours], np.int64)
        earlier = LANGUAGES[: LANGUAGES.index(language)]
        met = np.array([any(q.texts.get(code) for code in earlier) for q in ours], bool)
        is_new = ~(met[found.rows] & met[found.columns])
        found = found.where(is_new & (keys[found.rows] < keys[found.columns]))
    our_facets = [facets_of(q, language, terms) for q in ours]
    needed = np.unique(found.columns).tolist()
    facets = {column: facets_of(bank.questions[column], bank.language, terms) for column in needed}
    is_vetoed = screened(found, our_facets, facets)
    found = chosen(found, is_vetoed, bank, quota)
    missing = _missing(ours, bank, found, wanted, is_ours)
    if missing:
        for _row, column in missing:
            if column not in facets:
                facets[column] = facets_of(bank.questions[column], bank.language, terms)
        found = Places(
            np.r_[found.rows, [row for row, _column in missing]],
            np.r_[found.columns, [column for _row, column in missing]],
            np.r_[found.similarity, np.zeros(len(missing), np.float32)],
            np.r_[found.ranks, np.full(len(missing), quota)],
        )
    return Run(
        ours,
        bank,
        language,
        found,
        _compared(found, our_facets, facets, terms),
        our_facets,
        facets,
        is_ours,
        terms,
        too_far(ours, bank, language, encode, found),
    )


def too_far(
    ours: Sequence[Described], bank: Bank, language: str, encode: Encode | None, found: Places
) -> NDArray[np.bool_]:
    """Return for each candidate whether its vectors lie too far apart to be one question.

    A text that has not been encoded has no vector but noughts, and lies far from nothing.
    """
    if encode is None or bank.vectors is None or not len(found):
        return np.zeros(len(found), bool)
    vectors = encode([q.texts[language] for q in ours])
    theirs = bank.vectors.vectors
    is_far = np.zeros(len(found), bool)
    for first in range(0, len(found), AT_ONCE):
        part = slice(first, first + AT_ONCE)
        rows, columns = vectors[found.rows[part]], theirs[found.columns[part]]
        is_far[part] = (np.einsum("ij,ij->i", rows, columns) < TOO_FAR) & columns.any(axis=1)
    return is_far


def screened(
    found: Places, our_facets: Sequence[Facets], their_facets: dict[int, Facets]
) -> NDArray[np.bool_]:
    """Return for each candidate whether a facet by itself holds it apart: quick, for very many."""
    if not len(found):
        return np.zeros(0, bool)
    columns = sorted(their_facets)
    places = np.searchsorted(np.array(columns, np.int64), found.columns)
    theirs = Coded.of(their_facets[c] for c in columns)
    return is_held_apart(Coded.of(our_facets), theirs, found.rows, places)


def held_apart(
    found: Places, our_facets: Sequence[Facets], their_facets: dict[int, Facets], terms: Terms
) -> NDArray[np.bool_]:
    """Return for each candidate whether a facet holds it apart, all that is known of it considered."""
    is_apart: NDArray[np.bool_] = _compared(found, our_facets, their_facets, terms)["is_vetoed"]
    return is_apart


def _compared(
    found: Places, our_facets: Sequence[Facets], their_facets: dict[int, Facets], terms: Terms
) -> NDArray[Any]:
    pairs = [
        (our_facets[row], their_facets[column])
        for row, column in zip(found.rows.tolist(), found.columns.tolist(), strict=True)
    ]
    return compared(pairs, terms) if pairs else np.zeros(0, COMPARED)


def _missing(
    ours: Sequence[Described],
    bank: Bank,
    found: Places,
    wanted: Iterable[tuple[int, int, bool]],
    is_ours: bool,
) -> list[tuple[int, int]]:
    rows = {q.key: i for i, q in enumerate(ours)}
    columns = {q.key: i for i, q in enumerate(bank.questions)}
    there = set(zip(found.rows.tolist(), found.columns.tolist(), strict=True))
    pairs = [
        (rows[a], columns[b])
        for a, b, own in sorted(wanted)
        if own == is_ours and a in rows and b in columns
    ]
    return [pair for pair in pairs if pair not in there]


# --- reading --------------------------------------------------------------------------------------


def _read(runs: Sequence[Run], read: Read, wanted: set[tuple[int, int, bool]], count: int) -> None:
    """Let the model read what is worth it, best first; the answers are kept in the runs.

    The budget is for all runs together. Of what the facets hold apart only pairs are read that one
    year alone keeps from being the same.
    """
    most = max(READ_LEAST, min(QUOTA, READ_BUDGET // max(1, count)))
    left = max(READ_BUDGET, READ_LEAST * count)
    requests: list[tuple[int, int, int, bool, tuple[Side, Side]]] = []
    needed: list[tuple[int, int, int, bool, tuple[Side, Side]]] = []
    for number, run in enumerate(runs):
        for place in range(len(run.places)):
            rank = int(run.places.ranks[place])
            if run.is_vetoed[place]:
                sides = _one_year(run, place)
                if sides is not None:
                    requests.append((rank, number, place, True, sides))
            elif run.keys[place] in wanted:
                needed.append((rank, number, place, False, run.sides(place)))
            elif rank < most and not run.is_far[place]:
                requests.append((rank, number, place, False, run.sides(place)))
    requests = needed + sorted(requests, key=lambda r: r[:3])[: max(0, left - len(needed))]
    answers = read([sides for *_place, sides in requests])
    for (_rank, number, place, is_aligned, _sides), answer in zip(requests, answers, strict=True):
        (runs[number].aligned if is_aligned else runs[number].read)[place] = answer


def _one_year(run: Run, place: int) -> tuple[Side, Side] | None:
    """Return the pair with one year in both texts where a year is all that holds it apart."""
    if not run.compared["is_of_period"][place]:
        return None
    sides = run.sides(place)
    texts = with_one_year(sides[0].text, sides[1].text)
    return None if texts is None else (Side(texts[0]), Side(texts[1]))


def _worth(
    run: Run,
    wanted: set[tuple[int, int, bool]],
    sampled: set[tuple[int, int, bool]],
    is_read: bool,
) -> list[int]:
    """Return the places that can be kept: most of what a model has read it has refused."""
    if not is_read:
        return list(range(len(run.places)))
    found = []
    for place in range(len(run.places)):
        row = run.read.get(place)
        is_claimed = row is not None and float(row[:3].sum()) >= LEAST_SCORE
        key = run.keys[place]
        is_drawn = row is not None and key in sampled
        if is_claimed or is_drawn or run.is_vetoed[place] or key in wanted:
            found.append(place)
    return found


def _drawn(run: Run, kept: int) -> set[tuple[int, int, bool]]:
    """Return the pairs that are shown even when they are low, among each question's first."""
    found = set()
    for place in np.flatnonzero(run.places.ranks < kept).tolist():
        question, other, is_ours = run.keys[place]
        if is_drawn(question, "question" if is_ours else "bank", other):
            found.add((question, other, is_ours))
    return found


@dataclass(frozen=True, slots=True)
class _Standing:
    """How high a pair stands among those of its question, and how to have all that is known of it."""

    score: float
    assess: Callable[[], Assessment]


def _standing(run: Run, place: int, is_read: bool) -> _Standing:
    if (
        run.is_vetoed[place] and place not in run.read
    ):  # most of all pairs: the score is known already
        similarity = float(run.places.similarity[place])
        points = float(run.compared["points"][place])
        has_ended = bool(run.pair(place)[1].ended)
        score = score_by_words(similarity, points, RELATED, has_ended=has_ended)
        return _Standing(score, lambda: _assessed(run, place, is_read))
    found = _assessed(run, place, is_read)
    return _Standing(found.score, lambda: found)


def _assessed(run: Run, place: int, is_read: bool) -> Assessment:
    ours, theirs = run.pair(place)
    our_facets, their_facets = run.facets(place)
    probabilities = run.read.get(place)
    aligned = run.aligned.get(place)
    return assess(
        ours,
        theirs,
        float(run.places.similarity[place]),
        language=run.language,
        other_language=run.bank.language,
        weights=run.bank.words.weights,
        lexicon=run.bank.words.lexicon,
        our_facets=our_facets,
        their_facets=their_facets,
        probabilities=None if probabilities is None else probabilities.tolist(),
        aligned=None if aligned is None else aligned.tolist(),
        is_left=is_read and not run.is_vetoed[place],
        terms=run.terms,
    )


# --- keeping --------------------------------------------------------------------------------------


def is_low(assessment: Assessment) -> bool:
    """True for a pair that nobody would look at of their own accord."""
    likely = is_likely(assessment.proposal, assessment.score, assessment.probability)
    return not likely and not assessment.judgement.is_new_edition


def _kept(
    best: dict[tuple[int, int, bool], _Standing],
    ours: Sequence[Described],
    theirs: Sequence[Described],
    wanted: set[tuple[int, int, bool]],
    sampled: set[tuple[int, int, bool]],
    kept: int,
) -> list[Pair]:
    groups = {(q.key, False): q.group for q in theirs} | {(q.key, True): "" for q in ours}
    by_question: dict[tuple[int, bool], list[tuple[float, int, _Standing]]] = {}
    for (question, other, is_ours), standing in best.items():
        entry = (-standing.score, other, standing)
        by_question.setdefault((question, is_ours), []).append(entry)
    pairs: list[Pair] = []
    for (question, is_ours), found in sorted(by_question.items()):
        found.sort(key=lambda f: f[:2])
        taken: Counter[str] = Counter()
        for score, other, standing in found:
            key, group = (question, other, is_ours), groups[other, is_ours]
            is_kept = -score >= LEAST_SCORE and taken.total() < kept and taken[group] < OF_ONE
            taken[group] += is_kept
            is_sample = key in sampled and is_low(standing.assess())
            if is_kept or is_sample or key in wanted:
                pairs.append(Pair(question, other, standing.assess, is_ours, is_sample))
    return pairs
