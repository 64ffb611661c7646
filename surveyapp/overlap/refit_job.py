"""Fitting the score outside a request, with the frozen pairs read by the installation's own model."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from surveyapp.core import jobs
from surveyapp.core.access import Actor
from surveyapp.core.database import Database
from surveyapp.core.units import unit_of_work
from surveyapp.overlap import background, learning, loading
from surveyapp.overlap.models import Fit
from surveyapp.overlap.queries import learning as queries
from surveyapp.overlap.rules.comparing.facets import compare_facets
from surveyapp.overlap.rules.facets import Described
from surveyapp.overlap.rules.reading.question import read_facets
from surveyapp.overlap.rules.refitting import Example
from surveyapp.overlap.rules.text import normalise
from surveyapp.overlap.scoring import in_order
from surveyapp.overlap.training.pairs import PAIRS, Pair, read_pairs


def run_refit(database: Database, actor: Actor) -> Fit:
    """Fit the score and store the fit.

    Raises:
        Forbidden: the actor may not decide about overlap.
        Conflict: there are too few decisions.
    """
    with unit_of_work(database, read_only=True) as session:
        model = queries.newest_model(session)
    frozen = frozen_pairs(model)  # seconds of reading, while nothing is locked
    with unit_of_work(database) as session:
        return learning.refit(session, actor, frozen, model)


@lru_cache(maxsize=2)
def frozen_pairs(model: str) -> Sequence[Example]:
    """Return the frozen pairs as the model reads them, as words do when `model` is ""; [] if it cannot run."""
    pairs = read_pairs(PAIRS / learning.FROZEN_PART)
    if not model:
        scores = [_shared_words(pair) for pair in pairs]
    else:
        models = loading.models(threads=1)
        cross = models.cross if models is not None else None
        if cross is None or cross.checksum != model:
            return []
        texts = [in_order(p.bare().a, p.bare().b) for p in pairs]  # as matching gives them
        scores = [float(sum(row[:3])) for row in cross.read(texts)]
    return [
        Example(min(1.0, score), _relations(pair), pair.overlaps)
        for pair, score in zip(pairs, scores, strict=True)
    ]


def _relations(pair: Pair) -> dict[str, str]:
    sides = [
        read_facets(
            Described(
                key=number,
                texts={language: side.text},
                reference_time=side.period,
                population=side.population,
            ),
            language,
        )
        for number, (side, language) in enumerate(
            zip((pair.a, pair.b), pair.languages, strict=True)
        )
    ]
    return {f.name: f.relation.value for f in compare_facets(sides[0], sides[1])}


def _shared_words(pair: Pair) -> float:
    a, b = (set(normalise(side.text).split()) for side in (pair.a, pair.b))
    return len(a & b) / max(1, len(a | b))


@jobs.handler(learning.KIND)
def run(context: jobs.JobContext) -> dict[str, Any]:
    """Do the job in the name of whoever asked for it.

    Raises:
        Conflict: there are too few decisions, or the model cannot be used.
    """
    actor, language = background.asked_by(context)
    with loading.explained(language):
        fit = run_refit(context.database, actor)
    return {"url": "/overlapp/traffsakerhet", "decisions": fit.decisions, "is_used": fit.is_active}
