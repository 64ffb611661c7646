"""The demo year's written content, read from the files beside this module.

Question texts, indicators, bank questions and how the fictional municipalities behave. Everything
here is made up for demonstration except the names of national collections.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

import xlsxwriter

QUESTIONNAIRES = ("kommunenkat", "omsorgsenkat")
"""Folders under `data`, one per questionnaire, in the order they are sent."""

SHEETS = ("survey", "choices", "settings")

_WRITTEN = dt.datetime(2026, 1, 12, 8, 0, tzinfo=dt.UTC)
"""Creation time stamped into the workbook, so that the same rows give the same bytes."""


def _rows(path: str) -> list[dict[str, str]]:
    file = resources.files("surveyapp.demo").joinpath("data", *path.split("/"))
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"), newline="")))


def _number(text: str) -> float | None:
    return float(text) if text else None


def _whole(text: str) -> int | None:
    return int(text) if text else None


# --- questionnaires -------------------------------------------------------------------------------


@functools.cache
def load_questionnaire(folder: str) -> dict[str, list[dict[str, str]]]:
    """Return the sheets of one questionnaire as XLSForm rows: survey, choices and settings.

    `folder` is one of `QUESTIONNAIRES`.
    """
    return {sheet: _rows(f"{folder}/{sheet}.csv") for sheet in SHEETS}


_YEAR_IN_TEXT = re.compile(r"20[0-9]{2}(?!:)")
"""A year; not the number of an act, such as 2025:400."""


def _years_back(text: str, years: int) -> str:
    return _YEAR_IN_TEXT.sub(lambda found: str(int(found[0]) - years), text)


def write_xlsx(folder: str, *, years_back: int = 0) -> bytes:
    """Return the questionnaire as an XLSForm workbook, the same bytes every time.

    Every cell is written as text, so codes such as `0180` keep their zero. `years_back` moves every
    year in texts and rules, which gives the form of an earlier year.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_numbers": False})
    book.set_properties({"created": _WRITTEN})
    bold = book.add_format({"bold": True})
    for name, rows in load_questionnaire(folder).items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, header in enumerate(rows[0]):
            sheet.write_string(0, column, header, bold)
            for line, row in enumerate(rows, start=1):
                if row[header]:
                    sheet.write_string(line, column, _years_back(row[header], years_back))
    book.close()
    return out.getvalue()


# --- indicators -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class IndicatorContent:
    """One fictional indicator. `numerator` and `denominator` are expressions over question codes.

    For a share of yes the numerator is the condition itself and the denominator says which
    municipalities count; a mean has no denominator.
    """

    code: str
    name: dict[str, str]
    description: dict[str, str]
    area: dict[str, str]
    kind: str
    direction: str
    owner: str
    legal_basis: str
    duty: str
    first_year: int
    last_break_year: int | None
    formula_kind: str
    numerator: str
    denominator: str
    quality_dimension: str


@functools.cache
def load_indicators() -> tuple[IndicatorContent, ...]:
    """Return the demo's indicators in the order of the file."""
    return tuple(
        IndicatorContent(
            code=r["code"],
            name={"sv": r["name_sv"], "en": r["name_en"]},
            description={"sv": r["description_sv"], "en": r["description_en"]},
            area={"sv": r["area"], "en": r["area_en"]},
            kind=r["type"],
            direction=r["direction"],
            owner=r["owner"],
            legal_basis=r["legal_basis"],
            duty=r["duty"],
            first_year=int(r["first_year"]),
            last_break_year=_whole(r["last_break_year"]),
            formula_kind=r["formula_kind"],
            numerator=r["numerator"],
            denominator=r["denominator"],
            quality_dimension=r["quality_dimension"],
        )
        for r in _rows("indicators.csv")
    )


@dataclass(frozen=True, slots=True)
class UsefulnessContent:
    """How much one indicator is said to be used; None is "not known", never zero."""

    indicator: str
    local_use_municipalities: int | None
    asked_municipalities: int | None
    national_reports_3y: int | None
    page_views_year: int | None
    influence: int | None
    """Whether the service itself can change it: 0 no, 1 partly, 2 yes."""
    source: str


@functools.cache
def load_usefulness() -> tuple[UsefulnessContent, ...]:
    """Return the stated use per indicator, all of it fictional."""
    return tuple(
        UsefulnessContent(
            indicator=r["indicator"],
            local_use_municipalities=_whole(r["local_use_municipalities"]),
            asked_municipalities=_whole(r["asked_municipalities"]),
            national_reports_3y=_whole(r["national_reports_3y"]),
            page_views_year=_whole(r["page_views_year"]),
            influence=_whole(r["influence_0_2"]),
            source=r["source_sv"],
        )
        for r in _rows("usefulness.csv")
    )


# --- the question bank and its overlap ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BankQuestionContent:
    """What another national collection asks, in our own words. `collection` is its register code."""

    collection: str
    code: str
    text: dict[str, str]
    description: dict[str, str]
    area: str
    unit: str
    population: str
    reference_time: str
    answer_scale: str


@functools.cache
def load_bank_questions() -> tuple[BankQuestionContent, ...]:
    """Return the demo's bank questions in the order of the file."""
    return tuple(
        BankQuestionContent(
            collection=r["collection_id"],
            code=r["code"],
            text={"sv": r["text_sv"], "en": r["text_en"]},
            description={"sv": r["description_sv"]},
            area=r["area"],
            unit=r["unit"],
            population=r["population"],
            reference_time=r["reference_time"],
            answer_scale=r["answer_scale"],
        )
        for r in _rows("bank_questions.csv")
    )


@dataclass(frozen=True, slots=True)
class OverlapContent:
    """What is true of one pair, and what the demo's administrator decided about it.

    `label` is same, derivable or related. `decision`, `action` and `reason` are empty for pairs that
    still wait for a decision.
    """

    question: str
    collection: str
    bank_code: str
    label: str
    decision: str
    action: str
    reason_code: str
    reason: dict[str, str]


@functools.cache
def load_overlap_key() -> tuple[OverlapContent, ...]:
    """Return the pairs of demo questions and bank questions whose relation is known."""
    return tuple(
        OverlapContent(
            question=r["question_code"],
            collection=r["collection_id"],
            bank_code=r["bank_code"],
            label=r["label"],
            decision=r["decision"],
            action=r["action"],
            reason_code=r["reason_code"],
            reason={"sv": r["reason_sv"], "en": r["reason_en"]} if r["reason_sv"] else {},
        )
        for r in _rows("overlap_key.csv")
    )


# --- how the fictional municipalities answer ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How one question is typically answered and how long it takes.

    `distribution` decides which fields are used:

    - yes_no: `p` (chance of yes), `size_slope` (change of log-odds per unit of size score),
      `last_year_p`
    - choice: `options` (code -> share, sum 1); multiple: `options` (code -> chance, independent)
    - count: `median` for a municipality of volume factor 1, `sd_log` on the natural log scale
    - share: a part of the answer to `of[0]`, with `mean` and `sd` of the share, within `low`-`high`
    - number: `mean`, `sd`, within `low`-`high`
    - sum: exactly the sum of the answers to `of`
    - part: the answer to `of[0]` split over the repeat's instances
    - providers: how many instances the repeat has, `mean`, within `low`-`high`
    - date: within `from_date`-`to_date`
    - comment: `p` (chance that one is written)

    Seconds are active seconds on screen; `off_screen_share` is off-screen time over all time.
    """

    code: str
    questionnaire: str
    section: str
    distribution: str
    of: tuple[str, ...]
    p: float | None
    last_year_p: float | None
    size_slope: float
    options: Mapping[str, float]
    median: float | None
    sd_log: float | None
    mean: float | None
    sd: float | None
    low: float | None
    high: float | None
    from_date: dt.date | None
    to_date: dt.date | None
    p_not_recorded: float
    p_not_applicable: float
    active_median_seconds: float
    active_sd_log: float
    off_screen_share: float


def _date(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _options(text: str) -> dict[str, float]:
    pairs = (part.split(":") for part in text.split())
    return {code: float(share) for code, share in pairs}


@functools.cache
def load_behaviour() -> dict[str, Behaviour]:
    """Return the behaviour of every question by its code, in form order."""
    return {
        r["code"]: Behaviour(
            code=r["code"],
            questionnaire=r["questionnaire"],
            section=r["section"],
            distribution=r["distribution"],
            of=tuple(r["of"].split()),
            p=_number(r["p"]),
            last_year_p=_number(r["last_year_p"]),
            size_slope=_number(r["size_slope"]) or 0.0,
            options=_options(r["options"]),
            median=_number(r["median"]),
            sd_log=_number(r["sd_log"]),
            mean=_number(r["mean"]),
            sd=_number(r["sd"]),
            low=_number(r["low"]),
            high=_number(r["high"]),
            from_date=_date(r["from_date"]),
            to_date=_date(r["to_date"]),
            p_not_recorded=float(r["p_not_recorded"]),
            p_not_applicable=float(r["p_not_applicable"]),
            active_median_seconds=float(r["active_median_seconds"]),
            active_sd_log=float(r["active_sd_log"]),
            off_screen_share=float(r["off_screen_share"]),
        )
        for r in _rows("behaviour.csv")
    }


STEPS = ("find", "compile", "ask", "check", "decide")
"""Work outside the form, by step: find data, compile, ask others, check, decide."""


@dataclass(frozen=True, slots=True)
class SectionBehaviour:
    """Declared work outside the form for one section: median minutes and how it splits by step."""

    questionnaire: str
    section: str
    declared_minutes_median: float
    declared_sd_log: float
    p_declared: float
    steps: Mapping[str, float]


@functools.cache
def load_section_behaviour() -> dict[str, SectionBehaviour]:
    """Return the declared work by section code."""
    return {
        r["section"]: SectionBehaviour(
            questionnaire=r["questionnaire"],
            section=r["section"],
            declared_minutes_median=float(r["declared_minutes_median"]),
            declared_sd_log=float(r["declared_sd_log"]),
            p_declared=float(r["p_declared"]),
            steps={step: float(r[step]) for step in STEPS},
        )
        for r in _rows("section_behaviour.csv")
    }


@dataclass(frozen=True, slots=True)
class SizeGroup:
    """What differs between SKR groups in the demo.

    `volume_factor` multiplies counts, `time_factor` multiplies seconds, `size_score` runs from about
    -1 (small) to 1 (large) and meets `Behaviour.size_slope`.
    """

    code: str
    volume_factor: float
    size_score: float
    time_factor: float
    answered_share: float
    answered_share_last_year: float
    officers_mean: float


@functools.cache
def load_size_groups() -> dict[str, SizeGroup]:
    """Return the demo's assumptions by SKR group code."""
    return {
        r["skr_group_code"]: SizeGroup(
            code=r["skr_group_code"],
            volume_factor=float(r["volume_factor"]),
            size_score=float(r["size_score"]),
            time_factor=float(r["time_factor"]),
            answered_share=float(r["answered_share"]),
            answered_share_last_year=float(r["answered_share_last_year"]),
            officers_mean=float(r["officers_mean"]),
        )
        for r in _rows("size_groups.csv")
    }


@functools.cache
def load_comments() -> tuple[dict[str, str], ...]:
    """Return fictional comments that fit any section; none names a person."""
    return tuple({"sv": r["text_sv"], "en": r["text_en"]} for r in _rows("comments.csv"))
