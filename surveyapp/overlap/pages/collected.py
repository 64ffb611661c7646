"""Where and when each question of a pair is collected, and what the collection takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from surveyapp.burden import queries as burden
from surveyapp.burden.models import BurdenSnapshot
from surveyapp.core import svenska
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import ngettext, pick
from surveyapp.questionnaires.models import Questionnaire, QuestionVersion
from surveyapp.registry.models import BankQuestion
from surveyapp.registry.pages import hours_in_words, window_in_words
from surveyapp.rounds import queries as rounds
from surveyapp.rounds.models import Round

NOT_READ = "ej läst"
"""What the register of collections says where the source has not been read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """How one question is collected, in words; "" is not known."""

    collection: str
    owner: str = ""
    questionnaire: str = ""
    legal_basis: str = ""
    obligation: str = ""
    frequency: str = ""
    reference_time: str = ""
    window: str = ""
    hours: str = ""
    """Of one municipality in a year, for the whole collection."""
    hours_source: str = ""
    population: str = ""
    respondent: str = ""
    level: str = ""
    unit: str = ""
    answer_scale: str = ""
    breakdowns: str = ""
    register: str = ""
    source: str = ""
    is_fictional: bool = False


class Rounds:
    """Every round by questionnaire, newest first, and what each was measured to take."""

    def __init__(self, found: Sequence[Round], snapshots: Sequence[BurdenSnapshot]) -> None:
        self._found = sorted(found, key=lambda r: (r.year, r.opens_on, r.id), reverse=True)
        self._snapshots = {s.round_id: s for s in snapshots}

    def of(self, questionnaire: Questionnaire) -> list[Round]:
        """Return the questionnaire's rounds, newest first."""
        return [r for r in self._found if r.version.questionnaire_id == questionnaire.id]

    def hours(self, asked: Sequence[Round]) -> tuple[Round, float] | None:
        """Return the first round whose time may be shown, with a municipality's mean in hours."""
        for round_ in asked:
            snapshot = self._snapshots.get(round_.id)
            if snapshot and snapshot.total_hours is not None and snapshot.population:
                return round_, snapshot.total_hours / snapshot.population
        return None


def load_rounds(session: Session) -> Rounds:
    """Return what is known of when our own questionnaires are sent out."""
    return Rounds(rounds.list_rounds(session), burden.list_newest_snapshots(session))


def of_ours(questionnaire: Questionnaire, row: QuestionVersion | None, known: Rounds) -> Collected:
    """Return how a question of ours is collected: as the questionnaire's newest round does it.

    `row` is the question in the newest version, None when that no longer asks it.
    """
    asked = known.of(questionnaire)
    newest = asked[0] if asked else None
    measured = known.hours(asked)
    return Collected(
        collection=pick(questionnaire.title),
        questionnaire=pick(row.section_title) if row else "",
        legal_basis=newest.legal_basis if newest else "",
        obligation=_duty(newest) if newest else "",
        frequency=_rounds_so_far(asked),
        window=f"{svenska.date(newest.opens_on)} – {svenska.date(newest.closes_on)}"
        if newest
        else "",
        hours=svenska.number(measured[1], 1) if measured else "",
        hours_source=_("mätt i omgången %(year)s", year=measured[0].year) if measured else "",
        unit=row.unit if row else "",
        is_fictional=bool(
            (newest and newest.is_fictional) or (measured and measured[0].is_fictional)
        ),
    )


def _duty(round_: Round) -> str:
    return _("Uppgiftsskyldighet") if round_.duty == "duty" else _("Frivilligt")


def _rounds_so_far(asked: Sequence[Round]) -> str:
    if not asked:
        return ""
    years = ", ".join(str(year) for year in sorted({r.year for r in asked}))
    return ngettext("En omgång: %(years)s", "%(num)s omgångar: %(years)s", len(asked), years=years)


def of_bank(question: BankQuestion) -> Collected:
    """Return how a question of the bank is collected; its own facts go before its collection's."""
    there = question.collection
    told = there.collection_window if there.collection_window != NOT_READ else ""
    held = (question.register, question.register_variable, question.register_lag)
    return Collected(
        collection=pick(there.name),
        owner=there.owner,
        questionnaire=question.questionnaire,
        legal_basis=question.legal_basis or there.legal_basis,
        obligation=there.obligation,
        frequency=question.frequency or there.frequency,
        reference_time=question.reference_time or there.reference_time,
        window=told or window_in_words(there),
        hours=hours_in_words(there),
        hours_source=there.hours_source,
        population=question.population or there.population,
        respondent=question.respondent or there.reporting_unit,
        level=there.data_level,
        unit=question.unit,
        answer_scale=question.answer_scale,
        breakdowns=question.breakdowns,
        register=", ".join(part for part in held if part),
        source=there.source,
    )
