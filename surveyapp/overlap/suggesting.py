"""What a question that is being written overlaps: found, read and judged while somebody types.

The searched side is kept in the process, by the state of the bank and of our own questions; nothing
is written.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from sqlalchemy.orm import Session

from surveyapp.overlap import service
from surveyapp.overlap.model.features import Side
from surveyapp.overlap.queries import matching as stored
from surveyapp.overlap.queries import terms as vocabulary
from surveyapp.overlap.rules.facets import Described, Facets
from surveyapp.overlap.rules.indexing import Vectors
from surveyapp.overlap.rules.matching import LANGUAGES, LEAST_SCORE, held_apart, screened, too_far
from surveyapp.overlap.rules.proposing import CANNOT_TELL, DERIVABLE, SAME, Assessment, assess
from surveyapp.overlap.rules.remembering import facets_of
from surveyapp.overlap.rules.similarity import ACROSS, QUOTA, Bank, Places, chosen, pool
from surveyapp.overlap.rules.terms import Terms
from surveyapp.overlap.scoring import ModelPair, in_order, in_turn, text_hash

READ = 8
"""Candidates that the model reads of one new question: a tenth of a second on two cores. What it
overlaps is among them in .96 of the left-out parts, hidden among 6,000."""

SHOWN = 5

APART, APART_FROM = 2, 0.5
"""Candidates that a facet holds apart that are shown unread as "related, differs in" at most, and the score
by words and facets from which they are: the same question of another year, another age or another law."""

LEAST_LETTERS = 12
"""Of a text; a shorter one is no question yet."""

ENCODED_AT_ONCE = 200
"""Bank questions without a stored vector that are encoded here; more wait for the next matching and
are found by words until then."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that is asked already."""

    key: int
    """Id of the bank question, or of our own."""
    is_ours: bool
    texts: Mapping[str, str]
    source: str
    """Code of the collection, "" for our own."""
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class _Met:
    """A candidate of the text, by its place in what was searched."""

    rank: int
    column: int
    searched: _Searched
    similarity: float
    is_apart: bool
    """A facet holds it apart."""
    is_far: bool
    """Vectors hold it far apart."""


@dataclass
class _Searched:
    """One language of all questions that a new one is held against."""

    bank: Bank
    terms: Terms
    entries: Sequence[tuple[Described, bool]]
    """By place in the bank: the question, and whether it is ours."""
    facets: dict[int, Facets] = field(default_factory=dict)


_State = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is searched, as the database was when it was made."""

    state: _State
    searched: dict[str, _Searched]
    awaited: frozenset[str]
    """Hashes of texts that have no vector yet: in each language the one that a matching encodes last."""


_kept: dict[str, _Kept] = {}
_lock = threading.Lock()


def suggest(
    session: Session,
    text: str,
    language: str,
    *,
    models: ModelPair | None,
    question_id: int | None = None,
    limit: int = SHOWN,
) -> list[Suggestion]:
    """Return what the text overlaps, likeliest first; reads only.

    `question_id` is the question that is being changed, which is not held against itself. Without
    `models` words and facets alone decide.
    """
    text = " ".join(text.split())
    if len(text) < LEAST_LETTERS or language not in LANGUAGES:
        return []
    ours = Described(key=0, texts={language: text})
    known: dict[str, Vectors] = {}

    def encode(texts: Sequence[str]) -> Vectors:
        assert models is not None
        for new in set(texts) - set(known):
            known[new] = models.encoder.encode([new])[0]
        return np.stack([known[t] for t in texts])

    given = encode if models is not None else None
    found: list[_Met] = []
    for other, searched in _searched(session, models).items():
        if other != language and models is None:
            continue
        quota = QUOTA if other == language else ACROSS
        places = pool([ours], searched.bank, language, given)
        places, is_apart = _chosen(ours, language, searched, places, quota)
        is_far = too_far([ours], searched.bank, language, given, places)
        for number in range(len(places)):
            entry, is_ours = searched.entries[int(places.columns[number])]
            if other != language and entry.texts.get(language):
                continue  # it was met in the language of the text
            if not (is_ours and entry.key == question_id):
                found.append(_Met(int(places.ranks[number]), int(places.columns[number]), searched, float(places.similarity[number]), bool(is_apart[number]), bool(is_far[number])))  # fmt: skip
    found.sort(key=lambda f: (f.rank, f.searched.bank.language != language, f.column))
    return _judged(ours, language, found, models)[:limit]


def _chosen(
    ours: Described, language: str, searched: _Searched, places: Places, quota: int
) -> tuple[Places, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    bank = searched.bank
    for column in places.columns.tolist():
        if column not in searched.facets:
            searched.facets[column] = facets_of(
                bank.questions[column], bank.language, searched.terms
            )
    our_facets = [facets_of(ours, language, searched.terms)]
    needed = {column: searched.facets[column] for column in places.columns.tolist()}
    places = chosen(places, screened(places, our_facets, needed), bank, quota)
    return places, held_apart(places, our_facets, needed, searched.terms)


def _judged(
    ours: Described,
    language: str,
    found: Sequence[_Met],
    models: ModelPair | None,
) -> list[Suggestion]:
    reader = models.cross if models is not None else None
    rows: list[list[float] | None] = [None] * len(found)
    if reader is not None:
        near = [f for f in found if not f.is_far]
        found = [f for f in near if not f.is_apart][:READ]
        sides = [
            in_order(Side(ours.texts[language]), Side(_text(f.searched, f.column))) for f in found
        ]
        apart = [f for f in near if f.is_apart][:READ]
        rows = [*(row.tolist() for row in reader.read(sides)), *(None for _pair in apart)]
        found = [*found, *apart]
    suggestions: list[Suggestion] = []
    left = APART
    for met, row in zip(found, rows, strict=True):
        searched, column = met.searched, met.column
        entry, is_ours = searched.entries[column]
        assessment = assess(
            ours,
            entry,
            met.similarity,
            language=language,
            other_language=searched.bank.language,
            weights=searched.bank.words.weights,
            lexicon=searched.bank.words.lexicon,
            our_facets=facets_of(ours, language, searched.terms),
            their_facets=searched.facets[column],
            probabilities=row,
            terms=searched.terms,
        )
        if reader is not None and row is None:
            if assessment.score < APART_FROM or not left:
                continue
            left -= 1
        if assessment.score >= LEAST_SCORE:
            source = "" if is_ours else entry.group
            suggestions.append(Suggestion(entry.key, is_ours, entry.texts, source, assessment))
    return sorted(suggestions, key=_order)


def _order(suggestion: Suggestion) -> tuple[bool, float, bool, int]:
    """What is likely to overlap before what only resembles it, each best first."""
    found = suggestion.assessment
    is_likely = found.proposal in (SAME, DERIVABLE, CANNOT_TELL)
    return not is_likely, -found.score, suggestion.is_ours, suggestion.key


def _text(searched: _Searched, column: int) -> str:
    return searched.entries[column][0].texts[searched.bank.language]


# --- the searched side ----------------------------------------------------------------------------


def _searched(session: Session, models: ModelPair | None) -> dict[str, _Searched]:
    checksum = models.encoder.checksum if models is not None else ""
    state = (
        *stored.bank_state(session),
        *stored.own_state(session),
        tuple(vocabulary.active_rows(session)),
        checksum,
    )
    place = str(session.get_bind().engine.url)
    with _lock:
        before = _kept.get(place)
        if (
            before is not None
            and before.state == state
            and not stored.find_vectors(session, checksum, sorted(before.awaited))
        ):
            return before.searched
        built, awaited = _build(session, models)
        _kept[place] = _Kept(state, built, frozenset(awaited))
        return built


def _build(
    session: Session, models: ModelPair | None
) -> tuple[dict[str, _Searched], Sequence[str]]:
    material = service.collect(session)
    entries = [(q, False) for q in material.theirs]
    # Our own make a group of their own, so that they do not fill the places of the bank.
    entries += [(replace(q, group=""), True) for q in material.ours]
    found: dict[str, _Searched] = {}
    awaited: list[str] = []
    for language in LANGUAGES:
        spoken = [entry for entry in entries if entry[0].texts.get(language)]
        if not spoken:
            continue
        questions = [q for q, _is_ours in spoken]

        def encode(texts: Sequence[str]) -> Vectors:
            assert models is not None
            vectors, missing = _stored_vectors(session, models, texts)
            if missing:
                awaited.append(text_hash(in_turn(missing)[-1]))
            return vectors

        bank = Bank.build(
            questions,
            language,
            encode=encode if models is not None else None,
            terms=material.terms,
        )
        found[language] = _Searched(bank, material.terms, spoken)
    return found, awaited


def _stored_vectors(
    session: Session, models: ModelPair, texts: Sequence[str]
) -> tuple[Vectors, list[str]]:
    """Return one row a text, of noughts for those that wait for the next matching, and these."""
    encoder = models.encoder
    hashes = [text_hash(text) for text in texts]
    known = stored.find_vectors(session, encoder.checksum, list(dict.fromkeys(hashes)))
    out = np.zeros((len(texts), encoder.dimension), np.float32)
    missing = []
    for number, key in enumerate(hashes):
        if key in known:
            out[number] = np.frombuffer(known[key], "<f4")
        else:
            missing.append(number)
    if missing and len(missing) <= ENCODED_AT_ONCE:
        out[missing] = encoder.encode([texts[number] for number in missing])
        missing = []
    return out, [texts[number] for number in missing]
