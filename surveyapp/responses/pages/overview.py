"""One return at a glance, its check before sending, its blank form and its history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.core import svenska
from surveyapp.core.i18n import current_language, ngettext
from surveyapp.core.i18n import gettext as _
from surveyapp.questionnaires.rules.definition import Item, Kind, SectionDefinition
from surveyapp.questionnaires.rules.values import show_value
from surveyapp.responses import queries, reuse
from surveyapp.responses.forms import field_name
from surveyapp.responses.models import AnswerHistory, Change, Submission
from surveyapp.responses.pages.blocks import AnyBlock, Builder, failure_text
from surveyapp.responses.pages.frame import (
    Frame,
    Progress,
    SectionLink,
    frame,
    section_links,
    section_url,
    time_left,
)
from surveyapp.responses.pages.words import Shown, Words, shown
from surveyapp.responses.service import Work


@dataclass(frozen=True)
class OverviewPage:
    """All that templates/responses/overview.html shows."""

    frame: Frame
    time_left: str
    sections: list[SectionLink]
    progress: Progress
    submissions: list[Submission]
    workers: list[str]
    duty: str


def build_overview(session: Session, work: Work) -> OverviewPage:
    """Return the page of a return: what is left, why it is asked, and what was sent."""
    head = frame(work.return_)
    links, progress = section_links(work, queries.marked_sections(session, work.return_.id))
    workers = dict.fromkeys(
        answer.updated_by_name
        for answer in sorted(work.answers.values(), key=lambda a: a.updated_at, reverse=True)
        if answer.updated_by_name
    )
    return OverviewPage(
        frame=head,
        time_left="" if head.is_submitted else time_left(head.days_left),
        sections=links,
        progress=progress,
        submissions=queries.list_submissions(session, work.return_.id),
        workers=list(workers),
        duty=duty_text(work.return_.round.duty),
    )


def duty_text(duty: str) -> str:
    return (
        _("Kommunen är skyldig att svara.")
        if duty == "duty"
        else _("Det är frivilligt för kommunen att svara.")
    )


# --- check before sending -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One question with its answer as it will be sent."""

    text: Shown
    shown_code: str
    row_label: str
    answer: str
    unit: str
    is_blank: bool
    objections: list[Shown]
    url: str


LISTED = 8
"""Objections that are listed one by one; more are counted per section."""


@dataclass(frozen=True, slots=True)
class CheckSection:
    link: SectionLink
    rows: list[CheckRow]


@dataclass(frozen=True)
class CheckPage:
    """All that templates/responses/check.html shows."""

    frame: Frame
    sections: list[CheckSection]
    objections: list[dict[str, str]]
    blank: int
    progress: Progress
    can_submit: bool


def build_check(session: Session, work: Work) -> CheckPage:
    """Return every answer that would be sent, objections first."""
    head = frame(work.return_)
    links, progress = section_links(work, queries.marked_sections(session, work.return_.id))
    words = Words(work)
    sections, blank = [], 0
    objections: list[dict[str, str]] = []
    grouped: list[dict[str, str]] = []
    definitions = {section.code: section for section in work.form.definition.sections}
    for link in links:
        rows = [
            _check_row(work, words, item, path, label)
            for item, path, label in _asked(work, words, definitions[link.code])
        ]
        sections.append(CheckSection(link, rows))
        if count := sum(bool(row.objections) for row in rows):
            grouped.append(
                {
                    "text": ngettext(
                        "%(section)s: %(num)s fråga",
                        "%(section)s: %(num)s frågor",
                        count,
                        section=link.label,
                    ),
                    "href": f"{link.url}?kontroll=1",
                }
            )
        for row in rows:
            blank += row.is_blank
            objections += [
                {"text": f"{row.text.text} {message.text}", "href": row.url}
                for message in row.objections
            ]
    return CheckPage(
        head,
        sections,
        objections if len(objections) <= LISTED else grouped,
        blank,
        progress,
        can_submit=head.is_open and not objections,
    )


def _asked(work: Work, words: Words, section: SectionDefinition) -> Iterator[tuple[Item, str, str]]:
    yield from _asked_items(work, words, section.items, "", "")


def _asked_items(
    work: Work, words: Words, items: tuple[Item, ...], path: str, label: str
) -> Iterator[tuple[Item, str, str]]:
    state = work.state
    for item in items:
        key = (item.code, path)
        if item.kind is Kind.GROUP and key in state.shown:
            yield from _asked_items(work, words, item.items, path, label)
        elif item.kind is Kind.REPEAT:
            for number, own in enumerate(state.instances.get(key, ()), start=1):
                inner = f"{words(item.text, path).text or item.code} {number}"
                yield from _asked_items(
                    work,
                    words,
                    item.items,
                    f"{path}/{own}" if path else own,
                    f"{label}, {inner}" if label else inner,
                )
        elif key in state.asked:
            yield item, path, label


def _check_row(work: Work, words: Words, item: Item, path: str, label: str) -> CheckRow:
    key = (item.code, path)
    language = current_language()
    answer = work.answers.get(key)
    value = answer.value if answer else None
    if value is None:
        value = work.state.values.get(key)
    text = show_value(item, value, language)
    other = work.answers.get((f"{item.code}_other", path))
    if other is not None and other.value and (f"{item.code}_other", path) in work.state.asked:
        text = f"{text}: {other.value}"
    objections = [failure_text(words, f, path) for f in work.state.failures.get(key, ())]
    return CheckRow(
        text=words(item.text, path) or Shown(item.code),
        shown_code=item.code if len(item.code) <= 5 else "",
        row_label=label,
        answer=text,
        unit=item.unit if value is not None and not isinstance(value, dict) else "",
        is_blank=value is None,
        objections=objections,
        url=section_url(
            work.return_.id,
            work.form.compiled.items[item.code].section,
            f"q-{field_name(key)}",
        ),
    )


# --- the blank form -------------------------------------------------------------------------------


@dataclass(frozen=True)
class BlankSection:
    title: Shown
    introduction: Shown
    blocks: list[AnyBlock]


def build_blank(work: Work) -> list[BlankSection]:
    """Return every question of the form without answers, for paper."""
    empty = Work(
        work.return_,
        work.form,
        {},
        [],
        work.form.compiled.evaluate({}, {}, today=work.return_.round.opens_on),
    )
    builder = Builder(empty, is_open=False, is_paper=True)
    return [
        BlankSection(
            shown(section.title) or Shown(section.code),
            builder.words(section.introduction),
            builder.section(section),
        )
        for section in work.form.definition.sections
    ]


# --- history --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One save that was asked for."""

    at: dt.datetime
    by_name: str
    question: str
    what: str
    value: str


def change_words() -> Mapping[str, str]:
    return {
        Change.SAVED.value: _("Sparade"),
        Change.CLEARED.value: _("Tog bort svaret"),
        Change.REFUSED.value: _("Sparades inte: någon annan hade svarat före"),
        Change.CONFIRMED_LAST_YEAR.value: _("Samma som förra året"),
        Change.CONFIRMED_REUSED.value: _("Använde ett svar som redan fanns"),
    }


def build_history(session: Session, work: Work) -> list[HistoryRow]:
    """Return who changed what, newest first."""
    words, language, names = Words(work), current_language(), change_words()
    entries = queries.list_history(session, work.return_.id)
    origins = _origins(session, entries)
    return [
        _history_row(work, words, language, names, entry, origins) for entry in reversed(entries)
    ]


def _origins(session: Session, entries: Sequence[AnswerHistory]) -> dict[int, str]:
    """Return per history entry with a reused value what was done and where the value came from."""
    reused = [(entry.id, entry.origin) for entry in entries if entry.origin]
    if not reused:
        return {}
    returns, codes = queries.list_origins(
        session, {o["return"] for _id, o in reused}, {o["question"] for _id, o in reused}
    )
    found = {}
    for entry_id, origin in reused:
        there = returns.get(origin["return"])
        if there is not None:
            found[entry_id] = _(
                "Använde svaret på %(code)s i %(where)s, från %(date)s",
                code=codes.get(origin["question"], "?"),
                where=reuse.place(
                    there.round.version.questionnaire.title, there.round.name, there.round.year
                ),
                date=svenska.date(dt.datetime.fromisoformat(origin["at"])),
            )
    return found


def _history_row(
    work: Work,
    words: Words,
    language: str,
    names: Mapping[str, str],
    entry: AnswerHistory,
    origins: Mapping[int, str],
) -> HistoryRow:
    code = work.form.codes.get(entry.question_id, "")
    compiled = work.form.compiled.items.get(code)
    item = compiled.item if compiled else None
    text = words(item.text, entry.path).text if item else ""
    label = f"{code} {text}".strip()
    value: Any = entry.value
    return HistoryRow(
        entry.at,
        entry.by_name,
        f"{label} ({entry.path})" if entry.path else label,
        origins.get(entry.id) or names.get(entry.change, entry.change),
        show_value(item, value, language) if item else str(value or ""),
    )


def history_columns() -> list[str]:
    return [_("När"), _("Vem"), _("Vad"), _("Fråga"), _("Svar")]


def history_rows(rows: list[HistoryRow]) -> list[list[object]]:
    """Return the table, the same on the page and in the file."""
    return [[svenska.datetime(r.at), r.by_name, r.what, r.question, r.value] for r in rows]
