"""Pairs found by matching, stored beside what people have decided; deciding has a file of its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from surveyapp.core import audit, clock
from surveyapp.core.access import Actor, Permission
from surveyapp.core.i18n import pick
from surveyapp.overlap import elements, learning, queries, store
from surveyapp.overlap.deciding import decide as decide
from surveyapp.overlap.models import Candidate
from surveyapp.overlap.queries import matching as stored
from surveyapp.overlap.queries import terms as vocabulary
from surveyapp.overlap.rules import matching
from surveyapp.overlap.rules.facets import Described
from surveyapp.overlap.rules.searching import EXACT, Search
from surveyapp.overlap.rules.similarity import Progress
from surveyapp.overlap.rules.terms import Terms
from surveyapp.overlap.rules.text import points_back
from surveyapp.overlap.scoring import Cached, Counted, ModelPair
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.questionnaires.models import QuestionVersion
from surveyapp.questionnaires.rules.definition import Item, Kind
from surveyapp.registry.models import Collection

RULES = "8"
"""Raised when the rules read texts differently, so that every pair is assessed anew."""

BESIDE = (
    "options",
    "answer",
    "breakdowns",
    "legal_basis",
    "collection_time",
    "collection_population",
)
"""What is known of a question besides what it asks. A pair is assessed anew when it changes, and a
decision about the pair stands."""

HALF = 31
"""Characters of each part of a pair's hash."""

MATCHED = "overlap_matched"
"""The event of a matching that changed anything."""

NOT_MATCHED = frozenset({Kind.TEXT.value, Kind.LONG_TEXT.value})
"""Comments and names: alike in every survey, and nothing is saved by finding it out."""


@dataclass(frozen=True)
class Material:
    """Both sides as matching reads them, and the pairs that people have decided about."""

    ours: Sequence[Described]
    theirs: Sequence[Described]
    decided: Sequence[stored.Key]
    terms: Terms = field(default_factory=Terms.default)
    """The built-in vocabulary with the administrator's lines."""
    read_after: int = 0
    """The newest matching (id of its event) that had changed anything when this was read; 0 for none."""


class Overtaken(Exception):
    """Another matching has stored its pairs since the questions were read; what is kept is newer."""


@dataclass(frozen=True)
class Found:
    """The pairs worth showing, and what they cost."""

    pairs: Sequence[matching.Pair]
    model: str = ""
    """Checksum of what read them, "" for words and facets alone."""
    counted: Counted = field(default_factory=Counted)
    search: Search = field(default_factory=Search)


@dataclass
class Outcome:
    """What one matching changed."""

    questions: int
    bank_questions: int
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    proposals: dict[str, int] = field(default_factory=dict)
    new_editions: int = 0
    model: str = ""
    read: int = 0
    read_before: int = 0
    encoded: int = 0
    encoded_before: int = 0
    missed: str = ""
    """What was left out: `no_model` when pairs were found and judged by words and facets alone, so
    that reworded and translated questions are missed; else ""."""
    search: str = EXACT
    """`exact` or `approximate`: how near vectors were searched for."""
    search_recall: float | None = None
    """Share of the exactly nearest that the approximate search found, 0-1; None when exact."""
    search_sampled: int = 0
    """Questions that `search_recall` is measured on."""
    lacks_index: bool = False
    """The bank is large enough for an approximate search, and faiss is not installed."""

    def count(self, candidate: Candidate) -> None:
        """Count what is proposed of a pair."""
        self.proposals[candidate.proposal] = self.proposals.get(candidate.proposal, 0) + 1
        self.new_editions += candidate.is_new_edition

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def match(
    session: Session,
    actor: Actor,
    *,
    models: ModelPair | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Match every question of the newest versions against the bank and each other, in one unit.

    Pairs that are found again with unchanged texts are left as they are, decided ones are always
    kept, and undecided ones that are no longer found are removed.

    Raises:
        Forbidden: the actor may not decide about overlap.
        Overtaken: another matching stored its pairs meanwhile.
    """
    actor.require(Permission.OVERLAP_DECIDE)
    material = collect(session)

    @contextmanager
    def unit() -> Iterator[Session]:
        yield session

    cached = Cached(models, unit, progress) if models is not None else None
    return keep(session, actor, material, find(material, cached, progress))


def collect(session: Session) -> Material:
    """Return what matching needs; reads only."""
    read_after = stored.newest_event(session, MATCHED)  # first: what is stored meanwhile is noticed
    return Material(
        ours=_ours(session),
        theirs=[_described_bank(row, owner) for row, owner in queries.list_bank(session)],
        decided=stored.decided_keys(session),
        terms=terms_of(tuple(vocabulary.active_rows(session))),
        read_after=read_after,
    )


@lru_cache(maxsize=4)
def terms_of(rows: tuple[tuple[str, str, str, str], ...]) -> Terms:
    """Return the vocabulary with an administrator's lines; the same lines give the same one."""
    return Terms.default().with_rows(rows) if rows else Terms.default()


def find(
    material: Material, cached: Cached | None = None, progress: Progress | None = None
) -> Found:
    """Return the pairs worth showing; without `cached` by words and facets alone."""
    search: list[Search] = []
    pairs = matching.match(
        material.ours,
        material.theirs,
        also=[(a, b) for a, b, is_ours in material.decided if not is_ours],
        also_ours=[(a, b) for a, b, is_ours in material.decided if is_ours],
        within=True,
        encode=cached.encode if cached else None,
        read=cached.read if cached and cached.can_read else None,
        progress=progress,
        terms=material.terms,
        searched=search.append,
    )
    if cached is None:
        return Found(pairs)
    return Found(pairs, cached.model, cached.counted, search[0])


def keep(session: Session, actor: Actor, material: Material, found: Found) -> Outcome:
    """Store the pairs; a decision taken while matching ran is respected.

    Raises:
        Overtaken: another matching has stored its pairs since `material` was read.
    """
    store.hold_matching(session)
    if stored.newest_event(session, MATCHED) != material.read_after:
        raise Overtaken
    known = stored.candidates_by_key(session)
    hashes = _Hashes(material)
    outcome = Outcome(
        len(material.ours),
        len(material.theirs),
        model=found.model,
        missed="" if found.model else "no_model",
        search=found.search.kind,
        search_recall=found.search.recall,
        search_sampled=found.search.sampled,
        lacks_index=found.search.lacks_library,
        **asdict(found.counted),
    )
    now = clock.now()
    written: list[Candidate] = []
    for pair in found.pairs:
        text_hash = _hash(hashes, pair, material.terms, found.model)
        candidate = known.pop((pair.question, pair.other, pair.is_ours), None)
        if candidate is not None and candidate.text_hash == text_hash:
            if pair.is_sample and not candidate.is_sample:  # what is not written is not flushed
                candidate.is_sample = True
            outcome.unchanged += 1
            outcome.count(candidate)
            continue
        has_new_texts = candidate is None or not _same_texts(candidate.text_hash, text_hash)
        if candidate is None:
            candidate = Candidate(question_id=pair.question)
            if pair.is_ours:
                candidate.other_question_id = pair.other
            else:
                candidate.bank_question_id = pair.other
            session.add(candidate)
            outcome.added += 1
        else:
            outcome.changed += 1
        _write(candidate, pair, found.model)
        if has_new_texts:  # Decisions older than this are asked for anew; a new model is no reason.
            candidate.found_at = now
        candidate.text_hash = text_hash
        outcome.count(candidate)
        written.append(candidate)
    session.flush()
    if found.model:  # people's decisions have moved the score; of the others it is in step already
        learning.adjust(written, learning.active_parameters(session, found.model))
    outcome.removed = store.remove_undecided(session, [c.id for c in known.values()])
    elements.regroup(
        session
    )  # facets may be read otherwise now, and older decisions have no elements
    if outcome.added or outcome.changed or outcome.removed:
        audit.record(
            session,
            actor,
            MATCHED,
            "overlap",
            "",
            added=outcome.added,
            changed=outcome.changed,
            removed=outcome.removed,
        )
    return outcome


def _write(candidate: Candidate, pair: matching.Pair, model: str) -> None:
    assessment = pair.assessment
    candidate.score = assessment.score
    candidate.proposal = assessment.proposal
    candidate.probability = assessment.probability
    candidate.model = model if assessment.probability is not None else ""
    candidate.is_new_edition = assessment.judgement.is_new_edition
    candidate.is_sample = pair.is_sample
    candidate.evidence = assessment.as_json()


class _Hashes:
    """(id, whether it is ours) -> hash of what it asks, hash of what is known besides.

    Most of a large bank is in no pair, so a question is hashed when it is asked for.
    """

    def __init__(self, material: Material) -> None:
        ours = {(q.key, True): q for q in material.ours}
        self._questions = ours | {(q.key, False): q for q in material.theirs}
        self._known: dict[tuple[int, bool], tuple[str, str]] = {}

    def __getitem__(self, key: tuple[int, bool]) -> tuple[str, str]:
        if key not in self._known:
            asked = dict(vars(self._questions[key]))
            beside = [asked.pop(name) for name in BESIDE]
            self._known[key] = _digest(asked), _digest(beside)
        return self._known[key]


def _hash(hashes: _Hashes, pair: matching.Pair, terms: Terms, model: str) -> str:
    """Return what a pair's evidence depends on: first of its texts alone, then of all else too."""
    sides = hashes[pair.question, True], hashes[pair.other, pair.is_ours]
    texts, beside = (_digest(list(part)) for part in zip(*sides, strict=True))
    read = _digest([RULES, model, terms.version(), texts, beside])
    return f"{texts[:HALF]}.{read[:HALF]}"


def _same_texts(before: str, now: str) -> bool:
    return before.split(".")[0] == now.split(".")[0]


def _digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


# --- both sides as matching reads them ------------------------------------------------------------


def _ours(session: Session) -> list[Described]:
    found: list[Described] = []
    items: Mapping[str, Item] = {}
    version_id = 0
    before: Mapping[str, str] = {}
    for row in queries.list_newest_question_versions(session):
        if row.version_id != version_id:
            version_id, before = row.version_id, {}
            form = questionnaires.load_form(session, row.version)
            items = {item.code: item for item in form.definition.questions()}
        item = items.get(row.question.code)
        if item is None or row.kind in NOT_MATCHED:
            continue  # the free text of an "other" option is no question of its own
        follows = points_back(pick(row.text, "sv"))
        found.append(_described(row, item, before if follows else {}))
        if not follows:
            before = row.text
    return found


def _described(row: QuestionVersion, item: Item, before: Mapping[str, str]) -> Described:
    languages = set(row.text)
    choices = [c.text.get("sv") or next(iter(c.text.values()), "") for c in item.choices]
    return Described(
        key=row.question_id,
        texts=dict(row.text),
        definitions={
            code: f"{item.hint.get(code, '')} {item.definition.get(code, '')}".strip()
            for code in languages
        },
        contexts={
            code: f"{row.section_title.get(code, '')} {before.get(code, '')}".strip()
            for code in languages
        },
        unit=row.unit,
        scale=" / ".join(choices) if choices else row.kind,
        options=tuple(choices),
    )


def _described_bank(question: Row[Any], collection: Collection) -> Described:
    unit = collection.reporting_unit.lower()
    found = Described(
        key=question.id,
        texts=dict(question.text),
        definitions=dict(question.description),
        area=question.area,
        unit=question.unit,
        population=question.population,
        reference_time=question.reference_time,
        scale=question.answer_scale,
        level="unit"
        if unit.startswith("enhet")
        else "person"
        if unit.startswith(("person", "klient"))
        else "",
        ended=question.discontinued_after,
        group=collection.code,
        answer=question.answer_type,
        breakdowns=question.breakdowns,
        legal_basis=question.legal_basis,
        collection_time="" if question.reference_time else collection.reference_time,
        collection_population="" if question.population else collection.population,
    )
    if not question.options:
        return found
    language = found.language()
    options = tuple(text for option in question.options if (text := pick(option, language)))
    return replace(found, options=options)
