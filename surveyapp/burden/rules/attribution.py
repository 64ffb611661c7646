"""Whose burden it is: attributed, avoidable and overhead (domain rules 2, 3 and 4).

Shares are exact fractions, so that what is split sums to the whole and not almost to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from surveyapp.burden.rules.inputs import Links


@dataclass(frozen=True)
class Totals:
    """Hours per question and overhead hours per section; questions nobody timed are left out."""

    questions: Mapping[str, float]
    sections: Mapping[str, str]
    """The section of every question of the form, timed or not."""
    overhead: Mapping[str, float]

    @property
    def whole(self) -> float:
        """All hours of the collection."""
        parts = [*self.questions.values(), *self.overhead.values()]
        return float(sum(map(Fraction, parts)))


@dataclass(frozen=True, slots=True)
class Attributed:
    """Hours that fall on one indicator (or on none), overhead included and told apart."""

    hours: float
    overhead_hours: float


@dataclass(frozen=True)
class Attribution:
    """The whole, split over the indicators and the questions that feed none."""

    indicators: Mapping[str, Attributed]
    unlinked: Attributed
    stranded_overhead_hours: float
    """Overhead of sections where no question was timed: it can be laid on nothing."""


def attribute(totals: Totals, links: Links) -> Attribution:
    """Split every question over the indicators it feeds: A(k) = sum of w(q,k) x T(q).

    With the questions that feed no indicator, and overhead that no timed question carries, it
    sums to the whole. Source: domain rules 2 and 4.
    """
    hours: dict[str | None, Fraction] = {code: Fraction(0) for code in (None, *links.indicators)}
    extra = dict(hours)
    carried: set[str] = set()
    overhead_shares = _overhead_shares(totals)
    for question, own in totals.questions.items():
        section = totals.sections[question]
        carried.add(section)
        beside = overhead_shares[question] * Fraction(totals.overhead.get(section, 0.0))
        shares: Mapping[str, Fraction] | None = links.shares.get(question)
        if not shares:
            hours[None] += Fraction(own) + beside
            extra[None] += beside
            continue
        for code, share in shares.items():
            hours[code] += share * (Fraction(own) + beside)
            extra[code] += share * beside
    stranded = [hours_ for code, hours_ in totals.overhead.items() if code not in carried]
    return Attribution(
        {code: Attributed(float(hours[code]), float(extra[code])) for code in links.indicators},
        Attributed(float(hours[None]), float(extra[None])),
        float(sum(map(Fraction, stranded))),
    )


def freed_questions(links: Links, chosen: Collection[str]) -> frozenset[str]:
    """Return the questions nobody needs once the chosen indicators are dropped."""
    return frozenset(
        question for question, shares in links.shares.items() if set(shares) <= set(chosen)
    )


def freed_sections(totals: Totals, freed: Collection[str]) -> frozenset[str]:
    """Return the sections that disappear with the freed questions: those wholly made of them.

    A section where nobody was timed lays its overhead on no indicator, so none can save it.
    """
    kept = {section for question, section in totals.sections.items() if question not in freed}
    return frozenset(totals.sections[question] for question in totals.questions) - kept


def avoidable_hours(totals: Totals, links: Links, chosen: Collection[str]) -> float:
    """Return V(K): the hours that are saved if all the chosen indicators are dropped.

    V of a set is at least the sum of its members' own V, and V(k) is never above A(k). A section's
    overhead is saved only with the whole section. Source: domain rules 3 and 4.
    """
    freed = freed_questions(links, chosen)
    questions = _sum(totals.questions[q] for q in freed if q in totals.questions)
    sections = _sum(totals.overhead.get(code, 0.0) for code in freed_sections(totals, freed))
    return float(questions + sections)


def _sum(values: Iterable[float]) -> Fraction:
    return sum(map(Fraction, values), Fraction(0))


def _overhead_shares(totals: Totals) -> Mapping[str, Fraction]:
    """Return the part of its section's overhead that goes with each question, by their time.

    Equally where no question took any. Source: domain rule 4.
    """
    whole: dict[str, Fraction] = {}
    counts: dict[str, int] = {}
    for question, own in totals.questions.items():
        section = totals.sections[question]
        whole[section] = whole.get(section, Fraction(0)) + Fraction(own)
        counts[section] = counts.get(section, 0) + 1
    shares = {}
    for question, own in totals.questions.items():
        section = totals.sections[question]
        if whole[section] == 0:
            shares[question] = Fraction(1, counts[section])
        else:
            shares[question] = Fraction(own) / whole[section]
    return shares
