"""A burden report edition as a real round would give it; the numbers add up."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, date, datetime

from surveyapp.reports.rules import (
    Burden,
    ChangePart,
    Criterion,
    Decision,
    DefinitionChange,
    EditionData,
    GroupBurden,
    Identity,
    Interval,
    Method,
    OverlapRow,
    PreviousYear,
    Proposal,
    QuestionBurden,
    Result,
    RoleBurden,
    RoundFacts,
    StepBurden,
    YearBurden,
)

SV_EN_QUESTIONS = (
    (
        "V1",
        (
            "Har kommunen en aktuell rutin för hur handläggare ska agera vid indikation på att en vuxen"
            " utsätts för våld av närstående?"
        ),
        (
            "Does the municipality have a current routine for how case officers should act when there"
            " are signs that an adult is subjected to violence by a close relation?"
        ),
        1.0,
        (),
        (6.2, 3.1, 11.8, 9.4),
    ),
    (
        "V2",
        "Vilket datum följdes rutinen upp senast?",
        "When was the routine last followed up?",
        0.5,
        ("VN02",),
        (4.0, 2.2, 7.5, 5.6),
    ),
    (
        "V3",
        (
            "Hur många handläggare har fått utbildning om våld i nära relationer under de senaste två"
            " åren, räknat i årsarbetare den 1 mars?"
        ),
        (
            "How many case officers have been trained on violence in close relations in the last two"
            " years, in full-time equivalents on 1 March?"
        ),
        0.5,
        ("VN04",),
        (38.5, 17.0, 74.25, 52.3),
    ),
    (
        "V4",
        (
            "Använder kommunen en standardiserad bedömningsmetod för att bedöma risken för fortsatt"
            " våld?"
        ),
        (
            "Does the municipality use a standardised instrument to assess the risk of further"
            " violence?"
        ),
        1 / 3,
        ("VN05", "VN06"),
        (8.8, 4.4, 15.9, 12.1),
    ),
    (
        "V5",
        "Kommentar till svaren om våld i nära relationer",
        "Comment on the answers about violence in close relations",
        1 / 3,
        ("VN02", "VN04"),
        (2.5, 0.8, 6.0, 4.7),
    ),
)

GROUPS = (
    ("A", "Storstäder och storstadsnära kommuner", "Large cities and nearby", 43, 46),
    ("B3", "Större stad", "Medium-sized towns", 20, 21),
    ("B4", "Pendlingskommun nära större stad", "Commuting near medium-sized towns", 44, 52),
    ("B5", "Lågpendlingskommun nära större stad", "Low commuting near towns", 30, 35),
    ("C6", "Mindre stad/tätort", "Small towns", 26, 29),
    ("C7", "Pendlingskommun nära mindre stad/tätort", "Commuting near small towns", 43, 52),
    ("C8", "Landsbygdskommun", "Rural municipalities", 33, 40),
    ("C9", "Landsbygdskommun med besöksnäring", "Rural with visitor industry", 11, 15),
)
POPULATION = 290
MEASURED = 250


def question(
    number: int, text: dict[str, str], weight: float, others: tuple[str, ...], code: str = ""
) -> QuestionBurden:
    """One question whose minutes grow with its number."""
    minutes = 3.0 + 1.7 * (number % 11)
    total = POPULATION * minutes * 1.3 / 60
    return QuestionBurden(
        code=code or f"F{number}",
        text=text,
        weight=weight,
        other_indicators=others,
        n_measured=MEASURED,
        n_asked=POPULATION - number % 5,
        population=POPULATION,
        suppressed=False,
        median_minutes=minutes,
        q1_minutes=minutes * 0.5,
        q3_minutes=minutes * 1.9,
        total_hours=total,
        attributed_hours=total * weight,
    )


def sample_questions() -> tuple[QuestionBurden, ...]:
    """The five questions of the example indicator."""
    rows = []
    for code, swedish, english, weight, others, (median, q1, q3, mean) in SV_EN_QUESTIONS:
        total = POPULATION * mean / 60
        rows.append(
            QuestionBurden(
                code=code,
                text={"sv": swedish, "en": english},
                weight=weight,
                other_indicators=others,
                n_measured=MEASURED,
                n_asked=POPULATION if code != "V2" else 231,
                population=POPULATION,
                suppressed=False,
                median_minutes=median,
                q1_minutes=q1,
                q3_minutes=q3,
                total_hours=total,
                attributed_hours=total * weight,
            )
        )
    return tuple(rows)


def burden_of(questions: tuple[QuestionBurden, ...], population: int = POPULATION) -> Burden:
    """A burden whose parts add up to the attributed hours of the questions."""
    total = sum(row.attributed_hours or 0.0 for row in questions)
    shares = {"officer": 0.62, "manager": 0.27, "head": 0.11}
    tariffs = {"officer": 412.0, "manager": 538.0, "head": 741.0}
    names = {
        "officer": {"sv": "Uppgiftslämnare", "en": "Municipal officer"},
        "manager": {"sv": "Enhetschef", "en": "Unit manager"},
        "head": {"sv": "Socialchef", "en": "Head of social services"},
    }
    roles = tuple(
        RoleBurden(names[role], total * share, tariffs[role], total * share * tariffs[role])
        for role, share in shares.items()
    )
    cost = sum(role.cost_kronor for role in roles)
    steps = (
        ({"sv": "Hitta uppgifter", "en": "Find data"}, 0.44),
        ({"sv": "Sammanställa", "en": "Compile"}, 0.23),
        ({"sv": "Fråga andra", "en": "Ask others"}, 0.18),
        ({"sv": "Kontrollera", "en": "Check"}, 0.10),
        ({"sv": "Besluta", "en": "Decide"}, 0.05),
    )
    outside = total * 0.71
    return Burden(
        n_measured=MEASURED,
        population=population,
        attributed_hours=Interval(total, total * 0.931, total * 1.084),
        avoidable_hours=total * 0.31,
        overhead_hours=total * 0.062,
        hours_without_imputation=total * 0.874,
        imputed_share=0.126,
        screen_hours=total - outside,
        outside_hours=outside,
        outside_is_lower_bound=True,
        cost_kronor=cost,
        avoidable_cost_kronor=cost * 0.31,
        hours_per_10000_inhabitants=total / 1058.7,
        groups=tuple(
            GroupBurden(
                code=code,
                name={"sv": swedish, "en": english},
                n_measured=measured,
                population=members,
                suppressed=False,
                mean_minutes=31.0 + 2.3 * index,
                attributed_hours=total * members / POPULATION,
                imputed_share=(members - measured) / members,
            )
            for index, (code, swedish, english, measured, members) in enumerate(GROUPS)
        ),
        roles=roles,
        steps=tuple(StepBurden(name, outside * share) for name, share in steps),
        previous=PreviousYear(
            2025,
            total * 1.118,
            (
                ChangePart({"sv": "Antal kommuner", "en": "Number of municipalities"}, 0.0),
                ChangePart({"sv": "Ändrad definition", "en": "Changed definition"}, -total * 0.071),
                ChangePart({"sv": "Uppmätt tid", "en": "Measured time"}, -total * 0.059),
                ChangePart({"sv": "Ändrad skattning", "en": "Changed estimate"}, total * 0.012),
            ),
        ),
        years=(
            YearBurden(2023, total * 1.242),
            YearBurden(2024, total * 1.171),
            YearBurden(2025, total * 1.118),
            YearBurden(2026, total),
        ),
    )


def sample_edition(questions: tuple[QuestionBurden, ...] | None = None) -> EditionData:
    """A whole edition: an indicator on violence in close relations, round 2026, fictional."""
    rows = sample_questions() if questions is None else questions
    return EditionData(
        identity=Identity(
            code="VN03",
            name={
                "sv": "Utbildade handläggare och aktuell rutin vid våld i nära relationer, vuxna",
                "en": "Trained case officers and current routine for violence in close relations,"
                " adults",
            },
            description={
                "sv": "Andel kommuner som den 1 mars har en aktuell rutin och där minst hälften av"
                " handläggarna, räknat i årsarbetare, har utbildats under de senaste två åren.",
                "en": "Share of municipalities that on 1 March have a current routine and where at"
                " least half of the case officers, in full-time equivalents, have been trained in"
                " the last two years.",
            },
            area="Våld i nära relationer",
            kind="structure",
            direction="higher",
            owner="Socialstyrelsen",
            legal_basis="Regeringsuppdrag; förordningen (1982:668)",
            duty="voluntary",
            consultation="SKR, 2025-10-14: tillstyrkt med ändring av fråga V3",
            first_year=2014,
            definition_changes=(
                DefinitionChange(
                    2024,
                    {
                        "sv": "En rutin räknas om den följts upp inom 24 månader, tidigare 12.",
                        "en": "A routine counts if followed up within 24 months, earlier 12.",
                    },
                ),
            ),
        ),
        round=RoundFacts(
            name={"sv": "Socialtjänstenkäten 2026"},
            year=2026,
            questionnaire={"sv": "Socialtjänstenkäten", "en": "Social services survey"},
            questionnaire_version=3,
            opened=date(2026, 1, 19),
            closed=date(2026, 3, 20),
            fictional=True,
        ),
        burden=burden_of(rows),
        method=Method(
            outlier_factor=3.0,
            n_winsorised=17,
            idle_limit_seconds=120,
            imputation_minimum=5,
            n_imputed=POPULATION - MEASURED,
            bootstrap_seed=20260401,
            bootstrap_count=1000,
            interval_level=0.95,
            suppression_minimum=5,
            tariff_year=2026,
            tariff_source="Exempelvärden som följer med programmet",
            tariff_is_example=True,
            snapshot_at=datetime(2026, 4, 1, 6, 30, tzinfo=UTC),
            snapshot_id="12",
            program_version="0.1.0",
            contact="uppgiftslamnarborda@example.se",
        ),
        frozen_at=datetime(2026, 4, 2, 12, 5, 9, tzinfo=UTC),
        questions=rows,
        overlap=(
            OverlapRow(
                question_code=rows[0].code,
                bank_question={
                    "sv": "Finns en skriftlig rutin för handläggning av ärenden om våld i nära"
                    " relationer?"
                },
                collection={"sv": "Länsstyrelsernas enkät om våld i nära relationer"},
                owner="Länsstyrelserna",
                verdict="same",
                action="reuse",
                reason="Samma rutin, samma ledningsnivå, båda den 1 mars.",
                minutes_saved=6.2,
            ),
            OverlapRow(
                question_code=rows[-1].code,
                bank_question={"sv": "Antal årsarbetare handläggare, individ- och familjeomsorg"},
                collection={"sv": "SKR:s personalstatistik"},
                owner="SKR",
                verdict="derivable",
                action="derive",
                reason="Nämnaren finns i registret; täljaren gör det inte.",
            ),
        ),
        criteria=(
            Criterion(
                1,
                {"sv": "Särskiljning", "en": "Differentiation"},
                {"sv": "0,42 av 1", "en": "0.42 of 1"},
                "Svaren 2026",
                date(2026, 4, 1),
            ),
            Criterion(
                2,
                {"sv": "Takeffekt", "en": "Ceiling effect"},
                {"sv": "Nej: 88 % ja", "en": "No: 88% yes"},
                "Svaren 2025 och 2026",
                date(2026, 4, 1),
            ),
            Criterion(
                3,
                {"sv": "Stabilitet mellan åren (kappa)", "en": "Stability between years (kappa)"},
                {"sv": "0,71", "en": "0.71"},
                "Svaren 2025 och 2026",
                date(2026, 4, 1),
            ),
            Criterion(
                11,
                {"sv": "Lokal användning", "en": "Local use"},
                {"sv": "41 av 250 kommuner", "en": "41 of 250 municipalities"},
                "Fråga i enkäten",
                date(2026, 3, 20),
            ),
            Criterion(12, {"sv": "Nationell användning", "en": "National use"}, None),
            Criterion(13, {"sv": "Åtkomst", "en": "Access"}, None),
        ),
        result=Result(value=0.634, unit="share", n=262, previous=0.611),
        proposal=Proposal(
            "change",
            (
                {
                    "sv": "Fråga V3 står för mer än hälften av bördan.",
                    "en": "Question V3 is more than half of the burden.",
                },
                {
                    "sv": "Fråga V1 ställs också av länsstyrelserna.",
                    "en": "Question V1 is also asked by the county boards.",
                },
            ),
        ),
        decision=Decision(
            "change",
            "V3 mäts vartannat år från 2027. V1 hämtas från länsstyrelsernas enkät.",
            "Karin Exempelsson",
            datetime(2026, 4, 2, 9, 0, tzinfo=UTC),
        ),
    )


def many_questions(count: int) -> EditionData:
    """An edition with `count` questions."""
    return sample_edition(
        tuple(
            question(
                number,
                {
                    "sv": f"Antal pågående insatser den 1 mars, delområde {number}",
                    "en": f"Number of services in progress on 1 March, part {number}",
                },
                1.0 if number % 3 else 0.5,
                () if number % 3 else ("VN02",),
            )
            for number in range(1, count + 1)
        )
    )


def without_use() -> EditionData:
    """Nothing is known of use, result, overlap, last year or decision."""
    whole = sample_edition()
    burden = dataclasses.replace(
        whole.burden,
        attributed_hours=Interval(whole.burden.attributed_hours.value),
        previous=None,
        years=(),
        steps=(),
        hours_per_10000_inhabitants=None,
        outside_is_lower_bound=False,
    )
    return dataclasses.replace(
        whole,
        burden=burden,
        overlap=(),
        criteria=(),
        result=None,
        proposal=None,
        decision=None,
        round=dataclasses.replace(whole.round, fictional=False),
    )


def with_suppressed_cells() -> EditionData:
    """Two questions and two groups were measured in fewer than five municipalities."""
    whole = sample_edition()
    questions = tuple(
        dataclasses.replace(
            row,
            suppressed=True,
            n_measured=3,
            median_minutes=None,
            q1_minutes=None,
            q3_minutes=None,
            total_hours=None,
            attributed_hours=None,
        )
        if row.code in ("V2", "V5")
        else row
        for row in whole.questions
    )
    groups = tuple(
        dataclasses.replace(
            row,
            suppressed=True,
            n_measured=4,
            mean_minutes=None,
            attributed_hours=None,
            imputed_share=None,
        )
        if row.code in ("C8", "C9")
        else row
        for row in whole.burden.groups
    )
    return dataclasses.replace(
        whole, questions=questions, burden=dataclasses.replace(whole.burden, groups=groups)
    )


def with_texts(text: str) -> EditionData:
    """The same text, however odd, in every place that people write in."""
    whole = sample_edition()
    texts = {"sv": text, "en": text}
    assert whole.decision is not None
    return dataclasses.replace(
        whole,
        identity=dataclasses.replace(
            whole.identity,
            name=texts,
            description=texts,
            area=text,
            owner=text,
            legal_basis=text,
            consultation=text,
            definition_changes=(DefinitionChange(2024, texts),),
        ),
        round=dataclasses.replace(whole.round, name=texts, questionnaire=texts),
        questions=tuple(dataclasses.replace(row, text=texts) for row in whole.questions),
        overlap=tuple(
            dataclasses.replace(row, bank_question=texts, collection=texts, owner=text, reason=text)
            for row in whole.overlap
        ),
        criteria=tuple(
            dataclasses.replace(row, name=texts, value=texts, source=text) for row in whole.criteria
        ),
        burden=dataclasses.replace(
            whole.burden,
            groups=tuple(dataclasses.replace(row, name=texts) for row in whole.burden.groups),
            roles=tuple(dataclasses.replace(row, name=texts) for row in whole.burden.roles),
        ),
        method=dataclasses.replace(whole.method, contact=text, tariff_source=text),
        decision=dataclasses.replace(whole.decision, reason=text, by=text),
    )


LONG_NAME = (
    "Långsiktighetsplaneringsuppföljningsansvarigas samverkansöverenskommelser med"
    " hälso- och sjukvårdsförvaltningens uppföljningsverksamhet inom äldreomsorgsförvaltningens"
    " kompetensutvecklingssamordningsområde, personer 65 år och äldre i särskilt boende, andel (%)"
)
EDGES: dict[str, Callable[[], EditionData]] = {
    "whole": sample_edition,
    "no use data": without_use,
    "suppressed cells": with_suppressed_cells,
    "long Swedish names": lambda: with_texts(LONG_NAME),
    "one question": lambda: many_questions(1),
    "forty questions": lambda: many_questions(40),
    "markup in texts": lambda: with_texts(
        '<script>alert(1)</script> <img src="file:///etc/passwd"> &amp; "\' ]]> {{ 7*7 }}'
    ),
    "right to left and overrides": lambda: with_texts("Före \u202e עברית العربية \u202c efter"),
    "emoji": lambda: with_texts("Bra \U0001f600\U0001f3fd\u200d\U0001f4bb jobbat \u2764\ufe0f"),
}
