"""From two sides of questions to the pairs that a person should see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from surveyapp.overlap.rules.facets import Described, read_facets
from surveyapp.overlap.rules.proposing import Assessment, assess
from surveyapp.overlap.rules.similarity import Index, Progress, build_index, candidates

LANGUAGES = ("sv", "en")

KEPT = 10
"""Pairs kept per question; the rest say too little to be worth a person's time."""

OF_ONE = 5
"""Of these, at most so many from one collection: a register of a thousand figures has many alike."""

LEAST_SCORE = 0.15


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, a bank question, and what holding them together showed."""

    question: int
    bank_question: int
    assessment: Assessment


def match(
    ours: Sequence[Described],
    theirs: Sequence[Described],
    *,
    also: Sequence[tuple[int, int]] = (),
    kept: int = KEPT,
    progress: Progress | None = None,
) -> list[Pair]:
    """Return the pairs worth showing, per question best first.

    A pair is read in the first language that both sides have. `also` names pairs (keys) that are
    assessed whatever their score, because somebody has decided about them.
    """
    wanted = set(also)
    best: dict[tuple[int, int], Assessment] = {}
    for number, language in enumerate(LANGUAGES):
        earlier = LANGUAGES[:number]
        new, met = _split([q for q in theirs if q.texts.get(language)], earlier)
        # Questions without an earlier language have not been held to what was read in that.
        for some, others in ((ours, new), (_split(ours, earlier)[0], met)):
            if some and others:
                best.update(_assess_all(build_index(some, others, language), wanted, progress))
    pairs: list[Pair] = []
    groups = {q.key: q.group for q in theirs}
    by_question: dict[int, list[tuple[float, int, Assessment]]] = {}
    for (question, bank), assessment in best.items():
        by_question.setdefault(question, []).append((-assessment.score, bank, assessment))
    for question, found in sorted(by_question.items()):
        found.sort(key=lambda f: f[:2])
        taken: Counter[str] = Counter()
        for score, bank, assessment in found:
            group = groups[bank]
            is_kept = -score >= LEAST_SCORE and taken.total() < kept and taken[group] < OF_ONE
            taken[group] += is_kept
            if is_kept or (question, bank) in wanted:
                pairs.append(Pair(question, bank, assessment))
    return pairs


def _split(
    questions: Sequence[Described], languages: Sequence[str]
) -> tuple[list[Described], list[Described]]:
    """Return the questions with no text in any of the languages, and the others."""
    new = [q for q in questions if not any(q.texts.get(code) for code in languages)]
    return new, [q for q in questions if any(q.texts.get(code) for code in languages)]


def _assess_all(
    index: Index, wanted: set[tuple[int, int]], progress: Progress | None
) -> dict[tuple[int, int], Assessment]:
    places = {(index.ours[a].key, index.theirs[b].key): (a, b, s) for a, b, s in candidates(index)}
    rows = {q.key: i for i, q in enumerate(index.ours)}
    columns = {q.key: i for i, q in enumerate(index.theirs)}
    for question, bank in wanted - set(places):
        if question in rows and bank in columns:
            places[(question, bank)] = (rows[question], columns[bank], 0.0)
    ours = [read_facets(q, index.language) for q in index.ours]
    needed = sorted({b for _a, b, _s in places.values()})
    theirs = {b: read_facets(index.theirs[b], index.language) for b in needed}
    found: dict[tuple[int, int], Assessment] = {}
    for number, (key, (a, b, similarity)) in enumerate(places.items(), start=1):
        found[key] = assess(
            index.ours[a],
            index.theirs[b],
            similarity,
            language=index.language,
            weights=index.weights,
            lexicon=index.lexicon,
            our_facets=ours[a],
            their_facets=theirs[b],
        )
        if progress and (number % 500 == 0 or number == len(places)):
            progress(number, len(places))
    return found
