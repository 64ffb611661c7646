"""Every change of overlap: pairs found by matching, and what people decide about them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from sqlalchemy.orm import Session

from surveyapp.core import audit, clock
from surveyapp.core.access import Actor, Permission
from surveyapp.core.errors import Invalid
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import pick
from surveyapp.overlap import queries, store
from surveyapp.overlap.models import Candidate, OverlapDecision
from surveyapp.overlap.rules import matching
from surveyapp.overlap.rules.decisions import ALLOWED, Action, Verdict
from surveyapp.overlap.rules.facets import Described
from surveyapp.overlap.rules.similarity import Progress
from surveyapp.overlap.rules.text import points_back
from surveyapp.overlap.told import told_texts
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.questionnaires import service as questionnaires_service
from surveyapp.questionnaires.models import QuestionVersion
from surveyapp.questionnaires.rules.definition import Item, Kind
from surveyapp.registry.models import BankQuestion

RULES = "1"
"""Raised when the rules read texts differently, so that every pair is assessed anew."""

NOT_MATCHED = frozenset({Kind.TEXT.value, Kind.LONG_TEXT.value})
"""Comments and names: alike in every survey, and nothing is saved by finding it out."""

REASON_LENGTH = 2000

# --- matching -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Material:
    """Both sides as matching reads them, and the pairs that people have decided about."""

    ours: Sequence[Described]
    theirs: Sequence[Described]
    decided: Sequence[tuple[int, int]]


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

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def match(session: Session, actor: Actor, *, progress: Progress | None = None) -> Outcome:
    """Match every question of the newest versions against the whole bank.

    Pairs that are found again with unchanged texts are left as they are, decided ones are always
    kept, and undecided ones that are no longer found are removed.
    """
    actor.require(Permission.OVERLAP_DECIDE)
    material = collect(session)
    return keep(session, actor, material, find(material, progress))


def collect(session: Session) -> Material:
    """Return what matching needs; reads only."""
    decided = set(queries.newest_decisions(session))
    pairs = queries.candidates_by_pair(session)
    return Material(
        ours=_ours(session),
        theirs=[_described_bank(q) for q in queries.list_bank(session)],
        decided=[pair for pair, candidate in pairs.items() if candidate.id in decided],
    )


def find(material: Material, progress: Progress | None = None) -> list[matching.Pair]:
    """Return the pairs worth showing; needs no database."""
    return matching.match(material.ours, material.theirs, also=material.decided, progress=progress)


def keep(
    session: Session, actor: Actor, material: Material, pairs: Sequence[matching.Pair]
) -> Outcome:
    """Store the pairs; a decision taken while matching ran is respected."""
    known = queries.candidates_by_pair(session)
    ours = {q.key: q for q in material.ours}
    theirs = {q.key: q for q in material.theirs}
    outcome = Outcome(len(ours), len(theirs))
    now = clock.now()
    for pair in pairs:
        key = (pair.question, pair.bank_question)
        text_hash = _hash(ours[key[0]], theirs[key[1]])
        candidate = known.pop(key, None)
        proposal = pair.assessment.proposal
        outcome.proposals[proposal] = outcome.proposals.get(proposal, 0) + 1
        if candidate is not None and candidate.text_hash == text_hash:
            outcome.unchanged += 1
            continue
        if candidate is None:
            candidate = Candidate(question_id=key[0], bank_question_id=key[1])
            session.add(candidate)
            outcome.added += 1
        else:
            outcome.changed += 1
        candidate.score = pair.assessment.score
        candidate.evidence = pair.assessment.as_json()
        candidate.found_at = now
        candidate.text_hash = text_hash
    session.flush()
    outcome.removed = store.remove_undecided(session, [c.id for c in known.values()])
    if outcome.added or outcome.changed or outcome.removed:
        audit.record(
            session,
            actor,
            "overlap_matched",
            "overlap",
            "",
            added=outcome.added,
            changed=outcome.changed,
            removed=outcome.removed,
        )
    return outcome


def _hash(ours: Described, theirs: Described) -> str:
    fields = [RULES, asdict(ours), asdict(theirs)]
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


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
    )


def _described_bank(question: BankQuestion) -> Described:
    unit = question.collection.reporting_unit.lower()
    return Described(
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
        group=question.collection.code,
    )


# --- deciding -------------------------------------------------------------------------------------


def decide(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    *,
    verdict: str,
    action: str,
    reason: str,
) -> OverlapDecision:
    """Keep what a person found about a pair, and tell the officer where it concerns the answer.

    `candidate` comes from `queries.get_candidate`. An earlier decision stays in the record; the
    newest counts. A verdict other than same or derivable takes back what was told before.

    Raises:
        Forbidden: the role may not decide.
        Invalid: verdict or action is unknown, they do not fit, or there is no reason.
    """
    actor.require(Permission.OVERLAP_DECIDE)
    found = _checked(verdict, action, reason)
    decision = OverlapDecision(
        candidate_id=candidate.id,
        verdict=found[0].value,
        action=found[1].value,
        reason=reason.strip(),
        decided_by_id=actor.user_id,
        decided_by_name=actor.name,
        decided_at=clock.now(),
    )
    session.add(decision)
    session.flush()
    questionnaires_service.decide_about_question(
        session,
        actor,
        candidate.question,
        source="overlap",
        reference=f"candidate:{candidate.id}",
        action=found[1].value or found[0].value,
        reason=decision.reason,
        told=told_texts(candidate.other, *found),
    )
    audit.record(
        session,
        actor,
        "overlap_decided",
        "overlap_candidate",
        candidate.id,
        verdict=decision.verdict,
        action=decision.action,
        proposal=str(candidate.evidence.get("proposal", "")),
    )
    return decision


def _checked(verdict: str, action: str, reason: str) -> tuple[Verdict, Action]:
    problems: dict[str, list[str]] = {}
    if verdict not in [v.value for v in Verdict]:
        problems["verdict"] = [_("Välj vad du kom fram till.")]
    elif action not in [a.value for a in ALLOWED[Verdict(verdict)]]:
        problems["action"] = [_wrong_action(Verdict(verdict), action)]
    if not reason.strip():
        problems["reason"] = [_("Skriv varför, så att beslutet går att förstå om ett år.")]
    elif len(reason.strip()) > REASON_LENGTH:
        problems["reason"] = [_("Skriv högst %(number)s tecken.", number=REASON_LENGTH)]
    if problems:
        raise Invalid(_("Beslutet är inte sparat."), problems)
    return Verdict(verdict), Action(action)


def _wrong_action(verdict: Verdict, action: str) -> str:
    if verdict in (Verdict.SAME, Verdict.DERIVABLE) and not action:
        return _("Välj vad som ska hända med frågan.")
    if ALLOWED[verdict] == (Action.NONE,):
        return _("Det här beslutet leder inte till någon åtgärd. Välj ”Ingen åtgärd”.")
    return _("Åtgärden passar inte ihop med vad du kom fram till. Välj en annan.")
