"""Questions with the time they take."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from surveyapp.burden.models import QuestionBurden
from surveyapp.burden.pages.tables import (
    Column,
    Picture,
    code_column,
    figure_column,
    hidden_words,
    minutes,
    name_cell,
    rounded,
    share_column,
    text_column,
    why_column,
)
from surveyapp.burden.pages.whole import section_titles
from surveyapp.burden.queries import QuestionCost
from surveyapp.core import charts, svenska
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import pick
from surveyapp.questionnaires.models import QuestionVersion


@dataclass(frozen=True)
class QuestionLine:
    """One question of a snapshot with its text; `share` is an indicator's part of it."""

    row: QuestionBurden
    version: QuestionVersion
    section: str
    share: float | None = None
    others: str = ""

    @property
    def code(self) -> str:
        return self.row.question.code

    @property
    def text(self) -> str:
        return pick(self.version.text) or self.code

    @property
    def hidden(self) -> str:
        return str(self.row.details["hidden"])

    @property
    def attributed_hours(self) -> float | None:
        own, beside = self.row.total_hours, self.row.details["overhead_hours"]
        return None if own is None or self.share is None else self.share * (own + (beside or 0.0))


def question_lines(
    rows: Sequence[QuestionBurden],
    versions: Sequence[QuestionVersion],
    shares: Mapping[str, float] | None = None,
    indicator_code: str = "",
) -> list[QuestionLine]:
    """Return the snapshot's questions in form order; with `shares` only those of one indicator."""
    by_id = {row.question_id: row for row in rows}
    titles = section_titles(versions)
    lines = []
    for version in versions:
        row = by_id.get(version.question_id)
        if row is None or (shares is not None and row.question.code not in shares):
            continue
        others = [code for code in row.details["indicator_codes"] if code != indicator_code]
        lines.append(
            QuestionLine(
                row,
                version,
                titles[version.section_code],
                shares[row.question.code] if shares is not None else None,
                ", ".join(others),
            )
        )
    return lines


def _question_name_columns() -> list[Column]:
    return [
        Column(
            "fraga",
            _("Fråga"),
            lambda q: name_cell(q.version.text, q.code),
            lambda q: q.text,
            is_numeric=False,
            width="wide",
        ),
        code_column(lambda q: str(q.code)),
    ]


def _minute_columns() -> list[Column]:
    def value(name: str) -> Callable[[QuestionLine], float | None]:
        return lambda q: getattr(q.row, name)

    def quartiles(q: QuestionLine) -> str | Markup:
        if q.row.q1_minutes is None or q.row.q3_minutes is None:
            return svenska.missing_markup()
        return f"{minutes(q.row.q1_minutes)}–{minutes(q.row.q3_minutes)}"

    return [
        Column(
            "median",
            _("Median per kommun"),
            lambda q: hidden_words(q.hidden) or minutes(q.row.median_minutes),
            lambda q: rounded(q.row.median_minutes, 2),
            exact=lambda q: q.row.median_minutes,
        ),
        Column(
            "q1", _("Mittersta hälften"), quartiles, lambda q: rounded(value("q1_minutes")(q), 2)
        ),
        Column(
            "q3",
            _("Övre kvartil"),
            lambda _q: "",
            lambda q: rounded(value("q3_minutes")(q), 2),
            is_file_only=True,
        ),
        Column(
            "antal",
            _("Kommuner"),
            lambda q: svenska.number(q.row.n_asked),
            lambda q: q.row.n_asked,
        ),
    ]


def question_columns() -> list[Column]:
    """Columns of all questions of a snapshot; an entry is a `QuestionLine`."""
    return [
        *_question_name_columns(),
        text_column("avsnitt", _("Avsnitt"), lambda q: str(q.section)),
        *_minute_columns(),
        figure_column("timmar", _("Timmar, alla tillfrågade"), lambda q: q.row.total_hours),
        share_column("beraknat", _("Andel beräknad"), lambda q: q.row.details["imputed_share"]),
        why_column(lambda q: str(q.hidden)),
    ]


def indicator_question_columns() -> list[Column]:
    """Columns of one indicator's questions; an entry is a `QuestionLine` with a share."""
    return [
        *_question_name_columns(),
        *_minute_columns(),
        figure_column("timmar", _("Timmar, alla tillfrågade"), lambda q: q.row.total_hours),
        share_column("andel", _("Indikatorns andel"), lambda q: q.share),
        figure_column("tillraknad", _("Tillräknad tid, timmar"), lambda q: q.attributed_hours),
        text_column("ocksa", _("Används också av"), lambda q: str(q.others)),
        why_column(lambda q: str(q.hidden)),
    ]


def question_picture(lines: Sequence[QuestionLine]) -> Picture | None:
    """Return how long the questions take, as strips; None when none may be shown."""
    shown = [line for line in lines if line.row.median_minutes is not None]
    if not shown:
        return None
    slowest = max(shown, key=lambda line: (line.row.median_minutes or 0.0, line.code))
    finding = _(
        "Den fråga som tar längst tid tar i median %(minutes)s",
        minutes=svenska.duration((slowest.row.median_minutes or 0.0) * 60),
    )
    strips = [
        charts.Quantiles(
            f"{line.code} {_short(line.text)}",
            line.row.q1_minutes,
            line.row.median_minutes,
            line.row.q3_minutes,
        )
        for line in shown
    ]
    svg = charts.strip(strips, finding, prefix="fragor", unit=_("minuter per kommun"), decimals=1)
    return Picture(finding, svg)


def _short(text: str, room: int = 70) -> str:
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"


def cost_sentence(cost: QuestionCost) -> str:
    """Return what a question took, in one line beside it in the editor."""
    if cost.hidden in ("few", "shield"):
        text = _("Tiden %(year)s visas inte: färre än fem kommuner.", year=cost.year)
    elif cost.median_minutes is None:
        return ""
    else:
        text = _(
            "Tog i median %(time)s %(year)s (%(count)s kommuner).",
            time=svenska.duration(cost.median_minutes * 60),
            year=cost.year,
            count=svenska.number(cost.n_asked),
        )
    return f"{text} {_('Påhittade värden.')}" if cost.is_fictional else text
