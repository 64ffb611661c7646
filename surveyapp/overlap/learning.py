"""The score learns from decisions: fitted anew when enough are new, used only when it is no worse.

The model itself stays as it is. A fit moves the probability that it gives, by a slope, a shift and
which facets agree; what the pages and the queue show is the probability after the fit in use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.core import audit, clock
from surveyapp.core.access import Actor, Permission
from surveyapp.core.errors import Conflict
from surveyapp.core.i18n import gettext as _
from surveyapp.overlap import store
from surveyapp.overlap.models import Candidate, Fit, OverlapDecision
from surveyapp.overlap.queries import learning as queries
from surveyapp.overlap.rules import refitting
from surveyapp.overlap.rules.decisions import OVERLAPS
from surveyapp.overlap.rules.refitting import DUE, Example, Parameters
from surveyapp.overlap.rules.sampling import SHARE

KIND = "overlap_refit"
"""Of the job."""

FROZEN_PART = "part_2.csv"
"""Of the pairs written for this project: never among the decisions, and so fit to judge them."""

Frozen = Callable[[str], Sequence[Example]]
"""Gives the frozen pairs as the model with this checksum reads them; [] when it cannot."""


def is_due(session: Session) -> bool:
    """True when enough decisions are new since the last fit, and enough of either sort can be learned from."""
    if queries.count_new_decisions(session) < DUE:
        return False
    examples = examples_of(queries.list_learnable(session), queries.newest_model(session))
    return refitting.is_enough(examples)


def refit(session: Session, actor: Actor, frozen: Sequence[Example], model: str = "") -> Fit:
    """Fit the score on every decision, store the fit, and use it when it is no worse.

    `frozen` are labelled pairs as the score in question reads them, before any fit; `model` is the
    checksum of the model whose score it is, the newest one without it.

    Raises:
        Forbidden: the role may not decide.
        Conflict: there are too few decisions of either sort.
    """
    actor.require(Permission.OVERLAP_DECIDE)
    model = model or queries.newest_model(session)
    examples = examples_of(queries.list_learnable(session), model)
    fitted = refitting.fit(examples)
    if fitted is None:
        raise Conflict(
            _(
                "Det finns för få beslut att lära av. Det behövs minst %(number)s par som överlappar"
                " och lika många som inte gör det.",
                number=refitting.LEAST_OF_EACH,
            )
        )
    current = queries.active_fit(session, model)
    before = refitting.measure(_parameters(current), frozen)
    after = refitting.measure(fitted, frozen)
    is_used = refitting.is_acceptable(before, after)
    if is_used and current is not None:
        current.is_active = False
    fit = Fit(
        model=model,
        parameters=fitted.as_json(),
        decisions=len(examples),
        before=before.as_json() if before.n else {"n": 0},
        after=after.as_json() if after.n else {"n": 0},
        is_active=is_used,
        fitted_at=clock.now(),
    )
    session.add(fit)
    session.flush()
    audit.record(
        session,
        actor,
        "overlap_refitted",
        "overlap_fit",
        fit.id,
        decisions=len(examples),
        is_used=is_used,
    )
    if is_used:
        adjust_all(session, model)
    return fit


def adjust_all(session: Session, model: str) -> int:
    """Bring the probability of every pair that the model has read in step with the fit in use.

    Returns how many changed. Safe to run again: it starts from what the model itself said. A
    matching that is storing pairs is waited for.
    """
    store.hold_matching(session)
    parameters = _parameters(queries.active_fit(session, model))
    return adjust(queries.candidates_read_by(session, model), parameters)


def adjust(candidates: Iterable[Candidate], parameters: Parameters) -> int:
    """Give pairs the probability after a fit; those that no model has read are left as they are."""
    changed = 0
    for candidate in candidates:
        raw = raw_probability(candidate.evidence)
        if raw is None:
            continue
        found = round(parameters.apply(raw, relations_of(candidate.evidence)), 4)
        if parameters == Parameters():
            found = round(raw, 4)
        if candidate.probability != found:
            candidate.probability = found
            changed += 1
    return changed


def active_parameters(session: Session, model: str) -> Parameters:
    """Return the fit in use for a model's scores; one that changes nothing when there is none."""
    return _parameters(queries.active_fit(session, model))


def raw_probability(evidence: Mapping[str, Any]) -> float | None:
    """Return the probability of overlap that the model itself gave, None when it has not read the pair."""
    said = evidence.get("probabilities")
    return min(1.0, float(sum(said[:3]))) if said else None


def relations_of(evidence: Mapping[str, Any]) -> dict[str, str]:
    """Return facet -> how the two sides stand to each other."""
    return {str(f["name"]): str(f["agrees"]) for f in evidence.get("facets", ())}


def examples_of(decisions: Iterable[OverlapDecision], model: str) -> list[Example]:
    """Return what can be learned from: decisions about pairs that this model had read.

    Without a model the words' score takes the probability's place.
    """
    found = []
    for decision in decisions:
        seen = decision.seen
        raw = seen.get("raw") if model else seen.get("score")
        if raw is None or (model and seen.get("model") != model):
            continue
        weight = 1 / SHARE if seen.get("sample") else 1.0
        found.append(
            Example(float(raw), seen.get("facets", {}), decision.verdict in OVERLAPS, weight)
        )
    return found


def _parameters(fit: Fit | None) -> Parameters:
    return Parameters.from_json(fit.parameters) if fit is not None else Parameters()
